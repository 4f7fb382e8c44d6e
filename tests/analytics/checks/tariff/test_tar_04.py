from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_04_estimated_readings import estimated_readings
from analytics.results.hit_words import arithmetic_of, sentence_of
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder, found

# 110 kWh in October, 0.50 yuan each; what was collected on the day of reading is what was read
TABLES = """
    readings
    cons_no | asset_no | mp_no | amt_ym | mr_date    | read_type | last_read | this_read | t_factor | mr_mode | mr_status | mr_type | data_src
    1       | A        | 11    | 202510 | 2025-10-08 | 11        | 1234.00   | 1245.00   | 10       | 301     | 02        | 01      | 01

    customers
    cons_no | elec_type_code | trade_code
    1       | 405            | 6510

    metering_points
    mp_no | cons_no | calc_mode | mp_status
    11    | 1       | 1         | 02

    bills
    cons_no | amt_ym | amt_type | total_pq | kwh_amt
    1       | 202510 | 01       | 110      | 55.00
    1       | 202509 | 01       | 120      | 60.00
    1       | 202508 | 01       | 110      | 55.00
    1       | 202507 | 01       | 110      | 55.00

    daily_usage
    cons_no | asset_no | data_date  | pap_r
    1       | A        | 2025-10-08 | 1246.50
    1       | A        | 2025-10-09 | 1300.00
"""
CLEAN = {"daily_usage.pap_r": "1245.00"}
MANUAL = {"readings.mr_mode": "101", "readings.last_read": "1200.40", "readings.this_read": "1300.99"}


def company(changes: dict[str, str] | None = None, before: str = "120", **more: Any) -> Drawn:
    rows = changed(TABLES, CLEAN | (changes or {}))
    rows["bills"][1] |= {"total_pq": Decimal(before)}
    for name, values in more.items():
        rows[name][-1] = rows[name][-1] | values
    return rows


def alike(months: str) -> Drawn:
    rows = company(before="110")
    rows["bills"] = rows["bills"][: int(months)]
    return rows


def at_home(kwh: str) -> Drawn:
    rows = company({"customers.elec_type_code": "202"})
    rows["bills"] = [row | {"total_pq": Decimal(kwh)} for row in rows["bills"]]
    return rows


hits = finder(estimated_readings, company)

BOUNDARIES = {
    "n": Boundary(
        alike,
        {"2": False, "3": True, "4": True},
        own=4,
        answers_to_own={"2": False, "3": False, "4": True},
    ),
    "tol": Boundary(
        varied(TABLES, "daily_usage.pap_r"),
        {"1245.99": False, "1246.00": False, "1246.01": True},
        own=5,
        answers_to_own={"1249.99": False, "1250.00": False, "1250.01": True},
    ),
    "home_kwh": Boundary(
        at_home,
        {"49.99": False, "50": True, "50.01": True},
        own=80,
        answers_to_own={"79.99": False, "80": True, "80.01": True},
    ),
}


def test_a_reading_that_agrees_with_what_was_collected_is_clean() -> None:
    assert hits() == []


def test_what_was_collected_above_the_reading_is_less_collected() -> None:
    [hit] = found(estimated_readings, TABLES)
    assert (hit["object_id"], hit["reason"]) == ("1", "远采示值与本次示数不符")
    assert hit["readings"] == "A 1,234→1,245(远采集抄,2025-10-08)"
    assert (hit["gap_kwh"], hit["amount_yuan"]) == (15, Decimal("7.50"))  # 1.5 × 10 × 55 ÷ 110
    assert arithmetic_of(hit | {"check_code": "TAR-04"}) == [
        "差电量 = (采集示值 − 本次示数) × 倍率 = (1,246.5 − 1,245) × 10 = 15 kWh",
        "差额 = 差电量 × 本户电度均价 = 15 × 55 ÷ 110 = 7.5 元",
    ]


def test_what_was_collected_below_the_reading_is_over_collected() -> None:
    [hit] = hits({"daily_usage.pap_r": "1240.00"})
    assert hit["amount_yuan"] == Decimal("-25.00")


@pytest.mark.parametrize(("mode", "is_hit"), [("303", True), ("401", True), ("101", False), ("202", False)])
def test_only_what_is_read_from_afar_is_compared(mode: str, is_hit: bool) -> None:
    assert bool(hits({"readings.mr_mode": mode, "daily_usage.pap_r": "1300"})) == is_hit


def test_a_value_of_another_day_another_meter_or_none_tells_nothing() -> None:
    for changes in (
        {"daily_usage.data_date": "2025-10-07"},
        {"daily_usage.asset_no": "B"},
        {"daily_usage.pap_r": "-"},
    ):
        assert hits({"daily_usage.pap_r": "1300"} | changes) == []


def test_without_numbers_of_meters_the_only_meter_of_a_customer_is_compared() -> None:
    rows = company({"daily_usage.pap_r": "1300"})
    rows["daily_usage"] = [row | {"asset_no": None} for row in rows["daily_usage"]]
    [hit] = found(estimated_readings, rows)
    assert hit["gap_kwh"] == 550
    rows["readings"].append(rows["readings"][0] | {"asset_no": "B"})
    assert found(estimated_readings, rows) == []


@pytest.mark.parametrize(("count", "is_hit"), [(1, True), (2, False)])
def test_without_numbers_of_meters_one_read_by_hand_counts_too(count: int, is_hit: bool) -> None:
    # nobody knows which of the two was collected
    rows = company({"daily_usage.pap_r": "1300"})
    rows["daily_usage"] = [row | {"asset_no": None} for row in rows["daily_usage"]]
    rows["readings"].append(rows["readings"][0] | {"asset_no": "B", "mr_mode": "101"})
    rows["readings"] = rows["readings"][:count]
    assert bool(found(estimated_readings, rows)) == is_hit


def test_one_of_two_values_of_the_day_that_agrees_is_enough() -> None:
    rows = company({"daily_usage.pap_r": "1300"})
    rows["daily_usage"].append(rows["daily_usage"][0] | {"pap_r": Decimal(1245)})
    assert found(estimated_readings, rows) == []
    rows["daily_usage"][-1]["pap_r"] = Decimal(1250)
    [hit] = found(estimated_readings, rows)
    assert hit["gap_kwh"] == 550


@pytest.mark.parametrize("how", [{"readings.mr_type": "05"}, {"readings.data_src": "02"}])
def test_a_meter_taken_down_in_the_day_is_not_compared(how: dict[str, str]) -> None:
    assert hits({"daily_usage.pap_r": "1300"} | how) == []


def test_the_sentence_says_what_was_found_and_no_more() -> None:
    def said(hit: dict[str, Any]) -> str:
        return sentence_of(hit | {"check_code": "TAR-04"})

    [hit] = hits({"readings.mr_status": "03"})
    assert said(hit) == "估抄:示数 A 1,234→1,245(远采集抄,2025-10-08)"
    [hit] = hits(before="110")
    assert said(hit) == "连续 3 个月电量相同:月电量 110 kWh"


def test_the_differences_of_several_meters_are_added_up() -> None:
    rows = company({"daily_usage.pap_r": "1247"})
    rows["readings"].append(rows["readings"][0] | {"asset_no": "B"})
    rows["daily_usage"].append(rows["daily_usage"][0] | {"asset_no": "B", "pap_r": Decimal(1242)})
    [hit] = found(estimated_readings, rows)
    assert (hit["gap_terms"], hit["gap_kwh"]) == ("(1,242 − 1,245) × 10 + (1,247 − 1,245) × 10", -10)
    assert hit["amount_yuan"] == Decimal("-5.00")


@pytest.mark.parametrize("how", [{"readings.mr_status": "03"}, {"readings.mr_type": "03"}])
def test_an_estimate_is_told_by_its_state_or_its_kind(how: dict[str, str]) -> None:
    [hit] = hits(how)
    assert (hit["reason"], hit["amount_yuan"]) == ("估抄", None)


@pytest.mark.parametrize(
    ("changes", "is_hit"),
    [
        ({}, True),
        ({"readings.mr_mode": "102"}, True),
        ({"readings.mr_mode": "202"}, False),
        ({"readings.mr_mode": "-"}, False),
        ({"readings.last_read": "1201"}, False),
        ({"readings.this_read": "1299.99"}, False),
        ({"readings.this_read": "1200.40"}, False),
        ({"readings.last_read": "0"}, False),
        ({"readings.mr_status": "01"}, False),
    ],
)
def test_two_readings_by_hand_that_end_in_two_zeros_are_no_chance(
    changes: dict[str, str], is_hit: bool
) -> None:
    found_of = hits(MANUAL | changes)
    assert [hit["reason"] for hit in found_of] == ["手抄示数两期末两位都为00"] * is_hit


def test_the_same_energy_three_months_running_is_a_doubt_without_amount() -> None:
    [hit] = hits(before="110")
    assert (hit["reason"], hit["same_kwh"], hit["amount_yuan"]) == ("连续 3 个月电量相同", 110, None)
    assert hit["months"] == "202508;202509;202510"


@pytest.mark.parametrize("trade", ["6010", "6040", "8150", "8160"])
def test_loads_that_never_change_are_clean(trade: str) -> None:
    assert hits({"customers.trade_code": trade}, before="110") == []


def test_other_trades_of_the_division_are_not_excused() -> None:
    assert len(hits({"customers.trade_code": "6000"}, before="110")) == 1


def test_months_without_energy_are_not_the_same() -> None:
    rows = company()
    rows["bills"] = [row | {"total_pq": Decimal(0)} for row in rows["bills"]]
    assert found(estimated_readings, rows) == []


@pytest.mark.parametrize("calculation", ["2", "3", "4"])
def test_shares_and_amounts_agreed_on_are_not_read(calculation: str) -> None:
    agreed = {"metering_points.calc_mode": calculation}
    assert hits({"readings.mr_status": "03"} | agreed, before="110") == []


@pytest.mark.parametrize("source", ["03", "04"])
def test_simulated_and_revoked_readings_do_not_count(source: str) -> None:
    assert hits({"readings.data_src": source, "readings.mr_status": "03"}) == []


@pytest.mark.parametrize("changes", [{"readings.read_type": "12"}, {"readings.amt_ym": "202509"}])
def test_only_the_total_of_the_period_is_judged(changes: dict[str, str]) -> None:
    assert hits({"readings.mr_status": "03"} | changes) == []


def test_all_doubts_of_a_customer_are_one_problem() -> None:
    [hit] = hits({"readings.mr_status": "03", "daily_usage.pap_r": "1250"}, before="110")
    assert hit["reason"] == "估抄、连续 3 个月电量相同、远采示值与本次示数不符"
    assert hit["amount_yuan"] == Decimal("25.00")


def test_without_bills_a_difference_has_no_amount() -> None:
    rows = drawn(TABLES)
    rows["bills"] = []
    [hit] = found(estimated_readings, rows)
    assert hit["amount_yuan"] is None
    assert "缺电费发行,不判③,④不算金额" in delivered(estimated_readings, rows).notes
