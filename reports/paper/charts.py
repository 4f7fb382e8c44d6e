"""Charts as the templates draw them: every position's number and every word, ready to be placed."""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil, floor, log10
from typing import Any

from models.rounding import SHARE_PLACES, rounded
from reports.document import (
    Bars,
    Chart,
    Cloud,
    ControlChart,
    Kind,
    Matrix,
    Pareto,
    Plot,
    SheetChart,
    Stacked,
)
from reports.wording import printed

LABEL_GAP = 0.075  # of the axis: closer than this two words beside a line overlap
SMALLEST_SPAN = 1e-6
STEPS = (1, 2, 2.5, 5, 10)
MOST_NAMED = 4
LONGEST_LABEL = 16
LEAST_SPAN = 0.01  # of an axis of rates
LARGE = ((1e9, 1e8, "亿"), (1e5, 1e4, "万"))  # from which value on what the axis is divided by
MOST_NARROW = 10  # columns of a matrix that stands in a column of the sheet
WHOLE = ("integer", "difference")


def payload(chart: Chart | SheetChart, caption: str, *, on_sheet: bool = False) -> dict[str, Any]:
    """Return what the template needs to draw a chart; on the one sheet of a meeting what is narrow stands in a column."""
    match chart:
        case ControlChart():
            drawn = _control(chart)
        case Pareto():
            drawn = _pareto(chart)
        case Bars():
            drawn = _bars(chart)
        case Stacked():
            drawn = _stacked(chart)
        case Plot():
            drawn = _plot(chart)
        case Cloud():
            drawn = _cloud(chart)
        case Matrix():
            drawn = _matrix(chart, on_sheet=on_sheet)
    return drawn | {"caption": caption}


def ticks(low: float, high: float, most: int, kind: Kind) -> list[dict[str, Any]]:
    """Return round values from at or below `low` to at or above `high`, at most about `most` of them."""
    span = high - low if high - low > SMALLEST_SPAN else abs(high) or 1.0
    raw = span / most
    size = 10.0 ** floor(log10(raw))
    step = next(s for s in STEPS if s * size >= raw * 0.999999) * size
    if kind in WHOLE:
        step = max(1.0, float(ceil(step)))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last = max(last, first + 1)
    return [
        {"value": round(n * step, 9), "text": _tick(n * step, step, kind)} for n in range(first, last + 1)
    ]


def _to_the_whole(axis: list[dict[str, Any]], most: float, kind: Kind) -> list[dict[str, Any]]:
    """Return an axis of rates no farther than 100 %, but where one reads as more: more than was owed may have come in."""
    if kind != "rate" or rounded(most, SHARE_PLACES, shift=2) > 100:
        return axis
    return [tick for tick in axis if tick["value"] <= 1.0000001]


def _tick(value: float, step: float, kind: Kind) -> str:
    if kind == "rate":
        return f"{round(value * 100, 6):g}%"
    return f"{round(value, 6):,.0f}" if step >= 1 else f"{round(value, 6):g}"


def _control(chart: ControlChart) -> dict[str, Any]:
    known = [value for value in chart.values if value is not None]
    limits = [value for value in (chart.lower, chart.centre, chart.upper) if value is not None]
    spread = known + limits or [0.0]
    margin = (max(spread) - min(spread)) * 0.06
    low = min(spread) - margin
    axis = ticks(max(low, 0.0) if min(spread) >= 0 else low, max(spread) + margin, 5, chart.kind)
    bottom, top = axis[0]["value"], axis[-1]["value"]
    named = [*chart.signals[-MOST_NAMED:], len(chart.values) - 1] if known else []
    texts = [printed(value, chart.kind) for value in chart.values]
    return {
        "type": "control",
        "labels": list(chart.labels),
        "values": list(chart.values),
        "texts": texts,
        "low": bottom,
        "high": top,
        "ticks": axis,
        "limits": _spread(_limits(chart), (top - bottom) * LABEL_GAP),
        "signals": list(chart.signals),
        "incomplete": list(chart.incomplete),
        "named": [n for n in named if chart.values[n] is not None],
        "axis": chart.axis,
        "alt": _alt(chart.title, chart.unit, chart.labels, texts),
    }


def _limits(chart: ControlChart) -> list[dict[str, Any]]:
    named = (("下控制限", chart.lower), ("均值", chart.centre), ("上控制限", chart.upper))
    return [
        {"value": value, "text": f"{name} {_limit_text(value, chart.kind)}", "is-centre": name == "均值"}
        for name, value in named
        if value is not None
    ]


def _limit_text(value: float, kind: Kind) -> str:
    """Return a limit with a decimal where whole numbers would hide it: a mean of 2.4 orders is not 2."""
    return printed(value, "number" if kind == "integer" and abs(value) < 100 else kind)


def _spread(limits: list[dict[str, Any]], gap: float) -> list[dict[str, Any]]:
    """Return the lines with a place for each one's words, not too near the words below."""
    places: list[float] = []
    for it in limits:
        places.append(it["value"] if not places else max(it["value"], places[-1] + gap))
    return [it | {"place": place} for it, place in zip(limits, places, strict=True)]


def _pareto(chart: Pareto) -> dict[str, Any]:
    total = sum(chart.values) or 1
    shares = [part / total for part in accumulate(chart.values)]
    ranked = len(chart.values) - chart.has_rest
    vital = next((n + 1 for n, share in enumerate(shares) if share >= chart.vital_share), ranked)
    axis = ticks(0, max(chart.values, default=1) or 1, 4, "integer")
    texts = [printed(value, "integer") for value in chart.values]
    return {
        "type": "pareto",
        "labels": [_short(label) for label in chart.labels],
        "values": list(chart.values),
        "texts": texts,
        "shares": shares,
        "vital": min(vital, ranked),
        "vital-share": chart.vital_share,
        "high": axis[-1]["value"],
        "ticks": axis,
        "alt": _alt(chart.title, chart.unit, chart.labels, texts),
    }


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _bars(chart: Bars) -> dict[str, Any]:
    known = [value for value in chart.values if value is not None]
    targets = [] if chart.target is None else [chart.target]
    most = max(known + targets, default=1.0)
    axis = _to_the_whole(ticks(chart.starts_at, most, 5, chart.kind), most, chart.kind)
    texts = [printed(value, chart.kind) for value in chart.values]
    return {
        "type": "bars",
        "labels": [_short(label) for label in chart.labels],
        "values": list(chart.values),
        "texts": texts,
        "low": axis[0]["value"],
        "high": axis[-1]["value"],
        "ticks": axis,
        "target": None
        if chart.target is None
        else {"value": chart.target, "text": printed(chart.target, chart.kind)},
        "flagged": list(chart.flagged),
        "notes": list(chart.notes),
        "alt": _alt(chart.title, chart.unit, chart.labels, texts),
    }


def _stacked(chart: Stacked) -> dict[str, Any]:
    totals = [sum(parts) for parts in chart.values]
    # what is below nothing (a reversal) lies to the left of it, as on the screen
    left = max((sum(-min(value, 0.0) for value in parts) for parts in chart.values), default=0.0)
    right = max((sum(max(value, 0.0) for value in parts) for parts in chart.values), default=0.0)
    longest = left + right or 1
    parts = [
        [
            {
                "share": value / ((total or 1) if chart.as_share else longest),
                "text": printed(value, "integer"),
            }
            for value in values
        ]
        for values, total in zip(chart.values, totals, strict=True)
    ]
    texts = ["、".join(f"{s}{p['text']}" for s, p in zip(chart.series, row, strict=True)) for row in parts]
    return {
        "type": "stacked",
        "labels": [_short(label) for label in chart.labels],
        "series": list(chart.series),
        "parts": parts,
        "zero": 0.0 if chart.as_share else left / longest,
        "totals": [f"{printed(total, 'integer')}{chart.unit}" for total in totals],
        "alt": _alt(chart.title, chart.unit, chart.labels, texts),
    }


def _plot(chart: Plot) -> dict[str, Any]:
    known = [value for row in chart.values for value in row if value is not None]
    totals = known if chart.is_line else [sum(value or 0.0 for value in row) for row in chart.values]
    spread = [*totals, *([] if chart.target is None else [chart.target])] or [0.0]
    low = min(spread) if chart.is_line else min(0.0, *spread)
    if chart.is_line and chart.kind == "rate":  # what is short by a few fen is no fall
        low = min(low, max(spread) - LEAST_SPAN)
    most = max(map(abs, spread))
    divisor, prefix = next(((size, name) for least, size, name in LARGE if most >= least), (1.0, ""))
    axis = ticks(low / divisor, max(spread) / divisor, 4, "number" if divisor > 1 else chart.kind)
    axis = _to_the_whole(axis, max(spread), chart.kind)
    texts = ["、".join(printed(value, chart.kind) for value in row) for row in chart.values]
    return {
        "type": "plot",
        "labels": [_short(label) for label in chart.labels],
        "series": list(chart.series),
        "values": [[None if value is None else value / divisor for value in row] for row in chart.values],
        "low": axis[0]["value"],
        "high": axis[-1]["value"],
        "ticks": axis,
        "unit": "" if chart.kind == "rate" else f"{prefix}{chart.unit}",
        "is-line": chart.is_line,
        "target": None
        if chart.target is None
        else {"value": chart.target / divisor, "text": printed(chart.target, chart.kind)},
        "alt": _alt(chart.title, chart.unit, chart.labels, texts),
    }


def _cloud(chart: Cloud) -> dict[str, Any]:
    places = [(x, y, many) for x, y, many in chart.bins if x > 0 and y > 0]
    apart = [(x, y) for x, y in chart.apart if x > 0 and y > 0]
    ends = [log10(value) for x, y, *_ in [*places, *apart] for value in (x, y)] or [0.0]
    low, high = floor(min(ends)), max(ceil(max(ends)), floor(min(ends)) + 1)
    most = max((many for _, _, many in places), default=1.0) or 1.0
    return {
        "type": "cloud",
        "labels": [],
        "x": chart.x,
        "y": chart.y,
        "bins": [{"x": log10(x), "y": log10(y), "size": (many / most) ** 0.5} for x, y, many in places],
        "apart": [{"x": log10(x), "y": log10(y)} for x, y in apart],
        "low": low,
        "high": high,
        "ticks": [
            {"value": power, "text": f"{10.0**power:,.0f}" if power >= 0 else f"{10.0**power:g}"}
            for power in range(low, high + 1)
        ],
        "diagonal": chart.diagonal,
        "alt": f"{chart.title}。{chart.x} × {chart.y},共 {len(places)} 组,另有 {len(apart)} 个单独画出。",
    }


def _matrix(chart: Matrix, *, on_sheet: bool) -> dict[str, Any]:
    weights = shades(chart)
    cells = [
        [
            {"text": "" if value is None else printed(value, "integer"), "weight": weight}
            for value, weight in zip(values, row, strict=True)
        ]
        for values, row in zip(chart.values, weights, strict=True)
    ]
    longest = max((len(name) for name in chart.rows), default=2)
    return {
        "type": "matrix",
        "labels": list(chart.rows),
        "rows": list(chart.rows),
        "columns": list(chart.columns),
        "cells": cells,
        "size": 7.0 if on_sheet else 7.5 if len(chart.columns) < 14 else 6.5,
        "name-width": min(26 if on_sheet else 40, 5 + longest * 3.1),
        "is-tight": on_sheet,
        "is-wide": len(chart.columns) > MOST_NARROW,
        "corner": chart.corner,
        "alt": chart.title,
    }


def shades(chart: Matrix) -> list[list[float]]:
    """Return how dark each cell is, from 0 to 1."""
    columns = range(len(chart.columns))
    highest = [max((row[n] or 0 for row in chart.values), default=0) for n in columns]
    if chart.scale == "all":
        highest = [max(highest, default=0)] * len(chart.columns)
    return [[(row[n] or 0) / (highest[n] or 1) for n in columns] for row in chart.values]


def _alt(title: str, unit: str, labels: Sequence[str], texts: Sequence[str]) -> str:
    """Return the chart in words, for readers that cannot see it."""
    pairs = ";".join(f"{label}:{text}" for label, text in zip(labels, texts, strict=True))
    return f"{title}({unit})。{pairs}" if unit else f"{title}。{pairs}"
