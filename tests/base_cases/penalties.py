"""One customer's theft with a penalty that falls short by so much, screened (INS-08)."""

from datetime import date

from analytics import screening
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER
from tests.company import UNITS
from tests.drawn import drawn
from tests.loaded import load


def theft(penalty: int) -> str:
    """Return a theft of May 2024 for which 24,300 yuan are due (three times 8,100)."""
    return f"""
        customers
        cons_no    | org_code  | pricing_policy
        0000000001 | {UNITS[0]} | 01

        violations
        app_no | cons_no    | org_code  | attr | vtype | occur_time          | add_amt | penalty_amt
        V1     | 0000000001 | {UNITS[0]} | 02   | 02    | 2024-05-20 10:00:00 | 8100    | {penalty}
    """


def screened(lake: Lake, penalty: int, period: str = "202405", code: str = "INS-08") -> int:
    load(lake, drawn(theft(penalty)), f"penalty {penalty}, after {len(runs.history(lake.store))} screenings")
    return screening.screen(lake, LOCAL_USER, as_of=date(2024, 6, 30), period=period, codes=[code])
