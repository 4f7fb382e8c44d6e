"""Jobs: one at a time and in line, cancelled or cut short without harm, and known for what became of them."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from analytics.search.index import is_ready
from data_loaders.catalog import tables
from models import jobs, pages_first, runs
from models.errors import Cancelled, WrongUsage
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.company import few_tables
from tests.loaded import load

SECONDS = 60
SCREENING = {"as_of": "2025-11-01", "period": "202510"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def noted(store: Store) -> int:
    return jobs.note(store, "screen", "筛查 2025年10月", SCREENING, LOCAL_USER)


def until(happens: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def in_the_background(store: Store, number: int, work: jobs.Work) -> threading.Thread:
    thread = threading.Thread(target=jobs.carry_out, args=(store, number, work), daemon=True)
    thread.start()
    return thread


def asked(home: Path) -> tuple[Store, int]:
    """Return a company's home and a screening of it that has begun in a process of its own."""
    lake = Lake(Store(home), tables())
    load(lake, few_tables(), "company")
    number = jobs.ask(lake.store, "screen", "筛查 2025年10月", SCREENING, LOCAL_USER)
    until(lambda: jobs.get(lake.store, number).said)
    return lake.store, number


def test_pages_have_the_processor_before_a_screening(tmp_path: Path):
    store, number = asked(tmp_path / "home")
    pid = jobs.get(store, number).pid
    assert psutil.Process(pid).nice() == max(psutil.Process().nice(), pages_first.STEPS_BACK)
    jobs.cancel(store, number, LOCAL_USER)


def test_a_job_says_how_far_it_is_and_keeps_its_result(store: Store):
    number = noted(store)

    def work(tell: jobs.Progress) -> dict[str, int]:
        tell(0.5, "TAR-14")
        job = jobs.get(store, number)
        assert (job.state, job.share, job.said) == (jobs.RUNNING, 0.5, "TAR-14")
        return {"run_id": 7}

    assert jobs.carry_out(store, number, work) == {"run_id": 7}
    job = jobs.get(store, number)
    assert (job.state, job.share, job.result) == (jobs.DONE, 1.0, {"run_id": 7})


def test_the_next_job_waits_until_the_one_before_has_ended(store: Store):
    first, second, may_end = noted(store), noted(store), threading.Event()
    order: list[str] = []

    def slow(tell: jobs.Progress) -> dict[str, int]:
        may_end.wait(SECONDS)
        order.append("first")
        return {}

    behind = in_the_background(store, second, lambda tell: order.append("second") or {})
    ahead = in_the_background(store, first, slow)
    until(lambda: jobs.get(store, first).state == jobs.RUNNING)
    assert [job.id for job in jobs.active(store)] == [first, second]
    assert jobs.get(store, second).state == jobs.WAITING
    may_end.set()
    ahead.join(SECONDS)
    behind.join(SECONDS)
    assert order == ["first", "second"]


def test_a_job_that_was_cancelled_while_it_waited_never_runs(store: Store):
    number = noted(store)
    jobs.cancel(store, number, LOCAL_USER)
    with pytest.raises(Cancelled, match="由本机用户取消"):
        jobs.carry_out(store, number, lambda tell: pytest.fail("it ran"))
    assert jobs.active(store) == []


def test_a_job_that_was_cancelled_stops_where_it_next_says_how_far_it_is(store: Store):
    number = noted(store)

    def work(tell: jobs.Progress) -> dict[str, int]:
        jobs.cancel(store, number, LOCAL_USER)
        tell(1.0, "")
        return {"run_id": 7}

    with pytest.raises(Cancelled):
        jobs.carry_out(store, number, work)
    assert (jobs.get(store, number).state, jobs.get(store, number).result) == (jobs.CANCELLED, None)


def test_a_job_that_was_cancelled_when_its_work_had_ended_is_done_for_what_it_made_is_there(store: Store):
    number = noted(store)

    def work(tell: jobs.Progress) -> dict[str, int]:
        jobs.cancel(store, number, LOCAL_USER)
        return {"run_id": 7}

    assert jobs.carry_out(store, number, work) == {"run_id": 7}
    job = jobs.get(store, number)
    assert (job.state, job.said, job.result) == (jobs.DONE, "", {"run_id": 7})


@pytest.mark.parametrize("ended_by", ["cancelled", "failed"])
def test_a_job_that_only_makes_ready_what_it_has_made_is_done_whatever_ends_it(store: Store, ended_by: str):
    number = noted(store)

    def work(tell: jobs.Progress) -> dict[str, int]:
        jobs.made(store, number, {"run_id": 7})
        if ended_by == "cancelled":
            jobs.cancel(store, number, LOCAL_USER)
            tell(1.0, "准备页面")
        raise OSError("the disk is full")

    with pytest.raises((Cancelled, OSError)):
        jobs.carry_out(store, number, work)
    job = jobs.get(store, number)
    assert (job.state, job.said, job.result) == (jobs.DONE, "", {"run_id": 7})


def test_what_went_wrong_is_kept_in_words(store: Store):
    number = noted(store)

    def work(tell: jobs.Progress) -> dict[str, int]:
        raise WrongUsage("期间无效", remedy="请写成 YYYYMM")

    with pytest.raises(WrongUsage):
        jobs.carry_out(store, number, work)
    assert (jobs.get(store, number).state, jobs.get(store, number).said) == (
        jobs.FAILED,
        "期间无效。请写成 YYYYMM",
    )


def test_a_bug_is_told_without_its_text(store: Store):
    number = noted(store)
    with pytest.raises(ZeroDivisionError):
        jobs.carry_out(store, number, lambda tell: {"run_id": 1 // 0})
    assert (
        jobs.get(store, number).said == f"程序出错,没有完成。请把数据目录下 jobs/{number}.log 交给系统管理员"
    )


def test_a_screening_in_a_process_of_its_own_comes_to_its_run(tmp_path: Path):
    store, number = asked(tmp_path)
    until(lambda: jobs.get(store, number).state == jobs.DONE)
    assert jobs.get(store, number).result == {"run_id": runs.get(store).id}
    with Lake(store, tables()).open(LOCAL_USER) as door:
        assert is_ready(door)  # and nobody waits for the first search
    assert runs.get(store).run_by == LOCAL_USER.name


def test_a_screening_that_was_cancelled_leaves_no_run_and_no_process(tmp_path: Path):
    store, number = asked(tmp_path)
    jobs.cancel(store, number, LOCAL_USER)
    pid = jobs.get(store, number).pid
    assert pid is not None
    until(lambda: not psutil.pid_exists(pid))
    assert runs.history(store) == []
    assert list(store.home.glob(f"{runs.FOLDER}/*")) == []


def test_a_screening_whose_process_was_killed_is_said_to_be_cut_short(tmp_path: Path):
    store, number = asked(tmp_path)
    pid = jobs.get(store, number).pid
    assert pid is not None
    psutil.Process(pid).kill()
    until(lambda: jobs.active(store) == [])
    job = jobs.get(store, number)
    assert (job.state, job.said) == (jobs.FAILED, jobs.CUT_SHORT)
    runs.sweep(store)
    assert list(store.home.glob(f"{runs.FOLDER}/*")) == []
