"""A view opened again narrows its list as it was saved; the link to a page is copied."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from models import views
from models.people import LOCAL_USER, Person, Role
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
    author = Person("李专责", Role.LEAD, ("",))
    views.save(
        lake.store, author, "targets", "只看得分", {"jobs": "0", "columns": "score,object_id"}, is_shared=True
    )
    views.save_columns(lake.store, LOCAL_USER, "targets", ["object_id", "name"])
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


def headings(page: Page) -> set[str]:
    """Return which of some columns the list has."""
    return set(page.evaluate("window.drawn")) & {"得分", "对象编号", "户名或名称", "稽查原因"}


def test_a_view_that_somebody_else_shared_opens_with_his_columns_and_the_own_ones_come_back(
    app: Serving, open_page: OpenPage
):
    page = settled(open_page(app.url + "/targets", width=1366, height=768))
    assert headings(page) == {"对象编号", "户名或名称"}
    page.get_by_role("button", name="视图").click()
    page.get_by_role("link", name="只看得分(李专责共享)").click()
    page.wait_for_url("**columns=score*")
    assert headings(settled(page)) == {"得分", "对象编号"}
    page.get_by_role("link", name="查找", exact=True).click()  # a page without any list
    page.get_by_role("heading", name="查找", exact=True).wait_for()
    settled(page)
    page.evaluate("window.drawn = []")
    page.get_by_role("link", name="稽查目标").click()
    page.get_by_role("heading", name="稽查目标").wait_for()
    assert headings(settled(page)) == {"对象编号", "户名或名称"}


def test_a_view_keeps_the_columns_that_are_shown_when_it_is_saved(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url + "/targets", width=1366, height=768))
    page.get_by_role("button", name="视图").click()
    page.get_by_label("把现在的筛选存为").fill("两列")
    page.get_by_role("button", name="保存视图").click()
    page.get_by_role("link", name="两列").click()
    page.wait_for_url("**columns=object_id*")
    assert headings(settled(page)) == {"对象编号", "户名或名称"}
