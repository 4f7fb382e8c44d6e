"""Who works in the demonstration company's closed loop."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from demo import names
from models import register
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store


@dataclass(frozen=True)
class Team:
    """Who works on the cases of one supply station; `clerk` answers for its mistakes and has no login."""

    unit: str
    leader: Person
    inspectors: tuple[Person, ...]
    clerk: str


@dataclass(frozen=True)
class Staff:
    """Everybody of the demonstration company who has a login."""

    lead: Person
    second_lead: Person
    director: Person
    teams: tuple[Team, ...]

    def team_of(self, unit: str | None) -> Team | None:
        """Return who works for a unit, or None."""
        return next((team for team in self.teams if (unit or "").startswith(team.unit)), None)


def hire(store: Store, units: Sequence[str], seed: int) -> Staff:
    """Register two leads, a director, and for each station (its org_code) a team leader and two inspectors."""
    rng = random.Random(f"{seed}|people of the loop")
    registered: list[Registered] = []

    def one(login: str, role: Role, unit: str) -> Person:
        registered.append(Registered(login, names.person(rng), role, (unit,), True))
        return registered[-1].person

    lead, director = one("zhuanze", Role.LEAD, ""), one("zhuren", Role.SUPERVISOR, "")
    teams = []
    for unit in units:
        place = unit[5:]
        leader = one(f"banzhang-{place}", Role.TEAM_LEADER, unit)
        inspectors = tuple(one(f"jicha-{place}-{number}", Role.STAFF, unit) for number in (1, 2))
        teams.append(Team(unit, leader, inspectors, names.person(rng)))
    second_lead = one("zhuanze-2", Role.LEAD, "")
    register.add(store, LOCAL_USER, registered)
    return Staff(lead, second_lead, director, tuple(teams))
