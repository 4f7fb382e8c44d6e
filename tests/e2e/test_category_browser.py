"""A category's page is walked: a click on a mark, what follows it, an object, and back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from data_loaders.catalog import tables
from models.lake import Lake
from models.store import Store
from tests.e2e.browsing import english_words, settled
from tests.e2e.conftest import OpenPage
from tests.e2e.test_main_walk import click_row_button
from tests.pages.test_category import screened_archive
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("category") / "home"
    lake = Lake(Store(home), tables())
    screened_archive(lake)
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def test_a_clicked_mark_filters_pictures_and_list_and_back_from_an_object_it_still_does(
    app: Serving, open_page: OpenPage
):
    page = settled(open_page(app.url + "/archive"))
    page.get_by_text("共 8 条,涉及 8 个对象。").wait_for()
    assert texts_of(page, "archive-feeds_by_kind") == ["8"]
    click_cell(page, "archive-completeness", "用电地址")
    page.wait_for_url("**field=*")
    page.get_by_text("档案项目“用电地址”").wait_for()
    page.get_by_text("不随该筛选变化").first.wait_for()
    settled(page)
    assert "unit=3340101" in page.url
    page.get_by_text("共 6 条,涉及 6 个对象。").wait_for()
    assert texts_of(page, "archive-feeds_by_kind") == ["6"]
    # codes of checks are read as they are; a table that changes its columns draws their bare names for one frame
    known = re.compile(r"[A-Z]{3}-\d\d|_said$")
    assert [word for word in english_words(page) if not known.search(word)] == []

    click_row_button(page, row=1, left=24)  # few columns are stretched, the button in the middle of its own
    page.get_by_role("heading", name="用户 0000000003").wait_for()
    settled(page)
    page.go_back()
    page.wait_for_url("**/archive?*field=*")
    page.get_by_text("共 6 条,涉及 6 个对象。").wait_for()
    settled(page)
    page.get_by_role("button", name="档案项目:用电地址").click()
    page.get_by_text("供电单位“东湖”:共").wait_for()
    settled(page)
    assert "field=" not in page.url


def test_a_bar_with_its_number_in_it_is_clicked_like_a_cell(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url + "/archive"))
    click_mark(page, "archive-feeds_by_kind", 0)
    page.wait_for_url("**of=archive-feeds_by_kind*source_role=10*")


def texts_of(page: Page, picture: str) -> list[str]:
    """Return what is written in the bars of a picture."""
    figure = page.locator(f"[class*='st-key-picture-{picture}']").get_by_test_id("stPlotlyChart")
    return figure.locator(".bartext").all_text_contents()


def click_cell(page: Page, picture: str, name: str) -> None:
    """Click the first cell of a row of a heat table, as a mouse does."""
    figure = page.locator(f"[class*='st-key-picture-{picture}']").get_by_test_id("stPlotlyChart")
    names = figure.locator(".ytick text").all_text_contents()
    click_mark(page, picture, names.index(name))


def click_mark(page: Page, picture: str, number: int) -> None:
    """Click a mark of the first trace of a picture, as a mouse does."""
    figure = page.locator(f"[class*='st-key-picture-{picture}']").get_by_test_id("stPlotlyChart")
    mark = figure.locator(".barlayer .trace").first.locator(".point path").nth(number)
    box = mark.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
