"""Periodic plans made by themselves: one for each rule and period, from the latest screening, as soon as somebody looks."""

from datetime import date
from zlib import crc32

from analytics.loop import planning
from analytics.loop.planning import Wanted, jobs_of
from models import runs
from models.calendar import add_working_days
from models.company.holidays import extra_days
from models.errors import NotFound
from models.lake import Lake
from models.loop import periodic, plans
from models.loop.periodic import Rule
from models.people import Person, Role

MAKER = Person("周期计划", Role.LEAD, ("",))
MOST_SEED = 1_000_000


def make_due(lake: Lake, today: date) -> list[int]:
    """Make the plans of today's periods that are not made yet, and return their numbers.

    A rule none of whose targets is free waits for the next screening, or for cases to close. Without a screening nothing
    is made.
    """
    due = [one for one in periodic.rules(lake.store) if not plans.is_made(lake.store, one.made_for(today))]
    if not due:
        return []
    try:
        run = runs.get(lake.store)
    except NotFound:
        return []
    made, own_days = [], extra_days(lake.store)
    with lake.open(MAKER) as door:
        for one in due:
            wanted = _wanted(one, today)
            proposal = planning.propose(lake.store, door, run, wanted)
            if not proposal.targets:
                continue
            try:
                number = planning.make(
                    lake.store,
                    MAKER,
                    run,
                    proposal,
                    name=f"{one.name}({one.period(today)})",
                    kind=one.kind,
                    due=add_working_days(today, one.working_days, own_days),
                    wanted=wanted,
                    made_for=one.made_for(today),
                )
            except plans.AlreadyMade:  # somebody else looked at the same moment
                continue
            made.append(number)
    return made


def _wanted(one: Rule, today: date) -> Wanted:
    """Return which targets a rule's plan is for; each period draws its control anew, and the same whoever draws it."""
    seed = crc32(one.made_for(today).encode()) % MOST_SEED + 1
    jobs = jobs_of(one.people, one.days)
    return Wanted((), one.categories, one.org_prefix, jobs, one.random_share, seed)
