"""One step for many cases: each is taken or left by itself, and what was left is named with the reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from models.errors import MingjiError
from models.loop import cases
from models.loop.case import Action, Said
from models.loop.case_lists import Listed
from models.orm import CaseRow
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.loop import move_fields
from pages.parts.loop.case_moves import takers
from pages.parts.loop.move_fields import Filled

OUTCOME = "bulk_outcome"
RECHECKS = (Action.PASS, Action.FAIL)
RESULTS = (
    tables.Shown("case_no", "工单编号", "id", width=120),
    tables.Shown("why", "没有办理的原因", width="large"),
)


def offer(
    picked: Sequence[Listed], person: Person, key: str, beside: Mapping[str, str] | None = None
) -> None:
    """Offer what can be done with the ticked cases; `beside` is said of each, by number, behind the re-check's word."""
    if not picked:
        return
    store = lake().store
    can: Counter[Action] = Counter()
    for one in picked:
        can.update(cases.open_to(store, one.row, person))
    actions = [action for action in Action if can[action] and action not in move_fields.NOT_IN_BULK]
    st.caption(f"已勾选 {len(picked)} 件", width="content")
    if not actions:
        st.caption("对勾选的案件没有可以批量办理的操作;请逐件打开办理。", width="content")
        return
    with st.popover("批量办理", icon=":material/done_all:"):
        words = {action.value: action for action in actions}
        chosen = st.selectbox(
            "办理",
            list(words),
            format_func=lambda word: f"{word}({can[words[word]]} 件可办)",
            key="bulk_action",
        )
        if chosen is None:
            return
        action = words[chosen]
        units = {one.row.handler_unit for one in picked}
        filled = Filled({}, None, takers(units.pop() if len(units) == 1 else None, person))
        fields = f"bulk-{action.name}"
        with st.form(f"bulk-{key}-{action.name}", border=False):
            st.caption(f"{move_fields.what_follows(action)}不能办的逐件说明原因,不受影响的照办。")
            move_fields.show(action, fields, filled)
            seen = [one.row for one in picked]
            st.form_submit_button(
                f"{action.value} {len(picked)} 件",
                type="primary",
                key=f"submit-{fields}",
                on_click=_carry_out,
                args=(seen, action, fields, filled, person, beside or {}),
            )


def _carry_out(
    seen: Sequence[CaseRow],
    action: Action,
    key: str,
    filled: Filled,
    person: Person,
    beside: Mapping[str, str],
) -> None:
    try:
        said = move_fields.said(action, key, filled)
    except MingjiError as error:
        st.session_state[OUTCOME] = (action.value, 0, [{"case_no": "全部", "why": str(error)}])
        return

    def own(row: CaseRow) -> Said:
        return _with(said, beside.get(row.case_no, "")) if action in RECHECKS else said

    refused = cases.move_many(lake().store, person, seen, action, own)
    left = [{"case_no": number, "why": str(error)} for number, error in refused.items()]
    st.session_state[OUTCOME] = (action.value, len(seen) - len(left), left)


def _with(said: Said, more: str) -> Said:
    return replace(said, comment="\n".join(text for text in (said.comment.strip(), more) if text))


def say_outcome() -> None:
    """Say what came of the last step for many: how many were moved, and which not and why."""
    outcome = st.session_state.pop(OUTCOME, None)
    if outcome is None:
        return
    word, done, left = outcome
    if not left:
        st.success(f"“{word}”已办理 {done} 件。")
        return
    st.warning(f"“{word}”已办理 {done} 件;{len(left)} 件没有办理,案件没有改动:")
    tables.listing(pd.DataFrame(left), RESULTS, key=f"bulk-left-{date.today()}", most_rows=8, wraps=True)
