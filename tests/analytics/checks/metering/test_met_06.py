from datetime import date
from typing import Any

import pytest

from analytics.checks.metering.met_06_verification_overdue import verification_overdue
from tests.drawn import delivered, drawn, filled, found

ARCHIVE = """
    customers
    cons_no    | status_code
    0000000001 | 0
    0000000002 |
    0000000009 | 9

    metering_points
    mp_no | cons_no    | mp_status | wiring_mode
    P1    | 0000000001 | 02        | 1
    P2    | 0000000002 |           | 3
    P3    | 0000000001 | 03        | 3
    P4    | 0000000001 | 02        | -
    P9    | 0000000009 | 02        | 3
"""
METERS = """
    meters
    asset_no | mp_no | status | meter_type | accuracy | inst_date  | last_check_date | rotate_cycle
    good     | P1    | 012    | 28         | 02       | 2024-01-01 | 2023-12-01      |
"""
TESTS = """
    meter_tests
    asset_no | equip_sort | plan_type | actual_date | result
    other    | 01         | 01        | 2024-01-01  | 是
"""
OLD = "old | P1 | 012 | 28 | 02 | 2017-10-31 | - | -"  # 96 months on: 2025-10-31
TABLES = METERS + OLD + "\n" + ARCHIVE


def due(*meters: str, tests: str = "", **options: Any) -> dict[str, str]:
    text = METERS + "\n".join(meters) + "\n" + ARCHIVE + (TESTS + tests if tests else "")
    hits = found(verification_overdue, text, **options)
    return {hit["object_id"]: hit["due_date"].isoformat() for hit in hits}


def test_a_meter_past_its_day_is_hit_without_amount() -> None:
    [hit] = found(verification_overdue, TABLES, as_of="2025-11-01")
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("asset", "old", "0000000001")
    assert (hit["base_date"], hit["cycle_months"]) == (date(2017, 10, 31), 96)
    assert (hit["due_date"], hit["overdue_days"]) == (date(2025, 10, 31), 1)
    assert hit["amount_yuan"] is None


def test_the_day_itself_is_in_time() -> None:
    assert due(OLD, as_of="2025-10-31") == {}


def test_a_meter_due_within_ninety_days_is_not_a_hit() -> None:
    assert due("soon | P1 | 012 | 28 | 02 | 2017-11-02 | - | -") == {}


def test_a_verification_counts_before_the_installation() -> None:
    assert due("m | P1 | 012 | 28 | 02 | 2017-01-01 | 2018-01-01 | -") == {}
    assert due("m | P1 | 012 | 28 | 02 | 2018-01-01 | 2017-01-01 | -") == {"m": "2025-01-01"}


@pytest.mark.parametrize(
    ("meter_type", "accuracy", "point", "months"),
    [
        ("11", "02", "P1", 120),
        ("34", "02", "P1", 120),
        ("11", "02", "P2", 72),
        ("31", "04", "P2", 72),
        ("24", "04", "P2", 72),
        ("28", "05", "P1", 72),
        ("28", "08", "P1", 72),
        ("24", "01", "P2", 96),
        ("28", "03", "P1", 96),
        ("28", "09", "P1", 96),
    ],
)
def test_each_kind_of_meter_has_its_cycle(meter_type: str, accuracy: str, point: str, months: int) -> None:
    text = METERS + f"m | {point} | 012 | {meter_type} | {accuracy} | 2010-06-15 | - | -\n" + ARCHIVE
    [hit] = found(verification_overdue, text)
    assert (hit["cycle_months"], hit["cycle_source"]) == (months, "规程")
    assert hit["due_date"] == date(2010 + months // 12, 6, 15)


def test_the_cycle_on_file_counts_before_the_rule_and_a_longer_one_is_marked() -> None:
    extended = "m | P1 | 012 | 28 | 02 | 2012-01-01 | - | 144"
    [hit] = found(verification_overdue, METERS + extended + "\n" + ARCHIVE)
    assert (hit["due_date"], hit["note"]) == (date(2024, 1, 1), "轮换周期大于规程值,疑为批次延期,待核批文")
    shorter = METERS + extended.replace("144", "96") + "\n" + ARCHIVE
    assert [hit["note"] for hit in found(verification_overdue, shorter)] == [None]


def test_months_are_added_to_the_last_day_of_a_shorter_month() -> None:
    leap = "m | P1 | 012 | 28 | 02 | 2016-02-29 | - | 12"
    assert due(leap, as_of="2017-02-28") == {}
    assert due(leap, as_of="2017-03-01") == {"m": "2017-02-28"}


def test_a_meter_of_unknown_kind_without_a_cycle_on_file_is_not_judged() -> None:
    for kind in ("P1 | 012 | - | 02", "P1 | 012 | 28 | -", "P4 | 012 | 11 | 02"):
        assert due(f"m | {kind} | 2001-01-01 | - | -") == {}
        assert due(f"m | {kind} | 2001-01-01 | - | 120") == {"m": "2011-01-01"}


def test_meters_that_do_not_run_or_hang_at_points_out_of_use_are_not_judged() -> None:
    old = "28 | 02 | 2001-01-01 | - | -"
    assert due(f"a | P1 | 015 | {old}", f"b | P3 | 012 | {old}", f"c | P9 | 012 | {old}") == {}
    assert due(f"d | - | 012 | {old}", f"e | P7 | 012 | {old}") == {}
    assert due(f"f | P2 | 012 | {old}") == {"f": "2009-01-01"}


def test_a_later_passed_verification_in_the_laboratory_prolongs() -> None:
    assert due(OLD, tests="old | 01 | - | 2020-01-01 | 是") == {}
    assert due(OLD, tests="old | 01 | - | 2017-12-01 | 是", as_of="2025-12-02") == {"old": "2025-12-01"}


def test_field_tests_failed_tests_other_equipment_and_earlier_or_future_tests_do_not() -> None:
    expected = {"old": "2025-10-31"}
    for row in ("01 | 01 | 2020-01-01 | 是", "01 | - | 2020-01-01 | 否", "02 | - | 2020-01-01 | 是"):
        assert due(OLD, tests=f"old | {row}") == expected
    for row in ("01 | - | 2016-01-01 | 是", "01 | - | 2025-11-02 | 是", "01 | - | 2020-01-01 | -"):
        assert due(OLD, tests=f"old | {row}") == expected


def test_where_no_plan_type_was_delivered_tests_are_not_used() -> None:
    tests = (TESTS + "old | 01 | - | 2020-01-01 | 是").replace("| 01        |", "| -         |")
    [hit] = found(verification_overdue, TABLES + tests)
    assert (hit["object_id"], hit["base_source"]) == ("old", "安装日期")


def test_a_meter_drawn_at_two_points_is_one_hit() -> None:
    assert due(OLD, OLD.replace("P1", "P2")) == {"old": "2025-10-31"}


def test_without_any_date_nothing_is_judged_and_a_note_says_so() -> None:
    rows = drawn(TABLES)
    for row in rows["meters"]:
        row["inst_date"] = row["last_check_date"] = None
    tables = delivered(verification_overdue, rows)
    assert verification_overdue(tables).to_pyarrow().num_rows == 0
    assert tables.notes == [
        "电能表没有检定日期和安装日期,无从计算到期日",
        "缺检定记录,基准日只按电能表档案",
    ]


def test_without_metering_points_the_check_is_off() -> None:
    rows = {"meters": drawn(TABLES)["meters"]}
    assert verification_overdue.missing(filled(rows)) == ["metering_points"]
