"""One drawn case after the other: what was written and decided, what its narrative lacks, and the word on it."""

from datetime import datetime

import streamlit as st

from analytics.loop import sampled
from analytics.loop.sampled import Sampled
from analytics.weekly.masking import without_personal_data
from models import log
from models.calendar import month_in_words
from models.errors import MingjiError, NotAllowed
from models.loop import case_steps, cases, plans, samples
from models.loop.case import Action, SampleFault
from models.loop.cases import Said
from models.orm import CaseMoveRow
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.frame import session
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.case_parts import NUMBER
from pages.parts.loop.words import check_label, yuan_text

SAID, LOOKED = "sample_said", "sample_looked"
PASSES, FAILS = "通过", "不通过"
READ = (*sampled.WRITTEN_BY, *sampled.DECIDED_BY, Action.FINISH.value, Action.PASS.value)


def show(person: Person) -> None:
    """Show the next drawn case that the person may judge."""
    if said := st.session_state.pop(SAID, None):
        st.success(plain(said))
    try:
        waiting = sampled.queue(lake().store, person)
    except NotAllowed as error:
        st.info(plain(str(error)))
        return
    if not waiting:
        st.info("没有等您抽检的案件。样本在“抽取与结果”中按月抽取;您自己办理过的案件由别人抽检。")
        return
    one = waiting[0]
    _note_look(one, person)
    st.caption(f"还有 {len(waiting):,} 件等您抽检。")
    steps = case_steps.history(lake().store, one.row)
    with st.container(border=True):
        _head(one, person)
    _narrative(one, steps, person)
    _form(one, person)


def _head(one: Sampled, person: Person) -> None:
    row, units = one.row, unit_names(person)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"#### {row.case_no}", width="content")
        st.page_link(
            page_file("case"),
            label="打开案件",
            icon=":material/open_in_new:",
            query_params={NUMBER: row.case_no},
        )
    tables.facts(
        [
            ("检查", "、".join(map(check_label, one.check_codes)) or "没有命中"),
            ("供电单位", units.get(row.handler_unit or "", row.handler_unit or "—")),
            ("归档月份", month_in_words(one.sample.month)),
            ("是否属实", row.result or "—"),
            ("核实金额", yuan_text(row.established_fen)),
        ]
    )


def _narrative(one: Sampled, steps: list[CaseMoveRow], person: Person) -> None:
    """Show what was written and decided, and which phrases of the template the last report lacks."""
    with st.container(border=True):
        st.markdown("**办理人员写了什么**")
        for step in steps:
            if step.action in READ:
                with st.container(gap=None):
                    at = datetime.fromisoformat(step.at)
                    st.caption(f"{at:%Y-%m-%d} {plain(step.by)} · {step.action}")
                    text = step.comment or "(没有写)"
                    st.text(text if person.sees_personal_data else without_personal_data(text))
        written = [step.comment for step in steps if step.action in sampled.WRITTEN_BY]
        asked = samples.asked_of(samples.narratives(lake().store), one.check_codes)
        if not asked:
            st.caption("这些检查没有叙述模板,请凭内容判断;模板在“叙述模板”中填写。")
            return
        missing = samples.lacking(asked, written[-1] if written else "")
        if missing:
            st.warning(f"最后一次核查情况缺少:{plain('、'.join(missing))}")
        else:
            st.success(f"最后一次核查情况写明了全部要点:{plain('、'.join(asked))}")


def _form(one: Sampled, person: Person) -> None:
    with st.form(f"sample-{one.row.case_no}", width=720):
        word = st.radio("抽检结论 *", [PASSES, FAILS], index=None, horizontal=True)
        fault = st.radio(
            "不通过的是",
            list(SampleFault),
            format_func=lambda each: each.value,
            horizontal=True,
            help="核查情况不合要求的记核查人,认定依据不足的记认定人。",
        )
        comment = st.text_area("意见", max_chars=500, height=80, help="不通过必须写明理由;写入案件历史。")
        given = st.form_submit_button("提交,看下一件", type="primary")
    if not given:
        return
    if word is None:
        st.error("请选择通过或不通过。")
        return
    action = Action.SAMPLE_PASS if word == PASSES else Action.SAMPLE_FAIL
    facts = {"sample_fault": fault.value} if action is Action.SAMPLE_FAIL and fault else {}
    try:
        cases.move(
            lake().store, person, one.row.case_no, action, Said(comment, facts=facts), version=one.row.version
        )
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.session_state[SAID] = f"{one.row.case_no} 已记下“{action.value}”。"
    st.rerun()


def _note_look(one: Sampled, person: Person) -> None:
    """Write the look into the audit log, once in a visit; without its line nothing is shown."""
    look = (session.visit(), one.row.case_no, person.signature)
    if st.session_state.get(LOOKED) == look:
        return
    row = one.row
    log.looked(
        lake().store,
        person,
        row.object_type,
        row.object_id,
        cons_no=row.cons_no or "",
        run_id=plans.plan(lake().store, row.plan_id).run_id,
        case_no=row.case_no,
    )
    st.session_state[LOOKED] = look
