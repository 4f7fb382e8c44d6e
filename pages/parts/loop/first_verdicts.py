"""One case after the other, from its evidence alone; nothing here knows how it was picked or what another has said."""

from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.amounts import in_words
from analytics.parameters import judged_by
from analytics.results.hit_words import basis_of, sentence_of
from analytics.results.run_checks import checks_in
from analytics.rulebook import card_of
from analytics.subjects import LABELS, kind_of, number_in_words
from analytics.weekly.masking import without_personal_data
from models import log, runs
from models.calendar import month_in_words
from models.errors import MingjiError, NotAllowed, NotFound
from models.loop import verdicts
from models.loop.verdicts import Evidence, Item, Word
from models.orm import Run
from models.people import Person
from pages.parts.common.data import findings, lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.findings import hit_evidence
from pages.parts.frame import session
from pages.parts.loop.words import check_label

SAID, LOOKED = "verdict_said", "verdict_looked"
EXPLAINED = {
    Word.ACT: "派发现场核查",
    Word.VOID: "证据已能说明不是问题",
}


def show(person: Person) -> None:
    """Show the next case that the person has yet to judge."""
    if said := st.session_state.pop(SAID, None):
        st.success(plain(said))
    try:
        items = verdicts.queue(lake().store, person)
    except NotAllowed as error:
        st.info(plain(str(error)))
        return
    if not items:
        st.info("没有等您初判的案件。哪些检查先初判,在“一致率与节省”中设定。")
        return
    item = items[0]
    _note_look(item, person)
    st.caption(f"还有 {len(items):,} 件等您初判。")
    _head(item, person)
    run = _run_of(item)
    hits = _hits(item, run, person) if run else {}
    outcomes = {card.code: outcome for card, outcome in checks_in(run)} if run else {}
    for one in item.evidence:
        _evidence(item, one, hits.get(one.problem_id), outcomes.get(one.check_code), person)
    _form(item, person)


def _head(item: Item, person: Person) -> None:
    units = unit_names(person)
    codes = ",".join(one.check_code for one in item.evidence)
    label = LABELS.get(kind_of(item.object_type, codes), item.object_type)
    number = number_in_words(item.object_type, item.object_id, units)
    unit = units.get(item.org_code or "", item.org_code or "未归属单位")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {plain(label)} {plain(number)}", width="content")
        st.caption(f"{plain(unit)} · {item.case_no}", width="content")


def _evidence(
    item: Item,
    one: Evidence,
    hit: dict[str, Any] | None,
    outcome: dict[str, Any] | None,
    person: Person,
) -> None:
    card = card_of(one.check_code)
    fen = one.amount_fen
    amount = in_words(card.amount_kind(item.object_type), None if fen is None else Decimal(fen) / 100)
    with st.container(border=True):
        head = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
        month = f" · 期间 {month_in_words(one.period)}" if one.period else ""
        head.markdown(f"**{plain(check_label(one.check_code))}**{month}", width="content")
        head.markdown(f"**{amount}**" if amount else "不涉及金额", width="content")
        own = one.sentence if person.sees_personal_data else without_personal_data(one.sentence)
        st.text(sentence_of(hit) if hit else own)
        if hit is None:
            return
        calculation, evidence = st.columns([3, 2], gap="large")
        with calculation:
            hit_evidence.calculation(hit)
            judged = judged_by(card, outcome, hit["org_code"], unit_names(person)) if outcome else []
            told = (("例外", card.section("例外")), ("依据", basis_of(hit)), ("阈值", "\n".join(judged)))
            for label, said in told:
                if not said:
                    continue
                with st.container(gap=None):
                    st.caption(label)
                    st.text(said)
        with evidence:
            hit_evidence.show(hit)


def _form(item: Item, person: Person) -> None:
    with st.form(f"verdict-{item.case_no}", width=720):
        word = st.radio(
            "初判 *",
            list(Word),
            index=None,
            format_func=lambda one: f"{one.value}:{EXPLAINED[one]}",
            horizontal=True,
        )
        reason = st.text_area(
            "理由", max_chars=500, height=80, help="不处理必须写明理由;两人的意见定案后写入案件历史。"
        )
        given = st.form_submit_button("提交,看下一件", type="primary")
    if not given:
        return
    if word is None:
        st.error("请选择需处理或不处理。")
        return
    try:
        verdicts.give(lake().store, person, item.case_no, word, reason)
    except MingjiError as error:
        st.error(plain(str(error)))
        return
    st.session_state[SAID] = f"{item.case_no} 已记下您的初判。"
    st.rerun()


def _run_of(item: Item) -> Run | None:
    try:
        return runs.get(lake().store, item.run_id) if item.run_id is not None else None
    except NotFound:
        return None


def _hits(item: Item, run: Run, person: Person) -> dict[str, dict[str, Any]]:
    """Return the hits of the case as the run kept them, by number; none where the run's files are gone."""
    try:
        found = findings(person, run)
    except NotFound:
        return {}
    numbers = {one.problem_id for one in item.evidence}
    about = found.about(item.object_id, item.cons_no or "")
    return {hit["problem_id"]: hit for hit in about if hit["problem_id"] in numbers}


def _note_look(item: Item, person: Person) -> None:
    """Write the look into the audit log, once in a visit; without its line nothing is shown."""
    look = (session.visit(), item.case_no, person.signature)
    if st.session_state.get(LOOKED) == look:
        return
    log.looked(
        lake().store,
        person,
        item.object_type,
        item.object_id,
        cons_no=item.cons_no or "",
        run_id=item.run_id,
        case_no=item.case_no,
    )
    st.session_state[LOOKED] = look
