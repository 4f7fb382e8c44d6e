"""95598 orders that are judged, and what of them had happened by a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.columns import each_once
from data_loaders.codes.applications import WkstStatus
from data_loaders.codes.service import BusiType

SECONDS_A_WEEK = 7 * 86_400


@fact(
    title="重复的工单编号",
    grain="一个编号一行",
    key=("wo_no",),
    reads={"work_orders": ("wo_no", "accept_time")},
    columns={"wo_no": ("工单编号", "")},
    source="稽查目录 SVC-01 至 SVC-05 的精确判定:工单编号重复只算一次",
    is_kept=True,
)
def repeated(t: Tables) -> Any:
    """Return the numbers that several of the 95598 orders accepted by the end of the day have.

    Shapes: wo_no.
    """
    orders = _by_the_day(t)
    counted = orders.group_by("wo_no").agg(times=orders.count())
    return counted.filter(counted.times > 1).select("wo_no")


@fact(
    title="应判工单",
    grain="一工单一行",
    key=("wo_no",),
    reads={"work_orders": ("wo_no", "accept_time", "status?", "reject_flag?")},
    columns={},
    extends="work_orders",
    uses=(repeated,),
    source="稽查目录 SVC-01 至 SVC-05 的精确判定:中止、退单不判,工单编号重复只算一次",
)
def to_judge(t: Tables) -> Any:
    """Return the 95598 orders accepted by the end of the day, each once, neither aborted nor returned.

    Of a number that was delivered several times it is the earliest acceptance.

    Facts: repeated.

    Shapes: the columns of `work_orders`.
    """
    orders = _by_the_day(t)
    orders = orders.filter(
        orders.status.fill_null("") != WkstStatus.ABORTED, ~orders.reject_flag.fill_null(False)
    )
    return _each_once(t, orders)


@fact(
    title="已受理工单",
    grain="一工单一行",
    key=("wo_no",),
    reads={"work_orders": ("wo_no", "accept_time")},
    columns={},
    extends="work_orders",
    uses=(repeated,),
    source="稽查目录 SVC-09、SVC-10 的精确判定:退单、中止的也判,工单编号重复只算一次",
)
def accepted(t: Tables) -> Any:
    """Return the 95598 orders accepted by the end of the day, each once, aborted and returned ones too.

    Facts: repeated.

    Shapes: the columns of `work_orders`.
    """
    return _each_once(t, _by_the_day(t))


def _by_the_day(t: Tables) -> Any:
    return t.work_orders.filter(t.work_orders.accept_time < t.as_of + timedelta(days=1))


def _each_once(t: Tables, orders: Any) -> Any:
    return each_once(orders, ["wo_no"], ["accept_time", *sorted(orders.columns)], again=t.fact(repeated))


def as_known_by(orders: Any, names: Sequence[str], as_of: date) -> Any:
    """Return the orders as they were known at the end of a day: no later times, archived only by then."""
    is_archived_later = (orders.archive_time >= as_of + timedelta(days=1)).fill_null(False)
    return orders.mutate(
        status=ibis.ifelse(is_archived_later, ibis.null("string"), orders.status),
        **{name: known_by(orders[name], as_of) for name in names},
    )


def known_by(time: Any, as_of: date) -> Any:
    """Return a time, or null where it lies after the end of the day: it has not happened yet."""
    return ibis.ifelse(time < as_of + timedelta(days=1), time, ibis.null("timestamp(6)"))


def is_day_alone(time: Any) -> Any:
    """Return whether a time is a day alone: midnight to the second."""
    return time == time.cast("date").cast("timestamp")


def weeks_ago(time: Any, as_of: date) -> Any:
    """Return how many whole weeks before the day's midnight a time lies: 0 in the seven days before it, then 1.

    A week begins with its first second; what lies on the day itself or later is in week −1 or lower.
    """
    midnight = datetime.combine(as_of, datetime.min.time())
    seconds = int((midnight - datetime(1970, 1, 1)).total_seconds()) - time.epoch_seconds()
    return ((seconds - 1) / SECONDS_A_WEEK).floor().cast("int64")


def repairs(t: Tables) -> Any:
    """Return the repairs (故障报修) to judge as they were known at the end of the day, with the customer's own area.

    Shapes: the columns of `work_orders`, customer_flag (城乡类别 of the archive).
    """
    orders = t.fact(to_judge)
    orders = orders.filter(orders.busi_type == BusiType.REPAIR)
    orders = as_known_by(orders, ("arrive_time", "repair_time", "reply_time", "archive_time"), t.as_of)
    areas = t.customers.select("cons_no", customer_flag="urban_rural_flag")
    return orders.left_join(areas, [("cust_no", "cons_no")]).drop("cons_no")
