from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.metering.met_04_low_side_metering import metered_on_the_low_side
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder

# 10 kV, 250 kVA, metered behind the transformer, whose losses nobody adds: 2 × 10000 yuan of energy since they were
TABLES = """
    customers
    cons_no    | status_code | volt_code | contract_cap | supply_source_type
    0000000001 | 0           | AC00101   | 250          | 2

    metering_points
    mp_no | cons_no    | mp_attr | mp_status | meas_mode | calc_mode
    P1    | 0000000001 | 01      | 02        | 2         | 1

    equipment
    cons_no    | equip_id | equip_type | plate_cap | run_status | loss_alg | pub_priv_flag
    0000000001 | T1       | 01         | 250       | 01         | 0        | 02

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt | loss_ap
    0000000001 | 202510 | 01       | 20000    | 15000     | 4000      | 1000   | -
    0000000001 | 202509 | 01       | 20000    | 15000     | 4000      | 1000   | 0
    0000000001 | 202508 | 01       | 20000    | 15000     | 4000      | 1000   | 300
"""
LARGE = changed(TABLES, {"customers.contract_cap": "315", "equipment.loss_alg": "5"})

hits = finder(metered_on_the_low_side)

BOUNDARIES = {
    "cap_hv_side": Boundary(
        varied(LARGE, "customers.contract_cap"),
        {"314.99": False, "315": True, "315.01": True},
        own=500,
        answers_to_own={"499.99": False, "500": True, "500.01": True},
    ),
}


def another(table: str, **values: Any) -> Drawn:
    """Draw the base with one row more, like the first but for these values."""
    rows = drawn(TABLES)
    rows[table].append(rows[table][0] | values)
    return rows


def test_losses_that_nobody_adds_cost_three_per_cent_of_the_energy_since_they_were_added() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("metering_point", "P1", "0000000001")
    # September and October, 15000 − 4000 − 1000 = 10000 yuan each
    assert (hit["first_ym"], hit["months"], hit["energy_yuan"]) == ("202509", 2, 20000)
    assert (hit["reason"], hit["amount_yuan"]) == ("漏计变损", Decimal("600.00"))
    assert (hit["supply_volt_code"], hit["loss_algs"]) == ("交流10kV", "不计算")


def test_losses_never_added_count_for_twelve_months() -> None:
    rows = drawn(TABLES)
    rows["bills"][2]["loss_ap"] = None
    rows["bills"].append(rows["bills"][0] | {"amt_ym": "202411"})
    rows["bills"].append(rows["bills"][0] | {"amt_ym": "202410"})
    [hit] = hits(rows)
    assert (hit["first_ym"], hit["amount_yuan"]) == ("202411", Decimal("1200.00"))


def test_a_large_customer_metered_on_the_low_side_is_a_hit_without_amount() -> None:
    [hit] = hits(LARGE)
    assert (hit["reason"], hit["amount_yuan"], hit["months"]) == ("容量应在高压侧计量", None, None)


def test_both_reasons_are_one_hit() -> None:
    [hit] = hits(changed(TABLES, {"customers.contract_cap": "400"}))
    assert (hit["reason"], hit["amount_yuan"]) == ("容量应在高压侧计量、漏计变损", Decimal("600.00"))


def test_losses_billed_this_month_are_counted() -> None:
    assert hits(changed(TABLES, {"bills.loss_ap": "1"})) == []


@pytest.mark.parametrize("values", [{"loss_alg": "5"}, {"loss_alg": None}])
def test_one_running_transformer_whose_losses_count_or_are_unknown_is_enough(values: dict[str, Any]) -> None:
    other = {"equip_id": "T2"}
    assert hits(another("equipment", **other, **values)) == []
    for idle in ({"run_status": "02"}, {"run_status": "03"}, {"equip_type": "02"}):
        assert len(hits(another("equipment", **other, **values, **idle))) == 1


def test_without_a_way_of_reckoning_the_billed_losses_of_a_month_with_energy_decide() -> None:
    rows = drawn(TABLES)
    rows["equipment"][0]["loss_alg"] = None
    assert len(hits(rows)) == 1
    rows["bills"][0]["total_pq"] = Decimal(0)
    assert hits(rows) == []
    del rows["bills"]
    assert hits(rows) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("customers.volt_code", "AC00061"),
        ("customers.volt_code", "AC03802"),
        ("customers.supply_source_type", "1"),
        ("customers.status_code", "9"),
        ("equipment.pub_priv_flag", "01"),
        ("metering_points.meas_mode", "1"),
        ("metering_points.meas_mode", "3"),
        ("metering_points.mp_attr", "02"),
        ("metering_points.mp_status", "03"),
        ("metering_points.calc_mode", "2"),
    ],
)
def test_who_may_be_metered_so_is_not_judged(place: str, value: str) -> None:
    assert hits(changed(changed(TABLES, {"customers.contract_cap": "400"}), {place: value})) == []


def test_codes_that_were_not_recorded_do_not_excuse() -> None:
    rows = drawn(TABLES)
    for table, column in (
        ("metering_points", "mp_attr"),
        ("metering_points", "mp_status"),
        ("metering_points", "calc_mode"),
        ("customers", "supply_source_type"),
        ("customers", "status_code"),
        ("equipment", "pub_priv_flag"),
    ):
        rows[table][0][column] = None
    assert len(hits(rows)) == 1


def test_a_second_point_of_the_customer_does_not_double_the_amount() -> None:
    found = hits(another("metering_points", mp_no="P2"))
    assert [(hit["object_id"], hit["amount_yuan"]) for hit in found] == [
        ("P1", Decimal("600.00")),
        ("P2", None),
    ]
    assert found[1]["note"] == "金额计在同户编号最小的计量点上"


def test_without_bills_the_losses_have_no_amount_and_what_stays_off_is_noted() -> None:
    rows = drawn(TABLES)
    del rows["bills"]
    [hit] = hits(rows)
    assert (hit["reason"], hit["amount_yuan"]) == ("漏计变损", None)
    del rows["equipment"], rows["customers"][0]["contract_cap"]
    tables = delivered(metered_on_the_low_side, rows)
    assert metered_on_the_low_side(tables).to_pyarrow().num_rows == 0
    assert len(tables.notes) == 3
