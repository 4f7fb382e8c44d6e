"""A list is as it was left when somebody comes back to it from an object."""

from collections.abc import Iterator

import pytest

from pages.parts.common.tables import WRAPPED_PIXELS
from tests.company import THIEF, screened_company
from tests.e2e.browsing import click_row_button, settled
from tests.e2e.conftest import OpenPage
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("lists") / "home"
    lake, _ = screened_company(home)
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def test_going_back_from_an_object_shows_the_list_as_it_was_narrowed(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url + "/targets?jobs=0"))
    box = page.get_by_role("textbox", name="户号 / 户名 / 对象编号 / 检查编号")
    box.fill(THIEF[-4:])
    box.press("Enter")
    page.get_by_text("共 1 条").wait_for()
    page.wait_for_url("**text=*")
    settled(page)
    click_row_button(page, row=1, height=WRAPPED_PIXELS, left=33)
    page.get_by_role("heading", name=f"用户 {THIEF}").wait_for()
    settled(page)
    page.go_back()
    page.wait_for_url("**/targets?*")
    page.get_by_text("共 1 条").wait_for()
    assert box.input_value() == THIEF[-4:]
    settled(page)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="筛查记录").click()
    page.wait_for_url("**/runs?*")
    settled(page)
    page.go_back()
    page.wait_for_url("**/targets?*text=*")
    settled(page).get_by_text("共 1 条").wait_for()
    assert box.input_value() == THIEF[-4:]
