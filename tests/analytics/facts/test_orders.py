from analytics.facts.orders import to_judge
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
