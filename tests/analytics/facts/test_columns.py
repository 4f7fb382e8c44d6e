"""Arithmetic of columns: numbers as text, texts of a group, the most common value."""

from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from analytics.facts.columns import as_text, listed, most_common


def rows(**columns: list[Any]) -> Any:
    return ibis.duckdb.connect().create_table("rows", pa.table(columns))


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
