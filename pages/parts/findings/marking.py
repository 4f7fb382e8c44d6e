"""Marks on targets: beside each row of a list, and set for the rows that are ticked."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.subjects import number_in_words
from analytics.weekly.masking import without_personal_data
from models import marks
from models.marks import Mark
from models.people import Person
from pages.parts.common import forms, tables
from pages.parts.common.data import lake
from pages.parts.common.units import unit_names

TAKEN_AWAY = "取消标记"
MOST_SHOWN = 10
COLUMN = tables.Shown(
    "mark", "标记", width=104, help="由人对这个对象所作的标记,历次筛查都保留;勾选行后可以标记。"
)


def with_marks(table: pd.DataFrame, check: str | None, person: Person) -> pd.DataFrame:
    """Add to targets what is noted on them now: word, note, by whom."""
    known = {(one.object_type, one.object_id): one for one in marks.marks(lake().store, check)}
    found = [known.get(key) for key in zip(table.object_type, table.object_id, strict=True)]
    return table.assign(mark=[in_words(one, person) if one else None for one in found])


def without_idle(columns: Sequence[tables.Shown], rows: pd.DataFrame) -> tuple[tables.Shown, ...]:
    """Return columns without that of the marks where no row has one."""
    has_marks = rows.mark.notna().any()
    return tuple(column for column in columns if has_marks or column.name != COLUMN.name)


def in_words(one: Mark, person: Person) -> str:
    """Return a mark in a line; notes may name people, and are masked for those who may not see names."""
    note = one.note if person.sees_personal_data else without_personal_data(one.note)
    of_check = f" {one.check_code}" if one.check_code else ""
    said = f":{note}" if note else ""
    return f"{one.word or TAKEN_AWAY}{of_check}{said}({one.marked_by})"


def mark_selected(picked: pd.DataFrame, check: str | None, person: Person) -> None:
    """Offer to mark the ticked targets, and show what was noted on them before."""
    # of rows, each once
    objects = list(dict.fromkeys(zip(picked.object_type, picked.object_id, strict=True)))
    with st.popover("标记", icon=":material/flag:"):
        word = st.segmented_control(
            "标记", [*marks.WORDS, TAKEN_AWAY], default=marks.WORDS[0], key="mark_word"
        )
        note = st.text_input("说明(可不填)", key="mark_note", max_chars=marks.LONGEST_NOTE)
        if check:
            st.caption(f"只对检查 {check} 标记;不选检查时对整个对象标记。")
        if st.button("确定", key="mark_set", type="primary") and word:
            _set(person, objects, "" if word == TAKEN_AWAY else word, note, check or "")
        _history(objects, person)


def _set(person: Person, objects: Sequence[marks.Object], word: str, note: str, check: str) -> None:
    forms.save(lambda: marks.mark(lake().store, person, objects, word, note=note, check_code=check))


def _history(objects: Sequence[marks.Object], person: Person) -> None:
    found = marks.history(lake().store, objects)
    if not found:
        return
    st.caption("标记记录")
    for one in found[:MOST_SHOWN]:
        number = number_in_words(one.object_type, one.object_id, unit_names(person))
        st.text(f"{one.marked_at:%Y-%m-%d %H:%M} {number} {in_words(one, person)}")
    if len(found) > MOST_SHOWN:
        st.caption(f"共 {len(found):,} 条,这里是最近 {MOST_SHOWN} 条。")
