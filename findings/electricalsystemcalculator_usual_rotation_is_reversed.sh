#!/usr/bin/env bash
# electricalsystemcalculator 0.1.1: figures of a three-phase supply from amplitudes and angles
#
# Guess: the README's own example, phase angles 0, -120, 120, is the usual rotation: B comes 120° after A, as in every text on
#        symmetrical components, and phase_sequence calls it ABC. Three phases 120° apart have no unbalance of phases; 350° and
#        10° are 20° apart, in either order. The power factor of a supply with one loaded phase is its active by its apparent
#        power, which the package gives too.
# Seen:  0, -120, 120 is ACB and the reversed rotation ABC, so of a row of meters the rightly wired are the conspicuous ones.
#        The reactive power of the same angles is positive for a current that lags, so it is no other way to count. Unbalance
#        is taken from the mean of three angles: 120° where there is none, 0° where all three phases are the same one. 350° and
#        10° are 340° apart, 10° and 350° are 20°. Three power factors are averaged whatever their loads: 0.83, not 0.51.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" electricalsystemcalculator==0.1.1
cat > "$work/show.py" <<'PY'
import logging

from electricalsystemcalculator.three_phase_calculations import ThreePhaseCalculations

logging.disable()
supply = ThreePhaseCalculations()
USUAL, REVERSED = [0, -120, 120], [0, 120, -120]
for name, angles in (("usual", USUAL), ("reversed", REVERSED)):
    print(f"{name}: {supply.phase_sequence(angles)}, unbalance {supply.phase_unbalance(angles):.0f}")
print(f"one phase three times: unbalance {supply.phase_unbalance([0, 0, 0]):.0f}")
print("350 and 10:", supply.phase_difference(350, 10), "10 and 350:", supply.phase_difference(10, 350))

lagging = USUAL + [-30, -150, 90]
print(f"lagging by 30: {supply.calculate_reactive_power([230] * 3 + [10] * 3, lagging):.2f} kvar")

amplitudes, angles = [230] * 3 + [100, 1, 1], USUAL + [-60, -120, 120]
active, apparent = supply.calculate_active_power(amplitudes, angles), supply.calculate_apparent_power(amplitudes)
print(f"power factor {supply.calculate_power_factor(angles):.2f}, {active:.2f} kW of {apparent:.2f} kVA: {active / apparent:.2f}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
usual: ACB, unbalance 120
reversed: ABC, unbalance 120
one phase three times: unbalance 0
350 and 10: 340 10 and 350: 20
lagging by 30: 3.45 kvar
power factor 0.83, 11.96 kW of 23.46 kVA: 0.51
SEEN
