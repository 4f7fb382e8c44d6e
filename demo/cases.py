"""What a plant is made of: cases, and the runner that casts them, lets them happen and notes the truth.

A case is `(note, profile, facts, change, amount)`: a customer of this kind and with these facts is drawn, the change
is made to its rows, and an audit must then find it with this amount (`wrong`), or must leave it alone (`fine`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from data_loaders.catalog import tables
from demo.offices import Offices
from demo.profiles import Profile
from demo.stage import BILLED, Moment, Play, Role, Row, Truth

PLANTED, LOOKALIKE, EXTRA = "planted", "lookalike", ""
Facts = Mapping[str, Any]
Change = Callable[[Role], Row | None]
"""What is done to a customer's rows; it returns `accused(…)` where not the customer itself is to be found."""
Amount = Decimal | str | int | None | Callable[[Role], Decimal | None]


def unchanged(role: Role) -> None:
    """Leave a customer as it was drawn: its facts say it all."""
    del role


@dataclass(frozen=True)
class Side:
    """A hit of another check (or of the same on another object) that rightly follows from a case."""

    code: str
    amount: Amount = None
    note: str = ""
    of: Change = unchanged
    kind: str = PLANTED


@dataclass(frozen=True)
class Case:
    """One planted problem, or one that only looks like it.

    `branch` begins as the check's 判定 counts its branches (①, A). `crowd` is how many such customers are drawn: the
    change gets the first, the others are its mates. `moment` is what the change waits for, `priced` what the amount
    waits for if that is later. `also` lists what else is rightly found.
    """

    note: str
    profile: Profile | None
    facts: Facts
    change: Change = unchanged
    amount: Amount = None
    kind: str = PLANTED
    branch: str = ""
    also: Sequence[Side] = ()
    crowd: int = 1
    moment: Moment = BILLED
    priced: Moment = BILLED


class Options(TypedDict, total=False):
    """What else a case may say; see Case."""

    branch: str
    also: Sequence[Side]
    crowd: int
    moment: Moment
    priced: Moment


def wrong(
    note: str,
    profile: Profile | None,
    facts: Facts,
    change: Change = unchanged,
    amount: Amount = None,
    **other: Unpack[Options],
) -> Case:
    """Return a case that must be found; without an amount its hit has none."""
    return Case(note, profile, facts, change, amount, PLANTED, **other)


def fine(
    note: str, profile: Profile | None, facts: Facts, change: Change = unchanged, **other: Unpack[Options]
) -> Case:
    """Return a case that only looks wrong and must not be found."""
    return Case(note, profile, facts, change, None, LOOKALIKE, **other)


def extra(profile: Profile, facts: Facts, change: Change = unchanged, **other: Unpack[Options]) -> Case:
    """Return customers who are needed for another case to mean something; nothing is to be said of them."""
    return Case("", profile, facts, change, None, EXTRA, **other)


def accused(object_type: str, object_id: str, **other: Any) -> Row:
    """Return what is to be found where it is not the customer: `cons_no=""` where no one customer is meant."""
    return {"object_type": object_type, "object_id": object_id} | other


def customer(role: Role, **other: Any) -> Row:
    """Return a customer as what is to be found: the case's own, or one of its mates."""
    return accused("customer", role.no, cons_no=role.no, org_code=role.org_code) | other


@dataclass(frozen=True)
class Plant:
    """The cases of one check, and what they are about where a change does not say."""

    code: str
    cases: Callable[[Play], Iterable[Case]]
    about: Change = unchanged


@dataclass(eq=False)
class _Acted:
    case: Case
    role: Role
    about: Change
    found: Row = field(default_factory=dict)

    def perform(self, moment: Moment) -> None:
        """Make the change and note the truth, each when its moment has come."""
        case, role = self.case, self.role
        if case.moment == moment:
            self.found = case.change(role) or self.about(role) or {}
            self._check_columns()
        if max(case.moment, case.priced) != moment:
            return
        if case.kind:
            self._note(role.play.code, case.kind, case.amount, case.note, self.found)
        for side in case.also:
            self._note(side.code, side.kind, side.amount, side.note or case.note, side.of(role) or {})

    def _check_columns(self) -> None:
        """Refuse a column that its table does not have: a slip in a name would plant nothing in silence.

        Errors: KeyError.
        """
        for name, rows in self.role.rows.items():
            unknown = {key for row in rows for key in row} - tables()[name].by_name.keys()
            if unknown:
                raise KeyError(
                    f"{self.role.play.code} «{self.case.note}»: {name} has no columns {sorted(unknown)}"
                )

    def _note(self, code: str, kind: str, amount: Amount, note: str, found: Row) -> None:
        role = self.role
        yuan = amount(role) if callable(amount) else amount
        truth = customer(role) | {"check_code": code, "period": role.play.period} | found
        role.play.truths.append(
            Truth(**truth, amount_yuan=None if yuan is None else Decimal(yuan), kind=kind, note=note)
        )


class Troupe:
    """All plants of a company at work: each case is performed when the moment comes that it waits for."""

    def __init__(self, plants: Sequence[Plant], offices: Offices, months: list[str], seed: int) -> None:
        self.plays: list[Play] = []
        self._acts: list[_Acted] = []
        for plant in plants:
            play = Play(plant.code, offices, months, seed)
            self.plays.append(play)
            self._acts += [_Acted(case, _drawn(play, case), plant.about) for case in plant.cases(play)]

    def perform(self, moment: Moment) -> None:
        """Let every case happen that waits for this moment."""
        for act in self._acts:
            act.perform(moment)


def _drawn(play: Play, case: Case) -> Role:
    first, *mates = (play.hire(case.profile, **case.facts) for _ in range(case.crowd))
    first.mates = mates
    return first
