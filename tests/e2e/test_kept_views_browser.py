"""A view opened again narrows its list as it was saved; the link to a page is copied."""

from collections.abc import Iterator

import pytest

from models import views
from models.people import LOCAL_USER
from tests.company import THIEF, screened_company
from tests.e2e.browsing import settled
from tests.e2e.conftest import OpenPage
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("views") / "home"
    lake, _ = screened_company(home)
    narrowed = {"jobs": "0", "text": THIEF}
    views.save(lake.store, LOCAL_USER, "targets", "只看一户", narrowed, is_shared=True)
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def test_a_view_narrows_its_own_page_anew_and_the_link_to_the_page_is_copied(
    app: Serving, open_page: OpenPage
):
    page = settled(open_page(app.url + "/targets?jobs=0&text=ACC-12", width=1366, height=768))
    page.get_by_role("button", name="视图").click()
    page.get_by_role("link", name="只看一户").click()
    page.wait_for_url(f"**text={THIEF}*")
    settled(page)
    assert page.get_by_role("textbox", name="户号 / 户名 / 对象编号 / 检查编号").input_value() == THIEF
    page.get_by_role("button", name="视图").click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制链接").click()
    page.get_by_text("已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
