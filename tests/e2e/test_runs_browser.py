"""Two screenings side by side in a real browser, from the list of screenings down to an object and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.lake import Lake
from tests.base_cases.thefts import FIRST, SECOND, screened, thefts
from tests.e2e.browsing import english_words, settled
from tests.e2e.conftest import OpenPage
from tests.loaded import load
from tests.made_once import copied
from tests.serving import PROJECT, Serving, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Serving]:
    with serving(PROJECT, copied(screened_twice, tmp_path / "home")) as running:
        yield running


def screened_twice(lake: Lake) -> None:
    for penalties in (FIRST, SECOND):
        load(lake, thefts(penalties), str(penalties))
        screened(lake)


def test_two_screenings_are_compared_from_the_list_and_the_address_names_both(
    app: Serving, open_page: OpenPage
):
    page = settled(open_page(f"{app.url}/runs", width=1366, height=768))
    page.get_by_role("link", name="与第 1 次对比").click()
    page.get_by_role("heading", name="筛查对比").wait_for()
    page.get_by_text("其中金额变化 1 个").wait_for()
    assert "run=2" in page.url
    assert "with=1" in page.url
    page.get_by_role("radio", name="新增").click()
    page.wait_for_url("**state=**")
    again = settled(open_page(page.url, anew=True))
    assert again.get_by_text("共 1 条").is_visible()
    drawn = again.evaluate("window.drawn")
    assert "V-comes" in drawn
    assert "V-stays" not in drawn
    assert not [word for word in english_words(again) if not word.startswith(("V-", "INS-"))]


def test_a_link_to_an_old_screening_shows_it_whatever_came_since(app: Serving, open_page: OpenPage):
    page = settled(open_page(f"{app.url}/bulletin?run=1"))
    assert page.get_by_text("正在查看较早的第 1 次筛查").is_visible()
    page.get_by_role("link", name="稽查总览").click()
    page.get_by_text("第 1 次筛查(").wait_for()
    assert "run=1" in page.url
