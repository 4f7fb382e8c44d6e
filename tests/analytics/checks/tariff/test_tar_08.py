from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_08_power_factor_not_assessed import power_factor_not_assessed
from tests.boundaries import Boundary, varied
from tests.drawn import delivered, drawn, finder, found

CUSTOMER = {
    **{
        "cons_no": "1",
        "cons_name": "某厂",
        "cons_sort_code": "01",
        "status_code": "0",
        "contract_cap": "160",
    },
    **{"elec_type_code": "403", "volt_code": "AC00101", "pf_std_code": "3", "pf_eval_mode": "1"},
    "tmp_flag": "03",
}
BILL = {
    **{"cons_no": "1", "amt_ym": "202510", "amt_type": "01", "total_pq": "80000", "rp_pq": "60000"},
    **{"actual_pf": "0.80", "pf_std": "0.90", "kwh_amt": "50000", "basic_amt": "10000", "pf_amt": "3000"},
}
READING = {"cons_no": "1", "amt_ym": "202510", "read_type": "21", "last_read": "5", "this_read": "9"}
NONE = {"pf_std": "-", "pf_amt": "-"}
Rows = list[dict[str, str]]


def block(name: str, base: dict[str, str], changes: Rows) -> str:
    rows = [" | ".join({**base, **change}.values()) for change in changes]
    return "\n".join([name, " | ".join(base), *rows])


def company(customers: Rows, bills: Rows, readings: Rows) -> str:
    parts = [("customers", CUSTOMER, customers), ("bills", BILL, bills), ("readings", READING, readings)]
    return "\n\n".join(block(name, base, changes) for name, base, changes in parts if changes)


def beside_a_shop(customer: dict[str, str], *bills: dict[str, str], readings: Rows | None = None) -> str:
    """Draw a customer beside an assessed shop, so that no column is empty throughout."""
    billed = [*(bills or [{}]), {"cons_no": "9", "pf_std": "0.85"}]
    return company([customer, SHOP], billed, [{}] if readings is None else readings)


hits = finder(power_factor_not_assessed, beside_a_shop)
SHOP = {"cons_no": "9", "elec_type_code": "405", "pf_std_code": "2"}
TABLES = beside_a_shop({"pf_std_code": "0"}, NONE)


BOUNDARIES = {
    "min_cap": Boundary(
        varied(TABLES, "customers.contract_cap"),
        {"99.99": False, "100": True, "100.01": True},
        own=120,
        answers_to_own={"119.99": False, "120": True, "120.01": True},
    ),
}


def test_an_assessed_customer_with_moving_registers_is_clean() -> None:
    assert hits({}) == []


def test_a_high_voltage_factory_without_a_standard_owes_the_090_charge() -> None:
    [hit] = hits({"pf_std_code": "0"}, NONE)
    assert (hit["object_id"], hit["owed_std"], hit["pf"]) == ("1", Decimal("0.90"), Decimal("0.80"))
    assert hit["amount_yuan"] == Decimal("3000.00")  # 0.80 under 0.90: +5 % of 50,000 + 10,000


@pytest.mark.parametrize(
    ("customer", "bill", "reason"),
    [
        ({"pf_std_code": "-"}, {}, "档案未设功率因数标准"),
        ({"pf_std_code": "0"}, {}, "档案未设功率因数标准"),
        ({}, {"pf_std": "-"}, "账单未设功率因数标准"),
        ({}, {"pf_std": "0"}, "账单未设功率因数标准"),
        ({"pf_eval_mode": "0"}, {}, "档案考核方式为不考核"),
    ],
)
def test_each_way_of_not_assessing_is_a_hit(
    customer: dict[str, str], bill: dict[str, str], reason: str
) -> None:
    [hit] = hits(customer, bill)
    assert (hit["reason"], hit["amount_yuan"]) == (
        reason,
        Decimal("0.00"),
    )  # the bill charges the 3,000 it should


@pytest.mark.parametrize(
    "customer",
    [
        {"contract_cap": "99.99"},
        {"status_code": "9"},
        {"elec_type_code": "200"},
        {"elec_type_code": "203"},
        {"elec_type_code": "000"},
        {"elec_type_code": "600"},
        {"elec_type_code": "701"},
        {"elec_type_code": "-"},
    ],
)
def test_who_owes_no_assessment_is_clean(customer: dict[str, str]) -> None:
    assert hits({"pf_std_code": "0", **customer}, NONE) == []


def test_one_hundred_kva_exactly_is_assessed() -> None:
    [hit] = hits({"pf_std_code": "0", "contract_cap": "100"}, NONE)
    assert (hit["owed_std"], hit["amount_yuan"]) == (Decimal("0.85"), Decimal("1500.00"))  # +2.5 % of 60,000


@pytest.mark.parametrize(
    ("customer", "standard"),
    [
        ({"elec_type_code": "300"}, "0.80"),
        ({"contract_cap": "159.99"}, "0.85"),
        ({"volt_code": "AC03802"}, "0.85"),
        ({"elec_type_code": "405"}, "0.85"),
        ({"elec_type_code": "100"}, "0.90"),
        ({"volt_code": "-"}, "0.90"),
        ({"volt_code": "-", "cons_sort_code": "02"}, "0.85"),
    ],
)
def test_the_standard_owed_follows_kind_voltage_and_capacity(customer: dict[str, str], standard: str) -> None:
    [hit] = hits({"pf_std_code": "0", **customer}, NONE)
    assert hit["owed_std"] == Decimal(standard)


def test_a_good_power_factor_would_have_been_rewarded() -> None:
    # P 100,000 and Q 32,868: 0.95; −0.75 % of 60,000
    [hit] = hits({"pf_std_code": "0"}, {**NONE, "total_pq": "100000", "rp_pq": "32868"})
    assert hit["amount_yuan"] == Decimal("-450.00")


@pytest.mark.parametrize("reactive", ["-", "0"])
def test_without_reactive_energy_the_median_of_assessed_peers_is_taken(reactive: str) -> None:
    peers = [{"cons_no": name} for name in "234"]
    factors = [{"cons_no": "2", "actual_pf": "0.7"}, {"cons_no": "3", "actual_pf": "0.85"}, {"cons_no": "4"}]
    text = company([{"pf_std_code": "0"}, *peers], [{**NONE, "rp_pq": reactive}, *factors], [])
    [hit] = found(power_factor_not_assessed, text)
    assert (hit["pf"], hit["pf_source"]) == (Decimal("0.80"), "同类已考核户中位数")  # of 0.70, 0.80, 0.85
    assert hit["amount_yuan"] == Decimal("3000.00")


def test_without_peers_there_is_no_amount() -> None:
    [hit] = hits({"pf_std_code": "0"}, {**NONE, "rp_pq": "-"})
    assert hit["amount_yuan"] is None


def test_a_customer_not_billed_yet_is_not_judged() -> None:
    assert hits({"pf_std_code": "0"}, {"amt_ym": "202509"}) == []
    assert hits({"pf_std_code": "0"}, {"amt_type": "0202"}) == []


ZEROS = {"last_read": "0", "this_read": "0"}
OTHERS = {"cons_no": "2"}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{"read_type": "11"}, OTHERS], "当月没有无功示数"),
        ([ZEROS, {"read_type": "11"}, OTHERS], "无功示数全为 0"),
        ([ZEROS, {**ZEROS, "read_type": "22"}, OTHERS], "无功示数全为 0"),
        ([ZEROS, {"read_type": "22", "last_read": "7", "this_read": "7"}, OTHERS], ""),
        ([{"read_type": "29"}, OTHERS], ""),
        ([{"amt_ym": "202509"}, OTHERS], ""),
    ],
)
def test_reactive_energy_that_is_not_measured_is_a_hit_without_amount(rows: Rows, reason: str) -> None:
    found_now = hits({}, readings=rows)
    assert [(hit["reason"], hit["amount_yuan"]) for hit in found_now] == ([(reason, None)] if reason else [])


def test_a_month_without_energy_needs_no_reactive_registers() -> None:
    assert hits({}, {"total_pq": "0"}, readings=[ZEROS, OTHERS]) == []


def test_a_company_that_delivers_no_reactive_registers_is_not_judged_by_them() -> None:
    assert hits({}, readings=[{"read_type": "11"}]) == []
    assert hits({}, readings=[]) == []


def test_without_either_standard_it_is_off_and_without_one_the_other_decides() -> None:
    no_file, no_bill = {"pf_std_code": "-"}, {"pf_std": "-"}
    assert found(power_factor_not_assessed, company([no_file], [{}], [])) == []
    assert found(power_factor_not_assessed, company([{}], [no_bill], [])) == []
    text = company([{**no_file, "pf_eval_mode": "0"}], [no_bill], [])
    assert found(power_factor_not_assessed, text) == []
    seen = delivered(power_factor_not_assessed, drawn(text))
    power_factor_not_assessed(seen)
    assert {"缺档案功率因数标准,只看账单标准", "缺账单功率因数标准,只看档案标准"} <= set(seen.notes)


@pytest.mark.parametrize(
    ("customer", "note"),
    [
        ({"cons_name": "某充电站"}, "名称含充电"),
        ({"tmp_flag": "02"}, "无表临时用电"),
        ({"cons_name": "某小区物业"}, "疑为转供小区"),
        ({"cons_name": "合表户"}, "疑为转供小区"),
        ({}, None),
    ],
)
def test_look_alikes_are_marked_and_stay_hits(customer: dict[str, str], note: str | None) -> None:
    [hit] = hits({"pf_std_code": "0", **customer}, NONE)
    assert hit["note"] == note
