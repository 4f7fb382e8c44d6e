"""The register of people (单位与人员): their role, their units, who stands in for whom, and who may act as whom.

Accounts and log-in come later. Until then whoever sits at the machine may act as any of them, which every step says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import log
from models.errors import NotAllowed, NotFound, WrongUsage
from models.orm import DeputyRow, PersonRow
from models.people import LOCAL_USER, Permission, Person, Role, done_by
from models.store import Store

LONGEST_LOGIN = 40


@dataclass(frozen=True)
class Registered:
    """One person of the register; `deputies` are the logins of those who stand in for them today."""

    login: str
    name: str
    role: Role
    units: tuple[str, ...]
    is_active: bool
    deputies: tuple[str, ...] = ()

    @property
    def person(self) -> Person:
        """Return who asks for data where this person does."""
        return Person(self.name, self.role, self.units, self.login)


def add(store: Store, person: Person, people: Iterable[Registered]) -> int:
    """Add people, or change those of the same login, and return how many were added or changed.

    Errors: NotAllowed without the permission, or for a unit, theirs or new, that the person has not; WrongUsage for a
    login that is none, a name that is empty, nobody's unit.
    """
    _require(person)
    count = 0
    with store.write() as session:
        for one in people:
            login = one.login.strip()
            if not login or len(login) > LONGEST_LOGIN or not login.isprintable() or " " in login:
                raise WrongUsage(
                    f"登录名“{login[:LONGEST_LOGIN]}”无效", remedy="请填写不含空格的 1 至 40 个字符"
                )
            if not one.name.strip():
                raise WrongUsage(f"登录名“{login}”没有姓名", remedy="请填写姓名")
            if not one.units:
                raise WrongUsage(f"“{login}”没有供电单位", remedy="请选择供电单位,或全部单位")
            row = _row(session, login)
            _require_covered(person, [*one.units, *(row.units if row else ())])
            if row is None:
                row = PersonRow(login=login)
                session.add(row)
            elif _as_registered(row) == replace(one, login=login, deputies=()):
                continue
            row.name, row.role, row.units, row.is_active = (
                one.name.strip(),
                one.role.value,
                list(one.units),
                one.is_active,
            )
            row.changed_by, row.changed_at = person.signature, datetime.now()
            said = {"role": one.role.value, "units": list(one.units), "active": one.is_active}
            log.append(session, person.signature, "user", login, said)
            count += 1
    return count


def disable(store: Store, person: Person, login: str) -> None:
    """Let somebody act no more; what they did stays.

    Errors: NotAllowed; NotFound.
    """
    _require(person)
    with store.write() as session:
        row = _known(session, login)
        _require_covered(person, row.units)
        row.is_active, row.changed_by, row.changed_at = False, person.signature, datetime.now()
        log.append(session, person.signature, "user", login, {"active": False})


def name_deputy(store: Store, person: Person, login: str, deputy: str, first: date, last: date) -> None:
    """Let somebody stand in for another from a day to a day, both included.

    Errors: NotAllowed, also where the other has more units than the person, and for who stands in for somebody: they
    cannot hand that on, nor make their own time longer; NotFound; WrongUsage for days in the wrong order, or for oneself.
    """
    if person.deputy:
        raise NotAllowed("代理人不能再指定代理人", remedy="请由本人或系统管理员以自己的身份指定")
    if person.login != login:
        _require(person)
    if first > last or login == deputy:
        raise WrongUsage(f"“{deputy}”不能在 {first} 至 {last} 代理“{login}”", remedy="请核对人员和起止日期")
    with store.write() as session:
        row = _known(session, login)
        _known(session, deputy)
        if person.login != login:
            _require_covered(person, row.units)
        session.add(
            DeputyRow(
                login=deputy, stands_in=login, first_date=first, last_date=last, named_by=person.signature
            )
        )
        said = {"deputy": deputy, "from": str(first), "to": str(last)}
        log.append(session, person.signature, "deputy", login, said)


def end_deputy(store: Store, person: Person, number: int) -> None:
    """End at once that somebody stands in for another; what they did stays.

    Who is stood in for and who stands in may, and whoever may name deputies.
    Errors: NotFound where it is over or never was; NotAllowed.
    """
    with store.write() as session:
        row = session.get(DeputyRow, number)
        if row is None or row.ended_at is not None or row.last_date < date.today():
            raise NotFound("没有这次代理,或它已经结束", remedy="请刷新页面")
        if not person.logins & {row.stands_in, row.login}:
            _require(person)
            _require_covered(person, _known(session, row.stands_in).units)
        row.ended_by, row.ended_at = person.signature, datetime.now()
        said = {"deputy": row.login, "ended": True, "from": str(row.first_date), "to": str(row.last_date)}
        log.append(session, person.signature, "deputy", row.stands_in, said)


def people(store: Store) -> list[Registered]:
    """Return everybody in the register by login, with who stands in for them today."""
    with store.read() as session:
        rows = session.scalars(select(PersonRow).order_by(PersonRow.login)).all()
        standing = select(DeputyRow).where(*_holds(date.today()))
        found: dict[str, list[str]] = {}
        for deputy in session.scalars(standing.order_by(DeputyRow.login)):
            found.setdefault(deputy.stands_in, []).append(deputy.login)
    return [replace(_as_registered(row), deputies=tuple(found.get(row.login, ()))) for row in rows]


def deputies(store: Store, *, on: date | None = None) -> list[DeputyRow]:
    """Return who stands in for whom on a day (today) or later, the next to begin first."""
    wanted = select(DeputyRow).where(
        DeputyRow.last_date >= (on or date.today()), DeputyRow.ended_at.is_(None)
    )
    with store.read() as session:
        return list(session.scalars(wanted.order_by(DeputyRow.first_date, DeputyRow.id)))


def acting(store: Store, login: str) -> Person:
    """Return a person of the register as whom somebody acts at this machine.

    Errors: NotFound; NotAllowed for who is disabled.
    """
    with store.read() as session:
        row = _known(session, login)
    if not row.is_active:
        raise NotAllowed(f"“{login}”已停用", remedy="请改用在用的人员")
    return replace(_as_registered(row).person, acted_by=LOCAL_USER.name)


def acting_for(store: Store, deputy: str, login: str) -> Person:
    """Return a person of the register as whom their deputy acts, in their role and for their units.

    Errors: NotFound; NotAllowed for who is disabled, or stands in for the other no more.
    """
    own = acting(store, deputy)
    with store.read() as session:
        found = next((one for one in hats(session, own, date.today())[1:] if one.login == login), None)
    if found is None:
        raise NotAllowed(f"“{deputy}”现在不代理“{login}”", remedy="请在单位与人员中查看代理的起止日期")
    return found


def hats(session: Session, person: Person, on: date) -> list[Person]:
    """Return as whom a person may act on a day: as themselves, and as each active person for whom they stand in.

    Who stands in has the other's role and units, not those of whom the other stands in for.
    """
    if not person.login or person.deputy:
        return [person]
    stood_in = (person_of(session, login) for login in stood_in_for(session, person.login, on))
    return [
        person,
        *(
            replace(one, acted_by=person.signature, deputy=person.login)
            for one in stood_in
            if one is not None
        ),
    ]


def hats_of(store: Store, person: Person) -> tuple[Person, ...]:
    """Return as whom a person may act today: as `hats`."""
    with store.read() as session:
        return tuple(hats(session, person, date.today()))


def covering(store: Store, person: Person, unit: str | None) -> Person:
    """Return as whom a person looks at what is of a unit: as themselves where it is theirs, else as whom they stand in for.

    So they see of it what the other may see, no more.
    """
    if person.covers(unit):
        return person
    return next((one for one in hats_of(store, person) if one.covers(unit)), person)


def is_alone(session: Session) -> bool:
    """Return whether nobody but the local user works here: then a second person cannot be asked for."""
    active = select(func.count()).select_from(PersonRow).where(PersonRow.is_active)
    return (session.scalar(active) or 0) < 2


def active_in(session: Session, role: Role) -> list[Person]:
    """Return the active people of a role, by login."""
    wanted = select(PersonRow).where(PersonRow.is_active, PersonRow.role == role.value)
    return [_as_registered(row).person for row in session.scalars(wanted.order_by(PersonRow.login))]


def person_of(session: Session, login: str) -> Person | None:
    """Return an active person of the register, or None."""
    row = _row(session, login)
    return _as_registered(row).person if row is not None and row.is_active else None


def stood_in_for(session: Session, login: str, on: date) -> list[str]:
    """Return the logins of those for whom somebody stands in on a day."""
    wanted = select(DeputyRow.stands_in).where(DeputyRow.login == login, *_holds(on))
    return list(session.scalars(wanted.distinct().order_by(DeputyRow.stands_in)))


def names_by_login(session: Session) -> dict[str, str]:
    """Return the names of everybody who is or was in the register."""
    return dict(session.execute(select(PersonRow.login, PersonRow.name)).all())


def who_did(by: str, logins: Iterable[str | None], names: Mapping[str, str]) -> str:
    """Return who answers for what was signed: who did it, be it as another's deputy; of several of one name with the login.

    `logins` are whose step it was and who stood in, `names` those of the register. What has no login is known as it was signed.
    """
    known = [login for login in logins if login]
    if not known:
        return by
    name = done_by(by)
    own = [login for login in known if names.get(login) == name]
    is_shared = sum(other == name for other in names.values()) > 1
    return f"{name}({'、'.join(own)})" if own and is_shared else name


def _holds(on: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for who stands in on a day."""
    return DeputyRow.first_date <= on, DeputyRow.last_date >= on, DeputyRow.ended_at.is_(None)


def _row(session: Session, login: str) -> PersonRow | None:
    return session.scalars(select(PersonRow).where(PersonRow.login == login)).first()


def _known(session: Session, login: str) -> PersonRow:
    row = _row(session, login)
    if row is None:
        raise NotFound(f"没有登录名为“{login}”的人员", remedy="请先在单位与人员中登记,或运行 user add")
    return row


def _as_registered(row: PersonRow) -> Registered:
    return Registered(row.login, row.name, Role(row.role), tuple(row.units), row.is_active)


def _require(person: Person) -> None:
    if not person.may(Permission.PEOPLE):
        raise NotAllowed("您不能修改单位与人员", remedy="请联系系统管理员")


def _require_covered(person: Person, units: Iterable[str]) -> None:
    """Refuse to touch who has more units than the person: nobody gives away what is not theirs."""
    if foreign := [unit for unit in units if not person.covers(unit)]:
        raise NotAllowed(
            f"您不能登记或更改“{foreign[0] or '全部单位'}”的人员", remedy="请联系管辖该单位的系统管理员"
        )
