"""An import in a real browser: nothing is replaced unseen, and what waits for a word survives."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.browsing import PATIENCE, read, settled
from tests.e2e.conftest import OpenPage
from tests.exports import csv_of, zip_of
from tests.serving import PROJECT, serving

COLOUR = "element => getComputedStyle(element).color"
pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROWS = [
    {
        "cons_no": f"{n:010}",
        "cons_name": "旧名",
        "org_code": "334010101",
        "elec_type_code": "202",
        "contract_cap": n,
    }
    for n in range(1, 31)
]


def written(path: Path, rows: list[dict]) -> Path:
    path.write_bytes(csv_of("customers", rows))
    return path


def opened_import(open_page: OpenPage, url: str) -> Page:
    page = open_page(url + "/import")
    page.set_default_timeout(PATIENCE)
    return settled(page)


def confirm(page: Page) -> None:
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("导入完成").wait_for()


def test_delivery_waits_over_a_restart_of_the_server(open_page: OpenPage, tmp_path: Path):
    file = written(tmp_path / "客户档案.csv", ROWS)
    with serving(PROJECT, tmp_path / "home") as app:
        page = opened_import(open_page, app.url)
        read(page, file)
        page.close()
    with serving(PROJECT, tmp_path / "home") as app:
        page = opened_import(open_page, app.url)
        page.get_by_text("待处理的导入(1)").wait_for()
        page.get_by_role("button", name="继续处理").click()
        confirm(page)
        assert page.get_by_text("新增 30 行").is_visible()
        page.close()  # before its server: it would say that it is gone


def test_replaced_rows_and_emptied_values_are_shown_and_asked_about_before_they_are_stored(
    open_page: OpenPage, tmp_path: Path
):
    fewer = [
        {k: v for k, v in row.items() if k != "contract_cap"} | {"cons_name": "新名"} for row in ROWS[:3]
    ]
    with serving(PROJECT, tmp_path / "home") as app:
        page = opened_import(open_page, app.url)
        read(page, written(tmp_path / "客户档案.csv", ROWS))
        confirm(page)
        page.get_by_role("button", name="继续导入其他文件").click()
        read(settled(page), written(tmp_path / "名单.csv", fewer))
        page.get_by_role("alert").filter(has_text="照文件替换会清空现有的 3 个值").wait_for()
        assert page.get_by_role("button", name="确认导入").is_disabled()
        page.get_by_text("按列补充").last.click()
        page.get_by_test_id("stText").filter(has_text="变更 3 行,没有现有值被清空").wait_for()
        settled(page)
        assert {"旧名", "新名"} <= set(page.evaluate("window.drawn"))
        confirm(page)
        page.close()


def test_same_zip_again_says_what_is_already_there(open_page: OpenPage, tmp_path: Path):
    zipped = zip_of(tmp_path / "十月导出.zip", {"customers": ROWS})
    with serving(PROJECT, tmp_path / "home") as app:
        page = opened_import(open_page, app.url)
        assert (
            page.get_by_role("button", name="读取文件").evaluate(COLOUR) != "rgb(255, 255, 255)"
        )  # on white
        read(page, zipped)
        confirm(page)
        page.get_by_role("button", name="继续导入其他文件").click()
        read(settled(page), zipped)
        page.get_by_text("这些文件都已导入过").wait_for()
        assert page.get_by_role("button", name="确认导入").is_disabled()
        page.get_by_role("button", name="取消").click()
        page.get_by_text("已取消").wait_for()
        page.close()
