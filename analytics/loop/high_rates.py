"""CLS-04, second condition: a check that hits a unit far more often than the others, two months running.

The rate is that of a unit's customers: objects with a hit ÷ customers, those of today for both months. A unit stands out
above the 90th percentile of all units that are seen; of fewer than ten units one always lies there, and it says nothing.

Source: checks.md, CLS-04 (命中率>P90 持续2期).
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import inf
from statistics import quantiles
from typing import Any

from sqlalchemy import select

from analytics.loop.closing_checks import IN_MANY_UNITS, Left
from analytics.ranking.selection import UNIT_DIGITS
from analytics.results.findings import Findings, findings_of
from analytics.rulebook import card_of, checks
from models import runs
from models.calendar import add_months, month_in_words
from models.lake import Door
from models.orm import PlanRow, Run
from models.rounding import share_in_words
from models.store import Store

DECILES = 10
LEAST_UNITS = DECILES
MOST_TOLD, NAMED = 5, 3
NONE = Fraction(0)
Rates = Mapping[str, Mapping[str, Fraction]]
"""Exact, so that units which are alike lie on their percentile and not above it."""


def high_rates(store: Store, door: Door, run: Run) -> list[Left]:
    """Return the checks that stand out in some unit in a run's month and in the month before, the furthest out first.

    A check that was spread already (举一反三) is told no more.
    """
    month = add_months(run.period, -1)
    earlier = next((one for one in runs.history(store) if one.period == month), None)
    customers = _customers(door)
    if earlier is None or len(customers) < LEAST_UNITS:
        return []
    found = findings_of(store, door, run)
    before, now = (_rates(one, customers) for one in (findings_of(store, door, earlier), found))
    names, spread = found.unit_names(), _spread(store)
    told = [one for one in standing_out(before, now, list(customers)) if one[0] not in spread]
    months = f"{month_in_words(month)}、{month_in_words(run.period)}"
    return [_left(code, units, before, now, names, months) for code, units in told[:MOST_TOLD]]


def standing_out(before: Rates, now: Rates, units: list[str]) -> list[tuple[str, list[str]]]:
    """Return (check, its units) that lie above the 90th percentile of all units in both months, the furthest out first."""
    found = []
    for code in sorted({*before} & {*now}):
        bounds = [_percentile_90([one[code].get(unit, NONE) for unit in units]) for one in (before, now)]
        high = [
            unit
            for unit in units
            if all(
                one[code].get(unit, NONE) > bound for one, bound in zip((before, now), bounds, strict=True)
            )
        ]
        if high:
            most = max(now[code][unit] for unit in high)
            found.append((float(most / bounds[1]) if bounds[1] else inf, most, code, high))
    found.sort(key=lambda one: (-one[0], -one[1], one[2]))
    return [(code, sorted(high, key=lambda unit: -now[code][unit])) for *_, code, high in found]


def _percentile_90(rates: list[Fraction]) -> Fraction:
    return quantiles(rates, n=DECILES, method="inclusive")[-1]


def _customers(door: Door) -> dict[str, int]:
    """Return how many customers each unit has."""
    people: Any = door.table("customers")
    people = people.mutate(unit=people.org_code.left(UNIT_DIGITS))
    counted = people.group_by("unit").agg(customers=people.cons_no.nunique()).order_by("unit")
    return {row["unit"]: row["customers"] for row in counted.to_pyarrow().to_pylist() if row["unit"]}


def _rates(found: Findings, customers: Mapping[str, int]) -> dict[str, dict[str, Fraction]]:
    rules = [code for code, one in checks().items() if one.kind == "规则"]
    rates: dict[str, dict[str, Fraction]] = {}
    for row in found.figures("check_code", "unit", unit_digits=UNIT_DIGITS, codes=rules):
        if row["unit"] in customers:
            rates.setdefault(row["check_code"], {})[row["unit"]] = Fraction(
                row["objects"], customers[row["unit"]]
            )
    return rates


def _spread(store: Store) -> set[str]:
    with store.read() as session:
        scopes = session.scalars(select(PlanRow.scope).where(PlanRow.parent_case.is_not(None))).all()
    return {code for scope in scopes for code in scope.get("checks", ())}


def _left(
    code: str, units: list[str], before: Rates, now: Rates, names: Mapping[str, str], months: str
) -> Left:
    named = "、".join(_said(units, before[code], now[code], names))
    more = f"等 {len(units)} 个单位" if len(units) > NAMED else ""
    said = f"{code} {card_of(code).title}连续两期({months})命中率高于各单位的第 90 百分位:{named}{more},建议专项稽查"
    return Left(IN_MANY_UNITS, "命中率连续两期偏高→专项稽查建议", len(units), None, said)


def _said(
    units: list[str], before: Mapping[str, Fraction], now: Mapping[str, Fraction], names: Mapping[str, str]
) -> Iterator[str]:
    for unit in units[:NAMED]:
        yield f"{names.get(unit, unit)} {share_in_words(float(before[unit]))}、{share_in_words(float(now[unit]))}"
