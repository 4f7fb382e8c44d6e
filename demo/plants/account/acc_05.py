"""ACC-05 虚假实收/考核节点后冲正

Payments taken before the end of a month and reversed after it, and customers who do it twice.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import LOOKALIKE, Case, Change, Side, accused, fine, wrong
from demo.money import DEPOSIT
from demo.paying import pay_in
from demo.profiles import SMALL_PLANT
from demo.stage import PAID, Play, Role, Row
from models.calendar import days_in_month, first_day

ACROSS, TWICE = "① 考核日前收、后冲", "② 30日内两次"
CUSTOMER: dict[str, Any] = {"contract_cap": 125}


def cases(play: Play) -> Sequence[Case]:
    """Return the reversals; the amount is what was taken and reversed."""
    long = next(ym for ym in reversed(play.months[:-1]) if days_in_month(ym) == 31)
    drawn: dict[str, Any] = {"profile": SMALL_PLANT, "facts": CUSTOMER, "moment": PAID}
    bad, ok = partial(wrong, branch=ACROSS, amount=taken_yuan, **drawn), partial(fine, **drawn)

    def back(day: int, days: int, **other: Any) -> Change:
        return reversed_after(first_day(long).replace(day=day), days, **other)

    new_year, third = play.latest(1, 3) - timedelta(days=4), play.day(3, -7)
    again = Side(play.code, lambda role: taken(role, 1)["rcv_amt"], of=second_pair)
    not_again = Side(play.code, of=second_pair, kind=LOOKALIKE)
    return [
        bad("25日收、次月4日冲,恰10天", change=back(25, 10)),
        bad("26日收、次月5日冲,恰10天", change=back(26, 10)),
        bad("31日收、次日冲", change=back(31, 1)),
        bad("跨年:12月30日收、1月3日冲", change=reversed_after(new_year, 4)),
        bad("关联标识空,按等额匹配", change=back(28, 5, relate_id=None)),
        ok("25日收、次月5日冲,11天", change=back(25, 11)),
        ok("24日收、次月2日冲", change=back(24, 9)),
        ok("27日收、次月6日冲", change=back(27, 10)),
        ok("同月内冲正", change=back(25, 5)),
        ok("误收更正有备注", change=back(28, 5, remark="误收,已更正")),
        ok("错户有备注", change=back(28, 5, remark="收费错户冲正")),
        ok("部分冲正", change=back(28, 5, parts=2)),
        ok("同一收费员当日把等额记到另一户", change=put_right(back(28, 5)), crowd=2),
        bad("20天内两次收费冲正", change=twice(third, 20), branch=TWICE, also=[again]),
        ok("两次收费冲正相隔40天", change=twice(third, 40), also=[not_again]),
    ]


def reversed_after(on: date, days: int, parts: int = 1, **other: Any) -> Change:
    """Let a customer pay in on a day, and the whole or a part of it be reversed some days later."""

    def change(role: Role) -> Row:
        amount = Decimal(role.play.rng.randint(70_000, 90_000) * 2) / 100
        first = pay_in(role, datetime.combine(on, time(16, 40)), amount)
        back = {"relate_id": first["charge_id"], "charge_emp": first["charge_emp"]} | other
        pay_in(role, datetime.combine(on + timedelta(days=days), time(9, 10)), -amount / parts, **back)
        return pair(first)

    return change


def put_right(change: Change) -> Change:
    """Let the same cashier book on the same day for another customer what was reversed."""

    def changing(role: Role) -> Row | None:
        found = change(role)
        back = role.rows["payments"][-1]
        at = back["charge_time"] + timedelta(minutes=20)
        pay_in(role.mates[0], at, -back["rcv_amt"], charge_emp=back["charge_emp"])
        return found

    return changing


def twice(on: date, days: int) -> Change:
    """Let a payment be reversed on the next day, and another one some days later."""

    def change(role: Role) -> Row | None:
        found = reversed_after(on, 1)(role)
        reversed_after(on + timedelta(days=days), 1)(role)
        return found

    return change


def pair(first: Row) -> Row:
    """Return a reversed payment as what is to be found."""
    return accused("payment", first["charge_id"])


def second_pair(role: Role) -> Row:
    """Return the second reversed payment as what is to be found."""
    return pair(taken(role, 1))


def taken(role: Role, place: int = 0) -> Row:
    """Return one of the payments that were reversed."""
    rows = role.rows["payments"]
    return [row for row in rows if row["charge_id"][0] == DEPOSIT and row["rcv_amt"] > 0][place]


def taken_yuan(role: Role) -> Decimal:
    """Return what was taken first."""
    return taken(role)["rcv_amt"]
