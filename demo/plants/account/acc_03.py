"""ACC-03 在途资金超额超期

Remittances that arrived late or are still on their way, on both sides of three days and 50,000 yuan.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.paying import pay_in
from demo.profiles import MALL
from demo.stage import PAID, Play, Role, Row
from models.calendar import add_working_days

OVERDUE, LARGE = "① 超期", "② 超额"
CUSTOMER: dict[str, Any] = {"contract_cap": 400}


def cases(play: Play) -> Sequence[Case]:
    """Return the remittances; amounts are what was remitted."""
    june, holiday = play.ago(146), play.latest(10, 1, before=10) - timedelta(days=1)
    yesterday, day_before = (add_working_days(play.as_of, -n) for n in (1, 2))
    ok = partial(fine, profile=MALL, facts=CUSTOMER, moment=PAID)
    return [
        ok("3天到账", change=remitted(june, 3, "8000")),
        late("4天到账", OVERDUE, june, 4, "8000.55"),
        late("跨国庆8天到账", OVERDUE, holiday, 8, "120000"),
        ok("在途3天,恰50000元", change=remitted(play.ago(3), None, "50000")),
        late("在途,50000.01元,已过一个工作日", LARGE, day_before, None, "50000.01"),
        ok("在途3天,30000元", change=remitted(play.ago(3), None, "30000")),
        ok("末个工作日解款80000元,次一工作日未到", change=remitted(yesterday, None, "80000")),
        late("在途4天", OVERDUE, play.ago(4), None, "1200"),
        late("到账日期在数据日之后,视为在途", OVERDUE, play.ago(5), 9, "900.90"),
        ok("退票不计", change=remitted(play.ago(90), 17, "66000", acct_status="03", settle_mode="02")),
        late("到账状态空,6天到账", OVERDUE, play.ago(123), 6, "5100", acct_status=None),
        ok("退款冲减的解款,金额为负", change=taken_back(play.ago(174))),
    ]


def late(note: str, branch: str, on: date, days: int | None, amount: str, **other: Any) -> Case:
    """Return a remittance that is to be found with all that was remitted."""
    change = remitted(on, days, amount, **other)
    return wrong(note, MALL, CUSTOMER, change, amount, branch=branch, moment=PAID)


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


def remittance_no(role: Role, on: date) -> str:
    """Return the number of a remittance that the crowd's takings do not go into."""
    return f"{role.org_code}{on:%Y%m%d}9{role.play.number(8)[4:]}"


def remit(role: Role, number: str, amount: Decimal, on: date, days: int | None, **other: Any) -> Row:
    """Add a remittance and return it as what is to be found."""
    arrived = None if days is None else on + timedelta(days=days)
    is_in = arrived is not None and arrived <= role.play.as_of
    role.play.loose["remittances"].append(
        {
            "org_code": role.org_code,
            "cashchk_id": number,
            "cashchk_emp": role.clerk("营业班").emp_no,
            "cashchk_amt": amount,
            "cashchk_date": on,
            "arrive_date": arrived,
            "dispose_date": arrived,
            "acct_status": "02" if is_in else "01",
            "settle_mode": "09",
            "bank_note_no": f"BN{number}",
        }
        | other
    )
    return accused("payment", number, cons_no="")
