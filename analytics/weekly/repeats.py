"""7 重复诉求: like requests of the same customer, phone or transformer area within 30 days, as chains.

What is alike follows SVC-05: repairs by type alone, other requests by type and sub-type; praise, enquiries
into one's own bill (查询), urging and supervision are no requests. A phone counts only as a lead (线索): where
its orders do not all belong to one customer. An area needs three repairs or complaints from at least two
customers; that several people there ask the same question means nothing.
"""

from typing import Any

import ibis

from analytics.checks.service.svc_05_repeated_requests import REQUEST_TYPES
from analytics.facts.columns import listed
from analytics.facts.service_requests import is_service_request
from analytics.weekly.labels import NOT_FILLED, sub_type_label, type_label
from analytics.weekly.measures import Rate, Share
from analytics.weekly.orders import Orders, repeat_days
from analytics.weekly.sections import Coverage, Repeats, Scope, Volume
from analytics.weekly.tables import table_of
from analytics.weekly.units import WITHOUT_UNIT
from data_loaders.codes.service import BusiType

SECONDS_A_DAY = 86_400
OF_AN_AREA = (BusiType.REPAIR, BusiType.COMPLAINT)
KINDS = {
    "customer": ("同一客户", "cust_no", 2, 1),
    "phone": ("同一来电号码(线索)", "tel_link", 2, 2),
    "area": ("同一台区", "tg_no", 3, 2),
}
_CHAINED = (
    "wo_no",
    "busi_type",
    "second",
    "accept_time",
    "cust_no",
    "tel",
    "unit",
    "tg_name",
    "cons_name",
    "is_now",
)
_CHAINS = (
    "kind kind_label key name type_label sub_label times:i in_period:i customers:i unit_code unit_name "
    "first_time:t last_time:t days:i orders cons_name"
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
    kinds = [kind for kind, is_known in has.items() if is_known]
    rows = _chains(orders, kinds, scope) if kinds else []
    found = {kind: sum(row["kind"] == kind for row in rows) if known else None for kind, known in has.items()}
    return Repeats(
        _repeated(orders, coverage) if has["customer"] else Rate(None),
        volume.repeat_callers,
        found["customer"],
        found["phone"],
        found["area"],
        table_of(rows, _CHAINS),
        tuple(text for kind, text in lacking.items() if not has[kind]),
    )


def _requests(wide: Any) -> Any:
    """Return the requests that can repeat; `alike` is the sub-type, empty for repairs."""
    is_request = wide.busi_type.isin(REQUEST_TYPES) | is_service_request(wide)
    some = wide.filter(is_request, ~wide.is_barred)
    sub_type = some.busi_sub_type.fill_null("")
    return some.mutate(alike=ibis.ifelse(some.busi_type == BusiType.REPAIR, "", sub_type), sub_type=sub_type)


def _repeated(orders: Orders, coverage: Coverage) -> Rate:
    days = repeat_days(orders.period)
    [sums] = orders.rows(f"repeated in {days}", lambda wide: _again(wide, days))
    before = Share(sums["previous"] or 0, sums["previous_all"] or 0)
    return Rate(
        Share(sums["now"] or 0, sums["now_all"] or 0), None if coverage.previous == "none" else before
    )


def _again(wide: Any, days: int) -> Any:
    requests = _requests(wide)
    known = requests.filter(requests.cust_no.notnull())
    window = ibis.range_window(
        preceding=days * SECONDS_A_DAY,
        following=0,
        group_by=["cust_no", "busi_type", "alike"],
        order_by="second",
    )
    counted = known.mutate(times=known.count().over(window))
    again = counted.times >= 2
    return counted.agg(
        now=(counted.is_now & again).sum(),
        now_all=counted.is_now.sum(),
        previous=(counted.is_previous & again).sum(),
        previous_all=counted.is_previous.sum(),
    )


def _by_link(requests: Any, kinds: list[str]) -> Any:
    """Return the requests once for each kind of link, `link` being what they share."""
    parts = []
    for kind in kinds:
        _, column, _, _ = KINDS[kind]
        some = requests.filter(requests[column].notnull())
        some = some.filter(some.tel.notnull()) if kind == "phone" else some
        some = some.filter(some.busi_type.isin(OF_AN_AREA)) if kind == "area" else some
        own = {
            "kind": ibis.literal(kind),
            "link": some[column].cast("string"),
            "alike": some.sub_type if kind == "area" else some.alike,
        }
        parts.append(some.select(*_CHAINED, **own))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _chains(orders: Orders, kinds: list[str], scope: Scope) -> list[dict[str, Any]]:
    """Return the chains that end with an order of the period, the longest of each kind first."""
    days = repeat_days(orders.period)
    rows = orders.rows(f"chains of {kinds} in {days}", lambda wide: _linked(_requests(wide), kinds, days))
    found = [_chain(row, scope) for row in rows]
    places = list(KINDS)
    return sorted(
        found,
        key=lambda r: (
            places.index(r["kind"]),
            -r["times"],
            -r["last_time"].timestamp(),
            r["link"],
            r["busi_type"],
            r["alike"],
        ),
    )


def _linked(requests: Any, kinds: list[str], days: int) -> Any:
    some = _by_link(requests, kinds)
    by = ["kind", "link", "busi_type", "alike"]
    ends = ibis.window(group_by=by)
    marked = some.mutate(
        last=some.second.max(where=some.is_now).over(ends), alike_orders=some.count().over(ends)
    )
    joined = marked.filter(
        marked.alike_orders > 1,
        marked.second <= marked.last,
        marked.second >= marked.last - days * SECONDS_A_DAY,
    )
    one: Any = joined.accept_time.strftime("%Y%m%d%H%M%S|").concat(
        joined.wo_no, " ", joined.accept_time.strftime("%m-%d %H:%M")
    )
    each = joined.group_by(*by).agg(
        times=joined.count(),
        in_period=joined.is_now.sum(),
        customers=joined.cust_no.nunique(),
        unnamed=joined.cust_no.isnull().sum(),
        first_time=joined.accept_time.min(),
        last_time=joined.accept_time.max(),
        unit=joined.unit.argmax(joined.second),
        tel=joined.tel.min(),
        name=joined.tg_name.min(),
        cons_name=joined.cons_name.min(),
        orders=listed(one),
    )
    people = each.customers + (each.unnamed > 0).cast("int64")
    enough = [
        (each.kind == kind) & (each.times >= least) & (people >= customers)
        for kind, (_, _, least, customers) in KINDS.items()
    ]
    return each.filter(ibis.or_(*enough))


def _chain(row: dict[str, Any], scope: Scope) -> dict[str, Any]:
    kind, kind_code = row["kind"], row["busi_type"]
    sub_label = sub_type_label(kind_code, row["alike"]) if row["alike"] else NOT_FILLED
    if kind_code == BusiType.REPAIR and kind != "area":
        sub_label = "(不分子类)"
    return {
        **row,
        "kind_label": KINDS[kind][0],
        "key": row["tel"] if kind == "phone" else row["link"],
        "name": row["name"] if kind == "area" else None,
        "cons_name": row["cons_name"] if kind == "customer" else None,
        "type_label": type_label(kind_code),
        "sub_label": sub_label,
        "unit_code": row["unit"],
        "unit_name": scope.units.get(row["unit"] or "", WITHOUT_UNIT),
        "days": (row["last_time"] - row["first_time"]).days,
        "orders": ";".join(part.partition("|")[2] for part in row["orders"].split(";")),
    }
