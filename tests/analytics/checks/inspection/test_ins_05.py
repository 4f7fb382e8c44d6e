from decimal import Decimal

import pytest

from analytics.checks.inspection.ins_05_generation_and_feed_in import generation_and_feed_in
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = generation_and_feed_in
NONE, TOO_MUCH, MORE_THAN_MADE = "①连续无发电量", "②发电量超过装机所能", "③上网电量大于发电量"
# 10 kW make 10 × 24 × 31 × 1.1 = 8184 kWh in October at most


def plant(
    made: str = "1000",
    fed: str = "1200",
    *more: str,
    before: str = "900",
    cap: str = "10",
    use: str = "1101",
    status: str = "0",
    prices: str = "F | 0.4153 | 2021-01-01 | -",
    runs: str = "02",
    grid: str = "02",
    second: str = "04",
) -> str:
    """Draw a customer with a point that generates, one that feeds in and its own; '-' is a month without a reading.

    `runs`, `grid` and `second` are the states of the points G, N and H, another that generates. More readings:
    asset | point | register | month | energy | last | this | factor | state | source, and the days last | this.
    """
    rows = [
        f"G | - | 11 | {ym} | {kwh} | - | - | - | 02 | 01 | - | -"
        for ym, kwh in (("202509", before), ("202510", made))
        if kwh != "-"
    ]
    rows += [f"N | N | 11 | 202510 | {fed} | - | - | - | - | - | - | -"] if fed != "-" else []
    rows += [one if one.count("|") == 11 else f"{one} | - | -" for one in more]
    readings = "\n".join(rows)
    return f"""
        customers
        cons_no | status_code
        C | {status}

        metering_points
        mp_no | cons_no | mp_usage | mp_attr | mp_status | prc_code
        G | C | {use} | 01 | {runs} | -
        N | C | 1102 | 01 | {grid} | F
        U | C | 01 | 01 | 02 | S
        K | C | 01 | 02 | 02 | S
        H | C | 1101 | 01 | {second} | -

        meters
        asset_no | mp_no | digits | inst_date
        G | G | 4 | 2025-09-01
        B | N | 6 | 2020-01-01
        B | U | 6 | 2020-01-01

        readings
        asset_no | mp_no | read_type | amt_ym | mr_pq | last_read | this_read | t_factor | mr_status | data_src | last_date | mr_date
        {readings}

        self_generation
        cons_no | gen_cap
        C | {cap}

        tariff_prices
        prc_code | kwh_prc | start_date | end_date
        {prices}"""


TABLES = plant()
hits = finder(CHECK, plant)


def idle(months: int) -> str:
    """Return a customer who made nothing in so many months up to the period."""
    rows = [f"G | G | 11 | 2025{10 - back:02d} | 0 | - | - | - | - | -" for back in range(2, months)]
    return plant("0" if months > 0 else "5", "-", *rows, before="0" if months > 1 else "5")


BOUNDARIES = {
    "n": Boundary(
        idle,
        {0: False, 1: False, 2: True},
        own=3,
        answers_to_own={1: False, 2: False, 3: True},
        is_apart=True,
    ),
    "h_cap": Boundary(
        lambda made: plant(made, "-"),
        {"8183.9": False, "8184": False, "8184.1": True},
        own=1,
        answers_to_own={"7439.9": False, "7440": False, "7440.1": True},
        is_apart=True,
    ),
}


def test_who_fed_in_more_than_was_made_is_found_with_what_was_paid_too_much() -> None:
    [hit] = hits()
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "C", "C")
    assert (hit["reason"], hit["period"]) == (MORE_THAN_MADE, "202510")
    assert (hit["generated_kwh"], hit["fed_in_kwh"], hit["fed_in_by"]) == (1000, 1200, "上网点正向")
    assert (hit["kwh_yuan"], hit["amount_yuan"]) == (Decimal("0.4153"), Decimal("83.06"))
    assert hits("1000", "1000") == []


@pytest.mark.parametrize(
    ("made", "before", "is_hit"),
    [("0", "0", True), ("0", "1", False), ("1", "0", False), ("0", "-", False), ("-", "0", False)],
)
def test_nothing_made_in_two_months_that_were_both_read_is_odd(made: str, before: str, is_hit: bool) -> None:
    found = hits(made, "-", before=before)
    assert [(hit["reason"], hit["zero_from_ym"], hit["amount_yuan"]) for hit in found] == [
        (NONE, "202509", None)
    ] * is_hit


def test_more_than_the_machine_can_make_is_odd_where_its_capacity_is_known() -> None:
    [hit] = hits("8184.01", "-")
    assert (hit["reason"], hit["limit_kwh"], hit["gen_cap"], hit["amount_yuan"]) == (TOO_MUCH, 8184, 10, None)
    assert hits("8184.01", "-", cap="-") == hits("8184.01", "-", cap="0") == []


@pytest.mark.parametrize(
    ("reading", "made"),
    [
        ("G | G | 11 | 202510 | - | 10 | 20 | 30 | 02 | 01", 300),
        ("G | G | 11 | 202510 | 300 | 10 | 99 | 30 | 03 | 01", 300),
        ("G | G | 11 | 202510 | 300 | - | - | - | 01 | 01", None),
        ("G | G | 11 | 202510 | 300 | - | - | - | 02 | 03", None),
        ("G | G | 11 | 202510 | 300 | - | - | - | 02 | 04", None),
        ("G | G | 81 | 202510 | 300 | - | - | - | 02 | 01", None),
        ("G | G | 11 | 202511 | 300 | - | - | - | 02 | 01", None),
        ("G | G | 11 | 202510 | - | 9990 | 5 | 20 | 02 | 01", 300),
        ("G | G | 11 | 202510 | - | 500 | 400 | 1 | 02 | 01", None),
        ("G | G | 11 | 202510 | - | 10 | 20 | 30 | 02 | 01 | 2025-08-31 | 2025-09-30", None),
        ("G | G | 11 | 202510 | - | 10 | 20 | 30 | 02 | 01 | 2025-09-01 | 2025-09-30", 300),
    ],
)
def test_what_was_made_is_what_the_point_s_forward_register_was_read_at(
    reading: str, made: int | None
) -> None:
    found = hits("-", "400", reading)
    assert [hit["generated_kwh"] for hit in found] == [made] * (made is not None)


def test_readings_of_several_meters_are_added_up() -> None:
    assert hits("1000", "1200", "H | G | 11 | 202510 | 200 | - | - | - | - | -") == []
    [hit] = hits("1000", "900", "M | N | 11 | 202510 | 200 | - | - | - | - | -")
    assert hit["fed_in_kwh"] == 1100


def test_without_a_point_to_the_grid_what_turned_back_at_the_customer_s_own_point_was_fed_in() -> None:
    back = "U | U | 81 | 202510 | 1100 | - | - | - | - | -"
    twice = "K | K | 81 | 202510 | 1100 | - | - | - | - | -"
    [hit] = hits("1000", "-", back, twice, prices="S | 0.5 | 2021-01-01 | -", grid="04")
    assert (hit["fed_in_by"], hit["fed_in_kwh"], hit["amount_yuan"]) == ("其他点反向", 1100, Decimal("50.00"))
    assert hits("1000", "900", back) == []


def test_a_point_to_the_grid_that_was_not_read_is_not_made_up_for_by_what_turned_back() -> None:
    back = "U | U | 81 | 202510 | 1100 | - | - | - | - | -"
    unread = "N | N | 11 | 202510 | 0 | - | - | - | 01 | -"
    assert hits("1000", "-", back) == hits("1000", "-", back, unread) == []


def test_what_was_made_is_not_known_before_every_generator_in_use_was_read() -> None:
    unread = "H | H | 11 | 202510 | 0 | - | - | - | 01 | -"
    assert hits(second="02") == hits("1000", "1200", unread) == []
    [hit] = hits("1000", "1200", "H | H | 11 | 202510 | 100 | - | - | - | - | -", second="02")
    assert (hit["reason"], hit["generated_kwh"]) == (MORE_THAN_MADE, 1100)
    [hit] = hits("8185", "-", second="02")
    assert hit["reason"] == TOO_MUCH


def test_nothing_made_at_one_of_two_generators_in_use_or_at_one_that_was_stopped_is_not_odd() -> None:
    zeros = [f"H | H | 11 | {ym} | 0 | - | - | - | - | -" for ym in ("202509", "202510")]
    assert hits("0", "-", zeros[1], before="0", second="02") == []
    [hit] = hits("0", "-", *zeros, before="0", second="02")
    assert hit["reason"] == NONE
    assert hits("0", "-", before="0", runs="03") == []


@pytest.mark.parametrize(
    ("first", "days"), [("2025-08-31", 61), ("2025-09-30", 31), ("2025-10-11", 31), ("-", 31)]
)
def test_the_limit_is_of_the_days_that_were_read_where_they_are_more_than_the_month(
    first: str, days: int
) -> None:
    made = "G | G | 11 | 202510 | {} | - | - | - | 02 | 01 | " + f"{first} | 2025-10-31"
    limit = 10 * 24 * days * 11 // 10
    [hit] = hits("-", "-", made.format(limit + 1))
    assert (hit["reason"], hit["limit_days"], hit["limit_kwh"]) == (TOO_MUCH, days, limit)
    assert hits("-", "-", made.format(limit)) == []


def test_a_meter_that_hangs_at_two_points_feeds_in_only_what_a_reading_says_of_the_one() -> None:
    assert hits("1000", "-", "B | - | 11 | 202510 | 1200 | - | - | - | - | -") == []
    [hit] = hits("1000", "-", "B | N | 11 | 202510 | 1200 | - | - | - | - | -")
    assert hit["fed_in_kwh"] == 1200


def test_the_limit_can_be_worked_out_by_hand() -> None:
    [hit] = hits("8185", "-")
    lines = arithmetic_of(hit | {"check_code": "INS-05"})
    assert lines == ["发电上限 = 装机 10 kW × 24 × 31 天 × 1.1 = 8,184 kWh"]


@pytest.mark.parametrize(
    ("prices", "yuan"),
    [
        (("F | 0.3 | 2021-01-01 | -", "F | 0.4 | 2025-10-31 | -"), "80.00"),
        (("F | 0.3 | 2021-01-01 | -", "F | 0.4 | 2025-11-01 | -"), "60.00"),
        (("F | 0.3 | 2021-01-01 | 2025-10-31",), "60.00"),
        (("F | 0.3 | 2021-01-01 | 2025-10-30",), None),
        (("F | 0.3 | 2021-01-01 | -", "F | 0.4 | 2021-01-01 | -"), None),
        (("X | 0.3 | 2021-01-01 | -",), None),
    ],
)
def test_the_price_is_the_latest_in_force_at_the_end_of_the_month_if_there_is_one(
    prices: tuple[str, ...], yuan: str | None
) -> None:
    [hit] = hits(prices="\n".join(prices))
    assert hit["amount_yuan"] == (yuan and Decimal(yuan))


def test_only_customers_on_the_books_with_a_point_that_generates_are_judged() -> None:
    assert [bool(hits(status=status)) for status in ("0", "2", "9")] == [True, True, False]
    assert [bool(hits(use=use)) for use in ("1101", "11", "01", "-")] == [True, True, False, False]
