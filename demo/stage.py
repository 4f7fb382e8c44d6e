"""Who plays a planted problem: customers that are cast before the world is made, and rewritten after.

A plant (`demo/plants/<category>/<code>.py`) says as cases whom it needs, what is changed, and what an audit must
find (`demo/cases.py`). It works with a `Play`, which knows the company's calendar, and with a `Role`, its customer.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import Any

from data_loaders.catalog import tables
from demo.figures import Figures
from demo.law import SUPPLY_RULES_2024
from demo.offices import Employee, Offices, Station
from demo.profiles import Profile
from models.calendar import add_months, add_months_to_date, first_day

PERIOD = "202610"
AS_OF = date(2026, 11, 1)
Row = dict[str, Any]
Rows = dict[str, list[Row]]


class Moment(IntEnum):
    """What a case can wait for."""

    BILLED = 1
    """Archives, readings, bills and business of the cast are there, no money yet."""
    PAID = 2
    """Receivables, payments and balances follow from the bills as they stand now."""
    BOOKED = 3
    """The whole company is written: ledgers, remittances, and figures over all customers."""


BILLED, PAID, BOOKED = Moment


def data_day(period: str) -> date:
    """Return the day as of which a company is audited: the first after its last month."""
    return first_day(add_months(period, 1))


@dataclass(eq=False)
class Role:
    """One customer of the cast: what was asked for, and once it is made, its rows in every table.

    Without a profile it is nobody: a case that needs a station alone. `mates` are the others of its crowd.
    """

    play: "Play"
    profile: Profile | None
    facts: dict[str, Any]
    station: Station
    usage: dict[str, int] = field(default_factory=dict)
    reactive: dict[str, int] = field(default_factory=dict)
    demand: dict[str, Decimal] = field(default_factory=dict)
    running: int = 0
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    mates: list["Role"] = field(default_factory=list)

    @property
    def archive(self) -> Row:
        """Return the customer's row in the customer archive."""
        return self.rows["customers"][0]

    @property
    def no(self) -> str:
        """Return the customer number."""
        return self.archive["cons_no"] if self.profile else ""

    @property
    def org_code(self) -> str:
        """Return the unit."""
        return self.station.org_code

    @property
    def meter(self) -> Row:
        """Return the customer's first meter."""
        return self.rows["meters"][0]

    def bills(self, ym: str) -> list[Row]:
        """Return the bill rows of a month."""
        return [row for row in self.rows["bills"] if row["amt_ym"] == ym]

    def bill(self, ym: str = "") -> Row:
        """Return the only bill row of a month, by default the one under audit."""
        (row,) = self.bills(ym or self.play.period)
        return row

    def readings(self, ym: str, read_type: str = "11") -> list[Row]:
        """Return the readings of one register in a month."""
        return [r for r in self.rows["readings"] if r["amt_ym"] == ym and r["read_type"] == read_type]

    def reading(self, ym: str = "", read_type: str = "11") -> Row:
        """Return the only reading of one register in a month, by default of the month under audit."""
        (row,) = self.readings(ym or self.play.period, read_type)
        return row

    def add(self, table: str, **values: Any) -> Row:
        """Add a row in the customer's name and return it."""
        own = {"org_code": self.org_code, "cons_no": self.no, "cons_name": self.archive["cons_name"]}
        known = tables()[table].by_name
        row = {name: value for name, value in own.items() if name in known} | values
        self.rows[table].append(row)
        return row

    def clerk(self, dept_name: str = "客户服务班") -> Employee:
        """Return somebody of a team at the customer's station."""
        return self.play.rng.choice(self.station.of(dept_name))


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
    """What the plant of one check works with: the calendar, the stations, numbers and figures."""

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
        """Return the month under audit, the company's last."""
        return self.months[-1]

    @property
    def as_of(self) -> date:
        """Return the day as of which the company is audited."""
        return data_day(self.period)

    def month(self, n: int) -> str:
        """Return the month n months after the one under audit (n negative: before)."""
        return add_months(self.period, n)

    def day(self, day: int, month: int = 0) -> date:
        """Return a day of the month under audit, or of one so many months after it (negative: before)."""
        return first_day(self.month(month)).replace(day=day)

    def ago(self, days: int = 0, months: int = 0) -> date:
        """Return the day so many months, and then so many days before the data end."""
        return add_months_to_date(self.as_of, -months) - timedelta(days=days)

    def latest(self, month: int, day: int, before: int = 0) -> date:
        """Return the last such day of the calendar (National Day, new year) so many days before the data end."""
        on = date(self.as_of.year, month, day)
        return on if on <= self.ago(before) else on.replace(year=on.year - 1)

    def hire(
        self,
        profile: Profile | None,
        *,
        usage: dict[str, int] | None = None,
        reactive: dict[str, int] | None = None,
        demand: dict[str, Decimal] | None = None,
        station: Station | None = None,
        **facts: Any,
    ) -> Role:
        """Ask for one customer of a kind; facts override what the kind would draw (names of world.Population)."""
        chosen = station or self.rng.choice(self.offices.stations)
        calm = self._calm(profile) if profile else {}
        role = Role(self, profile, calm | facts, chosen, usage or {}, reactive or {}, demand or {})
        if profile:
            self.roles.append(role)
        return role

    def _calm(self, profile: Profile) -> dict[str, Any]:
        """Return facts that keep a role free of everything that was not asked for."""
        year = SUPPLY_RULES_2024.year if profile.built[0] > 2024 else self.rng.randint(2006, 2021)
        built = date(year, 7, 10)
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

    def number(self, digits: int = 16, lead: str = "") -> str:
        """Return a new number for an application, a case, a work order …"""
        self._serial += 1
        mark = int.from_bytes(self.code.encode()) % 9973
        return f"{lead}{mark:04d}{self._serial:04d}".ljust(digits, "0")[:digits]
