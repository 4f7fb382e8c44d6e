"""What means one thing in DuckDB means the same in Spark: every rule of models/engine/spark_rules.py, on both."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models.engine import DuckDB, Engine
from tests import spark

pytestmark = pytest.mark.spark

MONEY = pa.decimal128(18, 2)
ROWS = pa.table(
    {
        "group": ["a", "a", "b"],
        "yuan": pa.array([Decimal("0.01"), Decimal("0.02"), None], MONEY),
        "half": pa.array([Decimal("2.50"), Decimal("-2.50"), Decimal("0.49")], MONEY),
        "double": [1.005, 2.5, None],
        "count": [1, 0, 7],
        "name": [" chief\x0b", "\tv\f", "\n"],
        "list": [[1, 2], [], None],
        "begin": [datetime(2024, 1, 31, 23, 50), datetime(2024, 2, 1, 0, 10, 59), datetime(2024, 2, 1)],
        "end": [datetime(2024, 2, 1, 0, 5), datetime(2024, 1, 1), None],
        "day": [date(2024, 1, 31), None, date(2025, 2, 28)],
    }
)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Engine]:
    return DuckDB(tmp_path_factory.mktemp("scratch")), spark.session()


def found(engine: Engine, state: Callable[[Any], Any]) -> list[dict[str, Any]]:
    return engine.found(engine.stated(state(engine.arrow_table(ROWS, "rows")))).to_pylist()


RULES: dict[str, tuple[Callable[[Any], Any], list[Any]]] = {
    "the seconds of a time": (
        lambda t: (t.end + ibis.interval(milliseconds=700)).epoch_seconds().cast("int64"),
        [1706745900, 1704067200, None],
    ),
    "an element of a list": (lambda t: t.list[0], [1, None, None]),
    "an element from the end": (lambda t: t.list[-1], [2, None, None]),
    "an element by a column": (lambda t: t.list[t["count"]], [2, None, None]),
    "a division by zero": (lambda t: t.double / t["count"], [1.005, None, None]),
    "a quotient of decimals": (lambda t: t.half / (t.yuan * 3), [2.5 / 0.03, -2.5 / 0.06, None]),
    "a remainder by zero": (lambda t: 7 % t["count"], [0, None, 0]),
    "stripped": (lambda t: t.name.strip(), ["chief", "v", ""]),
    "the beginning stripped": (lambda t: t.name.lstrip(), ["chief\x0b", "v\f", ""]),
    "the end stripped": (lambda t: t.name.rstrip(), [" chief", "\tv", ""]),
    "groups exchanged": (
        lambda t: t.name.strip().re_replace("(.)(h)", r"$\2\1"),
        ["$hcief", "v", ""],
    ),
    "a double rounded": (lambda t: t.double.round(2), [1.0, 2.5, None]),
    "a double as a decimal": (
        lambda t: t.double.cast("decimal(18, 2)"),
        [Decimal("1.00"), Decimal("2.50"), None],
    ),
    "a double tried as a decimal": (
        lambda t: (t.double * 1e17).try_cast("decimal(18, 2)"),
        [None, None, None],
    ),
    "a double as an integer": (lambda t: t.double.cast("int64"), [1, 2, None]),
    "a decimal as an integer": (lambda t: t.half.cast("int64"), [3, -3, 0]),
    "days between times": (lambda t: t.end.delta(t.begin, unit="day"), [1, -31, None]),
    "hours between times": (lambda t: t.end.delta(t.begin, unit="hour"), [1, -744, None]),
    "minutes between times": (lambda t: t.end.delta(t.begin, unit="minute"), [15, -44650, None]),
    "months between times": (lambda t: t.end.delta(t.begin, unit="month"), [1, -1, None]),
    "days between dates": (lambda t: t.begin.cast("date").delta(t.day, unit="day"), [0, None, -393]),
    "a month as text": (lambda t: t.begin.strftime("%Y%m"), ["202401", "202402", "202402"]),
}


@pytest.mark.parametrize("rule", RULES)
def test_it_means_the_same_on_both_engines(engines: tuple[Engine, Engine], rule: str):
    state, expected = RULES[rule]
    for engine in engines:
        rows = found(engine, lambda t: t.select("name", value=state(t)))
        values = {row["name"]: row["value"] for row in rows}
        assert [values[name] for name in ROWS["name"].to_pylist()] == expected, engine.kind


def test_a_group_without_values_counts_none_and_collects_null(engines: tuple[Engine, Engine]):
    for engine in engines:
        rows = found(
            engine,
            lambda t: (
                t.group_by("group")
                .agg(
                    large=t.count(where=t.yuan > Decimal("0.01")),
                    collected=t.yuan.collect(),
                    middle=t.yuan.median(),
                )
                .order_by("group")
            ),
        )
        assert rows == [
            {
                "group": "a",
                "large": 1,
                "collected": [Decimal("0.01"), Decimal("0.02")],
                "middle": Decimal("0.01"),
            },
            {"group": "b", "large": 0, "collected": None, "middle": None},
        ], engine.kind


def test_a_product_of_wide_decimals_keeps_its_digits(engines: tuple[Engine, Engine]):
    for engine in engines:
        rows = found(
            engine,
            lambda t: t.filter(t.group == "b").select(
                product=(t.half.cast("decimal(38, 6)") * Decimal("0.001")).round(5).cast("decimal(18, 5)")
            ),
        )
        assert rows == [{"product": Decimal("0.00049")}], engine.kind


def test_what_is_dear_and_used_twice_is_worked_out_once(engines: tuple[Engine, Engine]):
    def state(t: Any) -> Any:
        sums = t.group_by("group").agg(yuan=t.yuan.sum())
        return sums.join(sums.agg(largest=sums.yuan.max()), True).select("group", "yuan", "largest")

    for engine in engines:
        rows = sorted(found(engine, state), key=lambda row: row["group"])
        assert [row["largest"] for row in rows] == [Decimal("0.03")] * 2, engine.kind
    assert len(engines[1].stated(state(engines[1].arrow_table(ROWS, "rows"))).steps) == 1


def test_files_are_found_below_a_folder_of_any_name(engines: tuple[Engine, Engine], tmp_path: Path):
    path = tmp_path / "电费[1] {a,b}" / "one.parquet"
    path.parent.mkdir()
    pq.write_table(ROWS.select(["name"]), path)
    for engine in engines:
        table = engine.parquet([path], ROWS.schema, "stored")  # written before there were the other columns
        rows = engine.found(engine.stated(table)).to_pylist()
        assert sorted(row["name"] for row in rows) == sorted(ROWS["name"].to_pylist())
        assert {row["day"] for row in rows} == {None}


def test_what_was_kept_is_there_under_its_name_until_it_is_forgotten(engines: tuple[Engine, Engine]):
    for engine in engines:
        kept: Any = engine.kept(engine.arrow_table(ROWS, "rows").select("group"), "groups")
        assert engine.found(engine.stated(kept.filter(kept.group == "b"))).to_pylist() == [{"group": "b"}]
        engine.forget("groups")
        assert "groups" not in engine.named


def test_what_was_kept_on_spark_leaves_its_memory_when_it_is_forgotten(engines: tuple[Engine, Engine]):
    engine = engines[1]
    held = in_memory()
    kept: Any = engine.kept(engine.arrow_table(ROWS, "rows").select("group"), "groups")
    engine.found(engine.stated(kept))
    assert in_memory() == held + 1
    engine.forget("groups")
    assert in_memory() == held


def in_memory() -> int:
    """Return how many tables Spark keeps."""
    from pyspark import SparkContext

    return len(SparkContext.getOrCreate()._jsc.getPersistentRDDs())


def test_what_builds_on_kept_tables_is_planned_without_what_they_are_made_of(engines: tuple[Engine, Engine]):
    spark_engine: Any = engines[1]
    rows: Any = spark_engine.arrow_table(ROWS, "rows").select("group", total=1)
    for name in ("first", "second"):
        both = rows.join(rows.view(), "group").group_by("group").agg(total=lambda t: t.total.sum())
        rows = spark_engine.kept(both, name)
    plan = spark_engine._frame(spark_engine.stated(rows), [])._jdf.queryExecution().analyzed()
    assert plan.collectLeaves().size() == 1
    found = spark_engine.found(spark_engine.stated(rows)).to_pylist()
    assert sorted(row["total"] for row in found) == [1, 4]  # two rows of a, each with both; then one
    for name in ("first", "second"):
        spark_engine.forget(name)
