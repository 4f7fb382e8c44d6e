"""The weekly report in a real browser: see the week, the orders behind a bar, change a sentence, take the PDF along."""

from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import run

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.first_load import first_load
from tests.e2e.browsing import english_words, settled
from tests.e2e.conftest import OpenPage
from tests.serving import PROJECT, Serving, serving
from tests.weekly_home import weekly_home

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 60_000  # milliseconds
OWN_WORDS = "本周工单总体平稳,无突出问题。"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("weekly") / "home"
    weekly_home(home).store.close()
    with serving(PROJECT, home) as running:
        yield running


def opened(open_page: OpenPage, app: Serving, section: int, *, dark: bool = False) -> Page:
    page = open_page(f"{app.url}/weekly?section={section}", dark=dark)
    page.set_default_timeout(PATIENCE)
    page.get_by_role("button", name="导出 PDF").wait_for()
    return settled(page)


def click_on(page: Page, mark: str, place: int = 0) -> None:
    """Click a mark of the first chart, as a mouse does."""
    found = page.get_by_test_id("stPlotlyChart").first.locator(mark).nth(place)
    found.hover(force=True)  # plotly's own layer lies over the marks
    page.mouse.down()
    page.mouse.up()


def test_bar_opens_its_orders_again_and_again_and_the_address_names_them(app: Serving, open_page: OpenPage):
    page = opened(open_page, app, 2)
    for _ in range(2):
        click_on(page, ".bars path, .barlayer path")
        page.get_by_role("dialog").get_by_text("共").wait_for()
        page.wait_for_url("**drill=*")
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
        page.wait_for_url(lambda url: "drill" not in url)
        settled(page)


def test_first_load_is_small_and_the_first_figures_do_not_wait_for_all_of_it(
    app: Serving, chromium: Browser, record_property: Callable[[str, object], None]
):
    load = first_load(chromium, f"{app.url}/weekly")
    record_property("printed", f"first load of the weekly report on 2 Mbit/s: {load}")
    assert load.bytes < 3_500_000
    assert load.first_bytes < load.bytes / 2


def test_point_of_the_trend_opens_its_week(app: Serving, open_page: OpenPage):
    page = opened(open_page, app, 1)
    click_on(page, ".scatterlayer .points path", -2)
    page.wait_for_url("**from=2025-11-07&to=2025-11-13")
    page.get_by_text("2025年第45期").first.wait_for()


def test_edited_sentence_is_in_the_pdf(app: Serving, open_page: OpenPage, tmp_path: Path):
    page = opened(open_page, app, 1)
    page.locator(".st-key-edit-volume-total button").first.click()
    page.get_by_label("文字").fill(OWN_WORDS)
    page.get_by_role("button", name="保存").last.click()
    page.get_by_text("人工修订:本机用户").wait_for()
    settled(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出 PDF").click()
    assert saved.value.suggested_filename.endswith("_20251114-20251120.pdf")
    saved.value.save_as(tmp_path / "w.pdf")
    text = run(["pdftotext", tmp_path / "w.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert "本周工单总体平稳" in text.replace("\n", "")
    assert "人工修订" in text


def test_arrows_in_a_table_open_nothing_and_its_numbers_are_chosen_by_keyboard_beside_the_title(
    app: Serving, open_page: OpenPage
):
    page = opened(open_page, app, 1)
    grid = page.locator('[class*="st-key-clickable-"] canvas[data-testid="data-grid-canvas"]').first
    grid.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        settled(page)
    assert "drill" not in page.url
    assert page.get_by_role("dialog").count() == 0
    page.locator('input[aria-label^="选择数字"], [aria-label*="选择数字"] input').first.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("共").wait_for()


def test_ctrl_p_hands_over_the_whole_report_as_pdf(app: Serving, open_page: OpenPage, tmp_path: Path):
    page = opened(open_page, app, 3)
    with page.expect_download() as saved:
        page.keyboard.press("Control+p")
    saved.value.save_as(tmp_path / "w.pdf")
    text = run(["pdftotext", tmp_path / "w.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert all(f"{numeral}、" in text for numeral in "一二三四五六七八九十")


def test_ctrl_p_right_after_a_click_hands_over_the_whole_report_too(
    app: Serving, open_page: OpenPage, tmp_path: Path
):
    page = opened(open_page, app, 3)
    page.get_by_role("button", name="上一周").click()
    with page.expect_download() as saved:
        page.keyboard.press("Control+p")
    saved.value.save_as(tmp_path / "w.pdf")
    text = run(["pdftotext", tmp_path / "w.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert all(f"{numeral}、" in text for numeral in "一二三四五六七八九十")


def test_second_of_two_editors_of_one_sentence_sees_both_texts_and_chooses(app: Serving, open_page: OpenPage):
    first, second = opened(open_page, app, 2), opened(open_page, app, 2)
    for page, words in ((first, "甲写的结论。"), (second, "乙写的结论。")):
        page.locator("[class*=st-key-edit-] button").first.click()
        page.get_by_label("文字").fill(words)
    for page in (first, second):
        page.get_by_role("button", name="保存").last.click()
    second.get_by_text("您的文字还没有保存").wait_for()
    assert second.get_by_text("甲写的结论。").is_visible()
    assert second.get_by_label("您的文字").input_value() == "乙写的结论。"
    second.get_by_role("button", name="保存我的文字").click()
    second.get_by_text("人工修订:本机用户").wait_for()
    first.reload()
    settled(first)
    assert first.get_by_text("乙写的结论。").is_visible()


@pytest.mark.parametrize("section", [1, 2, 5, 8])
def test_every_section_shows_in_chinese_only(app: Serving, open_page: OpenPage, section: int):
    page = opened(open_page, app, section, dark=section % 2 == 0)
    strange = [text for text in english_words(page) if not text.startswith(("E0", "TG"))]
    assert strange == []
