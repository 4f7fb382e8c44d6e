"""A report's document on the screen: the sentences, figures, tables and charts that paper carries, from the same object.

What a click on a figure means is not known here: `Clicks` says which figures lead somewhere, and is told.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from models.people import Permission, Person
from pages.parts.report import charts as report_charts
from pages.parts.report import edits as report_edits
from pages.parts.report import tables as report_tables
from pages.parts.report.edits import Desk
from pages.parts.report.tables import Cell
from reports.document import (
    Bars,
    Chart,
    ControlChart,
    Document,
    EditableText,
    Kpi,
    KpiRow,
    Matrix,
    Paragraph,
    Pareto,
    Section,
    SignatureBlock,
    Stacked,
    Subheading,
    Table,
)
from reports.wording import arrow_of, compared, measured, printed

ARROWS: dict[str, Literal["up", "down", "off"]] = {"↑": "up", "↓": "down", "": "off"}
CARDS_A_LINE = 4
UPRIGHT_HOURS = 20  # a matrix with more columns is drawn, with its figures in a table beside it
FEWEST_POINTS = 3


@dataclass(frozen=True)
class Clicks:
    """Which figures of a report lead somewhere, and what happens when one is clicked.

    `explained` says how the figure of a card is computed.
    """

    card: Callable[[Kpi], bool]
    on_card: Callable[[Kpi], None]
    columns: Callable[[Table], Collection[str]]
    on_cell: Callable[[Table, Cell], None]
    points: Callable[[Chart], bool]
    on_point: Callable[[Chart, int], None]
    on_matrix: Callable[[Matrix, Cell], None]
    explained: Callable[[Kpi], str]


def show(document: Document, section: Section, person: Person, desk: Desk, clicks: Clicks) -> None:
    """Show a section of a report."""
    captions = document.captions()
    may_edit = person.may(Permission.EXPORT)
    for block in section.blocks:
        match block:
            case Paragraph():
                report_edits.paragraph(block, desk, may_edit=may_edit)
            case EditableText():
                report_edits.own_text(block, desk, may_edit=may_edit)
            case Subheading():
                st.markdown(f"##### {block.text}")
            case KpiRow():
                _cards(block, clicks)
            case SignatureBlock():
                st.caption("签字栏(" + "、".join(block.roles) + ")在打印稿末尾。")
            case Table():
                columns = clicks.columns(block)
                title, hint = _title(captions[block.key], block.note, bool(columns))
                cell = report_tables.show(
                    block, key=_key(block.key), title=title, help_text=hint, clickable=columns
                )
                if cell:
                    _clicked(block.key)
                    clicks.on_cell(block, cell)
            case Matrix():
                _matrix(block, captions[block.key], clicks)
            case ControlChart() | Pareto() | Bars() | Stacked():
                _chart(block, captions[block.key], clicks)


def _title(caption: str, note: str = "", is_clickable: bool = False) -> tuple[str, str | None]:
    click = "点击表中数字查看工单;不用鼠标时在右侧选择。" if is_clickable else ""
    return f"**{caption}**", f"{note}{click}" or None


def _chart(chart: Chart, caption: str, clicks: Clicks) -> None:
    with st.container(border=True):
        if not clicks.points(chart):
            st.markdown(f"**{caption}**")
            report_charts.draw(chart, key=_key(chart.key))
            return
        number = report_charts.show(
            chart, key=_key(chart.key), title=f"**{caption}**", help_text=_hint(chart)
        )
    if number is not None:
        _clicked(chart.key)
        clicks.on_point(chart, number)


def _hint(chart: Chart) -> str:
    click = "点击图中的点转到该周" if isinstance(chart, ControlChart) else "点击图中的条形查看工单"
    return f"{click};不用鼠标时在右侧选择。"


def _matrix(chart: Matrix, caption: str, clicks: Clicks) -> None:
    title, hint = _title(caption, is_clickable=True)
    is_wide = len(chart.columns) > UPRIGHT_HOURS
    if is_wide:
        drawn, beside = st.columns([3, 2], gap="medium")
        with drawn:
            report_charts.draw(chart, key=f"{chart.key}-drawn")
        with beside:
            cell = report_tables.matrix(
                chart, key=_key(chart.key), title=title, help_text=hint, is_turned=True
            )
    else:
        cell = report_tables.matrix(chart, key=_key(chart.key), title=title, help_text=hint)
    if cell:
        _clicked(chart.key)
        clicks.on_matrix(chart, cell)


def _cards(row: KpiRow, clicks: Clicks) -> None:
    for start in range(0, len(row.cards), CARDS_A_LINE):
        line = row.cards[start : start + CARDS_A_LINE]
        for column, (number, card) in zip(st.columns(CARDS_A_LINE), enumerate(line, start), strict=False):
            with column:
                _card(card, f"{row.key}-{number}", clicks)


def _card(card: Kpi, key: str, clicks: Clicks) -> None:
    before, *others = card.comparisons or (None,)
    line = _history(card)
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            card.label,
            _value(card),
            delta=_delta(before) if before else None,
            delta_color=_colour(before),
            delta_arrow=ARROWS[arrow_of(before) if before else ""],
            help=clicks.explained(card) + (f"折线为近 {len(line)} 期。" if line else "") or None,
            chart_data=line,
        )
        notes = [compared(one) for one in others] + ([measured(card)] if card.target else [])
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            if card.is_met is False:
                st.markdown(f":red[{' · '.join(notes)}]")
            else:
                st.caption(" · ".join(notes) or " ")
            if clicks.card(card):
                st.button("工单", key=f"{key}-orders", type="tertiary", on_click=clicks.on_card, args=(card,))


def _history(card: Kpi) -> list[float] | None:
    """Return what the card draws as a line; two points are no line, and a gap would be drawn over."""
    known = [value for value in card.history if value is not None]
    if not len(known) == len(card.history) >= FEWEST_POINTS:
        return None
    return [round(100 * value, 2) for value in known] if card.kind == "rate" else known


def _value(card: Kpi) -> str:
    text = printed(card.value, card.kind)
    return text if text.endswith("%") or card.value is None else f"{text} {card.unit}".strip()


def _delta(before: Any) -> str:
    """Return the first comparison without its arrow, which the card draws itself."""
    return compared(before).replace("↑", "").replace("↓", "")


def _colour(before: Any) -> Any:
    """Return the colour of a change: the words carry no minus sign, so the card takes every change for a rise."""
    if before is None or before.is_worse is None or not arrow_of(before):
        return "off"
    return "inverse" if before.is_worse else "normal"


def _key(key: str) -> str:
    """Return a widget's key that is new after each click, so that the same figure can be clicked again."""
    return f"{key}-{st.session_state.get(f'clicked-{key}', 0)}"


def _clicked(key: str) -> None:
    st.session_state[f"clicked-{key}"] = st.session_state.get(f"clicked-{key}", 0) + 1
