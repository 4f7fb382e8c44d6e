"""The tables of a report on the screen: the same values as on paper, and a click on a figure tells which one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.parts.common.charts import titled
from pages.parts.common.tables import NOTHING, PAGE_ROWS, ROW_PIXELS, WRAPPED_PIXELS, paged
from pages.parts.frame.theme import Palette, palette
from reports.document import Column, Kind, Matrix, Table, flags
from reports.paper.charts import shades
from reports.wording import printed

WORDS, DAYS = ("text", "id"), ("date", "time")
SIGNED = ("change", "points", "difference")
PER_CENT = ("rate", "change")
CHOOSE = "选择数字"
MOST_ROWS = 14
WIDTH_OF_CHARACTER, WIDTH_OF_FRAME = 13, 22
NARROWEST, WIDEST, HOUR_PIXELS = 60, 420, 50
PAGE_PIXELS = 1080  # what a screen of 1366 pixels has for a table
LONG, WRAPPED_WIDTH = 240, 330  # texts that may go on in further lines, and the widest of those lines
TOTAL = -1


@dataclass(frozen=True)
class Cell:
    """A cell that was clicked: the number of its row among all rows (TOTAL: the total), and its column's name."""

    row: int
    column: str


def show(
    table: Table,
    *,
    key: str,
    title: str,
    help_text: str | None,
    clickable: Collection[str] = (),
    leads_to: str = "工单",
) -> Cell | None:
    """Show a table, page by page where it is long, and return the cell that was just clicked or chosen.

    Only cells of the columns in `clickable` count; `leads_to` says what stands behind one.
    """
    head = st.container()
    if not (clickable and len(table.rows)):
        head.markdown(title, help=help_text)
    if not len(table.rows):
        st.caption(table.when_empty)
        return None
    # static/mingji.js keeps the arrows from such a grid: each cell that they reach would open its orders
    place = st.container(key=f"clickable-{key}" if clickable else None)
    offset = paged(len(table.rows), key=f"{key}-page") if len(table.rows) > PAGE_ROWS else 0
    rows = table.rows.slice(offset, PAGE_ROWS)
    is_last = offset + len(rows) == len(table.rows)
    view = _view(rows, table.on_sheet, table.total if is_last else None)
    wraps = len(view) <= MOST_ROWS and _is_too_wide(table.on_sheet, view)
    widths = _widths(table.on_sheet, view, wraps=wraps)
    row_height = WRAPPED_PIXELS if wraps else ROW_PIXELS
    # the widget's formats write +0.0% where nothing changed, and no thousands separators before decimals
    flat: dict[str, Kind] = {
        one.name: one.kind
        for one in table.on_sheet
        if one.kind == "number"
        or (one.kind in SIGNED and 0 in view[one.name].to_numpy())
        or (one.kind in PER_CENT and any(map(_has_thousands, view[one.name])))
    }
    picked = None
    if clickable:
        with head:
            shown = rows.to_pylist() + ([table.total] if is_last and table.total is not None else [])
            options = _cells(shown, table, clickable)
            picked = titled(title, help_text, options, CHOOSE, key=f"{table.key}-pick")
    event: Any = place.dataframe(
        _marked(view, rows, table.on_sheet, flat, has_total=is_last and table.total is not None),
        column_config={
            column.name: _config(
                column,
                widths[column.name],
                leads_to if column.name in clickable else "",
                is_written=column.name in flat,
                is_first=column is table.on_sheet[0],
            )
            for column in table.on_sheet
        },
        hide_index=True,
        key=f"{key}-{offset}",
        row_height=row_height,
        height=row_height * min(len(view), MOST_ROWS) + ROW_PIXELS + 6,
        placeholder=NOTHING,
        on_select="rerun" if clickable else "ignore",
        selection_mode="single-cell",
    )
    cells = [picked] if picked else event["selection"]["cells"] if clickable else []
    if not cells or cells[0][1] not in clickable:
        return None
    number, name = cells[0]
    return Cell(offset + number if number < len(rows) else TOTAL, name)


def _cells(
    rows: Sequence[Mapping[str, Any]], table: Table, clickable: Collection[str]
) -> dict[tuple[int, str], str]:
    """Return each cell that can be clicked in words: which row, which column, what stands in it."""
    first = next((column for column in table.on_sheet if column.kind in WORDS), table.on_sheet[0])
    return {
        (
            number,
            column.name,
        ): f"{row.get(first.name, '合计')} · {column.heading} {printed(value, column.kind)}"
        for number, row in enumerate(rows)
        for column in table.on_sheet
        if column.name in clickable and (value := row.get(column.name)) is not None
    }


def _view(rows: pa.Table, columns: Sequence[Column], total: Any) -> pd.DataFrame:
    """Return the values as the grid shows them: rates as per cent, rounded as on paper; the total last."""
    values = {
        column.name: [_value(value, column) for value in rows.column(column.name).to_pylist()]
        for column in columns
    }
    if total is not None:
        for column in columns:
            value = total.get(column.name)
            is_words = isinstance(value, str) and column.kind not in ("text", "id")
            values[column.name].append(None if is_words else _value(value, column))
    return pd.DataFrame(values)


def _value(value: Any, column: Column) -> Any:
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    if column.kind in WORDS:
        return str(value)
    if column.kind in DAYS or isinstance(value, str):
        return value
    return float(printed(value, column.kind).rstrip("%").replace(",", ""))


def _marked(
    view: pd.DataFrame,
    rows: pa.Table,
    columns: Sequence[Column],
    flat: Mapping[str, Kind],
    *,
    has_total: bool,
) -> Any:
    """Return the view with wanting values in red, the total in bold, and the columns of `flat` as paper has them.

    As it is where there is none of that.
    """
    wanting = flags(rows, columns)
    if not has_total and not any(map(any, wanting)):
        return _written(view.style, flat) if flat else view
    alarm, total = f"color: {palette().bad}; font-weight: bold", "font-weight: bold"
    styles = pd.DataFrame(
        {
            column.name: [alarm if flag else "" for flag in marks] + [total] * has_total
            for column, marks in zip(columns, wanting, strict=True)
        },
        index=view.index,
    )
    return _written(view.style.apply(lambda _: styles, axis=None), flat)


def _written(styled: Any, flat: Mapping[str, Kind]) -> Any:
    """Return a styled view whose columns of `flat` are written as paper prints them."""
    written = {name: _writing(kind) for name, kind in flat.items()}
    return styled.format(written, na_rep=NOTHING, subset=list(flat)) if flat else styled


def _writing(kind: Kind) -> Callable[[float], str]:
    """Return what writes a kind of number as paper prints it; shares and their changes come as per cent."""
    scale = 100 if kind in (*PER_CENT, "points") else 1
    return lambda value: printed(value / scale, kind)


def _has_thousands(value: Any) -> bool:
    return isinstance(value, float) and abs(value) >= 1000


def _config(column: Column, width: int, leads_to: str, *, is_written: bool, is_first: bool) -> Any:
    # pinned columns alone keep their width where there is more room (Streamlit 1.67): a number before all words is its row's
    shared: dict[str, Any] = {"width": width, "pinned": is_first and column.kind not in WORDS}
    if leads_to:
        shared["help"] = f"点击数字查看{leads_to}"
    if column.kind == "date":
        return st.column_config.DateColumn(column.heading, format="YYYY-MM-DD", **shared)
    if column.kind == "time":
        return st.column_config.DatetimeColumn(column.heading, format="MM-DD HH:mm", **shared)
    if column.kind in WORDS:
        return st.column_config.TextColumn(column.heading, alignment=column.align or None, **shared)
    shown = None if is_written else _format(column.kind)
    return st.column_config.NumberColumn(column.heading, format=shown, **shared)


def _format(kind: Kind) -> Any:
    """Return the grid's format of a kind of number: as many decimals, and the signs, that paper prints."""
    sample = printed(1.0, kind)
    _, _, decimals = sample.rstrip("%").partition(".")
    if sample == "1":
        return "localized"
    if kind == "money":
        return "accounting"  # the only one with separators and decimals; negative ones in parentheses
    sign, suffix = "+" if sample[0] == "+" else "", "%%" if sample[-1] == "%" else ""
    return f"%{sign}.{len(decimals)}f{suffix}"


def _is_too_wide(columns: Sequence[Column], view: pd.DataFrame) -> bool:
    """Return whether texts would be cut off, or columns pushed off the screen by them, if each had one line."""
    has_long = any(_needed(one, view[one.name]) > LONG for one in columns if one.kind in WORDS)
    return has_long and sum(_on_one_line(columns, view).values()) > PAGE_PIXELS


def _on_one_line(columns: Sequence[Column], view: pd.DataFrame) -> dict[str, int]:
    return {one.name: int(max(NARROWEST, _needed(one, view[one.name]))) for one in columns}


def _widths(columns: Sequence[Column], view: pd.DataFrame, *, wraps: bool) -> dict[str, int]:
    """Return each column's pixels; where lines go on below anyway, the widest texts leave room for the last column."""
    whole = _on_one_line(columns, view)
    if sum(whole.values()) <= PAGE_PIXELS:
        return whole
    widths = {column.name: _width(column, view[column.name], wraps=wraps) for column in columns}
    texts = [column.name for column in columns if column.kind == "text"]
    while wraps and texts and sum(widths.values()) > PAGE_PIXELS:
        widest = max(texts, key=lambda name: widths[name])
        if widths[widest] <= LONG / 2:
            break
        widths[widest] -= 1
    if (
        wraps and texts
    ):  # the room that is left goes to the text that lacks most: sums of figures are not wrapped
        lacks = {
            one.name: _needed(one, view[one.name]) - widths[one.name] for one in columns if one.name in texts
        }
        most = max(texts, key=lambda name: lacks[name])
        widths[most] += int(max(0, min(lacks[most], PAGE_PIXELS - sum(widths.values()))))
    return widths


def _width(column: Column, values: Any, *, wraps: bool) -> int:
    """Return the pixels that the heading and the values of this page get."""
    needed = _needed(column, values)
    if wraps and column.kind in WORDS and needed > LONG:
        # lines do not end where they are full
        return int(min(WRAPPED_WIDTH, needed / 2 + 2 * WIDTH_OF_FRAME))
    return int(min(WIDEST, max(NARROWEST, needed)))


def _needed(column: Column, values: Any) -> float:
    longest = max((_characters(str(value)) for value in values if value is not None), default=0.0)
    if column.kind == "time":
        longest = 6.5
    needed = max(longest, _characters(column.heading) + 1)
    return needed * WIDTH_OF_CHARACTER + WIDTH_OF_FRAME


def _characters(text: str) -> float:
    """Return a text's length in Chinese characters."""
    line = max(text.split("\n"), key=len)
    return sum(1.0 if ord(letter) > 0x2E80 else 0.55 for letter in line)


def matrix(
    chart: Matrix, *, key: str, title: str, help_text: str | None, is_turned: bool = False
) -> Cell | None:
    """Show a matrix as shaded figures and return the cell clicked or chosen: its row, and its column's number as text.

    `is_turned` shows the columns as rows, for a matrix with many columns that stands beside its drawing.
    """
    shade = shades(chart)
    values = pd.DataFrame(chart.values, columns=[str(n) for n in range(len(chart.columns))])
    weights = pd.DataFrame(shade, columns=values.columns)
    names, heads = chart.rows, chart.columns
    if is_turned:
        values, weights = values.T.reset_index(drop=True), weights.T.reset_index(drop=True)
        values.columns = weights.columns = [str(n) for n in range(len(chart.rows))]
        names, heads = tuple(f"{head}时" if head.isdecimal() else head for head in heads), names
    colours = palette()
    styles = weights.map(lambda weight: _shaded(weight, colours))
    view = values.astype("Int64")
    options = {
        (row, str(column)): f"{name} · {head} {view.iat[row, column]}"
        for row, name in enumerate(names)
        for column, head in enumerate(heads)
        if not pd.isna(view.iat[row, column])
    }
    picked = titled(title, help_text, options, CHOOSE, key=f"{chart.key}-pick")
    view.insert(0, "name", list(names))
    styles.insert(0, "name", "")
    event: Any = st.dataframe(
        view.style.apply(lambda _: styles, axis=None),
        column_config={"name": st.column_config.TextColumn(chart.corner or "", pinned=True)}
        | {
            str(n): st.column_config.NumberColumn(
                head, format="localized", width=HOUR_PIXELS if is_turned else None
            )
            for n, head in enumerate(heads)
        },
        hide_index=True,
        key=key,
        row_height=ROW_PIXELS,
        height=ROW_PIXELS * (min(len(view), MOST_ROWS) + 1) + 6,
        placeholder=NOTHING,
        on_select="rerun",
        selection_mode="single-cell",
    )
    cells = [picked] if picked else event["selection"]["cells"]
    if not cells or cells[0][1] == "name":
        return None
    row, column = int(cells[0][0]), int(cells[0][1])
    return Cell(column, str(row)) if is_turned else Cell(row, str(column))


def _shaded(weight: float, colours: Palette) -> str:
    if not weight:
        return ""
    colour = colours.shades[round(weight * (len(colours.shades) - 1))]
    return f"background-color: {colour}; color: {colours.text}"
