#!/usr/bin/env bash
# cpca 0.5.5 (pandas 3.1.1, pyahocorasick 2.3.1) beside jionlp 1.5.31
#
# Guess: addresses of one city, which leave the city out, get no province from a parser that cannot know it: a district whose
#        name several cities have stays without one, and a street called after a city is a street.
# Seen:  cpca takes one of the cities: Gulou is in Kaifeng, Chaoyang in Changchun, Chang'an in Xi'an, with a code of six
#        digits and no word of doubt. 南京东路 is in Nanjing, and what is left of the address is 东路100号; jionlp leaves
#        districts open and cuts the street in the same way, as 北京西路 into Beijing. A county that was made a district
#        since (绍兴县) leaves its 县 to cpca's address: 县柯桥.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    cpca==0.5.5 pandas==3.1.1 numpy==2.4.6 pyahocorasick==2.3.1 jionlp==1.5.31
cat > "$work/show.py" <<'PY'
import contextlib
import io
import warnings

warnings.simplefilter("ignore")
with contextlib.redirect_stdout(io.StringIO()):  # jionlp greets
    import cpca
    import jionlp

ADDRESSES = [
    "鼓楼区中山路1号", "朝阳区建设路1号", "长安区丰收路1号",
    "南京东路100号", "北京西路100号", "黄浦区南京东路100号", "绍兴县柯桥",
]  # fmt: skip
rows = cpca.transform(ADDRESSES).fillna("-")
for address, (province, city, district, rest, _) in zip(ADDRESSES, rows.itertuples(index=False)):
    other = jionlp.parse_location(address)
    other = [other[part] or "-" for part in ("province", "city", "county", "detail")]
    print(address, "cpca", province, city, district, rest, "jionlp", *other)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
鼓楼区中山路1号 cpca 河南省 开封市 鼓楼区 中山路1号 jionlp - - 鼓楼区 中山路1号
朝阳区建设路1号 cpca 吉林省 长春市 朝阳区 建设路1号 jionlp - - 朝阳区 建设路1号
长安区丰收路1号 cpca 陕西省 西安市 长安区 丰收路1号 jionlp - - 长安区 丰收路1号
南京东路100号 cpca 江苏省 南京市 - 东路100号 jionlp 江苏省 南京市 - 东路100号
北京西路100号 cpca 北京市 - - 西路100号 jionlp 北京市 北京市 - 西路100号
黄浦区南京东路100号 cpca 上海市 市辖区 黄浦区 南京东路100号 jionlp 上海市 上海市 黄浦区 南京东路100号
绍兴县柯桥 cpca 浙江省 绍兴市 - 县柯桥 jionlp 浙江省 绍兴市 柯桥区 -
SEEN
