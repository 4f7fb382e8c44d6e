"""案例库: archived cases that were borne out, what they teach, and which of them are near to a new one.

What is shown and searched is an entry of its own (`LibraryRow`), written once with personal data masked for everybody: a
search over the records themselves would find by a name that the page hides. An archived case moves no more, so its
entry stays good; cases archived since are entered before anybody looks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, insert, or_, select
from sqlalchemy.orm import Session

from analytics.loop.conditions import IS_BOUND
from analytics.loop.figures import yuan
from analytics.ranking.listing import names_of
from analytics.reasons import code_of
from analytics.rulebook import card_of, checks
from analytics.subjects import LABELS
from analytics.weekly.masking import without_personal_data
from models import register
from models.lake import Door, Lake
from models.loop.case import Action, State
from models.loop.case_lists import within
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, LibraryRow
from models.people import SYSTEM, Person
from models.store import Store

ENTERED_AT_ONCE = 2_000
MOST_NEAR = 3
SHORTEST_NAME, SHORTEST_NUMBER = 2, 4
TOLD_BY = (Action.SUBMIT.value, Action.BEGIN.value, Action.FINISH.value)
_SEEN: dict[tuple[Path, str], tuple[int, int]] = {}
"""By home and database the last step and the last case that this process has looked at."""
_IS_LESSON = and_(CaseRow.state == State.ARCHIVED.value, IS_BOUND)
_SAME_CHECK, _SAME_CLASS, _SAME_KIND, _SAME_LEVEL = 8, 4, 2, 1  # each outweighs all that come after it


@dataclass(frozen=True)
class Sought:
    """What the library is narrowed to; what is empty narrows nothing.

    `unit` is an org_code prefix; of `text` every word must occur, wherever and in any order.
    """

    check: str | None = None
    problem_class: str | None = None
    cause: str | None = None
    unit: str = ""
    text: str = ""


@dataclass(frozen=True)
class Lesson:
    """One archived case: what was found by what evidence, how it was put right, what came of it.

    Amounts in fen, `days` from the opening to the archive; `came_back` is the case in which it came back, None where it
    did not; `why` says what it has in common with the case that it is near to.
    """

    case_no: str
    closed_at: datetime | None
    unit: str
    object_type: str
    check_codes: tuple[str, ...]
    result: str
    problem_class: str | None
    cause: str | None
    evidence: str
    found: str
    remedy: str
    established_fen: int | None
    recovered_fen: int
    refunded_fen: int
    days: int | None
    came_back: str | None
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """One case that was opened on an object or its customer, and the codes of its checks."""

    row: CaseRow
    check_codes: tuple[str, ...]


def enter(lake: Lake) -> int:
    """Write the entries of cases that were archived since the last time, and return how many there were.

    A process looks through every case once, then only at those that moved since.
    """
    place = (lake.store.home, str(lake.store.engine.url))
    entries = select(CaseRow.id).outerjoin(LibraryRow, LibraryRow.case_id == CaseRow.id)
    missing = entries.where(_IS_LESSON, LibraryRow.case_id.is_(None))
    with lake.store.read() as session:
        steps = session.scalar(select(func.max(CaseMoveRow.seq))) or 0
        opened = session.scalar(select(func.max(CaseRow.id))) or 0
        seen_steps, seen_opened = _SEEN.get(place, (0, 0))
        if (steps, opened) == (seen_steps, seen_opened):
            return 0
        if seen_steps <= steps and seen_opened <= opened:
            moved = select(CaseMoveRow.case_id).where(CaseMoveRow.seq > seen_steps)
            missing = missing.where(or_(CaseRow.id > seen_opened, CaseRow.id.in_(moved)))
        ids = session.scalars(missing.order_by(CaseRow.id)).all()
    entered = 0
    if ids:
        with lake.open(SYSTEM) as door:  # every name, to take it out of what people wrote
            for start in range(0, len(ids), ENTERED_AT_ONCE):
                entered += _enter(lake.store, door, ids[start : start + ENTERED_AT_ONCE])
    _SEEN[place] = (steps, opened)
    return entered


def _enter(store: Store, door: Door, ids: Sequence[int]) -> int:
    with store.read() as session:
        entries = _entries(session, store, door, ids)
    with store.write() as session:  # somebody else may have come first
        known = set(session.scalars(select(LibraryRow.case_id).where(LibraryRow.case_id.in_(ids))))
        new = [one for one in entries if one["case_id"] not in known]
        if new:
            session.execute(insert(LibraryRow), new)
    return len(new)


def as_json(one: Lesson) -> dict[str, Any]:
    """Return a case as other systems read it: yuan as text to the fen."""
    amounts = {
        f"{name}_fen": getattr(one, f"{name}_fen") for name in ("established", "recovered", "refunded")
    }
    told = {name: value for name, value in asdict(one).items() if name not in {*amounts, "why"}}
    told |= {
        name.replace("_fen", "_yuan"): None if fen is None else yuan(fen) for name, fen in amounts.items()
    }
    return told | {"closed_at": one.closed_at and one.closed_at.isoformat(timespec="minutes")}


def count(store: Store, person: Person, sought: Sought) -> int:
    """Return how many archived cases fit, of those that a person may see."""
    with store.read() as session:
        return session.scalar(_fitting(select(func.count()), person, sought)) or 0


def lessons(
    store: Store, person: Person, sought: Sought, *, limit: int | None = None, offset: int = 0
) -> list[Lesson]:
    """Return some of the archived cases that fit, the last archived first."""
    wanted = _fitting(select(CaseRow.id), person, sought)
    wanted = (
        wanted.order_by(LibraryRow.closed_at.desc(), LibraryRow.case_id.desc()).limit(limit).offset(offset)
    )
    with store.read() as session:
        return _lessons(session, session.scalars(wanted).all())


def words_in_use(store: Store) -> tuple[list[str], list[str], list[str]]:
    """Return the checks, problem classes and causes that the library knows, each in order."""
    codes = select(CaseCheckRow.check_code).join(LibraryRow, LibraryRow.case_id == CaseCheckRow.case_id)
    words = (codes, select(LibraryRow.problem_class), select(LibraryRow.cause))
    with store.read() as session:
        found = [sorted(one for one in session.scalars(each.distinct()) if one) for each in words]
    return found[0], found[1], found[2]


def nearest(store: Store, person: Person, row: CaseRow) -> list[Lesson]:
    """Return the archived cases nearest to one: the same check, then problem class, kind of object, level of unit.

    That an object is a customer, as most are, or that a unit is of the same level, makes no case near by itself.
    """
    problem_class, level = row.facts.get("problem_class"), len(row.org_code or "")
    own = select(CaseCheckRow.check_code).where(CaseCheckRow.case_id == row.id).distinct()
    with store.read() as session:
        codes = tuple(session.scalars(own))
        same_check = CaseRow.id.in_(select(CaseCheckRow.case_id).where(CaseCheckRow.check_code.in_(codes)))
        points = (
            _points(same_check, _SAME_CHECK)
            + _points(LibraryRow.problem_class == (problem_class or ""), _SAME_CLASS)
            + _points(CaseRow.object_type == row.object_type, _SAME_KIND)
            + _points(func.length(CaseRow.org_code) == level, _SAME_LEVEL)
        )
        least = _SAME_CLASS if row.object_type == "customer" else _SAME_KIND
        near = (
            select(CaseRow.id, points)
            .join(LibraryRow, LibraryRow.case_id == CaseRow.id)
            .where(within(person), CaseRow.id != row.id, points >= least)
            .order_by(points.desc(), CaseRow.closed_at.desc(), CaseRow.id.desc())
            .limit(MOST_NEAR)
        )
        found = _lessons(session, [number for number, _ in session.execute(near)])
    return [replace(one, why=_why(one, row, codes)) for one in found]


def earlier(store: Store, person: Person, object_type: str, object_id: str, cons_no: str) -> list[Earlier]:
    """Return every case of an object, or of its customer, that a person may see, the last opened first."""
    is_it = and_(CaseRow.object_type == object_type, CaseRow.object_id == object_id)
    same = or_(is_it, CaseRow.cons_no == cons_no) if cons_no else is_it
    wanted = (
        select(CaseRow).where(same, within(person)).order_by(CaseRow.created_at.desc(), CaseRow.id.desc())
    )
    with store.read() as session:
        rows = session.scalars(wanted).all()
        codes = _codes(session, [row.id for row in rows])
    return [Earlier(row, codes.get(row.id, ())) for row in rows]


def _fitting(wanted_rows: Any, person: Person, sought: Sought) -> Any:
    fits: list[ColumnElement[bool]] = [within(person)]
    if sought.check:
        hit = select(CaseCheckRow.case_id).where(CaseCheckRow.check_code == sought.check)
        fits.append(CaseRow.id.in_(hit))
    if sought.problem_class:
        fits.append(LibraryRow.problem_class == sought.problem_class)
    if sought.cause:
        fits.append(LibraryRow.cause == sought.cause)
    if sought.unit:
        fits.append(CaseRow.handler_unit.startswith(sought.unit, autoescape=True))
    texts = (LibraryRow.about, LibraryRow.evidence, LibraryRow.found, LibraryRow.remedy)
    for word in sought.text.split():
        fits.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return wanted_rows.select_from(CaseRow).join(LibraryRow, LibraryRow.case_id == CaseRow.id).where(*fits)


def _points(holds: ColumnElement[bool], number: int) -> ColumnElement[int]:
    return case((holds, number), else_=0)


def _why(one: Lesson, row: CaseRow, codes: Sequence[str]) -> tuple[str, ...]:
    shared = [code for code in codes if code in one.check_codes]
    problem_class = row.facts.get("problem_class")
    said = (
        (f"同一检查 {'、'.join(map(code_of, shared))}", shared),
        (f"同一问题分类 {problem_class}", problem_class and one.problem_class == problem_class),
        (f"同为{LABELS.get(row.object_type, row.object_type)}", one.object_type == row.object_type),
        ("同级单位", row.org_code and len(one.unit) == len(row.org_code)),
    )
    return tuple(word for word, holds in said if holds)


def _lessons(session: Session, ids: Sequence[int]) -> list[Lesson]:
    """Return cases by their numbers in the records, in the order of these."""
    found: dict[int, Lesson] = {}
    for start in range(0, len(ids), ENTERED_AT_ONCE):
        some = ids[start : start + ENTERED_AT_ONCE]
        wanted = select(CaseRow, LibraryRow).join(LibraryRow, LibraryRow.case_id == CaseRow.id)
        rows: Any = session.execute(wanted.where(CaseRow.id.in_(some))).all()
        codes = _codes(session, some)
        numbers = [row.case_no for row, _ in rows]
        again = select(CaseRow.recurrence_of, CaseRow.case_no).where(CaseRow.recurrence_of.in_(numbers))
        later: Any = session.execute(again.order_by(CaseRow.id.desc())).all()
        returned: dict[str, str] = dict(map(tuple, later))
        for row, entry in rows:
            found[row.id] = _lesson(row, entry, codes.get(row.id, ()), returned.get(row.case_no))
    return [found[one] for one in ids]


def _lesson(row: CaseRow, entry: LibraryRow, codes: tuple[str, ...], came_back: str | None) -> Lesson:
    return Lesson(
        row.case_no,
        row.closed_at,
        row.org_code or "",
        row.object_type,
        codes,
        row.result or "",
        entry.problem_class,
        entry.cause,
        entry.evidence,
        entry.found,
        entry.remedy,
        row.established_fen,
        row.recovered_fen,
        row.refunded_fen,
        (row.closed_at - row.created_at).days if row.closed_at else None,
        came_back,
    )


def _codes(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    wanted = select(CaseCheckRow.case_id, CaseCheckRow.check_code).where(CaseCheckRow.case_id.in_(ids))
    found: dict[int, set[str]] = {}
    for case_id, code in session.execute(wanted):
        found.setdefault(case_id, set()).add(code)
    return {case_id: tuple(sorted(codes)) for case_id, codes in found.items()}


# ---- entries ---------------------------------------------------------------------------------------------------------


def _entries(session: Session, store: Store, door: Door, ids: Sequence[int]) -> list[dict[str, Any]]:
    rows = session.scalars(select(CaseRow).where(CaseRow.id.in_(ids))).all()
    hits: dict[int, list[CaseCheckRow]] = {}
    for hit in session.scalars(select(CaseCheckRow).where(CaseCheckRow.case_id.in_(ids))):
        hits.setdefault(hit.case_id, []).append(hit)
    told = (CaseMoveRow.case_id.in_(ids), CaseMoveRow.action.in_(TOLD_BY))
    steps: dict[int, list[CaseMoveRow]] = {}
    for step in session.scalars(select(CaseMoveRow).where(*told).order_by(CaseMoveRow.seq)):
        steps.setdefault(step.case_id, []).append(step)
    called = names_of(door, [(row.object_type, row.object_id, row.cons_no) for row in rows])
    staff = {one.name for one in register.people(store)}
    lives = _addresses(door, [row.cons_no for row in rows if row.cons_no])
    return [
        _entry(
            row,
            hits.get(row.id, []),
            steps.get(row.id, []),
            {name or "", lives.get(row.cons_no or "") or "", *staff},
        )
        for row, name in zip(rows, called, strict=True)
    ]


def _addresses(door: Door, customers: Sequence[str]) -> dict[str, str | None]:
    """Return where customers are supplied, by number; an address without a house's number looks like none."""
    people: Any = door.table("customers")
    found = people.filter(people.cons_no.isin(customers)).select("cons_no", "elec_addr").to_pyarrow()
    return dict(zip(found["cons_no"].to_pylist(), found["elec_addr"].to_pylist(), strict=True))


def _entry(
    row: CaseRow, hits: Sequence[CaseCheckRow], steps: Sequence[CaseMoveRow], names: set[str]
) -> dict[str, Any]:
    facts = row.facts
    people = re.split(r"[、,,;;\s]+", f"{facts.get('responsible', '')} {facts.get('checkers', '')}")
    hidden = [one for one in (*names, *people) if len(one) >= SHORTEST_NAME]
    hidden += [one for one in (row.object_id, row.cons_no or "") if len(one) >= SHORTEST_NUMBER]
    said = {action: [step.comment for step in steps if step.action == action] for action in TOLD_BY}
    remedies = (facts.get("measures", ""), *said[Action.BEGIN.value], *said[Action.FINISH.value])
    codes = sorted({hit.check_code for hit in hits})
    titles = [card_of(code).title for code in codes if code in checks()]
    about = (
        *codes,
        *titles,
        facts.get("problem_class", ""),
        facts.get("cause", ""),
        facts.get("handover", ""),
    )
    return {
        "case_id": row.id,
        "closed_at": row.closed_at,
        "problem_class": facts.get("problem_class"),
        "cause": facts.get("cause"),
        "about": " ".join(word for word in about if word),
        "evidence": _masked((hit.sentence for hit in hits), hidden),
        "found": _masked(said[Action.SUBMIT.value][-1:], hidden),
        "remedy": _masked(remedies, hidden),
    }


def _masked(texts: Iterable[str], hidden: Sequence[str]) -> str:
    """Return texts, each once, without the names and numbers that are known and without what looks like personal data."""
    text = ";".join(dict.fromkeys(one.strip(";。 ") for one in texts if one.strip()))
    for name in sorted(hidden, key=len, reverse=True):
        text = text.replace(name, "***")
    return without_personal_data(text)
