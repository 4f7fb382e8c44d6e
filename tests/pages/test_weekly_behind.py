"""Whoever clicks a figure of the weekly report sees as many orders as the figure says."""

from collections.abc import Iterator
from datetime import date

import pytest

from analytics.weekly.analysis import weekly
from analytics.weekly.drill import orders_behind
from analytics.weekly.period import between
from analytics.weekly.sections import Weekly
from models.lake import Door
from models.people import LOCAL_USER
from pages.parts.report.tables import TOTAL, Cell
from pages.parts.weekly import behind as weekly_behind
from pages.parts.weekly.explained import EXPLAINED
from pages.parts.weekly.said import WORDS, said
from reports.document import Bars, Document, Kpi, KpiRow, Matrix, Pareto, Table
from reports.weekly.report import document_of
from tests.analytics.weekly.made import held, made_customers, made_orders, made_orgs, made_staff, with_mess

# counted by order and stage there (件次), so an order late in two stages is one order here
BY_STAGE = {
    *(("deadlines.by_unit", name) for name in ("due", "kept", "late")),
    ("people.units", "late"),
    ("people.staff", "late"),
}
NUMBERS = ("integer", "number", "density", "rate", "change", "points", "difference")
# figures that are not about orders of the periods that are compared, or that say a limit or a place
NOT_ORDERS = {
    "repairs.by_area": {"limit_minutes"},
    "repairs.by_unit": {"rank"},
    "repairs.area_list": {"customers"},
    "deadlines.by_unit": {"rank"},
    "deadlines.overdue": {"overrun_minutes"},
    "revisits.by_unit": {"rank"},
    "repeats.chains": {"in_period", "customers", "days"},
    "people.units": {"kept_rank", "satisfied_rank"},
    "people.staff": {"due"},
    "topics.table": {"weekly_mean", "growth"},
}
ROWS = 2


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    orders = with_mess(made_orders(6_000, date(2025, 9, 1), date(2025, 11, 30)))
    frames = {
        "work_orders": orders,
        "orgs": made_orgs(),
        "customers": made_customers(),
        "staff": made_staff(),
    }
    with held(tmp_path_factory.mktemp("behind"), frames).open(LOCAL_USER) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(door: Door) -> Weekly:
    return weekly(door, between(date(2025, 11, 7), date(2025, 11, 20)))


@pytest.fixture(scope="module")
def document(made: Weekly) -> Document:
    return document_of(made, made_on=date(2025, 11, 21))


def behind(door: Door, made: Weekly, which: dict[str, str]) -> int:
    return int(orders_behind(door, made, which).count().execute())


def counts(table: Table) -> list[tuple[Cell, int]]:
    """Return the cells of a table that can be clicked and hold a number of orders."""
    names = [
        column.name
        for column in table.on_sheet
        if column.kind == "integer" and column.name in weekly_behind.clickable(table)
    ]
    rows = table.rows.slice(0, ROWS).to_pylist()
    cells = [(Cell(n, name), row[name]) for n, row in enumerate(rows) for name in names]
    last = [(Cell(TOTAL, name), table.total[name]) for name in names if table.total and name in table.total]
    return [(cell, value) for cell, value in cells + last if isinstance(value, int)]


def test_number_of_orders_behind_a_figure_of_a_table_is_the_figure(
    door: Door, made: Weekly, document: Document
):
    wrong, tried = [], 0
    for table in (block for block in document.blocks() if isinstance(block, Table)):
        for cell, value in counts(table):
            found = behind(door, made, weekly_behind.of_cell(made, table, cell) or {})
            tried += 1
            fits = found <= value if (table.key, cell.column) in BY_STAGE else found == value
            if not fits or bool(found) != bool(value):
                wrong.append((table.key, cell, value, found))
    assert wrong == []
    assert tried > 80


def test_every_figure_of_a_table_can_be_clicked(document: Document):
    closed = {}
    for table in (block for block in document.blocks() if isinstance(block, Table)):
        figures = {column.name for column in table.on_sheet if column.kind in NUMBERS}
        if found := figures - weekly_behind.clickable(table):
            closed[table.key] = found
    assert closed == NOT_ORDERS


def test_a_median_leads_to_the_orders_that_it_is_the_median_of(door: Door, made: Weekly, document: Document):
    asked = {"type": "001", "restored": "yes"}
    assert weekly_behind.TABLES["repairs.by_unit"]["median_hours"].items() > asked.items()
    assert behind(door, made, asked) == made.repairs.restored > 0


def test_number_of_orders_behind_a_bar_is_its_length(door: Door, made: Weekly, document: Document):
    charts = [block for block in document.blocks() if isinstance(block, Bars | Pareto)]
    assert len(charts) == 2
    for chart in charts:
        which = [weekly_behind.of_point(made, chart, n) for n in range(len(chart.values))]
        named = len(chart.values) - (isinstance(chart, Pareto) and chart.has_rest)
        assert which[named:] == [None] * (len(which) - named)
        assert [behind(door, made, one) for one in which if one is not None] == list(chart.values[:named])


def test_number_of_orders_behind_a_cell_of_a_matrix_is_the_cell(door: Door, made: Weekly, document: Document):
    for chart in (block for block in document.blocks() if isinstance(block, Matrix)):
        for row, column in ((0, 0), (1, 3), (len(chart.rows) - 1, len(chart.columns) - 1)):
            which = weekly_behind.of_matrix(made, chart, Cell(row, str(column)))
            assert behind(door, made, which) == chart.values[row][column]


def test_every_card_says_how_it_is_computed_and_leads_to_orders(made: Weekly, document: Document):
    cards = [card for block in document.blocks() if isinstance(block, KpiRow) for card in block.cards]
    assert len(cards) >= 6
    assert [card.label for card in cards if card.label not in EXPLAINED] == []
    assert [card.label for card in cards if weekly_behind.of_card(card) is None] == []


@pytest.mark.parametrize("label", ["诉求工单总量", "故障报修", "投诉", "超承诺时限工单"])
def test_number_of_orders_behind_a_card_is_the_card(door: Door, made: Weekly, document: Document, label: str):
    cards = [card for block in document.blocks() if isinstance(block, KpiRow) for card in block.cards]
    card = next(card for card in cards if card.label == label)
    assert behind(door, made, weekly_behind.of_card(card) or {}) == card.value


def test_card_without_a_figure_leads_nowhere():
    assert weekly_behind.of_card(Kpi("回访满意率", None, "rate")) is None


def test_every_condition_that_the_report_asks_for_is_said_in_chinese(made: Weekly):
    asked = [*weekly_behind.CARDS.values(), *(w for t in weekly_behind.TABLES.values() for w in t.values())]
    assert {name for which in asked for name in which} <= set(WORDS)
    late = said(made, {"type": "001", "stage": "arrival", "outcome": "not_kept", "unit": "3340101"})
    assert late == "故障报修 · 甲县供电公司 · 到达现场 · 未按时"
    assert said(made, {}) == "全部工单"
