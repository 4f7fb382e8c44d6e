"""What plants do to money: customers pay in, pay late, or have it taken back."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from demo.money import DEPOSIT, cashchk_id
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
    balances = {row["stat_ym"]: row for row in role.rows["prepay_balances"]}
    for ym in role.play.months:
        if ym < month_of(at.date()):
            continue
        if ym in balances:
            balances[ym]["balance"] += amount
        else:
            role.add("prepay_balances", stat_ym=ym, balance=amount)
    return paid


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


def leave_unpaid(role: Role, receivable: Row, charged: Decimal = Decimal(0)) -> None:
    """Let a bill stay unpaid with the fee that runs up."""
    role.rows["payments"].remove(payment_of(role, receivable))
    receivable.update(
        rcved_amt=Decimal(0),
        owe_amt=receivable["rcvbl_amt"],
        settle_flag="01",
        rcvbl_penalty=charged,
        rcved_penalty=Decimal(0),
    )
