from decimal import Decimal

import pytest

from analytics.checks.metering.met_16_main_and_check_meter import main_and_check_meter_differ
from tests.drawn import Drawn, changed, drawn, finder

# 1000 kWh of the main meter, 1010.1 of the one beside it: 1.01 % where 0.5 + 0.5 are allowed, at 0.6 yuan
TABLES = """
    customers
    cons_no    | status_code
    0000000001 | 0

    metering_points
    mp_no | cons_no    | parent_mp_no | mp_attr | mp_status
    P2    | 0000000001 | P1           | 02      | 02
    P1    | 0000000001 | -            | 01      | 02

    meters
    asset_no | mp_no | accuracy | status | digits | inst_date
    M2       | P2    | 05       | 012    | 4      | 2020-01-01
    M1       | P1    | 04       | 012    | 4      | 2020-01-01

    readings
    mp_no | asset_no | amt_ym | read_type | last_read | this_read | t_factor | last_date  | mr_date    | data_src | mr_status
    P2    | M2       | 202510 | 11        | 0         | 505.05    | 2        | 2025-09-05 | 2025-10-05 | 01       | 02
    P1    | M1       | 202510 | 11        | 200       | 700       | 2        | 2025-09-05 | 2025-10-05 | 01       | 02

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 3100     | 1900      | 30        | 10
"""

hits = finder(main_and_check_meter_differ)


def beside(this_read: str, **places: str) -> Drawn:
    changes = {name.replace("__", "."): value for name, value in places.items()}
    return changed(TABLES, {"readings.this_read": this_read} | changes)


def test_a_main_meter_behind_the_one_beside_it_counted_too_little() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("metering_point", "P1", "0000000001")
    assert (hit["main_kwh"], hit["sub_kwh"], hit["gap_percent"]) == (1000, Decimal("1010.1"), Decimal("1.01"))
    assert (hit["allowed_percent"], hit["amount_yuan"]) == (1, Decimal("6.06"))  # 10.1 kWh


def test_what_differs_by_little_more_than_is_allowed_does_not_read_as_equal() -> None:
    [hit] = hits(beside("505.0005"))
    assert (hit["gap_percent"], hit["allowed_percent"]) == (Decimal("1.0001"), 1)


def test_a_main_meter_ahead_counted_too_much() -> None:
    [hit] = hits(beside("490"))
    assert (hit["gap_kwh"], hit["amount_yuan"]) == (-20, Decimal("-12.00"))


@pytest.mark.parametrize(
    ("this_read", "is_hit"), [("505", False), ("505.001", True), ("495", False), ("494.999", True)]
)
def test_a_difference_of_exactly_both_errors_is_allowed(this_read: str, is_hit: bool) -> None:
    assert bool(hits(beside(this_read))) == is_hit


@pytest.mark.parametrize(("accuracy", "allowed"), [("02", 2.5), ("07", 0.7), ("-", None)])
def test_the_grades_of_both_meters_allow_it(accuracy: str, allowed: float | None) -> None:
    found = hits(beside("600", meters__accuracy=accuracy))
    assert [float(hit["allowed_percent"]) for hit in found] == ([allowed] if allowed else [])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("metering_points.mp_attr", "01"),
        ("metering_points.parent_mp_no", "P8"),
        ("metering_points.mp_status", "03"),
        ("meters.status", "015"),
        ("meters.inst_date", "2025-10-01"),
        ("readings.amt_ym", "202509"),
        ("readings.read_type", "21"),
        ("readings.data_src", "02"),
        ("readings.mr_status", "03"),
        ("readings.last_read", "800"),
        ("readings.last_read", "-"),
    ],
)
def test_what_is_no_pair_read_alike_is_not_judged(place: str, value: str) -> None:
    assert hits(changed(TABLES, {place: value})) == []


def test_a_main_point_with_two_beneath_it_is_not_judged() -> None:
    rows = drawn(TABLES)
    rows["metering_points"].append(rows["metering_points"][0] | {"mp_no": "P3", "mp_attr": "01"})
    assert hits(rows) == []


def test_a_point_with_two_meters_is_not_judged() -> None:
    rows = drawn(TABLES)
    rows["meters"].append(rows["meters"][0] | {"asset_no": "M3"})
    assert hits(rows) == []


@pytest.mark.parametrize(("factor", "count"), [("0.2", 1), ("0.199", 0)])
def test_less_than_a_hundred_kilowatt_hours_say_nothing(factor: str, count: int) -> None:
    rows = beside("600")
    for row in rows["readings"]:
        row["t_factor"] = Decimal(factor)
    assert len(hits(rows)) == count


def test_a_register_that_passed_its_last_digit_moved_on() -> None:
    assert hits(beside("400", readings__last_read="9900")) == []


def test_without_bills_the_amount_is_unknown() -> None:
    rows = drawn(TABLES)
    del rows["bills"]
    assert [hit["amount_yuan"] for hit in hits(rows)] == [None]
