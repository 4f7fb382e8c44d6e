"""All figures: plotly graph objects in the reader's palette, numbers and months as a Chinese reader writes them."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import plotly.graph_objects as go
import streamlit as st

from analytics.story import LANES, Event
from models.calendar import day_in_words, month_in_words, month_of
from pages.parts.frame.theme import Palette, palette

BAR_PIXELS = 30
FRAME_PIXELS = 48
PICK_PIXELS = 170
STACKED_PIXELS, FEWEST_PLACES = 260, 6  # a single month is no bar as wide as the page
KEPT_FIGURES = 200
USAGE_PIXELS, LANE_PIXELS, LANE_GAP = 320, 22, 0.03
LETTERS = {"tickfont": {"size": 12}, "title_font": {"size": 12}}  # of axes; their colour: static/mingji.css
Option = TypeVar("Option")
FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif"


def wan(value: float) -> str:
    """Return a number as a reader says it: 12,345 / 12.3 万 / 1.20 亿."""
    size = abs(value)
    if size >= 1e8:
        return f"{value / 1e8:,.2f} 亿"
    if size >= 1e5:
        return f"{value / 1e4:,.1f} 万"
    return f"{value:,.0f}"


def wan_yuan(value: float) -> str:
    """Return an amount as a reader says it: 12,345 元 / 12.3 万元 / 1.20 亿元."""
    said = wan(value)
    return f"{said}元" if said[-1] in "万亿" else f"{said} 元"


def framed(figure: go.Figure, height: int) -> go.Figure:
    """Return the figure in the product's frame: no tool bar, quiet grid, Chinese font, own colours."""
    colours = palette()
    axes = _axes(colours)
    return figure.update_layout(_frame(colours, height)).update_xaxes(axes).update_yaxes(axes)


def figure_of(
    traces: Sequence[dict[str, Any]],
    height: int,
    layout: Mapping[str, Any],
    *,
    x: Mapping[str, Any],
    y: Mapping[str, Any],
) -> go.Figure:
    """Return a figure in the product's frame, made at once: each update makes plotly look through all of it again (16 → 2 ms)."""
    colours = palette()
    axes = _axes(colours)
    own = {"xaxis": {**axes, **x}, "yaxis": {**axes, **y}}
    return go.Figure(list(traces), {**_frame(colours, height), **own, **layout})


def _frame(colours: Palette, height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": colours.text},
        "legend": {
            **{"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "font": LETTERS["tickfont"],
        },
        "hoverlabel": {
            "font": {"family": FONT},
            "bgcolor": colours.surface,
            "bordercolor": colours.border,
        },
        "separators": ".,",
        "dragmode": False,
    }


def _axes(colours: Palette) -> dict[str, Any]:
    return LETTERS | {
        "gridcolor": colours.border,
        "zerolinecolor": colours.border,
        "automargin": True,
        "fixedrange": True,
    }


def bars(
    rows: Sequence[dict[str, Any]],
    label: str,
    value: str,
    *,
    key: str,
    pick: str,
    title: str,
    help_text: str,
    choose: str,
    chosen: str | None = None,
    said: Callable[[float], str] = wan,
    names: dict[str, str] | None = None,
    unit: str = "",
) -> str | None:
    """Show horizontal bars, the largest on top, and return the label that was just clicked or chosen, if any.

    `choose` says what a bar stands for: beside the title the same bars can be chosen without a mouse. `chosen` is
    drawn strong and the others pale. `names` gives each label the text shown. `key` is new with other bars, `pick` is not
    (`titled`).
    """
    names = names or {}
    ordered = sorted(rows, key=lambda row: float(row[value] or 0))
    labels = [str(row[label]) for row in ordered]
    values = [float(row[value] or 0) for row in ordered]
    options = {
        one: f"{names.get(one, one)} {said(amount)}"
        for one, amount in zip(labels[::-1], values[::-1], strict=True)
    }
    picked = titled(title, help_text, options, f"选择{choose}", key=pick)
    shown = tuple(names.get(one, one) for one in labels)
    figure = _bar_figure(tuple(labels), tuple(values), shown, chosen, said, unit, palette())
    event: Any = st.plotly_chart(
        figure, key=key, on_select="rerun", selection_mode="points", config={"displayModeBar": False}
    )
    points = event["selection"]["points"] if event else []
    return picked if picked is not None else str(points[0]["customdata"][0]) if points else None


def titled(
    title: str, help_text: str | None, options: Mapping[Option, str], choose: str, *, key: str
) -> Option | None:
    """Show a figure's title and beside it what can be clicked in it, for the keyboard; return what was just chosen.

    The key stays the same whatever is drawn: whoever chose by the keyboard is still there when the page is shown anew.
    """
    just = f"{key}-just"
    with st.container(horizontal=True, vertical_alignment="center"):  # at the right a table's tools float
        st.markdown(title, help=help_text, width="content")
        st.selectbox(
            choose,
            list(options),
            index=None,
            format_func=lambda option: options[option],
            placeholder=choose,
            label_visibility="collapsed",
            key=key,
            width=PICK_PIXELS,
            on_change=_note,
            args=(key, just),
        )
    return st.session_state.pop(just, None)


def _note(key: str, just: str) -> None:
    """Keep what was chosen for this run of the script only, so that the same can be chosen again."""
    st.session_state[just] = st.session_state[key]
    st.session_state[key] = None


@lru_cache(maxsize=KEPT_FIGURES)
def _bar_figure(
    labels: tuple[str, ...],
    values: tuple[float, ...],
    shown: tuple[str, ...],
    chosen: str | None,
    said: Callable[[float], str],
    unit: str,
    colours: Palette,
) -> go.Figure:
    """Return the figure of some bars; it is made once, for whoever looks."""
    is_strong = [chosen in (None, label) for label in labels]
    bar = {
        "type": "bar",
        "x": values,
        "y": shown,
        "customdata": [[label] for label in labels],
        "orientation": "h",
        "text": [said(value) for value in values],
        "textposition": "auto",
        "textangle": 0,
        "insidetextfont": {"color": [colours.background if one else colours.text for one in is_strong]},
        "marker": {"color": [colours.primary if one else colours.scale[2] for one in is_strong]},
        "hovertemplate": "%{y}<br>%{text}" + unit + "<extra></extra>",
    }
    axes = _axes(colours) | {"showgrid": False}
    layout = _frame(colours, BAR_PIXELS * len(labels) + FRAME_PIXELS) | {
        "xaxis": axes | {"showticklabels": False, "zeroline": False},
        "yaxis": axes | {"type": "category"},
        "bargap": 0.28,
        "clickmode": "event+select",
    }
    return go.Figure([bar], layout)


def stacked(
    rows: Sequence[dict[str, Any]],
    along: Sequence[str],
    series: Sequence[str],
    *,
    key: str,
    pick: str,
    title: str,
    help_text: str,
    choose: str,
) -> str | None:
    """Show standing bars along names, each made of the parts of `series`, and return the part that was just clicked.

    Shapes: rows have month (of `along`), category (of `series`) and value.
    """
    values = {(row["month"], row["category"]): row["value"] for row in rows}
    known = [one for one in series if any(values.get((month, one)) for month in along)]
    totals = {one: sum(values.get((month, one), 0.0) for month in along[-1:]) for one in known}
    options = {one: f"{one} {wan(totals[one])}" for one in known}
    picked = titled(title, help_text, options, f"选择{choose}", key=pick)
    colours = palette()
    traces = [
        {
            "type": "bar",
            "name": one,
            "x": list(along),
            "y": [values.get((month, one), 0.0) for month in along],
            "customdata": [[one]] * len(along),
            "hovertext": [f"{month} {one} {wan(values.get((month, one), 0.0))}" for month in along],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {"color": colours.categories[place % len(colours.categories)]},
        }
        for place, one in ((series.index(one), one) for one in known)
    ]
    figure = framed(go.Figure(traces), STACKED_PIXELS).update_layout(
        barmode="stack", bargap=0.35, clickmode="event+select", legend_traceorder="normal"
    )
    figure.update_xaxes(type="category", showgrid=False, range=[-0.5, max(len(along), FEWEST_PLACES) - 0.5])
    figure.update_yaxes(tickformat=",~r")
    event: Any = st.plotly_chart(
        figure, key=key, on_select="rerun", selection_mode="points", config={"displayModeBar": False}
    )
    points = event["selection"]["points"] if event else []
    return picked if picked is not None else str(points[0]["customdata"][0]) if points else None


def usage_units(rows: Sequence[dict[str, Any]], band: Sequence[dict[str, Any]]) -> str:
    """Return the units of a customer's months as the axes of `usage_figure` have them."""
    (_, kwh_in), (_, yuan_in) = _usage_scales(rows, band)
    return f"电量 {kwh_in}kWh,电费 {yuan_in}元"


def _usage_scales(
    rows: Sequence[dict[str, Any]], band: Sequence[dict[str, Any]]
) -> tuple[tuple[float, str], tuple[float, str]]:
    kwh = [abs(float(row["total_pq"])) for row in rows if row["total_pq"] is not None]
    yuan = [abs(float(row["total_amt"])) for row in rows if row["total_amt"] is not None]
    high = max([*kwh, *(row["high"] for row in band)], default=0.0)
    return _axis_unit(high), _axis_unit(max(yuan, default=0.0))


def usage_figure(
    rows: Sequence[dict[str, Any]], band: Sequence[dict[str, Any]], events: Sequence[Event]
) -> go.Figure:
    """Return a customer's months: kWh as bars, yuan as a line, the peers' band behind, events in lanes below.

    Lanes that nothing happened in are left out. The band has an axis of its own below that of the bars: on one axis
    lines are drawn over bars.
    """
    colours = palette()
    months = [month_in_words(row["amt_ym"], is_short=True) for row in rows]
    kwh = [None if row["total_pq"] is None else float(row["total_pq"]) for row in rows]
    yuan = [None if row["total_amt"] is None else float(row["total_amt"]) for row in rows]
    high = max([value for value in kwh if value is not None] + [row["high"] for row in band], default=1.0)
    low = min([value for value in kwh if value is not None], default=0.0)
    (kwh_unit, kwh_in), (yuan_unit, yuan_in) = _usage_scales(rows, band)
    bars = {
        "type": "bar",
        "x": months,
        "y": [None if value is None else value / kwh_unit for value in kwh],
        "customdata": kwh,
        "name": f"电量({kwh_in}kWh)",
        "yaxis": "y3",
        "marker": {"color": colours.primary},
        "hovertemplate": "%{x} %{customdata:,.0f} kWh<extra></extra>",
    }
    line = {
        "type": "scatter",
        "x": months,
        "y": [None if value is None else value / yuan_unit for value in yuan],
        "customdata": yuan,
        "name": f"电费({yuan_in}元)",
        "yaxis": "y2",
        "mode": "lines+markers",
        "line": {"color": colours.categories[1], "width": 2},
        "marker": {"size": 5},
        "hovertemplate": "%{x} %{customdata:,.2f} 元<extra></extra>",
    }
    lanes = [lane for lane in reversed(LANES) if any(event.lane == lane for event in events)]
    share = LANE_PIXELS * len(lanes) / (USAGE_PIXELS + LANE_PIXELS * len(lanes))
    months_above = {"domain": [share + LANE_GAP if lanes else 0.0, 1.0]}
    kwh_range = [min(low, 0) * 1.1 / kwh_unit, max(high, 1) * 1.15 / kwh_unit]
    axis = _axes(colours)
    above = LETTERS | {"overlaying": "y", "showgrid": False, "zeroline": False, "fixedrange": True}
    layout = _frame(colours, USAGE_PIXELS + LANE_PIXELS * len(lanes)) | {
        "xaxis": axis
        | {
            "anchor": "free",
            "position": 0.0,
            "type": "category",
            "categoryorder": "array",
            "categoryarray": months,
            "tickvals": months,
            "ticktext": [_tick(row["amt_ym"], is_first=number == 0) for number, row in enumerate(rows)],
            "tickangle": 0,
        },
        "yaxis": axis
        | months_above
        | {
            "title_text": f"电量({kwh_in}kWh)",
            "rangemode": "tozero",
            "range": kwh_range,
            "tickformat": _figures(kwh_in),
        },
        "yaxis2": above
        | months_above
        | {
            "title_text": f"电费({yuan_in}元)",
            "rangemode": "tozero",
            "side": "right",
            "automargin": True,
            "tickformat": _figures(yuan_in),
            "tickmode": "auto",
        },
        "yaxis3": above | months_above | {"range": kwh_range, "visible": False},
        "yaxis4": axis
        | {
            "domain": [0.0, share],
            "type": "category",
            "categoryorder": "array",
            "categoryarray": lanes,
            "range": [-0.6, len(lanes) - 0.4],
            "visible": bool(lanes),
        },
        "bargap": 0.35,
    }
    traces = [*_band(band, kwh_unit, colours), bars, line]
    return go.Figure([*traces, _happened(events, months, colours)] if lanes else traces, layout)


def _tick(ym: str, *, is_first: bool) -> str:
    """Return a month for an axis; January and the first month carry their year below."""
    month = f"{int(ym[4:])}月"
    return f"{month}<br>{ym[:4]}年" if is_first or ym.endswith("01") else month


def _figures(begins: str) -> str:
    return ",.1f" if begins else ",.0f"


def _axis_unit(most: float) -> tuple[float, str]:
    """Return what an axis is divided by and how its unit begins: large figures are read in 万."""
    return (10_000.0, "万") if most >= 100_000 else (1.0, "")


def _band(band: Sequence[dict[str, Any]], unit: float, colours: Palette) -> list[dict[str, Any]]:
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
