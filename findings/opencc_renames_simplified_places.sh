#!/usr/bin/env bash
# opencc 1.4.2, beside zhconv 1.4.3
#
# Guess: making simplified text of text that is simplified already changes nothing, so it can be run over a column of
#        addresses in which only some are traditional.
# Seen:  some characters are traditional in one word and themselves in another, and OpenCC takes a name that its
#        dictionary does not have for the first: 乾县 and 乾安县, counties of Shaanxi and Jilin, become 干县 and 干安县,
#        which no register has, as does 乾务镇; 於潜镇 becomes 于潜镇. zhconv keeps all four and mends the traditional ones
#        (電錶, 瀋陽) as well, but changes 甯 to 宁, which OpenCC leaves. Neither is idle on what is right already.
# Mingji compares addresses as they are written.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" opencc==1.4.2 zhconv==1.4.3
cat > "$work/show.py" <<'PY'
import opencc
import zhconv

simplified = opencc.OpenCC("t2s")
for place in ("乾县", "乾安县", "乾务镇", "於潜镇", "甯", "乾隆", "瀋陽", "電錶"):
    print(f"{place}: opencc {simplified.convert(place)}, zhconv {zhconv.convert(place, 'zh-cn')}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
乾县: opencc 干县, zhconv 乾县
乾安县: opencc 干安县, zhconv 乾安县
乾务镇: opencc 干务镇, zhconv 乾务镇
於潜镇: opencc 于潜镇, zhconv 於潜镇
甯: opencc 甯, zhconv 宁
乾隆: opencc 乾隆, zhconv 乾隆
瀋陽: opencc 沈阳, zhconv 沈阳
電錶: opencc 电表, zhconv 电表
SEEN
