"""A check tried with other values before anybody saves them: what appears and what disappears against those in force.

What a trial finds is what a run would find with these values: it is stated by the same words over the same tables, for
the whole company, and shown within the units of who asks. Facts do not depend on parameters, so they are worked out once
for all trials of a check.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc

from analytics.amounts import AmountKind
from analytics.check import Check, Parameter
from analytics.differences import SHOWN, Differences, together
from analytics.findings import sentence_of
from analytics.parameters import Levels
from analytics.screening import hits_of, shared_facts, tables_of
from analytics.statements import stated
from analytics.subjects import SUBJECTS
from models.lake import Lake
from models.people import SYSTEM, Person

MOST_KNOWN = 24  # sets of values whose hits are kept while a check is tried
POINTS = 9  # of a curve
SPREAD = 2.0  # a curve goes from the value in force divided by this to as many times it
TRIAL = "trial"
KEY = ("object_type", "object_id", "period")


@dataclass(frozen=True)
class Point:
    """What a check finds by one value of a parameter; `yuan` adds up the amounts of its hits whatever their sign."""

    value: float
    hits: int
    yuan: float


class Trial(Differences):
    """The hits by values in force and by those that are tried, within a person's units; all their amounts are added up."""

    added = get_args(AmountKind)

    def __init__(self, hits: Any, before: pa.Table, now: pa.Table) -> None:
        self.hits = hits
        self._before, self._now = before, now

    def sentences(self, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return what each of some rows of `hits` says in one line: by the values tried, of what is gone by those in force."""
        sides = {
            is_gone: _by_key(
                self._before if is_gone else self._now,
                [row for row in rows if (row["state"] == "gone") is is_gone],
            )
            for is_gone in (True, False)
        }
        return [sentence_of(sides[row["state"] == "gone"][_key(row)]) for row in rows]


class Bench:
    """The tables and facts of one check at one moment, kept while values are tried; close it.

    Errors: none of its own. A check whose data is `missing` finds nothing.
    """

    def __init__(self, lake: Lake, one: Check, as_of: date, period: str) -> None:
        self.one, self.as_of, self.period = one, as_of, period
        self.door = lake.open(SYSTEM)
        self.missing = one.missing({name: self.door.filled(name) for name in one.columns})
        self._known: dict[str, pa.Table] = {}
        self._tables: Any = None

    def close(self) -> None:
        """Let go of what was kept."""
        self.door.close()

    def knows(self, levels: Levels) -> bool:
        """Return whether the hits by these values are kept already."""
        return _said(levels) in self._known

    def hits(self, levels: Levels) -> pa.Table:
        """Return the hits of all units, as a run would write them."""
        said = _said(levels)
        if said not in self._known:
            if self._tables is None:
                engine = self.door.engine
                shared = shared_facts([self.one], self.door, engine, self.as_of, self.period)
                self._tables = tables_of(self.one, self.door, engine, self.as_of, self.period, shared)
            while len(self._known) >= MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[said] = hits_of(
                self.one, self._tables, self.door, self.door.engine, levels, is_kept_on_disk=False
            )
        return self._known[said]

    def trial(self, before: Levels, now: Levels, person: Person) -> Trial:
        """Return what differs by two sets of values for whom a person may see."""
        engine = self.door.engine
        sides = [_within(self.hits(levels), person.units) for levels in (before, now)]
        kinds = {kind: self.one.amount_kind(kind) or "" for kind in SUBJECTS}
        shown = [
            engine.arrow_table(_shown(side, kinds), f"{TRIAL}_{which}")
            for which, side in zip(("before", "now"), sides, strict=True)
        ]
        both = stated(engine, TRIAL, _together, *shown)
        return Trial(engine.kept(both, TRIAL), *sides)

    def curve(
        self, at: Callable[[float], Levels], values: Sequence[float], units: Sequence[str]
    ) -> list[Point]:
        """Return what is found under some prefixes by each of some values; `at` gives the levels of one."""
        found = []
        for value in values:
            hits = _within(self.hits(at(value)), units)
            yuan = pc.sum(pc.abs(hits.column("amount_yuan"))).as_py()
            found.append(Point(value, len(hits), float(yuan or 0)))
        return found


def range_of(parameter: Parameter, value: float | None) -> list[float]:
    """Return values around one, within a parameter's bounds, for a curve.

    From half of the value to twice it; around 0, or where there is none, over the whole range.
    """
    low = parameter.low if parameter.low is not None else 0.0
    high = parameter.high if parameter.high is not None else max(low + 1, (value or 1) * SPREAD)
    if value:
        low, high = max(low, value / SPREAD), min(high, value * SPREAD)
    return between(parameter, low, high)


def between(parameter: Parameter, low: float, high: float) -> list[float]:
    """Return values from one to another in equal steps, both included; whole ones where the parameter wants them."""
    steps = [low + (high - low) * n / (POINTS - 1) for n in range(POINTS)]
    return list(dict.fromkeys(round(one) if parameter.is_whole else round(one, 4) for one in steps))


def _said(levels: Levels) -> str:
    """Return what hits by some values depend on."""
    overrides = [(one.org_prefix, one.name, one.value) for one in levels.overrides]
    return repr((overrides, sorted(levels.given.items())))


def _within(hits: pa.Table, units: Sequence[str]) -> pa.Table:
    if "" in units:
        return hits
    codes = hits.column("org_code")
    under = [pc.fill_null(pc.starts_with(codes, unit), False) for unit in units]
    mask = under[0]
    for one in under[1:]:
        mask = pc.or_(mask, one)
    return hits.filter(mask)


def _shown(hits: pa.Table, kinds: Mapping[str, str]) -> pa.Table:
    """Return the columns by which hits are compared, with what their amounts are."""
    of_each = pa.array([kinds.get(kind, "") for kind in hits.column("object_type").to_pylist()], pa.string())
    hits = hits.append_column("amount_kind", of_each).select(SHOWN)
    # of which types a check's columns come is not what is compared: one statement serves all
    money = pa.decimal128(18, 2)
    kind = pa.schema([(name, money if name == "amount_yuan" else pa.string()) for name in SHOWN])
    return hits.cast(kind)


def _together(before: Any, now: Any) -> Any:
    return together(now, before, is_same_month=True)


def _key(row: Mapping[str, Any]) -> str:
    period = row["period"] or row.get("period_before") or ""
    return "|".join([row["object_type"] or "", row["object_id"] or "", period])


def _by_key(hits: pa.Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the hits of some rows, with their evidence, by their key."""
    wanted = pa.array([_key(row) for row in rows], pa.string())
    keys = pc.binary_join_element_wise(*(pc.fill_null(hits.column(name), "") for name in KEY), "|")
    found = hits.filter(pc.is_in(keys, wanted)).to_pylist()
    return {_key(hit): hit for hit in found}
