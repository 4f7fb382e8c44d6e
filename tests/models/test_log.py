"""What the audit log says of whoever looked at people's data, and that nothing is seen without a line."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from models import log
from models.errors import StoreUnusable
from models.orm import LogRow
from models.people import Person, Role
from models.store import Store

LEADER = Person("张班长", Role.TEAM_LEADER, ("334010101",))


def lines(store: Store) -> list[LogRow]:
    with store.read() as session:
        return list(session.scalars(select(LogRow).order_by(LogRow.seq)))


def export(store: Store, out: Path, **scope: Any) -> int:
    def write(path: Path) -> int:
        path.write_text("七行")
        return 7

    return log.exported(store, LEADER, "findings", out, write, scope=scope, run_id=3)


def without_log(store: Store) -> None:
    with store.write() as session:
        session.execute(text("DROP TABLE log"))


def test_look_names_who_looked_at_whom_in_which_screening(tmp_path: Path) -> None:
    store = Store(tmp_path)
    log.looked(store, LEADER, "customer", "0000000001", cons_no="0000000001", run_id=3)
    [line] = lines(store)
    assert (line.actor, line.action, line.subject) == ("张班长", "look", "customer:0000000001")
    assert (line.detail["run"], line.detail["scope"]) == (3, {"units": ["334010101"]})
    assert line.at.startswith("20")


def test_export_names_its_rows_and_what_they_were_narrowed_to(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    assert export(store, tmp_path / "f.csv", org="3340101", checks=[]) == 7
    [line] = lines(store)
    assert (line.action, line.subject, line.detail["rows"], line.detail["run"]) == (
        "export",
        "findings",
        7,
        3,
    )
    assert line.detail["scope"] == {"units": ["334010101"], "org": "3340101"}
    assert (tmp_path / "f.csv").read_text() == "七行"


def test_file_that_the_log_cannot_name_is_not_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    without_log(store)
    with pytest.raises(StoreUnusable):
        export(store, tmp_path / "f.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_export_that_fails_leaves_no_line_and_no_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")

    def fail(path: Path) -> int:
        path.write_text("半个")
        raise OSError("disk full")

    with pytest.raises(StoreUnusable, match="没有写出"):
        log.exported(store, LEADER, "targets", tmp_path / "t.xlsx", fail, scope={})
    assert (lines(store), (tmp_path / "t.xlsx").exists()) == ([], False)


def test_changed_look_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in ("1", "2", "3"):
        log.looked(store, LEADER, "customer", number, run_id=1)
    with store.write() as session:
        session.execute(text("UPDATE log SET actor = '别人' WHERE seq = 2"))
    with store.read() as session:
        assert log.first_broken_line(session) == 2
