"""初判: one case after the other, from its evidence alone; and, of what is decided, how far judges agree."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from analytics.amounts import in_words
from analytics.loop import blind
from analytics.rulebook import card_of
from analytics.subjects import LABELS, kind_of, number_in_words
from models import verdicts
from models.errors import MingjiError, NotAllowed
from models.people import Person
from models.settings import blind_settings
from models.verdicts import Item, Word
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.findings import which_run
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.words import people_by_login

OUTCOME = "verdict_said"
COLUMNS = (
    tables.Shown("check_code", "检查", "id", width=90),
    tables.Shown("judges", "初判人", width=160),
    tables.Shown("cases", "共同判定", "number", width=80),
    tables.Shown("agreed", "一致", "number", width=60),
    tables.Shown(
        "kappa", "κ", width=60, help="Cohen κ:扣除碰巧一致之后的一致程度,1 为完全一致,0 与碰巧无异。"
    ),
    tables.Shown("interval", "95% 区间", width=120),
)


def queue(person: Person) -> None:
    """Show the next case that a person has to judge, and take their word."""
    if said := st.session_state.pop(OUTCOME, None):
        (st.success if said[0] else st.error)(plain(said[1]))
    try:
        items = verdicts.queue(lake().store, person)
    except NotAllowed as error:
        st.info(plain(str(error)))
        return
    if not items:
        st.info(_nothing())
        return
    _judge(items[0], len(items), person)


def _nothing() -> str:
    settings = blind_settings(lake().store)
    if settings.void_rate is None:
        return "没有等您初判的案件。初判没有启用:还没有设定不属实率的界限。"
    return "没有等您初判的案件。"


def _judge(item: Item, left: int, person: Person) -> None:
    units = unit_names(person)
    codes = ",".join(one.check_code for one in item.evidence)
    label = LABELS.get(kind_of(item.object_type, codes), item.object_type)
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.page_link(
                page_file("object"),
                label=f"{label} {plain(number_in_words(item.object_type, item.object_id, units))}",
                icon=":material/person_search:",
                query_params=which_run.object_address(which_run.followed(), item.object_type, item.object_id),
            )
            unit = item.org_code or ""
            st.caption(f"{units.get(unit, unit)} · 还有 {left:,} 件等您初判", width="content")
        for one in item.evidence:
            card = card_of(one.check_code)
            fen = one.amount_fen
            kind = card.amount_kind(item.object_type)
            amount = in_words(kind, None if fen is None else Decimal(fen) / 100)
            st.markdown(f"**{one.check_code} {plain(card.title)}** {amount}")
            st.text(one.sentence)
            st.caption(f"依据:{plain(card.basis)}")
        key = f"verdict-{item.case_no}-{person.login}"
        with st.form(key, border=False):
            st.caption(
                "只凭证据判定:看不到别人的判定,也看不到这件是排序选中还是随机抽中。两人一致即定,不一致由第三人裁定。"
            )
            st.text_input("理由(不处理时必填)", key=f"{key}-reason", max_chars=200)
            with st.container(horizontal=True):
                for word, kind in ((Word.ACT, "primary"), (Word.VOID, "secondary")):
                    st.form_submit_button(
                        word.value,
                        type=kind,  # type: ignore[arg-type]
                        key=f"{key}-{word.name}",
                        on_click=_give,
                        args=(item.case_no, word, f"{key}-reason", person),
                    )


def _give(case_no: str, word: Word, key: str, person: Person) -> None:
    try:
        verdicts.give(lake().store, person, case_no, word, st.session_state[key])
    except MingjiError as error:
        st.session_state[OUTCOME] = (False, str(error))
    else:
        st.session_state[OUTCOME] = (True, f"已判定为“{word.value}”。")


def agreement(person: Person) -> None:
    """Show, of what is decided, how far judges agree and what journeys were saved."""
    found = blind.agreement(lake().store, person)
    saved = blind.saved(lake().store, person)
    if not found and not saved.cases:
        return
    people = people_by_login()
    st.markdown(
        f"**一致程度** · 初判不处理 {saved.cases:,} 件,节省现场核查 {saved.hours:,.1f} 小时",
        help="只计已经定论的案件。节省的工时按对象类型的预计工时计。",
    )
    rows = [
        {
            "check_code": one.check_code or "全部",
            "judges": "、".join(people.get(login, login) for login in one.judges),
            "cases": one.cases,
            "agreed": one.agreed,
            "kappa": "—" if one.kappa.value is None else f"{one.kappa.value:.2f}",
            "interval": ""
            if one.kappa.low is None or one.kappa.high is None
            else f"{one.kappa.low:.2f} 至 {one.kappa.high:.2f}",
        }
        for one in found
    ]
    tables.listing(pd.DataFrame(rows), COLUMNS, key="agreement", empty="还没有两人都判定过的案件。")
