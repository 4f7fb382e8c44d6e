"""The parts of the page that recalculates a bill: whose and of which month, the outcome, the lines, the files."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics.reasons import label_of
from analytics.recalculation.bill import Recalculation, billed_months, followed_profiles, recalculated
from analytics.recalculation.prices import Prices, prices
from analytics.results.hit_words import sentence_of
from analytics.subjects import LABELS
from models import log
from models.calendar import month_in_words
from models.orm import Run
from models.people import SYSTEM, Person
from pages.parts.common.data import door_of, kept, lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.findings.subject import PROFILE, Hits, Subject, customer_hits, customer_in_words
from pages.parts.findings.which_run import object_address
from pages.parts.frame import session
from pages.parts.frame.page_cards import page_file
from pages.parts.report import files as report_files
from pages.parts.report import tables as report_tables
from reports.document import Document, KpiRow, Paragraph, Table
from reports.recalculation import document_of, facts_of
from reports.wording import printed

CUSTOMER, MONTH = "id", "month"
LOOKED = "recalculation_looked"
HEAD_FACTS = 9


def chosen(run: Run, person: Person) -> tuple[str, str] | None:
    """Return the customer and the month that the address names, or ask for them."""
    bar = st.container(horizontal=True, vertical_alignment="bottom")
    cons_no = bar.text_input("户号", value=st.query_params.get(CUSTOMER, ""), max_chars=16, width=200).strip()
    if not cons_no:
        st.info("请输入户号,或在对象详情中点“电费复算”。")
        return None
    st.query_params[CUSTOMER] = cons_no
    record, months = (
        customer_in_words(cons_no, person),
        _months(person, door_of(person).data_version, cons_no),
    )
    if record is None and not months:
        st.warning(f"没有找到用户 {cons_no},或不在您的单位范围内。")
        return None
    if not months:
        st.warning(f"用户 {cons_no} 没有已导入的账单。")
        return None
    _note_look(cons_no, run, person)
    asked = st.query_params.get(MONTH, "")
    with bar:
        place = (
            months.index(asked)
            if asked in months
            else months.index(run.period)
            if run.period in months
            else 0
        )
        month = st.selectbox(
            "电费年月", months, index=place, format_func=month_in_words, key="recalculation_month", width=200
        )
        st.page_link(
            page_file("object"),
            label="返回对象详情",
            icon=":material/arrow_back:",
            query_params=object_address(run, "customer", cons_no),
        )
    st.query_params[MONTH] = month
    return cons_no, month


def _note_look(cons_no: str, run: Run, person: Person) -> None:
    """Write the look into the audit log, once in a visit; without its line nothing is shown."""
    look = (session.visit(), cons_no, run.id)
    if st.session_state.get(LOOKED) != look:
        log.looked(lake().store, person, "customer", cons_no, cons_no=cons_no, run_id=run.id)
        st.session_state[LOOKED] = look


def show(cons_no: str, month: str, run: Run, person: Person) -> None:
    """Show the recalculation, and the files to take along."""
    version = door_of(person).data_version
    with st.spinner("正在复算…"):
        one = _recalculated(person, version, cons_no, month, run.as_of)
    if one is None:
        st.warning(f"用户 {cons_no} 没有{month_in_words(month)}的账单。")
        return
    found = _hits_of_month(one, run, person)
    document = _document(one, found, run, person)
    with st.container(horizontal=True):
        report_files.buttons(
            person,
            lambda: _document(one, found, run, person),
            what="recalculation",
            file_name=f"电费复算单_{cons_no}_{month}",
            scope={"cons_no": cons_no, "period": month, "run": run.id},
        )
    for section in document.sections:
        if section is document.sections[1]:
            _lead_to(found, run)
        for block in section.blocks:
            match block:
                case KpiRow():
                    for column, card in zip(st.columns(len(block.cards)), block.cards, strict=True):
                        unit = f" {card.unit}" if card.unit else ""
                        column.metric(card.label, f"{printed(card.value, card.kind)}{unit}", border=True)
                case Paragraph():
                    st.markdown(plain("".join(sentence.text for sentence in block.sentences)))
                case Table():
                    report_tables.show(
                        block, key=block.key, title=f"**{block.title}**", help_text=block.note or None
                    )


def _hits_of_month(one: Recalculation, run: Run, person: Person) -> Hits:
    """Return what counts of the screening's hits of the customer in the bill's month."""
    own = customer_hits(Subject("customer", one.cons_no, one.cons_no, "", None), run, person)
    return [hit for hit in own if hit["period"] == one.period and hit["exemption"] is None]


def _lead_to(hits: Hits, run: Run) -> None:
    """Lead to the objects that were hit, each once."""
    for kind, number in dict.fromkeys((hit["object_type"], hit["object_id"]) for hit in hits):
        codes = "、".join(
            dict.fromkeys(
                hit["check_code"] for hit in hits if (hit["object_type"], hit["object_id"]) == (kind, number)
            )
        )
        st.page_link(
            page_file("object"),
            label=f"{LABELS.get(kind, '对象')} {number}:{codes}",
            icon=":material/arrow_forward:",
            query_params=object_address(run, kind, number),
        )


def _document(one: Recalculation, hits: Hits, run: Run, person: Person) -> Document:
    record = customer_in_words(one.cons_no, person) or {}
    names = unit_names(person)
    unit = names.get(record.get("org_code") or "", record.get("org_name") or "")
    return document_of(
        one,
        customer=_facts(one.cons_no, record),
        unit_name=unit,
        made_on=date.today(),
        as_of=run.as_of,
        hits=[f"{label_of(hit['check_code'])}({sentence_of(hit)})" for hit in hits],
    )


def _facts(cons_no: str, record: dict[str, object]) -> Sequence[tuple[str, str]]:
    own = [("户号", cons_no), *facts_of(record, (("户名", "cons_name"), ("地址", "elec_addr")))]
    return [*own, *facts_of(record, PROFILE)[:HEAD_FACTS]]


@kept
def _months(person: Person, data_version: int, cons_no: str) -> list[str]:
    return billed_months(door_of(person), cons_no)


@kept
def _recalculated(
    person: Person, data_version: int, cons_no: str, month: str, as_of: date
) -> Recalculation | None:
    with lake().open(SYSTEM) as whole:
        return recalculated(
            door_of(person),
            whole,
            cons_no,
            month,
            as_of,
            _prices(data_version, month, as_of),
            lambda: _profiles(data_version, month, as_of),
        )


@kept
def _prices(data_version: int, month: str, as_of: date) -> Prices:
    """Return a month's prices; everybody's, so they are worked out once for all."""
    with lake().open(SYSTEM) as whole:
        return prices(whole, month, as_of)


@kept
def _profiles(data_version: int, month: str, as_of: date) -> dict[str, bool]:
    """Return whose residential prices a month's bills follow; everybody's, as `_prices`."""
    with lake().open(SYSTEM) as whole:
        return followed_profiles(whole, month, as_of)
