"""Arithmetic of columns: numbers as text, texts of a group, the most common value."""

from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest

from analytics.facts.columns import as_text, is_blank, listed, most_common, plain, reasons


def rows(**columns: list[Any]) -> Any:
    return ibis.duckdb.connect().create_table("rows", pa.table(columns))


def test_numbers_in_sentences_have_their_thousands_and_no_trailing_zeros() -> None:
    values = ["100", "100.50", "0", "-0.250000", "1000000", "-999", "-1000.000100", "123456789012.3456", None]
    numbers = pa.array([v and Decimal(v) for v in values], pa.decimal128(18, 6))
    texts = rows(number=numbers).select(text=lambda t: as_text(t.number)).to_pyarrow()["text"].to_pylist()
    plain = ["100", "100.5", "0", "-0.25", "1,000,000", "-999", "-1,000.0001", "123,456,789,012.3456", None]
    assert texts == plain


def test_a_number_in_a_sentence_is_written_once_however_long_it_is_to_work_out() -> None:
    number = ibis.table({"number": "decimal(18, 6)"}, name="rows").number
    assert ibis.to_sql(as_text(number).name("text")).count("number") == 1


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


@pytest.mark.parametrize(
    ("text", "is_nothing"),
    [
        (None, True),
        ("", True),
        (" \u3000", True),
        ("0", True),
        ("\uff10", True),
        ("\uff4e\uff35\uff2c\uff2c", True),
        ("-", True),
        ("—", True),
        (" 无 ", True),
        ("测 试", True),
        ("null", True),
        ("N/a", True),
        ("暂无", True),
        ("不详", True),
        ("00", False),
        ("无名巷3号", False),
        ("测试路1号", False),
        ("- -9", False),
        ("张空", False),
    ],
)
def test_a_placeholder_is_as_good_as_nothing(text: str | None, is_nothing: bool) -> None:
    table = rows(text=pa.array([text], pa.string()))
    assert table.select(blank=is_blank(table.text)).to_pyarrow()["blank"].to_pylist() == [is_nothing]


def test_no_reasons_are_an_empty_text() -> None:
    assert rows(n=[1]).select(reason=reasons({})).to_pyarrow()["reason"].to_pylist() == [""]


def test_blanks_and_wide_signs_make_no_other_name() -> None:
    written = ["东村　1号", "东村 １号", "Ａ座\t(2)", "Ａ座（２）", None]
    names = rows(name=pa.array(written)).select(name=lambda t: plain(t.name)).to_pyarrow()["name"].to_pylist()
    assert names == ["东村1号", "东村1号", "A座(2)", "A座(2)", None]
