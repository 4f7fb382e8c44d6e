"""The regulations behind the checks: every rule of law by its days, its source, how sure it is, and whom it serves."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics.facts.outcomes import LAWS as WEEKLY_LAWS
from analytics.handbook import held
from analytics.regulation import Law, laws
from analytics.regulation.source import Version
from analytics.rulebook import checks
from pages.parts.common import tables
from pages.parts.common.details import ROWS_BESIDE, details

SHOWN = "law_shown"
MOST_ROWS = 18
FILTERS = (2, 2, 3, 1)  # at the right the table's tools float
SURENESS = (
    "已核实:在公开原文或转载中看到;源文:来自本工具所依据的稽查方法原文;部分核实:看到一部分,或文号、各省执行情况未核;"
    "待核对原文:尚未找到出处,使用前请对照原文。"
)


def show() -> None:
    """Show the versions of every rule, narrowed by family, by how sure they are, and by words; one in full."""
    every = [(law, version) for law in laws().values() for version in law.rule.versions]
    families = list(dict.fromkeys(law.family for law, _ in every))
    certainties = list(dict.fromkeys(version.source.verified for _, version in every))
    family, certainty, text, _ = st.columns(FILTERS)
    wanted = family.selectbox(
        "规定", families, index=None, placeholder="全部规定", key="law_family", bind="query-params"
    )
    sure = certainty.selectbox(
        "核实情况",
        certainties,
        index=None,
        placeholder="全部",
        key="law_verified",
        bind="query-params",
        help=SURENESS,
    )
    said = text.text_input(
        "搜索", placeholder="名称、数值、文件、检查编号中的字词", key="law_text", bind="query-params"
    ).strip()
    chosen = [
        (law, row)
        for law, version in every
        if wanted in (None, law.family) and sure in (None, version.source.verified)
        for row in [_row(law, version)]
        if said.upper() in _words(law, version, row).upper()
    ]
    st.caption(
        f"共 {len(chosen):,} 条。检查按账单或事件发生之日取当时有效的数值;首个已知版本生效以前的日子不判。"
    )
    columns = (
        tables.Shown("title", "名称", width=170),
        tables.Shown("value", "数值", width=250),
        tables.Shown("since", "生效", "date", width=84, help="空白为出处没有写明起始日,视为一直有效。"),
        tables.Shown("until", "失效", "date", width=84, help="空白为现行有效。"),
        tables.Shown("verified", "核实情况", width=78),
        tables.Shown("uses", "用到的检查", width=112),
        tables.Shown("basis", "依据", width=244),
    )
    table = pd.DataFrame([row for _, row in chosen], columns=[column.name for column in columns])
    key = f"laws-{wanted}-{sure}-{said}"
    law = laws().get(st.session_state.get(SHOWN, ""))
    rows_shown = ROWS_BESIDE if law else MOST_ROWS
    row = tables.listing(
        table, columns, key=key, action="查看", most_rows=rows_shown, wraps=tables.any_is_long(columns, table)
    )
    if row is not None:
        st.session_state[SHOWN] = chosen[row][0].place
        st.rerun()
    if law is not None:
        _card(law)


def _card(law: Law) -> None:
    """Show one rule in full, version by version."""
    with details(law.rule.title, lambda: st.session_state.pop(SHOWN, None), key="law"):
        st.caption(f"{law.family} · {_uses(law)}")
        for version in law.rule.versions:
            with st.container(gap="xxsmall"):
                st.markdown(f"**{held(version)}**")
                st.text(law.rule.said(version))
                for label, text in _details(version):
                    st.text(f"{label}:{text}")


def _details(version: Version[Any]) -> list[tuple[str, str]]:
    source = version.source
    seen = f"{source.checked_on} 见于 {source.seen_at}" if source.seen_at else "没有公开出处"
    details = [("依据", source.basis), ("核实情况", source.verified), ("核对", seen)]
    details += [("说明", source.note)] if source.note else []
    return details + ([("怎样核实", source.settles)] if source.settles else [])


def _row(law: Law, version: Version[Any]) -> dict[str, Any]:
    return {
        "title": law.rule.title,
        "value": law.rule.said(version),
        "since": version.since,
        "until": version.until,
        "verified": version.source.verified,
        "basis": version.source.basis,
        "uses": _uses(law),
    }


def _uses(law: Law) -> str:
    """Return the checks that rest on a rule, and the weekly report."""
    codes = [one.code for one in checks().values() if law.rule in one.laws]
    reports = ["95598 周报"] if law.rule in WEEKLY_LAWS else []
    return "、".join([*codes, *reports])


def _words(law: Law, version: Version[Any], row: dict[str, Any]) -> str:
    return " ".join((law.family, row["title"], row["value"], row["basis"], row["uses"], version.source.note))
