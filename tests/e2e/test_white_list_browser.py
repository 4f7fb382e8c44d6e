"""A hit is put on the white list, counted apart, and comes back; the rule book is opened and taken along."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page

from analytics import screening
from models import register
from models.people import LOCAL_USER, Role
from models.register import Registered
from tests.base_cases.adjustments import ADJUSTMENTS, FIRST_DAY, LATER_DAY
from tests.e2e.browsing import english_words, settled
from tests.e2e.conftest import OpenPage
from tests.loaded import loaded
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser
OBJECT = "/object?type=application&id=3&run=1"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("white") / "home"
    lake = loaded(home, ADJUSTMENTS)
    for day in (FIRST_DAY, LATER_DAY):
        screening.screen(lake, LOCAL_USER, as_of=day, period="202510", codes=["BIZ-14"])
    people = [
        Registered("lin", "林专责", Role.LEAD, ("",), True),
        Registered("wang", "王主任", Role.SUPERVISOR, ("",), True),
    ]
    register.add(lake.store, LOCAL_USER, people)
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def problems(page: Page) -> str:
    return page.get_by_test_id("stMetricValue").first.inner_text()


def test_a_hit_is_exempted_by_two_people_shown_apart_and_comes_back(
    app: Serving, open_page: OpenPage
) -> None:
    page = settled(open_page(app.url + OBJECT))
    page.get_by_role("button", name="这不是问题").click()
    page.get_by_label("理由").fill("政策性退补,有批文")
    page.get_by_role("textbox", name="佐证").fill("批文 2025-7")
    content = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
    paper = FilePayload(name="批文.pdf", mimeType="application/pdf", buffer=content)
    page.locator("input[type=file]").set_input_files([paper])
    page.get_by_text("批文.pdf").wait_for()
    page.get_by_test_id("stDateInputField").get_by_role("spinbutton").first.click()
    page.keyboard.type("20251231")
    page.get_by_role("button", name="申请", exact=True).click()
    page.get_by_text("已申请列入白名单,等待批准").wait_for()

    page.goto(app.url + "/exemptions?run=1&number=1")
    settled(page)
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_text("由您申请,不能由您批准").wait_for()
    assert untranslated(page) == []
    _act_as(page, "王主任")
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_text("白名单 1 · 生效中").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="批文.pdf").click()
    assert saved.value.path().read_bytes() == content

    page.goto(app.url + "/overview?run=1")
    settled(page)
    page.get_by_text("另有 1 条在白名单,占全部 3 条命中的 33.33%").wait_for()
    assert problems(page) == "2 个"
    page.goto(app.url + "/overview?run=2")
    settled(page)
    page.get_by_text("白名单到期,1 条重新计入。").wait_for()
    assert problems(page) == "3 个"
    page.get_by_role("link", name="查看到期的白名单").click()
    page.get_by_role("heading", name="白名单").first.wait_for()
    assert "state=" in page.url


def test_the_rule_book_leads_from_a_phrase_to_its_check_and_is_taken_along(
    app: Serving, open_page: OpenPage
) -> None:
    page = settled(open_page(app.url + "/rules?text=526号"))
    page.get_by_role("tab", name="覆盖情况").click()
    page.get_by_text("七类稽查共").wait_for()
    assert untranslated(settled(page)) == []
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出手册(PDF)").click()
    assert saved.value.suggested_filename.endswith(".pdf")
    page.goto(app.url + "/rules?code=BIZ-14")
    settled(page)
    page.get_by_text("还没有核查结论").wait_for()
    assert untranslated(page) == []


def untranslated(page: Page) -> list[str]:
    """Return the texts with an English word that is no check's number, no file's ending and no address of a source."""
    return [
        text
        for text in english_words(page)
        if re.search("[A-Za-z]{2}", re.sub(r"[A-Z]{3}-\d+|\.pdf|https?://\S+", "", text))
    ]


def _act_as(page: Page, name: str) -> None:
    box = page.get_by_role("combobox", name="以谁的身份办理")
    box.click()
    page.get_by_role("option").filter(has_text=name).click()
    settled(page)
