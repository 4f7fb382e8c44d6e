"""The overdue ladder (超期提醒): how many working days after a deadline who is told; a change is a new row with its reason.

Source of the ladder that holds until somebody sets another: domain/workflow.md, section 2 (editable).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.company.settings import latest_in, save_group
from models.errors import WrongUsage
from models.loop.case import LADDER, Rung
from models.orm import SettingRow
from models.people import Person
from models.store import Store

NAME = "overdue_ladder"
TOLD = tuple(rung.who for rung in LADDER)
MOST_DAYS = 60
Ladder = tuple[Rung, ...]


@dataclass(frozen=True)
class Change:
    """A ladder as it was set: by whom, when and why."""

    ladder: Ladder
    reason: str
    set_by: str
    set_at: datetime


def ladder(store: Store) -> Ladder:
    """Return the ladder that holds."""
    with store.read() as session:
        return ladder_in(session)


def ladder_in(session: Session) -> Ladder:
    """Return the same in the caller's transaction."""
    row = latest_in(session, NAME)
    return _of_stored(row.content["days"]) if row else LADDER


def save(store: Store, person: Person, days: Mapping[str, int], reason: str) -> None:
    """Let who is told (`TOLD`) be told so many working days after a deadline.

    Errors: NotAllowed without the permission or for a person of some units only; WrongUsage without a reason, for days
    out of bounds, or where somebody above is told before who stands below.
    """
    if not reason.strip():
        raise WrongUsage("没有写明修改超期提醒的理由", remedy="请填写理由,它会留在修改记录中")
    wanted = [days[who] for who in TOLD]
    if wanted != sorted(wanted) or not all(0 <= one <= MOST_DAYS for one in wanted):
        said = "、".join(f"{who} {one} 天" for who, one in zip(TOLD, wanted, strict=True))
        raise WrongUsage(
            f"超期提醒“{said}”无效", remedy=f"请填写 0 至 {MOST_DAYS} 的天数,{'不晚于'.join(TOLD)}"
        )
    content = {"days": dict(zip(TOLD, wanted, strict=True)), "reason": reason.strip()}
    save_group(store, NAME, content, person, "超期提醒")


def history(store: Store) -> list[Change]:
    """Return every change, the newest first."""
    wanted = select(SettingRow).where(SettingRow.name == NAME).order_by(SettingRow.id.desc())
    with store.read() as session:
        rows = session.scalars(wanted).all()
    return [
        Change(_of_stored(row.content["days"]), row.content["reason"], row.set_by, row.set_at) for row in rows
    ]


def _of_stored(days: Mapping[str, int]) -> Ladder:
    return tuple(Rung(days[who], who) for who in TOLD)
