"""4 投诉、举报、意见: contact, reply, whether they were true, which units and what about."""

from typing import Any

import pyarrow as pa

from analytics.facts.outcomes import KEPT, LATE
from analytics.regulation.service_limits import reply_working_days
from analytics.weekly.cube import Cube, due_columns
from analytics.weekly.labels import sub_type_label, type_label
from analytics.weekly.measures import UNKNOWN, Share, density
from analytics.weekly.orders import Orders
from analytics.weekly.sections import Complaints, Grievance, Scope
from analytics.weekly.tables import table_of
from analytics.weekly.units import WITHOUT_UNIT
from data_loaders.codes.service import BusiType

KINDS = (BusiType.COMPLAINT, BusiType.REPORT, BusiType.OPINION)


def complaints_of(orders: Orders, cube: Cube, scope: Scope, households: dict[str, int | None]) -> Complaints:
    """Return the section; `households` are those of the units shown."""
    missing = []
    if not orders.has("contact_time"):
        missing.append("工单没有联系客户时间,未计算 24 小时联系率")
    if not orders.has("reply_time|archive_time"):
        missing.append("工单没有回复时间和归档时间,未计算答复及时率")
    if not orders.has("true_flag"):
        missing.append("工单没有是否属实,未计算属实率")
    if scope.households is None:
        missing.append("组织机构缺少用户数,未计算万户投诉量")
    days = _reply_days(orders)
    return Complaints(
        tuple(_grievance(orders, cube, code, scope, days.get(code)) for code in KINDS),
        _by_unit(orders, cube, scope, households),
        _sub_types(orders),
        tuple(missing),
    )


def _grievance(orders: Orders, cube: Cube, code: str, scope: Scope, days: float | None) -> Grievance:
    count = cube.count(busi_type=code)
    contact = None
    if code != BusiType.OPINION:
        is_known = orders.has("contact_time")
        contact = cube.kept("contact", counts_pending=True, busi_type=code) if is_known else UNKNOWN
    has_reply = orders.has("reply_time|archive_time")
    return Grievance(
        code,
        type_label(code),
        count,
        density(count, scope.households),
        contact,
        cube.kept("reply", busi_type=code) if has_reply else UNKNOWN,
        reply_working_days(code, orders.period.span.last) or 0,
        days,
        cube.rate("true", "orders", busi_type=code) if orders.has("true_flag") else UNKNOWN,
        cube.sum("judged", busi_type=code) or 0,
    )


def _reply_days(orders: Orders) -> dict[str, float | None]:
    return {row["busi_type"]: row["days"] for row in orders.rows("reply days", _median_days)}


def _median_days(wide: Any) -> Any:
    now = wide.filter(wide.is_now, wide.replied_at.notnull(), wide.reply.isin((KEPT, LATE)))
    return now.group_by("busi_type").agg(days=now.reply_days.quantile(0.5))


def _by_unit(orders: Orders, cube: Cube, scope: Scope, households: dict[str, int | None]) -> pa.Table:
    now = {code: cube.by("unit", busi_type=code) for code in KINDS}
    before = cube.by("unit", phase="previous", busi_type=BusiType.COMPLAINT)["orders"].to_dict()
    has_previous = cube.sum("orders", "previous") is not None
    rows: list[dict[str, Any]] = []
    units = {unit for frame in now.values() for unit in frame.index} | set(before)
    for unit in sorted(units):
        complaints = now[BusiType.COMPLAINT]
        of = lambda column, u=unit, frame=complaints: int(frame[column].get(u, 0))  # noqa: E731
        contact = Share(of("contact_kept"), sum(of(c) for c in due_columns("contact", True)))
        reply = Share(of("reply_kept"), sum(of(c) for c in due_columns("reply")))
        number, known = of("orders"), households.get(unit)
        rows.append(
            {
                "unit_code": unit,
                "unit_name": scope.units.get(unit, WITHOUT_UNIT),
                "complaints": number,
                "previous": int(before.get(unit, 0)) if has_previous else None,
                "per_10k": number * 10_000 / known if known else None,
                "substantiated": of("true") if orders.has("true_flag") else None,
                "reports": int(now[BusiType.REPORT]["orders"].get(unit, 0)),
                "opinions": int(now[BusiType.OPINION]["orders"].get(unit, 0)),
                **_shown("contact", contact, orders.has("contact_time")),
                **_shown("reply", reply, orders.has("reply_time|archive_time")),
            }
        )
    rows.sort(key=lambda row: (-row["complaints"], row["unit_code"]))
    return table_of(
        rows,
        "unit_code unit_name complaints:i previous:i per_10k:f contact_due:i contact_on_time:i contact_rate:f "
        "reply_due:i reply_on_time:i reply_rate:f substantiated:i reports:i opinions:i",
    )


def _shown(name: str, share: Share, is_known: bool) -> dict[str, Any]:
    if not is_known:
        return {}
    return {f"{name}_due": share.whole, f"{name}_on_time": share.part, f"{name}_rate": share.value}


def _sub_types(orders: Orders) -> pa.Table:
    rows = [
        {
            "type_code": row["busi_type"],
            "type_label": type_label(row["busi_type"]),
            "sub_code": row["busi_sub_type"] or "",
            "sub_label": sub_type_label(row["busi_type"], row["busi_sub_type"]),
            "count": row["count"],
            "previous": row["previous"],
            "substantiated": (row["substantiated"] or 0) if orders.has("true_flag") else None,
        }
        for row in orders.rows("grievances", _by_kind)
    ]
    rows.sort(key=lambda row: (row["type_code"], -row["count"], row["sub_code"]))
    return table_of(rows, "type_code type_label sub_code sub_label count:i previous:i substantiated:i")


def _by_kind(wide: Any) -> Any:
    some = wide.filter(wide.busi_type.isin(KINDS), wide.is_now | wide.is_previous)
    return some.group_by("busi_type", "busi_sub_type").agg(
        count=some.is_now.sum(),
        previous=some.is_previous.sum(),
        substantiated=(some.is_now & some.true_flag).sum(),
    )
