"""A customer's two years: kWh as bars, yuan as a line, the peers' band behind, and in lanes below what happened.

The band has an axis of its own below that of the bars: on one axis lines are drawn over bars.
"""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analytics.story import LANES, Event
from models.calendar import day_in_words, month_in_words, month_of
from pages.parts.common.charts import LETTERS, frame_layout, quiet_axis
from pages.parts.frame.theme import Palette, palette

MONTHS_PIXELS, LANE_PIXELS, LANE_GAP = 320, 22, 0.03
LARGE = 100_000  # from here on figures are read in 万
Rows = Sequence[dict[str, Any]]
"""Months as analytics.story.months and analytics.story.peers give them."""
Scale = tuple[float, str]
"""What an axis is divided by, and how its unit begins."""


def usage_units(rows: Rows, band: Rows) -> str:
    """Return the units of a customer's months as the axes of `usage_figure` have them."""
    (_, kwh_in), (_, yuan_in) = _scales(rows, band)
    return f"电量 {kwh_in}kWh,电费 {yuan_in}元"


def usage_figure(rows: Rows, band: Rows, events: Sequence[Event]) -> go.Figure:
    """Return the figure of a customer's months; lanes that nothing happened in are left out."""
    colours = palette()
    months = [month_in_words(row["amt_ym"], is_short=True) for row in rows]
    lanes = [lane for lane in reversed(LANES) if any(event.lane == lane for event in events)]
    pixels = LANE_PIXELS * len(lanes)
    share = pixels / (MONTHS_PIXELS + pixels)
    kwh, yuan = _scales(rows, band)
    traces = [*_band(band, kwh[0], colours), *_months(rows, months, kwh, yuan, colours)]
    if lanes:
        traces.append(_happened(events, months, colours))
    layout = {
        "xaxis": _month_axis(rows, months, colours),
        "yaxis4": _lane_axis(lanes, share, colours),
        **_figure_axes(rows, band, kwh, yuan, share + LANE_GAP if lanes else 0.0, colours),
        "bargap": 0.35,
    }
    return go.Figure(traces, frame_layout(colours, MONTHS_PIXELS + pixels) | layout)


def _scales(rows: Rows, band: Rows) -> tuple[Scale, Scale]:
    """Return the scales of kWh and yuan."""
    kwh = [abs(value) for value in _values(rows, "total_pq") if value is not None]
    yuan = [abs(value) for value in _values(rows, "total_amt") if value is not None]
    high = max([*kwh, *(row["high"] for row in band)], default=0.0)
    return _scale(high), _scale(max(yuan, default=0.0))


def _scale(most: float) -> Scale:
    return (10_000.0, "万") if most >= LARGE else (1.0, "")


def _values(rows: Rows, column: str) -> list[float | None]:
    return [None if row[column] is None else float(row[column]) for row in rows]


def _months(
    rows: Rows, months: Sequence[str], kwh: Scale, yuan: Scale, colours: Palette
) -> list[dict[str, Any]]:
    """Return the bars of kWh and the line of yuan."""
    used, charged = _values(rows, "total_pq"), _values(rows, "total_amt")
    bars = {
        "type": "bar",
        "x": months,
        "y": [None if value is None else value / kwh[0] for value in used],
        "customdata": used,
        "name": f"电量({kwh[1]}kWh)",
        "yaxis": "y3",
        "marker": {"color": colours.primary},
        "hovertemplate": "%{x} %{customdata:,.0f} kWh<extra></extra>",
    }
    line = {
        "type": "scatter",
        "x": months,
        "y": [None if value is None else value / yuan[0] for value in charged],
        "customdata": charged,
        "name": f"电费({yuan[1]}元)",
        "yaxis": "y2",
        "mode": "lines+markers",
        "line": {"color": colours.categories[1], "width": 2},
        "marker": {"size": 5},
        "hovertemplate": "%{x} %{customdata:,.2f} 元<extra></extra>",
    }
    return [bars, line]


def _month_axis(rows: Rows, months: Sequence[str], colours: Palette) -> dict[str, Any]:
    return quiet_axis(colours) | {
        "anchor": "free",
        "position": 0.0,
        "type": "category",
        "categoryorder": "array",
        "categoryarray": months,
        "tickvals": months,
        "ticktext": [_tick(row["amt_ym"], is_first=number == 0) for number, row in enumerate(rows)],
        "tickangle": 0,
    }


def _tick(ym: str, *, is_first: bool) -> str:
    """Return a month for an axis; January and the first month carry their year below."""
    month = f"{int(ym[4:])}月"
    return f"{month}<br>{ym[:4]}年" if is_first or ym.endswith("01") else month


def _figure_axes(
    rows: Rows, band: Rows, kwh: Scale, yuan: Scale, begin: float, colours: Palette
) -> dict[str, Any]:
    """Return the axes of the band, the yuan and the bars; they begin above the lanes, at `begin` (of one)."""
    used = [value for value in _values(rows, "total_pq") if value is not None]
    high, low = max([*used, *(row["high"] for row in band)], default=1.0), min(used, default=0.0)
    kwh_range = [min(low, 0) * 1.1 / kwh[0], max(high, 1) * 1.15 / kwh[0]]
    place = {"domain": [begin, 1.0]}
    over = LETTERS | {"overlaying": "y", "showgrid": False, "zeroline": False, "fixedrange": True} | place
    return {
        "yaxis": quiet_axis(colours)
        | place
        | {
            "title_text": f"电量({kwh[1]}kWh)",
            "rangemode": "tozero",
            "range": kwh_range,
            "tickformat": _decimals(kwh),
        },
        "yaxis2": over
        | {
            "title_text": f"电费({yuan[1]}元)",
            "rangemode": "tozero",
            "side": "right",
            "automargin": True,
            "tickformat": _decimals(yuan),
            "tickmode": "auto",
        },
        "yaxis3": over | {"range": kwh_range, "visible": False},
    }


def _decimals(scale: Scale) -> str:
    return ",.1f" if scale[1] else ",.0f"


def _lane_axis(lanes: Sequence[str], share: float, colours: Palette) -> dict[str, Any]:
    return quiet_axis(colours) | {
        "domain": [0.0, share],
        "type": "category",
        "categoryorder": "array",
        "categoryarray": lanes,
        "range": [-0.6, len(lanes) - 0.4],
        "visible": bool(lanes),
    }


def _band(band: Rows, unit: float, colours: Palette) -> list[dict[str, Any]]:
    """Return the lines between which the peers' use lies."""
    if not band:
        return []
    at = [month_in_words(row["amt_ym"], is_short=True) for row in band]
    quiet = {"type": "scatter", "x": at, "line": {"width": 0}, "hoverinfo": "skip", "mode": "lines"}
    low = {"y": [row["low"] / unit for row in band], "showlegend": False}
    high = {"y": [row["high"] / unit for row in band], "name": "同类用户"}
    return [quiet | low, quiet | high | {"fill": "tonexty", "fillcolor": colours.scale[1]}]


def _happened(events: Sequence[Event], months: Sequence[str], colours: Palette) -> dict[str, Any]:
    """Return the marks of what happened, each month's in one mark of its lane."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for event in events:
        month = month_in_words(month_of(event.day), is_short=True)
        if month in months:
            when = month if event.is_of_month else day_in_words(event.day)
            by_place.setdefault((month, event.lane), []).append(f"{when} {event.what}")
    return {
        "type": "scatter",
        "x": [month for month, _ in by_place],
        "y": [lane for _, lane in by_place],
        "mode": "markers",
        "name": "大事",
        "yaxis": "y4",
        "showlegend": False,
        "marker": {"symbol": "circle", "size": 10, "color": colours.bad},
        "customdata": ["<br>".join(said) for said in by_place.values()],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
