from datetime import date
from decimal import Decimal

import pytest

from analytics.checks.business.biz_15_adjustment_recomputed import adjustment_differs_from_recomputation
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

CHECK = adjustment_differs_from_recomputation


def adjustments(*rows: str, codes: str = "0401 | 0401") -> str:
    """Each row: application | day | kWh | yuan | from | to | error found | flag | kind; `codes`: price before, after."""
    header = "app_no | rs_date | rs_pq | rs_amt | tr_begin | tr_end | err_date | rs_flag | rs_class"
    lines = [f"{row} | C | 3340101 | {codes}" for row in rows]
    return "\n".join(["adjustments", f"{header} | cons_no | org_code | orig_prc_code | rs_prc_code", *lines])


def adjusted(yuan: str, kwh: str = "200") -> str:
    return adjustments(f"A | 2025-06-20 | {kwh} | {yuan} | 2025-04-01 | 2025-05-31 | - | 2 | 0202") + BILLS


def bills(*rows: str) -> str:
    """Each row: month | kind | kWh | yuan | basic charge."""
    header = "\n\nbills\ncons_no | amt_ym | amt_type | total_pq | total_amt | basic_amt"
    return "\n".join([header, *(f"C | {row}" for row in rows)])


# April and May: 1,000 kWh for 700 yuan without the basic charge
BILLS = bills(
    "202504 | 01 | 600 | 620 | 200", "202505 | 01 | 400 | 280 | -", "202505 | 0202 | 999 | 1 | -",
    "202503 | 01 | 999 | 1 | -", "202506 | 01 | 999 | 1 | -",
)  # fmt: skip
hits = finder(CHECK)
TABLES = adjusted("100")
BOUNDARIES = {
    "tol": Boundary(
        lambda yuan: adjusted(yuan, kwh="10"),
        {"7.99": False, "8.00": False, "8.01": True},
        own=2,
        answers_to_own={"8.99": False, "9.00": False, "9.01": True},
    ),
    # 1,000 kWh are worth 700 yuan
    "pct": Boundary(
        lambda yuan: adjusted(yuan, kwh="-1000"),
        {"-706.99": False, "-707.00": False, "-707.01": True},
        own=0.1,
        answers_to_own={"-769.99": False, "-770.00": False, "-770.01": True},
    ),
}


def test_an_adjustment_is_worked_out_again_at_the_price_of_the_months_of_the_error() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "A", "C")
    assert (hit["org_code"], hit["period"], hit["rs_date"]) == ("3340101", "202506", date(2025, 6, 20))
    assert (hit["span_ym"], hit["price"]) == ("202504至202505", Decimal("0.7"))
    assert (hit["expected_yuan"], hit["rs_amt"]) == (Decimal("140.00"), Decimal("100.00"))
    assert hit["amount_yuan"] == Decimal("40.00")
    assert hit["note"] == "跨价期、只差某一时段的请核原始计算"
    assert hit["terms"] == "200 × 700 ÷ 1,000 = 140.00"


# April's kWh cost 420 ÷ 600 = 0.70 yuan, May's 360 ÷ 400 = 0.90
@pytest.mark.parametrize(
    ("kwh", "yuan", "is_between"),
    [("200", "140", True), ("200", "139.99", False), ("200", "180", True), ("-200", "-180", True)],
)
def test_what_some_share_of_the_months_would_explain_is_marked(kwh: str, yuan: str, is_between: bool) -> None:
    apart = bills("202504 | 01 | 600 | 620 | 200", "202505 | 01 | 400 | 360 | -")
    row = f"A | 2025-06-20 | {kwh} | {yuan} | 2025-04-01 | 2025-05-31 | - | 2 | 0202"
    [hit] = hits(adjustments(row) + apart)
    assert (hit["price"], hit["price_months"]) == (Decimal("0.78"), "202504 0.7;202505 0.9")
    assert (hit["note"] == "退补电费在各月均价之间,各月电价不同,请按分月的退补电量核") == is_between


def test_too_much_charged_and_too_little_paid_back_have_their_signs() -> None:
    assert [hit["amount_yuan"] for hit in hits(adjusted("150"))] == [-10]
    assert [hit["amount_yuan"] for hit in hits(adjusted("-100", kwh="-200"))] == [-40]
    assert [hit["amount_yuan"] for hit in hits(adjusted("-140", kwh="200"))] == [280]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("- | - | 2025-05-09", "140.00"),
        ("2025-04-01 | - | 2025-04-09", "140.00"),
        ("- | - | -", None),
        ("2025-07-01 | 2025-08-31 | 2025-05-09", None),
        ("2025-05-31 | 2025-05-01 | -", "140.00"),
    ],
)
def test_without_a_span_the_month_of_the_error_counts(row: str, expected: str | None) -> None:
    data = adjustments(f"A | 2025-06-20 | 200 | 1 | {row} | 2 | 0202") + BILLS
    assert [hit["expected_yuan"] for hit in hits(data)] == ([Decimal(expected)] if expected else [])


@pytest.mark.parametrize("row", ["0 | 0202", "2 | 0201"])
def test_what_was_withdrawn_or_follows_from_policy_is_not_judged(row: str) -> None:
    about = "A | 2025-06-20 | 200 | 1 | 2025-04-01 | 2025-05-31 | -"
    assert hits(adjustments(f"{about} | {row}") + BILLS) == []


def test_a_change_of_price_pays_back_the_difference_only() -> None:
    about = "A | 2025-06-20 | 200 | 1 | 2025-04-01 | 2025-05-31 | - | 2 | 0202"
    assert hits(adjustments(about, codes="0401 | 0403") + BILLS) == []
    assert len(hits(adjustments(about, codes="- | -") + BILLS)) == 1


@pytest.mark.parametrize(
    ("day", "is_hit"),
    [("2024-10-31", False), ("2024-11-01", True), ("2025-11-01", True), ("2025-11-02", False)],
)
def test_a_year_up_to_the_day_is_judged(day: str, is_hit: bool) -> None:
    data = adjustments(f"A | {day} | 200 | 1 | 2025-04-01 | 2025-05-31 | - | 2 | 0202") + BILLS
    assert bool(hits(data)) == is_hit


def test_without_any_basic_charge_on_the_bills_nobody_knows_the_price_of_energy() -> None:
    data = TABLES.replace("620 | 200", "620 | -")
    assert hits(data) == []
    assert [note[:9] for note in delivered(CHECK, drawn(data)).notes] == ["账单没有基本电费,"]
    assert len(hits(data.replace("| 280 | -", "| 280 | 0"))) == 1


def test_without_energy_on_either_side_there_is_no_price() -> None:
    assert hits(adjusted("55", kwh="0")) == []
    about = "A | 2025-06-20 | 200 | 1 | 2025-04-01 | 2025-05-31 | - | 2 | 0202"
    for energy in ("0", "-5"):
        assert hits(adjustments(about) + bills(f"202504 | 01 | {energy} | 9 | -")) == []


def test_the_wrong_adjustments_of_an_application_are_one_hit() -> None:
    rows = (
        "A | 2025-06-20 | 200 | 100 | 2025-04-01 | 2025-05-31 | - | 2 | 0202",
        "A | 2025-07-20 | 100 | 50 | - | - | 2025-04-09 | 2 | 0202",
        "A | 2025-07-21 | 100 | 70 | - | - | 2025-04-09 | 2 | 0202",
    )
    [hit] = hits(adjustments(*rows) + BILLS)
    assert (hit["rows"], hit["period"], hit["span_ym"]) == (2, "202507", "202504;202504至202505")
    assert (hit["expected_yuan"], hit["amount_yuan"]) == (210, 60)
    assert hit["terms"] == "100 × 420 ÷ 600 = 70.00;200 × 700 ÷ 1,000 = 140.00"


DEARER_MAY = bills(
    "202504 | 01 | 600 | 620 | 200", "202505 | 01 | 400 | 320 | -"
)  # 0.70 and 0.80, 0.74 together


@pytest.mark.parametrize(
    ("yuan", "to", "is_hit"),
    [
        ("140", "2025-05-17", False),
        ("160", "2025-05-17", False),
        ("138.40", "2025-05-17", True),
        ("161.60", "2025-05-17", True),
        ("140", "2025-05-18", True),
        ("160", "2025-05-18", True),
    ],
)
def test_a_single_reading_across_two_months_may_have_the_price_of_either(
    yuan: str, to: str, is_hit: bool
) -> None:
    row = f"A | 2025-06-20 | 200 | {yuan} | 2025-04-16 | {to} | - | 2 | 0202"
    assert bool(hits(adjustments(row) + DEARER_MAY)) == is_hit


def test_the_price_of_a_single_month_is_not_rounded_before_it_is_multiplied() -> None:
    a_third = bills("202504 | 01 | 3 | 1 | 0")
    row = "A | 2025-06-20 | 30000 | {} | 2025-04-01 | 2025-04-30 | - | 2 | 0202"
    assert hits(adjustments(row.format("9900")) + a_third) == []  # of 10,000.00 just a hundredth less
    assert len(hits(adjustments(row.format("9899.99")) + a_third)) == 1
