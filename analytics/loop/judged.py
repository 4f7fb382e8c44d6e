"""By what the hits of a case were judged: the regulations and prices, the values of parameters, the company's own tables.

A case keeps the profile of prices of each hit, its screening the values and tables of each check; a special audit
(举一反三), which no screening made, keeps those of its own look in its plan's scope.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.parameters import judged_by
from analytics.results.hit_words import PROFILE, basis_of
from analytics.rulebook import card_of
from models import runs
from models.errors import NotFound
from models.loop.plans import plan
from models.orm import CaseCheckRow
from models.store import Store

OUTCOMES = "outcomes"
"""What of a plan's scope says by what its checks judged, where it was made of no screening."""
BY_WHAT = ("code", "parameters", "set_by_person", "overrides", "code_tables", "by_tables")
Outcomes = Mapping[str, Mapping[str, Any]]


def outcomes_of(store: Store, plan_id: int) -> Outcomes:
    """Return {check: by what it judged} of the screening, or the look, that a plan was made of; {} where there is none."""
    made = plan(store, plan_id)
    try:
        found: Sequence[Mapping[str, Any]] = (
            runs.get(store, made.run_id).checks if made.run_id is not None else made.scope.get(OUTCOMES, ())
        )
    except NotFound:
        found = ()
    return {one["code"]: one for one in found if one.get("parameters") is not None}


def basis_of_case(one: CaseCheckRow) -> str:
    """Return the regulations behind a hit of a case, by the profile of prices by which it was judged."""
    return basis_of({"check_code": one.check_code, PROFILE: one.profile})


def values_of_case(
    one: CaseCheckRow,
    org_code: str | None,
    outcomes: Outcomes,
    units: Mapping[str, str],
    *,
    only_own: bool = False,
) -> list[str]:
    """Return in words by which values and tables a hit of a case in a unit was judged; `only_own`: of those the company's own."""
    outcome = outcomes.get(one.check_code)
    if outcome is None:
        return []
    return judged_by(card_of(one.check_code), outcome, org_code, units, only_own=only_own)
