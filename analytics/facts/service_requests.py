"""Requests to the hotline that are told apart by their words: service requests (服务申请), meters to be tested, hotlines.

The code list has no type 服务申请; it comes as words.

Source: the precise readings of SVC-04 and SVC-12.
"""

from collections.abc import Container
from typing import Any

import ibis

from analytics.regulation.service_limits import REQUEST_REPLY, Unit
from data_loaders.codes.service import BusiType

SERVICE_REQUEST = "服务申请"
METER_READING, METER_FAULT, OTHER_REQUEST = "抄表数据异常", "电能表异常", "其他"
RECONNECTION, DAMAGE, CHARGING = "欠费复电", "电器损坏", "充电预约"
TIMED = {
    RECONNECTION: ("repair_time", REQUEST_REPLY.part("欠费复电登记")),
    DAMAGE: ("arrive_time", REQUEST_REPLY.part(DAMAGE)),
    CHARGING: ("arrive_time", REQUEST_REPLY.part(CHARGING)),
}
"""What is limited in hours or minutes: what ends each, and its limit."""
ADVICE_ON_TESTS = ("020905", "验表")
TESTS_OF_METERS = ("校表", "校验", "验表", "电表数据异常")
OF_METERS = (*TESTS_OF_METERS, METER_READING, METER_FAULT)
SECONDS = {Unit.HOURS: 3600, Unit.MINUTES: 60}


def words_of(orders: Any) -> Any:
    """Return what orders say of themselves: type, sub-type and how they came in."""
    separator: Any = ibis.literal("|")
    columns = (orders.busi_type, orders.busi_sub_type, orders.accept_mode)
    return separator.join([column.fill_null("") for column in columns])


def is_service_request(orders: Any) -> Any:
    """Return whether orders are 服务申请."""
    return orders.busi_type.contains(SERVICE_REQUEST).fill_null(False)


def asks_for_a_meter_test(orders: Any) -> Any:
    """Return whether orders ask that a meter be tested: as a request, or as the advice 验表."""
    sub_type = orders.busi_sub_type.fill_null("")
    is_advice = (orders.busi_type == BusiType.ADVICE).fill_null(False)
    as_request = is_service_request(orders) & _says(sub_type, TESTS_OF_METERS)
    return as_request | (is_advice & _says(sub_type, ADVICE_ON_TESTS))


def is_about_a_meter(orders: Any) -> Any:
    """Return whether orders ask for a test of a meter, or to look into it or its readings."""
    sub_type = orders.busi_sub_type.fill_null("")
    return asks_for_a_meter_test(orders) | (is_service_request(orders) & _says(sub_type, OF_METERS))


def with_timed_limits(orders: Any, lacking: Container[str] = ()) -> Any:
    """Return orders with what ends those that are limited in hours or minutes, and the limit; null for others.

    What ends with a column that is `lacking` has no limit.

    Shapes: adds timed_at, timed_limit.
    Units: timed_limit in seconds.
    """
    which = [
        (
            is_service_request(orders)
            & words_of(orders).contains(name)
            & ibis.literal(column not in lacking),
            name,
        )
        for name, (column, _) in TIMED.items()
    ]
    ends = [(holds, orders[TIMED[name][0]]) for holds, name in which]
    limits = [
        (
            holds,
            TIMED[name][1]
            .each(lambda limit: limit.amount * SECONDS[limit.unit])
            .on_column(orders.accept_day),
        )
        for holds, name in which
    ]
    return orders.mutate(
        timed_at=ibis.cases(*ends, else_=ibis.null("timestamp(6)")),
        timed_limit=ibis.cases(*limits, else_=ibis.null("int64")),
    )


def _says(text: Any, words: tuple[str, ...]) -> Any:
    return ibis.or_(*(text.contains(word) for word in words))
