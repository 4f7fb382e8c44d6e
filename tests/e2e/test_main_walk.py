"""The main job in a real browser: from dropping a zip to the Excel list."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from playwright.sync_api import Page

from data_loaders.recognition.own_files import TARGETS
from reports.target_list import COLUMNS
from reports.workbook import ListSheet, write
from tests.company import THIEF, company
from tests.e2e.browsing import PATIENCE, click_row_button, import_zip, read, settled
from tests.e2e.conftest import OpenPage
from tests.exports import zip_of
from tests.serving import PROJECT, Serving, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(PROJECT, tmp_path_factory.mktemp("walk") / "home") as running:
        yield running


def test_zip_becomes_findings_a_story_and_an_excel_list(app: Serving, open_page: OpenPage, tmp_path: Path):
    page = settled(open_page(app.url))
    page.set_default_timeout(PATIENCE)
    page.get_by_role("button", name="去导入数据").click()
    import_zip(page, zip_of(tmp_path / "十月导出.zip", company()))
    page.get_by_text("导入完成:4 个文件").wait_for()
    assert left_behind(app) == []

    page.get_by_role("button", name="运行筛查").click()
    page.get_by_text("第 1 次筛查").wait_for()

    settled(page)
    click_first_bar(page, chart=0)
    page.wait_for_url("**category=*")
    settled(page)
    click_first_bar(page, chart=0)
    page.wait_for_url("**check=*")
    settled(page)
    click_first_bar(page, chart=1)
    page.wait_for_url("**unit=*")

    settled(page)
    click_row_button(page, row=1)
    page.get_by_role("heading", name="对象详情").wait_for()
    page.wait_for_url("**/object?*id=*")
    settled(page)
    page.get_by_role("link", name="稽查目标").click()
    page.get_by_role("button", name="导出 Excel 清单").wait_for()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Excel 清单").click()
    download.value.save_as(tmp_path / "list.xlsx")
    assert THIEF in texts_in(tmp_path / "list.xlsx")


def test_import_goes_on_after_a_reload_and_leaves_nothing_behind_when_cancelled(
    app: Serving, open_page: OpenPage, tmp_path: Path
):
    page = settled(open_page(app.url + "/import"))
    batches = sorted(path.name for path in (app.home / "batches").glob("*"))
    file = tmp_path / "客户档案.csv"
    file.write_text("用户编号,供电单位编号,用电类别\n0000000009,334010101,202\n", "utf-8")
    read(page, file)
    page.reload()
    page.get_by_role("button", name="继续处理").click()
    page.get_by_role("button", name="确认导入").wait_for()
    assert left_behind(app) != []
    page.get_by_role("button", name="取消").click()
    page.get_by_text("已取消,没有载入任何数据").wait_for()
    assert left_behind(app) == []
    assert sorted(path.name for path in (app.home / "batches").glob("*")) == batches


def test_a_returned_target_list_is_named_for_what_it_is(app: Serving, open_page: OpenPage, tmp_path: Path):
    columns = tuple(replace(column, style="text") for column in COLUMNS)
    sheet = ListSheet("目标清单", "营销稽查目标清单", columns, filled_in())
    write(tmp_path / "客户档案.xlsx", TARGETS, [sheet])
    page = settled(open_page(app.url + "/import"))
    page.set_default_timeout(PATIENCE)
    read(page, tmp_path / "客户档案.xlsx")
    page.get_by_text("这是明稽导出的“稽查目标清单”,不是营销系统的导出文件").first.wait_for()
    assert page.get_by_role("button", name="确认导入").is_disabled()
    page.get_by_role("button", name="取消").click()
    page.get_by_text("已取消,没有载入任何数据").wait_for()


def filled_in() -> pa.Table:
    """Return a target list that somebody filled in."""
    said = {"object_id": "0000000001", "cons_no": "0000000001", "verdict": "属实", "found": "已换表"}
    return pa.table({column.name: pa.array([said.get(column.name)], pa.string()) for column in COLUMNS})


def click_first_bar(page: Page, chart: int) -> None:
    """Click the first bar of a chart, as a mouse does."""
    bar = page.get_by_test_id("stPlotlyChart").nth(chart).locator(".bars path, .barlayer path").first
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + min(10, box["width"] / 2), box["y"] + box["height"] / 2, steps=4)
    page.mouse.down()
    page.mouse.up()


def left_behind(app: Serving) -> list[str]:
    """Return what lies about of uploads."""
    return sorted(str(path) for path in (app.home / "deliveries").rglob("*"))


def texts_in(path: Path) -> set[str]:
    """Return every text of a workbook."""
    workbook = openpyxl.load_workbook(path)
    return {str(value) for sheet in workbook for row in sheet.iter_rows(values_only=True) for value in row}
