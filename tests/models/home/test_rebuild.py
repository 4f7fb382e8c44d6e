"""A lost database is made anew from the cards: the same rows, the same batches, the same undoing."""

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from analytics import screening
from data_loaders.catalog import tables
from models import log, runs
from models.company import code_tables, holidays, parameters
from models.company.parameters import Change
from models.data import batches
from models.errors import WrongDatabase
from models.home import journal
from models.home.rebuild import Rebuilt, rebuild
from models.lake import Lake
from models.orm import Batch, LogRow, Segment
from models.people import LOCAL_USER
from models.store import Store
from tests.base_cases.bills import bill, bills
from tests.base_cases.calendar_days import set_day
from tests.base_cases.ledgers import LEDGERS
from tests.loaded import load, loaded


def lake_of(home: Path, url: str | None = None) -> Lake:
    return Lake(Store(home, url), tables())


def records(lake: Lake) -> tuple[list[Any], list[Any]]:
    """Return batches and segments as the database has them, whatever the order."""
    with lake.store.read() as session:
        made = [
            {c.name: getattr(b, c.name) for c in Batch.__table__.columns}
            for b in session.scalars(select(Batch))
        ]
        stored = session.scalars(select(Segment).order_by(Segment.path))
        return made, [
            (s.path, s.table_name, s.month, s.rows, s.filled, s.batch_id, s.written_by, s.retired_by)
            for s in stored
        ]


def lost(lake: Lake) -> None:
    lake.store.close()
    for path in lake.store.home.glob("mingji.db*"):
        path.unlink()


def again(home: Path, url: str | None = None) -> Rebuilt:
    return rebuild(home, tables(), LOCAL_USER, url)


def three_imports(lake: Lake) -> None:
    load(lake, {"bills": [bill("a"), bill("b"), bill("c", month="202402")]}, "one.csv")
    load(lake, {"bills": [bill("b", 9), bill("d", 4)]}, "two.csv")
    load(lake, {"bills": [bill("a", 7)]}, "three.csv")
    batches.undo(lake.store, 3, LOCAL_USER)


def test_a_lost_database_is_rebuilt_to_the_same_records(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    three_imports(lake)
    before, rows = records(lake), bills(lake)
    lost(lake)
    done = again(tmp_path)
    rebuilt = lake_of(tmp_path)
    assert (done.batches, done.undone, done.rows, done.left) == (3, 1, 4, [])
    assert (records(rebuilt), bills(rebuilt)) == (before, rows)
    rebuilt.store.close()


def test_the_log_begins_anew_with_a_line_that_says_so(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    three_imports(lake)
    lost(lake)
    again(tmp_path)
    store = Store(tmp_path)
    with store.read() as session:
        [line] = session.scalars(select(LogRow))
        assert (line.action, line.detail["batches"], line.detail["is_anew"]) == ("rebuild", 3, True)
        assert log.first_broken_line(session) is None
    assert store.data_version() == 1
    store.close()


def test_parameters_and_own_tables_come_back_as_the_last_run_judged_by_them(tmp_path: Path, url: str) -> None:
    home, day = tmp_path / "home", date(2025, 11, 1)
    lake = loaded(home, LEDGERS)
    parameters.save(lake.store, LOCAL_USER, [Change("ACC-12", "tolerance_yuan", "3340101", day, 150, "试行")])
    snow = set_day(date(2025, 11, 25), False, "雪灾停工")
    earlier = screening.screen(lake, LOCAL_USER, as_of=day, period="202510", codes=["ACC-12"])
    code_tables.save(lake.store, LOCAL_USER, [snow])
    screening.screen(lake, LOCAL_USER, as_of=day, period="202510", codes=["ACC-12"])
    value, row = parameters.history(lake.store), code_tables.history(lake.store, holidays.TABLE)
    lost(lake)
    (home / journal.FILE).unlink()  # as in a home of an older program
    done = again(home, url)
    rebuilt = lake_of(home, url)
    assert (done.values, done.rows_of_tables, done.judged_by) == (1, 1, 2)
    assert done.lost.endswith("参数与码表的部分修改记录")
    assert parameters.history(rebuilt.store) == value
    assert code_tables.history(rebuilt.store, holidays.TABLE) == row
    now = rebuilt.store.data_version()
    assert [runs.get(rebuilt.store, run).data_version == now for run in (earlier, 2)] == [False, True]
    again_free = set_day(date(2025, 11, 26), False, "雪灾停工")
    assert code_tables.save(rebuilt.store, LOCAL_USER, [again_free]) == [2]
    rebuilt.store.close()


def test_parameters_and_own_tables_come_back_with_all_their_history(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    day, snow = date(2025, 11, 1), date(2025, 11, 25)
    for value in (150, 180, None):
        change = Change("ACC-12", "tolerance_yuan", "3340101", day, value, "试行")
        parameters.save(lake.store, LOCAL_USER, [change])
    screening.screen(lake, LOCAL_USER, as_of=day, period="202510", codes=["ACC-12"])
    code_tables.save(lake.store, LOCAL_USER, [set_day(snow, False, "雪灾停工")])
    code_tables.save(lake.store, LOCAL_USER, [set_day(snow, None, "照常上班")])
    values, rows = parameters.history(lake.store), code_tables.history(lake.store, holidays.TABLE)
    with (tmp_path / journal.FILE).open("a", encoding="utf-8") as file:
        file.write('\n{"kind": "code_table_rows", "id"')  # cut short
    lost(lake)
    done = again(tmp_path)
    rebuilt = lake_of(tmp_path)
    assert (done.values, done.rows_of_tables, done.judged_by) == (3, 2, None)
    assert parameters.history(rebuilt.store) == values
    assert code_tables.history(rebuilt.store, holidays.TABLE) == rows
    assert runs.get(rebuilt.store).data_version < rebuilt.store.data_version()  # tables changed after it
    assert "参数" not in done.lost
    rebuilt.store.close()


def test_it_is_rebuilt_in_an_empty_database_of_either_kind_and_goes_on_there(
    tmp_path: Path, url: str
) -> None:
    lake = lake_of(tmp_path / "home")
    three_imports(lake)
    rows = bills(lake)
    lost(lake)
    again(tmp_path / "home", url)
    rebuilt = lake_of(tmp_path / "home", url)
    assert load(rebuilt, {"bills": [bill("e", 5)]}, "four.csv") == 4
    batches.undo(rebuilt.store, 4, LOCAL_USER)
    batches.undo(rebuilt.store, 2, LOCAL_USER)
    assert bills(rebuilt) == [("a", "202401", 1), ("b", "202401", 1), ("c", "202402", 1)] != rows
    rebuilt.store.close()


def test_what_came_after_a_backup_comes_back_imports_and_undoing_alike(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    load(lake, {"bills": [bill("a")]}, "one.csv")
    load(lake, {"bills": [bill("b")]}, "two.csv")
    lake.store.close()
    shutil.copy(tmp_path / "mingji.db", tmp_path / "backup")
    later = lake_of(tmp_path)
    load(later, {"bills": [bill("a", 9)]}, "three.csv")
    batches.undo(later.store, 2, LOCAL_USER)
    before, rows = records(later), bills(later)
    lost(later)
    shutil.copy(tmp_path / "backup", tmp_path / "mingji.db")
    old = lake_of(tmp_path)
    assert len(batches.sweep(old.store)) == 1
    old.store.close()
    done = again(tmp_path)
    rebuilt = lake_of(tmp_path)
    assert (done.batches, done.undone, done.left) == (1, 1, [])
    assert (records(rebuilt), bills(rebuilt)) == (before, rows)
    assert batches.sweep(rebuilt.store) == []
    rebuilt.store.close()


def test_a_batch_that_something_was_imported_over_meanwhile_is_named_and_left(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    load(lake, {"bills": [bill("a")]}, "one.csv")
    lake.store.close()
    shutil.copy(tmp_path / "mingji.db", tmp_path / "backup")
    later = lake_of(tmp_path)
    load(later, {"bills": [bill("a", 9)]}, "two.csv")
    lost(later)
    shutil.copy(tmp_path / "backup", tmp_path / "mingji.db")
    old = lake_of(tmp_path)
    batches.sweep(old.store)
    load(old, {"bills": [bill("b", 5)]}, "other.csv")
    rows = bills(old)
    old.store.close()
    done = again(tmp_path)
    assert len(done.left) == 1
    assert "批次 2(文件“two.csv”)没有带回:恢复数据库之后又导入过同样的数据" in done.left[0]
    rebuilt = lake_of(tmp_path)
    assert bills(rebuilt) == rows
    rebuilt.store.close()


@pytest.mark.parametrize("fault", ["missing", "cut"])
def test_a_batch_whose_file_is_bad_is_left_out_whole_with_what_was_built_on_it(
    tmp_path: Path, fault: str
) -> None:
    lake = lake_of(tmp_path)
    load(lake, {"bills": [bill("a"), bill("c", month="202402")]}, "one.csv")
    load(lake, {"bills": [bill("a", 9)]}, "two.csv")
    load(lake, {"orgs": [{"org_code": "334", "org_name": "甲"}]}, "three.csv")
    lost(lake)
    [file] = tmp_path.glob("batches/*/bills-202402.parquet")
    file.write_bytes(file.read_bytes()[:50]) if fault == "cut" else file.unlink()
    done = again(tmp_path)
    assert [said.partition("没有带回")[0] for said in done.left] == [
        "批次 1(文件“one.csv”)",
        "批次 2(文件“two.csv”)",
    ]
    assert "“电费发行” 2024年2月的数据文件" in done.left[0]
    rebuilt = lake_of(tmp_path)
    assert (bills(rebuilt), [one.file_name for one in batches.history(rebuilt.store)]) == ([], ["three.csv"])
    rebuilt.store.close()


def test_a_bad_file_that_a_later_batch_replaced_hinders_nothing(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    load(lake, {"bills": [bill("a")]}, "one.csv")
    load(lake, {"bills": [bill("a", 9)]}, "two.csv")
    lost(lake)
    for card in tmp_path.glob("batches/*/card.json"):
        if '"one.csv"' in card.read_text("utf-8"):
            (card.parent / "bills-202401.parquet").unlink()
    assert (again(tmp_path).batches, bills(lake_of(tmp_path))) == (2, [("a", "202401", 9)])


@pytest.mark.parametrize(
    "content", [None, b"\x00\x01", b"{}", b'{"format": 99}', b'{"format": 1, "segments": []}']
)
def test_a_folder_without_a_usable_card_is_named_and_left(tmp_path: Path, content: bytes | None) -> None:
    lake = lake_of(tmp_path)
    load(lake, {"bills": [bill("a")]}, "one.csv")
    lost(lake)
    [card] = tmp_path.glob("batches/*/card.json")
    card.unlink() if content is None else card.write_bytes(content)
    done = again(tmp_path)
    assert (done.batches, len(done.left)) == (0, 1)
    assert "没有可用的卡片" in done.left[0]
    assert (card.parent / "bills-202401.parquet").exists()


def test_a_database_of_another_home_is_not_rebuilt_into(tmp_path: Path, url: str) -> None:
    for name, own in (("one", url), ("two", None)):
        lake = lake_of(tmp_path / name, own)
        load(lake, {"bills": [bill("a")]}, "one.csv")
        lake.store.close()
    with pytest.raises(WrongDatabase, match="属于另一个"):
        again(tmp_path / "two", url)


def test_where_nothing_is_missing_nothing_changes(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    three_imports(lake)
    before = records(lake)
    done = again(tmp_path)
    assert (done.is_nothing, done.left, records(lake), lake.store.data_version()) == (True, [], before, 4)
    lake.store.close()


Delivery = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9), min_size=1, max_size=3)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.one_of(Delivery, st.integers(1, 6)), min_size=1, max_size=7))
def test_whatever_was_imported_and_taken_back_is_rebuilt_to_the_same_records(steps: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = lake_of(Path(folder))
        for number, step in enumerate(steps):
            if isinstance(step, dict):
                load(lake, {"bills": [bill(customer, pq) for customer, pq in step.items()]}, f"file {number}")
            else:
                _undo_if_possible(lake, step)
        before = records(lake)
        lost(lake)
        assert again(Path(folder)).left == []
        rebuilt = lake_of(Path(folder))
        assert records(rebuilt) == before
        rebuilt.store.close()


def _undo_if_possible(lake: Lake, number: int) -> None:
    from models.errors import MingjiError

    try:
        batches.undo(lake.store, number, LOCAL_USER)
    except MingjiError:
        return
