"""A plan's lists are saved from its page, filled in, and handed in on the page of tasks; a file goes along with a step."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from models.loop import cases, evidence
from models.people import LOCAL_USER
from models.store import Store
from tests.base_cases.filled_lists import GOOD, company, fill, places
from tests.e2e.browsing import settled
from tests.e2e.conftest import OpenPage
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("round_trip") / "home"
    store, _ = company(home, 3)
    store.close()
    return home


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[Serving]:
    with serving(PROJECT, home) as running:
        yield running


def saved(page: Page, button: str, to: Path) -> Path:
    """Click a button that makes a file, and return the file."""
    with page.expect_download() as downloaded:
        page.get_by_role("button", name=button).click()
    downloaded.value.save_as(to)
    return to


def test_lists_go_out_and_come_back_through_the_browser(
    app: Serving, home: Path, open_page: OpenPage, tmp_path: Path
) -> None:
    page = settled(open_page(app.url + "/plans"))
    with zipfile.ZipFile(saved(page, "稽查清单(Excel)", tmp_path / "lists.zip")) as archive:
        assert len(archive.namelist()) == 2
        path = archive.extract(archive.namelist()[0], tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["稽查清单"]
    fill(sheet, 3, GOOD)
    fill(sheet, 4, GOOD | {"是否属实": "大概"})
    number = str(sheet.cell(3, places(sheet)["工单编号"]).value)
    book.save(tmp_path / "填好.xlsx")

    page.goto(app.url + "/tasks")
    settled(page)
    page.get_by_text("收回填好的稽查清单").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "填好.xlsx")
    page.get_by_text("填好.xlsx").first.wait_for()  # at rest it is before the upload begins, too
    settled(page)
    page.get_by_role("button", name="收回", exact=True).click()
    page.get_by_text("收回 1 行").wait_for()
    page.get_by_text("1 行没有收回").wait_for()
    rest = openpyxl.load_workbook(saved(page, "没有收回的行", tmp_path / "rest.xlsx"))["稽查清单"]
    assert "只能填属实、不属实、部分属实" in str(rest.cell(3, 1).value)
    store = Store(home)
    assert cases.case(store, number).state == "待审核"

    (tmp_path / "铭牌.jpg").write_bytes(PNG)
    page.goto(f"{app.url}/case?no={number}")
    settled(page)
    page.get_by_role("radio", name="补充说明").click()
    settled(page)
    (tmp_path / "录像.png").write_bytes(PNG + bytes(evidence.MOST_BYTES))
    page.locator("input[type=file]").set_input_files([tmp_path / "录像.png", tmp_path / "铭牌.jpg"])
    page.get_by_role("textbox", name="说明").fill("铭牌照片")
    settled(page)
    submit = page.get_by_test_id("stFormSubmitButton").get_by_role("button")
    submit.click()  # held back: the step would be taken without the file that was refused
    page.get_by_text("文件不能超过 20MB,请移除").wait_for()
    page.get_by_role("button", name="移除 录像.png").click()
    submit.click()
    page.get_by_text("铭牌.png").wait_for()
    [kept] = evidence.of_case(store, number, LOCAL_USER)
    assert saved(page, "下载", tmp_path / "back").read_bytes() == PNG
    assert kept.name == "铭牌.png"
