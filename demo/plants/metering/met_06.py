"""MET-06 电能表检定/轮换超期

Meters due on the day itself and the day before, for every kind of cycle.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import changed, together
from demo.changes import the_meter as about
from demo.profiles import HOME, PLANT, SHOP, STORE
from demo.stage import Play, Role
from models.calendar import last_day, month_of, months_between

OVERDUE = "超期"
FINE, MECHANICAL, INDUCTION = {"accuracy": "05"}, {"meter_type": "31"}, {"meter_type": "11"}
meter = partial(changed, "meters")

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return meters; there is no amount."""
    bad = partial(wrong, facts={}, branch=OVERDUE)
    ok = partial(fine, facts={})

    def checked(months: int, days: int = 0, /, **other: Any) -> Change:
        return meter(last_check_date=play.ago(months=months, days=days), **other)

    def only_installed(months: int) -> Change:
        return meter(last_check_date=None, inst_date=play.ago(months=months))

    def tested(**facts: Any) -> Change:
        return together(checked(114), a_test(play, **facts))

    february = play.latest(2, 28, before=40)
    to_this_month = months_between(month_of(february), play.period)
    month_end = meter(last_check_date=last_day(play.month(-10)), rotate_cycle=10)
    idle = together(checked(142), changed("metering_points", mp_status="03"))
    return [
        bad("2级表96个月,到期前一日检定", SHOP, change=checked(96, 1)),
        ok("2级表96个月,恰到期日", SHOP, change=checked(96)),
        bad("1.0S级表96个月", SHOP, change=checked(98, accuracy="09")),
        bad("0.5S级表72个月", PLANT, change=checked(72, 1, **FINE)),
        ok("0.5S级表恰到期日", PLANT, change=checked(72, **FINE)),
        bad("0.2级表72个月", PLANT, change=checked(72, 12, accuracy="06")),
        bad("三相机电式72个月", STORE, change=checked(72, 1, **MECHANICAL)),
        ok("三相机电式未到期", STORE, change=checked(72, -1, **MECHANICAL)),
        bad("单相机电式120个月", HOME, change=checked(120, 1, **INDUCTION)),
        ok("单相机电式恰到期日", HOME, change=checked(120, **INDUCTION)),
        bad("轮换周期10个月,月末到期", SHOP, change=month_end),
        bad(
            "2月末检定,轮换周期到本月",
            SHOP,
            change=meter(last_check_date=february, rotate_cycle=to_this_month),
        ),
        ok("轮换周期10个月,恰到期日", SHOP, change=checked(10, rotate_cycle=10)),
        ok("批次延期至120个月,未到期", SHOP, change=checked(118, rotate_cycle=120)),
        bad("批次延期120个月仍超期", SHOP, change=checked(121, rotate_cycle=120)),
        bad("无检定日期,按安装日期超期", SHOP, change=only_installed(101)),
        ok("无检定日期,按安装日期未到期", SHOP, change=only_installed(95)),
        ok("检定、安装日期皆无,不判", SHOP, change=meter(last_check_date=None, inst_date=None)),
        ok("90天内到期只预警", SHOP, change=checked(94, -9)),
        ok("室内检定合格,已续期", SHOP, change=tested(plan_type=None)),
        bad("现场检验不续期", SHOP, change=tested(plan_type="01")),
        bad("室内检定不合格,不续期", SHOP, change=tested(plan_type=None, result=False)),
        bad("互感器的检定不算", SHOP, change=tested(plan_type=None, equip_sort="02")),
        ok("停用点不查", SHOP, change=idle),
        fine("已销户,表已回库", SHOP, {"status_code": "9"}, checked(142)),
    ]


def a_test(play: Play, **facts: Any) -> Change:
    """Add a test of the meter since it was last verified."""

    def change(role: Role) -> None:
        test = {"equip_sort": "01", "test_attr": "03", "result": True, "actual_date": play.ago(months=29)}
        where = {"mp_no": role.meter["mp_no"], "asset_no": role.meter["asset_no"]}
        role.add("meter_tests", app_no=f"79{role.no}", **where, **(test | facts))

    return change
