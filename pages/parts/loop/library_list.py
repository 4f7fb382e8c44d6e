"""The library of archived cases: searched, read page by page, and offered as an Excel file."""

from pathlib import Path
from typing import Any

import streamlit as st

from analytics.loop import library
from analytics.loop.library import Sought
from models.people import Permission, Person
from pages.parts.common import download, file_names, long_exports, tables
from pages.parts.common.data import lake
from pages.parts.common.narrowing import choice
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.loop import library_cards
from pages.parts.loop.words import check_label
from reports.case_library import write_library

CARDS = 10


def show(person: Person) -> None:
    """Show what was sought, the last archived case first."""
    library.enter(lake())
    store = lake().store
    if not library.count(store, person, Sought()):
        st.info("案例库还是空的。属实的案件复查合格、归档之后,自动收入案例库。")
        st.page_link(page_file("rectification"), label="去整改与复查", icon=":material/arrow_forward:")
        return
    sought = _narrowing(person)
    total = library.count(store, person, sought)
    if not total:
        st.info("没有符合条件的案例。请减少字词或放宽筛选。")
        return
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        offset = tables.paged(total, rows_per_page=CARDS, of=f"{sought}")
        if person.may(Permission.EXPORT):
            long_exports.offer_of(total, person)(
                f"导出 Excel({total:,} 件)",
                lambda: _export(person, sought),
                f"{file_names.of_today('案例库', person, sought.unit)}.xlsx",
                key="export",
            )
    with place:
        for one in library.lessons(store, person, sought, limit=CARDS, offset=offset):
            library_cards.card(one, person)


def _narrowing(person: Person) -> Sought:
    check, problem, cause, unit, text = st.columns([2, 1.5, 1.5, 1.7, 2.3], vertical_alignment="bottom")
    codes, classes, causes = library.words_in_use(lake().store)
    names = unit_names(person)
    return Sought(
        check=choice(check, "检查", {code: check_label(code) for code in codes}, "check"),
        problem_class=choice(problem, "问题分类", {one: one for one in classes}, "problem"),
        cause=choice(cause, "问题原因", {one: one for one in causes}, "cause"),
        unit=choice(unit, "供电单位", dict(sorted(names.items())), "unit") or "",
        text=(_words(text) or "").strip(),
    )


def _words(place: Any) -> str | None:
    return place.text_input("字词", placeholder="如 换表 电价,用空格分开", key="text", bind="query-params")


def _export(person: Person, sought: Sought) -> Path:
    store, names = lake().store, unit_names(person)
    found = library.lessons(store, person, sought)
    said = (
        ("检查", check_label(sought.check) if sought.check else ""),
        ("问题分类", sought.problem_class or ""),
        ("问题原因", sought.cause or ""),
        ("供电单位", names.get(sought.unit, sought.unit)),
        ("字词", sought.text),
        ("制表人", person.signature),
    )
    facts = [(label, value) for label, value in said if value]
    titles = {code: check_label(code) for one in found for code in one.check_codes}
    return download.exported(
        store,
        person,
        "case_library",
        ".xlsx",
        lambda out: write_library(found, names, titles, out, facts=facts),
        scope={"check": sought.check, "unit": sought.unit, "text": sought.text},
    )
