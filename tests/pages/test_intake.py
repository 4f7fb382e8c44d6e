"""A delivery between the browser and the lake: read in the background, and nothing left behind."""

import gc
import io
import time
from collections.abc import Callable
from pathlib import Path

from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from pages.parts.intake import (
    GRACE_SECONDS,
    Intake,
    UploadFolder,
    abandon_the_forsaken,
    left_alone,
    sweep_uploads,
)
from tests.exports import csv_of

ROWS = [{"cons_no": f"{n:010d}", "org_code": "334010101", "elec_type_code": "202"} for n in range(1, 31)]
PATIENCE_SECONDS = 60


def intake(lake: Lake) -> Intake:
    return Intake(lake, LOCAL_USER, [("客户档案.csv", io.BytesIO(csv_of("customers", ROWS)))], "测试", None)


def waited(until: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not until() and time.monotonic() < deadline:
        time.sleep(0.05)
    return until()


def uploads(lake: Lake) -> list[Path]:
    return list((lake.store.home / "tmp" / "uploads").iterdir())


def staged(lake: Lake) -> list[Path]:
    return [path for path in (lake.store.home / "batches").iterdir() if path.is_dir()]


def test_every_file_is_read_to_the_end(lake: Lake):
    delivery = intake(lake)
    assert waited(lambda: delivery.work.phase == "waiting")
    assert [file.share for file in delivery.work.files] == [1.0]
    delivery.cancel()


def test_reading_that_is_cancelled_leaves_nothing_behind(lake: Lake):
    delivery = intake(lake)
    delivery.cancel()
    assert waited(lambda: delivery.work.phase == "cancelled")
    assert uploads(lake) == []
    assert staged(lake) == []


def test_delivery_that_its_session_forgets_leaves_nothing_behind(lake: Lake):
    delivery = intake(lake)
    work = delivery.work
    assert waited(lambda: work.phase == "waiting")
    assert staged(lake) != []
    del delivery
    gc.collect()
    assert (uploads(lake), staged(lake)) == ([], [])


def test_delivery_whose_browser_does_not_come_back_leaves_nothing_behind(lake: Lake):
    delivery = intake(lake)
    assert waited(lambda: delivery.work.phase == "waiting")
    abandon_the_forsaken(lambda _session: False, now=0)
    abandon_the_forsaken(lambda _session: False, now=GRACE_SECONDS)
    assert staged(lake) != []
    abandon_the_forsaken(lambda _session: False, now=GRACE_SECONDS + 1)
    assert (uploads(lake), staged(lake)) == ([], [])


def test_browser_that_comes_back_in_time_finds_its_delivery(lake: Lake):
    delivery = intake(lake)
    assert waited(lambda: delivery.work.phase == "waiting")
    for is_there, now in (
        (False, 0),
        (True, GRACE_SECONDS),
        (False, GRACE_SECONDS + 1),
        (False, GRACE_SECONDS + 2),
    ):
        abandon_the_forsaken(lambda _session, there=is_there: there, now=now)
    assert delivery.work.phase == "waiting"
    delivery.cancel()


def test_after_a_reload_the_delivery_is_found_and_goes_on_in_the_new_session(lake: Lake):
    delivery = intake(lake)
    assert waited(lambda: delivery.work.phase == "waiting")
    assert left_alone(LOCAL_USER, lambda _session: True) is None  # its own browser is still there
    assert left_alone(Person("别人", Role.STAFF, ("",)), lambda _session: False) is None
    found = left_alone(LOCAL_USER, lambda session: session == "new")
    assert found is delivery
    delivery.adopt("new")
    abandon_the_forsaken(lambda session: session == "new", now=0)
    assert left_alone(LOCAL_USER, lambda session: session == "new") is None
    assert delivery.work.phase == "waiting"
    delivery.cancel()


def test_delivery_that_is_being_made_live_is_not_abandoned(lake: Lake):
    delivery = intake(lake)
    assert waited(lambda: delivery.work.phase == "waiting")
    with delivery.work.deciding:
        delivery.work.abandon()
    delivery.confirm()
    assert waited(lambda: delivery.work.phase == "confirmed")


def test_confirmed_delivery_keeps_no_upload(lake: Lake):
    delivery = intake(lake)
    assert waited(lambda: delivery.work.phase == "waiting")
    delivery.confirm()
    assert waited(lambda: delivery.work.phase == "confirmed")
    assert uploads(lake) == []
    with lake.open(LOCAL_USER) as door:
        assert door.rows("customers") == len(ROWS)


def test_uploads_of_a_dead_process_are_swept_and_those_of_a_living_one_are_not(lake: Lake):
    living = UploadFolder(lake.store.home)
    dead = living.path.with_name("dead")
    dead.mkdir()
    sweep_uploads(lake.store.home)
    assert living.path.exists()
    assert not dead.exists()
    living.remove()
