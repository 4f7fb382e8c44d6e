"""How far judges agree, what first verdicts save, of which checks they are asked for, and from which rate on."""

import pandas as pd
import streamlit as st

from analytics.loop import blind
from analytics.loop.blind import Agreement
from models.company.settings import BLIND, BlindSettings
from models.people import Person
from models.rounding import share_as_set
from pages.parts.common import forms, tables
from pages.parts.common.data import lake
from pages.parts.loop.words import check_label, people_by_login

EVERY_CHECK = "全部检查"
RATES = (
    tables.Shown("check", "检查", width=tables.CHECK_PIXELS),
    tables.Shown("decided", "有结果的案件", "number", width=100),
    tables.Shown("void", "其中不属实", "number", width=90, help="现场核查不属实,或初判不处理。"),
    tables.Shown("rate", "不属实率", "percent", width=84),
    tables.Shown("first", "先初判", width=140),
)
AGREEMENTS = (
    tables.Shown("check", "检查", width=tables.CHECK_PIXELS),
    tables.Shown("judges", "两人", width=180),
    tables.Shown("cases", "共同初判", "number", width=84),
    tables.Shown("agreed", "一致", "number", width=64),
    tables.Shown("share", "一致率", "percent", width=72),
    tables.Shown(
        "kappa", "κ", width=64, help="Cohen κ:扣除偶然一致后的一致程度,1 为完全一致,0 为与偶然相同。"
    ),
    tables.Shown(
        "interval", "95% 区间", width=120, help="大样本近似(Fleiss、Cohen、Everitt,1969),件数少时仅供参考。"
    ),
)


def show(person: Person) -> None:
    """Show the figures, and the setting to those who may change it."""
    store = lake().store
    settings = BLIND.of(store)
    saved = blind.saved(store, person)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.text(
            f"初判定为不处理 {saved.cases:,} 件,节省工时 {saved.hours:,.1f} 小时。"
            if saved.cases
            else "还没有初判定为不处理的案件。"
        )
        _settings(settings, person)
    st.markdown("**各检查的不属实率**")
    st.caption(_rule(settings))
    rates = [
        {
            "check": check_label(one.check_code),
            "decided": one.decided,
            "void": one.void,
            "rate": one.rate,
            "first": _asked(one, settings),
        }
        for one in blind.void_rates(store)
    ]
    tables.listing(pd.DataFrame(rates), RATES, key="void-rates", empty="还没有核查结果。")
    st.markdown("**两人的一致程度**")
    names = people_by_login()
    rows = [_row(one, names) for one in blind.agreement(store, person)]
    tables.listing(pd.DataFrame(rows), AGREEMENTS, key="agreement", empty="还没有两人都判过并已定案的案件。")


def _row(one: Agreement, names: dict[str, str]) -> dict[str, object]:
    found = one.kappa
    title = check_label(one.check_code) if one.check_code else EVERY_CHECK
    return {
        "check": title,
        "judges": "、".join(names.get(login, login) for login in one.judges),
        "cases": one.cases,
        "agreed": one.agreed,
        "share": one.agreed / one.cases,
        "kappa": None if found.value is None else f"{found.value:.2f}",
        "interval": None if found.low is None else f"{found.low:.2f} 至 {found.high:.2f}",
    }


def _asked(one: blind.VoidRate, settings: BlindSettings) -> str | None:
    if settings.void_rate is None:
        return None
    if blind.is_doubtful(one, settings):
        return "是"
    return f"结果不足 {settings.least_verdicts:,} 件" if one.decided < settings.least_verdicts else None


def _rule(settings: BlindSettings) -> str:
    if settings.void_rate is None:
        return "没有设定不属实率,现在全部检查都直接派发。"
    return (
        f"有结果的案件不少于 {settings.least_verdicts:,} 件、不属实率超过 {share_as_set(settings.void_rate)} 的检查,"
        "新计划中的案件先由两人初判;件数不足而不属实率的 95% 区间已全部超过的也是。"
    )


def _settings(settings: BlindSettings, person: Person) -> None:
    if not person.configures_everything:
        return
    with st.popover("初判设置", icon=":material/tune:"), forms.settings(BLIND):
        percent = st.number_input(
            "不属实率超过(%)",
            min_value=0,
            max_value=100,
            step=5,
            value=round((settings.void_rate or 0) * 100),
            help="0 表示不初判,全部直接派发。",
        )
        least = st.number_input(
            "有结果的案件不少于", min_value=1, max_value=10_000, step=10, value=settings.least_verdicts
        )
        if st.form_submit_button("保存", type="primary"):
            wanted = BlindSettings(percent / 100 if percent else None, int(least))
            forms.save(lambda: BLIND.save(lake().store, wanted, person))
