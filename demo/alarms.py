"""Events of meters (计量异常事件) as the acquisition system records them: few, over, and dealt with or a false alarm.

A loss of voltage or phase ends within the hour or falls on a light load; a longer one was dealt with in two days.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_loaders.codes.metering import MeterEvent, MeterEventStatus
from demo.arrays import NO_DAY, US_PER_DAY, US_PER_MINUTE, decimals, filled_in, joined, picked, texts, times
from demo.world import Population

ONE_IN, SINCE_DAYS, UNTIL_DAYS = 61, 380, 12
"""Which share of the meters had an event, and how many days before the data end."""
HANDLED_AFTER_DAYS = 1


@dataclass(frozen=True)
class Kind:
    """One kind of event: how long it lasts in minutes, the greatest current meanwhile (mA), how it ended."""

    event: MeterEvent
    minutes: tuple[int, int]
    milliamperes: tuple[int, int] | None
    status: MeterEventStatus
    has_phase: bool = False


HANDLED, FALSE = MeterEventStatus.HANDLED, MeterEventStatus.FALSE_ALARM
KINDS = (
    Kind(MeterEvent.VOLTAGE_LOST, (12, 50), (200, 900), HANDLED, has_phase=True),
    Kind(MeterEvent.PHASE_BROKEN, (70, 300), (0, 90), HANDLED, has_phase=True),
    Kind(MeterEvent.VOLTAGE_REVERSED, (90, 600), (300, 900), HANDLED),
    Kind(MeterEvent.CURRENT_UNBALANCED, (60, 600), (300, 900), FALSE),
    Kind(MeterEvent.COVER_OPENED, (5, 20), None, HANDLED),
    Kind(MeterEvent.TERMINAL_COVER_OPENED, (5, 20), None, FALSE),
    Kind(MeterEvent.CLOCK_WRONG, (1500, 9000), None, HANDLED),
)
FOR_THREE_PHASES = 4
"""So many of the kinds need three phases."""


def meter_events(world: Population) -> pa.Table:
    """Return the events of a population: at most one of a meter."""
    running = world["running"].astype(np.int64)
    is_old = (world["power_on_date"] != NO_DAY) & (world["meter_date"] < world.as_of - SINCE_DAYS - 30)
    rows = np.flatnonzero(world.is_on_books & is_old & (running * 31 % ONE_IN == 0))
    spread = running[rows] * 7919
    is_single = world["wiring_mode"][rows] == "1"
    few = len(KINDS) - FOR_THREE_PHASES
    kind = np.where(is_single, FOR_THREE_PHASES + spread % few, spread % len(KINDS))
    day = world.as_of - UNTIL_DAYS - spread % (SINCE_DAYS - UNTIL_DAYS)
    start = day * US_PER_DAY + (spread % 1440) * US_PER_MINUTE
    end = start + _between([k.minutes for k in KINDS], kind, spread) * US_PER_MINUTE
    status = np.array([k.status for k in KINDS])[kind]
    is_handled = status == HANDLED
    number = world.texts_at("cons_no", rows)
    fitters = [station.of("运检班")[0].name for station in world.stations]
    has_phase = np.array([k.has_phase for k in KINDS])[kind]
    columns = {
        "org_code": picked([station.org_code for station in world.stations], world["station"][rows]),
        "event_id": joined("SJ", number, "01"),
        "cons_no": number,
        "mp_no": world.texts_at("mp_no", rows),
        "asset_no": world.texts_at("asset_no", rows),
        "event_type": picked([k.event for k in KINDS], kind),
        "phase": texts(np.where(has_phase, np.array(["A", "B", "C"])[spread % 3], "")),
        "start_time": times(start),
        "end_time": times(end),
        "max_i": decimals(
            _between([k.milliamperes or (0, 0) for k in KINDS], kind, spread),
            3,
            np.array([k.milliamperes is not None for k in KINDS])[kind],
        ),
        "handle_status": texts(status),
        "handle_time": times(end + HANDLED_AFTER_DAYS * US_PER_DAY),
        "handle_app_no": texts(np.where(is_handled, world.numbers("71", None)[rows], "")),
        "handler": picked(fitters, world["station"][rows]),
    }
    return filled_in("meter_events", len(rows), columns)


def _between(bounds: list[tuple[int, int]], kind: np.ndarray, spread: np.ndarray) -> np.ndarray:
    low, high = np.array(bounds).T
    return low[kind] + spread // 7 % (high - low + 1)[kind]
