"""The made-up company: cast and crowd, put together station by station, month by month.

    make_company   casts the planted problems and lets them happen, in memory
    stream         yields every table in pieces; the crowd is made on the way
    tables, truth  the whole of it at once, for companies that fit into memory

Memory is bounded by one station's customers, the cast, and the bills of the month under audit.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.catalog import tables as cards
from demo.arrays import from_rows
from demo.bank import bank_credits
from demo.cases import Plant, Troupe
from demo.cast import bill_the_cast, let_the_cast_pay, number_everybody
from demo.crowd import Piece, StationCrowd, finished
from demo.figures import Figures
from demo.ledger import Books
from demo.money import remittance_rows
from demo.offices import Offices, make_offices
from demo.plants import all_plants
from demo.price_list import price_rows
from demo.stage import BILLED, BOOKED, PAID, PERIOD, Role, Row, Truth, data_day
from models.calendar import add_months, month_range
from models.errors import WrongUsage

LEAST_CUSTOMERS, LEAST_MONTHS = 2000, 13  # without last year's month, TAR-02 takes a season for a leap
Progress = Callable[[str, float], None]


@dataclass
class Company:
    """A company whose cast is ready; its crowd is made while it is streamed."""

    seed: int
    months: list[str]
    offices: Offices
    crowds: list[np.ndarray]
    troupe: Troupe
    on_progress: Progress | None = None
    figures: Figures = field(default_factory=Figures)
    ledger: list[Row] = field(default_factory=list)
    whole: dict[str, pa.Table] | None = None

    @property
    def as_of(self) -> date:
        """Return the day as of which the company is audited."""
        return data_day(self.months[-1])

    @property
    def roles(self) -> list[Role]:
        """Return the cast."""
        return [role for play in self.troupe.plays for role in play.roles]

    def loose(self, table: str) -> list[Row]:
        """Return the rows of a table that plants wrote for no customer of the cast."""
        return [row for play in self.troupe.plays for row in play.loose[table]]

    def tell(self, what: str, share: float) -> None:
        """Report progress: what is being made, and how much of the whole is done."""
        if self.on_progress:
            self.on_progress(what, share)


def make_company(
    customers: int = 20_000,
    seed: int = 1,
    months: int = 24,
    on_progress: Progress | None = None,
    only: Sequence[Plant] | None = None,
    last_month: str = PERIOD,
) -> Company:
    """Return a company with so many customers and months up to the last; `only`: no other problems than these.

    Errors: WrongUsage for fewer than 2,000 customers or fewer than 13 months.
    """
    if customers < LEAST_CUSTOMERS or months < LEAST_MONTHS:
        raise WrongUsage(
            f"演示公司不能只有 {customers} 户、{months} 个月",
            remedy=f"至少 {LEAST_CUSTOMERS} 户、{LEAST_MONTHS} 个月",
        )
    yms = month_range(add_months(last_month, 1 - months), last_month)
    offices = make_offices(customers, random.Random(f"{seed}|offices"))
    troupe = Troupe(all_plants() if only is None else only, offices, yms, seed)
    roles = [role for play in troupe.plays for role in play.roles]
    crowds = number_everybody(offices, roles, seed)
    company = Company(seed, yms, offices, crowds, troupe, on_progress, Figures(last_month))
    if roles:
        world = bill_the_cast(offices, roles, yms, company.as_of, seed)
        troupe.perform(BILLED)
        let_the_cast_pay(world, roles, yms, seed)
        troupe.perform(PAID)
    return company


def stream(company: Company) -> Iterator[Piece]:
    """Yield (table, month or '', rows) for every table in pieces; afterwards the truth is complete.

    A company can be streamed once; `tables` keeps what it yields.
    """
    books, taken = Books(), defaultdict(Decimal)
    counts: dict[str, int] = {}
    stations = company.offices.stations
    for place, (station, numbers) in enumerate(zip(stations, company.crowds, strict=True)):
        company.tell(f"{station.county_name}{station.name}供电所", place / len(stations))
        cast = [role for role in company.roles if role.station is station]
        crowd = StationCrowd(
            station, numbers, cast, months=company.months, as_of=company.as_of, seed=company.seed
        )
        for name, ym, table in crowd.pieces():
            books.take_in(name, table)
            company.figures.take_in(name, ym, table)
            if name == "customers":
                counts[station.org_code] = _on_books(table)
            yield name, ym, table
        yield "transformer_areas", "", from_rows("transformer_areas", list(crowd.area_rows()))
        _add_takings(taken, crowd, cast)
    yield from _closing_pieces(company, books, taken, counts)


def _closing_pieces(
    company: Company, books: Books, taken: dict[str, Decimal], counts: dict[str, int]
) -> Iterator[Piece]:
    offices = company.offices
    by_code = {station.org_code: station for station in offices.stations}
    company.ledger += books.rows(list(by_code), company.months)
    for play in company.troupe.plays:
        play.figures, play.ledger = company.figures, company.ledger
    company.troupe.perform(BOOKED)
    planted = {row["cashchk_id"] for row in company.loose("remittances")}
    unknown = {number for number in taken if number[:9] not in by_code}
    taken = {number: amount for number, amount in taken.items() if number not in planted | unknown}
    own = list(remittance_rows(taken, by_code, company.as_of))
    rows: dict[str, list[Row]] = {
        "remittances": own,
        "ledger_balances": company.ledger,
        "orgs": list(offices.rows(counts)),
        "staff": [vars(person) for person in offices.staff],
        "mr_sections": list(offices.section_rows()),
        "tariff_prices": list(price_rows(company.months)),
        "bank_credits": list(
            bank_credits([*own, *company.loose("remittances")], company.loose("bank_credits"))
        ),
    }
    for name in cards():
        found = rows.get(name, []) + company.loose(name)
        if found:
            yield name, "", from_rows(name, finished(name, found))
    company.tell("完成", 1.0)


def tables(company: Company) -> dict[str, pa.Table]:
    """Return every table whole, by name, with the schema of its card."""
    if company.whole is None:
        pieces: dict[str, list[pa.Table]] = {name: [from_rows(name, [])] for name in cards()}
        for name, _, table in stream(company):
            pieces[name].append(table)
        company.whole = {name: pa.concat_tables(found) for name, found in pieces.items()}
    return company.whole


def truth(company: Company) -> list[Truth]:
    """Return what an audit of this company must find and what it must not; complete once it was streamed."""
    return [line for play in company.troupe.plays for line in play.truths]


def _on_books(customers: pa.Table) -> int:
    return pc.sum(pc.is_in(customers["status_code"], pa.array(["0", "2"]))).as_py()


def _add_takings(taken: dict[str, Decimal], crowd: StationCrowd, cast: list[Role]) -> None:
    """Add to each remittance what crowd and cast have paid into it."""
    for number, fen in crowd.cashier.taken.items():
        taken[number] += Decimal(fen) / 100
    for role in cast:
        for payment in role.rows["payments"]:
            if payment["cashchk_id"]:
                taken[payment["cashchk_id"]] += payment["rcv_amt"]
