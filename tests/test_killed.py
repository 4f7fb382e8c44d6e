"""Whatever is killed, and when: the next command finds nothing half done, nothing lost, and the same findings."""

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.base_cases.whole_home import BILLS, found, gone, written
from tests.commanded import run
from tests.company import screened_home
from tests.serving import PROJECT

SCREEN = ["screen", "--as-of", "2025-11-01", "--period", "202510", "--check", "ACC-12"]
FIRST, SECOND = "0000000001,甲,202510,10,5\n", "0000000002,乙,202511,77,5\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home with a company and its screening, to be broken."""
    return screened_home(tmp_path / "home")


@pytest.fixture
def filled(home: Path, tmp_path: Path) -> Path:
    """Give a home whose second batch replaced a row of the first."""
    file = written(tmp_path / "in" / "电费.csv", BILLS + FIRST + SECOND)
    run(home, "import", file, "--existing", "replace")
    return at_rest(home)


def at_rest(home: Path) -> Path:
    """Return a home whose database is one file, as when its last process ended orderly."""
    with closing(sqlite3.connect(home / "mingji.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


def records(home: Path) -> list[list[Any]]:
    """Return batches, their files and runs, each as it was numbered; a name drawn by lot is left out."""
    asked = (
        "SELECT id, file_name, undone_at IS NULL FROM batches ORDER BY id",
        "SELECT path, rows, batch_id, written_by, retired_by FROM segments ORDER BY id",
        "SELECT id, period FROM runs ORDER BY id",
    )
    with closing(sqlite3.connect(home / "mingji.db")) as database:
        answers = [database.execute(question).fetchall() for question in asked]
    return [[re.sub(r"[0-9a-f]{32}|-[0-9a-f]{8}", "", str(row)) for row in rows] for rows in answers]


def half_done(home: Path) -> list[str]:
    """Return what no finished command leaves in a home."""
    with closing(sqlite3.connect(home / "mingji.db")) as database:
        known = {
            name for kind in ("batches", "runs") for (name,) in database.execute(f"SELECT folder FROM {kind}")
        }
    unknown = [
        path for kind in ("batches", "runs") for path in (home / kind).iterdir() if path.name not in known
    ]
    odd = [path for path in home.rglob("*") if path.name == "staging" or path.name.startswith((".", "mj-"))]
    return sorted(str(path.relative_to(home)) for path in (*unknown, *odd))


def killed(home: Path, copies: Path, *words: str) -> tuple[list[Path], Path]:
    """Return a home for every step at which a command was killed, and the one in which it came to its end."""
    copies.mkdir()
    command = [sys.executable, "-m", "tests.killed", str(home), str(copies), *words]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [path for path in copies.iterdir() if path.name != "whole"], copies / "whole"


@pytest.mark.slow
@pytest.mark.parametrize("command", [["undo", "2"], SCREEN], ids=lambda words: words[0])
def test_a_command_killed_at_any_step_is_done_or_not_done_and_leaves_nothing(
    filled: Path, tmp_path: Path, command: list[str]
) -> None:
    before, out = records(filled), tmp_path / "f.csv"
    left, undisturbed = killed(filled, tmp_path / "copies", *command)
    after = records(undisturbed)
    run(undisturbed, *SCREEN)
    findings = found(undisturbed, out)
    for copy in left:
        run(copy, "findings", "--out", str(out))
        assert records(copy) in (before, after)
        assert half_done(copy) == []
    for copy in left[::4]:
        run(copy, *SCREEN)
        assert found(copy, out) == findings
    assert len(left) > 4


@pytest.mark.slow
def test_a_rebuild_killed_at_any_step_is_made_up_for_by_the_next_one(filled: Path, tmp_path: Path) -> None:
    shutil.copy(filled / "mingji.db", tmp_path / "backup")
    run(filled, "undo", "2")
    run(filled, "import", written(tmp_path / "in" / "新.csv", BILLS + SECOND))
    run(filled, *SCREEN)
    whole, findings = records(filled), found(filled, tmp_path / "f.csv")
    gone(filled)
    shutil.copy(tmp_path / "backup", filled / "mingji.db")
    run(filled, "findings", "--out", str(tmp_path / "f.csv"))
    left, _ = killed(at_rest(filled), tmp_path / "copies", "rebuild")
    for copy in left:
        run(copy, "rebuild")
        assert (records(copy), half_done(copy)) == (whole, [])
        assert found(copy, tmp_path / "f.csv") == findings
    assert len(left) > 4


KILLED_WITH_ITS_LAST_WORDS_IN_THE_LOG = """
import os, sys
from pathlib import Path
from typer.testing import CliRunner
from cli import app
from models.store import Store
kept = Store(Path(sys.argv[1]))  # another process that reads: what is committed stays in the -wal file
with kept.read() as session:
    session.connection().exec_driver_sql("SELECT count(*) FROM log")
    code = CliRunner().invoke(app, ["--home", *sys.argv[1:]]).exit_code
os._exit(code)
"""


@pytest.mark.slow
def test_whatever_becomes_of_the_log_of_a_killed_database_nothing_is_lost_or_wrong_in_silence(
    filled: Path, tmp_path: Path
) -> None:
    dead = Path(shutil.copytree(filled, tmp_path / "dead"))
    file = written(tmp_path / "in" / "新.csv", BILLS + "0000000009,丙,202511,7,5\n")
    command = [sys.executable, "-c", KILLED_WITH_ITS_LAST_WORDS_IN_THE_LOG, str(dead), "import", file]
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == 0
    content = (dead / "mingji.db-wal").read_bytes()
    lost = 0
    for number, what in enumerate(
        (None, b"", content[: len(content) // 2], content[:-1], b"\xff" * len(content))
    ):
        copy = Path(shutil.copytree(dead, tmp_path / str(number)))
        (copy / "mingji.db-wal").unlink() if what is None else (copy / "mingji.db-wal").write_bytes(what)
        said = run(copy, "findings", "--out", str(tmp_path / "f.csv"))
        if len(records(copy)[0]) == 2:  # the import's last words, that its job is done, come after its batch
            lost += 1
            assert "数据库不认识的数据已移到一旁,没有删除" in said
            assert "批次 3,文件“新.csv”" in said
            assert "已带回批次 1 个" in run(copy, "rebuild")
        assert len(records(copy)[0]) == 3
    assert lost >= 3


def test_an_undo_that_an_older_database_does_not_know_is_said_until_it_is_brought_back(
    filled: Path, tmp_path: Path
) -> None:
    shutil.copy(filled / "mingji.db", tmp_path / "backup")
    run(filled, "undo", "2")
    gone(at_rest(filled))
    shutil.copy(tmp_path / "backup", filled / "mingji.db")
    said = run(filled, "findings", "--out", str(tmp_path / "f.csv"))
    assert "数据库不知道这次撤销,数据又在使用:批次 2(文件“电费.csv”," in said
    assert "撤销 1 次" in run(filled, "rebuild")
    assert "不知道这次撤销" not in run(filled, "findings", "--out", str(tmp_path / "f.csv"))


def test_what_a_wrong_database_set_aside_is_back_with_the_right_one(filled: Path, tmp_path: Path) -> None:
    shutil.copy(filled / "mingji.db", tmp_path / "backup")
    run(filled, "import", written(tmp_path / "in" / "新.csv", BILLS + "0000000009,丙,202511,7,5\n"))
    right = at_rest(filled) / "mingji.db"
    right.rename(tmp_path / "right")
    shutil.copy(tmp_path / "backup", right)
    assert "批次 3,文件“新.csv”" in run(filled, *SCREEN)
    gone(at_rest(filled))
    shutil.copy(tmp_path / "right", right)
    run(filled, *SCREEN)
    assert [path for path in filled.glob("set-aside/*") if "batches" in path.name] == []
