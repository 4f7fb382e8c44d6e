"""Codes of customer numbers: what a check joins and groups by instead of the text, which costs five times as much.

A code is the number's digits behind a 1, so that leading zeros survive: "0012" is 10012. It lies in each stored file
beside the column that it spells anew, which stays what is true. A number of anything but up to sixteen digits has none.
Numbers of the same length come in the same order as their codes.
"""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

COLUMNS = ("account_no", "cons_no", "cust_no")
MOST_DIGITS = 16
CODE = pa.decimal128(MOST_DIGITS + 1, 0)  # an int64 to every engine; no other column is of this type
_ONES = pa.array([10**digits for digits in range(MOST_DIGITS + 1)])


def code_column(name: str) -> str:
    """Return the column that has the codes of a column of customer numbers."""
    return f"{name}_code"


def code_of(number: str) -> Decimal | None:
    """Return the code of a customer number, or None where it has none."""
    has_one = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
    return Decimal(f"1{number}") if has_one else None


def codes_of(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the codes of a column of customer numbers, of the whole column or null throughout."""
    lengths = pc.binary_length(numbers)
    are_digits = pc.all(pc.ascii_is_decimal(numbers), min_count=0).as_py()
    if not are_digits or (pc.max(lengths).as_py() or 0) > MOST_DIGITS:
        return pa.chunked_array([pa.nulls(len(numbers), CODE)])
    codes = pc.add(pc.cast(numbers, pa.int64()), pc.take(_ONES, lengths))
    return pc.cast(pc.cast(codes, pa.decimal128(19, 0)), CODE)


def codes_sql(name: str) -> str:
    """Return the SQL of the codes of a column of customer numbers; null where there is none."""
    return (
        f"CASE WHEN regexp_full_match(\"{name}\", '[0-9]{{1,{MOST_DIGITS}}}') "
        f"THEN CAST('1' || \"{name}\" AS DECIMAL({MOST_DIGITS + 1}, 0)) END"
    )


def is_code(column: Any) -> bool:
    """Return whether a column of an expression has codes."""
    kind = column.type()
    return kind.is_decimal() and (kind.precision, kind.scale) == (CODE.precision, CODE.scale)


def customer_number(column: Any) -> Any:
    """Return a column of an expression as text: of codes, the numbers."""
    text = column.cast("string")
    return text.substr(1) if is_code(column) else text


def customer_code(column: Any) -> Any:
    """Return the codes of a column of customer numbers in an expression; null where there is none."""
    is_coded = column.re_search(f"^[0-9]{{1,{MOST_DIGITS}}}$")
    return is_coded.ifelse("1" + column, None).cast(f"decimal({CODE.precision}, 0)")
