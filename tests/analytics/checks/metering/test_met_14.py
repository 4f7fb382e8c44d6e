from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from analytics.checks.metering.met_14_runaway_reverse_stopped import meter_runs_away_back_or_stops
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, delivered, drawn, filled, finder

# 10 kVA × 720 hours × 1.2 = 8640 kWh a month at most; E of October: 6000 − 500 − 500 = 5000 yuan for 10000 kWh
BASE = """
    customers
    cons_no    | contract_cap
    0000000001 | 10

    metering_points
    mp_no | mp_attr
    P1    | 01
    P2    | 02

    meters
    asset_no | mp_no | digits | inst_date
    M1       | P1    | 5      | 2020-01-01

    readings
    asset_no | cons_no    | mp_no | amt_ym | read_type | last_read | this_read | t_factor | last_date  | mr_date
    M1       | 0000000001 | P1    | 202510 | 11        | 1000      | 1864      | 10       | 2025-10-01 | 2025-11-01

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 10000    | 6000      | 500       | 500
    0000000001 | 202509 | 01       | 2000     | 1000      |           |
    0000000001 | 202508 | 01       | 2000     | 1000      |           |
    0000000001 | 202507 | 01       | 2000     | 1000.05   |           |
    0000000001 | 202506 | 01       | 2000     | 1000      |           |
"""


def company(**changes: Any) -> Drawn:
    """Draw the base with its reading changed; the read numbers as integers."""
    rows = drawn(BASE)
    numbers = {k: Decimal(v) if isinstance(v, int) else v for k, v in changes.items()}
    rows["readings"][0].update(numbers)
    return rows


def with_days(*readings: int | None, load: int = 5, start: str = "2025-10-09", **row: Any) -> Drawn:
    """Add one day's usage for each reading; None is a day that was not delivered."""
    rows = company()
    first = date.fromisoformat(start)
    rows["daily_usage"] = [
        {
            "asset_no": "M1",
            "cons_no": "0000000001",
            "data_date": first + timedelta(days=number),
            "pap_r": Decimal(reading),
            "max_p": Decimal(load),
            **row,
        }
        for number, reading in enumerate(readings)
        if reading is not None
    ]
    return rows


TABLES = company(this_read=1964)


hits = finder(meter_runs_away_back_or_stops)


def reasons(rows: Drawn, **options: Any) -> list[str]:
    return [hit["reason"] for hit in hits(rows, **options)]


# 10 kVA × 720 hours × 1.2 = 8640 kWh = 864 × 10; four equal readings are three days without use
BOUNDARIES = {
    "over": Boundary(
        varied(BASE, "readings.this_read"),
        {"1863.999": False, "1864": False, "1864.001": True},
        own=1.5,
        answers_to_own={"2079.999": False, "2080": False, "2080.001": True},
    ),
    "stopped_days": Boundary(
        lambda days: with_days(*[100] * (days + 1)),
        {2: False, 3: True, 4: True},
        own=5,
        answers_to_own={4: False, 5: True, 6: True},
    ),
}


def test_a_meter_that_runs_away_is_hit_with_what_was_billed_too_much() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("asset", "M1", "0000000001")
    assert (hit["reason"], hit["kwh"], hit["limit_kwh"]) == ("飞走", 9640, 8640)
    assert hit["amount_yuan"] == Decimal("-500.00")  # −(9640 − 8640) × 5000 ÷ 10000


def test_the_limit_itself_is_clean() -> None:
    assert reasons(company()) == []
    assert reasons(company(this_read=Decimal("1864.001"))) == ["飞走"]


def test_what_was_billed_caps_the_amount() -> None:
    [hit] = hits(company(this_read=2964))
    assert hit["amount_yuan"] == Decimal("-680.00")  # −(10000 billed − 8640) × 0.5


def test_a_bill_that_keeps_within_the_limit_has_nothing_to_refund() -> None:
    for billed in ("8640", "5000", None):
        rows = company(this_read=1964)
        rows["bills"][0]["total_pq"] = billed and Decimal(billed)
        assert [hit["amount_yuan"] for hit in hits(rows)] == [None]


def test_a_period_without_charge_takes_the_price_of_twelve_months() -> None:
    rows = company(this_read=1964)
    rows["bills"][0]["total_amt"] = None
    [hit] = hits(rows)
    assert (hit["price_yuan"], hit["price_kwh"]) == (Decimal("4000.05"), 18000)
    assert hit["amount_yuan"] == Decimal("-222.23")  # −1000 × 4000.05 ÷ 18000 = −222.225, half up


def test_a_customer_of_unknown_or_no_capacity_is_not_judged_for_running_away() -> None:
    for capacity in (None, Decimal(0)):
        rows = company(this_read=99999)
        rows["customers"][0]["contract_cap"] = capacity
        rows["customers"].append({"cons_no": "0000000009", "contract_cap": Decimal(10)})
        assert hits(rows) == []


def test_a_meter_that_runs_back_is_hit_without_amount() -> None:
    [hit] = hits(company(this_read=999))
    assert (hit["reason"], hit["kwh"], hit["amount_yuan"]) == ("倒走", -10, None)


def test_a_register_that_passed_its_last_digit_has_not_run_back() -> None:
    assert reasons(company(last_read=90000, this_read=500)) == ["飞走"]  # 10500 × 10 kWh
    assert reasons(company(last_read=99900, this_read=700)) == []  # 800 × 10 kWh
    assert reasons(company(last_read=89999, this_read=500)) == ["倒走"]
    assert reasons(company(last_read=99900, this_read=10001)) == ["倒走"]


def test_unknown_digits_are_those_of_the_last_reading() -> None:
    rows = company(last_read=9990, this_read=20)
    assert reasons(rows) == ["倒走"]
    rows["meters"][0]["digits"] = None
    assert reasons(rows) == []


def test_an_exchanged_meter_has_not_run_back() -> None:
    for change in ({"data_src": "02"}, {"mr_type": "05"}):
        assert reasons(company(this_read=999, **change)) == []
    for day, expected in (("10-01", ["倒走"]), ("10-02", []), ("11-01", []), ("11-02", ["倒走"])):
        rows = company(this_read=999)
        rows["meters"][0]["inst_date"] = date.fromisoformat(f"2025-{day}")
        assert reasons(rows) == expected


def test_an_exchanged_meter_can_run_away() -> None:
    assert reasons(company(this_read=1964, data_src="02")) == ["飞走"]


def test_a_customer_who_feeds_in_has_not_run_back() -> None:
    rows = company(this_read=999)
    rows["readings"].append({**rows["readings"][0], "read_type": "81", "amt_ym": "202501"})
    assert reasons(rows) == []
    for app_type, expected in (("901", []), ("902", []), ("104", ["倒走"])):
        rows = company(this_read=999)
        rows["applications"] = [{"cons_no": "0000000001", "app_type": app_type}]
        assert reasons(rows) == expected


def test_simulated_revoked_and_unread_readings_are_not_judged() -> None:
    for change in ({"data_src": "03"}, {"data_src": "04"}, {"mr_status": "01"}, {"mr_status": "03"}):
        assert reasons(company(this_read=1964, **change)) == []
    for change in ({"data_src": "01"}, {"mr_status": "02"}):
        assert reasons(company(this_read=1964, **change)) == ["飞走"]


def test_other_months_registers_and_check_points_are_not_judged() -> None:
    for change in ({"amt_ym": "202509"}, {"read_type": "21"}, {"mp_no": "P2"}):
        assert reasons(company(this_read=1964, **change)) == []
    rows = company(this_read=1964, mp_no=None)
    rows["meters"][0]["mp_no"] = "P2"
    assert reasons(rows) == []


def test_three_days_under_load_without_progress_are_hit_with_their_share_of_three_months() -> None:
    [hit] = hits(with_days(100, 100, 100, 100, 101))
    assert (hit["object_id"], hit["cons_no"], hit["reason"]) == ("M1", "0000000001", "停走")
    assert (hit["stopped_days"], hit["stopped_from"]) == (3, date(2025, 10, 10))
    assert hit["amount_yuan"] == Decimal("100.00")  # 3000.05 ÷ 90 × 3 = 100.0017


def test_two_days_without_progress_are_clean() -> None:
    assert hits(with_days(99, 100, 100, 100, 101)) == []


def test_the_days_of_standing_still_can_be_changed() -> None:
    assert reasons(with_days(99, 100, 100, 100, 101), stopped_days=2) == ["停走"]


def test_days_without_load_or_not_collected_do_not_count() -> None:
    assert hits(with_days(100, 100, 100, 100, load=0)) == []
    assert hits(with_days(100, 100, 100, 100, succ_flag="2")) == []
    assert reasons(with_days(100, 100, 100, 100, succ_flag="1")) == ["停走"]


def test_a_missing_day_breaks_the_row() -> None:
    assert hits(with_days(100, 100, 100, None, 100, 100)) == []
    assert reasons(with_days(100, 100, 100, None, 100, 100, 100, 100)) == ["停走"]


def test_days_of_two_rows_add_up() -> None:
    [hit] = hits(with_days(*[100] * 4, *[110] * 5))
    assert hit["stopped_days"] == 7


def test_only_days_of_the_period_count_the_last_of_the_month_before_as_a_start() -> None:
    assert hits(with_days(*[100] * 4, start="2025-09-28")) == []
    [hit] = hits(with_days(*[100] * 6, start="2025-09-28"))
    assert (hit["stopped_days"], hit["stopped_from"]) == (3, date(2025, 10, 1))
    assert hits(with_days(*[100] * 4, start="2025-10-29"), as_of="2025-10-31") == []


def test_check_points_are_not_judged_for_standing_still() -> None:
    rows = with_days(*[100] * 5)
    rows["meters"][0]["mp_no"] = "P2"
    assert hits(rows) == []


def test_a_meter_that_ran_back_and_stood_still_is_one_hit() -> None:
    rows = with_days(*[100] * 4)
    rows["readings"][0]["this_read"] = Decimal(999)
    [hit] = hits(rows)
    assert (hit["reason"], hit["amount_yuan"]) == ("倒走、停走", Decimal("100.00"))


def test_without_bills_amounts_are_unknown() -> None:
    rows = company(this_read=1964)
    del rows["bills"]
    assert [hit["amount_yuan"] for hit in hits(rows)] == [None]
    rows = with_days(*[100] * 4)
    rows["bills"] = rows["bills"][:1]
    assert [hit["amount_yuan"] for hit in hits(rows)] == [None]


def test_a_meter_read_twice_in_the_month_is_one_hit() -> None:
    rows = company(this_read=1964)
    rows["readings"].append(
        {**rows["readings"][0], "this_read": Decimal(2964), "mr_date": date(2025, 10, 20)}
    )
    assert [hit["this_read"] for hit in hits(rows)] == [2964]


def test_a_reading_too_large_to_compute_does_not_stop_the_check() -> None:
    rows = company(this_read=1964)
    absurd = {"asset_no": "M9", "this_read": Decimal(10) ** 11, "t_factor": Decimal(10) ** 6, "mp_no": None}
    rows["readings"].append({**rows["readings"][0], **absurd})
    assert [hit["object_id"] for hit in hits(rows)] == ["M1", "M9"]


def test_without_readings_the_check_is_off() -> None:
    rows = company()
    del rows["readings"]
    assert meter_runs_away_back_or_stops.missing(filled(rows)) == ["readings"]


def test_without_daily_usage_and_capacity_only_running_back_is_judged_and_notes_say_so() -> None:
    rows = company(this_read=999)
    del rows["customers"]
    tables = delivered(meter_runs_away_back_or_stops, rows)
    assert meter_runs_away_back_or_stops(tables).to_pyarrow()["reason"].to_pylist() == ["倒走"]
    assert tables.notes == [
        "没有合同容量,不查①飞走",
        "抄表记录没有抄表周期,①的上限都按每月抄表",
        "日电量没有表号、示数或最大负荷,不查③停走",
        "缺业扩申请,光伏只据反向示数剔除",
    ]


def test_a_reading_of_a_quarter_may_have_what_three_months_can_use() -> None:
    for cycle, this_read, is_hit in (
        ("每季", 3592, False),
        ("每季", 3593, True),
        ("2", 2729, True),
        ("1", 1865, True),
    ):
        assert bool(hits(company(this_read=this_read, mr_cycle=cycle))) == is_hit
