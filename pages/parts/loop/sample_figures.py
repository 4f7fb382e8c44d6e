"""抽检: drawing a month, what came of what was drawn by month and by author, how many are drawn, and the templates."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from analytics.loop import sampled
from analytics.loop.sampled import Passed
from analytics.rulebook import checks
from models.calendar import add_months, month_in_words, month_of
from models.errors import MingjiError
from models.loop import samples
from models.loop.samples import EVERY_CHECK, SAMPLES, SampleSettings
from models.people import Permission, Person
from models.rounding import share_as_set
from pages.parts.common import forms, tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.case_parts import NUMBER
from pages.parts.loop.words import check_label

MONTHS = 12
OUTCOME = "sample_draw_said"
ALL_CHECKS = "全部检查"
COUNTS = (
    tables.Shown("drawn", "抽中", "number", width=72),
    tables.Shown("judged", "已抽检", "number", width=72),
    tables.Shown("passed", "通过", "number", width=72),
    tables.Shown("rate", "通过率", "percent", width=80),
)
BY_MONTH = (tables.Shown("of", "归档月份", width=120), *COUNTS)
BY_AUTHOR = (tables.Shown("of", "核查人", width=200), *COUNTS)
DRAWN = (
    tables.Shown("case_no", "工单编号", "id", width=130),
    tables.Shown("checks", "检查", width=320),
    tables.Shown("state", "抽检结论", width=90),
    tables.Shown("fault", "不通过的是", width=140),
    tables.Shown("judged_by", "抽检人", width=150),
    tables.Shown("judged_at", "抽检时间", "time", width=130),
)
TEMPLATES = (
    tables.Shown("check", "检查", width=tables.CHECK_PIXELS),
    tables.Shown("phrases", "核查情况须写明", width="large"),
)


def show(person: Person) -> None:
    """Offer to draw a month, and show what came of what was drawn."""
    store = lake().store
    if said := st.session_state.pop(OUTCOME, None):
        (st.success if said[0] else st.error)(plain(said[1]))
    settings = SAMPLES.of(store)
    st.caption(
        f"按检查抽取:当月归档不超过 {settings.whole_up_to:,} 件的全部抽检,超过的随机抽 {share_as_set(settings.share)};"
        "每件只抽一次,由没有办理过它的人抽检。"
    )
    last = month_of(date.today())
    months = [add_months(last, -n) for n in range(1, MONTHS + 1)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = st.selectbox(
            "归档月份", months, format_func=month_in_words, key="month", bind="query-params", width=160
        )
        if person.may(Permission.SELECT) and person.sees_everything:
            st.button("抽取样本", on_click=_draw, args=(month or months[0], person), icon=":material/casino:")
            _settings(settings, person)
    _of_month(month or months[0], person)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**各月**")
        _counted(sampled.by_month(store, person), BY_MONTH, "samples-by-month", is_month=True)
    with right:
        st.markdown("**各核查人**")
        _counted(sampled.by_author(store, person), BY_AUTHOR, "samples-by-author")


def _draw(month: str, person: Person) -> None:
    try:
        drawn = samples.draw(lake().store, person, month)
    except MingjiError as error:
        st.session_state[OUTCOME] = (False, str(error))
        return
    known = sampled.of_month(lake().store, person, month)
    told = (
        f"{month_in_words(month)}抽取 {drawn:,} 件。"
        if drawn
        else f"{month_in_words(month)}已抽取过,不再重抽。"
    )
    if not drawn and not known:
        told = f"{month_in_words(month)}没有归档的案件,没有抽取。"
    st.session_state[OUTCOME] = (True, told)


def _of_month(month: str, person: Person) -> None:
    drawn = sampled.of_month(lake().store, person, month)
    total = sampled.archived(lake().store, person, month)
    st.markdown(f"**{month_in_words(month)}** · 归档 {total:,} 件,抽中 {len(drawn):,} 件")
    rows = [
        {
            "case_no": one.row.case_no,
            "checks": "、".join(map(check_label, one.check_codes)) or None,
            "state": "待抽检"
            if one.sample.is_passed is None
            else "通过"
            if one.sample.is_passed
            else "不通过",
            "fault": one.sample.fault,
            "judged_by": one.sample.judged_by,
            "judged_at": one.sample.judged_at,
        }
        for one in drawn
    ]
    table = pd.DataFrame(rows, columns=[column.name for column in DRAWN])
    clicked = tables.listing(
        table, DRAWN, key=f"samples-{month}", action="打开", most_rows=10, empty="这个月还没有抽取样本。"
    )
    if clicked is not None:
        st.switch_page(page_file("case"), query_params={NUMBER: drawn[clicked].row.case_no})


def _counted(
    found: Sequence[Passed], columns: Sequence[tables.Shown], key: str, *, is_month: bool = False
) -> None:
    rows = [
        {
            "of": month_in_words(one.of) if is_month else one.of,
            "drawn": one.drawn,
            "judged": one.judged,
            "passed": one.passed,
            "rate": one.rate,
        }
        for one in found
    ]
    tables.listing(pd.DataFrame(rows), columns, key=key, empty="还没有抽检。", most_rows=8)


def _settings(settings: SampleSettings, person: Person) -> None:
    with st.popover("抽检设置", icon=":material/tune:"), forms.settings(SAMPLES):
        whole = st.number_input(
            "不超过这么多件的全部抽检", min_value=1, max_value=10_000, step=10, value=settings.whole_up_to
        )
        percent = st.number_input(
            "超过的随机抽取(%)", min_value=1, max_value=100, step=5, value=round(settings.share * 100)
        )
        if st.form_submit_button("保存", type="primary"):
            wanted = SampleSettings(int(whole), percent / 100)
            forms.save(lambda: SAMPLES.save(lake().store, wanted, person))


def templates(person: Person) -> None:
    """Show the phrases that a check's narrative must have, and let who may change them change them."""
    known = samples.narratives(lake().store)
    st.caption(
        "“核查情况”须写明的要点,按检查填写;提交核查时提示,抽检时逐项比对。"
        "一行一个要点,几种说法用 / 隔开,写到其中一种即可。"
    )
    rows = [
        {"check": check_label(code) if code else ALL_CHECKS, "phrases": "、".join(phrases)}
        for code, phrases in sorted(known.items())
    ]
    tables.listing(pd.DataFrame(rows), TEMPLATES, key="narratives", empty="还没有叙述模板。", wraps=True)
    if not person.configures_everything:
        return
    names = {EVERY_CHECK: ALL_CHECKS} | {code: check_label(code) for code in checks()}
    chosen = st.selectbox(
        "检查", list(names), format_func=names.__getitem__, key="narrative_check", width=420
    )
    code = chosen or EVERY_CHECK
    with st.form(f"narrative-{code}", width=560):
        text = st.text_area(
            "须写明的要点",
            value="\n".join(known.get(code, ())),
            height=140,
            placeholder="现场示数/抄见示数\n电价\n处理结果",
        )
        if st.form_submit_button("保存", type="primary"):
            forms.save(lambda: samples.save_narrative(lake().store, person, code, text.splitlines()))
