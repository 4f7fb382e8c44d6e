"""Which orders stand behind each figure of the weekly report: what analytics.weekly.drill is asked for.

`TABLES` has an entry for each figure that can be clicked. `{name}` stands for the value of that column in the
clicked row; in the row 合计 such conditions fall away. A rate leads to the orders that spoil it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from analytics.regulation.service_limits import COMPLAINT, OPINION, REPAIR, REPORT
from analytics.weekly.sections import Weekly
from pages.parts.report_tables import TOTAL, Cell
from reports.document import Bars, Chart, Kpi, Matrix, Pareto, Table

Which = dict[str, str]

CARDS: dict[str, Which] = {
    "诉求工单总量": {},
    "万户工单量": {},
    "故障报修": {"type": REPAIR},
    "投诉": {"type": COMPLAINT},
    "到达现场及时率": {"stage": "arrival", "outcome": "not_kept"},
    "投诉24小时联系率": {"type": COMPLAINT, "stage": "contact", "outcome": "not_kept"},
    "回访满意率": {"level": "dissatisfied"},
    "超时工单": {"overdue": "any"},
}

_ARRIVAL = {"type": REPAIR, "stage": "arrival"}
_CONTACT = {"type": COMPLAINT, "stage": "contact"}
_REPLY = {"type": COMPLAINT, "stage": "reply"}
TABLES: dict[str, dict[str, Which]] = {
    "volume.types": {
        "now": {"type": "{code}"},
        "previous": {"type": "{code}", "phase": "previous"},
        "last_year": {"type": "{code}", "phase": "last_year"},
    },
    "repairs.by_area": {
        "due": _ARRIVAL | {"outcome": "due", "area": "{area_code}"},
        "on_time": _ARRIVAL | {"outcome": "kept", "area": "{area_code}"},
        "rate": _ARRIVAL | {"outcome": "not_kept", "area": "{area_code}"},
        "late": _ARRIVAL | {"outcome": "not_kept", "area": "{area_code}"},
    },
    "repairs.by_unit": {
        "count": {"type": REPAIR, "unit": "{unit_code}"},
        "due": _ARRIVAL | {"outcome": "due", "unit": "{unit_code}"},
        "on_time": _ARRIVAL | {"outcome": "kept", "unit": "{unit_code}"},
        "rate": _ARRIVAL | {"outcome": "not_kept", "unit": "{unit_code}"},
    },
    "repairs.owners": {"count": {"owner": "{owner_code}"}},
    "repairs.areas": {"in_period": {"type": REPAIR, "tg": "{tg_no}"}},
    "complaints.kinds_table": {
        "count": {"type": "{code}"},
        "contact": {"type": "{code}", "stage": "contact", "outcome": "not_kept"},
        "reply": {"type": "{code}", "stage": "reply", "outcome": "overdue"},
        "true": {"type": "{code}", "true": "yes"},
    },
    "complaints.by_unit": {
        "complaints": {"type": COMPLAINT, "unit": "{unit_code}"},
        "previous": {"type": COMPLAINT, "unit": "{unit_code}", "phase": "previous"},
        "contact_due": _CONTACT | {"outcome": "due", "unit": "{unit_code}"},
        "contact_on_time": _CONTACT | {"outcome": "kept", "unit": "{unit_code}"},
        "contact_rate": _CONTACT | {"outcome": "not_kept", "unit": "{unit_code}"},
        "reply_due": _REPLY | {"outcome": "due", "unit": "{unit_code}"},
        "reply_on_time": _REPLY | {"outcome": "kept", "unit": "{unit_code}"},
        "substantiated": {"type": COMPLAINT, "true": "yes", "unit": "{unit_code}"},
        "reports": {"type": REPORT, "unit": "{unit_code}"},
        "opinions": {"type": OPINION, "unit": "{unit_code}"},
    },
    "complaints.sub_types": {
        "count": {"kind": "{type_code}|{sub_code}"},
        "previous": {"kind": "{type_code}|{sub_code}", "phase": "previous"},
        "substantiated": {"kind": "{type_code}|{sub_code}", "true": "yes"},
    },
    "deadlines.stages_table": {
        "due": {"stage": "{code}", "outcome": "due"},
        "kept": {"stage": "{code}", "outcome": "kept"},
        "rate": {"stage": "{code}", "outcome": "not_kept"},
        "late": {"stage": "{code}", "outcome": "overdue"},
        "pending": {"stage": "{code}", "outcome": "pending"},
    },
    "deadlines.by_unit": {
        "rate": {"overdue": "any", "unit": "{unit_code}"},
        "late": {"overdue": "any", "unit": "{unit_code}"},
    },
    "revisits.levels": {
        "count": {"satisfaction": "{code}"},
        "previous": {"satisfaction": "{code}", "phase": "previous"},
    },
    "revisits.by_unit": {
        "due": {"stage": "revisit", "outcome": "due", "unit": "{unit_code}"},
        "visited": {"stage": "revisit", "outcome": "kept", "unit": "{unit_code}"},
        "visit_rate": {"stage": "revisit", "outcome": "not_kept", "unit": "{unit_code}"},
        "judged": {"level": "judged", "unit": "{unit_code}"},
        "satisfied": {"level": "satisfied", "unit": "{unit_code}"},
        "rate": {"level": "dissatisfied", "unit": "{unit_code}"},
        "dissatisfied": {"level": "dissatisfied", "unit": "{unit_code}"},
    },
    "people.units": {
        "count": {"unit": "{unit_code}"},
        "repairs": {"type": REPAIR, "unit": "{unit_code}"},
        "arrival_rate": _ARRIVAL | {"outcome": "not_kept", "unit": "{unit_code}"},
        "complaints": {"type": COMPLAINT, "unit": "{unit_code}"},
        "kept_rate": {"overdue": "any", "unit": "{unit_code}"},
        "satisfied_rate": {"level": "dissatisfied", "unit": "{unit_code}"},
        "late": {"overdue": "any", "unit": "{unit_code}"},
    },
    "people.staff": {
        "orders": {"handler": "{handler}"},
        "late": {"handler": "{handler}", "overdue": "own"},
        "dissatisfied": {"handler": "{handler}", "level": "dissatisfied"},
        "substantiated": {"handler": "{handler}", "type": COMPLAINT, "true": "own"},
    },
    "topics.table": {"count": {"topic": "{code}"}},
}
# what the rows of a table stand for where the table itself does not say it
CODES: dict[str, Callable[[Weekly], Sequence[str]]] = {
    "volume.types": lambda weekly: [row.code for row in weekly.volume.by_type],
    "complaints.kinds_table": lambda weekly: [kind.code for kind in weekly.complaints.kinds],
    "deadlines.stages_table": lambda weekly: [stage.key for stage in weekly.deadlines.stages],
    "topics.table": lambda weekly: [str(topic.number) for topic in weekly.topics.topics],
}
# lists: the column whose text names an object, and what that is where the row does not say it
LISTS = {"deadlines.overdue": "wo_no", "revisits.dissatisfied": "wo_no", "repeats.chains": "key"}


def clickable(table: Table) -> frozenset[str]:
    """Return the columns of a table whose figures lead to orders."""
    shown = {column.name for column in table.on_sheet}
    own = {LISTS[table.key]} if table.key in LISTS else set(TABLES.get(table.key, {}))
    return frozenset(own & shown)


def object_of(table: Table, cell: Cell) -> tuple[str, str] | None:
    """Return the type and number of the object that a cell of a list names; None for what has no page."""
    if table.key not in LISTS:
        return None
    row = table.rows.slice(cell.row, 1).to_pylist()[0]
    kind = {"customer": "customer", "area": "", "phone": ""}.get(row.get("kind", ""), "work_order")
    return (kind, str(row[cell.column])) if kind else None


def of_cell(weekly: Weekly, table: Table, cell: Cell) -> Which | None:
    """Return which orders stand behind a cell, or None for one that leads nowhere."""
    asked = TABLES.get(table.key, {}).get(cell.column)
    if table.key == "repeats.chains" and cell.row != TOTAL:
        row = table.rows.slice(cell.row, 1).to_pylist()[0]
        return {"tg": row["key"]} if row["kind"] == "area" else None
    if asked is None:
        return None
    if cell.row == TOTAL:
        return {name: value for name, value in asked.items() if "{" not in value}
    row: dict[str, Any] = table.rows.slice(cell.row, 1).to_pylist()[0]
    if table.key in CODES:
        row["code"] = CODES[table.key](weekly)[cell.row]
    known = {name: "" if value is None else value for name, value in row.items()}
    return {name: value.format_map(known) for name, value in asked.items()}


def of_point(weekly: Weekly, chart: Chart, number: int) -> Which | None:
    """Return which orders stand behind a bar, or None for one that leads nowhere, such as 其他."""
    match chart:
        case Pareto(key="composition.pareto"):
            named = len(chart.labels) - chart.has_rest
            codes = [{"kind": row.code} for row in weekly.composition.sub_types[:named]]
        case Bars(key="repairs.cause_bars"):
            codes = [{"reason": row.code} for row in weekly.repairs.causes]
        case _:
            return None
    return codes[number] if number < len(codes) else None


def of_matrix(weekly: Weekly, matrix: Matrix, cell: Cell) -> Which:
    """Return which orders stand behind a figure of a matrix; its last column may be the sum of the others."""
    counts = weekly.composition.heat if matrix.key == "composition.heat" else weekly.composition.units
    names = ("weekday", "hour") if matrix.key == "composition.heat" else ("unit", "type")
    column = int(cell.column)
    which = {names[0]: counts.row_codes[cell.row]}
    return which | ({names[1]: counts.column_codes[column]} if column < len(counts.column_codes) else {})


def of_card(card: Kpi) -> Which | None:
    """Return which orders stand behind a card."""
    return CARDS.get(card.label) if card.value is not None else None
