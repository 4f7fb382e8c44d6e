"""How people keep pages: what a page's address says under a name, their own or shared, and which columns a list has.

A view holds no data: whoever opens a shared one sees through it what they may see themselves. Only its owner changes it.
The log says who saved, renamed or deleted a view; not what it narrows to, for that may be somebody's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from models import log
from models.errors import NotAllowed, NotFound, WrongUsage
from models.orm import ViewRow
from models.people import Person
from models.store import Store

VIEW, COLUMNS = "view", "columns"
LONGEST_NAME = 30


@dataclass(frozen=True)
class View:
    """A page as somebody keeps it; `query` is what its address says."""

    id: int
    place: str
    name: str
    query: dict[str, str]
    owner: str
    is_shared: bool


def views(store: Store, person: Person, place: str) -> list[View]:
    """Return a person's views of a page and the shared ones of others, the own ones first."""
    with store.read() as session:
        wanted = select(ViewRow).where(ViewRow.kind == VIEW, ViewRow.place == place)
        rows = session.scalars(wanted.where(or_(ViewRow.owner == person.name, ViewRow.is_shared)))
        found = [View(r.id, r.place, r.name, r.content["query"], r.owner, r.is_shared) for r in rows]
    return sorted(found, key=lambda view: (view.owner != person.name, view.name))


def save(
    store: Store, person: Person, place: str, name: str, query: Mapping[str, str], *, is_shared: bool
) -> None:
    """Keep a page under a name; the own view of that name is replaced.

    Errors: WrongUsage for a name that is empty or too long.
    """
    name = _checked(name)
    with store.write() as session:
        own = _own(session, person, VIEW, place, name)
        row = own or ViewRow(kind=VIEW, place=place, name=name, owner=person.name)
        row.content, row.is_shared, row.saved_at = {"query": dict(query)}, is_shared, datetime.now()
        session.add(row)
        session.flush()
        detail = {"place": place, "is_shared": is_shared}
        log.append(session, person.name, "save_view", f"view:{row.id}", detail)


def rename(store: Store, person: Person, number: int, name: str) -> None:
    """Give an own view another name.

    Errors: WrongUsage for a name that is empty, too long or taken; NotAllowed for somebody else's; NotFound.
    """
    name = _checked(name)
    with store.write() as session:
        row = _to_change(session, person, number)
        other = _own(session, person, VIEW, row.place, name)
        if other is not None and other.id != number:
            raise WrongUsage(f"您已有名为“{name}”的视图", remedy="请换一个名称")
        row.name = name
        log.append(session, person.name, "rename_view", f"view:{number}", {"place": row.place})


def remove(store: Store, person: Person, number: int) -> None:
    """Delete an own view.

    Errors: NotAllowed for somebody else's; NotFound.
    """
    with store.write() as session:
        row = _to_change(session, person, number)
        log.append(session, person.name, "delete_view", f"view:{number}", {"place": row.place})
        session.delete(row)


def columns(store: Store, person: Person, place: str) -> list[str] | None:
    """Return which columns of a list a person chose, in order; None where they left it as it is."""
    with store.read() as session:
        row = _own(session, person, COLUMNS, place, "")
        return row.content["columns"] if row else None


def save_columns(store: Store, person: Person, place: str, names: Sequence[str] | None) -> None:
    """Keep which columns of a list a person wants; None goes back to how the list is by itself."""
    with store.write() as session:
        session.execute(
            delete(ViewRow).where(
                ViewRow.kind == COLUMNS, ViewRow.place == place, ViewRow.owner == person.name
            )
        )
        if names is not None:
            content = {"columns": list(names)}
            now = datetime.now()
            row = ViewRow(kind=COLUMNS, place=place, name="", owner=person.name, is_shared=False)
            row.content, row.saved_at = content, now
            session.add(row)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise WrongUsage(
            "视图没有名称" if not name else f"视图的名称有 {len(name)} 个字",
            remedy=f"请填写 1 至 {LONGEST_NAME} 个字",
        )
    return name


def _own(session: Session, person: Person, kind: str, place: str, name: str) -> ViewRow | None:
    wanted = select(ViewRow).where(ViewRow.kind == kind, ViewRow.place == place, ViewRow.name == name)
    return session.scalars(wanted.where(ViewRow.owner == person.name)).first()


def _to_change(session: Session, person: Person, number: int) -> ViewRow:
    row = session.get(ViewRow, number)
    if row is None or row.kind != VIEW:
        raise NotFound("这个视图已经删除", remedy="请刷新页面")
    if row.owner != person.name:
        raise NotAllowed(f"视图“{row.name}”是{row.owner}的", remedy="只有保存的人能修改;可以另存为自己的视图")
    return row
