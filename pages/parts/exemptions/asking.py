"""«这不是问题»: what somebody fills in to have a hit, or several, put on the white list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from analytics.check import Check
from analytics.reasons import label_of
from analytics.results.evidence_columns import personal_evidence
from analytics.results.exempted import in_words
from analytics.results.white_list import scope_in_words
from models.errors import MingjiError
from models.loop import exemptions
from models.loop.exemptions import LONGEST_TEXT, Exemption, Kind, Request, Scope, Standing
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common.data import lake
from pages.parts.common.units import unit_names
from pages.parts.findings import which_run
from pages.parts.frame.page_cards import page_file
from pages.parts.loop import evidence_files

LABEL, ICON = "这不是问题", ":material/rule:"
ASKED = "exemption_asked"  # what is said once after the page has run anew
MOST_FIELDS = 8


@dataclass(frozen=True)
class Choice:
    """One scope that may be chosen: what it is called, and what it is."""

    label: str
    scopes: tuple[Scope, ...]


def on_hit(
    hit: Mapping[str, Any], one: Check, run: Run, person: Person, by_number: Mapping[int, Exemption]
) -> None:
    """Say by which exemption a hit is on the white list, or offer to ask for one."""
    held = by_number.get(hit["exemption"]) if hit["exemption"] is not None else None
    if hit["exemption"] is not None:
        _held(held, run)
        return
    waiting = [other for other in by_number.values() if _waits_for(other, hit)]
    if waiting:
        st.caption(f"{waiting[0].asked_by}已申请列入白名单,等待批准。")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        _popover(lambda: _choices_of(hit, one, person), run, person, key=f"exempt-{hit['problem_id']}")
        said_once(f"exempt-{hit['problem_id']}")


def on_selected(picked: pd.DataFrame, check: str | None, run: Run, person: Person) -> None:
    """Offer to ask for the ticked targets: for one check, or for those that somebody chooses of theirs."""

    def choices() -> list[Choice]:
        codes = sorted({code for codes in picked.check_codes for code in (codes or "").split(",") if code})
        wanted = check or st.selectbox(
            "检查",
            codes,
            index=0 if len(codes) == 1 else None,
            placeholder="选择不是问题的检查",
            format_func=label_of,
            key="exempt_check",
        )
        if wanted is None:
            return []
        rows = picked[[wanted in (codes or "").split(",") for codes in picked.check_codes]]
        scopes = tuple(
            Scope(wanted, kind, number, unit or "")
            for kind, number, unit in zip(rows.object_type, rows.object_id, rows.org_code, strict=True)
        )
        return [Choice(f"勾选的 {len(scopes)} 个对象的 {wanted}", scopes)] if scopes else []

    _popover(choices, run, person, key="exempt_selected")
    said_once("exempt_selected")


def said_once(key: str) -> None:
    """Say what became of what was just asked for."""
    if st.session_state.get(ASKED) == key:
        st.session_state.pop(ASKED)
        st.caption("已申请列入白名单,批准后不再计入。", width="content")


def _held(one: Exemption | None, run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge("在白名单", icon=ICON, color="gray")
        st.caption(f"{in_words(one)}:{one.reason}" if one else "上级单位的白名单", width="content")
        if one:
            st.page_link(
                page_file("exemptions"),
                label="查看",
                query_params={which_run.RUN: str(run.id), "number": str(one.number)},
                width="content",
            )


def _waits_for(one: Exemption, hit: Mapping[str, Any]) -> bool:
    scope = one.scope
    is_it = (scope.check_code, scope.object_type, scope.object_id) == (
        hit["check_code"],
        hit["object_type"],
        hit["object_id"],
    )
    return one.standing is Standing.ASKED and is_it


def _choices_of(hit: Mapping[str, Any], one: Check, person: Person) -> list[Choice]:
    """Return what a hit's exemption may cover: its object, what its evidence says, or all of its unit."""
    unit, code = hit["org_code"] or "", one.code
    scopes = [Scope(code, hit["object_type"], hit["object_id"], unit)]
    if person.covers(unit or None):
        fields = [
            name
            for name in one.evidence
            if isinstance(hit.get(name), str) and hit[name] and name not in personal_evidence(code)
        ]
        scopes += [Scope(code, unit=unit, field=name, value=hit[name]) for name in fields[:MOST_FIELDS]]
        scopes.append(Scope(code, unit=unit))
    names = unit_names(person)
    return [Choice(scope_in_words(scope, names), (scope,)) for scope in scopes]


def _popover(choices: Callable[[], Sequence[Choice]], run: Run, person: Person, *, key: str) -> None:
    """Show the button; what is to be filled in is made only when it is opened."""
    if not person.may(Permission.LOOK):
        return
    box = st.popover(LABEL, icon=ICON, key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        offered = choices()
        if offered:
            _form(offered, run, person, key)


def _form(offered: Sequence[Choice], run: Run, person: Person, key: str) -> None:
    store = lake().store
    last = exemptions.last_day(store, run.as_of)
    with st.form(f"{key}-form", border=False):
        st.markdown(
            "**列入白名单**", help="批准后,名单内的命中另行计数,不计入问题数、金额和稽查目标;到期自动恢复。"
        )
        labels = [choice.label for choice in offered]
        label = st.radio("范围", labels) if len(labels) > 1 else labels[0]
        if len(labels) == 1:
            st.caption(label)
        kind = st.radio("类型", [one.value for one in Kind], index=1, horizontal=True)
        reason = st.text_area("理由 *", max_chars=LONGEST_TEXT, height=80)
        evidence = st.text_input(
            "佐证 *", max_chars=LONGEST_TEXT, placeholder="批文、照片的名称和存放处,或附文件"
        )
        evidence_files.field(key)
        until = st.date_input(
            "到期日 *",
            value=None,
            min_value=run.as_of + timedelta(days=1),
            max_value=last,
            format="YYYY-MM-DD",
            help=f"按数据截止日计,最晚 {last};到期后的筛查重新计入。",
        )
        refused = st.container()  # above the button: below it the popover would have to be scrolled
        if not st.form_submit_button("申请", type="primary"):
            return
        if until is None:
            refused.error("请填写到期日。")
            return
        scopes = next(choice.scopes for choice in offered if choice.label == label)
        try:
            files = evidence_files.kept(key, person)
            exemptions.ask(
                store,
                person,
                [Request(scope, Kind(kind), reason, evidence, run.as_of, until, files) for scope in scopes],
            )
        except MingjiError as error:
            refused.error(str(error))
            return
    st.session_state[ASKED] = key
    st.rerun()
