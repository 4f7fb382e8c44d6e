#!/usr/bin/env bash
# load-flow-engine 0.1.0 (numpy 2.4.6, scipy 1.17.1): load flow of three unlike phases
#
# Guess: with impedances in per unit on the system's base, kV² by MVA as in the package's own example, and loads in MW by
#        phase, 10 kW on each phase of a 400 V line of 0.1 ohm draw 44 A, lose 195 W each and leave 226.5 V: what Ohm's law
#        says. A transformer with its delta to the grid and an earthed star to the customers (Dyn, as nearly all here)
#        carries a load of one phase: its delta lets no zero sequence through, but is itself the way back for the star's.
# Seen:  the load of one phase is divided by the base of all three, so current, loss and drop are a third, whatever the base: 14.5
#        A, and a line for 40 A that carries 110 % of it is at 36 %. A single kW on one phase behind a Dyn transformer
#        moves its neutral until the phases have 400, 400 and 0 V, for the zero sequence is open on both sides; that is
#        called converged. With a star on both sides, or three equal loads, nothing shows.
# Mingji takes losses of an area from supplied and sold energy.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    load-flow-engine==0.1.0 numpy==2.4.6 scipy==1.17.1
cat > "$work/show.py" <<'PY'
from math import sqrt

import numpy as np
from load_flow_engine import Branch, Bus, BusType, Load, Network, StudyCase, ThreePhaseLoadFlowSolver, Transformer

KV, OHM, PHASE = 0.4, 0.1, 400 / sqrt(3)


def solved(base, source_kv, part, kw):
    network = Network(StudyCase(max_iterations=200, solution_precision=1e-9, base_mva=base))
    network.add_bus(Bus("source", BusType.SLACK, base_kv=source_kv))
    network.add_bus(Bus("customers", BusType.PQ, base_kv=KV))
    (network.add_branch if isinstance(part, Branch) else network.add_transformer)(part)
    network.add_load(Load("load", "customers", mw=np.array(kw) / 1000))
    solver = ThreePhaseLoadFlowSolver(network)
    converged = "converged" if solver.solve() else "not converged"
    return converged, network.buses["customers"].v_mag * PHASE, solver


volts = (PHASE + sqrt(PHASE**2 - 4 * OHM * 10_000)) / 2
amperes = 10_000 / volts
print(f"Ohm's law: {volts:.1f} V, {amperes:.1f} A, {amperes / 40:.0%}, {OHM * amperes**2:.0f} W lost")
for base in (1.0, 10.0):
    unit = KV**2 / base
    line = Branch("line", "source", "customers", r1=OHM / unit, x1=1e-9, r0=OHM / unit, x0=1e-9, ampacity=np.full(3, 40.0))
    converged, volts, solver = solved(base, KV, line, (10, 10, 10))
    at = solver.compute_branch_results()["line"]
    lost = (at.mva_from[0] - at.mva_to[0]) * 1e6
    print(f"base {base:.0f} MVA: {volts[0]:.1f} V, {at.i_mag_abc[0]:.1f} A, {at.loading_pct[0]:.0f}%, {lost:.0f} W lost,", converged)

for primary in ("wye_grounded", "delta"):
    for kw in ((1, 1, 1), (1, 0, 0)):
        windings = {"conn_primary": primary, "conn_secondary": "wye_grounded"}
        transformer = Transformer(
            "transformer", "source", "customers", r1=0.01, x1=0.04, r0=0.01, x0=0.04, mva_rating=0.4, **windings
        )
        converged, volts, _ = solved(1.0, 10.0, transformer, kw)
        print(primary, kw, *(f"{abs(one):.0f}" for one in volts), "V,", converged)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
Ohm's law: 226.5 V, 44.1 A, 110%, 195 W lost
base 1 MVA: 229.5 V, 14.5 A, 36%, 63 W lost, converged
base 10 MVA: 229.5 V, 14.5 A, 36%, 63 W lost, converged
wye_grounded (1, 1, 1) 231 231 231 V, converged
wye_grounded (1, 0, 0) 231 231 231 V, converged
delta (1, 1, 1) 231 231 231 V, converged
delta (1, 0, 0) 400 400 0 V, converged
SEEN
