from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_06_fixed_share_vs_meter import fixed_share_differs_from_use
from tests.boundaries import Boundary
from tests.drawn import Drawn, changed, finder, found

# beneath P1 (10,000 kWh at 0.80 yuan) P2 has three tenths at 0.55 yuan, while its own meter shows 1,000 kWh
TABLES = """
    customers
    cons_no | status_code
    1       | 0

    metering_points
    mp_no | cons_no | mp_status | calc_mode | fr_value | parent_mp_no | prc_code
    P2    | 1       | 02        | 2         | 0.3      | P1           | LOW
    P1    | 1       | 02        | 1         | -        | -            | HIGH

    readings
    mp_no | amt_ym | read_type | mr_pq
    P2    | 202510 | 11        | 1000
    P1    | 202510 | 11        | 10000

    bills
    cons_no | amt_ym | amt_type | prc_code | total_pq | kwh_amt
    1       | 202510 | 01       | HIGH     | 7000     | 5600
    1       | 202510 | 01       | LOW      | 3000     | 1650
"""


def company(
    point: dict[str, str] | None = None,
    own: str = "1000",
    parent: str = "10000",
    peers: list[str] | None = None,
) -> Drawn:
    rows = changed(TABLES, {f"metering_points.{name}": value for name, value in (point or {}).items()})
    rows["readings"][1]["mr_pq"] = Decimal(parent)
    rows["readings"][0]["mr_pq"] = Decimal(own) if own else None
    if not own:
        rows["readings"].pop(0)
    for place, share in enumerate(peers or []):
        rows["metering_points"].append(
            rows["metering_points"][0]
            | {"mp_no": f"Q{place}", "fr_value": Decimal(share), "parent_mp_no": "P1"}
        )
    return rows


hits = finder(fixed_share_differs_from_use, company)


def amount(value: str) -> Drawn:
    """A fixed amount without a meter of its own."""
    return company({"calc_mode": "3", "fr_value": value}, own="")


BOUNDARIES = {
    "tol": Boundary(
        lambda own: company(own=own),
        {"2000": False, "1999": True, "1998": True},
        own=0.2,
        answers_to_own={"1001": False, "1000": False, "999": True},
    ),
    "x": Boundary(
        amount,
        {"7999": False, "8000": False, "8001": True},
        own=0.5,
        answers_to_own={"4999": False, "5000": False, "5001": True},
    ),
}


def test_a_share_of_the_low_price_that_is_too_large_is_less_collected() -> None:
    [hit] = hits()
    assert (hit["object_id"], hit["object_type"], hit["cons_no"]) == ("P2", "metering_point", "1")
    assert (hit["actual_share"], hit["share"]) == (Decimal("0.1"), Decimal("0.3"))
    assert (hit["own_price"], hit["parent_price"]) == (Decimal("0.55"), Decimal("0.80"))
    assert hit["amount_yuan"] == Decimal("500.00")  # 2,000 kWh × 0.25


def test_a_share_that_is_too_small_is_over_collected() -> None:
    [hit] = hits(own="5000")
    assert hit["amount_yuan"] == Decimal("-500.00")


def test_a_share_above_one_is_a_percentage() -> None:
    assert hits({"fr_value": "10"}) == []
    [hit] = hits({"fr_value": "30"})
    assert hit["share"] == Decimal("0.3")


@pytest.mark.parametrize("point", [{"mp_status": "03"}, {"calc_mode": "1"}, {"calc_mode": "4"}])
def test_what_is_not_shared_or_not_in_use_is_not_judged(point: dict[str, str]) -> None:
    assert hits(point) == []


def test_a_main_point_without_energy_tells_no_share() -> None:
    assert hits(parent="0") == []


def test_a_fixed_amount_of_nearly_all_energy_is_a_hint_without_amount() -> None:
    [hit] = hits({"calc_mode": "3", "fr_value": "8500"}, own="")
    assert (hit["reason"], hit["amount_yuan"]) == ("定量超过本户电量的大部分", None)
    assert hit["fixed_percent"] == 85


def test_a_fixed_amount_with_a_meter_of_its_own_is_not_judged() -> None:
    assert hits({"calc_mode": "3", "fr_value": "8500"}) == []


@pytest.mark.parametrize(
    ("count", "others", "code", "is_hit"),
    [
        (19, "0.1", "LOW", True),
        (18, "0.1", "LOW", False),
        (19, "0.3", "LOW", False),
        (19, "0.1", "HIGH", False),
    ],
)
def test_a_low_priced_share_above_those_of_its_like_is_a_hint(
    count: int, others: str, code: str, is_hit: bool
) -> None:
    found_hits = hits({"prc_code": code}, own="", peers=[others] * count)
    assert [(hit["object_id"], hit["amount_yuan"]) for hit in found_hits] == (
        [("P2", None)] if is_hit else []
    )


def test_who_has_no_meter_at_all_uses_what_is_fixed() -> None:
    light = {"calc_mode": "3", "fr_value": "10000"}
    rows = company(light, own="")
    rows["metering_points"].pop()
    assert found(fixed_share_differs_from_use, rows) == []
    rows["metering_points"][0]["fr_value"] = Decimal(10001)
    [hit] = found(fixed_share_differs_from_use, rows)
    assert (hit["reason"], hit["customer_kwh"]) == ("定量超过本户电量的大部分", 10000)
