from datetime import date

from analytics.facts.applications import finished
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
