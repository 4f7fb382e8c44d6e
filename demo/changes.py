"""The changes that most plants are made of: values of a row, rows taken away, changes one after the other."""

from datetime import date
from typing import Any

from demo.cases import Change, accused
from demo.rewriting import change_application
from demo.stage import Role, Row


def changed(table: str, place: int | None = 0, /, **values: Any) -> Change:
    """Return the change of a customer's first row of a table, of another one, or (None) of all of them."""

    def change(role: Role) -> None:
        rows = role.rows[table]
        for row in rows if place is None else [rows[place]]:
            row.update(values)

    return change


def archived(**values: Any) -> Change:
    """Return the change of the customer archive."""
    return changed("customers", **values)


def read(read_type: str = "11", /, **values: Any) -> Change:
    """Return the change of a reading of the month under audit."""
    return lambda role: role.reading(read_type=read_type).update(values)


def cleared(table: str) -> Change:
    """Return the change that leaves a customer without a row in a table."""
    return lambda role: role.rows[table].clear()


def together(*changes: Change) -> Change:
    """Return changes one after the other; the last one says what is to be found."""

    def change(role: Role) -> Row | None:
        found = None
        for one in changes:
            found = one(role)
        return found

    return change


def applied(app_type: str, on: date, **other: Any) -> Change:
    """Return the change that adds an archived application (暂停, 暂拆, 增容 …) of a day."""

    def change(role: Role) -> None:
        change_application(role, app_type, on, **other)

    return change


def the_meter(role: Role) -> Row:
    """Say that the customer's first meter is what is to be found."""
    return accused("asset", role.meter["asset_no"])


def the_point(role: Role) -> Row:
    """Say that the customer's first metering point is what is to be found."""
    return accused("metering_point", role.rows["metering_points"][0]["mp_no"])
