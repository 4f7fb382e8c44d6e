"""How far the cases have come and what they were worth: the figures of the closed loop, each with what it is a part of.

A case belongs to the day on which it was opened, whatever becomes of it. What is late is late as of a day. Everything is worked out from the records, for the cases that a person may see.

Source: domain/workflow.md, section 6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import fsum
from threading import Lock
from typing import Any

from sqlalchemy import Float, and_, case, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from analytics.loop.charged import NOTHING_CHARGED, Charged, charged
from analytics.loop.intervals import Drawn, Estimate, Lift, is_surely_below, lift, plain, weighted
from analytics.ranking.selection import RANDOM, RANKING
from analytics.subjects import SUBJECTS
from models.calendar import Days
from models.case import JUDGED, OUTSIDE, Result, State
from models.case_lists import Due, is_due, within
from models.holidays import extra_days_in
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, VerdictRow
from models.people import Person
from models.store import Store

BOUND = (Result.TRUE.value, Result.PARTLY.value)
CHECKED_IN = (State.TO_ACCEPT, State.CHECKING)
RECTIFIED_IN = (State.TO_RECTIFY, State.RECTIFYING)


@dataclass(frozen=True)
class Part:
    """So many of so many; without any there is no rate."""

    numerator: int
    denominator: int

    @property
    def rate(self) -> float | None:
        """Return the share of one."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Measure:
    """A rate of the loop: its key, its name, and the counts that it is made of."""

    key: str
    label: str
    numerator: str
    denominator: str


MEASURES = (
    Measure("inspected", "稽查率", "checked", "wanted"),
    Measure("completed", "稽查完成率", "archived", "dispatched"),
    Measure("replied_on_time", "回单及时率", "replied_on_time", "reply_due"),
    Measure("overdue", "超期率", "overdue", "with_deadline"),
    Measure("confirmed", "查实率", "confirmed", "judged"),
    Measure("rectified", "整改完成率", "rectified", "confirmed"),
    Measure("rectified_on_time", "整改及时率", "rectified_on_time", "rectify_due"),
    Measure("passed_at_once", "一次通过率", "passed_at_once", "rechecked"),
    Measure("recurred", "问题重复发生率", "recurring", "archived"),
    Measure("exempted", "白名单占比", "exempted", "opened"),
    Measure("returned", "退回率", "returned", "dispatched"),
)
STAGES = (
    ("dispatch", "待派发", "created_at", "dispatched_at"),
    ("check", "核查", "dispatched_at", "replied_at"),
    ("review", "审核", "replied_at", "decided_at"),
    ("rectify", "整改", "upheld_at", "rectified_at"),
    ("recheck", "复查", "rectified_at", "closed_at"),
)
MOST_KNOWN = 50
_KNOWN: dict[Any, "Progress"] = {}
_KEEPING = Lock()  # the sessions of a server are threads
MONEY = ("established_fen", "recovered_fen", "refunded_fen")


@dataclass(frozen=True)
class Asked:
    """Which cases are counted, and as of which day; both days count."""

    today: date
    first: date | None = None
    last: date | None = None
    org_prefix: str = ""


@dataclass(frozen=True)
class Counted:
    """Cases of one unit, or of all, by the names of `_COUNTS`; sums of money in fen, of stages in hours."""

    counts: Mapping[str, int]
    hours: Mapping[str, tuple[int, float]]

    def part(self, measure: Measure) -> Part:
        """Return a rate's numerator and denominator."""
        return Part(self.counts[measure.numerator], self.counts[measure.denominator])


@dataclass(frozen=True)
class CheckRecord:
    """What became of the cases that a check had a hit in; a case of several checks counts for each of them.

    Units: `void_hours` are the hours that a first look takes at the objects of those that were not borne out.
    """

    check_code: str
    cases: int
    confirmed: Estimate
    void: int
    void_hours: float
    advice: str = ""


@dataclass(frozen=True)
class Expected:
    """What the ranking had promised of the ranked cases that were judged, and what came of them; amounts in fen."""

    cases: int
    confirmed: float
    fen: int
    confirmed_then: int
    established_fen: int
    recovered_fen: int
    refunded_fen: int


@dataclass(frozen=True)
class Recurrences:
    """Cases of a problem that had been archived before, and how many days the cure had held."""

    cases: int
    days: tuple[int, ...] = ()


@dataclass(frozen=True)
class Progress:
    """The figures of the loop; `by_unit` are those of each unit by its number."""

    asked: Asked
    total: Counted
    by_unit: Mapping[str, Counted]
    ranked: Estimate
    random: Estimate
    lift: Lift
    expected: Expected
    recurrences: Recurrences
    checks: Sequence[CheckRecord] = field(default=())
    charged: Charged = NOTHING_CHARGED

    @property
    def void_hours(self) -> float:
        """Return the hours spent on cases that were not borne out, each case once."""
        return self.total.hours["void"][1]


def progress(store: Store, person: Person, asked: Asked) -> Progress:
    """Return the figures of the cases that a person may see; as long as no case moves they are worked out once."""
    with store.read() as session:
        moved = session.scalar(select(func.max(CaseMoveRow.seq)))
        opened = session.scalar(select(func.max(CaseRow.id)))
        own_days = extra_days_in(session)
        key = (store.home, str(store.engine.url), moved, opened, asked, person.units, *own_days.items())
        if (made := _KNOWN.get(key)) is None:
            made = _worked_out(session, person, asked, own_days)
            with _KEEPING:
                while len(_KNOWN) >= MOST_KNOWN:
                    _KNOWN.pop(next(iter(_KNOWN)))
                _KNOWN[key] = made
    return made


def _worked_out(session: Session, person: Person, asked: Asked, own_days: Days) -> Progress:
    wanted = narrowed(person, asked)
    groups = _groups(session, wanted, _counts(asked.today, own_days))
    recurrences = _recurrences(session, wanted)
    records = list(_by_check(session, wanted))
    ranked, random = _estimates(groups)
    return Progress(
        asked,
        _added(one.counted for one in groups),
        _by_unit(groups),
        ranked,
        random,
        lift(ranked, random),
        _expected(groups),
        recurrences,
        [_advised(one, ranked, random) for one in records],
        charged(session, wanted),
    )


# ---- what is counted -------------------------------------------------------------------------------------------------


class HoursBetween(FunctionElement[float]):
    """The hours from one time to another, on either database."""

    type = Float()
    inherit_cache = True


@compiles(HoursBetween, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    begin, end = (compiler.process(one, **options) for one in element.clauses)
    return f"((julianday({end}) - julianday({begin})) * 24)"


@compiles(HoursBetween, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    begin, end = (compiler.process(one, **options) for one in element.clauses)
    return f"(extract(epoch from ({end} - {begin})) / 3600)"


def in_states(*states: State) -> ColumnElement[bool]:
    """Return the condition for the cases in some states."""
    return CaseRow.state.in_([one.value for one in states])


IS_BOUND = CaseRow.result.in_(BOUND)
IS_JUDGED = and_(CaseRow.result.is_not(None), in_states(*JUDGED))
IS_CONFIRMED = and_(IS_BOUND, in_states(*JUDGED))
IS_RUNNING = and_(in_states(*OUTSIDE), CaseRow.due_date.is_not(None))
WAS_DISPATCHED = CaseRow.dispatched_at.is_not(None)
WAS_REPLIED = CaseRow.replied_at.is_not(None)
HAS_VERDICT = select(VerdictRow.id).where(VerdictRow.case_id == CaseRow.id).exists()
IS_VOID_AT_SIGHT = and_(in_states(State.DROPPED), HAS_VERDICT)
WAS_LOOKED_AT = or_(IS_JUDGED, IS_VOID_AT_SIGHT)
"""A case that first verdicts (初判) found to be nothing is as little borne out as one for which somebody drove out."""


def _counts(today: date, own_days: Days) -> dict[str, ColumnElement[bool]]:
    """Return what makes a case count, by name; whoever waits for the customer is not late.

    `own_days` are those that the company works, or not, whatever the calendar says.
    """
    is_late = and_(CaseRow.due_date < today, CaseRow.waits_since.is_(None))
    return {
        "wanted": ~in_states(State.DROPPED, State.EXEMPTED, State.VOID),
        "dispatched": WAS_DISPATCHED,
        "checked": and_(WAS_REPLIED, ~in_states(State.DROPPED, State.EXEMPTED, State.VOID)),
        "archived": and_(WAS_DISPATCHED, in_states(State.ARCHIVED)),
        "dropped": in_states(State.DROPPED),
        "exempted": in_states(State.EXEMPTED),
        "void": in_states(State.VOID),
        "returned": CaseRow.returns > 0,
        "replied_on_time": func.date(CaseRow.replied_at) <= CaseRow.reply_due,
        "reply_due": or_(CaseRow.reply_due.is_not(None), and_(in_states(*CHECKED_IN), is_late)),
        "with_deadline": IS_RUNNING,
        "overdue": is_due(Due.OVERDUE, today),
        "warned": is_due(Due.SOON, today, own_days),
        "judged": IS_JUDGED,
        "confirmed": IS_CONFIRMED,
        "rectified": and_(IS_BOUND, in_states(State.TO_RECHECK, State.ARCHIVED)),
        "rectified_on_time": func.date(CaseRow.rectified_at) <= CaseRow.rectify_due,
        "rectify_due": or_(CaseRow.rectify_due.is_not(None), and_(in_states(*RECTIFIED_IN), is_late)),
        "rechecked": and_(IS_BOUND, or_(in_states(State.ARCHIVED), CaseRow.rework > 0)),
        "passed_at_once": and_(IS_BOUND, in_states(State.ARCHIVED), CaseRow.rework == 0),
        "recurring": CaseRow.recurrence_of.is_not(None),
    }


def narrowed(person: Person, asked: Asked) -> list[ColumnElement[bool]]:
    """Return the conditions for the cases that are asked for and that a person may see."""
    day = CaseRow.created_at
    found: list[ColumnElement[bool]] = [within(person)]
    if asked.org_prefix:
        found.append(CaseRow.handler_unit.startswith(asked.org_prefix, autoescape=True))
    if asked.first is not None:
        found.append(day >= datetime.combine(asked.first, time.min))
    if asked.last is not None:
        found.append(day < datetime.combine(asked.last + timedelta(days=1), time.min))
    return found


def number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many rows a condition holds for, for a statement."""
    return func.sum(case((condition, 1), else_=0))


@dataclass(frozen=True)
class _Group:
    """Cases of one unit that were picked in the same way, with the same probability."""

    unit: str
    picked_by: str
    inclusion_probability: float | None
    counted: Counted
    looked_at: int
    promised: tuple[int, float, int]


def _groups(
    session: Session, wanted: Sequence[ColumnElement[bool]], counts: Mapping[str, ColumnElement[bool]]
) -> list[_Group]:
    """Return all that one look at the cases tells."""
    unit = func.coalesce(CaseRow.handler_unit, "").label("unit")
    by = [unit, CaseRow.picked_by, CaseRow.inclusion_probability]
    columns: list[Any] = [*by, func.count().label("opened")]
    columns += [number_of(condition).label(name) for name, condition in counts.items()]
    columns += [func.sum(getattr(CaseRow, name)).label(name) for name in MONEY]
    for name, _, *ends in STAGES:
        begin, end = (_time(one) for one in ends)
        passed = and_(begin.is_not(None), end.is_not(None))
        hours = func.sum(HoursBetween(begin, end))
        columns += [number_of(passed).label(f"{name}_cases"), hours.label(f"{name}_hours")]
    is_void, was_promised = and_(IS_JUDGED, ~IS_BOUND), and_(IS_JUDGED, CaseRow.probability.is_not(None))
    columns += [
        number_of(is_void).label("void_cases"),
        func.sum(case((is_void, _look_hours()))).label("void_hours"),
        number_of(WAS_LOOKED_AT).label("looked_at"),
        number_of(was_promised).label("promised"),
        func.sum(case((was_promised, CaseRow.probability))).label("chance"),
        func.sum(case((was_promised, CaseRow.expected_fen))).label("fen"),
    ]
    names = ["opened", *counts, *MONEY]
    stages = [*(stage for stage, *_ in STAGES), "void"]
    return [
        _Group(
            row["unit"],
            row["picked_by"],
            row["inclusion_probability"],
            Counted(
                {name: int(row[name] or 0) for name in names},
                {one: (int(row[f"{one}_cases"]), float(row[f"{one}_hours"] or 0)) for one in stages},
            ),
            int(row["looked_at"]),
            (int(row["promised"]), float(row["chance"] or 0), int(row["fen"] or 0)),
        )
        for row in session.execute(select(*columns).where(*wanted).group_by(*by)).mappings()
    ]


def _by_unit(groups: Sequence[_Group]) -> dict[str, Counted]:
    units = sorted({one.unit for one in groups})
    return {unit: _added(one.counted for one in groups if one.unit == unit) for unit in units}


def _time(name: str) -> Any:
    """Return a milestone; a case is decided when it is upheld, or closed as not borne out."""
    if name == "decided_at":
        return func.coalesce(CaseRow.upheld_at, CaseRow.closed_at)
    return getattr(CaseRow, name)


def _look_hours() -> ColumnElement[float]:
    """Return the hours that a first look at a case's object takes."""
    return case(
        *((CaseRow.object_type == kind, subject.hours) for kind, subject in SUBJECTS.items()), else_=1.0
    )


def _added(counted: Iterable[Counted]) -> Counted:
    """Return the figures of several units together."""
    units = list(counted)
    names = ["opened", *_counts(date.min, {}), *MONEY]
    stages = [*(stage for stage, *_ in STAGES), "void"]
    hours = {
        stage: (sum(one.hours[stage][0] for one in units), sum(one.hours[stage][1] for one in units))
        for stage in stages
    }
    return Counted({name: sum(one.counts[name] for one in units) for name in names}, hours)


# ---- what the ranking was worth --------------------------------------------------------------------------------------


def _estimates(groups: Sequence[_Group]) -> tuple[Estimate, Estimate]:
    """Return how often ranked cases are borne out, and, from the random control, how often all would be."""
    ranked = [one for one in groups if one.picked_by == RANKING]
    drawn = [
        Drawn(one.inclusion_probability, is_confirmed, cases)
        for one in groups
        if one.picked_by == RANDOM and one.inclusion_probability
        for is_confirmed, cases in ((True, _confirmed(one)), (False, one.looked_at - _confirmed(one)))
    ]
    found = plain(sum(_confirmed(one) for one in ranked), sum(one.looked_at for one in ranked))
    return found, weighted(drawn)


def _confirmed(group: _Group) -> int:
    return group.counted.counts["confirmed"]


def _expected(groups: Sequence[_Group]) -> Expected:
    ranked = [one for one in groups if one.picked_by == RANKING]
    cases, fen = sum(one.promised[0] for one in ranked), sum(one.promised[2] for one in ranked)
    chance = fsum(one.promised[1] for one in ranked)
    came = [sum(one.counted.counts[name] for one in ranked) for name in ("confirmed", *MONEY)]
    return Expected(cases, chance, fen, *came)


def _recurrences(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Recurrences:
    former = aliased(CaseRow)
    days = HoursBetween(former.closed_at, CaseRow.created_at)
    joined = select(days).select_from(CaseRow).join(former, former.case_no == CaseRow.recurrence_of)
    known = joined.where(*wanted)
    held = sorted(int(hours // 24) for hours in session.scalars(known) if hours is not None)
    return Recurrences(len(held), tuple(held))


# ---- check by check --------------------------------------------------------------------------------------------------


def _by_check(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Iterable[CheckRecord]:
    """Yield what became of each check's cases, by code."""
    is_void = and_(IS_JUDGED, ~IS_BOUND)
    ends = {"judged": IS_JUDGED, "confirmed": IS_CONFIRMED, "void": is_void}
    columns: list[Any] = [case((condition, 1), else_=0).label(name) for name, condition in ends.items()]
    columns.append(case((is_void, _look_hours()), else_=0.0).label("hours"))
    of_case = (
        select(CaseRow.id, CaseCheckRow.check_code, *columns)
        .join(CaseCheckRow, CaseCheckRow.case_id == CaseRow.id)
        .where(*wanted)
        .distinct()  # two hits of one check are one case of it
        .subquery()
    )
    sums = (func.sum(of_case.c[name]) for name in (*ends, "hours"))
    known = (
        select(of_case.c.check_code, func.count(), *sums)
        .group_by(of_case.c.check_code)
        .order_by(of_case.c.check_code)
    )
    rows: Any = session.execute(known).all()
    for code, cases, judged, confirmed, void, hours in rows:
        yield CheckRecord(code, cases, plain(int(confirmed), int(judged)), int(void), float(hours or 0))


RETIRE, TUNE = "建议停用:命中的查实率不高于随机抽查", "建议调参:命中的查实率低于排序目标的平均水平"


def _advised(one: CheckRecord, ranked: Estimate, random: Estimate) -> CheckRecord:
    """Add what to do with a check whose hits are surely no better than lots, or surely below the ranking's mean.

    Both rates are estimates: three lots that were all confirmed do not make a check useless, nor does one void case.
    """
    if is_surely_below(one.confirmed, random):
        return _with_advice(one, RETIRE)
    if is_surely_below(one.confirmed, ranked):
        return _with_advice(one, TUNE)
    return one


def _with_advice(one: CheckRecord, advice: str) -> CheckRecord:
    return CheckRecord(one.check_code, one.cases, one.confirmed, one.void, one.void_hours, advice)
