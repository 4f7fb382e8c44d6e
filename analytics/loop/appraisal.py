"""The appraisal (考核) of a month: points of units and people by editable rules, each down to its case.

What happened in the month counts: replies, rectifications, re-checks, verdicts, cases that a problem came back in. A unit
answers for what happens to its cases, who has one in hand for what they do with it, who is responsible for a mistake (责任人) for its problem,
and auditors for the quality of their plans and verdicts. A month that was closed is told as it was then.

Source: checks.md, CLS-05: Σ (weight of severity × band of the amount) ÷ workload, the workload being the subject's cases
that were decided in the month; domain/workflow.md, section 2, for the quality of the auditors' own work.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from analytics.loop import charged
from analytics.loop.conditions import BOUND
from analytics.loop.in_hand import InHand, in_hand
from analytics.loop.sampled import Failed, failed, last_by
from analytics.ranking.selection import UNIT_DIGITS
from analytics.rulebook import checks
from models import register
from models.calendar import add_months, first_day
from models.loop import appraisal as rules_of
from models.loop.appraisal import Rules, frozen
from models.loop.case import JUDGED, Action, Result, State
from models.loop.case_lists import within
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, PlanRow, SampleRow
from models.people import Person
from models.store import Store

CENT = Decimal("0.01")
YUAN_A_POINT_FEN = 10_000 * 100
REWARD, PENALTY = "建议奖励", "建议扣罚"
_AT_ONCE = 500


class Kind(Enum):
    """Who is appraised; `value` is what a reader sees."""

    UNIT = "单位"
    HANDLER = "经办人"
    RESPONSIBLE = "责任人"
    AUDITOR = "稽查人员"


@dataclass(frozen=True)
class Line:
    """Points for one thing that happened to one case."""

    kind: Kind
    subject: str
    item: str
    case_no: str
    points: Decimal
    note: str = ""


@dataclass(frozen=True)
class Card:
    """The score card of a unit or a person: all of its lines, and what is proposed."""

    kind: Kind
    subject: str
    lines: tuple[Line, ...]
    proposal: str = ""

    @property
    def score(self) -> Decimal:
        """Return the sum of the points."""
        return sum((line.points for line in self.lines), Decimal(0))

    @property
    def by_item(self) -> dict[str, Decimal]:
        """Return the points of each item."""
        found: dict[str, Decimal] = {}
        for line in self.lines:
            found[line.item] = found.get(line.item, Decimal(0)) + line.points
        return found


@dataclass(frozen=True)
class Appraisal:
    """A month's score cards, units before people; `frozen_by` is "" as long as the month is open."""

    month: str
    rules: Rules
    cards: tuple[Card, ...]
    frozen_by: str = ""
    frozen_at: datetime | None = None


def appraise(store: Store, person: Person, month: str) -> Appraisal:
    """Return the appraisal of a month: as it was closed, or as it stands, for the cases that a person may see."""
    kept = frozen(store, month)
    if kept is not None:
        lines = [_stored_line(one) for one in kept.content["lines"] if person.covers(one["org_code"])]
        known = rules_of.of_stored(kept.content["rules"])
        return Appraisal(month, known, _cards(lines, known), kept.frozen_by, kept.frozen_at)
    known = rules_of.rules(store)
    return Appraisal(month, known, _cards([line for line, _ in _lines(store, person, month, known)], known))


def freeze(store: Store, person: Person, month: str, *, today: date | None = None) -> Appraisal:
    """Close a month, and return it; one that is closed already stays as it is.

    Errors: as `models.loop.appraisal.freeze`.
    """
    if frozen(store, month) is None:
        known = rules_of.rules(store)
        lines = [
            {**asdict(line), "kind": line.kind.name, "points": str(line.points), "org_code": org_code}
            for line, org_code in _lines(store, person, month, known)
        ]
        content = {"rules": asdict(known), "lines": lines}
        rules_of.freeze(store, person, month, content, today or date.today())
    return appraise(store, person, month)


def _stored_line(kept: Mapping[str, Any]) -> Line:
    own = {name: kept[name] for name in ("subject", "item", "case_no", "note")}
    return Line(kind=Kind[kept["kind"]], points=Decimal(kept["points"]), **own)


def _cards(lines: Sequence[Line], known: Rules) -> tuple[Card, ...]:
    """Return the cards by kind and, within one, from the best to the worst."""
    by_subject: dict[tuple[Kind, str], list[Line]] = {}
    for line in lines:
        by_subject.setdefault((line.kind, line.subject), []).append(line)
    cards = []
    for (kind, subject), own in by_subject.items():
        card = Card(kind, subject, tuple(sorted(own, key=lambda one: (one.case_no, one.item, one.points))))
        cards.append(Card(kind, subject, card.lines, _proposal(card.score, known)))
    order = list(Kind)
    return tuple(sorted(cards, key=lambda one: (order.index(one.kind), -one.score, one.subject)))


def _proposal(score: Decimal, known: Rules) -> str:
    if score >= Decimal(str(known.reward_from)):
        return REWARD
    return PENALTY if score <= Decimal(str(known.penalty_to)) else ""


# ---- what happened in a month ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Month:
    """A month's cases with the checks that they were opened for, who planned them, and the moves that tell of quality."""

    first: datetime
    end: datetime
    rows: Mapping[int, CaseRow]
    checks: Mapping[int, frozenset[str]]
    planned_by: Mapping[int, str]
    moves: Mapping[int, Sequence[CaseMoveRow]]
    upheld_by: Mapping[int, str]
    sampled: Sequence[Failed]
    hands: InHand

    def has(self, at: datetime | None) -> bool:
        """Return whether something happened in the month."""
        return at is not None and self.first <= at < self.end


def _lines(store: Store, person: Person, month: str, known: Rules) -> Iterator[tuple[Line, str | None]]:
    """Yield every line of a month with the unit of its case."""
    with store.read() as session:
        happened = _happened(session, person, month)
    workload = _workload(happened)
    for row in happened.rows.values():
        for kind, subject, item, points, note in _of_case(happened, row, known, workload):
            if subject and points:
                yield (
                    Line(kind, subject, item, row.case_no, points.quantize(CENT, ROUND_HALF_UP), note),
                    row.handler_unit,
                )
    points = _exact(known.sample_failed).quantize(CENT, ROUND_HALF_UP)
    for one in happened.sampled:
        if one.answers and points:
            note = f"{one.sample.fault}({one.sample.judged_by}抽检)"
            line = Line(Kind.AUDITOR, one.answers, "抽检不通过", one.row.case_no, points, note)
            yield line, one.row.handler_unit


_Points = tuple[Kind, str | None, str, Decimal, str]


def _of_case(
    happened: _Month, row: CaseRow, known: Rules, workload: Mapping[tuple[Kind, str], int]
) -> Iterator[_Points]:
    """Yield the points of one case; who is nobody gets none."""
    doing = [
        *_timely(happened, row, known),
        *_rechecked(happened, row, known),
        *_recovered(happened, row, known),
    ]
    for handler, item, points, note in doing:
        yield Kind.UNIT, _unit(row), item, _exact(points), note
        yield Kind.HANDLER, handler, item, _exact(points), note
    if happened.has(row.created_at) and row.recurrence_of:
        yield Kind.UNIT, _unit(row), "重复发生", _exact(known.recurred), f"前案 {row.recurrence_of}"
    is_judged = row.result is not None and State(row.state) in JUDGED
    is_bound = is_judged and row.result in BOUND
    if is_bound and happened.has(row.upheld_at):
        yield Kind.HANDLER, happened.hands.last(row, Action.SUBMIT), "查实", _exact(known.found), ""
        weight, note = _gravity(happened, row, known)
        responsible = row.facts.get("responsible")
        for kind, subject in ((Kind.UNIT, _unit(row)), (Kind.RESPONSIBLE, responsible)):
            shared = workload.get((kind, subject or ""), 1)
            yield kind, subject, "查实问题", -weight / shared, f"{note} ÷ 工作量 {shared} 件"
    if is_judged and not is_bound and happened.has(row.closed_at):
        yield Kind.AUDITOR, happened.planned_by.get(row.plan_id), "目标不属实", _exact(known.void), ""
        if row.upheld_at is not None:
            judge = happened.upheld_by.get(row.id)
            yield Kind.AUDITOR, judge, "认定被推翻", _exact(known.overturned), "申诉后不属实"
    for move in happened.moves.get(row.id, ()):
        if move.action == Action.SEND_BACK.value:
            handler = happened.hands.at(row, move.seq)
            yield Kind.HANDLER, handler, "退回重查", _exact(known.sent_back), move.comment
        elif move.action == Action.RETURN.value:
            planner = happened.planned_by.get(row.plan_id)
            yield Kind.AUDITOR, planner, "派错单位", _exact(known.returned), move.comment


_Done = tuple[str | None, str, float, str]
"""With whom the case lay, what was done, its points, a note."""


def _timely(happened: _Month, row: CaseRow, known: Rules) -> Iterator[_Done]:
    if row.replied_at and row.reply_due and happened.has(row.replied_at):
        is_late = row.replied_at.date() > row.reply_due
        points = known.replied_late if is_late else known.replied_on_time
        handler = happened.hands.first(row, Action.SUBMIT)
        yield handler, "超期回单" if is_late else "按时回单", points, f"时限 {row.reply_due}"
    if row.rectified_at and row.rectify_due and happened.has(row.rectified_at):
        is_late = row.rectified_at.date() > row.rectify_due
        points = known.rectified_late if is_late else known.rectified_on_time
        handler = happened.hands.first(row, Action.FINISH)
        yield handler, "超期整改" if is_late else "按时整改", points, f"时限 {row.rectify_due}"


def _rechecked(happened: _Month, row: CaseRow, known: Rules) -> Iterator[_Done]:
    if _is_archived(row) and happened.has(row.closed_at) and row.rework == 0:
        yield row.handler, "一次通过复查", known.passed_at_once, ""
    for move in happened.moves.get(row.id, ()):
        if move.action == Action.FAIL.value:
            handler = happened.hands.at(row, move.seq)
            yield handler, "复查不合格", known.failed_recheck, move.comment


def _recovered(happened: _Month, row: CaseRow, known: Rules) -> Iterator[_Done]:
    """Yield the points for money that moved, penalties paid among it."""
    fen = row.recovered_fen + row.refunded_fen + row.penalty_recovered_fen
    if _is_archived(row) and happened.has(row.closed_at) and fen >= YUAN_A_POINT_FEN:
        besides = charged.in_words(charged.of_case(row))
        note = f"{fen / 100:,.2f} 元" + (f"({besides})" if besides else "")
        yield row.handler, "追补退还金额", known.per_10000_yuan * (fen // YUAN_A_POINT_FEN), note


def _is_archived(row: CaseRow) -> bool:
    return row.state == State.ARCHIVED.value and row.result in BOUND


def _gravity(happened: _Month, row: CaseRow, known: Rules) -> tuple[Decimal, str]:
    """Return the weight of the gravest check times the band of the amount, and how it comes about."""
    weights = {"高": known.weight_high, "中": known.weight_middle, "低": known.weight_low}
    severities = [checks()[code].severity for code in happened.checks.get(row.id, ()) if code in checks()]
    weight = max((weights[one] for one in severities), default=known.weight_low)
    yuan = abs(row.established_fen or row.recovered_fen + row.refunded_fen) / 100
    band = 1 + (yuan >= known.second_band_yuan) + (yuan >= known.third_band_yuan)
    return _exact(weight) * band, f"权重 {weight:g} × {band} 档"


def _workload(happened: _Month) -> dict[tuple[Kind, str], int]:
    """Return how many cases of each unit, and of each person responsible, were decided in the month."""
    found: dict[tuple[Kind, str], int] = {}
    for row in happened.rows.values():
        decided = happened.has(row.upheld_at) or (
            row.result == Result.FALSE.value and happened.has(row.closed_at)
        )
        if decided and State(row.state) in JUDGED:
            for kind, subject in ((Kind.UNIT, _unit(row)), (Kind.RESPONSIBLE, row.facts.get("responsible"))):
                if subject:
                    found[kind, subject] = found.get((kind, subject), 0) + 1
    return found


def _unit(row: CaseRow) -> str | None:
    return row.handler_unit[:UNIT_DIGITS] if row.handler_unit else None


def _exact(points: float) -> Decimal:
    return Decimal(str(points))


def _happened(session: Session, person: Person, month: str) -> _Month:
    """Return what happened in a month to the cases that a person may see."""
    first = datetime.combine(first_day(month), time.min)
    end = datetime.combine(first_day(add_months(month, 1)), time.min)
    days = ("replied_at", "rectified_at", "upheld_at", "closed_at")
    ours = [and_(getattr(CaseRow, name) >= first, getattr(CaseRow, name) < end) for name in days]
    again = and_(CaseRow.created_at >= first, CaseRow.created_at < end, CaseRow.recurrence_of.is_not(None))
    wanted = (
        select(CaseMoveRow, CaseRow)
        .join(CaseRow, CaseRow.id == CaseMoveRow.case_id)
        .where(
            CaseMoveRow.at >= first.isoformat(),
            CaseMoveRow.at < end.isoformat(),
            CaseMoveRow.action.in_([one.value for one in (Action.FAIL, Action.SEND_BACK, Action.RETURN)]),
            within(person),
        )
        .order_by(CaseMoveRow.seq)
    )
    told: Any = session.execute(wanted).all()
    rows = {row.id: row for row in session.scalars(select(CaseRow).where(or_(*ours, again), within(person)))}
    rows |= {row.id: row for _, row in told}
    rows = dict(sorted(rows.items()))
    moves: dict[int, list[CaseMoveRow]] = {}
    for move, _ in told:
        moves.setdefault(move.case_id, []).append(move)
    return _Month(
        first,
        end,
        rows,
        _checks_of(session, list(rows)),
        _planners(session),
        moves,
        last_by(
            session,
            [row.id for row in rows.values() if row.upheld_at and row.result not in BOUND],
            (Action.UPHOLD.value,),
        ),
        failed(session, SampleRow.judged_at >= first, SampleRow.judged_at < end, within(person)),
        in_hand(session, list(rows)),
    )


def _planners(session: Session) -> dict[int, str]:
    """Return who made each plan (`register.who_did`)."""
    names = register.names_by_login(session)
    known = session.scalars(select(PlanRow))
    return {plan.id: register.who_did(plan.created_by, plan.created_logins or (), names) for plan in known}


def _checks_of(session: Session, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for some in _in_parts(ids):
        wanted = select(CaseCheckRow.case_id, CaseCheckRow.check_code).where(CaseCheckRow.case_id.in_(some))
        rows: Any = session.execute(wanted).all()
        for case_id, code in rows:
            found.setdefault(case_id, set()).add(code)
    return {case_id: frozenset(codes) for case_id, codes in found.items()}


def _in_parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Yield so many numbers as a database takes at once."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


# ---- as other systems read it ----------------------------------------------------------------------------------------


def as_json(made: Appraisal) -> dict[str, Any]:
    """Return a month's points by unit and person, each with its cases; points as numbers of two decimals."""
    units = [card for card in made.cards if card.kind is Kind.UNIT]
    people = [card for card in made.cards if card.kind is not Kind.UNIT]
    return {
        "month": made.month,
        "frozen": bool(made.frozen_by),
        "frozen_by": made.frozen_by or None,
        "frozen_at": made.frozen_at.isoformat(timespec="seconds") if made.frozen_at else None,
        "rules": asdict(made.rules),
        "units": [{"org_code": card.subject, **_card(card)} for card in units],
        "people": [{"person": card.subject, "as": card.kind.value, **_card(card)} for card in people],
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "points": float(card.score),
        "proposal": card.proposal,
        "by_item": {item: float(points) for item, points in card.by_item.items()},
        "cases": [
            {"case_no": one.case_no, "item": one.item, "points": float(one.points), "note": one.note}
            for one in card.lines
        ],
    }
