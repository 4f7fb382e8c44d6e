"""Every fault is one Chinese sentence with a way out and the right exit code, and nothing else changes."""

import ctypes
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

from models.home.rebuild import LOST
from models.store import Store
from tests.base_cases.whole_home import BILLS, found, gone, written
from tests.commanded import run
from tests.company import screened_home
from tests.forked import command_line_on_a_full_disk, done
from tests.serving import PROJECT, frames_for, serving

TRIED = re.compile("""INSERT INTO "(jobs"|log".*,'job','job:)""")
NO_RIGHT_TO_WRITE_ALL = (
    1,
    2,
)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: without them root obeys permissions too


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home with a company and its screening, to be broken."""
    return screened_home(tmp_path / "home")


def state(home: Path) -> dict[str, str]:
    """Return a digest of every file of a home; what SQLite keeps beside an open database is none of it.

    Of the records it is what they say that counts, but for the jobs, which tell what was tried in vain: SQLite moves
    what was written into its file when it likes.
    """
    files = [p for p in home.rglob("*") if p.is_file() and not p.name.endswith(("-wal", "-shm"))]
    return {str(p.relative_to(home)): hashlib.sha256(kept_in(p)).hexdigest() for p in files}


def kept_in(path: Path) -> bytes:
    if path.name == "mingji.db":
        with (
            suppress(sqlite3.DatabaseError),
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as records,
        ):
            said = [line for line in records.iterdump() if not TRIED.match(line)]
            return "\n".join(said).encode()
    return path.read_bytes()


def live_file(home: Path, name: str) -> Path:
    [path] = home.glob(f"batches/*/{name}.parquet")
    return path


# What is wrong with the database


def random_bytes(home: Path) -> None:
    (home / "mingji.db").write_bytes(random.Random(1).randbytes(60_000))


def cut(home: Path) -> None:
    content = (home / "mingji.db").read_bytes()
    (home / "mingji.db").write_bytes(content[: len(content) // 2 // 4096 * 4096])


def no_database(home: Path) -> None:
    (home / "mingji.db").write_text("这不是数据库" * 500, "utf-8")


def emptied(home: Path) -> None:
    (home / "mingji.db").write_bytes(b"")


def newer(home: Path) -> None:
    store = Store(home)
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()


DAMAGED = "数据库已损坏。数据文件没有改动"
FAULTS: dict[Callable[[Path], None], str] = {
    random_bytes: DAMAGED,
    cut: DAMAGED,
    no_database: DAMAGED,
    gone: "有 1 个批次、1 个筛查的数据,但数据库是空的或已不见,没有改动任何内容。请放回原来的数据库",
    emptied: "没有改动任何内容。请放回原来的数据库",
    newer: "程序比数据旧。请升级明稽后再打开",
}


@pytest.mark.parametrize("break_it", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize(
    "command", [["screen"], ["findings", "--out", "f.csv"], ["undo", "1"]], ids=lambda c: c[0]
)
def test_a_database_that_cannot_be_used_is_said_and_nothing_is_touched(
    home: Path, break_it: Callable[[Path], None], command: list[str]
) -> None:
    break_it(home)
    before = state(home)
    assert FAULTS[break_it] in run(home, *command, code=4)
    assert state(home) == before


def test_a_database_elsewhere_is_not_taken_for_the_homes_own(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGJI_DATABASE", f"sqlite:///{tmp_path / 'other.db'}")
    before = state(home)
    for _ in range(2):
        assert "没有改动任何内容" in run(home, "screen", code=4)
    assert (state(home), (tmp_path / "other.db").exists()) == (before, False)


def test_rebuild_makes_no_second_database_while_the_home_s_own_is_whole(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGJI_DATABASE", f"sqlite:///{tmp_path / 'other.db'}")
    before = state(home)
    for lost in ([], ["--lost"]):
        said = run(home, "rebuild", *lost, code=4)
        assert f"的数据库在 {home / 'mingji.db'},完好可用;现在指定的是 {tmp_path / 'other.db'}" in said
        assert "请把 MINGJI_DATABASE 改回原来的数据库(它在数据目录里时不需要设置)" in said
    assert (state(home), (tmp_path / "other.db").exists()) == (before, False)


# A stored file is missing or cut


@pytest.mark.parametrize("fault", ["missing", "cut", "empty", "garbled"])
def test_a_bad_file_is_named_with_its_batch_table_month_and_the_ways_out(
    home: Path, tmp_path: Path, fault: str
) -> None:
    file = live_file(home, "bills-202510")
    content = file.read_bytes()
    broken = {"cut": content[: len(content) // 2], "garbled": content[:4] + b"\xff" * 300 + content[304:]}
    file.unlink() if fault == "missing" else file.write_bytes(broken.get(fault, b""))
    before = state(home)
    delivered = written(tmp_path / "in" / "电费.csv", BILLS + "0000000001,甲,202510,10,5\n")
    for command, code in ((["screen", "--as-of", "2025-11-01"], 4), (["import", delivered], 4)):
        said = run(home, *command, code=code)
        assert "批次 1(文件“company”)的“电费发行” 2025年10月数据文件" in said
        assert ("不见了" if fault == "missing" else "不完整或已损坏") in said
        assert "撤销批次 1,再重新导入" in said
    assert state(home) == before
    assert "批次 1 已撤销" in run(home, "undo", "1")


def test_a_bad_result_of_a_screening_is_named_with_its_remedy(home: Path, tmp_path: Path) -> None:
    [file] = home.glob("runs/*/hits/ACC-12.parquet")
    file.write_bytes(file.read_bytes()[:40])
    before = state(home)
    said = run(home, "findings", "--out", str(tmp_path / "f.csv"), code=4)
    assert "筛查 1 的结果文件不完整或已损坏:ACC-12.parquet" in said
    assert "请重新运行筛查" in said
    assert (state(home), (tmp_path / "f.csv").exists()) == (before, False)


def with_a_byte_changed(path: Path, column: str) -> None:
    """Change one byte among a column's values: the file reads as before, with other figures."""
    before = pq.read_table(path)
    group = pq.read_metadata(path).row_group(0)
    chunks = [group.column(n) for n in range(group.num_columns)]
    [chunk] = [chunk for chunk in chunks if chunk.path_in_schema == column]
    content = bytearray(path.read_bytes())
    content[chunk.data_page_offset + chunk.total_compressed_size // 2] ^= 1
    path.write_bytes(content)
    assert pq.read_table(path).column(column) != before.column(column)
    assert pq.read_table(path).drop(column) == before.drop(column)


@pytest.fixture
def home_with_bills(home: Path, tmp_path: Path) -> Path:
    """Give a home with 300 bills of November as the product itself stores them, batch 2."""
    run(home, "import", written(tmp_path / "first" / "电费.csv", many_bills(300)))
    with closing(sqlite3.connect(home / "mingji.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the file is not to change by itself later on
    return home


CHANGED = "不完整或已损坏(内容与写入时不同)"


def test_a_byte_that_changed_inside_a_column_is_noticed_before_its_figures_are_used(
    home_with_bills: Path, tmp_path: Path
) -> None:
    home = home_with_bills
    with_a_byte_changed(live_file(home, "0-202511"), "total_pq")
    before = state(home)
    again = written(tmp_path / "in" / "重导.csv", BILLS + "0000000007,甲,202511,10,5\n")
    for command in (["screen", "--as-of", "2025-12-01"], ["import", again]):
        said = run(home, *command, code=4)
        assert f"批次 2(文件“电费.csv”)的“电费发行” 2025年11月数据文件{CHANGED}:batches/" in said
        assert "请从备份放回这个文件;没有备份时撤销批次 2,再重新导入“电费.csv”" in said
    assert state(home) == before


def test_a_damaged_card_is_said_and_once_it_is_gone_the_database_writes_it_anew(
    home_with_bills: Path, tmp_path: Path
) -> None:
    home = home_with_bills
    card = live_file(home, "0-202511").with_name("card.json")
    card.write_bytes(random.Random(3).randbytes(200))
    before = state(home)
    again = written(tmp_path / "in" / "重导.csv", BILLS + "0000000007,甲,202511,10,5\n")
    for command in (["screen", "--as-of", "2025-12-01"], ["import", again]):
        said = run(home, *command, code=4)
        assert "批次 2(文件“电费.csv”)的卡片不完整或已损坏,不能核对它的数据文件:batches/" in said
        assert "没有备份时删去它,再次运行时由数据库重写" in said
    assert state(home) == before
    card.unlink()
    run(home, "screen", "--as-of", "2025-12-01", "--check", "ACC-12")
    assert '"sha256"' in card.read_text("utf-8")


def test_after_the_damaged_batch_was_undone_its_file_is_imported_again(home_with_bills: Path) -> None:
    home = home_with_bills
    with_a_byte_changed(live_file(home, "0-202511"), "total_pq")
    run(home, "undo", "2")
    run(home, "import", str(home.parent / "first" / "电费.csv"))
    run(home, "screen", "--as-of", "2025-12-01", "--check", "ACC-12")


def test_a_file_put_back_from_a_backup_is_whole_again(home_with_bills: Path, tmp_path: Path) -> None:
    file = live_file(home_with_bills, "0-202511")
    shutil.copy2(file, tmp_path / "backup")
    with_a_byte_changed(file, "total_amt")
    run(home_with_bills, "screen", "--as-of", "2025-12-01", code=4)
    shutil.copy2(tmp_path / "backup", file)
    run(home_with_bills, "screen", "--as-of", "2025-12-01", "--check", "ACC-12")


def test_a_byte_that_changed_without_a_trace_in_the_file_s_time_is_noticed_the_next_day(
    home_with_bills: Path,
) -> None:
    file = live_file(home_with_bills, "0-202511")
    times = file.stat()
    with_a_byte_changed(file, "total_pq")
    card, yesterday = file.with_name("card.json"), time.time() - 86_400
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns - 86_400 * 10**9))
    os.utime(card, (yesterday, yesterday))
    assert CHANGED in run(home_with_bills, "screen", "--as-of", "2025-12-01", code=4)


def test_a_batch_older_than_digests_is_read_as_ever(home_with_bills: Path) -> None:
    card = live_file(home_with_bills, "0-202511").with_name("card.json")
    facts = json.loads(card.read_text("utf-8"))
    assert list(facts.pop("sha256")) == ["0-202511.parquet"]
    card.write_text(json.dumps(facts), "utf-8")
    os.utime(card, (0, 0))
    run(home_with_bills, "screen", "--as-of", "2025-12-01", "--check", "ACC-12")


def test_a_byte_that_changed_in_what_a_later_batch_replaced_hinders_nothing(
    home_with_bills: Path, tmp_path: Path
) -> None:
    home = home_with_bills
    file = live_file(home, "0-202511")
    run(home, "import", written(tmp_path / "in" / "重导.csv", many_bills(300).replace(",户", ",客")))
    with_a_byte_changed(file, "total_pq")
    run(home, "screen", "--as-of", "2025-12-01", "--check", "ACC-12")


def test_a_batch_with_a_changed_byte_does_not_come_back_from_a_lost_database(home_with_bills: Path) -> None:
    home = home_with_bills
    with_a_byte_changed(live_file(home, "0-202511"), "total_pq")
    gone(home)
    said = run(home, "rebuild", code=3)
    assert "批次 2(文件“电费.csv”)没有带回:“电费发行” 2025年11月的数据文件 0-202511.parquet" in said
    assert f"{CHANGED};请重新导入这个文件" in said
    assert "已带回批次 1 个" in said


def test_a_changed_byte_in_a_result_of_a_screening_is_noticed(home: Path, tmp_path: Path) -> None:
    [file] = home.glob("runs/*/hits/ACC-12.parquet")
    content = bytearray(file.read_bytes())
    content[20] ^= 1
    file.write_bytes(content)
    said = run(home, "findings", "--out", str(tmp_path / "f.csv"), code=4)
    assert f"筛查 1 的结果文件{CHANGED}:ACC-12.parquet" in said


def test_a_result_of_a_screening_that_went_is_noticed_on_the_same_day(home: Path, tmp_path: Path) -> None:
    run(home, "findings", "--out", str(tmp_path / "f.csv"))
    [file] = home.glob("runs/*/hits/ACC-12.parquet")
    file.unlink()
    said = run(home, "findings", "--out", str(tmp_path / "f.csv"), code=4)
    assert "筛查 1 的结果文件不见了:ACC-12.parquet" in said


@pytest.mark.parametrize("file", ["problems", "hits/ACC-12"])
def test_a_damaged_screening_does_not_hinder_the_next_one(home: Path, file: str) -> None:
    [bad] = home.glob(f"runs/*/{file}.parquet")
    bad.write_bytes(bad.read_bytes()[:40])
    said = run(home, "screen", "--as-of", "2025-11-01", "--check", "ACC-12")
    assert ("筛查 1 的结果文件已损坏,首次发现时间和次数没有计入它" in said) == (file == "problems")
    run(home, "findings", "--out", str(home.parent / "f.csv"))


@pytest.mark.parametrize("fault", ["missing", "cut", "changed"])
@pytest.mark.parametrize(("kind", "what"), [("rejects", "拒绝行文件"), ("left_out", "未载入行文件")])
def test_rejected_rows_that_are_not_what_was_kept_are_not_written_out(
    home: Path, tmp_path: Path, kind: str, what: str, fault: str
) -> None:
    lines = BILLS + "0000000001,甲,202513,10,5\n0000000002,乙,202511,10,5\n合计,,,20,10\n"
    run(home, "import", written(tmp_path / "in" / "电费.csv", lines), code=3)
    [file] = home.glob(f"batches/*/0.{kind}")
    content = bytearray(file.read_bytes())
    content[20] ^= 1
    file.unlink() if fault == "missing" else file.write_bytes(content if fault == "changed" else content[:50])
    said = run(home, "rejects", "2", "--out", str(tmp_path / "r.xlsx"), code=4)
    assert f"批次 2(文件“电费.csv”)的{what}{'不见了' if fault == 'missing' else '不完整或已损坏'}" in said
    assert not (tmp_path / "r.xlsx").exists()
    run(home, "screen", "--as-of", "2025-12-01", "--check", "ACC-12")


# The disk is full


def on_a_full_disk(home: Path, most: int, *words: str, code: int) -> str:
    """Run a command that cannot make any file longer than `most` bytes: what a full disk does."""
    ended, said = done(command_line_on_a_full_disk, home, most, *words)
    assert ended == code, said
    assert "Traceback" not in said
    return said


def many_bills(rows: int) -> str:
    rng = random.Random(7)
    return BILLS + "".join(
        f"{n:010d},户{n},202511,{rng.randrange(10**7) / 100},{rng.randrange(10**7) / 100}\n"
        for n in range(rows)
    )


@pytest.mark.slow
def test_an_import_for_which_there_is_no_room_changes_nothing(home: Path, tmp_path: Path) -> None:
    before = state(home)
    file = written(tmp_path / "in" / "电费.csv", many_bills(3_000))
    said = on_a_full_disk(home, 10_000, "import", file, code=4)
    assert "没有载入任何数据" in said or "磁盘空间不足" in said
    assert "磁盘空间不足。请清理磁盘空间后再试" in said
    assert state(home) == before


@pytest.mark.slow
def test_what_was_committed_before_the_disk_was_full_stays_and_is_told(home: Path, tmp_path: Path) -> None:
    run(home, "import", written(tmp_path / "first" / "全部.csv", many_bills(60_000)))
    written(
        tmp_path / "in" / "档案.csv",
        "用户编号,用户名称,供电单位编号,供电单位名称,用电类别,合同容量\n0000099001,甲,334010101,城关所,居民生活,8\n0000099002,乙,334010101,城关所,居民生活,8\n",
    )
    written(tmp_path / "in" / "电费.csv", BILLS + "0000000001,甲,202511,1,1\n")
    assert live_file(home, "0-202511").stat().st_size > 500_000
    report = tmp_path / "r.json"
    said = on_a_full_disk(home, 300_000, "import", str(tmp_path / "in"), "--report", str(report), code=3)
    assert "档案.csv:客户档案,读入 2 行" in said
    assert "磁盘空间不足" in said
    assert '"batch_id": 3' in report.read_text("utf-8")
    assert len(list(home.glob("batches/*/card.json"))) == 3


@pytest.mark.slow
def test_a_screening_for_which_there_is_no_room_is_not_recorded(home: Path) -> None:
    before = state(home)
    said = on_a_full_disk(home, 500, "screen", "--as-of", "2025-11-01", "--check", "ACC-12", code=4)
    assert "磁盘空间不足" in said
    assert state(home) == before


@pytest.mark.slow
def test_a_selection_for_which_there_is_no_room_leaves_no_file(home: Path, tmp_path: Path) -> None:
    before, out = state(home), tmp_path / "t.xlsx"
    said = on_a_full_disk(home, 100, "targets", "--out", str(out), "--capacity", "2", code=4)
    assert "磁盘空间不足" in said
    assert (state(home), out.exists()) == (before, False)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_an_export_for_which_there_is_no_room_leaves_no_file(home: Path, tmp_path: Path, suffix: str) -> None:
    before, out = state(home), tmp_path / "out"
    out.mkdir()
    said = on_a_full_disk(home, 100, "findings", "--out", str(out / f"f.{suffix}"), code=4)
    assert "没有写出" in said
    assert "磁盘空间不足" in said
    assert (state(home), list(out.iterdir())) == (before, [])


def test_a_report_that_cannot_be_written_does_not_hide_what_was_imported(home: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "in" / "电费.csv", BILLS + "0000000001,甲,202511,10,5\n")
    said = run(home, "import", file, "--report", f"{file}/r.json", code=3)
    assert "电费.csv:电费发行,读入 1 行,接受 1 行,拒绝 0 行,批次 2" in said
    assert f"以上已完成,但报告没有写出 {file}/r.json:“{file}”" in said


# The home cannot be written


def without_rights() -> None:
    for right in NO_RIGHT_TO_WRITE_ALL:
        ctypes.CDLL(None).prctl(
            24, right, 0, 0, 0
        )  # PR_CAPBSET_DROP; refused to whoever has no such right anyway


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    """Give a home in which nobody may write, root neither."""
    paths = [home, *home.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    yield home
    for path, mode in modes.items():
        path.chmod(mode)


@pytest.mark.slow
@pytest.mark.parametrize("command", [["screen"], ["undo", "1"], ["rebuild"]], ids=lambda c: c[0])
def test_a_read_only_home_is_said_to_be_one(read_only: Path, command: list[str]) -> None:
    before = state(read_only)
    words = [sys.executable, "cli.py", "--home", str(read_only), *command]
    done = subprocess.run(
        words, cwd=PROJECT, capture_output=True, text=True, preexec_fn=without_rights, check=False
    )
    assert done.returncode == 4, done.stderr
    assert "是只读的,无法使用。请检查目录和磁盘的写入权限" in done.stderr
    assert "备份" not in done.stderr
    assert state(read_only) == before


# A lost database is rebuilt


@pytest.mark.slow
def test_a_lost_database_is_rebuilt_to_the_same_findings(home: Path, tmp_path: Path) -> None:
    run(home, "targets", "--out", str(tmp_path / "t.csv"), "--capacity", "3")
    before = found(home, tmp_path / "before.csv")
    for path in home.glob("mingji.db*"):
        path.unlink()
    said = run(home, "rebuild")
    assert "已带回批次 1 个、撤销 0 次(在用 4,003 行)、筛查 1 次、目标清单 1 份" in said
    assert f"{LOST}、参数与码表只存于原来的数据库,没有带回" in said
    assert found(home, tmp_path / "after.csv") == before
    run(home, "screen", "--as-of", "2025-11-01", "--period", "202510", "--check", "ACC-12")
    assert found(home, tmp_path / "again.csv") == before


def test_what_cannot_be_rebuilt_is_named_and_the_job_is_done_in_part(home: Path) -> None:
    live_file(home, "bills-202510").unlink()
    gone(home)
    assert "批次 1(文件“company”)没有带回:“电费发行” 2025年10月的数据文件" in run(home, "rebuild", code=3)


# On the screen


@pytest.mark.slow
def test_the_screen_says_the_same_sentences_and_no_more(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(PROJECT, home) as running:
        for break_it, sentence in FAULTS.items():
            shutil.rmtree(home)
            screened_home(home)
            break_it(home)
            seen = b"".join(frame.SerializeToString() for frame in frames_for(running, "batches"))
            assert sentence.encode() in seen, break_it.__name__
            assert b"Traceback" not in seen
        shutil.rmtree(home)
        screened_home(home)
        live_file(home, "customers-").unlink()
        seen = b"".join(frame.SerializeToString() for frame in frames_for(running, "targets"))
        assert "的“客户档案”数据文件不见了".encode() in seen
