"""A delivery between the browser and the lake: read in the background, kept until somebody decides."""

import errno
import io
import resource
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data_loaders.catalog import tables
from data_loaders.delivery import waiting
from data_loaders.delivery.import_report import Answer
from data_loaders.recognition.recognise import Choice
from models import jobs
from models.data import batches, deliveries
from models.errors import NotFound, StoreUnusable
from models.home.rebuild import rebuild
from models.lake import Lake
from models.orm import Job
from models.people import LOCAL_USER
from models.store import Store
from pages.parts.imports import intake as intakes
from pages.parts.imports.intake import Intake, throw_away
from tests.exports import csv_of

ROWS = [{"cons_no": f"{n:010d}", "org_code": "334010101", "elec_type_code": "202"} for n in range(1, 31)]
ORGS = [{"org_code": "334010101", "org_name": "城关供电所"}]
PATIENCE_SECONDS = 60


def intake(lake: Lake, rows: list[dict] = ROWS) -> Intake:
    files = [("客户档案.csv", io.BytesIO(csv_of("customers", rows)))]
    return Intake.of_uploads(lake, LOCAL_USER, files, "测试", None)


def waited(until: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not until() and time.monotonic() < deadline:
        time.sleep(0.05)
    return until()


def read(delivery: Intake) -> Intake:
    assert waited(lambda: delivery.work.phase == "waiting")
    return delivery


def left(lake: Lake) -> list[str]:
    """Return what lies in the home of deliveries that nobody confirmed."""
    places = [lake.store.home / "deliveries", lake.store.home / "batches"]
    return [path.name for place in places if place.exists() for path in place.iterdir()]


def after_a_restart(lake: Lake) -> Lake:
    """Return the lake as another process finds it: the one before let go of everything, without a word."""
    for delivery in list(intakes._under_way.values()):
        for file in delivery.work.delivery.files if delivery.work.delivery else []:
            if file.staged:
                file.staged._lock.release()
    intakes._under_way.clear()
    lake.store.close()
    again = Lake(Store(lake.store.home), tables())
    batches.sweep(again.store)
    deliveries.sweep(again.store)
    return again


def test_every_file_is_read_to_the_end(lake: Lake):
    delivery = read(intake(lake))
    assert [file.share for file in delivery.work.files] == [1.0]
    delivery.cancel()


def test_reading_that_is_cancelled_leaves_nothing_behind(lake: Lake):
    delivery = intake(lake)
    delivery.cancel()
    assert waited(lambda: delivery.work.phase == "cancelled")
    assert left(lake) == []


def test_delivery_waits_though_every_browser_is_gone_and_is_the_same_for_whoever_opens_the_page(lake: Lake):
    delivery = read(intake(lake))
    [row] = deliveries.waiting(lake.store)
    assert (row.owner, [upload["name"] for upload in row.uploads]) == (LOCAL_USER.name, ["客户档案.csv"])
    assert Intake.resumed(lake, row, LOCAL_USER) is delivery
    delivery.cancel()


def test_delivery_waits_over_a_restart_and_is_confirmed_afterwards(lake: Lake):
    read(intake(lake))
    again = after_a_restart(lake)
    [row] = deliveries.waiting(again.store)
    delivery = Intake.resumed(again, row, LOCAL_USER)
    assert delivery.work.phase == "waiting"  # nothing is read anew
    delivery.confirm(LOCAL_USER)
    assert waited(lambda: delivery.work.phase == "confirmed")
    with again.open(LOCAL_USER) as door:
        assert door.rows("customers") == len(ROWS)
    assert deliveries.waiting(again.store) == []


def test_reading_that_a_restart_cut_short_is_begun_anew(lake: Lake):
    read(intake(lake))
    [row] = deliveries.waiting(lake.store)
    deliveries.keep(lake.store, row.id, content=None, folders=None)  # as it is while it is being read
    again = after_a_restart(lake)
    delivery = read(Intake.resumed(again, deliveries.get(again.store, row.id), LOCAL_USER))
    assert [file.state for file in delivery.work.delivery.files] == ["ready"]
    delivery.cancel()
    assert left(again) == []


def test_answer_of_a_person_is_kept_over_a_restart(lake: Lake):
    first = read(intake(lake, [row | {"cons_name": "甲"} for row in ROWS]))
    first.confirm(LOCAL_USER)
    assert waited(lambda: first.work.phase == "confirmed")
    second = read(intake(lake, ROWS[:3]))
    second.answer(second.work.delivery.files[0].sheets[0], Answer.ADD)
    again = after_a_restart(lake)
    [row] = deliveries.waiting(again.store)
    delivery = Intake.resumed(again, row, LOCAL_USER)
    assert delivery.work.delivery.files[0].sheets[0].answer is Answer.ADD
    delivery.cancel()


def test_delivery_of_a_lost_database_is_taken_up_again_from_its_files(lake: Lake):
    read(intake(lake))
    home = lake.store.home
    after_a_restart(lake).store.close()
    for path in home.glob("mingji.db*"):
        path.unlink()
    again = Lake(Store(home), tables())
    batches.sweep(again.store)
    deliveries.sweep(again.store)
    [row] = deliveries.waiting(again.store)
    delivery = read(Intake.resumed(again, row, LOCAL_USER))
    assert delivery.work.delivery.files[0].sheets[0].rows_accepted == len(ROWS)
    delivery.cancel()


def test_delivery_that_is_thrown_away_after_a_restart_leaves_nothing_behind(lake: Lake):
    read(intake(lake))
    again = after_a_restart(lake)
    [row] = deliveries.waiting(again.store)
    throw_away(again, row, LOCAL_USER)
    assert (left(again), deliveries.waiting(again.store)) == ([], [])


def test_data_that_changed_while_a_delivery_waited_is_shown_before_it_is_confirmed(lake: Lake):
    delivery = read(intake(lake))
    other = read(intake(lake, ROWS[:10]))
    other.confirm(LOCAL_USER)
    assert waited(lambda: other.work.phase == "confirmed")
    delivery.confirm(LOCAL_USER)
    assert waited(lambda: delivery.work.phase == "waiting")
    assert "现有数据有了变化" in delivery.work.notice
    assert delivery.work.delivery.files[0].sheets[0].comparison.same == 10
    delivery.cancel()


def test_confirmed_delivery_keeps_no_upload(lake: Lake):
    delivery = read(intake(lake))
    delivery.confirm(LOCAL_USER)
    assert waited(lambda: delivery.work.phase == "confirmed")
    assert list((lake.store.home / "deliveries").iterdir()) == []
    with lake.open(LOCAL_USER) as door:
        assert door.rows("customers") == len(ROWS)


class FullDisk(io.BytesIO):
    """An upload during which the disk runs full."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_upload_that_the_disk_has_no_room_for_is_said_and_leaves_nothing_behind(lake: Lake):
    with pytest.raises(StoreUnusable, match=r"上传的文件没有保存:磁盘空间不足。请清理"):
        Intake.of_uploads(lake, LOCAL_USER, [("客户档案.csv", FullDisk())], "测试", None)
    assert (left(lake), deliveries.waiting(lake.store)) == ([], [])


def confirmed(delivery: Intake) -> None:
    delivery.confirm(LOCAL_USER)
    assert waited(lambda: delivery.work.phase == "confirmed")


def test_delivery_still_waits_when_what_is_stored_cannot_be_read_and_is_compared_once_it_can(lake: Lake):
    confirmed(read(intake(lake, ROWS[:5])))
    delivery = read(intake(lake, [row | {"cons_name": "甲"} for row in ROWS]))
    confirmed(read(intake(lake, [row | {"cons_name": "乙"} for row in ROWS[5:8]])))
    live = {one.rows: one.path for one in batches.live_segments(lake.store, {("customers", "")})}
    stored = lake.store.home / live[3]
    away = stored.rename(lake.store.home / "away")
    delivery.confirm(LOCAL_USER)
    assert waited(lambda: delivery.work.phase == "waiting")
    assert "数据文件不见了" in delivery.work.notice
    assert len(deliveries.waiting(lake.store)) == 1
    away.rename(stored)
    delivery.confirm(LOCAL_USER)
    assert waited(lambda: delivery.work.phase == "waiting")
    assert delivery.work.notice == intakes.CHANGED_MEANWHILE
    delivery.cancel()


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow: the limit of a file's size stands for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_delivery_for_which_the_disk_has_no_room_waits_and_is_confirmed_once_there_is(lake: Lake):
    delivery = read(intake(lake))
    before = sorted(path.name for path in staged_folder(lake).iterdir())
    with full_disk():
        delivery.confirm(LOCAL_USER)
        assert waited(lambda: delivery.work.phase == "waiting")
    assert "磁盘空间不足" in delivery.work.notice
    assert "之后可再点“确认导入”" in delivery.work.notice
    assert sorted(path.name for path in staged_folder(lake).iterdir()) == before
    confirmed(delivery)
    with lake.open(LOCAL_USER) as door:
        assert door.rows("customers") == len(ROWS)


def test_delivery_that_found_no_room_when_confirmed_waits_over_a_restart(lake: Lake):
    delivery = read(intake(lake))
    with full_disk():
        delivery.confirm(LOCAL_USER)
        assert waited(lambda: delivery.work.phase == "waiting")
    again = after_a_restart(lake)
    [row] = deliveries.waiting(again.store)
    confirmed(Intake.resumed(again, row, LOCAL_USER))
    assert left(again) == [batches.history(again.store)[0].folder]


def partly_written(lake: Lake) -> tuple[Intake, Callable[[], object]]:
    """Return a delivery of which 组织机构 is live and 客户档案 could not be read, and what makes that readable again."""
    files = [("一.csv", io.BytesIO(csv_of("customers", ROWS))), ("二.csv", io.BytesIO(csv_of("orgs", ORGS)))]
    delivery = read(Intake.of_uploads(lake, LOCAL_USER, files, "测试", None))
    path = delivery.work.delivery.files[0].staged.files[0].path
    away = path.rename(path.with_suffix(".away"))
    delivery.confirm(LOCAL_USER)
    assert waited(lambda: delivery.work.phase == "waiting")
    return delivery, lambda: away.rename(path)


@pytest.mark.parametrize("when", ["while it waits in line", "while nobody has confirmed it"])
def test_cancelling_the_rest_of_a_partly_written_delivery_leaves_what_is_live(lake: Lake, when: str):
    delivery, mend = partly_written(lake)
    mend()
    if when == "while it waits in line":
        ahead = jobs.note(lake.store, "screen", "筛查", {}, LOCAL_USER)
        delivery.confirm(LOCAL_USER)
        jobs.cancel(lake.store, delivery.work.job, LOCAL_USER)
        jobs.cancel(lake.store, ahead, LOCAL_USER)
    else:
        delivery.cancel()
    assert waited(lambda: delivery.work.phase == "cancelled")
    assert [(one.id, one.undone_at) for one in batches.history(lake.store)] == [(1, None)]
    assert delivery.work.live == [1]
    with lake.open(LOCAL_USER) as door:
        assert (door.rows("orgs"), door.rows("customers")) == (len(ORGS), 0)


def test_what_of_a_delivery_is_live_when_the_disk_runs_full_stays_so_and_the_rest_waits(lake: Lake):
    delivery, mend = partly_written(lake)
    first, second = delivery.work.delivery.files
    assert (second.batch_id, second.note, first.batch_id) == (1, "已导入(批次 1)", None)
    mend()
    confirmed(delivery)
    assert [one.file_name for one in batches.history(lake.store)] == ["一.csv", "二.csv"]


def test_reading_for_which_the_disk_has_no_room_keeps_the_uploads_and_is_begun_anew(lake: Lake):
    read(intake(lake))
    again = after_a_restart(lake)
    [row] = deliveries.waiting(again.store)
    next(staged_folder(again).glob("*.parquet")).unlink()  # so that its files are read
    with full_disk():
        delivery = Intake.resumed(again, row, LOCAL_USER)
        assert waited(lambda: delivery.work.phase == "failed")
    assert isinstance(delivery.work.fault, StoreUnusable)
    [row] = deliveries.waiting(again.store)
    delivery = read(Intake.resumed(again, row, LOCAL_USER))
    assert delivery.work.delivery.files[0].sheets[0].rows_accepted == len(ROWS)
    delivery.cancel()
    batches.sweep(again.store)
    assert left(again) == []


def staged_folder(lake: Lake) -> Path:
    [row] = deliveries.waiting(lake.store)
    return lake.store.home / "batches" / row.folders[0]


def test_delivery_whose_staged_rows_are_gone_is_read_again_from_its_files(lake: Lake):
    read(intake(lake))
    next(staged_folder(lake).glob("*.parquet")).unlink()
    again = after_a_restart(lake)
    [row] = deliveries.waiting(again.store)
    delivery = read(Intake.resumed(again, row, LOCAL_USER))
    assert delivery.work.delivery.files[0].sheets[0].rows_accepted == len(ROWS)
    delivery.cancel()


def test_delivery_whose_files_are_gone_is_confirmed_from_what_was_staged(lake: Lake):
    read(intake(lake))
    shutil.rmtree(lake.store.home / "deliveries")
    again = after_a_restart(lake)
    [row] = deliveries.waiting(again.store)
    confirmed(Intake.resumed(again, row, LOCAL_USER))
    with again.open(LOCAL_USER) as door:
        assert door.rows("customers") == len(ROWS)


def test_delivery_of_which_nothing_is_left_says_so_and_can_be_thrown_away(lake: Lake):
    read(intake(lake))
    shutil.rmtree(lake.store.home / "deliveries")
    shutil.rmtree(staged_folder(lake))
    again = after_a_restart(lake)
    [row] = deliveries.waiting(again.store)
    with pytest.raises(NotFound, match=r"“客户档案.csv”已不见,这次导入无法继续读取。请放弃"):
        Intake.resumed(again, row, LOCAL_USER)
    throw_away(again, row, LOCAL_USER)
    assert deliveries.waiting(again.store) == []


def test_throwing_away_what_only_an_old_backup_believes_to_wait_leaves_the_committed_rows(lake: Lake):
    delivery = read(intake(lake))
    with sqlite3.connect(lake.store.home / "mingji.db") as database:
        database.execute("VACUUM INTO ?", [str(lake.store.home / "backup")])
    folder = staged_folder(lake)
    confirmed(delivery)
    lake.store.close()
    for path in lake.store.home.glob("mingji.db*"):
        path.unlink()
    (lake.store.home / "backup").rename(lake.store.home / "mingji.db")
    again = Lake(Store(lake.store.home), tables())
    [row] = deliveries.waiting(again.store)
    throw_away(again, row, LOCAL_USER)
    [aside] = batches.sweep(again.store)
    assert aside.folder == folder.name
    again.store.close()
    assert rebuild(again.store.home, tables(), LOCAL_USER).rows == len(ROWS)


def test_delivery_that_another_process_ended_is_not_kept(lake: Lake):
    delivery = read(intake(lake))
    deliveries.end(lake.store, delivery.work.number, LOCAL_USER, "confirm")
    with pytest.raises(NotFound, match="已经确认或放弃"):
        waiting.keep(delivery.work.delivery)
    delivery.cancel()


@pytest.mark.parametrize("card", ['{"format": 1}', '{"format": 1, "as_of": "gestern"}', "\x00\x01", "[]"])
def test_card_of_a_delivery_that_is_damaged_keeps_nobody_from_working(lake: Lake, card: str):
    folder = lake.store.home / "deliveries" / "0123"
    folder.mkdir(parents=True)
    (folder / deliveries.CARD).write_text(card)
    deliveries.sweep(lake.store)
    assert (deliveries.waiting(lake.store), (folder / deliveries.CARD).exists()) == ([], True)


def ahead_in_line(lake: Lake) -> int:
    """Return a job that nobody carries out yet, for others to wait behind."""
    return jobs.note(lake.store, "screen", "筛查", {}, LOCAL_USER)


def in_line(lake: Lake) -> Job:
    """Return the job that waits behind the first one."""
    assert waited(lambda: len(jobs.active(lake.store)) == 2)
    return jobs.active(lake.store)[1]


def test_reading_waits_its_turn_in_line_and_is_a_job_of_its_own(lake: Lake):
    ahead = ahead_in_line(lake)
    delivery = intake(lake)
    job = in_line(lake)
    assert (job.title, delivery.work.phase) == ("读取 客户档案.csv", "reading")
    jobs.cancel(lake.store, ahead, LOCAL_USER)
    read(delivery)
    assert waited(lambda: jobs.get(lake.store, job.id).state == jobs.DONE)
    delivery.cancel()


@pytest.mark.parametrize("where", ["the import page", "another page"])
def test_reading_that_is_cancelled_leaves_nothing_and_says_who_did_it(lake: Lake, where: str):
    ahead_in_line(lake)
    delivery = intake(lake)
    job = in_line(lake)
    if where == "another page":
        jobs.cancel(lake.store, job.id, LOCAL_USER)
    else:
        delivery.cancel(LOCAL_USER)
    assert waited(lambda: delivery.work.phase == "cancelled")
    assert delivery.work.decided.startswith("由本机用户 于 ")
    assert (left(lake), deliveries.waiting(lake.store)) == ([], [])
    assert jobs.get(lake.store, job.id).state == jobs.CANCELLED


def test_what_a_person_says_of_a_sheet_is_read_without_waiting_for_other_jobs(lake: Lake):
    delivery = read(intake(lake))
    ahead_in_line(lake)
    [sheet] = delivery.work.delivery.files[0].sheets
    delivery.choose([(sheet, Choice(sheet.table, {}))])
    read(delivery).cancel()
