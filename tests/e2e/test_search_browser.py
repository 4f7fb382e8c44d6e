"""Somebody is found by name from any page, with the keyboard alone."""

from collections.abc import Iterator
from datetime import date

import pytest

from analytics import screening
from models.people import LOCAL_USER
from tests.e2e.browsing import english_words, settled
from tests.e2e.conftest import OpenPage
from tests.loaded import loaded
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser
COMPANY = """
    customers
    cons_no    | org_code  | cons_name | elec_addr
    0301001000 | 334010101 | 罗兰秀    | 人民路12号
    0301001001 | 334010101 | 罗秋      | 人民路14号
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("search") / "home"
    lake = loaded(home, COMPANY)
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["PRO-12"])
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def test_a_name_typed_on_any_page_leads_to_the_customer_and_back(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url + "/import"))
    page.keyboard.press("/")
    page.keyboard.type("秋 人民")
    page.keyboard.press("Enter")
    page.get_by_text("找到 1 个对象").wait_for()
    assert english_words(settled(page)) == []
    page.get_by_role("link", name="0301001001 罗秋").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="用户 0301001001").wait_for()
    settled(page)
    page.go_back()
    page.wait_for_url("**/search?*")
    page.get_by_role("link", name="0301001001 罗秋").wait_for()
    assert page.get_by_role("textbox", name="查找").input_value() == "秋 人民"
