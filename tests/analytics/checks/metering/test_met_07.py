from datetime import date

import pytest

from analytics.checks.metering.met_07_site_test_overdue import site_test_overdue
from analytics.results.hit_words import sentence_of
from tests.boundaries import Boundary
from tests.drawn import Drawn, changed, delivered, drawn, finder

# class Ⅲ, 24 months: tested on 2023-10-31, due on 2025-10-31
TABLES = """
    customers
    cons_no    | status_code | run_cap | poweroff_flag
    0000000001 | 0           | 500     | 02

    metering_points
    mp_no | cons_no    | mp_attr | mp_status | md_class | volt_code | meas_mode | wiring_mode
    P1    | 0000000001 | 01      | 02        | 3        | AC00101   | 1         | 2

    meters
    asset_no | mp_no | status | inst_date
    M1       | P1    | 012    | 2020-03-01

    instrument_transformers
    mp_no | it_sort | ratio | status | inst_date
    P1    | 01      | 50/5  | 011    | 2020-03-01

    meter_tests
    asset_no | mp_no | equip_sort | plan_type | actual_date
    M1       | P1    | 01         | 01        | 2023-10-31
    M9       | P9    | 01         | 01        | 2020-01-01
"""


def last_tested(day: str, level: str = "3") -> Drawn:
    return changed(TABLES, {"meter_tests.actual_date": day, "metering_points.md_class": level})


def put_up(day: str, **changes: str) -> Drawn:
    """Draw the base with another day of the meter."""
    places = {name.replace("__", "."): value for name, value in changes.items()}
    return changed(TABLES, {"meters.inst_date": day} | places)


hits = finder(site_test_overdue)

BOUNDARIES = {
    "months_3": Boundary(
        last_tested,
        {"2023-10-31": True, "2023-11-01": False, "2023-11-02": False},
        own=12,
        answers_to_own={"2024-10-31": True, "2024-11-01": False, "2024-11-02": False},
    ),
    "months_2": Boundary(
        lambda day: last_tested(day, "2"),
        {"2024-10-31": True, "2024-11-01": False, "2024-11-02": False},
        own=6,
        answers_to_own={"2025-04-30": True, "2025-05-01": False, "2025-05-02": False},
    ),
    "months_1": Boundary(
        lambda day: last_tested(day, "1"),
        {"2025-04-30": True, "2025-05-01": False, "2025-05-02": False},
        own=3,
        answers_to_own={"2025-07-31": True, "2025-08-01": False, "2025-08-02": False},
    ),
    "first_days": Boundary(
        put_up,
        {"2025-10-01": True, "2025-10-02": False, "2025-10-03": False},
        own=60,
        answers_to_own={"2025-09-01": True, "2025-09-02": False, "2025-09-03": False},
    ),
}


def test_a_point_past_its_cycle_is_hit_without_amount() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("metering_point", "P1", "0000000001")
    assert (hit["reason"], hit["last"], hit["cycle"]) == ("周期检验超期", date(2023, 10, 31), "24 个月")
    assert (hit["due_date"], hit["overdue_days"], hit["amount_yuan"]) == (date(2025, 10, 31), 1, None)
    assert (
        sentence_of(hit | {"check_code": "MET-07"})
        == "计量点 P1(Ⅲ类计量装置)应于 2025-10-31 前现场检验,周期检验超期 1 天"
    )


def test_a_point_never_tested_since_it_was_put_up_lacks_its_first_test() -> None:
    [hit] = hits(put_up("2025-09-01"))
    assert (hit["reason"], hit["last"], hit["due_date"]) == ("首检超期", None, date(2025, 10, 1))


def test_a_new_transformer_makes_a_new_beginning_and_a_removed_one_does_not() -> None:
    new = changed(last_tested("2024-06-01"), {"instrument_transformers.inst_date": "2025-09-01"})
    assert [hit["reason"] for hit in hits(new)] == ["首检超期"]
    assert hits(changed(new, {"instrument_transformers.status": "014"})) == []


def test_a_first_test_that_came_late_is_done() -> None:
    assert hits(put_up("2025-01-01", meter_tests__actual_date="2025-06-01")) == []
    assert hits(put_up("2025-06-01", meter_tests__actual_date="2025-06-01")) == []


def test_records_that_begin_later_tell_of_no_first_test_but_in_time_of_a_cycle() -> None:
    rows = put_up("2020-03-01", meter_tests__actual_date="2020-01-01")
    rows["meter_tests"][1]["actual_date"] = date(2023, 11, 1)
    assert len(hits(rows)) == 1  # the point's own test of 2020-01-01, before it was put up, is a record
    del rows["meter_tests"][0]
    assert hits(rows) == []
    rows["meter_tests"][0]["actual_date"] = date(2023, 10, 31)
    [hit] = hits(rows)
    assert (hit["reason"], hit["due_date"]) == ("周期检验超期", date(2025, 10, 31))


def test_where_no_meter_was_ever_tested_on_site_the_records_begin_nobody_knows_when() -> None:
    rows = put_up("2025-09-01")
    assert len(hits(rows)) == 1
    for test in rows["meter_tests"]:
        test["equip_sort"] = "02"
    assert hits(rows) == []


@pytest.mark.parametrize(("asset", "point"), [("M1", "-"), ("-", "P1"), ("M1", "P8")])
def test_a_test_is_known_by_its_meter_or_by_its_point(asset: str, point: str) -> None:
    assert (
        hits(changed(last_tested("2025-06-01"), {"meter_tests.asset_no": asset, "meter_tests.mp_no": point}))
        == []
    )


@pytest.mark.parametrize(
    ("column", "value", "is_hit"),
    [
        ("plan_type", "-", False),
        ("plan_type", "02", True),
        ("equip_sort", "02", True),
        ("actual_date", "2025-11-02", True),
    ],
)
def test_only_tests_of_meters_on_site_by_the_day_count(column: str, value: str, is_hit: bool) -> None:
    assert bool(hits(changed(last_tested("2025-06-01"), {f"meter_tests.{column}": value}))) == is_hit


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("customers.run_cap", "0"),
        ("customers.poweroff_flag", "01"),
        ("customers.status_code", "9"),
        ("metering_points.md_class", "4"),
        ("metering_points.md_class", "5"),
        ("metering_points.mp_attr", "02"),
        ("metering_points.mp_status", "03"),
    ],
)
def test_who_does_not_work_and_small_installations_are_not_judged(place: str, value: str) -> None:
    assert hits(changed(TABLES, {place: value})) == []


@pytest.mark.parametrize(
    ("volt_code", "mode", "found"),
    [("AC01101", "1", ["2"]), ("AC00101", "1", ["3"]), ("AC00101", "2", []), ("-", "1", [])],
)
def test_a_point_without_a_class_has_that_of_its_voltage(volt_code: str, mode: str, found: list[str]) -> None:
    point = {"md_class": "-", "volt_code": volt_code, "meas_mode": mode}
    rows = changed(TABLES, {f"metering_points.{name}": value for name, value in point.items()})
    assert [hit["md_class"] for hit in hits(rows)] == found


def test_without_days_of_installation_nobody_is_judged() -> None:
    rows = put_up("-")
    rows["instrument_transformers"][0]["inst_date"] = None
    assert hits(rows) == []


def test_without_customers_points_are_judged_and_notes_say_what_stays_off() -> None:
    rows = drawn(TABLES)
    del rows["customers"]
    tables = delivered(site_test_overdue, rows)
    assert site_test_overdue(tables).to_pyarrow().num_rows == 1
    assert len(tables.notes) == 2
