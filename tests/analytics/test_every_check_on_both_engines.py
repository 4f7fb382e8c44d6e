"""Every check finds on Spark what it finds on DuckDB, and by codes what it finds by the text of customer numbers.

The rows are those of all cases of its own test and of its boundary tables, drawn together.
"""

import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from analytics.check import Check
from analytics.rulebook import checks
from models.engine import DuckDB
from tests import spark
from tests.drawn import Drawn, drawn, in_digits, on_engine, recorded, together
from tests.engines import calls_of, in_order

pytestmark = pytest.mark.spark


@pytest.mark.parametrize("check", checks().values(), ids=lambda check: check.code)
def test_both_engines_find_the_same_with_all_evidence(check: Check, tmp_path: Path):
    session = spark.session()
    own = own_tests_of(check)
    with recorded() as cases:
        for call in calls_of(own):
            call()
    as_of, period = Counter((as_of, period) for *_, as_of, period in cases).most_common(1)[0][0]
    rows = in_digits(together([*(rows for _, rows, _, _ in cases), *at_boundaries(own)]))
    embedded = DuckDB(tmp_path)
    by_text, by_codes, on_spark = (
        engine.found(engine.stated(check(on_engine(engine, check, rows, as_of, period, is_coded=is_coded))))
        for engine, is_coded in ((embedded, False), (embedded, True), (session, True))
    )
    embedded.close()
    assert by_text.num_rows > 1
    assert by_text.schema == by_codes.schema == on_spark.schema
    assert in_order(by_text) == in_order(by_codes) == in_order(on_spark)


def at_boundaries(own: ModuleType) -> Iterator[Drawn]:
    """Give the tables just below, at and just above each threshold of a check."""
    for boundary in getattr(own, "BOUNDARIES", {}).values():
        for value in boundary.answers | boundary.answers_to_own:
            case = boundary.case(value)
            yield drawn(case) if isinstance(case, str) else case


def own_tests_of(check: Check) -> ModuleType:
    category = check.judge.__module__.split(".")[-2]
    name = check.code.lower().replace("-", "_")
    return importlib.import_module(f"tests.analytics.checks.{category}.test_{name}")
