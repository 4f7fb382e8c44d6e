"""Thefts of electricity by which a penalty too small is found (INS-08), delivered twice: what the second screening finds differs."""

from datetime import date
from typing import Any

from analytics import screening
from models import runs
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER
from tests.drawn import Drawn, drawn

NORTH, SOUTH = "334010101", "334010201"
CHECK = "INS-08"
# thefts of May 2024 with 100 yuan of charges: three times as much is due, 300 yuan
FIRST = {"V-goes": 200, "V-stays": 250, "V-comes": 300, "V-grows": 280}
SECOND = {"V-goes": 300, "V-stays": 250, "V-comes": 400, "V-grows": 260}


def thefts(penalties: dict[str, int], month: str = "2024-05") -> Drawn:
    lines = [
        f"{case} | 000000000{place} | {NORTH if place % 2 else SOUTH} | 02 | 02 | {month}-20 10:00:00 | 100 | {yuan}"
        for place, (case, yuan) in enumerate(penalties.items(), 1)
    ]
    header = "app_no | cons_no | org_code | attr | vtype | occur_time | add_amt | penalty_amt"
    return drawn("\n".join(["violations", header, *lines]))


def screened(lake: Lake, period: str = "202405", **options: Any) -> Run:
    options = {"as_of": date(2024, 6, 30), "codes": [CHECK]} | options
    return runs.get(lake.store, screening.screen(lake, LOCAL_USER, period=period, **options))
