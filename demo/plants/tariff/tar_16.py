"""TAR-16 基本电费计费容量/计算错误

Basic charges that capacity, days or demand do not give.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.profiles import DEMAND_PLANT, PLANT
from demo.rewriting import change_application, charge_capacity, charge_demand, fen, per_kva, per_kw
from demo.stage import Play, Role
from models.calendar import days_in_month

BY_CAPACITY, BY_DEMAND = "① 按容量", "② 按需量"
AGREED = 500
"""kW."""


def cases(play: Play) -> Sequence[Case]:
    """Return bills; the amount is what is due less what was charged."""
    c630, c800, c1000 = ({"contract_cap": cap} for cap in (630, 800, 1000))
    few: dict[str, Any] = c1000 | {"ct_primary": 100, "usage": {play.period: 200_000}, "base_kwh": 200_000}
    many = few | {"usage": {play.period: 300_000}, "base_kwh": 300_000}
    by_cap, by_demand = (partial(wrong, branch=branch) for branch in (BY_CAPACITY, BY_DEMAND))

    def reaching(kw: int) -> dict[str, Any]:
        return few | {"demand": {play.period: Decimal(kw)}}

    plain, doubled = agreed(0), agreed(600 - AGREED * 105 // 100)
    return [
        by_cap("容量电费差-500元", PLANT, c800, capacity_charge_off("-500"), 500),
        by_cap("容量电费差-1.01元", PLANT, c800, capacity_charge_off("-1.01"), "1.01"),
        fine("容量电费差-1.00元", PLANT, c800, capacity_charge_off("-1.00")),
        fine("容量电费差1.00元", PLANT, c800, capacity_charge_off("1.00")),
        by_cap("容量电费差1.01元", PLANT, c800, capacity_charge_off("1.01"), "-1.01"),
        by_cap("容量电费差2400元", PLANT, c800, capacity_charge_off("2400"), -2400),
        by_cap("两部制基本电费为零", PLANT, c630, uncharged(Decimal(0)), whole_capacity),
        by_cap("两部制基本电费为空", PLANT, c630, uncharged(None), whole_capacity),
        fine("本月16日停一台,停用当日计费", PLANT, c1000, stopped_on_the_16th(16)),
        fine("本月16日停一台,停用当日不计费", PLANT, c1000, stopped_on_the_16th(15)),
        fine("特殊算法不判", PLANT, c1000, charged_specially),
        by_demand("实际需量多收3%", DEMAND_PLANT, few, demand_charge_up, demand_due(1)),
        by_demand("实际需量,已享九折多收3%", DEMAND_PLANT, many, demand_charge_up, demand_due("0.9")),
        fine("合同需量500,实际600,超105%部分加倍", DEMAND_PLANT, reaching(600), doubled),
        fine("合同需量500,实际恰为105%", DEMAND_PLANT, reaching(525), plain),
        fine("合同需量500,实际不足,仍按合同需量", DEMAND_PLANT, reaching(480), plain),
        by_demand("合同需量500,实际600,未加收", DEMAND_PLANT, reaching(600), plain, surcharge),
    ]


def capacity_charge_off(by: str) -> Change:
    """Charge more or less for the capacity."""

    def change(role: Role) -> None:
        bill = role.bill()
        charge_capacity(bill, bill["bill_cap"], bill["cap_amt"] + Decimal(by))

    return change


def uncharged(amount: Decimal | None) -> Change:
    """Charge nothing for the capacity."""

    def change(role: Role) -> None:
        bill = role.bill()
        charge_capacity(bill, None, amount)
        bill["basic_amt"] = amount

    return change


def whole_capacity(role: Role) -> Decimal:
    """Return what all that runs costs in a month."""
    return fen(role.archive["run_cap"] * per_kva(role.bill()))


def stopped_on_the_16th(days: int) -> Change:
    """Stop the second transformer on the 16th and charge it for so many days of the month."""

    def change(role: Role) -> None:
        stop, bill = role.play.day(16), role.bill()
        role.archive["run_cap"] = Decimal(500)
        role.rows["equipment"][1].update(run_status="02", actual_stop_date=stop, change_note="02")
        change_application(role, "203", stop)
        cap = 500 + Decimal(500) * days / days_in_month(role.play.period)
        charge_capacity(bill, cap.quantize(Decimal("0.0001")), fen(cap * per_kva(bill)))

    return change


def charged_specially(role: Role) -> None:
    """Charge by another method than capacity or demand."""
    role.archive["ba_calc_mode"] = "9"
    charge_capacity(role.bill(), Decimal(1000), Decimal(12_345))


def demand_charge_up(role: Role) -> None:
    """Charge 3 % more for the demand."""
    bill = role.bill()
    charge_demand(bill, fen(bill["dmd_amt"] * Decimal("1.03")))


def demand_due(share: str | int) -> Callable[[Role], Decimal]:
    """Return what the demand costs, or a share of it, less what was charged."""

    def amount(role: Role) -> Decimal:
        bill = role.bill()
        return fen(bill["bill_dmd"] * per_kw(bill) * Decimal(share)) - bill["dmd_amt"]

    return amount


def agreed(over_kw: int) -> Change:
    """Charge an agreed demand, and so many kW above its 105 % twice."""

    def change(role: Role) -> None:
        bill = role.bill()
        charge_demand(bill, fen((AGREED + 2 * over_kw) * per_kw(bill)), Decimal(AGREED))

    return change


def surcharge(role: Role) -> Decimal:
    """Return twice the price of what 600 kW are above 105 % of the agreed demand."""
    return fen(2 * per_kw(role.bill()) * (600 - Decimal(AGREED * 105) / 100))
