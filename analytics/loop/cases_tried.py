"""What would have become of the cases that were judged, had a check had other values: which of them it still finds.

Each case is tried on the screening that it was opened from: the data of then, its day and month, and the values that
counted then but for those that are tried. Where that cannot be, or where today's check no longer finds with the values
of then what it found, nothing is said of the case but why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select

from analytics.check import Check
from analytics.loop.conditions import BOUND, WAS_LOOKED_AT
from analytics.parameters import Levels, levels_in, levels_of, tried, with_overrides
from analytics.regulation.money import whole_fen
from analytics.tuning import Moment, Question, known_hits
from models.lake import Lake
from models.loop.case_lists import within
from models.orm import CaseCheckRow, CaseRow, PlanRow, Run
from models.people import Person
from models.store import Store

NO_RUN = "不是从筛查立案,没有当时的数据可以重算"
DATA_GONE = "当时的数据已不在"
OTHER_CODE = "按当时的数据和参数,现在的检查得不出当时的命中"
OBJECTS = ("object_type", "object_id", "amount_yuan")
Found = dict[tuple[str, str], int | None]  # by type and number of an object: what its hits add up to in fen


class Sides(NamedTuple):
    """What a check finds on a screening's data by the values of then, and by those that are tried."""

    then: Question
    now: Question


class Fate(Enum):
    """What becomes of a case by the values that are tried; `value` is what a user reads."""

    CONFIRMED_KEPT = "查实保住"
    CONFIRMED_LOST = "查实漏掉"
    VOID_AVOIDED = "查无实据避免"
    VOID_KEPT = "查无实据仍在"
    UNTOLD = "不能重算"


@dataclass(frozen=True)
class Judged:
    """A case with a verdict: the amounts of its hits of the check in fen, and its other checks.

    `run` is the screening that it was opened from, None where it was opened otherwise.
    """

    row: CaseRow
    run: Run | None
    fen_then: int | None
    others: tuple[str, ...]

    @property
    def is_confirmed(self) -> bool:
        """Return whether the case was borne out."""
        return self.row.result in BOUND

    @property
    def worth_fen(self) -> int:
        """Return what the case came to, either way: what was established; of a void one what had been suspected."""
        return abs((self.row.established_fen if self.is_confirmed else self.fen_then) or 0)


@dataclass(frozen=True)
class Tried:
    """What becomes of one case; `fen_now` is the amount by the values tried, `why` says why nothing can be told."""

    judged: Judged
    fate: Fate
    fen_now: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Sum:
    """So many cases, and what they came to in fen, either way."""

    cases: int
    fen: int


def judged_cases(store: Store, person: Person, code: str, org_prefix: str = "") -> list[Judged]:
    """Return the cases of a check that have a verdict, of objects under a prefix that a person may see, the last first.

    They are those of which 查实率 is made: decided by the lead, or void at the first verdict.
    """
    of_check = select(CaseCheckRow.case_id).where(CaseCheckRow.check_code == code)
    wanted = select(CaseRow).where(within(person), WAS_LOOKED_AT, CaseRow.id.in_(of_check))
    if org_prefix:
        wanted = wanted.where(CaseRow.org_code.startswith(org_prefix, autoescape=True))
    with store.read() as session:
        rows = session.scalars(wanted.order_by(CaseRow.id.desc())).all()
        of_cases = wanted.with_only_columns(CaseRow.id)
        hits: dict[int, list[CaseCheckRow]] = {}
        for hit in session.scalars(select(CaseCheckRow).where(CaseCheckRow.case_id.in_(of_cases))):
            hits.setdefault(hit.case_id, []).append(hit)
        plans = select(PlanRow.id, Run).join(Run, Run.id == PlanRow.run_id)
        run_of: dict[int, Run] = {row[0]: row[1] for row in session.execute(plans)}
    return [_judged(row, hits[row.id], run_of.get(row.plan_id), code) for row in rows]


def _judged(row: CaseRow, hits: Sequence[CaseCheckRow], run: Run | None, code: str) -> Judged:
    own = [hit.amount_fen for hit in hits if hit.check_code == code and hit.amount_fen is not None]
    others = sorted({hit.check_code for hit in hits} - {code})
    return Judged(row, run, sum(own) if own else None, tuple(others))


def questions(
    lake: Lake, one: Check, judged: Iterable[Judged], org_prefix: str, values: Mapping[str, float]
) -> dict[int, Sides | None]:
    """Return what has to be known to tell of cases, by screening; None where the data of then are gone."""
    runs = {each.run.id: each.run for each in judged if each.run is not None}
    found: dict[int, Sides | None] = {}
    for number, run in runs.items():
        outcome = next((each for each in run.checks if each["code"] == one.code), None)
        if outcome is None or outcome["state"] != "ran":
            continue
        then = _levels_then(one, outcome, run)
        now = tried(one, _without_given(then, values), org_prefix, values, run.as_of)
        moment = Moment(run.as_of, run.period, run.data_version)
        found[number] = Sides((moment, then), (moment, now)) if lake.has(run.data_version) else None
    return found


def _levels_then(one: Check, outcome: Mapping[str, Any], run: Run) -> Levels:
    """Return the values that a run used; law is left to its day, as the run did."""
    usual, kept = levels_of(one, [], run.as_of), levels_in(outcome)
    of_levels, known = {each.name for each in kept.overrides}, {p.name: p for p in one.parameters}
    given = {
        name: outcome["parameters"][name]
        for name in outcome.get("set_by_person", ())
        if name in known and name not in of_levels
    }
    return with_overrides(one, Levels(usual.usual, (), given), kept.overrides)


def _without_given(levels: Levels, names: Iterable[str]) -> Levels:
    """Return levels in which some values do not hold for the run alone, so that others can take their place."""
    given = {name: value for name, value in levels.given.items() if name not in set(names)}
    return Levels(levels.usual, levels.overrides, given)


def fates(
    store: Store, one: Check, judged: Sequence[Judged], asked: Mapping[int, Sides | None]
) -> list[Tried]:
    """Return what becomes of each case; what is asked must have been worked out."""
    found: dict[int, list[Found] | None] = {}
    for number, sides in asked.items():
        own = {each.row.object_id for each in judged if each.run is not None and each.run.id == number}
        hits = [known_hits(store, one, side, OBJECTS) for side in sides or ()]
        found[number] = [_by_object(side, own) for side in hits if side is not None] or None
    return list(_told(judged, found))


def _told(judged: Iterable[Judged], found: Mapping[int, list[Found] | None]) -> Iterator[Tried]:
    for each in judged:
        key = (each.row.object_type, each.row.object_id)
        if each.run is None or each.run.id not in found:
            yield Tried(each, Fate.UNTOLD, why=NO_RUN)
        elif (sides := found[each.run.id]) is None:
            yield Tried(each, Fate.UNTOLD, why=DATA_GONE)
        elif key not in sides[0]:
            yield Tried(each, Fate.UNTOLD, why=OTHER_CODE)
        elif key in sides[-1]:
            kept = Fate.CONFIRMED_KEPT if each.is_confirmed else Fate.VOID_KEPT
            yield Tried(each, kept, sides[-1][key])
        else:
            yield Tried(each, Fate.CONFIRMED_LOST if each.is_confirmed else Fate.VOID_AVOIDED)


def _by_object(hits: pa.Table, wanted: Iterable[str]) -> Found:
    """Return what the hits on some objects add up to in fen, None where none has an amount."""
    own = hits.filter(pc.is_in(hits.column("object_id"), pa.array(sorted(wanted), pa.string())))
    found: Found = {}
    for hit in own.to_pylist():
        key, yuan = (hit["object_type"], hit["object_id"]), hit["amount_yuan"]
        before = found.get(key)
        found[key] = before if yuan is None else (before or 0) + whole_fen(yuan)
    return found


def sums(tried_cases: Iterable[Tried]) -> dict[Fate, Sum]:
    """Return how many cases there are of each fate, and what they came to."""
    known: dict[Fate, list[int]] = {fate: [] for fate in Fate}
    for each in tried_cases:
        known[each.fate].append(each.judged.worth_fen)
    return {fate: Sum(len(worth), sum(worth)) for fate, worth in known.items()}
