"""The overdue ladder: who is told how many working days after a deadline, set with a reason, and every change."""

import pandas as pd
import streamlit as st

from models.errors import MingjiError
from models.loop import ladder
from models.loop.ladder import MOST_DAYS, TOLD, Change
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain

REFUSED = "ladder_refused"
COLUMNS = (
    *(tables.Shown(who, f"{who}(第几天)", "number", width=120) for who in TOLD),
    tables.Shown("set_by", "设定人", width=120),
    tables.Shown("set_at", "设定时间", "time", width=130),
    tables.Shown("reason", "理由", width="large"),
)


def show(person: Person) -> None:
    """Show the ladder that holds, and let who answers for the whole company set another or an earlier one again."""
    store = lake().store
    st.caption(
        "案件超过时限后,超期多少个工作日告知谁;告知上一级时,下级同时被告知。0 表示时限一过即告知。"
        "稽查任务、案件、通报和命令行都按它;改动从今天起计算,已封存的月份不变。"
    )
    if said := st.session_state.pop(REFUSED, None):
        st.error(plain(said))
    changes = ladder.history(store)
    now = {rung.who: rung.days_over for rung in ladder.ladder(store)}
    if not person.sees_everything:
        tables.facts([(who, f"超期 {days} 个工作日") for who, days in now.items()])
    else:
        with st.form("overdue-ladder", width=640):
            places = st.columns(len(TOLD))
            days = {
                who: int(
                    place.number_input(
                        f"{who}(工作日)",
                        min_value=0,
                        max_value=MOST_DAYS,
                        value=now[who],
                        key=f"ladder-{who}-{len(changes)}",
                    )
                )
                for place, who in zip(places, TOLD, strict=True)
            }
            reason = st.text_input("理由 *", max_chars=200, key=f"ladder-reason-{len(changes)}")
            if st.form_submit_button("保存", type="primary"):
                _save(person, days, reason)
    st.markdown(f"**修改记录** · {len(changes):,} 条" if changes else "**修改记录**")
    clicked = tables.listing(
        pd.DataFrame([_row(one) for one in changes]),
        COLUMNS,
        key=f"ladder-changes-{len(changes)}",
        action="恢复" if person.sees_everything else None,
        empty="还没有人改过,按默认的 0、3、7 个工作日。",
        most_rows=8,
    )
    if clicked is not None:
        old = {rung.who: rung.days_over for rung in changes[clicked].ladder}
        _save(person, old, f"恢复 {changes[clicked].set_at:%Y-%m-%d %H:%M} 的设定")


def _row(one: Change) -> dict[str, object]:
    days: dict[str, object] = {rung.who: rung.days_over for rung in one.ladder}
    return days | {"set_by": one.set_by, "set_at": one.set_at, "reason": one.reason}


def _save(person: Person, days: dict[str, int], reason: str) -> None:
    try:
        ladder.save(lake().store, person, days, reason)
    except MingjiError as error:
        st.session_state[REFUSED] = str(error)
    st.rerun()
