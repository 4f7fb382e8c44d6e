"""ACC-02 电费上缴率(归集)低/迟缴

Stations that keep some of what they took in the month, or sent it a day late.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.changes import together
from demo.paying import pay_in, raise_balance, remit, remittance_no
from demo.profiles import SHOP
from demo.stage import PAID, Play, Role, Row
from models.calendar import add_working_days, month_of

RATE, LATE = "上缴率", "迟缴"


def cases(play: Play) -> Sequence[Case]:
    """Return takings, each of another station; the amount is what the station kept."""
    on, st = add_working_days(play.as_of, -6), play.offices.stations
    next_day, after = (add_working_days(on, n) for n in (1, 2))
    later = play.as_of + timedelta(days=3)

    def at(place: int) -> dict[str, Any]:
        return {"profile": SHOP, "facts": {"station": st[place]}, "moment": PAID}

    bad, slow = partial(wrong, branch=RATE), partial(wrong, branch=LATE)
    return [
        bad("未上缴500元", **at(0), change=taken(on, "500"), amount="500"),
        slow("迟缴一个工作日", **at(1), change=taken(on, "400", after)),
        fine("恰在期限当日上缴", **at(2), change=taken(on, "400", next_day)),
        fine("期限不早于数据日", **at(3), change=taken(play.ago(1), "700")),
        bad("未上缴有红字", **at(4), change=together(taken(on, "300"), taken(on, "-99.50")), amount="200.50"),
        fine("转帐不计", **at(5), change=moved(on, "600")),
        bad("解款日期在数据日之后", **at(6), change=taken(on, "250", later), amount="250"),
        fine("上月未上缴不属本期", **at(7), change=taken(play.day(6, -1), "350")),
    ]


def taken(on: date, yuan: str, sent: date | None = None, **other: Any) -> Callable[[Role], Row]:
    """Let a customer pay by telephone on a day, and the station send it on another, or never."""

    def change(role: Role) -> Row:
        facts: dict[str, Any] = {"pay_mode": "0106", "settle_mode": "09", "cashchk_id": None}
        if sent:
            number = facts["cashchk_id"] = remittance_no(role, sent)
            remit(role, number, Decimal(yuan), sent, 1)
        pay_in(role, datetime.combine(on, time(10, 45)), Decimal(yuan), **(facts | other))
        return accused("org", role.org_code, cons_no="")

    return change


def moved(on: date, yuan: str) -> Change:
    """Let a prepayment of a customer be booked over to the same customer: no money comes in."""

    def change(role: Role) -> Row:
        found = taken(on, yuan, charge_type="30", settle_mode="10")(role)
        raise_balance(role, month_of(on), -Decimal(yuan))
        return found

    return change
