"""The list behind a click: the rows of a picture that fit the filters, each with the way to its object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.pictures.album import pictures_of
from analytics.pictures.layout import Names, filters_in_words, in_words, person_in_words
from analytics.pictures.picture import CHECK, Picture
from analytics.pictures.shown import Behind
from analytics.subjects import LABELS, kind_of, number_in_words
from models.orm import Run
from models.people import Permission, Person
from pages.parts.category import choice as choosing
from pages.parts.category import data
from pages.parts.category.choice import OF, Choice
from pages.parts.category.pictures_part import digits
from pages.parts.common import columns, download, file_names, long_exports, tables
from pages.parts.common.data import door_of, lake
from pages.parts.findings import marking, which_run
from pages.parts.frame.page_cards import page_file
from reports.picture_list import write_rows

WHAT = "户号 / 户名 / 对象编号"
NUMBERS = ("number", "money", "percent")
WIDTHS = {
    **{"check": 182, "month": 84, "severity": 52, "amount_yuan": 104, "amount_kind": 74},
    **{"side": 46, "balance": 62, "account": 80, "signed_yuan": 94, "book_gap": 84},
}
USUAL_WIDTH, NAME_WIDTH = 110, 104
LESS_BESIDE_LONG_NUMBERS = 28  # of the checks' column, on a screen of 1366 pixels
SHORT_NUMBER = 12  # characters that a narrow column shows whole


@dataclass(frozen=True)
class Wanted:
    """Which rows are listed: of what picture of what run, for whom, and what narrows them; `filters` are those they know."""

    picture: Picture
    run: Run
    person: Person
    choice: Choice
    filters: Mapping[str, str]
    text: str

    @property
    def of(self) -> str:
        """Return what the list is of: another one begins on its first page."""
        about = (self.run.id, self.picture.key, self.choice.unit, sorted(self.filters.items()), self.text)
        return "-".join(map(str, about))

    def found(self) -> Behind:
        """Return how many rows there are."""
        return data.behind(*self._about(), self.text)

    def page(self, **how: Any) -> pa.Table:
        """Return some of the rows (analytics.pictures.shown.Viewed.listed)."""
        return data.page(*self._about(), text=self.text, **how)

    def whole(self, **how: Any) -> pa.Table:
        """Return all rows, for a file."""
        person, _, run_id, key, unit, own_digits, narrowed = self._about()
        return data.viewed(person, run_id, key, unit, own_digits, narrowed).listed(text=self.text, **how)

    def described(self, rows: pa.Table) -> pd.DataFrame:
        """Return rows in words, with the person's marks."""
        told = described(self.picture, rows, data.names(self.person))
        return marking.with_marks(told, self.choice.filters.get(CHECK.name), self.person)

    def _about(self) -> tuple[Person, int, int, str, str, int, data.Filters]:
        person, unit = self.person, self.choice.unit
        version = door_of(person).data_version
        narrowed = data.asked(self.filters)
        return person, version, self.run.id, self.picture.key, unit, digits(person, unit), narrowed


def show(run: Run, person: Person, choice: Choice) -> None:
    """Show the rows behind the filters page by page; a click opens an object."""
    known = {one.key: one for one in pictures_of(choice.category)}
    first = next(iter(known))
    key = f"category_{OF}"
    st.session_state[key] = choice.of if choice.of in known else first
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.selectbox(
            "清单",
            list(known),
            format_func=lambda one: "本类检查命中的问题" if one == first else known[one].title,
            key=key,
            width=360,
            on_change=lambda: choosing.go(choosing.replaced(choice, st.session_state[key])),
        )
        text = st.text_input(
            WHAT, placeholder="输入其中一部分", key="text", bind="query-params", width=300
        ).strip()
    bar = st.container(horizontal=True, vertical_alignment="center")
    one = known[st.session_state[key]]
    version = door_of(person).data_version
    if lacks := data.missing(person, version, run.id, one.key):
        st.info(f"列不出清单:{lacks}。")
        return
    filters = {name: value for name, value in choice.filters.items() if name in one.dimensions}
    _rows(Wanted(one, run, person, choice, filters, text), bar)


def _rows(wanted: Wanted, bar: Any) -> None:
    """Show a page of the rows; in the bar above it what can be done with them."""
    one, found, (by, is_reversed) = wanted.picture, wanted.found(), _sorting(wanted.picture)
    st.markdown(
        f"{_said(wanted)}:共 **{found.rows:,}** 条,涉及 **{found.objects:,}** 个对象"
        f"{''.join(f',{label}合计 **{value:,.2f}**' for label, value in _sums(wanted, found))}。"
    )
    place = st.container()
    of = f"{wanted.of}-{by}-{is_reversed}"
    offset = tables.paged(found.rows, key="list_page", of=of)
    rows = wanted.page(by=by, is_reversed=is_reversed, limit=tables.PAGE_ROWS, offset=offset)
    table = wanted.described(rows)
    with bar:
        chosen = columns.chosen((*shown(one, table), marking.COLUMN), wanted.person, place=one.key)
    key = f"rows-{of}-{offset}"
    with place:
        clicked = _listing(wanted, table, chosen, key=key, is_part=found.rows > len(table))
    with bar:
        if found.rows and wanted.person.may(Permission.EXPORT):
            long_exports.offer_of(found.rows, wanted.person)(
                f"导出 Excel({found.rows:,} 条)",
                lambda: _export(wanted, chosen, wanted.whole(by=by, is_reversed=is_reversed)),
                _file_name(wanted),
                key="export",
            )
        _offer_picked(wanted, chosen, rows, table, key)
    if clicked is not None:
        row = table.iloc[clicked]
        address = which_run.object_address(wanted.run, row.object_type, row.object_id)
        st.switch_page(page_file("object"), query_params=address)


def _listing(
    wanted: Wanted, table: pd.DataFrame, chosen: Sequence[tables.Shown], *, key: str, is_part: bool
) -> int | None:
    """Show rows as a list, and return which row was clicked."""
    listed = _telling(chosen, table, wanted.filters)
    return tables.listing(
        table,
        listed,
        key=key,
        action="查看",
        empty="没有符合条件的记录;去掉一个筛选再看。"
        if wanted.filters or wanted.choice.unit or wanted.text
        else "本次筛查没有这样的记录;可在右上角换一次筛查再看。",
        is_part=is_part,
        sort=_sort_by,
        selects=True,
        wraps=tables.any_is_long(listed, table),
    )


def _offer_picked(
    wanted: Wanted, chosen: Sequence[tables.Shown], rows: pa.Table, table: pd.DataFrame, key: str
) -> None:
    """Offer what can be done with the rows that are ticked."""
    picked = [number for number in tables.selected(key) if number < len(table)]
    if not picked:
        return
    st.caption(f"已勾选 {len(picked)} 条", width="content")
    marking.mark_selected(table.iloc[picked], wanted.choice.filters.get(CHECK.name), wanted.person)
    if wanted.person.may(Permission.EXPORT):
        download.offer(
            "导出勾选的",
            lambda: _export(wanted, chosen, rows.take(picked)),
            _file_name(wanted),
            key="export_picked",
        )


def _file_name(wanted: Wanted) -> str:
    title = wanted.picture.title.partition("(")[0]
    return f"{file_names.of_results(title, wanted.run, wanted.person, wanted.choice.unit)}.xlsx"


def shown(one: Picture, rows: pd.DataFrame) -> tuple[tables.Shown, ...]:
    """Return the columns of a picture's list, numbers as wide as they are."""
    is_long = max((len(number) for number in rows.number), default=0) > SHORT_NUMBER
    widths = WIDTHS | ({"check": WIDTHS["check"] - LESS_BESIDE_LONG_NUMBERS} if is_long else {})
    named = {dimension.name for dimension in one.dimensions.values()}
    return (
        tables.Shown("object_label", "对象", width=66),
        tables.Shown("number", "对象编号", "id", width=150 if is_long else 104),
        tables.Shown("cons_no", "户号", "id", width=96),
        tables.Shown("cons_name", "户名", width=NAME_WIDTH),
        tables.Shown("unit_name", "供电单位", width=106),
        *(
            tables.Shown(f"{name}_said", dimension.label, width=widths.get(name, USUAL_WIDTH))
            for name, dimension in one.dimensions.items()
            if name != "unit"
        ),
        *(
            tables.Shown(name, column.label, column.look, width=widths.get(name, USUAL_WIDTH))
            for name, column in one.columns.items()
            if name not in named
        ),
    )


def described(one: Picture, rows: pa.Table, names: Names) -> pd.DataFrame:
    """Return rows in words: objects, units and dimensions as a reader calls them."""
    table = rows.to_pandas()
    codes = table["check"] if "check" in table else [next(iter(one.hits), "").rstrip("?")] * len(table)
    words = {
        f"{name}_said": [in_words(dimension, value or "", names) for value in table[name]]
        for name, dimension in one.dimensions.items()
        if name != "unit"
    }
    numbers = {
        name: table[name].astype("float64") for name, column in one.columns.items() if column.look in NUMBERS
    }
    people = {
        name: [person_in_words(value or "", names) or None for value in table[name]]
        for name, column in one.columns.items()
        if column.said == "person"
    }
    objects = list(zip(table.object_type, table.object_id, strict=True))
    return table.assign(
        object_label=[
            LABELS.get(kind_of(kind, code), kind) for (kind, _), code in zip(objects, codes, strict=True)
        ],
        number=[number_in_words(kind, number, names.units) for kind, number in objects],
        unit_name=[names.units.get(code, code) for code in table.org_code],
        **words,
        **numbers,
        **people,
    )


def _said(wanted: Wanted) -> str:
    """Say what the list has been narrowed to, and which filters its rows do not know."""
    one, choice, filters, names = wanted.picture, wanted.choice, wanted.filters, data.names(wanted.person)
    said = [f"{label}“{value}”" for label, value in filters_in_words(filters, one.dimensions.values(), names)]
    if choice.unit:
        said.insert(0, f"供电单位“{names.units.get(choice.unit, choice.unit)}”")
    known = choosing.dimensions(choice.category)
    deaf = [known[name].label for name in choice.filters if name not in filters]
    more = f"(没有{'、'.join(f'“{label}”' for label in deaf)},不按它筛选)" if deaf else ""
    return f"{'、'.join(said) or '全部'}{more}"


def _sorting(one: Picture) -> tuple[str, bool]:
    """Return what the list is sorted by, as the address says."""
    by = st.query_params.get("sort", "")
    may_be = {*one.columns, *one.dimensions, "object_id", "cons_no", "org_code"}
    return (by if by in may_be else ""), st.query_params.get("sort_reversed") == "1"


def _sort_by(heading: str) -> None:
    """Sort the whole list by the column whose heading was clicked; again, the other way round."""
    by = {"number": "object_id", "unit_name": "org_code", "object_label": "object_type"}.get(
        heading, heading.removesuffix("_said")
    )
    if st.query_params.get("sort") == by:
        is_reversed = st.query_params.get("sort_reversed") == "1"
        st.query_params["sort_reversed"] = "0" if is_reversed else "1"
    else:
        st.query_params["sort"] = by
        st.query_params["sort_reversed"] = "0"


def _telling(
    wanted: Sequence[tables.Shown], rows: pd.DataFrame, filters: Mapping[str, str]
) -> tuple[tables.Shown, ...]:
    """Return columns without those that say the same in every row, for the list is filtered by them, and says so above."""
    known = {f"{name}_said" for name in filters}
    return tuple(column for column in marking.without_idle(wanted, rows) if column.name not in known)


def _sums(wanted: Wanted, found: Behind) -> list[tuple[str, Decimal]]:
    """Return what the rows come to in columns that make a sum under these filters."""
    return [
        (column.label, value)
        for name, value in found.sums.items()
        if (column := wanted.picture.columns[name]).sums_within in {"", *wanted.filters}
    ]


def _export(wanted: Wanted, chosen: Sequence[tables.Shown], found: pa.Table) -> Path:
    """Write rows of the list with the columns that are shown."""
    one, run, person, choice = wanted.picture, wanted.run, wanted.person, wanted.choice
    names, rows = data.names(person), wanted.described(found)
    of_now = one.title in data.of_now(person, door_of(person).data_version, run.id, choice.category)
    facts = (
        ("供电单位", names.units.get(choice.unit, choice.unit) or "全部单位"),
        *filters_in_words(wanted.filters, one.dimensions.values(), names),
        *((("查找", wanted.text),) if wanted.text else ()),
        *((("数据", "这次筛查时的数据已不在,为现在的数据"),) if of_now else ()),
    )
    headings = [(column.name, column.label, column.look) for column in _telling(chosen, rows, wanted.filters)]
    return download.exported(
        lake().store,
        person,
        "picture_rows",
        ".xlsx",
        lambda out: write_rows(out, one, run, rows, headings, facts),
        scope={
            "picture": one.key,
            "unit": choice.unit,
            "is_searched": bool(wanted.text),
            **wanted.filters,
        },
        run_id=run.id,
    )
