"""What customers use: month by month, by register, in the steps that their meters can show."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from demo.arrays import NO_DAY, day_number
from demo.profiles import PROFILES, SEASONS
from demo.tariffs import HAS_TIMES, PERIODS, SHARP_MONTHS
from demo.world import Population
from models.calendar import add_months, first_day, months_between

READ_UNITS = 10_000


@dataclass(frozen=True)
class Month:
    """One month of the customers that were read in it.

    Shapes: every array has one element a customer in `rows`; `times` is [customer, sharp/peak/flat/valley].
    Units: kWh, kvarh; demand and readings in ten-thousandths (kW, meter units).
    """

    ym: str
    rows: np.ndarray
    last_day: np.ndarray
    read_day: np.ndarray
    times: np.ndarray
    metered: np.ndarray
    loss: np.ndarray
    reactive: np.ndarray
    demand: np.ndarray
    read_before: dict[str, np.ndarray]

    @property
    def billed(self) -> np.ndarray:
        """Return the energy that is billed: metered and lost in the transformer."""
        return self.metered + self.loss


class Consumption:
    """The energy of a population, one month after the other; it remembers what the meters show."""

    def __init__(self, world: Population, seed: int, last_ym: str) -> None:
        self.world, self.seed, self.last_ym = world, seed, last_ym
        seasons = np.array([SEASONS[profile.season] for profile in PROFILES])
        self._season = seasons[world["profile"]]
        self._noise = np.array([profile.noise for profile in PROFILES])[world["profile"]]
        factor = world["t_factor"].astype(np.int64)
        self.step = np.maximum(factor // np.gcd(READ_UNITS, factor), 1)
        self._units = READ_UNITS // np.gcd(READ_UNITS, factor)
        self._has_times = HAS_TIMES[world["tariff"]]
        self._read = {name: np.zeros(world.size, np.int64) for name in ("total", *PERIODS, "reactive")}
        self._start_registers()
        self._before = np.full(world.size, -1)

    def _start_registers(self) -> None:
        total = self.world["first_read"].astype(np.int64)
        share = np.where(self._has_times, total // 3, 0)
        self._read["total"][:] = total
        self._read["peak"][:] = self._read["valley"][:] = share
        self._read["flat"][:] = np.where(self._has_times, total - 2 * share, 0)
        self._read["reactive"][:] = total // 2

    @property
    def shown(self) -> np.ndarray:
        """Return what the meters show in all, as they were last read."""
        return self._read["total"]

    def months(self, first_ym: str) -> Iterator[Month]:
        """Yield the months from the first one to the last."""
        for n in range(months_between(first_ym, self.last_ym) + 1):
            yield self._month(add_months(first_ym, n))

    def _month(self, ym: str) -> Month:
        world = self.world
        day = day_number(first_day(ym)) + world["mr_day"] - 1
        before = day_number(first_day(add_months(ym, -1))) + world["mr_day"] - 1
        is_read = (world["power_on_date"] < day) & (world["power_on_date"] != NO_DAY)
        is_read &= (world["status_code"] != "1") & (
            (world["cancel_date"] == NO_DAY) | (world["cancel_date"] >= day)
        )
        rows = np.flatnonzero(is_read)
        last_day = np.maximum(before, world["power_on_date"])[rows]
        spans = (day[rows] - last_day) / 30.4
        metered, loss = self._energy(ym, rows, spans)
        times = self._split(ym, rows, metered)
        reactive = self._reactive(ym, rows, metered)
        demand = self._demand(ym, rows, metered, day[rows] - last_day)
        read_before = {name: values[rows] for name, values in self._read.items()}
        for place, name in enumerate(PERIODS):
            self._read[name][rows] += self._shown(rows, times[:, place] * self._has_times[rows])
        self._read["total"][rows] += self._shown(rows, metered)
        self._read["reactive"][rows] += self._shown(rows, reactive)
        return Month(ym, rows, last_day, day[rows], times, metered, loss, reactive, demand, read_before)

    def _shown(self, rows: np.ndarray, kwh: np.ndarray) -> np.ndarray:
        return kwh // self.step[rows] * self._units[rows]

    def after(self, month: Month, name: str) -> np.ndarray:
        """Return what a register shows at the end of a month."""
        periods = {period: month.times[:, place] for place, period in enumerate(PERIODS)}
        moved = {"total": month.metered, "reactive": month.reactive, **periods}[name]
        return month.read_before[name] + self._shown(month.rows, moved)

    def _draw(self, ym: str, purpose: int) -> np.ndarray:
        generator = np.random.Generator(np.random.Philox(key=[self.seed, int(ym) * 10 + purpose]))
        return generator.standard_normal(self.world.size)

    def _energy(self, ym: str, rows: np.ndarray, spans: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        world, step = self.world, self.step[rows]
        offset = months_between(self.last_ym, ym)
        drift = world["trend"][rows] ** (offset / 12)
        noise = np.exp(self._noise[rows] * self._draw(ym, 1)[rows].clip(-3, 3))
        wanted = world["base_kwh"][rows] * self._season[rows, int(ym[4:]) - 1] * drift * noise * spans
        steps = np.maximum(np.rint(wanted / step).astype(np.int64), 1)
        steps += (steps * step == self._before[rows]) & (steps > 0)  # nobody uses the same twice in a row
        is_empty = (world["first_empty"][rows] <= offset) & (offset <= world["last_empty"][rows])
        metered = np.where(is_empty, 0, steps * step)
        loss = np.where(
            world["meas_mode"][rows] == "2", world["contract_cap"][rows] // 2000 + metered // 100, 0
        )
        loss = np.where(metered > 0, loss, 0)
        for place, role in self._wishes(rows, ym, "usage"):
            wish = role.usage[ym]
            if wish == 0:
                loss[place] = 0
            loss[place] += (wish - loss[place]) % step[place]
            metered[place] = wish - loss[place]
        self._before[rows] = metered
        return metered, loss

    def _wishes(self, rows: np.ndarray, ym: str, what: str) -> Iterator[tuple]:
        if not self.world.roles:
            return
        for place, row in enumerate(rows):
            role = self.world.roles[row]
            if ym in getattr(role, what):
                yield place, role

    def _split(self, ym: str, rows: np.ndarray, metered: np.ndarray) -> np.ndarray:
        """Return the energy by period of the day; everything is flat where no periods are metered."""
        world, step = self.world, self.step[rows]
        has_times = self._has_times[rows]
        is_home = world["prc_code"][rows] == "0102"
        is_sharp = (int(ym[4:]) in SHARP_MONTHS) & has_times & ~is_home
        times = np.zeros((len(rows), len(PERIODS)), np.int64)

        def share(fraction: np.ndarray) -> np.ndarray:
            return np.where(has_times, np.floor(metered * fraction / step).astype(np.int64) * step, 0)

        times[:, 0] = np.where(is_sharp, share(np.full(len(rows), 0.08)), 0)
        times[:, 1] = share(world["peak_share"][rows])
        times[:, 3] = share(world["valley_share"][rows])
        times[:, 2] = metered - times.sum(axis=1)
        times[:, 1] = np.where(is_home, times[:, 1] + times[:, 2], times[:, 1])
        times[:, 2] = np.where(is_home, 0, times[:, 2])
        return times

    def _reactive(self, ym: str, rows: np.ndarray, metered: np.ndarray) -> np.ndarray:
        world, step = self.world, self.step[rows]
        tangent = world["tangent"][rows] * np.exp(0.03 * self._draw(ym, 2)[rows].clip(-3, 3))
        reactive = np.where(world["pf_std_code"][rows] != "0", np.rint(metered * tangent / step) * step, 0)
        reactive = reactive.astype(np.int64)
        for place, role in self._wishes(rows, ym, "reactive"):
            reactive[place] = role.reactive[ym]
        return reactive

    def _demand(self, ym: str, rows: np.ndarray, metered: np.ndarray, days: np.ndarray) -> np.ndarray:
        world = self.world
        is_two_part = world["pricing_policy"][rows] == "01"
        average = metered / np.maximum(days * 24, 1)
        cosine = 1 / np.sqrt(1 + world["tangent"][rows] ** 2)
        limit = np.maximum(0.92 * world["run_cap"][rows] / 1000 * cosine, average * 1.02)
        factor = world["t_factor"][rows].astype(np.int64)
        shown = np.ceil(np.minimum(average * world["peak_factor"][rows], limit) * READ_UNITS / factor)
        demand = np.where(is_two_part, shown.astype(np.int64) * factor, 0)
        for place, role in self._wishes(rows, ym, "demand"):
            demand[place] = int(role.demand[ym] * Decimal(READ_UNITS))
        return demand
