"""What a bill is made of: the energy charge, the basic charge, and levies beside them or inside.

Bills before 2021 carry 电度电费, later ones of industry and commerce four parts instead; some companies
give 基本电费, others only its two parts; some print the levies inside the energy charge.
"""

from collections.abc import Sequence
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.regulation.money import exact, number, ratio
from data_loaders.codes.charges import AmtType
from data_loaders.codes.metering import MpUsage
from models.calendar import month_range

MARKET_PARTS = ("mkt_upstream_amt", "mkt_lineloss_amt", "mkt_td_amt", "mkt_sysop_amt")
BASIC_PARTS = ("cap_amt", "dmd_amt")
ENERGY_COLUMNS = ("kwh_amt?", *(f"{name}?" for name in MARKET_PARTS))
BASIC_COLUMNS = ("basic_amt?", *(f"{name}?" for name in BASIC_PARTS))
CHARGE_COLUMNS = (*ENERGY_COLUMNS, *BASIC_COLUMNS, "pf_amt?", "levy_amt?", "total_amt?")


def normal_bills(bills: Any) -> Any:
    """Return the bills of kind 01 正常电费; a bill without a kind counts as normal."""
    return bills.filter(is_normal(bills))


def is_normal(bills: Any) -> Any:
    """Return whether bills are of kind 01 正常电费; one without a kind is."""
    return bills.amt_type.isnull() | (bills.amt_type == AmtType.NORMAL)


def is_adjustment(bills: Any) -> Any:
    """Return whether bills pay back or charge later (02 退补 and its kinds); one without a kind does not."""
    return bills.amt_type.startswith(AmtType.ADJUSTMENT).fill_null(False)


def customer_months(bills: Any, sums: Sequence[str], months: Sequence[str] | None = None) -> Any:
    """Return one row for each customer and month with the sums of the given bill columns.

    A customer has several bill rows a month: tariff lines, reversals (冲红) with their sign.

    Shapes: cons_no, amt_ym, then the columns of `sums`; null where no row of the month has a value.
    """
    if months is not None:
        bills = bills.filter(is_among(bills.amt_ym, months))
    return bills.group_by("cons_no", "amt_ym").agg(**{name: bills[name].sum() for name in sums})


def bills_of(t: Tables, months: Sequence[str]) -> Any:
    """Return the normal bills of some months."""
    return normal_bills(t.bills.filter(is_among(t.bills.amt_ym, months)))


def is_among(column: Any, months: Sequence[str]) -> Any:
    """Return whether months are some of these; months in a row are compared as a range, several times as fast."""
    first, last = min(months), max(months)
    if first == last:
        return column == first
    if sorted(months) == month_range(first, last):
        return column.between(first, last)
    return column.isin(list(months))


def energy_and_levies_yuan(t: Tables, bills: Any) -> Any:
    """Return the energy charge of each row with the levies: the total less basic and power factor charge.

    Source: MET-01 and MET-14, precise readings.
    """
    return bills.total_amt - basic_yuan(t, bills).fill_null(0) - bills.pf_amt.fill_null(0)


def printed_energy_yuan(bills: Any) -> Any:
    """Return the energy charge of each row as printed: 电度电费, else the four parts that replaced it.

    Exports fill columns without a value with 0, so that a 0 is one only where there are no parts. Some companies print
    the levies inside; `with_charges` takes them out.
    """
    whole = exact(bills.kwh_amt)
    return whole.nullif(0).coalesce(_sum_of(bills, MARKET_PARTS), whole)


def has_basic_charge(t: Tables) -> bool:
    """Return whether the bills tell the basic charge, as a whole or in parts."""
    return any(t.has(f"bills.{name}") for name in ("basic_amt", *BASIC_PARTS))


def basic_yuan(t: Tables, bills: Any) -> Any:
    """Return the basic charge of each row; without the column 基本电费, 容量电费 plus 需量电费."""
    return exact(bills.basic_amt) if t.has("bills.basic_amt") else _sum_of(bills, BASIC_PARTS)


def with_capacity_charge(t: Tables, bills: Any) -> Any:
    """Return the bills with their charge by capacity: 容量电费; where that is not delivered, 基本电费 of who has no kW.

    `bills` has basic_amt, bill_cap and bill_dmd.
    """
    if t.has("bills.cap_amt"):
        return bills
    is_by_capacity = (bills.bill_cap != 0) & (bills.bill_dmd.fill_null(0) == 0)
    return bills.mutate(cap_amt=ibis.ifelse(is_by_capacity, bills.basic_amt, None))


@fact(
    title="代征是否含在电度电费内",
    grain="全公司一行",
    key=(),
    reads={"bills": ("amt_ym", "amt_type?", *CHARGE_COLUMNS)},
    columns={"levy_inside": ("代征含在电度电费内", "")},
    source="稽查目录 TAR-07 的精确判定:本公司多数行总电费不另加代征",
    is_kept=True,
)
def levies_inside(t: Tables) -> Any:
    """Return whether the company prints the levies inside 电度电费, by its bills of the period.

    It does where most rows that have both add up without the levies: total = energy + basic + power factor
    charge, to the fen. Bills in the four parts have no say: the levies are beside those, and a company may print homes
    in the one way and commerce in the other.

    Shapes: one row; levy_inside (bool).
    """
    bills = bills_of(t, [t.period])
    bills = bills.mutate(basic_yuan=basic_yuan(t, bills))
    levied = bills.filter(bills.levy_amt != 0, bills.total_amt.notnull(), bills.kwh_amt != 0)
    without = exact(levied.kwh_amt) + levied.basic_yuan.fill_null(0) + exact(levied.pf_amt).fill_null(0)
    adds_up = (exact(levied.total_amt) - without).abs() <= number("0.01")
    return levied.agg(levy_inside=(adds_up.sum() * 2 > levied.count()).fill_null(False))


def with_charges(t: Tables, bills: Any) -> Any:
    """Return the bills with their energy charge without levies and their basic charge, null where absent.

    Facts: levies_inside.

    Shapes: the columns of `bills`, `energy_yuan`, `basic_yuan` (decimal(38, 6)), `levy_inside` (bool).
    """
    bills = bills.mutate(energy_yuan=printed_energy_yuan(bills), basic_yuan=basic_yuan(t, bills))
    bills = with_place_of_levies(t, bills)
    levy = ibis.ifelse(bills.levy_inside, exact(bills.levy_amt).fill_null(0), exact(number(0)))
    return bills.mutate(energy_yuan=bills.energy_yuan - levy)


def with_place_of_levies(t: Tables, bills: Any) -> Any:
    """Return the bills with whether the energy charge of each holds the levies, too: levy_inside.

    Facts: levies_inside.
    """
    if not (t.has("bills.levy_amt") and t.has("bills.total_amt")):
        return bills.mutate(levy_inside=ibis.literal(False))
    joined: Any = bills.cross_join(t.fact(levies_inside))
    return joined.mutate(levy_inside=joined.levy_inside & (joined.kwh_amt != 0).fill_null(False))


def tells_energy_charge(bills: Any) -> Any:
    """Return whether an energy charge is printed on bills, as a whole or in parts."""
    return ibis.coalesce(bills.kwh_amt, *(bills[name] for name in MARKET_PARTS)).notnull()


def sum_of_energy_and_levies(bills: Any) -> Any:
    """Return what a group's rows charge for energy (`with_charges`) and for levies, which count once.

    `bills` has `levy_inside`. Summed column by column: of many million rows that costs half of working out, in 38
    digits, what each row comes to.
    """
    is_whole = (bills.kwh_amt != 0).fill_null(False)
    total = bills.kwh_amt.sum(where=is_whole).fill_null(0)
    for name in MARKET_PARTS:
        total = total + bills[name].sum(where=~is_whole).fill_null(0)
    return total + bills.levy_amt.sum(where=~bills.levy_inside).fill_null(0)


def without_feed_in(t: Tables, bills: Any) -> Any:
    """Return the bills of a month without those of energy fed in (上网).

    Its price is that of the customer's points of feed-in alone (上网关口), or, where no point says so, the one at which
    the month's bills pay the customer. A red bill (冲红) is none: what it takes back or what replaces it stands beside it
    at the same price. `bills` has prc_code and energy_yuan (`with_charges`), `metering_points` cons_no, mp_usage, prc_code.

    Source: INS-05, precise reading: the price of energy fed in is that of the point 1102.
    """
    points = t.metering_points.filter(t.metering_points.prc_code.notnull())
    prices = points.group_by("cons_no", "prc_code").agg(
        is_fed_in=(points.mp_usage == MpUsage.TO_GRID).fill_null(False).all()
    )
    bills = bills.anti_join(prices.filter(prices.is_fed_in), ["cons_no", "prc_code"])
    at_price = ibis.window(group_by=["cons_no", "prc_code"])
    bills = bills.mutate(_yuan=bills.energy_yuan.sum().over(at_price))
    is_fed_in = bills.prc_code.notnull() & (bills._yuan < 0)
    return bills.filter(~is_fed_in.fill_null(False)).drop("_yuan")


def in_force(bills: Any, name: str) -> Any:
    """Return what a group's rows say of an attribute (a power factor, a coefficient), to six decimals.

    A reversal (冲红) takes the row that it reverses out again; of rows that differ it is the mean.
    """
    return _in_force(bills, bills[name])


def stated_power_factor(bills: Any) -> Any:
    """Return the power factor that a group's rows state (`in_force`); 0 fills in where none was worked out."""
    return _in_force(bills, bills.actual_pf.nullif(0))


def with_power_factor(customers: Any, bills: Any) -> Any:
    """Add by which power factor a customer's kW are taken for kVA, that of its bills, else 1: pf, and in words pf_source.

    Source: TAR-17 and TAR-18, precise readings.
    """
    rated = bills.filter(bills.actual_pf.notnull())  # few customers are
    factors = rated.group_by("cons_no").agg(stated_pf=stated_power_factor(rated))
    known = customers.left_join(factors, "cons_no").drop("cons_no_right")
    is_stated = (known.stated_pf > 0).fill_null(False)
    return known.mutate(
        pf=ibis.ifelse(is_stated, known.stated_pf, number("1.000000")),
        pf_source=ibis.ifelse(is_stated, "账单实际功率因数", "账单未记,按 1 计"),
    ).drop("stated_pf")


def _in_force(bills: Any, value: Any) -> Any:
    is_reversal: Any = (bills.total_pq < 0).fill_null(False)
    known = value.notnull()
    total = value.sum(where=~is_reversal).fill_null(0) - value.sum(where=is_reversal).fill_null(0)
    rows = known.sum(where=~is_reversal).fill_null(0) - known.sum(where=is_reversal).fill_null(0)
    return ratio(exact(total), exact(rows), 6)


def _sum_of(bills: Any, names: Sequence[str]) -> Any:
    parts = [exact(bills[name]) for name in names]
    total = parts[0].fill_null(0)
    for part in parts[1:]:
        total = total + part.fill_null(0)
    return ibis.ifelse(ibis.coalesce(*parts).isnull(), ibis.null("decimal(38, 6)"), total)
