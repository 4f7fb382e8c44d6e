"""Codes of customer numbers: each spells one number, leading zeros included, and nothing else has one."""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.data.customer_codes import CODE, codes_of, codes_sql, customer_code, customer_number
from models.engine import DuckDB

digits = st.text("0123456789", min_size=1, max_size=16)
odd = st.sampled_from(
    ["", " 1", "-1", "+1", "1.0", "0x1F", "1e3", "1a", "１２", "٣", "²", "1" * 17, "0" * 17]
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    opened = DuckDB(tmp_path_factory.mktemp("scratch"))
    yield opened
    opened.close()


def test_a_code_keeps_leading_zeros_and_length() -> None:
    codes = codes_of(pa.chunked_array([["0012", "12"], [None, "012"]]))
    assert [None if code is None else int(code) for code in codes.to_pylist()] == [10012, 112, None, 1012]


@pytest.mark.parametrize("number", ["A1", "1" * 17, "-1", "", "１２"])
def test_a_column_with_one_number_that_has_no_code_has_none_at_all(number: str) -> None:
    assert codes_of(pa.chunked_array([["12", number]])).null_count == 2


@given(st.lists(digits, min_size=1, max_size=20))
def test_a_code_is_read_as_the_number_that_it_spells(engine: DuckDB, numbers: list[str]) -> None:
    stored = pa.table({"code": codes_of(pa.chunked_array([numbers]))})
    coded = engine.arrow_table(stored, "coded")
    assert coded.select(number=customer_number(coded.code)).to_pyarrow()["number"].to_pylist() == numbers


@given(st.lists(digits | odd | st.text(max_size=20) | st.none(), max_size=20))
def test_arrow_sql_and_expressions_give_the_same_codes(engine: DuckDB, numbers: list[str | None]) -> None:
    column = pa.array(numbers, pa.string())
    each = [codes_of(pa.chunked_array([column.slice(place, 1)]))[0].as_py() for place in range(len(numbers))]
    texts = engine.arrow_table(pa.table({"cons_no": column}), "texts")
    assert texts.select(code=customer_code(texts.cons_no)).to_pyarrow()["code"].to_pylist() == each
    assert engine.arrow(f"SELECT {codes_sql('cons_no')} AS code FROM texts")["code"].to_pylist() == each


def test_a_table_is_read_by_text_or_by_codes_from_the_same_file(engine: DuckDB, tmp_path: Path) -> None:
    file = tmp_path / "customers.parquet"
    numbers = pa.chunked_array([["0012", "7"]])
    pq.write_table(pa.table({"cons_no": numbers, "cons_no_code": codes_of(numbers)}), file)
    text = engine.parquet([file], pa.schema([("cons_no", pa.string())]), "by_text")
    codes = engine.parquet([file], pa.schema([("cons_no", CODE)]), "by_code", {"cons_no": "cons_no_code"})
    assert codes.cons_no.type() == ibis.dtype(CODE)
    assert codes.mutate(cons_no=customer_number(codes.cons_no)).to_pyarrow() == text.to_pyarrow()
