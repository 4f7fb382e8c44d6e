"""What each step of a case asks for, as fields of a form, and what was said in them.

What a step must say is a rule of `models.case`; here it only has a field, and what must be filled in carries a star.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import streamlit as st

from models import case as rules
from models.case import Action, Cause, Degree, Handover, ProblemClass, Result
from models.cases import Said
from models.errors import MoveRefused
from models.exemptions import Kind

STAR = " *"
COMMENTS = {
    Action.SUBMIT: "核查情况",
    Action.RETURN: "退回理由",
    Action.SEND_BACK: "退回理由",
    Action.APPEAL: "申诉理由",
    Action.BEGIN: "整改安排",
    Action.FINISH: "整改情况",
    Action.FAIL: "不合格之处",
    Action.VOID: "作废理由",
    Action.DROP: "不处理的理由",
    Action.EXEMPT: "列入白名单的理由",
    Action.ASK_EXTENSION: "延期理由",
    Action.REFUSE_EXTENSION: "驳回理由",
    Action.WAIT: "等待什么",
    Action.URGE: "督办要求",
}
FIELDS: dict[Action, tuple[str, ...]] = {
    Action.EXEMPT: ("due", "exemption_kind", "comment"),
    Action.DISPATCH: ("due", "to", "comment"),
    Action.REASSIGN: ("to", "comment"),
    Action.SUBMIT: (
        *("result", "problem_class", "cause", "degree", "link", "responsible", "checkers"),
        *("established", "amount_reason", "comment"),
    ),
    Action.UPHOLD: ("due", "established", "amount_reason", "comment"),
    Action.BEGIN: ("measures", "handover", "process_no", "comment"),
    Action.FINISH: ("recovered", "refunded", "process_no", "comment"),
    Action.FAIL: ("due", "comment"),
    Action.ASK_EXTENSION: ("due", "comment"),
    Action.GRANT_EXTENSION: ("due", "comment"),
}
CHOICES: dict[str, tuple[str, type[Enum]]] = {
    "problem_class": ("问题分类", ProblemClass),
    "cause": ("问题原因", Cause),
    "degree": ("责任差错等级", Degree),
    "handover": ("整改业务类型", Handover),
    "exemption_kind": ("白名单类型", Kind),
}
TEXTS = {
    "link": ("责任环节", "如:抄表、核算、装表接电"),
    "responsible": ("责任人", "姓名或工号"),
    "checkers": ("核查人", "现场核查不少于 2 人,用顿号隔开"),
    "measures": ("整改措施", "如:更正电价并退补"),
    "process_no": ("关联流程号", "营销系统中办理整改的流程编号"),
    "amount_reason": ("与复算金额不同的理由", "核实金额改动时填写"),
}
AMOUNTS = {
    "established": ("核实金额(元)", "正为少收(应追补),负为多收(应退还)。已按检查的复算填好。"),
    "recovered": ("已追补金额(元)", "实际追回的金额。"),
    "refunded": ("已退还金额(元)", "实际退还客户的金额。"),
}
DUE_LABELS = {
    Action.UPHOLD: "整改时限",
    Action.FAIL: "整改时限",
    Action.DISPATCH: "回单时限",
    Action.GRANT_EXTENSION: "延至",
    Action.EXEMPT: "白名单到期日",
}
IN_A_ROW = 3
WIDE = frozenset({"comment"})
NOT_IN_BULK = frozenset(
    {Action.SUBMIT, Action.FINISH, Action.BEGIN, Action.GRANT_EXTENSION, Action.ASK_EXTENSION}
)
"""Steps that say something of each case for itself."""


@dataclass(frozen=True)
class Filled:
    """What fields begin with: amounts in fen, a deadline, and whom a case can be handed to by login or unit."""

    amounts: Mapping[str, int | None]
    due: date | None
    takers: Mapping[str, str]


def show(action: Action, key: str, filled: Filled) -> None:
    """Show the fields of a step, a few in a row."""
    names = FIELDS.get(action, ("comment",))
    narrow = [name for name in names if name not in WIDE]
    for start in range(0, len(narrow), IN_A_ROW):
        for place, name in zip(st.columns(IN_A_ROW), narrow[start : start + IN_A_ROW], strict=False):
            with place:
                _field(action, name, f"{key}-{name}", filled)
    if "comment" in names:
        _field(action, "comment", f"{key}-comment", filled)


def what_follows(action: Action) -> str:
    """Return what a step does, before it is taken."""
    target = rules.move_of(action).target
    becomes = f"案件转为“{target.value}”" if target else "案件状态不变"
    besides = {
        Action.VOID: ",不能恢复",
        Action.CLEAR: ",认定为不属实",
        Action.WAIT: ",时限停止计算,直到恢复办理",
        Action.RESUME: ",时限按等待的工作日顺延",
        Action.GRANT_EXTENSION: ",时限改为申请的日期",
        Action.FAIL: ",记一次返工",
        Action.RETURN: ",回到派发人,原时限取消",
        Action.EXEMPT: ",同时为案件的各项命中申请白名单,由另一人批准,到期自动恢复",
    }.get(action, "")
    return f"{becomes}{besides}。"


def said(action: Action, key: str, filled: Filled) -> Said:
    """Return what was filled in.

    Errors: MoveRefused where an amount differs from the recomputation and nobody says why.
    """
    names = FIELDS.get(action, ("comment",))
    given = {name: st.session_state.get(f"{key}-{name}") for name in names}
    result = given.get("result")
    amounts = {name: fen_of(given[name]) for name in AMOUNTS if name in given}
    if action is Action.SUBMIT and result == Result.FALSE.value:
        amounts["established"] = 0
    elif "established" in amounts:
        recomputed = filled.amounts.get("established")
        is_other = recomputed is not None and amounts["established"] != recomputed
        if is_other and not (given.get("amount_reason") or "").strip():
            raise MoveRefused("核实金额与复算金额不同", remedy="请填写“与复算金额不同的理由”")
    words = {name: given.get(name) for name in (*CHOICES, *TEXTS)}
    return Said(
        comment=given.get("comment") or "",
        to=given.get("to"),
        due=given.get("due"),
        result=Result(result) if result else None,
        established_fen=amounts.get("established"),
        recovered_fen=amounts.get("recovered"),
        refunded_fen=amounts.get("refunded"),
        facts={name: word.strip() for name, word in words.items() if isinstance(word, str) and word.strip()},
    )


def fen_of(yuan: float | None) -> int | None:
    """Return yuan as whole fen."""
    return None if yuan is None else round(Decimal(str(yuan)) * 100)


def _field(action: Action, name: str, key: str, filled: Filled) -> None:
    star = STAR if name in rules.move_of(action).needs else ""
    if name == "comment":
        st.text_area(COMMENTS.get(action, "说明") + star, key=key, height=80)
    elif name == "due":
        label = DUE_LABELS.get(action, "时限") + star
        st.date_input(label, value=filled.due, min_value=date.today(), format="YYYY-MM-DD", key=key)
    elif name == "to":
        _select("交给谁" + star, filled.takers, key)
    elif name == "result":
        _select("是否属实" + star, {one.value: one.value for one in Result}, key)
    elif name in CHOICES:
        label, words = CHOICES[name]
        _select(label, {one.value: one.value for one in words}, key)
    elif name in TEXTS:
        label, example = TEXTS[name]
        st.text_input(label, placeholder=example, key=key, max_chars=200)
    else:
        _amount(name, key, filled.amounts.get(name))


def _select(label: str, options: Mapping[str, str], key: str) -> None:
    names: Sequence[str] = list(options)
    st.selectbox(
        label, names, index=None, placeholder="请选择", format_func=lambda one: options[one], key=key
    )


def _amount(name: str, key: str, fen: int | None) -> None:
    label, explained = AMOUNTS[name]
    least: Any = None if name == "established" else 0.0
    st.number_input(
        label,
        min_value=least,
        value=None if fen is None else fen / 100,
        step=0.01,
        format="%.2f",
        key=key,
        placeholder="没有金额",
        help=explained,
    )
