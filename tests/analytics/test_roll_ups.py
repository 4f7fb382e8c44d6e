"""What the checks share: customers on the books, working days by join, texts of a group."""

from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.roll_ups import as_text, listed, most_common, with_working_days
from models.calendar import working_days_between

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def rows(**columns: list[Any]) -> Any:
    return ibis.duckdb.connect().create_table("rows", pa.table(columns))


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(DAYS, DAYS), min_size=20, max_size=60))
def test_working_days_by_join_are_those_of_the_calendar(pairs: list[tuple[date, date]]) -> None:
    table = rows(begin=[begin for begin, _ in pairs], end=[end for _, end in pairs])
    counted = with_working_days(table, "begin", "end", "days").to_pyarrow().to_pylist()
    assert len(counted) == len(pairs)
    assert all(row["days"] == working_days_between(row["begin"], row["end"]) for row in counted)


def test_without_one_of_the_days_there_is_no_count() -> None:
    table = rows(begin=pa.array([None], pa.date32()), end=[date(2025, 10, 9)])
    assert with_working_days(table, "begin", "end", "days").to_pyarrow().to_pylist()[0]["days"] is None


def test_numbers_in_sentences_have_no_trailing_zeros() -> None:
    values = ["100", "100.50", "0", "-0.250000", "1000000", None]
    numbers = pa.array([v and Decimal(v) for v in values], pa.decimal128(18, 6))
    texts = rows(number=numbers).select(text=lambda t: as_text(t.number)).to_pyarrow()["text"].to_pylist()
    assert texts == ["100", "100.5", "0", "-0.25", "1000000", None]


def test_texts_of_a_group_are_in_order_and_each_once_if_asked() -> None:
    table = rows(word=["b", None, "a", "b"])
    [both] = (
        table.agg(all=listed(table.word), once=listed(table.word, distinct=True)).to_pyarrow().to_pylist()
    )
    assert both == {"all": "a;b;b", "once": "a;b"}


def test_the_most_common_value_is_the_smaller_one_on_a_tie() -> None:
    table = rows(volt=["x", "x", "x", "x", "y"], price=[2, 1, 2, 1, None])
    [common] = most_common(table, ["volt"], "price").to_pyarrow().to_pylist()
    assert (common["price"], common["cases"]) == (1, 2)
