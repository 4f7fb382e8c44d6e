from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_01_zero_use import no_use_for_several_periods
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

CUSTOMERS = """
    customers
    cons_no | status_code | cons_sort_code | elec_type_code | prc_code | run_cap | poweroff_flag
"""
PEERS = """
    p1 | 0 | 02 | 405 | A | 50 | 02
    p2 | 0 | 02 | 405 | A | 50 | 02
    p3 | 0 | 02 | 405 | A | 50 | 02"""
BILLS = """

    bills
    cons_no | amt_ym | amt_type | total_pq | kwh_amt | levy_amt
    p1 | 202510 | 01 | 100 | 60 | 3
    p2 | 202510 | 01 | 201 | 120 | 6
    p3 | 202510 | 01 | 401 | 240 | 12"""
ZERO = [("202508", "0"), ("202509", "0"), ("202510", "0")]


def company(customer: str = "0 | 02 | 405 | A | 50 | 02", months: list[tuple[str, str]] | None = None) -> str:
    bills = [f"1 | {month} | 01 | {kwh} | 0 | 0" for month, kwh in ZERO if months is None]
    bills += [f"1 | {month} | 01 | {kwh} | 0 | 0" for month, kwh in months or []]
    return CUSTOMERS + f"1 | {customer}" + PEERS + BILLS + "\n" + "\n".join(bills)


hits = finder(no_use_for_several_periods)


TABLES = company()


def zero_months(number: int) -> str:
    return company(months=[(f"2025{10 - n:02d}", "0") for n in range(number)])


def of_class(kind: str) -> str:
    return company(f"0 | {kind} | A | 50 | 02")


def share(hits: list[dict[str, Any]]) -> str:
    return hits[0]["check_level"].partition("核查 ")[2]


HIGH, LOW, RESIDENT = "01 | 100", "02 | 405", "03 | 202"
BOUNDARIES = {
    "n": Boundary(
        zero_months,
        {2: False, 3: True, 4: True},
        own=5,
        answers_to_own={4: False, 5: True, 6: True},
    ),
    "high_voltage_pct": Boundary(
        of_class,
        {HIGH: "100%", LOW: "80%", RESIDENT: "20%"},
        own=30,
        answers_to_own={HIGH: "30%", LOW: "80%", RESIDENT: "20%"},
        read=share,
    ),
    "low_voltage_pct": Boundary(
        of_class,
        {HIGH: "100%", LOW: "80%", RESIDENT: "20%"},
        own=30,
        answers_to_own={HIGH: "100%", LOW: "30%", RESIDENT: "20%"},
        read=share,
    ),
    "resident_pct": Boundary(
        of_class,
        {HIGH: "100%", LOW: "80%", RESIDENT: "20%"},
        own=30,
        answers_to_own={HIGH: "100%", LOW: "80%", RESIDENT: "30%"},
        read=share,
    ),
}


def test_three_billed_months_without_use_are_a_hit_worth_what_peers_pay() -> None:
    [hit] = hits(company())
    assert (hit["object_id"], hit["months"]) == ("1", "202508、202509、202510")
    # median of 100, 201, 401 × 3 × (63 + 126 + 252) ÷ (100 + 201 + 401) = 603 × 441 ÷ 702 = 378.807…
    assert hit["amount_yuan"] == Decimal("378.81")
    assert hit["check_level"] == "低压非居民,核查 80%"


def test_a_month_without_a_bill_is_no_zero_month() -> None:
    assert hits(company(months=[("202508", "0"), ("202510", "0")])) == []
    assert hits(company(months=[("202507", "0"), ("202508", "0"), ("202509", "0")])) == []


EVERY_SECOND = [("202506", "0"), ("202508", "0"), ("202510", "0")]
EVERY_QUARTER = [("202504", "0"), ("202507", "0"), ("202510", "0")]


@pytest.mark.parametrize(
    ("cycle", "months", "is_hit"),
    [
        ("2", EVERY_SECOND, True),
        ("1", EVERY_SECOND, False),
        ("2", EVERY_SECOND[1:], False),
        ("2", [*EVERY_SECOND[1:], ("202506", "1")], False),
        ("2", [*EVERY_SECOND, ("202509", "1")], False),
        ("2", ZERO, True),
        ("每季", EVERY_QUARTER, True),
        ("每季", [*EVERY_QUARTER, ("202501", "1")], True),
        ("每季", [*EVERY_QUARTER, ("202502", "1")], False),
        ("每季", EVERY_QUARTER[1:], False),
        ("每季", EVERY_SECOND, False),
        ("2", EVERY_QUARTER, False),
    ],
)
def test_who_is_read_less_often_has_a_period_as_often_as_that(
    cycle: str, months: list[tuple[str, str]], is_hit: bool
) -> None:
    text = company(months=months)
    by_readings = f"\n\nreadings\ncons_no | amt_ym | mr_cycle\n1 | 202510 | {cycle}"
    assert bool(hits(text + by_readings)) == is_hit
    by_section = text.replace("poweroff_flag", "poweroff_flag | mr_sect_no").replace(
        "50 | 02", "50 | 02 | S1"
    )
    assert bool(hits(by_section + f"\n\nmr_sections\nmr_sect_no | mr_cycle\nS1 | {cycle}")) == is_hit


@pytest.mark.parametrize(
    ("cycle", "bills", "months", "note"),
    [
        ("2", EVERY_SECOND, "202506、202508、202510", "双月抄表"),
        ("每季", EVERY_QUARTER, "202504、202507、202510", "按季抄表"),
    ],
)
def test_who_is_read_less_often_is_worth_what_such_peers_pay(
    cycle: str, bills: list[tuple[str, str]], months: str, note: str
) -> None:
    text = company(months=bills) + f"\n\nreadings\ncons_no | amt_ym | mr_cycle\n1 | 202510 | {cycle}"
    [hit] = hits(text)
    assert (hit["months"], hit["zero_months"], hit["note"]) == (months, 3, note)
    assert hit["amount_yuan"] is None  # the others are read every month
    [hit] = hits(text + "".join(f"\np{n} | 202510 | {cycle}" for n in (1, 2, 3)))
    assert hit["amount_yuan"] == Decimal("378.81")  # three bills of the median


@pytest.mark.parametrize(("day", "seen"), [("2025-02-01", Decimal("0.5")), ("2025-01-31", None)])
def test_of_a_quarter_the_days_of_its_three_months_are_looked_at(day: str, seen: Decimal | None) -> None:
    text = company(months=EVERY_QUARTER) + "\n\nreadings\ncons_no | amt_ym | mr_cycle\n1 | 202510 | 每季"
    [hit] = hits(text + f"\n\ndaily_usage\ncons_no | data_date | day_pq\n1 | {day} | 0.5")
    assert hit["measured_kwh"] == seen


@pytest.mark.parametrize("kwh", ["1", "-1"])
def test_a_month_with_any_energy_ends_the_run(kwh: str) -> None:
    assert hits(company(months=[("202508", kwh), ("202509", "0"), ("202510", "0")])) == []


def test_rows_of_a_month_count_together_with_their_sign() -> None:
    assert len(hits(company(months=[*ZERO, ("202509", "50"), ("202509", "-50")]))) == 1


def test_supplementary_bills_are_no_bills_of_the_month() -> None:
    assert hits(company(months=ZERO[1:]) + "\n1 | 202508 | 0202 | 0 | 0 | 0") == []


def test_the_number_of_periods_is_a_parameter() -> None:
    text = company(months=ZERO[1:])
    assert hits(text) == []
    [hit] = hits(text, n=2)
    assert hit["amount_yuan"] == Decimal("252.54")  # 201 × 2 × 441 ÷ 702 = 252.538…


def test_the_last_month_with_use_is_shown() -> None:
    earlier = [("202506", "9"), ("202507", "4"), ("202507", "-4")]
    [hit] = hits(company(months=ZERO + earlier))
    assert hit["last_used_ym"] == "202506"


@pytest.mark.parametrize(
    "customer",
    [
        "9 | 02 | 405 | A | 50 | 02",
        "2 | 02 | 405 | A | 50 | 02",
        "0 | 02 | 405 | A | 0 | 02",
        "0 | 02 | 405 | A | 50 | 01",
    ],
)
def test_who_is_not_normal_or_has_no_running_capacity_or_is_cut_off_is_clean(customer: str) -> None:
    assert hits(company(customer)) == []


@pytest.mark.parametrize(("states", "is_hit"), [("02 03", False), ("02 01", True), ("- -", True)])
def test_who_has_no_machine_running_is_clean(states: str, is_hit: bool) -> None:
    rows = "".join(f"\n1 | {state}" for state in states.split())
    machines = f"\n\nequipment\ncons_no | run_status{rows}\nx | 01"
    assert bool(hits(company() + machines)) == is_hit


def applied(*rows: str) -> str:
    header = "\n\napplications\ncons_no | app_type | status | power_date | archive_date\n"
    return header + "\n".join(f"1 | {row}" for row in rows)


@pytest.mark.parametrize(
    ("rows", "is_hit"),
    [
        (["208 | 02 | 2025-03-01 | -"], False),
        (["208 | 02 | - | 2025-03-01"], False),
        (["208 | 01 | 2025-03-01 | -"], True),
        (["208 | 02 | 2025-11-02 | -"], True),
        (["208 | 02 | 2025-03-01 | -", "209 | 02 | 2025-05-01 | -"], True),
        (["208 | 02 | 2025-03-01 | -", "209 | 01 | 2025-05-01 | -"], False),
        (["208 | 02 | 2025-03-01 | -", "209 | 02 | 2025-01-01 | -"], False),
        (["203 | 02 | 2025-03-01 | -"], True),
    ],
)
def test_a_dismantled_customer_is_clean_until_it_is_reinstalled(rows: list[str], is_hit: bool) -> None:
    assert bool(hits(company() + applied(*rows))) == is_hit


@pytest.mark.parametrize(
    ("rows", "is_hit"),
    [
        (["203 | 02 | 2025-03-01 | -"], False),
        (["203 | 02 | 2025-03-01 | -", "204 | 02 | 2025-06-01 | -"], True),
    ],
)
def test_a_suspension_counts_where_neither_capacity_nor_machines_are_known(
    rows: list[str], is_hit: bool
) -> None:
    assert bool(hits(company("0 | 02 | 405 | A | - | 02") + applied(*rows))) == is_hit


def test_who_cannot_be_told_from_suspended_is_marked() -> None:
    [hit] = hits(company("0 | 02 | 405 | A | - | 02"))
    assert hit["note"] == "缺运行容量与受电设备,未能剔除暂停"


def test_own_generation_is_marked_and_stays_a_hit() -> None:
    [hit] = hits(company() + applied("901 | 02 | 2024-01-01 | -"))
    assert hit["note"] == "有分布式电源申请"
    back = "\n\nreadings\ncons_no | amt_ym | read_type | last_read | this_read\n1 | 202510 | 81 | 900 | 1400"
    assert hits(company() + back)[0]["note"] == "当期有上网电量"


@pytest.mark.parametrize(
    ("day", "is_marked"), [("2025-07-31", False), ("2025-08-01", True), ("2025-10-31", True)]
)
def test_energy_that_daily_readings_saw_in_the_window_is_high_risk(day: str, is_marked: bool) -> None:
    daily = f"\n\ndaily_usage\ncons_no | data_date | day_pq\n1 | {day} | 0.5\n1 | 2025-09-09 | 0"
    [hit] = hits(company() + daily)
    assert (hit["note"] == "核查期内采集有电量,高危") == is_marked


def test_two_peers_are_too_few_for_an_amount() -> None:
    [hit] = hits(company().replace("p3 | 202510 | 01 | 401", "p3 | 202510 | 01 | 0"))
    assert hit["amount_yuan"] is None


def test_peers_have_the_same_kind_and_price() -> None:
    [hit] = hits(company("0 | 01 | 405 | B | 50 | 02"))
    assert (hit["amount_yuan"], hit["check_level"]) == (None, "高压,核查 100%")


def test_what_was_not_delivered_is_said() -> None:
    text = company().replace("run_cap", "contract_cap")
    seen = delivered(no_use_for_several_periods, drawn(text))
    no_use_for_several_periods(seen)
    assert seen.notes == [
        *("缺运行容量,不能据此剔除暂停", "缺受电设备,不能据此剔除暂停", "缺日电量,不判高危"),
        "缺抄表段的抄表周期,按抄表记录的周期;也没有的,双月、按季抄表的户视为缺账单,不判",
        "缺业扩申请,暂停、暂拆不能据申请剔除,分布式电源不提示",
        "缺抄表示数,当期上网的不提示",
    ]


def test_without_the_status_it_is_off() -> None:
    assert no_use_for_several_periods.missing({"bills": {"cons_no": 1, "amt_ym": 1, "total_pq": 1}}) == [
        "customers"
    ]


def test_levies_that_are_printed_inside_count_once() -> None:
    inside = "p{} | 202510 | 01 | 100 | 60 | 3 | 60"
    bills = [*BILLS.splitlines()[:3], BILLS.splitlines()[3] + " | total_amt"]
    rows = [*(inside.format(n) for n in (1, 2, 3)), *(f"1 | {ym} | 01 | 0 | 0 | 0 | 0" for ym, _ in ZERO)]
    text = CUSTOMERS + "1 | 0 | 02 | 405 | A | 50 | 02" + PEERS + "\n".join(["", *bills, *rows])
    [hit] = hits(text)
    assert (hit["peers_yuan"], hit["amount_yuan"]) == (Decimal("180.00"), Decimal("180.00"))  # 100 × 3 × 0.60
