"""The names of customers beside rows that carry their numbers, masked and scoped as the door has them."""

from typing import Any

from models.lake import Door


def named(door: Door, rows: Any, number: str, name: str = "cons_name") -> Any:
    """Add to an expression the name of the customer that column `number` says, in column `name`; null where unknown."""
    people: Any = door.table("customers").select(owner="cons_no", called="cons_name")
    joined = rows.left_join(people, rows[number] == people.owner)
    return joined.mutate(**{name: joined.called}).drop("owner", "called")
