"""A check run once more on what is loaded now, by the parameters that a case was opened with, apart from any screening."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics import screening
from analytics.check import Check
from analytics.parameters import levels_in
from analytics.results.exempted import on_the_list
from analytics.results.findings import HITS, Findings
from analytics.rulebook import check_of, checks
from analytics.screening import Outcome, run_check
from models import runs
from models.home import scratch
from models.lake import Door, Lake
from models.loop.plans import plan
from models.orm import CaseCheckRow, CaseRow, Run
from models.people import SYSTEM, Person
from models.store import Store


@dataclass(frozen=True)
class Again:
    """What came of the checks: `outcomes` by code, and the hits as a person may see them."""

    as_of: date
    period: str
    outcomes: Mapping[str, Outcome]
    findings: Findings
    door: Door


def codes_of(hits: Sequence[CaseCheckRow]) -> list[str]:
    """Return the checks of a case that still exist; an anomaly of consumption is no check, and proves nothing."""
    return sorted({hit.check_code for hit in hits} & set(checks()))


def own_parameters(store: Store, row: CaseRow, hit: CaseCheckRow) -> dict[str, Any]:
    """Return the values by which a case's object was judged where they were not the usual ones of that day.

    Law is left to its day: what was usual then is usual now by the law of now.
    """
    one = check_of(hit.check_code)
    run_id = plan(store, row.plan_id).run_id
    outcome = None
    if run_id is not None:
        run = runs.get(store, run_id)
        outcome = next((each for each in run.checks if each["code"] == one.code), None)
    if outcome is None:
        return _unusual(one, hit.parameters, row.created_at.date())
    levels = levels_in(outcome)
    of_levels = {each.name for each in levels.overrides}
    for_the_run = (name for name in outcome.get("set_by_person", ()) if name not in of_levels)
    values = {name: outcome["parameters"][name] for name in for_the_run} | levels.set_for(row.org_code)
    return _that_still_are(one, values)


@contextmanager
def again(
    lake: Lake,
    person: Person,
    parameters: Mapping[str, Mapping[str, Any]],
    *,
    as_of: date | None = None,
    on_check: Callable[[str], None] | None = None,
) -> Iterator[Again]:
    """Run the checks by code, each with its parameters, over every unit's data, and give what they found.

    The day is the last one that the data know of, else today; the month the last one of bills. `on_check` is told
    which check is next.
    """
    with ExitStack() as held:
        door = held.enter_context(lake.open(SYSTEM))
        seen = held.enter_context(lake.open(person))
        (lake.store.home / "tmp").mkdir(exist_ok=True, mode=0o700)
        prefix = scratch.own_name()
        named = tempfile.TemporaryDirectory(dir=lake.store.home / "tmp", prefix=prefix)
        folder = Path(held.enter_context(named))
        (folder / HITS).mkdir()
        as_of = as_of or screening.latest_day(door) or date.today()
        period = screening.latest_period(door, as_of)
        outcomes = {}
        for code, values in parameters.items():
            if on_check:
                on_check(code)
            outcomes[code] = run_check(
                check_of(code), door, folder / HITS, as_of=as_of, period=period, values=dict(values)
            )
        kept = [asdict(one) for one in outcomes.values()]
        found = Findings(seen, folder, kept, on_the_list(lake.store, Run(as_of=as_of)))
        yield Again(as_of, period, outcomes, found, seen)


def _unusual(one: Check, values: Mapping[str, Any], day: date) -> dict[str, Any]:
    usual = {parameter.name: parameter.in_force(day) for parameter in one.parameters}
    return _that_still_are(one, {name: value for name, value in values.items() if value != usual.get(name)})


def _that_still_are(one: Check, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of parameters that the check still has and takes."""
    known = {parameter.name: parameter for parameter in one.parameters}
    return {
        name: value
        for name, value in values.items()
        if name in known and value is not None and known[name].takes(value)
    }
