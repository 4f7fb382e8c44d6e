"""What would have become of a check's judged cases by the values that are tried, in figures and as a list of cases."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from analytics.loop.cases_tried import (
    OBJECTS,
    Fate,
    Judged,
    Sum,
    Tried,
    fates,
    judged_cases,
    questions,
    sums,
)
from analytics.reasons import code_of
from analytics.subjects import LABELS, kind_of, number_in_words
from analytics.tuning import Bench
from models.people import Person
from models.rounding import share_in_words
from pages.parts.common import tables
from pages.parts.common.charts import wan_yuan
from pages.parts.common.data import lake
from pages.parts.common.units import unit_names
from pages.parts.frame.page_cards import page_file
from pages.parts.loop.words import yuan
from pages.parts.rules.long_trials import Asked, is_known

PAGE_ROWS = 20
CARDS = (
    (Fate.CONFIRMED_KEPT, "核实"),
    (Fate.CONFIRMED_LOST, "核实"),
    (Fate.VOID_AVOIDED, "疑点"),
    (Fate.VOID_KEPT, "疑点"),
)
COLUMNS = (
    tables.Shown("case_no", "工单编号", "id", width=116),
    tables.Shown("opened", "立案日", "date", width=82),
    tables.Shown("unit_name", "供电单位", width=96),
    tables.Shown("object_label", "对象类型", width=72),
    tables.Shown("number", "对象编号", "id", width=120),
    tables.Shown("result", "结论", width=76),
    tables.Shown("established_yuan", "核实金额(元)", "money", width=100),
    tables.Shown("then_yuan", "当时金额(元)", "money", width=100),
    tables.Shown("now_yuan", "试算金额(元)", "money", width=100),
    tables.Shown("others", "另有检查命中", "id", width=118, help="这项检查不再命中时,案件仍会因它们立案。"),
    tables.Shown("why", "说明", width=200),
)


def show(about: Asked, bench: Bench, person: Person) -> None:
    """Show how the check's cases with a verdict would have fallen; nothing as long as there is none."""
    store = lake().store
    judged = judged_cases(store, person, about.one.code, about.unit)
    if not judged:
        return
    st.markdown(
        f"**有结论的案件会怎样** · {len(judged)} 件",
        help="这项检查立过案、已认定属实或不属实(或初判为不处理)的案件,各按立案那次筛查的数据、截止日和当时的其他参数重算。",
    )
    asked = questions(lake(), about.one, judged, about.unit, about.values)
    sides = [side for both in asked.values() if both is not None for side in both]
    if not is_known(about, sides, bench, person, OBJECTS):
        return
    found = fates(store, about.one, judged, asked)
    totals = sums(found)
    _cards(totals)
    _list(found, totals, person)


def _cards(totals: Mapping[Fate, Sum]) -> None:
    for column, (fate, what) in zip(st.columns(len(CARDS)), CARDS, strict=True):
        with column.container(border=True, gap=None):
            st.metric(fate.value, f"{totals[fate].cases:,} 件")
            st.caption(f"{what} {wan_yuan(totals[fate].fen / 100)}")
    kept, lost, avoided, void = (totals[fate].cases for fate, _ in CARDS)
    said = [f"查实率 {_rate(kept + lost, avoided + void)} → {_rate(kept, void)}"]
    if left := totals[Fate.UNTOLD].cases:
        said.append(f"另有 {left:,} 件不能重算,不计在内")
    st.caption(";".join(said))


def _rate(confirmed: int, void: int) -> str:
    judged = confirmed + void
    return f"{share_in_words(confirmed / judged)}({confirmed}/{judged})" if judged else "—"


def _list(found: Sequence[Tried], totals: Mapping[Fate, Sum], person: Person) -> None:
    """List the cases of one fate; a click opens the case."""
    options = [fate for fate in Fate if totals[fate].cases]
    order = (Fate.CONFIRMED_LOST, Fate.VOID_AVOIDED, *options)
    fate = st.segmented_control(
        "案件",
        options,
        default=next(each for each in order if each in options),
        format_func=lambda each: f"{each.value} {totals[each].cases:,} 件",
        key="tried-fate",
        label_visibility="collapsed",
        required=True,
    )
    own = [each for each in found if each.fate is fate]
    place = st.container()
    offset = tables.paged(len(own), key="tried_page", rows_per_page=PAGE_ROWS, of=fate.value)
    shown = own[offset : offset + PAGE_ROWS]
    names = unit_names(person)
    rows = [_row(each, names) for each in shown]
    table = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
    filled = [column for column in COLUMNS if any(row[column.name] is not None for row in rows)]
    with place:
        clicked = tables.listing(
            table,
            filled,
            key=f"tried-cases-{fate}-{offset}",
            action="打开",
            most_rows=8,
            is_part=len(own) > len(shown),
            wraps=tables.any_is_long(filled, table),
        )
    if clicked is not None:
        st.switch_page(page_file("case"), query_params={"no": shown[clicked].judged.row.case_no})


def _row(each: Tried, names: Mapping[str, str]) -> dict[str, str | float | date | None]:
    judged, row = each.judged, each.judged.row
    unit = row.org_code or ""
    return {
        "case_no": row.case_no,
        "opened": row.created_at.date(),
        "unit_name": names.get(unit, unit) or None,
        "object_label": LABELS.get(kind_of(row.object_type, ""), row.object_type),
        "number": number_in_words(row.object_type, row.object_id, names),
        "result": _result(judged),
        "established_yuan": yuan(row.established_fen),
        "then_yuan": yuan(judged.fen_then),
        "now_yuan": yuan(each.fen_now),
        "others": "、".join(map(code_of, judged.others)) or None,
        "why": each.why or None,
    }


def _result(judged: Judged) -> str:
    return judged.row.result or "初判不处理"
