"""Imports stand in line with other work, and one that is cancelled leaves the data as it was."""

import threading
import time
from pathlib import Path

import pytest

from data_loaders.catalog import tables
from data_loaders.delivery import in_line, ingest
from data_loaders.delivery.ingest import Delivery
from models import jobs
from models.data import batches
from models.errors import Cancelled, StoreUnusable
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.exports import csv_of

PEOPLE = [{"cons_no": f"{n:010d}", "org_code": "334010101", "elec_type_code": "202"} for n in range(1, 31)]
ORGS = [{"org_code": "334010101", "org_name": "城关供电所"}]
SECONDS = 60


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(Store(tmp_path / "home"), tables())


@pytest.fixture
def delivery(lake: Lake, tmp_path: Path) -> Delivery:
    """Give two files that were read: 组织机构 is made live first."""
    paths = []
    for name, rows in (("customers", PEOPLE), ("orgs", ORGS)):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_bytes(csv_of(name, rows))
    return ingest.stage(lake, paths, "测试", LOCAL_USER)


def rows(lake: Lake) -> tuple[int, int]:
    with lake.open(LOCAL_USER) as door:
        return door.rows("customers"), door.rows("orgs")


def test_an_import_is_a_job_that_says_what_it_loads_and_keeps_its_batches(lake: Lake, delivery: Delivery):
    number = in_line.note(delivery)
    in_line.confirm(delivery, number)
    job = jobs.get(lake.store, number)
    assert (job.title, job.state) == ("导入 customers.csv 等 2 个文件", jobs.DONE)
    assert job.result == {"batches": [2, 1]}
    assert rows(lake) == (30, 1)


def test_an_import_waits_for_what_was_asked_for_before(lake: Lake, delivery: Delivery):
    ahead = jobs.note(lake.store, "screen", "筛查", {}, LOCAL_USER)
    may_end, seen = threading.Event(), []

    def screening(tell: jobs.Progress) -> dict[str, bool]:
        may_end.wait(SECONDS)
        seen.append(rows(lake))
        return {}

    number = in_line.note(delivery)
    threads = [
        threading.Thread(target=jobs.carry_out, args=(lake.store, ahead, screening)),
        threading.Thread(target=in_line.confirm, args=(delivery, number)),
    ]
    for thread in threads:
        thread.start()
    assert jobs.ahead_of(lake.store, number) == 1
    may_end.set()
    for thread in threads:
        thread.join(SECONDS)
    assert (seen, rows(lake)) == ([(0, 0)], (30, 1))


def test_an_import_cancelled_while_it_waits_loads_nothing(lake: Lake, delivery: Delivery):
    number = in_line.note(delivery)
    jobs.cancel(lake.store, number, LOCAL_USER)
    with pytest.raises(Cancelled):
        in_line.confirm(delivery, number)
    assert batches.history(lake.store) == []


@pytest.mark.parametrize("after", [1, 2])
def test_an_import_cancelled_while_it_is_written_is_taken_back_whole(
    lake: Lake, delivery: Delivery, after: int
):
    def on_progress(share: float, text: str) -> None:
        if share >= after / 2:
            assert rows(lake)[1] == 1
            raise Cancelled("由本机用户取消")

    with pytest.raises(Cancelled):
        delivery.confirm(on_progress)
    assert rows(lake) == (0, 0)
    assert all(batch.undone_at for batch in batches.history(lake.store))


def test_an_import_that_goes_on_where_an_earlier_one_stopped_takes_back_only_its_own(
    lake: Lake, delivery: Delivery
):
    delivery.is_stored = True
    [path] = [
        one.path for file in delivery.files if file.name == "customers.csv" for one in file.staged.files
    ]
    away = path.rename(path.with_suffix(".away"))
    with pytest.raises(StoreUnusable):
        delivery.confirm()
    away.rename(path)

    def on_progress(share: float, text: str) -> None:
        if share == 1:
            assert rows(lake) == (30, 1)
            raise Cancelled("由本机用户取消")

    with pytest.raises(Cancelled):
        delivery.confirm(on_progress)
    assert rows(lake) == (0, 1)


def test_whoever_cancels_an_import_of_a_server_does_not_kill_the_server(lake: Lake, delivery: Delivery):
    number = in_line.note(delivery)
    began, may_end = threading.Event(), threading.Event()

    def before() -> None:
        began.set()
        may_end.wait(SECONDS)

    def import_() -> None:
        with pytest.raises(Cancelled):
            in_line.confirm(delivery, number, before=before, may_be_killed=False)

    thread = threading.Thread(target=import_)
    thread.start()
    assert began.wait(SECONDS)
    assert jobs.get(lake.store, number).pid is None
    jobs.cancel(lake.store, number, LOCAL_USER)
    time.sleep(jobs.TOLD_SECONDS)
    may_end.set()
    thread.join(SECONDS)
    assert rows(lake) == (0, 0)
