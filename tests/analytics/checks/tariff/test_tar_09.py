from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_09_power_factor_extremes import extreme_power_factor
from analytics.results.hit_words import evidence_of
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder, found

# 100 kVA, 7,200 kWh (a tenth of 100 × 720) and no reactive energy at all
TABLES = """
    customers
    cons_no | status_code | contract_cap
    1       | 0           | 100

    bills
    cons_no | amt_ym | amt_type | total_pq | rp_pq | actual_pf | pf_std | kwh_amt | basic_amt | pf_amt | levy_amt | total_amt
    1       | 202510 | 01       | 7200     | 0     | 1.00      | 0.85   | 5000    | 1000      | -66    | 200      | 6134
    1       | 202509 | 01       | 7200     | 3000  | 0.92      | 0.85   | 5000    | 1000      | -48    | 200      | 6152
"""
POOR = {"bills.rp_pq": "9800", "bills.actual_pf": "0.59"}


def company(changes: dict[str, str] | None = None, before: str = "0.92", kwh_before: str = "7200") -> Drawn:
    rows = changed(TABLES, changes or {})
    rows["bills"][1] |= {
        "actual_pf": None if before == "-" else Decimal(before),
        "total_pq": Decimal(kwh_before),
    }
    return rows


def poor_for(months: str) -> Drawn:
    rows = company(POOR)
    earlier = rows["bills"].pop()
    for ym in ("202509", "202508", "202507")[: int(months) - 1]:
        rows["bills"].append(earlier | {"amt_ym": ym, "actual_pf": Decimal("0.5")})
    return rows


hits = finder(extreme_power_factor, company)

BOUNDARIES = {
    "n": Boundary(
        poor_for,
        {"1": False, "2": True, "3": True},
        own=3,
        answers_to_own={"2": False, "3": True, "4": True},
    ),
    "min_load": Boundary(
        varied(TABLES, "bills.total_pq"),
        {"719.99": False, "720": True, "720.01": True},
        own=5.0,
        answers_to_own={"3599.99": False, "3600": True, "3600.01": True},
    ),
    "min_cap": Boundary(
        varied(TABLES, "customers.contract_cap"),
        {"99.99": False, "100": True, "100.01": True},
        own=160,
        answers_to_own={"159.99": False, "160": True, "160.01": True},
    ),
}


def test_a_power_factor_of_one_without_reactive_energy_is_what_nobody_measured() -> None:
    [hit] = hits()
    assert hit["reason"] == "功率因数为 1 而没有无功电量"
    assert hit["pf_source"] == "账单实际功率因数"
    assert (hit["rate_pct"], hit["load_pct"]) == (Decimal("2.50"), 10)
    assert hit["amount_yuan"] == Decimal("150.00")  # (5,000 + 1,000) × 2.5 % at 0.80 for 0.85


@pytest.mark.parametrize(
    "changes",
    [
        {"bills.rp_pq": "1"},
        {"bills.rp_pq": "-"},
        {"bills.actual_pf": "0.99"},
        {"bills.pf_std": "0"},
        {"bills.pf_std": "-"},
        {"bills.total_pq": "0"},
        {"customers.status_code": "2"},
    ],
)
def test_what_is_measured_or_not_assessed_is_clean(changes: dict[str, str]) -> None:
    assert hits(changes) == []


def test_a_factor_below_six_tenths_for_two_months_is_a_hint_without_amount() -> None:
    [hit] = hits(POOR, before="0.55")
    assert hit["reason"] == "功率因数连续 2 个月低于 0.60"
    assert (hit["factors"], hit["amount_yuan"], hit["rate_pct"]) == ("202509 0.55;202510 0.59", None, None)
    assert evidence_of(hit | {"check_code": "TAR-09"})["各月功率因数"] == "2025年9月 0.55;2025年10月 0.59"


def test_a_factor_of_zero_fills_in_for_one_that_was_not_stated() -> None:
    assert hits({"bills.rp_pq": "3000", "bills.actual_pf": "0"}, before="0") == []  # 0.92 by the energy
    assert hits({"bills.rp_pq": "-", "bills.actual_pf": "0"}, before="0") == []
    [hit] = hits({"bills.rp_pq": "9800", "bills.actual_pf": "0"}, before="0.55")
    assert hit["pf"] == Decimal("0.59")


def test_a_month_without_energy_breaks_the_row() -> None:
    assert hits(POOR, before="0.55", kwh_before="0") == []


def test_a_small_customer_may_compensate_too_little_as_well() -> None:
    assert len(hits(POOR | {"customers.contract_cap": "50"}, before="0.5")) == 1


def test_a_stated_factor_that_is_missing_is_worked_out() -> None:
    rows = drawn(TABLES)
    rows["bills"] = [row | {"actual_pf": None} for row in rows["bills"]]
    [hit] = found(extreme_power_factor, rows)
    assert (hit["pf"], hit["pf_source"]) == (Decimal("1.00"), "有功、无功电量实算")


def test_levies_inside_the_energy_charge_stay_out() -> None:
    [hit] = hits({"bills.total_amt": "5934", "bills.levy_amt": "500"})
    assert hit["energy_yuan"] == Decimal("4500.00")


def test_without_reactive_energy_delivered_the_first_part_is_off() -> None:
    rows = drawn(TABLES)
    rows["bills"] = [row | {"rp_pq": None} for row in rows["bills"]]
    assert found(extreme_power_factor, rows) == []
    assert "缺无功电量,不判①" in delivered(extreme_power_factor, rows).notes
