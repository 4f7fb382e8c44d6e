from decimal import Decimal

import pytest

from analytics.checks.account.acc_13_counted_on_the_spot import counted_on_the_spot
from tests.boundaries import Boundary, varied
from tests.drawn import delivered, drawn, finder

CHECK = counted_on_the_spot
CHECKS = "balance_checks\norg_code | cons_no | check_date | balance_kind | confirmed_bal | system_bal | receipt_amt | checker"
PAYMENTS = "payments\ncons_no | charge_id | relate_id | charge_time | rcv_amt | charge_type\n9 | p9 | x | 2025-01-01 | 1 | 10"


def counted(
    confirmed: str,
    system: str,
    receipt: str = "-",
    kind: str = "01",
    day: str = "2025-10-20",
    cons_no: str = "1",
) -> str:
    return f"33401 | {cons_no} | {day} | {kind} | {confirmed} | {system} | {receipt} | 张三"


def paid(yuan: str, day: str, number: str = "a", kind: str = "10", other: str = "-") -> str:
    return f"1 | {number} | {other} | {day} | {yuan} | {kind}"


def tables(*rows: str, payments: tuple[str, ...] = ()) -> str:
    ours = counted("5", "5", "0", cons_no="9")
    return "\n".join([CHECKS, ours, *rows]) + "\n\n" + "\n".join([PAYMENTS, *payments])


TABLES = "\n".join([CHECKS, counted("100", "90", "50"), counted("70", "100", kind="02")]) + "\n\n" + PAYMENTS
hits = finder(CHECK, tables)
BOUNDARIES = {
    "tol": Boundary(
        varied("\n".join([CHECKS, counted("100", "90")]), "balance_checks.system_bal"),
        {"99.98": True, "99.99": False, "100.01": False},
        own=5,
        answers_to_own={"94.99": True, "95.00": False, "105.00": False},
    ),
    "lag_days": Boundary(
        lambda day: tables(counted("100", "60"), payments=(paid("40", day),)),
        {"2025-10-21 09:00:00": False, "2025-10-22 23:59:59": False, "2025-10-23 00:00:00": True},
        own=5,
        answers_to_own={
            "2025-10-23 09:00:00": False,
            "2025-10-24 09:00:00": False,
            "2025-10-25 09:00:00": True,
        },
    ),
}


def test_money_that_the_customer_paid_and_the_system_does_not_have_is_owed_to_the_customer() -> None:
    [hit] = hits(counted("100.50", "90"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "1", "1")
    assert (hit["reason"], hit["amount_yuan"], hit["period"]) == ("预收余额不符", Decimal("-10.50"), "202510")
    assert (hit["prepaid_gap"], hit["arrears_gap"], hit["org_code"]) == (Decimal("-10.50"), None, "33401")


@pytest.mark.parametrize(
    ("rows", "amount", "reason"),
    [
        ([counted("90", "100")], 10, "预收余额不符"),
        ([counted("90", "100", kind="-")], 10, "预收余额不符"),
        ([counted("70", "100", kind="02")], -30, "欠费余额不符"),
        ([counted("100", "70", kind="02")], 30, "欠费余额不符"),
        ([counted("5", "5", "200")], -200, "客户持有系统没有的收据"),
        ([counted("5", "-", "200")], -200, "客户持有系统没有的收据"),
        ([counted("100", "80", "20")], -20, "预收余额不符、客户持有系统没有的收据"),
        ([counted("100", "80"), counted("70", "100", kind="02")], -50, "预收余额不符、欠费余额不符"),
    ],
)
def test_the_amount_is_above_zero_where_too_little_was_taken(
    rows: list[str], amount: int, reason: str
) -> None:
    [hit] = hits(*rows)
    assert (hit["amount_yuan"], hit["reason"]) == (amount, reason)


@pytest.mark.parametrize(
    "rows",
    [
        [counted("100", "99.99")],
        [counted("100", "100", "0.01")],
        [counted("100", "-")],
        [counted("100", "90", day="2025-11-02")],
        [counted("100", "90", day="2025-09-01"), counted("100", "100")],
    ],
)
def test_a_fen_an_unknown_balance_and_older_counts_are_left_alone(rows: list[str]) -> None:
    assert hits(*rows) == []


@pytest.mark.parametrize(
    ("yuan", "is_hit"), [("39.98", True), ("39.99", False), ("40.01", False), ("40.02", True)]
)
def test_a_payment_of_the_difference_that_came_in_afterwards_explains_it(yuan: str, is_hit: bool) -> None:
    assert bool(hits(counted("100", "60"), payments=(paid(yuan, "2025-10-20 09:00:00"),))) == is_hit


def test_a_payment_before_the_count_or_taken_back_explains_nothing() -> None:
    assert len(hits(counted("100", "60"), payments=(paid("40", "2025-10-19"),))) == 1
    back = paid("-40", "2025-10-25", "r", "20", "a")
    assert len(hits(counted("100", "60"), payments=(paid("40", "2025-10-21"), back))) == 1


def test_a_receipt_stands_where_the_difference_is_explained() -> None:
    [hit] = hits(counted("100", "60", "15"), payments=(paid("40", "2025-10-21"),))
    assert (hit["amount_yuan"], hit["reason"]) == (-15, "客户持有系统没有的收据")


def test_what_cannot_be_compared_is_said() -> None:
    seen = delivered(CHECK, drawn("\n".join([CHECKS, counted("5", "-")])))
    CHECK(seen)
    assert seen.notes == [
        "核对记录缺系统余额,不比余额",
        "核对记录缺收据金额,不查系统没有的收据",
        "缺收费记录,不剔除核对之后才入账的收费(时点差)",
    ]
    assert CHECK.missing({}) == ["balance_checks"]
