"""7 重复诉求: like requests of the same customer, phone or transformer area within 30 days, as chains.

What is alike follows SVC-05: repairs by type alone, other requests by type and sub-type; praise, enquiries
into one's own bill (查询), urging and supervision are no requests. A phone counts only as a lead (线索): where
its orders do not all belong to one customer. An area needs three orders from at least two customers.
"""

from typing import Any

import ibis

from analytics.checks.service.svc_05_repeated_requests import REQUEST_TYPES, SERVICE_REQUEST
from analytics.regulation.service_limits import REPAIR
from analytics.roll_ups import listed
from analytics.weekly.labels import NOT_FILLED, sub_type_label, type_label
from analytics.weekly.measures import Rate, Share
from analytics.weekly.orders import REPEAT_DAYS, Orders
from analytics.weekly.repairs import area_names
from analytics.weekly.sections import Coverage, Repeats, Scope, Volume
from analytics.weekly.tables import table_of
from analytics.weekly.units import WITHOUT_UNIT

WINDOW_SECONDS = REPEAT_DAYS * 86_400
KINDS = {
    "customer": ("同一客户", "cust_no", 2, 1),
    "phone": ("同一来电号码(线索)", "tel_link", 2, 2),
    "area": ("同一台区", "tg_no", 3, 2),
}
_CHAINS = (
    "kind kind_label key name type_label sub_label times:i in_period:i customers:i unit_code unit_name "
    "first_time:t last_time:t days:i orders"
)


def repeats_of(orders: Orders, volume: Volume, scope: Scope, coverage: Coverage) -> Repeats:
    """Return the section."""
    has = {
        "customer": orders.has("cust_no"),
        "phone": orders.has("tel"),
        "area": bool(orders.door.filled("customers").get("tg_no")) and orders.has("cust_no"),
    }
    lacking = {
        "customer": "工单没有客户编号,未查同一客户重复诉求",
        "phone": "工单没有联系电话,未查同一号码重复来电",
        "area": "客户档案没有台区编号,未查同一台区重复诉求",
    }
    requests = _requests(orders)
    rows: list[dict[str, Any]] = []
    for kind, is_known in has.items():
        rows += _chains(orders, requests, kind, scope) if is_known else []
    found = {kind: sum(row["kind"] == kind for row in rows) if known else None for kind, known in has.items()}
    return Repeats(
        _repeated(requests, coverage) if has["customer"] else Rate(None),
        volume.repeat_callers,
        found["customer"],
        found["phone"],
        found["area"],
        table_of(rows, _CHAINS),
        tuple(text for kind, text in lacking.items() if not has[kind]),
    )


def _requests(orders: Orders) -> Any:
    """Return the requests that can repeat; `alike` is the sub-type, empty for repairs."""
    wide = orders.wide
    is_request = wide.busi_type.isin(REQUEST_TYPES) | wide.busi_type.contains(SERVICE_REQUEST)
    some = wide.filter(is_request, ~wide.is_barred)
    sub_type = some.busi_sub_type.fill_null("")
    return some.mutate(alike=ibis.ifelse(some.busi_type == REPAIR, "", sub_type), sub_type=sub_type)


def _repeated(requests: Any, coverage: Coverage) -> Rate:
    known = requests.filter(requests.cust_no.notnull())
    window = ibis.range_window(
        preceding=WINDOW_SECONDS, following=0, group_by=["cust_no", "busi_type", "alike"], order_by="second"
    )
    counted = known.mutate(times=known.count().over(window))
    again = counted.times >= 2
    row = counted.agg(
        now=(counted.is_now & again).sum(),
        now_all=counted.is_now.sum(),
        previous=(counted.is_previous & again).sum(),
        previous_all=counted.is_previous.sum(),
    )
    [sums] = row.to_pyarrow().to_pylist()
    before = Share(sums["previous"] or 0, sums["previous_all"] or 0)
    return Rate(
        Share(sums["now"] or 0, sums["now_all"] or 0), None if coverage.previous == "none" else before
    )


def _chains(orders: Orders, requests: Any, kind: str, scope: Scope) -> list[dict[str, Any]]:
    """Return the chains that end with an order of the period, the longest first."""
    kind_label, column, least, customers = KINDS[kind]
    alike = "sub_type" if kind == "area" else "alike"
    some = requests.filter(requests[column].notnull())
    some = some.filter(some.tel.notnull()) if kind == "phone" else some
    by = [column, "busi_type", alike]
    last = some.filter(some.is_now).group_by(*by).agg(last_second=lambda t: t.second.max())
    joined = some.inner_join(last, by)
    joined = joined.filter(
        joined.second <= joined.last_second, joined.second >= joined.last_second - WINDOW_SECONDS
    )
    one: Any = joined.wo_no.concat(" ", joined.accept_time.strftime("%m-%d %H:%M"))
    each = joined.group_by(*by).agg(
        times=joined.count(),
        in_period=joined.is_now.sum(),
        customers=joined.cust_no.nunique(),
        unnamed=joined.cust_no.isnull().sum(),
        first_time=joined.accept_time.min(),
        last_time=joined.accept_time.max(),
        unit=joined.unit.argmax(joined.second),
        tel=joined.tel.min(),
        orders=listed(joined.accept_time.strftime("%Y%m%d%H%M%S|").concat(one)),
    )
    several = each.customers + (each.unnamed > 0).cast("int64") >= customers
    rows = each.filter(each.times >= least, several).to_pyarrow().to_pylist()
    names = area_names(orders, [row[column] for row in rows]) if kind == "area" else {}
    found = [
        {
            **row,
            "kind": kind,
            "kind_label": kind_label,
            "key": row["tel"] if kind == "phone" else row[column],
            "name": names.get(row[column]),
            "type_label": type_label(row["busi_type"]),
            "sub_label": "(不分子类)"
            if row["busi_type"] == REPAIR and kind != "area"
            else (sub_type_label(row["busi_type"], row[alike]) if row[alike] else NOT_FILLED),
            "unit_code": row["unit"],
            "unit_name": scope.units.get(row["unit"] or "", WITHOUT_UNIT),
            "days": (row["last_time"] - row["first_time"]).days,
            "orders": ";".join(part.partition("|")[2] for part in row["orders"].split(";")),
        }
        for row in rows
    ]
    return sorted(found, key=lambda r: (-r["times"], -r["last_time"].timestamp(), r["key"], r["busi_type"]))
