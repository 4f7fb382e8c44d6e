"""周期计划 on screen: the rules by which plans make themselves, and the form for another one."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.loop import periodic as making
from analytics.loop.planning import jobs_of
from models import runs
from models.category import Category
from models.company.settings import latest
from models.errors import MingjiError, NotFound
from models.loop import periodic, plans
from models.loop.case import TaskKind
from models.loop.periodic import LONGEST_NAME, MOST_WORKING_DAYS, PERIODIC, Every, Rule
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names

SAID = "periodic_said"
EVERY_UNIT, EVERY_CATEGORY = "全部单位", "全部类别"
COLUMNS = (
    tables.Shown("name", "名称", width=160),
    tables.Shown("every", "周期", width=56),
    tables.Shown("categories", "稽查类别", width=220),
    tables.Shown("unit", "供电单位", width=110),
    tables.Shown("jobs", "每所任务数", width=150),
    tables.Shown("random", "随机比例", "percent", width=72),
    tables.Shown("kind", "类型", width=72),
    tables.Shown("days", "时限", width=90),
    tables.Shown("state", "本期", width=76),
)


def make_due() -> None:
    """Make what is due; looked for once for each day, screening and change of the rules."""
    store = lake().store
    row = latest(store, PERIODIC)
    if row is None:
        return
    try:
        _made(date.today(), runs.get(store).id, row.id)
    except NotFound:  # nothing was screened yet
        return


@st.cache_data(show_spinner="正在制定到期的周期计划…", max_entries=10)
def _made(today: date, run_id: int, rules_id: int) -> list[int]:
    return making.make_due(lake(), today)


def show(person: Person) -> None:
    """Show the rules, and let who may change them change them."""
    rules = periodic.rules(lake().store)
    with st.expander(f"周期计划({len(rules)} 个)" if rules else "周期计划", icon=":material/event_repeat:"):
        st.caption(
            "到期自动由最近一次筛查制定,待审批;已有未结案件的对象不列入。启动程序、打开本页或列出计划时制定,每期一次。"
        )
        if said := st.session_state.pop(SAID, None):
            st.success(plain(said))
        rows = [_row(one, person) for one in rules]
        tables.listing(pd.DataFrame(rows), COLUMNS, key="periodic", empty="还没有周期计划。")
        if not person.configures_everything:
            return
        with st.container(horizontal=True):
            with st.popover("新增周期计划", icon=":material/add:"):
                _form(rules, person)
            if rules:
                with st.popover("取消周期计划", icon=":material/remove:"):
                    name = st.selectbox("取消哪一个", [one.name for one in rules])
                    st.caption("不再自动制定;已经制定的计划不变。")
                    if st.button("取消它", type="primary"):
                        _save(person, [one for one in rules if one.name != name], f"已取消“{name}”。")


def _row(one: Rule, person: Person) -> dict[str, Any]:
    made = plans.is_made(lake().store, one.made_for(date.today()))
    unit = unit_names(person).get(one.org_prefix, one.org_prefix)
    return {
        "name": one.name,
        "every": one.every.value,
        "categories": "、".join(one.categories) or EVERY_CATEGORY,
        "unit": unit if one.org_prefix else EVERY_UNIT,
        "jobs": f"{jobs_of(one.people, one.days):,}({one.people} 人 {one.days} 天)",
        "random": one.random_share,
        "kind": one.kind.value,
        "days": f"{one.working_days} 个工作日",
        "state": "已制定" if made else "未制定",
    }


def _form(rules: list[Rule], person: Person) -> None:
    units = unit_names(person)
    with st.form("periodic_rule", border=False, width=520):
        left, right = st.columns(2)
        name = left.text_input("名称 *", max_chars=LONGEST_NAME)
        every = right.selectbox("周期", list(Every), index=1, format_func=lambda one: one.value)
        categories = st.multiselect("稽查类别", [one.value for one in Category], placeholder=EVERY_CATEGORY)
        names = {"": EVERY_UNIT} | units
        unit = st.selectbox("供电单位", list(names), format_func=names.__getitem__) or ""
        people = left.number_input("每所人数", min_value=1, max_value=100, value=2)
        days = right.number_input(
            "每期天数", min_value=1, max_value=90, value=5, help="每人每天 8 小时,每户 2 小时,即 4 户。"
        )
        percent = left.number_input("其中随机抽取(%)", min_value=0, max_value=100, value=10, step=5)
        working_days = right.number_input("时限(工作日)", min_value=1, max_value=MOST_WORKING_DAYS, value=10)
        kind = st.selectbox("类型", list(TaskKind), format_func=lambda one: one.value)
        if st.form_submit_button("新增", type="primary"):
            added = Rule(
                name.strip(),
                every,
                tuple(categories),
                unit,
                int(people),
                int(days),
                percent / 100,
                kind,
                int(working_days),
            )
            _save(person, [*rules, added], f"已新增“{name.strip()}”,本期的计划随即制定。")


def _save(person: Person, rules: list[Rule], said: str) -> None:
    try:
        periodic.save(lake().store, person, rules)
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.session_state[SAID] = said
    st.rerun()
