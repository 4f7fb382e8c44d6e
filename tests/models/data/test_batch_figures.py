"""What a batch did to the data."""

from pathlib import Path

from models.data import batches
from models.data.batch_figures import Effect, effects
from models.people import LOCAL_USER
from tests.drawn import drawn
from tests.loaded import load, loaded

FIRST = """
    bills
    cons_no | amt_ym | total_pq | total_amt
    1       | 202610 | 10       | 5
    2       | 202610 | 10       | 5
    3       | 202610 | 10       | 5
"""
SECOND = """
    bills
    cons_no | amt_ym | total_pq | total_amt
    3       | 202610 | 11       | 6
    4       | 202610 | 11       | 6
"""


def test_first_import_of_a_month_is_all_new(tmp_path: Path):
    lake = loaded(tmp_path, FIRST)
    assert effects(lake.store, 1) == [Effect("bills", rows=3, replaced=0, in_force=3)]


def test_rows_with_keys_that_were_there_replace_them(tmp_path: Path):
    lake = loaded(tmp_path, FIRST)
    second = load(lake, drawn(SECOND), "second")
    [found] = effects(lake.store, second)
    assert (found.rows, found.replaced, found.new) == (2, 1, 1)


def test_replaced_rows_of_the_earlier_batch_are_not_in_force(tmp_path: Path):
    lake = loaded(tmp_path, FIRST)
    load(lake, drawn(SECOND), "second")
    assert effects(lake.store, 1) == [Effect("bills", rows=3, replaced=0, in_force=2)]


def test_undone_batch_has_nothing_in_force_and_gives_back_what_it_replaced(tmp_path: Path):
    lake = loaded(tmp_path, FIRST)
    second = load(lake, drawn(SECOND), "second")
    batches.undo(lake.store, second, LOCAL_USER)
    assert effects(lake.store, second, is_undone=True) == [Effect("bills", rows=2, replaced=None, in_force=0)]
    assert effects(lake.store, 1)[0].in_force == 3
