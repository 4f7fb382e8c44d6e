#!/usr/bin/env bash
# pandapower 3.5.6 (numpy 2.4.6, scipy 1.17.1, pandas 2.3.3)
#
# Guess: runpp_3ph gives the loss of a line and of a transformer by phase, each of them positive and the greatest where
#        the load is; and with asymmetric loads runpp is near their sum, or says that it cannot take them.
# Seen:  a "loss of a phase" is what goes in by that phase less what comes out by it. The common neutral carries power from
#        the lightly loaded phases to the heavy one, so they lose less than nothing, and across a Dyn transformer the
#        phases of the two sides are not the same ones: -18.0 kW on A, +18.2 on B. Only the sum of three is a loss.
#        runpp spreads the same loads evenly and says nothing: 1.17 kW in the line instead of 8.90.
# Mingji takes losses of an area from supplied and sold energy.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    pandapower==3.5.6 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3
cat > "$work/show.py" <<'PY'
import pandapower as pp

KIND = {
    "sn_mva": 0.4, "vn_hv_kv": 10, "vn_lv_kv": 0.4, "vk_percent": 4, "vkr_percent": 1, "pfe_kw": 0.8,
    "i0_percent": 0.3, "shift_degree": 150, "vector_group": "Dyn", "vk0_percent": 4, "vkr0_percent": 1,
    "mag0_percent": 100, "mag0_rx": 0, "si0_hv_partial": 0.9,
}  # fmt: skip
LOADS_KW = {"a": 30, "b": 2, "c": 1}

net = pp.create_empty_network()
high, low, end = pp.create_bus(net, 10), pp.create_bus(net, 0.4), pp.create_bus(net, 0.4)
pp.create_ext_grid(net, high, s_sc_max_mva=1000, rx_max=0.1, x0x_max=1, r0x0_max=0.1)
pp.create_std_type(net, KIND, "400 kVA", "trafo")
pp.create_transformer(net, high, low, "400 kVA")
pp.create_line_from_parameters(
    net, low, end, 0.5, r_ohm_per_km=0.32, x_ohm_per_km=0.08, c_nf_per_km=0, max_i_ka=0.3,
    r0_ohm_per_km=1.28, x0_ohm_per_km=0.32, c0_nf_per_km=0,
)  # fmt: skip
pp.create_asymmetric_load(net, end, **{f"p_{phase}_mw": kw / 1000 for phase, kw in LOADS_KW.items()})

pp.runpp_3ph(net, numba=False)
for name in ("line", "trafo"):
    row = net[f"res_{name}_3ph"].iloc[0]
    kw = [1000 * row[f"pl_{phase}_mw"] for phase in LOADS_KW]
    print(f"{name} by phase:", *(f"{loss:.2f}" for loss in kw), f"sum {sum(kw):.2f} kW")
pp.runpp(net, numba=False)
for name in ("line", "trafo"):
    print(f"{name} by runpp: {1000 * net[f'res_{name}'].pl_mw.iloc[0]:.2f} kW")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
line by phase: 9.09 -0.14 -0.05 sum 8.90 kW
trafo by phase: -17.99 18.24 0.65 sum 0.89 kW
line by runpp: 1.17 kW
trafo by runpp: 0.83 kW
SEEN
