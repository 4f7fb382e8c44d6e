"""Visits after an order's work (回访): how satisfied customers were, and whether somebody went back to the dissatisfied.

Source: the precise reading of SVC-07; the weekly report says the same.
"""

from typing import Any

import ibis

from data_loaders.codes.service import BackFlag, BusiType, Satisfaction

SATISFIED = (Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED)
DISSATISFIED = (Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED)
JUDGED = (*SATISFIED, Satisfaction.FAIR, *DISSATISFIED)
REVISIT_STEP = "回访"


def sent_back(steps: Any) -> Any:
    """Return the numbers of orders that a review sent back to be done again."""
    return steps.filter(steps.back_flag == BackFlag.REFUSED).select("wo_no").distinct()


def followed(orders: Any, every: Any) -> Any:
    """Return the orders after whose archiving the customer has another one of the same type, among every order."""
    later = every.select(later_no="wo_no", who="cust_no", kind="busi_type", later_time="accept_time")
    is_like = [
        orders.cust_no == later.who,
        orders.busi_type == later.kind,
        later.later_time > orders.archive_time,
        later.later_no != orders.wo_no,
    ]
    return orders.semi_join(later, is_like)


def done_at(orders: Any) -> Any:
    """Return when the work was done: of a repair the repair, of others the reply, else the other, else archiving."""
    times = (orders.repair_time, orders.reply_time)
    first, second = (ibis.ifelse(orders.busi_type == BusiType.REPAIR, *pair) for pair in (times, times[::-1]))
    return ibis.coalesce(first, second, orders.archive_time)
