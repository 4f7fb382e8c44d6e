"""The parameters of a check on its card: what counts where, who changed what when, and the way back to an old value."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import parameters
from analytics.check import Check, Parameter
from analytics.code_tables.registry import values_of
from analytics.parameters import (
    BY_DEFAULT,
    BY_LAW,
    BY_TABLE,
    Levels,
    bounds_in_words,
    levels_of,
    measured,
    unit_in_words,
)
from analytics.rulebook import card_of
from models.calendar import month_of
from models.company.parameters import WHOLE_COMPANY, Override, history, in_force
from models.errors import MingjiError
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, lake
from pages.parts.common.units import unit_names
from reports.code_tables import COMING, IN_FORCE, REPLACED, STATES

ASKED = "parameter_asked"  # which change somebody is about to take back, and how
RESTORE, GIVE_BACK, TO_DEFAULT = "恢复", "交还上级", "恢复默认值"
OLD_ROWS = 6


def day_of(run: Run | None) -> date:
    """Return the day for which values are told: that up to which the screening shown judges."""
    return run.as_of if run else date.today()


def period_of(run: Run | None) -> str:
    """Return the month for which values are told."""
    return run.period if run else month_of(date.today())


def levels(one: Check, run: Run | None, person: Person) -> Levels:
    """Return what counts of a check's parameters, unit by unit."""
    return levels_of(one, history(lake().store, one.code), day_of(run), by_tables=by_tables(one, run, person))


def by_tables(one: Check, run: Run | None, person: Person) -> dict[str, tuple[str, float]]:
    """Return {parameter: (title, value)} of the law's values that the company's own tables take the place of."""
    return values_of(one, door_of(person).code_tables, day_of(run), period_of(run))


def counting(one: Check, run: Run | None, person: Person, unit: str) -> None:
    """Show what counts for a unit, where it comes from, and what other units have set for themselves."""
    own, names = levels(one, run, person), unit_names(person)
    of_tables = by_tables(one, run, person)
    values = own.values_for(unit)
    rows = [
        {
            "label": p.label,
            "value": measured(p, values.get(p.name)),
            "origin": _origin(
                own.source_of(p.name, unit),
                names,
                f"{BY_TABLE}{of_tables[p.name][0]}"
                if p.name in of_tables
                else BY_LAW
                if p.law
                else BY_DEFAULT,
            ),
            "usual": measured(p, own.usual.get(p.name)),
            "bounds": bounds_in_words(p),
        }
        for p in one.parameters
    ]
    columns = (
        tables.Shown("label", "参数", width=220),
        tables.Shown("value", f"{unit_in_words(unit, names)}现行值", width=130),
        tables.Shown("origin", "来自", width=240),
        tables.Shown(
            "usual", "默认值", width=110, help="法规数值按账单或事件发生之日取,这里是截止日当天的。"
        ),
        tables.Shown("bounds", "允许范围", width="large"),
    )
    tables.listing(pd.DataFrame(rows), columns, key=f"counting-{one.code}-{unit}")


def set_in_words(one: Check, run: Run | None, person: Person) -> str:
    """Return which values count in place of those that the explanation names; empty where nobody set any."""
    names = unit_names(person)
    said = "、".join(
        f"{each.label} {measured(each, own.value)}({unit_in_words(own.org_prefix, names)})"
        for own in levels(one, run, person).overrides
        for each in one.parameters
        if each.name == own.name
    )
    return f"以上写的是规定值或默认值;另行设定的:{said}。" if said else ""


def memory(one: Check, run: Run | None, person: Person) -> None:
    """List every change of a check's parameters, each with the way to make it count again or to give it back."""
    changes, names = history(lake().store, one.code), unit_names(person)
    st.markdown("**修改记录**")
    if not changes:
        st.caption("还没有人改过。")
        return
    rows = described(changes, names, day_of(run))
    may = person.may(Permission.CONFIGURE)
    key = f"changes-{one.code}-{len(changes)}"
    columns = (
        tables.Shown("number", "序号", "number", width=50),
        tables.Shown("state", "状态", width=84, help=STATES),
        tables.Shown("label", "参数", width=140),
        tables.Shown("unit_name", "适用单位", width=104),
        tables.Shown("change", "改动", width=120),
        tables.Shown("since", "生效日", "date", width=92),
        tables.Shown("set_by", "设定人", width=74),
        tables.Shown("set_at", "设定时间", "time", width=120),
        tables.Shown("reason", "理由", width=180),
    )
    clicked = tables.listing(
        pd.DataFrame(rows),
        columns,
        key=key,
        action=RESTORE if may else None,
        most_rows=OLD_ROWS,
        wraps=True,  # a reason is read whole
    )
    if clicked is not None:
        st.session_state[ASKED] = changes[clicked].id
    asked = next((each for each in changes if each.id == st.session_state.get(ASKED)), None)
    if asked is not None and may:
        _take_back(one, asked, run, person)


def described(changes: list[Override], names: dict[str, str], day: date) -> list[dict[str, Any]]:
    """Return changes in words, the newest first: what each changed, and whether it counts on a day."""
    now = {each.id for each in in_force(changes, day)}
    before = {each.id: _before(each, changes) for each in changes}
    found = []
    for each in changes:
        parameter = next((p for p in card_of(each.check_code).parameters if p.name == each.name), None)
        label = parameter.label if parameter else each.name
        old = before[each.id]
        found.append(
            {
                "number": each.id,
                "state": IN_FORCE if each.id in now else COMING if each.since > day else REPLACED,
                "check": f"{each.check_code} {card_of(each.check_code).title}",
                "label": label,
                "unit_name": unit_in_words(each.org_prefix, names),
                "change": f"{_said(old, each, parameter)} → {_said(each.value, each, parameter)}",
                "since": each.since,
                "set_by": each.set_by,
                "set_at": each.set_at,
                "reason": each.reason,
            }
        )
    return found


def giving_back(org_prefix: str) -> str:
    """Return what it is called when a unit no longer sets a value itself; above the whole company stands no unit."""
    return TO_DEFAULT if org_prefix == WHOLE_COMPANY else GIVE_BACK


def _take_back(one: Check, asked: Override, run: Run | None, person: Person) -> None:
    names = unit_names(person)
    parameter = next((p for p in one.parameters if p.name == asked.name), None)
    label = parameter.label if parameter else asked.name
    with st.container(border=True, key="take-back"):
        value = _said(asked.value, asked, parameter)
        st.markdown(f"第 {asked.id} 条:{unit_in_words(asked.org_prefix, names)}的“{label}”:{value}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            since = st.date_input(
                "自这天起", day_of(run), format="YYYY-MM-DD", key=f"since-{asked.id}", width=160
            )
            _do(
                f"再用这个值({value})",
                lambda: parameters.restore(lake().store, person, one, asked, since=since),
                key="restore",
            )
            given_back = {asked.name: None}
            reason = f"不再单独设定(原第 {asked.id} 条)"
            _do(
                giving_back(asked.org_prefix),
                lambda: parameters.save(
                    lake().store, person, one, asked.org_prefix, given_back, since=since, reason=reason
                ),
                key="give-back",
            )
            if st.button("不改", key="leave", type="tertiary"):
                st.session_state.pop(ASKED, None)
                st.rerun()


def _do(label: str, work: Callable[[], object], *, key: str) -> None:
    if st.button(label, key=key):
        try:
            work()
        except MingjiError as error:
            st.error(str(error))
            return
        st.session_state.pop(ASKED, None)
        st.rerun()


def _before(one: Override, changes: list[Override]) -> float | None:
    """Return what the same level had said before a change was written."""
    place = (one.check_code, one.name, one.org_prefix)
    older = [
        each
        for each in changes
        if each.id < one.id and (each.check_code, each.name, each.org_prefix) == place
    ]
    counting_then = in_force(older, one.since)
    return counting_then[-1].value if counting_then else None


def _said(value: float | None, one: Override, parameter: Parameter | None) -> str:
    """Return a value in words; where none is set the unit above counts, and above the whole company the default."""
    if value is None:
        return "默认值" if one.org_prefix == WHOLE_COMPANY else "随上级"
    return measured(parameter, value)


def _origin(source: Override | None, names: dict[str, str], usual: str) -> str:
    if source is None:
        return usual
    return f"{unit_in_words(source.org_prefix, names)} {source.since} 起({source.set_by})"
