"""The overview's matrix of checks by units, and how the categories went from month to month."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.rulebook import card_of
from analytics.units import digits_below
from models import runs
from models.calendar import month_in_words
from models.category import Category
from models.orm import Run
from models.people import Person
from pages.parts.common import charts, tables
from pages.parts.common.data import figures, lake
from pages.parts.common.units import unit_names
from pages.parts.findings import which_run
from pages.parts.findings.drill import MEASURES, Place
from pages.parts.frame.page_cards import page_file

MOST_UNITS = 12  # side by side; of more those with most are shown
MONTHS = 13
FEW_UNITS, LEAST_PIXELS, UNITS_PIXELS = 4, 104, 584


def by_check_and_unit(run: Run, person: Person, place: Place, measured: str) -> None:
    """Show checks by units, a bar in each cell; a click opens the check on its category's page."""
    names = unit_names(person)
    digits = digits_below(place.unit, names)
    rows = figures(person, run.id, ("check_code", "unit"), unit_digits=digits, **place.fits)
    cells = {(row["check_code"], row["unit"] or ""): float(row[measured] or 0) for row in rows}
    by_code, by_unit = _sums(cells, 0), _sums(cells, 1)
    st.markdown(
        f"**检查 × 单位** · {MEASURES[measured]}",
        help="每格的横条与全表最大的一格相比。点“看清单”在该类别的专页上列出这项检查的命中。",
    )
    units = list(by_unit)[:MOST_UNITS]  # most first: what a small screen cuts is the least
    codes = [code for code, total in by_code.items() if total]
    most = max(cells.values(), default=0.0)
    look: tables.Look = "money" if measured.endswith("_yuan") else "number"
    table = pd.DataFrame(
        {
            "code": codes,
            "check": [f"{code} {card_of(code).title}" for code in codes],
            "total": [by_code[code] for code in codes],
            **{f"unit_{unit}": [cells.get((code, unit), 0.0) for code in codes] for unit in units},
        }
    )
    shown = [
        tables.Shown("check", "检查", width=tables.CHECK_PIXELS),
        tables.Shown("total", "合计", look, width=90),
        *(
            tables.Shown(
                f"unit_{unit}", names.get(unit, unit) or "未归属", "bar", width=_width(len(units)), most=most
            )
            for unit in units
        ),
    ]
    clicked = tables.listing(
        table,
        shown,
        key=f"matrix-{place}-{measured}",
        action="看清单",
        empty="这里没有发现问题。",
        most_rows=12,
    )
    if len(by_unit) > len(units):
        st.caption(f"共 {len(by_unit)} 个单位,这里是合计最大的 {len(units)} 个;其余见按供电单位的图。")
    if clicked is not None:
        code = table.iloc[clicked].code
        st.switch_page(page_file(card_of(code).category.folder), query_params=address(run, place, code))


def _width(units: int) -> int | None:
    """Return how wide a unit's column is: as wide as there is room, but narrower where a small screen cut the last."""
    return None if units < FEW_UNITS else max(LEAST_PIXELS, UNITS_PIXELS // units)


def _sums(cells: Mapping[tuple[str, str], float], place: int) -> dict[str, float]:
    """Return the sums of cells by check (place 0) or by unit (1), the largest first."""
    sums: dict[str, float] = {}
    for key, value in cells.items():
        sums[key[place]] = sums.get(key[place], 0.0) + value
    return dict(sorted(sums.items(), key=lambda one: (-one[1], one[0])))


def by_month_and_category(run: Run, person: Person, place: Place, measured: str) -> None:
    """Show the categories in the latest screening of each month up to the shown one."""
    shown = runs.months_until(lake().store, run, MONTHS)
    rows: list[dict[str, Any]] = []
    for one in shown:
        for row in figures(person, one.id, ("category",), **place.fits):
            value = float(row[measured] or 0)
            rows.append({"month": month_in_words(one.period), "category": row["category"], "value": value})
    with st.container(border=True):
        clicked = charts.stacked(
            rows,
            along=[month_in_words(one.period) for one in shown],
            series=[category.value for category in Category],
            key=f"trend-{place}-{measured}",
            pick="pick_trend",
            title=f"**月份 × 类别** · {MEASURES[measured]}",
            help_text="每月取最近一次筛查(检查相同的)。点击一段打开该类别的专页;不用鼠标时在右侧选择。",
            choose="类别",
        )
        if len(shown) == 1:
            st.caption("只筛查过一个月;再筛查其他月份后,这里显示各月的变化。")
    if clicked:
        at = Place(clicked, place.check, place.unit)
        st.switch_page(page_file(Category(clicked).folder), query_params=address(run, at, place.check))


def address(run: Run, place: Place, check: str = "") -> dict[str, str]:
    """Return what the address of a category's page says: the run, the unit, the check."""
    said = {which_run.RUN: str(run.id), "unit": place.unit, "check": check}
    return {name: value for name, value in said.items() if value}
