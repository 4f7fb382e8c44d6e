from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.account.acc_09_late_fee_never_charged import late_fee_never_charged
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

CHECK = late_fee_never_charged
RECEIVABLE = {
    **{"cons_no": "1", "rcvbl_id": "a", "rcvbl_ym": "202502", "amt_type": "01", "rcvbl_amt": "500"},
    **{"rcved_amt": "500", "settle_flag": "03", "penalty_start": "2025-03-21", "rcvbl_penalty": "0"},
    **{"rcved_penalty": "0", "release_date": "2025-03-01"},
}
PAYMENT = {
    **{"cons_no": "1", "charge_id": "p", "relate_id": "-", "charge_time": "2025-03-30 10:00:00"},
    **{"rcv_amt": "500", "charge_type": "10", "penalty": "0"},
}
UNPAID = {"settle_flag": "01", "rcved_amt": "0"}
# of a customer whose fee runs up: in this company it does so before a bill is paid
RUN_UP = {**UNPAID, "cons_no": "7", "rcvbl_id": "z", "rcvbl_penalty": "112.5"}
RESIDENT, OTHER = "1 | 202", "1 | 405"
Row = dict[str, str]


def block(name: str, base: Row, changes: list[Row]) -> str:
    rows = [" | ".join({**base, **change}.values()) for change in changes]
    return "\n".join([name, " | ".join(base), *rows])


def company(receivables: list[Row], payments: list[Row], *customers: str) -> str:
    text = block("receivables", RECEIVABLE, receivables) + "\n\n" + block("payments", PAYMENT, payments)
    return text + "\n\ncustomers\ncons_no | elec_type_code\n" + "\n".join(customers or (RESIDENT,))


TABLES = company([{}], [{}])
hits = finder(CHECK, company, as_of="2025-10-31")


def paid_on(day: str, principal: str = "500") -> str:
    return company(
        [{"rcvbl_amt": principal, "rcved_amt": principal}], [{"charge_time": day, "rcv_amt": principal}]
    )


def unpaid_since(day: str) -> list[Row]:
    return [UNPAID | {"penalty_start": day}, RUN_UP]


BOUNDARIES = {
    "g": Boundary(
        paid_on,
        {"2025-03-20": False, "2025-03-21": False, "2025-03-22": True},
        own=5,
        answers_to_own={"2025-03-24": False, "2025-03-25": False, "2025-03-26": True},
    ),
    "min_yuan": Boundary(  # ten days of a per mille
        lambda principal: paid_on("2025-03-30", principal),
        {"99": Decimal("1.00"), "100": Decimal("1.00"), "101": Decimal("1.01")},
        own=2,
        answers_to_own={"199": Decimal("2.00"), "200": Decimal("2.00"), "201": Decimal("2.01")},
        read=lambda hits: hits[0]["amount_yuan"],
    ),
}


def lines(hit: dict[str, Any]) -> list[str]:
    return arithmetic_of(hit | {"check_code": "ACC-09"})


def test_a_bill_that_was_paid_late_without_a_fee_is_short_of_it() -> None:
    [hit] = hits([{}], [{}])
    assert (hit["object_type"], hit["object_id"], hit["period"]) == ("customer", "1", "202502")
    assert (hit["reason"], hit["amount_yuan"], hit["charge_id"]) == (
        "逾期交清未计违约金",
        Decimal("5.00"),
        "p",
    )
    assert hit["note"] == "合同约定宽限期须核"
    assert lines(hit) == [
        "逾期天数 = 2025-03-30 − 2025-03-21 + 1 = 10 天",
        "复算违约金 = 本金 × 日率 × 天数 = 500 × 1‰ × 10 → 5 元",
        "差额 = 复算 − 实计 = 5 − 0 = 5 元",
    ]


def test_a_bill_that_is_not_paid_is_short_of_the_fee_up_to_the_day() -> None:
    [hit] = hits([UNPAID, RUN_UP], [{"cons_no": "9"}], OTHER)
    assert (hit["reason"], hit["days"]) == ("逾期未交,未计违约金", 225)
    assert hit["amount_yuan"] == Decimal("225.00")  # 500 × 2‰ × 225 days, 2025-03-21 to 10-31


@pytest.mark.parametrize(("start", "days"), [("2025-10-30", None), ("2025-10-29", 3)])
def test_an_unpaid_bill_may_count_to_the_day_before_the_data(start: str, days: int | None) -> None:
    found_days = [hit["days"] for hit in hits(unpaid_since(start), [{"cons_no": "9"}])]
    assert found_days == ([] if days is None else [days])


def test_where_no_unpaid_bill_runs_up_a_fee_it_is_worked_out_when_paid() -> None:
    late = {"rcvbl_id": "b", "rcvbl_ym": "202501"}
    assert [hit["rcvbl_id"] for hit in hits([UNPAID, late], [{}])] == ["b"]
    paid_late = {**late, "rcvbl_penalty": "5", "rcved_penalty": "5"}
    assert hits([UNPAID, paid_late], [{"rcv_amt": "505", "penalty": "5"}]) == []
    not_due = {**RUN_UP, "penalty_start": "2025-11-01"}
    assert hits([UNPAID, not_due], [{"cons_no": "9"}]) == []


def test_a_fee_in_the_payment_was_charged_whatever_the_bill_says() -> None:
    assert hits([{}], [{"rcv_amt": "505", "penalty": "5"}]) == []
    assert len(hits([{}], [{"rcv_amt": "500", "penalty": "-"}, {"charge_id": "q", "penalty": "1"}])) == 1


RED = {**UNPAID, "rcvbl_amt": "-500", "rcvbl_id": "r"}


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ([RED], []),
        ([RED | {"settle_flag": "03", "rcved_amt": "-500"}], []),
        ([RED | {"amt_type": "-"}], ["a"]),
        ([RED | {"rcvbl_ym": "202503"}], ["a"]),
        ([RED | {"cons_no": "8"}], ["a"]),
        ([RED | {"rcvbl_amt": "-600"}], []),
        ([RED | {"rcvbl_amt": "-200"}], ["a"]),
        ([RED, UNPAID | {"rcvbl_id": "n", "rcvbl_amt": "480"}], ["n"]),
        ([RED, UNPAID | {"rcvbl_id": "n"}], ["n"]),
    ],
)
def test_an_unpaid_bill_that_a_red_one_took_back_is_not_owed(others: list[Row], left: list[str]) -> None:
    rows = [UNPAID, RUN_UP, *others]
    assert [hit["rcvbl_id"] for hit in hits(rows, [{"cons_no": "9"}])] == left


def test_less_than_a_yuan_is_one_yuan() -> None:
    [hit] = hits([{"rcvbl_amt": "30", "rcved_amt": "30"}], [{"rcv_amt": "30"}])
    assert (hit["amount_yuan"], hit["note"]) == (Decimal("1.00"), "合同约定宽限期须核、不足 1 元,按 1 元计")


EARLY = {"charge_time": "2025-03-20", "rcv_amt": "503", "penalty": "3"}


def test_a_fee_for_a_bill_that_was_paid_in_time_is_over_collected() -> None:
    [hit] = hits([{"rcved_penalty": "3"}], [EARLY])
    assert (hit["reason"], hit["amount_yuan"]) == ("按期交清仍计违约金", Decimal("-3.00"))
    assert (hit["days"], hit["note"]) == (None, None)
    assert lines(hit) == ["差额 = 复算 − 实计 = 0 − 3 = -3 元"]


def test_a_fee_that_was_charged_and_not_received_of_a_bill_in_time_is_none() -> None:
    assert hits([{"rcvbl_penalty": "3"}], [EARLY | {"rcv_amt": "500", "penalty": "0"}]) == []


@pytest.mark.parametrize(
    "fees",
    [
        {"rcvbl_penalty": "5", "rcved_penalty": "5"},
        {"rcvbl_penalty": "5"},
        {"rcvbl_penalty": "0.01", "rcved_penalty": "0.01"},
        {"rcvbl_penalty": "-"},
        {"rcved_penalty": "-"},
    ],
)
def test_a_fee_that_was_charged_or_is_unknown_is_not_judged_here(fees: Row) -> None:
    assert hits([fees, {"cons_no": "9"}], [{}]) == []


@pytest.mark.parametrize("fee", ["0.01", "112.50", "-"])
def test_of_an_unpaid_bill_the_fee_on_its_account_counts(fee: str) -> None:
    assert hits([UNPAID | {"rcvbl_penalty": fee}, RUN_UP, {"cons_no": "9"}], [{"cons_no": "8"}]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"settle_flag": "02"},
        {"settle_flag": "04"},
        {"amt_type": "04"},
        {"amt_type": "05"},
        {"amt_type": "11"},
        {"amt_type": "12"},
        {"penalty_start": "-"},
        {"rcved_amt": "499"},
        {"release_date": "2025-03-31"},
    ],
)
def test_what_cannot_be_judged_is_left_out(change: Row) -> None:
    assert hits([change, {"cons_no": "9"}], [{}]) == []


def test_what_falls_due_on_the_next_day_is_not_judged() -> None:
    nobody = [{"cons_no": "8"}]
    assert hits(unpaid_since("2025-11-01"), nobody, g=0) == []
    assert hits(unpaid_since("2025-10-31"), nobody, g=0) == []  # none to the day before
    assert len(hits(unpaid_since("2025-10-30"), nobody, g=0)) == 1


def test_a_bill_that_was_paid_in_time_by_an_earlier_payment_is_clean() -> None:
    in_time = {"charge_id": "o", "charge_time": "2025-03-05"}
    assert hits([{}], [in_time, {}]) == []


def test_of_equal_bills_each_needs_a_payment_in_time_of_its_own() -> None:
    following = {"rcvbl_id": "b", "rcvbl_ym": "202503"}
    following |= {"release_date": "2025-04-01", "penalty_start": "2025-04-21"}
    first, second = {"charge_id": "o", "charge_time": "2025-03-10"}, {"charge_time": "2025-04-10"}
    assert hits([{}, following], [first, second]) == []
    late = {"charge_id": "o", "charge_time": "2025-03-30"}
    assert [hit["rcvbl_id"] for hit in hits([{}, following], [late, second])] == ["a"]
    assert len(hits([{}, {"rcvbl_id": "b"}], [first, {}])) == 1  # issued on one day, one of them paid late


def test_a_payment_that_was_taken_back_settles_nothing() -> None:
    back = {"charge_id": "r", "relate_id": "p", "charge_time": "2025-03-31", "rcv_amt": "-500"}
    assert hits([{}], [{}, back | {"charge_type": "20"}]) == []


def test_without_payments_only_unpaid_bills_are_judged() -> None:
    text = block("receivables", RECEIVABLE, [{}, {**UNPAID, "rcvbl_id": "b"}, RUN_UP])
    assert [hit["rcvbl_id"] for hit in found(CHECK, text)] == ["b"]
    seen = delivered(CHECK, drawn(text))
    CHECK(seen)
    assert seen.notes == ["缺收费记录,只查未结清的应收"]


def test_who_is_charged_the_same_each_month_and_pays_one_late_after_the_next_is_not_accused_of_the_next() -> (
    None
):
    # February was paid on 10 May with its late fee, March in time: by days alone they would change places
    february = {"rcvbl_penalty": "25.5", "rcved_penalty": "25.5"}
    march = {
        "rcvbl_id": "b",
        "rcvbl_ym": "202503",
        "penalty_start": "2025-04-21",
        "release_date": "2025-04-01",
    }
    late = {"charge_time": "2025-05-10 10:00:00", "rcv_amt": "525.5", "penalty": "25.5"}
    in_time = {"charge_id": "q", "charge_time": "2025-04-05 10:00:00"}
    assert hits([february, march], [late, in_time]) == []
    # no payment tells of a fee: the earlier one is for the earlier month
    [hit] = hits(
        [{}, march], [{**late, "rcv_amt": "500", "penalty": "0"}, {**in_time, "charge_time": "2025-03-05"}]
    )
    assert hit["rcvbl_id"] == "b"


def test_a_payment_that_may_be_for_a_later_bill_of_the_same_amount_tells_nothing() -> None:
    later = {
        "rcvbl_id": "b",
        "rcvbl_ym": "202504",
        "penalty_start": "2025-05-21",
        "release_date": "2025-05-01",
    }
    in_may = {"charge_time": "2025-05-10"}
    assert hits([{}, later], [in_may]) == []  # the first was settled otherwise: nothing was paid for it alone
    assert [hit["rcvbl_id"] for hit in hits([{}, later], [{}])] == [
        "a"
    ]  # paid before the later one was issued
    assert [hit["rcvbl_id"] for hit in hits([{}, later], [in_may, in_may | {"charge_id": "q"}])] == ["a"]
