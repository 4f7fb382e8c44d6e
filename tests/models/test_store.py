"""The records: one writer at a time, nothing half written, and clear words when they cannot be used."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import log
from models.errors import StoreUnusable
from models.orm import LogRow
from models.store import Store, default_home


def add_line(store: Store) -> None:
    with store.write() as session:
        log.append(session, "某人", "test", "x", {})


def count(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(LogRow)) or 0


def test_a_second_start_finds_what_the_first_wrote(url: str, tmp_path: Path) -> None:
    first = Store(tmp_path / "home", url)
    add_line(first)
    first.close()
    second = Store(tmp_path / "home", url)
    assert count(second) == 1
    second.close()


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write() as session:
            log.append(session, "某人", "test", "x", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert count(store) == 0


def test_writers_at_the_same_time_lose_nothing_and_keep_the_chain(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: add_line(store), range(40)))
    assert count(store) == 40
    with store.read() as session:
        assert log.first_broken_line(session) is None


def test_a_changed_line_of_the_log_is_found(store: Store) -> None:
    for _ in range(3):
        add_line(store)
    with store.write() as session:
        session.get_one(LogRow, 2).actor = "别人"
    with store.read() as session:
        assert log.first_broken_line(session) == 2


def test_the_version_of_the_data_grows_with_imports_only(store: Store) -> None:
    add_line(store)
    assert store.data_version() == 0
    with store.write() as session:
        log.append(session, "某人", "import", "batch:1", {})
    assert store.data_version() == 2


@pytest.mark.slow
def test_processes_that_start_together_on_an_empty_home_all_come_up(url: str, tmp_path: Path) -> None:
    code = f"from pathlib import Path; from models.store import Store; Store(Path({str(tmp_path / 'home')!r}), {url!r})"
    started = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)]
    errors = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, errors


def test_a_home_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="无法使用数据目录"):
        Store(tmp_path / "file" / "home")


def test_a_damaged_database_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "mingji.db").write_bytes(b"no database " * 400)
    with pytest.raises(StoreUnusable):
        Store(tmp_path)


def test_the_home_is_named_by_the_environment_or_lies_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJI_HOME", "/somewhere")
    assert default_home() == Path("/somewhere")
    monkeypatch.delenv("MINGJI_HOME")
    assert default_home() == Path("var")
