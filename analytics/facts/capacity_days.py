"""How many kVA were in use on how many days of a month, from the days machines were started and stopped."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.capacity import machines as every_machine
from analytics.regulation.basic_charge import charged_days_expr, days_of_a_month
from analytics.regulation.money import exact
from data_loaders.codes.equipment import RunStatus
from models.calendar import first_day, last_day


@dataclass(frozen=True)
class Counting:
    """Whether the day of a start and the day of a stop count as days in use."""

    name: str
    counts_start: bool
    counts_stop: bool


# the rules of 2024 count less than 24 hours as a day; the other two are accepted as customary
COUNTINGS = (
    Counting("both_days", counts_start=True, counts_stop=True),
    Counting("start_only", counts_start=True, counts_stop=False),
    Counting("stop_only", counts_start=False, counts_stop=True),
)


@fact(
    title="容量使用日",
    grain="一户一行",
    key=("cons_no",),
    reads={},
    columns={
        "cons_no": ("户号", ""),
        "both_days": ("启停当日都计", "kVA·天"),
        "start_only": ("只计启用当日", "kVA·天"),
        "stop_only": ("只计停用当日", "kVA·天"),
    },
    uses=(every_machine,),
    source="稽查目录 TAR-16 的精确判定:月中启停设备按日",
)
def capacity_days(t: Tables) -> Any:
    """Return kVA × charged days of a month of the customers whose machines changed since it began.

    Changes after the month matter too: what the file says today is then not what was running. By the rules
    of 1996 a month has thirty days, whatever the calendar says; in use all month is charged as all of them.

    Shapes: cons_no, then a column for each of COUNTINGS.
    """
    first, last = first_day(t.period), last_day(t.period)
    machines = t.fact(every_machine)
    machines = machines.mutate(
        start=_known_by(machines.actual_start_date, t.as_of),
        stop=_known_by(machines.actual_stop_date, t.as_of),
    )
    changed = machines.filter((machines.start >= first) | (machines.stop >= first))
    machines = machines.semi_join(changed, "cons_no")
    length = (last - first).days + 1
    divisor = days_of_a_month(last, length) or length
    sums = {
        counting.name: (
            exact(machines.plate_cap)
            * charged_days_expr(_days(machines, first, last, counting), length, divisor)
        ).sum()
        for counting in COUNTINGS
    }
    return machines.group_by("cons_no").agg(**sums)


def _known_by(day: Any, as_of: date) -> Any:
    return ibis.ifelse(day <= as_of, day, ibis.null("date"))


def _days(machines: Any, first: date, last: date, counting: Counting) -> Any:
    """Return the days of the month that each machine was in use.

    Started after its stop, it stood still in between. Without a stop it runs from its start, unless the
    file says that it does not run. A running machine without a start was in use all along.
    """
    length = (last - first).days + 1
    start, stop = machines.start, machines.stop
    since: Any = _between(0, length - _days_before(start, first) - int(not counting.counts_start), length)
    until: Any = _between(0, _days_before(stop, first) + int(counting.counts_stop), length)
    since = ibis.ifelse(start < first, length, since)
    until = ibis.ifelse(stop > last, length, until)
    is_running = (machines.run_status == RunStatus.RUNNING).fill_null(True)
    overlap = since + until - length
    return ibis.cases(
        (start.isnull() & is_running, length),
        (stop.isnull() & ~is_running, 0),
        (start.isnull(), until),
        (stop.isnull(), since),
        (start > stop, _between(0, since + until, length)),
        else_=ibis.ifelse(overlap < 0, 0, overlap),
    )


def _days_before(day: Any, first: date) -> Any:
    first_of_month: Any = ibis.literal(first)
    return day.delta(first_of_month, unit="day")


def _between(low: int, value: Any, high: int) -> Any:
    return ibis.cases((value < low, low), (value > high, high), else_=value)
