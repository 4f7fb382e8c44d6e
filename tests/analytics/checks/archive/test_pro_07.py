from decimal import Decimal

from analytics.checks.archive.pro_07_capacity_vs_transformers import contract_differs_from_transformers
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

CHECK = contract_differs_from_transformers


def customers(*rows: str, rest: str = " | 0 | 01 | AC00101") -> str:
    """Each row: number | contract | running | policy; `rest`: status | class | voltage of all."""
    header = "cons_no | contract_cap | run_cap | pricing_policy | status_code | cons_sort_code | volt_code"
    return "\n".join(["customers", header, *[row + rest for row in rows]])


def machines(*rows: str) -> str:
    """Each row: customer | number | capacity | status | standby flag | start."""
    header = "\n\nequipment\ncons_no | equip_id | plate_cap | run_status | ms_flag | actual_start_date"
    return "\n".join([header, *rows])


def bills(*rows: str, rest: str = " | 01 | AC00101") -> str:
    """Each row: customer | month | billed capacity | capacity charge; `rest`: kind | voltage of all."""
    header = "\n\nbills\ncons_no | amt_ym | bill_cap | cap_amt | amt_type | volt_code"
    return "\n".join([header, *[row + rest for row in rows]])


hits = finder(CHECK)


def numbers(data: str) -> list[str]:
    return [hit["object_id"] for hit in hits(data)]


ENLARGED = customers("1 | 630 | 630 | 01") + machines("1 | a | 800 | 01 | 01 | 2025-08-10")
TWO_MONTHS = bills("1 | 202509 | 630 | 16065", "1 | 202510 | 630 | 16065")


TABLES = ENLARGED + TWO_MONTHS


def with_machine(contract: str, installed: str) -> str:
    return customers(f"1 | {contract} | - | 01") + machines(f"1 | m | {installed} | 01 | 01 | -")


BOUNDARIES = {
    "tol_kva": Boundary(
        lambda kva: with_machine("80", kva),
        {"80.99": False, "81": False, "81.01": True},
        own=2.0,
        answers_to_own={"81.99": False, "82": False, "82.01": True},
    ),
    "tol_pct": Boundary(
        lambda kva: with_machine("630", kva),
        {"636.29": False, "636.3": False, "636.31": True},
        own=0.02,
        answers_to_own={"642.59": False, "642.6": False, "642.61": True},
    ),
}


def test_two_part_customer_owes_the_capacity_charge_four_times() -> None:
    # d = 800 − 630 = 170 kVA; price 16065 ÷ 630 = 25.50; 2 billed months; 170 × 25.50 × 2 × 4
    [hit] = hits(ENLARGED + TWO_MONTHS)
    assert hit["amount_yuan"] == Decimal("34680.00")
    assert (hit["gap_kva"], hit["price_yuan"], hit["months"], hit["times"]) == (170, Decimal("25.50"), 2, 4)


def test_single_tariff_customer_owes_50_yuan_a_kva_whatever_the_months() -> None:
    [hit] = hits(ENLARGED.replace("630 | 01 |", "630 | 02 |"))
    assert hit["amount_yuan"] == Decimal("8500.00")  # 170 × 50
    assert (hit["yuan_per_kva"], hit["times"]) == (50, None)


def test_months_are_billed_ones_of_the_last_twelve_since_the_last_machine_was_started() -> None:
    data = customers("1 | 630 | 630 | 01") + machines(
        "1 | a | 630 | 01 | 01 | 2020-01-01", "1 | b | 170 | 01 | 01 | 2024-12-31"
    )
    counted = ["1 | 202412 | 630 | 16065", "1 | 202501 | 630 | 16065", "1 | 202501 | - | -"]
    outside = ["1 | 202410 | 630 | 16065", "1 | 202411 | 630 | 16065", "1 | 202511 | 630 | 16065"]
    [hit] = hits(data + bills(*counted, *outside) + "\n1 | 202502 | 630 | 16065 | 02 | AC00101")
    assert hit["months"] == 2  # not 202411, before the start; not 202502, a correction
    assert hit["amount_yuan"] == Decimal("34680.00")


def test_the_window_reaches_eleven_months_back() -> None:
    early = ENLARGED.replace("2025-08-10", "2020-01-01")
    [hit] = hits(early + bills("1 | 202411 | 630 | 16065", "1 | 202410 | 630 | 16065"))
    assert hit["months"] == 1


def test_without_a_start_date_the_installation_date_counts_and_without_both_every_month() -> None:
    two = customers("1 | 630 | - | 01", "2 | 630 | - | 01")
    equipment = """

        equipment
        cons_no | equip_id | plate_cap | run_status | inst_date
        1       | a        | 800       | 01         | 2025-10-31
        2       | b        | 800       | 01         | -
    """
    both = [f"{cons_no} | {ym} | 630 | 16065" for cons_no in "12" for ym in ("202509", "202510")]
    assert [hit["months"] for hit in hits(two + equipment + bills(*both))] == [1, 2]


def test_price_is_the_commonest_of_the_voltage_and_on_a_tie_the_smaller() -> None:
    ten_kv = ["8 | 202510 | 100 | 2400", "9 | 202510 | 100 | 2400"]
    own = ["1 | 202509 | 630 | 16065", "1 | 202510 | 630 | 16065"]
    others = "".join(f"\n{n} | 202510 | 100 | 2200 | 01 | AC00351" for n in "456")
    [hit] = hits(ENLARGED + bills(*own, *ten_kv) + others)
    assert hit["price_yuan"] == Decimal("24.00")  # twice 24.00, twice 25.50; 35 kV does not count
    assert hit["amount_yuan"] == Decimal("32640.00")  # 170 × 24 × 2 × 4


def test_a_bill_without_voltage_counts_at_its_customers_voltage() -> None:
    [hit] = hits(ENLARGED + bills("1 | 202510 | 630 | 16065", rest=" | 01 | -"))
    assert hit["amount_yuan"] == Decimal("17340.00")  # 170 × 25.50 × 1 × 4


def test_without_bills_or_a_price_or_a_pricing_policy_there_is_no_amount() -> None:
    unpriced = customers("1 | 630 | - | 01", "2 | 630 | - | 01") + machines(
        "1 | a | 800 | 01 | 01 | 2025-01-01", "2 | b | 800 | 01 | 01 | 2025-01-01"
    )
    found_hits = hits(unpriced + bills("2 | 202510 | - | -"))
    assert [hit["amount_yuan"] for hit in found_hits] == [None, None]
    [hit] = hits(ENLARGED.replace("630 | 01 |", "630 | - |") + TWO_MONTHS)
    assert hit["amount_yuan"] is None


def test_fewer_machines_than_contracted_is_a_problem_without_amount() -> None:
    data = customers("1 | 630 | 500 | 01") + machines("1 | a | 500 | 01 | 01 | -") + TWO_MONTHS
    [hit] = hits(data)
    assert (hit["gap_kva"], hit["amount_yuan"]) == (-130, None)


def test_one_percent_of_the_contract_is_tolerated_but_no_less_than_one_kva() -> None:
    installed = {"1": "636.3", "2": "636.31", "3": "623.7", "4": "623.69"}
    small = {"5": "81", "6": "81.01", "7": "79", "8": "78.99"}
    data = customers(*[f"{n} | 630 | - | 01" for n in installed], *[f"{n} | 80 | - | 01" for n in small])
    rows = [f"{n} | m | {kva} | 01 | 01 | -" for n, kva in (installed | small).items()]
    assert numbers(data + machines(*rows)) == ["2", "4", "6", "8"]


def test_running_capacity_that_differs_alone_is_a_problem_without_amount() -> None:
    running = {"1": "636.3", "2": "636.31", "3": "-", "4": "623.69"}
    data = customers(*[f"{n} | 630 | {kva} | 02" for n, kva in running.items()])
    found_hits = hits(data + machines(*[f"{n} | m | 630 | 01 | 01 | -" for n in running]))
    assert [(hit["object_id"], hit["amount_yuan"]) for hit in found_hits] == [("2", None), ("4", None)]


def test_a_stopped_machine_belongs_to_the_contract_but_does_not_run() -> None:
    data = customers("1 | 630 | 315 | 01", "2 | 630 | 630 | 01") + machines(
        *[f"{n} | {m} | 315 | {status} | 01 | -" for n in "12" for m, status in (("a", "01"), ("b", "02"))]
    )
    [hit] = hits(data)
    assert (hit["object_id"], hit["gap_kva"], hit["run_gap_kva"]) == ("2", 0, -315)


def test_sealed_cold_standby_and_removed_machines_do_not_count() -> None:
    second = {"1": "02 | 02", "2": "03 | 01", "3": "02 | 03", "4": "01 | 02"}  # the last two do
    data = customers(*[f"{n} | 1000 | - | 01" for n in second]) + machines(
        *[f"{n} | a | 315 | 01 | 01 | -" for n in second],
        *[f"{n} | b | 300 | {state} | -" for n, state in second.items()],
    )
    assert [hit["installed_kva"] for hit in hits(data)] == [315, 315, 615, 615]


def test_a_stopped_machine_without_a_flag_may_count_or_not_whichever_is_nearer() -> None:
    contracts = {"1": "315", "2": "630", "3": "500"}
    data = customers(*[f"{n} | {kva} | 315 | 02" for n, kva in contracts.items()]) + machines(
        *[f"{n} | {m} | 315 | {s} | - | -" for n in contracts for m, s in (("a", "01"), ("b", "02"))]
    )
    [hit] = hits(data)
    assert (hit["object_id"], hit["gap_kva"]) == ("3", 130)  # 130 above, not 185 below
    assert hit["amount_yuan"] == Decimal("6500.00")  # 130 × 50


def test_kilowatts_of_a_high_voltage_motor_count_as_kva() -> None:
    data = (
        customers("1 | 850 | 850 | 01")
        + """

        equipment
        cons_no | equip_id | plate_cap | run_status | equip_type
        1       | a        | 630       | 01         | 01
        1       | m        | 220       | 01         | 02
    """
    )
    assert hits(data) == []


def test_a_machine_listed_every_month_counts_once_in_its_latest_state() -> None:
    data = customers("1 | 630 | 630 | 01", "2 | 630 | 630 | 01") + machines(
        "1 | a | 630 | 01 | 01 | 2025-01-01",
        "1 | a | 630 | 02 | 01 | 2024-01-01",
        "2 | b | 630 | 01 | 01 | -",
        "2 | c | 630 | 01 | 01 | -",
        "2 | c | 630 | 03 | 01 | -",
    )
    assert hits(data) == []


def test_machines_without_a_number_all_count() -> None:
    twice = machines("1 | - | 315 | 01 | 01 | -", "1 | - | 315 | 01 | 01 | -")
    assert hits(customers("1 | 630 | 630 | 01") + twice) == []


def test_without_machines_or_with_one_of_unknown_capacity_nothing_is_judged() -> None:
    data = customers("1 | 630 | 630 | 01", "2 | 630 | 630 | 01", "3 | 630 | 630 | 01") + machines(
        "1 | a | 800 | 03 | 01 | -", "2 | a | 800 | 01 | 01 | -", "2 | b | - | 01 | 01 | -"
    )
    assert hits(data) == []


def test_only_high_voltage_customers_on_the_books_are_judged() -> None:
    kinds = ["0 | 01 | AC00101", "0 | 02 | AC00101", "0 | - | AC00101", "0 | - | AC03802", "0 | - | -",
             "2 | 01 | AC00101", "1 | 01 | AC00101", "9 | 01 | AC00101"]  # fmt: skip
    data = customers(*[f"{n} | 630 | 630 | 01 | {kind}" for n, kind in enumerate(kinds)], rest="")
    rows = [f"{n} | m | 800 | 01 | 01 | -" for n in range(len(kinds))]
    assert numbers(data + machines(*rows)) == ["0", "2", "5"]


def test_another_transformer_for_a_while_is_lawful_as_long_as_the_rule_allows() -> None:
    own = customers("1 | 400 | 500 | 01") + machines("1 | a | 400 | 02 | 01 | -", "1 | b | 500 | 01 | 01 | -")
    for replaced, ended, is_hit in (
        ("2025-09-01", "-", False),
        ("2025-08-31", "-", True),  # two months at 10 kV
        ("2025-09-01", "2025-10-08", True),
    ):
        rows = f"1 | 205 | 02 | {replaced}" + ("" if ended == "-" else f"\n1 | 206 | 02 | {ended}")
        changes = f"\n\napplications\ncons_no | app_type | status | power_date\n{rows}"
        assert bool(hits(own + changes)) == is_hit
    again = "\n".join(
        f"1 | {kind} | 02 | 2025-{day}"
        for kind, day in (("205", "06-01"), ("206", "07-01"), ("205", "09-10"))
    )
    assert hits(f"{own}\n\napplications\ncons_no | app_type | status | power_date\n{again}") == []
    at_66_kv = own.replace("AC00101", "AC00661")
    three = "\n\napplications\ncons_no | app_type | status | power_date\n1 | 205 | 02 | 2025-08-01"
    assert hits(at_66_kv + three) == []


def test_hot_standby_is_marked_not_excused() -> None:
    rows = machines("1 | a | 630 | 01 | 01 | -", "1 | b | 630 | 02 | 03 | -")
    [hit] = hits(customers("1 | 630 | 630 | 01") + rows)
    assert hit["note"] == "有热备变压器,请核是否互锁或一备一用"


def test_without_running_capacity_the_run_says_that_only_the_contract_is_judged() -> None:
    tables = delivered(CHECK, drawn(ENLARGED.replace("| 630 | 01 |", "| - | 01 |")))
    CHECK(tables)
    assert "运行容量整列为空,只判合同容量" in tables.notes


def test_without_equipment_or_its_states_the_check_is_off() -> None:
    customer = {"customers": {"cons_no": 1, "contract_cap": 1}}
    assert CHECK.missing(customer) == ["equipment"]
    assert CHECK.missing(customer | {"equipment": {"cons_no": 1, "plate_cap": 1}}) == ["equipment.run_status"]
