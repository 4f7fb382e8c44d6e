"""A category's pictures, two side by side; a click on a mark filters the others and the list."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import streamlit as st

from analytics.pictures.album import pictures_of
from analytics.pictures.layout import Names, in_words, laid_out, said_value
from analytics.pictures.picture import Picture
from analytics.pictures.shown import line_of, lines_below
from analytics.units import digits_below
from models.orm import Run
from models.people import Person
from pages.parts.category import choice as choosing
from pages.parts.category import data, drawing
from pages.parts.category.choice import Choice
from pages.parts.common import charts
from pages.parts.common.data import door_of
from pages.parts.common.units import unit_names
from pages.parts.frame.theme import palette
from pages.parts.report import tables as report_tables
from reports.category_sheet import keys_in_order, listed

MOST_OPTIONS = 200


def show(run: Run, person: Person, choice: Choice) -> None:
    """Show the pictures of the category but the first, which the table of its checks stands for."""
    if of_now := said_of_now(run, person, choice):
        st.warning(of_now)
    for row in _rows(pictures_of(choice.category)[1:]):
        places = [st] if len(row) == 1 else st.columns(2, gap="medium")
        for place, one in zip(places, row, strict=False):
            with place.container(border=True, height="stretch"):
                _one(one, run, person, choice)


def _rows(drawn: list[Picture]) -> Iterator[list[Picture]]:
    """Return pictures two by two in their order; a table, and the last of an odd number, has its row to itself."""
    pair: list[Picture] = []
    for one in drawn:
        if pair and (one.kind == "table" or len(pair) == 2):
            yield pair
            pair = []
        if one.kind == "table":
            yield [one]
        else:
            pair.append(one)
    if pair:
        yield pair


def said_of_now(run: Run, person: Person, choice: Choice) -> str:
    """Say which pictures do not show what the run saw; '' where all do."""
    titles = data.of_now(person, door_of(person).data_version, run.id, choice.category)
    return (
        f"这次筛查时的数据已不在,{'、'.join(f'“{one}”' for one in titles)}按现在的数据画。" if titles else ""
    )


def digits(person: Person, unit: str) -> int:
    """Return how many digits tell the units below one apart."""
    return digits_below(unit, unit_names(person))


def _one(one: Picture, run: Run, person: Person, choice: Choice) -> None:
    version = door_of(person).data_version
    title, explained = (
        f"**{one.title}**",
        f"{one.explained}\n\n点击标记筛选其他图和下方清单;不用鼠标时在右侧选择。",
    )
    if lacks := data.missing(person, version, run.id, one.key):
        st.markdown(title, help=one.explained)
        st.info(f"画不出这张图:{lacks}。")
        return
    filters = {name: value for name, value in choice.filters.items() if name in one.dimensions}
    marks, points = data.marks(
        person, version, run.id, one.key, choice.unit, digits(person, choice.unit), data.asked(filters)
    )
    if not len(marks):
        st.markdown(title, help=one.explained)
        st.info("这里没有符合条件的记录。")
        _says_what_it_does_not_follow(one, choice)
        return
    names, line = data.names(person), line_of(one, run, choice.unit)
    key = f"picture-{one.key}-{choice.unit}-{sorted(choice.filters.items())}"
    if one.kind == "table":
        wanted = _cell(one, marks, names, key, title, explained)
    else:
        picked = charts.titled(
            title, explained, _options(one, marks, names), "选择标记", key=f"pick-{one.key}"
        )
        made = drawing.figure(one, marks, points, choice.filters, names, palette(), line)
        event: Any = st.plotly_chart(
            made, key=key, on_select="rerun", selection_mode="points", config={"displayModeBar": False}
        )
        hit = event["selection"]["points"] if event else []
        clicked = picked or (hit[0].get("customdata") if hit else None)
        wanted = dict(zip((d.name for d in one.by), clicked, strict=True)) if clicked else None
    _notes(one, marks)
    _says_whose_line(one, run, choice, names)
    _says_what_it_does_not_follow(one, choice)
    if wanted:
        choosing.go(choice.narrowed(wanted, one.key, one.of_marks))
        st.rerun()


def _options(one: Picture, marks: pa.Table, names: Names) -> dict[tuple[str, ...], str]:
    layout, first = laid_out(one, marks), one.measures[0]
    options: dict[tuple[str, ...], str] = {}
    for along in layout.along:
        for across in layout.across:
            mark = layout.cells.get((along, across))
            if mark is None or len(options) >= MOST_OPTIONS:
                continue
            key = (along, across)[: len(one.by)]
            words = " · ".join(in_words(d, value, names) for d, value in zip(one.by, key, strict=True))
            options[key] = f"{words} {said_value(first, mark[first.name])}"
    return options


def _cell(
    one: Picture, marks: pa.Table, names: Names, key: str, title: str, explained: str
) -> dict[str, str] | None:
    """Show marks as a table, a row each, and return what the cell filters by that was clicked or chosen."""
    layout, measures = laid_out(one, marks), {measure.name: measure for measure in one.measures}
    cell = report_tables.show(
        listed(one, layout, names),
        key=key,
        title=title,
        help_text=explained,
        clickable=measures,
        leads_to="记录",
    )
    if cell is None:
        return None
    place = keys_in_order(one, layout)[cell.row]
    row = dict(zip((dimension.name for dimension in one.by), place, strict=True))
    return row | dict(measures[cell.column].narrows)


def _notes(one: Picture, marks: pa.Table) -> None:
    left = laid_out(one, marks).left_out
    if left:
        st.caption(f"只画出 {one.most} 个,另有 {left} 个没有画出,见清单。")


def _says_whose_line(one: Picture, run: Run, choice: Choice, names: Names) -> None:
    """Say what the line stands for, and which units below the shown one are held against another value."""
    line = line_of(one, run, choice.unit)
    if line is None or line.of is None or line.at is None:
        return
    below = lines_below(one, run, choice.unit).items()
    own = "".join(f",{names.units.get(unit, unit)} {value * 100:g}%" for unit, value in below)
    st.caption(f"虚线为{line.label} {line.at * 100:g}%{own}。")


def _says_what_it_does_not_follow(one: Picture, choice: Choice) -> None:
    known = choosing.dimensions(choice.category)
    deaf = [known[name].label for name in choice.filters if name not in one.dimensions]
    if deaf:
        st.caption(f"这张图没有{'、'.join(f'“{label}”' for label in deaf)},不随该筛选变化。")
