"""The monthly bulletin as a document: eight sections, totals that add up, nothing said that is not known."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from analytics.bulletin import _CASES, _CATEGORIES, _REPEATS, _UNITS, Bulletin
from analytics.loop.month import loop_month
from models.category import Category
from models.editions import Edit
from models.people import LOCAL_USER
from models.store import Store
from reports.bulletin import document_of, edition_of
from reports.document import Document, EditableText, KpiRow, Table
from reports.paper import excel, pdf, word
from tests.looped import STATION, add_case


def figures(problems: int, previous: int | None, under: str | None) -> dict[str, Any]:
    """Return the figures of one category or unit."""
    return {
        "problems": problems,
        "previous": previous,
        "change": problems / previous - 1 if previous else None,
        "objects": problems,
        "under_yuan": Decimal(under) if under else None,
        "over_yuan": None,
    }


def made(*, with_previous: bool = True, units: int = 6) -> Bulletin:
    """Return the bulletin of October."""
    before = 80 if with_previous else None
    counts = [100 * (n % 3) for n in range(len(Category))]
    categories = [
        {"category": one.value, **figures(count, before, "1000.10" if count else None)}
        for one, count in zip(Category, counts, strict=True)
    ]
    shown = [
        {"unit_code": f"33401{n:02d}", "unit_name": f"第{n}供电公司", **figures(50 - n, before, "10.05")}
        for n in range(units)
    ]
    case = {
        "category": Category.METERING.value,
        "check_code": "MET-01",
        "title": "计费倍率与互感器变比不符",
        "object_id": "0000123",
        "org_code": "334010001",
        "amount_yuan": Decimal("12345.67"),
        "sentence": "计费倍率 30,互感器变比之积 40,相差 25%",
    }
    repeats = (
        [{"check_code": "SVC-05", "title": "重复诉求", "repeated": 12, "problems": 40}]
        if with_previous
        else []
    )
    return Bulletin(
        "202510",
        7,
        6 if with_previous else None,
        pa.Table.from_pylist(categories, _CATEGORIES),
        pa.Table.from_pylist(shown, _UNITS),
        pa.Table.from_pylist([case], _CASES),
        pa.Table.from_pylist(repeats, _REPEATS),
        () if with_previous else ("没有上月的筛查,不作环比和重复发生统计",),
    )


def written(bulletin: Bulletin, **options: Any) -> Document:
    """Return the bulletin as a document."""
    made_on, as_of = date(2025, 11, 3), date(2025, 10, 31)
    return document_of(bulletin, unit_name="临江供电公司", made_on=made_on, as_of=as_of, **options)


def said(document: Document) -> dict[str, str]:
    """Return the sentences by their keys."""
    return {one.key: one.text for one in document.sentences()}


def test_it_has_the_eight_sections_of_a_bulletin() -> None:
    document = written(made())
    assert [section.number for section in document.sections] == list(range(1, 9))
    assert document.issue_no == "稽查通报〔2025〕10号"


def test_the_first_sentence_adds_the_categories_up() -> None:
    assert said(written(made()))["overall.total"].startswith(
        "本月筛查出疑似问题600件，环比上升7.1%，疑似少收4,000.40元。问题较多的类别是"
    )


def test_the_total_of_a_table_is_exact_to_the_fen_and_does_not_add_objects_up() -> None:
    units = next(
        one for one in written(made()).blocks() if isinstance(one, Table) and one.key == "units.table"
    )
    assert units.total is not None
    assert units.total["under_yuan"] == Decimal("60.30")
    assert "objects" not in units.total


def test_without_a_month_before_nothing_is_compared() -> None:
    document = written(made(with_previous=False))
    cards = next(one for one in document.blocks() if isinstance(one, KpiRow)).cards
    assert cards[0].comparisons[0].value is None
    assert "环比" not in said(document)["overall.total"]
    assert said(document)["repeats.most"].startswith("没有上月的筛查")


def test_what_needs_verified_results_is_left_to_people_and_kept_for_the_month() -> None:
    edits = {"appraisal.written": Edit("扣1分", "张三", datetime(2025, 11, 3, 9, 0))}
    hand = {
        one.key: one.text for one in written(made(), edits=edits).blocks() if isinstance(one, EditableText)
    }
    assert hand == {"overdue.written": "", "appraisal.written": "扣1分", "next.written": ""}
    assert str(edition_of(made(), "33401")) == "bulletin:33401:2025-10-01:2025-10-31"


def with_the_loop(store: Store) -> Bulletin:
    """Return the bulletin of a month with three cases: one archived, one overdue, one that came back."""
    month, today = {"created_at": datetime(2025, 10, 2)}, date(2025, 10, 31)
    sent = {**month, "dispatched_at": datetime(2025, 10, 3)}
    bound = {**sent, "result": "属实", "upheld_at": datetime(2025, 10, 9)}
    closed = {"state": "已归档", "closed_at": datetime(2025, 10, 20), "recovered_fen": 123_456}
    add_case(store, "TAR-22", **bound, **closed)
    add_case(store, "MET-01", state="核查中", due_date=date(2025, 10, 15), **sent)
    add_case(store, "TAR-22", recurrence_of="稽查20250900001", **month)
    units = {STATION: "城关所"}
    return replace(made(), loop=loop_month(store, LOCAL_USER, "202510", units, today))


def test_what_became_of_cases_stands_beside_what_is_suspected(tmp_path: Path) -> None:
    document = written(with_the_loop(Store(tmp_path / "home")))
    told = said(document)
    assert told["overall.loop"] == (
        "本月立案3件，派发2件，归档1件；已核查1件，属实1件，查实率100.00%；追补1,234.56元，退还0.00元。"
    )
    assert told["repeats.cases"] == "本月立案中，已归档的问题再次发生1件。"
    assert told["overdue.count"] == "截至10月31日，超期1件。"
    tables = {one.key: one for one in document.blocks() if isinstance(one, Table)}
    assert tables["overdue.table"].rows.column("days_over").to_pylist() == [12]
    assert tables["appraisal.table"].rows.column("unit_name").to_pylist() == ["城关所"]
    hand = [one.key for one in document.blocks() if isinstance(one, EditableText)]
    assert hand == ["overdue.written", "appraisal.written", "next.written"]
    assert pdf.render(document).content.startswith(b"%PDF")


@pytest.mark.parametrize("units", [0, 40])
def test_it_can_be_printed_for_any_number_of_units(units: int, tmp_path: Path) -> None:
    document = written(made(units=units))
    assert pdf.render(document).content.startswith(b"%PDF")
    assert word.render(document)
    excel.render(document, tmp_path / "bulletin.xlsx")
    assert "3.2 各单位疑似问题" in openpyxl.load_workbook(tmp_path / "bulletin.xlsx").sheetnames or not units
