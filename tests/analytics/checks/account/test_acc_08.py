from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.account.acc_08_late_fee import wrong_late_fee
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

RECEIVABLE = {
    **{"cons_no": "1", "rcvbl_id": "a", "rcvbl_ym": "202502", "amt_type": "01", "rcvbl_amt": "500"},
    **{"rcved_amt": "500", "settle_flag": "03", "penalty_start": "2025-03-21", "rcvbl_penalty": "5"},
    **{"rcved_penalty": "5", "release_date": "2025-03-01"},
}
PAYMENT = {
    **{"cons_no": "1", "charge_id": "p", "relate_id": "-", "charge_time": "2025-03-30 10:00:00"},
    **{"rcv_amt": "505", "charge_type": "10", "penalty": "5", "charge_emp": "e1"},
}
RESIDENT, OTHER = "1 | 202 | 03", "1 | 405 | 02"
Row = dict[str, str]


def block(name: str, base: Row, changes: list[Row]) -> str:
    rows = [" | ".join({**base, **change}.values()) for change in changes]
    return "\n".join([name, " | ".join(base), *rows])


def company(receivables: list[Row], payments: list[Row], *customers: str, more: str = "") -> str:
    files = "\n".join(customers or (RESIDENT,))
    text = block("receivables", RECEIVABLE, receivables) + "\n\n" + block("payments", PAYMENT, payments)
    return text + f"\n\ncustomers\ncons_no | elec_type_code | cons_sort_code\n{files}{more}"


hits = finder(wrong_late_fee, company, as_of="2025-10-31")


def paying(penalty: str, principal: str = "500", **more: str) -> tuple[Row, Row]:
    """Return a settled receivable and its payment, with the late fee that was received."""
    total = str(Decimal(principal) + Decimal(penalty))
    receivable = {"rcvbl_amt": principal, "rcved_amt": principal, "rcved_penalty": penalty}
    return receivable, {"rcv_amt": total, "penalty": penalty, **more}


TABLES = company(
    [{**paying("2")[0], "rcvbl_id": ym, "rcvbl_ym": ym} for ym in ("202501", "202502", "202503")],
    [{**paying("2")[1], "charge_id": name} for name in "pqr"],
)


def settled(penalty: str, principal: str, *customers: str, **more: str) -> list[dict[str, Any]]:
    receivable, payment = paying(penalty, principal)
    dates = {key: value for key, value in more.items() if key == "charge_time"}
    return hits([{**receivable, **more} if not dates else receivable], [{**payment, **dates}], *customers)


def with_penalty(penalty: str, principal: str = "500") -> str:
    receivable, payment = paying(penalty, principal)
    return company([receivable], [payment])


def waivers(number: int) -> str:
    several = range(1, number + 1)
    receivables = [{**paying("2")[0], "cons_no": str(n), "rcvbl_ym": f"20250{n}"} for n in several]
    payments = [{**paying("2")[1], "cons_no": str(n), "charge_id": str(n)} for n in several]
    return company(receivables, payments, *(f"{n} | 202 | 03" for n in several))


# 500 yuan of principal owe 5.00 in ten days, 99 yuan 0.99
BOUNDARIES = {
    "tol": Boundary(
        with_penalty,
        {"4.51": False, "4.50": False, "4.49": True},
        own=1,
        answers_to_own={"4.01": False, "4.00": False, "3.99": True},
    ),
    "n": Boundary(
        waivers,
        {2: False, 3: True, 4: True},
        own=5,
        answers_to_own={4: False, 5: True, 6: True},
        read=lambda hits: "staff" in {hit["object_type"] for hit in hits},
    ),
    "min_yuan": Boundary(
        lambda principal: with_penalty("0.10", principal),
        {"99": Decimal("0.90"), "100": Decimal("0.90"), "101": Decimal("0.91")},
        own=2,
        answers_to_own={"199": Decimal("1.90"), "200": Decimal("1.90"), "201": Decimal("1.91")},
        read=lambda hits: hits[0]["amount_yuan"],
    ),
}


def test_a_residents_late_fee_is_one_per_mille_a_day() -> None:
    assert settled("5.00", "500") == []  # 500 × 1‰ × 10 days, the 21st to the 30th
    [hit] = settled("2.00", "500")
    assert (hit["object_type"], hit["object_id"], hit["period"]) == ("customer", "1", "202502")
    assert (hit["days"], hit["fee_yuan"], hit["amount_yuan"]) == (10, Decimal("5.00"), Decimal("3.00"))


def test_an_unpaid_bill_that_a_red_one_took_back_owes_no_fee() -> None:
    unpaid = {"settle_flag": "01", "rcved_amt": "0", "rcved_penalty": "0"}
    nobody = [{"cons_no": "9"}]
    assert len(hits([unpaid], nobody)) == 1
    assert hits([unpaid, unpaid | {"rcvbl_id": "r", "rcvbl_amt": "-500", "rcvbl_penalty": "0"}], nobody) == []


def test_too_much_is_over_collected() -> None:
    [hit] = settled("9.25", "500")
    assert (hit["reason"], hit["amount_yuan"]) == ("违约金多计", Decimal("-4.25"))


@pytest.mark.parametrize(
    ("penalty", "is_hit"), [("4.50", False), ("4.49", True), ("5.50", False), ("5.51", True)]
)
def test_a_difference_of_exactly_half_a_yuan_is_clean(penalty: str, is_hit: bool) -> None:
    assert bool(settled(penalty, "500")) == is_hit


def test_others_owe_two_per_mille_and_three_from_the_next_year_on() -> None:
    [hit] = settled("1900", "100000", OTHER)
    assert hit["amount_yuan"] == Decimal("100.00")  # 100,000 × 2‰ × 10 − 1,900
    receivable, payment = paying("5000", "100000", charge_time="2025-01-10")
    over_new_year = {**receivable, "penalty_start": "2024-12-21", "release_date": "2024-12-01"}
    [hit] = hits([over_new_year], [payment], OTHER)
    # 11 days of 2024 at 2‰ and 10 of 2025 at 3‰: 100,000 × 52‰ = 5,200
    assert (hit["rate_terms"], hit["amount_yuan"]) == ("(2‰ × 11 + 3‰ × 10)", Decimal("200.00"))


def test_less_than_a_yuan_is_one_yuan() -> None:
    assert settled("1.00", "30") == []  # 30 × 1‰ × 10 = 0.30
    [hit] = settled("0.30", "30")
    assert (hit["amount_yuan"], hit["note"]) == (Decimal("0.70"), "有减免,须核审批、不足 1 元,按 1 元计")


@pytest.mark.parametrize(
    ("billed", "filed", "is_resident"),
    [
        ("200", "1 | 405 | 02", True),
        ("405", "1 | 202 | 03", False),
        ("-", "1 | 201 | 02", True),
        ("-", "1 | - | 03", True),
        ("-", "1 | - | 02", False),
        ("203", "1 | 202 | 03", False),
    ],
)
def test_the_months_bill_says_who_is_a_resident_then_the_file(
    billed: str, filed: str, is_resident: bool
) -> None:
    bills = f"\n\nbills\ncons_no | amt_ym | elec_type_code\n1 | 202502 | {billed}\n1 | 202501 | 401"
    receivable, payment = paying("5")
    assert bool(hits([receivable], [payment], filed, more=bills)) == (not is_resident)


UNPAID = {"settle_flag": "01", "rcved_amt": "0", "rcved_penalty": "0"}


@pytest.mark.parametrize(
    ("charged", "is_hit"), [("112.50", False), ("112.00", False), ("111.49", True), ("113.01", True)]
)
def test_an_unpaid_bill_is_charged_up_to_the_day_of_the_data_or_the_day_before(
    charged: str, is_hit: bool
) -> None:
    # 500 × 1‰ × 225 days, 2025-03-21 to 10-31: 112.50; the day before 112.00
    found_now = hits([{**UNPAID, "rcvbl_penalty": charged}], [{"cons_no": "9"}])
    assert bool(found_now) == is_hit
    assert all(hit["amount_yuan"] == Decimal("112.50") - Decimal(charged) for hit in found_now)


@pytest.mark.parametrize(
    "change",
    [
        {"settle_flag": "02"},
        {"settle_flag": "04"},
        {"rcvbl_penalty": "0", "rcved_penalty": "0"},
        {"rcved_penalty": "-"},
        {"penalty_start": "-"},
        {"penalty_start": "2025-04-01"},
        {"amt_type": "04"},
        {"amt_type": "05"},
        {"rcved_amt": "499"},
        {"release_date": "2025-03-31"},
    ],
)
def test_what_cannot_be_judged_is_left_out(change: Row) -> None:
    receivable, payment = paying("2")
    assert hits([{**receivable, **change}, {"cons_no": "9"}], [payment]) == []


def test_an_unpaid_bill_without_late_fee_belongs_to_acc_09() -> None:
    assert hits([{**UNPAID, "rcvbl_penalty": "0"}], [{"cons_no": "9"}]) == []


@pytest.mark.parametrize(
    "other",
    [
        {"charge_id": "r", "relate_id": "p", "charge_type": "20", "rcv_amt": "-502"},
        {
            "charge_id": "r",
            "relate_id": "-",
            "charge_type": "20",
            "rcv_amt": "-502",
            "charge_time": "2025-03-31",
        },
    ],
)
def test_a_payment_that_was_taken_back_settles_nothing(other: Row) -> None:
    receivable, payment = paying("2")
    assert hits([receivable], [payment, {**other, "penalty": "-"}]) == []
    again = {**payment, "charge_id": "q", "charge_time": "2025-04-09"}
    [hit] = hits([receivable], [payment, {**other, "penalty": "-"}, again])
    assert (hit["charge_id"], hit["amount_yuan"]) == ("q", Decimal("8.00"))  # 20 days: 10 − 2


def test_each_bill_takes_the_earliest_payment_that_is_left() -> None:
    months = [
        ("202501", "2025-02-01", "2025-02-21"),
        ("202502", "2025-03-01", "2025-03-21"),
        ("202503", "2025-04-01", "2025-04-21"),
    ]
    receivable, payment = paying("2")
    bills = [
        {**receivable, "rcvbl_id": ym, "rcvbl_ym": ym, "release_date": issued, "penalty_start": start}
        for ym, issued, start in months
    ]
    days = ["2025-01-15", "2025-03-12", "2025-03-30", "2025-04-30"]  # the first lies before every bill
    payments = [{**payment, "charge_id": day, "charge_time": day} for day in days]
    taken = {hit["rcvbl_id"]: hit["charge_id"] for hit in hits(bills, payments, n=9)}
    assert taken == {"202501": "2025-03-12", "202502": "2025-03-30", "202503": "2025-04-30"}


def test_a_bill_without_late_fee_still_takes_its_payment() -> None:
    receivable, payment = paying("2")
    in_time = {
        **receivable,
        "rcvbl_id": "b",
        "penalty_start": "-",
        "rcvbl_penalty": "-",
        "rcved_penalty": "-",
        "release_date": "2025-02-01",
    }
    payments = [
        {**payment, "charge_time": "2025-03-10"},
        {**payment, "charge_id": "q", "charge_time": "2025-03-31"},
    ]
    [hit] = hits([receivable, in_time], payments)
    assert (hit["rcvbl_id"], hit["charge_id"], hit["days"]) == ("a", "q", 11)


def waived(number: int, **payment: str) -> list[dict[str, Any]]:
    receivables = [
        {**paying("2")[0], "cons_no": str(n), "rcvbl_ym": f"20250{n}"} for n in range(1, number + 1)
    ]
    payments = [
        {**paying("2")[1], "cons_no": str(n), "charge_id": str(n), **payment} for n in range(1, number + 1)
    ]
    found_now = hits(receivables, payments, *(f"{n} | 202 | 03" for n in range(1, number + 1)))
    return [hit for hit in found_now if hit["object_type"] == "staff"]


def test_who_waives_three_late_fees_is_named() -> None:
    assert waived(2) == []
    [hit] = waived(3)
    assert (hit["object_id"], hit["cons_no"], hit["waivers"], hit["period"]) == ("e1", None, 3, "202503")
    assert hit["amount_yuan"] == Decimal("9.00")  # three times 5 − 2
    assert waived(3, charge_emp="-") == []


def test_a_small_waiver_is_none() -> None:
    receivable, payment = paying("4.50")
    assert hits([receivable], [payment], n=1) == []


def test_without_the_late_fee_of_payments_the_whole_sum_is_matched() -> None:
    receivable, payment = paying("2")
    text_payment = {**payment, "penalty": "-"}
    assert [hit["amount_yuan"] for hit in hits([receivable], [text_payment])] == [Decimal("3.00")]


def test_without_payments_only_unpaid_bills_are_judged() -> None:
    text = block(
        "receivables", RECEIVABLE, [{"rcved_penalty": "2"}, {**UNPAID, "rcvbl_id": "b", "rcvbl_penalty": "1"}]
    )
    assert [hit["rcvbl_id"] for hit in found(wrong_late_fee, text)] == ["b"]
    seen = delivered(wrong_late_fee, drawn(text))
    wrong_late_fee(seen)
    assert "缺收费记录,只查未结清的应收" in seen.notes
