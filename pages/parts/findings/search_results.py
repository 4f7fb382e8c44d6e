"""What a search found, kind by kind and page by page; each result leads to the page of its object."""

import streamlit as st

from analytics.search.index import KINDS, is_ready
from analytics.search.search import Answer, Found, search
from analytics.subjects import AREA, LABELS, ObjectType
from models import log
from models.people import Person
from pages.parts.common import address, tables
from pages.parts.common.data import door_of, kept, lake
from pages.parts.common.plain import plain
from pages.parts.common.units import unit_names
from pages.parts.findings import which_run
from pages.parts.frame import session
from pages.parts.frame.page_cards import page_file

ROWS = 20
WIDTHS = (1, 3.6, 4.3, 1.6)
SHOWN = "search_shown"
EVERY_KIND = "全部"
KIND = "kind"  # in the address
WHAT = "户号、户名、地址、表号、资产编号、申请编号、工单编号、台区、人员或单位"


def show(person: Person, asked: str) -> None:
    """Show what was found, and how much there is of each kind."""
    if not asked.strip():
        st.info(f"请在页面上方的查找框中输入{WHAT}的任何一部分,按回车。")
        return
    counts = _answered(person, asked, None, 0).counts
    total = sum(counts.values())
    st.markdown(f"**{plain(asked.strip())}** · 找到 {total:,} 个对象")
    if not total:
        st.warning("没有找到,或不在您的单位范围内。" + _hint(person))
        return
    kind = _kind(counts)
    place = st.container(gap="small")
    offset = tables.paged(counts[kind] if kind else total, rows_per_page=ROWS, of=f"{asked}-{kind}")
    answer = _answered(person, asked, kind, offset)
    _note(person, total, answer.found)
    names = unit_names(person)
    with place:
        for found in answer.found:
            _result(found, names.get(found.org_code, found.org_code))


def _hint(person: Person) -> str:
    if person.sees_personal_data:
        return "可以只输入一部分;几个词用空格隔开,须同时出现。"
    return "您看不到的姓名和门牌号也不能用来查找,请用户号或其他编号。"


def _label(kind: str) -> str:
    """Return how a kind is called; of the cases only transformer areas are found."""
    return LABELS[AREA if kind == "case" else kind]


def _kind(counts: dict[ObjectType, int]) -> ObjectType | None:
    """Show the kinds that were found and return the chosen one, or None for all of them."""
    if len(counts) < 2:
        return None
    asked = st.query_params.get(KIND, "")
    st.session_state["search_kind"] = asked if asked in counts else EVERY_KIND
    chosen = st.segmented_control(
        "对象类型",
        [EVERY_KIND, *counts],
        format_func=lambda kind: f"{_label(kind)} {counts[kind]:,}" if kind in LABELS else EVERY_KIND,
        key="search_kind",
        on_change=_choose_kind,
        label_visibility="collapsed",
    )
    return next((kind for kind in KINDS if kind == chosen), None)


def _choose_kind() -> None:
    chosen = st.session_state["search_kind"]
    address.say({KIND: chosen if chosen in LABELS else ""})


def _answered(person: Person, asked: str, kind: ObjectType | None, offset: int) -> Answer:
    """Return the answer, kept for as long as the data stays as it is."""
    version = door_of(person).data_version
    if is_ready(door_of(person)):
        return _kept(person, version, asked, kind, offset)
    with st.spinner("正在建立查找索引(数据变化后的第一次查找)…", show_time=True):
        return _kept(person, version, asked, kind, offset)


@kept
def _kept(person: Person, data_version: int, asked: str, kind: ObjectType | None, offset: int) -> Answer:
    return search(door_of(person), asked, object_type=kind, limit=ROWS, offset=offset)


def _note(person: Person, total: int, found: tuple[Found, ...]) -> None:
    """Write into the audit log who was shown, once in a visit; without its line nothing is shown."""
    shown = [f"{one.object_type}:{one.object_id}" for one in found]
    if st.session_state.get(SHOWN) == (session.visit(), shown):
        return
    log.searched(lake().store, person, total, shown)
    st.session_state[SHOWN] = (session.visit(), shown)


def _result(found: Found, unit: str) -> None:
    kind, number, where, of = st.columns(WIDTHS, vertical_alignment="center", gap="small")
    kind.caption(_label(found.object_type))
    page, query = _page_of(found)
    with number:
        label = f"**{plain(found.object_id)}** {plain(found.name)}"
        st.page_link(page_file(page), label=label, query_params=query)
    said = "、".join(f"{label} {text}" for label, text in found.because)
    where.caption(plain(" · ".join(part for part in (found.address, said) if part)))
    of.caption(plain(unit) if found.object_type != "org" else "")


def _page_of(found: Found) -> tuple[str, dict[str, str]]:
    """Return the page where an object is shown, and what its address says."""
    if found.object_type == "org":
        return "overview", {"unit": found.object_id}
    return "object", which_run.object_address(which_run.followed(), found.object_type, found.object_id)
