"""SVC-08 投诉属实责任与人员画像

Stations and clerks with more true complaints than they should have, and stations with more every week.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from demo.cases import Case, Change, Side, accused, extra, fine, wrong
from demo.ordering import DAY, midnight, order
from demo.plants.service.svc_03 import COMPLAINED_OF
from demo.profiles import HOME
from demo.stage import Play, Role, Row

UNITS, PEOPLE, RISING = "① 单位偏多", "② 处理人偏多", "③ 连续上升"
TEAMS = ("客户服务班", "营业班")
"""Neither is the crew that the crowd's orders go to."""
OLDEST, SPACING = 88, 3
"""Days before the data end of the first of several complaints, and from one to the next."""


def cases(play: Play) -> Sequence[Case]:
    """Return stations and people; there is no amount."""
    return [*of_stations(play), *of_people(play)]


def of_stations(play: Play) -> Iterator[Case]:
    """Yield stations by their true complaints of ninety days and of the last weeks."""
    st = [{"station": station} for station in play.offices.stations]
    spread = [OLDEST - n * SPACING for n in range(20)]
    yield wrong("90天内属实投诉20件,分属几人", HOME, st[0], complained(spread, people=5), branch=UNITS)
    # one more of the crowd in any of the weeks changes nothing
    rising = [16, 18, 8, 10, 11, 12, 1, 2, 3, 4, 5, 6]
    yield wrong("近4周属实0、2、4、6件", HOME, st[1], complained(rising, people=6), branch=RISING)
    later = [22, 23, 25, 26, 16, 9, 11, 2, 3, 5]
    yield fine("近4周属实4、1、2、3件", HOME, st[2], complained(later, people=6))
    yield fine("90天内属实投诉4件", HOME, st[3], complained(spread[:4], people=4))
    older = complained([91 + 3 * n for n in range(12)], people=6)
    yield fine("属实投诉12件都在90天以前", HOME, st[4], older)
    yield fine("投诉属实而非供电责任", HOME, st[5], complained(spread, people=5, resp_flag=False))


def of_people(play: Play) -> Iterator[Case]:
    """Yield clerks whose complaints are all true, and many of whom hardly any is."""
    stations = play.offices.stations
    spread = [OLDEST - n * SPACING for n in range(20)]
    here = {"station": stations[6]}
    every = complained(spread, first=1, staff=True)
    theirs = Side(play.code, note="其单位因此偏多", of=lambda role: accused("org", role.org_code, cons_no=""))
    yield wrong("一人20件投诉件件属实", HOME, here, every, branch=PEOPLE, also=[theirs])
    yield fine("一人4件投诉件件属实", HOME, here, complained(spread[:4], first=2, staff=True))
    for station in stations[:6] + stations[7:]:
        yield extra(HOME, {"station": station}, complained(spread[:13], people=5, true_flag=False))


def complained(
    days: Sequence[int], people: int = 1, first: int = 0, *, staff: bool = False, **told: Any
) -> Change:
    """Return the change that adds complaints so many days before the data end, each of another kind.

    They go to so many clerks in turn; `staff`: the first of them is what is to be found.
    """

    def change(role: Role) -> Row:
        clerks = [person.emp_no for team in TEAMS for person in role.station.of(team)]
        for n, before in enumerate(days):
            at = midnight(role.play) - before * DAY + timedelta(hours=9, minutes=n)
            done = {"contact_time": at + timedelta(hours=1), "reply_time": at + timedelta(hours=3)}
            done |= {"archive_time": at + timedelta(hours=6), "true_flag": True, "resp_flag": True}
            done |= {"satisfaction": "06"}
            clerk = clerks[(first + n % people) % len(clerks)]
            order(
                role, "005", COMPLAINED_OF[n % len(COMPLAINED_OF)], at, **(done | {"handler": clerk} | told)
            )
        who = clerks[first] if staff else role.org_code
        return accused("staff" if staff else "org", who, cons_no="")

    return change
