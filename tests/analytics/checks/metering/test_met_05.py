from decimal import Decimal

import pytest

from analytics.checks.metering.met_05_accuracy_below_class import accuracy_below_class
from tests.drawn import Drawn, changed, delivered, drawn, finder

# 10 kV metered at high voltage since 2018: class Ⅲ wants 0.5S/0.5S/0.5; the meter is of 1.0
TABLES = """
    customers
    cons_no    | status_code
    0000000001 | 0

    metering_points
    mp_no | cons_no    | mp_attr | mp_status | mp_cap | meas_mode | wiring_mode | volt_code
    P1    | 0000000001 | 01      | 02        | 500    | 1         | 2           | AC00101

    meters
    asset_no | mp_no | status | accuracy | inst_date
    M1       | P1    | 012    | 01       | 2018-05-20

    instrument_transformers
    it_asset_no | mp_no | it_sort | ratio     | status | accuracy | inst_date
    C1          | P1    | 01      | 300/5     | 011    | 04       | 2018-05-20
    V1          | P1    | 02      | 10000/100 | 011    | 05       | 2018-05-20

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 100000   | 65000     | 4000      | 1000
    0000000001 | 202509 | 01       | 100000   | 65000     | 4000      | 1000
    0000000001 | 202410 | 01       | 100000   | 65000     | 4000      | 1000
"""

hits = finder(accuracy_below_class)


def point(**values: str) -> Drawn:
    return changed(TABLES, {f"metering_points.{name}": value for name, value in values.items()})


def only(device: str, grade: str, day: str = "2018-05-20", base: Drawn | str = TABLES) -> Drawn:
    """Draw a base in which one device alone has a grade: 电能表, 电流互感器 or 电压互感器."""
    rows = changed(base, {"meters.accuracy": "-"})
    for row in rows["instrument_transformers"]:
        row["accuracy"] = None
    if device == "电能表":
        return changed(rows, {"meters.accuracy": grade, "meters.inst_date": day})
    if device == "电压互感器":
        rows["instrument_transformers"].reverse()
    return changed(
        rows, {"instrument_transformers.accuracy": grade, "instrument_transformers.inst_date": day}
    )


def test_a_meter_worse_than_its_class_costs_the_difference_of_the_grades() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("metering_point", "P1", "0000000001")
    assert hit["devices"] == "电能表M1 1.0 级,应不劣于 0.5S 级(Ⅲ类,2016版)"
    # September and October: 60000 yuan of energy each, 1.0 − 0.5 = 0.5 %
    assert (hit["energy_yuan"], hit["gap_percent"]) == (120000, Decimal("0.5"))
    assert hit["amount_yuan"] == Decimal("600.00")


@pytest.mark.parametrize(
    ("device", "good", "bad"),
    [("电能表", "05", "04"), ("电流互感器", "04", "05"), ("电压互感器", "05", "06")],
)
def test_each_device_is_held_to_its_own_grade(device: str, good: str, bad: str) -> None:
    assert hits(only(device, good)) == []
    [hit] = hits(only(device, bad))
    assert hit["devices"].startswith(device)


def test_a_grade_that_only_lacks_the_s_has_no_amount() -> None:
    [hit] = hits(only("电能表", "04"))
    assert (hit["gap_percent"], hit["amount_yuan"]) == (0, None)


def test_several_devices_are_one_hit_with_the_widest_gap() -> None:
    rows = changed(TABLES, {"instrument_transformers.accuracy": "07"})
    [hit] = hits(rows)
    assert (hit["device_count"], hit["gap_percent"]) == (2, Decimal("1.5"))
    assert hit["amount_yuan"] == Decimal("1800.00")


@pytest.mark.parametrize(
    ("volt_code", "worst", "too_bad"),
    [
        ("AC02201", "07", "05"),
        ("AC01101", "05", "04"),
        ("AC00661", "05", "04"),
        ("AC00351", "05", "04"),
        ("AC03802", "01", "02"),
    ],
)
def test_since_2017_the_voltage_makes_the_class(volt_code: str, worst: str, too_bad: str) -> None:
    base = point(volt_code=volt_code)
    assert hits(only("电能表", worst, base=base)) == []
    assert len(hits(only("电能表", too_bad, base=base))) == 1


def test_behind_a_transformer_it_is_a_low_voltage() -> None:
    assert hits(only("电能表", "01", base=point(meas_mode="2"))) == []


def test_one_phase_of_220_volts_is_class_five() -> None:
    home = point(volt_code="AC02202", wiring_mode="1", meas_mode="3")
    assert hits(only("电能表", "02", base=home)) == []
    assert len(hits(only("电能表", "03", base=home))) == 1
    assert hits(only("电压互感器", "07", base=home)) == []


@pytest.mark.parametrize(
    ("cap", "grade", "is_hit"),
    [
        ("10000", "05", False),
        ("10000", "04", True),
        ("2000", "04", False),
        ("2000", "01", True),
        ("1999", "01", False),
    ],
)
def test_what_was_put_up_before_goes_by_use_or_capacity(cap: str, grade: str, is_hit: bool) -> None:
    base = point(mp_cap=cap)
    assert bool(hits(only("电能表", grade, "2017-04-30", base))) == is_hit
    assert bool(hits(only("电能表", grade, "-", base))) == is_hit


@pytest.mark.parametrize(("kwh", "is_hit"), [("1000000", True), ("999999", False)])
def test_the_use_of_the_last_twelve_months_makes_the_older_class(kwh: str, is_hit: bool) -> None:
    rows = only("电能表", "01", "2017-04-30", point(mp_cap="100"))
    for row in rows["bills"]:
        row["total_pq"] = Decimal(kwh)
    rows["bills"][2]["total_pq"] = Decimal(9_000_000)  # thirteen months ago
    found = hits(rows)
    assert bool(found) == is_hit
    rows["metering_points"].append(rows["metering_points"][0] | {"mp_no": "P2"})
    assert hits(rows) == []


def test_the_edition_changes_on_the_first_of_may() -> None:
    assert hits(only("电能表", "01", "2017-04-30")) == []
    [hit] = hits(only("电能表", "01", "2017-05-01"))
    assert "2016版" in hit["devices"]


def test_a_check_point_is_judged_without_amount() -> None:
    assert [hit["amount_yuan"] for hit in hits(point(mp_attr="02"))] == [None]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("meters.accuracy", "-"),
        ("meters.status", "006"),
        ("metering_points.volt_code", "不明"),
        ("metering_points.mp_status", "03"),
        ("customers.status_code", "9"),
    ],
)
def test_what_does_not_run_or_is_not_known_is_not_judged(place: str, value: str) -> None:
    assert hits(changed(TABLES, {place: value})) == []


def test_of_two_points_of_unknown_energy_none_has_an_amount() -> None:
    rows = drawn(TABLES)
    rows["metering_points"].append(rows["metering_points"][0] | {"mp_no": "P2"})
    [hit] = hits(rows)
    assert (hit["amount_yuan"], hit["note"]) == (
        None,
        "该户有多个计量点而抄见电量不全,分不出本点的E,不估金额",
    )


def test_without_bills_and_transformers_the_meter_alone_is_judged_and_notes_say_so() -> None:
    rows = drawn(TABLES)
    del rows["bills"], rows["instrument_transformers"]
    [hit] = hits(rows)
    assert (hit["months"], hit["amount_yuan"]) == (0, None)
    tables = delivered(accuracy_below_class, rows)
    accuracy_below_class(tables)
    assert len(tables.notes) == 4
