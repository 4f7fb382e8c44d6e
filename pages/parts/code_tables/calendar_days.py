"""Days on which the company works or not other than announced: set, given back, out as a file and back."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pandas as pd
import streamlit as st

from analytics.code_tables import AS_ANNOUNCED, HOLIDAYS, WORDS, edited_holidays
from models import holidays
from models.calendar import KNOWN_YEARS, is_working_day
from models.errors import MingjiError
from models.holidays import SetDay, WrittenDay
from models.people import Person
from pages.parts.code_tables.edited_file import take_back
from pages.parts.common import download, tables
from pages.parts.common.data import lake
from reports.code_tables import WEEKDAYS, write_holidays

WHAT = "节假日表"
MOST_DAYS = 366
SAID = {is_worked: word for word, is_worked in WORDS.items()}
DAYS = (
    tables.Shown("day", "日期", "date", width=100),
    tables.Shown("weekday", "星期", width=60),
    tables.Shown("word", "设定", width=110),
    tables.Shown("announced", "自带日历", width=80),
    tables.Shown("note", "说明", width="large"),
    tables.Shown("set_by", "设定人", width=100),
    tables.Shown("set_at", "设定时间", "time", width=130),
)
NEW = DAYS[:5]


def show(person: Person) -> None:
    """Show the days that are set, and let who answers for the whole company set others."""
    store = lake().store
    known = holidays.in_force(store)
    st.caption(
        f"程序自带国务院 {KNOWN_YEARS[0]} 至 {KNOWN_YEARS[-1]} 年的放假和调休;之后的年份公布后在这里补,"
        "未补之前按周一至周五上班。这里设定的日子优先,检查、周报和案件的时限计算工作日都按它。"
    )
    rows = pd.DataFrame([_in_words(one) for one in known.values()])
    clicked = tables.listing(
        rows,
        DAYS,
        key="holidays",
        action="撤销" if person.sees_everything else None,
        empty="还没有另行设定的日子。",
        most_rows=12,
    )
    if clicked is not None:
        _write(person, [SetDay(list(known)[clicked], None, "撤销")])
    if not person.sees_everything:
        return
    _form(person)
    download.offer(
        "导出节假日表(Excel)",
        lambda: _file(person),
        f"节假日_{date.today()}.xlsx",
        key="export-holidays",
    )
    take_back(
        WHAT,
        HOLIDAYS,
        person,
        key="holiday-table",
        read=lambda edited: edited_holidays(edited, known),
        shown=_in_words,
        columns=NEW,
        save=lambda new: holidays.save(store, person, new),
    )
    if changes := holidays.history(store):
        st.markdown(f"**修改记录** · {len(changes):,} 条")
        tables.listing(
            pd.DataFrame([_in_words(one) for one in changes]), DAYS, key="holiday-changes", most_rows=10
        )


def _form(person: Person) -> None:
    with (
        st.form("set-days", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        days = st.date_input("日期(可选起止)", [], key="days", width=230)
        word = st.selectbox("设为", [word for word in WORDS if word != AS_ANNOUNCED], key="word", width=110)
        note = st.text_input("说明", key="note", placeholder="例如:国办发明电〔2026〕7 号", width=320)
        if st.form_submit_button("设定", key="set-days-now"):
            chosen = _span(days)
            if not chosen:
                st.error("没有选日期。请选择一天,或起止两天。")
                return
            _write(person, [SetDay(day, WORDS[str(word)], note) for day in chosen])


def _span(days: Any) -> list[date]:
    """Return the days from the first to the last that was chosen."""
    chosen = [cast("date", day) for day in (days if isinstance(days, tuple | list) else [days]) if day]
    if not chosen:
        return []
    count = min((chosen[-1] - chosen[0]).days + 1, MOST_DAYS)
    return [chosen[0] + timedelta(days=n) for n in range(count)]


def _write(person: Person, days: list[SetDay]) -> None:
    try:
        holidays.save(lake().store, person, days)
    except MingjiError as error:
        st.error(str(error))
        return
    st.rerun()


def _file(person: Person) -> Path:
    days = list(holidays.in_force(lake().store).values())
    return download.exported(
        lake().store, person, "holidays", ".xlsx", lambda out: write_holidays(out, days), scope={}
    )


def _in_words(one: SetDay) -> dict[str, Any]:
    written = {"set_by": one.set_by, "set_at": one.set_at} if isinstance(one, WrittenDay) else {}
    return {
        "day": one.day,
        "weekday": WEEKDAYS[one.day.weekday()],
        "word": SAID[one.is_worked],
        "announced": "上班" if is_working_day(one.day) else "放假",
        "note": one.note,
        **written,
    }
