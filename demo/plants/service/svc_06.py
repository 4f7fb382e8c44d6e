"""SVC-06 频繁停电台区/线路

Areas in which nobody else lives, cut off three times within sixty days, or not quite.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.cases import Case, Change, Side, accused, fine, wrong
from demo.ordering import DAY
from demo.profiles import HOME
from demo.stage import Play, Role, Row

OFTEN = "频繁停电"
FAULT, PLANNED, ARREARS, TEMPORARY = "02", "01", "05", "07"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
Cut = tuple[str, timedelta, timedelta]
"""Its kind, how long before the day it began, and how long before that it was announced (after it, if negative)."""
LATEST, LENGTH = 5 * DAY, 2 * HOUR
SOON, WEEK = -30 * MINUTE, 7 * DAY


def cases(play: Play) -> Sequence[Case]:
    """Return areas, each of another station; there is no amount."""
    first, second, last = 60 * DAY, 30 * DAY, LATEST
    told, late = (PLANNED, last, WEEK), (PLANNED, last, WEEK - DAY)
    two: list[Cut] = [(FAULT, first, SOON), (TEMPORARY, second, DAY)]
    rows: list[tuple[str, list[Cut], bool, bool]] = [
        ("60天内故障、临时停电共3次", [*two, (FAULT, last, SOON)], False, True),
        ("按名称停电3次", [*two, (FAULT, last, SOON)], True, True),
        ("第3次是晚公告的计划停电", [*two, late], False, True),
        ("第3次是按时公告的计划停电", [*two, told], False, False),
        ("首次在60天以前1分钟", [(FAULT, first + MINUTE, SOON), two[1], (FAULT, last, SOON)], False, False),
        ("第3次是欠费停电", [*two, (ARREARS, last, SOON)], False, False),
        ("结束10分钟后又停,并为一次", [*two, (FAULT, second - LENGTH - 10 * MINUTE, SOON)], False, False),
        ("结束11分钟后又停", [*two, (FAULT, second - LENGTH - 11 * MINUTE, SOON)], False, True),
    ]
    found = []
    for (note, cuts, by_name, is_wrong), station in zip(rows, play.offices.stations, strict=False):
        facts = {"station": station, "area": station.spare_area(3)}
        change = cut_off(cuts, by_name=by_name)
        sides = [Side("SVC-11", of=last_outage)] if late in cuts else []
        found.append(
            wrong(note, HOME, facts, change, branch=OFTEN, also=sides)
            if is_wrong
            else fine(note, HOME, facts, change)
        )
    return found


def cut_off(cuts: Sequence[Cut], *, by_name: bool) -> Change:
    """Return the change that cuts a customer's area off so often, named by its number or its name alone."""

    def change(role: Role) -> Row:
        number, name = role.archive["tg_no"], role.archive["tg_name"]
        midnight = datetime.combine(role.play.as_of, time())
        for kind, before, ahead in cuts:
            begin = midnight - before
            row: dict[str, Any] = {"type": kind, "start_time": begin, "end_time": begin + LENGTH}
            row |= {"outage_id": role.play.number(17, "64"), "org_code": role.org_code}
            row |= {"issue_time": begin - ahead, "scope": f"{name}停电" if by_name else f"台区({number})"}
            role.play.loose["outages"].append(row)
        return accused("case", number, cons_no="")

    return change


def last_outage(role: Role) -> Row:
    """Say that the outage that was added last is what is to be found."""
    return accused("case", role.play.loose["outages"][-1]["outage_id"], cons_no="")
