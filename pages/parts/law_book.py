"""The regulations behind the checks: every rule of law with its versions, sources, certainty and the checks it serves."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics.regulation import Law, laws
from analytics.regulation.source import Version
from pages.parts import tables


def show() -> None:
    """Show the versions of every rule, narrowed by family, by how sure they are, and by words."""
    every = [(law, version) for law in laws().values() for version in law.rule.versions]
    families = list(dict.fromkeys(law.family for law, _ in every))
    certainties = list(dict.fromkeys(version.source.verified for _, version in every))
    family, certainty, text = st.columns([2, 2, 4])
    wanted = family.selectbox("规定", families, index=None, placeholder="全部规定", key="law_family")
    sure = certainty.selectbox(
        "核实情况",
        certainties,
        index=None,
        placeholder="全部",
        key="law_verified",
        help="已核实:在公开原文或转载中看到;部分核实:看到一部分,或文号、各省执行情况未核;凭记忆:尚未找到出处,使用前请对照原文。",
    )
    said = text.text_input("搜索", placeholder="名称、数值、依据中的字词", key="law_text").strip()
    rows = [
        row
        for law, version in every
        if wanted in (None, law.family) and sure in (None, version.source.verified)
        for row in [_row(law, version)]
        if said.upper() in _words(row).upper()
    ]
    st.caption(f"共 {len(rows):,} 条。检查按账单或事件发生之日取当时有效的数值。")
    columns = (
        tables.Shown("family", "规定", width=170),
        tables.Shown("title", "名称", width=230),
        tables.Shown("value", "数值", width=260),
        tables.Shown("unit", "单位", width=70),
        tables.Shown("since", "生效", "date", width=92, help="空白为出处没有写明起始日,视为一直有效。"),
        tables.Shown("until", "失效", "date", width=92, help="空白为现行有效。"),
        tables.Shown("verified", "核实情况", width=80),
        tables.Shown("edition", "文件", width=220),
        tables.Shown("article", "条款", width=110),
        tables.Shown("note", "说明", width=220),
        tables.Shown("settles", "怎样核实", width=200),
        tables.Shown("checked_on", "核对日", "date", width=92),
        tables.Shown("seen_at", "出处网址", width="large"),
    )
    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    tables.listing(table, columns, key=f"laws-{wanted}-{sure}-{said}", most_rows=22)


def _row(law: Law, version: Version[Any]) -> dict[str, Any]:
    source = version.source
    return {
        "family": law.family,
        "title": law.rule.title,
        "value": law.rule.text(version),
        "unit": law.rule.unit,
        "since": version.since,
        "until": version.until,
        "verified": source.verified,
        "edition": source.edition,
        "article": source.article,
        "note": source.note,
        "settles": source.settles,
        "checked_on": source.checked_on,
        "seen_at": source.seen_at,
    }


def _words(row: dict[str, Any]) -> str:
    return " ".join(row[name] for name in ("title", "value", "edition", "article", "note"))
