from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.account.acc_01_collection_rate import low_collection_rate
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

CHECK = low_collection_rate
HEADER = "receivables\norg_code | cons_no | rcvbl_ym | amt_type | rcvbl_amt | rcved_amt | settle_flag | penalty_start"
FILES = "customers\ncons_no | org_code\n1 | 33401\n2 | 33402"


def bill(
    received: str,
    ym: str = "202510",
    due: str = "1000",
    kind: str = "01",
    flag: str = "-",
    start: str = "2025-11-20",
    org: str = "33401",
    cons_no: str = "1",
) -> str:
    return f"{org} | {cons_no} | {ym} | {kind} | {due} | {received} | {flag} | {start}"


def company(*bills: str) -> str:
    return "\n".join([HEADER, *bills]) + f"\n\n{FILES}"


def overdue(received: str, **other: str) -> str:
    return bill(received, **{"ym": "202509", "start": "2025-10-20", "due": "10000"} | other)


TABLES = company(bill("900"), overdue("10000"))
hits = finder(CHECK, company)
BOUNDARIES = {
    "target_m": Boundary(
        lambda received: company(bill(received)),
        {"990.01": False, "990.00": False, "989.99": True},
        own=0.9,
        answers_to_own={"900.01": False, "900.00": False, "899.99": True},
        is_apart=True,
    ),
    "target_y": Boundary(
        lambda received: company(overdue(received)),
        {"9990.01": False, "9990.00": False, "9989.99": True},
        own=0.9,
        answers_to_own={"9000.01": False, "9000.00": False, "8999.99": True},
        is_apart=True,
    ),
}


def lines(hit: dict[str, Any]) -> list[str]:
    return arithmetic_of(hit | {"check_code": "ACC-01"})


def test_a_unit_that_collected_less_than_99_percent_of_the_month_is_a_problem() -> None:
    [hit] = hits(bill("900"), bill("1000"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("org", "33401", None)
    assert (hit["reason"], hit["amount_yuan"], hit["period"]) == ("当月回收率低", Decimal("100.00"), "202510")
    assert lines(hit) == [
        "当月回收率 = 当月已收 ÷ 当月应收 = 1,900 ÷ 2,000 = 95%",
        "当月未收 = 当月应收 − 当月已收 = 2,000 − 1,900 = 100 元",
        "当月未收中,数据日尚未到期 100 元",
    ]


def test_a_unit_that_is_owed_overdue_bills_of_the_year_is_a_problem() -> None:
    [hit] = hits(overdue("9950"), overdue("10000", ym="202501"))
    assert (hit["reason"], hit["amount_yuan"]) == ("年累计回收率低", Decimal("50.00"))
    assert lines(hit) == [
        "年累计回收率 = 年累计已收 ÷ 年累计应收 = 19,950 ÷ 20,000 = 99.75%",
        "年累计未收 = 年累计应收 − 年累计已收 = 20,000 − 19,950 = 50 元",
    ]


def test_where_both_rates_are_low_the_amount_is_of_the_month() -> None:
    [hit] = hits(bill("900"), overdue("9000"))
    assert (hit["reason"], hit["amount_yuan"]) == ("当月回收率低、年累计回收率低", Decimal("100.00"))
    assert (hit["month_owed_yuan"], hit["year_owed_yuan"]) == (Decimal("100.00"), Decimal("1000.00"))


@pytest.mark.parametrize(
    ("start", "is_hit", "not_due"), [("2025-11-01", True, 0), ("2025-11-02", False, 20), ("-", True, 0)]
)
def test_the_year_leaves_out_what_falls_due_after_the_day(start: str, is_hit: bool, not_due: int) -> None:
    late = overdue("9950", start=start)
    assert bool(hits(late, overdue("10000"))) == is_hit
    [of_month] = hits(bill("980", start=start), overdue("10000"))
    assert of_month["not_due_yuan"] == not_due


@pytest.mark.parametrize("ym", ["202412", "202511"])
def test_other_years_and_later_months_are_no_part_of_it(ym: str) -> None:
    assert hits(overdue("0", ym=ym), bill("1000")) == []


@pytest.mark.parametrize(
    "row",
    [
        bill("0", kind="04"),
        bill("0", kind="05"),
        bill("0", kind="11"),
        bill("0", kind="12"),
        bill("0", flag="04"),
        bill("-", flag="03"),
        bill("0", due="-"),
    ],
)
def test_other_kinds_bad_debts_and_unknown_sums_do_not_count(row: str) -> None:
    assert hits(row, bill("1000")) == []


def test_an_unpaid_bill_whose_receipts_are_empty_has_none() -> None:
    [hit] = hits(bill("-", flag="01"), bill("1000"))
    assert hit["amount_yuan"] == 1000


def test_what_one_customer_paid_too_much_does_not_pay_for_another() -> None:
    [hit] = hits(bill("900"), bill("1100", cons_no="2"))
    assert hit["amount_yuan"] == 100


def test_red_bills_count_as_they_are() -> None:
    # 2,000 − 100 due; 1,980 − 100 received of it: 98.95 %
    [hit] = hits(bill("1000"), bill("980"), bill("-100", due="-100"))
    assert (hit["due_yuan"], hit["received_yuan"], hit["amount_yuan"]) == (1900, 1880, 20)
    assert hits(bill("-100", due="-100"), bill("0", due="50")) == []


@pytest.mark.parametrize("received", ["0", "-"])
def test_a_bill_that_was_taken_back_is_not_owed(received: str) -> None:
    other = bill("10000", due="10000", cons_no="2")
    red = bill(received, due="-1000", start="-")
    assert hits(bill("0"), red, other) == []
    # billed anew, the new sum alone is owed
    [hit] = hits(bill("0"), red, bill("0", due="900"), other)
    assert (hit["due_yuan"], hit["amount_yuan"]) == (10_900, 900)
    # what was paid on it and not given back pays for nobody else
    [hit] = hits(bill("1000"), red, bill("0", cons_no="2"), other)
    assert (hit["due_yuan"], hit["received_yuan"], hit["amount_yuan"]) == (11_000, 10_000, 1000)
    # of another month, kind or customer it takes back nothing
    for apart in (
        bill("0", due="-1000", ym="202509"),
        bill("0", due="-1000", kind="02"),
        bill("0", due="-1000", cons_no="3"),
    ):
        assert len(hits(bill("0"), apart, other)) == 1


def test_a_bill_without_a_unit_belongs_to_that_of_its_customer() -> None:
    rows = [bill("1000"), bill("0", org="-", cons_no="2"), bill("0", org="-", cons_no="9")]
    assert [hit["object_id"] for hit in hits(*rows)] == ["33402"]


def test_without_days_of_late_fees_the_year_holds_what_is_not_due_and_that_is_said() -> None:
    text = company(bill("980", start="-"))
    [hit] = found(CHECK, text)
    assert (hit["reason"], hit["not_due_yuan"]) == ("当月回收率低、年累计回收率低", None)
    assert "当月未收 = 当月应收 − 当月已收 = 1,000 − 980 = 20 元" in lines(hit)
    seen = delivered(CHECK, drawn(text))
    CHECK(seen)
    assert seen.notes == ["缺违约金起算日期,年累计回收率不剔除未到期的应收"]
