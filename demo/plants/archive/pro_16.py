"""PRO-16 长期停电未销户(空壳户)

Customers without use for six months, and everybody whose lack of use has a reason or is not certain.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import Case, Side, fine, wrong
from demo.changes import applied, together
from demo.plants.tariff.tar_01 import adjusted, all_stopped, as_their_like, unbilled
from demo.profiles import HOME, MALL, SHOP, STORE
from demo.stage import BOOKED, Play

UNUSED = "连续六个月零电量"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; there is no amount."""
    six = {"usage": dict.fromkeys(play.months[-6:], 0)}
    nine = {"usage": dict.fromkeys(play.months[-9:], 0)}
    five = {"usage": dict.fromkeys(play.months[-5:], 0)}
    old = {"usage": dict.fromkeys(play.months[-7:-1], 0)}
    large: dict[str, Any] = six | {"contract_cap": 400}
    march, may = play.day(20, -8), play.day(20, -5)
    unused = [Side("TAR-01", as_their_like)]
    bad = partial(wrong, branch=UNUSED, also=unused, priced=BOOKED)
    ok = partial(fine, also=unused, priced=BOOKED)
    paused, removed = applied("203", march), applied("208", march)
    return [
        bad("居民连续6个月零电量", HOME, six),
        bad("商铺连续9个月零电量", SHOP, nine),
        bad("高压连续6个月零电量", MALL, large),
        wrong("变更中用户连续6个月零电量", SHOP, six | {"status_code": "2"}, branch=UNUSED),
        bad("期间另有退补电量", SHOP, six, adjusted),
        bad("暂停后已恢复", SHOP, six, together(paused, applied("204", may))),
        bad("销户申请已中止", STORE, six, applied("216", may, status="03", archive_date=None)),
        bad("暂停申请已中止", STORE, six, applied("203", may, terminate_flag=True)),
        ok("只有5个月零电量", HOME, five),
        fine("零电量6个月但本月已用电", HOME, old),
        ok("缺一个月账单不算零", SHOP, six, unbilled(play.months[-5])),
        fine("运行容量为零", MALL, large | {"run_cap": 0}, all_stopped),
        fine("受电设备全部停用", MALL, large, all_stopped, also=[Side("PRO-07", note="设备全部停用而运行容量未改")]),
        ok("暂停未恢复", SHOP, six, paused),
        fine("暂拆未复装", SHOP, six, removed),
        ok("暂停后恢复尚在途", SHOP, six, together(paused, applied("204", may, status="01", archive_date=None))),
        ok("销户申请在途", SHOP, six, applied("216", may, status="01", archive_date=None)),
        fine("已销户", SHOP, six | {"status_code": "9"}),
    ]  # fmt: skip
