"""复查 by a sample on screen: what can be drawn from, the samples with what came of them, and archiving the rest."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.loop.recheck import archive_rest, archived_in_words
from analytics.subjects import number_in_words
from models.errors import MingjiError
from models.loop import case as rules
from models.loop import recheck_samples
from models.loop.case import Action
from models.loop.recheck_lots import Draw, Member, Standing
from models.loop.recheck_samples import Lot
from models.people import Person, Role
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.case_parts import NUMBER
from pages.parts.loop.words import check_label, yuan

SAID, DRAW = "recheck_sample_said", "draw"
SIZE, SHARE = "件数", "比例"
USUAL_PERCENT = 30
LOTS = (
    tables.Shown("unit_name", "供电单位", width=150),
    tables.Shown("checks", "检查", width=520),
    tables.Shown("cases", "待复查", "number", width=80),
)
DRAWS = (
    tables.Shown("id", "编号", "number", width=48),
    tables.Shown("unit_name", "供电单位", width=110),
    tables.Shown("checks", "检查", width=190),
    tables.Shown("of", "同批", "number", width=48),
    tables.Shown("drawn", "抽中", "number", width=48),
    tables.Shown("passed", "合格", "number", width=48, help="抽中的案件中复查合格的。"),
    tables.Shown("failed", "不合格", "number", width=60, help="同批案件中复查不合格的,不论是否抽中。"),
    tables.Shown("waiting", "仍待复查", "number", width=72),
    tables.Shown("standing", "结论", width=144),
    tables.Shown("drawn_by", "抽取人", width=92),
    tables.Shown("drawn_at", "抽取时间", "time", width=124),
)
MEMBERS = (
    tables.Shown("case_no", "工单编号", "id", width=130),
    tables.Shown("picked", "抽样", width=80),
    tables.Shown("outcome", "复查", width=90),
    tables.Shown("state", "现在状态", width=80),
    tables.Shown("number", "对象编号", "id", width=130),
    tables.Shown("amount_yuan", "核实金额(元)", "money", width=120),
)


def show(person: Person) -> None:
    """Show the lots with the form to draw, and the samples."""
    if said := st.session_state.pop(SAID, None):
        (st.success if said[0] else st.error)(plain(said[1]))
    st.caption(
        "同一单位、检查相同、等待复查的案件为一批。按随机种子抽取,种子留存,任何人可以验算;抽中的逐件复查。"
        "抽中的全部合格,其余可以一次归档,意见写明样本;同批有一件不合格,其余逐件复查,不能批量办理;抽中的有作废,按原种子补抽。"
    )
    found = recheck_samples.lots(lake().store, person)
    st.markdown("**可以抽样的案件**")
    tables.listing(
        pd.DataFrame([_lot(one, person) for one in found]),
        LOTS,
        key="recheck-lots",
        most_rows=6,
        empty="没有两件以上、单位和检查都相同、还没有抽过样的待复查案件;其他待复查的案件在“复查”中逐件办理。",
    )
    if found and person.role in (Role.LEAD, Role.SUPERVISOR):
        _drawing(found, person)
    known = recheck_samples.draws(lake().store, person)
    st.markdown("**抽过的样本**")
    clicked = tables.listing(
        pd.DataFrame([_draw(one, person) for one in known]),
        DRAWS,
        key="recheck-draws",
        action="查看",
        most_rows=6,
        wraps=True,
        empty="还没有抽过样本。",
    )
    if clicked is not None:
        st.query_params[DRAW] = str(known[clicked].row.id)
    if one := next((each for each in known if str(each.row.id) == st.query_params.get(DRAW)), None):
        _members(one, person)


def _drawing(found: Sequence[Lot], person: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(
            "抽取哪一批",
            range(len(found)),
            format_func=lambda number: _lot_label(found[number], person),
            key="recheck_lot",
            width=520,
        )
        by = st.segmented_control("按", [SHARE, SIZE], default=SHARE, key="recheck_by") or SHARE
        lot = found[place or 0]
        most = len(lot.rows) - 1
        if by == SHARE:
            wanted = st.number_input("比例(%)", 1, 99, USUAL_PERCENT, key="recheck_percent", width=130)
            asked: dict[str, Any] = {"share": wanted / 100}
        else:
            wanted = st.number_input("件数", 1, most, 1, key=f"recheck_size-{len(lot.rows)}", width=130)
            asked = {"size": int(wanted)}
        st.button("随机抽取", icon=":material/casino:", on_click=_carry_out, args=(lot, asked, person))


def _carry_out(lot: Lot, asked: dict[str, Any], person: Person) -> None:
    try:
        number = recheck_samples.draw(lake().store, person, lot.unit, lot.check_codes, **asked)
    except MingjiError as error:
        st.session_state[SAID] = (False, str(error))
        return
    st.query_params[DRAW] = str(number)
    st.session_state[SAID] = (True, f"抽样复查第 {number} 号已抽取,同批案件的办理过程都写明是否抽中。")


def _members(one: Draw, person: Person) -> None:
    row = one.row
    head = st.container(horizontal=True, vertical_alignment="center")
    head.markdown(f"**抽样复查第 {row.id} 号** · {one.standing.value}", width="content")
    head.caption(
        f"随机种子 {row.seed}",
        width="content",
        help="同批工单编号分别接在“种子|”之后取 SHA-256,从小到大取所抽的件数,就是抽中的。",
    )
    if one.standing is Standing.SHORT and person.role in (Role.LEAD, Role.SUPERVISOR):
        head.button(
            f"补抽 {len(one.lacking):,} 件",
            type="primary",
            icon=":material/casino:",
            on_click=_draw_further,
            args=(row.id, person),
            help="抽中的有作废,样本变小;按原随机种子的次序,抽取接下来的案件补足。",
        )
    may_archive = person.role in rules.move_of(Action.PASS).roles
    if one.standing is Standing.PASSED and one.rest and may_archive:
        head.button(
            f"其余 {len(one.rest):,} 件按样本归档",
            type="primary",
            icon=":material/done_all:",
            on_click=_archive,
            args=(row.id, person),
            help="办理“复查合格”,意见写明样本编号、同批件数和抽查的案件;新导入的数据显示问题仍在的留下逐件复查。",
        )
    members = sorted(one.members, key=lambda each: not each.is_drawn)
    table = pd.DataFrame([_member(each, person) for each in members])
    clicked = tables.listing(table, MEMBERS, key=f"recheck-members-{row.id}", action="打开", most_rows=12)
    if clicked is not None:
        st.switch_page(page_file("case"), query_params={NUMBER: members[clicked].row.case_no})


def _draw_further(draw_id: int, person: Person) -> None:
    try:
        drawn = recheck_samples.draw_further(lake().store, person, draw_id)
    except MingjiError as error:
        st.session_state[SAID] = (False, str(error))
        return
    st.session_state[SAID] = (True, f"抽样复查第 {draw_id} 号补抽 {len(drawn):,} 件。")


def _archive(draw_id: int, person: Person) -> None:
    try:
        archived, persisting = archive_rest(lake(), person, draw_id)
    except MingjiError as error:
        st.session_state[SAID] = (False, str(error))
        return
    st.session_state[SAID] = (True, archived_in_words(draw_id, archived, persisting))


def _lot(one: Lot, person: Person) -> dict[str, Any]:
    return {
        "unit_name": _unit(one.unit, person),
        "checks": "、".join(map(check_label, one.check_codes)),
        "cases": len(one.rows),
    }


def _lot_label(one: Lot, person: Person) -> str:
    checks = "、".join(map(check_label, one.check_codes))
    return f"{_unit(one.unit, person)} · {checks}({len(one.rows):,} 件)"


def _draw(one: Draw, person: Person) -> dict[str, Any]:
    return {
        "id": one.row.id,
        "unit_name": _unit(one.row.unit, person),
        "checks": "、".join(map(check_label, one.row.check_codes)),
        "of": len(one.members),
        "drawn": len(one.drawn),
        "passed": sum(each.end == Action.PASS.value for each in one.drawn),
        "failed": sum(each.end == Action.FAIL.value for each in one.members),
        "waiting": sum(each.waits for each in one.members),
        "standing": one.standing.value,
        "drawn_by": one.row.drawn_by,
        "drawn_at": one.row.drawn_at,
    }


def _member(one: Member, person: Person) -> dict[str, Any]:
    return {
        "case_no": one.row.case_no,
        "picked": "抽中" if one.is_drawn else "未抽中",
        "outcome": one.end or "待复查",
        "state": one.row.state,
        "number": number_in_words(one.row.object_type, one.row.object_id, unit_names(person)),
        "amount_yuan": yuan(one.row.established_fen),
    }


def _unit(unit: str, person: Person) -> str:
    return unit_names(person).get(unit, unit) or "未归属"
