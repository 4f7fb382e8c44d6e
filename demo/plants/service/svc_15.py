"""SVC-15 报修类型/原因结构突变(周报)

Stations whose repairs of a week are of another kind than before; county and city are found with them.
"""

from collections.abc import Sequence
from datetime import timedelta

from demo.cases import Case, Change, Side, accused, fine, wrong
from demo.ordering import DAY, midnight, order
from demo.profiles import HOME
from demo.stage import Play, Role, Row

CHANGED = "结构突变"
WEEKS, COUNTY_DIGITS, CITY_DIGITS = 8, 7, 5
KINDS = ("分支箱故障", "电缆故障", "熔断器故障", "互感器故障", "电杆故障", "避雷器故障")
REASON, USUAL = "0701", ("接户线故障", "9901")
"""Faults and reasons that the crowd does not report; each station has a kind of its own, so that none hides in the city."""
Weeks = tuple[int, int]
"""So many repairs this week, and in the eight weeks before."""


def cases(play: Play) -> Sequence[Case]:
    """Return stations, in each county one that is found and one that is not; there is no amount."""
    county, city = (
        Side(play.code, note=f"上级单位({n}位)", of=above(n)) for n in (COUNTY_DIGITS, CITY_DIGITS)
    )
    rows: list[tuple[str, Weeks, Weeks]] = [
        ("周均5件,本周12件", (12, 40), (9, 72)),
        ("周均5件,本周11件,在上限以内", (11, 40), (9, 72)),
        ("周均恰5件,本周13件", (13, 40), (9, 72)),
        ("周均不足5件,本周12件", (12, 39), (9, 72)),
        ("周均10件,本周没有", (0, 80), (9, 72)),
        ("本周12件,别类同样增多", (12, 40), (22, 72)),
    ]
    found = []
    for n, (note, one, usual) in enumerate(rows):
        facts = {"station": play.offices.stations[n // 2 * 3 + n % 2]}
        change = failed(KINDS[n], one, usual)
        sides = [county, city] if n == 0 else [county]
        is_wrong = n % 2 == 0
        found.append(
            wrong(note, HOME, facts, change, branch=CHANGED, also=sides)
            if is_wrong
            else fine(note, HOME, facts, change)
        )
    return found


def failed(sub_type: str, one: Weeks, usual: Weeks) -> Change:
    """Return the change that adds repairs of two kinds to a station, reported by nobody in particular."""

    def change(role: Role) -> Row:
        for (kind, reason), (now, before) in (((sub_type, REASON), one), (USUAL, usual)):
            days = [1 + n % 7 for n in range(now)] + [8 + 7 * (n % WEEKS) + n % 7 for n in range(before)]
            for n, day in enumerate(days):
                at = midnight(role.play) - day * DAY + timedelta(hours=8, minutes=n)
                order(role, "001", kind, at, cust_no=None, fault_reason=reason)
        return accused("org", role.org_code, cons_no="")

    return change


def above(digits: int) -> Change:
    """Say that the unit above the station is what is to be found."""

    def change(role: Role) -> Row:
        unit = role.org_code[:digits]
        return accused("org", unit, cons_no="", org_code=unit)

    return change
