"""Hits and yuan of a check over the range of one of its parameters."""

from collections.abc import Callable, Sequence

import plotly.graph_objects as go
import streamlit as st

from analytics.check import Parameter
from analytics.parameters import in_percent, measured
from analytics.tuning import Point
from pages.parts.common import charts
from pages.parts.frame.theme import palette

PIXELS = 300
MOST_TICKS = 20
HITS, YUAN = "命中(条)", "涉及金额(元)"


def show(
    points: Sequence[Point],
    parameter: Parameter,
    counting: float | None,
    tried: float | None,
    said: Callable[[float], str],
) -> None:
    """Draw the points; the value in force and the one that is tried are marked."""
    unit = "(%)" if parameter.is_share else f"({parameter.unit})" if parameter.unit else ""
    st.markdown(f"**{parameter.label}{unit}** · 左轴命中条数,右轴涉及金额合计(不分正负)")
    st.plotly_chart(
        _figure(points, parameter, f"{parameter.label}{unit}", counting, tried, said),
        key="curve",
        config={"displayModeBar": False},
    )


def _figure(
    points: Sequence[Point],
    parameter: Parameter,
    title: str,
    counting: float | None,
    tried: float | None,
    said: Callable[[float], str],
) -> go.Figure:
    colours = palette()
    at = [_along(parameter, one.value) for one in points]
    hits = {
        "type": "scatter",
        "x": at,
        "y": [one.hits for one in points],
        "name": HITS,
        "mode": "lines+markers",
        "line": {"color": colours.primary, "width": 2},
        "hovertemplate": "%{x:,} · %{y:,} 条<extra></extra>",
    }
    has_yuan = any(one.yuan for one in points)
    yuan = {
        "type": "scatter",
        "x": at,
        "y": [one.yuan for one in points],
        "customdata": [said(one.yuan) for one in points],
        "name": YUAN,
        "yaxis": "y2",
        "mode": "lines+markers",
        "line": {"color": colours.categories[1], "width": 2, "dash": "dot"},
        "hovertemplate": "%{x:,} · %{customdata} 元<extra></extra>",
    }
    figure = charts.framed(go.Figure([hits, yuan] if has_yuan else [hits]), PIXELS)
    figure.update_layout(
        xaxis_title_text=title,
        yaxis={"title_text": HITS, "rangemode": "tozero", "tickformat": ",.0f"},
        yaxis2={
            "title_text": YUAN,
            "overlaying": "y",
            "side": "right",
            "rangemode": "tozero",
            "showgrid": False,
            "fixedrange": True,
            "tickformat": ",.0f",
            "tickmode": "auto",
            "automargin": True,
        },
        margin={"t": 30},
        showlegend=True,
    )
    if parameter.is_whole and at[-1] - at[0] <= MOST_TICKS:
        figure.update_xaxes(dtick=1)
    for value, word in ((counting, "现行"), (tried, "试算")):
        if value is not None:
            figure.add_vline(
                x=_along(parameter, value),
                line={"color": colours.text, "width": 1, "dash": "dash" if word == "现行" else "solid"},
                annotation={
                    "text": f"{word} {measured(parameter, value)}",
                    "font": {"size": 12},
                    "yshift": 4,
                },
            )
    return figure


def _along(parameter: Parameter, value: float) -> float:
    """Return where a value stands on the axis, which has shares in per cent."""
    return in_percent(value) if parameter.is_share else value
