"""TAR-11 居民阶梯计算错误

Households charged for other steps than their year's use has reached, beside those whose year began anew.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from demo import tariffs
from demo.cases import Case, Change, fine, wrong
from demo.changes import applied, together
from demo.profiles import HOME, HOME_TOU, SHARED_HOME
from demo.rewriting import fen, total
from demo.stage import Play, Role, Row

STEPS = "阶梯电费不符"
FLAT, PEAK, VALLEY = "0.538", "0.568", "0.288"
MORE = (Decimal(0), Decimal("0.05"), Decimal("0.30"))
"""What a kWh of each step costs more."""
MANY_PERSONS = 1200
"""kWh a year that both ceilings are higher for a household of many persons."""


def cases(play: Play) -> Sequence[Case]:
    """Return bills; the amount is what the steps of the year ask for less what was charged."""
    used = {"usage": {ym: 380 + place % 2 * 9 for place, ym in enumerate(play.months)}}
    moved_before = applied("211", play.day(12, -1))
    is_due = play.month(-1)[:4] == play.period[:4]  # in January no month lies before
    at_third = together(moved_before, at_step(2))
    bad = partial(wrong, amount=missing, branch=STEPS)
    return [
        bad("少收0.51元", HOME, used, charged_off("-0.51")),
        bad("多收25.00元", HOME_TOU, used, charged_off("25.00")),
        bad("全部电量按三档收", HOME, used, at_step(2)),
        bad("峰谷户谷段按峰价收", HOME_TOU, used, without_valley),
        wrong("过户次月重新累计,仍按三档收", HOME, used, at_third, missing_anew, branch=STEPS),
        bad(
            "两年前过户,少收30元",
            HOME,
            used,
            together(applied("211", play.ago(months=24)), charged_off("-30")),
        ),
        fine("恰少收0.50元", HOME, used, charged_off("-0.50")),
        fine("恰多收0.50元", HOME_TOU, used, charged_off("0.50")),
        fine("过户次月重新累计,已按一档收", HOME, used, together(moved_before, at_step(0))),
        fine("当月过户不判", HOME, used, together(applied("211", play.day(9)), charged_off("-40"))),
        fine("按多人口档位收", HOME, used, for_many_persons),
        fine("缺上月账单不判", HOME, used, without_a_bill if is_due else charged_off("0")),
        fine("合表居民不分档", SHARED_HOME, {}, charged_off_shared),
    ]


def due(role: Role, more_kwh: int = 0, is_anew: bool = False) -> Decimal:
    """Return what the household owes for the month by the year's use, or if the count begins anew this month."""
    ym = role.play.period
    rows = role.bills(ym)
    before = sum(
        (row["total_pq"] for row in role.rows["bills"] if f"{ym[:4]}01" <= row["amt_ym"] < ym), Decimal(0)
    )
    before = Decimal(0) if is_anew else before
    kwh = sum((row["total_pq"] for row in rows), Decimal(0))
    return fen(base(rows) + surcharge_of(kwh, before, more_kwh))


def surcharge_of(kwh: Decimal, before: Decimal = Decimal(0), more_kwh: int = 0) -> Decimal:
    """Return what the steps add to so much energy after the use of the year before it, unrounded."""
    bounds = [Decimal(0), *(Decimal(to + more_kwh) for to in tariffs.LADDER_TO_KWH), Decimal(10**9)]
    surcharge = Decimal(0)
    for place, more in enumerate(MORE):
        low, high = max(before, bounds[place]), min(before + kwh, bounds[place + 1])
        surcharge += max(high - low, Decimal(0)) * more
    return surcharge


def base(rows: list[Row]) -> Decimal:
    """Return what the energy costs in the first step."""
    peak, valley = (
        sum((row[name] or Decimal(0) for row in rows), Decimal(0)) for name in ("peak_pq", "valley_pq")
    )
    if peak or valley:
        return peak * Decimal(PEAK) + valley * Decimal(VALLEY)
    return sum((row["total_pq"] for row in rows), Decimal(0)) * Decimal(FLAT)


def charged(role: Role) -> Decimal:
    """Return what was charged for the month."""
    return sum((row["kwh_amt"] for row in role.bills(role.play.period)), Decimal(0))


def missing(role: Role) -> Decimal:
    """Return what is due less what was charged."""
    return due(role) - charged(role)


def missing_anew(role: Role) -> Decimal:
    """Return the same where the count begins anew this month."""
    return due(role, is_anew=True) - charged(role)


def charge(role: Role, yuan: Decimal) -> None:
    """Charge another amount for the month, by its last row."""
    last = role.bills(role.play.period)[-1]
    last["kwh_amt"] += yuan - charged(role)
    total(last)


def charged_off(by: str) -> Change:
    """Charge so much more or less than is due."""
    return lambda role: charge(role, due(role) + Decimal(by))


def at_step(place: int) -> Change:
    """Charge all energy of the month at one step."""

    def change(role: Role) -> None:
        rows = role.bills(role.play.period)
        kwh = sum((row["total_pq"] for row in rows), Decimal(0))
        charge(role, fen(base(rows) + kwh * MORE[place]))

    return change


def without_valley(role: Role) -> None:
    """Charge the valley's energy at the price of the peak."""
    valley = sum((row["valley_pq"] for row in role.bills(role.play.period)), Decimal(0))
    charge(role, due(role) + fen(valley * (Decimal(PEAK) - Decimal(VALLEY))))


def for_many_persons(role: Role) -> None:
    """Charge as a household of many persons."""
    charge(role, due(role, MANY_PERSONS))


def without_a_bill(role: Role) -> None:
    """Charge 30 yuan less, and leave the customer without the bill of the month before."""
    charge(role, due(role) - 30)
    last = role.play.month(-1)
    role.rows["bills"] = [row for row in role.rows["bills"] if row["amt_ym"] != last]


def charged_off_shared(role: Role) -> None:
    """Charge 30 yuan less where no steps apply."""
    bill = role.bill()
    bill["kwh_amt"] -= 30
    total(bill)
