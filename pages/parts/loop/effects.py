"""What the cases were worth: expected and recovered yuan by check, hours by stage, void hours, what cases are made of."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.loop import kinds
from analytics.loop.check_records import RETIRE, TUNE
from analytics.loop.counting import STAGES, Asked, Counted
from analytics.loop.kinds import FOUND, Kind
from analytics.loop.progress import Progress, progress
from models.calendar import add_months_to_date
from models.loop import case_lists
from models.people import Person
from models.rounding import share_in_words
from pages.parts.common import tables
from pages.parts.common.charts import wan_yuan
from pages.parts.common.data import kept, lake
from pages.parts.common.narrowing import choice
from pages.parts.common.units import unit_names
from pages.parts.loop.strip import HOURS_A_DAY
from pages.parts.loop.words import check_label, yuan

PERIODS = {"近 12 个月": 12, "近 3 个月": 3, "全部": None}
UNSAID = "没有写明"
MANY = 16
CHECK_PIXELS = 296  # every column has its line where a page is 1366 pixels wide
CHECKS = (
    tables.Shown("check", "检查", width=CHECK_PIXELS),
    tables.Shown("judged", "已核查", "number", width=56),
    tables.Shown("confirmed", "属实", "number", width=44),
    tables.Shown("rate", "查实率", "percent", width=64),
    tables.Shown("interval", "95% 区间", width=110),
    tables.Shown(
        "void_hours",
        "空跑工时",
        "number",
        width=70,
        help="不属实的案件首次核查所用的工时(小时),按对象类型计。",
    ),
    tables.Shown(
        "advice", "建议", width=44, help=f"停用:{RETIRE.partition(':')[2]}。调参:{TUNE.partition(':')[2]}。"
    ),
    tables.Shown(
        "expected_yuan",
        "期望(元)",
        "number",
        width=78,
        help="排序选中、已有结论的案件,排序时期望的金额。涉及的金额不都是应收差额(如在途资金、账面差额)。",
    ),
    tables.Shown(
        "established_yuan", "核实(元)", "money", width=96, help="其中属实案件应追补退还的;括号为多收。"
    ),
    tables.Shown("recovered_yuan", "已追补(元)", "money", width=96),
    tables.Shown("refunded_yuan", "已退还(元)", "money", width=82),
    tables.Shown("cases", "案件", "number", width=44, help="包括还没有结论的。"),
)
STAGE_COLUMNS = (
    tables.Shown("label", "环节", width=120),
    tables.Shown("cases", "经过的案件", "number", width=90),
    tables.Shown("hours", "平均(小时)", "number", width=90),
    tables.Shown("days", "平均(天)", "number", width=80),
)
KIND_COLUMNS = (
    tables.Shown("cases", "案件", "number", width=60),
    tables.Shown("established_yuan", "核实(元)", "money", width=110),
    tables.Shown("recovered_yuan", "已追补(元)", "money", width=110),
    tables.Shown("refunded_yuan", "已退还(元)", "money", width=110),
)
SOURCE_COLUMNS = (
    tables.Shown("word", "来源", width=110),
    tables.Shown("judged", "已核查", "number", width=64),
    tables.Shown("confirmed", "属实", "number", width=56),
    tables.Shown("rate", "查实率", "percent", width=72),
    *KIND_COLUMNS,
)


def show(person: Person, today: date) -> None:
    """Show the figures of a time and a unit, one part at a time."""
    period, unit = st.columns([1, 1.4, 3])[:2]
    names = dict(sorted(unit_names(person).items()))
    word = period.selectbox("立案时间", list(PERIODS), key="period", bind="query-params") or "全部"
    prefix = choice(unit, "供电单位", names, "unit")
    months = PERIODS[word]
    first = None if months is None else add_months_to_date(today, -months)
    asked = Asked(today, first=first, org_prefix=prefix or "")
    by_check, stages, made_of = st.tabs(
        ["检查成效", "环节用时", "来源与差错"], key="part", on_change="rerun", bind="query-params"
    )
    if by_check.open:
        with by_check:
            _checks(_progress(person, asked, case_lists.last_step(lake().store)))
    if stages.open:
        with stages:
            _stages(_progress(person, asked, case_lists.last_step(lake().store)), names)
    if made_of.open:
        with made_of:
            _kinds(_kinds_of(person, asked, case_lists.last_step(lake().store)))


def _checks(made: Progress) -> None:
    expected = made.expected
    came = expected.recovered_fen + expected.refunded_fen
    cards = (
        (
            "期望属实",
            f"{expected.confirmed:,.1f} 件",
            f"排序选中、已有结论的 {expected.cases:,} 件,按各自的概率相加。",
        ),
        ("实际属实", f"{expected.confirmed_then:,} 件", "其中认定属实或部分属实的。"),
        ("期望金额", wan_yuan(expected.fen / 100), "排序时期望的金额:概率乘涉及金额。"),
        ("追补和退还", wan_yuan(came / 100), "实际追回的和退还客户的之和。"),
        ("空跑工时", f"{made.void_hours:,.1f} 小时", "不属实的案件首次核查所用的工时,每件计一次。"),
    )
    for place, (label, value, explained) in zip(st.columns(len(cards)), cards, strict=True):
        place.metric(label, value, help=explained, border=True)
    rows = [
        {
            "check": _short(check_label(one.check_code)),
            "cases": one.cases,
            "judged": one.confirmed.judged,
            "confirmed": one.confirmed.confirmed,
            "rate": one.confirmed.rate,
            "interval": _interval(one.confirmed.low, one.confirmed.high),
            "expected_yuan": round(one.expected_fen / 100),
            "established_yuan": yuan(one.established_fen),
            "recovered_yuan": yuan(one.recovered_fen),
            "refunded_yuan": yuan(one.refunded_fen),
            "void_hours": one.void_hours,
            "advice": one.advice.partition(":")[0].removeprefix("建议") or None,
        }
        for one in sorted(made.checks, key=lambda one: (-one.void_hours, one.check_code))
    ]
    st.caption(
        "空跑工时多的在前,点列名可以改变排序。建议停用或调参的,两个查实率的差在 95% 区间内已能确定;"
        "一件案件有几项检查的,在各项检查中都计,各行相加会多于合计。"
    )
    table = pd.DataFrame(rows, columns=[one.name for one in CHECKS])
    tables.listing(
        table,
        CHECKS,
        key="effects-checks",
        most_rows=MANY,
        empty="这段时间没有立案的检查。",
        wraps=tables.any_is_long(CHECKS, table),
    )


def _short(check: str) -> str:
    """Return a check without what its title explains in brackets where that does not fit on its line."""
    return check if tables.fits(check, CHECK_PIXELS) else check.partition("(")[0]


def _interval(low: float | None, high: float | None) -> str | None:
    if low is None or high is None:
        return None
    return f"{share_in_words(low)}–{share_in_words(high)}"


def _stages(made: Progress, names: dict[str, str]) -> None:
    st.caption("从上一环节结束到本环节结束的自然时间,含夜间和节假日;只算走完该环节的案件。")
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        st.markdown("**合计**")
        rows = [
            {
                "label": label,
                "cases": cases,
                "hours": round(hours / cases, 1) if cases else None,
                "days": round(hours / cases / HOURS_A_DAY, 1) if cases else None,
            }
            for name, label, *_ in STAGES
            for cases, hours in (made.total.hours[name],)
        ]
        tables.listing(pd.DataFrame(rows), STAGE_COLUMNS, key="effects-stages")
    with right:
        st.markdown("**各单位的平均天数**")
        columns = (
            tables.Shown("unit_name", "供电单位", width=150),
            *(tables.Shown(name, label, "number", width=76) for name, label, *_ in STAGES),
        )
        by_unit = [
            {"unit_name": names.get(unit, unit) or "未归属", **_days(counted)}
            for unit, counted in made.by_unit.items()
        ]
        tables.listing(
            pd.DataFrame(by_unit), columns, key="effects-stages-by-unit", empty="这段时间没有立案的案件。"
        )


def _days(counted: Counted) -> dict[str, float | None]:
    return {
        name: round(hours / cases / HOURS_A_DAY, 1) if cases else None
        for name, *_ in STAGES
        for cases, hours in (counted.hours[name],)
    }


def _kinds(made: kinds.Kinds) -> None:
    st.markdown("**来源**")
    tables.listing(
        _kind_rows(made.sources), SOURCE_COLUMNS, key="effects-sources", empty="这段时间没有案件。"
    )
    st.markdown("**认定属实的案件**", help="问题分类、差错业务分类、原因和责任差错等级由核查人填写。")
    places = [place for _ in range(0, len(FOUND), 2) for place in st.columns(2, gap="medium")]
    for place, (name, (label, _)) in zip(places, FOUND.items(), strict=False):
        columns = (tables.Shown("word", label, width=130), *KIND_COLUMNS)
        with place:
            tables.listing(
                _kind_rows(made.found[name]),
                columns,
                key=f"effects-{name}",
                empty=f"{label}:没有认定属实的案件。",
            )
    st.markdown("**督办**")
    rows = [
        {"state": state.value, "urgency": urgency.value, "cases": number}
        for (state, urgency), number in made.supervisions.items()
    ]
    columns = (
        tables.Shown("state", "督办状态", width=110),
        tables.Shown("urgency", "紧急程度", width=90),
        tables.Shown("cases", "案件", "number", width=70),
    )
    tables.listing(
        pd.DataFrame(rows), columns, key="effects-supervisions", empty="这段时间的案件没有督办过的。"
    )


def _kind_rows(some: Sequence[Kind]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "word": one.word or UNSAID,
            "cases": one.cases,
            "judged": one.judged,
            "confirmed": one.confirmed,
            "rate": one.rate,
            "established_yuan": yuan(one.established_fen),
            "recovered_yuan": yuan(one.recovered_fen),
            "refunded_yuan": yuan(one.refunded_fen),
        }
        for one in some
    ]
    return pd.DataFrame(rows)


@kept
def _progress(person: Person, asked: Asked, last_step: int) -> Progress:
    """Return the figures; they hold until the next step of any case."""
    return progress(lake().store, person, asked)


@kept
def _kinds_of(person: Person, asked: Asked, last_step: int) -> kinds.Kinds:
    return kinds.kinds(lake().store, person, asked)
