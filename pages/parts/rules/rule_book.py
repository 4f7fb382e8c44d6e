"""The rule book: every check's card, made from the check itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from analytics.check import SECTIONS, Check
from analytics.handbook import found_in
from analytics.results.run_checks import STATES, off_because
from analytics.rulebook import checks
from analytics.subjects import LABELS, kind_of
from data_loaders.catalog import tables as cards
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import download, file_names, tables
from pages.parts.common.categories import category_filter
from pages.parts.common.data import door_of, figures, lake
from pages.parts.common.details import ROWS_BESIDE, details
from pages.parts.common.units import unit_names
from pages.parts.rules import backing, results, thresholds, tuning
from pages.parts.rules.chapters import basis
from reports.field_sheet import FEWEST, MOST, USUAL, write_field_sheet

SHOWN = "code"  # in the address
PARTS, OPENS_CHECK = ("检查", "法规数值", "覆盖情况"), "rules_open_check"
MOST_ROWS = 18
WINDOWS = "快照:按数据截止日的状态判;期间:按稽查期间判,需要时往前看若干个月;全部:截止日以前的记录都判。"
FILTERS = (2, 4, 1)  # at the right the table's tools float
CODE, TITLE = tables.Shown("code", "编号", "id", width=66), tables.Shown("title", "检查", width=296)
MATTER = tables.Shown(
    "matter", "稽查事项", width=308, help="稽查方案所列的事项;方案之外、取自稽查主题的写“主题库”。"
)
FIGURES = (
    tables.Shown("severity", "严重度", width=56),
    tables.Shown("subject", "对象", width=80),
    tables.Shown("state", "筛查状态", width=76),
    tables.Shown("hits", "命中", "number", width=52),
)
CATEGORY, WHY = tables.Shown("category", "类别", width=72), tables.Shown("why", "说明", width=230)
FOUND = tables.Shown("place", "找到于", width=300)  # where the words that are looked for stand
NARROW = 192  # where a further column stands beside them, texts go on in further lines


def overview(run: Run | None, person: Person) -> Check | None:
    """Show all checks in a table, with what the person may see of their hits, and return the one that was chosen."""
    category, text, _ = st.columns(FILTERS)
    wanted = category_filter(category)
    said = text.text_input(
        "搜索",
        placeholder="手册中的任何字词:判定、法规条文、数据、证据、参数……",
        key="text",
        bind="query-params",
    ).strip()
    outcomes = {outcome["code"]: outcome for outcome in run.checks} if run else {}
    seen = figures(person, run.id, ("check_code",)) if run else []
    hits = {row["check_code"]: row["hits"] for row in seen}
    rows = [
        _row(one, outcomes.get(one.code), hits.get(one.code, 0)) | {"place": place}
        for one in checks().values()
        if (not wanted or one.category.value == wanted) and (place := found_in(one, said)) is not None
    ]
    columns = _columns(is_searched=bool(said), has_notes=any(row["why"] for row in rows))
    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    chosen = checks().get(st.query_params.get(SHOWN, ""))
    rows_shown = ROWS_BESIDE if chosen else MOST_ROWS
    row = tables.listing(
        table,
        columns,
        key=f"rules-{wanted}-{said}",
        action="查看",
        most_rows=rows_shown,
        wraps=tables.any_is_long(columns, table),
    )
    if row is not None:
        open_check(table.iloc[row].code)
    return chosen


def _columns(*, is_searched: bool, has_notes: bool) -> tuple[tables.Shown, ...]:
    """Return the columns that say something, as wide as a small screen has room for."""
    title, matter = (
        replace(one, width=NARROW) if is_searched or has_notes else one for one in (TITLE, MATTER)
    )
    where = FOUND if is_searched else matter
    return (CODE, title, where, CATEGORY, *FIGURES, *((WHY,) if has_notes else ()))


def parts() -> Sequence[Any]:
    """Return the parts of the book as tabs; which one is open stands in the address."""
    if st.session_state.pop(OPENS_CHECK, False):
        st.session_state["part"] = PARTS[0]
    return st.tabs(PARTS, key="part", on_change="rerun", bind="query-params")


def open_check(code: str) -> None:
    """Show a check's card from now on, on the list of checks."""
    st.query_params[SHOWN] = code
    st.session_state[OPENS_CHECK] = True
    st.rerun()


def card(one: Check, run: Run | None, person: Person) -> None:
    """Show one check in full."""
    with details(f"{one.code} {one.title}", lambda: st.query_params.pop(SHOWN, None), key="check"):
        st.caption(
            f"{one.kind} · {one.category.value} · {one.matter} · 严重度 {one.severity} · 对象 {LABELS[kind_of(one.subject, one.code)]} · 时间范围 {one.window} · 依据{one.verified}"
            f" · 金额 {_amount(one)}",
            help=WINDOWS,
        )
        explained, facts = st.columns([3, 2], gap="large")
        with explained:
            sections = [(section, one.section(section)) for section in SECTIONS]
            for title, text in (*sections, ("依据", basis(one, run, person))):
                with st.container(gap="xxsmall"):
                    st.markdown(f"**{title}**")
                    st.text(text)
                    if title == "判定" and (own := thresholds.set_in_words(one, run, person)):
                        st.caption(own)
        with facts:
            backing.code_tables(one, run, person)
            _without(one, person)
            _field_sheets(one, person)
            st.markdown("**证据**")
            st.text("、".join(one.evidence.values()))
        backing.data(one, person)
        backing.law(one)
        results.show(one, run, person)
        tuning.section(one, run, person)


def _amount(one: Check) -> str:
    """Say what the amounts of a check's hits are."""
    if isinstance(one.amount, Mapping):
        return "、".join(f"{LABELS[kind]}为{amount}" for kind, amount in one.amount.items())
    return one.amount or "无"


def _row(one: Check, outcome: dict[str, Any] | None, hits: int) -> dict[str, Any]:
    notes = (
        ""
        if outcome is None
        else off_because(outcome["missing"])
        if outcome["state"] == "off"
        else _first_of(outcome["notes"])
    )
    return {
        "code": one.code,
        "title": one.title,
        "category": one.category.value,
        "matter": one.matter,
        "severity": one.severity,
        "subject": LABELS[kind_of(one.subject, one.code)],
        "state": STATES[outcome["state"]] if outcome else "未筛查",
        "hits": hits if outcome and outcome["state"] == "ran" else None,
        "why": notes,
    }


def _first_of(notes: Sequence[str]) -> str:
    """Return the first of what a run says of a check, and how much more there is: the card says all."""
    more = f"(另有 {len(notes) - 1} 条)" if len(notes) > 1 else ""
    return "".join((*notes[:1], more))


def _without(one: Check, person: Person) -> None:
    """Show what becomes of the check for want of data, and what does with the data stored now."""
    if not one.may_stay_off:
        return
    st.markdown("**数据不全时**")
    door = door_of(person)
    off_now = one.stays_off({name: door.filled(name) for name in one.columns})
    lines = [f"{said}{'(按现有数据如此)' if said in off_now else ''}" for said in one.may_stay_off]
    st.text("\n".join(lines))


def _field_sheets(one: Check, person: Person) -> None:
    """Offer the sheet to fill in on site for each table that no export holds."""
    for name in one.columns:
        if cards()[name].answers and person.may(Permission.EXPORT):
            _field_sheet(name, person)


def _field_sheet(name: str, person: Person) -> None:
    title = cards()[name].title
    st.markdown("**现场核对**")
    st.caption(f"营销系统不导出“{title}”。下载现场核对表,填好后在“数据导入”导入,再运行筛查。")
    names = dict(sorted(unit_names(person).items()))
    chosen, count = st.columns(2)
    unit = chosen.selectbox(
        "供电单位",
        list(names),
        index=None,
        placeholder="全部单位",
        format_func=lambda code: names[str(code)],
        key=f"field-unit-{name}",
    )
    customers = USUAL
    if "cons_no" in cards()[name].by_name:
        customers = count.number_input("户数", FEWEST, MOST, USUAL, key=f"field-count-{name}")
    download.offer(
        "下载现场核对表(Excel)",
        lambda: _field_sheet_file(name, person, unit or "", int(customers)),
        f"{file_names.of_today(f'现场核对表_{title}', person, unit or '')}.xlsx",
        key=f"field-{name}",
    )


def _field_sheet_file(name: str, person: Person, unit: str, customers: int) -> Path:
    def write(out: Path) -> int:
        return write_field_sheet(door_of(person), name, out, unit=unit, customers=customers)

    scope = {"table": name, "unit": unit}
    return download.exported(lake().store, person, "field_sheet", ".xlsx", write, scope=scope)
