"""SVC-14 窗口/营业厅暗访问题未整改

Stations whose halls were visited: what was found is still open, or people waited too long.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.law import FINDING_DAYS, QUEUE_MINUTES
from demo.stage import Play, Role, Row

OPEN, WAIT = "① 逾期未整改", "② 等候过长"
FINDING = "填单台没有书写样本"


def cases(play: Play) -> Sequence[Case]:
    """Return stations, each with visits of its own; there is no amount."""
    st = [{"station": station} for station in play.offices.stations]
    over, today, early = play.ago(days=1), play.as_of, play.day(5, -3)
    bad, ok = partial(found, play, finding=FINDING), partial(found, play, finding=FINDING, done_date=today)
    longer = Decimal("0.1")
    done_late = found(play, finding=FINDING, due_date=early, done_date=over, rectified_flag=True)
    forgotten = bad(day=play.ago(days=FINDING_DAYS + 1))
    return [
        wrong("期限为核查日前一日,未整改", None, st[0], bad(due_date=over), branch=OPEN),
        wrong("没有期限,走访31天后未整改", None, st[1], forgotten, branch=OPEN),
        wrong(
            "整改日期在核查日之后", None, st[2], bad(due_date=over, done_date=play.ago(days=-1)), branch=OPEN
        ),
        wrong("当月等候15.1分钟", None, st[3], found(play, wait_min=QUEUE_MINUTES + longer), branch=WAIT),
        fine("期限为核查日当日", None, st[4], bad(due_date=today)),
        fine("没有期限,走访恰30天", None, st[5], bad(day=play.ago(days=FINDING_DAYS))),
        fine("逾期后已整改", None, st[6], done_late),
        fine("核查日当日整改", None, st[7], ok(due_date=early)),
        fine("问题写未发现问题", None, st[8], found(play, finding="未发现问题", due_date=early)),
        fine("当月等候恰15分钟", None, st[4], found(play, wait_min=QUEUE_MINUTES)),
        fine("上月等候40分钟", None, st[5], found(play, day=play.day(20, -1), wait_min=Decimal(40))),
    ]


def found(play: Play, **told: Any) -> Change:
    """Return the change that adds a visit, by default in the month under audit, with nothing found."""
    day = told.pop("day", play.day(12))

    def change(role: Role) -> Row:
        play.loose["service_visits"].append(
            {
                "visit_no": play.number(12, "AF"),
                "org_code": role.org_code,
                "place": f"{role.station.county_name}{role.station.name}营业厅",
                "visit_date": day,
                "visit_type": "02",
                "responsible": role.clerk("营业班").emp_no,
                "visitor": "市公司暗访组",
                "wait_min": Decimal(6),
                "handle_min": Decimal(5),
            }
            | told
        )
        return accused("org", role.org_code, cons_no="")

    return change
