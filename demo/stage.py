"""Who plays a planted problem: roles that are cast before the world is made, and rewritten after.

A plant is a generator. Above its first `yield` it says whom it needs; what it yields is the moment that it
waits for; below, it rewrites rows of those customers and notes what an audit must find:

    @plants("TAR-19")
    def demand_discount(play: Play) -> Scene:
        customer = play.hire(DEMAND_PLANT, contract_cap=1000, usage={PERIOD: 260_000})
        yield BILLED
        ...
        play.planted(customer, amount, note="达到260却未打九折")
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any

from demo.figures import Figures
from demo.offices import Employee, Offices, Station
from demo.profiles import Profile

AS_OF = date(2026, 11, 1)
PERIOD = "202610"
Row = dict[str, Any]
Rows = dict[str, list[Row]]


class Moment(IntEnum):
    """What a plant can wait for."""

    BILLED = 1
    """Archives, readings, bills and business of the cast are there, no money yet."""
    PAID = 2
    """Receivables, payments and balances follow from the bills as they stand now."""
    BOOKED = 3
    """The whole company is written: ledgers, remittances, and figures over all customers."""


BILLED, PAID, BOOKED = Moment
Scene = Iterator[Moment]


@dataclass(eq=False)
class Role:
    """One customer of the cast: what was asked for, and once it is made, its rows in every table."""

    profile: Profile
    facts: dict[str, Any]
    usage: dict[str, int]
    reactive: dict[str, int]
    demand: dict[str, Decimal]
    station: Station
    running: int = 0
    rows: Rows = field(default_factory=lambda: defaultdict(list))

    @property
    def archive(self) -> Row:
        """Return the customer's row in the customer archive."""
        return self.rows["customers"][0]

    @property
    def no(self) -> str:
        """Return the customer number."""
        return self.archive["cons_no"]

    @property
    def org_code(self) -> str:
        """Return the unit."""
        return self.station.org_code

    def bills(self, ym: str) -> list[Row]:
        """Return the bill rows of a month."""
        return [row for row in self.rows["bills"] if row["amt_ym"] == ym]

    def bill(self, ym: str) -> Row:
        """Return the only bill row of a month."""
        (row,) = self.bills(ym)
        return row

    def readings(self, ym: str, read_type: str = "11") -> list[Row]:
        """Return the readings of one register in a month."""
        return [r for r in self.rows["readings"] if r["amt_ym"] == ym and r["read_type"] == read_type]

    def reading(self, ym: str, read_type: str = "11") -> Row:
        """Return the only reading of one register in a month."""
        (row,) = self.readings(ym, read_type)
        return row

    def one(self, table: str) -> Row:
        """Return the customer's only row in a table."""
        (row,) = self.rows[table]
        return row

    def add(self, table: str, **values: Any) -> Row:
        """Add a row in the customer's name and return it."""
        row = {
            "org_code": self.org_code,
            "cons_no": self.no,
            "cons_name": self.archive["cons_name"],
            **values,
        }
        self.rows[table].append(row)
        return row

    def drop(self, table: str, ym: str) -> None:
        """Remove the rows of a month."""
        column = "amt_ym" if table in ("bills", "readings") else "rcvbl_ym"
        self.rows[table] = [row for row in self.rows[table] if row[column] != ym]


@dataclass(frozen=True)
class Truth:
    """One line of truth.csv: what an audit must find, or must not."""

    check_code: str
    object_type: str
    object_id: str
    cons_no: str
    org_code: str
    period: str
    amount_yuan: Decimal | None
    kind: str
    note: str


class Play:
    """What one plant works with: it hires, reads figures, and notes the truth."""

    def __init__(self, code: str, offices: Offices, months: list[str], seed: int) -> None:
        self.code = code
        self.offices = offices
        self.months = months
        self.rng = random.Random(f"{seed}|{code}")
        self.roles: list[Role] = []
        self.truths: list[Truth] = []
        self.loose: Rows = defaultdict(list)
        """Rows that belong to no customer of the cast, by table."""
        self.figures = Figures()
        """Figures over all customers, from BOOKED on."""
        self.ledger: list[Row] = []
        """The rows of `ledger_balances`, from BOOKED on."""
        self._serial = 0

    @property
    def period(self) -> str:
        """Return the month under audit."""
        return self.months[-1]

    def hire(
        self,
        profile: Profile,
        *,
        usage: dict[str, int] | None = None,
        reactive: dict[str, int] | None = None,
        demand: dict[str, Decimal] | None = None,
        station: Station | None = None,
        **facts: Any,
    ) -> Role:
        """Ask for one customer of a kind; facts override what the kind would draw (names of world.Population)."""
        chosen = station or self.rng.choice(self.offices.stations)
        role = Role(profile, self._calm(profile) | facts, usage or {}, reactive or {}, demand or {}, chosen)
        self.roles.append(role)
        return role

    def _calm(self, profile: Profile) -> dict[str, Any]:
        """Return facts that keep a role free of everything that was not asked for."""
        built = date(2024, 7, 10) if profile.built[0] > 2024 else date(self.rng.randint(2006, 2021), 5, 12)
        return {
            "build_date": built,
            "status_code": "0",
            "tmp_flag": "03",
            "source_count": "1",
            "spare_power_flag": "01",
            "stopped_cap": 0,
            "is_prepay": False,
            "is_watched": False,
            "ratio_line": False,
            "first_empty": 99,
            "last_empty": 99,
        }

    def crowd(self, count: int, profile: Profile, **wishes: Any) -> list[Role]:
        """Ask for several customers of the same kind."""
        return [self.hire(profile, **wishes) for _ in range(count)]

    def number(self, digits: int = 16, lead: str = "") -> str:
        """Return a new number for an application, a case, a work order …"""
        self._serial += 1
        mark = int.from_bytes(self.code.encode()) % 9973
        return f"{lead}{mark:04d}{self._serial:04d}".ljust(digits, "0")[:digits]

    def clerk(self, role: Role, dept_name: str = "客户服务班") -> Employee:
        """Return somebody of a team at the customer's station."""
        return self.rng.choice(role.station.of(dept_name))

    def planted(self, role: Role | None, amount: Decimal | None, note: str, **other: Any) -> None:
        """Note what must be found: by default this plant's check, at the customer, for the month under audit."""
        self._note("planted", role, amount, note, other)

    def lookalike(self, role: Role | None, note: str, **other: Any) -> None:
        """Note what must not be found."""
        self._note("lookalike", role, None, note, other)

    def _note(self, kind: str, role: Role | None, amount: Decimal | None, note: str, other: Row) -> None:
        truth = {
            "check_code": self.code,
            "object_type": "customer",
            "object_id": role.no if role else "",
            "cons_no": role.no if role else "",
            "org_code": role.org_code if role else "",
            "period": self.period,
        } | other
        self.truths.append(Truth(**truth, amount_yuan=amount, kind=kind, note=note))


Plant = Callable[[Play], Scene]


def plants(code: str) -> Callable[[Plant], Plant]:
    """Return the decorator that names the check which a plant is for."""

    def decorate(plant: Plant) -> Plant:
        plant.__dict__["plants_for"] = code
        return plant

    return decorate


class Troupe:
    """All plants of a company at work: each is resumed when the moment comes that it waits for."""

    def __init__(
        self, plants_wanted: Sequence[Plant], offices: Offices, months: list[str], seed: int
    ) -> None:
        self.plays = [Play(plant.__dict__["plants_for"], offices, months, seed) for plant in plants_wanted]
        self._scenes = [plant(play) for plant, play in zip(plants_wanted, self.plays, strict=True)]
        self._waiting = dict(enumerate(next(scene) for scene in self._scenes))

    def perform(self, moment: Moment) -> None:
        """Resume every plant that waits for this moment."""
        for place, scene in enumerate(self._scenes):
            if self._waiting.get(place) != moment:
                continue
            following = next(scene, None)
            if following is None:
                del self._waiting[place]
            elif following > moment:
                self._waiting[place] = following
            else:
                raise ValueError(f"the plant of {self.plays[place].code} waits for a moment that has passed")
