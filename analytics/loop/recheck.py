"""复查 by data: the checks that a case was opened for, run again on what was loaded after it was put right.

This stands beside the auditor's word and never moves a case; it only keeps one from being archived on the word of a sample. Where the data cannot show it, it says why: nothing newer
about the object, no newer month, the object no longer there, a table missing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from itertools import count
from typing import Any

from sqlalchemy import select

from analytics.check import Check
from analytics.loop.again import Again, again, own_parameters
from analytics.loop.newer_rows import Place, newest_of, places_of, there
from analytics.loop.spread import fen_of
from analytics.results.hit_words import sentence_of
from analytics.results.run_checks import off_because
from analytics.rulebook import check_of, checks
from data_loaders.catalog import tables
from models.calendar import month_in_words, month_of
from models.errors import MoveRefused
from models.lake import Lake
from models.loop import cases, recheck_samples
from models.loop.case import Action, State
from models.loop.case_lists import parts
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow
from models.people import SYSTEM, Person
from models.store import Store


class Shown(Enum):
    """What newer data show of a problem, the gravest first; `value` is what a user reads."""

    STILL = "仍存在"
    CHANGED = "仍存在,金额有变"
    UNKNOWN = "数据不能证明"
    GONE = "已消除"


PERSISTS = (Shown.STILL, Shown.CHANGED)


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

    @property
    def told_by(self) -> str:
        """Return on which data it stands: when the newest came, and of a cure which of the check's tables hold nothing newer."""
        if self.imported_at is None:
            return ""
        still = f",{'、'.join(self.older)}没有更新" if self.older and self.shown is Shown.GONE else ""
        return f"{self.imported_at:%Y-%m-%d %H:%M} 导入{still}"


def of_all(shown: Iterable[Shown]) -> Shown:
    """Return what is shown of a case by what is shown of its checks: the gravest; without any nothing is."""
    known = set(shown)
    return next((one for one in Shown if one in known), Shown.UNKNOWN)


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

    @property
    def places(self) -> list[Place]:
        return places_of(self.row, self.check.needed)


@dataclass(frozen=True)
class _Stored:
    """What is stored about the objects of all questions: when the newest rows came, and which are still there."""

    newest: Mapping[Place, datetime]
    objects: Set[tuple[str, str]]


def recheck(lake: Lake, person: Person, case_no: str, *, as_of: date | None = None) -> list[Proof]:
    """Return what the data show of a case that waits for its re-check, by check.

    Errors: NotFound; MoveRefused for a case that does not wait for it.
    """
    row = cases.case(lake.store, case_no, person)
    if row.state != State.TO_RECHECK.value:
        raise MoveRefused(f"案件 {case_no} 现为“{row.state}”,不在复查", remedy="完成整改后再复查")
    return recheck_all(lake, person, [row], as_of=as_of)[case_no]


def recheck_all(
    lake: Lake,
    person: Person,
    rows: Sequence[CaseRow],
    *,
    as_of: date | None = None,
    on_progress: Callable[[float, str], None] | None = None,
) -> dict[str, list[Proof]]:
    """Return what the data show of several cases by number; each check runs once for all that share its parameters.

    `on_progress` is told before each check how much is done (share of one) and which is next; what it raises ends the work.
    """
    proofs: dict[str, list[Proof]] = {row.case_no: [] for row in rows}
    questions: list[_Question] = []
    finished, hits_of = _finished_at(lake.store, rows), _hits_of(lake.store, rows)
    for row in rows:
        for code, hits in _by_check(hits_of.get(row.id, ())).items():
            if code in checks():
                own = own_parameters(lake.store, row, hits[0])
                questions.append(_Question(row, check_of(code), hits, own, finished[row.id]))
            else:
                then = _sum(hit.amount_fen for hit in hits)
                why = ("不是现行检查目录中的检查,不能再次运行",)
                proofs[row.case_no].append(Proof(code, Shown.UNKNOWN, then, said=why))
    if not questions:
        return proofs
    # A case may lie with another unit than its object, or be an absent colleague's: what is out of sight is not gone.
    everywhere = replace(person, units=("",))
    with lake.open(SYSTEM) as door:
        since = min(one.since for one in questions)
        stored = _Stored(
            newest_of((place for one in questions for place in one.places), since, door),
            there((one.row for one in questions), door),
        )
        rounds = _rounds(questions)
        runs = sum(len({one.check.code for one in together}) for together in rounds)
        place = count()

        def begin(code: str) -> None:
            if on_progress:
                on_progress(next(place) / runs, f"再次运行 {code}")

        for together in rounds:
            parameters = {one.check.code: one.parameters for one in together}
            with again(lake, everywhere, parameters, as_of=as_of, on_check=begin) as found:
                now = _hits_now(together, found)
                for one in together:
                    proofs[one.row.case_no].append(_proof(one, found, stored, now))
    return {number: sorted(some, key=lambda one: one.check_code) for number, some in proofs.items()}


def archive_rest(
    lake: Lake, person: Person, draw_id: int, *, as_of: date | None = None
) -> tuple[list[str], list[str]]:
    """Archive the rest of a lot whose sample has passed, and return the numbers of what was archived and of what was not.

    A sample speaks for what nobody looked at; where newer data show that the problem persists, somebody has to look.

    Errors: those of `recheck_samples.archive_rest`.
    """
    proofs = recheck_all(lake, person, recheck_samples.rest_of(lake.store, person, draw_id), as_of=as_of)
    persisting = [number for number, some in proofs.items() if of_all(one.shown for one in some) in PERSISTS]
    return recheck_samples.archive_rest(lake.store, person, draw_id, but=persisting), persisting


def archived_in_words(draw_id: int, archived: Sequence[str], persisting: Sequence[str]) -> str:
    """Return what came of archiving the rest of a lot as people read it."""
    told = f"按抽样复查第 {draw_id} 号归档 {len(archived):,} 件"
    if persisting:
        told += (
            f";新导入的数据显示问题仍在的 {len(persisting):,} 件没有归档,请逐件复查:{'、'.join(persisting)}"
        )
    return f"{told}。"


def _hits_of(store: Store, rows: Sequence[CaseRow]) -> dict[int, list[CaseCheckRow]]:
    """Return the hits that cases were opened for, by the case's number in the records."""
    found: dict[int, list[CaseCheckRow]] = {}
    with store.read() as session:
        for some in parts([row.id for row in rows]):
            wanted = select(CaseCheckRow).where(CaseCheckRow.case_id.in_(some))
            for hit in session.scalars(wanted.order_by(CaseCheckRow.check_code, CaseCheckRow.id)):
                found.setdefault(hit.case_id, []).append(hit)
    return found


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


def _finished_at(store: Store, rows: Sequence[CaseRow]) -> dict[int, datetime]:
    """Return when cases were last said to be put right, by their numbers in the records."""
    found = {row.id: row.rectified_at or row.moved_at for row in rows}
    with store.read() as session:
        for some in parts(list(found)):
            steps = select(CaseMoveRow.case_id, CaseMoveRow.at).where(
                CaseMoveRow.case_id.in_(some), CaseMoveRow.action == Action.FINISH.value
            )
            for case_id, at in session.execute(steps.order_by(CaseMoveRow.seq)):
                found[case_id] = datetime.fromisoformat(at).astimezone().replace(tzinfo=None)
    return found


def _proof(
    one: _Question, found: Again, stored: _Stored, hits: Mapping[tuple[str, str, str], list[dict[str, Any]]]
) -> Proof:
    """Return what one check says; newer data are asked for before what they show."""
    outcome = found.outcomes[one.check.code]
    newest, older = _newer_rows(one, stored)
    known = {"as_of": found.as_of, "imported_at": newest, "older": older}

    def unknown(why: str) -> Proof:
        return Proof(one.check.code, Shown.UNKNOWN, one.fen_then, said=(why,), **known)

    if outcome.state == "off":
        return unknown(off_because(outcome.missing))
    if outcome.state != "ran":
        return unknown("检查运行出错")
    if newest is None:
        return unknown(f"{one.since:%Y-%m-%d %H:%M} 完成整改后还没有导入该对象的新数据")
    if one.check.window == "期间" and (why := _no_newer_month(one, found.period)):
        return unknown(why)
    if (one.row.object_type, one.row.object_id) not in stored.objects:
        return unknown("现有数据中已没有该对象")
    now = list(_found_now(one, hits.get((one.check.code, one.row.object_type, one.row.object_id), ())))
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


def _hits_now(
    together: Sequence[_Question], found: Again
) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    """Return what is found now by check, kind and number of the object; each check's hits are read once."""
    asked: dict[str, set[str]] = {}
    for one in together:
        if found.outcomes[one.check.code].state == "ran":
            asked.setdefault(one.check.code, set()).add(one.row.object_id)
    now: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for code, numbers in asked.items():
        hits = found.findings.of_check(code)
        own = hits.filter(hits.object_id.isin(sorted(numbers))).order_by("problem_id")
        for hit in own.to_pyarrow().to_pylist():
            now.setdefault((code, hit["object_type"], hit["object_id"]), []).append(hit)
    return now


def _found_now(one: _Question, hits: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what is found on the object now: of a check over all months the same problems, and those of later months."""
    then = {hit.problem_id for hit in one.hits}
    month = month_of(one.since.date())
    for hit in hits:
        if one.check.window != "全部" or hit["problem_id"] in then or (hit["period"] or "") > month:
            yield hit


def _newer_rows(one: _Question, stored: _Stored) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when the newest rows about the object came after it was put right, and the tables without any, by title."""
    newest = {
        place.table: at
        for place in one.places
        if (at := stored.newest.get(place)) is not None and at > one.since
    }
    older = tuple(tables()[place.table].title for place in one.places if place.table not in newest)
    return max(newest.values(), default=None), older if newest else ()


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [fen for fen in amounts if fen is not None]
    return sum(known) if known else None
