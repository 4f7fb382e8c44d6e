"""What a hit says, in words a reader knows."""

from decimal import Decimal
from typing import Any

import pytest

from analytics.results.hit_words import arithmetic_of, evidence_of, sentence_of
from analytics.values_in_words import stored_in_words
from data_loaders.catalog import tables


def test_a_code_in_the_evidence_is_shown_with_its_meaning() -> None:
    shown = evidence_of({"check_code": "ACC-03", "acct_status": "01", "cashchk_amt": Decimal("50000.01")})
    assert shown == {"到账状态": "在途(01)", "解款金额(元)": "50,000.01"}


def test_a_code_that_no_list_knows_is_shown_as_it_came() -> None:
    assert evidence_of({"check_code": "ACC-03", "acct_status": "已核"}) == {"到账状态": "已核"}


def test_a_code_means_what_the_first_table_of_the_check_says() -> None:
    """Meters and applications both have a `status`, each with a list of its own."""
    assert evidence_of({"check_code": "MET-10", "status": "015"}) == {"电能表状态": "拆回待退(015)"}


def test_a_stored_amount_has_its_fen_and_a_count_its_thousands() -> None:
    money, count = tables()["remittances"].by_name["cashchk_amt"], tables()["orgs"].by_name["cons_count"]
    assert stored_in_words(money, Decimal("30000.5")) == "30,000.50"
    assert stored_in_words(count, 19730) == "19,730"


def test_a_code_in_the_sentence_is_said_by_what_it_means() -> None:
    hit = {
        "check_code": "PRO-03",
        "volt_code": "AC03802",
        "contract_cap": Decimal(150),
        "limit_kva": Decimal(100),
    }
    assert sentence_of(hit) == "供电电压 交流380V,合同容量 150 kVA,超过上限 100 kVA"
    assert sentence_of(hit | {"volt_code": "XX"}).startswith("供电电压 XX,")


def test_months_in_a_sentence_and_in_the_evidence_are_written_as_months() -> None:
    hit = {"check_code": "TAR-01", "months": "202608、202609", "zero_months": 2, "check_level": "高压"}
    assert sentence_of(hit).startswith("2026年8月、2026年9月 连续 2 期电量为零")
    assert evidence_of(hit)["零电量期数"] == "2"


@pytest.mark.parametrize(
    ("hit", "said"),
    [
        ({"reason": "营销有银行无", "taken_yuan": 30_000, "cashchk_amt": 30_000, "missing": "银行没有入账"},
         "营销有银行无:收费 30,000 元,解款 30,000 元,银行没有入账"),
        ({"reason": "银行有营销无", "credited_yuan": 500, "missing": "营销没有对应的收费和解款"},
         "银行有营销无:银行入账 500 元,营销没有对应的收费和解款"),
        ({"reason": "批次收费与解款不等", "taken_yuan": 120, "cashchk_amt": 110, "amount_yuan": 10},
         "批次收费与解款不等:收费 120 元,解款 110 元,相差 10 元"),
    ],
)  # fmt: skip
def test_a_sentence_says_what_is_missing_and_leaves_out_what_nobody_asked_for(
    hit: dict[str, Any], said: str
) -> None:
    assert sentence_of({"check_code": "ACC-14", **hit}) == said


def test_a_number_below_zero_behind_a_sign_of_arithmetic_stands_in_brackets() -> None:
    hit = {"check_code": "BIZ-15", "expected_yuan": Decimal("689.40"), "rs_amt": Decimal("-689.40")}
    hit |= {"amount_yuan": Decimal("1378.80")}
    assert arithmetic_of(hit) == ["差额 = 复算 − 退补电费 = 689.4 −(-689.4) = 1,378.8 元"]
    assert arithmetic_of(
        hit | {"expected_yuan": Decimal(-5), "rs_amt": Decimal(3), "amount_yuan": Decimal(-8)}
    ) == ["差额 = 复算 − 退补电费 = -5 − 3 = -8 元"]


def test_signs_around_what_is_left_out_of_a_sentence_go_with_it() -> None:
    hit = {"check_code": "INS-04", "object_id": "1", "reason": "双电源未登记"}
    assert sentence_of(hit) == "用户 1 双电源未登记"
    assert sentence_of(hit | {"chk_date": "2026-06-05"}) == "用户 1 双电源未登记(检查日期 2026-06-05)"


def test_what_a_value_says_is_left_whole_whatever_signs_are_in_it() -> None:
    hit = {"check_code": "INS-14", "object_id": "1", "reason": "转供(,见附件)()", "cases": "A1:"}
    assert sentence_of(hit) == "用户 1 转供(,见附件)(),未结案件 A1:"
