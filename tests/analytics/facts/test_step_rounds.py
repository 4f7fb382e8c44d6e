from datetime import datetime

from analytics.facts.applications import connection_steps
from analytics.facts.step_rounds import rounds
from data_loaders.codes.applications import ConnectionStep
from tests.drawn import drawn, tables_of

CASES = """application_steps
    app_no | step_no | begin_time          | end_time
    1      | A09     | 2025-10-06 09:00:00 | 2025-10-06 09:00:00
    1      | A10     | 2025-10-06 09:00:00 | 2025-10-08 09:00:00
    1      | A10     | 2025-10-06 09:00:00 | 2025-10-09 09:00:00
    1      | A09     | 2025-10-20 09:00:00 | -
    1      | A09     | 2025-10-27 09:00:00 | -
    1      | A10     | -                   | 2025-11-03 09:00:00
    2      | A10     | -                   | 2025-10-09 09:00:00
    3      | A09     | -                   | 2025-10-09 09:00:00"""


SAME_DAY = """application_steps
    app_no | step_no | begin_time | end_time
    1      | A09     | 2025-10-06 | -
    1      | A10     | -          | 2025-10-08
    1      | A09     | 2025-10-08 | -
    1      | A10     | -          | 2025-10-10
    2      | A09     | 2025-10-06 | -
    2      | A10     | -          | 2025-10-07
    2      | A09     | 2025-10-08 | -
    2      | A10     | -          | 2025-10-08
    3      | A09     | 2025-10-06 | -
    3      | A10     | -          | 2025-10-08
    3      | A09     | 2025-10-08 | -"""


def test_a_review_on_the_day_of_the_next_request_answers_one_of_them() -> None:
    seen = tables_of(connection_steps, drawn(SAME_DAY))
    found = rounds(seen, ConnectionStep.DESIGN_RECEIPT, ConnectionStep.DESIGN_REVIEW).to_pyarrow().to_pylist()
    days = [(row["app_no"], row["round"], row["answer_time"]) for row in found]
    assert sorted(days, key=lambda row: row[:2]) == [
        ("1", 1, datetime(2025, 10, 8)),
        ("1", 2, datetime(2025, 10, 10)),
        ("2", 1, datetime(2025, 10, 7)),
        ("2", 2, datetime(2025, 10, 8)),
        ("3", 1, datetime(2025, 10, 8)),
        ("3", 2, None),
    ]


def test_a_round_is_answered_by_the_first_end_before_the_next_one_begins() -> None:
    seen = tables_of(connection_steps, drawn(CASES))
    found = rounds(seen, ConnectionStep.DESIGN_RECEIPT, ConnectionStep.DESIGN_REVIEW).to_pyarrow().to_pylist()
    assert sorted((row["app_no"], row["round"], row["rounds"], row["answer_time"]) for row in found) == [
        ("1", 1, 3, datetime(2025, 10, 8, 9)),
        ("1", 2, 3, None),
        ("1", 3, 3, None),
    ]
