"""PRO-14 户变关系/线变关系不一致

Areas and lines that files, points, acquisition and feeds tell differently, on both sides of the seventh day.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import archived, changed, together
from demo.profiles import HOME, SHOP, SMALL_PLANT
from demo.stage import Play, Role

POINT, SEEN, LINE = "① 计量点台区", "② 采集识别台区", "③ 电源线路"
WEEK = 7
"""Days after which what acquisition sees counts."""
OTHER_AREA, OTHER_LINE = "9990001", "999001"
TWO: dict[str, Any] = {"contract_cap": 200, "source_count": "2", "supply_mode": "21"}
CAP = {"contract_cap": 200}


def cases(play: Play) -> Sequence[Case]:
    """Return areas and lines; there is no amount."""
    point, feed = partial(changed, "metering_points"), partial(changed, "power_sources")
    at_point, at_seen, at_line = (partial(wrong, branch=branch) for branch in (POINT, SEEN, LINE))
    seen = {"topo_tg_no": OTHER_AREA}
    return [
        at_point("计量点台区与档案不同", SHOP, {}, point(tg_no=OTHER_AREA)),
        at_point("设立状态的计量点台区不同", HOME, {}, point(tg_no=OTHER_AREA, mp_status="01")),
        at_point("变更中用户计量点台区不同", HOME, {"status_code": "2"}, point(tg_no=OTHER_AREA)),
        fine("两个计量点,一个与档案相同", SHOP, {}, a_second_point(tg_no=OTHER_AREA)),
        fine("停用计量点台区不同", SHOP, {}, point(tg_no=OTHER_AREA, mp_status="03")),
        fine("计量点台区为空", SHOP, {}, point(tg_no=None)),
        fine("计量点台区为占位", SHOP, {}, point(tg_no="待补")),
        at_seen("采集识别不同满7日", HOME, {}, point(topo_since=play.ago(WEEK), **seen)),
        at_seen("采集识别不同三个月", SHOP, {}, point(topo_since=play.ago(90), **seen)),
        fine("采集识别不同满6日", HOME, {}, point(topo_since=play.ago(WEEK - 1), **seen)),
        fine("采集识别不同而起始日为空", HOME, {}, point(topo_since=None, **seen)),
        fine("考核计量点识别不同", SHOP, {}, a_second_point(mp_attr="02", topo_since=play.ago(90), **seen)),
        at_line("高压户电源线路与档案不同", SMALL_PLANT, CAP, feed(line_no=OTHER_LINE)),
        at_line("双电源线路都与档案不同", SMALL_PLANT, TWO, together(feed(line_no=OTHER_LINE), feed(1, line_no="999002"))),
        fine("双电源有一路与档案相同", SMALL_PLANT, TWO, feed(1, line_no=OTHER_LINE)),
        fine("低压户不比线路", SHOP, {}, feed(line_no=OTHER_LINE)),
        fine("档案线路为旧值,电源已拆除", SMALL_PLANT, TWO, together(archived(source_count="1", supply_mode="11"), feed(1, line_no=OTHER_LINE, line_status="03"))),
        fine("已销户不查", SHOP, {"status_code": "9"}, point(tg_no=OTHER_AREA)),
        fine("考核户不查", SHOP, {"cons_sort_code": "00", "elec_type_code": "000"}, point(tg_no=OTHER_AREA, topo_since=play.ago(90), **seen)),
    ]  # fmt: skip


def a_second_point(**values: Any) -> Change:
    """Add a point that differs from the first in this."""

    def change(role: Role) -> None:
        points = role.rows["metering_points"]
        points.append(points[0] | {"mp_no": f"{role.no}08"} | values)

    return change
