"""INS-09 违约窃电处理流程超期/终止/未收款

Cases open on the thirtieth day and the one after, and what was charged for theft and never paid.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from data_loaders.codes.charges import AmtType
from demo.cases import Case, Change, accused, fine, wrong
from demo.changes import together
from demo.law import CASE_DAYS
from demo.ledger import NOTHING
from demo.paying import fee, payment
from demo.profiles import SHOP
from demo.stage import PAID, Play, Role, Row
from models.calendar import month_of

OPEN, UNPAID = "① 超期未结", "② 未收款"
DAY = timedelta(days=1)


def cases(play: Play) -> Sequence[Case]:
    """Return cases; the amount is what was charged in them, or what is owed of it."""
    bad, ok = (partial(make, profile=SHOP, facts={}, moment=PAID) for make in (wrong, fine))
    closed = case(play, 100, ended=12)
    return [
        bad("31天未结", change=case(play, CASE_DAYS + 1), amount="2000", branch=OPEN),
        ok("恰30天未结", change=case(play, CASE_DAYS)),
        bad("追补电费空,90天未结", change=case(play, 90, add_amt=None), amount="1500", branch=OPEN),
        bad(
            "追补与违约使用电费皆空,60天未结",
            change=case(play, 60, add_amt=None, penalty_amt=None),
            branch=OPEN,
        ),
        bad("完成时间在数据日之后", change=case(play, 45, ended=50), amount="2000", branch=OPEN),
        ok("历时80天,已结案", change=case(play, 100, ended=80)),
        bad("已结案,窃电追补未收", change=together(owed("500", 40), closed), amount="500", branch=UNPAID),
        bad("部分结清", change=together(owed("120.50", 40, "02"), closed), amount="120.50", branch=UNPAID),
        ok("追补未到违约金起算日", change=together(owed("500", -1), closed)),
        ok("追补已收清", change=together(owed("0", 40, "03"), closed)),
        bad("两案,未收记在最近一案", change=two_cases(play), amount="300", branch=UNPAID),
    ]


def case(play: Play, days: int, ended: int | None = None, **other: Any) -> Change:
    """Return the change that adds a case of theft so many days before the data end, closed so many days later."""
    occurred = datetime.combine(play.ago(days), time(16, 20))

    def change(role: Role) -> Row:
        row = role.add(
            "violations",
            **{
                "app_no": role.play.number(17, "5"),
                "attr": "02",
                "vtype": "01",
                "occur_time": occurred,
                "end_time": None if ended is None else occurred + ended * DAY,
                "add_amt": Decimal(500),
                "penalty_amt": Decimal(1500),
                "checker": role.clerk().name,
            }
            | other,
        )
        return accused("case", row["app_no"])

    return change


def owed(yuan: str, overdue: int, settle_flag: str = "01") -> Change:
    """Return the change that charges 500 yuan for theft, due so many days before the data end, of which so much is owed."""

    def change(role: Role) -> None:
        due, charged = role.play.ago(overdue), Decimal(500)
        issued, received = due - 30 * DAY, charged - Decimal(yuan)
        row = role.add(
            "receivables",
            rcvbl_id=role.play.number(18, "9"),
            rcvbl_ym=month_of(issued),
            amt_type=AmtType.ADJUSTMENT_THEFT,
            rcvbl_amt=charged,
            rcved_amt=received,
            owe_amt=Decimal(yuan),
            settle_flag=settle_flag,
            penalty_start=due,
            rcved_penalty=NOTHING,
            release_date=issued,
        )
        is_running = overdue > 0 and settle_flag == "01"
        row["rcvbl_penalty"] = fee(role, row, role.play.as_of) if is_running else NOTHING
        if received:
            payment(role, datetime.combine(issued + 5 * DAY, time(10, 40)), received)

    return change


def two_cases(play: Play) -> Change:
    """Let a customer with two closed cases owe something."""
    return together(owed("300", 40), case(play, 200, ended=9), case(play, 100, ended=9))
