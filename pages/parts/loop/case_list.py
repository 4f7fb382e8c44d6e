"""A list of cases page by page, with what can be done with the ticked ones and the file of the whole."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from models.loop import case_lists
from models.loop.case_lists import Listed, Wanted
from models.people import Permission, Person
from pages.parts.common import columns, download, file_names, long_exports, tables
from pages.parts.common.data import lake
from pages.parts.frame.page_cards import page_file
from pages.parts.loop import bulk, case_filters, case_table
from pages.parts.loop.case_parts import NUMBER
from reports.case_list import write_cases

PLACE = "tasks"  # whose columns are kept


def show(person: Person, wanted: Wanted, chosen: str, today: date, *, title: str, empty: str) -> None:
    """Show the list of a page, and offer it as an Excel file under the page's title."""
    store = lake().store
    place = st.container()
    foot = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
    bar = place.container(horizontal=True, vertical_alignment="center")
    with bar:
        by, is_reversed = case_filters.SORTING.choose()
        shown = columns.chosen(case_table.COLUMNS, person, place=PLACE)
    total = case_lists.count(store, person, wanted, today=today)
    with foot:
        offset = tables.paged(total, of=f"{wanted}-{by}-{is_reversed}")
        if total and person.may(Permission.EXPORT):
            long_exports.offer_of(total, person)(
                f"导出 Excel({total:,} 件)",
                lambda: _export(
                    person, wanted, chosen, by, shown, today, title=title, is_reversed=is_reversed
                ),
                f"{file_names.of_today(title, person, wanted.unit)}.xlsx",
                key="export",
            )
    options = {"by": by, "is_reversed": is_reversed, "limit": tables.PAGE_ROWS, "offset": offset}
    listed = case_lists.listed(store, person, wanted, today=today, **options)
    table = case_table.on_screen(case_table.rows_of(listed, person, today))
    key = f"cases-{wanted}-{by}-{is_reversed}-{offset}"
    with place:
        bulk.say_outcome()
        row = tables.listing(
            table,
            shown,
            key=key,
            action="打开",
            empty=empty,
            most_rows=20,
            is_part=True,
            sort=case_filters.SORTING.by_heading,
            selects=True,
            wraps=tables.any_is_long(shown, table),
        )
    with bar:
        bulk.offer(_picked(listed, key), person, key)
    if row is not None and row < len(listed):
        st.switch_page(page_file("case"), query_params={NUMBER: listed[row].row.case_no})


def _picked(listed: Sequence[Listed], key: str) -> list[Listed]:
    return [listed[place] for place in tables.selected(key) if place < len(listed)]


def _export(
    person: Person,
    wanted: Wanted,
    chosen: str,
    by: str,
    shown: Sequence[tables.Shown],
    today: date,
    *,
    title: str,
    is_reversed: bool,
) -> Path:
    """Write the whole list as it is shown, with what was charged and paid, to a file."""
    store = lake().store
    listed = case_lists.listed(store, person, wanted, by=by, is_reversed=is_reversed, today=today)
    table = case_table.rows_of(listed, person, today)
    facts = [
        *case_filters.in_words(wanted, chosen, person),
        ("排序", case_filters.SORTING.in_words(by, is_reversed=is_reversed)),
        ("制表人", person.signature),
    ]
    unusual = [one for one in case_table.COLUMNS if not one.is_usual and one not in shown]
    columns_of_file = (*shown, *unusual, *case_table.IN_FILES)
    headings = {column.name: (column.label, column.look) for column in columns_of_file}
    return download.exported(
        store,
        person,
        "cases",
        ".xlsx",
        lambda out: write_cases(table, headings, out, title=title, facts=facts),
        scope={"work": chosen, "plan": wanted.plan_id, "unit": wanted.unit, "check": wanted.check},
    )
