"""Inspections that plants plan, make, and leave out."""

from datetime import date
from typing import Any

from demo.cases import Change
from demo.stage import Role
from models.calendar import month_of

PERIODIC, SPECIAL, CENSUS = "100", "200", "300"


def last_seen(day: date | None) -> Change:
    """Let no file tell of an inspection later than a day, or of any; inspections added afterwards stand beside."""

    def change(role: Role) -> None:
        role.archive["last_check_date"] = day
        role.rows["inspections"].clear()
        for row in role.rows["self_generation"]:
            row["chk_date"] = day

    return change


def visited(check_type: str, planned: date, *, is_made: bool = True, **other: Any) -> Change:
    """Plan an inspection for a day, and let it be made then or not at all."""

    def change(role: Role) -> None:
        facts = {
            "plan_no": role.play.number(14, "PC"),
            "check_type": check_type,
            "plan_month": month_of(planned),
            "plan_date": planned,
            "actual_date": planned if is_made else None,
            "plan_status": "10" if is_made else "06",
            "checker": role.clerk().name,
        }
        role.add("inspections", **(facts | other))

    return change
