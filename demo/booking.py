"""What plants do to the books of a station, once they are written."""

from decimal import Decimal

from demo.cases import Change, accused
from demo.stage import Role, Row


def entry(role: Role, acct_code: str, period: str, level: str) -> Row:
    """Return the row of an account of the station in a month and a ledger."""
    wanted = (role.org_code, acct_code, period, level)
    keys = ("org_code", "acct_code", "period", "ledger_level")
    return next(row for row in role.play.ledger if tuple(row[key] for key in keys) == wanted)


def account(role: Role, acct_code: str, period: str) -> Row:
    """Return an account of the station in a month as what is to be found."""
    return accused("account", f"{role.org_code}|{acct_code}|{period}", cons_no="", period=period)


def closed_off(acct_code: str, period: str, more: str, *levels: str) -> Change:
    """Return the change by which an account closes higher in some ledgers."""

    def change(role: Role) -> Row:
        for level in levels:
            entry(role, acct_code, period, level)["close_bal"] += Decimal(more)
        return account(role, acct_code, period)

    return change
