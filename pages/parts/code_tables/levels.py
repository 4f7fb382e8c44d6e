"""What units have set of the checks' parameters, all of it, and every change."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from analytics.code_tables.edited_parameters import PARAMETERS, edited_parameters
from analytics.parameters import measured, unit_in_words
from analytics.rulebook import card_of
from models.company import parameters
from models.company.parameters import Change, Override, history, in_force
from models.people import Person
from pages.parts.code_tables.edited_file import take_back
from pages.parts.common import download, file_names, tables
from pages.parts.common.data import lake
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.rules import thresholds, tuning
from reports.code_tables import STATES, write_parameters

WHAT = "参数表"
CHECK = tables.Shown("check", "检查", width=130)
LABEL = tables.Shown("label", "参数", width=110)
UNIT = tables.Shown("unit_name", "适用单位", width=92)
SINCE = tables.Shown("since", "生效日", "date", width=92)
REASON = tables.Shown("reason", "理由", width=190)
SET = (
    CHECK,
    LABEL,
    UNIT,
    tables.Shown("value", "值", width=100),
    SINCE,
    tables.Shown("usual", "默认值", width=90),
    tables.Shown("set_by", "设定人", width=74),
    REASON,
)
CHANGES = (
    tables.Shown("number", "序号", "number", width=50),
    tables.Shown("state", "状态", width=84, help=STATES),
    CHECK,
    LABEL,
    UNIT,
    tables.Shown("change", "改动", width=110),
    SINCE,
    tables.Shown("set_by", "设定人", width=74),
    tables.Shown("set_at", "设定时间", "time", width=120),
    REASON,
)
NEW = (CHECK, LABEL, UNIT, tables.Shown("value", "值", width=100), SINCE, REASON)


def show(person: Person) -> None:
    """Show what is in force today, every change, and the table as a file, out and back."""
    changes, names, today = history(lake().store), unit_names(person), date.today()
    counting = in_force(changes, today)
    st.markdown(f"**现行设定** · {today} · {len(counting):,} 条,其余按默认值或法规")
    rows = pd.DataFrame([_in_words(one, names, today) for one in counting])
    empty = "还没有单位另行设定参数。可在“稽查规则”打开一项检查试算后保存,或导出参数表填写后载入。"
    clicked = tables.listing(rows, SET, key="levels", action="查看", empty=empty, most_rows=10, wraps=True)
    if clicked is not None:
        one = counting[clicked]
        query = {"code": one.check_code, tuning.UNIT: one.org_prefix}
        st.switch_page(page_file("rules"), query_params=query)
    download.offer(
        "导出参数表(Excel)",
        lambda: _file(person),
        f"{file_names.of_today('参数表', person)}.xlsx",
        key="export-parameters",
    )
    take_back(
        WHAT,
        PARAMETERS,
        person,
        key="parameters",
        read=lambda edited: edited_parameters(edited, changes, names),
        shown=lambda one: _change(one, names),
        columns=NEW,
        save=lambda new: parameters.save(lake().store, person, new),
    )
    if changes:
        st.markdown(f"**修改记录** · {len(changes):,} 条")
        tables.listing(
            pd.DataFrame(thresholds.described(changes, names, today)),
            CHANGES,
            key="changes",
            most_rows=14,
            wraps=True,
        )


def _file(person: Person) -> Path:
    changes, names, today = history(lake().store), unit_names(person), date.today()

    def write(out: Path) -> int:
        described = thresholds.described(changes, names, today)
        return write_parameters(out, in_force(changes, today), described, names)

    return download.exported(lake().store, person, "parameters", ".xlsx", write, scope={})


def _in_words(one: Override, names: dict[str, str], today: date) -> dict[str, Any]:
    parameter = next((p for p in card_of(one.check_code).parameters if p.name == one.name), None)
    usual = parameter.in_force(today) if parameter else None
    return _change(one, names) | {"usual": measured(parameter, usual), "set_by": one.set_by}


def _change(one: Change, names: dict[str, str]) -> dict[str, Any]:
    card = card_of(one.check_code)
    parameter = next((p for p in card.parameters if p.name == one.name), None)
    return {
        "check": f"{card.code} {card.title}",
        "label": parameter.label if parameter else one.name,
        "unit_name": unit_in_words(one.org_prefix, names),
        "value": thresholds.giving_back(one.org_prefix)
        if one.value is None
        else measured(parameter, one.value),
        "since": one.since,
        "reason": one.reason,
    }
