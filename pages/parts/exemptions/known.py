"""The white list as a person may see it, for the screening that is shown."""

from analytics.results.white_list import WhiteList, white_list
from models import runs
from models.loop import exemptions
from models.loop.exemptions import Exemption
from models.orm import Run
from models.people import Person
from pages.parts.common.data import findings, kept, lake


def known(person: Person) -> list[Exemption]:
    """Return the exemptions that touch a person's units, the newest first."""
    return exemptions.seen_by(person, exemptions.exemptions(lake().store))


def seen(person: Person, run: Run) -> WhiteList:
    """Return the white list in figures."""
    return _seen(person, run.id)


def exempted_by(person: Person) -> dict[int, Exemption]:
    """Return the exemptions by number."""
    return {one.number: one for one in known(person)}


@kept
def returned(person: Person, run_id: int) -> int:
    """Return how many hits count again since the screening of an earlier day, because their exemption has run out."""
    store = lake().store
    run = runs.get(store, run_id)
    earlier = [one.as_of for one in runs.history(store) if one.as_of < run.as_of]
    return findings(person, run).returned(since=max(earlier)) if earlier else 0


@kept
def _seen(person: Person, run_id: int) -> WhiteList:
    store = lake().store
    run, own = runs.get(store, run_id), known(person)
    last = {one.number: exemptions.last_day(store, one.since) for one in own}
    return white_list(findings(person, run), run, own, last)
