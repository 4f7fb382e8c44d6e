"""All figures: plotly graph objects in the reader's palette, numbers and months as a Chinese reader writes them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import plotly.graph_objects as go
import streamlit as st

from models.rounding import rounded
from pages.parts.frame.theme import Palette, palette

BAR_PIXELS = 30
FRAME_PIXELS = 48
PICK_PIXELS = 170
STACKED_PIXELS, FEWEST_PLACES = 260, 6  # a single month is no bar as wide as the page
KEPT_FIGURES = 200
LETTERS = {"tickfont": {"size": 12}, "title_font": {"size": 12}}  # of axes; their colour: static/mingji.css
Option = TypeVar("Option")
FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif"


def wan(value: float) -> str:
    """Return a number as a reader says it: 12,345 / 12.3 万 / 1.20 亿."""
    size = abs(value)
    if size >= 1e8:
        return f"{rounded(value, 2, shift=-8):,} 亿"
    if size >= 1e5:
        return f"{rounded(value, 1, shift=-4):,} 万"
    return f"{rounded(value, 0):,}"


def wan_yuan(value: float) -> str:
    """Return an amount as a reader says it: 12,345 元 / 12.3 万元 / 1.20 亿元."""
    said = wan(value)
    return f"{said}元" if said[-1] in "万亿" else f"{said} 元"


def framed(figure: go.Figure, height: int) -> go.Figure:
    """Return the figure in the product's frame: no tool bar, quiet grid, Chinese font, own colours."""
    colours = palette()
    axes = quiet_axis(colours)
    return figure.update_layout(frame_layout(colours, height)).update_xaxes(axes).update_yaxes(axes)


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
    axes = quiet_axis(colours)
    own = {"xaxis": {**axes, **x}, "yaxis": {**axes, **y}}
    return go.Figure(list(traces), {**frame_layout(colours, height), **own, **layout})


def frame_layout(colours: Palette, height: int) -> dict[str, Any]:
    """Return the layout of the product's frame; `height` in pixels."""
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


def quiet_axis(colours: Palette) -> dict[str, Any]:
    """Return an axis of the product's frame."""
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
    names: dict[str, str] | None = None,
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
        one: f"{names.get(one, one)} {wan(amount)}"
        for one, amount in zip(labels[::-1], values[::-1], strict=True)
    }
    picked = titled(title, help_text, options, f"选择{choose}", key=pick)
    shown = tuple(names.get(one, one) for one in labels)
    figure = _bar_figure(tuple(labels), tuple(values), shown, chosen, palette())
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
        "text": [wan(value) for value in values],
        "textposition": "auto",
        "textangle": 0,
        "insidetextfont": {"color": [colours.background if one else colours.text for one in is_strong]},
        "marker": {"color": [colours.primary if one else colours.scale[2] for one in is_strong]},
        "hovertemplate": "%{y}<br>%{text}<extra></extra>",
    }
    axes = quiet_axis(colours) | {"showgrid": False}
    layout = frame_layout(colours, BAR_PIXELS * len(labels) + FRAME_PIXELS) | {
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
