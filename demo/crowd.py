"""The crowd: a station's ordinary customers, made month by month and mixed with the cast."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.catalog import tables as cards
from demo.arrays import day_number, day_of, from_rows
from demo.assets import archives, meters
from demo.billing import Billing, readings
from demo.counted import arrears_counted, prepaid_counted
from demo.daily import daily_usage
from demo.documents import documents
from demo.events import Events
from demo.money import Cashier, Dues
from demo.offices import Station
from demo.profiles import PROFILES
from demo.stage import Role, Row, Rows
from demo.usage import Consumption, Month
from demo.work_orders import revisited
from demo.world import Population
from models.calendar import first_day, last_day

Piece = tuple[str, str, pa.Table]
MONTH_COLUMNS = {
    "readings": "amt_ym",
    "bills": "amt_ym",
    "receivables": "rcvbl_ym",
    "payments": "charge_ym",
    "prepay_balances": "stat_ym",
}


COUNTED_MONTHS = 6
"""In how many of the last months balances are counted on the spot."""


def made(world: Population, seed: int, months: list[str]) -> Iterator[tuple[Piece, Month | None]]:
    """Yield archives, bills, readings and daily usage of a population, each with the month it comes from."""
    for name, table in archives(world):
        yield (name, "", table), None
    used, billing = Consumption(world, seed, months[-1]), Billing(world)
    for month in used.months(f"{months[0][:4]}01"):
        bills = billing.bills(month)
        if month.ym not in months:
            continue
        yield ("bills", month.ym, bills), month
        yield ("readings", month.ym, readings(world, used, month)), month
        if month.ym == months[-1]:
            yield ("daily_usage", month.ym, daily_usage(world, used, month, seed)), month
    yield ("meters", "", meters(world, used)), None


def finished(name: str, rows: list[Row]) -> list[Row]:
    """Return rows that nobody changes any more with what follows from them."""
    return [revisited(row) for row in rows] if name == "work_orders" else rows


class StationCrowd:
    """One station's crowd and cast; `pieces` yields all their tables."""

    def __init__(
        self,
        station: Station,
        numbers: np.ndarray,
        cast: list[Role],
        *,
        months: list[str],
        as_of: date,
        seed: int,
    ) -> None:
        self.station, self.cast, self.months = station, cast, months
        self.seed = seed * 1000 + station.number
        rng = np.random.default_rng(self.seed)
        shares = np.array([profile.share for profile in PROFILES])
        profile = np.searchsorted(np.cumsum(shares) / shares.sum(), rng.random(len(numbers)), side="right")
        self.world = Population(
            [station],
            np.zeros(len(numbers), np.int64),
            numbers,
            profile.clip(max=len(PROFILES) - 1),
            rng=rng,
            first_day=first_day(months[0]),
            as_of=as_of,
        )
        self.cashier = Cashier(self.world, self.seed)
        self.energy: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self._cast_rows = self._by_table_and_month()

    def _by_table_and_month(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for role in self.cast:
            for name, rows in role.rows.items():
                column = MONTH_COLUMNS.get(name)
                for row in rows:
                    month = row[column] if column else self.months[-1] if name == "daily_usage" else ""
                    found[name, min(max(month, self.months[0]), self.months[-1]) if month else ""].append(row)
        return found

    def pieces(self) -> Iterator[Piece]:
        """Yield every table of the station in pieces of one month at most."""
        events: Events | None = None
        archive_names = []
        for (name, ym, table), month in made(self.world, self.seed, self.months):
            if name == "customers":
                events = Events(self.station, self.world, table, self.months, self.seed)
            if month is None:
                archive_names.append(name)
                yield self._with_cast(name, "", table)
            elif name == "bills" and events:
                yield from self._billed(month, table, events)
            elif name == "readings" and events:
                yield self._with_cast(name, ym, table)
                rows = list(events.corrections(ym, table))
                events.rows["reading_corrections"] += rows
            else:
                yield self._with_cast(name, ym, table)
        if events:
            events.rows["outages"] += events.arrears(self.cashier.cut_off)
            self._file_documents(events.rows)
            yield from self._event_pieces(events.rows, archive_names)

    def _file_documents(self, rows: Rows) -> None:
        """Add the papers of all applications; who of the cast has a list of its own, even an empty one, keeps it."""
        own = [row for role in self.cast if "application_documents" not in role.rows
               for row in role.rows.get("applications", ())]  # fmt: skip
        clerk, as_of = self.station.of("客户服务班")[0].emp_no, day_of(self.world.as_of)
        for application in [*rows["applications"], *own]:
            rows["application_documents"] += documents(application, as_of, clerk)

    def _event_pieces(self, rows: Rows, done: list[str]) -> Iterator[Piece]:
        for name in cards():
            if name in done or name in MONTH_COLUMNS or name == "daily_usage":
                continue
            own = self._cast_rows.get((name, ""), [])
            if rows[name] or own:
                yield name, "", from_rows(name, finished(name, rows[name] + own))

    def _with_cast(self, name: str, ym: str, table: pa.Table) -> Piece:
        """Return a piece with the rows of the cast among those of the crowd, by customer number."""
        own = self._cast_rows.get((name, ym), [])
        joined = pa.concat_tables([table, from_rows(name, own)]) if own else table
        if own and "cons_no" in joined.column_names:
            joined = joined.take(pc.sort_indices(joined, [("cons_no", "ascending")]))
        return name, ym, joined

    def _billed(self, month: Month, bills: pa.Table, events: Events) -> Iterator[Piece]:
        extra = [row for row in events.rows["bills"] if row["amt_ym"] == month.ym]
        whole = pa.concat_tables([bills, from_rows("bills", extra)]) if extra else bills
        self._note_energy(month)
        yield self._with_cast("bills", month.ym, whole)
        tables: dict[str, list[pa.Table]] = {"receivables": [], "payments": []}
        for dues in self._dues(month, bills, extra):
            for name, table in self.cashier.settle(dues):
                tables[name].append(table)
        for name, found in tables.items():
            yield self._with_cast(name, month.ym, pa.concat_tables(found))
        powered = self.world["power_on_date"] <= day_number(last_day(month.ym))
        balances = self.cashier.balances(month.ym, powered)
        yield self._with_cast("prepay_balances", month.ym, balances)
        yield from self._counted(month.ym, balances, tables["receivables"])

    def _counted(self, ym: str, balances: pa.Table, receivables: list[pa.Table]) -> Iterator[Piece]:
        """Yield what customers of the crowd confirmed on the spot at the end of a recent month."""
        turn = self.months.index(ym)
        if len(self.months) - turn <= COUNTED_MONTHS:
            yield "balance_checks", "", prepaid_counted(self.station, balances, last_day(ym), turn)
        if ym == self.months[-1]:
            owed = pa.concat_tables(receivables)
            yield "balance_checks", "", arrears_counted(self.station, owed, last_day(ym))

    def _dues(self, month: Month, bills: pa.Table, extra: list[Row]) -> Iterator[Dues]:
        place = np.searchsorted(self.world["running"][month.rows], _running(bills))
        size = len(month.rows)
        fen = np.bincount(place, weights=_scaled(bills, "total_amt", 100), minlength=size)
        energy = np.bincount(place, weights=_scaled(bills, "total_pq", 1), minlength=size)
        yield Dues(
            month.ym, "01", month.rows, np.rint(energy).astype(np.int64), np.rint(fen).astype(np.int64),
            month.read_day + 2,
        )  # fmt: skip
        if extra:
            rows = np.searchsorted(self.world["running"], [int(row["cons_no"][4:]) for row in extra])
            order = np.argsort(rows)
            yield Dues(
                month.ym, "0202", rows[order],
                np.array([int(extra[n]["total_pq"]) for n in order]),
                np.array([int(extra[n]["total_amt"] * 100) for n in order]),
                np.array([day_number(extra[n]["release_date"]) for n in order]),
            )  # fmt: skip

    def _note_energy(self, month: Month) -> None:
        """Add the month's energy to the transformer areas that it was sold in."""
        area = self.world["area"][month.rows]
        sold = np.bincount(area[area >= 0], weights=month.billed[area >= 0])
        for place in np.flatnonzero(sold):
            self.energy[self.station.area_no(int(place)), month.ym] += int(sold[place])
        for role in self.cast:
            if role.archive["tg_no"]:
                energy = sum((bill["total_pq"] for bill in role.bills(month.ym)), Decimal(0))
                self.energy[role.archive["tg_no"], month.ym] += energy

    def area_rows(self) -> Iterator[Row]:
        """Yield the rows of the table `transformer_areas`: two to four per cent are lost, but where a plant says it."""
        told = {row["tg_no"] for role in self.cast for row in role.rows.get("transformer_areas", ())}
        for (area, ym), sold in sorted(self.energy.items()):
            if area in told:
                continue
            place = int(area[3:])
            lost = sold * (20 + place % 17) / 1000
            supplied = (sold + lost).quantize(Decimal(1))
            yield {
                "org_code": self.station.org_code,
                "tg_no": area,
                "tg_name": self.station.area_name(place - 1),
                "tg_cap": Decimal((200, 315, 400)[place % 3]),
                "period": ym,
                "supply_pq": supplied,
                "sale_pq": sold,
                "loss_pq": supplied - sold,
                "loss_rate": ((supplied - sold) / supplied * 100).quantize(Decimal("0.01"))
                if supplied
                else Decimal(0),
                "manager": self.station.of("客户服务班")[0].name,
            }


def _running(bills: pa.Table) -> np.ndarray:
    return pc.utf8_slice_codeunits(bills["cons_no"], 4).cast(pa.int64()).to_numpy()


def _scaled(table: pa.Table, column: str, scale: int) -> np.ndarray:
    return np.rint(table[column].cast(pa.float64()).to_numpy() * scale)
