"""What may be done with a case now, as forms; who was first is told to who comes second, and nothing typed is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.loop.owed import owed_fen, side_of
from models import register
from models.errors import CaseConflict, MingjiError, MoveIncomplete
from models.loop import case as rules
from models.loop import cases, plans, samples
from models.loop.case import Action, State
from models.orm import CaseCheckRow, CaseRow
from models.people import Person, Role
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.loop import evidence_files, move_fields
from pages.parts.loop.move_fields import Filled
from pages.parts.loop.words import people_by_login

OUTCOME = "case_move_said"
TAKEN, REFUSED, CONFLICT = "taken", "refused", "conflict"
LIKELY = rules.ONWARD | {Action.GRANT_EXTENSION, Action.RESUME}
FIELD_ROLES = (Role.TEAM_LEADER, Role.STAFF, Role.SPECIALIST)


def show(row: CaseRow, checks: Sequence[CaseCheckRow], person: Person) -> None:
    """Offer what the person may do with a case now, and say what came of the last step.

    Why it was not taken stands above the button, where the person looks.
    """
    outcome = st.session_state.pop(OUTCOME, None)
    top = st.container()
    with st.container(border=True):
        above_button = _offer(row, checks, person)
    if outcome:
        kind, said = outcome
        place = above_button if kind == REFUSED and above_button else top
        (place.success if kind == TAKEN else place.error)(plain(said))


def _offer(row: CaseRow, checks: Sequence[CaseCheckRow], person: Person) -> DeltaGenerator | None:
    """Show the form of the step that is chosen, and return the place above its button."""
    st.markdown("**现在可以办理**")
    actions = sorted(cases.open_to(lake().store, row, person), key=lambda one: one not in LIKELY)
    if not actions:
        st.caption(nothing_open(row, person))
        return None
    words = {action.value: action for action in actions}
    chosen = st.segmented_control(
        "办理",
        list(words),
        default=actions[0].value if actions[0] in LIKELY else None,
        key=f"action-{row.case_no}-{row.version}-{person.login}",
        label_visibility="collapsed",
    )
    if chosen is None:
        st.caption(_whose_turn(row, actions))
        return None
    action = words[chosen]
    filled = Filled(_amounts(action, row, checks), _due(action, row), takers(row.handler_unit, person))
    key = f"move-{row.case_no}-{row.version}-{action.name}"
    with st.form(key, border=False):
        st.caption(move_fields.what_follows(action))
        if action is Action.SUBMIT and (asked := _asked_of(checks)):
            st.caption(f"核查情况须写明:{plain('、'.join(asked))}(抽检时逐项比对)。")
        move_fields.show(action, key, filled)
        evidence_files.field(key)
        above_button = st.container()
        st.form_submit_button(
            action.value,
            type="primary",
            key=f"submit-{key}",
            on_click=_carry_out,
            args=(row.case_no, row.version, action, key, filled, person),
        )
    return above_button


def _asked_of(checks: Sequence[CaseCheckRow]) -> list[str]:
    codes = list(dict.fromkeys(one.check_code for one in checks))
    return samples.asked_of(samples.narratives(lake().store), codes)


def nothing_open(row: CaseRow, person: Person) -> str:
    """Say why a person can do nothing with a case."""
    if State(row.state) in rules.CLOSED:
        return f"案件已结束({row.state}),不能再办理。"
    return f"{person.role.value}现在不能办理这件案件;它处于“{row.state}”。"


def _whose_turn(row: CaseRow, actions: Sequence[Action]) -> str:
    """Say for whose step a case waits, where it is not the reader's, and what they may do meanwhile."""
    onward = [one for one in rules.MOVES if one.action in rules.ONWARD and State(row.state) in one.sources]
    roles = [role for role in Role if any(role in one.roles for one in onward)]
    handler = people_by_login().get(row.handler or "", "")
    is_handlers = bool(handler) and set(roles) <= set(FIELD_ROLES)
    who = handler if is_handlers else "、".join(role.value for role in roles)
    steps = "、".join(f"“{one.action.value}”" for one in onward)
    waits = f"案件现为“{row.state}”,下一步{steps}由{who}办理。" if onward else f"案件现为“{row.state}”。"
    return f"{waits}您现在可以{'、'.join(one.value for one in actions)},在上面选一项即可。"


def takers(unit: str | None, person: Person) -> dict[str, str]:
    """Return whom a case can be handed to: people in the field of a unit by login, and units by number."""
    names = unit_names(person)
    people = {
        one.login: f"{one.name} · {one.role.value}"
        for one in register.people(lake().store)
        if one.is_active and one.role in FIELD_ROLES and (unit is None or one.person.covers(unit))
    }
    return people | {code: f"单位:{name}" for code, name in sorted(names.items()) if code.isdecimal()}


def _amounts(action: Action, row: CaseRow, checks: Sequence[CaseCheckRow]) -> dict[str, int | None]:
    owed = owed_fen(row, checks)
    if action is Action.FINISH:
        moved: dict[str, int | None] = {
            "recovered_fen": row.recovered_fen or None,
            "refunded_fen": row.refunded_fen or None,
        }
        if owed and moved[side_of(owed)] is None:
            moved[side_of(owed)] = abs(owed)
        own = {name.removesuffix("_fen"): fen for name, fen in moved.items()}
        return own | {"penalty_recovered": row.penalty_recovered_fen or row.penalty_fen}
    return {
        "established": owed,
        "energy": _together(one.energy_wh for one in checks) if row.energy_wh is None else row.energy_wh,
        "penalty": _together(one.penalty_fen for one in checks)
        if row.penalty_fen is None
        else row.penalty_fen,
    }


def _together(amounts: Iterable[int | None]) -> int | None:
    known = [one for one in amounts if one is not None]
    return sum(known) if known else None


def _due(action: Action, row: CaseRow) -> date | None:
    if action is Action.GRANT_EXTENSION:
        return row.asked_due
    if action is not Action.DISPATCH:
        return None
    planned = plans.plan(lake().store, row.plan_id).due_date
    return planned if planned >= date.today() else None


def _carry_out(case_no: str, version: int, action: Action, key: str, filled: Filled, person: Person) -> None:
    """Take the step as the form says; keep what was typed where it is not taken."""
    try:
        said = replace(move_fields.said(action, key, filled), files=evidence_files.kept(key, person))
        row = cases.move(lake().store, person, case_no, action, said, version=version)
    except CaseConflict as error:
        typed = st.session_state.get(f"{key}-comment") or ""
        kept = f"\n\n您刚才填写的说明没有丢失:{typed}" if typed else ""
        st.session_state[OUTCOME] = (CONFLICT, f"{error}{kept}")
    except MoveIncomplete as error:
        labels = "”“".join(move_fields.label_of(action, name) for name in error.lacking)
        st.session_state[OUTCOME] = (REFUSED, f"请填写“{labels}”,再办理“{action.value}”。")
    except MingjiError as error:
        st.session_state[OUTCOME] = (REFUSED, str(error))
    else:
        st.session_state[OUTCOME] = (TAKEN, f"已办理“{action.value}”,案件现为“{row.state}”。")
