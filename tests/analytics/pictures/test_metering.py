from decimal import Decimal

import pytest

from analytics.checks.metering.met_06_verification_overdue import verification_overdue
from analytics.checks.metering.met_13_events_not_closed import events_not_closed
from analytics.pictures.metering import assets, meters_due, multiplier_errors, open_events, transformer_sizes
from tests.drawn import found
from tests.pictured import marks_of, rows_behind

# electronic meters of class 2 are due after 96 months
METERS = """
    metering_points
    mp_no | cons_no    | org_code  | mp_status | wiring_mode
    P1    | 0000000001 | 334010101 | 02        | 1

    customers
    cons_no    | status_code
    0000000001 | 0

    meters
    asset_no | mp_no | status | meter_type | accuracy | inst_date
"""


def meter(put_up: str, asset: str = "M1") -> str:
    return f"    {asset} | P1 | 012 | 28 | 02 | {put_up}\n"


@pytest.mark.parametrize(
    ("put_up", "band"),
    [
        ("2016-10-31", "超期 1 年以上"),  # due 2024-10-31, as of 2025-11-01
        ("2017-10-31", "超期不满半年"),
        ("2017-11-01", "本月"),
        ("2018-01-15", "2 个月后"),
        ("-", "日期或周期不明"),
    ],
)
def test_a_meter_stands_where_its_day_lies(put_up: str, band: str) -> None:
    marks = marks_of(meters_due, METERS + meter(put_up))
    assert list(marks) == [band if band != "日期或周期不明" else ""]


def test_a_meter_due_in_a_year_is_not_shown() -> None:
    assert marks_of(meters_due, METERS + meter("2018-11-01")) == {}


def test_overdue_are_those_that_the_check_finds() -> None:
    company = METERS + meter("2017-10-31") + meter("2017-11-01", "M2") + meter("2015-01-01", "M3")
    overdue = [row["object_id"] for row in rows_behind(meters_due, company) if row["overdue_days"]]
    assert (
        sorted(overdue) == [hit["object_id"] for hit in found(verification_overdue, company)] == ["M1", "M3"]
    )


def test_multiplier_errors_lie_where_their_money_lies() -> None:
    hits = [
        {"object_id": "1", "check_code": "MET-01", "amount_yuan": Decimal("10000")},
        {"object_id": "2", "check_code": "MET-02", "amount_yuan": Decimal("-9999.99")},
        {"object_id": "3", "check_code": "MET-01"},
        {"object_id": "4", "check_code": "MET-05", "amount_yuan": Decimal("5")},
    ]
    marks = marks_of(multiplier_errors, hits={"*": hits})
    assert {place: mark["objects"] for place, mark in marks.items()} == {
        ("少收 1 万–10 万元", "MET-01"): 1,
        ("多收 1 千–1 万元", "MET-02"): 1,
        ("", "MET-01"): 1,
    }


def test_a_transformer_lies_where_its_load_lies_and_is_called_what_the_check_called_it() -> None:
    # 400 kVA at 10 kV draw 23.09 A: 11.5 % of 200 A
    company = """
        customers
        cons_no    | status_code | contract_cap | run_cap
        0000000001 | 0           | 400          | 400

        metering_points
        mp_no | cons_no    | mp_attr | mp_status | mp_cap | meas_mode | volt_code
        P1    | 0000000001 | 01      | 02        | 400    | 1         | AC00101

        instrument_transformers
        mp_no | it_sort | ratio | status | accuracy
        P1    | 01      | 200/5 | 011    | 04
    """
    [row] = rows_behind(transformer_sizes, company, hits={"MET-03": [{"object_id": "P1", "reason": "过大"}]})
    assert (row["load_kva"], row["load_share"], row["percent"]) == (
        "400–630 kVA",
        "20% 以下",
        Decimal("11.5"),
    )
    assert row["ct_size"] == "过大"


EVENTS = """
    metering_points
    mp_no | cons_no    | wiring_mode
    P1    | 0000000001 | 3

    meters
    asset_no | mp_no | cons_no
    M1       | P1    | 0000000001

    meter_events
    event_id | cons_no    | mp_no | asset_no | event_type | start_time       | end_time         | max_i | handle_status
    a        | 0000000001 | P1    | M1       | 01         | 2025-10-28 08:00 | 2025-10-29 08:00 | 2     | 01
    b        | 0000000001 | P1    | M1       | 02         | 2025-10-27 08:00 | 2025-10-28 08:00 | 2     | 01
    closed   | 0000000001 | P1    | M1       | 02         | 2025-10-27 08:00 | 2025-10-28 09:00 | 2     | 03
    short    | 0000000001 | P1    | M1       | 02         | 2025-10-01 08:00 | 2025-10-01 08:10 | 2     | 01
"""


def test_open_events_lie_by_the_days_since_and_those_too_old_are_the_checks() -> None:
    marks = marks_of(open_events, EVENTS)
    assert marks == {("3 天以内", "01"): {"objects": 1}, ("4–7 天", "02"): {"objects": 1}}
    [hit] = found(events_not_closed, EVENTS)
    assert (hit["event_count"], hit["reason"]) == (1, "失流")


def test_meters_on_file_and_in_the_field() -> None:
    company = """
        metering_points
        mp_no | org_code
        P1    | 334010101

        meters
        asset_no | mp_no | cons_no | status | bar_code | made_no
        read     | P1    | 1       | 012    | -        | -
        by_bar   | P1    | 1       | 012    | B2       | -
        unread   | P1    | 1       | 012    | -        | -
        stored   | P1    | 1       | 006    | -        | N4
        rests    | P1    | 1       | 006    | -        | -

        readings
        asset_no | org_code  | cons_no | amt_ym | read_type | mr_pq
        read     | 334010101 | 1       | 202510 | 11        | 5
        B2       | 334010101 | 1       | 202510 | 11        | 6
        N4       | 334010101 | 1       | 202510 | 11        | 7
        unknown  | 334010101 | 1       | 202510 | 11        | 8
        unread   | 334010101 | 1       | 202509 | 11        | 9
    """
    rows = {row["object_id"]: row for row in rows_behind(assets, company)}
    assert {name: row["whereabouts"] for name, row in rows.items()} == {
        "read": "档案运行、现场有抄表",
        "by_bar": "档案运行、现场有抄表",
        "unread": "档案运行、现场没有抄表",
        "stored": "档案不是运行、现场有抄表",
        "unknown": "只在现场、档案没有",
    }
    assert (rows["by_bar"]["kwh"], rows["unread"]["kwh"]) == (6, None)
