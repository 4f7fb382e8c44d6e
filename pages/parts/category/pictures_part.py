"""A category's pictures, two side by side; a click on a mark filters the others and the list."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
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
from pages.parts.common import charts, tables
from pages.parts.common.data import door_of
from pages.parts.common.units import unit_names
from pages.parts.frame.theme import palette

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
    picked = charts.titled(title, explained, _options(one, marks, names), "选择标记", key=f"pick-{one.key}")
    if one.kind == "table":
        clicked = _table(one, marks, names, key)
    else:
        made = drawing.figure(one, marks, points, choice.filters, names, palette(), line)
        event: Any = st.plotly_chart(
            made, key=key, on_select="rerun", selection_mode="points", config={"displayModeBar": False}
        )
        hit = event["selection"]["points"] if event else []
        clicked = tuple(hit[0]["customdata"]) if hit and hit[0].get("customdata") else None
    _notes(one, marks)
    _says_whose_line(one, run, choice, names)
    _says_what_it_does_not_follow(one, choice)
    if (wanted := picked or clicked) is not None:
        by = dict(zip((dimension.name for dimension in one.by), wanted, strict=True))
        choosing.go(choice.narrowed(by, one.key))
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


def _table(one: Picture, marks: pa.Table, names: Names, key: str) -> tuple[str, ...] | None:
    """Show marks as a table, a row each, and return what the clicked one is."""
    layout = laid_out(one, marks)
    keys = [
        (along, across)[: len(one.by)]
        for along in layout.along
        for across in layout.across
        if (along, across) in layout.cells
    ]
    rows = [
        {
            **{d.name: in_words(d, value, names) for d, value in zip(one.by, place, strict=True)},
            **{m.name: _plain(_cell(layout.cells, place)[m.name]) for m in one.measures},
        }
        for place in keys
    ]
    shown = [
        *(tables.Shown(d.name, d.label) for d in one.by),
        *(
            tables.Shown(m.name, m.label if m.look == "percent" else f"{m.label}({m.unit})", m.look)
            for m in one.measures
        ),
    ]
    row = tables.listing(pd.DataFrame(rows), shown, key=key, action="看明细", most_rows=11)
    return None if row is None else keys[row]


def _cell(cells: Mapping[tuple[str, str], Mapping[str, Any]], place: tuple[str, ...]) -> Mapping[str, Any]:
    return cells[place[0], place[1] if len(place) > 1 else ""]


def _plain(value: Any) -> Any:
    return None if value is None else value if isinstance(value, str) else float(value)


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
