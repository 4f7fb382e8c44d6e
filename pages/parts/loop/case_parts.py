"""The parts of a case's page: who and how it stands, what it was opened for, what was found, its history."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.amounts import in_words as amount_in_words
from analytics.loop import spread
from analytics.loop.judged import basis_of_case, outcomes_of, values_of_case
from analytics.loop.owed import unexplained
from analytics.loop.recurrence import recurrences
from analytics.loop.tickets import TICKET
from analytics.reasons import WITHOUT_HITS, code_of, looks
from analytics.results.hit_words import sentence_of
from analytics.rulebook import card_of
from analytics.subjects import LABELS, kind_of, number_in_words
from analytics.weekly.masking import without_personal_data
from models import log, runs
from models.errors import MingjiError, NotFound
from models.loop import case_steps, cases, plans
from models.loop.case import Result, State, Supervision, Urgency
from models.loop.case_effects import URGENCY, supervision_of
from models.loop.checkers import ALONE
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, Run
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import findings, kept, lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.findings import subject, which_run
from pages.parts.frame import session
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.case_table import urged
from pages.parts.loop.move_fields import AMOUNTS, CHOICES, ENERGY, STORED, TEXTS
from pages.parts.loop.words import (
    BADGE,
    PICKED_BY,
    check_label,
    deadline,
    kwh_text,
    people_by_login,
    plan_label,
    yuan_text,
)

SPREADABLE = [one.value for one in (State.TO_RECTIFY, State.RECTIFYING, State.TO_RECHECK, State.ARCHIVED)]
NUMBER, LOOKED = "no", "case_looked"
FOUND = ("problem_class", "mistake", "cause", "degree")
FACTS = {name: label for name, (label, _) in (*CHOICES.items(), *TEXTS.items())} | {
    ALONE: "单人核查",
    "done_on": "完成日期",  # these two come with filled lists alone (data_loaders/filled_lists.py)
    "remark": "备注",
}
MONEY = {STORED[name]: label.removesuffix("(元)") for name, (label, _) in AMOUNTS.items() if name != ENERGY}
SAID = {"to": "交给", "due": "时限", "result": "是否属实"} | FACTS


def chosen(person: Person) -> CaseRow | None:
    """Return the case that the address names, noted in the log, or ask for one."""
    number = st.query_params.get(NUMBER, "").strip()
    if not number:
        st.info("请从稽查任务中打开一件案件,或在这里输入工单编号。")
        st.text_input("工单编号", key="case_no_asked", on_change=_ask, width=300)
        return None
    try:
        row = cases.case(lake().store, number, person)
    except NotFound as error:
        st.warning(plain(str(error)))
        st.page_link(page_file("tasks"), label="去稽查任务", icon=":material/arrow_back:")
        return None
    _note_look(row, person)
    return row


def _ask() -> None:
    st.query_params[NUMBER] = st.session_state["case_no_asked"].strip()


def _note_look(row: CaseRow, person: Person) -> None:
    """Write the look into the audit log, once in a visit; without its line nothing is shown."""
    look = (session.visit(), row.case_no, person.signature)
    if st.session_state.get(LOOKED) == look:
        return
    run_id = plans.plan(lake().store, row.plan_id).run_id
    store, kind = lake().store, row.object_type
    log.looked(
        store, person, kind, row.object_id, cons_no=row.cons_no or "", run_id=run_id, case_no=row.case_no
    )
    st.session_state[LOOKED] = look


def head(row: CaseRow, checks: Sequence[CaseCheckRow], person: Person, today: date) -> None:
    """Show what the case is about, where it lies, and how it stands against its deadline."""
    units, people = unit_names(person), people_by_login()
    plan = plans.plan(lake().store, row.plan_id)
    codes = ",".join(one.check_code for one in checks)
    label = LABELS.get(kind_of(row.object_type, codes), row.object_type)
    number = number_in_words(row.object_type, row.object_id, units)
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(horizontal=True, vertical_alignment="center", width="content"):
                st.markdown(f"#### {row.case_no}", width="content")
                st.badge(row.state, color=BADGE[State(row.state)])
                for word in _flags(row):
                    st.badge(word, color="red")
            st.page_link(page_file("tasks"), label="返回稽查任务", icon=":material/arrow_back:")
        record = subject.customer_in_words(row.cons_no or "", person)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                page_file("object"),
                label=f"{label} {plain(number)}",
                icon=":material/person_search:",
                query_params=which_run.object_address(_run_of(row), row.object_type, row.object_id),
                help="这个对象的全部情况:档案、逐月电量电费、复算过程。",
            )
            if record:
                said = (record["cons_name"], row.cons_no, record["elec_addr"])
                st.text("  ".join(part for part in said if part))
        unit = row.handler_unit or ""
        late = deadline(row, today)
        facts = [
            ("供电单位", units.get(unit, unit) or "—"),
            ("经办人", people.get(row.handler or "", row.handler or "未指定")),
            ("时限", f"{row.due_date}  {late}" if row.due_date else "—"),
            ("任务类型 / 来源", f"{row.kind} / {row.source}"),
            ("稽查计划", plan_label(plan)),
            ("是否属实", row.result or "—"),
            ("核实金额", yuan_text(row.established_fen)),
            ("已追补", yuan_text(row.recovered_fen)),
            ("已退还", yuan_text(row.refunded_fen)),
        ]
        if row.energy_wh:
            facts.append(("追补电量" if row.energy_wh >= 0 else "退还电量", kwh_text(abs(row.energy_wh))))
        if row.penalty_fen or row.penalty_recovered_fen:
            received = f"{yuan_text(row.penalty_recovered_fen)} / {yuan_text(row.penalty_fen)}"
            facts.append(("已收/应收违约使用电费", received))
        if found := [word for name in FOUND if (word := row.facts.get(name))]:
            facts.append(("问题与差错", "、".join(found)))
        if (standing := supervision_of(row)) is not Supervision.NONE:
            facts.append(("督办", f"{standing.value} · {row.facts.get(URGENCY, Urgency.USUAL.value)}"))
        if clue := plan.scope.get(plans.CLUE):
            facts.append(("来源说明", clue if person.sees_personal_data else without_personal_data(clue)))
        if cases.tells_how_picked(row, person):
            facts.append(("选取方式", PICKED_BY.get(row.picked_by, row.picked_by)))
        tables.facts(facts)
        _relatives(row, person)


def _flags(row: CaseRow) -> list[str]:
    said = (
        (urged(row), urged(row)),
        (f"申请延期至 {row.asked_due}", row.asked_due),
        (f"返工 {row.rework} 次", row.rework),
        ("重复发生", row.recurrence_of),
        ("单人核查", row.facts.get(ALONE)),
        (f"已延期 {row.extensions} 次", row.extensions),
    )
    return [word for word, holds in said if holds]


def _relatives(row: CaseRow, person: Person) -> None:
    """Lead on to the other units, to what the case repeats, and to the case that it comes from."""
    if row.result in (Result.TRUE.value, Result.PARTLY.value) and row.state in SPREADABLE:
        came = spread.results_of(lake().store, person, row.case_no)
        children = f"子案件 {came.cases:,} 件,已审核 {came.judged:,} 件,其中属实 {came.confirmed:,} 件"
        st.page_link(
            page_file("spread"),
            label=f"举一反三:{children if came.cases else '其他单位有没有同样的问题'}",
            icon=":material/hub:",
            query_params={NUMBER: row.case_no},
        )
    related: dict[str, str] = {}
    for one in recurrences(lake().store, person, row):  # the nearest relation of each case comes first
        survived = f"上次归档后 {one.days} 天再次立案"
        related.setdefault(
            one.case_no, f"重复发生({one.same.value}):{code_of(one.check_code)} {survived},上次"
        )
    for said, number in (("重复发生:上次", row.recurrence_of), ("举一反三自", row.parent_case)):
        if number:
            related.setdefault(number, said)
    for number, said in related.items():
        st.page_link(
            page_file("case"),
            label=f"{said} {number}",
            icon=":material/history:",
            query_params={NUMBER: number},
        )


def opened_for(row: CaseRow, checks: Sequence[CaseCheckRow], person: Person) -> None:
    """Show the hits that the case was opened for, as they were then."""
    with st.container(border=True):
        st.markdown("**立案依据**", help="立案时的命中,此后重新筛查也不改变。金额是检查的复算。")
        if not checks and row.picked_by == TICKET:
            st.caption("由其他系统的稽查工单立案,内容见“其他系统的稽查工单”。")
            return
        if not checks:
            st.caption(f"{WITHOUT_HITS}。")
        sentences = _sentences(row, checks, person)
        outcomes, units = outcomes_of(lake().store, row.plan_id), unit_names(person)
        for one in checks:
            card = card_of(one.check_code)
            kind = card.amount_kind(row.object_type)
            fen = one.amount_fen
            amount = amount_in_words(kind, None if fen is None else Decimal(fen) / 100)
            with st.container(gap=None):
                line = st.container(horizontal=True, horizontal_alignment="distribute")
                line.markdown(f"**{plain(check_label(one.check_code))}**", width="content")
                line.markdown(f"**{amount}**" if amount else "不涉及金额", width="content")
                st.text(sentences[one.id])
            _judged_by(basis_of_case(one), values_of_case(one, row.org_code, outcomes, units))
        with st.container(gap=None):
            st.markdown("**现场看什么**")
            for line in looks(row.object_type, (one.check_code for one in checks)):
                st.caption(plain(line))


def _judged_by(basis: str, values: Sequence[str]) -> None:
    """Show by what a hit was judged when the case was opened."""
    if not basis and not values:
        return
    with st.expander("依据与阈值", icon=":material/gavel:"):
        for label, said in (("依据", basis), ("阈值", "\n".join(values))):
            if said:
                with st.container(gap=None):
                    st.caption(label)
                    st.text(said)


def _sentences(row: CaseRow, checks: Sequence[CaseCheckRow], person: Person) -> dict[int, str]:
    """Return what each hit says to a person: from the run as the door shows it to who may not see names."""
    kept_then = {one.id: one.sentence for one in checks}
    if person.sees_personal_data:
        return kept_then
    run = _run_of(row)
    shown = _masked(person, run.id, row.object_id, row.cons_no or "") if run else {}
    return {one.id: shown.get(one.problem_id) or without_personal_data(one.sentence) for one in checks}


@kept
def _masked(person: Person, run_id: int, object_id: str, cons_no: str) -> dict[str, str]:
    found = findings(person, runs.get(lake().store, run_id)).about(object_id, cons_no)
    return {hit["problem_id"]: sentence_of(hit) for hit in found}


def _run_of(row: CaseRow) -> Run | None:
    number = plans.plan(lake().store, row.plan_id).run_id
    try:
        return runs.get(lake().store, number) if number else which_run.followed()
    except MingjiError:
        return None


def found(row: CaseRow, person: Person) -> None:
    """Show what the field check established, once it has."""
    said = [(FACTS[name], _said_to(person, word)) for name, word in row.facts.items() if name in FACTS]
    if said:
        with st.container(border=True):
            st.markdown("**核查与整改**")
            tables.facts(said, columns=3)


def history(row: CaseRow, checks: Sequence[CaseCheckRow], person: Person) -> None:
    """Show every step of the case, the latest first; nothing of it can be changed."""
    people, units = people_by_login(), unit_names(person)
    steps = case_steps.history(lake().store, row)
    unlike = unexplained(row, checks, steps)
    with st.container(border=True):
        st.markdown(
            f"**办理过程** · {len(steps)} 步",
            help="只增不改;每一步与前一步以摘要相连,改动任何一步,核对(verify-log)时都会发现。",
        )
        for step in reversed(steps):
            _step(step, people | units, person, unlike.get(step.seq))


def _step(step: CaseMoveRow, names: dict[str, str], person: Person, unlike: str | None) -> None:
    when, what = st.columns([1.5, 5], gap="small")
    at = datetime.fromisoformat(step.at)
    when.caption(f"{at:%Y-%m-%d}  \n{at:%H:%M}")
    moved = f"{step.source} → {step.target}" if step.source and step.source != step.target else step.target
    left = _left(step.days_left)
    with what.container(gap=None):
        st.markdown(f"**{plain(step.action)}** · {plain(step.by)} · {moved}{left}")
        if step.comment:
            st.text(_said_to(person, step.comment))
        if step.said:
            told = [*_told(step.said, step.comment, names, person), *filter(None, (unlike,))]
            st.caption(plain(";".join(one.removesuffix("。") for one in told)))


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f" · 余 {days} 个工作日" if days >= 0 else f" · 超 {-days} 个工作日"


def _told(said: dict[str, Any], comment: str, names: dict[str, str], person: Person) -> list[str]:
    """Return what was said of a step, but for what its comment says in the same words."""
    told = []
    for name, value in said.items():
        if value == comment:
            continue
        if name in MONEY:
            told.append(f"{MONEY[name]} {yuan_text(value)}")
        elif name == STORED[ENERGY]:
            told.append(f"追补电量 {kwh_text(value)}")
        elif name in SAID:
            word = names.get(value, value) if name == "to" else value
            told.append(f"{SAID[name]} {_said_to(person, str(word))}")
    return told


def _said_to(person: Person, text: str) -> str:
    """Return what somebody wrote, without what tells whom it is about for those who may not see it."""
    return text if person.sees_personal_data else without_personal_data(text)
