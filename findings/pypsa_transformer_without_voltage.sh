#!/usr/bin/env bash
# pypsa 1.2.4 (numpy 2.4.6, scipy 1.17.1, pandas 2.3.3, xarray 2026.9.0, linopy 0.10.1, networkx 3.6.1)
#
# Guess: pf() of a 10/0.4 kV transformer of PyPSA's own list that nobody draws from gives its loss without load, 0.95 kW;
#        what is called converged can be read.
# Seen:  the transformers of distribution are Dyn5, and the search begins with all angles 0, so 150 degrees from where it has
#        to go. Without load it ends at no voltage at all (7.6e-11) and a loss of 3313 kW, 8 times what the
#        transformer is made for, and calls that converged. With a load of 50 kW it ends nowhere, which is told in the
#        result and the log, and leaves numbers behind all the same. Begun from the linear solution (lpf, then
#        use_seed) both are right.
# Mingji takes losses of an area from supplied and sold energy.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    pypsa==1.2.4 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 xarray==2026.9.0 linopy==0.10.1 networkx==3.6.1
cat > "$work/show.py" <<'PY'
import logging
import warnings

import pypsa

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
for load_kw in (0, 50):
    for seeded in (False, True):
        network = pypsa.Network()
        network.add("Bus", "high", v_nom=10)
        network.add("Bus", "low", v_nom=0.4)
        network.add("Generator", "grid", bus="high", control="Slack")
        network.add("Load", "customers", bus="low", p_set=load_kw / 1000)
        network.add("Transformer", "area", bus0="high", bus1="low", type="0.4 MVA 10/0.4 kV")
        if seeded:
            network.lpf()
        converged = bool(network.pf(use_seed=seeded)["converged"].iloc[0, 0])
        loss_kw = 1000 * (network.transformers_t.p0 + network.transformers_t.p1).iloc[0, 0]
        volts = network.buses_t.v_mag_pu["low"].iloc[0]
        told = f"{volts:.3f} of its voltage, loss {loss_kw:.2f} kW" if abs(volts) < 2 else "numbers out of this world"
        begun = "from lpf" if seeded else "from nothing"
        print(f"{load_kw} kW, {begun}:", "converged," if converged else "not converged,", told)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
0 kW, from nothing: converged, 0.000 of its voltage, loss 3312.74 kW
0 kW, from lpf: converged, 1.000 of its voltage, loss 0.95 kW
50 kW, from nothing: not converged, numbers out of this world
50 kW, from lpf: converged, 0.998 of its voltage, loss 1.03 kW
SEEN
