from typing import Any

from analytics.checks.inspection.ins_01_contract_missing_or_expired import contract_missing_or_expired
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, filled, found

CUSTOMER = "0 | 02 | 2020-03-01 |"
CONTRACT = "2 | 01 | 2020-02-20 | 2028-02-19"


def company(customer: str = CUSTOMER, *contracts: str) -> str:
    rows = "\n".join(f"0000000001 | C{number} | {row}" for number, row in enumerate(contracts, 1))
    return f"""
        customers
        cons_no    | status_code | cons_sort_code | power_on_date | cancel_date
        0000000001 | {customer}
        0000000002 | {CUSTOMER}

        contracts
        cons_no    | contract_no | status | oper_type | sign_date  | end_date
        0000000002 | C9          | {CONTRACT}
        {rows}
    """


TABLES = company()


def reasons(*contracts: str, customer: str = CUSTOMER, **options: Any) -> list[str]:
    hits = found(contract_missing_or_expired, company(customer, *contracts), **options)
    return [hit["reason"] for hit in hits]


BOUNDARIES = {
    "warn_days": Boundary(
        lambda end: company(CUSTOMER, f"2 | 01 | 2020-02-20 | {end}"),
        {"2025-11-30": True, "2025-12-01": False, "2025-12-02": False},
        own=10,
        answers_to_own={"2025-11-10": True, "2025-11-11": False, "2025-11-12": False},
    ),
}


def test_a_customer_without_any_contract_is_hit_once_and_without_amount() -> None:
    [hit] = found(contract_missing_or_expired, TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "0000000001", "0000000001")
    assert (hit["reason"], hit["amount_yuan"]) == ("没有有效合同", None)


def test_unsigned_void_and_terminated_contracts_are_no_contract() -> None:
    for row in ("1 | 01", "4 | 01", "2 | 05", "- | 05"):
        assert reasons(f"{row} | 2020-02-20 | 2028-02-19") == ["没有有效合同"]


def test_a_contract_that_is_valid_or_of_unknown_status_is_clean() -> None:
    for row in ("2 | 01", "2 | -", "- | 04", "3 | 03"):
        assert reasons(f"{row} | 2020-02-20 | 2028-02-19") == []


def test_an_overdue_contract_counts_as_expired_and_not_as_missing() -> None:
    assert reasons("3 | 01 | 2020-02-20 | 2025-10-31") == ["合同已到期"]


def test_a_contract_ending_in_less_than_thirty_days_is_hit_and_on_the_thirtieth_is_not() -> None:
    assert reasons("2 | 01 | 2020-02-20 | 2025-11-30", as_of="2025-11-01") == ["合同 30 天内到期"]
    assert reasons("2 | 01 | 2020-02-20 | 2025-12-01", as_of="2025-11-01") == []


def test_a_contract_ending_on_the_day_itself_has_not_expired_yet() -> None:
    [hit] = found(contract_missing_or_expired, company(CUSTOMER, "2 | 01 | 2020-02-20 | 2025-11-01"))
    assert (hit["reason"], hit["days_left"]) == ("合同 30 天内到期", 0)


def test_the_contract_that_ends_last_counts() -> None:
    [hit] = found(
        contract_missing_or_expired,
        company(CUSTOMER, "2 | 01 | 2020-02-20 | 2023-02-19", "2 | 03 | 2023-02-20 | 2025-02-19"),
    )
    assert (hit["contract_no"], hit["days_left"]) == ("C2", -255)
    assert reasons("2 | 01 | 2020-02-20 | 2023-02-19", CONTRACT) == []


def test_a_void_contract_does_not_prolong_an_expired_one() -> None:
    assert reasons("2 | 01 | 2020-02-20 | 2025-02-19", "4 | 03 | 2025-02-01 | 2030-02-19") == ["合同已到期"]


def test_one_valid_contract_without_end_keeps_the_customer_clean() -> None:
    assert reasons("2 | 01 | 2020-02-20 | 2023-02-19", "2 | 03 | 2023-02-20 | -") == []


def test_signing_after_power_on_is_hit_and_on_the_same_day_is_not() -> None:
    customer = "0 | 02 | 2025-03-01 |"
    assert reasons("2 | 01 | 2025-03-02 | 2028-02-19", customer=customer) == ["送电后才签合同"]
    assert reasons("2 | 01 | 2025-03-01 | 2028-02-19", customer=customer) == []


def test_late_signing_is_judged_for_power_on_within_two_years_the_day_included() -> None:
    signed = "2 | 01 | 2024-01-01 | 2028-02-19"
    assert reasons(signed, customer="0 | 02 | 2023-11-01 |", as_of="2025-11-01") == ["送电后才签合同"]
    assert reasons(signed, customer="0 | 02 | 2023-10-31 |", as_of="2025-11-01") == []


def test_a_change_or_renewal_signed_after_power_on_is_clean_and_a_late_supplement_is_not() -> None:
    customer = "0 | 02 | 2025-03-01 |"
    kinds = {kind: reasons(f"2 | {kind} | 2025-06-01 | -", customer=customer) for kind in ("02", "03")}
    assert kinds == {"02": [], "03": []}
    assert reasons("2 | 04 | 2025-06-01 | -", customer=customer) == ["送电后才签合同"]
    assert reasons("2 | - | 2025-06-01 | -", customer=customer) == ["送电后才签合同"]


def test_only_the_earliest_signed_contract_is_compared_with_power_on() -> None:
    customer = "0 | 02 | 2025-03-01 |"
    later = "2 | 01 | 2025-06-01 | 2028-02-19"
    assert reasons("4 | 01 | 2025-02-01 | 2028-02-19", later, customer=customer) == []
    assert reasons("1 | 01 | 2025-02-01 | 2028-02-19", later, customer=customer) == ["送电后才签合同"]


def test_a_contract_expired_and_signed_late_is_one_hit_with_both_reasons() -> None:
    both = reasons("2 | 01 | 2025-03-02 | 2025-10-31", customer="0 | 02 | 2025-03-01 |")
    assert both == ["合同已到期、送电后才签合同"]


def test_a_contract_signed_after_the_day_does_not_exist_yet() -> None:
    assert reasons("2 | 01 | 2025-11-02 | 2028-02-19", as_of="2025-11-01") == ["没有有效合同"]


def test_new_cancelled_and_check_customers_are_not_judged() -> None:
    for customer in ("1 | 02 | 2020-03-01 |", "9 | 02 | 2020-03-01 |", "0 | 00 | 2020-03-01 |"):
        assert reasons(customer=customer) == []


def test_customers_under_change_or_of_unknown_kind_are_judged() -> None:
    for customer in ("2 | 02 | 2020-03-01 |", "0 | - | 2020-03-01 |"):
        assert reasons(customer=customer) == ["没有有效合同"]


def test_without_status_a_customer_counts_until_cancelled() -> None:
    assert reasons(customer="- | 02 | 2020-03-01 | -") == ["没有有效合同"]
    assert reasons(customer="- | 02 | 2020-03-01 | 2024-01-01") == []


def test_a_customer_not_yet_supplied_is_not_judged() -> None:
    assert reasons(customer="0 | 02 | 2025-11-02 |", as_of="2025-11-01") == []
    assert reasons(customer="0 | 02 | 2025-11-01 |", as_of="2025-11-01") == ["没有有效合同"]


def test_without_a_power_on_date_a_known_status_is_needed() -> None:
    assert reasons(customer="0 | 02 | - |") == ["没有有效合同"]
    assert reasons(customer="- | 02 | - |") == []


def test_without_contracts_the_check_is_off() -> None:
    rows = drawn(TABLES)
    assert contract_missing_or_expired.missing(filled({"customers": rows["customers"]})) == ["contracts"]


def test_without_any_power_on_date_late_signing_is_off_and_says_so() -> None:
    rows = drawn(company(CUSTOMER, CONTRACT).replace("2020-03-01", "-"))
    tables = delivered(contract_missing_or_expired, rows)
    assert contract_missing_or_expired(tables).to_pyarrow().num_rows == 0
    assert tables.notes == ["没有送电日期,不查③送电后才签合同"]
