#!/usr/bin/env bash
# jionlp 1.5.31 (jiojio 1.2.8)
#
# Guess: parse_money reads amounts as people say them on the telephone: 两千五 is 2500, 3毛5 is 0.35 yuan, 1万5千元 is
#        15000; what it cannot read it refuses, as it does 三块五.
# Seen:  a last digit without its unit is taken for single yuan: 2005, and 5.30 for 3毛5. Where 万 stands after digits and
#        more follows, the amount is another altogether: 1万5千元 is 25000, 2万3千元 is 43000, 1万零500元 is 20005. Each is
#        called "accurate". All in Chinese numerals (一万五千元) or all in digits they come out right.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" jionlp==1.5.31 jiojio==1.2.8 numpy==2.4.6
cat > "$work/show.py" <<'PY'
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()):  # it greets
    import jionlp

SPOKEN = {
    "15000元": "15000.00", "一万五千元": "15000.00", "1万5千元": "15000.00",
    "2万3千元": "23000.00", "1万零500元": "10500.00",
    "两千五百": "2500.00", "两千五": "2500.00", "一百二": "120.00",
    "八毛三分": "0.83", "八毛三": "0.83", "3毛5": "0.35", "三块五": "3.50",
}  # fmt: skip
for spoken, meant in SPOKEN.items():
    try:
        read = jionlp.parse_money(spoken)
        print(spoken, "means", meant, "is", read["num"], read["definition"])
    except ValueError:
        print(spoken, "means", meant, "is refused")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
15000元 means 15000.00 is 15000.00 accurate
一万五千元 means 15000.00 is 15000.00 accurate
1万5千元 means 15000.00 is 25000.00 accurate
2万3千元 means 23000.00 is 43000.00 accurate
1万零500元 means 10500.00 is 20005.00 accurate
两千五百 means 2500.00 is 2500.00 accurate
两千五 means 2500.00 is 2005.00 accurate
一百二 means 120.00 is 102.00 accurate
八毛三分 means 0.83 is 0.83 accurate
八毛三 means 0.83 is 3.80 accurate
3毛5 means 0.35 is 5.30 accurate
三块五 means 3.50 is refused
SEEN
