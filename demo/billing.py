"""Readings and bills of a month, to the fen: energy, capacity or demand, power factor, levy."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo import tariffs
from demo.arrays import constant, dates, decimals, filled_in, half_up, picked
from demo.assets import RATIO_PERCENT
from demo.power_factor import ADJUSTMENTS, power_factor
from demo.tariffs import PLACE
from demo.usage import Consumption, Month
from demo.world import Population

RELEASE_AFTER_DAYS = 2
DISCOUNT_FROM_KWH_PER_KVA = 260
REGISTERS = (
    ("11", "total"),
    ("12", "sharp"),
    ("13", "peak"),
    ("14", "valley"),
    ("15", "flat"),
    ("21", "reactive"),
)


@dataclass
class Lines:
    """Bill lines of a month in fen, kWh and ten-thousandths, before they become a table."""

    month: Month
    place: np.ndarray  # which of the month's customers
    tariff: np.ndarray
    times: np.ndarray
    level: np.ndarray  # ladder level, 0 without
    is_main: np.ndarray  # the line that carries capacity, demand and power factor


def readings(world: Population, used: Consumption, month: Month) -> pa.Table:
    """Return the readings of a month: every register that the meter of the customer has."""
    parts = [_register(world, used, month, read_type, name) for read_type, name in REGISTERS]
    has_demand = np.flatnonzero(world["pricing_policy"][month.rows] == "01")
    shown = month.demand // world["t_factor"][month.rows]
    nothing = np.zeros(len(month.rows), np.int64)
    parts.append(_reading_rows(world, month, has_demand, "31", last=nothing, this=shown))
    return pa.concat_tables(parts)


def _register(world: Population, used: Consumption, month: Month, read_type: str, name: str) -> pa.Table:
    rows = month.rows
    if name == "total":
        has = np.full(len(rows), True)
    elif name == "reactive":
        has = world["pf_std_code"][rows] != "0"
    else:
        has = tariffs.HAS_TIMES[world["tariff"][rows]]
        if name in ("sharp", "flat"):
            has = has & (world["prc_code"][rows] != "0102")
    before, after = month.read_before[name], used.after(month, name)
    return _reading_rows(world, month, np.flatnonzero(has), read_type, last=before, this=after)


def _reading_rows(
    world: Population, month: Month, place: np.ndarray, read_type: str, *, last: np.ndarray, this: np.ndarray
) -> pa.Table:
    rows, size = month.rows[place], len(place)
    factor = world["t_factor"][rows].astype(np.int64)
    moved = (this - last)[place] * factor
    is_energy = read_type != "31"
    columns = {
        **_shared(world, rows),
        "mp_no": world.texts_at("mp_no", rows),
        "asset_no": world.texts_at("asset_no", rows),
        "read_type": constant(read_type, size),
        "amt_ym": constant(month.ym, size),
        "last_date": dates(month.last_day[place]),
        "mr_date": dates(month.read_day[place]),
        "last_read": decimals(last[place], 4),
        "this_read": decimals(this[place], 4),
        "t_factor": decimals(factor, 0),
        "mr_mode": picked(["301", "401"], world["is_high"][rows].astype(int)),
        "mr_status": constant("02", size),
        "mr_abn": constant("01", size),
        "mr_type": constant("01", size),
        "data_src": constant("01", size),
        "mr_cycle": constant("1", size),
    }
    if is_energy:
        columns["mr_pq"] = decimals(moved // 10_000, 0)
    return filled_in("readings", size, columns)


def _shared(world: Population, rows: np.ndarray) -> dict[str, pa.Array]:
    """Return what readings and bills say alike about a customer."""
    firsts = np.cumsum([0, *(len(station.sections) for station in world.stations)])
    sections = [section for station in world.stations for section in station.sections]
    section = firsts[world["station"][rows]] + world["section"][rows]
    return {
        "org_code": picked([station.org_code for station in world.stations], world["station"][rows]),
        "cons_no": world.texts_at("cons_no", rows),
        "cons_name": world.texts_at("cons_name", rows),
        "mr_sect_no": picked([item.mr_sect_no for item in sections], section),
        "reader_no": picked([item.reader_no for item in sections], section),
    }


class Billing:
    """The bills of a population; it remembers how far each household is up the ladder of the year."""

    def __init__(self, world: Population) -> None:
        self.world = world
        self._this_year = np.zeros(world.size, np.int64)

    def bills(self, month: Month) -> pa.Table:
        """Return the bill rows of a month: one for each tariff line, and each ladder level reached."""
        if month.ym.endswith("01"):
            self._this_year[:] = 0
        parts = [self._ladder_lines(month), self._plain_lines(month), self._ratio_lines(month)]
        self._this_year[month.rows] += month.billed
        return pa.concat_tables([self._table(part) for part in parts])

    def _billed_times(self, month: Month) -> np.ndarray:
        times = month.times.copy()
        times[:, 2] += month.loss
        return times

    def _ladder_lines(self, month: Month) -> Lines:
        tariff = self.world["tariff"][month.rows]
        place = np.flatnonzero(tariffs.IS_LADDER[tariff])
        before = self._this_year[month.rows[place]]
        total = month.billed[place]
        bounds = np.array([0, *tariffs.LADDER_TO_KWH, 1 << 40])
        parts = []
        valley_left = month.times[place, 3].copy()
        for level in range(3):
            low, high = np.maximum(before, bounds[level]), np.minimum(before + total, bounds[level + 1])
            energy = np.maximum(high - low, 0)
            is_here = (total == 0) & (before >= bounds[level]) & (before < bounds[level + 1])
            is_last = before + total <= bounds[level + 1]
            even = month.times[place, 3] * energy // np.maximum(total, 1)
            valley = np.where(is_last & (energy > 0), np.minimum(valley_left, energy), even)
            valley_left -= valley
            lines = np.flatnonzero((energy > 0) | is_here)
            times = np.zeros((len(lines), 4), np.int64)
            has_times = tariff[place][lines] == PLACE["0102"]
            times[:, 3] = valley[lines]
            times[:, 1] = np.where(has_times, energy[lines] - valley[lines], 0)
            times[:, 2] = np.where(has_times, 0, energy[lines])
            parts.append((place[lines], tariff[place][lines], times, np.full(len(lines), level + 1)))
        joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return Lines(month, *joined, is_main=np.full(len(joined[0]), False))

    def _plain_lines(self, month: Month) -> Lines:
        tariff = self.world["tariff"][month.rows]
        place = np.flatnonzero(~tariffs.IS_LADDER[tariff])
        times = self._billed_times(month)[place]
        times[:, 2] -= self._ratio_energy(month)[place]
        zeros = np.zeros(len(place), np.int64)
        return Lines(month, place, tariff[place], times, zeros, np.full(len(place), True))

    def _ratio_energy(self, month: Month) -> np.ndarray:
        share = month.metered * RATIO_PERCENT // 100
        return np.where(self.world["ratio_line"][month.rows], np.minimum(share, month.times[:, 2]), 0)

    def _ratio_lines(self, month: Month) -> Lines:
        place = np.flatnonzero(self.world["ratio_line"][month.rows])
        times = np.zeros((len(place), 4), np.int64)
        times[:, 2] = self._ratio_energy(month)[place]
        tariff = np.full(len(place), PLACE["0103"])
        return Lines(month, place, tariff, times, np.zeros(len(place), np.int64), np.full(len(place), False))

    def _table(self, lines: Lines) -> pa.Table:
        world, month = self.world, lines.month
        rows, size = month.rows[lines.place], len(lines.place)
        moon = int(month.ym[4:])
        energy = lines.times.sum(axis=1)
        extra = np.array(tariffs.LADDER_EXTRA)[np.maximum(lines.level - 1, 0)]
        price = tariffs.prices(moon)[lines.tariff] + np.where(lines.level > 0, extra, 0)[:, None]
        kwh_amt = half_up((lines.times * price).sum(axis=1), 100)
        basic = self._basic(lines, rows)
        levy = half_up(energy * tariffs.LEVY[lines.tariff], 100)
        pf = self._adjustment(lines, rows, kwh_amt + basic["basic_amt"])
        total = kwh_amt + basic["basic_amt"] + pf["pf_amt"] + levy
        is_ratio = ~lines.is_main & (lines.level == 0)
        columns = {
            **_shared(world, rows),
            "amt_ym": constant(month.ym, size),
            "release_date": dates(month.read_day[lines.place] + RELEASE_AFTER_DAYS),
            "prc_code": picked([tariff.code for tariff in tariffs.CATALOGUE], lines.tariff),
            "volt_code": world.texts_at("volt_code", rows),
            "elec_type_code": self._elec_type(rows, is_ratio),
            "trade_code": world.texts_at("trade_code", rows),
            "amt_type": constant("01", size),
            "total_pq": decimals(energy, 0),
            "total_amt": decimals(total, 2),
            "kwh_amt": decimals(kwh_amt, 2),
            "levy_amt": decimals(levy, 2, tariffs.LEVY[lines.tariff] > 0),
            "ladder_level": pa.array(lines.level, mask=lines.level == 0),
            "t_factor": decimals(world["t_factor"][rows], 0),
            "calc_emp": self._calc_emp(rows),
            **self._times_columns(lines),
            **self._basic_columns(basic),
            **self._pf_columns(lines, pf),
            **self._loss_columns(lines, rows),
            **_market_columns(lines.tariff, energy, kwh_amt, moon),
        }
        return filled_in("bills", size, columns)

    def _elec_type(self, rows: np.ndarray, is_ratio: np.ndarray) -> pa.Array:
        own = self.world.texts_at("elec_type_code", rows)
        return pc.if_else(pa.array(is_ratio), "200", own) if is_ratio.any() else own

    def _calc_emp(self, rows: np.ndarray) -> pa.Array:
        stations = self.world.stations
        return picked([station.of("核算班")[0].emp_no for station in stations], self.world["station"][rows])

    def _times_columns(self, lines: Lines) -> dict[str, pa.Array]:
        has_times = tariffs.HAS_TIMES[lines.tariff]
        names = ("sharp_pq", "peak_pq", "flat_pq", "valley_pq")
        return {name: decimals(lines.times[:, place], 0, has_times) for place, name in enumerate(names)}

    def _basic(self, lines: Lines, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Return the capacity or demand charge of each line."""
        world, month = self.world, lines.month
        mode = world["ba_calc_mode"][rows]
        by_cap, by_demand = lines.is_main & (mode == "1"), lines.is_main & (mode == "2")
        bill_cap = np.where(by_cap, world["run_cap"][rows], 0)
        per_kva, per_kw = tariffs.PER_KVA[lines.tariff], tariffs.PER_KW[lines.tariff]
        cap_amt = half_up(bill_cap * per_kva, 100_000)
        demand = np.where(by_demand, month.demand[lines.place], 0)
        has_discount = (
            month.billed[lines.place] * 1000 >= DISCOUNT_FROM_KWH_PER_KVA * world["contract_cap"][rows]
        )
        share = np.where(has_discount, 9, 10)
        dmd_amt = half_up(demand * per_kw * share, 10_000_000)
        return {
            "bill_cap": bill_cap,
            "cap_amt": cap_amt,
            "bill_dmd": demand,
            "dmd_amt": dmd_amt,
            "basic_amt": cap_amt + dmd_amt,
            "by_cap": by_cap,
            "by_demand": by_demand,
        }

    def _basic_columns(self, basic: dict[str, np.ndarray]) -> dict[str, pa.Array]:
        by_cap, by_demand = basic["by_cap"], basic["by_demand"]
        return {
            "bill_cap": decimals(basic["bill_cap"], 3, by_cap),
            "cap_amt": decimals(basic["cap_amt"], 2, by_cap),
            "bill_dmd": decimals(basic["bill_dmd"], 4, by_demand),
            "dmd_amt": decimals(basic["dmd_amt"], 2, by_demand),
            "basic_amt": decimals(basic["basic_amt"], 2, by_cap | by_demand),
        }

    def _adjustment(self, lines: Lines, rows: np.ndarray, base: np.ndarray) -> dict[str, np.ndarray]:
        """Return the power factor adjustment of each line that takes part."""
        world, month = self.world, lines.month
        standard = world["pf_std_code"][rows].astype(int)
        takes_part = lines.is_main & (standard > 0)
        reactive = month.reactive[lines.place] + month.loss[lines.place] * 3
        factor = power_factor(month.billed[lines.place], reactive)
        has_energy = (month.billed[lines.place] > 0) & takes_part
        share = np.where(has_energy, ADJUSTMENTS[standard, factor], 0)
        return {
            "takes_part": takes_part,
            "has_energy": has_energy,
            "reactive": reactive,
            "factor": factor,
            "share": share,
            "base": base,
            "standard": np.array([0, 80, 85, 90])[standard],
            "pf_amt": half_up(base * share, 10_000),
        }

    def _pf_columns(self, lines: Lines, pf: dict[str, np.ndarray]) -> dict[str, pa.Array]:
        takes_part, has_energy = pf["takes_part"], pf["has_energy"]
        return {
            "rp_pq": decimals(pf["reactive"], 0, takes_part),
            "actual_pf": decimals(pf["factor"], 2, has_energy),
            "pf_std": decimals(pf["standard"], 2, takes_part),
            "pf_adj_base": decimals(pf["base"], 2, takes_part),
            "pf_adj_factor": decimals(pf["share"], 4, takes_part),
            "pf_amt": decimals(pf["pf_amt"], 2, takes_part),
        }

    def _loss_columns(self, lines: Lines, rows: np.ndarray) -> dict[str, pa.Array]:
        loss = lines.month.loss[lines.place]
        has_loss = lines.is_main & (self.world["meas_mode"][rows] == "2")
        return {"loss_ap": decimals(loss, 0, has_loss), "loss_rp": decimals(loss * 3, 0, has_loss)}


def _market_columns(
    tariff: np.ndarray, energy: np.ndarray, kwh_amt: np.ndarray, moon: int
) -> dict[str, pa.Array]:
    """Return the parts of the energy charge that industrial and commercial bills have shown since 2021."""
    is_market = tariffs.IS_MARKET[tariff]
    bought = half_up(energy * tariffs.purchase_price(moon), 100)
    lost = half_up(energy * tariffs.LINE_LOSS, 100)
    system = half_up(energy * tariffs.SYSTEM, 100)
    parts = {
        "mkt_upstream_amt": bought,
        "mkt_lineloss_amt": lost,
        "mkt_td_amt": kwh_amt - bought - lost - system,
        "mkt_sysop_amt": system,
    }
    return {name: decimals(values, 2, is_market) for name, values in parts.items()}
