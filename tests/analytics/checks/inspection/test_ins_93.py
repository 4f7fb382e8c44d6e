from collections.abc import Mapping
from decimal import Decimal

from analytics.checks.inspection.ins_93_slope import use_slides_down
from tests.boundaries import Boundary
from tests.daily import BEFORE, NEAR, company, use
from tests.drawn import finder

Curve = Mapping[int, str]
DAYS = range(60)  # of which the middle one is 29.5 days before the last


def line(a_day: str, mean: int = 100) -> Curve:
    """Return a curve that falls by so much a day, around a mean."""
    step = Decimal(a_day)
    return {age: str(mean + step * age - step * Decimal("29.5")) for age in DAYS}


def peers(apart: str, how_many: int = 29) -> dict[str, Curve]:
    """Return peers of whom a third stays, a third falls by so much a day, the others rise."""
    return {f"p{n}": line(str((n % 3 - 1) * Decimal(apart))) for n in range(how_many)}


def suspect(a_day: str, apart: str = "0.1") -> str:
    return company({"1": line(a_day)} | peers(apart))


def of_several(how_many: int) -> str:
    return company({str(n): line("0.8") for n in range(how_many)} | peers("0.01", how_many * 2 + 30))


TABLES = suspect("0.8")
hits = finder(use_slides_down, lambda text: text)

# a fall of 0.1 kWh a day of 100 are 9 % in 90 days; 3.5 times 9 ÷ 0.6745 are 46.7 %, times 4 53.4 %
BOUNDARIES = {
    "limit": Boundary(
        lambda a_day: suspect(a_day, apart="0.15"),
        {"0.77": False, "0.78": True, "0.79": True},
        own=3,
        answers_to_own={"0.66": False, "0.67": True, "0.68": True},
        is_apart=True,
    ),
    "least_percent": Boundary(
        suspect,
        {"0.5555": False, "0.5556": True, "0.56": True},
        own=63,
        answers_to_own={"0.69": False, "0.7": False, "0.71": True},
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


def test_who_slides_down_where_no_peer_does_stands_out_with_what_is_normal_beside_it() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["days"], hit["mean"], hit["slope"]) == ("1", 60, 100, Decimal("-0.8"))
    assert hit["trend"] == -72  # 0.8 × 90 ÷ 100
    assert (hit["peers"], hit["peer_median"], hit["peer_spread"]) == (30, 0, 9)
    assert hit["distance"] == Decimal("-5.396")  # 0.6745 × −72 ÷ 9
    assert hit["amount_yuan"] is None


def test_whose_peers_slide_alike_does_not() -> None:
    assert hits(company({str(n): line("0.8") for n in range(30)})) == []


def test_a_step_is_left_to_the_model_of_steps_and_a_rise_is_none() -> None:
    assert hits(company({"1": use("59", "100")} | peers("0.1"))) == []
    assert len(hits(company({"1": use("60", "100")} | peers("0.1")))) == 1
    assert hits(suspect("-0.8")) == []


def test_days_that_are_not_known_are_left_out() -> None:
    curve = {age: kwh for age, kwh in line("0.8").items() if age in (*NEAR, *BEFORE)}
    [hit] = hits(company({"1": curve} | peers("0.1")))
    assert (hit["days"], hit["slope"]) == (45, Decimal("-0.8"))
