"""What became of each check's cases, and whether the check should be retired or tuned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from analytics.loop.conditions import IS_BOUND, IS_CONFIRMED, IS_JUDGED, number_of
from analytics.loop.counting import look_hours
from analytics.loop.intervals import Estimate, is_surely_below, plain
from analytics.ranking.expected_value import STRONGEST_ANOMALY_RATE, confirmation_rate
from analytics.ranking.scores import ANOMALY
from analytics.ranking.selection import RANKING
from analytics.rulebook import checks
from models.orm import CaseCheckRow, CaseRow

RETIRE, TUNE = (
    "建议停用:命中的查实率不高于随机抽查",
    "建议调参:命中的查实率低于排序目标的平均水平,也低于该检查的预期",
)


@dataclass(frozen=True)
class CheckRecord:
    """What became of the cases that a check had a hit in; a case of several checks counts for each of them.

    Units: `void_hours` are the hours that a first look takes at the objects of those that were not borne out; amounts in
    fen, of the ranked cases that were judged: what the ranking expected of them, and what came of it.
    """

    check_code: str
    cases: int
    confirmed: Estimate
    void: int
    void_hours: float
    advice: str = ""
    expected_fen: int = 0
    established_fen: int = 0
    recovered_fen: int = 0
    refunded_fen: int = 0


def records_of(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Iterable[CheckRecord]:
    """Yield what became of each check's cases, by code."""
    is_void = and_(IS_JUDGED, ~IS_BOUND)
    was_promised = and_(IS_JUDGED, CaseRow.picked_by == RANKING)
    ends = [number_of(condition) for condition in (IS_JUDGED, IS_CONFIRMED, is_void)]
    money = {
        "expected_fen": case((was_promised, CaseRow.expected_fen)),
        "established_fen": case((and_(was_promised, IS_CONFIRMED), CaseRow.established_fen)),
        "recovered_fen": case((was_promised, CaseRow.recovered_fen)),
        "refunded_fen": case((was_promised, CaseRow.refunded_fen)),
    }
    hours = func.sum(case((is_void, look_hours())))
    # two hits of one check are one case of it
    hit = select(CaseCheckRow.case_id, CaseCheckRow.check_code).distinct().subquery()
    known = (
        select(hit.c.check_code, func.count(), *ends, hours, *(func.sum(amount) for amount in money.values()))
        .join(CaseRow, CaseRow.id == hit.c.case_id)
        .where(*wanted)
        .group_by(hit.c.check_code)
        .order_by(hit.c.check_code)
    )
    rows: Any = session.execute(known).all()
    for code, cases, judged, confirmed, void, void_hours, *fen in rows:
        sums_of: dict[str, Any] = dict(zip(money, (int(one or 0) for one in fen), strict=True))
        rate = plain(int(confirmed), int(judged))
        yield CheckRecord(code, cases, rate, int(void), float(void_hours or 0), **sums_of)


def advised(one: CheckRecord, ranked: Estimate, random: Estimate) -> CheckRecord:
    """Add what to do with a check whose hits are surely no better than lots, or surely worse than others and than expected.

    Both rates are estimates: three lots that were all confirmed do not make a check useless, nor does one void case. Half
    of the checks lie below the ranking's mean whatever they are worth: only one that also lies below the rate which its
    rule promises (`expected_value`) is to be tuned.
    """
    if is_surely_below(one.confirmed, random):
        return _with_advice(one, RETIRE)
    if is_surely_below(one.confirmed, ranked) and _is_below_promise(one):
        return _with_advice(one, TUNE)
    return one


def _is_below_promise(one: CheckRecord) -> bool:
    """Return whether a check's rate lies surely below what was thought of it before any verdict."""
    known = checks().get(one.check_code)
    if known is None and one.check_code != ANOMALY:
        return False  # given up: nothing is left to tune
    promised = confirmation_rate(known) if known else STRONGEST_ANOMALY_RATE
    return one.confirmed.high is not None and one.confirmed.high < promised


def _with_advice(one: CheckRecord, advice: str) -> CheckRecord:
    return replace(one, advice=advice)
