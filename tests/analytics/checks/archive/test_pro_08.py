from decimal import Decimal
from typing import Any

from analytics.checks.archive.pro_08_billed_capacity import billed_capacity_differs_from_running
from tests.boundaries import Boundary, varied
from tests.drawn import delivered, drawn, finder

CHECK = billed_capacity_differs_from_running


def customers(*rows: str, rest: str = " | 1 | 0 | 01 | -") -> str:
    """Each row: number | contract | running; `rest`: way of charging | status | policy | supplied on."""
    header = "cons_no | contract_cap | run_cap | ba_calc_mode | status_code | pricing_policy | power_on_date"
    return "\n".join(["customers", header, *[row + rest for row in rows]])


def bills(*rows: str, rest: str = " | 01") -> str:
    """Each row: customer | month | billed capacity | capacity charge; `rest`: kind of all."""
    header = "\n\nbills\ncons_no | amt_ym | bill_cap | cap_amt | amt_type"
    return "\n".join([header, *[row + rest for row in rows]])


def applications(*rows: str) -> str:
    """Each row: customer | type | status | done on | archived on."""
    return "\n".join(["\n\napplications\ncons_no | app_type | status | power_date | archive_date", *rows])


def machines(*rows: str) -> str:
    """Each row: customer | number | capacity | status | standby flag."""
    return "\n".join(["\n\nequipment\ncons_no | equip_id | plate_cap | run_status | ms_flag", *rows])


hits = finder(CHECK)


def numbers(data: str, **parameters: Any) -> list[str]:
    return [hit["object_id"] for hit in hits(data, **parameters)]


UNDER = customers("1 | 630 | 630") + bills("1 | 202510 | 500 | 13000")


TABLES = UNDER


BOUNDARIES = {
    "tol_kva": Boundary(
        varied(TABLES, "bills.bill_cap"),
        {"629.01": False, "629": False, "628.99": True},
        own=5.0,
        answers_to_own={"625.01": False, "625": False, "624.99": True},
    ),
}


def test_capacity_billed_too_low_is_what_was_collected_too_little() -> None:
    [hit] = hits(UNDER)  # (630 − 500) × 13000 ÷ 500 = 130 × 26.00
    assert hit["amount_yuan"] == Decimal("3380.00")
    assert (hit["due_kva"], hit["bill_cap"], hit["months"], hit["price_yuan"]) == (630, 500, 1, 26)
    assert hit["period"] == "202510"
    assert hit["details"] == "202510 (630−500)×26"


def test_capacity_billed_too_high_is_negative() -> None:
    [hit] = hits(customers("1 | 630 | 500") + bills("1 | 202510 | 630 | 16065"))
    assert hit["amount_yuan"] == Decimal("-3315.00")  # (500 − 630) × 25.50


def test_the_price_has_two_decimals_and_the_sum_is_rounded_once() -> None:
    # 7999.99 ÷ 315 = 25.3967 → 25.40; (320.35 − 315) × 25.40 = 135.89
    [hit] = hits(customers("1 | 630 | 320.35") + bills("1 | 202510 | 315 | 7999.99"))
    assert hit["price_yuan"] == Decimal("25.40")
    assert hit["amount_yuan"] == Decimal("135.89")


def test_wrong_months_are_added_up_backwards_each_at_its_own_price() -> None:
    data = customers("1 | 630 | 630") + bills(
        "1 | 202510 | 500 | 13000", "1 | 202509 | 400 | 10000", "1 | 202508 | 500 | 12500"
    )
    [hit] = hits(data)  # 130 × 26 + 230 × 25 + 130 × 25
    assert hit["amount_yuan"] == Decimal("12380.00")
    assert hit["months"] == 3
    assert hit["details"] == "202508 (630−500)×25;202509 (630−400)×25;202510 (630−500)×26"


def test_a_matching_month_or_a_month_without_bill_ends_the_sum() -> None:
    data = customers("1 | 630 | 630", "2 | 630 | 630") + bills(
        *["1 | 202510 | 500 | 13000", "1 | 202509 | 629 | 16354", "1 | 202508 | 500 | 13000"],
        *["2 | 202510 | 500 | 13000", "2 | 202508 | 500 | 13000"],
    )
    assert [(hit["months"], hit["amount_yuan"]) for hit in hits(data)] == [(1, Decimal("3380.00"))] * 2


def test_the_sum_runs_through_the_turn_of_the_year() -> None:
    data = customers("1 | 630 | 630") + bills("1 | 202501 | 500 | 13000", "1 | 202412 | 500 | 13000")
    [hit] = hits(data, period="202501")
    assert hit["amount_yuan"] == Decimal("6760.00")


def test_bills_after_the_period_do_not_count() -> None:
    assert numbers(customers("1 | 630 | 630") + bills("1 | 202511 | 500 | 13000")) == []


def test_a_change_ends_the_sum_and_its_own_month_does_not_count() -> None:
    three = [f"1 | {ym} | 500 | 13000" for ym in ("202508", "202509", "202510")]
    data = customers("1 | 630 | 630") + bills(*three)
    [hit] = hits(data + applications("1 | 203 | 02 | 2025-08-15 | 2025-09-15"))
    assert hit["months"] == 2
    [hit] = hits(data + applications("1 | 203 | 02 | - | 2025-09-15"))
    assert hit["months"] == 1


def test_a_change_or_first_supply_in_the_month_is_charged_by_days_and_no_problem() -> None:
    kinds = ["104", "110", "111", "201", "202", "203", "204", "205", "206", "216"]
    data = (
        customers(*[f"{kind} | 630 | 630" for kind in kinds]) + "\nnew | 630 | 630 | 1 | 0 | 01 | 2025-10-31"
    )
    data += bills(*[f"{number} | 202510 | 500 | 13000" for number in [*kinds, "new"]])
    assert numbers(data + applications(*[f"{kind} | {kind} | 02 | 2025-10-01 | -" for kind in kinds])) == []


def test_other_changes_and_those_not_archived_do_not_excuse() -> None:
    data = customers("1 | 630 | 630", "2 | 630 | 630") + bills(*[f"{n} | 202510 | 500 | 13000" for n in "12"])
    rows = ["1 | 210 | 02 | 2025-10-10 | -", "2 | 203 | 01 | 2025-10-10 | -"]
    assert numbers(data + applications(*rows)) == ["1", "2"]


def test_a_change_after_the_period_makes_the_file_incomparable_once_it_has_happened() -> None:
    data = UNDER + applications("1 | 203 | 02 | 2025-11-05 | -")
    assert numbers(data, as_of="2025-11-05") == []
    assert numbers(data, as_of="2025-11-04") == ["1"]


def test_a_difference_of_one_kva_is_tolerated() -> None:
    billed = {"1": "629", "2": "628.99", "3": "631", "4": "631.01"}
    data = customers(*[f"{n} | 630 | 630" for n in billed])
    data += bills(*[f"{n} | 202510 | {kva} | 16000" for n, kva in billed.items()])
    assert numbers(data) == ["2", "4"]


def test_of_several_rows_of_a_month_the_largest_capacity_counts_with_its_charge() -> None:
    rows = ["1 | 202510 | 500 | -", "1 | 202510 | 500 | 13000", "1 | 202510 | 300 | 7800"]
    reversal = ["1 | 202510 | -700 | -18200"]
    [hit] = hits(customers("1 | 630 | 630") + bills(*rows, *reversal))
    assert (hit["bill_cap"], hit["amount_yuan"]) == (500, Decimal("3380.00"))


def test_a_month_that_was_billed_wrongly_taken_back_and_billed_anew_is_right() -> None:
    taken_back = ["1 | 202510 | 500 | 13000", "1 | 202510 | 500 | -13000"]
    assert numbers(customers("1 | 630 | 630") + bills(*taken_back, "1 | 202510 | 630 | 16380")) == []
    twice = [*taken_back, "1 | 202510 | 500 | 13000"]  # billed anew by the same wrong capacity
    [hit] = hits(customers("1 | 630 | 630") + bills(*twice, "1 | 202509 | 630 | 16380"))
    assert (hit["months"], hit["amount_yuan"]) == (1, Decimal("3380.00"))
    negative = ["1 | 202510 | 500 | 13000", "1 | 202510 | -500 | -13000"]
    assert numbers(customers("1 | 630 | 630") + bills(*negative, "1 | 202510 | 630 | 16380")) == []


def test_corrections_and_bills_without_capacity_are_not_judged() -> None:
    data = customers("1 | 630 | 630", "2 | 630 | 630") + bills("1 | 202510 | 500 | 13000", rest=" | 02")
    assert numbers(data + "\n2 | 202510 | 0 | 0 | 01") == []


def test_only_customers_charged_by_capacity_are_judged() -> None:
    ways = ["1 | 0 | 01", "2 | 0 | 01", "3 | 0 | 01", "0 | 0 | 01", "1 | 0 | 02", "1 | 0 | -", "- | 0 | -"]
    data = customers(*[f"{n} | 630 | 630 | {way} | -" for n, way in enumerate(ways)], rest="")
    data += "\nfree | 630 | 630 | - | 0 | 01 | -" + bills(
        *[f"{n} | 202510 | 500 | 13000" for n in range(len(ways))], "free | 202510 | 500 | 0"
    )
    assert numbers(data) == ["0", "5", "6"]


def test_only_customers_on_the_books_are_judged() -> None:
    data = customers(*[f"{n} | 630 | 630 | 1 | {n} | 01 | -" for n in "0129"], rest="")
    assert numbers(data + bills(*[f"{n} | 202510 | 500 | 13000" for n in "0129"])) == ["0", "2"]


def test_without_running_capacity_what_is_stopped_is_taken_off_the_contract() -> None:
    data = customers("1 | 945 | -", "2 | 945 | -", "3 | 630 | -") + bills(
        *[f"{n} | 202510 | {kva} | 16380" for n, kva in (("1", "945"), ("2", "630"), ("3", "500"))]
    )
    states = {"a": "01 | 01", "b": "01 | 01", "c": "02 | 01", "d": "02 | 02", "e": "03 | 01"}
    rows = [f"{n} | {m} | 315 | {state}" for n in "12" for m, state in states.items()]
    found_hits = hits(data + machines(*rows))
    assert [(hit["object_id"], hit["due_kva"]) for hit in found_hits] == [("1", 630), ("3", 630)]
    assert found_hits[0]["due_from"] == "合同容量减停用设备"


def test_without_running_capacity_and_equipment_the_customer_is_not_judged_and_the_run_says_so() -> None:
    data = customers("1 | 630 | -") + bills("1 | 202510 | 500 | 13000")
    assert numbers(data) == []
    tables = delivered(CHECK, drawn(data))
    CHECK(tables)
    assert tables.notes == [
        "未提供受电设备,运行容量为空的户不判",
        "缺业扩申请,期末月有变更(新送电除外)的户不能剔除,逐月往前不止于变更月",
    ]


def test_a_month_without_a_price_adds_nothing_and_alone_gives_no_amount() -> None:
    data = customers("1 | 630 | 630", "2 | 630 | 630") + bills(
        *["1 | 202510 | 500 | -", "1 | 202509 | 500 | 13000"], "2 | 202510 | 500 | -"
    )
    found_hits = hits(data)
    assert [(hit["months"], hit["amount_yuan"]) for hit in found_hits] == [(2, Decimal("3380.00")), (1, None)]
    assert found_hits[1]["details"] == "202510 (630−500)×(无单价)"


def test_without_billed_capacity_the_check_is_off() -> None:
    assert CHECK.missing({"customers": {"cons_no": 1}, "bills": {"cons_no": 1, "amt_ym": 1}}) == [
        "bills.bill_cap"
    ]


def test_without_a_capacity_charge_the_basic_charge_of_who_has_no_kilowatts_is_that() -> None:
    customer, head = (
        customers("1 | 630 | 630"),
        "\n\nbills\ncons_no | amt_ym | bill_cap | basic_amt | bill_dmd\n",
    )
    for kilowatts, amount in (("-", Decimal("3380.00")), ("0", Decimal("3380.00")), ("90", None)):
        [hit] = hits(customer + head + f"1 | 202510 | 500 | 13000 | {kilowatts}")
        assert hit["amount_yuan"] == amount
