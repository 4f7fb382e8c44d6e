"""A plan made over some rows finds what there is in others."""

from pathlib import Path

import pyarrow as pa
import pytest

from models.engine import Statement
from tests.answers import Answers
from tests.planned import MOST_PLANS, Planned


@pytest.fixture
def engine(tmp_path: Path) -> Planned:
    return Planned(tmp_path)


def bills(*kwh: int) -> pa.Table:
    return pa.table({"kwh": pa.array(kwh, pa.int64())})


def stated(engine: Planned, rows: pa.Table, above: int) -> Statement:
    table = engine.arrow_table(rows, "bills")
    return engine.stated(table.filter(table["kwh"] > above))


def test_values_beyond_those_it_was_planned_over_are_found(engine: Planned) -> None:
    above_hundred = stated(engine, bills(1, 2), above=100)
    for kwh in ([1, 2], [3, 3_000], [], [7], [101, 102]):
        engine.arrow_table(bills(*kwh), "bills")
        assert engine.found(above_hundred).equals(bills(*(one for one in kwh if one > 100)))


def test_columns_of_another_type_are_planned_anew(engine: Planned) -> None:
    any_bill = engine.stated(engine.arrow_table(bills(1), "bills"))
    assert engine.found(any_bill).to_pylist() == [{"kwh": 1}]
    texts = engine.stated(engine.arrow_table(pa.table({"kwh": ["one"]}), "bills"))
    assert texts.sql == any_bill.sql
    assert engine.found(texts).to_pylist() == [{"kwh": "one"}]


def test_what_builds_on_a_name_follows_what_is_named_so(engine: Planned) -> None:
    rows = engine.arrow_table(bills(1, 2), "bills")
    for above, kwh in ((0, [1, 2]), (1, [2]), (0, [1, 2])):
        named = engine.kept(rows.filter(rows["kwh"] > above), "some_bills")
        assert engine.found(engine.stated(named)).equals(bills(*kwh))


def test_plans_that_were_let_go_are_made_again(engine: Planned) -> None:
    all_of_them = [stated(engine, bills(10, 20), above=n) for n in range(MOST_PLANS + 2)]
    for _ in range(2):
        assert [len(engine.found(one)) for one in all_of_them] == [2] * 10 + [1] * 10 + [0] * (
            MOST_PLANS - 18
        )


def test_what_was_found_in_the_same_rows_is_told_and_in_others_found_anew(tmp_path: Path) -> None:
    kept = Answers(tmp_path / "answers")
    first, second = (Planned(tmp_path, kept) for _ in range(2))
    first.found(stated(first, bills(1, 2, 3), above=1))
    for rows, above, are_known in (
        (bills(1, 2, 3), 1, True),
        (bills(1, 2), 1, False),
        (bills(1, 2, 3), 2, False),
    ):
        asked = stated(second, rows, above=above)
        assert (kept.known(asked, {"bills": rows}) is not None) == are_known
        assert second.told(asked).equals(first.found(stated(first, rows, above=above)))


def test_what_builds_on_a_name_is_never_told_for_what_was_named_so_before(tmp_path: Path) -> None:
    engine = Planned(tmp_path, Answers(tmp_path / "answers"))
    rows = engine.arrow_table(bills(1, 2), "bills")
    for above, kwh in ((0, [1, 2]), (1, [2])):
        named = engine.kept(rows.filter(rows["kwh"] > above), "some_bills")
        assert engine.told(engine.stated(named)).equals(bills(*kwh))
