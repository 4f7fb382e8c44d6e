"""People of the export table 人员 as they may be taken into the register, with the role that their position suggests."""

from typing import Any

from models.lake import Door
from models.people import Role
from models.register import Registered

BY_POSITION = (
    ("稽查专责", Role.LEAD),
    ("主任", Role.SUPERVISOR),
    ("所长", Role.TEAM_LEADER),
    ("班长", Role.TEAM_LEADER),
    ("班组长", Role.TEAM_LEADER),
    ("稽查", Role.STAFF),
    ("检查", Role.STAFF),
    ("经理", Role.STAFF),
)
"""Source: workflow.md, section 3; whoever else works in marketing belongs to a 责任专业."""


def from_staff(door: Door) -> list[tuple[Registered, str]]:
    """Return who of the table has a unit, by number, with their position, as the door's person may see them."""
    table: Any = door.table("staff")
    table = table.filter(table.org_code.notnull())
    rows = table.select("emp_no", "name", "org_code", "position").order_by("emp_no").to_pyarrow().to_pylist()
    return [
        (
            Registered(row["emp_no"], row["name"], role_of(row["position"] or ""), (row["org_code"],), True),
            row["position"] or "",
        )
        for row in rows
    ]


def role_of(position: str) -> Role:
    """Return the role that a position suggests; a person has the last word."""
    return next((role for word, role in BY_POSITION if word in position), Role.SPECIALIST)
