from datetime import timedelta
from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_17_maximum_demand import extreme_demand
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, drawn, finder, found

# demand 5.6 × 200 = 1,120 kW at a power factor of 0.80 are 1,400 kVA of 1,000; 30.00 yuan a kVA; 31 days
TABLES = """
    customers
    cons_no | contract_cap | volt_code
    1       | 1000         | AC00101
    2       | 500          | AC00101

    bills
    cons_no | amt_ym | amt_type | total_pq | actual_pf | bill_cap | cap_amt | bill_dmd | dmd_amt
    1       | 202510 | 01       | 74400    | 0.80      | -        | -       | 1120     | 53760
    2       | 202510 | 01       | 1000     | 0.90      | 500      | 15000   | -        | -

    readings
    cons_no | asset_no | amt_ym | read_type | this_read | t_factor | last_date  | mr_date
    1       | M1       | 202510 | 31        | 5.6       | 200      | 2025-09-28 | 2025-10-29
"""


def company(changes: dict[str, str] | None = None, second_meter: str = "") -> Drawn:
    rows = changed(TABLES, changes or {})
    if second_meter:
        more = {"asset_no": "M2", "this_read": Decimal(second_meter)}
        rows["readings"].append(rows["readings"][0] | more)
    return rows


hits = finder(extreme_demand, company)
USUAL = {"readings.this_read": "2"}

BOUNDARIES = {
    "k": Boundary(
        varied(TABLES, "readings.this_read"),
        {"4.1999": False, "4.2": False, "4.2001": True},
        own=1.2,
        answers_to_own={"4.7999": False, "4.8": False, "4.8001": True},
    ),
}


def test_demand_above_the_contract_is_worth_its_charge_four_times() -> None:
    [hit] = hits()
    assert (hit["object_id"], hit["reason"]) == ("1", "需量超过合同容量")
    assert (hit["demand_kw"], hit["demand_kva"], hit["over_kva"]) == (1120, 1400, 400)
    assert hit["amount_yuan"] == Decimal("48000.00")  # 400 × 30 × 4


def test_the_amount_is_rounded_once() -> None:
    [hit] = hits({"bills.actual_pf": "0.83"})  # (1,120 ÷ 0.83 − 1,000) × 120
    assert hit["amount_yuan"] == Decimal("41927.71")


def test_without_a_power_factor_the_demand_counts_as_it_is() -> None:
    [hit] = hits({"bills.actual_pf": "-"})
    assert (hit["over_kva"], hit["pf"], hit["pf_source"]) == (120, 1, "账单未记,按 1 计")


def test_where_nobody_pays_for_capacity_the_price_of_a_kilowatt_counts() -> None:
    rows = company()
    rows["bills"][1] |= {"cap_amt": None}
    [hit] = found(extreme_demand, rows)
    assert hit["price"] == 48


def test_no_demand_with_energy_is_a_problem_without_amount() -> None:
    [hit] = hits({"readings.this_read": "0"})
    assert (hit["reason"], hit["amount_yuan"]) == ("有电量而需量为 0", None)
    assert hits({"readings.this_read": "0", "bills.total_pq": "0"}) == []


@pytest.mark.parametrize(("kwh", "is_hit"), [("297600", False), ("297600.01", True)])
def test_demand_below_the_average_load_is_impossible(kwh: str, is_hit: bool) -> None:
    found_hits = hits(USUAL | {"bills.total_pq": kwh})  # 400 kW × 31 days × 24 h
    assert [hit["reason"] for hit in found_hits] == (["需量低于平均负荷"] if is_hit else [])


@pytest.mark.parametrize(("kwh", "is_hit"), [("288000", False), ("288001", True)])
def test_unknown_days_are_thirty(kwh: str, is_hit: bool) -> None:
    assert bool(hits(USUAL | {"bills.total_pq": kwh, "readings.last_date": "-"})) == is_hit


def test_meters_are_added_up() -> None:
    assert hits({"readings.this_read": "2"}, second_meter="2") == []
    [hit] = hits({"readings.this_read": "3"}, second_meter="2")
    assert hit["demand_kw"] == 1000  # ÷ 0.80 = 1,250 kVA


@pytest.mark.parametrize("told_by", ["readings", "meters"])
def test_of_meters_that_followed_each_other_at_a_point_the_highest_counts(told_by: str) -> None:
    rows = company({"readings.this_read": "5", "readings.mr_date": "2025-10-12"}, second_meter="4.1")
    rows["readings"][1]["mr_date"] = rows["readings"][0]["mr_date"].replace(day=29)
    rows["readings"][1]["last_date"] = rows["readings"][0]["mr_date"]
    assert len(found(extreme_demand, rows)) == 1  # 9.1 × 200, as two points
    if told_by == "meters":
        rows["meters"] = drawn("meters\nasset_no | mp_no\nM1 | P\nM2 | P")["meters"]
    else:
        rows["readings"] = [row | {"mp_no": "P"} for row in rows["readings"]]
    [hit] = found(extreme_demand, rows)
    assert hit["demand_kw"] == 1000


@pytest.mark.parametrize("days_later", [0, 1])
def test_meters_of_a_point_that_ran_side_by_side_are_added_up(days_later: int) -> None:
    rows = company({"readings.this_read": "3"}, second_meter="2")
    rows["readings"] = [row | {"mp_no": "P"} for row in rows["readings"]]
    for day in ("last_date", "mr_date"):
        rows["readings"][1][day] += timedelta(days=days_later)
    [hit] = found(extreme_demand, rows)
    assert hit["demand_kw"] == 1000


def test_without_a_reading_the_billed_demand_counts() -> None:
    [hit] = hits({"readings.read_type": "11"})
    assert (hit["source"], hit["demand_kw"]) == ("账单计费需量", 1120)


def test_who_has_no_demand_at_all_is_not_judged() -> None:
    assert hits({"readings.read_type": "11", "bills.bill_dmd": "-"}) == []


@pytest.mark.parametrize(
    ("mode", "billed_kw", "is_hit"),
    [
        ("2", "0", True),
        ("2", "1120", True),
        ("-", "1120", True),
        ("-", "0", False),
        ("0", "1120", True),
        ("1", "0", False),  # a capacity customer, with a zero that fills in
        ("1", "1120", False),
        ("3", "0", False),
    ],
)
def test_without_a_reading_only_who_is_charged_by_demand_is_judged(
    mode: str, billed_kw: str, is_hit: bool
) -> None:
    rows = company({"readings.read_type": "11", "bills.bill_dmd": billed_kw})
    rows["customers"] = [row | {"ba_calc_mode": None if mode == "-" else mode} for row in rows["customers"]]
    assert bool(found(extreme_demand, rows)) == is_hit


def test_a_demand_of_nought_of_who_was_reduced_since_is_shown_beside_the_capacity_on_file() -> None:
    rows = company({"readings.this_read": "0"})
    rows["applications"] = drawn(
        "applications\ncons_no | app_type | status | power_date\n1 | 201 | 02 | 2025-11-01"
    )["applications"]
    [hit] = found(extreme_demand, rows)
    assert (hit["reason"], hit["contract_cap"]) == ("有电量而需量为 0", 1000)


def test_a_row_with_a_filled_in_factor_of_zero_does_not_halve_the_factor() -> None:
    rows = company()
    rows["bills"].append(rows["bills"][0] | {"actual_pf": Decimal(0), "total_pq": Decimal(100)})
    assert [hit["over_kva"] for hit in found(extreme_demand, rows)] == [400]


def test_without_a_contract_capacity_only_the_other_parts_are_judged() -> None:
    assert hits({"customers.contract_cap": "-"}) == []
    assert len(hits({"customers.contract_cap": "0", "readings.this_read": "0"})) == 1


def test_readings_of_other_months_do_not_count() -> None:
    assert drawn(TABLES)
    assert hits({"readings.amt_ym": "202509", "bills.bill_dmd": "500"}) == []


@pytest.mark.parametrize(
    ("application", "is_hit"),
    [
        ("201 | 02 | 2025-10-15", False),
        ("201 | 02 | 2025-11-01", False),
        ("201 | 02 | 2025-09-30", True),
        ("111 | 02 | 2025-10-15", True),
    ],
)
def test_a_demand_is_not_held_against_a_capacity_reduced_since(application: str, is_hit: bool) -> None:
    rows = company()
    rows["applications"] = drawn(
        f"applications\ncons_no | app_type | status | power_date\n1 | {application}"
    )["applications"]
    assert bool(found(extreme_demand, rows)) == is_hit


def test_a_reading_without_meter_and_of_a_single_day_still_shows_the_demand() -> None:
    [hit] = hits({"readings.asset_no": "-", "readings.last_date": "2025-10-29"})
    assert hit["source"] == "需量示数"
