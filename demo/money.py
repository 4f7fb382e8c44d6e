"""What is owed and paid: receivables, payments with their late fees, prepaid balances, remittances."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from data_loaders.codes.charges import SettleMode
from demo import law
from demo.arrays import (
    US_PER_DAY,
    US_PER_MINUTE,
    constant,
    dates,
    day_number,
    day_of,
    decimals,
    filled_in,
    half_up,
    joined,
    months,
    picked,
    texts,
    times,
)
from demo.offices import Station
from demo.world import Population
from models.calendar import add_months_to_date, add_working_days, is_working_day

DUE_AFTER_DAYS = 30
DEPOSIT = "8"
"""The first digit of a prepayment's charge number; 1 and 2 settle bills, 3 is a transfer from the balance."""
CHANNELS = (("0101", "01"), ("0106", "09"), ("0301", "09"), ("0203", "09"))
"""PAY_MODE and SETTLE_MODE by channel: counter, app, agency, bank."""
CASH, BANK, NOTE_EVERY_DAYS = 0, 3, 13
OWING_SHARE, PAID_IN_THE_END = 0.003, 37
"""Who owes one bill so long that the power is cut, and on which day after the last one to pay it is paid."""


@dataclass(frozen=True)
class Dues:
    """The bills of one kind of a month, summed by customer.

    Units: fen, kWh, day numbers.
    """

    ym: str
    amt_type: str
    rows: np.ndarray
    total_pq: np.ndarray
    total_fen: np.ndarray
    release_day: np.ndarray


@dataclass(frozen=True)
class Takings:
    """Payments before they become rows.

    Units: fen, day numbers, minutes of the day.
    """

    rows: np.ndarray
    charge_id: pa.Array
    day: np.ndarray
    minute: np.ndarray
    amount: np.ndarray


def late_fee(
    principal_fen: np.ndarray, first: np.ndarray, paid: np.ndarray, is_home: np.ndarray
) -> np.ndarray:
    """Return the late fee in fen: 1‰ a day at home, else 2‰ in the year it fell due and 3‰ after; at least 1 yuan.

    Source: 供电营业规则 1996 第98条.
    """
    days = paid - first + 1
    years = first.astype("datetime64[D]").astype("datetime64[Y]")
    year_end = (years + 1).astype("datetime64[D]").astype(np.int64)
    this_year = np.minimum(days, year_end - first)
    later = law.LATE_FEE_MILLE * this_year + law.LATE_FEE_MILLE_LATER * (days - this_year)
    mille = np.where(is_home, law.LATE_FEE_MILLE_HOME * days, later)
    fee = half_up(principal_fen * np.maximum(mille, 0), 1000)
    return np.where((days > 0) & (principal_fen > 0), np.maximum(fee, int(law.LEAST_LATE_FEE * 100)), 0)


@lru_cache
def remit_days(first: int, last: int) -> np.ndarray:
    """Return for each day from first to last the day on which what was not cash is remitted: the same, or the next working day."""
    days = [day_of(number) for number in range(first, last + 1)]
    return np.array([day_number(d if is_working_day(d) else add_working_days(d, 1)) for d in days])


class Cashier:
    """The money of a population; it remembers the prepaid balances and what each day was taken in."""

    def __init__(self, world: Population, seed: int) -> None:
        self.world, self.seed = world, seed
        draw = np.random.Generator(np.random.Philox(key=[seed, 11]))
        is_small = np.isin(world.by_profile("name"), ("home", "shop")) & ~world["is_prepay"]
        self._is_slow = (
            world.by_profile("is_home")
            & is_small
            & (draw.random(world.size) < 0.006)
            & (len(world.roles) == 0)
        )
        self._channel = np.where(
            world["cons_sort_code"] == "01", 3, np.searchsorted([0.06, 0.6, 0.8], draw.random(world.size))
        )
        self.balance = draw.integers(20_00, 90_00, world.size)
        self.balance[~world["is_prepay"] | (world["power_on_date"] >= world.start)] = 0
        self._deposit_ym = np.full(world.size, "", "U6")
        self.taken: dict[str, int] = {}
        late = np.random.Generator(np.random.Philox(key=[seed, 12]))
        is_owing = is_small & ~self._is_slow & (late.random(world.size) < OWING_SHARE)
        self._owing_month = np.where(is_owing & (len(world.roles) == 0), late.integers(1, 13, world.size), 0)
        self.cut_off: list[tuple[int, int, int, int]] = []
        """Of the crowd, who was cut off: row, first day overdue, day and minute of payment."""

    def settle(self, dues: Dues) -> Iterator[tuple[str, pa.Table]]:
        """Yield the receivables and payments that follow from the bills of a month."""
        world, rows = self.world, dues.rows
        draw = np.random.Generator(np.random.Philox(key=[self.seed, int(dues.ym) * 10 + 5]))
        penalty_start = dues.release_day + DUE_AFTER_DAYS
        # by the end of the month, else what a station is owed would leap with the day on which a large bill is paid
        month = dues.release_day.astype("datetime64[D]").astype("datetime64[M]")
        month_end = (month + 1).astype("datetime64[D]").astype(np.int64) - 1
        prompt = np.minimum(dues.release_day + draw.integers(1, 9, world.size)[rows], month_end)
        slow = penalty_start + draw.integers(0, 25, world.size)[rows]
        pay_day = np.where(self._is_slow[rows], slow, prompt)
        is_owing = self._owing_month[rows] == int(dues.ym[4:])
        is_owing &= (dues.amt_type == "01") & (penalty_start + PAID_IN_THE_END <= world.as_of)
        pay_day = np.where(is_owing, penalty_start + PAID_IN_THE_END, pay_day)
        is_paid = pay_day <= world.as_of
        is_home = np.isin(world["elec_type_code"][rows], ("200", "201", "202"))
        fee = late_fee(dues.total_fen, penalty_start, np.minimum(pay_day, world.as_of), is_home)
        owed = np.flatnonzero(dues.total_fen != 0)
        yield "receivables", self._receivables(dues, owed, penalty_start, is_paid, fee)
        minute = draw.integers(8 * 60, 20 * 60, world.size)[rows]
        for n in owed[is_owing[owed]]:
            self.cut_off.append((int(rows[n]), int(penalty_start[n]), int(pay_day[n]), int(minute[n])))
        is_prepaid = world["is_prepay"][rows] & (dues.amt_type == "01")
        direct = owed[(is_paid & ~is_prepaid)[owed]]
        yield "payments", self._payments(dues, direct, pay_day, minute, fee)
        prepaid = owed[is_prepaid[owed]]
        if len(prepaid):
            yield from self._from_balance(dues, prepaid, pay_day, minute)

    def balances(self, ym: str, powered: np.ndarray) -> pa.Table:
        """Return the prepaid balances at the end of a month."""
        world = self.world
        rows = np.flatnonzero(world["is_prepay"] & powered)
        columns = {
            "org_code": picked([station.org_code for station in world.stations], world["station"][rows]),
            "cons_no": world.texts_at("cons_no", rows),
            "stat_ym": constant(ym, len(rows)),
            "balance": decimals(self.balance[rows], 2),
        }
        return filled_in("prepay_balances", len(rows), columns)

    def _receivables(
        self, dues: Dues, owed: np.ndarray, penalty_start: np.ndarray, is_paid: np.ndarray, fee: np.ndarray
    ) -> pa.Table:
        world, rows, size = self.world, dues.rows[owed], len(owed)
        amount, paid = dues.total_fen[owed], is_paid[owed]
        received = np.where(paid, amount, 0)
        number = world.texts_at("cons_no", rows)
        columns = {
            "org_code": picked([station.org_code for station in world.stations], world["station"][rows]),
            "cons_no": number,
            "rcvbl_id": joined(dues.ym, dues.amt_type, number),
            "rcvbl_ym": constant(dues.ym, size),
            "amt_type": constant(dues.amt_type, size),
            "total_pq": decimals(dues.total_pq[owed], 0),
            "rcvbl_amt": decimals(amount, 2),
            "rcved_amt": decimals(received, 2),
            "owe_amt": decimals(amount - received, 2),
            "settle_flag": picked(["01", "03"], paid.astype(int)),
            "penalty_start": dates(penalty_start[owed]),
            "rcvbl_penalty": decimals(fee[owed], 2),
            "rcved_penalty": decimals(np.where(paid, fee[owed], 0), 2),
            "release_date": dates(dues.release_day[owed]),
            "pay_mode": picked([mode for mode, _ in CHANNELS], self._channel[rows]),
        }
        return filled_in("receivables", size, columns)

    def _payments(
        self, dues: Dues, paying: np.ndarray, pay_day: np.ndarray, minute: np.ndarray, fee: np.ndarray
    ) -> pa.Table:
        lead = "1" if dues.amt_type == "01" else "2"
        rows = dues.rows[paying]
        charge_id = joined(f"{lead}{dues.ym}{dues.amt_type:0<4}", self.world.texts_at("cons_no", rows))
        amount = dues.total_fen[paying] + fee[paying]
        takings = Takings(rows, charge_id, pay_day[paying], minute[paying], amount)
        kinds = picked(["20", "10"], (amount > 0).astype(int))
        return self._payment_rows(takings, kinds, fee[paying])

    def _payment_rows(
        self, takings: Takings, kinds: pa.Array, fee: np.ndarray, source: pa.Array | None = None
    ) -> pa.Table:
        """Return payments; `source`: the deposits from which transfers were made."""
        world, rows = self.world, takings.rows
        size = len(rows)
        channel = self._channel[rows] if source is None else np.ones(size, np.int64)
        modes = constant("10", size) if source is not None else picked([m for _, m in CHANNELS], channel)
        cashiers = [station.of("营业班")[0].emp_no for station in world.stations]
        took = np.where(channel == 0, world["station"][rows], len(cashiers))
        columns = {
            "org_code": picked([station.org_code for station in world.stations], world["station"][rows]),
            "cons_no": world.texts_at("cons_no", rows),
            "charge_id": takings.charge_id,
            "relate_id": pa.nulls(size, pa.string()) if source is None else source,
            "charge_time": times(takings.day.astype(np.int64) * US_PER_DAY + takings.minute * US_PER_MINUTE),
            "charge_ym": months(takings.day),
            "rcv_amt": decimals(takings.amount, 2),
            "charge_type": kinds,
            "pay_mode": picked([mode for mode, _ in CHANNELS], channel),
            "settle_mode": modes,
            "charge_emp": picked([*cashiers, None], took),
            "cashchk_id": self._remitted(takings, channel) if source is None else pa.nulls(size, pa.string()),
            "penalty": decimals(fee, 2),
        }
        return filled_in("payments", size, columns)

    def _remitted(self, takings: Takings, channel: np.ndarray) -> pa.Array:
        """Return the remittance that each payment goes into, and note its amount there."""
        if not len(takings.rows):
            return pa.array([], pa.string())
        first = self.world.start - 40
        remit = remit_days(first, self.world.as_of + 10)[takings.day - first]
        remit = np.where(channel == CASH, takings.day, remit)
        keys = np.array([self.world["station"][takings.rows], remit, channel])
        groups, place = np.unique(keys, axis=1, return_inverse=True)
        sums = np.zeros(groups.shape[1], np.int64)
        np.add.at(sums, place.ravel(), takings.amount)
        names = []
        for (station, remit_day, by), total in zip(groups.T, sums, strict=True):
            is_future = remit_day > self.world.as_of
            name = None if is_future else cashchk_id(self.world.stations[station], day_of(remit_day), int(by))
            names.append(name)
            if name:
                self.taken[name] = self.taken.get(name, 0) + int(total)
        return picked(names, place.ravel())

    def _from_balance(
        self, dues: Dues, prepaid: np.ndarray, pay_day: np.ndarray, minute: np.ndarray
    ) -> Iterator[tuple[str, pa.Table]]:
        """Yield the deposits that were needed and the transfers that settle the bills."""
        rows, amount = dues.rows[prepaid], dues.total_fen[prepaid]
        missing = amount + 20_00 - self.balance[rows]
        deposit = np.where(missing > 0, -(-missing // 50_00) * 50_00, 0)
        put_in = np.flatnonzero((deposit > 0) | (self._deposit_ym[rows] == ""))
        deposit[put_in] = np.maximum(deposit[put_in], 50_00)
        number = self.world.texts_at("cons_no", rows)
        charge_id = joined(f"{DEPOSIT}{dues.ym}", number)
        self._deposit_ym[rows[put_in]] = dues.ym
        source = joined(DEPOSIT, texts(self._deposit_ym[rows]), number)
        nothing = np.zeros(len(rows), np.int64)
        paid_in = Takings(
            rows[put_in],
            charge_id.take(pa.array(put_in)),
            pay_day[prepaid][put_in] - 1,
            minute[prepaid][put_in],
            deposit[put_in],
        )
        yield "payments", self._payment_rows(paid_in, constant("10", len(put_in)), nothing[put_in])
        transfer = Takings(rows, joined(f"3{dues.ym}", number), pay_day[prepaid], minute[prepaid], amount)
        yield "payments", self._payment_rows(transfer, constant("30", len(rows)), nothing, source)
        self.balance[rows] += deposit - amount


def cashchk_id(station: Station, day: date, channel: int) -> str:
    """Return the number of the remittance of a channel's takings on a day."""
    return f"{station.org_code}{day:%Y%m%d}{channel}"


def remittance_rows(
    taken: Mapping[str, Decimal], stations: Mapping[str, Station], as_of: date
) -> Iterator[dict[str, Any]]:
    """Yield the remittances: cash arrives the same day, everything else on the next."""
    for number, amount in sorted(taken.items()):
        station, channel = stations[number[:9]], int(number[-1])
        day = date(int(number[9:13]), int(number[13:15]), int(number[15:17]))
        arrived = day + timedelta(days=channel > 0)
        yield {
            "org_code": station.org_code,
            "cashchk_id": number,
            "cashchk_emp": station.of("营业班")[0].emp_no,
            "cashchk_amt": amount,
            "cashchk_date": day,
            "arrive_date": arrived if arrived <= as_of else None,
            "dispose_date": arrived if arrived <= as_of else None,
            "acct_status": "02" if arrived <= as_of else "01",
            "settle_mode": CHANNELS[channel][1],
            "bank_note_no": f"BN{number}",
            "bank_acct": f"622848{station.number:04d}00012345",
            **(_note(day) if channel == BANK and day.toordinal() % NOTE_EVERY_DAYS == 0 else {}),
        }


def _note(day: date) -> dict[str, Any]:
    """Return what a remittance of bank acceptances says: drawn shortly before, due within half a year."""
    issued = day - timedelta(days=10 + day.toordinal() % 20)
    return {
        "settle_mode": SettleMode.BANK_ACCEPTANCE,
        "note_issue_date": issued,
        "note_due_date": add_months_to_date(issued, 3 + day.toordinal() % 4),
        "endorse_count": day.toordinal() % 3,
    }
