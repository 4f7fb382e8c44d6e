from decimal import Decimal

import pytest

from analytics.checks.tariff.tar_16_basic_charge import wrong_basic_charge
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

FILES = """
    customers
    cons_no | ba_calc_mode | run_cap | contract_cap | pricing_policy | volt_code
    c1 | 1 | 400 | 400 | 01 | AC00101
    c2 | 1 | 400 | 400 | 01 | AC00101
    c3 | 1 | 400 | 400 | 01 | AC00101
    d1 | 2 | 1000 | 1000 | 01 | AC00101
    d2 | 2 | 1000 | 1000 | 01 | AC00101
    d3 | 2 | 1000 | 1000 | 01 | AC00101
"""
BILLS = """

    bills
    cons_no | amt_ym | amt_type | total_pq | bill_cap | cap_amt | bill_dmd | dmd_amt | basic_amt
    c1 | 202510 | 01 | 9 | 400 | 12000 | - | - | 12000
    c2 | 202510 | 01 | 9 | 400 | 12000 | - | - | 12000
    c3 | 202510 | 01 | 9 | 400 | 12000 | - | - | 12000
    d1 | 202510 | 01 | 9 | - | - | 500 | 20000 | 20000
    d2 | 202510 | 01 | 9 | - | - | 500 | 20000 | 20000
    d3 | 202510 | 01 | 9 | - | - | 500 | 20000 | 20000
"""  # 30.00 yuan a kVA, 40.00 yuan a kW


def company(customer: str, *bills: str, more: str = "") -> str:
    rows = "\n".join(f"1 | 202510 | {bill}" for bill in bills)
    return f"{FILES}1 | {customer}{BILLS}{rows}{more}"


hits = finder(wrong_basic_charge, company)


BY_CAPACITY = "1 | 630 | 630 | 01 | AC00101"
BY_DEMAND = "2 | 1000 | 1000 | 01 | AC00101"


def by_capacity(yuan: str, cap: str = "630") -> str:
    return f"01 | 9 | {cap} | {yuan} | - | - | {yuan}"


def by_demand(kw: str, yuan: str) -> str:
    return f"01 | 9 | - | - | {kw} | {yuan} | {yuan}"


TABLES = company(BY_CAPACITY, by_capacity("18000", "600"))


BOUNDARIES = {
    "tol": Boundary(
        lambda yuan: company(BY_CAPACITY, by_capacity(yuan)),
        {"18899.01": False, "18899.00": False, "18898.99": True},
        own=5.0,
        answers_to_own={"18895.01": False, "18895.00": False, "18894.99": True},
    ),
}


def test_capacity_charged_too_low_is_less_collected() -> None:
    [hit] = hits(BY_CAPACITY, by_capacity("18000", "600"))
    assert (hit["object_id"], hit["terms"]) == ("1", "30 × 630")
    assert hit["amount_yuan"] == Decimal("900.00")  # 630 × 30 = 18,900 − 18,000


@pytest.mark.parametrize(
    ("yuan", "amount"),
    [("18901", []), ("18901.01", ["-1.01"]), ("18899", []), ("18898.99", ["1.01"])],
)
def test_a_difference_of_exactly_one_yuan_is_clean(yuan: str, amount: list[str]) -> None:
    assert [hit["amount_yuan"] for hit in hits(BY_CAPACITY, by_capacity(yuan))] == [
        Decimal(x) for x in amount
    ]


def test_a_suspended_customer_owes_nothing() -> None:
    [hit] = hits("1 | 0 | 630 | 01 | AC00101", by_capacity("18900"))
    assert hit["amount_yuan"] == Decimal("-18900.00")


@pytest.mark.parametrize("bill", ["01 | 9 | 630 | - | - | - | -", "01 | 9 | - | - | - | - | 0"])
def test_two_parts_without_a_basic_charge_are_a_hit(bill: str) -> None:
    [hit] = hits(BY_CAPACITY, bill)
    assert (hit["amount_yuan"], hit["note"]) == (Decimal("18900.00"), "两部制未收基本电费")


@pytest.mark.parametrize(
    ("customer", "bill"),
    [
        ("1 | 630 | 630 | 02 | AC00101", by_capacity("1")),
        ("3 | 630 | 630 | 01 | AC00101", by_capacity("1")),
        ("4 | 630 | 630 | 01 | AC00101", by_capacity("1")),
        ("9 | 630 | 630 | 01 | AC00101", by_capacity("1")),
        ("1 | 630 | 630 | 01 | AC00351", by_capacity("1")),
        ("1 | 0 | 630 | 01 | AC00101", "01 | 9 | - | - | - | - | -"),
        (BY_CAPACITY, "0202 | 9 | 630 | 1 | - | - | 1"),
        (BY_DEMAND, by_demand("0", "1")),
        (BY_DEMAND, "01 | 9 | - | - | 0 | - | -"),
    ],
)
def test_what_belongs_elsewhere_is_not_judged(customer: str, bill: str) -> None:
    assert hits(customer, bill) == []


def test_a_price_that_fewer_than_three_pay_is_none() -> None:
    text = company(BY_CAPACITY, by_capacity("1")).replace("c3 | 202510", "c3 | 202509")
    assert found(wrong_basic_charge, text) == []


def test_rows_and_reversals_of_a_customer_count_together() -> None:
    wrong, back = by_capacity("9000"), "01 | -9 | 630 | -9000 | - | - | -9000"
    assert hits(BY_CAPACITY, wrong, back, by_capacity("18900"), "01 | 9 | 630 | - | - | - | -") == []


def machines(*rows: str) -> str:
    header = (
        "\n\nequipment\ncons_no | equip_id | plate_cap | run_status | actual_start_date | actual_stop_date\n"
    )
    return header + "\n".join(f"1 | {row}" for row in rows)


STOPPED = machines("a | 315 | 02 | - | 2025-10-10", "b | 315 | 01 | 2020-01-01 | -")
HALF = "1 | 315 | 630 | 01 | AC00101"


@pytest.mark.parametrize("yuan", ["12498.39", "12193.55"])
def test_a_machine_stopped_within_the_month_is_charged_by_days_with_or_without_that_day(yuan: str) -> None:
    # (315 × 10 + 315 × 31) × 30 ÷ 31 = 12,498.387; without the day: (315 × 9 + 315 × 31) × 30 ÷ 31 = 12,193.548
    assert hits(HALF, by_capacity(yuan), more=STOPPED) == []


def test_a_whole_month_charged_for_a_machine_stopped_within_it_is_over_collected() -> None:
    [hit] = hits(HALF, by_capacity("18900"), more=STOPPED)
    assert (hit["terms"], hit["note"]) == ("30 × 12,915 ÷ 31", "设备有启停,按日计算")
    assert hit["amount_yuan"] == Decimal("-6401.61")  # 12,498.39 − 18,900


@pytest.mark.parametrize(
    ("month", "owed", "otherwise"), [("2024-05", "12600.00", "12498.39"), ("2024-07", "12498.39", "12600.00")]
)
def test_a_part_of_a_month_is_charged_by_thirtieths_until_the_rules_of_2024(
    month: str, owed: str, otherwise: str
) -> None:
    # both months have 31 days: (315 × 10 + 315 × 30) × 30 ÷ 30 and (315 × 10 + 315 × 31) × 30 ÷ 31
    period, stopped = month.replace("-", ""), STOPPED.replace("2025-10", month)
    charged = {
        yuan: company(HALF, by_capacity(yuan), more=stopped).replace("202510", period)
        for yuan in (owed, otherwise)
    }
    assert found(wrong_basic_charge, charged[owed], as_of="2024-09-01", period=period) == []
    [hit] = found(wrong_basic_charge, charged[otherwise], as_of="2024-09-01", period=period)
    assert hit["amount_yuan"] == Decimal(owed) - Decimal(otherwise)


@pytest.mark.parametrize(
    ("machine", "days"),
    [
        ("a | 620 | 01 | 2025-10-21 | -", 11),
        ("a | 620 | 01 | 2025-10-01 | -", 31),
        ("a | 620 | 02 | 2025-10-11 | 2025-10-20", 10),
        ("a | 620 | 01 | 2025-10-21 | 2025-10-05", 16),
        ("a | 620 | 03 | - | 2025-10-10", 10),
        ("a | 620 | 02 | - | 2025-11-01", 31),
        ("a | 620 | 01 | 2025-11-01 | 2025-09-01", 0),
    ],
)
def test_days_in_use_follow_start_and_stop(machine: str, days: int) -> None:
    # 620 × 30 ÷ 31 = 600 yuan a day; 5 yuan too much
    [hit] = hits("1 | 620 | 620 | 01 | AC00101", by_capacity(f"{600 * days + 5}"), more=machines(machine))
    assert hit["amount_yuan"] == Decimal(-5)


@pytest.mark.parametrize(
    ("day", "is_hit"), [("2025-10-01", False), ("2025-11-01", False), ("2025-09-30", True)]
)
def test_a_change_whose_machines_do_not_tell_the_day_is_not_judged(day: str, is_hit: bool) -> None:
    applied = f"\n\napplications\ncons_no | app_type | status | power_date\n1 | 203 | 02 | {day}"
    assert bool(hits(BY_CAPACITY, by_capacity("1"), more=applied)) == is_hit


def read(value: str) -> str:
    header = "\n\nreadings\ncons_no | asset_no | amt_ym | read_type | this_read | t_factor\n"
    return f"{header}1 | x | 202510 | 31 | {value} | 1000\n1 | x | 202510 | 11 | 99 | 1000"


def test_demand_charged_too_high_is_over_collected() -> None:
    [hit] = hits(BY_DEMAND, by_demand("812.5", "33000"))
    assert hit["amount_yuan"] == Decimal("-500.00")  # 812.5 × 40 = 32,500 − 33,000


@pytest.mark.parametrize("yuan", ["32500", "29250"])
def test_full_and_discounted_price_are_both_accepted(yuan: str) -> None:
    assert hits(BY_DEMAND, by_demand("812.5", yuan), more=read("0.8125")) == []


def test_demand_up_to_105_percent_of_the_contract_costs_nothing_more() -> None:
    assert hits(BY_DEMAND, by_demand("1000", "40000"), more=read("1.05")) == []
    assert hits(BY_DEMAND, by_demand("1000", "40000"), more=read("0.4")) == []


def test_demand_above_105_percent_costs_double() -> None:
    # 1,000 × 40 + (1,200 − 1,050) × 2 × 40 = 52,000, at the discounted price 36,000 + 12,000
    assert hits(BY_DEMAND, by_demand("1000", "52000"), more=read("1.2")) == []
    assert hits(BY_DEMAND, by_demand("1000", "48000"), more=read("1.2")) == []
    assert hits(BY_DEMAND, by_demand("1000", "46800"), more=read("1.2")) == []  # all of it discounted
    [hit] = hits(BY_DEMAND, by_demand("1000", "40000"), more=read("1.2"))
    assert hit["terms"] == "1,000 × 40 × 1 + (1,200 − 1.05 × 1,000) × 2 × 40"
    assert hit["amount_yuan"] == Decimal("12000.00")


def test_the_multiplier_is_the_one_that_the_bill_applies() -> None:
    [hit] = hits(BY_DEMAND, by_demand("1000", "36000"), more=read("1.2"))
    assert (hit["expected_yuan"], hit["amount_yuan"]) == (Decimal("48000.00"), Decimal("12000.00"))


def test_meters_of_two_feeders_add_up() -> None:
    second = "\n1 | y | 202510 | 31 | 0.3 | 1000"
    [hit] = hits(BY_DEMAND, by_demand("1000", "40000"), more=read("0.9") + second)
    assert (hit["read_kw"], hit["amount_yuan"]) == (Decimal("1200"), Decimal("12000.00"))


@pytest.mark.parametrize(("kwh", "amount"), [("259999", "32500.00"), ("260000", "29250.00")])
def test_a_demand_bill_without_basic_charge_owes_what_its_use_says(kwh: str, amount: str) -> None:
    [hit] = hits(BY_DEMAND, f"01 | {kwh} | - | - | 812.5 | - | -")
    assert hit["amount_yuan"] == Decimal(amount)


def test_a_demand_bill_without_demand_has_no_amount() -> None:
    [hit] = hits(BY_DEMAND, "01 | 9 | - | - | - | - | -")
    assert (hit["amount_yuan"], hit["note"]) == (None, "两部制未收基本电费")


def test_most_paying_the_discounted_price_does_not_make_it_the_full_one() -> None:
    earned = "".join(f"\ne{n} | 2 | 1000 | 1000 | 01 | AC00101" for n in range(4))
    bills = "".join(f"\ne{n} | 202510 | 01 | 260000 | - | - | 500 | 18000 | 18000" for n in range(4))
    assert found(wrong_basic_charge, FILES + earned.lstrip("\n") + BILLS + bills.lstrip("\n")) == []


def test_who_pays_the_full_price_is_not_accused_where_nearly_all_earned_the_discount() -> None:
    earned = "".join(f"\ne{n} | 2 | 1000 | 1000 | 01 | AC00101" for n in range(4))
    bills = "".join(f"\ne{n} | 202510 | 01 | 260000 | - | - | 500 | 18000 | 18000" for n in range(4))
    [files, billed] = (
        "\n".join(line for line in text.splitlines() if line.strip()[:2] not in ("d2", "d3"))
        for text in (FILES, BILLS)
    )
    assert found(wrong_basic_charge, files + earned + "\n" + billed + bills) == []


def test_without_a_mode_the_bill_tells_it() -> None:
    text = company(BY_CAPACITY, by_capacity("18000"), more="").replace("ba_calc_mode", "check_cycle_months")
    assert [(hit["object_id"], hit["method"]) for hit in found(wrong_basic_charge, text)] == [
        ("1", "按容量计收")
    ]


def test_without_the_basic_charge_its_two_parts_count_and_without_these_it_is_off() -> None:
    rows = drawn(company(BY_CAPACITY, by_capacity("18000")))
    for row in rows["bills"]:
        row["basic_amt"] = None
    assert [hit["amount_yuan"] for hit in found(wrong_basic_charge, rows)] == [Decimal("900.00")]
    for row in rows["bills"]:
        row["cap_amt"] = row["dmd_amt"] = None
    seen = delivered(wrong_basic_charge, rows)
    assert wrong_basic_charge(seen).to_pyarrow().to_pylist() == []
    assert "缺基本电费,改用容量电费加需量电费,两者也缺则不判" in seen.notes


@pytest.mark.parametrize("mode", ["0", "1", "2"])
@pytest.mark.parametrize(
    ("name", "period", "is_hit"),
    [
        ("城南充电站", "202510", False),
        ("东风换电站", "202912", False),
        ("东风换电站", "203001", True),
        ("城南充电器厂", "202510", True),
        ("城南水泥厂", "202510", True),
    ],
)
def test_charging_stations_are_free_of_the_basic_charge_until_2030(
    mode: str, name: str, period: str, *, is_hit: bool
) -> None:
    files = FILES.replace("volt_code\n", "volt_code | cons_name\n").replace("AC00101\n", "AC00101 | 厂\n")
    unbilled = BILLS + "1 | 202510 | 01 | 9 | - | - | - | - | 0"
    text = f"{files}1 | {mode} | 630 | 630 | 01 | AC00101 | {name}{unbilled}".replace("202510", period)
    assert bool(found(wrong_basic_charge, text, period=period)) == is_hit


def test_a_charging_station_that_is_charged_is_judged_as_others_are() -> None:
    files = FILES.replace("volt_code\n", "volt_code | cons_name\n").replace("AC00101\n", "AC00101 | 厂\n")
    text = f"{files}1 | {BY_CAPACITY} | 充电站{BILLS}1 | 202510 | {by_capacity('17000')}"
    assert [hit["amount_yuan"] for hit in found(wrong_basic_charge, text)] == [1900]


def months_billed(*ways: str) -> str:
    """Return bills of customer 1 from September on, by kVA or by kW, each right by its own way."""
    bill = {
        "kVA": by_capacity("18900"),
        "kW": by_demand("500", "20000"),
        "kW short": by_demand("500", "19000"),
    }
    rows = [f"1 | 2025{9 + n:02} | {bill[way]}" for n, way in enumerate(ways)]
    return "\n".join([FILES + "1 | 1 | 630 | 630 | 01 | AC00101" + BILLS.rstrip(), *rows])


@pytest.mark.parametrize(
    ("ways", "yuan"),
    [
        (["kW", "kW", "kVA"], None),  # by capacity from November on: the file says today's way
        (["kW", "kW", "kW", "kVA"], None),
        (["kW", "kW short", "kVA"], "1000"),
        (["kW", "kW", "kVA", "kW"], "-1100"),
        (["kVA", "kW", "kVA"], "-1100"),  # one month billed the wrong way
        (["kW", "kW", "kW"], "-1100"),  # never billed as the file has it
        (["kW", "kW"], "-1100"),
    ],
)
def test_a_bill_before_a_change_of_the_way_of_charging_is_held_to_its_own(
    ways: list[str], yuan: str | None
) -> None:
    wrong = found(wrong_basic_charge, drawn(months_billed(*ways)))
    assert [hit["amount_yuan"] for hit in wrong] == ([] if yuan is None else [Decimal(yuan)])
