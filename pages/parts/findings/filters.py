"""What a list of targets is narrowed to and sorted by; all of it stands in the address."""

from typing import Any, Literal

import streamlit as st

from analytics.ranking.listing import UNMARKED, Narrowing
from analytics.ranking.targets import ANOMALY
from analytics.reasons import title_of
from analytics.results.run_checks import checks_in
from analytics.subjects import LABELS
from data_loaders.catalog import labels_of, tables
from models import marks
from models.calendar import month_in_words
from models.orm import Run
from models.people import Person
from pages.parts.common.categories import category_filter
from pages.parts.common.data import figures
from pages.parts.common.narrowing import Sorting, choice
from pages.parts.common.units import unit_names

SEVERITIES = ("高", "中", "低")
SORTING = Sorting(
    {
        "rank": "得分",
        "amount_yuan": "应收差额",
        "probability": "查实可能",
        "expected_yuan": "期望金额",
        "hits": "问题数",
        "cons_no": "户号",
        "name": "户名",
        "org_code": "供电单位",
    },
    columns={"score": "rank", "unit_name": "org_code"},
)
MORE = ("severity", "pricing", "month", "least", "most", "mark")
MARKED = (*marks.WORDS, UNMARKED)
WHAT = "户号 / 户名 / 对象编号 / 检查编号"


def narrowing(run: Run, person: Person) -> Narrowing:
    """Show every filter and return what was chosen."""
    category, check, unit, kind, text, more = st.columns(
        [1.7, 2, 2, 1.7, 2.4, 1.2], vertical_alignment="bottom"
    )
    names = unit_names(person)
    titles = {one.code: f"{one.code} {one.title}" for one, outcome in checks_in(run) if outcome["hits"]}
    chosen: dict[str, Any] = {
        "category": category_filter(category),
        "check": choice(check, "检查", titles | {ANOMALY: title_of(ANOMALY)}, "check"),
        "unit": choice(unit, "供电单位", dict(sorted(names.items())), "unit") or "",
        "object_type": choice(kind, "对象类型", LABELS, "kind"),
        "text": words(text, "text"),
    }
    active = sum(name in st.query_params for name in MORE)
    with more.popover(f"更多({active})" if active else "更多筛选"):
        return Narrowing(**chosen, **_more(run, person))


def _more(run: Run, person: Person) -> dict[str, Any]:
    severities = {severity: severity for severity in SEVERITIES}
    pricings = labels_of(tables()["customers"].by_name["pricing_policy"])
    months = [row["period"] for row in figures(person, run.id, ("period",)) if row["period"]]
    periods = {month: month_in_words(month) for month in sorted(months, reverse=True)}
    place: Any = st
    return {
        "severity": choice(place, "严重度", severities, "severity"),
        "pricing": choice(place, "定价策略", pricings, "pricing"),
        "period": choice(place, "问题所属月份", periods, "month"),
        "mark": choice(place, "标记", dict(zip(MARKED, MARKED, strict=True)), "mark"),
        "least_yuan": _yuan("应收差额不少于(元)", "least"),
        "most_yuan": _yuan("应收差额不多于(元)", "most"),
    }


def words(place: Any, key: str, width: int | Literal["stretch"] = "stretch") -> str:
    """Show the box that searches a list and return what was typed."""
    said = place.text_input(WHAT, placeholder="输入其中一部分", key=key, bind="query-params", width=width)
    return (said or "").strip()


def in_words(wanted: Narrowing) -> list[tuple[str, str]]:
    """Return what a list is narrowed to beside category and unit, for the cover of its file."""
    pricings = labels_of(tables()["customers"].by_name["pricing_policy"])
    least, most = wanted.least_yuan, wanted.most_yuan
    said = (
        ("检查", wanted.check),
        ("对象类型", LABELS.get(wanted.object_type or "")),
        ("严重度", wanted.severity),
        ("定价策略", pricings.get(wanted.pricing or "")),
        ("问题所属月份", month_in_words(wanted.period) if wanted.period else None),
        ("应收差额不少于(元)", None if least is None else f"{least:,.2f}"),
        ("应收差额不多于(元)", None if most is None else f"{most:,.2f}"),
        ("标记", wanted.mark),
        ("查找", wanted.text),
    )
    return [(label, value) for label, value in said if value]


def _yuan(label: str, key: str) -> float | None:
    """Show the box of an amount, whichever side owes it, and return it."""
    return st.number_input(
        label,
        min_value=0.0,
        value=None,
        step=100.0,
        format="%.2f",
        key=key,
        bind="query-params",
        placeholder="不限",
    )
