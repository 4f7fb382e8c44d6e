"""The charts of a report on the screen: what reports/document.py describes, drawn by plotly; a click tells which part.

A figure is made once for each content and palette: the same numbers give the same picture, whoever looks.
"""

from functools import lru_cache
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages.parts.common.charts import BAR_PIXELS, FRAME_PIXELS, KEPT_FIGURES, LETTERS, framed, titled
from pages.parts.frame.theme import Palette, palette
from reports.document import Bars, Chart, ControlChart, Matrix, Pareto, Stacked
from reports.wording import printed

UPRIGHT_PIXELS = 320
MATRIX_ROW_PIXELS = 58  # as tall as the table that stands beside it
LABEL_CHARACTERS = 5  # what a bar of thirteen has below it on a screen of 1366 pixels
LIMIT_PIXELS = 104  # of what a line is called, beside its end
ROOM_ABOVE, ROOM_ABOVE_LINE = 1.25, 1.06  # so that the last bar's number stands below the line's end
HIDDEN_BAR = {"displayModeBar": False}


def draw(chart: Chart, *, key: str) -> None:
    """Draw a chart that leads nowhere."""
    st.plotly_chart(figure_of(chart, palette()), key=key, config=HIDDEN_BAR)


def show(chart: Chart, *, key: str, title: str, help_text: str) -> int | None:
    """Draw a chart and return the number of the point, bar or label that was just clicked or chosen, if any."""
    options = dict(enumerate(chart.rows if isinstance(chart, Matrix) else chart.labels))
    picked = titled(title, help_text, options, "选择一项", key=f"{chart.key}-pick")
    figure = figure_of(chart, palette())
    event: Any = st.plotly_chart(
        figure, key=key, on_select="rerun", selection_mode="points", config=HIDDEN_BAR
    )
    points = event["selection"]["points"] if event else []
    numbers = [point["customdata"][0] for point in points if point.get("customdata")]
    return picked if picked is not None else int(numbers[0]) if numbers else None


@lru_cache(maxsize=KEPT_FIGURES)
def figure_of(chart: Chart, colours: Palette) -> go.Figure:
    """Return the figure of a chart in the given colours."""
    match chart:
        case ControlChart():
            return _control(chart, colours)
        case Pareto():
            return _pareto(chart, colours)
        case Bars():
            return _bars(chart, colours)
        case Stacked():
            return _stacked(chart, colours)
        case Matrix():
            return _matrix(chart, colours)


def _control(chart: ControlChart, colours: Palette) -> go.Figure:
    count = len(chart.values)
    is_signal = [n in chart.signals for n in range(count)]
    is_cut = [n in chart.incomplete for n in range(count)]
    marks = ["信号" if is_signal[n] else "数据不完整" if is_cut[n] else "" for n in range(count)]
    figure = go.Figure(
        go.Scatter(
            x=list(chart.labels),
            y=list(chart.values),
            mode="lines+markers",
            line={"color": colours.primary, "width": 2},
            marker={
                "size": [11 if is_signal[n] else 7 for n in range(count)],
                "color": [colours.bad if is_signal[n] else colours.primary for n in range(count)],
                "symbol": [
                    "diamond" if is_signal[n] else "circle-open" if is_cut[n] else "circle"
                    for n in range(count)
                ],
            },
            customdata=[[n, marks[n]] for n in range(count)],
            hovertemplate=f"{chart.axis or ''}%{{x}}<br>%{{y:,.0f}} {chart.unit} %{{customdata[1]}}<extra></extra>",
        )
    )
    figure = framed(figure, UPRIGHT_PIXELS)
    for name, value, dash in (
        ("上控制限", chart.upper, "dash"),
        ("均值", chart.centre, "dot"),
        ("下控制限", chart.lower, "dash"),
    ):
        if value is not None:
            figure.add_hline(
                y=value,
                line={"color": colours.muted, "width": 1.2, "dash": dash},
                annotation={"text": f"{name} {printed(value, 'number')}", "font": {"color": colours.muted}},
                annotation_position="right",
            )
    figure.update_xaxes(type="category", showgrid=False, tickangle=-45 if count > 14 else 0)
    figure.update_yaxes(rangemode="tozero" if _is_near_zero(chart) else "normal", tickformat=",.0f")
    return figure.update_layout(
        showlegend=False, clickmode="event+select", margin={"r": LIMIT_PIXELS, "t": 24}
    )


def _is_near_zero(chart: ControlChart) -> bool:
    known = [value for value in (*chart.values, chart.lower) if value is not None]
    return not known or min(known) < max(known) / 3


def _pareto(chart: Pareto, colours: Palette) -> go.Figure:
    whole = sum(chart.values) or 1
    shares = [part / whole for part in accumulate(chart.values)]
    ranked = len(chart.values) - chart.has_rest
    vital = next((n for n, share in enumerate(shares) if share >= chart.vital_share), ranked - 1)
    strong = [
        colours.primary if n <= vital and n < ranked else colours.scale[3] for n in range(len(chart.values))
    ]
    labels = [_wrapped(label) for label in chart.labels]
    figure = go.Figure(
        go.Bar(
            x=labels,
            y=list(chart.values),
            marker={"color": strong},
            text=[printed(value, "integer") for value in chart.values],
            textposition="outside",
            cliponaxis=False,
            customdata=[[n] for n in range(len(labels))],
            hovertemplate="%{x}<br>%{y:,.0f} " + chart.unit + "<extra></extra>",
        )
    )
    figure.add_scatter(
        x=labels,
        y=shares,
        yaxis="y2",
        mode="lines+markers",
        line={"color": colours.categories[1], "width": 2},
        hovertemplate="累计占比 %{y:.2%}<extra></extra>",
    )
    figure = framed(figure, UPRIGHT_PIXELS)
    figure.update_xaxes(type="category", showgrid=False, tickangle=0)
    return figure.update_layout(
        showlegend=False,
        bargap=0.3,
        clickmode="event+select",
        margin={"t": 24, "r": 40},
        yaxis={
            "tickformat": ",.0f",
            "title": {"text": f"件数({chart.unit})"},
            "range": [0, max(chart.values, default=1) * ROOM_ABOVE],
        },
        yaxis2=LETTERS
        | {
            "overlaying": "y",
            "side": "right",
            "range": [0, ROOM_ABOVE_LINE],
            "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1],
            "tickformat": ".0%",
            "showgrid": False,
            "title": {"text": "累计占比"},
        },
    )


def _wrapped(label: str) -> str:
    """Return a long label on several lines, so that it stands level under its bar."""
    pieces = [label[n : n + LABEL_CHARACTERS] for n in range(0, len(label), LABEL_CHARACTERS)]
    return "<br>".join(pieces)


def _bars(chart: Bars, colours: Palette) -> go.Figure:
    order = list(reversed(range(len(chart.labels))))
    notes = [*chart.notes, *[""] * (len(chart.labels) - len(chart.notes))]
    shown = [
        f"{printed(value, chart.kind)}{chart.unit} {note}".strip()
        for value, note in zip(chart.values, notes, strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=[chart.values[n] for n in order],
            y=[chart.labels[n] for n in order],
            customdata=[[n] for n in order],
            orientation="h",
            text=[shown[n] for n in order],
            textposition="auto",
            insidetextfont={"color": colours.background},
            marker={"color": [colours.bad if n in chart.flagged else colours.primary for n in order]},
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )
    )
    figure = framed(figure, BAR_PIXELS * len(order) + FRAME_PIXELS)
    if chart.target is not None:
        figure.add_vline(x=chart.target, line={"color": colours.muted, "dash": "dash", "width": 1.2})
    figure.update_xaxes(showticklabels=False, showgrid=False, zeroline=False)
    figure.update_yaxes(type="category", showgrid=False)
    return figure.update_layout(bargap=0.28, clickmode="event+select", showlegend=False)


def _stacked(chart: Stacked, colours: Palette) -> go.Figure:
    figure = go.Figure()
    totals = [sum(parts) or 1 for parts in chart.values]
    order = list(reversed(range(len(chart.labels))))
    for place, name in enumerate(chart.series):
        counts = [chart.values[n][place] for n in order]
        figure.add_bar(
            x=[
                count / totals[n] if chart.as_share else count for count, n in zip(counts, order, strict=True)
            ],
            y=[chart.labels[n] for n in order],
            name=name,
            orientation="h",
            customdata=[[n, printed(count, "integer")] for count, n in zip(counts, order, strict=True)],
            marker={"color": colours.categories[place % len(colours.categories)]},
            hovertemplate=f"%{{y}} {name}<br>%{{customdata[1]}} {chart.unit}<extra></extra>",
        )
    figure = framed(figure, BAR_PIXELS * len(order) + FRAME_PIXELS + 24)
    figure.update_xaxes(tickformat=".0%" if chart.as_share else ",.0f")
    figure.update_yaxes(type="category", showgrid=False)
    return figure.update_layout(barmode="stack", bargap=0.28, clickmode="event+select")


def _matrix(chart: Matrix, colours: Palette) -> go.Figure:
    highest = [max((row[n] or 0 for row in chart.values), default=0) for n in range(len(chart.columns))]
    if chart.scale == "all":
        highest = [max(highest, default=0)] * len(chart.columns)
    shade = [[(row[n] or 0) / (highest[n] or 1) for n in range(len(row))] for row in chart.values]
    texts = [["" if value is None else printed(value, "integer") for value in row] for row in chart.values]
    steps = len(colours.shades) - 1
    figure = go.Figure(
        go.Heatmap(
            z=shade,
            x=list(chart.columns),
            y=list(chart.rows),
            text=texts,
            texttemplate="%{text}",
            textfont={"color": colours.text},
            zmin=0,
            zmax=1,
            xgap=1,
            ygap=1,
            showscale=False,
            colorscale=[[n / steps, colour] for n, colour in enumerate(colours.shades)],
            hovertemplate="%{y} %{x}<br>%{text} " + chart.unit + "<extra></extra>",
        )
    )
    figure = framed(figure, MATRIX_ROW_PIXELS * len(chart.rows) + FRAME_PIXELS)
    figure.update_xaxes(type="category", showgrid=False, side="top", ticks="")
    return figure.update_yaxes(type="category", showgrid=False, ticks="", autorange="reversed")
