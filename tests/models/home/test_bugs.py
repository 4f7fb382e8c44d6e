"""A log tells a bug's kind and place and holds nothing of a customer."""

import logging

import duckdb
import pytest

from models.home.bugs import DiscreetFormatter, bug_text

CELL = "张三 13812345678"


def logged(error: Exception) -> str:
    record = logging.LogRecord(
        "mingji", logging.ERROR, __file__, 1, "检查出错", None, (type(error), error, error.__traceback__)
    )
    return DiscreetFormatter("%(message)s").format(record)


def test_what_the_engine_stumbles_over_is_not_in_the_log() -> None:
    with pytest.raises(duckdb.ConversionException) as caught:
        duckdb.execute("SELECT CAST(? AS INTEGER)", [CELL])
    text = logged(caught.value)
    assert "张三" in str(caught.value)
    assert "张三" not in text
    assert "138" not in text
    assert "ConversionException" in text


def test_the_line_of_code_is_in_the_log() -> None:
    with pytest.raises(KeyError) as caught:
        {}["0012345678"]
    assert "test_bugs.py" in logged(caught.value)
    assert "0012345678" not in bug_text(caught.value)


def test_a_cause_is_told_as_discreetly_as_what_came_of_it() -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int(CELL)
    outcome = RuntimeError("stopped")
    outcome.__cause__ = caught.value
    text = logged(outcome)
    assert "ValueError" in text
    assert "张三" not in text
