"""The same figures with plain pandas, written from CLI.md and the precise readings, not from the product."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from models.calendar import is_working_day

LIMITS = {"01": 45, "02": 90, "03": 120}


def once(frame: pd.DataFrame) -> pd.DataFrame:
    """Return each order number once: the row accepted first."""
    return frame.sort_values("accept_time", kind="stable").drop_duplicates("wo_no")


def accepted(frame: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return the orders accepted from first to last, both days included."""
    day = frame.accept_time.dt.date
    return frame[(day >= first) & (day <= last)]


def with_area(orders: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Add the order's 城乡类别, else its customer's, and the customer's transformer area."""
    known = customers.set_index("cons_no")
    orders = orders.copy()
    orders["area"] = orders.urban_rural_flag.fillna(orders.cust_no.map(known.urban_rural_flag))
    orders["tg_no"] = orders.cust_no.map(known.tg_no)
    return orders


def arrival(orders: pd.DataFrame) -> tuple[int, int]:
    """Return (due, on time) of repairs: a missing arrival, or one before acceptance, is not on time."""
    repairs = orders[orders.busi_type == "001"]
    minutes = (repairs.arrive_time - repairs.accept_time).dt.total_seconds() / 60
    limit = repairs.area.map(LIMITS).fillna(120)
    return len(repairs), int(((minutes >= 0) & (minutes <= limit)).sum())


def contact(orders: pd.DataFrame) -> tuple[int, int]:
    """Return (due, on time) of complaints: first contact or reply within 24 hours, earlier times are void."""
    complaints = orders[orders.busi_type == "005"]
    times = complaints[["contact_time", "reply_time"]]
    spoken = times.where(times.ge(complaints.accept_time, axis=0)).min(axis=1)
    hours = (spoken - complaints.accept_time).dt.total_seconds() / 3600
    return len(complaints), int((hours <= 24).sum())


def working_days(begin: date, end: date) -> int:
    """Return the working days after begin up to and including end."""
    days = (begin + timedelta(days=n) for n in range(1, (end - begin).days + 1))
    return sum(is_working_day(day) for day in days)


def replies(orders: pd.DataFrame, kind: str, limit: int, cutoff: pd.Timestamp) -> tuple[int, int]:
    """Return (due, kept) of replies in working days; open orders within the limit are not due."""
    due = kept = 0
    for order in orders[orders.busi_type == kind].itertuples():
        if order.status == "03" or order.reject_flag:
            continue
        ends = [t for t in (order.reply_time, order.archive_time) if pd.notna(t) and t >= order.accept_time]
        accept = order.accept_time.date()
        if ends:
            due += 1
            kept += working_days(accept, ends[0].date()) <= limit
        elif working_days(accept, (cutoff - timedelta(days=1)).date()) >= limit:
            due += 1
    return due, kept


def satisfied(orders: pd.DataFrame) -> tuple[int, int]:
    """Return (judged, satisfied); 不评价 is no judgement."""
    level = orders.satisfaction
    return int(level.isin(["01", "02", "03", "04", "05"]).sum()), int(level.isin(["01", "02"]).sum())


def repeated(orders: pd.DataFrame, first: date, last: date) -> tuple[int, int]:
    """Return (requests with a customer, those that a like one preceded by at most 30 days)."""
    kinds = ["001", "003", "005", "006", "008", "009"]
    some = orders[orders.busi_type.isin(kinds) | orders.busi_type.str.contains("服务申请")]
    some = some[(some.status != "03") & ~some.reject_flag.astype(bool) & some.cust_no.notna()].copy()
    some["alike"] = some.busi_sub_type.fillna("").where(some.busi_type != "001", "")
    some = some.sort_values("accept_time")
    gap = some.groupby(["cust_no", "busi_type", "alike"]).accept_time.diff()
    some["again"] = gap <= pd.Timedelta(days=30)
    now = accepted(some, first, last)
    return len(now), int(now.again.sum())


def individuals(counts: list[int]) -> tuple[float, float, float]:
    """Return (centre, lower, upper) of an individuals chart: centre ± 2.66 × mean moving range."""
    values = np.array(counts, dtype=float)
    reach = 3 / 1.128 * np.abs(np.diff(values)).mean()
    return values.mean(), max(0.0, values.mean() - reach), values.mean() + reach
