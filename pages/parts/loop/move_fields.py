"""What each step of a case asks for, as fields of a form, and what was said in them.

What a step must say is a rule of `models.loop.case`; here it only has a field, and what must be filled in carries a star.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import streamlit as st

from models.errors import MoveRefused
from models.loop import case as rules
from models.loop.case import (
    Action,
    Cause,
    CheckMethod,
    Degree,
    Handover,
    Mistake,
    ProblemClass,
    Result,
    SampleFault,
    Urgency,
)
from models.loop.cases import Said
from models.loop.checkers import CHECKERS
from models.loop.exemptions import Kind

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
    Action.END_URGE: "督办结果",
    Action.AGREE_ALONE: "为什么只能一人核查",
    Action.SAMPLE_PASS: "抽检意见",
    Action.SAMPLE_FAIL: "不通过的理由",
}
FIELDS: dict[Action, tuple[str, ...]] = {
    Action.EXEMPT: ("due", "exemption_kind", "comment"),
    Action.DISPATCH: ("due", "to", "comment"),
    Action.REASSIGN: ("to", "comment"),
    Action.SUBMIT: (
        *(
            "result",
            "method",
            "checkers",
            "problem_class",
            "mistake",
            "cause",
            "degree",
            "link",
            "responsible",
        ),
        *("established", "energy", "penalty", "amount_reason", "comment"),
    ),
    Action.UPHOLD: ("due", "established", "energy", "penalty", "amount_reason", "comment"),
    Action.BEGIN: ("measures", "handover", "process_no", "comment"),
    Action.FINISH: ("recovered", "refunded", "penalty_recovered", "process_no", "comment"),
    Action.FAIL: ("due", "comment"),
    Action.ASK_EXTENSION: ("due", "comment"),
    Action.GRANT_EXTENSION: ("due", "comment"),
    Action.SAMPLE_FAIL: ("sample_fault", "comment"),
    Action.URGE: ("urgency", "comment"),
}
CHOICES: dict[str, tuple[str, type[Enum]]] = {
    "problem_class": ("问题分类", ProblemClass),
    "mistake": ("差错业务分类", Mistake),
    "cause": ("问题原因", Cause),
    "degree": ("责任差错等级", Degree),
    "handover": ("整改业务类型", Handover),
    "method": ("核查方式", CheckMethod),
    "exemption_kind": ("白名单类型", Kind),
    "sample_fault": ("抽检发现", SampleFault),
    "urgency": ("紧急程度", Urgency),
}
TEXTS = {
    "link": ("责任环节", "如:抄表、核算、装表接电"),
    "responsible": ("责任人", "姓名或工号"),
    "checkers": ("核查人", "现场不少于 2 人,用顿号隔开"),
    "measures": ("整改措施", "如:更正电价并退补"),
    "process_no": ("关联流程号", "营销系统中办理整改的流程编号"),
    "amount_reason": ("与复算不同的理由", "改动金额、电量时填写"),
}
ENERGY = "energy"
AMOUNTS = {
    "established": ("核实金额(元)", "正为少收(应追补),负为多收(应退还)。已按检查的复算填好。"),
    "recovered": ("已追补金额(元)", "实际追回的金额。"),
    "refunded": ("已退还金额(元)", "实际退还客户的金额。"),
    ENERGY: ("追补电量(kWh)", "正为追补,负为退还。检查复算了电量的已填好。"),
    "penalty": ("违约使用电费(元)", "应收的违约使用电费,不含在核实金额中。"),
    "penalty_recovered": ("已收违约使用电费(元)", "实际收到的违约使用电费,不含在已追补金额中。"),
}
STORED = {name: "energy_wh" if name == ENERGY else f"{name}_fen" for name in AMOUNTS}
"""What each amount is called in the records: money in fen, energy in Wh."""
RECOMPUTED = ("established", ENERGY, "penalty")
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
    {
        Action.SUBMIT,
        Action.FINISH,
        Action.BEGIN,
        Action.GRANT_EXTENSION,
        Action.ASK_EXTENSION,
        Action.SAMPLE_PASS,
        Action.SAMPLE_FAIL,
    }
)
"""Steps that say something of each case for itself."""


@dataclass(frozen=True)
class Filled:
    """What fields begin with: amounts in fen (energy in Wh), a deadline, and whom a case can be handed to by login or unit."""

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
        Action.URGE: ",案件注明督办和紧急程度(不选为一般),直到结束督办或案件办结",
        Action.RETURN: ",回到派发人,原时限取消",
        Action.AGREE_ALONE: ",允许一人到现场核查,案件注明单人核查及理由",
        Action.SAMPLE_PASS: ",抽检结论写入案件历史",
        Action.SAMPLE_FAIL: ",抽检结论写入案件历史;叙述不合要求的记核查人,认定依据不足的记认定人",
        Action.EXEMPT: ",同时为案件的各项命中申请白名单,由另一人批准,到期自动恢复",
    }.get(action, "")
    return f"{becomes}{besides}。"


def said(action: Action, key: str, filled: Filled) -> Said:
    """Return what was filled in.

    Errors: MoveRefused where an amount or the energy differs from the recomputation and nobody says why.
    """
    names = FIELDS.get(action, ("comment",))
    given = {name: st.session_state.get(f"{key}-{name}") for name in names}
    result = given.get("result")
    amounts = {name: _stored(name, given[name]) for name in AMOUNTS if name in given}
    if action is Action.SUBMIT and result == Result.FALSE.value:
        amounts |= dict.fromkeys(RECOMPUTED, 0)
    other = [name for name in RECOMPUTED if result != Result.FALSE.value and _is_other(name, amounts, filled)]
    if other and not (given.get("amount_reason") or "").strip():
        labels = "、".join(AMOUNTS[name][0].partition("(")[0] for name in other)
        raise MoveRefused(f"{labels}与复算不同", remedy="请填写“与复算不同的理由”")
    stored: dict[str, Any] = {STORED[name]: value for name, value in amounts.items()}
    words = {name: given.get(name) for name in (*CHOICES, *TEXTS)}
    facts = {name: word.strip() for name, word in words.items() if isinstance(word, str)}
    return Said(
        comment=given.get("comment") or "",
        to=given.get("to"),
        due=given.get("due"),
        result=Result(result) if result else None,
        **stored,
        # empty, it is refused
        facts={name: word for name, word in facts.items() if word or name == CHECKERS},
    )


def _is_other(name: str, amounts: Mapping[str, int | None], filled: Filled) -> bool:
    recomputed = filled.amounts.get(name)
    return name in amounts and recomputed is not None and amounts[name] != recomputed


def _stored(name: str, value: float | None) -> int | None:
    """Return yuan as whole fen, kWh as whole Wh."""
    return None if value is None else round(Decimal(str(value)) * _parts(name))


def _parts(name: str) -> int:
    return 1000 if name == ENERGY else 100


def label_of(action: Action, name: str) -> str:
    """Return what the field of something that a step must say is called."""
    called = {"comment": COMMENTS.get(action, "说明"), "due": DUE_LABELS.get(action, "时限")}
    return (called | {"to": "交给谁", "result": "是否属实"})[name]


def _field(action: Action, name: str, key: str, filled: Filled) -> None:
    star = STAR if name in rules.move_of(action).needs else ""
    if name == "comment":
        st.text_area(label_of(action, name) + star, key=key, height=80)
    elif name == "due":
        label = label_of(action, name) + star
        st.date_input(label, value=filled.due, min_value=date.today(), format="YYYY-MM-DD", key=key)
    elif name == "to":
        _select(label_of(action, name) + star, filled.takers, key)
    elif name == "result":
        _select(label_of(action, name) + star, {one.value: one.value for one in Result}, key)
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
    least: Any = None if name in ("established", ENERGY) else 0.0
    st.number_input(
        label,
        min_value=least,
        value=None if fen is None else fen / _parts(name),
        step=0.01,
        format="%.2f",
        key=key,
        placeholder="没有电量" if name == ENERGY else "没有金额",
        help=explained,
    )
