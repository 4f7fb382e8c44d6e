"""Plans: the list with what became of their cases, and one plan with what may be done with it now."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analytics.ranking.selection import RANDOM
from models import register
from models.errors import MingjiError
from models.loop import case_lists, cases, plans
from models.loop.case import State
from models.loop.plans import PlanState
from models.orm import PlanRow
from models.people import Permission, Person, Role
from models.rounding import share_as_set, share_in_words
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.case_filters import EVERY, WORK
from pages.parts.loop.words import plan_label

PLAN, OUTCOME = "plan", "plan_said"
ROWS = 20
COLUMNS = (
    tables.Shown("id", "编号", "number", width=50),
    tables.Shown("name", "计划", width=190),
    tables.Shown("kind", "类型", width=72),
    tables.Shown("state", "状态", width=66),
    tables.Shown("cases", "案件", "number", width=56),
    tables.Shown(
        "random", "其中随机对照", width=110, help="随机抽取的案件,用来衡量排序是否有效;与排序选中的同样核查。"
    ),
    tables.Shown("closed", "已结", "percent", width=56),
    tables.Shown("due_date", "时限", "date", width=84),
    tables.Shown("states", "各状态件数", width=224),
    tables.Shown("created_by", "制定人", width=78),
)
Tally = Counter[tuple[State, str]]


def any_yet() -> bool:
    """Return whether there is any plan."""
    return bool(plans.plans(lake().store))


def require_any(person: Person) -> None:
    """Say what to do where there is no plan yet, and end the page there."""
    if not any_yet():
        first_steps(person)
        st.stop()


def first_steps(person: Person) -> None:
    """Say what to do where there is no plan yet."""
    st.info("还没有稽查计划。在“稽查目标”中设好筛选和每所任务数,或勾选若干目标,再点“制定稽查计划”。")
    if person.may(Permission.SELECT):
        st.page_link(page_file("targets"), label="去稽查目标", icon=":material/arrow_forward:")


def waiting(person: Person) -> None:
    """Say which plans wait for somebody's word, and lead there."""
    states = {PlanState.DRAFT.value: Role.SUPERVISOR, PlanState.APPROVED.value: Role.LEAD}
    found = Counter(plan.state for plan in plans.plans(lake().store, person) if plan.state in states)
    if not found or person.role not in (Role.LEAD, Role.SUPERVISOR):
        return
    said = "、".join(f"{many} 个计划{state}" for state, many in found.items())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"另有 {said}。", width="content")
        st.page_link(page_file("plans"), label="去稽查计划", icon=":material/arrow_forward:")


def choose(person: Person) -> PlanRow | None:
    """List the plans, the newest first, and return the one that the address names."""
    store = lake().store
    every = plans.plans(store, person)
    if not every:
        st.info("您的单位没有列入任何稽查计划。")
        return None
    place = st.container()
    offset = tables.paged(len(every), rows_per_page=ROWS)
    some = every[offset : offset + ROWS]
    tallies = case_lists.by_plan(store, person, [plan.id for plan in some])
    table = pd.DataFrame([_row(plan, tallies.get(plan.id, Counter())) for plan in some])
    with place:
        shown = _columns(person)
        clicked = tables.listing(
            table,
            shown,
            key=f"plans-{offset}",
            action="查看",
            most_rows=10,
            is_part=len(every) > ROWS,
            wraps=tables.any_is_long(shown, table),
        )
    if clicked is not None:
        st.query_params[PLAN] = str(some[clicked].id)
    asked = st.query_params.get(PLAN, str(every[0].id))
    return next((plan for plan in every if str(plan.id) == asked), None)


def show(plan: PlanRow, person: Person) -> None:
    """Show one plan: what it was chosen by, how far it is, and what may be done with it."""
    _say_outcome()
    store = lake().store
    tally = case_lists.by_plan(store, person, [plan.id]).get(plan.id, Counter())
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(horizontal=True, vertical_alignment="center", width="content"):
                st.markdown(f"#### {plain(plan_label(plan))}", width="content")
                st.badge(plan.state, color=_colour(plan))
            st.page_link(
                page_file("tasks"),
                label=f"它的 {tally.total():,} 件案件",
                icon=":material/list_alt:",
                query_params={WORK: EVERY, "plan": plan_label(plan)},
            )
        chosen = tally_of(tally, lambda key: key[1] == RANDOM)
        facts = [
            ("类型 / 来源", f"{plan.kind} / {plan.source}"),
            ("时限", f"{plan.due_date}"),
            *((("随机对照", _share(chosen, tally.total())),) if cases.tells_control(person) else ()),
            ("制定", _by(plan.created_by, plan.created_at)),
            ("批准", _by(plan.approved_by, plan.approved_at)),
            ("派发", _by(plan.dispatched_by, plan.dispatched_at)),
            *_scope(plan, person),
        ]
        tables.facts(facts)
        st.caption(f"案件:{_states(tally) or '您的单位没有案件'}。")
        _actions(plan, tally, person)


def _columns(person: Person) -> list[tables.Shown]:
    return [one for one in COLUMNS if one.name != "random" or cases.tells_control(person)]


def tally_of(tally: Tally, fits: Callable[[tuple[State, str]], bool]) -> int:
    """Return how many cases of a tally fit."""
    return sum(many for key, many in tally.items() if fits(key))


def _row(plan: PlanRow, tally: Tally) -> dict[str, Any]:
    total = tally.total()
    closed = tally_of(tally, lambda key: key[0] not in case_lists.OPEN)
    return {
        "id": plan.id,
        "name": plan.name,
        "kind": plan.kind,
        "state": plan.state,
        "cases": total,
        "random": _share(tally_of(tally, lambda key: key[1] == RANDOM), total),
        "closed": closed / total if total else None,
        "due_date": plan.due_date,
        # the grid breaks a line at blanks alone: between two states, not before the number of one
        "states": _states(tally).replace(" ", "\u00a0").replace("、", "、 "),
        "created_by": plan.created_by,
    }


def _share(random: int, total: int) -> str:
    return f"{random:,} 件({share_in_words(random / total)})" if random else "无"


def _states(tally: Tally) -> str:
    counts = {state: tally_of(tally, lambda key, state=state: key[0] is state) for state in State}
    return "、".join(f"{state.value} {many:,}" for state, many in counts.items() if many)


def _colour(plan: PlanRow) -> Any:
    return {
        PlanState.DRAFT.value: "orange",
        PlanState.APPROVED.value: "violet",
        PlanState.DISPATCHED.value: "green",
    }.get(plan.state, "gray")


def _by(who: str | None, at: Any) -> str:
    return f"{who}\n{at:%Y-%m-%d %H:%M}" if who and at else "—"


SCOPE = {
    "checks": "检查",
    "categories": "稽查类别",
    "org_prefix": "供电单位",
    "jobs_per_unit": "每所任务数",
    "random_share": "随机比例",
    "seed": "随机种子",
    "left_out": "已有未结案件而未列入",
    "list": "选定范围",
}


def _scope(plan: PlanRow, person: Person) -> list[tuple[str, str]]:
    """Return what a plan was chosen by, in words."""
    units = unit_names(person)
    said = [("筛查", f"第 {plan.run_id} 次")] if plan.run_id else []
    for name, value in plan.scope.items():
        if name not in SCOPE or value in (None, "", [], 0):
            continue
        if name in ("random_share", "seed") and not cases.tells_control(person):
            continue
        if name == "org_prefix":
            word = units.get(str(value), str(value))
        elif name == "random_share":
            word = share_as_set(value)
        elif name == "left_out":
            word = f"{value:,} 个"
        else:
            word = "、".join(map(str, value)) if isinstance(value, list) else str(value)
        said.append((SCOPE[name], word))
    return said


def _actions(plan: PlanRow, tally: Tally, person: Person) -> None:
    """Offer what may be done with a plan, each with what it does."""
    ready = plans.to_send(lake().store, person, plan.id)
    returned = tally_of(tally, lambda key: key[0] is State.TO_DISPATCH) - ready
    judged = tally_of(tally, lambda key: key[0] is State.TO_ANALYSE)
    if plan.state == PlanState.DRAFT.value and person.role in (Role.LEAD, Role.SUPERVISOR):
        is_own = _made_it(plan, person)
        what = "计划由您制定,须由另一人批准。" if is_own else "批准后可以派发;案件不变。"
        _offer("批准", what, lambda: plans.approve(lake().store, person, plan.id), disabled=is_own)
    if not person.may(Permission.SELECT):
        return
    is_open = plan.state in (PlanState.APPROVED.value, PlanState.DISPATCHED.value)
    if is_open and ready:
        stays = f";待初判的 {judged:,} 件留下,判定后再派发" if judged else ""
        _offer(
            f"派发 {ready:,} 件",
            f"派发后 {ready:,} 件转为“待接收”,时限 {plan.due_date},交各件所属的供电单位{stays}。",
            lambda: plans.dispatch(lake().store, person, plan.id),
        )
    if is_open and returned:
        st.caption(f"{returned:,} 件被退回,不随计划再派发:请打开案件,逐件派发到应办的单位。")
    if plan.state in (PlanState.DRAFT.value, PlanState.APPROVED.value):
        with st.popover("撤销计划", icon=":material/undo:"):
            st.caption(f"撤销后 {tally.total():,} 件案件作废,不能恢复;作废的理由写入每件的办理过程。")
            why = st.text_input("撤销的理由 *", key=f"withdraw-why-{plan.id}", max_chars=200)
            if st.button("确定撤销", key=f"withdraw-{plan.id}", type="primary"):
                _do("撤销", lambda: plans.withdraw(lake().store, person, plan.id, why))


def _made_it(plan: PlanRow, person: Person) -> bool:
    with lake().store.read() as session:
        return plans.is_own(plan, person) and not register.is_alone(session)


def _offer(word: str, what: str, act: Callable[[], Any], *, disabled: bool = False) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        clicked = st.button(word, key=f"plan-{word[:2]}", type="primary", disabled=disabled)
        st.caption(what)
    if clicked:
        _do(word, act)


def _do(word: str, act: Callable[[], Any]) -> None:
    try:
        act()
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.session_state[OUTCOME] = f"已{word}。"
    st.rerun()


def _say_outcome() -> None:
    if said := st.session_state.pop(OUTCOME, None):
        st.success(said)
