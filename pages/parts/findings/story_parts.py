"""The parts of an object's page: who, score, hits with their arithmetic, months, records."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics import reasons, story
from analytics.amounts import MEANINGS, in_words
from analytics.check import Check
from analytics.parameters import judged_by
from analytics.results.hit_words import basis_of, sentence_of
from analytics.results.run_checks import checks_in
from analytics.rulebook import card_of
from analytics.subjects import LABELS, kind_of, number_in_words
from analytics.values_in_words import shown, stored_in_words
from data_loaders.catalog import tables as cards
from models import log
from models.calendar import first_day, month_in_words, month_of
from models.category import Category
from models.data.schema import Kind, Table
from models.orm import Run
from models.people import Person
from models.rounding import share_in_words
from pages.parts.common import address, tables
from pages.parts.common.data import findings, lake
from pages.parts.common.units import unit_names
from pages.parts.exemptions import asking
from pages.parts.exemptions.known import exempted_by
from pages.parts.findings import hit_evidence, target_rows, which_run
from pages.parts.findings.subject import (
    PROFILE,
    Subject,
    customer,
    customer_hits,
    customer_in_words,
    object_row,
    own_hits,
    told,
)
from pages.parts.findings.usage_chart import usage_figure, usage_units
from pages.parts.frame import session
from pages.parts.frame.page_cards import page_file

MOST_LOOKS = 3
MOST_OTHERS, MOST_RELATED = 8, 50
RELATED_WIDTH = 500
UNIT_COLUMNS = {"org_code": "供电单位", "parent_code": "上级单位"}  # shown by name
HOME = "overview"  # the first page has no address of its own
LISTS = (
    "",
    HOME,
    "targets",
    "compare",
    "search",
    "weekly",
    "rules",
    "exemptions",
    *(one.folder for one in Category),
)
LOOKED = "object_looked"
PRINT = "print_visit_sheet"  # static/mingji.js opens the browser's print window at a click


def chosen(run: Run, person: Person) -> Subject | None:
    """Return the object that the address names, or ask for one."""
    kind, number = st.query_params.get("type", "customer"), st.query_params.get("id", "").strip()
    if not number:
        st.info("请在页面上方查找一个对象,或从稽查目标、总览中选择。")
        return None
    bar = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right")
    subject = _subject(run, person, kind, number)
    with bar:
        if subject is not None:
            st.button("打印现场核查单", key=PRINT, icon=":material/print:")
        place, said = session.last_left(LISTS) or ("targets", {})
        st.page_link(
            page_file(place or HOME),
            label="返回清单",
            icon=":material/arrow_back:",
            query_params=said | {which_run.RUN: str(run.id)},
        )
    return subject


def _subject(run: Run, person: Person, kind: str, number: str) -> Subject | None:
    found = findings(person, run).targets_by(object_type=kind, object_id=number).to_pylist()
    target = found[0] if found else None
    cons_no = number if kind == "customer" else (target or {}).get("cons_no") or ""
    subject = Subject(kind, number, cons_no, (target or {}).get("org_code") or "", target)
    own = customer(number, person) if kind == "customer" else object_row(subject, person)
    if target is None and (exempted := own_hits(subject, run, person)):  # all of them are on the white list
        subject = replace(subject, cons_no=cons_no or exempted[0]["cons_no"] or "")
        subject = replace(subject, org_code=exempted[0]["org_code"] or "")
    elif target is None and own is None:
        st.warning(f"没有找到{LABELS.get(kind, '对象')} {number},或不在您的单位范围内。")
        return None
    _note_look(subject, run, person)
    return replace(subject, is_area=isinstance(own, tuple) and own[0] == story.AREAS)


def _note_look(subject: Subject, run: Run, person: Person) -> None:
    """Write the look into the audit log, once in a visit; without its line nothing is shown."""
    look = (session.visit(), subject.object_type, subject.object_id, run.id)
    if st.session_state.get(LOOKED) == look:
        return
    log.looked(
        lake().store, person, subject.object_type, subject.object_id, cons_no=subject.cons_no, run_id=run.id
    )
    st.session_state[LOOKED] = look


def who(subject: Subject, person: Person) -> None:
    """Show who or what it is."""
    names = unit_names(person)
    with st.container(border=True):
        number = number_in_words(subject.object_type, subject.object_id, names)
        st.markdown(f"#### {subject.label} {number}")
        if subject.object_type != "customer":
            _facts_of_object(subject, person)
        record = customer_in_words(subject.cons_no, person)
        if record is None:
            return
        unit = names.get(record["org_code"] or "", record["org_name"] or record["org_code"] or "")
        st.text(f"{record['cons_name'] or ''}  {subject.cons_no}  {unit}  {record['elec_addr'] or ''}")
        facts = [(label, shown(record.get(name))) for label, name in PROFILE if record.get(name) is not None]
        tables.facts(facts)


def _facts_of_object(subject: Subject, person: Person) -> None:
    found = object_row(subject, person)
    if found is None:
        return
    name, row = found
    card, units = cards()[name], unit_names(person)
    said = [
        (UNIT_COLUMNS[key], units[value])
        if key in UNIT_COLUMNS and value in units
        else (_heading(card, key), stored_in_words(card.by_name[key], value))
        for key, value in row.items()
    ]
    tables.facts(said)


def score(subject: Subject, run: Run, person: Person) -> None:
    """Show what the object's score is made of; the parts add up to it."""
    if subject.target is None:
        _without_own_hits(subject, run, person)
        return
    target = subject.target
    found = findings(person, run)
    rows = found.parts_by(object_type=subject.object_type, object_id=subject.object_id).to_pandas()
    with st.container(border=True):
        left, right = st.columns([2, 5], gap="large")
        with left:
            st.metric("得分", f"{target['score']:.1f}", help="Σ 查实率 × √金额 ÷ 预计工时;右表各部分之和。")
            st.caption(
                f"名次 {target['rank']:,} · 查实可能 {share_in_words(target['probability'])} · "
                f"期望金额 {float(target['expected_yuan']):,.2f} 元 · 预计 {target['hours']:.1f} 小时"
            )
        with right:
            st.markdown("**得分组成**")
            columns = (
                tables.Shown("reason", "原因", width="large"),
                tables.Shown("rate", "查实率", "percent", width=76),
                tables.Shown("worth_yuan", "金额或折算(元)", "money", width=130),
                tables.Shown("points", "得分", "number", width=84),
            )
            tables.listing(rows.round({"points": 2}), columns, key="parts")


def _without_own_hits(subject: Subject, run: Run, person: Person) -> None:
    """Say that the object itself is in order, and which other objects of its customer are not."""
    others = _others(subject, run, person)
    if own := own_hits(subject, run, person):
        st.info(f"这个{subject.label}的 {len(own):,} 条命中都在白名单,不列为稽查目标。")
        if not others:
            return
    if not others:
        st.success("这次筛查没有发现这个对象的问题。")
        return
    with st.container(border=True, gap="xxsmall"):
        count = sum(row["hits"] for row in others)
        label = subject.label
        st.warning(
            f"这次筛查没有发现这个{label}本身的问题,但同一用户的其他对象有 {count:,} 个疑似问题:",
        )
        for row in others[:MOST_OTHERS]:
            kind, number, codes = row["object_type"], row["object_id"], ",".join(row["codes"])
            said = "、".join(f"{code} {card_of(code).title}" for code in row["codes"])
            st.page_link(
                page_file("object"),
                label=f"{LABELS[kind_of(kind, codes)]} {number_in_words(kind, number, unit_names(person))}:{said}",
                icon=":material/arrow_forward:",
                query_params=which_run.object_address(run, kind, number),
            )
        if len(others) > MOST_OTHERS:
            st.caption(f"另有 {len(others) - MOST_OTHERS:,} 个对象,见下面“同一用户的其他对象”。")


def _others(subject: Subject, run: Run, person: Person) -> list[dict[str, Any]]:
    """Return the other objects of the same customer that have hits, the most hits first.

    Shapes: object_type, object_id, hits, codes.
    """
    codes: dict[tuple[str, str], list[str]] = {}
    for hit in customer_hits(subject, run, person):
        if not subject.is_in(hit):
            codes.setdefault((hit["object_type"], hit["object_id"]), []).append(hit["check_code"])
    rows = [
        {"object_type": kind, "object_id": number, "hits": len(found), "codes": sorted(set(found))}
        for (kind, number), found in codes.items()
    ]
    return sorted(rows, key=lambda row: (-row["hits"], row["object_type"], row["object_id"]))


def looks(subject: Subject, run: Run, person: Person) -> None:
    """Show in three lines at most what to look at on site, the largest amounts first, then what such objects all need."""
    yuan: dict[str, Decimal] = {}
    for hit in own_hits(subject, run, person):
        if hit["exemption"] is not None:
            continue
        code = hit["check_code"]
        yuan[code] = yuan.get(code, Decimal(0)) + abs(hit["amount_yuan"] or 0)
    largest = sorted(yuan, key=lambda code: (-yuan[code], code))[: MOST_LOOKS - 1]
    with st.container(border=True, gap="xxsmall"):
        st.markdown("**现场看什么**")
        for line in reasons.looks(subject.object_type, largest):
            st.text(line)


def hits(subject: Subject, run: Run, person: Person) -> None:
    """Show every hit of the object: sentence, arithmetic, evidence, basis, parameters in force."""
    known, units = {one.code: (one, outcome) for one, outcome in checks_in(run)}, unit_names(person)
    on_list = exempted_by(person)
    for hit in own_hits(subject, run, person):
        one, outcome = known[hit["check_code"]]
        exempt = partial(asking.on_hit, hit, one, run, person, on_list)
        _hit_card(hit, one, judged_by(one, outcome, hit["org_code"], units), exempt)


def _hit_card(hit: dict[str, Any], one: Check, judged: list[str], exempt: Callable[[], None]) -> None:
    with st.container(border=True):
        head = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
        head.markdown(
            f"**{one.code} {one.title}** · {one.kind} · {one.category.value} · 严重度 {one.severity} · 期间 {month_in_words(hit['period']) if hit['period'] else '不分月'}"
        )
        kind = one.amount_kind(hit["object_type"])
        said = in_words(kind, hit["amount_yuan"])
        head.markdown(
            f"**{said}**" if said else "不涉及金额",
            width="content",
            help=MEANINGS[kind] if said and kind else None,
        )
        st.text(sentence_of(hit))
        exempt()
        calculation, evidence = st.columns([3, 2], gap="large")
        with calculation:
            hit_evidence.calculation(hit)
            for label, said in (("现场核实", one.section("核实")), ("依据", basis_of(hit))):
                with st.container(gap=None):
                    st.caption(label)
                    st.text(said)
        with evidence:
            hit_evidence.show(hit)
            if judged:
                with st.container(gap=None):
                    st.caption("阈值")
                    st.text("\n".join(judged))


def usage(subject: Subject, run: Run, person: Person) -> None:
    """Show two years of months, what happened, and the peers' band."""
    rows = told(person, story.months, subject.cons_no, run.period)
    if not any(row["total_pq"] is not None for row in rows):
        st.info("没有这个用户的电费记录。")
        return
    with st.container(border=True):
        band = _band(subject, run, person)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(
                f"**逐月电量与电费** · {usage_units(rows, band)} · 近 24 个月",
                help="浅色带为同类用户(同用电类别、同电压、容量同档:如 8 至 16 kVA)折算到本户容量后的中间一半。",
            )
            st.page_link(
                page_file("recalculation"),
                label="电费复算",
                icon=":material/calculate:",
                query_params={"id": subject.cons_no, which_run.RUN: str(run.id)},
            )
        events = [*told(person, story.events, subject.cons_no), *_found(subject, run, person)]
        happened = [event for event in events if month_of(event.day) >= rows[0]["amt_ym"]]
        st.plotly_chart(usage_figure(rows, band, happened), key="usage", config={"displayModeBar": False})


def _found(subject: Subject, run: Run, person: Person) -> list[story.Event]:
    """Return what was found about the customer, in the month that it is about."""
    return [
        story.Event(
            first_day(hit["period"] or run.period),
            story.FOUND,
            card_of(hit["check_code"]).title,
            is_of_month=True,
        )
        for hit in customer_hits(subject, run, person)
    ]


def _band(subject: Subject, run: Run, person: Person) -> list[dict[str, Any]]:
    """Return what the customer's peers used each month, scaled to its capacity."""
    record = customer(subject.cons_no, person)
    whose = story.peer_class(record) if record else None
    if record is None or whose is None:
        return []
    own_kva = float(record["contract_cap"])
    return [
        row | {name: row[name] * own_kva for name in ("low", "middle", "high")}
        for row in told(person, story.peers, whose, run.period)
    ]


def related(subject: Subject, run: Run, person: Person) -> None:
    """Show other objects of the same customer that were found."""
    ranked = findings(person, run).targets_by(cons_no=subject.cons_no).to_pandas()
    every = ranked[ranked.object_id != subject.object_id]
    if every.empty:
        return
    others = target_rows.described(every.head(MOST_RELATED), unit_names(person), RELATED_WIDTH)
    with st.container(border=True):
        part = f",这里是名次最前的 {len(others):,} 个" if len(every) > len(others) else ""
        st.markdown(f"**同一用户的其他对象** · 共 {len(every):,} 个{part}")
        columns = (
            tables.Shown("object_label", "对象类型", width=90),
            tables.Shown("number", "对象编号", "id", width=200),
            tables.Shown("reasons", "稽查原因", width=RELATED_WIDTH),
            tables.Shown("amount_yuan", "应收差额(元)", "money", width=110),
        )
        row = tables.listing(others, columns, key="related", action="查看")
        if row is not None:
            picked = others.iloc[row]
            address.say({"type": picked.object_type, "id": picked.object_id})
            st.rerun()


def records(subject: Subject, person: Person) -> None:
    """Show the customer's rows of each export table, one table at a time."""
    titles = {name: title for name, title, _ in story.RECORDS}
    with st.container(border=True):
        st.markdown(f"**原始记录** · 每张表最近 {story.MOST_RECORDS} 条以内")
        first = (name for name in titles if told(person, story.records, subject.cons_no, name))
        name = st.segmented_control(
            "导出表",
            list(titles),
            format_func=lambda one: titles[one],
            default=next(first, None),
            key="records",
            bind="query-params",
            label_visibility="collapsed",
        )
        if name is None:
            st.caption("选一张表,查看这个用户最近的记录。")
            return
        rows = pd.DataFrame(told(person, story.records, subject.cons_no, name))
        _stored_rows(name, rows, leaving_out="cons_no")


def ledger(subject: Subject, person: Person) -> None:
    """Show what the books say of an account in its month, a row for each book."""
    rows = pd.DataFrame(told(person, story.ledger_rows, subject.object_id))
    with st.container(border=True):
        st.markdown("**账簿余额**")
        _stored_rows(story.LEDGER, rows, leaving_out="org_code")


def _stored_rows(name: str, rows: pd.DataFrame, *, leaving_out: str) -> None:
    """Show rows of an export table with its headings."""
    card = cards()[name]
    columns = [
        tables.Shown(column, _heading(card, column), _look(card, column, rows[column]))
        for column in rows.columns
        if column != leaving_out
    ]
    for column in rows.columns:
        if _look(card, column, rows[column]) in ("number", "money"):
            rows[column] = rows[column].astype("float64")
        elif card.by_name[column].kind is Kind.PERIOD:
            rows[column] = [stored_in_words(card.by_name[column], value) for value in rows[column]]
    tables.listing(rows, columns, key=f"records-{name}", empty="没有这类记录。", most_rows=12)


def _heading(card: Table, column: str) -> str:
    field = card.by_name[column]
    return f"{field.title}({field.unit})" if field.unit else field.title


def _look(card: Table, column: str, values: Any) -> tables.Look:
    if card.by_name[column].kind is Kind.MONTH:
        return "month"
    kinds = {type(value).__name__ for value in values.dropna()}
    if kinds <= {"Decimal", "int", "float"}:
        return "money" if card.by_name[column].unit == "元" else "number"
    return "date" if kinds == {"date"} else "time" if kinds <= {"datetime", "Timestamp"} else "text"
