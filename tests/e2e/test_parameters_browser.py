"""A value is tried, saved, used by the next screening, taken back and restored, on the page of its check; so is a row of a table."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from analytics import screening
from data_loaders.catalog import tables
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.company import screened_company
from tests.e2e.browsing import settled
from tests.e2e.conftest import OpenPage
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser
CARD = "/rules?code=ACC-12"  # in the company two ledgers differ by 400 yuan


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("parameters") / "home"
    lake, _ = screened_company(home)
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def test_a_value_is_tried_saved_used_by_a_screening_given_back_and_restored(
    app: Serving, open_page: OpenPage
):
    page = settled(open_page(app.url + CARD, width=1366, height=1800))
    page.set_default_timeout(60_000)
    page.get_by_label("容差(元)").fill("500")
    page.get_by_role("button", name="试算").click()
    page.get_by_text("消失 1 条").wait_for()
    page.wait_for_url("**try=*")

    page.get_by_label("理由").fill("时点差,下月再看")
    page.get_by_role("button", name="保存这些值").click()
    page.get_by_text("已保存").wait_for()
    assert screened(app) == 0
    shown = settled(open_page(app.url + "/runs"))
    shown.get_by_text("ACC-12 容差 全公司 500").last.wait_for()

    click_change(settled(page), 0)
    page.get_by_role("button", name="恢复默认值").click()
    page.get_by_role("button", name="恢复默认值").wait_for(state="detached")
    expect(page.get_by_label("容差(元)")).to_have_value("1.00")  # what counts again, not what was written
    assert screened(app) == 1

    click_change(settled(page), 1)  # the older of two
    page.get_by_role("button", name="再用这个值(500 元)").click()
    page.get_by_role("button", name="再用这个值(500 元)").wait_for(state="detached")
    assert screened(app) == 0


def test_a_row_of_a_table_is_checked_written_named_by_a_screening_and_restored(
    app: Serving, open_page: OpenPage
):
    page = settled(open_page(app.url + "/parameters", width=1366, height=1800))
    page.set_default_timeout(60_000)
    page.get_by_role("tab", name="用电类别与行业").click()
    page.wait_for_url("**part=**")
    settled(page)  # the tab runs the page anew, which closes a list that is open
    shown = page.get_by_role("tabpanel").filter(visible=True)
    shown.get_by_text("添一行", exact=True).click()
    # What still moves closes a list that is open.
    shown.get_by_role("button", name="核对改动").click(trial=True)
    shown.get_by_role("combobox", name="用电类别").click()
    shown.get_by_role("combobox", name="用电类别").fill("405")
    page.get_by_role("option", name="405 商业用电").click()
    shown.get_by_role("textbox", name="行业代码").fill("13")
    shown.get_by_role("combobox", name="是否允许").click()
    page.get_by_role("option", name="允许", exact=True).click()
    shown.get_by_role("button", name="核对改动").click()
    shown.get_by_text("没有填“理由”").wait_for()
    shown.get_by_role("textbox", name="理由").fill("省公司通知")
    shown.get_by_role("button", name="核对改动").click()
    shown.get_by_role("button", name="写入").click()
    shown.get_by_text("已写入 1 条").wait_for()
    screened(app)
    runs_page = settled(open_page(app.url + "/runs"))
    runs_page.get_by_text("用电类别与行业 1 行,至第 1 条").last.wait_for()

    shown.get_by_text("修改记录").wait_for()
    click_change(page, 0)
    shown.get_by_text("将写入").wait_for()
    shown.get_by_role("button", name="放弃").click()
    shown.get_by_role("button", name="放弃").wait_for(state="detached")


def screened(app: Serving) -> int:
    """Screen the company once more and return how many hits there are."""
    lake = Lake(Store(app.home), tables())
    number = screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["ACC-12"])
    hits = runs.get(lake.store, number).summary["hits"]
    lake.store.close()
    return hits


def click_change(page: Page, row: int) -> None:
    """Click the button of one of the changes, the newest first."""
    table = page.get_by_test_id("stDataFrame").filter(visible=True).last
    table.scroll_into_view_if_needed()
    table.click(position={"x": 32, "y": 59 + 58 * row})  # rows of three lines
