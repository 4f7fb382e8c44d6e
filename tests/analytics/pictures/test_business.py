from decimal import Decimal

from analytics.pictures.business import (
    adjustments_by_approver,
    corrections_by_hour,
    funnel,
    legs_against_limits,
    overdue_under_way,
)
from tests.pictured import marks_of, rows_behind

# homes: a plan has three working days. 2025-11-03 is a Monday; 1 is answered on the next day, 2 on the fourth,
# 3 is still waiting on Friday the 14th, the ninth
APPLICATIONS = """
    applications
    app_no | cons_no | org_code | cust_class | accept_time         | app_type | status | terminate_flag
    1      | C1      | 3340101  | 01         | 2025-11-03 09:00:00 | 101      | 01     | 否
    2      | C2      | 3340101  | 01         | 2025-11-03 09:00:00 | 101      | 01     | 否
    3      | C3      | 3340101  | 01         | 2025-11-03 09:00:00 | 101      | 01     | 否
    4      | C4      | 3340101  | 01         | 2025-11-03 09:00:00 | 101      | 03     | 是

    application_steps
    app_no | step_no | end_time
    1      | A01     | 2025-11-03 09:00:00
    1      | A05     | 2025-11-04 09:00:00
    2      | A01     | 2025-11-03 09:00:00
    2      | A05     | 2025-11-07 09:00:00
    2      | A05     | 2025-11-10 09:00:00
    3      | A01     | 2025-11-03 09:00:00
"""
NOW = {"as_of": "2025-11-14", "period": "202511"}
ADJUSTMENTS = """
    adjustments
    app_no | cons_no | org_code | rs_date    | rs_class | rs_amt | approver
    A1     | 1       | 3340101  | 2025-10-01 | 0202     | -20000 | E1
    A2     | 2       | 3340101  | 2025-10-02 | 0202     | 999.99 | E1
    A3     | 3       | 3340101  | 2025-10-03 | 0203     | 1000   | -
    A4     | 4       | 3340101  | 2024-10-03 | 0203     | 1000   | E1
"""


def test_each_leg_stands_by_how_its_working_days_compare_with_the_limit():
    marks = marks_of(legs_against_limits, APPLICATIONS, **NOW)
    assert {key: mark["legs"] for key, mark in marks.items()} == {
        ("供电方案答复", "限额一半以内"): 1,
        ("供电方案答复", "超限不到一倍"): 1,
        ("供电方案答复", "超限一倍及以上"): 1,
    }


def test_only_what_is_not_done_and_beyond_its_limit_is_overdue_under_way():
    [row] = rows_behind(overdue_under_way, APPLICATIONS, **NOW)
    assert (row["object_id"], row["days"], row["over_days"], row["over_band"]) == ("3", 9, 6, "6–10 天")


def test_the_funnel_counts_an_application_once_a_step():
    assert marks_of(funnel, APPLICATIONS, **NOW) == {"A01": {"objects": 3}, "A05": {"objects": 2}}


def test_adjustments_lie_by_approver_and_size_and_older_ones_do_not_count():
    assert marks_of(adjustments_by_approver, ADJUSTMENTS) == {
        ("E1", "10,000–50,000 元"): {"adjustments": 1, "rs_amt_sum": Decimal(20000)},
        ("E1", "1,000 元以下"): {"adjustments": 1, "rs_amt_sum": Decimal("999.99")},
        ("", "1,000–10,000 元"): {"adjustments": 1, "rs_amt_sum": Decimal(1000)},
    }


def test_corrections_lie_by_who_made_them_and_the_hour():
    corrections = """
        reading_corrections
        cons_no | asset_no | old_read | new_read | modify_time         | operator | app_no
        1       | M1       | 10       | 9        | 2025-10-01 23:59:59 | E1       | -
        2       | M2       | 10       | 9        | 2025-10-02 23:00:00 | E1       | A1
        3       | M3       | 10       | 9        | 2025-11-02 09:00:00 | E1       | A2
    """
    assert marks_of(corrections_by_hour, corrections) == {("E1", "23"): {"corrections": 2}}
    assert {row["correction_order"] for row in rows_behind(corrections_by_hour, corrections)} == {
        "没有工单",
        "有工单",
    }
