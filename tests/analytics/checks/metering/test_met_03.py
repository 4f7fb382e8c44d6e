from datetime import date, timedelta
from decimal import Decimal

import pytest

from analytics.checks.metering.met_03_transformer_size import transformer_too_large_or_too_small
from tests.boundaries import Boundary
from tests.drawn import Drawn, changed, delivered, drawn, finder

# 400 kVA at 10 kV draw 23.09 A: 0.1155 of 200 A. 2 × 10000 yuan of energy in twelve months
TABLES = """
    customers
    cons_no    | status_code | contract_cap | run_cap
    0000000001 | 0           | 400          | 400

    metering_points
    mp_no | cons_no    | mp_attr | mp_status | mp_cap | meas_mode | volt_code
    P1    | 0000000001 | 01      | 02        | 400    | 1         | AC00101

    instrument_transformers
    mp_no | it_sort | ratio     | status | accuracy
    P1    | 01      | 200/5     | 011    | 04
    P1    | 01      | 200/5     | 011    | 02
    P1    | 02      | 10000/100 | 011    | 05

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 20000    | 15000     | 4000      | 1000
    0000000001 | 202411 | 01       | 20000    | 15000     | 4000      | 1000
    0000000001 | 202410 | 01       | 20000    | 15000     | 4000      | 1000
"""
METER = "\n\n    meters\n    asset_no | mp_no | status\n    M1 | P1 | 012"

hits = finder(transformer_too_large_or_too_small)


def of_capacity(kva: str, **changes: str) -> Drawn:
    """Draw the base with another capacity of point, contract and running machines."""
    same = dict.fromkeys(("metering_points.mp_cap", "customers.contract_cap", "customers.run_cap"), kva)
    places = {name.replace("__", "."): value for name, value in changes.items()}
    return changed(TABLES, same | places)


def not_s(kva: str) -> Drawn:
    return of_capacity(kva, instrument_transformers__accuracy="05")


def measured(kilowatts: str, days: int) -> Drawn:
    rows = drawn(TABLES + METER)
    one = {"asset_no": "M1", "max_p": Decimal(1), "succ_flag": None}
    rows["daily_usage"] = [one | {"data_date": date(2025, 10, 31) - timedelta(days=n)} for n in range(days)]
    rows["daily_usage"][0]["max_p"] = Decimal(kilowatts)
    return rows


# at 10 kV 200 A are 3464.10 kVA
BOUNDARIES = {
    "min_ratio_s": Boundary(
        of_capacity,
        {"692.6": True, "692.9": False, "693": False},
        own=0.15,
        answers_to_own={"519.4": True, "519.7": False, "520": False},
    ),
    "min_ratio": Boundary(
        not_s,
        {"1039": True, "1039.3": False, "1040": False},
        own=0.25,
        answers_to_own={"865.8": True, "866.1": False, "867": False},
    ),
    "max_ratio": Boundary(
        of_capacity,
        {"4156": False, "4156.9": False, "4157.2": True},
        own=1.5,
        answers_to_own={"5195": False, "5196.1": False, "5196.5": True},
    ),
}


def test_a_transformer_far_too_large_costs_half_a_per_cent_of_a_year() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("metering_point", "P1", "0000000001")
    assert (hit["reason"], hit["primary_amperes"], hit["ct_amperes"]) == ("过大", Decimal("23.09"), 200)
    assert (hit["load_ratio"], hit["bound"], hit["accuracy"]) == (Decimal("0.1155"), "0.2", "0.2S;0.5S")
    # 20000 yuan × 0.5 %
    assert (hit["energy_yuan"], hit["amount_yuan"]) == (20000, Decimal("100.00"))


def test_a_transformer_too_small_has_no_amount() -> None:
    [hit] = hits(of_capacity("5000"))
    assert (hit["reason"], hit["amount_yuan"], hit["error_percent"]) == ("过小", None, None)


def test_a_suspension_makes_no_transformer_too_large_and_may_spare_one_that_is_too_small() -> None:
    assert hits(changed(of_capacity("2000"), {"customers.run_cap": "400"})) == []
    assert hits(changed(of_capacity("5000"), {"customers.run_cap": "2500"})) == []
    assert hits(changed(of_capacity("5000"), {"customers.run_cap": "-"})) == []


def test_a_point_without_capacity_has_the_contract_s() -> None:
    [hit] = hits(changed(TABLES, {"metering_points.mp_cap": "-"}))
    assert hit["load_kva"] == 400
    assert hits(of_capacity("0")) == []
    assert hits(of_capacity("-")) == []


@pytest.mark.parametrize(
    ("mode", "volt_code", "kv"),
    [("1", "AC00351", 35), ("2", "AC00101", 0.4), ("3", "AC03802", 0.38), ("-", "AC03802", 0.38)],
)
def test_the_voltage_is_that_of_the_place_of_metering(mode: str, volt_code: str, kv: float) -> None:
    point = {"metering_points.meas_mode": mode, "metering_points.volt_code": volt_code}
    [hit] = hits(changed(of_capacity("8"), point))
    assert float(hit["kv"]) == kv


@pytest.mark.parametrize(("mode", "volt_code"), [("-", "AC00101"), ("3", "AC02202"), ("1", "不明")])
def test_without_a_certain_voltage_or_at_one_phase_nothing_is_judged(mode: str, volt_code: str) -> None:
    point = {"metering_points.meas_mode": mode, "metering_points.volt_code": volt_code}
    assert hits(changed(TABLES, point)) == []


@pytest.mark.parametrize("ratio", ["150/5", "100-200/5", "见铭牌", "-"])
def test_phases_that_differ_or_cannot_be_read_are_not_judged(ratio: str) -> None:
    assert hits(changed(TABLES, {"instrument_transformers.ratio": ratio})) == []


def test_one_transformer_without_s_has_the_wider_bound_and_an_unknown_grade_has_not() -> None:
    assert len(hits(not_s("900"))) == 1
    assert hits(of_capacity("900", instrument_transformers__accuracy="-")) == []


def test_the_greatest_power_of_three_hundred_days_stands_for_the_capacity() -> None:
    assert hits(measured("2000", 300)) == []
    [hit] = hits(measured("4000", 300))  # 4000 ÷ 0.9 kVA: 256.6 A
    assert (hit["reason"], hit["load_basis"], hit["primary_amperes"]) == (
        "过小",
        "实测最大功率",
        Decimal("256.60"),
    )
    [hit] = hits(measured("4000", 299))
    assert (hit["reason"], hit["load_basis"]) == ("过大", "容量")


def test_a_check_point_is_judged_without_amount() -> None:
    assert [hit["amount_yuan"] for hit in hits(changed(TABLES, {"metering_points.mp_attr": "02"}))] == [None]


def test_points_out_of_use_and_removed_transformers_are_not_judged() -> None:
    assert hits(changed(TABLES, {"metering_points.mp_status": "03"})) == []
    assert hits(changed(TABLES, {"customers.status_code": "9"})) == []
    rows = drawn(TABLES)
    for row in rows["instrument_transformers"]:
        row["status"] = "014"
    assert hits(rows) == []


def test_of_two_points_of_unknown_energy_none_has_an_amount() -> None:
    rows = drawn(TABLES)
    rows["metering_points"].append(rows["metering_points"][0] | {"mp_no": "P2"})
    assert [(hit["amount_yuan"], hit["note"]) for hit in hits(rows)] == [
        (None, "该户有多个计量点而抄见电量不全,分不出本点的E,不估金额")
    ]


def test_without_bills_and_daily_figures_capacity_decides_and_notes_say_so() -> None:
    rows = drawn(TABLES)
    del rows["bills"], rows["customers"]
    tables = delivered(transformer_too_large_or_too_small, rows)
    assert transformer_too_large_or_too_small(tables).to_pyarrow()["amount_yuan"].to_pylist() == [None]
    assert len(tables.notes) == 6
