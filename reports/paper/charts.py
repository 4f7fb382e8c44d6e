"""Charts as the templates draw them: every position's number and every word, ready to be placed."""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil, floor, log10
from typing import Any

from reports.document import Bars, Chart, ControlChart, Kind, Matrix, Pareto, Stacked
from reports.wording import printed

LABEL_GAP = 0.075  # of the axis: closer than this two words beside a line overlap
SMALLEST_SPAN = 1e-6
STEPS = (1, 2, 2.5, 5, 10)
MOST_NAMED = 4
LONGEST_LABEL = 16
WHOLE = ("integer", "difference")


def payload(chart: Chart, caption: str) -> dict[str, Any]:
    """Return what the template needs to draw a chart."""
    match chart:
        case ControlChart():
            drawn = _control(chart)
        case Pareto():
            drawn = _pareto(chart)
        case Bars():
            drawn = _bars(chart)
        case Stacked():
            drawn = _stacked(chart)
        case Matrix():
            drawn = _matrix(chart)
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
    axis = ticks(chart.starts_at, max(known + targets, default=1.0), 5, chart.kind)
    if chart.kind == "rate":
        axis = [tick for tick in axis if tick["value"] <= 1.0000001]
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
    longest = max(totals, default=1) or 1
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
        "totals": [f"{printed(total, 'integer')}{chart.unit}" for total in totals],
        "alt": _alt(chart.title, chart.unit, chart.labels, texts),
    }


def _matrix(chart: Matrix) -> dict[str, Any]:
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
        "size": 7.5 if len(chart.columns) < 14 else 6.5,
        "name-width": min(40, 5 + longest * 3.1),
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
