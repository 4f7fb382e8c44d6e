"""SVC-13 承诺兑现率(各项)

Units that broke one promise in thirty, or lost more time than promised on the average, and those judged with them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.business import working_day
from demo.cases import Case, Change, Side, accused, fine, wrong
from demo.law import ARRIVAL_MINUTES, METER_TEST_DAYS
from demo.ordering import DAY, order
from demo.plants.service.svc_11 import PLAN, cut
from demo.profiles import HOME
from demo.stage import Play, Role, Row
from demo.work_orders import SERVICE_REQUEST

ARRIVAL, CONTACT, REPLY, TEST, NOTICE, MEAN = (
    *("① 报修到场", "② 投诉联系", "③ 投诉答复", "④ 校表答复", "⑤ 停电公告", "⑥ 平均恢复"),
)
FEW, ENOUGH = 12, 30
COUNTY_DIGITS, CITY_DIGITS = 7, 5
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOBODYS = {"cust_no": None, "handler": None, "satisfaction": "06"}
"""No customer asks twice, and nobody's own figures change."""
Told = dict[str, Any]


def cases(play: Play) -> Sequence[Case]:
    """Return stations, counties and the city; there is no amount.

    Repairs are where SVC-15 has none; what one breaks is counted for the units above it where their bases are small.
    """
    return [*of_stations(play), *of_larger_units(play)]


def of_stations(play: Play) -> Iterator[Case]:
    """Yield stations with enough cases of their own."""
    st = [{"station": station} for station in play.offices.stations]
    late, limit = (_reached(ARRIVAL_MINUTES["01"], seconds) for seconds in (1, 0))
    yield wrong(
        "报修40件,1件晚1秒到场", HOME, st[2], month(39, limit, late), branch=ARRIVAL, also=[last_of("SVC-01")]
    )
    yield fine("报修30件,恰在限内到场", HOME, st[8], month(ENOUGH, limit))
    at_limit, long = (_reached(20, restored=hours * HOUR) for hours in (3, 60))
    slow = month(ENOUGH, at_limit, long)
    yield wrong("30件3小时恢复,1件60小时", HOME, st[5], slow, branch=MEAN, also=[last_of("SVC-02")])
    heard, not_heard = (_heard(seconds) for seconds in (0, 1))
    unheard = complained(ENOUGH, heard, not_heard)
    yield wrong("投诉31件,1件晚1秒联系", HOME, st[1], unheard, branch=CONTACT, also=[last_of("SVC-03")])
    told_of = announced(play, ENOUGH, 6)
    yield wrong("计划停电31次,1次提前6天", HOME, st[4], told_of, branch=NOTICE, also=[last_of("SVC-11")])


def of_larger_units(play: Play) -> Iterator[Case]:
    """Yield units above stations that have too few cases to be judged by themselves."""
    st = [{"station": station} for station in play.offices.stations]
    yield fine("校表20件都按期,所不判", HOME, st[3], requests(20))
    both = requests(FEW, late=True, digits=COUNTY_DIGITS)
    yield wrong("两所校表20与13件,1件超期,县判", HOME, st[5], both, branch=TEST, also=[last_of("SVC-12")])
    heard = complained(1, _heard(0), digits=CITY_DIGITS)
    yield wrong("县内投诉不足30件,市判", HOME, st[5], heard, branch=CONTACT)
    late = complained(1, _heard(0) | {"reply_days": 6}, digits=COUNTY_DIGITS)
    yield wrong(
        "所内投诉不足30件,1件逾期答复,县判", HOME, st[0], late, branch=REPLY, also=[last_of("SVC-03")]
    )


def _reached(minutes: int, seconds: int = 0, restored: timedelta = HOUR) -> Told:
    return {"arrive_time": minutes * MINUTE + timedelta(seconds=seconds), "repair_time": restored}


def _heard(seconds: int) -> Told:
    return {"contact_time": DAY + timedelta(seconds=seconds)}


def month(count: int, told: Told, last: Told | None = None) -> Change:
    """Return the change that adds repairs in town over the month, all alike but the last; times count from the one before."""

    def change(role: Role) -> Row:
        every = [told] * count + ([last] if last else [])
        for n, one in enumerate(every):
            at = _on(role.play, n)
            arrive = at + one["arrive_time"]
            repair = arrive + one["repair_time"]
            times = {"arrive_time": arrive, "repair_time": repair, "reply_time": repair + 12 * MINUTE}
            times |= {"archive_time": repair + 95 * MINUTE, "urban_rural_flag": "01", "fault_reason": None}
            order(role, "001", "", at, **(NOBODYS | times))
        return _unit(role)

    return change


def complained(count: int, told: Told, last: Told | None = None, digits: int | None = None) -> Change:
    """Return the change that adds complaints over the month, answered on the third working day unless said."""

    def change(role: Role) -> Row:
        every = [told] * count + ([last] if last else [])
        for n, one in enumerate(every):
            at = _on(role.play, n)
            reply = datetime.combine(working_day(at.date(), one.get("reply_days", 3)), time(17))
            times = {"contact_time": at + one["contact_time"], "reply_time": reply}
            times |= {"archive_time": reply + HOUR, "true_flag": None, "resp_flag": None}
            order(role, "005", "其它投诉", at, **(NOBODYS | times))
        return _unit(role, digits)

    return change


def requests(count: int, *, late: bool = False, digits: int | None = None) -> Change:
    """Return the change that adds requests to test a meter, answered on the last day, and (`late`) one a day after."""

    def change(role: Role) -> Row:
        for n in range(count + late):
            at = _on(role.play, n)
            day = working_day(at.date(), METER_TEST_DAYS + (n == count))
            reply = datetime.combine(day, time(17))
            times = {"contact_time": None, "reply_time": reply, "archive_time": reply + HOUR}
            order(role, SERVICE_REQUEST, "校表", at, **(NOBODYS | times))
        return _unit(role, digits)

    return change


def announced(play: Play, count: int, days: int) -> Change:
    """Return the change that adds planned outages announced a week ahead, and one so many days ahead."""

    def change(role: Role) -> Row:
        for n in range(count + 1):
            at = _on(play, n)
            cut(PLAN, at, at - (days if n == count else 7) * DAY)(role)
        return _unit(role)

    return change


def last_of(code: str) -> Side:
    """Say that the last order, or outage, breaks its own limit, too."""

    def of(role: Role) -> Row:
        if code == "SVC-11":
            return accused("case", role.play.loose["outages"][-1]["outage_id"], cons_no="")
        return accused("work_order", role.rows["work_orders"][-1]["wo_no"], cons_no="")

    return Side(code, note="兑现率中违约的一件", of=of)


def _on(play: Play, n: int) -> datetime:
    """Return the nth time of the month: days 2 to 16, so that all is done before it ends."""
    return datetime.combine(play.day(2 + n % 15), time(9, n % 60))


def _unit(role: Role, digits: int | None = None) -> Row:
    return accused("org", role.org_code[:digits], cons_no="", org_code=role.org_code[:digits])
