"""A category's page without a browser: with data, without, with one unit; and its figures everywhere the same."""

import csv
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from subprocess import run
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from analytics import screening
from analytics.pictures import first_look
from analytics.pictures import shown as pictures_shown
from analytics.pictures.account import remittance_rates
from analytics.pictures.album import pictures_of
from analytics.pictures.layout import Names
from analytics.pictures.shown import Viewed
from analytics.results import findings
from analytics.results.findings import findings_of
from cli import app
from models import marks, runs
from models.category import Category
from models.company import code_tables
from models.lake import Lake
from models.people import LOCAL_USER
from pages.parts.category import drawing, listed
from pages.parts.frame.theme import palette_of
from reports.picture_list import write_rows
from tests.base_cases.archive import CITY, COUNTIES, screened_archive
from tests.base_cases.books import BOOKS
from tests.base_cases.calendar_days import set_day
from tests.base_cases.thefts import FIRST, NORTH, SOUTH, thefts
from tests.base_cases.thefts import screened as of_thefts
from tests.company import screened_company
from tests.drawn import drawn as tables_drawn
from tests.loaded import load
from tests.made_once import made_once
from tests.opened import opened

FILES = {category: next(Path("pages").glob(f"4?_{category.folder}.py")).name for category in Category}


@pytest.fixture
def screened(home: Path) -> Lake:
    """Give the home of the company after a screening by two checks of 客户档案."""
    return made_once(screened_archive, home)


def shown(page: AppTest) -> str:
    return "\n".join(one.value for one in [*page.markdown, *page.caption, *page.info])


@pytest.mark.parametrize("category", Category, ids=lambda category: category.value)
def test_every_category_has_a_page_that_says_what_to_do_without_data(home: Path, category: Category):
    page = opened(FILES[category])
    assert not page.exception
    assert "请先导入" in page.info[0].value


@pytest.mark.parametrize("category", Category, ids=lambda category: category.value)
def test_a_page_of_few_data_says_what_each_picture_lacks(home: Path, category: Category):
    screened_company(home)
    page = opened(FILES[category], seconds=120)
    assert not page.exception
    for one in pictures_of(category)[1:]:
        assert f"**{one.title}**" in shown(page)


def test_the_first_look_after_a_run_asks_no_engine_for_what_was_found(
    screened: Lake, monkeypatch: pytest.MonkeyPatch
):
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("worked out again")

    first_look.keep(screened, runs.get(screened.store))
    for module in (findings, pictures_shown):
        monkeypatch.setattr(module, "looked_up_often", never)
    page = opened(FILES[Category.ARCHIVE], seconds=120)
    assert not page.exception
    assert page.metric[0].value == "8 个"
    assert "共 **8** 条,涉及 **8** 个对象。" in shown(page)


def test_a_person_of_one_unit_sees_that_unit_alone(screened: Lake):
    person = f'Person("专责", Role.LEAD, ("{COUNTIES[1]}",))'
    page = opened(FILES[Category.ARCHIVE], person=person, seconds=120)
    assert not page.exception
    assert page.metric[0].value == "2 个"
    assert page.selectbox(key="category_unit").options == ["西岭"]


def test_pictures_of_a_run_whose_data_is_gone_say_that_they_show_the_data_of_now(
    screened: Lake, monkeypatch: pytest.MonkeyPatch
):
    code_tables.save(screened.store, LOCAL_USER, [set_day(date(2025, 10, 14), False, "防汛")])
    monkeypatch.setattr(Lake, "has", lambda lake, version: False)
    page = opened(FILES[Category.ARCHIVE], seconds=120)
    assert not page.exception
    [said] = [one.value for one in page.warning if "按现在的数据画" in one.value]
    assert said.startswith("这次筛查时的数据已不在,“档案完整且合理的比例(%)”")


def test_a_filter_is_said_in_words_and_can_be_taken_away(screened: Lake):
    page = opened(FILES[Category.ARCHIVE], {"field": "用电地址", "of": "archive-completeness"}, seconds=120)
    button = page.button(key="without-field")
    assert button.label == "档案项目:用电地址"
    assert "档案项目“用电地址”:共 **8** 条,涉及 **8** 个对象。" in shown(page)
    button.click().run()
    assert not page.exception
    assert "field" not in page.query_params


def test_the_whole_list_is_searched_by_name_and_shows_the_columns_that_were_chosen(screened: Lake):
    asked = {"text": "户9", "columns": "cons_name,number"}
    page = opened(FILES[Category.ARCHIVE], asked, seconds=120)
    assert "共 **1** 条,涉及 **1** 个对象。" in shown(page)
    [table] = [one.value for one in page.dataframe if "cons_name" in one.value]
    assert list(table.columns) == ["_action", "cons_name", "number"]
    assert list(table.cons_name) == ["户9"]
    page.selectbox(key="category_unit").set_value(CITY).run()
    assert not page.exception
    assert page.text_input(key="text").value == "户9", "a further filter leaves the search as it was"


def test_a_picture_that_does_not_know_a_filter_says_so(screened: Lake):
    page = opened(FILES[Category.ARCHIVE], {"field": "用电地址"}, seconds=120)
    assert "没有“档案项目”" in shown(page)


def test_a_marked_object_carries_its_mark_in_the_list(screened: Lake):
    marks.mark(screened.store, LOCAL_USER, [("customer", "0000000003")], "待查", note="门牌待补")
    page = opened(FILES[Category.ARCHIVE], seconds=120)
    [table] = [one.value for one in page.dataframe if "cons_name" in one.value]
    assert dict(zip(table.number, table["mark"], strict=True))["0000000003"] == "待查:门牌待补(本机用户)"
    bare = opened(FILES[Category.ARCHIVE], {"text": "户6"}, seconds=120)
    [table] = [one.value for one in bare.dataframe if "cons_name" in one.value]
    assert "mark" not in table, "a page without marks has no column for them"


SHEET = """
from pathlib import Path
from models.category import Category
from models.people import Permission
from pages.parts.category import choice, sheet
from pages.parts.findings.which_run import shown_run
from pages.parts.frame.session import require
from reports.category_sheet import write_sheet

write_sheet(
    sheet.sheet_of(shown_run(), require(Permission.LOOK), choice.chosen(Category({category!r}))), Path({out!r})
)
"""


def sheet_text(folder: Path, where: dict[str, str], category: Category = Category.ARCHIVE) -> str:
    """Return what the sheet of paper says that the page offers."""
    out = folder / "sheet.pdf"
    (folder / "sheet.py").write_text(SHEET.format(out=str(out), category=category.value), "utf-8")
    assert not opened(folder / "sheet.py", where, seconds=120).exception
    told = run(["pdftotext", "-layout", out, "-"], check=True, capture_output=True, text=True).stdout
    return re.sub(r" +", " ", told)


def of_command_line(home: Path, out: Path, unit: str, check: str = "PRO-01") -> list[dict[str, str]]:
    """Return the hits of a check that the command line writes for a unit."""
    wanted = ["--home", str(home), "findings", "--out", str(out), "--check", check]
    told = CliRunner().invoke(app, [*wanted, *(["--org", unit] if unit else [])])
    assert told.exit_code == 0, told.output
    return [*csv.DictReader(out.read_text("utf-8-sig").splitlines())]


@pytest.mark.parametrize(("unit", "hits"), [("", 8), (COUNTIES[0], 6), (COUNTIES[1], 2)])
def test_a_figure_is_the_same_on_overview_category_page_list_xlsx_paper_and_command_line(
    screened: Lake, tmp_path: Path, unit: str, hits: int
):
    """The hits of PRO-01 in the whole company and in two counties."""
    where = {"check": "PRO-01"} | ({"unit": unit} if unit else {})
    overview = opened("10_overview.py", where | {"category": "客户档案"}, seconds=120)
    page = opened(FILES[Category.ARCHIVE], where, seconds=120)
    assert [overview.metric[0].value, page.metric[0].value] == [f"{hits} 个"] * 2
    assert f"共 **{hits}** 条" in shown(page)
    [checks] = [one.value for one in page.dataframe if {"check", "hits", "objects"} <= {*one.value}]
    assert checks.hits[checks.check.str.startswith("PRO-01")].tolist() == [hits]
    with screened.open(LOCAL_USER) as door:
        last = runs.get(screened.store)
        one = pictures_of(Category.ARCHIVE)[0]
        view = Viewed(
            one, door, findings_of(screened.store, door, last), last, unit=unit, filters={"check": "PRO-01"}
        )
        [mark] = [mark for mark in view.marks().to_pylist() if mark["check"] == "PRO-01"]
        assert mark["hits"] == hits
        rows = listed.described(one, view.listed(), Names({}))
        columns = [(column.name, column.label, column.look) for column in listed.shown(one, rows)]
        assert write_rows(tmp_path / "list.xlsx", one, last, rows, columns, ()) == hits
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx")["清单"]
    numbers = [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert len(numbers) == hits
    assert numbers == sorted(str(number) for number in numbers)
    paper = sheet_text(tmp_path, where)
    assert re.search(rf"疑似问题.*?\n.*?\b{hits} ?个", paper, re.S)
    assert re.search(rf"PRO-01 \S+ {hits} {hits}\b", paper)
    assert len(of_command_line(screened.store.home, tmp_path / "hits.csv", unit)) == hits


@pytest.mark.parametrize(
    ("unit", "under", "over"), [("", 170, 100), (NORTH[:7], 100, 100), (SOUTH[:7], 70, 0)]
)
def test_yuan_are_the_same_on_overview_category_page_list_xlsx_paper_and_command_line(
    home: Path, tmp_path: Path, unit: str, under: int, over: int
):
    """Charges of thefts, 300 yuan due for each: in the north one is 100 short and one 100 too much, in the south 50 and 20 short."""
    lake = made_once(thefts_screened, home)
    run = runs.get(lake.store)
    where = {"check": run.checks[0]["code"]} | ({"unit": unit} if unit else {})
    overview = opened("10_overview.py", where | {"category": "用电检查"}, seconds=120)
    page = opened(FILES[Category.INSPECTION], where, seconds=120)
    for shown_on in (overview, page):
        assert [one.value for one in shown_on.metric[1:3]] == [f"{under} 元", f"{over} 元"]
    [checks] = [one.value for one in page.dataframe if {"check", "hits", "objects"} <= {*one.value}]
    assert [checks[name].sum() if name in checks else 0 for name in ("under_yuan", "over_yuan")] == [
        under,
        over,
    ]
    [rows] = [one.value for one in page.dataframe if "cons_no" in one.value]
    assert signed(rows.amount_yuan) == (under, over)
    with lake.open(LOCAL_USER) as door:
        one = pictures_of(Category.INSPECTION)[0]
        view = Viewed(one, door, findings_of(lake.store, door, run), run, unit=unit)
        told = listed.described(one, view.listed(), Names({}))
        columns = [(column.name, column.label, column.look) for column in listed.shown(one, told)]
        write_rows(tmp_path / "list.xlsx", one, run, told, columns, ())
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx")["清单"]
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    place = lines[0].index("金额(元)")
    assert signed(line[place] for line in lines[1:]) == (under, over)
    paper = sheet_text(tmp_path, where, Category.INSPECTION)
    assert re.search(rf"{under}\.00 元.* {over}\.00 元", paper)
    written = of_command_line(lake.store.home, tmp_path / "hits.csv", unit, where["check"])
    assert signed(hit["amount_yuan"] for hit in written) == (under, over)


def thefts_screened(lake: Lake) -> None:
    load(lake, thefts(FIRST | {"V-over": 400}), "thefts")
    of_thefts(lake)


def signed(yuan: Iterable[Any]) -> tuple[float, float]:
    """Return what is owed by customers and what to them."""
    values = [float(one) for one in yuan]
    return sum(one for one in values if one > 0), -sum(one for one in values if one < 0)


@pytest.mark.parametrize(
    ("cell", "filters", "said"),
    [
        ("右边(元) 142.00", {"side": "右边"}, "共 **4** 条,涉及 **4** 个对象,金额(元)合计 **142.00**"),
        ("左边(元) 148.00", {"side": "左边"}, "金额(元)合计 **148.00**"),
        ("差额(元) 6.00", {}, "计入差额(元)合计 **6.00**"),
        ("不平(笔) 2", {"balance": "不平"}, "共 **6** 条"),
    ],
)
def test_a_cell_of_the_balances_leads_to_the_rows_that_make_it(
    home: Path, cell: str, filters: dict[str, str], said: str
):
    made_once(books_screened, home)
    before = {"side": "左边", "equation": "总账 = 明细账"}  # what a cell that was clicked before filtered by
    page = opened(FILES[Category.ACCOUNT], before, seconds=120)
    page.selectbox(key="account-balances-pick").select(f"明细账 = 用户余额 · {cell}").run()
    assert not page.exception
    narrowed = {name: page.query_params[name] for name in (*before, "balance") if name in page.query_params}
    assert narrowed == {"equation": "明细账 = 用户余额"} | filters
    assert said in shown(page)
    assert (",金额(元)合计" in shown(page)) == ("side" in filters)  # both sides together make no sum


def books_screened(lake: Lake) -> None:
    load(lake, tables_drawn(BOOKS), "drawn")
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["ACC-10"])


def test_an_axis_of_rates_spans_a_hundredth_so_that_a_few_fen_are_no_fall():
    rates = {"month": ["202509", "202510"], "unit": ["3340101"] * 2, "remittance_rate": [1.0, 0.999997]}
    own = {one.name: [0.0, 0.0] for one in remittance_rates.measures[1:]}
    drawn = drawing.figure(
        remittance_rates, pa.table(rates | own), None, {}, Names({}), palette_of("light"), None
    )
    low, high = drawn.to_dict()["layout"]["yaxis"]["autorangeoptions"]["include"]
    assert low <= 0.99
    assert high > 1.0
