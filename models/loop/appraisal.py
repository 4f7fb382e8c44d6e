"""The rules of the appraisal (考核), which a company edits, and the months that are closed: what was frozen stays.

The points are nobody's law: they are where a company starts from until it enters those of its own rules.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models import log
from models.calendar import add_months, first_day, month_of
from models.company.settings import latest, save_group
from models.errors import NotAllowed, WrongUsage
from models.orm import AppraisalRow, SettingRow
from models.people import Person
from models.store import Store

APPRAISAL, REASON = "appraisal", "reason"
MOST_POINTS = 100


@dataclass(frozen=True)
class Rules:
    """Points for what happens to a case; rewards are positive, penalties negative.

    Units: `per_10000_yuan` for each full ten thousand yuan recovered or refunded; `weight_*` of a confirmed problem by
    severity; a problem counts once below `second_band_yuan`, twice from there, three times from `third_band_yuan`.
    `reward_from` and `penalty_to` are scores from, and to, which something is proposed.
    """

    replied_on_time: float = 1
    replied_late: float = -2
    rectified_on_time: float = 1
    rectified_late: float = -3
    passed_at_once: float = 1
    failed_recheck: float = -3
    recurred: float = -5
    found: float = 1
    per_10000_yuan: float = 1
    sent_back: float = -1
    returned: float = -1
    void: float = -0.5
    overturned: float = -3
    sample_failed: float = -2
    weight_high: float = 3
    weight_middle: float = 2
    weight_low: float = 1
    second_band_yuan: float = 1_000
    third_band_yuan: float = 10_000
    reward_from: float = 10
    penalty_to: float = -10


@dataclass(frozen=True)
class Change:
    """The rules as they were set: by whom, when and why."""

    rules: Rules
    reason: str
    set_by: str
    set_at: datetime


LABELS = {
    "replied_on_time": "按时回单(每件)",
    "replied_late": "超期回单(每件)",
    "rectified_on_time": "按时整改(每件)",
    "rectified_late": "超期整改(每件)",
    "passed_at_once": "一次通过复查(每件)",
    "failed_recheck": "复查不合格(每次)",
    "recurred": "问题重复发生(每件)",
    "found": "查实问题(每件,记核查人)",
    "per_10000_yuan": "追补、退还金额和违约使用电费(每满一万元)",
    "sent_back": "核查质量差,退回重查(每次,记核查人)",
    "returned": "派错单位,被退回(每次,记派发人)",
    "void": "目标不属实(每件,记计划制定人)",
    "overturned": "认定经申诉改为不属实(每件,记认定人)",
    "sample_failed": "抽检不通过(每件,记核查人或认定人)",
    "weight_high": "问题权重:严重度高",
    "weight_middle": "问题权重:严重度中",
    "weight_low": "问题权重:严重度低",
    "second_band_yuan": "问题金额二档起点(元)",
    "third_band_yuan": "问题金额三档起点(元)",
    "reward_from": "建议奖励的得分(不低于)",
    "penalty_to": "建议扣罚的得分(不高于)",
}
YUAN = ("second_band_yuan", "third_band_yuan")


def rules(store: Store) -> Rules:
    """Return the rules as they were last saved."""
    row = latest(store, APPRAISAL)
    return of_stored(row.content) if row else Rules()


def of_stored(content: Mapping[str, Any]) -> Rules:
    """Return rules that were kept, by name; what they do not know is as usual."""
    known = {one.name for one in fields(Rules)}
    return Rules(**{name: value for name, value in content.items() if name in known})


def save_rules(store: Store, wanted: Rules, person: Person, reason: str) -> None:
    """Keep the rules of the appraisal; closed months keep theirs.

    Errors: NotAllowed without the permission or for a person of some units only; WrongUsage without a reason, or for a
    value out of bounds.
    """
    if not reason.strip():
        raise WrongUsage("没有写明修改考核规则的理由", remedy="请填写理由,它会留在修改记录中")
    for name, value in asdict(wanted).items():
        most = 10**9 if name in YUAN else MOST_POINTS
        if not abs(value) <= most or (name in YUAN and value < 0):
            raise WrongUsage(f"{LABELS[name]} {value:g} 无效", remedy="请填写合理的数字")
    if wanted.second_band_yuan > wanted.third_band_yuan or wanted.penalty_to >= wanted.reward_from:
        raise WrongUsage("考核规则的起点前后颠倒", remedy="二档起点不高于三档,扣罚得分低于奖励得分")
    save_group(store, APPRAISAL, asdict(wanted) | {REASON: reason.strip()}, person, "考核规则")


def history(store: Store) -> list[Change]:
    """Return every change of the rules, the newest first."""
    wanted = select(SettingRow).where(SettingRow.name == APPRAISAL).order_by(SettingRow.id.desc())
    with store.read() as session:
        rows = session.scalars(wanted).all()
    return [
        Change(of_stored(row.content), row.content.get(REASON, ""), row.set_by, row.set_at) for row in rows
    ]


def frozen(store: Store, month: str) -> AppraisalRow | None:
    """Return a closed month, or None as long as it is open."""
    with store.read() as session:
        return session.scalars(select(AppraisalRow).where(AppraisalRow.month == month)).first()


def freeze(store: Store, person: Person, month: str, content: Mapping[str, Any], today: date) -> AppraisalRow:
    """Close a month with what was worked out; a month that is closed stays as it is.

    Errors: NotAllowed without the permission or for a person of some units only; WrongUsage for a month not over.
    """
    if not person.configures_everything:
        raise NotAllowed(f"{person.role.value}不能封存全公司的考核", remedy="请联系营销稽查专责")
    if first_day(add_months(month, 1)) > today:
        raise WrongUsage(f"{month} 还没有结束(今天 {month_of(today)}),不能封存", remedy="请在次月封存")
    with store.write() as session:
        row = session.scalars(select(AppraisalRow).where(AppraisalRow.month == month)).first()
        if row is None:
            row = AppraisalRow(
                month=month, content=dict(content), frozen_by=person.signature, frozen_at=datetime.now()
            )
            session.add(row)
            session.flush()
            log.append(session, person.signature, "freeze", f"appraisal:{month}", {})
        return row
