"""A check tried with other values before anybody saves them: what appears and what disappears against those in force.

What a trial finds is what a run would find with these values: it is stated by the same words over the same tables, for
the whole company, and shown within the units of who asks. Facts do not depend on parameters, so they are worked out once
for all trials of a check.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc

from analytics.amounts import AmountKind
from analytics.check import Check, Parameter
from analytics.code_version import version_of
from analytics.parameters import Levels, levels_in
from analytics.results.differences import SHOWN, Differences, together
from analytics.results.findings import every_hit_of
from analytics.results.hit_words import sentence_of
from analytics.screening import facts_of_run, hits_of, shared_facts, tables_of
from analytics.statements import stated
from analytics.subjects import SUBJECTS
from models import runs
from models.company.parameters import WHOLE_COMPANY
from models.errors import DataDamaged
from models.lake import Door, Lake
from models.orm import Run
from models.people import SYSTEM, Person
from models.store import Store

MOST_KNOWN_BYTES = 256 << 20  # of hits by values that were tried, of all checks and people together
POINTS = 9  # of a curve
SPREAD = 2.0  # a curve goes from the value in force divided by this to as many times it
TRIAL = "trial"
KEY = ("object_type", "object_id", "period")
_KNOWN: dict[tuple[Any, ...], pa.Table] = {}
_KEEPING = Lock()  # the sessions of a server, and its jobs, are threads


@dataclass(frozen=True)
class Moment:
    """Which state of the data is judged, as of which day, and for which month."""

    as_of: date
    period: str
    data_version: int


Question = tuple[Moment, Levels]
"""What a check finds at a moment by some values."""


def known_hits(store: Store, one: Check, question: Question, columns: Sequence[str] = ()) -> pa.Table | None:
    """Return the hits of all units that answer a question, whole or some columns; None where nobody has worked them out.

    They outlive who asked: what a job has found is there for whoever opens the check's page, as long as the server runs.
    A screening by just these values has found them, too.
    """
    key = _key_of(store, one, question)
    whole = _KNOWN.get(key)
    if whole is None and (whole := _found_by_a_run(store, one, question)) is not None:
        _keep(key, whole)
    if not columns:
        return whole
    return _KNOWN.get((*key, *columns)) if whole is None else whole.select(columns)


def _found_by_a_run(store: Store, one: Check, question: Question) -> pa.Table | None:
    """Return what a screening found that asked the same: of that moment, by these values and this check."""
    moment, levels = question
    for run in _runs_at(store, moment):
        own = next((each for each in run.checks if each["code"] == one.code and each["state"] == "ran"), None)
        if own is None or own.get("version") != version_of(one.judge.__module__) or not _is_by(levels, own):
            continue
        with suppress(DataDamaged):
            return every_hit_of(store, run, one.code)
    return None


def _runs_at(store: Store, moment: Moment) -> list[Run]:
    """Return the runs of a moment, the latest first."""
    return [one for one in runs.history(store) if Moment(one.as_of, one.period, one.data_version) == moment]


def _is_by(levels: Levels, outcome: Mapping[str, Any]) -> bool:
    """Return whether a run judged by some values."""
    used = levels_in(outcome)
    sides = [[(each.org_prefix, each.name, each.value) for each in of.overrides] for of in (levels, used)]
    return sides[0] == sides[1] and levels.values_for(WHOLE_COMPANY) == used.values_for(WHOLE_COMPANY)


def _keep(key: tuple[Any, ...], hits: pa.Table) -> None:
    with _KEEPING:
        _KNOWN[key] = hits
        while len(_KNOWN) > 1 and sum(each.nbytes for each in _KNOWN.values()) > MOST_KNOWN_BYTES:
            _KNOWN.pop(next(iter(_KNOWN)))


def _key_of(store: Store, one: Check, question: Question) -> tuple[Any, ...]:
    return store.home, str(store.engine.url), one.code, in_short(question)


def in_short(question: Question) -> str:
    """Return what an answer depends on besides the check: the moment, and the values that persons set."""
    moment, levels = question
    overrides = [(each.org_prefix, each.name, each.value) for each in levels.overrides]
    return repr((moment, overrides, sorted(levels.given.items())))


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

    `door` leads to the data of that moment, to that of now unless it is given.
    Errors: none of its own. A check whose data is `missing` finds nothing.
    """

    def __init__(self, lake: Lake, one: Check, as_of: date, period: str, door: Door | None = None) -> None:
        self.one = one
        self.door = door or lake.open(SYSTEM)
        self.moment = Moment(as_of, period, self.door.data_version)
        self.missing = one.missing({name: self.door.filled(name) for name in one.columns})
        self._store = lake.store
        self._tables: Any = None

    def close(self) -> None:
        """Let go of what was kept."""
        self.door.close()

    def hits(self, levels: Levels, columns: Sequence[str] = ()) -> pa.Table:
        """Return the hits of all units as a run would write them, whole or some columns."""
        question = (self.moment, levels)
        found = known_hits(self._store, self.one, question, columns)
        if found is None:
            engine, at = self.door.engine, (self.moment.as_of, self.moment.period)
            if self._tables is None:
                of_run = next(iter(_runs_at(self._store, self.moment)), None)
                known = facts_of_run(self.door, of_run, [self.one]) if of_run else {}
                shared = shared_facts([self.one], self.door, engine, *at, known)
                self._tables = tables_of(self.one, self.door, engine, *at, shared)
            found = hits_of(self.one, self._tables, self.door, engine, levels, is_kept_on_disk=False)
            found = found.select(columns) if columns else found
            _keep((*_key_of(self._store, self.one, question), *columns), found)
        return found

    def trial(self, before: Levels, now: Levels, person: Person) -> Trial:
        """Return what differs by two sets of values for whom a person may see."""
        return self.against(self.hits(before), self.hits(now), person)

    def against(self, before: pa.Table, now: pa.Table, person: Person) -> Trial:
        """Return what differs between two sets of the check's hits for whom a person may see."""
        engine = self.door.engine
        sides = [_within(hits, person.units) for hits in (before, now)]
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


def work_out(
    lake: Lake,
    one: Check,
    wanted: Sequence[Question],
    columns: Sequence[str] = (),
    on_begin: Callable[[int, Bench], object] = lambda place, bench: None,
) -> None:
    """Work out some questions, one state of the data after the other, so that they are known.

    `on_begin` is told before each, with its place and where it is worked out.
    Errors: Cancelled where the bench's engine was interrupted; NotFound where the data of then are gone.
    """
    for moment in dict.fromkeys(moment for moment, _ in wanted):
        door = lake.open_at(SYSTEM, moment.data_version)
        bench = Bench(lake, one, moment.as_of, moment.period, door)
        try:
            for place, (when, levels) in enumerate(wanted):
                if when == moment:
                    on_begin(place, bench)
                    bench.hits(levels, columns)
        finally:
            bench.close()


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
