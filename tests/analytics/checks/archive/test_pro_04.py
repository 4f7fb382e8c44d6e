from decimal import Decimal

import pytest

from analytics.checks.archive.pro_04_use_vs_trade import use_of_another_trade
from analytics.code_tables.uses_of_trades import USES_OF_TRADES
from tests.drawn import changed, delivered, drawn, finder
from tests.written import written

CHECK = use_of_another_trade
# a works that pays as residents do; a shop shows what it should have paid
TABLES = """
    customers
    cons_no | status_code | elec_type_code | trade_code | volt_code | contract_cap | prc_code
    1       | 0           | 202            | 3490       | AC02202   | 10           | R
    2       | 0           | 405            | 6520       | AC02202   | 12           | S

    bills
    cons_no | amt_ym | amt_type | prc_code | total_pq | kwh_amt | levy_amt | total_amt
    1       | 202510 | 01       | R        | 1000     | 538.00  | 0        | 538.00
    1       | 202411 | 01       | R        | 10       | 5.38    | 0        | 5.38
    1       | 202410 | 01       | R        | 10       | 5.38    | 0        | 5.38
    2       | 202510 | 01       | S        | 300      | 201.00  | 9.00     | 210.00
    2       | 202411 | 01       | S        | 3        | 2.00    | 0.00     | 2.00
"""
hits = finder(CHECK)


def test_a_works_on_the_residential_price_owes_the_difference() -> None:
    [hit] = hits(TABLES)
    # 1000 × 0.70 − 538 + 10 × 0.666667 − 5.38 = 163.28667
    assert (hit["object_id"], hit["amount_yuan"]) == ("1", Decimal("163.29"))
    assert hit["month_details"] == "202411 10×0.666667−5.38;202510 1,000×0.7−538"
    assert (hit["filed_class"], hit["due_class"], hit["kwh"]) == ("居民", "工商业", 1010)
    assert hit["verdict"] == "不在该类别允许之列,应属工商业"


def test_a_dwelling_on_the_price_of_commerce_gets_money_back() -> None:
    rows = changed(TABLES, {"customers.elec_type_code": "405", "customers.trade_code": "9910"})
    rows["customers"][1] |= {"elec_type_code": "202", "trade_code": "9910"}
    rows["bills"] = [
        row | {"kwh_amt": row["kwh_amt"] * 2} for row in rows["bills"] if row["amt_ym"] == "202510"
    ]
    [hit] = hits(rows)
    assert hit["amount_yuan"] == Decimal("294.00")  # others at home pay 411 for 300
    rows["bills"][0] |= {"kwh_amt": Decimal(1500)}
    assert [hit["amount_yuan"] for hit in hits(rows)] == [Decimal("-130.00")]


def test_within_one_class_of_price_no_amount_follows() -> None:
    rows = changed(TABLES, {"customers.elec_type_code": "403", "customers.trade_code": "6520"})
    [hit] = hits(rows)
    assert (hit["filed_class"], hit["due_class"], hit["amount_yuan"]) == ("工商业", None, None)
    assert hit["verdict"] == "不在该类别允许之列"


def test_words_that_are_no_trade_of_the_list_accuse_nobody() -> None:
    for words in ("水泥制品制造", "LED灯具制造", "4S店", "C3041"):
        assert hits(changed(TABLES, {"customers.trade_code": words})) == []


def test_a_school_by_the_classes_of_the_edition_of_2017_goes_with_teaching() -> None:
    for trade, is_hit in (("8321", False), ("8334", False), ("8310", True), ("8320", True)):
        rows = changed(TABLES, {"customers.elec_type_code": "203", "customers.trade_code": trade})
        assert bool(hits(rows)) == is_hit


@pytest.mark.parametrize("trade", ["-", "无", "0"])
def test_a_trade_that_is_missing_is_left_to_the_check_of_gaps(trade: str) -> None:
    assert hits(changed(TABLES, {"customers.trade_code": trade})) == []


@pytest.mark.parametrize(("status", "is_hit"), [("0", True), ("2", True), ("1", False), ("9", False)])
def test_only_customers_on_the_books_are_judged(status: str, is_hit: bool) -> None:
    assert bool(hits(changed(TABLES, {"customers.status_code": status}))) == is_hit


@pytest.mark.parametrize("use", ["000", "503", "600", "700", "904"])
def test_uses_of_no_class_are_not_judged(use: str) -> None:
    assert hits(changed(TABLES, {"customers.elec_type_code": use})) == []


def test_without_a_measure_or_without_bills_the_amount_is_unknown() -> None:
    rows = changed(TABLES, {"customers.contract_cap": "315"})
    assert [hit["amount_yuan"] for hit in hits(rows)] == [None]
    rows = {"customers": drawn(TABLES)["customers"]}
    assert [hit["amount_yuan"] for hit in hits(rows)] == [None]
    assert delivered(CHECK, rows).notes == ["没有账单电量,不出金额"]


def says(trade: str, word: str) -> dict[str, str]:
    return {"use": "202", "trade": trade, "fits": word}


def test_what_the_company_allows_is_no_mismatch_and_the_longer_code_has_the_word() -> None:
    allowed = says("34", "允许")
    assert hits(TABLES, code_tables=written(USES_OF_TRADES, allowed)) == []
    assert len(hits(TABLES, code_tables=written(USES_OF_TRADES, allowed, says("3490", "不允许")))) == 1


def test_what_the_company_forbids_is_a_mismatch() -> None:
    forbidden = {"use": "405", "trade": "65", "fits": "不允许"}
    found = hits(TABLES, code_tables=written(USES_OF_TRADES, forbidden))
    assert [hit["object_id"] for hit in found] == ["1", "2"]
