"""A batch is wholly there or wholly absent, replaces what it delivers again, and is taken back exactly."""

import multiprocessing
import random
import tempfile
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data_loaders.catalog import tables
from models import log
from models.data import batches
from models.data.batches import Provenance, commit
from models.data.staged import StagedBatch
from models.errors import ImportConflict, NotFound
from models.lake import Lake
from models.orm import Batch, Segment
from models.people import LOCAL_USER
from models.store import Store
from tests.base_cases.bills import bill, bills
from tests.loaded import load
from tests.models.data import committing
from tests.models.data.committing import ROWS

APART = multiprocessing.get_context("forkserver")  # its processes begin with everything imported
APART.set_forkserver_preload([committing.__name__])


@pytest.fixture
def lake(store: Store) -> Lake:
    return Lake(store, tables())


def imported(lake: Lake, *rows: dict[str, Any], table: str = "bills") -> int:
    with lake.store.read() as session:
        number = len(session.scalars(select(Batch.id)).all())
    return load(lake, {table: list(rows)}, f"file {number}")


def folders(lake: Lake) -> set[str]:
    root = lake.store.home / batches.FOLDER
    return {path.name for path in root.iterdir() if path.is_dir()} if root.exists() else set()


def test_a_batch_is_live_as_soon_as_it_is_committed(lake: Lake) -> None:
    assert bills(lake) == []
    assert imported(lake, bill("a"), bill("b", 2, "202402")) == 1
    assert bills(lake) == [("a", "202401", 1), ("b", "202402", 2)]


def test_rows_with_the_same_key_are_replaced_and_the_others_stay(lake: Lake) -> None:
    imported(lake, bill("a"), bill("b"), bill("c", month="202402"))
    imported(lake, bill("b", 9), bill("d", 4))
    assert bills(lake) == [("a", "202401", 1), ("b", "202401", 9), ("c", "202402", 1), ("d", "202401", 4)]


def test_an_export_without_the_finer_columns_of_the_key_replaces_the_one_that_had_them(lake: Lake) -> None:
    imported(lake, bill("01", 1, prc_code="P", amt_type="01", ladder_level=1), bill("02", 2, prc_code="P"))
    imported(lake, bill("01", 9, prc_code="P"))
    assert bills(lake) == [("01", "202401", 9), ("02", "202401", 2)]


def test_an_import_that_another_came_before_builds_on_it(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    load(lake, {"bills": [bill("a"), bill("b")]}, "first")
    worked_out = batches.replaced

    def and_another_comes_before(*about: Any) -> Any:
        monkeypatch.setattr(batches, "replaced", worked_out)
        found = worked_out(*about)
        load(lake, {"bills": [bill("b", 2), bill("c")]}, "between")
        return found

    monkeypatch.setattr(batches, "replaced", and_another_comes_before)
    load(lake, {"bills": [bill("b", 3)]}, "last")
    assert bills(lake) == [("a", "202401", 1), ("b", "202401", 3), ("c", "202401", 1)]


def test_what_a_batch_replaced_is_there_again_when_it_is_undone(lake: Lake) -> None:
    imported(lake, bill("a"), bill("b"))
    before = bills(lake)
    second = imported(lake, bill("b", 9))
    batches.undo(lake.store, second, LOCAL_USER)
    assert bills(lake) == before


def test_a_batch_that_a_later_one_built_on_cannot_be_undone_before_it(lake: Lake) -> None:
    first = imported(lake, bill("a"), bill("b"))
    second = imported(lake, bill("b", 9))
    with pytest.raises(ImportConflict, match=f"请先撤销批次 {second}"):
        batches.undo(lake.store, first, LOCAL_USER)
    batches.undo(lake.store, second, LOCAL_USER)
    batches.undo(lake.store, first, LOCAL_USER)
    assert bills(lake) == []


def test_a_batch_is_undone_only_once(lake: Lake) -> None:
    first = imported(lake, bill("a"))
    batches.undo(lake.store, first, LOCAL_USER)
    with pytest.raises(NotFound):
        batches.undo(lake.store, first, LOCAL_USER)


def test_rows_of_the_same_delivery_that_share_a_key_are_all_kept_and_all_replaced(lake: Lake) -> None:
    imported(lake, bill("a", 10), bill("a", -10))
    assert len(bills(lake)) == 2
    imported(lake, bill("a", 7))
    assert bills(lake) == [("a", "202401", 7)]


def test_every_import_and_undo_is_one_line_of_an_unbroken_log(lake: Lake) -> None:
    number = imported(lake, bill("a"))
    batches.undo(lake.store, number, LOCAL_USER)
    with lake.store.read() as session:
        assert log.first_broken_line(session) is None
        assert session.get_one(Batch, number).undone_by == LOCAL_USER.name


def test_the_same_file_cannot_become_live_twice(lake: Lake) -> None:
    load(lake, {"bills": [bill("a")]}, "same")
    with pytest.raises(ImportConflict, match="批次 1"):
        load(lake, {"bills": [bill("b")]}, "same")
    batches.undo(lake.store, 1, LOCAL_USER)
    assert load(lake, {"bills": [bill("b")]}, "same") == 2


def test_a_batch_may_be_staged_in_one_thread_and_committed_in_another(lake: Lake) -> None:
    staged: list[StagedBatch] = []
    worker = Thread(target=lambda: staged.append(StagedBatch(lake.store)))
    worker.start()
    worker.join()
    origin = Provenance("f", "f", "", LOCAL_USER, None, [])
    commit(staged[0], origin, lake.tables)
    assert not Path(f"{staged[0].path}.lock").exists()


def test_a_folder_that_somebody_works_on_is_not_swept_and_an_abandoned_one_is(lake: Lake) -> None:
    imported(lake, bill("a"))
    working = StagedBatch(lake.store)
    (lake.store.home / batches.FOLDER / "abandoned").mkdir()
    assert batches.sweep(lake.store) == []
    assert working.folder in folders(lake)
    working.discard()
    assert batches.sweep(lake.store) == []
    assert len(folders(lake)) == 1


def test_a_reader_keeps_the_data_as_it_was_when_the_door_was_opened(lake: Lake) -> None:
    imported(lake, bill("a"))
    with lake.open(LOCAL_USER) as door:
        imported(lake, bill("a", 9), bill("b"))
        assert door.table("bills").to_pyarrow()["total_pq"].to_pylist() == [1]
    assert bills(lake) == [("a", "202401", 9), ("b", "202401", 1)]


def test_every_listed_file_is_there_and_has_the_rows_that_are_listed(lake: Lake) -> None:
    for n in range(4):
        imported(lake, bill("a", n), bill(f"b{n}"))
    with lake.store.read() as session:
        segments = session.scalars(select(Segment)).all()
    assert all(pq.read_metadata(lake.store.home / s.path).num_rows == s.rows for s in segments)
    listed = {lake.store.home / s.path for s in segments}
    assert set((lake.store.home / batches.FOLDER).glob("*/*.parquet")) == listed


Delivery = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 9), min_size=1, max_size=4)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(Delivery, st.just("undo")), max_size=8))
def test_imports_and_undos_in_any_order_leave_what_a_ledger_would(steps: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Store(Path(folder), f"sqlite:///{folder}/r.db"), tables())
        states: list[tuple[int, dict[str, int]]] = [(0, {})]
        for number, step in enumerate(steps):
            if step == "undo" and len(states) > 1:
                batches.undo(lake.store, states.pop()[0], LOCAL_USER)
            elif step != "undo":
                rows = [bill(customer, pq) for customer, pq in step.items()]
                batch = load(lake, {"bills": rows}, f"file {number}")
                states.append((batch, states[-1][1] | step))
            assert bills(lake) == sorted((c, "202401", pq) for c, pq in states[-1][1].items())
        lake.store.close()


def importer(
    lake: Lake, url: str, prefix: str, count: int, always: str = "always", together: Barrier | None = None
) -> tuple[BaseProcess, Connection]:
    """Start a process that imports; it is told of every batch that was committed until it ends."""
    told, tells = APART.Pipe(duplex=False)
    about = (lake.store.home, url, prefix, count, tells, always, together)
    process = APART.Process(target=committing.commit_batches, args=about, daemon=True)
    process.start()
    tells.close()
    return process, told


def told_until_its_end(told: Connection) -> int:
    """Return how many more batches an importer told of."""
    count = 0
    with suppress(EOFError):
        while told.recv() is not None:
            count += 1
    return count


@pytest.mark.slow
def test_two_processes_that_import_the_same_month_lose_nothing(lake: Lake, url: str) -> None:
    count, together = 4, APART.Barrier(2)
    running = [importer(lake, url, prefix, count, together=together) for prefix in "ab"]
    for process, _ in running:
        process.join(timeout=120)
        assert process.exitcode == 0
    found = [customer for customer, _, _ in bills(lake)]
    expected = [f"{p}-{n}-{k}" for p in "ab" for n in range(count) for k in range(ROWS)]
    assert found == sorted(
        [*expected, "always"]
    )  # each batch replaces that row in a file of the other process


@pytest.mark.slow
def test_a_killed_import_is_wholly_there_or_wholly_absent(lake: Lake, url: str) -> None:
    rng = random.Random(20_240_401)
    for attempt in range(4):
        before = len(bills(lake))
        process, told = importer(lake, url, f"k{attempt}", 1_000, always=f"k{attempt}-always")
        told.recv()  # it has begun
        acknowledged = 1
        deadline = time.monotonic() + rng.uniform(0.05, 1.0)
        while (left := deadline - time.monotonic()) > 0:  # at any moment, not as soon as it has told
            if told.poll(left):
                told.recv()
                acknowledged += 1
        process.kill()
        acknowledged += told_until_its_end(told)
        process.join()
        batches.sweep(lake.store)
        with lake.store.read() as session:
            known = set(session.scalars(select(Batch.folder)))
            assert log.first_broken_line(session) is None
        assert folders(lake) == known
        whole = (len(bills(lake)) - before - 1) / ROWS
        assert whole in (acknowledged, acknowledged + 1)


@pytest.mark.slow
def test_a_reader_never_sees_half_an_import(lake: Lake, url: str) -> None:
    process, _ = importer(lake, url, "r", 4)
    while process.is_alive():
        count = len(bills(lake))
        assert count == 0 or (count - 1) % ROWS == 0
    assert process.exitcode == 0
    assert len(bills(lake)) == 4 * ROWS + 1


def delivered(lake: Lake, name: str, delivery: str, *rows: dict[str, Any]) -> int:
    return load(lake, {"bills": list(rows)}, name, delivery)


def test_whole_delivery_is_taken_back_at_once(lake: Lake) -> None:
    imported(lake, bill("1", 1))
    first = delivered(lake, "a", "together", bill("1", 2), bill("2", 2))
    second = delivered(lake, "b", "together", bill("1", 3))  # replaces a row of its own delivery
    assert batches.undo_delivery(lake.store, "together", LOCAL_USER) == [second, first]
    assert bills(lake) == [("1", "202401", 1)]
    with lake.store.read() as session:
        assert log.first_broken_line(session) is None


def test_delivery_that_a_later_one_replaced_keeps_every_batch(lake: Lake) -> None:
    first = delivered(lake, "a", "together", bill("1", 1))
    second = delivered(lake, "b", "together", bill("2", 1))
    later = imported(lake, bill("1", 9))
    with pytest.raises(ImportConflict, match=f"请先撤销批次 {later}"):
        batches.undo_delivery(lake.store, "together", LOCAL_USER)
    assert [batches.get(lake.store, number).undone_at for number in (first, second)] == [None, None]
    assert bills(lake) == [("1", "202401", 9), ("2", "202401", 1)]


def test_batch_taken_back_alone_does_not_hinder_the_rest_of_its_delivery(lake: Lake) -> None:
    first = delivered(lake, "a", "together", bill("1"))
    second = delivered(lake, "b", "together", bill("2"))
    batches.undo(lake.store, second, LOCAL_USER)
    assert batches.undo_delivery(lake.store, "together", LOCAL_USER) == [first]
    with pytest.raises(NotFound):
        batches.undo_delivery(lake.store, "together", LOCAL_USER)
