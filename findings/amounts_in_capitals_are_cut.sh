#!/usr/bin/env bash
# cn2an 0.5.24 (Python) and nzh 1.0.14 (npm)
#
# Guess: what writes an amount in the capital numerals of cheques rounds to the fen, or refuses what has more digits;
#        and cn2an reads what it has itself written.
# Seen:  both cut: 4.35 × 100, a hair below 435 as every double of it, is 肆佰叁拾肆元玖角玖分, a fen less than the same
#        number printed with two decimals beside it, and 12.999 has 玖角玖分 as well. Back again, cn2an refuses whatever
#        has fen and no jiao (nine amounts in a hundred, as 壹拾元零伍分) or no yuan.
# Mingji writes amounts in digits, of whole fen.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" cn2an==0.5.24
npm install --silent --no-audit --no-fund --prefix "$work" nzh@1.0.14 > "$work/npm"
cat > "$work/show.js" <<'JS'
const nzh = require("nzh");
for (const amount of [4.35 * 100, 12.999, 0.29 * 100]) console.log(`nzh ${amount.toFixed(2)} ${nzh.cn.toMoney(amount)}`);
JS
cat > "$work/show.py" <<'PY'
import cn2an

for amount in (4.35 * 100, 12.999, 0.29 * 100):
    print(f"cn2an {amount:.2f} {cn2an.an2cn(amount, 'rmb')}")
for amount in ("10.50", "10.55", "10.05", "0.50", "0.05"):
    written = cn2an.an2cn(amount, "rmb")
    try:
        read = cn2an.cn2an(written, "smart")
    except ValueError:
        read = "refused"
    print(f"cn2an {amount} {written} {read}")
refused = 0
for fen in range(100):
    try:
        cn2an.cn2an(cn2an.an2cn(f"10.{fen:02}", "rmb"), "smart")
    except ValueError:
        refused += 1
print(f"cn2an reads {100 - refused} of the 100 amounts from 10.00 to 10.99 again")
PY
cd "$work"
{ node show.js; PYTHONPATH="$work/site" python3 show.py; } | tee seen
diff seen - <<'SEEN'
nzh 435.00 人民币肆佰叁拾肆元玖角玖分
nzh 13.00 人民币壹拾贰元玖角玖分
nzh 29.00 人民币贰拾捌元玖角玖分
cn2an 435.00 肆佰叁拾肆元玖角玖分
cn2an 13.00 壹拾贰元玖角玖分
cn2an 29.00 贰拾捌元玖角玖分
cn2an 10.50 壹拾元伍角 10.5
cn2an 10.55 壹拾元伍角伍分 10.55
cn2an 10.05 壹拾元零伍分 refused
cn2an 0.50 伍角 refused
cn2an 0.05 伍分 refused
cn2an reads 91 of the 100 amounts from 10.00 to 10.99 again
SEEN
