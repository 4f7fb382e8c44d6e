"""Every check finds on Spark what it finds on DuckDB: in the rows of all cases of its own test, drawn together."""

import importlib
from collections import Counter
from pathlib import Path

import pytest

from analytics.check import Check
from analytics.rulebook import checks
from models.engine import DuckDB
from tests import spark
from tests.drawn import on_engine, recorded, together
from tests.engines import calls_of, in_order

pytestmark = pytest.mark.spark


@pytest.mark.parametrize("check", checks().values(), ids=lambda check: check.code)
def test_both_engines_find_the_same_with_all_evidence(check: Check, tmp_path: Path):
    session = spark.session()
    with recorded() as cases:
        for call in calls_of(own_tests_of(check)):
            call()
    as_of, period = Counter((as_of, period) for *_, as_of, period in cases).most_common(1)[0][0]
    rows = together(rows for _, rows, _, _ in cases)
    engines = DuckDB(tmp_path), session
    found = [
        engine.found(engine.stated(check(on_engine(engine, check, rows, as_of, period))))
        for engine in engines
    ]
    engines[0].close()
    assert found[0].num_rows > 1
    assert found[1].schema == found[0].schema
    assert in_order(found[1]) == in_order(found[0])


def own_tests_of(check: Check):
    category = check.judge.__module__.split(".")[-2]
    name = check.code.lower().replace("-", "_")
    return importlib.import_module(f"tests.analytics.checks.{category}.test_{name}")
