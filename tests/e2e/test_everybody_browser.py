"""Every page for everybody who sits there: by keyboard only, read aloud, in both themes, and without an English word."""

import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from analytics import screening
from models.loop import cases, exemptions, plans
from models.loop.case import Action, TaskKind
from models.loop.cases import Hit, Target
from models.loop.exemptions import Kind, Request, Scope
from models.people import LOCAL_USER
from models.store import Store
from pages.parts.frame.page_cards import page_cards
from pages.parts.frame.theme import palette_of
from tests.analytics.weekly.made import held, made_orders, made_orgs, made_staff
from tests.company import THIEF, screened_company
from tests.e2e.browsing import OF_THE_DATA, covered, english_words, pale_labels, settled
from tests.e2e.conftest import OpenPage
from tests.looped import add_cases
from tests.serving import PROJECT, Serving, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What is Streamlit's own: which rule of axe, which elements. With another version the table is to be looked through.
STREAMLIT = "1.67.0"
OF_STREAMLIT = (
    ("list", '[data-testid="stSidebarNavItems"]'),
    ("listitem", '[data-testid="stSidebarNavItems"] li'),
    ("svg-img-alt", '[data-testid="stMetricChart"] g[role="graphics-symbol"]'),
)
SERIOUS = ("serious", "critical")
PICK = "input[aria-label='选择标记']"  # what a click on a mark of a picture chooses
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # rules of axe
ASKED = {
    "overview": "/?category=电费帐务",
    "account": "/account?check=ACC-12",
    "tariff": "/tariff?check=TAR-01",
    "service": "/service?check=SVC-01",
    "rectification": "/rectification?stage=复查",
    "exemptions": "/exemptions?number=1",
    "people": "/people?part=代理",
    "parameters": "/parameters?part=节假日",
    "appraisal": "/appraisal?card=33401",
    "object": f"/object?type=customer&id={THIEF}",
    "search": "/search?q=334010101",
    "compare": "/compare?run=2&with=1",
    "weekly": "/weekly?section=2",
    "rules": "/rules?code=TAR-01&try=n:2",
    "tasks": "/tasks?work=all",
    "case": f"/case?no=稽查{date.today():%Y%m}00001",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("everybody") / "home"
    lake, _ = screened_company(home)
    lake.store.close()
    orders = made_orders(300, date(2025, 9, 1), date(2025, 11, 22))
    lake = held(home, {"work_orders": orders, "orgs": made_orgs(), "staff": made_staff()})
    screening.screen(
        lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["ACC-12", "TAR-01", "SVC-01"]
    )
    in_the_loop(lake.store)
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def in_the_loop(store: Store) -> None:
    """A case that is being checked on site; written beside it those of the other pages; and something on the white list."""
    hit = Hit("ACC-12", "1", "202510", None, "营销与财务相差 400.00 元")
    target = Target("customer", THIEF, THIEF, "334010201", "ranking", (hit,))
    about = {"name": "十月稽查", "kind": TaskKind.ROUTINE, "run_id": None, "due": date.today(), "scope": {}}
    number = plans.create(store, LOCAL_USER, targets=[target], **about)
    plans.approve(store, LOCAL_USER, number)
    [row] = plans.dispatch(store, LOCAL_USER, number)
    cases.move(store, LOCAL_USER, row.case_no, Action.ACCEPT)
    told = {"codes": ("ACC-12",), "plan_id": number, "result": "属实", "established_fen": 40_000}
    states = ("待复查", "整改中", "已归档")
    add_cases(
        store, [told | {"state": state} for state in states] + [{"codes": ("TAR-01",), "state": "待分析"}]
    )
    scope = Scope("ACC-12", "customer", THIEF, "334010201")
    until = date(2026, 6, 30)
    exemptions.ask(
        store, LOCAL_USER, [Request(scope, Kind.NORMAL, "已核实", "批文 3 号", date(2025, 11, 1), until)]
    )


@pytest.mark.parametrize("name", [card.url_path for card in page_cards()])
def test_page_has_no_serious_finding_of_ours_and_no_english_word_in_either_theme(
    app: Serving, open_page: OpenPage, name: str
):
    page = settled(open_page(app.url + ASKED.get(name, f"/{name}"), width=1366, height=768))
    assert page.get_by_text("本页出错了").count() == 0
    assert covered(page) == []
    assert unseen(page) == []
    assert english(page) == []  # before axe, which draws the names of icons
    assert findings(page) == []
    assert pale_labels(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("() => getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
    assert findings(settled(page), OF_COLOURS) == []  # nothing else differs
    assert pale_labels(page) == []
    assert drawn_in(page, palette_of("light").primary) == 0


def test_table_of_what_is_streamlits_own_is_of_the_version_in_use():
    assert version("streamlit") == STREAMLIT


def test_tools_of_a_table_are_chinese(app: Serving, open_page: OpenPage):
    page = settled(open_page(f"{app.url}/targets", width=1366, height=1400))
    page.get_by_test_id("stDataFrame").first.hover(position={"x": 300, "y": 100})
    page.get_by_role("button", name="显示或隐藏列").click()
    page.get_by_text("行号").wait_for()
    page.keyboard.press("Escape")
    page.get_by_test_id("stDataFrame").first.hover(position={"x": 300, "y": 100})
    page.get_by_role("button", name="查找", exact=True).last.click()
    page.keyboard.type("没有的字")
    page.get_by_text("共 0 处").wait_for()
    assert english(page) == []


def test_keyboard_alone_leads_down_the_chart_to_an_object_and_back(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url, width=1366, height=768))
    tab_to(page, 'input[aria-label^="选择类别"]')
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**category=*")
    settled(page)
    tab_to(page, "canvas")  # the matrix of checks and units
    tab_to(page, "canvas")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/object?*")
    settled(page)
    tab_to(page, '[data-testid="stPageLink"] a[href*="category"]')  # back to where one came from
    assert page.evaluate("document.activeElement.innerText").endswith("返回清单")
    page.keyboard.press("Enter")
    page.wait_for_url("**category=*")
    settled(page)
    tab_to(page, 'a[href*="/targets"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/targets*")
    settled(page)
    tab_to(page, "canvas")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    page.get_by_text("已勾选 1 个").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/object?*")
    page.go_back()
    page.wait_for_url("**/targets?*")
    settled(page)
    tab_to(page, "canvas")
    tab_to(page, ':not([data-testid="stDataFrame"] *)', most=2)  # out of the table, however many cells it has


def test_the_keyboard_alone_does_the_work_of_a_day(app: Serving, open_page: OpenPage, tmp_path: Path):
    """A category's list and its file, an object and back, a value of a check, a case, the weekly report's PDF."""
    page = settled(open_page(app.url, width=1366, height=768))
    page.set_default_timeout(60_000)
    go_to(page, "service")
    tab_to(page, PICK)
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**of=service-*")
    settled(page)
    assert page.evaluate("wanted => document.activeElement.matches(wanted)", PICK), "one goes on from there"
    tab_to(page, "canvas")
    for number in (1, 2):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Shift+Space")
        page.get_by_text(f"已勾选 {number} 条").wait_for()
    settled(page)
    shown = page.locator("[class*='st-key-rows-'] canvas th").all_text_contents()
    tab_to(page, "[class*='st-key-export_picked'] button", key="Shift+Tab")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    saved.value.save_as(tmp_path / "ticked.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ticked.xlsx")["清单"]
    assert [cell.value for cell in sheet[2]] == [heading for heading in shown if heading not in ("", "操作")]
    assert sheet.max_row == 4
    tab_to(settled(page), "canvas")
    press_row(page)
    page.wait_for_url("**/object?*")
    settled(page)
    page.go_back()
    page.wait_for_url("**/service?*of=service-*")

    go_to(settled(page), "rules")
    tab_to(page, "input[aria-label='搜索']")
    page.keyboard.type("ACC-12")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=ACC-12*")
    page.set_viewport_size({"width": 1920, "height": 1080})  # the page is wider than its list
    tab_to(settled(page), "canvas")
    press_row(page)
    page.wait_for_url("**code=ACC-12*")
    page.set_viewport_size({"width": 1366, "height": 768})
    tab_to(settled(page), "input[aria-label='容差(元)']")
    page.keyboard.press("Control+A")
    page.keyboard.type("500")
    tab_to(page, ".st-key-try-it button")
    page.keyboard.press("Enter")
    page.get_by_text("消失 1 条").wait_for()
    tab_to(settled(page), "input[aria-label^='理由']")
    page.keyboard.type("时点差")
    tab_to(page, ".st-key-save-them button")
    page.keyboard.press("Enter")
    page.get_by_text("已保存").wait_for()
    tables = "[...document.querySelectorAll('[data-testid=data-grid-canvas]')].filter((one) => one.checkVisibility())"
    settled(page).evaluate(f"{tables}.at(-1).id = 'changes'")
    tab_to(page, "#changes")
    press_row(page)
    page.get_by_role("button", name="恢复默认值").wait_for()
    tab_to(settled(page), ".st-key-give-back button")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="恢复默认值").wait_for(state="detached")

    go_to(settled(page), "tasks")
    assert "text=" not in page.url, "what was searched in the rules is not searched in the tasks"
    tab_to(page, ".st-key-work-all button")
    page.keyboard.press("Enter")
    page.wait_for_url("**work=all*")
    tab_to(settled(page), "canvas")
    press_row(page)
    page.wait_for_url("**/case?*")
    tab_to(settled(page), "[class*='st-key-action-'] button")
    while "补充说明" not in page.evaluate("document.activeElement.innerText"):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_role("textbox", name="说明").wait_for()
    tab_to(settled(page), "textarea")
    page.keyboard.type("由键盘写下")
    tab_to(page, "[class*='st-key-submit-move'] button")
    page.keyboard.press("Enter")
    page.get_by_text("已办理“补充说明”").wait_for()

    go_to(settled(page), "weekly")
    tab_to(page, ".st-key-export-pdf button")
    with page.expect_download() as report:
        page.keyboard.press("Enter")
    assert report.value.suggested_filename.endswith(".pdf")


def go_to(page: Page, url_path: str) -> None:
    """Go to a page by the navigation."""
    page.keyboard.press("/")  # to the head of the page, before which the navigation stands
    tab_to(page, f"[data-testid='stSidebarNavLink'][href$='/{url_path}']", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{url_path}*")
    settled(page)


def press_row(page: Page) -> None:
    """Press the button of the first row of the table that has the focus."""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")


def tab_to(page: Page, wanted: str, most: int = 150, key: str = "Tab") -> None:
    """Press Tab until an element that fits has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by {most} tabs")


def english(page: Page) -> list[str]:
    """Return the texts with a word of English that is none of the data."""
    return [text for text in english_words(page) if re.search("[A-Za-z]{2,}", OF_THE_DATA.sub("", text))]


def findings(page: Page, rules: dict[str, Any] | None = None) -> list[str]:
    """Return what axe takes for serious and is not Streamlit's own: the rule, the element, what was measured."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
        if not is_streamlits(page, rule["id"], node["target"][-1])
    ]


def unseen(page: Page) -> list[str]:
    """Return the buttons whose words have the colour of the page; axe leaves out what cannot be clicked."""
    return page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"] button:disabled')]
          .filter((one) => one.innerText.trim() && getComputedStyle(one.querySelector("p") ?? one).color
            === getComputedStyle(document.querySelector(".stApp")).backgroundColor)
          .map((one) => one.innerText)"""
    )


def drawn_in(page: Page, colour: str) -> int:
    """Return how many marks of charts have a colour."""
    return page.evaluate(
        """(colour) => {
          const one = document.createElement("i");
          one.style.color = colour;
          return [...document.querySelectorAll(".js-plotly-plot :is(.point path, .points path)")]
            .filter((mark) => mark.style.fill === one.style.color).length;
        }""",
        colour,
    )


def is_streamlits(page: Page, rule: str, target: str) -> bool:
    """Return whether a finding stands in the table."""
    fits = "([target, own]) => document.querySelector(target)?.matches(own)"
    return any(rule == known and page.evaluate(fits, [target, own]) for known, own in OF_STREAMLIT)
