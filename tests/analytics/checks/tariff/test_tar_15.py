from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_15_two_part_out_of_place import two_parts_out_of_place
from tests.boundaries import Boundary, varied
from tests.drawn import delivered, drawn, finder, found

CUSTOMER = {
    **{"cons_no": "1", "status_code": "0", "contract_cap": "80", "run_cap": "80", "elec_type_code": "403"},
    **{"pricing_policy": "01", "build_date": "2020-01-01", "volt_code": "AC00101"},
}
BILL = {
    **{"cons_no": "1", "amt_ym": "202510", "amt_type": "01", "prc_code": "T", "total_pq": "3000"},
    **{"peak_pq": "1000", "flat_pq": "2000", "kwh_amt": "1800", "basic_amt": "2400"},
    **{"pf_adj_factor": "0.005", "levy_amt": "90", "total_amt": "4311"},
}
# three bills of a single price: peak 1.20, flat 0.60 yuan a kWh
SINGLE = {**BILL, "prc_code": "S", "basic_amt": "-", "levy_amt": "0"}
PEERS = [
    {**SINGLE, "cons_no": "7", "peak_pq": "1000", "flat_pq": "1000", "kwh_amt": "1800"},
    {**SINGLE, "cons_no": "8", "peak_pq": "3000", "flat_pq": "1000", "kwh_amt": "4200"},
    {**SINGLE, "cons_no": "9", "peak_pq": "1000", "flat_pq": "3000", "kwh_amt": "3000"},
]
# one who is judged by nobody, so that there are applications at all
APPLIED = "900 | 102 | 02 | 2019-05-01 08:00 | 2019-06-01 | -"
Rows = list[dict[str, str]]


def block(name: str, base: dict[str, str], changes: Rows) -> str:
    rows = [" | ".join({**base, **change}.values()) for change in changes]
    return "\n".join([name, " | ".join(base), *rows])


def company(customers: Rows, bills: Rows | None = None, applications: str = APPLIED) -> str:
    files = [*customers, *({"cons_no": name, "pricing_policy": "02"} for name in "789")]
    header = "applications\ncons_no | app_type | status | accept_time | power_date | archive_date\n"
    return "\n\n".join(
        [
            block("customers", CUSTOMER, files),
            block("bills", BILL, [*([{}] if bills is None else bills), *PEERS]),
            header + applications,
        ]
    )


hits = finder(two_parts_out_of_place, company)


def by_number(*about: Any, **more: Any) -> dict[str, dict[str, Any]]:
    return {hit["object_id"]: hit for hit in hits(*about, **more)}


TABLES = company([{}])
CHOSEN = company([{}], applications="1 | 201 | 02 | - | 2024-06-01 | -")

BOUNDARIES = {
    "single_up_to": Boundary(
        varied(CHOSEN, "customers.contract_cap"),
        {"99.99": True, "100": True, "100.01": False},
        own=50,
        answers_to_own={"49.99": True, "50": True, "50.01": False},
    ),
    "two_part_from": Boundary(
        varied(TABLES, "customers.contract_cap"),
        {"314.99": True, "315": False, "315.01": False},
        own=400,
        answers_to_own={"399.99": True, "400": False, "400.01": False},
    ),
}


def test_a_small_customer_of_two_parts_is_recomputed_at_the_single_price_of_its_peers() -> None:
    hit = by_number([{}])["1"]
    assert (hit["reason"], hit["application_records"], hit["period"]) == (
        "容量只能执行单一制",
        "无",
        "202510",
    )
    assert hit["energy_terms"] == "峰 1,000 × 1.2 + 平 2,000 × 0.6"
    assert hit["recomputed_yuan"] == Decimal("2502.00")  # (1,200 + 1,200) × 1.005 + 90
    assert hit["amount_yuan"] == Decimal("-1809.00")  # − 4,311


def test_a_customer_who_would_have_paid_more_was_charged_too_little() -> None:
    bill = {"basic_amt": "100", "kwh_amt": "1800", "total_amt": "1999.50"}
    assert by_number([{}], [bill])["1"]["amount_yuan"] == Decimal("502.50")  # 2,502 − 1,999.50


@pytest.mark.parametrize("app_type", ["102", "104", "110", "111", "201", "215"])
def test_between_both_capacities_an_application_lets_choose(app_type: str) -> None:
    between = [{"contract_cap": "200"}]
    assert by_number(between, applications=f"1 | {app_type} | 02 | - | 2024-06-01 | -") == {}


@pytest.mark.parametrize(
    ("application", "records"),
    [
        ("1 | 201 | 01 | 2024-05-01 08:00 | - | -", "无"),
        ("1 | 201 | 03 | 2024-05-01 08:00 | - | 2024-06-01", "无"),
        ("1 | 203 | 02 | 2024-05-01 08:00 | 2024-06-01 | -", "暂停 2024-06-01"),
        ("1 | 211 | 02 | 2024-05-01 08:00 | - | 2024-06-03", "过户 2024-06-03"),
        (APPLIED, "无"),
    ],
)
def test_what_is_under_way_aborted_of_another_kind_or_of_others_is_no_choice(
    application: str, records: str
) -> None:
    hit = by_number([{"contract_cap": "200"}], applications=application)["1"]
    assert hit["reason"] == "可选两部制的容量,没有已办结的申请记录"
    assert hit["application_records"] == records


def test_an_application_without_a_state_was_done_when_it_was_archived() -> None:
    between = [{"contract_cap": "200"}]
    assert by_number(between, applications="1 | 201 | - | - | - | 2024-06-01") == {}
    assert list(by_number(between, applications="1 | 201 | - | - | - | 2025-12-01")) == ["1"]


def test_an_application_lets_no_small_customer_choose() -> None:
    hit = by_number([{}], applications="1 | 215 | 02 | - | 2024-06-01 | -")["1"]
    assert (hit["reason"], hit["application_records"]) == ("容量只能执行单一制", "改类 2024-06-01")


def test_the_contract_capacity_decides_not_what_runs() -> None:
    customers = [
        {"contract_cap": "400", "run_cap": "80"},
        {"cons_no": "2", "run_cap": "400"},
    ]
    assert list(by_number(customers)) == ["2"]


def test_only_customers_in_service_with_two_parts_and_a_capacity_are_judged() -> None:
    customers = [
        {"status_code": "2"},
        {"cons_no": "2", "status_code": "9"},
        {"cons_no": "3", "pricing_policy": "02"},
        {"cons_no": "4", "pricing_policy": "-"},
        {"cons_no": "5", "contract_cap": "0"},
        {"cons_no": "6", "contract_cap": "-"},
        {"cons_no": "10"},
    ]
    assert list(by_number(customers)) == ["10"]


def test_before_the_rule_nobody_is_out_of_place() -> None:
    assert hits([{}], as_of="2023-06-01", period="202305") == []


def test_who_did_not_apply_is_told_where_the_applications_begin() -> None:
    customers = [{"contract_cap": "200"}, {"cons_no": "2", "contract_cap": "200", "build_date": "2001-01-01"}]
    later = APPLIED.replace("2019-05-01", "2019-07-01")
    notes = {hit["note"] for hit in by_number(customers, applications=f"{later}\n{APPLIED}").values()}
    assert notes == {"导出的申请最早受理于 2019-05-01,更早办的不在其中"}
    undated = APPLIED.replace("2019-05-01 08:00", "-")
    assert by_number(customers, applications=undated)["1"]["note"] is None


def test_a_small_customer_needs_no_application_and_is_not_told() -> None:
    assert by_number([{}])["1"]["note"] is None


def test_without_applications_only_small_customers_are_judged() -> None:
    rows = drawn(company([{}, {"cons_no": "2", "contract_cap": "200"}]))
    rows["applications"] = []
    assert [hit["object_id"] for hit in found(two_parts_out_of_place, rows)] == ["1"]
    assert "缺申请记录,不判②" in delivered(two_parts_out_of_place, rows).notes


def test_without_states_and_days_of_archiving_nobody_knows_what_was_done() -> None:
    rows = drawn(company([{"contract_cap": "200"}], applications="1 | 201 | - | - | 2024-06-01 | -"))
    assert found(two_parts_out_of_place, rows) == []


def test_what_cannot_be_recomputed_has_no_amount() -> None:
    customers = [
        {},
        {"cons_no": "2", "volt_code": "AC00351"},
        {"cons_no": "3", "elec_type_code": "301"},
        {"cons_no": "4"},
    ]
    bills = [{"cons_no": name} for name in "123"]
    amounts = {name: hit["amount_yuan"] for name, hit in by_number(customers, bills).items()}
    # nobody at 35 kV, no farmer has a single price here; 4 has no bill of the period
    assert amounts == {"1": Decimal("-1809.00"), "2": None, "3": None, "4": None}


def test_who_has_no_times_of_day_is_compared_with_a_price_without() -> None:
    flat = {**SINGLE, "prc_code": "F", "peak_pq": "0"}
    plain = [
        {**flat, "cons_no": str(20 + n), "total_pq": kwh, "flat_pq": kwh, "kwh_amt": yuan}
        for n, (kwh, yuan) in enumerate([("100", "70"), ("300", "210")])
    ]
    files = [{}, *({"cons_no": row["cons_no"], "pricing_policy": "02"} for row in plain)]
    hit = by_number(files, [{"peak_pq": "-", "flat_pq": "-"}, *plain])["1"]
    assert hit["energy_terms"] == "平 3,000 × 0.7"
    assert hit["amount_yuan"] == Decimal("-2110.50")  # 2,100 × 1.005 + 90 − 4,311


def test_an_empty_flat_slot_has_what_the_others_leave_of_the_whole() -> None:
    [told], [untold] = hits([{}]), hits([{}], [{"flat_pq": "-"}])
    assert untold["amount_yuan"] == told["amount_yuan"]
    assert untold["energy_terms"] == told["energy_terms"] == "峰 1,000 × 1.2 + 平 2,000 × 0.6"
    [more] = hits([{}], [{"flat_pq": "-", "total_pq": "900"}])  # than the whole: no energy is given back
    assert more["energy_terms"] == "峰 1,000 × 1.2"
