"""ACC-03 在途资金超额超期

Remittances that arrived late or are still on their way, on both sides of three days and 50,000 yuan.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import LOOKALIKE, PLANTED, Case, Change, Side, fine, wrong
from demo.paying import last_remittance, pay_in, remit, remittance_no
from demo.profiles import MALL
from demo.stage import PAID, Play, Role, Row
from models.calendar import add_working_days

OVERDUE, LARGE = "① 超期", "② 超额"
CUSTOMER: dict[str, Any] = {"contract_cap": 400}


def cases(play: Play) -> Sequence[Case]:
    """Return the remittances; amounts are what was remitted."""
    june, holiday = play.ago(146), play.latest(10, 1, before=10) - timedelta(days=1)
    yesterday, day_before = (add_working_days(play.as_of, -n) for n in (1, 2))
    ok, late = partial(way, play, fine, ""), partial(way, play, wrong)
    return [
        ok("3天到账", june, 3, "8000"),
        late(OVERDUE, "4天到账", june, 4, "8000.55"),
        late(OVERDUE, "跨国庆8天到账", holiday, 8, "120000"),
        ok("在途3天,恰50000元", play.ago(3), None, "50000"),
        late(LARGE, "在途,50000.01元,已过一个工作日", day_before, None, "50000.01"),
        ok("在途3天,30000元", play.ago(3), None, "30000"),
        ok("末个工作日解款80000元,次一工作日未到", yesterday, None, "80000"),
        late(OVERDUE, "在途4天", play.ago(4), None, "1200"),
        late(OVERDUE, "到账日期在数据日之后,视为在途", play.ago(5), 9, "900.90"),
        ok("退票不计", play.ago(90), 17, "66000", acct_status="03", settle_mode="02"),
        late(OVERDUE, "到账状态空,6天到账", play.ago(123), 6, "5100", acct_status=None),
        fine("退款冲减的解款,金额为负", MALL, CUSTOMER, taken_back(play.ago(174)), moment=PAID),
    ]


def way(
    play: Play, make: Any, branch: str, note: str, on: date, days: int | None, amount: str, **other: Any
) -> Case:
    """Return a remittance; one that is to be found, with all that was remitted.

    The bank's entries lack it, too, if it should be there and is not.
    """
    is_in = days is not None and on + timedelta(days=days) <= play.as_of
    is_lacking = not is_in and add_working_days(on, 1) < play.as_of
    kind = PLANTED if is_lacking else LOOKALIKE
    at_bank = Side(
        "ACC-14", amount if is_lacking else None, "银行没有这笔解款", of=last_remittance, kind=kind
    )
    found = {"amount": amount, "branch": branch} if branch else {}
    change = remitted(on, days, amount, **other)
    return make(note, MALL, CUSTOMER, change, moment=PAID, also=[at_bank], **found)


def remitted(on: date, days: int | None, amount: str, **other: Any) -> Change:
    """Let a customer pay in on a day, and remit exactly that; it arrives after some days, or not yet."""

    def change(role: Role) -> Row:
        number = remittance_no(role, on)
        pay_in(role, datetime.combine(on, time(10, 30)), Decimal(amount), cashchk_id=number)
        return remit(role, number, Decimal(amount), on, days, **other)

    return change


def taken_back(on: date) -> Change:
    """Let a customer pay in, and a remittance of other money shrink below nothing."""

    def change(role: Role) -> Row:
        number = remittance_no(role, on)
        pay_in(role, datetime.combine(on - timedelta(days=5), time(9, 45)), Decimal(300))
        pay_in(role, datetime.combine(on, time(10, 30)), Decimal(-100), cashchk_id=number)
        return remit(role, number, Decimal(-100), on, 9)

    return change
