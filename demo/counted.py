"""Balances that customers confirmed on the spot (现场核对余额): what the system says on that day, to the fen."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.codes.charges import BalanceKind, FeeSettle
from demo.arrays import constant, filled_in, picked
from demo.offices import Station

ONE_IN = 40
"""Which share of those with a prepaid balance is asked in a month; who owes is asked whenever somebody counts."""


def prepaid_counted(station: Station, balances: pa.Table, day: date, turn: int) -> pa.Table:
    """Return the counts of prepaid balances at a month's end, of others every month."""
    asked = balances.take(pa.array(np.arange(turn % ONE_IN, len(balances), ONE_IN)))
    return _counted(station, asked, asked["balance"], BalanceKind.PREPAID, day)


def arrears_counted(station: Station, receivables: pa.Table, day: date) -> pa.Table:
    """Return the counts of what is owed at the end of the data, of customers with one open bill."""
    is_open = pc.equal(receivables["settle_flag"], FeeSettle.OWED)
    owing = receivables.filter(pc.and_(is_open, pc.greater(receivables["owe_amt"], 0)))
    numbers, counts = np.unique(owing["cons_no"].to_numpy(zero_copy_only=False), return_counts=True)
    once = owing.filter(pc.is_in(owing["cons_no"], pa.array(numbers[counts == 1], pa.string())))
    return _counted(station, once, once["owe_amt"], BalanceKind.ARREARS, day)


def _counted(
    station: Station, asked: pa.Table, amounts: pa.ChunkedArray, kind: BalanceKind, day: date
) -> pa.Table:
    size, amount = len(asked), amounts.combine_chunks()
    checkers = [person.name for person in station.of("客户服务班")]
    columns = {
        "org_code": asked["org_code"].combine_chunks(),
        "cons_no": asked["cons_no"].combine_chunks(),
        "check_date": pa.repeat(pa.scalar(day, pa.date32()), size),
        "balance_kind": constant(kind, size),
        "confirmed_bal": amount,
        "system_bal": amount,
        "checker": picked(checkers, np.arange(size) % len(checkers)),
        "signed_flag": pa.array(np.full(size, True)),
    }
    return filled_in("balance_checks", size, columns)
