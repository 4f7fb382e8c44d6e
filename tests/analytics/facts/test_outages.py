from analytics.facts.outages import outages_of_areas, to_announce
from tests.drawn import rows_of

OUTAGES = """outages
outage_id | type | start_time | end_time | issue_time
1 | 01 | 2025-10-20 08:00 | 2025-10-20 12:00 | 2025-10-13 20:00
1 | 01 | 2025-10-21 08:00 | 2025-10-20 12:00 | 2025-10-13 20:00
2 | 02 | 2025-11-01 08:00 | 2025-11-01 12:00 | 2025-11-02 00:00
3 | 07 | 2025-12-31 23:59 | - | -
4 | 01 | 2026-01-01 00:00 | - | -
5 | 05 | 2025-10-20 08:00 | - | -"""


def test_planned_fault_and_temporary_outages_are_announced_up_to_sixty_days_ahead_each_once() -> None:
    found = rows_of(to_announce, OUTAGES)
    assert [(row["outage_id"], row["is_due"]) for row in found] == [("1", True), ("2", True), ("3", False)]


def test_days_are_counted_by_dates_and_hours_by_times_and_later_announcements_not_at_all() -> None:
    found = rows_of(to_announce, OUTAGES)
    assert [(row["lead_days"], row["lead_hours"]) for row in found] == [(7, 156), (None, None), (None, None)]


def test_an_outage_is_one_of_each_number_that_its_scope_names() -> None:
    found = rows_of(
        outages_of_areas,
        """outages
        outage_id | scope | start_time
        1 | 东门台区(033001)、西门台区(033002),033001 | 2025-10-01 08:00
        2 | 单户 | 2025-10-02 08:00
        3 | - | 2025-10-03 08:00""",
    )
    assert [row["tg_no"] for row in found] == ["033001", "033002"]
