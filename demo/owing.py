"""What the customers of a station owe, once the whole company is written."""

from decimal import Decimal

from demo.cases import accused
from demo.stage import Role, Row


def the_station(role: Role) -> Row:
    """Say that the station is what is to be found."""
    return accused("org", role.org_code, cons_no="")


def all_owed(role: Role) -> Decimal:
    """Return what is owed of all months."""
    return role.play.figures.owed_to(role.org_code)


def owed_of_month(role: Role) -> Decimal:
    """Return what is owed of the month under audit, due or not."""
    return role.play.figures.owed_to(role.org_code, [role.play.period])


def overdue_of_year(role: Role) -> Decimal:
    """Return what is overdue of the year of the month under audit."""
    play = role.play
    year = [ym for ym in play.months if ym[:4] == play.period[:4]]
    return play.figures.owed_to(role.org_code, year, only_overdue=True)
