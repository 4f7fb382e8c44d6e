"""Facts give the same rows, and laws the same values, on Spark as on DuckDB."""

import importlib
import pkgutil
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

import tests.analytics.facts
import tests.analytics.regulation
from analytics.fact import Fact, Tables, bare_reads
from analytics.regulation import laws
from analytics.regulation.source import Rule
from analytics.rulebook import facts
from models.engine import DuckDB, Engine
from tests import spark
from tests.analytics.regulation import in_engine
from tests.base_cases.of_facts import cases
from tests.drawn import Case, Drawn, filled, given_to, recorded, together
from tests.engines import calls_of, in_order

pytestmark = pytest.mark.spark

FAMILIES, FACTS = (
    [
        f"{room.__name__}.{module.name}"
        for module in pkgutil.iter_modules(room.__path__)
        if module.name.startswith("test_") and module.name != "test_every_fact"
    ]
    for room in (tests.analytics.regulation, tests.analytics.facts)
)


@cache
def drawn_for_facts() -> list[Case]:
    with recorded() as drawn:
        for module in FACTS:
            for call in calls_of(importlib.import_module(module)):
                call()
    return drawn


def cases_of(one: Fact) -> list[Drawn]:
    """Return the tables of the tests that are about a fact, and those in which its checks find something."""
    return [*(rows for name, rows, _, _ in drawn_for_facts() if name == one.name), *cases(one)]


def rows_on(engine: Engine, one: Fact, rows: Drawn) -> pa.Table:
    given = given_to(one.name, bare_reads(one.reads), rows, engine)
    return engine.found(engine.stated(one(Tables(given, filled(rows), date(2025, 11, 1), "202510"))))


def in_force(rule: Rule[Any], day: Any) -> Any:
    """Return the value of each day; of one that is no number or text, what a reader sees."""
    if all(isinstance(version.value, int | Decimal | str | None) for version in rule.versions):
        return rule.on_column(day)
    return rule.on_column(day, lambda value: ibis.literal(rule.written(value)))


@pytest.mark.parametrize("one", facts().values(), ids=facts())
def test_a_fact_has_the_same_rows_on_both_engines(one: Fact, tmp_path: Path) -> None:
    rows = together(cases_of(one))
    duckdb = DuckDB(tmp_path)
    on_duckdb, on_spark = (rows_on(engine, one, rows) for engine in (duckdb, spark.session()))
    duckdb.close()
    assert on_duckdb.num_rows > 0
    assert on_spark.schema == on_duckdb.schema
    assert in_order(on_spark) == in_order(on_duckdb)


def test_every_law_has_its_value_of_the_day_on_both_engines(tmp_path: Path) -> None:
    rules = {place: law.rule for place, law in laws().items() if law.rule.has_values}
    ends = {day for rule in rules.values() for v in rule.versions for day in (v.since, v.until) if day}
    days = sorted({day + timedelta(days=n) for day in ends for n in (-1, 0, 1)})
    table = pa.table({"day": [*days, None]})

    def values_on(engine: Engine) -> pa.Table:
        days: Any = engine.arrow_table(table, "days")
        values = {place: in_force(rule, days.day) for place, rule in rules.items()}
        return engine.found(engine.stated(days.select("day", **values)))

    duckdb = DuckDB(tmp_path)
    assert in_order(values_on(spark.session())) == in_order(values_on(duckdb))
    duckdb.close()


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_calculated_by_law_comes_out_on_spark_too(family: str) -> None:
    with in_engine.on(spark.session()) as asked:
        for call in calls_of(importlib.import_module(family)):
            call()
    assert sum(asked) > 0, f"no test of {family} calculates in the engine, its property tests apart"
