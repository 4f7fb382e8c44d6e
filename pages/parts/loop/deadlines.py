"""The deadlines of what waits for somebody as a calendar file, for the telephone that goes along."""

from datetime import date

import streamlit as st

from models.home import homes
from models.loop import case_lists
from models.loop.case_lists import Wanted
from models.people import Permission, Person
from pages.parts.common import download, file_names
from pages.parts.common.data import lake
from pages.parts.common.units import unit_names_of_cases
from reports.deadlines_file import calendar_of

MOST = 1_000  # days in a calendar that a telephone takes


def offer(person: Person, today: date) -> None:
    """Offer the calendar of what waits for the person, with numbers of cases only."""
    if not person.may(Permission.EXPORT):
        return
    button, said = st.columns([1, 6], vertical_alignment="center")
    with button:
        download.offer(
            "时限日历(.ics)",
            lambda: _calendar(person, today),
            f"{file_names.of_today('稽查时限', person)}.ics",
            key="calendar",
        )
    said.caption("等您办理的案件的时限,可导入手机或电脑的日历;只含工单编号、状态和单位,提前一天上午提醒。")


def _calendar(person: Person, today: date) -> bytes:
    store = lake().store
    listed = case_lists.listed(store, person, Wanted(waits=True), limit=MOST, today=today)
    rows = [one.row for one in listed]
    return calendar_of(rows, homes.identity_of(store.home) or "mingji", unit_names_of_cases(person))
