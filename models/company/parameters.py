"""What units set for themselves of the checks' parameters (阈值的地区取值), with its whole history.

A row says from which day a value holds for all units whose code begins with a prefix ("" is the whole company); rows
are only ever added. On a day that row of a prefix counts which begins last, of those that begin on the same day the one
written last; where it has no value, the level above has its word again. What the values may be, the checks say
(analytics.parameters).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models import log
from models.errors import NotAllowed, WrongUsage
from models.home import journal
from models.orm import ParameterRow
from models.people import Permission, Person
from models.store import Store

WHOLE_COMPANY = ""


@dataclass(frozen=True)
class Change:
    """One value of one parameter of one check from a day on, for the units under a prefix; None gives it back."""

    check_code: str
    name: str
    org_prefix: str
    since: date
    value: float | None
    reason: str


@dataclass(frozen=True)
class Override(Change):
    """A change as it was written: its number, by whom, and when."""

    id: int
    set_by: str
    set_at: datetime


def save(store: Store, person: Person, changes: Sequence[Change]) -> list[int]:
    """Write some changes, all or none, and return their numbers.

    Errors: NotAllowed without the permission or for units of others; WrongUsage without a reason.
    """
    for one in changes:
        require_may_set(person, one.org_prefix)
        if not one.reason.strip():
            raise WrongUsage("没有写明修改参数的理由", remedy="请填写理由,它会留在修改记录中")
    with store.write() as session:
        numbers = []
        for one in changes:
            own = asdict(one) | {"reason": one.reason.strip()}
            row = ParameterRow(**own, set_by=person.signature, set_at=datetime.now())
            session.add(row)
            session.flush()
            journal.remember(session, row)
            detail = own | {"since": one.since.isoformat()}
            log.append(session, person.signature, "parameter", f"{one.check_code}:{one.name}", detail)
            numbers.append(row.id)
    return numbers


def require_may_set(person: Person, org_prefix: str) -> None:
    """Refuse whoever may not set parameters for the units under a prefix.

    Errors: NotAllowed.
    """
    if not person.may(Permission.CONFIGURE):
        raise NotAllowed(f"{person.role.value}不能修改参数", remedy="请联系营销稽查专责")
    if not person.covers(org_prefix):
        whose = org_prefix or "全公司"
        raise NotAllowed(f"您不能修改 {whose} 的参数", remedy="请联系其上级单位的营销稽查专责")


def history(store: Store, check_code: str | None = None) -> list[Override]:
    """Return every change (of one check), the newest first."""
    wanted = select(ParameterRow).order_by(ParameterRow.id.desc())
    if check_code is not None:
        wanted = wanted.where(ParameterRow.check_code == check_code)
    with store.read() as session:
        return [_as_override(row) for row in session.scalars(wanted)]


def in_force(overrides: Iterable[Override], day: date) -> list[Override]:
    """Return the values in force on a day: those of the whole company first, then by growing length of the prefix."""
    counting: dict[tuple[str, str, str], Override] = {}
    for one in sorted(overrides, key=lambda one: (one.since, one.id)):
        if one.since <= day:
            counting[one.check_code, one.name, one.org_prefix] = one
    found = (one for one in counting.values() if one.value is not None)
    return sorted(found, key=lambda one: (len(one.org_prefix), one.org_prefix, one.check_code, one.name))


def stored(one: Override) -> dict[str, Any]:
    """Return a value in force as a run keeps it."""
    return asdict(one) | {"since": one.since.isoformat(), "set_at": one.set_at.isoformat()}


def from_stored(kept: dict[str, Any]) -> Override:
    """Return a value in force that a run has kept."""
    times = {
        "since": date.fromisoformat(kept["since"]),
        "set_at": datetime.fromisoformat(kept["set_at"]),
    }
    return Override(**kept | times)


def _as_override(row: ParameterRow) -> Override:
    return Override(
        check_code=row.check_code,
        name=row.name,
        org_prefix=row.org_prefix,
        since=row.since,
        value=row.value,
        reason=row.reason,
        id=row.id,
        set_by=row.set_by,
        set_at=row.set_at,
    )
