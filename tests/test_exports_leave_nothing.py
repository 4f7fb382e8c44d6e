"""An export leaves nothing behind but the file itself, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from data_loaders.delivery.ingest import stage
from models import log
from models.errors import StoreUnusable, WrongUsage
from models.home import scratch
from models.people import LOCAL_USER
from models.store import Store
from pages.parts.common import download
from pages.parts.imports import batch_list
from pages.parts.report import files as report_files
from pages.parts.rules import rule_book
from reports.document import Document, Paragraph, Section, Sentence
from tests.commanded import run
from tests.loaded import loaded

KILLED = """
import os, signal, sys
from pathlib import Path
from models import log
from models.home import scratch
from models.people import LOCAL_USER
from models.store import Store

def write(path):
    path.write_text("张三")
    os.kill(os.getpid(), signal.SIGKILL)

store = Store(Path(sys.argv[1]))
scratch.place(store.home, "downloads").write_text("张三")
scratch.place(store.home, "engine").mkdir()
log.exported(store, LOCAL_USER, "targets", Path(sys.argv[2]), write, scope={})
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home of its own, and a temporary directory of the system that holds nothing else."""
    monkeypatch.setenv("MINGJI_HOME", str(tmp_path / "home"))
    (tmp_path / "system").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "system"))
    st.cache_resource.clear()
    return tmp_path / "home"


def left(home: Path) -> list[str]:
    """Return what lies in the temporary folders: files, and folders other than the fixed ones."""
    fixed = {home / "tmp" / kind for kind in ("exports", "downloads", "engine", "uploads")}
    everything = {*(home / "tmp").rglob("*"), *(home.parent / "system").rglob("*")}
    return sorted(str(path.relative_to(home.parent)) for path in everything - fixed)


def killed(home: Path, out: Path) -> None:
    """Let a process die in the middle of an export."""
    words = [sys.executable, "-c", KILLED, str(home), str(out)]
    ended = subprocess.run(words, cwd=Path(__file__).parent.parent, check=False)
    assert ended.returncode == -signal.SIGKILL


def fetched(path: Path) -> None:
    """Let a browser take a file that was made for it."""
    token, _ = download.deposit(path, "清单.xlsx", "browser")
    ticket = download._take(token, "browser")
    assert ticket is not None
    assert ticket.path.stat().st_size
    ticket.path.unlink()


def document() -> Document:
    section = Section(1, "总体情况", (Paragraph((Sentence("a", "没有问题。"),)),))
    return Document("月度通报", "", "1", "临江", "2025年12月", date(2026, 1, 1), "2025-12-31", (section,))


def rejects_of_a_batch(home: Path) -> Path:
    lake = loaded(home, "bills\ncons_no | amt_ym | total_pq\n1 | 202610 | 1")
    path = home / "a.csv"
    path.write_text(
        "用户编号,年月,总电量,总电费\n0000000001,202404,1,1\n0000000002,202404,x,1\n", encoding="utf-8"
    )
    stage(lake, [path], "测试", LOCAL_USER).confirm()
    path.unlink()
    return batch_list._rejects_file(2, LOCAL_USER)


def field_sheet(_home: Path) -> Path:
    return rule_book._field_sheet_file("balance_checks", LOCAL_USER, "", 50)


EXPORTS: dict[str, Callable[[Path], Path]] = {
    "rejected rows": rejects_of_a_batch,
    "field sheet": field_sheet,
} | {
    f"report {suffix}": lambda home, suffix=suffix: report_files._file(
        LOCAL_USER, document(), "bulletin", {}, suffix
    )
    for suffix in report_files.FILES.values()
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS.keys())
def test_nothing_is_left_of_a_file_that_was_fetched(home: Path, export: Callable[[Path], Path]):
    fetched(export(home))
    assert left(home) == []


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (WrongUsage("写不了"), WrongUsage),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (OSError(28, "disk full"), StoreUnusable),
    ],
    ids=["refused", "stopped", "disk full"],
)
def test_nothing_is_left_of_an_export_that_failed_or_was_stopped(
    home: Path, fault: BaseException, told: type[BaseException]
):
    def write(path: Path) -> int:
        path.write_text("张三")
        raise fault

    with pytest.raises(told):
        download.exported(Store(home), LOCAL_USER, "targets", ".xlsx", write, scope={})
    assert left(home) == []


def test_nothing_is_left_of_a_file_that_cannot_be_kept_for_the_browser(home: Path):
    path = download.exported(
        Store(home), LOCAL_USER, "targets", ".csv", lambda out: out.write_text("张三"), scope={}
    )
    (home / "tmp" / "downloads").write_text("in the way")
    with pytest.raises(FileExistsError):
        download.deposit(path, "清单.csv", "browser")
    (home / "tmp" / "downloads").unlink()
    assert left(home) == []


def test_what_a_killed_process_left_goes_at_the_next_start(home: Path, tmp_path: Path):
    out = tmp_path / "目标.xlsx"
    killed(home, out)
    assert len(left(home)) == 2
    scratch.sweep(home)
    assert left(home) == []


def test_what_a_killed_process_left_beside_its_file_goes_with_the_next_export_there(
    home: Path, tmp_path: Path
):
    out = tmp_path / "清单" / "目标.xlsx"
    out.parent.mkdir()
    killed(home, out)
    assert len(list(out.parent.iterdir())) == 1
    log.exported(Store(home), LOCAL_USER, "targets", out, lambda path: path.write_text("1"), scope={})
    assert [path.name for path in out.parent.iterdir()] == ["目标.xlsx"]


def test_what_a_living_process_or_a_person_put_there_stays(home: Path):
    mine = scratch.place(home, "exports")
    mine.write_text("under way")
    theirs = home / "tmp" / "exports" / "mj-elsewhere-1-00000000000000000000000000000000.xlsx"
    theirs.write_text("of another computer")
    scratch.sweep(home)
    assert mine.exists()
    assert theirs.exists()
    os.utime(theirs, (time.time() - 90_000,) * 2)
    scratch.sweep(home)
    assert not theirs.exists()


def test_command_line_export_leaves_its_file_only(home: Path, tmp_path: Path):
    rejects_of_a_batch(home).unlink()
    out = tmp_path / "清单" / "拒绝.xlsx"
    out.parent.mkdir()
    run(home, "rejects", "2", "--out", str(out))
    assert [path.name for path in out.parent.iterdir()] == ["拒绝.xlsx"]
    assert left(home) == []
