"""No number of a case or a notice is given twice, even where the database was lost or an older one was put back."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from data_loaders.catalog import tables
from models.home.numbers import FILE, next_count
from models.home.rebuild import rebuild
from models.loop import plans
from models.loop.case import TaskKind
from models.loop.cases import Target
from models.orm import CaseRow
from models.people import LOCAL_USER
from models.store import Store
from tests.looped import add_plan

NOW = datetime(2026, 11, 5, 9)


def opened(store: Store, count: int) -> list[str]:
    """Open so many cases by a plan and return their numbers."""
    targets = [Target("customer", f"{n}", None, "334010101", "ranking") for n in range(count)]
    due = date.today() + timedelta(days=30)
    number = plans.create(
        store, LOCAL_USER, name="x", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=targets, now=NOW
    )  # fmt: skip
    with store.read() as session:
        rows = session.query(CaseRow).filter(CaseRow.plan_id == number).order_by(CaseRow.id)
        return [row.case_no for row in rows]


def lost(store: Store) -> None:
    store.close()
    for path in store.home.glob("mingji.db*"):
        path.unlink()


def test_after_a_lost_database_was_rebuilt_counting_goes_on(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert opened(store, 2) == ["稽查20261100001", "稽查20261100002"]
    lost(store)
    rebuild(tmp_path, tables(), LOCAL_USER)
    store = Store(tmp_path)
    assert opened(store, 1) == ["稽查20261100003"]
    assert [plan.id for plan in plans.plans(store)] == [2]  # the first is on paper, whatever became of it
    store.close()


def test_plans_of_before_anybody_counted_them_are_counted_on(tmp_path: Path) -> None:
    store = Store(tmp_path)
    add_plan(store)
    add_plan(store)
    opened(store, 1)
    assert [plan.id for plan in plans.plans(store)] == [3, 2, 1]
    store.close()


def test_after_an_older_database_was_put_back_counting_goes_on(tmp_path: Path) -> None:
    store = Store(tmp_path)
    opened(store, 1)
    store.close()
    shutil.copy(tmp_path / "mingji.db", tmp_path / "backup")
    store = Store(tmp_path)
    opened(store, 2)
    lost(store)
    shutil.copy(tmp_path / "backup", tmp_path / "mingji.db")
    store = Store(tmp_path)
    assert opened(store, 1) == ["稽查20261100004"]
    store.close()


def test_a_note_that_was_cut_short_loses_no_other(tmp_path: Path) -> None:
    store = Store(tmp_path)
    opened(store, 3)
    with (tmp_path / FILE).open("ab") as file:
        file.write("\n稽查20261".encode()[:-1])
    opened(store, 1)
    lost(store)
    store = Store(tmp_path)
    assert opened(store, 1) == ["稽查20261100005"]
    store.close()


def test_a_number_of_what_was_not_stored_is_given_to_the_next(store: Store) -> None:
    def fail() -> None:
        with store.write() as session:
            assert next_count(session, "督办") == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.write() as session:
        assert next_count(session, "督办") == 1
