from datetime import date, datetime

import ibis

from analytics.facts.orders import repeated, to_judge, weeks_ago
from tests.drawn import rows_of


def test_orders_are_judged_once_each_unless_they_were_aborted_returned_or_not_yet_accepted() -> None:
    found = rows_of(
        to_judge,
        """work_orders
        wo_no | accept_time | status | reject_flag
        1 | 2025-10-01 09:00 | 02 | 否
        1 | 2025-10-01 08:00 | 02 | 否
        2 | 2025-10-01 08:00 | 03 | -
        3 | 2025-10-01 08:00 | - | 是
        4 | 2025-11-01 23:59 | - | -
        5 | 2025-11-02 00:00 | - | -""",
    )
    assert [(row["wo_no"], row["accept_time"].hour) for row in found] == [("1", 8), ("4", 23)]


def test_numbers_that_several_orders_of_the_day_or_before_have_are_repeated() -> None:
    found = rows_of(
        repeated,
        """work_orders
        wo_no | accept_time
        1 | 2025-10-01 09:00
        1 | 2025-10-01 08:00
        2 | 2025-11-01 23:59
        2 | 2025-11-02 00:00""",
    )
    assert [row["wo_no"] for row in found] == ["1"]


def test_a_week_begins_with_its_first_second_and_the_day_itself_is_in_none() -> None:
    times = ["2025-11-01 00:00:00", "2025-10-31 23:59:59", "2025-10-25 00:00:00", "2025-10-24 23:59:59"]
    rows = ibis.memtable({"at": [datetime.fromisoformat(time) for time in times]})
    found = ibis.duckdb.connect().to_pyarrow(rows.select(weeks=weeks_ago(rows["at"], date(2025, 11, 1))))
    assert found["weeks"].to_pylist() == [-1, 0, 0, 1]
