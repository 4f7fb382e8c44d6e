"""CLS-04's second condition on twelve units whose rates a reader sees."""

from fractions import Fraction

from analytics.loop.high_rates import standing_out

UNITS = [f"3340101{number:02d}" for number in range(1, 13)]
ONE, TWO = UNITS[0], UNITS[1]


def rates(**of: int) -> dict[str, Fraction]:
    """Every unit at 1 %, but for those that are given, in percent."""
    given = {UNITS[int(name[1:]) - 1]: Fraction(rate, 100) for name, rate in of.items()}
    return dict.fromkeys(UNITS, Fraction(1, 100)) | given


def test_a_unit_above_the_ninetieth_percentile_in_both_months_stands_out() -> None:
    before, now = {"TAR-22": rates(u1=5)}, {"TAR-22": rates(u1=4)}
    assert standing_out(before, now, UNITS) == [("TAR-22", [ONE])]


def test_once_is_not_enough() -> None:
    before, now = {"TAR-22": rates(u1=5)}, {"TAR-22": rates(u2=5)}
    assert standing_out(before, now, UNITS) == []
    assert standing_out({}, now, UNITS) == []


def test_where_all_are_alike_or_many_are_high_none_stands_out() -> None:
    assert standing_out({"TAR-22": rates()}, {"TAR-22": rates()}, UNITS) == []
    three = {"TAR-22": rates(u1=5, u2=5, u3=5)}  # the percentile itself is 5 %
    assert standing_out(three, three, UNITS) == []


def test_a_unit_without_hits_counts_as_none_and_the_furthest_out_comes_first() -> None:
    only = {"TAR-22": {ONE: Fraction(2, 100)}, "MET-01": rates(u2=9)}
    assert standing_out(only, only, UNITS) == [("TAR-22", [ONE]), ("MET-01", [TWO])]
