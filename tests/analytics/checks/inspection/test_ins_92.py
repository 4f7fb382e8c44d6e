from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from analytics.checks.inspection.ins_92_zero_run import days_without_use
from tests.boundaries import Boundary
from tests.daily import BEFORE, LAST, NEAR, company, days, use
from tests.drawn import finder

Curve = Mapping[int, str]


def still(how_many: int, since: int = BEFORE.start) -> Curve:
    """Return a curve with so many days in a row without energy."""
    return use("10", "10") | days("0", range(since, since + how_many))


def peers(apart: int, how_many: int = 29) -> dict[str, Curve]:
    """Return peers of whom a third never rests, a third rests so many days in a row, the others twice as long."""
    return {f"p{n}": still(n % 3 * apart) for n in range(how_many)}


def suspect(how_many: int, apart: int = 4) -> str:
    return company({"1": still(how_many)} | peers(apart))


def of_several(how_many: int) -> str:
    return company({str(n): still(20) for n in range(how_many)} | peers(1, how_many * 2 + 30))


TABLES = suspect(26)
hits = finder(days_without_use, lambda text: text)

# of 30 the middle one rests 4 days, and the median of the distances is 4: 3.5 of them are 20.76 days
BOUNDARIES = {
    "limit": Boundary(
        suspect,
        {24: False, 25: True, 26: True},
        own=4,
        answers_to_own={27: False, 28: True, 29: True},
        is_apart=True,
    ),
    "least_days": Boundary(
        lambda how_many: suspect(how_many, apart=0),
        {14: False, 15: True, 16: True},
        own=20,
        answers_to_own={19: False, 20: True, 21: True},
        is_apart=True,
    ),
    "k": Boundary(
        of_several,
        {49: 49, 50: 50, 51: 50},
        own=2,
        answers_to_own={1: 1, 2: 2, 3: 2},
        read=len,
        is_apart=True,
    ),
}


def test_who_rests_where_no_peer_does_stands_out_with_what_is_normal_beside_it() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["zero_days"], hit["amount_yuan"]) == ("1", 26, None)
    assert (hit["zero_from"], hit["zero_until"]) == (date(2025, 9, 6), date(2025, 10, 1))
    assert hit["used_kwh"] == 190  # 10 kWh on 15 + 4 days
    assert (hit["peers"], hit["peer_median"], hit["peer_spread"]) == (30, 4, 4)
    assert hit["distance"] == Decimal("3.7098")  # 0.6745 × (26 − 4) ÷ 4


def test_whose_peers_rest_alike_does_not() -> None:
    assert hits(company({str(n): still(20) for n in range(30)})) == []


def test_a_day_that_is_not_known_breaks_the_run() -> None:
    curve = {a: kwh for a, kwh in still(20).items() if a != 40}
    assert hits(company({"1": curve} | peers(0))) == []
    assert len(hits(company({"1": still(20)} | peers(0)))) == 1


def test_of_two_runs_the_longer_counts_and_of_equal_ones_the_later() -> None:
    curve = use("10", "10") | days("0", range(45, 60)) | days("0", NEAR)
    [hit] = hits(company({"1": curve} | peers(0)))
    assert (hit["zero_days"], hit["zero_until"]) == (15, LAST)


def test_who_never_used_anything_is_left_to_the_check_of_bills() -> None:
    assert hits(company({"1": use("0", "0")} | peers(0))) == []
