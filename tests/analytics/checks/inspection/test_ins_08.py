from decimal import Decimal
from typing import Any

from analytics.checks.inspection.ins_08_violation_penalty import violation_penalty_wrong
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, filled, found

OLD, NEW = "2024-05-31 23:59:59", "2024-06-01 00:00:00"
CUSTOMERS = """
    customers
    cons_no    | pricing_policy | cons_sort_code
    0000000001 | 01             | 01
    0000000002 | 02             | 02
    0000000003 | 02             | 03
    0000000004 |                |
"""


def cases(*rows: str) -> str:
    numbered = "\n".join(f"V{number} | {row}" for number, row in enumerate(rows, 1))
    header = "app_no | cons_no | attr | vtype | occur_time | add_amt | penalty_amt"
    return f"{CUSTOMERS}\n\nviolations\n{header}\n{numbered}"


def amounts(*rows: str, **options: Any) -> list[str]:
    return [str(hit["amount_yuan"]) for hit in found(violation_penalty_wrong, cases(*rows), **options)]


TABLES = cases(f"0000000001 | 02 | 02 | {OLD} | 8100 | 24000", f"0000000001 | 02 | 02 | {OLD} | 100 | 300")


BOUNDARIES = {
    "tolerance_yuan": Boundary(
        lambda penalty: cases(f"0000000001 | 02 | - | {OLD} | 8100 | {penalty}"),
        {"24299.01": False, "24299.00": False, "24298.99": True},
        own=2.0,
        answers_to_own={"24298.01": False, "24298.00": False, "24297.99": True},
    ),
}


def test_a_theft_charged_below_three_times_is_hit_with_what_is_short() -> None:
    [hit] = found(violation_penalty_wrong, TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("case", "V1", "0000000001")
    assert hit["amount_yuan"] == Decimal("300.00")  # 3 × 8100 − 24000
    assert (hit["period"], hit["multiple"], hit["rule"]) == ("202405", 3, "应为")


def test_an_old_case_charged_too_much_is_negative() -> None:
    assert amounts(f"0000000001 | 02 | - | {OLD} | 8100 | 24400") == ["-100.00"]  # 24300 − 24400


def test_under_the_rules_of_2024_only_more_than_the_multiple_is_hit() -> None:
    assert amounts(f"0000000001 | 02 | - | {NEW} | 8100 | 24000") == []
    assert amounts(f"0000000001 | 02 | - | {NEW} | 8100 | 24400") == ["-100.00"]


def test_a_difference_of_exactly_a_yuan_is_clean_and_a_fen_more_is_not() -> None:
    for time in (OLD, NEW):
        assert amounts(f"0000000001 | 02 | - | {time} | 8100 | 24301.00") == []
        assert amounts(f"0000000001 | 02 | - | {time} | 8100 | 24301.01") == ["-1.01"]
    assert amounts(f"0000000001 | 02 | - | {OLD} | 8100 | 24299.00") == []
    assert amounts(f"0000000001 | 02 | - | {OLD} | 8100 | 24298.99") == ["1.01"]


def test_the_multiple_is_taken_before_rounding() -> None:
    assert amounts(f"0000000001 | 01 | 01 | {OLD} | 1590.084 | 3000") == ["180.17"]  # 2×1590.084 = 3180.168


def test_each_type_of_breach_has_its_multiple() -> None:
    due = {"01": 200, "02": 300, "04": 200, "05": 200}
    rows = [f"0000000001 | 01 | {vtype} | {OLD} | 100 | 0" for vtype in due]
    assert amounts(*rows) == [f"{yuan}.00" for yuan in due.values()]


def test_capacity_and_seal_cases_of_single_or_unknown_pricing_are_not_judged() -> None:
    for customer in ("0000000002", "0000000004", "0000000005"):
        rows = [f"{customer} | 01 | {vtype} | {OLD} | 100 | 0" for vtype in ("02", "04", "05")]
        assert amounts(*rows) == []


def test_a_breach_of_unknown_or_other_type_has_a_ceiling_of_three_in_2024_only() -> None:
    for vtype in ("-", "99"):
        assert amounts(f"0000000001 | 01 | {vtype} | {NEW} | 100 | 400") == ["-100.00"]
        assert amounts(f"0000000001 | 01 | {vtype} | {NEW} | 100 | 301") == []
        assert amounts(f"0000000001 | 01 | {vtype} | {OLD} | 100 | 400") == []


def test_quota_and_foreign_supply_cases_are_not_recomputed() -> None:
    for vtype in ("03", "09", "10", "11"):
        assert amounts(f"0000000001 | 01 | {vtype} | {OLD} | 100 | 999") == []


def test_without_penalty_or_without_a_positive_recovery_nothing_is_judged() -> None:
    figures = ("8100 | -", "- | 100", "0 | 100", "-5 | 100")
    assert amounts(*(f"0000000001 | 02 | - | {OLD} | {both}" for both in figures)) == []


def test_a_penalty_of_zero_on_an_old_theft_is_short_of_all_of_it() -> None:
    assert amounts(f"0000000001 | 02 | - | {OLD} | 100 | 0") == ["300.00"]


def test_tampering_is_charged_in_whole_times_of_500_for_residents() -> None:
    for time in (OLD, NEW):
        assert amounts(f"0000000003 | 01 | 06 | {time} | - | 1000") == []
        assert amounts(f"0000000003 | 01 | 06 | {time} | - | 1200") == ["-200.00"]  # 2 × 500 − 1200


def test_tampering_is_charged_in_whole_times_of_5000_for_others_and_once_at_least() -> None:
    for customer in ("0000000001", "0000000002"):
        for vtype in ("06", "07", "08"):
            assert amounts(f"{customer} | 01 | {vtype} | {OLD} | - | 500") == ["4500.00"]  # 5000 − 500
            assert amounts(f"{customer} | 01 | {vtype} | {OLD} | - | 10000") == []


def test_tampering_without_charge_or_by_an_unknown_class_of_customer_is_not_judged() -> None:
    assert amounts(f"0000000003 | 01 | 06 | {OLD} | - | 0") == []
    assert amounts(f"0000000004 | 01 | 06 | {OLD} | - | 700") == []


def test_type_06_of_a_theft_is_a_theft() -> None:
    assert amounts(f"0000000003 | 02 | 06 | {OLD} | 100 | 300") == []
    assert amounts(f"0000000003 | 02 | 06 | {OLD} | 100 | 500") == ["-200.00"]


def test_a_case_after_the_day_has_not_happened() -> None:
    assert amounts("0000000001 | 02 | - | 2025-11-02 08:00 | 100 | 500", as_of="2025-11-01") == []
    assert amounts("0000000001 | 02 | - | 2025-11-01 18:00 | 100 | 500", as_of="2025-11-01") == ["-200.00"]


def test_a_case_delivered_twice_with_different_figures_is_one_hit() -> None:
    twice = cases(f"0000000001 | 02 | - | {OLD} | 100 | 0", f"0000000001 | 02 | - | {OLD} | 100 | 600")
    [hit] = found(violation_penalty_wrong, twice.replace("V2", "V1"))
    assert hit["amount_yuan"] == Decimal("-300.00")


def test_without_violations_the_check_is_off() -> None:
    assert violation_penalty_wrong.missing(filled(drawn(CUSTOMERS))) == ["violations"]


def test_without_customers_thefts_are_still_judged() -> None:
    rows = {"violations": drawn(TABLES)["violations"]}
    tables = delivered(violation_penalty_wrong, rows)
    assert violation_penalty_wrong(tables).to_pyarrow().num_rows == 1
    assert len(tables.notes) == 2
