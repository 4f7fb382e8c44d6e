"""The rules of the appraisal: the points of each item, set with a reason, and every change."""

from dataclasses import asdict
from functools import partial

import pandas as pd
import streamlit as st

from models.errors import MingjiError
from models.loop import appraisal
from models.loop.appraisal import LABELS, MOST_POINTS, YUAN, Change, Rules
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain

REFUSED = "appraisal_rules_refused"
IN_A_ROW = 3
MOST_YUAN = 10**9
CHANGES = (
    tables.Shown("set_at", "修改时间", "time", width=130),
    tables.Shown("set_by", "修改人", width=140),
    tables.Shown("reason", "理由", width=260),
    tables.Shown("changed", "改动", width="large"),
)


def show(person: Person) -> None:
    """Show the rules that hold, and let who answers for the whole company change them or take earlier ones up again."""
    store = lake().store
    st.caption(
        "加分填正数,扣分填负数,不计分填 0。没有改过的是默认分值,请按本公司考核办法填写。"
        "改动从未封存的月份起算,已封存的月份不变。"
    )
    if said := st.session_state.pop(REFUSED, None):
        st.error(plain(said))
    now, changes = appraisal.rules(store), appraisal.history(store)
    may_change = person.configures_everything
    if may_change:
        _form(person, now, len(changes))
    else:
        tables.facts(
            [(label, f"{getattr(now, name):,g}") for name, label in LABELS.items()], columns=IN_A_ROW
        )
    st.markdown(f"**修改记录** · {len(changes):,} 条" if changes else "**修改记录**")
    before = [*(one.rules for one in changes[1:]), Rules()]
    clicked = tables.listing(
        pd.DataFrame([_row(one, old) for one, old in zip(changes, before, strict=False)]),
        CHANGES,
        key=f"appraisal-rules-{len(changes)}",
        action="恢复" if may_change else None,
        empty="还没有人改过,按默认分值。",
        most_rows=8,
        wraps=True,
    )
    if clicked is not None:
        chosen = changes[clicked]
        _save(person, chosen.rules, f"恢复 {chosen.set_at:%Y-%m-%d %H:%M} 的规则")
        st.rerun()


def _form(person: Person, now: Rules, version: int) -> None:
    with st.form(f"appraisal-rules-{version}"):
        names = list(LABELS)
        for start in range(0, len(names), IN_A_ROW):
            places = st.columns(IN_A_ROW, vertical_alignment="bottom")
            for place, name in zip(places, names[start : start + IN_A_ROW], strict=False):
                with place:
                    _field(name, getattr(now, name), version)
        reason = st.text_input("理由 *", max_chars=200, key=f"appraisal-reason-{version}")
        if st.form_submit_button("保存", type="primary"):
            wanted = {name: float(st.session_state[_key(name, version)]) for name in names}
            if _save(person, Rules(**wanted), reason):
                st.rerun()
            st.error(plain(st.session_state.pop(REFUSED)))


def _field(name: str, value: float, version: int) -> None:
    is_yuan = name in YUAN
    number = partial(st.number_input, LABELS[name], value=float(value), key=_key(name, version))
    if is_yuan:
        number(min_value=0.0, max_value=float(MOST_YUAN), step=1000.0, format="%.2f")
    else:
        number(min_value=float(-MOST_POINTS), max_value=float(MOST_POINTS), step=0.5, format="%.2f")


def _key(name: str, version: int) -> str:
    return f"appraisal-{name}-{version}"


def _row(one: Change, before: Rules) -> dict[str, object]:
    old = asdict(before)
    changed = [
        f"{LABELS[name]} {old[name]:,g} → {value:,g}"
        for name, value in asdict(one.rules).items()
        if value != old[name]
    ]
    return {
        "set_at": one.set_at,
        "set_by": one.set_by,
        "reason": one.reason or None,
        "changed": ";".join(changed) or "没有改动",
    }


def _save(person: Person, wanted: Rules, reason: str) -> bool:
    try:
        appraisal.save_rules(lake().store, wanted, person, reason)
    except MingjiError as error:
        st.session_state[REFUSED] = str(error)
        return False
    return True
