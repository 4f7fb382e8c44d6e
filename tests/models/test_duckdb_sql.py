"""What our way of writing an expression finds, beside Ibis' own way of writing the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.backends.sql.datatypes import DuckDBType

from models.engine import DuckDB
from models.engine.duckdb_sql import Dialect

BILLS = pa.table(
    {
        "cons_no": ["1", "1", "2", "2", "3", None],
        "month": ["202501", "202502", "202501", "202502", "202501", "202501"],
        "kwh": [10, 30, None, 5, 8, 1],
        "note": ["退补", "", "正常", None, "退补", "退补"],
    }
)


def biggest(bills: Any) -> Any:
    place = ibis.row_number().over(group_by=bills.cons_no, order_by=ibis.desc(bills.kwh))
    return bills.mutate(place=place).filter(lambda t: t.place == 0).drop("place")


def above_own_mean(bills: Any) -> Any:
    mean = bills.kwh.mean().over(group_by=bills.cons_no)
    return bills.filter(bills.month == "202501", bills.kwh <= mean)


def beside_total(bills: Any) -> Any:
    told = bills.filter(bills.kwh.notnull()).mutate(twice=bills.kwh * 2)
    return told.join(told.aggregate(total=told.twice.sum()), []).mutate(share=lambda t: t.twice / t.total)


STEPS: dict[str, Callable[[Any], Any]] = {
    "a place among rows, counted from zero": biggest,
    "rows picked by their own values and by what a window says": above_own_mean,
    "a part used twice": beside_total,
    "columns worked out under the names of others": lambda t: t.select(
        kwh=t.cons_no, cons_no=t.kwh.cast("string")
    ),
    "most columns left out": lambda t: t.drop("month", "kwh", "note"),
    "one column left out": lambda t: t.drop("note"),
    "each row once": lambda t: t.select("cons_no").distinct(),
    "the last two": lambda t: t.order_by(ibis.desc("kwh"), "cons_no").limit(2),
    "a part with a name of its own": lambda t: (
        t.filter(t.kwh > 5).alias("large").filter(lambda u: u.month == "202501")
    ),
    "the first of each": lambda t: t.mutate(first=t.kwh.first().over(group_by=t.month, order_by=t.cons_no)),
    "nulls filled in a table": lambda t: t.fill_null({"kwh": 0}),
    "rows with nulls left out": lambda t: t.drop_null(["kwh", "note"]),
    "none of a list without entries": lambda t: t.filter(~t.cons_no.isin([])),
    "where a text stands in another": lambda t: t.mutate(place=t.note.find("补")),
    "those who are there in another month": lambda t: t.semi_join(t.filter(t.month == "202502"), "cons_no"),
    "two tables under each other": lambda t: t.union(t.filter(t.kwh > 5), distinct=False),
    "a table beside itself": lambda t: t.join(t.view(), "cons_no"),
    "more than one number for all": lambda t: t.filter(t.kwh > t.kwh.mean()),
}


@pytest.mark.parametrize("step", STEPS)
def test_it_finds_what_the_library_finds_by_its_own_way(step: str, tmp_path: Path) -> None:
    engine = DuckDB(tmp_path)
    stated = STEPS[step](engine.arrow_table(BILLS, "bills"))
    statement = engine.stated(stated)
    theirs = engine.arrow(DuckDBCompiler().to_sqlglot(stated).sql("duckdb")).cast(statement.schema)
    ours = engine.found(statement)
    assert ours.num_rows > 0
    assert sorted(map(repr, ours.to_pylist())) == sorted(map(repr, theirs.to_pylist()))
    engine.close()


KINDS = ("int64", "decimal(18, 2)", "string", "boolean", "date", "time", "timestamp(6)", "timestamp('UTC')")


@pytest.mark.parametrize(
    "kind", [*KINDS, "array<decimal(9, 3)>", "array<string>", "struct<a: int8, b: array<date>>"]
)
def test_a_type_is_called_as_the_library_calls_it(kind: str) -> None:
    named: Any = DuckDBType.from_ibis(ibis.dtype(kind))
    assert named.sql(Dialect) == named.sql("duckdb") != ""


def test_the_same_expression_is_the_same_text_in_every_process(tmp_path: Path) -> None:
    engine = DuckDB(tmp_path)
    bills = engine.arrow_table(pa.table({name: [1] for name in "abcdefghij"}), "bills")
    assert 'EXCLUDE ("b", "h")' in engine.stated(bills.drop("h", "b")).sql
    engine.close()
