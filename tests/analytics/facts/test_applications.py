from datetime import date

from analytics.facts.applications import connection_applications, connection_steps, finished
from data_loaders.codes.applications import ConnectionStep
from tests.drawn import rows_of


def test_finished_applications_took_effect_by_the_day_when_supply_changed_else_when_they_were_filed() -> None:
    found = rows_of(
        finished,
        """applications
        cons_no | app_type | status | power_date | archive_date
        1 | 111 | 02 | 2025-10-01 | 2025-10-05
        2 | 111 | 02 | - | 2025-11-01
        3 | 111 | 02 | - | 2025-11-02
        4 | 111 | 01 | 2025-10-01 | 2025-10-05
        5 | 111 | - | - | 2025-10-05
        6 | 111 | - | 2025-10-01 | -""",
    )
    done = [(row["cons_no"], row["done_date"]) for row in found]
    assert done == [("1", date(2025, 10, 1)), ("2", date(2025, 11, 1)), ("5", date(2025, 10, 5))]


def test_new_connections_and_enlargements_count_from_the_day_they_were_accepted() -> None:
    found = rows_of(
        connection_applications,
        """applications
        app_no | app_type | accept_time | terminate_flag | status | volt_code | elec_type_code
        new | 101 | 2025-10-01 08:00:00 | - | 02 | AC02202 | 200
        larger | 110 | 2025-11-01 08:00:00 | - | 01 | AC00102 | 100
        tomorrow | 101 | 2025-11-02 08:00:00 | - | 01 | AC02202 | 200
        stopped | 101 | 2025-10-01 08:00:00 | 是 | 01 | AC02202 | 200
        renamed | 211 | 2025-10-01 08:00:00 | - | 02 | AC02202 | 200""",
    )
    assert [(row["app_no"], row["accept_ym"], row["is_archived"], row["is_terminated"]) for row in found] == [
        ("larger", "202511", False, False),
        ("new", "202510", True, False),
        ("stopped", "202510", False, True),
    ]


def test_without_a_state_an_application_is_archived_from_its_day_on() -> None:
    found = rows_of(
        connection_applications,
        """applications
        app_no | app_type | accept_time | status | archive_date
        filed | 101 | 2025-10-01 08:00:00 | - | 2025-11-01
        later | 101 | 2025-10-01 08:00:00 | - | 2025-11-02
        open | 101 | 2025-10-01 08:00:00 | - | -
        under_way | 101 | 2025-10-01 08:00:00 | 01 | 2025-10-05""",
    )
    assert [(row["app_no"], row["is_archived"]) for row in found] == [
        ("filed", True),
        ("later", False),
        ("open", False),
        ("under_way", False),
    ]


def test_a_step_is_known_by_its_number_else_by_its_name() -> None:
    found = rows_of(
        connection_steps,
        f"""application_steps
        app_no | step_no | step_name | end_time
        1 | {ConnectionStep.PLAN_REPLY} | 归档 | 2025-10-01 08:00:00
        2 | - | 供电方案答复 | 2025-10-01 08:00:00
        3 | 999999 | 喝茶 | 2025-10-01 08:00:00""",
    )
    assert [(row["app_no"], row["step"]) for row in found] == [
        ("1", ConnectionStep.PLAN_REPLY),
        ("2", ConnectionStep.PLAN_REPLY),
        ("3", None),
    ]
