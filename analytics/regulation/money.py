"""Money to the fen, half up (away from zero), for single values and for columns.

Advice to who writes a check (measured on DuckDB 1.5 under Ibis 12; all number columns are DECIMAL(18,6)):

1. DECIMAL(18,6) × DECIMAL(18,6) stays 18 digits wide, as DECIMAL(18,12): the query FAILS as soon as one
   product reaches 1,000,000. Widen the first factor: `exact(bills.total_pq) * bills.price`. Then three
   further number columns fit (38 digits, the scales add up). A sum is wide by itself, a sum of products is
   not: `(exact(a) * b).sum()`.
2. A Python Decimal beside a column is cut to three decimals by Ibis (`x * Decimal("0.0001")` is 0). Write
   `x * number("0.0001")`. Python floats beside a column are exact down to 0.0001 (0.00001 is a DOUBLE).
3. DECIMAL / DECIMAL is a DOUBLE, so is mean(); `//` is wrong altogether. Compare products instead of
   quotients (`kwh >= 260 * kva`), and round a quotient with `ratio(numerator, denominator, places)`, which
   is exact. Division by zero is infinite and fails when cast; `ratio` gives null.
4. round() of a DECIMAL is exact and half up; round() of a DOUBLE and DOUBLE → DECIMAL(18,2) are not (1.005
   becomes 1.00). `to_fen` is right for both, see there.
5. Ibis believes that a product keeps the type of its wider factor and leaves out casts to that type; a bare
   product cannot be fetched ("Rescaling would cause data loss"). End every product in `to_fen`,
   `to_places` or a comparison. Mixing decimal(38,2) with decimal(18,6) is refused; what this module returns
   is decimal(18, places) and mixes with everything.
6. Round where the reading says so and nowhere else: month by month if it says 逐月, else once at the end.
7. A value too large for 16 digits of yuan becomes null (unknown), so that one absurd row does not stop the
   check for all others.
8. Unknown stays unknown only in arithmetic: ibis.greatest and ibis.least skip nulls, and ifelse(null, a, b)
   is b. Write the condition so that null falls where it should, as `ifelse(days <= 0, 0, days)`.
9. The engine repeats what an expression repeats. Put a calculated column into `mutate` before it is used
   several times, and read texts (ratios, names) once each: distinct, calculate, join.
10. Rounding a 38-digit decimal costs about a microsecond a row (1.4 s a million, measured), a cast to fewer
   decimals as much: filter first, round the amounts of the hits.
"""

from decimal import Decimal
from typing import Any

import ibis

from models.rounding import rounded

FEN = 2


def fen(value: Decimal) -> Decimal:
    """Return an amount in yuan to the fen, half up."""
    return rounded(value, FEN)


def whole_fen(yuan: Decimal | float) -> int:
    """Return an amount in yuan in whole fen, half up: as the records of the loop keep it."""
    return int(rounded(yuan, 0, shift=FEN))


def number(value: Decimal | float | str) -> Any:
    """Return a constant that the engine takes exactly as it is written.

    Errors: ValueError beyond six decimals, which a number column cannot meet.
    """
    exact_value = Decimal(str(value))
    exponent = exact_value.normalize().as_tuple().exponent
    scale = max(0, -exponent) if isinstance(exponent, int) else 7
    if scale > 6:
        raise ValueError(f"{value} has more than six decimals")
    return ibis.literal(exact_value, f"decimal(18, {scale})")


def exact(column: Any) -> Any:
    """Return a number column wide enough for exact products."""
    return column.cast("decimal(38, 6)")


def to_places(expr: Any, places: int) -> Any:
    """Return an expression rounded half up; null where it is null, infinite or absurdly large.

    Exact for decimals. A DOUBLE is freed of its binary noise at the eighth decimal first: right for every
    exact tie below 10,000,000, wrong only where the true value misses a tie by less than 0.000000005; use
    `ratio` where numerator and denominator are at hand.
    """
    if expr.type().is_floating():
        expr = expr.try_cast("decimal(38, 8)")
    elif expr.type().is_integer():
        expr = exact(expr)
    return expr.round(places).try_cast(f"decimal(18, {places})")


def to_fen(expr: Any) -> Any:
    """Return an amount in yuan to the fen, half up; see `to_places`."""
    return to_places(expr, FEN)


def ratio(numerator: Any, denominator: Any, places: int = FEN) -> Any:
    """Return the quotient of two decimals rounded half up once, exactly; null where there is none.

    The binary quotient, cut to its places, only guesses; what is left of the numerator decides whether one step is
    added. The guess is right or one step short as long as the quotient has no more than 15 digits; beyond, the answer
    is null. Numerator and denominator may be long, and are written as often as they are named here.
    """
    n, d = numerator.abs(), denominator.abs().nullif(0)
    step = Decimal(1).scaleb(-places)
    guess = (n / d - float(step / 2)).round(places).try_cast(f"decimal(15, {places})")
    left = (n - exact(guess) * d) * (2 * 10**places)
    found = guess + ibis.ifelse(left >= d, number(step), number(0))
    sign = ibis.ifelse((numerator < 0) != (denominator < 0), number(-1), number(1))
    signed: Any = found * sign
    return signed.round(places).cast(f"decimal(18, {places})")  # Ibis takes a product for 18 digits wide (5)


def ratio_fen(numerator: Any, denominator: Any) -> Any:
    """Return the quotient of two decimals to the fen, half up, exactly; null where there is none."""
    return ratio(numerator, denominator, FEN)
