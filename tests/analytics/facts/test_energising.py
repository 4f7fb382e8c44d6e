from datetime import date

from analytics.facts.energising import energised
from tests.drawn import rows_of

CASES = """applications
    app_no  | app_type | accept_time         | status | power_date
    ready   | 110      | 2025-10-06 08:00:00 | 01     | -
    dated   | 110      | 2025-10-06 08:00:00 | 02     | 2025-10-20
    later   | 110      | 2025-10-06 08:00:00 | 02     | 2025-11-20
    gone    | 110      | 2025-10-06 08:00:00 | 03     | -

    application_steps
    app_no  | step_no | end_time
    ready   | A15     | 2025-10-13 08:00:00
    ready   | A15     | 2025-10-15 08:00:00
    ready   | A16     | 2025-10-14 08:00:00
    ready   | A18     | 2025-10-24 08:00:00
    dated   | A16     | 2025-10-14 08:00:00
    later   | A15     | 2025-10-14 08:00:00
    later   | A45     | 2025-10-28 08:00:00
    gone    | A15     | 2025-10-14 08:00:00

    business_fees
    app_no | rcved_amt | date
    ready  | 100       | 2025-10-20
    ready  | 0         | 2025-10-22
    later  | 100       | 2025-12-01"""


def test_ready_is_the_latest_of_test_contract_and_fees_and_power_is_told_by_step_or_date() -> None:
    found = {row["app_no"]: (row["start_date"], row["supply_date"]) for row in rows_of(energised, CASES)}
    assert found == {
        "ready": (date(2025, 10, 20), date(2025, 10, 24)),
        "dated": (None, date(2025, 10, 20)),
        "later": (date(2025, 10, 14), date(2025, 10, 28)),
    }
