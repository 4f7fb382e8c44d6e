"""All tables: dense rows, ids as text, thousands separators, Chinese headings, paged on the server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from analytics.answers import FIRST_ROWS
from models.calendar import first_day
from models.rounding import rounded

SelectionMode = Literal["multi-row", "single-column"]
Look = Literal[
    "text", "id", "number", "money", "points", "score", "percent", "date", "time", "month", "line", "bar"
]
PAGE_ROWS = FIRST_ROWS
PAGE = "page"  # how what names a page in the address ends; a view that is kept leaves it out
PART = "part_of_list"
ROW_PIXELS = 30
SHARE_STEP = (
    0.0001  # so that a share has its two decimals of per cent also where they are noughts (Streamlit 1.67)
)
WRAPPED_PIXELS = 58  # the widget wraps texts in rows above 4 rem, three lines of them
MOST_PIXELS = 940  # of a list; what is longer scrolls in itself
LETTER_PIXELS = 6.6  # half of what a Chinese character takes
PADDING_PIXELS = 16
CHECK_PIXELS = 340  # of a column with the codes and titles of checks, each on one line
FEW_PAGES, FEW_PAGES_PIXELS = (
    4,
    224,
)  # in no more room than they take, Streamlit 1.67 writes four pages as 1 … 4
NOTHING = "—"
MEASURED = 1.8  # times the Chinese letters of a line: so many letters the grid measures at least
WIDE_BLANK = "\u3000"  # as wide as a Chinese letter


@dataclass(frozen=True)
class Shown:
    """One column as it is shown; one that is not usual only where somebody chooses it."""

    name: str
    label: str
    look: Look = "text"
    width: int | Literal["small", "medium", "large"] | None = None
    help: str | None = None
    most: float | None = None
    is_usual: bool = True


def listing(
    rows: pd.DataFrame,
    columns: Sequence[Shown],
    *,
    key: str,
    action: str | None = None,
    empty: str = "没有符合条件的记录。",
    most_rows: int = 16,
    wraps: bool = False,
    is_part: bool | None = None,
    sort: Callable[[str], None] | None = None,
    selects: bool = False,
) -> int | None:
    """Show rows and return the position of the row whose button was just clicked, if any.

    `action` is the text of that button, one in each row. With `wraps` the rows are higher and long texts go on in
    further lines. `is_part` says of a list with pages (`paged`) whether the rows are one of several: then a click on a
    heading does not sort them, it names the column to `sort`, for the whole list. One without pages that scrolls in itself
    says how many rows it has. With `selects` rows can be ticked (`selected`).
    """
    if rows.empty:
        st.info(empty)
        return None
    view = rows[[column.name for column in columns]].copy()
    for column in columns:
        if column.look == "month":  # a day, so that a heading sorts by time
            view[column.name] = [first_day(ym) if isinstance(ym, str) else None for ym in view[column.name]]
        if column.look == "percent":  # the widget cuts off what it does not show
            view[column.name] = [None if pd.isna(v) else float(rounded(v, 4)) for v in view[column.name]]
        if wraps and column.look in ("text", "id") and isinstance(width := column.width, int):
            view[column.name] = [_in_lines(v, width) if isinstance(v, str) else v for v in view[column.name]]
    config: dict[str, Any] = {column.name: _config(column) for column in columns}
    if action:
        view.insert(0, "_action", action)
        # pinned columns keep their width where the page has more room than the list (Streamlit 1.67): in a wider one the
        # button is hit in its middle alone, and static/mingji.js, which presses it for the keyboard, misses it
        config["_action"] = st.column_config.ButtonColumn(
            "操作", width=64, pinned=True, type="tertiary", key=f"{key}_click"
        )
    row_height = WRAPPED_PIXELS if wraps else ROW_PIXELS
    room = min(row_height * min(len(view), most_rows) + ROW_PIXELS + 6, MOST_PIXELS)
    is_cut = room < row_height * len(view) + ROW_PIXELS + 6
    # static/mingji.css takes sorting from its menus
    place = st.container(key=f"{PART}-{key}") if is_part else st
    modes: list[SelectionMode] = ["multi-row"] if selects else []
    if is_part:  # where columns are chosen by their headings the browser does not sort
        modes.append("single-column")
    place.dataframe(
        view,
        on_select=partial(_name_heading, key, sort) if modes else "ignore",
        selection_mode=modes or "multi-row",
        column_config=config,
        hide_index=True,
        key=key,
        row_height=row_height,
        height=room,
        placeholder=NOTHING,
    )
    if is_part is None and is_cut:
        st.caption(f"共 {len(view):,} 条")
    click: Any = st.session_state.get(f"{key}_click") if action else None
    return int(click["row"]) if click else None


def selected(key: str) -> list[int]:
    """Return the positions of the rows that are ticked in a list."""
    state: Any = st.session_state.get(key)
    return list(state["selection"]["rows"]) if state else []


def _name_heading(key: str, sort: Callable[[str], None] | None) -> None:
    state: Any = st.session_state.get(key)
    if sort is not None and state and state["selection"]["columns"]:
        sort(state["selection"]["columns"][0])


def fits(text: str, width: int) -> bool:
    """Return whether a text stands on one line of a column so many pixels wide."""
    return lines_of(text, width) <= 1


def any_is_long(columns: Sequence[Shown], rows: pd.DataFrame) -> bool:
    """Return whether some text of the rows needs more than one line of its column."""
    return any(
        isinstance(text, str) and isinstance(one.width, int) and not fits(text, one.width)
        for one in columns
        if one.look in ("text", "id")
        for text in rows[one.name]
    )


def lines_of(text: str, width: int) -> float:
    """Return how many lines of a column so many pixels wide a text fills; breaking between words takes more."""
    halves = len(text) + sum(ord(letter) > 0x2E7F for letter in text)
    return halves * LETTER_PIXELS / (width - PADDING_PIXELS)


def _in_lines(text: str, width: int) -> str:
    """Return a text whose lines are filled up with blanks where the grid would not break it but cut it off.

    The grid (Streamlit 1.67) measures only so many letters of a line as usually fill half as much again as the column;
    where these are narrow, it takes the line for short («TAR-19 260kWh/kVA 需量折扣执行错误»). It ignores line breaks.
    """
    letters = (width - PADDING_PIXELS) / (2 * LETTER_PIXELS)  # Chinese ones that a line holds
    if fits(text, width) or not fits(text[: int(MEASURED * letters)], width):
        return text
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if fits(longer, width) or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    filled = (line + WIDE_BLANK * int((1 - lines_of(line, width)) * letters) for line in lines[:-1])
    return " ".join([*filled, lines[-1]])


def facts(pairs: Sequence[tuple[str, str]], columns: int = 5) -> None:
    """Show labels with their values below them, a few in a row; values are shown as they are."""
    for start in range(0, len(pairs), columns):
        row = pairs[start : start + columns]
        for place, (label, value) in zip(st.columns(columns), row, strict=False):
            with place.container(gap=None):
                st.caption(label)
                st.text(value)


def paged(total: int, *, key: str = PAGE, rows_per_page: int = PAGE_ROWS, of: str = "") -> int:
    """Show the page numbers under a table and return the offset of the page that is chosen.

    The page stands in the address under `key`. Another list, `of` something else, begins on its first, but not where an
    address names one: so the browser's Back returns to the page that was left.
    """
    pages = max(1, -(-total // rows_per_page))
    place, asked = (st.context.url or "").partition("?")[0], st.query_params.get(key, "1")
    was_place, was_of, was_asked = st.session_state.get(f"{key}_seen", (None, of, asked))
    if was_place == place and was_of != of and was_asked == asked:
        st.session_state[key] = 1
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        width: Any = FEW_PAGES_PIXELS if pages <= FEW_PAGES else "content"
        page = st.pagination(pages, key=key, bind="query-params", width=width) if pages > 1 else 1
        st.session_state[f"{key}_seen"] = (place, of, str(page))
        offset = (page - 1) * rows_per_page
        shown = f",这里是第 {offset + 1:,}–{min(offset + rows_per_page, total):,} 条" if pages > 1 else ""
        st.caption(f"共 {total:,} 条{shown}")
    return offset


def _config(column: Shown) -> Any:
    shared: dict[str, Any] = {"width": column.width, "help": column.help}
    match column.look:
        case "money":
            return st.column_config.NumberColumn(column.label, format="accounting", **shared)
        case "points":
            return st.column_config.NumberColumn(column.label, format="%.2f", **shared)
        case "number":
            return st.column_config.NumberColumn(column.label, format="localized", **shared)
        case "percent":
            return st.column_config.NumberColumn(column.label, format="percent", step=SHARE_STEP, **shared)
        case "score":
            return st.column_config.ProgressColumn(
                column.label, format="%.1f", min_value=0, max_value=column.most or 100, **shared
            )
        case "date":
            return st.column_config.DateColumn(column.label, format="YYYY-MM-DD", **shared)
        case "month":
            return st.column_config.DateColumn(column.label, format="YYYY年M月", **shared)
        case "time":
            return st.column_config.DatetimeColumn(column.label, format="YYYY-MM-DD HH:mm", **shared)
        case "bar":
            return st.column_config.ProgressColumn(
                column.label, format="localized", min_value=0, max_value=column.most or 1, **shared
            )
        case "line":
            return st.column_config.LineChartColumn(column.label, y_min=0, **shared)
    return st.column_config.TextColumn(column.label, **shared)
