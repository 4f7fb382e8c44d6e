"""A picture's marks as a figure; each mark carries the values that a click on it filters by."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import plotly.graph_objects as go

from analytics.pictures.layout import Layout, Names, in_words, laid_out, number, said_value
from analytics.pictures.picture import Dimension, Line, Measure, Picture
from models.calendar import month_in_words
from models.rounding import rounded, share_in_words
from pages.parts.common.charts import figure_of, wan
from pages.parts.frame.theme import Palette, contrast

ROW_PIXELS, COLUMN_PIXELS, CLOUD_PIXELS, LINE_PIXELS = 26, 300, 380, 300
LONGEST_NAME = 14
LETTER_PIXELS, MARK_PIXELS, LEGEND_PIXELS, LEGEND_LINE_PIXELS = 12, 50, 420, 19
FEW = 100  # what is not whole has a decimal below it
LEAST_FALL = 0.1  # below the best cell that is drawn darkest
LEAST_SPAN = 0.01  # of an axis of rates: money that is short by a few fen is no fall
UNITS = ((1e8, "亿"), (1e4, "万"))
ONE_BY_ONE = 5  # things are counted along an axis up to here
PALE = 0.3  # what is not chosen
NAMES = {"type": "category", "showgrid": False}  # an axis of names
LEAST_TEXT = {"minsize": 9, "mode": "hide"}  # what finds no room in its bar is read beside it
SMALLEST, LARGEST = 6, 26  # of a bin, in pixels across


def figure(
    picture: Picture,
    marks: Any,
    points: Any,
    chosen: Mapping[str, str],
    names: Names,
    colours: Palette,
    line: Line | None,
) -> go.Figure:
    """Return the figure of a picture's marks and the line that they are held against; those not `chosen` are pale."""
    layout = laid_out(picture, marks)
    drawing = _Drawing(picture, layout, chosen, names, colours, line)
    match picture.kind:
        case "heat":
            return drawing.heat()
        case "columns":
            return drawing.columns()
        case "lines":
            return drawing.lines()
        case "cloud":
            return drawing.cloud(points)
    return drawing.bars()


class _Drawing:
    """What the kinds of figures share: names, words beside a mark, what is chosen."""

    def __init__(
        self,
        picture: Picture,
        layout: Layout,
        chosen: Mapping[str, str],
        names: Names,
        colours: Palette,
        line: Line | None,
    ) -> None:
        self.picture, self.layout, self.colours, self.line = picture, layout, colours, line
        self.measure: Measure = picture.measures[0]
        self.by: tuple[Dimension, ...] = picture.by
        self.names = names
        self.chosen = {one.name: chosen[one.name] for one in self.by if one.name in chosen}

    def name(self, place: int, value: str) -> str:
        return in_words(self.by[place], value, self.names)

    def axis_name(self, value: str) -> str:
        """Return the first dimension's value as it stands at the axis."""
        if value and self.by[0].said == "month":
            return month_in_words(value, is_short=True)
        return _short(self.name(0, value))

    def key(self, along: str, across: str) -> list[str]:
        return [along, across][: len(self.by)]

    def is_strong(self, along: str, across: str) -> bool:
        own = dict(zip((one.name for one in self.by), self.key(along, across), strict=True))
        return all(own[name] == value for name, value in self.chosen.items())

    def said(self, along: str, across: str) -> str:
        """Return what is read beside a mark: its names and all its measures."""
        mark = self.layout.cells.get((along, across), {})
        names = " · ".join(self.name(place, value) for place, value in enumerate(self.key(along, across)))
        values = [f"{one.label} {said_value(one, mark.get(one.name))}" for one in self.picture.measures]
        return "<br>".join([names, *values])

    def text(self, value: float | None) -> str:
        """Return a measure's value as it stands in a mark."""
        if value is None:
            return ""
        if self.measure.look == "percent":
            return share_in_words(value)
        return f"{rounded(value, 1):,}" if value != int(value) and abs(value) < FEW else wan(value)

    def _trace(self, kind: str, across: str, **more: Any) -> dict[str, Any]:
        along = self.layout.along
        return {
            "type": kind,
            "customdata": [self.key(one, across) for one in along],
            "hovertext": [self.said(one, across) for one in along],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "name": self.name(1, across) if len(self.by) > 1 else self.measure.label,
        } | more

    def _colour(self, series: int) -> str:
        if len(self.by) == 1:
            return self.colours.primary
        return self.colours.categories[series % len(self.colours.categories)]

    def _pattern(self, series: int) -> dict[str, Any]:
        """Return how a bar is hatched: plain, but for those whose colour another one has already."""
        shape = "/" if len(self.by) > 1 and series >= len(self.colours.categories) else ""
        return {"shape": shape, "fillmode": "overlay", "fgcolor": self.colours.background, "size": 6}

    def _bars(self, *, is_upright: bool) -> list[dict[str, Any]]:
        names = [self.axis_name(one) for one in self.layout.along]
        divisor, _ = self._unit() if is_upright else (1.0, "")
        traces = []
        for series, across in enumerate(self.layout.across):
            values = [row[series] for row in self.layout.values(self.measure.name)]
            strong = [self.is_strong(one, across) for one in self.layout.along]
            sizes = [None if value is None else value / divisor for value in values]
            places = {"x": names, "y": sizes} if is_upright else {"x": sizes, "y": names}
            traces.append(
                self._trace(
                    "bar",
                    across,
                    **places,
                    orientation="v" if is_upright else "h",
                    text=[self.text(value) for value in values],
                    textposition="auto" if len(self.by) == 1 else "inside",
                    marker={
                        "color": self._colour(series),
                        "opacity": [1.0 if one else PALE for one in strong],
                        "pattern": self._pattern(series),
                    },
                    # without these plotly fails at a click on bars that have several opacities and a text
                    selected={"marker": {"opacity": 1.0}},
                    unselected={"marker": {"opacity": PALE}},
                    insidetextfont={"color": self.colours.background},
                    textangle=0,
                )
            )
        return traces

    def bars(self) -> go.Figure:
        """Return bars that lie, the first name on top; of two dimensions the second is stacked."""
        height = (
            ROW_PIXELS * len(self.layout.along) + (84 if len(self.by) > 1 else 48) + self._further_lines()
        )
        layout = {
            "barmode": "stack",
            "bargap": 0.28,
            "clickmode": "event+select",
            "legend_traceorder": "normal",
            "uniformtext": LEAST_TEXT,
            **self._lines("x"),
        }
        scale = {"showticklabels": bool(self.line), "zeroline": False, "tickformat": self._ticks()}
        return figure_of(
            self._bars(is_upright=False),
            height,
            layout,
            x=scale | {"showgrid": False},
            y=NAMES | {"autorange": "reversed"},
        )

    def _further_lines(self) -> int:
        """Return how many pixels the legend takes beyond its first line, in a narrow window."""
        if len(self.by) == 1:
            return 0
        longest = max(len(self.name(1, across)) for across in self.layout.across)
        lines = ceil(len(self.layout.across) * (longest * LETTER_PIXELS + MARK_PIXELS) / LEGEND_PIXELS)
        return LEGEND_LINE_PIXELS * (lines - 1)

    def columns(self) -> go.Figure:
        """Return bars that stand, in the order of their names; of two dimensions the second is stacked."""
        layout = {
            "barmode": "stack",
            "bargap": 0.2,
            "clickmode": "event+select",
            "uniformtext": LEAST_TEXT,
            **self._lines("y"),
        }
        scale: dict[str, Any] = {"tickformat": self._ticks(), "title_text": self._axis()}
        if self._most() <= ONE_BY_ONE and self.measure.look == "number":
            scale["dtick"] = 1
        return figure_of(
            self._bars(is_upright=True), COLUMN_PIXELS + self._further_lines(), layout, x=NAMES, y=scale
        )

    def lines(self) -> go.Figure:
        """Return a line for each value of the second dimension along the first."""
        names = [self.axis_name(one) for one in self.layout.along]
        divisor, _ = self._unit()
        traces = []
        for series, across in enumerate(self.layout.across):
            values = [row[series] for row in self.layout.values(self.measure.name)]
            strong = [self.is_strong(one, across) for one in self.layout.along]
            colour = self._colour(series)
            traces.append(
                self._trace(
                    "scatter",
                    across,
                    x=names,
                    y=[None if value is None else value / divisor for value in values],
                    mode="lines+markers",
                    line={"color": colour, "width": 2},
                    marker={"size": 9, "color": colour, "opacity": [1.0 if one else 0.3 for one in strong]},
                )
            )
        layout = {"clickmode": "event+select", "showlegend": len(self.by) > 1, **self._lines("y")}
        scale: dict[str, Any] = {"tickformat": self._ticks(), "title_text": self._axis()}
        if self.measure.look == "percent":
            best = max((value for trace in traces for value in trace["y"] if value is not None), default=1.0)
            scale["autorangeoptions"] = {"include": [best - LEAST_SPAN, best + LEAST_SPAN / 10]}
        return figure_of(traces, LINE_PIXELS, layout, x={"type": "category"}, y=scale)

    def heat(self) -> go.Figure:
        """Return a table of shaded cells, each a bar of the same length: cells of a heat map cannot be clicked."""
        rows = self.layout.values(self.measure.name)
        known = [value for row in rows for value in row if value is not None]
        low, high = min(known, default=0.0), max(known, default=1.0)
        names = [_short(self.name(0, one)) for one in self.layout.along]
        traces = []
        for place, across in enumerate(self.layout.across):
            values = [row[place] for row in rows]
            shades = [self._shade(value, low, high) for value in values]
            strong = [self.is_strong(one, across) and bool(self.chosen) for one in self.layout.along]
            traces.append(
                self._trace(
                    "bar",
                    across,
                    x=[1] * len(names),
                    y=names,
                    orientation="h",
                    text=[self.text(value) for value in values],
                    textposition="inside",
                    insidetextanchor="middle",
                    insidetextfont={"color": [self._readable(shade) for shade in shades]},
                    textangle=0,
                    marker={
                        "color": shades,
                        "line": {
                            "color": [self.colours.bad if one else self.colours.background for one in strong],
                            "width": [3 if one else 1 for one in strong],
                        },
                    },
                    hoverinfo="skip" if not any(values) else None,
                )
            )
        places = [place + 0.5 for place in range(len(self.layout.across))]
        labels = [_short(self.name(1, one)) for one in self.layout.across] if len(self.by) > 1 else [""]
        head = {
            "side": "top",
            "tickvals": places,
            "ticktext": labels,
            "showgrid": False,
            "zeroline": False,
            "range": [0, len(places)],
        }
        layout = {"barmode": "stack", "bargap": 0.04, "showlegend": False, "clickmode": "event+select"}
        return figure_of(
            traces, ROW_PIXELS * len(names) + 84, layout, x=head, y=NAMES | {"autorange": "reversed"}
        )

    def cloud(self, points: Any) -> go.Figure:
        """Return bins by how many rows lie in them, points of their own, and the diagonal."""
        x, y = self.picture.axes
        bins = [(key, mark) for key, mark in self.layout.cells.items() if mark[x] and mark[y]]
        most = max((number(mark[self.measure.name]) or 0.0 for _, mark in bins), default=1.0) or 1.0
        sizes = [
            SMALLEST + (LARGEST - SMALLEST) * ((number(mark[self.measure.name]) or 0) / most) ** 0.5
            for _, mark in bins
        ]
        strong = [self.is_strong(*key) for key, _ in bins]
        traces: list[dict[str, Any]] = [
            {
                "type": "scatter",
                "mode": "markers",
                "x": [mark[x] for _, mark in bins],
                "y": [mark[y] for _, mark in bins],
                "customdata": [list(key) for key, _ in bins],
                "hovertext": [self.said(*key) for key, _ in bins],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "name": self.measure.label,
                "marker": {
                    "size": sizes,
                    "color": self.colours.primary,
                    "opacity": [0.75 if one else 0.2 for one in strong],
                },
            }
        ]
        apart = points.to_pylist() if points is not None else []
        if apart:
            traces.append(self._apart(apart))
        ends = [value for _, mark in bins for value in (mark[x], mark[y])]
        ends += [float(row[name]) for row in apart for name in (x, y) if row[name]]
        if self.line and ends:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": [min(ends), max(ends)],
                    "y": [min(ends), max(ends)],
                    "line": {"dash": "dash", "width": 1, "color": self.colours.muted},
                    "hoverinfo": "skip",
                    "name": self.line.label,
                }
            )
        own = [
            {"type": "log", "title_text": self.picture.columns[name].label, "dtick": 1, "tickformat": ","}
            for name in (x, y)
        ]
        layout = {"clickmode": "event+select", "hovermode": "closest"}
        return figure_of(traces, CLOUD_PIXELS, layout, x=own[0], y=own[1])

    def _apart(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        x, y = self.picture.axes
        names = [one.name for one in self.by]
        return {
            "type": "scatter",
            "mode": "markers",
            "x": [float(row[x]) if row[x] is not None else None for row in rows],
            "y": [float(row[y]) if row[y] is not None else None for row in rows],
            "customdata": [[row[name] for name in names] for row in rows],
            "hovertext": [f"{row['object_id']}<br>{float(row[x]):,g} / {float(row[y]):,g}" for row in rows],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "name": "不符(单独画出)",
            "marker": {"size": 8, "symbol": "diamond", "color": self.colours.bad},
        }

    def _lines(self, axis: str) -> dict[str, Any]:
        """Return the line that marks are held against, as the layout has it."""
        line = self.line
        if line is None or line.at is None:
            return {}
        across = "y" if axis == "x" else "x"
        shape = {
            "type": "line",
            f"{axis}0": line.at,
            f"{axis}1": line.at,
            f"{across}0": 0,
            f"{across}1": 1,
            f"{across}ref": "paper",
            "line": {"dash": "dash", "width": 1.5, "color": self.colours.bad},
        }
        return {"shapes": [shape]}

    def _shade(self, value: float | None, low: float, high: float) -> str:
        if value is None:
            return self.colours.background
        if self.measure.is_best_high:  # 99 of 100 is not dark because nothing is worse
            share = (high - value) / max(high - low, LEAST_FALL * abs(high)) if high else 0.0
        else:
            share = (value - low) / (high - low) if high > low else float(bool(value))
        return self.colours.scale[round(share * (len(self.colours.scale) - 3))]

    def _readable(self, shade: str) -> str:
        return max((self.colours.text, self.colours.background), key=lambda one: contrast(one, shade))

    def _ticks(self) -> str:
        return ".4~%" if self.measure.look == "percent" else ",~r"

    def _axis(self) -> str:
        if self.measure.look == "percent":
            return self.measure.label
        return f"{self.measure.label}({self._unit()[1]}{self.measure.unit})"

    def _unit(self) -> tuple[float, str]:
        """Return what the axis is divided by and how its unit begins: large figures are read in 万 and 亿."""
        return next(((size, name) for size, name in UNITS if self._most() >= size * 10), (1.0, ""))

    def _most(self) -> float:
        totals = [sum(value or 0 for value in row) for row in self.layout.values(self.measure.name)]
        return max(map(abs, totals), default=0.0)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
