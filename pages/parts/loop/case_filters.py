"""What a list of cases is narrowed to and sorted by; all of it stands in the address."""

from typing import Any

import streamlit as st

from analytics.loop.called import called
from models import register
from models.loop import case_lists, plans
from models.loop.case import Mistake, Source, State, Urgency
from models.loop.case_lists import OPEN, Due, Wanted, Work
from models.people import Person
from pages.parts.common.data import door_of, kept, lake, own_door
from pages.parts.common.narrowing import Sorting, choice
from pages.parts.common.units import unit_names_of_cases
from pages.parts.loop.words import check_label, people_by_login, plan_label

WORK = "work"
WAITING, TODAY, OVERDUE, SOON, UNCLOSED, EVERY = "waiting", "today", "overdue", "soon", "open", "all"
ABOUT_WORK = {
    WAITING: (
        "等我办理",
        "轮到您办理的案件:您单位内未指定经办人的,和由您或您代理的人经办的;待批的延期也在内。",
    ),
    TODAY: ("今天到期", "时限就是今天;当天办完不算超期。等待客户的不计时。"),
    OVERDUE: ("已超期", "时限已过。超期几个工作日报负责人、班组长、管理员,按超期提醒的设置。"),
    SOON: ("即将到期", "剩余不足 2 个工作日,含今天到期的。"),
    UNCLOSED: ("全部未结", "您单位范围内所有没有归档、作废、不处理的案件。"),
    EVERY: ("全部案件", "您单位范围内的全部案件,含已归档的。"),
}
SORTING = Sorting(
    {
        "due_date": "时限",
        "case_no": "工单编号",
        "state": "状态",
        "handler_unit": "供电单位",
        "amount_fen": "金额",
        "moved_at": "最近办理",
    },
    columns={"deadline": "due_date", "unit_name": "handler_unit", "amount_yuan": "amount_fen"},
)
FURTHER = {
    name: (label, {one.value: one.value for one in words})
    for name, label, words in (
        ("source", "来源", Source),
        ("urgency", "正在督办", Urgency),
        ("mistake", "差错业务分类", Mistake),
    )
}
"""What a list can be narrowed to besides: the name in `Wanted` and in the address, its label, its words."""
DUE = {TODAY: Due.TODAY, OVERDUE: Due.OVERDUE, SOON: Due.SOON}


def work(done: Work) -> str:
    """Show what there is for the person, each with its count, and return which of it is chosen."""
    chosen = chosen_work()
    counts = {WAITING: done.waiting, TODAY: done.today, OVERDUE: done.overdue, SOON: done.soon}
    with st.container(horizontal=True, gap="small", key="my_work"):
        for name, (label, explained) in ABOUT_WORK.items():
            said = f"{label} **{counts[name]:,}**" if name in counts else label
            kind = "primary" if name == chosen else "secondary"
            st.button(said, key=f"work-{name}", type=kind, help=explained, on_click=_choose, args=(name,))
    if done.stages:
        told = {stage.partition(":")[2].split("、")[-1]: many for stage, many in sorted(done.stages.items())}
        parts = [f"{f'报到{who}' if who else '还不到提醒天数'} {many:,} 件" for who, many in told.items()]
        st.caption(f"超期的案件:{'、'.join(parts)}。")
    return chosen


def chosen_work() -> str:
    """Return which part of the work the address names."""
    asked = st.query_params.get(WORK, WAITING)
    return asked if asked in ABOUT_WORK else WAITING


def _choose(name: str) -> None:
    st.query_params[WORK] = name


def narrowing(person: Person, chosen: str, *, states: tuple[State, ...] = ()) -> Wanted:
    """Show every filter and return what was chosen; `states` are those that a list is of anyway."""
    offered = states or tuple(State)
    store = lake().store
    state, plan, unit, handler, check, text, more = st.columns(
        [1.3, 2, 1.7, 1.5, 1.9, 2, 0.8], vertical_alignment="bottom"
    )
    names, people = unit_names_of_cases(person), people_by_login()
    known = {plan_label(one): one.id for one in plans.plans(store, person)}
    logins = {login: people.get(login, login) for login in case_lists.handlers(store, person)}
    titles = {code: check_label(code) for code in case_lists.codes_in_use(store)}
    word = choice(state, "状态", {one.value: one.value for one in offered}, "state")
    plan_name = choice(plan, "计划", {name: name for name in known}, "plan")
    active = sum(name in st.query_params for name in FURTHER)
    said = f"更多({active})" if active else "更多"
    with more.popover(said, help="来源、督办、差错业务分类", width="stretch"):
        further = {name: choice(st, label, words, name) for name, (label, words) in FURTHER.items()}
    basis = states or (() if chosen == EVERY or chosen in DUE else OPEN)
    asked = (_words(text) or "").strip()
    return Wanted(
        states=(State(word),) if word else basis,
        plan_id=known.get(plan_name or ""),
        unit=choice(unit, "供电单位", dict(sorted(names.items())), "unit") or "",
        handler=choice(handler, "经办人", logins, "handler"),
        check=choice(check, "检查", titles, "check"),
        due=None if word and chosen not in DUE else DUE.get(chosen),
        waits=chosen == WAITING,
        is_own=chosen in DUE,
        text=asked,
        called=_called(
            register.hats_of(store, person), door_of(person).data_version, case_lists.last_step(store), asked
        )
        if asked
        else (),
        **further,
    )


@kept
def _called(
    hats: tuple[Person, ...], data_version: int, steps: int, text: str
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the cases that each word names (analytics.loop.called), as a person and as those for whom they stand in.

    It holds until the next step of any case.
    """
    own, *others = hats
    found = dict(called(door_of(own), text.split()))
    for one in others:
        with own_door(one):
            for word, ids in called(door_of(one), text.split()):
                found[word] = tuple(dict.fromkeys((*found[word], *ids)))
    return tuple(found.items())


def in_words(wanted: Wanted, chosen: str, person: Person) -> list[tuple[str, str]]:
    """Return what a list is narrowed to, for the cover of its file."""
    known = {one.id: plan_label(one) for one in plans.plans(lake().store, person)}
    said = (
        ("范围", ABOUT_WORK[chosen][0]),
        ("状态", "、".join(state.value for state in wanted.states)),
        ("计划", known.get(wanted.plan_id or 0)),
        ("供电单位", unit_names_of_cases(person).get(wanted.unit, wanted.unit)),
        ("经办人", people_by_login().get(wanted.handler or "", wanted.handler)),
        ("检查", check_label(wanted.check) if wanted.check else ""),
        ("查找", wanted.text),
        *((label, getattr(wanted, name)) for name, (label, _) in FURTHER.items()),
    )
    return [(label, value) for label, value in said if value]


def _words(place: Any) -> str | None:
    return place.text_input(
        "工单 / 户号 / 户名 / 对象", placeholder="输入其中一部分", key="text", bind="query-params"
    )


def nothing(chosen: str) -> str:
    """Return what an empty list says: that all is done, or where else to look."""
    return {
        WAITING: "没有等您办理的案件。“全部未结”中可以看到别人正在办理的。",
        TODAY: "没有今天到期的案件。",
        OVERDUE: "没有超期的案件。",
        SOON: "没有即将到期的案件。",
    }.get(chosen, "没有符合条件的案件。请放宽筛选。")
