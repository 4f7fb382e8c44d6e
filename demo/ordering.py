"""What plants do to the service line: work orders handled in time but for what is said."""

from datetime import datetime, timedelta
from typing import Any

from demo.cases import Change, accused
from demo.stage import Play, Role, Row
from demo.work_orders import order_steps, work_order, work_order_no

SERVICE_LINE, METER_BOX = "进户线故障", "表箱故障"
"""Faults that the crowd does not report."""
FIRST_SERIAL = 90_000_000
"""Order numbers of plants end above those of the crowd."""
DAY = timedelta(days=1)


def order(role: Role, busi_type: str, sub_type: str, accept: datetime, **other: Any) -> Row:
    """Add a work order with its hand-overs, without a sub-type where it is empty; return it as what is to be found."""
    play = role.play
    number = work_order_no(accept.date(), FIRST_SERIAL + int(play.number(8)[:8]) % 10_000_000)
    row = work_order(role.archive, number, busi_type, sub_type, accept=accept, rng=play.rng)
    row |= {"busi_sub_type": sub_type or None, "handler": role.clerk("运检班").emp_no} | other
    role.rows["work_orders"].append(row)
    role.rows["work_order_steps"] += order_steps(row) if row.get("reply_time") else []
    return accused("work_order", number)


def ordered(busi_type: str, sub_type: str, accept: datetime, **other: Any) -> Change:
    """Return the change that adds a work order."""
    return lambda role: order(role, busi_type, sub_type, accept, **other)


def the_order(role: Role) -> Row:
    """Say that the customer's last work order is what is to be found."""
    return accused("work_order", role.rows["work_orders"][-1]["wo_no"])


def under_way(**other: Any) -> dict[str, Any]:
    """Return what an order lacks that is still under way."""
    names = (
        "arrive_time",
        "repair_time",
        "contact_time",
        "reply_time",
        "archive_time",
        "visit_flag",
        "satisfaction",
    )
    return dict.fromkeys(names) | {"status": "01"} | other


def midnight(play: Play) -> datetime:
    """Return the moment as of which orders under way are judged."""
    return datetime.combine(play.as_of, datetime.min.time())
