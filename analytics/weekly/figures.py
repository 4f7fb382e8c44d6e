"""Every figure of the weekly analysis as JSON.

The keys of the first level that CLI.md names have its exact definitions; the rest is the analysis as it is,
section by section, under the names of `analytics.weekly.sections`.
"""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.weekly.measures import Count, Density, Rate, Share
from analytics.weekly.sections import Weekly
from analytics.weekly.sentences import sentences

_SECTIONS = [
    "volume",
    "composition",
    "repairs",
    "complaints",
    "deadlines",
    "revisits",
    "repeats",
    "people",
    "topics",
    "history",
]
OF_CUSTOMERS = ("cust_no", "cons_name")  # of lists for people; figures for other systems name nobody


def figures(weekly: Weekly) -> dict[str, Any]:
    """Return every figure that the report shows, ready for `json.dump`.

    `previous_total` and `previous_by_type` count what is loaded of the period before; whether the data reach
    that far is said by `coverage.previous`.
    """
    period = weekly.period
    return {
        "from": period.span.first.isoformat(),
        "to": period.span.last.isoformat(),
        "org": weekly.scope.org_prefix,
        "total": weekly.volume.total.now,
        "previous_total": weekly.volume.total.previous or 0,
        "by_type": _by_type(weekly, "now"),
        "previous_by_type": _by_type(weekly, "previous"),
        "arrival": _kept(weekly.repairs.arrival.now, weekly.repairs.count.now),
        "contact": _kept(weekly.contact, weekly.complaints.kinds[0].count.now),
        "repeat_callers": weekly.volume.repeat_callers.now if weekly.volume.repeat_callers else None,
        "by_org": weekly.by_org,
        "period": plain(period) | {"title": period.title},
        "scope": plain(weekly.scope),
        "coverage": plain(weekly.coverage) | {"is_complete": weekly.coverage.is_complete},
        "set_aside": plain(weekly.set_aside),
        "data_version": weekly.data_version,
        **{name: plain(getattr(weekly, name)) for name in _SECTIONS},
        "sentences": [plain(sentence) for sentence in sentences(weekly)],
    }


def plain(value: Any) -> Any:
    """Return a figure, a section or a table as what JSON knows; a rate carries its value and changes."""
    if isinstance(value, pa.Table):
        known = [name for name in value.column_names if name not in OF_CUSTOMERS]
        return [plain(row) for row in value.select(known).to_pylist()]
    if is_dataclass(value) and not isinstance(value, type):
        shown = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        return shown | _derived(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _derived(value: Any) -> dict[str, Any]:
    match value:
        case Share():
            return {"rate": value.value}
        case Rate() | Count() | Density():
            return {"on_previous": value.on_previous, "on_last_year": value.on_last_year}
    return {}


def _by_type(weekly: Weekly, phase: str) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in weekly.volume.by_type:
        number = getattr(row.count, phase) or 0
        if number:
            counted[row.label] = counted.get(row.label, 0) + number
    return counted


def _kept(share: Share | None, due: int) -> dict[str, Any]:
    """Return due, on time and rate; unknown where the time was never delivered."""
    if share is None:
        return {"due": due, "on_time": None, "rate": None}
    return {"due": share.whole, "on_time": share.part, "rate": share.value}
