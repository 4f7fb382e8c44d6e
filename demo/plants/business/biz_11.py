"""BIZ-11 供电方案逾期有效仍实施

Works begun on the last day of a plan and the day after, of low and high voltage.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial

from demo.business import STEPS
from demo.cases import Case, fine, wrong
from demo.connecting import Then, connected, until
from demo.law import PLAN_MONTHS
from demo.profiles import SHOP, SMALL_PLANT
from demo.stage import Play, Role, Row
from models.calendar import add_months_to_date

EXPIRED = "逾期开工"


def cases(play: Play) -> Sequence[Case]:
    """Return applications that are still open; there is no amount."""
    accept = play.day(6, -16)
    late = partial(wrong, branch=EXPIRED)
    low, high = until(STEPS["02"], "A05"), until(STEPS["03"], "A10")
    both = ((low, SHOP, PLAN_MONTHS["02"]), (high, SMALL_PLANT, PLAN_MONTHS["03"]))
    again = (*low, ("A05", 20, 25))
    return [
        *(
            make(
                f"方案满{months}个月{'当日' if not days else f'后第{days}天'}开工",
                profile,
                {},
                connected(plan, accept, begun(months, days)),
            )
            for plan, profile, months in both
            for days, make in ((0, fine), (1, late), (40, late))
        ),
        fine("变更答复后重新起算", SHOP, {}, connected(again, accept, begun(PLAN_MONTHS["02"], 0))),
        fine("已中止的申请", SHOP, {}, connected(low, accept, begun(PLAN_MONTHS["02"], 30), status="03")),
        fine("无施工佐证", SHOP, {}, connected(low, play.ago(3))),
    ]


def begun(months: int, days: int) -> Then:
    """Return what lets the works begin so many months and days after the answer, and the site be followed."""

    def then(role: Role, done: dict[str, Row]) -> None:
        answered = done["A05"]["end_time"].date()
        day = add_months_to_date(answered, months) + timedelta(days=days)
        row = dict(done["A05"], step_no="A08", step_name="供电工程跟踪")
        row |= {"begin_time": datetime.combine(day, time(9)), "end_time": datetime.combine(day, time(17))}
        role.rows["application_steps"].append(row)

    return then
