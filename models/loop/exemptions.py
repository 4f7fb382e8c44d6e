"""Exemptions (白名单): hits of a check that are counted apart for a time, with reason, class, approver and evidence.

An exemption covers one object, or all hits of the check in a unit, or those in a unit whose evidence has one value. It
holds for screenings as of its first to its last day, once somebody else has approved it; what it holds for is decided
when a screening is read, never written into it. Rows are only ever added: what was asked for, and each step after it.

Source: domain/workflow.md, section 1 (白名单类型, WHITE_LIST_TYPE) and section 4 (到期自动复活).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import log, register
from models.calendar import add_months_to_date
from models.company.settings import EXEMPTIONS
from models.errors import MoveRefused, NotAllowed, NotFound, WrongUsage
from models.orm import ExemptionRow, ExemptionStepRow
from models.people import Permission, Person, Role, as_one, names_of
from models.store import Store

LONGEST_TEXT = 500
APPROVERS = (Role.LEAD, Role.SUPERVISOR)


class Kind(Enum):
    """Why a hit is left as it is (白名单类型, WHITE_LIST_TYPE)."""

    UNFIXABLE = "暂时无法整改"
    NORMAL = "正常现象"


class Standing(Enum):
    """Where an exemption stands; `value` is the name a user reads."""

    ASKED = "待批准"
    APPROVED = "已批准"
    REFUSED = "已驳回"
    ENDED = "已撤销"


@dataclass(frozen=True)
class Scope:
    """Which hits of a check: those of an object, or of a unit and all below it, or of those the ones with a value.

    `unit` is an org_code prefix, empty for all units; of an object, the unit that it belongs to. `field` is a column of
    the check's evidence.
    """

    check_code: str
    object_type: str | None = None
    object_id: str | None = None
    unit: str = ""
    field: str | None = None
    value: str | None = None

    @property
    def is_of_object(self) -> bool:
        """Return whether it is of one object alone."""
        return self.object_id is not None


@dataclass(frozen=True)
class Request:
    """What somebody asks for; `since` and `until` are days of screenings (数据截止), both included."""

    scope: Scope
    kind: Kind
    reason: str
    evidence: str
    since: date
    until: date
    files: Sequence[str] = ()
    case_no: str | None = None


@dataclass(frozen=True)
class Exemption:
    """An exemption with what has become of it."""

    number: int
    scope: Scope
    kind: Kind
    reason: str
    evidence: str
    files: tuple[str, ...]
    since: date
    until: date
    case_no: str | None
    asked_by: str
    asked_at: datetime
    standing: Standing
    decided_by: str | None
    decided_at: datetime | None
    comment: str

    @property
    def days(self) -> int:
        """Return how many days it may hold."""
        return (self.until - self.since).days + 1

    def holds_on(self, day: date) -> bool:
        """Return whether it holds for a screening as of a day."""
        return self.standing is Standing.APPROVED and self.since <= day <= self.until

    def is_asked_on(self, day: date) -> bool:
        """Return whether it would hold for a screening as of a day if it were approved."""
        return self.standing is Standing.ASKED and self.since <= day <= self.until

    def is_over_on(self, day: date) -> bool:
        """Return whether it held once and has run out before a day."""
        return self.standing is Standing.APPROVED and self.until < day


def kind_of(word: str | None) -> Kind:
    """Return a class by its name; without one the plain case, that nothing is wrong.

    Errors: WrongUsage.
    """
    try:
        return Kind(word or Kind.NORMAL.value)
    except ValueError:
        named = "、".join(one.value for one in Kind)
        raise WrongUsage(f"没有白名单类型“{word}”", remedy=f"可选 {named}") from None


def ask(store: Store, person: Person, requests: Iterable[Request]) -> list[int]:
    """Ask for exemptions, all or none, and return their numbers; they hold once they are approved.

    Errors: NotAllowed for a role or unit that may not; WrongUsage for a text or a day that is missing or out of bounds;
    MoveRefused where the same is waiting or holds already.
    """
    with store.write() as session:
        return [ask_in(session, person, one, datetime.now()) for one in requests]


def ask_in(session: Session, person: Person, wanted: Request, now: datetime) -> int:
    """Ask for one in the caller's transaction and return its number.

    Errors: as `ask`.
    """
    scope = wanted.scope
    if not person.may(Permission.LOOK) or not _covers(person, scope):
        raise NotAllowed("您不能为这个范围申请白名单", remedy="请由该单位的人员或营销稽查专责申请")
    _require_complete(wanted, EXEMPTIONS.of_session(session).longest_months)
    _refuse_twice(session, wanted)
    row = ExemptionRow(
        check_code=scope.check_code,
        object_type=scope.object_type,
        object_id=scope.object_id,
        unit=scope.unit,
        field=scope.field,
        value=scope.value,
        kind=wanted.kind.value,
        reason=wanted.reason.strip(),
        evidence=wanted.evidence.strip(),
        files=list(wanted.files),
        since=wanted.since,
        until=wanted.until,
        case_no=wanted.case_no,
    )
    session.add(row)
    session.flush()
    _step(session, row.id, Standing.ASKED, person, "", now)
    return row.id


def decide(
    store: Store,
    person: Person,
    numbers: Sequence[int],
    standing: Standing,
    comment: str = "",
    *,
    now: datetime | None = None,
) -> None:
    """Approve or refuse what was asked for, or end what was approved: all of it or none.

    Errors: NotFound; NotAllowed for a role or unit that may not, and for whoever asked, as soon as two people are
    registered; MoveRefused where it does not stand so; WrongUsage without a reason for refusing or ending.
    """
    if standing is not Standing.APPROVED and not comment.strip():
        raise WrongUsage("没有填写理由", remedy="驳回和撤销请说明理由")
    if len(comment) > LONGEST_TEXT:
        raise WrongUsage(f"理由有 {len(comment)} 个字", remedy=f"请缩短到 {LONGEST_TEXT} 个字以内")
    with store.write() as session:
        for number in numbers:
            _decide_in(session, person, number, standing, comment.strip(), now or datetime.now())


def exemptions(store: Store) -> list[Exemption]:
    """Return every exemption that was ever asked for, the newest first."""
    with store.read() as session:
        rows = session.scalars(select(ExemptionRow).order_by(ExemptionRow.id.desc())).all()
        steps: dict[int, list[ExemptionStepRow]] = {}
        for step in session.scalars(select(ExemptionStepRow).order_by(ExemptionStepRow.id)):
            steps.setdefault(step.exemption_id, []).append(step)
    return [_exemption(row, steps[row.id]) for row in rows]


def seen_by(person: Person, known: Iterable[Exemption]) -> list[Exemption]:
    """Return the exemptions that touch a person's units: theirs, and those of units above them."""
    return [one for one in known if _touches(person, one.scope)]


def history(store: Store, number: int) -> list[ExemptionStepRow]:
    """Return every step of an exemption, the first one first."""
    wanted = select(ExemptionStepRow).where(ExemptionStepRow.exemption_id == number)
    with store.read() as session:
        return list(session.scalars(wanted.order_by(ExemptionStepRow.id)))


def latest(store: Store) -> int:
    """Return a number that grows with every step of every exemption."""
    with store.read() as session:
        return session.scalar(select(func.max(ExemptionStepRow.id))) or 0


def last_day(store: Store, since: date) -> date:
    """Return the latest day until which an exemption may hold that begins on a day."""
    return add_months_to_date(since, EXEMPTIONS.of(store).longest_months)


def _decide_in(
    session: Session, person: Person, number: int, standing: Standing, comment: str, now: datetime
) -> None:
    row = session.get(ExemptionRow, number)
    if row is None:
        raise NotFound(f"没有编号为 {number} 的白名单", remedy="请刷新页面")
    if person.role not in APPROVERS or not _covers(person, _scope(row)):
        raise NotAllowed(f"您不能审批白名单 {number}", remedy="请联系营销稽查专责或营销主任")
    steps = session.scalars(
        select(ExemptionStepRow).where(ExemptionStepRow.exemption_id == number).order_by(ExemptionStepRow.id)
    ).all()
    needed = Standing.APPROVED if standing is Standing.ENDED else Standing.ASKED
    if steps[-1].standing != needed.value:
        raise MoveRefused(
            f"白名单 {number} 已由{steps[-1].by}于 {steps[-1].at:%Y-%m-%d %H:%M} 办理,现为“{steps[-1].standing}”",
            remedy="请刷新页面",
        )
    is_own = bool(names_of(steps[0].by) & names_of(person.signature))
    if standing is Standing.APPROVED and is_own and not register.is_alone(session):
        raise NotAllowed(
            f"白名单 {number} 由您申请,不能由您批准{as_one(person, steps[0].by)}", remedy="请由另一人批准"
        )
    _step(session, number, standing, person, comment, now)


def _require_complete(wanted: Request, longest_months: int) -> None:
    """Refuse what does not say why, on what evidence, or until when.

    Errors: WrongUsage.
    """
    for what, text in (("理由", wanted.reason), ("佐证", wanted.evidence)):
        if not text.strip() and not (what == "佐证" and wanted.files):
            raise WrongUsage(f"没有填写{what}", remedy=f"请填写{what}")
        if len(text) > LONGEST_TEXT:
            raise WrongUsage(f"{what}有 {len(text)} 个字", remedy=f"请缩短到 {LONGEST_TEXT} 个字以内")
    last = add_months_to_date(wanted.since, longest_months)
    if not wanted.since < wanted.until <= last:
        raise WrongUsage(
            f"到期日 {wanted.until} 无效", remedy=f"请填写 {wanted.since} 以后、不晚于 {last} 的日期"
        )


def _refuse_twice(session: Session, wanted: Request) -> None:
    """Refuse what is waiting for approval already, or is approved for as long.

    Errors: MoveRefused.
    """
    scope = wanted.scope
    alike = select(ExemptionRow).where(
        ExemptionRow.check_code == scope.check_code,
        ExemptionRow.object_type.is_not_distinct_from(scope.object_type),
        ExemptionRow.object_id.is_not_distinct_from(scope.object_id),
        ExemptionRow.field.is_not_distinct_from(scope.field),
        ExemptionRow.value.is_not_distinct_from(scope.value),
    )
    if not scope.is_of_object:
        alike = alike.where(ExemptionRow.unit == scope.unit)
    for row in session.scalars(alike):
        steps = select(ExemptionStepRow.standing).where(ExemptionStepRow.exemption_id == row.id)
        standing = session.scalars(steps.order_by(ExemptionStepRow.id.desc()).limit(1)).one()
        if standing == Standing.ASKED.value:
            raise MoveRefused(
                f"同一范围的白名单 {row.id} 正在等待批准", remedy="请等待审批,或请审批人驳回后重新申请"
            )
        if standing == Standing.APPROVED.value and row.until >= wanted.until and row.since <= wanted.since:
            raise MoveRefused(f"同一范围已在白名单 {row.id} 中,到 {row.until} 止", remedy="不需要重复申请")


def _step(
    session: Session, number: int, standing: Standing, person: Person, comment: str, now: datetime
) -> None:
    """Add a step, with its line in the audit log."""
    by = person.signature
    session.add(
        ExemptionStepRow(exemption_id=number, standing=standing.value, by=by, at=now, comment=comment)
    )
    row = session.get_one(ExemptionRow, number)
    detail = {
        "check": row.check_code,
        "standing": standing.value,
        "kind": row.kind,
        "object": f"{row.object_type}:{row.object_id}" if row.object_id else "",
        "unit": row.unit,
        "field": row.field or "",
        "until": row.until.isoformat(),
    }
    log.append(session, by, "exempt", f"exemption:{number}", detail)


def _covers(person: Person, scope: Scope) -> bool:
    """Return whether all that a scope covers is within a person's units."""
    return person.covers(scope.unit or None)


def _touches(person: Person, scope: Scope) -> bool:
    above = not scope.is_of_object and any(unit.startswith(scope.unit) for unit in person.units)
    return above or _covers(person, scope)


def _scope(row: ExemptionRow) -> Scope:
    return Scope(row.check_code, row.object_type, row.object_id, row.unit, row.field, row.value)


def _exemption(row: ExemptionRow, steps: Sequence[ExemptionStepRow]) -> Exemption:
    first, last = steps[0], steps[-1]
    is_decided = last is not first
    # who ended it stands in its history: what it was approved by is what a reader of the list asks
    approved = next((step for step in steps if step.standing == Standing.APPROVED.value), None)
    decided = approved or (last if is_decided else None)
    return Exemption(
        row.id,
        _scope(row),
        Kind(row.kind),
        row.reason,
        row.evidence,
        tuple(row.files),
        row.since,
        row.until,
        row.case_no,
        first.by,
        first.at,
        Standing(last.standing),
        decided.by if decided else None,
        decided.at if decided else None,
        last.comment,
    )
