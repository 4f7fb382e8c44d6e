"""What a check says, in Spark's SQL, so that it means there what it means in DuckDB.

Each rule says where the two part and why; tests/models/test_both_engines.py holds every rule to equal values on
both. The settings without which they would differ stand beside the rules.
"""

import re
import string
from typing import Any, ClassVar

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

SETTINGS = {
    # a wrong cast, an overflow, a division by zero is an error, never a silent null
    "spark.sql.ansi.enabled": "true",
    # else a product of wide decimals loses digits: decimal(38,6) × decimal(18,6) would keep six
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # times of the exports have no zone; with any other one a day would begin at another hour
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # rows come and go as Arrow: by way of pandas an integer beside a null loses digits
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}

_WHITESPACE = string.whitespace


def _is_double(value: Any) -> bool:
    """Return whether a value is a double; Ibis calls the quotient of two decimals a decimal, which no engine does."""
    return value.dtype.is_floating() or isinstance(value, ops.Divide)


class SparkCompiler(PySparkCompiler):
    """Writes expressions as Spark's SQL, with DuckDB's meaning."""

    __slots__ = ()
    SIMPLE_OPS: ClassVar[dict[Any, str]] = {}  # inherited ones would take the place of the rules below

    def visit_ArrayIndex(self, op: Any, *, arg: Any, index: Any) -> Any:
        """Take an element: Spark wants a 32-bit place and refuses one outside; DuckDB gives null there."""
        place = self.if_(index >= 0, index + 1, index)
        return self.f.anon.try_element_at(arg, self.cast(place, dt.int32))

    def visit_Median(self, op: Any, *, arg: Any, where: Any) -> Any:
        """Take the median: Spark's is a double where the expression, and DuckDB, say decimal."""
        median = super().visit_Median(op, arg=arg, where=where)
        if not op.dtype.is_decimal():
            return median
        halves = self.f.round(median * self._ten_to(op.dtype.scale) * 2)  # free of binary noise
        return self._scaled(self.f.floor(halves / 2), op.dtype, is_tried=False)

    def visit_Divide(self, op: Any, *, left: Any, right: Any) -> Any:
        """Divide: decimals give a double in DuckDB; by zero both give null (models.engine.duckdb), not an error."""
        left = left if op.left.dtype.is_floating() else self.cast(left, dt.float64)
        return self.f.anon.try_divide(left, right)

    def visit_Modulus(self, op: Any, *, left: Any, right: Any) -> Any:
        """Take a remainder: by zero it is null in DuckDB and an error in Spark."""
        return self.f.anon.try_mod(left, right)

    def visit_FloorDivide(self, op: Any, *, left: Any, right: Any) -> Any:
        """Divide and cut: by zero as in a division."""
        return self.cast(self.f.floor(self.f.anon.try_divide(left, right)), op.dtype)

    def visit_Strip(self, op: Any, *, arg: Any) -> Any:
        """Strip: Ibis writes \\v and \\f, which are the letters v and f to Spark."""
        return self.f.anon.btrim(arg, self._whitespace())

    def visit_LStrip(self, op: Any, *, arg: Any) -> Any:
        """Strip the beginning: see `visit_Strip`."""
        return self.f.anon.regexp_replace(arg, sge.convert(r"^[ \t\n\r\x0b\x0c]+"), sge.convert(""))

    def visit_RStrip(self, op: Any, *, arg: Any) -> Any:
        """Strip the end: see `visit_Strip`."""
        return self.f.anon.regexp_replace(arg, sge.convert(r"[ \t\n\r\x0b\x0c]+\z"), sge.convert(""))

    def _whitespace(self) -> Any:
        return self.f.concat(*(self.f.anon.char(sge.convert(ord(one))) for one in _WHITESPACE))

    def visit_RegexReplace(self, op: Any, *, arg: Any, pattern: Any, replacement: Any) -> Any:
        """Replace by a pattern: a group is $1 to Spark, and \\1 to DuckDB."""
        if not isinstance(op.replacement, ops.Literal):
            raise TypeError("what replaces must be a constant: a group is written differently in each engine")
        written = re.sub(r"\\(\d)", r"${\1}", op.replacement.value.replace("$", r"\$"))
        written = re.sub(r"\$\{(\d)\}", r"$\1", written)
        return self.f.regexp_replace(arg, pattern, sge.convert(written))

    def visit_CountStar(self, op: Any, *, arg: Any, where: Any) -> Any:
        """Count rows: Ibis sums the condition, which gives null instead of 0 where no row fulfils it."""
        return super().visit_CountStar(op, arg=arg, where=None) if where is None else self.f.count_if(where)

    def visit_ArrayCollect(self, op: Any, **kwargs: Any) -> Any:
        """Collect values: of none, an empty list in Spark and null in DuckDB."""
        collected = super().visit_ArrayCollect(op, **kwargs)
        return self.if_(self.f.anon.size(collected).eq(0), NULL, collected)

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:
        """Cast: a fraction becomes the nearest integer in DuckDB (of doubles the even one), and is cut in Spark."""
        if to.is_integer() and op.arg.dtype.is_decimal():
            arg = self.f.round(arg, 0)
        elif to.is_integer() and op.arg.dtype.is_floating():
            arg = self.f.anon.rint(arg)
        elif to.is_decimal() and _is_double(op.arg):
            return self._scaled(self.f.round(arg * self._ten_to(to.scale)), to, is_tried=False)
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_TryCast(self, op: Any, *, arg: Any, to: Any) -> Any:
        """Cast what can be cast: a double as `visit_Cast` does."""
        if to.is_decimal() and _is_double(op.arg):
            return self._scaled(self.f.round(arg * self._ten_to(to.scale)), to, is_tried=True)
        return super().visit_TryCast(op, arg=arg, to=to)

    def visit_Round(self, op: Any, *, arg: Any, digits: Any) -> Any:
        """Round: a double is multiplied, rounded and divided in DuckDB; Spark rounds it as it is printed."""
        if digits is None or not _is_double(op.arg):
            return super().visit_Round(op, arg=arg, digits=digits)
        shift = self.f.pow(self.cast(10, dt.float64), digits)
        return self.f.round(arg * shift) / shift

    def _ten_to(self, places: int) -> Any:
        return self.cast(10**places, dt.float64)

    def _scaled(self, unscaled: Any, to: Any, *, is_tried: bool) -> Any:
        """Return a decimal from the double that counts its last places."""
        whole_type = self.type_mapper.from_ibis(dt.Decimal(to.precision, 0))
        whole = (
            sge.TryCast(this=unscaled, to=whole_type, safe=True)
            if is_tried
            else sge.Cast(this=unscaled, to=whole_type)
        )
        if not to.scale:
            return whole
        last_place = self.cast(f"0.{'1':0>{to.scale}}", dt.Decimal(to.scale, to.scale))
        return self.cast(whole * last_place, to)

    def visit_TimestampDelta(self, op: Any, *, part: Any, left: Any, right: Any) -> Any:
        """Take a difference of times: DuckDB counts boundaries crossed, Spark whole units elapsed."""
        unit = op.part.value if isinstance(op.part, ops.Literal) else str(part)
        if unit == "day":
            return self.cast(
                self.f.anon.datediff(self.cast(left, dt.date), self.cast(right, dt.date)), op.dtype
            )
        begun = [self.f.anon.date_trunc(sge.convert(unit), one) for one in (right, left)]
        return self.f.anon.timestampdiff(sg.to_identifier(unit.upper(), quoted=False), *begun)

    visit_TimeDelta = visit_DateDelta = visit_TimestampDelta
