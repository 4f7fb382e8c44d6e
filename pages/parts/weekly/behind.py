"""Which orders stand behind each figure of the weekly report: what analytics.weekly.drill is asked for.

`TABLES` has an entry for each figure that can be clicked. `{name}` stands for the value of that column in the
clicked row; in the row 合计 such conditions fall away. A rate leads to the orders that spoil it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from analytics.weekly.sections import Weekly
from data_loaders.codes.service import BusiType
from pages.parts.report.tables import TOTAL, Cell
from reports.document import Bars, Chart, Kpi, Matrix, Pareto, Table

Which = dict[str, str]

CARDS: dict[str, Which] = {
    "诉求工单总量": {},
    "万户工单量": {},
    "故障报修": {"type": BusiType.REPAIR},
    "投诉": {"type": BusiType.COMPLAINT},
    "到达现场及时率": {"stage": "arrival", "outcome": "not_kept"},
    "投诉24小时联系率": {"type": BusiType.COMPLAINT, "stage": "contact", "outcome": "not_kept"},
    "回访满意率": {"level": "dissatisfied"},
    "超承诺时限工单": {"overdue": "promised"},
}

_PREVIOUS, _LAST_YEAR = {"phase": "previous"}, {"phase": "last_year"}
_TYPE, _UNIT, _HANDLER = {"type": "{code}"}, {"unit": "{unit_code}"}, {"handler": "{handler}"}
_ARRIVAL = {"type": BusiType.REPAIR, "stage": "arrival"}
_ARRIVED, _RESTORED = _ARRIVAL | {"outcome": "timed"}, {"type": BusiType.REPAIR, "restored": "yes"}
_CONTACT = {"type": BusiType.COMPLAINT, "stage": "contact"}
_REPLY = {"type": BusiType.COMPLAINT, "stage": "reply"}
_AREA = {"area": "{area_code}"}
_TG = {"type": BusiType.REPAIR, "tg": "{tg_no}", "equipment": "company"}
_KIND = {"kind": "{type_code}|{sub_code}"}
_STAGE = {"stage": "{code}"}
_REVISIT = _UNIT | {"stage": "revisit"}
TABLES: dict[str, dict[str, Which]] = {
    "volume.types": {
        "now": _TYPE,
        "share": _TYPE,
        "previous": _TYPE | _PREVIOUS,
        "on_previous": _TYPE | _PREVIOUS,
        "last_year": _TYPE | _LAST_YEAR,
        "on_last_year": _TYPE | _LAST_YEAR,
    },
    "repairs.by_area": {
        "due": _ARRIVAL | _AREA | {"outcome": "due"},
        "on_time": _ARRIVAL | _AREA | {"outcome": "kept"},
        "rate": _ARRIVAL | _AREA | {"outcome": "not_kept"},
        "late": _ARRIVAL | _AREA | {"outcome": "not_kept"},
        "not_arrived": _AREA | {"type": BusiType.REPAIR, "arrived": "no"},
        "median_minutes": _ARRIVED | _AREA,
        "p90_minutes": _ARRIVED | _AREA,
    },
    "repairs.by_unit": {
        "count": _UNIT | {"type": BusiType.REPAIR},
        "due": _ARRIVAL | _UNIT | {"outcome": "due"},
        "on_time": _ARRIVAL | _UNIT | {"outcome": "kept"},
        "rate": _ARRIVAL | _UNIT | {"outcome": "not_kept"},
        "median_minutes": _ARRIVED | _UNIT,
        "p90_minutes": _ARRIVED | _UNIT,
        "median_hours": _RESTORED | _UNIT,
        "p90_hours": _RESTORED | _UNIT,
    },
    "repairs.owners": {"count": {"owner": "{owner_code}"}, "share": {"owner": "{owner_code}"}},
    "repairs.area_list": {"in_period": _TG, "in_30_days": _TG | {"phase": "month"}},
    "complaints.kinds_table": {
        "count": _TYPE,
        "on_previous": _TYPE | _PREVIOUS,
        "on_last_year": _TYPE | _LAST_YEAR,
        "per_10k": _TYPE,
        "contact": _TYPE | {"stage": "contact", "outcome": "not_kept"},
        "contact_of": _TYPE | {"stage": "contact", "outcome": "due"},
        "reply": _TYPE | {"stage": "reply", "outcome": "overdue"},
        "reply_of": _TYPE | {"stage": "reply", "outcome": "due"},
        "median_days": _TYPE | {"stage": "reply", "outcome": "timed"},
        "true": _TYPE | {"true": "yes"},
        "true_of": _TYPE,
    },
    "complaints.by_unit": {
        "complaints": _UNIT | {"type": BusiType.COMPLAINT},
        "previous": _UNIT | {"type": BusiType.COMPLAINT, "phase": "previous"},
        "per_10k": _UNIT | {"type": BusiType.COMPLAINT},
        "contact_due": _CONTACT | _UNIT | {"outcome": "due"},
        "contact_on_time": _CONTACT | _UNIT | {"outcome": "kept"},
        "contact_rate": _CONTACT | _UNIT | {"outcome": "not_kept"},
        "reply_due": _REPLY | _UNIT | {"outcome": "due"},
        "reply_on_time": _REPLY | _UNIT | {"outcome": "kept"},
        "substantiated": _UNIT | {"type": BusiType.COMPLAINT, "true": "yes"},
        "reports": _UNIT | {"type": BusiType.REPORT},
        "opinions": _UNIT | {"type": BusiType.OPINION},
    },
    "complaints.sub_types": {
        "count": _KIND,
        "previous": _KIND | _PREVIOUS,
        "substantiated": _KIND | {"true": "yes"},
    },
    "deadlines.stages_table": {
        "due": _STAGE | {"outcome": "due"},
        "kept": _STAGE | {"outcome": "kept"},
        "rate": _STAGE | {"outcome": "not_kept"},
        "on_previous": _STAGE | {"outcome": "not_kept", "phase": "previous"},
        "late": _STAGE | {"outcome": "overdue"},
        "pending": _STAGE | {"outcome": "pending"},
    },
    "deadlines.by_unit": {
        "due": _UNIT | {"stage": "any", "outcome": "due"},
        "kept": _UNIT | {"stage": "any", "outcome": "kept"},
        "rate": _UNIT | {"overdue": "any"},
        "late": _UNIT | {"overdue": "any"},
    },
    "revisits.levels": {
        "count": {"satisfaction": "{code}"},
        "share": {"satisfaction": "{code}"},
        "previous": {"satisfaction": "{code}", "phase": "previous"},
    },
    "revisits.by_unit": {
        "due": _REVISIT | {"outcome": "due"},
        "visited": _REVISIT | {"outcome": "kept"},
        "visit_rate": _REVISIT | {"outcome": "not_kept"},
        "judged": _UNIT | {"level": "judged"},
        "satisfied": _UNIT | {"level": "satisfied"},
        "rate": _UNIT | {"level": "dissatisfied"},
        "dissatisfied": _UNIT | {"level": "dissatisfied"},
    },
    "repeats.chains": {"times": {"chain": "{code}"}},
    "people.units": {
        "count": _UNIT,
        "change": _UNIT | _PREVIOUS,
        "per_10k": _UNIT,
        "repairs": _UNIT | {"type": BusiType.REPAIR},
        "arrival_rate": _ARRIVAL | _UNIT | {"outcome": "not_kept"},
        "complaints": _UNIT | {"type": BusiType.COMPLAINT},
        "complaints_per_10k": _UNIT | {"type": BusiType.COMPLAINT},
        "kept_rate": _UNIT | {"overdue": "any"},
        "satisfied_rate": _UNIT | {"level": "dissatisfied"},
        "late": _UNIT | {"overdue": "any"},
    },
    "people.staff": {
        "orders": _HANDLER,
        "late": _HANDLER | {"overdue": "own"},
        "late_rate": _HANDLER | {"overdue": "own"},
        "late_shrunk": _HANDLER | {"overdue": "own"},
        "dissatisfied": _HANDLER | {"level": "dissatisfied"},
        "dissatisfied_shrunk": _HANDLER | {"level": "dissatisfied"},
        "substantiated": _HANDLER | {"type": BusiType.COMPLAINT, "true": "own"},
        "substantiated_shrunk": _HANDLER | {"type": BusiType.COMPLAINT, "true": "own"},
    },
    "topics.table": {"count": {"topic": "{code}"}, "share": {"topic": "{code}"}},
}
# what the rows of a table stand for where the table itself does not say it
CODES: dict[str, Callable[[Weekly], Sequence[str]]] = {
    "volume.types": lambda weekly: [row.code for row in weekly.volume.by_type],
    "complaints.kinds_table": lambda weekly: [kind.code for kind in weekly.complaints.kinds],
    "deadlines.stages_table": lambda weekly: [stage.key for stage in weekly.deadlines.stages],
    "topics.table": lambda weekly: [str(topic.number) for topic in weekly.topics.topics],
    "repeats.chains": lambda weekly: [str(place) for place in range(len(weekly.repeats.chains))],
}
# lists: the column whose text names an object, and what that is where the row does not say it
LISTS = {"deadlines.overdue": "wo_no", "revisits.dissatisfied": "wo_no", "repeats.chains": "key"}


def clickable(table: Table) -> frozenset[str]:
    """Return the columns of a table whose figures lead to orders."""
    shown = {column.name for column in table.on_sheet}
    own = {*TABLES.get(table.key, {}), LISTS.get(table.key)}
    return frozenset(own & shown)


def object_of(table: Table, cell: Cell) -> tuple[str, str] | None:
    """Return the type and number of the object that a cell of a list names; None for what has no page."""
    if cell.column != LISTS.get(table.key):
        return None
    row = table.rows.slice(cell.row, 1).to_pylist()[0]
    kind = {"customer": "customer", "area": "", "phone": ""}.get(row.get("kind", ""), "work_order")
    return (kind, str(row[cell.column])) if kind else None


def of_cell(weekly: Weekly, table: Table, cell: Cell) -> Which | None:
    """Return which orders stand behind a cell, or None for one that leads nowhere."""
    asked = TABLES.get(table.key, {}).get(cell.column)
    if table.key == "repeats.chains" and cell.column == LISTS[table.key]:
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
