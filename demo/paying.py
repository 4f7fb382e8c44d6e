"""What plants do to money: customers pay in, pay late, or have it taken back."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from demo import law
from demo.bank import credit
from demo.cases import accused
from demo.money import DEPOSIT, cashchk_id
from demo.rewriting import fen
from demo.stage import Role, Row
from models.calendar import add_working_days, is_working_day, month_of

BY_BANK = 3


def remittance(role: Role, day: date) -> str | None:
    """Return the bank remittance into which a payment of a day goes; none if it is still to come."""
    remitted = day if is_working_day(day) else add_working_days(day, 1)
    return cashchk_id(role.station, remitted, BY_BANK) if remitted <= role.play.as_of else None


def payment(role: Role, at: datetime, amount: Decimal, **other: Any) -> Row:
    """Add a payment through the bank."""
    return role.add(
        "payments",
        **{
            "charge_id": role.play.number(18, "1"),
            "charge_time": at,
            "charge_ym": month_of(at.date()),
            "rcv_amt": amount,
            "charge_type": "10",
            "pay_mode": "0203",
            "settle_mode": "09",
            "charge_emp": role.clerk("营业班").emp_no,
            "cashchk_id": remittance(role, at.date()),
            "penalty": Decimal(0),
        }
        | other,
    )


def pay_in(role: Role, at: datetime, amount: Decimal, **other: Any) -> Row:
    """Add a prepayment (or take it back) and raise the customer's balance from that month on."""
    kind = "10" if amount > 0 else "20"
    facts = {"charge_id": role.play.number(18, DEPOSIT), "charge_type": kind}
    paid = payment(role, at, amount, **(facts | other))
    raise_balance(role, month_of(at.date()), amount)
    return paid


def raise_balance(role: Role, begin: str, amount: Decimal) -> None:
    """Raise a customer's prepaid balance from a month on."""
    balances = {row["stat_ym"]: row for row in role.rows["prepay_balances"]}
    for ym in role.play.months:
        if ym < begin:
            continue
        if ym in balances:
            balances[ym]["balance"] += amount
        else:
            role.add("prepay_balances", stat_ym=ym, balance=amount)


def receivable_of(role: Role, ym: str) -> Row:
    """Return what a customer owed for a month."""
    return next(row for row in role.rows["receivables"] if row["rcvbl_ym"] == ym)


def payment_of(role: Role, receivable: Row) -> Row:
    """Return the payment that settled a receivable, without a late fee."""
    begin = receivable["release_date"]
    return next(
        row
        for row in role.rows["payments"]
        if row["charge_time"].date() >= begin and row["rcv_amt"] == receivable["rcvbl_amt"]
    )


def fee(role: Role, receivable: Row, paid: date) -> Decimal:
    """Return the late fee: so much a day at home, elsewhere more from the year on after it fell due."""
    due = receivable["penalty_start"]
    days = (paid - due).days + 1
    later = max(0, (paid - date(due.year, 12, 31)).days)
    mille = law.LATE_FEE_MILLE * (days - later) + law.LATE_FEE_MILLE_LATER * later
    if role.archive["elec_type_code"] in ("200", "201", "202"):
        mille = law.LATE_FEE_MILLE_HOME * days
    return max(fen(receivable["rcvbl_amt"] * mille / 1000), law.LEAST_LATE_FEE)


def pay_late(
    role: Role, receivable: Row, paid: date, charged: Decimal, waived: Decimal = Decimal(0), **other: Any
) -> None:
    """Let a bill be paid on a day, with the fee that is charged for it and the one that is waived."""
    settling = payment_of(role, receivable)
    receivable.update(rcvbl_penalty=charged + waived, rcved_penalty=charged)
    settling.update(
        {
            "charge_time": datetime.combine(paid, time(11, 11)),
            "charge_ym": month_of(paid),
            "rcv_amt": receivable["rcvbl_amt"] + charged,
            "penalty": charged,
            "cashchk_id": remittance(role, paid),
            "pay_mode": "0203",
            "settle_mode": "09",
            "charge_emp": None,
        }
        | other
    )


def running_fee(role: Role, receivable: Row) -> Decimal:
    """Return the late fee that an unpaid bill has run up by the day of the data."""
    as_of = role.play.as_of
    return fee(role, receivable, as_of) if receivable["penalty_start"] <= as_of else Decimal(0)


def leave_unpaid(role: Role, receivable: Row, charged: Decimal | None = None) -> None:
    """Let a bill stay unpaid with the fee that runs up, or another one."""
    charged = running_fee(role, receivable) if charged is None else charged
    role.rows["payments"].remove(payment_of(role, receivable))
    receivable.update(
        rcved_amt=Decimal(0),
        owe_amt=receivable["rcvbl_amt"],
        settle_flag="01",
        rcvbl_penalty=charged,
        rcved_penalty=Decimal(0),
    )


def pay_half(role: Role, receivable: Row) -> None:
    """Let half of a bill be paid, with no fee that anybody knows."""
    half = fen(receivable["rcvbl_amt"] / 2)
    payment_of(role, receivable)["rcv_amt"] = half
    receivable.update(
        rcved_amt=half, owe_amt=receivable["rcvbl_amt"] - half, settle_flag="02", rcvbl_penalty=None
    )


def overpay(role: Role, receivable: Row, yuan: Decimal) -> None:
    """Let more be booked on a bill than was charged."""
    payment(role, datetime.combine(receivable["release_date"], time(15, 40)), yuan)
    receivable.update(rcved_amt=receivable["rcved_amt"] + yuan, owe_amt=-yuan)


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


def last_remittance(role: Role) -> Row:
    """Return the remittance of a customer's last payment as what is to be found."""
    return accused("payment", role.rows["payments"][-1]["cashchk_id"], cons_no="")


def enter(role: Role, on: date, yuan: str, **named: str) -> Row:
    """Add an entry of the bank."""
    row = credit(role.org_code, f"YH{role.play.number(16)}", on, Decimal(yuan)) | named
    role.play.loose["bank_credits"].append(row)
    return row
