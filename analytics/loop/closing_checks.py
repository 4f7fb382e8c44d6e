"""CLS-01 to CLS-06: what the closed loop itself leaves open, each with its cases.

The catalogue names no export table for them: they are about the company's own inspections, which lie in the records. So they
are figures of the records and no checks over exports (but for the second condition of CLS-04, `high_rates`); tickets of another tracker become cases first, and are then counted
alike. CLS-05, the points of units and people, is the appraisal (`analytics.loop.appraisal`).

Source: checks.md, CLS 闭环管理.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from analytics.loop.conditions import IS_CONFIRMED, in_states, number_of
from analytics.loop.counting import RECTIFIED_IN, Asked, narrowed
from analytics.ranking.selection import UNIT_DIGITS
from analytics.reasons import label_of
from analytics.rulebook import card_of
from models.category import Category
from models.loop.case import CLOSED, RECURRENCE_DAYS, Action, State
from models.loop.case_lists import Due, is_due
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, PlanRow
from models.people import Person
from models.store import Store

WARNING_DAYS = 3
RECHECK_DAYS = 7
MANY_UNITS = 3
IN_MANY_UNITS = "CLS-04"


@dataclass(frozen=True)
class Left:
    """What one of the six finds: so many (of so many, where it is a share), what is said of it, and the cases."""

    code: str
    title: str
    found: int
    of: int | None
    said: str
    case_nos: tuple[str, ...] = ()


def closing_checks(store: Store, person: Person, asked: Asked) -> list[Left]:
    """Return what the loop leaves open among the cases that a person may see, in the order of the catalogue."""
    wanted = narrowed(person, asked)
    with store.read() as session:
        checks = _by_check(session, wanted)
        return [
            _overdue(session, wanted, asked.today),
            _not_rechecked(session, wanted, asked.today),
            _come_back(session, wanted),
            *_in_many_units(checks),
            _plans_carried_out(session, wanted, checks),
        ]


def _overdue(session: Session, wanted: Sequence[ColumnElement[bool]], today: date) -> Left:
    in_hand = in_states(*RECTIFIED_IN)
    late = _numbers(session, *wanted, in_hand, is_due(Due.OVERDUE, today))
    near = and_(
        CaseRow.due_date.between(today, today + timedelta(days=WARNING_DAYS)), CaseRow.waits_since.is_(None)
    )
    warned = len(_numbers(session, *wanted, in_hand, near))
    all_of_them = len(_numbers(session, *wanted, in_hand))
    said = f"整改超期 {len(late)} 件,{WARNING_DAYS} 天内到期 {warned} 件"
    return Left("CLS-01", "整改超期", len(late), all_of_them, said, late)


def _not_rechecked(session: Session, wanted: Sequence[ColumnElement[bool]], today: date) -> Left:
    """Return what waits for a re-check for more than seven days; one that failed is reopened by the move itself."""
    finished = (
        select(func.max(CaseMoveRow.at))
        .where(CaseMoveRow.case_id == CaseRow.id, CaseMoveRow.action == Action.FINISH.value)
        .scalar_subquery()
    )
    first_in_time = datetime.combine(today - timedelta(days=RECHECK_DAYS), time.min)
    waits = in_states(State.TO_RECHECK)
    late = _numbers(session, *wanted, waits, finished < first_in_time.isoformat())
    said = f"整改完成 {RECHECK_DAYS} 天以上没有复查 {len(late)} 件;复查不合格的已自动回到整改"
    return Left(
        "CLS-02", "复查未做/复查不合格", len(late), len(_numbers(session, *wanted, waits)), said, late
    )


def _come_back(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Left:
    again = _numbers(session, *wanted, CaseRow.recurrence_of.is_not(None))
    said = f"归档后 {RECURRENCE_DAYS} 天内再次发生 {len(again)} 件"
    return Left("CLS-03", "同户同类问题重复发生", len(again), None, said, again)


@dataclass(frozen=True)
class _OfCheck:
    """A check's cases: in how many units how many were borne out, the last of them, and whether one was spread."""

    code: str
    units: int
    confirmed: int
    last: str | None
    is_spread: bool


def _by_check(session: Session, wanted: Sequence[ColumnElement[bool]]) -> list[_OfCheck]:
    """Return what there is of each check that a case was opened for; the cases that are wanted are found first."""
    spread = select(PlanRow.parent_case).where(PlanRow.parent_case.is_not(None))
    unit = func.substr(CaseRow.handler_unit, 1, UNIT_DIGITS)
    columns = {
        "unit": case((IS_CONFIRMED, unit)),
        "confirmed": case((IS_CONFIRMED, CaseRow.case_no)),
        "spread": case((CaseRow.case_no.in_(spread), 1), else_=0),
    }
    of_case = (
        select(
            CaseRow.id,
            CaseCheckRow.check_code,
            *(column.label(name) for name, column in columns.items()),
        )
        .join(CaseCheckRow, CaseCheckRow.case_id == CaseRow.id)
        .where(*wanted)
        .distinct()
        .subquery()
    )
    grouped = select(
        of_case.c.check_code,
        func.count(func.distinct(of_case.c.unit)),
        func.count(of_case.c.confirmed),
        func.max(of_case.c.confirmed),
        func.sum(of_case.c.spread),
    ).group_by(of_case.c.check_code)
    rows: Any = session.execute(grouped.order_by(of_case.c.check_code)).all()
    return [_OfCheck(code, units, number, last, bool(spread)) for code, units, number, last, spread in rows]


def _in_many_units(checks: Iterable[_OfCheck]) -> Iterator[Left]:
    """Yield the checks that were borne out in three units or more and that nobody has spread yet."""
    for one in checks:
        if one.units >= MANY_UNITS and one.last and not one.is_spread:
            said = f"{label_of(one.code)}在 {one.units} 个单位查实 {one.confirmed} 件,建议举一反三(如从 {one.last} 起)"
            yield Left(IN_MANY_UNITS, "同类问题多单位出现→专项稽查建议", one.units, None, said, (one.last,))


def _plans_carried_out(
    session: Session, wanted: Sequence[ColumnElement[bool]], checks: Iterable[_OfCheck]
) -> Left:
    """Return how many of the plans that were sent out are done, and which categories no case was opened for."""
    left = number_of(CaseRow.state.not_in([state.value for state in CLOSED]))
    planned = (
        select(PlanRow.id, PlanRow.made_for, left)
        .join(CaseRow, CaseRow.plan_id == PlanRow.id)
        .where(*wanted, PlanRow.dispatched_at.is_not(None))
        .group_by(PlanRow.id, PlanRow.made_for)
    )
    rows: Any = session.execute(planned).all()
    done, periodic = sum(not n for *_, n in rows), [n for _, made_for, n in rows if made_for]
    covered = {card_of(one.code).category for one in checks}
    bare = [category.value for category in Category if category not in covered]
    said = (
        f"已完成 {done}/{len(rows)} 个计划,其中周期计划 {sum(not n for n in periodic)}/{len(periodic)} 个;"
        f"没有案件的类别:{'、'.join(bare) or '无'}"
    )
    return Left("CLS-06", "稽查计划执行率", done, len(rows), said)


def _numbers(session: Session, *conditions: ColumnElement[bool]) -> tuple[str, ...]:
    return tuple(session.scalars(select(CaseRow.case_no).where(*conditions).order_by(CaseRow.id)))


def as_json(found: Sequence[Left]) -> list[dict[str, Any]]:
    """Return what the loop leaves open, as JSON."""
    return [
        {
            "code": one.code,
            "title": one.title,
            "numerator": one.found,
            "denominator": one.of,
            "text": one.said,
            "cases": list(one.case_nos),
        }
        for one in found
    ]
