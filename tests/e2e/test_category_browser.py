"""A category's page is walked: a click on a mark, what follows it, an object, and back; and looked at in every form."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from data_loaders.catalog import tables
from models.category import Category
from models.lake import Lake
from models.store import Store
from tests.audited import audited
from tests.base_cases.archive import screened_archive
from tests.e2e.browsing import (
    NOT_ENGLISH,
    OF_THE_DATA,
    click_row_button,
    covered,
    english_words,
    pale_labels,
    settled,
)
from tests.e2e.conftest import OpenPage
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser
SEED, COUNTY = 1, "3340101"
SMALL, LARGE = (1366, 768), (1920, 1080)


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
    page = open_page(app.url + "/archive")
    page.set_default_timeout(60_000)
    settled(page)
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

    click_row_button(page, row=1, left=40)  # the rows' ticks stand before it
    page.get_by_role("heading", name="用户 0000000003").wait_for()
    settled(page)
    page.go_back()
    page.wait_for_url("**/archive?*field=*")
    page.get_by_text("共 6 条,涉及 6 个对象。").wait_for()
    expect(page.get_by_test_id("stDataFrame").last).to_be_in_viewport()  # not at the page's top
    settled(page)
    page.get_by_role("button", name="档案项目:用电地址").click()
    page.get_by_text("供电单位“东湖”:共").wait_for()
    settled(page)
    assert "field=" not in page.url


def test_a_bar_with_its_number_in_it_is_clicked_like_a_cell(app: Serving, open_page: OpenPage):
    page = open_page(app.url + "/archive")
    page.set_default_timeout(60_000)
    settled(page)
    click_mark(page, "archive-feeds_by_kind", 0)
    page.wait_for_url("**source_role=10*of=archive-feeds_by_kind*")


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


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Give a company in which every category has found something."""
    home = tmp_path_factory.mktemp("categories") / "home"
    shutil.copytree(audited(SEED).home, home)
    with serving(PROJECT, home) as running:
        yield running


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(PROJECT, tmp_path_factory.mktemp("nothing") / "home") as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("category", Category, ids=lambda category: category.value)
def test_a_page_is_whole_at_both_sizes_in_both_themes_for_the_company_and_for_one_unit(
    whole: Serving, open_page: OpenPage, category: Category
):
    for where, is_dark in (("", False), (f"?unit={COUNTY}", True)):
        page = open_page(f"{whole.url}/{category.folder}{where}", dark=is_dark)
        page.set_default_timeout(60_000)
        for width, height in (SMALL, LARGE):
            page.set_viewport_size({"width": width, "height": height})
            assert faults(settled(page)) == []
        assert page.get_by_test_id("stPlotlyChart").count() >= 3
        assert where in page.url


def test_without_data_every_page_leads_to_the_import(empty: Serving, open_page: OpenPage):
    page = open_page(f"{empty.url}/overview")
    for (width, height), scheme in ((SMALL, "light"), (LARGE, "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        for category in Category:
            page.goto(f"{empty.url}/{category.folder}")
            settled(page).get_by_role("button", name="去导入数据").wait_for()
            assert faults(page) == []


def faults(page: Page) -> list[str]:
    """Return what is wrong with how a page looks: an error, what is cut off, covered, too pale, or not Chinese."""
    known = re.compile(f"{OF_THE_DATA.pattern}|{NOT_ENGLISH.pattern}|\\bCT\\b|\\bHT\\d+")
    words = [word for word in english_words(page) if re.search("[A-Za-z]{2,}", known.sub("", word))]
    broken = ["an error"] if page.get_by_text("本页出错了").count() else []
    return [*broken, *cut_off(page), *half_empty(page), *covered(page), *pale_labels(page), *words]


def half_empty(page: Page) -> list[str]:
    """Return the title of the last picture where it leaves half of its row empty."""
    return page.evaluate(
        """() => {
          const pictures = [...document.querySelectorAll('[class*="st-key-picture-"]')];
          const last = pictures.at(-1)?.closest('[data-testid="stVerticalBlock"]');
          const main = document.querySelector('[data-testid="stMainBlockContainer"]');
          const left = last ? main.getBoundingClientRect().right - last.getBoundingClientRect().right : 0;
          return left > main.clientWidth / 3 ? [last.innerText.split('\\n')[0]] : [];
        }"""
    )


def cut_off(page: Page) -> list[str]:
    """Return what reaches beyond its chart or the window, and the numbers of few pages where some are left out."""
    return page.evaluate(
        """() => {
          const main = document.querySelector('[data-testid="stMain"]');
          const pages = document.querySelectorAll('[data-testid="stPagination"]');
          const leftOut = [...pages].filter((one) => /…[34]\\D*$/.test(one.innerText.replaceAll('\\n', '')));
          const found = main.scrollWidth > main.clientWidth + 1 ? ['wider than the window'] : [];
          for (const chart of document.querySelectorAll('[data-testid="stPlotlyChart"]')) {
            const box = chart.getBoundingClientRect();
            for (const text of chart.querySelectorAll('svg text')) {
              const own = text.getBoundingClientRect();
              if (own.width && (own.left < box.left - 1 || own.right > box.right + 1)) found.push(text.textContent);
            }
          }
          return found.concat(leftOut.map((one) => 'not all of a few pages: ' + one.innerText));
        }"""
    )
