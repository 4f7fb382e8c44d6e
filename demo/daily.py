"""Daily frozen readings of the customers that are watched remotely, in step with their monthly readings."""

from datetime import timedelta

import numpy as np
import pyarrow as pa

from demo.arrays import dates, day_number, decimals, filled_in
from demo.usage import Consumption, Month
from demo.world import Population
from models.calendar import first_day, last_day

DAYS_BEFORE = 9


def daily_usage(world: Population, used: Consumption, month: Month, seed: int) -> pa.Table:
    """Return one row a watched customer and day, from nine days before a month to its end.

    On the day of reading the frozen register shows what was read.
    """
    watched = np.flatnonzero(world["is_watched"][month.rows])
    rows = month.rows[watched]
    first = first_day(month.ym)
    opening = day_number(first.replace(day=1) - timedelta(days=31))
    shown_from = day_number(first) - DAYS_BEFORE
    grid = np.arange(opening, day_number(last_day(month.ym)) + 1)
    last, read = month.last_day[watched], month.read_day[watched]
    total = (used.after(month, "total") - month.read_before["total"])[watched]
    cumulated = _cumulated(grid, last, read, total, np.random.default_rng([seed, 77]))
    per_day = np.diff(cumulated, axis=1, prepend=0)
    factor = world["t_factor"][rows].astype(np.int64)
    energy = per_day * factor[:, None]
    limit = np.maximum(month.demand[watched], np.where(world["pricing_policy"][rows] == "01", 0, 1 << 60))
    load = np.minimum(energy * world["peak_factor"][rows][:, None] / 24, limit[:, None]).astype(np.int64)
    register = month.read_before["total"][watched][:, None] + cumulated
    is_shown = (grid >= shown_from) & (grid > world["power_on_date"][rows][:, None])
    owner, day = np.nonzero(is_shown)
    number = rows[owner]
    size = len(number)
    columns = {
        "org_code": pa.array([station.org_code for station in world.stations]).take(
            pa.array(world["station"][number])
        ),
        "cons_no": world.texts_at("cons_no", number),
        "cons_name": world.texts_at("cons_name", number),
        "asset_no": world.texts_at("asset_no", number),
        "data_date": dates(grid[day]),
        "day_pq": decimals(energy[owner, day], 4),
        "succ_flag": pa.repeat(pa.scalar("1"), size),
        "pap_r": decimals(register[owner, day], 4),
        "max_p": decimals(load[owner, day], 4),
    }
    return filled_in("daily_usage", size, columns)


def _cumulated(
    grid: np.ndarray, last: np.ndarray, read: np.ndarray, total: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return how far each register has moved since the last reading by the end of each day."""
    weights = rng.uniform(0.85, 1.15, (len(last), len(grid)))
    inside = (grid > last[:, None]) & (grid <= read[:, None])
    shares = np.cumsum(weights * inside, axis=1)
    spread = np.floor(total[:, None] * shares / np.maximum(shares[:, -1:], 1e-9)).astype(np.int64)
    after = grid > read[:, None]
    pace = total / np.maximum(read - last, 1)
    later = np.floor(pace[:, None] * np.cumsum(weights * after, axis=1)).astype(np.int64)
    return np.where(grid >= read[:, None], total[:, None] + later, spread)
