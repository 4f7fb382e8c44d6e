"""BIZ-15 退补金额与复算不符

Adjustments a fen beyond a yuan and beyond a hundredth from what their energy cost, either way.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from demo.adjusting import adjust
from demo.cases import Case, Change, accused, fine, wrong
from demo.profiles import PLANT, SHOP, STORE
from demo.rewriting import fen
from demo.stage import Play, Role, Row
from models.calendar import add_months, first_day, last_day, month_of, month_range

WRONG = "复算不符"
SMALL, LARGE = Decimal(40), Decimal(900)
Charged = Callable[[Decimal], Decimal]


def cases(play: Play) -> Sequence[Case]:
    """Return adjustments; the amount is what their energy cost less what was charged for it."""
    bad, ok = partial(case, play, wrong), partial(case, play, fine)
    other_price = {"orig_prc_code": "0402", "rs_prc_code": "0401"}
    return [
        bad("小额多收1.01元", SMALL, off("1.01")),
        ok("小额多收恰1元", SMALL, off("1")),
        bad("小额少收1.01元", SMALL, off("-1.01")),
        bad("少退1.01元", -SMALL, off("1.01")),
        bad("大额超1%一分", LARGE, beyond("0.01")),
        ok("大额恰1%", LARGE, beyond("0")),
        bad("大额少退超1%一分", -LARGE, beyond("0.01")),
        bad("方向相反", LARGE, lambda right: -right),
        bad("三个月均价", LARGE, off("-60"), months=3),
        ok("三个月均价相符", LARGE, off("0"), months=3),
        bad("两部制,不含基本电费", LARGE, off("80"), profile=PLANT),
        ok("两部制,不含基本电费,相符", LARGE, off("0"), profile=PLANT),
        bad("无时间范围,按差错月", SMALL, off("5"), tr_begin=None, tr_end=None),
        ok("无时间范围、无差错日期", SMALL, off("50"), tr_begin=None, tr_end=None, err_date=None),
        ok("已撤销", SMALL, off("50"), rs_flag="0"),
        ok("政策性退补", SMALL, off("50"), rs_class="0201"),
        ok("改价,只退价差", SMALL, off("50"), **other_price),
        bad("窗口首日", SMALL, off("9"), on=play.ago(months=12), error=play.month(-12)),
        ok("窗口前一日", SMALL, off("9"), on=play.ago(months=12, days=1), error=play.month(-12)),
        ok("退补电量为零", Decimal(0), off("50")),
        ok("期间没有账单", SMALL, off("50"), error=add_months(play.months[0], -2)),
    ]  # fmt: skip


def case(
    play: Play,
    make: Any,
    note: str,
    kwh: Decimal,
    charged: Charged,
    profile: Any = None,
    **other: Any,
) -> Case:
    """Return a case about one adjustment of a shop (of much energy: of a store) or of a customer of a profile."""
    chosen = profile or (STORE if abs(kwh) == LARGE else SHOP)
    change = adjusted(play, kwh, charged, **other)
    if make is fine:
        return fine(note, chosen, {"contract_cap": 630} if profile else {}, change)
    return wrong(note, chosen, {"contract_cap": 630} if profile else {}, change, missing, branch=WRONG)


def adjusted(
    play: Play,
    kwh: Decimal,
    charged: Charged,
    months: int = 1,
    on: date | None = None,
    error: str | None = None,
    **other: Any,
) -> Change:
    """Return the change that adjusts the energy of some months, and charges something for it."""
    last = error or play.month(-4)
    first = play.month(-3 - months) if months > 1 else last

    def change(role: Role) -> Row:
        right = cost(role, kwh, first, last)
        facts = {"tr_begin": first_day(first), "tr_end": last_day(last), "err_date": first_day(last)}
        row = adjust(role, charged(right), "city", on or play.day(22, -2), rs_pq=kwh, **(facts | other))
        return accused("application", row["app_no"])

    return change


def cost(role: Role, kwh: Decimal, first: str, last: str) -> Decimal:
    """Return what energy cost in some months on average, without the basic charge."""
    bills = [bill for ym in month_range(first, last) for bill in role.bills(ym) if bill["amt_type"] == "01"]
    money = sum((bill["total_amt"] - (bill["basic_amt"] or 0) for bill in bills), Decimal(0))
    used = sum((bill["total_pq"] for bill in bills), Decimal(0))
    return fen(kwh * money / used) if used else Decimal(0)


def missing(role: Role) -> Decimal:
    """Return what the customer's adjustment charges too little."""
    row = role.rows["adjustments"][-1]
    first, last = (month_of(row[name] or row["err_date"]) for name in ("tr_begin", "tr_end"))
    return cost(role, row["rs_pq"], first, last) - row["rs_amt"]


def off(by: str) -> Charged:
    """Charge so much more than is right."""
    return lambda right: right + Decimal(by)


def beyond(by: str) -> Charged:
    """Charge a hundredth more than is right (of a refund: pay back less), and so much on top."""

    def charged(right: Decimal) -> Decimal:
        tolerated = abs(right) / 100
        fens = tolerated.quantize(Decimal("0.01"), "ROUND_DOWN")
        return right + fens + Decimal(by)

    return charged
