"""What the weekly report is about: unit and days, chosen here and kept in the address, so that a link can be sent."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from analytics.weekly.period import Period, Span, Weekday, week_of
from analytics.weekly.units import EVERYTHING
from analytics.weekly.weeks import last_complete_week, period_of
from models.company.settings import WeeklySettings
from models.errors import WrongUsage
from models.people import Person
from pages.parts.common import address
from pages.parts.common.units import unit_names

UNIT, DAYS, TURNED = "weekly_unit", "weekly_days", "weekly_turned"


@dataclass(frozen=True)
class Choice:
    """A unit ('' is every unit) and a period."""

    unit: str
    period: Period


def choose(person: Person, settings: WeeklySettings, known: Span) -> Choice:
    """Show what is chosen with the ways to change it, and return it."""
    latest = last_complete_week(known, Weekday(settings.week_start), issue_shift=settings.issue_shift)
    choice = Choice(_unit_in_address(person), _period_in_address(settings) or latest)
    span = choice.period.span
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _units(person, choice.unit)
        step = choice.period.before
        st.button(
            f"上一{step[-1]}",
            key="earlier",
            icon=":material/chevron_left:",
            on_click=_turn,
            args=(span, -span.days),
        )
        _days(span)
        later = span.shifted(span.days)
        st.button(
            f"下一{step[-1]}",
            key="later",
            icon=":material/chevron_right:",
            on_click=_turn,
            args=(span, span.days),
            disabled=later.first > known.last,
        )
        st.button("最近完整周", key="latest", type="tertiary", on_click=go_to_days, args=(latest.span,))
    return choice


def next_in_line(choice: Choice, settings: WeeklySettings, known: Span) -> Period | None:
    """Return the period that somebody who is turning pages will turn to next; None where nobody does."""
    days = st.session_state.pop(TURNED, 0)
    span = choice.period.span.shifted(days)
    if not days or span.last < known.first or span.first > known.last:
        return None
    return period_of(span.first, span.last, Weekday(settings.week_start), issue_shift=settings.issue_shift)


def go_to(day: date, settings: WeeklySettings) -> None:
    """Choose the week that a day lies in."""
    go_to_days(week_of(day, Weekday(settings.week_start)).span)


def _units(person: Person, unit: str) -> None:
    names = unit_names(person)
    codes = ([""] if person.sees_everything else []) + sorted(names)
    st.session_state[UNIT] = unit
    st.selectbox(
        "供电单位",
        codes,
        key=UNIT,
        format_func=lambda code: _indented(code, names),
        on_change=_choose_unit,
        width=230,
    )


def _indented(code: str, names: dict[str, str]) -> str:
    depth = sum(other != code and code.startswith(other) for other in names)
    return "　" * depth + (names.get(code, code) if code else EVERYTHING)


def _unit_in_address(person: Person) -> str:
    asked = st.query_params.get("unit")
    names = unit_names(person)
    if asked in names or (asked in (None, "") and person.sees_everything):
        return asked or ""
    own = sorted(code for code in names if code.startswith(person.units))
    return own[0] if own else person.units[0]


def _period_in_address(settings: WeeklySettings) -> Period | None:
    try:
        first, last = (date.fromisoformat(st.query_params[name]) for name in ("from", "to"))
    except (KeyError, ValueError):
        return None
    try:
        return period_of(first, last, Weekday(settings.week_start), issue_shift=settings.issue_shift)
    except WrongUsage as error:
        st.warning(str(error))
        return None


def _days(span: Span) -> None:
    if len(st.session_state.get(DAYS, ())) != 1:  # one day: the other end is still being chosen
        st.session_state[DAYS] = (span.first, span.last)
    st.date_input("统计起止日期", key=DAYS, format="YYYY-MM-DD", on_change=_choose_days, width=250)


def _choose_unit() -> None:
    _remember(unit=st.session_state[UNIT])


def _choose_days() -> None:
    chosen = st.session_state[DAYS]
    if len(chosen) == len(("from", "to")):
        go_to_days(Span(*chosen))


def go_to_days(span: Span) -> None:
    """Choose some days."""
    st.session_state.pop(DAYS, None)
    _remember(**{"from": span.first.isoformat(), "to": span.last.isoformat()})


def _turn(span: Span, days: int) -> None:
    st.session_state[TURNED] = days
    go_to_days(span.shifted(days))


def _remember(**parts: str) -> None:
    """Change the address; the orders behind a figure belong to the report that is left."""
    address.say({"drill": "", **parts})
