"""What differs from one look-up to the next in a statement that is compiled once: the engine's variables stand for it."""

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import sqlglot.expressions as sge

from models.data.customer_codes import CODE

TEXT, NUMBER = dt.string, dt.Decimal(CODE.precision, CODE.scale)


@ibis.udf.scalar.builtin(name="getvariable", signature=((TEXT,), TEXT))
def _text(which: str) -> str:
    raise NotImplementedError  # the engine runs it


@ibis.udf.scalar.builtin(name="getvariable", signature=((TEXT,), NUMBER))
def _code(which: str) -> Decimal:
    raise NotImplementedError


def sought(name: str, value: str | Decimal) -> Any:
    """Return what stands in an expression for a text, or for the code of a customer number, that is given later."""
    return (_text if isinstance(value, str) else _code)(name)


def setting(name: str, value: str | Decimal) -> str:
    """Return the statement that gives a value."""
    kind = "VARCHAR" if isinstance(value, str) else f"DECIMAL({CODE.precision}, {CODE.scale})"
    return f'SET VARIABLE "{name}" = CAST({sge.Literal.string(str(value)).sql("duckdb")} AS {kind})'
