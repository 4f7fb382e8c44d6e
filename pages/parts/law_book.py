"""The regulations behind the checks: every value of law with its time of validity, its source and how sure it is."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics.regulation import Law, laws
from pages.parts import tables


def show() -> None:
    """Show the values of law, narrowed by family, by how sure they are, and by words."""
    families = list(dict.fromkeys(law.family for law in laws()))
    certainties = list(dict.fromkeys(law.rule.source.verified for law in laws()))
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
        _row(law)
        for law in laws()
        if wanted in (None, law.family) and sure in (None, law.rule.source.verified) and said in _words(law)
    ]
    st.caption(f"共 {len(rows):,} 条。检查按账单或事件发生之日取当时有效的数值。")
    columns = (
        tables.Shown("family", "规定", width=170),
        tables.Shown("title", "名称", width=230),
        tables.Shown("value", "数值", width=260),
        tables.Shown("unit", "单位", width=70),
        tables.Shown("from_date", "生效", "date", width=92, help="空白为未注明或一直有效。"),
        tables.Shown("to_date", "失效", "date", width=92, help="空白为现行有效。"),
        tables.Shown("verified", "核实情况", width=80),
        tables.Shown("basis", "依据", width=260),
        tables.Shown("note", "说明", width=220),
        tables.Shown("seen_at", "出处网址", width="large"),
    )
    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    tables.listing(table, columns, key=f"laws-{wanted}-{sure}-{said}", most_rows=22)


def _row(law: Law) -> dict[str, Any]:
    rule = law.rule
    return {
        "family": law.family,
        "title": rule.title,
        "value": rule.text,
        "unit": rule.unit,
        "from_date": rule.from_date,
        "to_date": rule.to_date,
        "verified": rule.source.verified,
        "basis": rule.source.basis,
        "note": rule.source.note,
        "seen_at": rule.source.seen_at,
    }


def _words(law: Law) -> str:
    rule = law.rule
    return " ".join((rule.title, rule.text, rule.source.basis, rule.source.note))
