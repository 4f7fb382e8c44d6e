"""Cases counted: how many came to what, by unit and by how they were picked, with their money and hours.

Source: domain/workflow.md, section 6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Float, and_, case, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from analytics.loop.conditions import (
    IS_BOUND,
    IS_CONFIRMED,
    IS_JUDGED,
    IS_RUNNING,
    WAS_DISPATCHED,
    WAS_LOOKED_AT,
    WAS_REPLIED,
    in_states,
    number_of,
)
from analytics.subjects import SUBJECTS
from models.calendar import Days
from models.loop.case import State
from models.loop.case_lists import Due, is_due, within
from models.orm import CaseRow
from models.people import Person

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
MONEY: dict[str, Any] = {
    "established_fen": case((IS_CONFIRMED, CaseRow.established_fen)),
    "recovered_fen": CaseRow.recovered_fen,
    "refunded_fen": CaseRow.refunded_fen,
}
"""What is established counts once the lead has upheld it, what moved in any case."""


@dataclass(frozen=True)
class Asked:
    """Which cases are counted, and as of which day; both days count."""

    today: date
    first: date | None = None
    last: date | None = None
    org_prefix: str = ""


@dataclass(frozen=True)
class Counted:
    """Cases of one unit, or of all, by the names of `counts_of`; sums of money in fen, of stages in hours."""

    counts: Mapping[str, int]
    hours: Mapping[str, tuple[int, float]]

    def part(self, measure: Measure) -> Part:
        """Return a rate's numerator and denominator."""
        return Part(self.counts[measure.numerator], self.counts[measure.denominator])

    def measured(self, key: str) -> Part:
        """Return the numerator and denominator of the rate with a key."""
        return self.part(next(one for one in MEASURES if one.key == key))


_UNIT = func.coalesce(CaseRow.handler_unit, "").label("unit")


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


def counts_of(today: date, own_days: Days) -> dict[str, ColumnElement[bool]]:
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


@dataclass(frozen=True)
class Group:
    """Cases of one unit that were picked in the same way, with the same probability.

    `counts` have the names of `counts_of`; `void`: how many were not borne out, and the hours of a look at them.
    `promised`: how many were judged of which something was expected, how many of them to be borne out, and how much money;
    `came`: what was recovered and refunded of these; amounts in fen.
    """

    unit: str
    picked_by: str
    inclusion_probability: float | None
    counts: Mapping[str, int]
    void: tuple[int, float]
    looked_at: int
    promised: tuple[int, float, int]
    came: tuple[int, int]


def groups_of(
    session: Session, wanted: Sequence[ColumnElement[bool]], counts: Mapping[str, ColumnElement[bool]]
) -> list[Group]:
    """Return all that one look at the cases tells but the hours of the stages (`stage_hours`)."""
    by = [_UNIT, CaseRow.picked_by, CaseRow.inclusion_probability]
    columns: list[Any] = [*by, func.count().label("opened")]
    columns += [number_of(condition).label(name) for name, condition in counts.items()]
    columns += [func.sum(amount).label(name) for name, amount in MONEY.items()]
    is_void, was_promised = and_(IS_JUDGED, ~IS_BOUND), and_(IS_JUDGED, CaseRow.probability.is_not(None))
    columns += [
        number_of(is_void).label("void_cases"),
        func.sum(case((is_void, look_hours()))).label("void_hours"),
        number_of(WAS_LOOKED_AT).label("looked_at"),
        number_of(was_promised).label("promised"),
        func.sum(case((was_promised, CaseRow.probability))).label("chance"),
        func.sum(case((was_promised, CaseRow.expected_fen))).label("fen"),
        func.sum(case((was_promised, CaseRow.recovered_fen))).label("came_in"),
        func.sum(case((was_promised, CaseRow.refunded_fen))).label("went_out"),
    ]
    names = ["opened", *counts, *MONEY]
    return [
        Group(
            row["unit"],
            row["picked_by"],
            row["inclusion_probability"],
            {name: int(row[name] or 0) for name in names},
            (int(row["void_cases"]), float(row["void_hours"] or 0)),
            int(row["looked_at"]),
            (int(row["promised"]), float(row["chance"] or 0), int(row["fen"] or 0)),
            (int(row["came_in"] or 0), int(row["went_out"] or 0)),
        )
        for row in session.execute(select(*columns).where(*wanted).group_by(*by)).mappings()
    ]


StageHours = Mapping[str, tuple[int, float]]
NO_HOURS: StageHours = {name: (0, 0.0) for name, *_ in STAGES}


def stage_hours(session: Session, wanted: Sequence[ColumnElement[bool]]) -> dict[str, StageHours]:
    """Return by unit how many cases have passed each stage, and their hours in it together.

    They are asked for apart: with them the rows of all groups would be sorted with all of their milestones.
    """
    columns: list[Any] = [_UNIT]
    for name, _, *ends in STAGES:
        begin, end = (_time(one) for one in ends)
        passed = and_(begin.is_not(None), end.is_not(None))
        hours = func.sum(HoursBetween(begin, end))
        columns += [number_of(passed).label(f"{name}_cases"), hours.label(f"{name}_hours")]
    rows = session.execute(select(*columns).where(*wanted).group_by(_UNIT)).mappings()
    return {
        row["unit"]: {
            name: (int(row[f"{name}_cases"]), float(row[f"{name}_hours"] or 0)) for name, *_ in STAGES
        }
        for row in rows
    }


def units_of(groups: Sequence[Group], hours: Mapping[str, StageHours]) -> dict[str, Counted]:
    """Return the figures of each unit, of its groups and of its hours by stage."""
    own: dict[str, list[Group]] = {}
    for one in groups:
        own.setdefault(one.unit, []).append(one)
    return {unit: _together(own[unit], hours.get(unit, NO_HOURS)) for unit in sorted(own)}


def _together(groups: Sequence[Group], hours: StageHours) -> Counted:
    counts = {name: sum(one.counts[name] for one in groups) for name in groups[0].counts}
    void = (sum(one.void[0] for one in groups), sum(one.void[1] for one in groups))
    return Counted(counts, {**hours, "void": void})


def _time(name: str) -> Any:
    """Return a milestone; a case is decided when it is upheld, or closed as not borne out."""
    if name == "decided_at":
        return func.coalesce(CaseRow.upheld_at, CaseRow.closed_at)
    return getattr(CaseRow, name)


def look_hours() -> ColumnElement[float]:
    """Return the hours that a first look at a case's object takes."""
    return case(
        *((CaseRow.object_type == kind, subject.hours) for kind, subject in SUBJECTS.items()), else_=1.0
    )


def added(counted: Iterable[Counted]) -> Counted:
    """Return the figures of several units together."""
    units = list(counted)
    names = ["opened", *counts_of(date.min, {}), *MONEY]
    stages = [*(stage for stage, *_ in STAGES), "void"]
    hours = {
        stage: (sum(one.hours[stage][0] for one in units), sum(one.hours[stage][1] for one in units))
        for stage in stages
    }
    return Counted({name: sum(one.counts[name] for one in units) for name in names}, hours)
