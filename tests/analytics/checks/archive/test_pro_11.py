from decimal import Decimal
from typing import Any

from analytics.checks.archive.pro_11_temporary_connection_fee import temporary_connection_fee_kept
from tests.drawn import delivered, drawn, finder

CHECK = temporary_connection_fee_kept
OPEN = "\n9 | 2010-01-01 | 1 | 1"  # a fee refunded in full, so that the column of refunds is delivered


def fees(*rows: str, refunds: str = OPEN) -> str:
    """Each row: customer | date | received | refunded."""
    header = "cons_no | date | rcved_amt | refund_amt | fee_type | app_no"
    lines = [f"{row} | 03 | A{n}" for n, row in enumerate([*rows, *refunds.strip().splitlines()])]
    return "\n".join(["business_fees", header, *lines])


def customers(*rows: str) -> str:
    """Each row: number | status | temporary flag | due date."""
    return "\n".join(["\n\ncustomers\ncons_no | status_code | tmp_flag | tmp_due_date", *rows])


hits = finder(CHECK)


def kinds(data: str, **parameters: Any) -> dict[str, str]:
    return {hit["object_id"]: hit["kind"][0] for hit in hits(data, **parameters)}


TABLES = fees("1 | 2017-12-01 | 5000.50 | -")


def test_a_fee_taken_since_it_was_abolished_is_unlawful_and_due_to_the_customer() -> None:
    [hit] = hits(fees("1 | 2017-12-01 | 5000.50 | -"))
    assert hit["kind"] == "A 违规收费"
    assert hit["amount_yuan"] == Decimal("-5000.50")
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "1", "1")


def test_an_older_fee_is_overdue_once_the_supply_ended_became_permanent_or_ran_out() -> None:
    states = ["9 | 01 | -", "0 | 03 | -", "0 | 01 | 2025-10-31", "0 | 01 | 2025-11-01", "0 | 01 | -"]
    data = fees(*[f"{n} | 2017-11-30 | 1000 | -" for n in range(5)])
    data += customers(*[f"{n} | {state}" for n, state in enumerate(states)])
    assert kinds(data, as_of="2025-11-01") == {"0": "B", "1": "B", "2": "B", "3": "C", "4": "C"}


def test_a_fee_without_a_date_is_overdue_or_held() -> None:
    data = fees("1 | - | 1000 | -", "2 | - | 1000 | -") + customers("1 | 9 | 01 | -", "2 | 0 | 01 | -")
    assert kinds(data) == {"1": "B", "2": "C"}


def test_a_customer_who_is_not_on_file_still_has_a_balance() -> None:
    assert kinds(fees("1 | 2015-01-01 | 1000 | -")) == {"1": "C"}


def test_what_is_left_after_a_refund_of_either_sign_is_due() -> None:
    data = fees("1 | 2018-01-01 | 1000 | 300", "2 | 2018-01-01 | 1000 | -300.01")
    assert [hit["amount_yuan"] for hit in hits(data)] == [Decimal("-700.00"), Decimal("-699.99")]


def test_what_was_refunded_in_full_or_never_received_is_clean() -> None:
    rows = ["1 | 2018-01-01 | 1000 | 1000", "2 | 2018-01-01 | - | -", "3 | 2018-01-01 | 0 | -"]
    rows += ["4 | 2018-01-01 | -1000 | -", "5 | 2018-01-01 | 1000 | 1000.01"]
    assert hits(fees(*rows)) == []


def test_refunds_and_red_rows_of_their_own_are_taken_off() -> None:
    rows = ["1 | 2018-01-01 | 1000 | -", "1 | 2019-01-01 | - | 1000"]  # a refund by itself
    rows += ["2 | 2018-01-01 | 1000 | -", "2 | 2018-01-05 | -1000 | -"]  # a red row
    rows += ["3 | 2018-01-01 | 1000 | -", "3 | 2019-01-01 | 0 | -400"]
    [hit] = hits(fees(*rows))
    assert (hit["object_id"], hit["fees"], hit["amount_yuan"]) == ("3", 1, Decimal("-600.00"))
    assert hit["details"] == "2018-01-01 收1,000退0 A4;2019-01-01 收0退400 A5"


def test_a_customers_fees_are_one_problem_of_the_gravest_kind() -> None:
    data = fees("1 | 2015-01-01 | 1000 | -", "1 | 2018-01-01 | 500.25 | -", "1 | 2016-01-01 | 200 | 200")
    [hit] = hits(data + customers("1 | 9 | 01 | -"))
    assert (hit["kind"], hit["fees"]) == ("A 违规收费", 2)
    assert hit["amount_yuan"] == Decimal("-1500.25")
    assert hit["details"] == "2015-01-01 收1,000退0 A0;2018-01-01 收500.25退0 A1"
    assert hit["period"] is None


def test_other_fees_and_fees_yet_to_come_do_not_count() -> None:
    data = fees("1 | 2018-01-01 | 1000 | -", "2 | 2025-11-02 | 1000 | -").replace("03 | A0", "02 | A0")
    assert kinds(data, as_of="2025-11-01") == {}
    assert kinds(data, as_of="2025-11-02") == {"2": "A"}


def test_without_refunds_only_unlawful_fees_are_judged_and_the_run_says_so() -> None:
    data = fees("1 | 2018-01-01 | 1000 | -", "2 | 2015-01-01 | 1000 | -", refunds="")
    data += customers("2 | 9 | 01 | -")
    assert kinds(data) == {"1": "A"}
    tables = delivered(CHECK, drawn(data))
    CHECK(tables)
    assert tables.notes == ["退费金额整列为空,退费未知,只判违规收费(A),不判应退未退与在架余额"]


def test_every_hit_reminds_of_agreements_and_rulings() -> None:
    [hit] = hits(fees("1 | 2018-01-01 | 1000 | -"))
    assert hit["note"] == "合同约定违约不退、已抵电费或有裁定的,请附依据"


def test_without_business_fees_the_check_is_off() -> None:
    assert CHECK.missing({"customers": {"cons_no": 1}}) == ["business_fees"]
