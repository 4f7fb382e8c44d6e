"""All figures: plotly graph objects in the reader's palette, numbers and months as a Chinese reader writes them."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages.parts.theme import Palette, palette

BAR_PIXELS = 30
FRAME_PIXELS = 48
FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif"


def wan(value: float) -> str:
    """Return a number as a reader says it: 12,345 / 12.3万 / 1.2亿."""
    size = abs(value)
    if size >= 1e8:
        return f"{value / 1e8:,.2f}亿"
    if size >= 1e5:
        return f"{value / 1e4:,.1f}万"
    return f"{value:,.0f}"


def month_label(ym: str) -> str:
    """Return a month as on an axis: '26年3月' for '202603'."""
    return f"{ym[2:4]}年{int(ym[4:])}月"


def framed(figure: go.Figure, height: int) -> go.Figure:
    """Return the figure in the product's frame: no tool bar, quiet grid, Chinese font, own colours."""
    colours = palette()
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": colours.text},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hoverlabel={"font": {"family": FONT}, "bgcolor": colours.surface, "bordercolor": colours.border},
        separators=".,",
        dragmode=False,
    )
    figure.update_xaxes(
        gridcolor=colours.border, zerolinecolor=colours.border, automargin=True, fixedrange=True
    )
    figure.update_yaxes(
        gridcolor=colours.border, zerolinecolor=colours.border, automargin=True, fixedrange=True
    )
    return figure


def bars(
    rows: Sequence[dict[str, Any]],
    label: str,
    value: str,
    *,
    key: str,
    chosen: str | None = None,
    said: Callable[[float], str] = wan,
    names: dict[str, str] | None = None,
    unit: str = "",
) -> str | None:
    """Show horizontal bars, the largest on top, and return the label that was just clicked, if any.

    `chosen` is drawn strong and the others pale. `names` gives each label the text shown.
    """
    names = names or {}
    ordered = sorted(rows, key=lambda row: float(row[value] or 0))
    labels = [str(row[label]) for row in ordered]
    values = [float(row[value] or 0) for row in ordered]
    figure = framed(
        _bar_figure(labels, values, names, chosen, said, unit, palette()),
        BAR_PIXELS * len(rows) + FRAME_PIXELS,
    )
    event: Any = st.plotly_chart(
        figure, key=key, on_select="rerun", selection_mode="points", config={"displayModeBar": False}
    )
    points = event["selection"]["points"] if event else []
    return str(points[0]["customdata"][0]) if points else None


def _bar_figure(
    labels: list[str],
    values: list[float],
    names: dict[str, str],
    chosen: str | None,
    said: Callable[[float], str],
    unit: str,
    colours: Palette,
) -> go.Figure:
    strong = [colours.primary if chosen in (None, label) else colours.scale[2] for label in labels]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=[names.get(label, label) for label in labels],
            customdata=[[label] for label in labels],
            orientation="h",
            text=[said(value) for value in values],
            textposition="auto",
            insidetextfont={"color": colours.background},
            marker={"color": strong},
            hovertemplate="%{y}<br>%{text}" + unit + "<extra></extra>",
        )
    )
    figure.update_xaxes(showticklabels=False, showgrid=False, zeroline=False)
    figure.update_yaxes(type="category", showgrid=False)
    return figure.update_layout(bargap=0.28, clickmode="event+select")


def usage_figure(
    rows: Sequence[dict[str, Any]], band: Sequence[dict[str, Any]], events: Sequence[Any]
) -> go.Figure:
    """Return a customer's months: kWh as bars, yuan as a line, the peers' band behind, events as marks above."""
    colours = palette()
    months = [month_label(row["amt_ym"]) for row in rows]
    kwh = [None if row["total_pq"] is None else float(row["total_pq"]) for row in rows]
    yuan = [None if row["total_amt"] is None else float(row["total_amt"]) for row in rows]
    figure = go.Figure()
    if band:
        at = [month_label(row["amt_ym"]) for row in band]
        quiet = {"line": {"width": 0}, "hoverinfo": "skip", "mode": "lines"}
        figure.add_scatter(x=at, y=[row["low"] for row in band], showlegend=False, **quiet)
        figure.add_scatter(
            x=at,
            y=[row["high"] for row in band],
            fill="tonexty",
            fillcolor=colours.scale[1],
            name="同类用户",
            **quiet,
        )
    figure.add_bar(
        x=months,
        y=kwh,
        name="电量(kWh)",
        marker={"color": colours.primary},
        hovertemplate="%{x} %{y:,.0f} kWh<extra></extra>",
    )
    figure.add_scatter(
        x=months,
        y=yuan,
        name="电费(元)",
        yaxis="y2",
        mode="lines+markers",
        line={"color": colours.categories[1], "width": 2},
        hovertemplate="%{x} %{y:,.2f} 元<extra></extra>",
    )
    by_month: dict[str, list[str]] = {}
    for event in events:
        by_month.setdefault(month_label(event.day.strftime("%Y%m")), []).append(
            f"{event.day:%m-%d} {event.what}"
        )
    top = max([value for value in kwh if value is not None] + [row["high"] for row in band], default=1) * 1.08
    happened = {month: said for month, said in by_month.items() if month in months}
    figure.add_scatter(
        x=list(happened),
        y=[top] * len(happened),
        mode="markers",
        name="大事",
        marker={"symbol": "triangle-down", "size": 11, "color": colours.bad},
        customdata=["<br>".join(said) for said in happened.values()],
        hovertemplate="%{customdata}<extra></extra>",
    )
    framed(figure, 320)
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=months)
    return figure.update_layout(
        yaxis={"title": "电量(kWh)", "tickformat": ",.0f"},
        yaxis2={
            "title": "电费(元)",
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
            "tickformat": ",.0f",
        },
        bargap=0.35,
    )
