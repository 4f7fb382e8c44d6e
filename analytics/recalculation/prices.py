"""What a kWh cost in a month by price code and ladder step: from the catalogue, else from the bills themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from analytics.fact import Tables, seen_through
from analytics.facts.bills import CHARGE_COLUMNS, bills_of, levies_inside, with_charges
from analytics.facts.time_prices import SLOTS, time_prices, with_slots
from analytics.regulation.money import exact
from analytics.statements import stated
from data_loaders.codes.charges import PricePeriod
from models.calendar import last_day
from models.lake import Door

PERIOD_OF = dict(
    zip(
        SLOTS,
        (
            PricePeriod.CRITICAL_PEAK,
            PricePeriod.PEAK,
            PricePeriod.FLAT,
            PricePeriod.VALLEY,
            PricePeriod.DEEP_VALLEY,
        ),
        strict=True,
    )
)
BY = ("prc_code", "ladder_level")
NO_LADDER = 0
CATALOGUE = "电价目录"
WHAT, ENERGY, LEVY = "what", "energy", "levy"


@dataclass(frozen=True)
class Price:
    """What a kWh costs in yuan by the bill's column of each time of day; `source` says where that is from."""

    by_slot: Mapping[str, Decimal]
    source: str


@dataclass(frozen=True)
class Prices:
    """A month's prices by price code and ladder step (0: none), and whether bills print the levies inside."""

    energy: Mapping[tuple[str, int], Price]
    levies: Mapping[str, Price]
    is_levy_inside: bool


def prices(door: Door, period: str, as_of: date) -> Prices:
    """Return the prices of a month as the company's catalogue has them, else as most of its bills follow them."""
    t = seen_through(door, "bills", "tariff_prices", as_of=as_of, period=period)
    answers = [name.rstrip("?") for name in CHARGE_COLUMNS if t.has(f"bills.{name.rstrip('?')}")]

    def solved(*_: Any) -> Any:
        return time_prices(_priced_kwh(t), (WHAT, *BY))

    def rows_of(what: str, state: Callable[..., Any]) -> list[dict[str, Any]]:
        key = f"{what} {period} {answers}"
        return door.engine.found(stated(door.engine, key, state, *t.given.values())).to_pylist()

    energy: dict[tuple[str, int], Price] = {}
    levies: dict[str, Price] = {}
    for row in rows_of("prices solved", solved):
        price = Price(_by_slot(row), f"本月 {row['followers']:,} 张同电价码账单反推")
        if row[WHAT] == ENERGY:
            energy[_key(row)] = price
        else:
            levies[row["prc_code"]] = price
    for row in rows_of("price catalogue", lambda *_: _catalogue(t)):
        by_slot: dict[str, Decimal] = _by_slot(row)
        if by_slot and not row["is_timed"]:
            by_slot = dict.fromkeys(SLOTS, by_slot["flat_pq"])
        if by_slot:
            energy[_key(row)] = Price(by_slot, CATALOGUE)
        if row["levy_prc"] is not None:
            levies[row["prc_code"]] = Price({"flat_pq": row["levy_prc"]}, CATALOGUE)
    inside = rows_of("levies inside", lambda *_: t.fact(levies_inside)) if "levy_amt" in answers else []
    return Prices(energy, levies, is_levy_inside=any(row["levy_inside"] for row in inside))


def _priced_kwh(t: Tables) -> Any:
    """Return the month's bills twice: their kWh by time of day with the energy charge, all their kWh with the levies."""
    bills = with_charges(t, bills_of(t, [t.period])).filter(lambda row: row.prc_code.notnull())
    bills = bills.mutate(ladder_level=bills.ladder_level.fill_null(NO_LADDER).cast("int64"))
    energy = with_slots(bills).mutate(**{WHAT: ibis.literal(ENERGY)})
    nothing = {name: ibis.literal(0, "decimal(18, 6)") for name in SLOTS if name != "flat_pq"}
    levies = bills.mutate(
        **nothing,
        flat_pq=bills.total_pq,
        energy_yuan=exact(bills.levy_amt),
        ladder_level=ibis.literal(NO_LADDER, "int64"),
        **{WHAT: ibis.literal(LEVY)},
    )
    names = (WHAT, *BY, *SLOTS, "energy_yuan")
    return energy.select(*names).union(levies.select(*names))


def _catalogue(t: Tables) -> Any:
    """Return the catalogue of the month's last day; what it has twice at different prices is null.

    A code that has but a blank or a flat price has it all day: `is_timed` is false.

    Shapes: BY, `price_` + each of SLOTS, is_timed, levy_prc.
    """
    day = last_day(t.period)
    rows = t.tariff_prices
    rows = rows.filter(rows.start_date <= day, rows.end_date.isnull() | (rows.end_date >= day))
    rows = rows.mutate(
        ladder_level=rows.ladder_level.fill_null(NO_LADDER).cast("int64"),
        prc_ti=rows.prc_ti.fill_null(PricePeriod.FLAT),
    )
    priced = {}
    for slot, period in PERIOD_OF.items():
        here = rows.prc_ti == period
        low, high = rows.kwh_prc.min(where=here), rows.kwh_prc.max(where=here)
        priced[f"price_{slot}"] = (low == high).ifelse(low, None)
    is_timed = ((rows.prc_ti != PricePeriod.FLAT) & rows.kwh_prc.notnull()).any()
    levy = (rows.levy_prc.min() == rows.levy_prc.max()).ifelse(rows.levy_prc.min(), None)
    return rows.group_by(*BY).agg(**priced, is_timed=is_timed, levy_prc=levy)


def _key(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["prc_code"], row["ladder_level"]


def _by_slot(row: Mapping[str, Any]) -> dict[str, Decimal]:
    return {slot: row[f"price_{slot}"] for slot in SLOTS if row[f"price_{slot}"] is not None}
