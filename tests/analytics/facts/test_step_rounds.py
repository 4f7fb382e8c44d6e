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


def test_a_round_is_answered_by_the_first_end_before_the_next_one_begins() -> None:
    seen = tables_of(connection_steps, drawn(CASES))
    found = rounds(seen, ConnectionStep.DESIGN_RECEIPT, ConnectionStep.DESIGN_REVIEW).to_pyarrow().to_pylist()
    assert sorted((row["app_no"], row["round"], row["rounds"], row["answer_time"]) for row in found) == [
        ("1", 1, 3, datetime(2025, 10, 8, 9)),
        ("1", 2, 3, None),
        ("1", 3, 3, None),
    ]
