"""The appraisal of a month: score cards by kind, each down to its cases; closing it, and its file."""

from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from analytics.loop import appraisal
from analytics.loop.appraisal import Appraisal, Card, Kind
from models import register
from models.calendar import add_months, month_in_words, month_of
from models.people import Permission, Person
from pages.parts.common import download, file_names, forms, tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.case_parts import NUMBER
from reports.appraisal_file import GROUPS, points_of, write_appraisal

MONTHS = 24
CARD = "card"  # in the address
CARDS = (
    tables.Shown("name", "名称", width=150),
    tables.Shown("score", "得分", "points", width=80),
    *(
        tables.Shown(name, label, "points", width=84, help="、".join(items))
        for name, (label, items) in GROUPS.items()
    ),
    tables.Shown("cases", "案件", "number", width=60),
    tables.Shown("proposal", "建议", width=86),
)
LINES = (
    tables.Shown("case_no", "工单编号", "id", width=130),
    tables.Shown("item", "项目", width=150),
    tables.Shown("points", "得分", "points", width=80),
    tables.Shown("note", "说明", width="large"),
)


def show(person: Person) -> None:
    """Show a month's cards of the chosen kind, the lines of the chosen card, the file, and closing the month."""
    last = month_of(date.today())
    months = [add_months(last, -n) for n in range(MONTHS)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = st.selectbox(
            "月份", months, format_func=month_in_words, key="month", bind="query-params", width=160
        )
        kind = st.segmented_control(
            "对象", [one.value for one in Kind], default=Kind.UNIT.value, key="kind", bind="query-params"
        )
    made = appraisal.appraise(lake().store, person, month or last)
    names = unit_names(person) | {one.login: one.name for one in register.people(lake().store)}
    cards = [card for card in made.cards if card.kind.value == (kind or Kind.UNIT.value)]
    _standing(made, person, names)
    table = pd.DataFrame([_row(card, names) for card in cards])
    clicked = tables.listing(
        table,
        CARDS,
        key=f"cards-{made.month}-{kind}",
        action="查看",
        empty=f"{month_in_words(made.month)}没有得分:这个月没有办理过的案件,或不在您的单位范围内。",
        most_rows=12,
    )
    if clicked is not None:
        st.query_params[CARD] = cards[clicked].subject
    chosen = next((card for card in cards if card.subject == st.query_params.get(CARD)), None)
    if chosen is not None:
        _lines(chosen, names)


def _standing(made: Appraisal, person: Person, names: dict[str, str]) -> None:
    """Say whether the month is closed, and offer to close it and to save it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if made.frozen_by and made.frozen_at:
            st.caption(
                f"已封存:{made.frozen_by},{made.frozen_at:%Y-%m-%d %H:%M}。此后不再变化。", width="content"
            )
        else:
            st.caption("尚未封存,得分随案件的办理变化。", width="content")
            if person.configures_everything and made.cards:
                _closing(made, person)
        if made.cards and person.may(Permission.EXPORT):
            download.offer(
                "导出考核表(Excel)",
                lambda: _file(made, person, names),
                f"{file_names.of_month('考核', person, made.month)}.xlsx",
                key="appraisal",
            )


def _closing(made: Appraisal, person: Person) -> None:
    with st.popover("封存这个月", icon=":material/lock:"):
        st.caption("封存后得分和规则不再变化,不能撤销。")
        if st.button("确定封存", type="primary", key="freeze"):
            forms.save(lambda: appraisal.freeze(lake().store, person, made.month))


def _file(made: Appraisal, person: Person, names: dict[str, str]) -> Path:
    write = partial(write_appraisal, made, names=names)
    return download.exported(lake().store, person, "appraisal", ".xlsx", write, scope={"month": made.month})


def _row(card: Card, names: dict[str, str]) -> dict[str, object]:
    return {
        "name": names.get(card.subject, card.subject),
        "score": float(card.score),
        **{name: None if points is None else float(points) for name, points in points_of(card).items()},
        "cases": len({line.case_no for line in card.lines}),
        "proposal": card.proposal or None,
    }


def _lines(card: Card, names: dict[str, str]) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(names.get(card.subject, card.subject))}** · {card.score:+} 分")
        rows = [
            {"case_no": one.case_no, "item": one.item, "points": float(one.points), "note": one.note}
            for one in card.lines
        ]
        clicked = tables.listing(
            pd.DataFrame(rows), LINES, key=f"lines-{card.subject}", action="打开", most_rows=12
        )
        if clicked is not None:
            st.switch_page(page_file("case"), query_params={NUMBER: card.lines[clicked].case_no})
