"""复查 by data: the checks that a case was opened for, run again on what was loaded after it was put right.

This stands beside the auditor's word and never moves a case. Where the data cannot show it, it says why: nothing newer
about the object, no newer month, the object no longer there, a table missing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select

from analytics.check import Check
from analytics.findings import off_because, sentence_of
from analytics.loop.again import Again, again, own_parameters
from analytics.loop.spread import fen_of
from analytics.rulebook import check_of, checks
from analytics.subjects import SUBJECTS
from data_loaders.catalog import tables
from models import cases
from models.calendar import month_in_words, month_of
from models.case import Action, State
from models.errors import MoveRefused
from models.lake import Door, Lake
from models.orm import Batch, CaseCheckRow, CaseMoveRow, CaseRow, Segment
from models.people import SYSTEM, Person
from models.store import Store


class Shown(Enum):
    """What newer data show of a problem; `value` is what a user reads."""

    STILL = "仍存在"
    CHANGED = "仍存在,金额有变"
    GONE = "已消除"
    UNKNOWN = "数据不能证明"


@dataclass(frozen=True)
class Proof:
    """What one check says of a case's object now; amounts in fen, None where it has none.

    `said`: the sentences of what is found now, or why nothing can be shown. `imported_at`: when the newest of the rows
    came that speak about the object. `older`: tables of the check that hold nothing newer about it.
    """

    check_code: str
    shown: Shown
    fen_then: int | None
    fen_now: int | None = None
    said: tuple[str, ...] = ()
    as_of: date | None = None
    imported_at: datetime | None = None
    older: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Question:
    """One check of one case: its hits then, the parameters, and since when data would show that it was put right."""

    row: CaseRow
    check: Check
    hits: tuple[CaseCheckRow, ...]
    parameters: Mapping[str, Any]
    since: datetime

    @property
    def fen_then(self) -> int | None:
        return _sum(hit.amount_fen for hit in self.hits)


def recheck(lake: Lake, person: Person, case_no: str, *, as_of: date | None = None) -> list[Proof]:
    """Return what the data show of a case that waits for its re-check, by check.

    Errors: NotFound; MoveRefused for a case that does not wait for it.
    """
    row = cases.case(lake.store, case_no, person)
    if row.state != State.TO_RECHECK.value:
        raise MoveRefused(f"案件 {case_no} 现为“{row.state}”,不在复查", remedy="完成整改后再复查")
    return recheck_all(lake, person, [row], as_of=as_of)[case_no]


def recheck_all(
    lake: Lake, person: Person, rows: Sequence[CaseRow], *, as_of: date | None = None
) -> dict[str, list[Proof]]:
    """Return what the data show of several cases by number; each check runs once for all that share its parameters."""
    proofs: dict[str, list[Proof]] = {row.case_no: [] for row in rows}
    questions: list[_Question] = []
    for row in rows:
        for code, hits in _by_check(cases.checks_of(lake.store, row)).items():
            if code in checks():
                own = own_parameters(lake.store, row, hits[0])
                questions.append(_Question(row, check_of(code), hits, own, _finished_at(lake.store, row)))
            else:
                then = _sum(hit.amount_fen for hit in hits)
                why = ("不是现行检查目录中的检查,不能再次运行",)
                proofs[row.case_no].append(Proof(code, Shown.UNKNOWN, then, said=why))
    with lake.open(SYSTEM) as door:
        for together in _rounds(questions):
            parameters = {one.check.code: one.parameters for one in together}
            with again(lake, person, parameters, as_of=as_of) as found:
                for one in together:
                    proofs[one.row.case_no].append(_proof(one, found, door))
    return {number: sorted(some, key=lambda one: one.check_code) for number, some in proofs.items()}


def _by_check(hits: Iterable[CaseCheckRow]) -> dict[str, tuple[CaseCheckRow, ...]]:
    found: dict[str, tuple[CaseCheckRow, ...]] = {}
    for hit in hits:
        found[hit.check_code] = (*found.get(hit.check_code, ()), hit)
    return found


def _rounds(questions: Iterable[_Question]) -> list[list[_Question]]:
    """Return the questions so that in each round a check has one set of parameters."""
    rounds: list[tuple[dict[str, Mapping[str, Any]], list[_Question]]] = []
    for one in questions:
        code = one.check.code
        for used, together in rounds:
            if used.get(code, one.parameters) == one.parameters:
                used[code] = one.parameters
                together.append(one)
                break
        else:
            rounds.append(({code: one.parameters}, [one]))
    return [together for _, together in rounds]


def _finished_at(store: Store, row: CaseRow) -> datetime:
    """Return when a case was last said to be put right."""
    last = (
        select(CaseMoveRow.at)
        .where(CaseMoveRow.case_id == row.id, CaseMoveRow.action == Action.FINISH.value)
        .order_by(CaseMoveRow.seq.desc())
        .limit(1)
    )
    with store.read() as session:
        at = session.scalar(last)
    if at is None:
        return row.rectified_at or row.moved_at
    return datetime.fromisoformat(at).astimezone().replace(tzinfo=None)


def _proof(one: _Question, found: Again, door: Door) -> Proof:
    """Return what one check says; newer data are asked for before what they show."""
    outcome = found.outcomes[one.check.code]
    newest, older = _newer_rows(one, door)
    known = {"as_of": found.as_of, "imported_at": newest, "older": older}

    def unknown(why: str) -> Proof:
        return Proof(one.check.code, Shown.UNKNOWN, one.fen_then, said=(why,), **known)

    if outcome.state == "off":
        titles = {name: table.title for name, table in tables().items()}
        return unknown(off_because({"missing": outcome.missing}, titles))
    if outcome.state != "ran":
        return unknown("检查运行出错")
    if newest is None:
        return unknown(f"{one.since:%Y-%m-%d %H:%M} 完成整改后还没有导入该对象的新数据")
    if one.check.window == "期间" and (why := _no_newer_month(one, found.period)):
        return unknown(why)
    if not _is_there(one.row, door):
        return unknown("现有数据中已没有该对象")
    now = list(_found_now(one, found))
    fen = _sum(None if hit["amount_yuan"] is None else fen_of(hit) for hit in now)
    said = tuple(sentence_of(hit) for hit in now)
    if not now:
        shown = Shown.GONE
    elif fen is not None and one.fen_then is not None and fen != one.fen_then:
        shown = Shown.CHANGED
    else:
        shown = Shown.STILL
    return Proof(one.check.code, shown, one.fen_then, fen, said, **known)


def _no_newer_month(one: _Question, period: str) -> str:
    """Return why the last month shows nothing: it was looked at already, or lies before the problem was put right."""
    looked_at = max((hit.period or "" for hit in one.hits), default="")
    if period <= looked_at:
        return f"最近的电费月份仍是 {month_in_words(period)}"
    if period < month_of(one.since.date()):
        return f"最近的电费月份 {month_in_words(period)} 早于整改完成的月份"
    return ""


def _found_now(one: _Question, found: Again) -> Iterator[dict[str, Any]]:
    """Yield what is found on the object now: of a check over all months the same problems, and those of later months."""
    hits = found.findings.of_check(
        one.check.code, object_type=one.row.object_type, object_id=one.row.object_id
    )
    then = {hit.problem_id for hit in one.hits}
    month = month_of(one.since.date())
    for hit in hits.order_by("problem_id").to_pyarrow().to_pylist():
        if one.check.window != "全部" or hit["problem_id"] in then or (hit["period"] or "") > month:
            yield hit


def _newer_rows(one: _Question, door: Door) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when the newest rows about the object came after it was put right, and the tables without any, by title."""
    wanted = (
        select(Segment, Batch.imported_at)
        .join(Batch, Batch.id == Segment.batch_id)
        .where(
            Segment.table_name.in_(list(one.check.needed)),
            Segment.retired_by.is_(None),
            Batch.imported_at > one.since,
        )
        .order_by(Batch.imported_at.desc())
    )
    with door.lake.store.read() as session:
        newer = [(segment, at) for segment, at in session.execute(wanted)]
    speaking = [name for name in one.check.needed if _column(one.row, name)] or list(one.check.needed)
    newest: dict[str, datetime] = {}
    for segment, at in newer:
        name = segment.table_name
        if name in speaking and name not in newest:
            rows = _about(one.row, name, door.stored_in(name, [segment], f"newer_{segment.id}"))
            if rows.limit(1).count().execute():
                newest[name] = at
    older = tuple(tables()[name].title for name in speaking if name not in newest)
    return max(newest.values(), default=None), older if newest else ()


def _column(row: CaseRow, name: str) -> str:
    """Return the column by which a table speaks about a case's object, or else its customer; "" where it names neither."""
    columns = tables()[name].by_name
    if row.object_type in ("account", "org"):
        return "org_code" if "org_code" in columns else ""
    own = next((column for _, column in SUBJECTS[_kind(row)].places if column in columns), "")
    return own or ("cons_no" if row.cons_no and "cons_no" in columns else "")


def _about(row: CaseRow, name: str, rows: Any) -> Any:
    """Return the rows of a table that are about a case's object or its customer; of a table that names neither all."""
    column = _column(row, name)
    if column == "org_code":
        return rows.filter(rows.org_code.startswith(row.object_id.split("|")[0]))
    if not column:
        return rows
    return rows.filter(rows[column] == (row.cons_no if column == "cons_no" else row.object_id))


def _is_there(row: CaseRow, door: Door) -> bool:
    """Return whether some table still has the object; of what no table lists that is not asked."""
    places = SUBJECTS[_kind(row)].places
    if not places:
        return True
    for name, column in places:
        rows: Any = door.table(name)
        if rows.filter(rows[column] == row.object_id).limit(1).count().execute():
            return True
    return False


def _kind(row: CaseRow) -> Any:
    return row.object_type


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [fen for fen in amounts if fen is not None]
    return sum(known) if known else None
