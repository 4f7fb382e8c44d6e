from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_21_losses import wrong_transformer_losses
from tests.drawn import Drawn, changed, drawn, finder, found

# 10 kV, 200 kVA, read behind the transformer: 10,000 kWh for 6,000 yuan, and nobody adds losses
TABLES = """
    customers
    cons_no | status_code | volt_code | run_cap | supply_source_type
    1       | 0           | AC00101   | 200     | 2

    metering_points
    mp_no | cons_no | mp_attr | mp_status | meas_mode | calc_mode | line_loss_mode
    P1    | 1       | 01      | 02        | 2         | 1         | 0

    equipment
    cons_no | equip_id | equip_type | plate_cap | run_status | loss_alg | pub_priv_flag | actual_stop_date
    1       | T1       | 01         | 200       | 01         | 4        | 02            | -

    bills
    cons_no | amt_ym | amt_type | total_pq | loss_ap | kwh_amt | levy_amt | total_amt
    1       | 202510 | 01       | 10000    | 0       | 5800    | 200      | 6000
"""


def company(changes: dict[str, str] | None = None, peers: int = 0, point: str = "") -> Drawn:
    """The base case, changed, with low-side customers whose losses are 0.5 kWh a kVA and 1 % of their energy."""
    rows = changed(TABLES, changes or {})
    if point:
        rows["metering_points"].append(rows["metering_points"][0] | {"mp_no": "P2", "meas_mode": point})
    for place in range(peers):
        number = f"P{place}"
        kva, kwh = Decimal(100 + 10 * place), Decimal(5000 + 700 * place * place)
        loss = kva / 2 + kwh / 100
        own = {"cons_no": number, "mp_no": number, "plate_cap": kva, "total_pq": kwh + loss, "loss_ap": loss}
        for name, lines in drawn(TABLES).items():
            rows[name].append({key: own.get(key, value) for key, value in lines[0].items()})
    return rows


hits = finder(wrong_transformer_losses, company)


def test_losses_that_nobody_adds_are_estimated_at_three_percent_where_few_are_charged() -> None:
    [hit] = hits()
    assert (hit["object_id"], hit["reason"]) == ("1", "高供低计未计变损")
    assert (hit["estimate_terms"], hit["estimated_kwh"]) == ("10,000 × 0.03", 300)
    assert hit["amount_yuan"] == Decimal("180.00")  # 300 × 6,000 ÷ 10,000


def test_five_customers_that_are_charged_tell_what_a_transformer_loses() -> None:
    [hit] = hits(peers=5)
    assert hit["estimate_terms"] == "200 × 0.5 + 10,000 × 0.01"
    assert hit["amount_yuan"] == Decimal("120.00")  # 200 kWh
    assert hits(peers=4)[0]["amount_yuan"] == Decimal("180.00")


@pytest.mark.parametrize(
    ("changes", "point"),
    [
        ({"bills.loss_ap": "1"}, ""),
        ({"bills.total_pq": "0"}, ""),
        ({}, "1"),
        ({"metering_points.mp_status": "03"}, ""),
        ({"metering_points.mp_attr": "02"}, ""),
        ({"metering_points.calc_mode": "2"}, ""),
        ({"metering_points.meas_mode": "1"}, ""),
        ({"customers.supply_source_type": "1"}, ""),
        ({"equipment.pub_priv_flag": "01"}, ""),
        ({"customers.volt_code": "AC03802"}, ""),
    ],
)
def test_who_owes_no_losses_or_pays_them_is_clean(changes: dict[str, str], point: str) -> None:
    assert hits(changes, point=point) == []


@pytest.mark.parametrize("mode", ["1", "3"])
def test_losses_charged_to_who_is_not_read_behind_the_transformer_are_over_collected(mode: str) -> None:
    [hit] = hits({"metering_points.meas_mode": mode, "bills.loss_ap": "250"})
    assert hit["reason"] == "非高供低计而计变损"
    assert hit["amount_yuan"] == Decimal("-150.00")
    assert hit["estimate_terms"] is None


def test_a_customer_with_one_point_behind_the_transformer_may_be_charged() -> None:
    assert hits({"bills.loss_ap": "250"}, point="1") == []


@pytest.mark.parametrize(
    ("status", "stopped", "run_cap", "is_hit"),
    [
        ("02", "2025-09-30", "0", True),
        ("02", "2025-10-01", "0", False),
        ("02", "2025-09-30", "200", True),
        ("03", "-", "200", True),
        ("02", "-", "200", False),
        ("02", "-", "0", True),
        ("01", "-", "0", True),
        ("01", "-", "-", False),
    ],
)
def test_a_stopped_transformer_loses_nothing(status: str, stopped: str, run_cap: str, is_hit: bool) -> None:
    found_hits = hits(
        {
            **{"equipment.run_status": status, "equipment.actual_stop_date": stopped},
            **{"customers.run_cap": run_cap, "bills.loss_ap": "100"},
        }
    )
    assert [hit["amount_yuan"] for hit in found_hits] == ([Decimal("-60.00")] if is_hit else [])


@pytest.mark.parametrize(("algorithm", "is_hit"), [("0", True), ("4", False), ("-", False)])
def test_where_no_losses_were_delivered_the_algorithm_tells(algorithm: str, is_hit: bool) -> None:
    assert bool(hits({"bills.loss_ap": "-", "equipment.loss_alg": algorithm})) == is_hit


def test_of_a_line_of_its_own_is_said_that_it_pays_no_line_losses() -> None:
    [hit] = hits({"customers.supply_source_type": "3"})
    assert hit["note"] == "专线户,线损方式为不计算"


def test_other_months_do_not_matter() -> None:
    assert found(wrong_transformer_losses, changed(TABLES, {"bills.amt_ym": "202509"})) == []
