"""Cases as rows: what a list shows of each, on screen and in its file, with names as the door shows them."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import pandas as pd

from analytics.ranking.listing import names_of
from analytics.ranking.reasons import APART, briefly
from analytics.subjects import LABELS, kind_of, number_in_words
from models import register
from models.loop.case import OUTSIDE, State, Supervision, Urgency
from models.loop.case_effects import URGENCY, supervision_of
from models.loop.case_lists import Listed
from models.orm import CaseRow
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, kept, lake, own_door
from pages.parts.common.units import unit_names_of_cases
from pages.parts.findings.target_rows import MOST_LINES
from pages.parts.loop.words import check_label, deadline, people_by_login, yuan

CHECKS_PIXELS = 126
COLUMNS = (
    tables.Shown("case_no", "工单编号", "id", width=118),
    tables.Shown("state", "状态", width=56),
    tables.Shown("deadline", "时限情况", width=92, help="等待客户时不计时。超期的写明已报到谁。"),
    tables.Shown("due_date", "时限", "date", width=78),
    tables.Shown("flags", "提示", width=56, help="督办、申请延期、返工、重复发生、举一反三的子案件。"),
    tables.Shown("unit_name", "供电单位", width=82),
    tables.Shown("handler_name", "经办人", width=56),
    tables.Shown("number", "对象编号", "id", width=82),
    tables.Shown("name", "户名或名称", width=88),
    tables.Shown("checks", "检查", width=CHECKS_PIXELS),
    tables.Shown(
        "amount_yuan",
        "金额(元)",
        "money",
        width=92,
        help="核实金额;没有核实的为期望金额,即应收差额乘查实可能。括号为负,即多收(应退还)。",
    ),
    tables.Shown("object_label", "对象类型", width=62, is_usual=False),
    tables.Shown("result", "是否属实", width=62),
    tables.Shown("source", "来源", width=62, is_usual=False),
)

IN_FILES = (
    tables.Shown("problem_class", "问题分类"),
    tables.Shown("mistake", "差错业务分类"),
    tables.Shown("cause", "问题原因"),
    tables.Shown("degree", "责任差错等级"),
    tables.Shown("supervision", "督办状态"),
    tables.Shown("recovered_yuan", "已追补(元)", "money"),
    tables.Shown("refunded_yuan", "已退还(元)", "money"),
    tables.Shown("energy_kwh", "追补电量(kWh)", "number"),
    tables.Shown("penalty_yuan", "违约使用电费(元)", "money"),
    tables.Shown("penalty_recovered_yuan", "已收违约使用电费(元)", "money"),
)
"""What a file has besides the list's columns: what was found, what was charged and what was paid."""


def rows_of(listed: Sequence[Listed], person: Person, today: date) -> pd.DataFrame:
    """Return cases as a list shows them, in their order.

    Shapes: the columns of COLUMNS and IN_FILES; energy that is given back is negative.
    """
    units, people = unit_names_of_cases(person), people_by_login()
    called = _called([one.row for one in listed], person)
    rows = [_row(one, name, units, people, today) for one, name in zip(listed, called, strict=True)]
    return pd.DataFrame(rows, columns=[column.name for column in (*COLUMNS, *IN_FILES)])


def on_screen(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows as a screen has room for them: of several checks the first, and how many there are."""

    def fits(text: str) -> bool:
        return tables.lines_of(text, CHECKS_PIXELS) <= MOST_LINES

    brief = [briefly(labels, fits) if isinstance(labels, str) else None for labels in rows.checks]
    return rows.assign(checks=brief)


def flags(one: CaseRow) -> str:
    """Return what is particular about a case in a few words."""
    said = (
        (urged(one), urged(one)),
        (f"申请延至 {one.asked_due:%m-%d}" if one.asked_due else "", one.asked_due),
        (f"返工 {one.rework} 次", one.rework),
        ("重复发生", one.recurrence_of),
        ("举一反三", one.parent_case),
    )
    return "、".join(word for word, holds in said if holds)


def urged(one: CaseRow) -> str:
    """Return that a case is supervised and how urgently, as '督办(特急)'; "" where it is not."""
    if supervision_of(one) is not Supervision.ON:
        return ""
    degree = one.facts.get(URGENCY, "")
    return f"督办({degree})" if degree and degree != Urgency.USUAL.value else "督办"


def _called(rows: Sequence[CaseRow], person: Person) -> list[str | None]:
    """Return how the objects of cases are called, each as the person may see it, or the one whom they stand in for."""
    hats = register.hats_of(lake().store, person)
    names: dict[int, str | None] = {}
    for one in hats:
        own = [row for row in rows if row.id not in names and one.covers(row.handler_unit or row.org_code)]
        if own:
            keys = tuple((row.object_type, row.object_id, row.cons_no) for row in own)
            with nullcontext() if one == person else own_door(one):
                told = _names(one, door_of(one).data_version, keys)
            names |= dict(zip((row.id for row in own), told, strict=True))
    return [names.get(row.id) for row in rows]


@kept
def _names(
    person: Person, data_version: int, keys: tuple[tuple[str, str, str | None], ...]
) -> list[str | None]:
    return names_of(door_of(person), keys)


def _row(
    one: Listed, name: str | None, units: dict[str, str], people: dict[str, str], today: date
) -> dict[str, Any]:
    row = one.row
    codes = ",".join(one.check_codes)
    unit = row.handler_unit or ""
    return {
        "case_no": row.case_no,
        "state": row.state,
        "deadline": deadline(row, today) or None,
        "due_date": row.due_date if State(row.state) in OUTSIDE else None,
        "object_label": LABELS.get(kind_of(row.object_type, codes), row.object_type),
        "number": number_in_words(row.object_type, row.object_id, units),
        "name": name,
        "unit_name": units.get(unit, unit) or None,
        "handler_name": people.get(row.handler or "", row.handler),
        "checks": APART.join(map(check_label, one.check_codes)) or None,
        "amount_yuan": yuan(row.established_fen if row.established_fen is not None else row.expected_fen),
        "result": row.result,
        "source": row.source,
        **{name: row.facts.get(name) for name in ("problem_class", "mistake", "cause", "degree")},
        "supervision": supervision_of(row).value,
        "flags": flags(row) or None,
        "recovered_yuan": yuan(row.recovered_fen or None),
        "refunded_yuan": yuan(row.refunded_fen or None),
        "energy_kwh": row.energy_wh / 1000 if row.energy_wh else None,
        "penalty_yuan": yuan(row.penalty_fen or None),
        "penalty_recovered_yuan": yuan(row.penalty_recovered_fen or None),
    }
