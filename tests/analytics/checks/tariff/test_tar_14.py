from decimal import Decimal
from typing import Any

from analytics.checks.tariff.tar_14_two_part_not_applied import two_part_tariff_not_applied
from tests.boundaries import Boundary, varied
from tests.drawn import delivered, drawn, finder, found

CUSTOMER = {
    **{"cons_no": "1", "status_code": "0", "contract_cap": "315", "run_cap": "315", "elec_type_code": "405"},
    **{"pricing_policy": "02", "build_date": "2023-06-01", "volt_code": "AC00101"},
}
BILL = {
    **{"cons_no": "1", "amt_ym": "202510", "amt_type": "01", "prc_code": "S", "total_pq": "3000"},
    **{"peak_pq": "1000", "flat_pq": "2000", "kwh_amt": "2500", "basic_amt": "-", "cap_amt": "-"},
    **{"bill_cap": "-", "pf_adj_factor": "0.005", "levy_amt": "90", "total_amt": "2602.50"},
}
# three bills of two parts by capacity: peak 1.00, flat 0.50 yuan a kWh, 30.00 yuan a kVA
TWO_PART = {
    **BILL,
    "prc_code": "T",
    "bill_cap": "400",
    "basic_amt": "12000",
    "cap_amt": "12000",
    "levy_amt": "0",
}
PEERS = [
    {**TWO_PART, "cons_no": "7", "peak_pq": "1000", "flat_pq": "1000", "kwh_amt": "1500"},
    {**TWO_PART, "cons_no": "8", "peak_pq": "3000", "flat_pq": "1000", "kwh_amt": "3500"},
    {**TWO_PART, "cons_no": "9", "peak_pq": "1000", "flat_pq": "3000", "kwh_amt": "2500"},
]
Rows = list[dict[str, str]]


def block(name: str, base: dict[str, str], changes: Rows) -> str:
    rows = [" | ".join({**base, **change}.values()) for change in changes]
    return "\n".join([name, " | ".join(base), *rows])


def company(customers: Rows, bills: Rows | None = None, applications: str = "") -> str:
    files = [*customers, *({"cons_no": name, "pricing_policy": "01"} for name in "789")]
    text = (
        block("customers", CUSTOMER, files)
        + "\n\n"
        + block("bills", BILL, [*([{}] if bills is None else bills), *PEERS])
    )
    header = "\n\napplications\ncons_no | app_type | status | power_date | archive_date\n"
    return text + (header + applications if applications else "")


hits = finder(two_part_tariff_not_applied, company)


def by_number(*about: Any, **more: Any) -> dict[str, dict[str, Any]]:
    return {hit["object_id"]: hit for hit in hits(*about, **more)}


def numbered(customers: Rows) -> Rows:
    return [{**customer, "cons_no": str(100 + n)} for n, customer in enumerate(customers)]


TABLES = company([{"run_cap": "1000"}])  # nothing is suspended


BOUNDARIES = {
    "cap": Boundary(
        varied(TABLES, "customers.contract_cap"),
        {"314.99": False, "315": True, "315.01": True},
        own=400,
        answers_to_own={"399.99": False, "400": True, "400.01": True},
    ),
}


def test_a_customer_of_2023_on_the_single_tariff_is_recomputed_at_its_peers_prices() -> None:
    hit = by_number([{}])["1"]
    assert (hit["reason"], hit["period"]) == ("2023-06-01 及以后立户", "202510")
    assert hit["energy_terms"] == "峰 1,000 × 1 + 平 2,000 × 0.5"
    # (1,000 × 1.00 + 2,000 × 0.50 + 315 × 30) × 1.005 + 90 = 11,450 × 1.005 + 90 = 11,597.25
    assert hit["recomputed_yuan"] == Decimal("11597.25")
    assert hit["amount_yuan"] == Decimal("8994.75")  # − 2,602.50


def test_the_conditions_hold_at_their_boundaries() -> None:
    customers = numbered(
        [
            {},
            {"contract_cap": "314.99"},
            {"build_date": "2023-05-31"},
            {"status_code": "9"},
            {"pricing_policy": "01"},
            {"elec_type_code": "100", "build_date": "2010-01-01"},
            {"elec_type_code": "403", "build_date": "2010-01-01"},
            {"elec_type_code": "400"},
            {"elec_type_code": "300"},
            {"elec_type_code": "203"},
            {"elec_type_code": "501"},
            {"elec_type_code": "202"},
        ]
    )
    assert {name: hit["reason"] for name, hit in by_number(customers).items()} == {
        "100": "2023-06-01 及以后立户",
        "105": "大工业用电",
        "107": "2023-06-01 及以后立户",
    }


def test_an_old_customer_that_changed_under_the_new_tariff_must_have_two_parts() -> None:
    old = {"build_date": "2010-01-01"}
    applications = """100 | 111 | 02 | 2023-06-01 | -
        101 | 111 | 02 | 2023-05-31 | -
        102 | 215 | 02 | - | 2024-01-01
        103 | 215 | 01 | 2024-01-01 | -
        104 | 210 | 02 | 2024-01-01 | -
        105 | 110 | 02 | 2023-05-31 | 2023-06-05
        106 | 211 | 02 | 2024-01-01 | -"""
    found_now = by_number(numbered([old] * 7), applications=applications)
    assert list(found_now) == ["100", "102"]
    assert found_now["100"]["reason"] == "2023-06-01 及以后变更"


def test_a_transfer_is_marked() -> None:
    assert (
        by_number([{}], applications="1 | 211 | 02 | 2024-01-01 | -")["1"]["note"]
        == "有过户,过户不改变计费方式"
    )


def test_what_cannot_be_recomputed_has_no_amount() -> None:
    customers = [
        {},
        {"cons_no": "2", "volt_code": "AC00351"},
        {"cons_no": "3", "run_cap": "-"},
        {"cons_no": "4"},
        {"cons_no": "5"},
    ]
    bills = [{"cons_no": name} for name in "123"] + [{"cons_no": "4", "flat_pq": "0", "total_pq": "1000"}]
    amounts = {name: hit["amount_yuan"] for name, hit in by_number(customers, bills).items()}
    # 4: (1,000 + 9,450) × 1.005 + 90 − 2,602.50 = 7,989.75; 5 has no bill of the period
    assert amounts == {"1": Decimal("8994.75"), "2": None, "3": None, "4": Decimal("7989.75"), "5": None}


def test_a_slot_that_no_peer_uses_has_no_price() -> None:
    rows = drawn(company([{}], [{}]))
    rows["bills"][0]["valley_pq"] = Decimal(500)
    assert found(two_part_tariff_not_applied, rows)[0]["amount_yuan"] is None


def test_without_time_slots_the_whole_energy_is_flat() -> None:
    hit = by_number([{}], [{"peak_pq": "-", "flat_pq": "-"}])["1"]
    assert hit["energy_terms"] == "平 3,000 × 0.5"
    assert hit["amount_yuan"] == Decimal("8492.25")  # (1,500 + 9,450) × 1.005 + 90 − 2,602.50


def test_without_a_coefficient_the_charge_tells_it() -> None:
    text = company([{}], [{"pf_adj_factor": "-"}]).replace("levy_amt | total_amt", "pf_amt | total_amt")
    [hit] = found(two_part_tariff_not_applied, text)
    assert hit["pf_adj_factor"] == Decimal("0.036000")  # pf_amt 90 ÷ 2,500
    assert hit["amount_yuan"] == Decimal("9259.70")  # 11,450 × 1.036 − 2,602.50


def test_a_peer_billed_wrongly_does_not_spoil_the_price() -> None:
    more = [
        {**TWO_PART, "cons_no": "20", "peak_pq": "2000", "flat_pq": "500", "kwh_amt": "2250"},
        {**TWO_PART, "cons_no": "21", "peak_pq": "700", "flat_pq": "1100", "kwh_amt": "1250"},
        {**TWO_PART, "cons_no": "22", "peak_pq": "2000", "flat_pq": "2000", "kwh_amt": "3600"},
    ]
    assert by_number([{}], [{}, *more])["1"]["amount_yuan"] == Decimal("8994.75")


def test_without_a_policy_the_basic_charge_tells_the_tariff() -> None:
    text = company([{}, {"cons_no": "2"}], [{}, {"cons_no": "2", "basic_amt": "100"}])
    text = text.replace("pricing_policy", "trade_code")
    assert [hit["object_id"] for hit in found(two_part_tariff_not_applied, text)] == ["1"]


def test_without_a_policy_and_without_basic_charges_nobody_is_judged() -> None:
    rows = drawn(company([{}], [{}]))
    for row in rows["customers"]:
        row["pricing_policy"] = None
    for row in rows["bills"]:
        row["basic_amt"] = row["cap_amt"] = None
    seen = delivered(two_part_tariff_not_applied, rows)
    assert two_part_tariff_not_applied(seen).to_pyarrow().to_pylist() == []
    assert "定价策略与基本电费都缺,不判" in seen.notes


def test_without_build_dates_only_big_industry_is_judged() -> None:
    rows = drawn(
        company([{}, {"cons_no": "2", "elec_type_code": "100"}], [{}], "1 | 111 | 02 | 2024-01-01 | -")
    )
    for row in rows["customers"]:
        row["build_date"] = None
    assert [hit["object_id"] for hit in found(two_part_tariff_not_applied, rows)] == ["2"]


def test_who_suspended_below_the_start_of_two_parts_pays_a_single_price_while_it_lasts() -> None:
    files = numbered(
        [{"run_cap": cap, "contract_cap": "400"} for cap in ("200", "314.99", "315", "400", "-")]
    )
    assert set(by_number(files, [])) == {"102", "103", "104"}
