"""ACC-01 当月/累计电费回收率低

Stations of which a large customer owes half a bill, of the month or of the one before; and debts that do not count.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from demo.cases import Case, Change, Side, customer, fine, wrong
from demo.owing import all_owed, overdue_of_year, owed_of_month, the_station
from demo.paying import leave_unpaid, overpay, pay_half, receivable_of
from demo.profiles import BIG_PLANT, STORE, Profile
from demo.stage import BOOKED, PAID, Play, Role, Row

MONTH, YEAR = "月率", "年率"


def cases(play: Play) -> Sequence[Case]:
    """Return stations, none of those of ACC-07; the amount is what the station is owed of the month, or of the year."""
    grown = Side("ACC-07", all_owed, "当月大户欠一半,单位欠费突增", the_station)
    too_much = Side(
        "ACC-07", lambda role: -bill(role, 0)["owe_amt"], "多销账", lambda role: customer(role.mates[0])
    )

    def at(place: int, profile: Profile = BIG_PLANT) -> dict[str, Any]:
        size = 20_000 if profile is BIG_PLANT else 50
        facts = {"station": play.offices.stations[place], "contract_cap": size}
        return {"profile": profile, "facts": facts, "moment": PAID}

    def due_by_then(note: str, change: Change) -> Case:
        if play.month(-1)[:4] != play.period[:4]:
            return fine(note, **at(4), change=change)
        return wrong(note, **at(4), change=change, amount=overdue_of_year, branch=YEAR, priced=BOOKED)

    of_month: dict[str, Any] = {"amount": owed_of_month, "branch": MONTH, "priced": BOOKED, "crowd": 2}
    return [
        wrong(
            "当月大户欠一半,他户多收不抵", **at(3), **of_month, change=half_overpaid, also=[grown, too_much]
        ),
        due_by_then("上月大户欠一半,已过期", half_owed(-1)),
        fine("上月大户欠费,数据日次日才到期", **at(5), change=due_tomorrow),
        fine("坏账核销不计", **at(6), change=written_off),
        fine("计划结算不计", **at(7), change=planned),
        fine("上月大户电费已被红字冲回", **at(6), change=taken_back),
        fine("当月欠费不到1%", **at(8, STORE), change=lambda role: leave_unpaid(role, bill(role, 0))),
    ]


def bill(role: Role, month: int) -> Row:
    """Return what a customer was charged for a month."""
    return receivable_of(role, role.play.month(month))


def half_owed(month: int) -> Change:
    """Let half of a month's bill stay unpaid."""

    def change(role: Role) -> Row:
        pay_half(role, bill(role, month))
        return the_station(role)

    return change


def half_overpaid(role: Role) -> Row:
    """Let half of a bill stay unpaid, and as much more be booked on that of another customer."""
    pay_half(role, bill(role, 0))
    overpay(role.mates[0], bill(role.mates[0], 0), bill(role, 0)["owe_amt"])
    return the_station(role)


def due_tomorrow(role: Role) -> Row:
    """Let a bill of last month stay unpaid that is overdue a day after the data end."""
    row = bill(role, -1)
    row["penalty_start"] = role.play.as_of + timedelta(days=1)
    leave_unpaid(role, row)
    return the_station(role)


def written_off(role: Role) -> Row:
    """Let a bill of last month be written off."""
    row = bill(role, -1)
    leave_unpaid(role, row)
    row["settle_flag"] = "04"
    return the_station(role)


def taken_back(role: Role) -> Row:
    """Let a bill of last month stay unpaid that a red one takes back."""
    row = bill(role, -1)
    leave_unpaid(role, row)
    yuan, nothing = row["rcvbl_amt"], {"rcvbl_penalty": Decimal(0), "owe_amt": Decimal(0)}
    row.update(nothing)
    number = role.play.number(18, "9")
    role.rows["receivables"].append(row | {"rcvbl_id": number, "rcvbl_amt": -yuan} | nothing)
    return the_station(role)


def planned(role: Role) -> Row:
    """Let an instalment of last month be planned that nobody has paid."""
    yuan = bill(role, -1)["rcvbl_amt"]
    known = {
        name: bill(role, -1)[name] for name in ("rcvbl_ym", "penalty_start", "release_date", "rcved_penalty")
    }
    role.add(
        "receivables",
        **known,
        rcvbl_id=role.play.number(18, "9"),
        amt_type="05",
        rcvbl_amt=yuan,
        rcved_amt=Decimal(0),
        owe_amt=yuan,
        settle_flag="01",
        rcvbl_penalty=Decimal(0),
    )
    return the_station(role)
