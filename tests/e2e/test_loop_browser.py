"""A whole case by three people, from the list of targets to the archive and to the other units.

One re-check fails; the second is proven by an import that came meanwhile.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from models import register
from models.loop import case_steps, cases
from models.loop.case_lists import Wanted, listed
from models.people import LOCAL_USER, Role
from models.register import Registered
from models.store import Store
from tests.company import UNITS, screened_company
from tests.e2e.browsing import click_row_button, english_words, import_zip, settled
from tests.e2e.conftest import OpenPage
from tests.exports import csv_of
from tests.serving import PROJECT, Serving, serving

pytestmark = pytest.mark.browser
DUE = date.today() + timedelta(days=30)
PEOPLE = (
    Registered("lin", "林建国", Role.LEAD, ("",), True),
    Registered("wang", "王志远", Role.SUPERVISOR, ("",), True),
    Registered("qian", "钱文静", Role.STAFF, ("33401",), True),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("loop") / "home"
    lake, _ = screened_company(home)
    register.add(lake.store, LOCAL_USER, PEOPLE)
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def act_as(page: Page, name: str) -> None:
    """Choose in the head of the page as whom to act, by the keyboard."""
    box = page.get_by_role("combobox", name="以谁的身份办理")
    box.click()
    page.get_by_role("option", name=name).click()
    page.get_by_test_id("stSidebar").get_by_text(f"代 {name}").wait_for()
    settled(page)


def fill_day(place: Page | Locator, label: str, day: date) -> None:
    for part, value in (("年", f"{day:%Y}"), ("月", f"{day:%m}"), ("日", f"{day:%d}")):
        place.get_by_role("spinbutton", name=f"{label} {part}").press_sequentially(value)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def take(page: Page, action: str, becomes: str) -> None:
    """Press the button of a step and wait until the page says what became of the case."""
    page.keyboard.press("Escape")  # a calendar that is open lies over the form's button
    page.get_by_test_id("stForm").get_by_role("button", name=action, exact=True).click()
    page.get_by_text(f"案件现为“{becomes}”。").wait_for()
    settled(page)


def say(page: Page, label: str, text: str) -> None:
    page.get_by_role("textbox", name=label).fill(text)


def go_to(page: Page, title: str) -> None:
    """Open a page by the menu."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
    page.get_by_role("heading", name=title).wait_for()
    settled(page)


def open_the_case(page: Page) -> None:
    """Open the only case of the list of tasks."""
    go_to(page, "稽查任务")
    click_row_button(page, row=1, left=33)
    page.get_by_role("heading", name="案件详情").wait_for()
    settled(page)


def later_ledgers(path: Path) -> Path:
    """Write the ledgers as they are next time: of the case's unit both agree, of the other one they do not."""
    rows = [
        {
            "org_code": unit, "period": "202510", "acct_code": "112201", "acct_name": "应收账款",
            "ledger_level": level, "close_bal": balance,
        }
        for unit, level, balance in (
            (UNITS[0], "营销", 500), (UNITS[0], "财务", 500), (UNITS[1], "营销", 300), (UNITS[1], "财务", 60),
        )
    ]  # fmt: skip
    path.write_bytes(csv_of("ledger_balances", rows))
    return path


def test_a_case_goes_from_the_target_to_the_archive_and_to_the_other_units_by_three_people(
    app: Serving, open_page: OpenPage, tmp_path: Path
):
    page = settled(open_page(app.url + "/plans", width=1366, height=900))
    act_as(page, "林建国")
    page.get_by_role("link", name="去稽查目标").click()
    page.get_by_role("button", name="制定稽查计划").wait_for()
    settled(page)
    page.get_by_role("button", name="制定稽查计划").click()
    form = page.get_by_test_id("stForm").last
    fill_day(form, "回单时限 *", DUE)
    form.get_by_role("textbox", name="计划名称 *").press("Enter")
    page.get_by_role("heading", name="稽查计划").wait_for()
    page.get_by_text("计划由您制定,须由另一人批准").wait_for()

    act_as(page, "王志远")
    page.get_by_role("button", name="批准").click()
    page.get_by_text("已批准。").wait_for()
    act_as(page, "林建国")
    page.get_by_role("button", name="派发 ").click()
    page.get_by_text(re.compile("已派发 [0-9]+ 件。")).wait_for()

    act_as(page, "钱文静")
    open_the_case(page)
    take(page, "接收", "核查中")
    choose(page, "是否属实 *", "属实")
    choose(page, "问题分类", "电价错误")
    say(page, "核查情况 *", "现场核对属实")
    take(page, "提交核查", "待审核")

    act_as(page, "林建国")
    fill_day(page, "整改时限 *", DUE)
    take(page, "认定属实", "待整改")
    act_as(page, "钱文静")
    say(page, "整改安排 *", "发起退补流程")
    take(page, "开始整改", "整改中")
    say(page, "整改情况 *", "已退补")
    take(page, "完成整改", "待复查")

    act_as(page, "林建国")
    page.get_by_role("button", name="用现在的数据再查一次").click()
    page.get_by_text("数据不能证明").first.wait_for()
    page.get_by_role("radio", name="复查不合格").click()
    fill_day(page, "整改时限 *", DUE)
    say(page, "不合格之处 *", "财务账没有更正")
    take(page, "复查不合格", "整改中")
    page.get_by_text("返工 1 次").first.wait_for()
    act_as(page, "钱文静")
    say(page, "整改情况 *", "两本账已调平")
    take(page, "完成整改", "待复查")
    assert english_besides_checks(page) == []

    act_as(page, "林建国")
    go_to(page, "数据导入")
    import_zip(page, later_ledgers(tmp_path / "科目余额.csv"))
    page.get_by_text("导入完成").wait_for()
    open_the_case(page)
    page.get_by_role("button", name="用现在的数据再查一次").click()
    page.get_by_text("已消除").wait_for()
    take(page, "复查合格", "已归档")
    number = case_number(page)

    page.get_by_role("link", name="举一反三:其他单位有没有同样的问题").click()
    page.get_by_text("列入 1 个目标").wait_for()
    settled(page)
    fill_day(page, "回单时限 *", DUE)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="制定专项计划").click()
    page.get_by_role("heading", name="稽查计划").wait_for()
    page.get_by_text(f"举一反三 营销应收与财务应收不对应({number})").first.wait_for()

    store = Store(app.home)
    row = cases.case(store, number)
    steps = [(step.action, step.by.removeprefix("本机用户 代 ")) for step in case_steps.history(store, row)]
    [child] = [one.row for one in listed(store, LOCAL_USER, Wanted()) if one.row.parent_case]
    store.close()
    assert steps == [
        ("立案", "林建国"),
        ("派发", "林建国"),
        ("接收", "钱文静"),
        ("提交核查", "钱文静"),
        ("认定属实", "林建国"),
        ("开始整改", "钱文静"),
        ("完成整改", "钱文静"),
        ("复查不合格", "林建国"),
        ("完成整改", "钱文静"),
        ("复查合格", "林建国"),
    ]
    assert (row.rework, row.org_code) == (1, UNITS[0])
    assert (child.parent_case, child.org_code, child.kind) == (number, UNITS[1], "专项稽查")


def english_besides_checks(page: Page) -> list[str]:
    """Return the texts with an English word, but for the numbers of checks."""
    return [text for text in english_words(page) if not re.search(r"[A-Z]{3}-[0-9]{2}", text)]


def case_number(page: Page) -> str:
    """Return the number of the case whose page is open."""
    return page.get_by_role("heading", name="稽查20").inner_text()
