"""A confined child may fail in every way; the parent lives, and the person reads why."""

import errno
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data_loaders.child.confined import OUT_OF_MEMORY
from data_loaders.child.sandbox import run_confined, sweep_leftovers
from data_loaders.child.template import ROOT
from data_loaders.limits import Limits
from models.errors import Cancelled, FileDamaged, FileHostile, StoreUnusable
from tests.data_loaders import confined_work as work
from tests.data_loaders.child import greedy_work


def test_result_of_the_work_comes_back():
    assert run_confined(work.add, [1, 2]) == 3


def test_work_may_be_named_as_text():
    assert run_confined("tests.data_loaders.confined_work:add", [1, 2]) == 3


def test_progress_reaches_the_parent():
    seen = []
    run_confined(work.add, [1, 2], on_progress=lambda share, text: seen.append((share, text)))
    assert seen == [(0.5, "半程")]


def test_refusal_keeps_its_class_place_and_remedy():
    with pytest.raises(FileHostile) as refused:
        run_confined(work.refuse, [])
    assert str(refused.value) == "文件“a.xlsx” 工作表“表一” 第 3 行 “户号”列:含宏。请另存"


def test_unforeseen_fault_is_told_with_the_file():
    with pytest.raises(FileDamaged, match=r"文件“甲\.xlsx”:读取时遇到无法处理的内容"):
        run_confined(work.blunder, [], shown_name="甲.xlsx")


def test_abort_of_the_child_names_the_file_it_worked_on():
    with pytest.raises(FileHostile, match=r"文件“乙\.xlsx”:读取所需内存超过上限"):
        run_confined(work.abort, ["乙.xlsx"], shown_name="甲.xlsx")


def test_memory_beyond_the_limit_is_refused():
    with pytest.raises(FileHostile, match="内存超过上限"):
        run_confined(greedy_work.hog, [200], limits=Limits(memory_mb=100))


def test_parent_watches_memory_where_the_system_has_no_limit():
    with pytest.raises(FileHostile, match="内存超过上限"):
        run_confined(greedy_work.hog_behind_the_limit, [400], limits=Limits(memory_mb=64))


def test_answer_longer_than_the_limit_is_refused():
    assert len(run_confined(work.say_much, [90_000], limits=Limits(message_bytes=100_000))) == 90_000
    with pytest.raises(FileDamaged, match=r"文件“甲\.xlsx”:读取结果过大"):
        run_confined(work.say_much, [110_000], limits=Limits(message_bytes=100_000), shown_name="甲.xlsx")


def test_child_that_ends_without_an_answer_is_told_with_the_file_and_its_code():
    with pytest.raises(FileDamaged, match=r"文件“乙\.xlsx”:读取时异常中止\(代码 9\)。文件可能已损坏"):
        run_confined(work.leave, ["乙.xlsx", 9])


def test_processor_time_beyond_the_limit_is_refused():
    with pytest.raises(FileHostile, match="读取超过 1 秒"):
        run_confined(work.spin, [], limits=Limits(cpu_seconds=1, wall_seconds=60))


def test_wall_clock_beyond_the_limit_is_refused():
    with pytest.raises(FileHostile, match="读取超过 1 秒"):
        run_confined(work.sleep, [60], limits=Limits(wall_seconds=1))


def test_person_who_cancels_does_not_wait():
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        run_confined(work.sleep, [60], cancelled=lambda: True)
    assert time.monotonic() - begun < 20


def test_temporary_files_are_gone_after_success():
    assert not Path(run_confined(work.leave_a_file, [])).parent.exists()


def test_secrets_of_the_environment_stay_with_the_parent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MINGJI_DATABASE", "postgresql://secret")
    assert "MINGJI_DATABASE" not in run_confined(work.environment, [])


def test_open_sockets_stay_with_the_parent():
    with socket.socket() as listener:
        listener.set_inheritable(True)
        assert run_confined(work.usable_descriptors, [[listener.fileno()]]) == []


def test_child_does_not_load_what_it_does_not_need(tmp_path: Path):
    (tmp_path / "户.csv").write_bytes("户号,用户名称\r\n0000000001,甲\r\n".encode())
    loaded = run_confined(work.loaded_modules, [str(tmp_path / "户.csv")])
    assert not {"streamlit", "ibis", "sklearn", "pandas", "sqlalchemy", "urllib.request"} & set(loaded)


def test_folder_of_a_dead_parent_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "mingji-read-999999999-abc").mkdir()
    living = tmp_path / f"mingji-read-{os.getpid()}-abc"
    living.mkdir()
    assert sweep_leftovers() == 1
    assert list(tmp_path.iterdir()) == [living]


def test_child_that_noticed_by_itself_that_its_memory_is_short_is_told_so():
    with pytest.raises(FileHostile, match=r"文件“乙\.xlsx”:读取所需内存超过上限"):
        run_confined(work.leave, ["乙.xlsx", OUT_OF_MEMORY])


@pytest.mark.parametrize("line", ["5", "[1]", "null"])
def test_line_that_is_no_message_is_passed_over(line: str):
    assert run_confined(work.say_line, [line]) == "said"


@pytest.mark.parametrize("kind", ["Place", "dataclass", "no such thing"])
def test_error_of_a_class_that_is_none_of_ours_is_damage(kind: str):
    line = json.dumps({"error": {"kind": kind, "what": "不知名的毛病"}})
    with pytest.raises(FileDamaged, match=r"文件“甲\.xlsx”:不知名的毛病"):
        run_confined(work.say_line, [line], shown_name="甲.xlsx")


def test_child_that_crashes_leaves_no_picture_of_its_memory():
    assert run_confined(work.size_of_core, []) == 0


def test_child_ends_with_its_parent_and_leaves_nothing(tmp_path: Path):
    begun = tmp_path / "begun"
    call = f"from data_loaders.child.sandbox import run_confined as r; r({f'{work.__name__}:wait'!r}, [{str(begun)!r}])"
    env = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))
    parent = subprocess.Popen([sys.executable, "-c", call], cwd=ROOT, env=env)
    try:
        assert _comes_true(begun.exists)
    finally:
        parent.kill()
        parent.wait()
    assert _comes_true(lambda: not list(tmp_path.glob("mingji-read-*")))


def _comes_true(condition: Callable[[], bool]) -> bool:
    """Wait for what happens soon, though the machine may be busy."""
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [(errno.ENOSPC, StoreUnusable, "磁盘空间不足"), (errno.ENXIO, FileDamaged, "读取时遇到无法处理的内容")],
)
def test_full_disk_is_not_blamed_on_the_file(number: int, kind: type[Exception], said: str):
    with pytest.raises(kind, match=said):
        run_confined(work.fail_at_the_disk, [number], shown_name="甲.xlsx")
