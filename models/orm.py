"""The records: batches and their segments, runs, selections, mappings, people, plans, cases and the audit log."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What every record is made from."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON, list[Any]: JSON}


class HomeRow(Base):
    """The one row that says which home the database belongs to."""

    __tablename__ = "home"
    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(String(32))


class Batch(Base):
    """One imported file: whole or not at all."""

    __tablename__ = "batches"
    id: Mapped[int] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(String(40), unique=True)
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(String(64), index=True)
    source: Mapped[str]
    imported_by: Mapped[str]
    imported_at: Mapped[datetime]
    as_of: Mapped[date | None]
    report: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    delivery: Mapped[str | None] = mapped_column(String(32), index=True)  # files dropped together share it


class Segment(Base):
    """One immutable Parquet file of one table and month; live while nothing retired it.

    `batch_id` is where its rows came from, `written_by` the batch that wrote the file (a batch that replaces
    some rows of an older one writes the older one's remainder anew).
    """

    __tablename__ = "segments"
    id: Mapped[int] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(String(40))
    month: Mapped[str] = mapped_column(String(6))
    path: Mapped[str]
    rows: Mapped[int]
    filled: Mapped[dict[str, Any]]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    written_by: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    __table_args__ = (Index("ix_segments_live", "table_name", "month", "retired_by"),)


class WaitingDelivery(Base):
    """Files that somebody dropped and that wait for a person's word (models/data/deliveries.py)."""

    __tablename__ = "waiting_deliveries"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str]
    owner: Mapped[str]
    began_at: Mapped[datetime]
    as_of: Mapped[date | None]
    uploads: Mapped[list[Any]]
    choices: Mapped[dict[str, Any] | None]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    folders: Mapped[list[Any] | None]


class Job(Base):
    """Work that goes on when nobody looks at it (models/jobs.py)."""

    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12), index=True)
    share: Mapped[float]
    said: Mapped[str]
    pid: Mapped[int | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Mapping(Base):
    """A mapping of headers that a person confirmed for one source and one header signature."""

    __tablename__ = "mappings"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    signature: Mapped[str] = mapped_column(String(64), index=True)
    table_name: Mapped[str]
    fields: Mapped[dict[str, Any]]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime]


class Run(Base):
    """One screening: what was looked at, with which parameters and code, and what came of each check."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(String(40), unique=True)
    as_of: Mapped[date]
    period: Mapped[str] = mapped_column(String(6))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    run_by: Mapped[str]
    code_version: Mapped[str]
    data_version: Mapped[int]
    checks: Mapped[list[Any]]
    summary: Mapped[dict[str, Any]]


class Selection(Base):
    """One choice of targets under capacity: who was drawn at random first, and how."""

    __tablename__ = "selections"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    path: Mapped[str]
    capacity: Mapped[int]
    random_share: Mapped[float]
    seed: Mapped[int]
    selected_by: Mapped[str]
    selected_at: Mapped[datetime]
    summary: Mapped[dict[str, Any]]


class EditRow(Base):
    """One change of one sentence of one issue of a report; `text` is None where it was taken back."""

    __tablename__ = "edits"
    id: Mapped[int] = mapped_column(primary_key=True)
    report: Mapped[str] = mapped_column(String(20))
    org_prefix: Mapped[str]
    first_date: Mapped[date]
    last_date: Mapped[date]
    key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str | None]
    base: Mapped[str]
    edited_by: Mapped[str]
    edited_at: Mapped[datetime]
    __table_args__ = (Index("ix_edits_edition", "report", "org_prefix", "first_date", "last_date"),)


class SettingRow(Base):
    """One change of one group of settings; the latest row of a name counts."""

    __tablename__ = "settings"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    content: Mapped[dict[str, Any]]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class ParameterRow(Base):
    """One change of a check's parameter for the units under a prefix; rows are only ever added (models/company/parameters.py)."""

    __tablename__ = "parameters"
    id: Mapped[int] = mapped_column(primary_key=True)
    check_code: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(40))
    org_prefix: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    value: Mapped[float | None]
    reason: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class CodeTableRow(Base):
    """One row of a table that a company keeps itself, from a day on; rows are only ever added (models/company/code_tables.py)."""

    __tablename__ = "code_table_rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(String(30), index=True)
    key: Mapped[list[Any]]
    since: Mapped[date]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class ViewRow(Base):
    """How somebody keeps a page, by name, or the columns of a list (models/views.py)."""

    __tablename__ = "views"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    owner: Mapped[str]
    is_shared: Mapped[bool]
    saved_at: Mapped[datetime]


class MarkRow(Base):
    """What somebody noted on an object; the latest row of an object and check counts (models/marks.py)."""

    __tablename__ = "marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    object_type: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[str]
    check_code: Mapped[str] = mapped_column(String(20))
    word: Mapped[str] = mapped_column(String(10))
    note: Mapped[str]
    marked_by: Mapped[str]
    marked_at: Mapped[datetime]
    __table_args__ = (Index("ix_marks_object", "object_type", "object_id"),)


class PersonRow(Base):
    """One person of the register (models/register.py); `login` is what a command or a list calls them by."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    units: Mapped[list[Any]]
    is_active: Mapped[bool]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class DeputyRow(Base):
    """Somebody who stands in for another from a day to a day, both included, unless somebody ended it before."""

    __tablename__ = "deputies"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), index=True)
    stands_in: Mapped[str] = mapped_column(String(40), index=True)
    first_date: Mapped[date]
    last_date: Mapped[date]
    named_by: Mapped[str]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class CounterRow(Base):
    """The last number given of a kind, so that numbers have no gaps: raised in the transaction that uses it."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]


class PlanRow(Base):
    """One plan of inspections (稽查计划): a choice of targets that is approved and sent out together."""

    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    due_date: Mapped[date]
    scope: Mapped[dict[str, Any]]
    parent_case: Mapped[str | None] = mapped_column(String(20))
    made_for: Mapped[str | None] = mapped_column(
        unique=True, index=True
    )  # of a periodic plan its rule and period
    created_by: Mapped[str]
    created_logins: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    dispatched_by: Mapped[str | None]
    dispatched_at: Mapped[datetime | None]


class CaseRow(Base):
    """One case (稽查工单) as its moves have left it; `version` grows with each of them.

    Money is whole fen and energy whole Wh: SQLite keeps no decimals. `facts` are what the field check found in words of the code lists
    (problem_class, mistake, cause, link, responsible, degree, measures, handover, process_no, method, checkers, alone),
    and the urgency of a supervision.
    `reply_due` and `rectify_due` are the deadlines that held at the first reply and when it was first put right:
    `due_date` moves on.
    """

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(String(20), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    state: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(8))
    object_type: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[str]
    cons_no: Mapped[str | None] = mapped_column(index=True)
    org_code: Mapped[str | None] = mapped_column(String(20))
    picked_by: Mapped[str] = mapped_column(String(8))
    inclusion_probability: Mapped[float | None]
    probability: Mapped[float | None]
    expected_fen: Mapped[int | None] = mapped_column(BigInteger)
    handler_unit: Mapped[str | None] = mapped_column(String(20))
    handler: Mapped[str | None] = mapped_column(String(40))
    due_date: Mapped[date | None]
    waits_since: Mapped[date | None]
    asked_due: Mapped[date | None]
    extensions: Mapped[int]
    rework: Mapped[int]
    returns: Mapped[int]
    is_urged: Mapped[bool]
    result: Mapped[str | None] = mapped_column(String(4))
    established_fen: Mapped[int | None] = mapped_column(BigInteger)
    recovered_fen: Mapped[int] = mapped_column(BigInteger)
    refunded_fen: Mapped[int] = mapped_column(BigInteger)
    energy_wh: Mapped[int | None] = mapped_column(BigInteger)
    penalty_fen: Mapped[int | None] = mapped_column(BigInteger)
    penalty_recovered_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    facts: Mapped[dict[str, Any]]
    recurrence_of: Mapped[str | None] = mapped_column(String(20))
    parent_case: Mapped[str | None] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    dispatched_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    reply_due: Mapped[date | None]
    upheld_at: Mapped[datetime | None]
    rectified_at: Mapped[datetime | None]
    rectify_due: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    moved_by: Mapped[str]
    moved_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_cases_board", "state", "handler_unit", "due_date"),
        Index("ix_cases_object", "object_type", "object_id"),
    )


class CaseCheckRow(Base):
    """One hit that a case was opened for, as it was then: what is judged later must not change what was sent out.

    `penalty_fen` is the amount again where it is 违约使用电费, no charge for energy; `profile` the residential prices (省电价方案)
    by which it was judged, as the hit named them.
    """

    __tablename__ = "case_checks"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    check_code: Mapped[str] = mapped_column(String(20), index=True)
    problem_id: Mapped[str]
    period: Mapped[str | None] = mapped_column(String(6))
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    energy_wh: Mapped[int | None] = mapped_column(BigInteger)
    penalty_fen: Mapped[int | None] = mapped_column(BigInteger)
    sentence: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    profile: Mapped[str | None]


class VerdictRow(Base):
    """One person's word on a case before it is sent out (models/loop/verdicts.py); rows are only ever added."""

    __tablename__ = "verdicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    judge: Mapped[str] = mapped_column(String(40))
    signed: Mapped[str]
    word: Mapped[str] = mapped_column(String(4))
    reason: Mapped[str]
    given_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("case_id", "judge"),)


class SampleRow(Base):
    """One archived case drawn for 抽检 (models/loop/samples.py), and what came of it; `is_passed` is None until somebody looked."""

    __tablename__ = "samples"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    month: Mapped[str] = mapped_column(String(6), index=True)
    drawn_by: Mapped[str]
    drawn_at: Mapped[datetime]
    is_passed: Mapped[bool | None]
    fault: Mapped[str | None] = mapped_column(String(20))
    judged_by: Mapped[str | None]
    judged_at: Mapped[datetime | None] = mapped_column(index=True)


class RecheckDrawRow(Base):
    """One sample of cases of a unit and the same checks that waited for their re-check (models/loop/recheck_samples.py).

    `size` is how many were drawn; what becomes void of them is made up for.
    `last_step` is the last step in the records when it was drawn: what came of its cases are the steps behind it.
    """

    __tablename__ = "recheck_draws"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(20))
    check_codes: Mapped[list[Any]]
    seed: Mapped[int]
    size: Mapped[int]
    last_step: Mapped[int]
    drawn_by: Mapped[str]
    drawn_at: Mapped[datetime]


class RecheckLotRow(Base):
    """One case that a sample was drawn from, and whether it was drawn."""

    __tablename__ = "recheck_lots"
    draw_id: Mapped[int] = mapped_column(
        ForeignKey("recheck_draws.id"), primary_key=True, autoincrement=False
    )
    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id"), primary_key=True, autoincrement=False, index=True
    )
    is_drawn: Mapped[bool]


class TicketRow(Base):
    """One ticket of another tracker that a case was opened for, or that joined one; `standing` is what it said last."""

    __tablename__ = "tickets"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    ticket_no: Mapped[str]
    account_no: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    standing: Mapped[str]
    taken_by: Mapped[str]
    taken_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("source", "ticket_no", "account_no"),)


class AppraisalRow(Base):
    """One month of the appraisal (考核) that was closed, whole as it was then; it never changes."""

    __tablename__ = "appraisals"
    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(6), unique=True)
    content: Mapped[dict[str, Any]]
    frozen_by: Mapped[str]
    frozen_at: Mapped[datetime]


class CaseMoveRow(Base):
    """One step of a case; rows are only ever added, and `digest` chains each to the one before, of whichever case.

    `by` is the signature that people read, `login` whose step it is and `deputy` who stood in, by the register; names
    are no one's own. Steps of the local user, and those of programs before 0023, have neither.
    """

    __tablename__ = "case_moves"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[str] = mapped_column(String(40))
    by: Mapped[str]
    login: Mapped[str | None] = mapped_column(String(40))
    deputy: Mapped[str | None] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(8))
    source: Mapped[str | None] = mapped_column(String(8))
    target: Mapped[str] = mapped_column(String(8))
    comment: Mapped[str]
    said: Mapped[dict[str, Any]]
    files: Mapped[list[Any]]
    days_left: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))


class LibraryRow(Base):
    """What an archived case teaches, personal data masked (analytics/loop/library.py); written once, as the case moves no more.

    `about` holds what it is found by besides the texts: checks, problem class, cause.
    """

    __tablename__ = "library_entries"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    problem_class: Mapped[str | None] = mapped_column(String(20))
    cause: Mapped[str | None] = mapped_column(String(20))
    about: Mapped[str]
    evidence: Mapped[str]
    found: Mapped[str]
    remedy: Mapped[str]


class ExemptionRow(Base):
    """One exemption as it was asked for (models/loop/exemptions.py); never changed, its steps say what became of it."""

    __tablename__ = "exemptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    check_code: Mapped[str] = mapped_column(String(20), index=True)
    object_type: Mapped[str | None] = mapped_column(String(20))
    object_id: Mapped[str | None] = mapped_column(index=True)
    unit: Mapped[str] = mapped_column(String(20))
    field: Mapped[str | None] = mapped_column(String(40))
    value: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str]
    evidence: Mapped[str]
    files: Mapped[list[Any]]
    since: Mapped[date]
    until: Mapped[date]
    case_no: Mapped[str | None] = mapped_column(String(20))


class ExemptionStepRow(Base):
    """One step of an exemption: asked for, approved, refused, ended; rows are only ever added."""

    __tablename__ = "exemption_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    exemption_id: Mapped[int] = mapped_column(ForeignKey("exemptions.id"), index=True)
    standing: Mapped[str] = mapped_column(String(8))
    by: Mapped[str]
    at: Mapped[datetime]
    comment: Mapped[str]


class EvidenceRow(Base):
    """One file that proves what a case says (models/loop/evidence.py); its content lies in the home under its digest."""

    __tablename__ = "evidence"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(8))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    kept_by: Mapped[str]
    kept_at: Mapped[datetime]


class NoticeRow(Base):
    """One notice to a unit (models/loop/notices.py); `content` is what it said on the day it was issued, and says for ever."""

    __tablename__ = "notices"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    org_code: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]]
    issued_by: Mapped[str]
    issued_at: Mapped[datetime]


class LogRow(Base):
    """One line of the audit log; `digest` chains it to the line before."""

    __tablename__ = "log"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
