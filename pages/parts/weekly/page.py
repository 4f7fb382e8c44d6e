"""The weekly report on the screen: its head with the files to take along, its sections, what a click leads to."""

import streamlit as st

from analytics.weekly.period import Span
from analytics.weekly.sections import Weekly
from analytics.weekly.weeks import nearest_day
from models.company.settings import WeeklySettings
from models.people import Person
from pages.parts.common.data import door_of, lake, latest_run
from pages.parts.imports import first_files
from pages.parts.report import files as report_files
from pages.parts.report import view as report_view
from pages.parts.report.edits import Desk
from pages.parts.report.tables import Cell
from pages.parts.report.view import Clicks
from pages.parts.weekly import behind as weekly_behind
from pages.parts.weekly import data as weekly_data
from pages.parts.weekly import orders as weekly_orders
from pages.parts.weekly import settings as weekly_settings
from pages.parts.weekly.choice import Choice, go_to, go_to_days
from pages.parts.weekly.explained import EXPLAINED
from reports.document import Chart, ControlChart, Document, Section, Table
from reports.weekly.report import edition_of

SECTION = "section"
TOPICAL = (9, 10)  # 诉求热点, and the measures that follow from it
SHORT_CLOSING = "闭环与措施"


def no_orders(person: Person) -> None:
    """Say what to do where nothing has been loaded."""
    first_files.ask_for("还没有 95598 工单", "营销系统的 95598 工单导出文件", person)


def no_orders_then(person: Person, choice: Choice, settings: WeeklySettings) -> None:
    """Say so where the period has no order, and lead to the nearest week that has one."""
    span = choice.period.span
    st.info(f"{span} 没有受理的工单。")
    nearest = nearest_day(door_of(person), choice.unit, span)
    if nearest is None:
        st.caption("所选单位没有任何工单,请选择其他单位。")
        return
    st.button(
        f"转到最近有工单的一周({nearest:%Y-%m-%d})", type="primary", on_click=go_to, args=(nearest, settings)
    )


def head(person: Person, weekly: Weekly, document: Document, settings: WeeklySettings) -> None:
    """Show which report this is and how fresh its data, with the files to take along."""
    about, files = st.columns([5, 4], vertical_alignment="center")
    about.markdown(f"**{document.title}** {document.subtitle}  \n{document.unit} · 数据截至 {document.as_of}")
    span, unit = weekly.period.span, weekly.scope.org_prefix
    with files.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        report_files.buttons(
            person,
            lambda: weekly_data.report(person, unit, weekly.period),
            what="weekly",
            file_name=f"{document.title}_{document.unit}_{span.first:%Y%m%d}-{span.last:%Y%m%d}",
            scope={"org": unit, "from": span.first.isoformat(), "to": span.last.isoformat()},
        )
        weekly_settings.button(person, settings)
    if not weekly.coverage.is_complete:
        st.warning("数据没有覆盖整个统计期,本期数量不完整,与以往各期的比较仅供参考。")


def chosen_section(document: Document) -> int:
    """Show the sections' names and return the number of the one that is chosen; only it is drawn."""
    names = {str(section.number): _short(section) for section in document.sections}
    asked = st.query_params.get(SECTION, "")
    st.session_state[SECTION] = asked if asked in names else "1"
    chosen = st.segmented_control(
        "章节",
        list(names),
        format_func=lambda number: names[number],
        required=True,
        key=SECTION,
        label_visibility="collapsed",
        on_change=_turn,
    )
    return int(chosen or 1)


def needs_topics(number: int) -> bool:
    """Return whether a section, or the orders that the address asks for, are about what the texts say."""
    return number in TOPICAL or weekly_orders.asks_for_topic()


def _turn() -> None:
    st.query_params[SECTION] = st.session_state[SECTION]


def body(person: Person, weekly: Weekly, document: Document, number: int) -> None:
    """Show a section, and the orders behind the figure that was clicked."""
    section = next(one for one in document.sections if one.number == number)
    desk = Desk(lake().store, edition_of(weekly), person)
    report_view.show(document, section, person, desk, _clicks(weekly))
    weekly_orders.show(weekly, person)


def _short(section: Section) -> str:
    return SHORT_CLOSING if "闭环" in section.heading else section.heading


def _clicks(weekly: Weekly) -> Clicks:
    def cell(table: Table, clicked: Cell) -> None:
        if (found := weekly_behind.object_of(table, clicked)) and latest_run():
            weekly_orders.open_object(*found)
        _open(weekly_behind.of_cell(weekly, table, clicked))

    def point(chart: Chart, number: int) -> None:
        if isinstance(chart, ControlChart):  # a point of the trend is a week of its own
            week = weekly.volume.trend.points[number]
            go_to_days(Span(week.first, week.last))
            st.rerun()
        _open(weekly_behind.of_point(weekly, chart, number))

    return Clicks(
        card=lambda card: weekly_behind.of_card(card) is not None,
        on_card=lambda card: weekly_orders.ask(weekly_behind.of_card(card) or {}),
        columns=weekly_behind.clickable,
        on_cell=cell,
        points=lambda chart: (
            isinstance(chart, ControlChart) or weekly_behind.of_point(weekly, chart, 0) is not None
        ),
        on_point=point,
        on_matrix=lambda matrix, clicked: _open(weekly_behind.of_matrix(weekly, matrix, clicked)),
        explained=lambda card: EXPLAINED.get(card.label, ""),
    )


def _open(which: weekly_behind.Which | None) -> None:
    if which is not None:
        weekly_orders.ask(which)
    st.rerun()
