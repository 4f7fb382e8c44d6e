from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.metering.met_01_factor_vs_transformers import factor_differs_from_transformers
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, drawn, filled, finder

# one high-voltage customer: CT 300/5 and PT 10000/100 make 6000; billed 10000 yuan for energy a month
BASE = """
    customers
    cons_no    | status_code
    0000000001 | 0

    metering_points
    mp_no | cons_no    | mp_attr | mp_status | mp_cap | meas_mode | calc_mode | volt_code
    P1    | 0000000001 | 01      | 02        | 500    | 1         | 1         | AC00101

    meters
    asset_no | mp_no | t_factor | status | rated_i | inst_date
    M1       | P1    | 6000     | 012    | 1.5(6)A | 2025-05-20

    instrument_transformers
    mp_no | it_sort | ratio     | status | inst_date
    P1    | 01      | 300/5     | 011    | 2025-06-30
    P1    | 02      | 10000/100 | 011    | 2024-06-30

    readings
    asset_no | amt_ym | read_type | mr_date    | t_factor
    M1       | 202510 | 11        | 2025-10-31 | 6000

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 20000    | 15000     | 4000      | 1000
    0000000001 | 202509 | 01       | 20000    | 15000     | 4000      | 1000
    0000000001 | 202508 | 01       | 20000    | 15000     | 4000      | 1000
    0000000001 | 202507 | 01       | 20000    | 15000     | 4000      | 1000
    0000000001 | 202506 | 01       | 20000    | 15000     | 4000      | 1000
"""


def company(**changes: dict[str, Any]) -> Drawn:
    """Draw the base with the first row of some tables changed: company(meters={'t_factor': 4000})."""
    rows = drawn(BASE)
    for table, values in changes.items():
        rows[table][0].update(values)
    return rows


def billed_by(factor: int | str, **changes: dict[str, Any]) -> Drawn:
    value = {"t_factor": Decimal(factor)}
    return company(**{**changes, "meters": value | changes.get("meters", {}), "readings": value})


def low_voltage(factor: int, rated_i: str | None = "10(60)A", meas_mode: str = "3") -> Drawn:
    """Draw a point without any transformer."""
    rows = billed_by(factor, metering_points={"meas_mode": meas_mode, "volt_code": "AC03802"})
    rows["meters"][0]["rated_i"] = rated_i
    rows["instrument_transformers"] = drawn(BASE)["instrument_transformers"]
    for row in rows["instrument_transformers"]:
        row["mp_no"] = "P8"
    return rows


TABLES = billed_by(4000)


hits = finder(factor_differs_from_transformers)


BOUNDARIES = {
    "tolerance": Boundary(
        billed_by,
        {"5999.991": False, "5999.99": False, "5999.989": True},
        own=1.0,
        answers_to_own={"5999.01": False, "5999": False, "5998.99": True},
    ),
}


def test_a_factor_below_the_transformers_is_hit_with_what_was_billed_too_little() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("metering_point", "P1", "0000000001")
    # four months from July (the month after 2025-06-30), 15000 − 4000 − 1000 = 10000 yuan each
    assert (hit["first_ym"], hit["months"], hit["energy_yuan"]) == ("202507", 4, 40000)
    assert hit["amount_yuan"] == Decimal("20000.00")  # 40000 × (6000 ÷ 4000 − 1)
    assert (hit["ct_ratio"], hit["pt_ratio"], hit["expected_factor"]) == ("300/5", "10000/100", 6000)


def test_a_factor_above_the_transformers_is_negative_to_the_fen() -> None:
    [hit] = hits(billed_by(9000))
    assert hit["amount_yuan"] == Decimal("-13333.33")  # 40000 × (6000 ÷ 9000 − 1) = −13333.333


def test_the_right_factor_is_clean() -> None:
    assert hits(company()) == []


def test_a_difference_of_one_hundredth_is_clean_and_more_is_not() -> None:
    assert hits(billed_by("6000.01")) == []
    assert hits(billed_by("5999.99")) == []
    assert len(hits(billed_by("6000.011"))) == 1


def test_a_wrong_factor_in_the_readings_alone_is_hit_and_decides_the_amount() -> None:
    [hit] = hits(company(readings={"t_factor": Decimal(3000)}))
    assert (hit["billed_factor"], hit["amount_yuan"]) == (3000, Decimal("40000.00"))  # 40000 × (2 − 1)


def test_a_wrong_factor_on_file_with_right_readings_is_hit_at_no_cost() -> None:
    [hit] = hits(company(meters={"t_factor": Decimal(3000)}))
    assert (hit["billed_factor"], hit["amount_yuan"]) == (6000, Decimal("0.00"))


def test_readings_of_other_months_and_registers_are_not_compared() -> None:
    assert hits(company(readings={"t_factor": Decimal(3000), "amt_ym": "202509"})) == []
    assert hits(company(readings={"t_factor": Decimal(3000), "read_type": "31"})) == []


def test_without_readings_the_factor_on_file_is_compared_and_billed() -> None:
    rows = billed_by(4000)
    del rows["readings"]
    [hit] = hits(rows)
    assert (hit["reading_factor"], hit["amount_yuan"]) == (None, Decimal("20000.00"))


def test_without_bills_the_amount_is_unknown() -> None:
    rows = billed_by(4000)
    del rows["bills"]
    [hit] = hits(rows)
    assert (hit["energy_yuan"], hit["amount_yuan"]) == (None, None)


def test_only_normal_bills_until_the_period_count_and_reversals_with_their_sign() -> None:
    rows = billed_by(4000)
    normal = rows["bills"][0]
    rows["bills"] += [
        {**normal, "amt_type": "0202"},
        {**normal, "amt_ym": "202511"},
        {**normal, "total_amt": Decimal(-5000), "basic_amt": None, "pf_amt": None},
    ]
    [hit] = hits(rows)
    assert (hit["energy_yuan"], hit["amount_yuan"]) == (35000, Decimal("17500.00"))


def test_without_installation_dates_the_last_twelve_months_count() -> None:
    rows = billed_by(4000, meters={"inst_date": None})
    for row in rows["instrument_transformers"]:
        row["inst_date"] = None
    rows["bills"][0]["amt_ym"], rows["bills"][1]["amt_ym"] = "202411", "202410"
    [hit] = hits(rows)
    assert (hit["first_ym"], hit["months"], hit["amount_yuan"]) == ("202411", 4, Decimal("20000.00"))


def test_a_change_in_the_period_leaves_nothing_billed_yet() -> None:
    rows = billed_by(4000)
    rows["instrument_transformers"][0]["inst_date"] = rows["readings"][0]["mr_date"]
    [hit] = hits(rows)
    assert (hit["first_ym"], hit["amount_yuan"]) == ("202511", None)


def test_phases_of_different_ratio_are_clean_with_either_and_without_amount_otherwise() -> None:
    phase = {"mp_no": "P1", "it_sort": "01", "ratio": "400/5", "status": "011", "inst_date": None}
    for factor, count in ((6000, 0), (8000, 0), (7000, 1)):
        rows = billed_by(factor)
        rows["instrument_transformers"].append(phase)
        assert [hit["amount_yuan"] for hit in hits(rows)] == [None] * count


def test_a_ratio_with_taps_is_content_with_any_of_them() -> None:
    for factor, count in ((6000, 0), (12000, 0), (9000, 1)):
        rows = billed_by(factor, instrument_transformers={"ratio": "300-600/5"})
        assert [hit["candidates"] for hit in hits(rows)] == ["6,000、12,000"] * count


def test_three_equal_phases_are_one_candidate() -> None:
    rows = billed_by(4000)
    rows["instrument_transformers"] += rows["instrument_transformers"][:1] * 2
    [hit] = hits(rows)
    assert hit["amount_yuan"] == Decimal("20000.00")


def test_combined_transformers_are_told_apart_by_their_secondary() -> None:
    rows = company()
    for row in rows["instrument_transformers"]:
        row["it_sort"] = "03"
    assert hits(rows) == []
    rows["instrument_transformers"][0]["ratio"] = "400/1"
    [hit] = hits(rows)
    assert hit["expected_factor"] == 40000


@pytest.mark.parametrize(("current", "voltage"), [("04", "05"), ("01", "05"), ("04", "02")])
def test_combinations_of_one_kind_count_as_that_kind(current: str, voltage: str) -> None:
    rows = company(instrument_transformers={"it_sort": current})
    rows["instrument_transformers"][1]["it_sort"] = voltage
    assert hits(rows) == []


def test_a_high_side_without_voltage_transformer_counts_the_rated_one() -> None:
    rows = company()
    del rows["instrument_transformers"][1]
    assert hits(rows) == []
    rows["metering_points"][0]["volt_code"] = "AC00351"
    [hit] = hits(rows)
    assert (hit["expected_factor"], hit["pt_ratio"]) == (21000, "350(额定)")  # 60 × 35000 ÷ 100
    assert hit["note"] == "没有PT档案,按额定PT"


def test_a_high_side_of_unknown_voltage_without_voltage_transformer_is_not_judged() -> None:
    rows = billed_by(60, metering_points={"volt_code": None})
    del rows["instrument_transformers"][1]
    assert hits(rows) == []


def test_a_low_side_needs_no_voltage_transformer() -> None:
    rows = billed_by(60, metering_points={"meas_mode": "2"})
    del rows["instrument_transformers"][1]
    assert hits(rows) == []


def test_a_direct_meter_counts_once() -> None:
    assert hits(low_voltage(1)) == []
    for rated_i in ("10(60)A", "5(40)", None):
        [hit] = hits(low_voltage(60, rated_i))
        assert (hit["expected_factor"], hit["ct_ratio"]) == (1, "1(无互感器)")


def test_a_meter_behind_transformers_that_no_file_knows_is_not_judged() -> None:
    assert hits(low_voltage(60, "1.5(6)A")) == []
    assert hits(low_voltage(60, "1(10)A")) == []
    assert hits(low_voltage(60, "5A")) == []
    assert hits(low_voltage(60, "10(60)A", meas_mode="1")) == []


def test_removed_transformers_do_not_count_and_those_of_unknown_state_do() -> None:
    removed = {"mp_no": "P1", "it_sort": "01", "ratio": "600/5", "status": "014", "inst_date": None}
    rows = billed_by(12000)
    rows["instrument_transformers"].append(removed)
    assert len(hits(rows)) == 1
    removed["status"] = None
    assert hits(rows) == []


def test_a_ratio_that_cannot_be_read_is_not_judged() -> None:
    assert hits(billed_by(4000, instrument_transformers={"ratio": "见铭牌"})) == []
    assert hits(billed_by(4000, instrument_transformers={"ratio": None})) == []


def test_check_points_and_points_that_are_not_metered_are_not_judged() -> None:
    assert hits(billed_by(4000, metering_points={"mp_attr": "02"})) == []
    for mode in ("2", "3", "4"):
        assert hits(billed_by(4000, metering_points={"calc_mode": mode})) == []
    assert len(hits(billed_by(4000, metering_points={"mp_attr": None, "calc_mode": None}))) == 1


def test_points_out_of_use_cancelled_customers_and_meters_not_running_are_not_judged() -> None:
    for status in ("01", "03", "04"):
        assert hits(billed_by(4000, metering_points={"mp_status": status})) == []
    assert hits(billed_by(4000, customers={"status_code": "9"})) == []
    assert hits(billed_by(4000, meters={"status": "015"})) == []
    unknown = billed_by(4000, metering_points={"mp_status": None}, customers={"status_code": None})
    assert len(hits(unknown)) == 1


def test_an_amount_that_no_point_could_have_used_is_left_unknown() -> None:
    # restored use: 20000 × 6000 ÷ 4000 = 30000 kWh a month; capacity × 720 × 1.2
    enough, short = Decimal(30000) / 864 + Decimal("0.001"), Decimal(30000) / 864 - Decimal("0.001")
    [hit] = hits(billed_by(4000, metering_points={"mp_cap": enough.quantize(Decimal("0.000001"))}))
    assert hit["amount_yuan"] == Decimal("20000.00")
    [hit] = hits(billed_by(4000, metering_points={"mp_cap": short.quantize(Decimal("0.000001"))}))
    assert (hit["amount_yuan"], hit["note"]) == (None, "还原电量超出计量点容量,疑互感器档案有误,不估金额")


def test_a_point_without_capacity_still_has_an_amount() -> None:
    [hit] = hits(billed_by(4000, metering_points={"mp_cap": None}))
    assert hit["amount_yuan"] == Decimal("20000.00")


def test_two_wrong_meters_of_one_point_are_one_hit() -> None:
    rows = billed_by(4000)
    rows["meters"].append({**rows["meters"][0], "asset_no": "M2"})
    [hit] = hits(rows)
    assert hit["asset_no"] == "M1"


MONTHS = ("202507", "202508", "202509", "202510")


def two_points(*read: tuple[str, str, str | None], **second: Any) -> Drawn:
    """Draw a customer of a wrong point P1 and a right one P2, and what was read: (meter, month, kWh)."""
    rows = billed_by(4000)
    rows["metering_points"].append(rows["metering_points"][0] | {"mp_no": "P2"} | second)
    rows["meters"].append(rows["meters"][0] | {"asset_no": "M2", "mp_no": "P2", "t_factor": Decimal(6000)})
    rows["instrument_transformers"] += [
        row | {"mp_no": "P2"} for row in rows["instrument_transformers"] if row["mp_no"] == "P1"
    ]
    day = rows["readings"][0]["mr_date"]
    rows["readings"] = [
        {
            "cons_no": "0000000001",
            "asset_no": meter,
            "amt_ym": ym,
            "read_type": "11",
            "mr_date": day,
            "t_factor": Decimal(4000 if meter == "M1" else 6000),
            "mr_pq": None if kwh is None else Decimal(kwh),
        }
        for meter, ym, kwh in read
    ]
    return rows


def test_of_two_points_only_what_the_wrong_one_metered_is_settled_anew() -> None:
    [hit] = hits(two_points(*[(m, ym, kwh) for ym in MONTHS for m, kwh in (("M1", "15000"), ("M2", "5000"))]))
    # three quarters of 40000 yuan, half of that too little
    assert (hit["object_id"], hit["household_yuan"], hit["energy_yuan"]) == ("P1", 40000, 30000)
    assert (hit["point_kwh"], hit["points_kwh"], hit["amount_yuan"]) == (60000, 80000, Decimal("15000.00"))
    assert hit["note"] == "该户有多个计量点,E按各点抄见电量分摊"


def test_where_no_month_tells_the_energy_of_each_point_nobody_knows_the_amount() -> None:
    [hit] = hits(two_points(("M1", "202510", "15000"), ("M2", "202510", None), ("M2", "202509", "5000")))
    assert (hit["household_yuan"], hit["amount_yuan"]) == (40000, None)
    assert hit["note"] == "该户有多个计量点而抄见电量不全,分不出本点的E,不估金额"


def test_months_in_which_a_point_was_not_read_share_nothing_out() -> None:
    read = [("M1", "202510", "9000"), ("M2", "202510", "3000"), ("M1", "202509", "9000")]
    [hit] = hits(two_points(*read))
    assert (hit["point_kwh"], hit["points_kwh"], hit["amount_yuan"]) == (9000, 12000, Decimal("15000.00"))


def test_a_point_beneath_the_wrong_one_is_in_its_energy() -> None:
    read = [("M1", "202510", "9000"), ("M2", "202510", "3000")]
    [hit] = hits(two_points(*read, parent_mp_no="P1"))
    assert (hit["point_kwh"], hit["points_kwh"], hit["amount_yuan"]) == (9000, 9000, Decimal("20000.00"))


@pytest.mark.parametrize("second", [{"calc_mode": "2"}, {"mp_attr": "02"}, {"mp_status": "03"}])
def test_a_share_a_check_point_and_one_out_of_use_leave_the_whole_energy_to_the_other(
    second: dict[str, str],
) -> None:
    [hit] = hits(two_points(("M1", "202510", "15000"), **second))
    assert (hit["energy_yuan"], hit["amount_yuan"], hit["note"]) == (40000, Decimal("20000.00"), None)


def test_without_transformers_or_factors_the_check_is_off() -> None:
    rows = company()
    del rows["instrument_transformers"]
    assert factor_differs_from_transformers.missing(filled(rows)) == ["instrument_transformers"]
    rows = company(meters={"t_factor": None})
    assert factor_differs_from_transformers.missing(filled(rows)) == ["meters.t_factor"]


def test_what_stays_off_is_noted() -> None:
    rows = billed_by(4000)
    del rows["readings"], rows["bills"]
    tables = delivered(factor_differs_from_transformers, rows)
    factor_differs_from_transformers(tables)
    assert len(tables.notes) == 2
