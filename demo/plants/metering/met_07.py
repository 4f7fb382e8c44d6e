"""MET-07 现场检验超期

Installations on the day that their test on site was due and the day after, by class, by first test and by cycle.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import archived, changed, cleared, together
from demo.changes import the_point as about
from demo.profiles import GIANT_PLANT, PLANT
from demo.stage import Play, Role

NEVER, OVERDUE = "① 首检超期", "② 周期超期"
point, meter, test = (
    partial(changed, "metering_points"),
    partial(changed, "meters"),
    partial(changed, "meter_tests"),
)
UNTESTED = cleared("meter_tests")
RECORDS_MONTHS, OLD_MONTHS = 36, 50
"""How long ago the company's records of tests begin, and an installation older than they are."""

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return installations; there is no amount."""
    never, late = partial(wrong, facts={}, branch=NEVER), partial(wrong, facts={}, branch=OVERDUE)
    ok = partial(fine, facts={})
    extra_high = {"volt_code": "AC02201"}

    def tested(months: int, days: int = 0, /, **other: Any) -> Change:
        return together(put_up(OLD_MONTHS), test(actual_date=play.ago(months=months, days=days), **other))

    def put_up(months: int, days: int = 0) -> Change:
        day = play.ago(months=months, days=days)
        return together(meter(inst_date=day), changed("instrument_transformers", None, inst_date=day))

    new, late_new = put_up(0, 30), put_up(0, 31)
    exchanged = changed("instrument_transformers", inst_date=play.ago(31))
    one_month = {"actual_date": play.ago(months=1)}
    return [
        never("投运31日未检", PLANT, change=together(late_new, UNTESTED)),
        ok("投运恰30日未检", PLANT, change=together(new, UNTESTED)),
        never("检验在换表之前", PLANT, change=together(late_new, test(actual_date=play.ago(32)))),
        never(
            "换互感器31日未检", PLANT, change=together(put_up(20), exchanged, test(actual_date=play.ago(60)))
        ),
        ok("首检迟做而已做", PLANT, change=together(put_up(12), test(actual_date=play.ago(months=9)))),
        late("Ⅲ类24个月零1日", PLANT, change=tested(24, 1)),
        ok("Ⅲ类恰24个月", PLANT, change=tested(24)),
        late("Ⅱ类12个月零1日", GIANT_PLANT, change=tested(12, 1)),
        ok("Ⅱ类恰12个月", GIANT_PLANT, change=tested(12)),
        wrong("Ⅰ类6个月零1日", GIANT_PLANT, extra_high, tested(6, 1), branch=OVERDUE),
        fine("Ⅰ类恰6个月", GIANT_PLANT, extra_high, tested(6)),
        late("类别空,按电压为Ⅱ类", GIANT_PLANT, change=together(tested(13), point(md_class=None))),
        late("从未检验而资料已满一个周期", PLANT, change=together(put_up(OLD_MONTHS), UNTESTED)),
        late("互感器的检验不算", PLANT, change=tested(2, equip_sort="02")),
        late("互感器现场检验计划不算", PLANT, change=tested(2, plan_type="02")),
        ok("只有电能表资产号", PLANT, change=tested(2, mp_no=None)),
        ok("计划类型空也算", PLANT, change=tested(2, plan_type=None)),
        ok("不合格也算已检", PLANT, change=tested(2, result=False)),
        ok("已停电", PLANT, change=together(tested(30), archived(poweroff_flag="01"))),
        ok("Ⅳ类装置", PLANT, change=together(tested(30), point(md_class="4"))),
        ok("考核点", PLANT, change=together(tested(30), point(mp_attr="02"))),
        ok("停用点", PLANT, change=together(tested(30), point(mp_status="03"))),
        ok("资料由此开始", PLANT, change=together(put_up(OLD_MONTHS), the_first_record, test(**one_month))),
    ]


def the_first_record(role: Role) -> None:
    """Add the oldest test that the company has on record."""
    (first,) = role.rows["meter_tests"]
    older = {"app_no": f"78{role.no}", "actual_date": role.play.ago(months=RECORDS_MONTHS)}
    role.rows["meter_tests"].append(first | older)
