"""举一反三: what a confirmed case's checks find in the other units, the special audit made of it, and what came of those."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.loop import spread
from analytics.loop.spread import Proposal
from models.errors import MingjiError
from models.loop import cases, plans
from models.people import Permission, Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, kept, lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.words import check_label, yuan

NUMBER = "no"
BY_UNIT = (
    tables.Shown("unit_name", "供电单位", width=220),
    tables.Shown("hits", "命中", "number", width=80),
    tables.Shown("objects", "对象", "number", width=80),
    tables.Shown("under", "少收(元)", "money", width=140),
    tables.Shown("over", "多收(元)", "money", width=140),
    tables.Shown("other", "其他金额(元)", "money", width=140, help="在途资金、账面差额、参考值等,不追不退。"),
)
EARLIER = (
    tables.Shown("case_no", "原案件", "id", width=130),
    tables.Shown("plan", "专项计划", width=300),
    tables.Shown("units", "单位", "number", width=60),
    tables.Shown("cases", "子案件", "number", width=70),
    tables.Shown("judged", "已审核", "number", width=70),
    tables.Shown("confirmed", "属实", "number", width=60),
    tables.Shown("archived", "已归档", "number", width=70),
    tables.Shown("recovered", "已追补(元)", "money", width=120),
    tables.Shown("refunded", "已退还(元)", "money", width=120),
)


def propose(person: Person) -> None:
    """Ask for a case, show what its checks find elsewhere, and offer to make a plan of it."""
    st.text_input(
        "认定属实的案件(工单编号)",
        key=NUMBER,
        bind="query-params",
        width=320,
        placeholder="如 稽查20261100001",
        help="在案件详情中点“举一反三”也到这里。",
    )
    number = (st.session_state.get(NUMBER) or "").strip()
    if not number:
        st.info("输入一件认定属实的案件的编号,看其他单位有没有同样的问题。")
        return
    try:
        row = cases.case(lake().store, number, person)
        with st.spinner("正在用同样的参数检查其他单位…", show_time=True):
            found = _proposal(person, door_of(person).data_version, number, row.version)
    except MingjiError as error:
        st.warning(plain(str(error)))
        return
    with st.container(border=True):
        _found(found, person)
        if found.targets and person.may(Permission.SELECT):
            _making(found, person)


@kept
def _proposal(person: Person, data_version: int, case_no: str, version: int) -> Proposal:
    """Return what is found elsewhere; it holds for a state of the data and of the case."""
    return spread.propose(lake(), person, case_no)


def _found(found: Proposal, person: Person) -> None:
    names = unit_names(person)
    checks = "、".join(check_label(code) for code in found.checks)
    st.markdown(f"**{plain(checks)}** · 数据截止 {found.as_of}")
    rows = [
        {
            "unit_name": names.get(one.org_code, one.org_code),
            "hits": one.hits,
            "objects": one.objects,
            "under": yuan(one.under_fen or None),  # nothing found is no amount of 0.00
            "over": yuan(one.over_fen or None),
            "other": yuan(one.other_fen or None),
        }
        for one in found.by_unit
    ]
    tables.listing(
        pd.DataFrame(rows), BY_UNIT, key="spread-units", empty="其他单位没有发现同样的问题。", most_rows=10
    )
    if found.left_out:
        st.caption(f"{len(found.left_out):,} 个对象已有未结的案件,不再列入。")
    if found.off:
        st.caption(f"没有运行的检查:{'、'.join(map(check_label, found.off))}(缺少数据)。")


def _making(found: Proposal, person: Person) -> None:
    with st.form("spread", border=False):
        st.caption(
            f"列入 {len(found.targets):,} 个目标,制定为专项稽查计划,待审批;每件注明来自 {found.case_no}。"
        )
        due = st.date_input(
            "回单时限 *", value=None, min_value=date.today(), format="YYYY-MM-DD", key="spread-due", width=200
        )
        if not st.form_submit_button("制定专项计划", type="primary", key="spread-make"):
            return
    if due is None:
        st.error("没有填写回单时限。请选一个日期。")
        return
    try:
        number = spread.make(lake().store, person, found, due=due)
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.switch_page(page_file("plans"), query_params={"plan": str(number)})


def earlier(person: Person) -> None:
    """List the special audits that came of cases, with what came of them."""
    made = [plan for plan in plans.plans(lake().store, person) if plan.parent_case]
    if not made:
        return
    st.markdown("**已开展的举一反三**")
    table = pd.DataFrame([_row(plan.parent_case or "", f"{plan.id} {plan.name}", person) for plan in made])
    clicked = tables.listing(table, EARLIER, key="spreads", action="查看", most_rows=10)
    if clicked is not None:
        st.switch_page(page_file("plans"), query_params={"plan": str(made[clicked].id)})


def _row(case_no: str, plan: str, person: Person) -> dict[str, Any]:
    came = spread.results_of(lake().store, person, case_no)
    return {
        "case_no": case_no,
        "plan": plan,
        "units": came.units,
        "cases": came.cases,
        "judged": came.judged,
        "confirmed": came.confirmed,
        "archived": came.archived,
        "recovered": yuan(came.recovered_fen or None),
        "refunded": yuan(came.refunded_fen or None),
    }
