"""The 现场核查单 on paper: what the two who visit take along, on two A4 pages at most."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from analytics import screening
from data_loaders.catalog import tables
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.company import company
from tests.e2e.browsing import settled
from tests.e2e.conftest import OpenPage
from tests.loaded import load
from tests.serving import PROJECT, Serving, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ONE_HIT, MANY_HITS = "0000000003", "0000000004"
LONG_NAME = "临江市西岭区梅岭街道李湾村经济合作社联合总社综合服务部<img src=x>分公司"
# Where anything of the sheet reaches beyond its own width, and what shows beside it.
CUT_OFF = """() => {
  const sheet = document.querySelector('.visit-sheet');
  const right = sheet.getBoundingClientRect().right + 1;
  return [...sheet.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > right).length;
}"""
BESIDE = """() => [...document.querySelectorAll('#root *')].filter(e =>
  e.checkVisibility() && !e.closest('.visit-sheet') && !e.querySelector('.visit-sheet')
  && e.getBoundingClientRect().height > 0 && e.innerText).map(e => e.innerText)"""


def late_applications(cons_no: str, count: int) -> list[dict[str, Any]]:
    own: dict[str, Any] = {"cons_no": cons_no, "org_code": "334010101", "app_type": "101", "cust_class": "01"}
    own |= {"volt_code": "AC02202", "accept_time": datetime(2025, 9, 1), "status": "01"}
    return [own | {"app_no": f"{cons_no}{number:06d}"} for number in range(count)]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("visit") / "home"
    data = company(40)
    data["customers"][3] |= {"cons_name": LONG_NAME, "elec_addr": LONG_NAME * 3}
    data["applications"] = late_applications(ONE_HIT, 1) + late_applications(MANY_HITS, 60)
    data["application_steps"] = [
        {"app_no": row["app_no"], "step_no": "A01", "end_time": datetime(2025, 9, 1)}
        for row in data["applications"]
    ]
    data["meters"] = [{"cons_no": MANY_HITS, "asset_no": f"33401060009001008000{n:02d}"} for n in range(20)]
    lake = Lake(Store(home), tables())
    load(lake, data, "company")
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["BIZ-01"])
    lake.store.close()
    with serving(PROJECT, home) as running:
        yield running


def opened(open_page: OpenPage, app: Serving, cons_no: str) -> Page:
    return settled(open_page(f"{app.url}/object?type=customer&id={cons_no}"))


def pages_of(page: Page, path: Path) -> int:
    page.pdf(path=path, format="A4")
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


@pytest.mark.parametrize("cons_no", [ONE_HIT, MANY_HITS])
def test_paper_shows_the_sheet_whole_and_nothing_else_on_two_pages_at_most(
    app: Serving, open_page: OpenPage, tmp_path: Path, cons_no: str
):
    page = opened(open_page, app, cons_no)
    assert 1 <= pages_of(page, tmp_path / "sheet.pdf") <= 2
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 without its margins
    page.emulate_media(media="print")
    assert page.evaluate(CUT_OFF) == 0
    assert page.evaluate(BESIDE) == []
    said = page.locator(".visit-sheet").inner_text()
    for field in ("是否属实", "核查情况", "核查人(1)签字", "核查人(2)签字", "客户(在场人)签字", "核查日期"):
        assert field in said


def test_hits_without_room_are_counted_and_markup_in_a_name_is_text(app: Serving, open_page: OpenPage):
    sheet = opened(open_page, app, MANY_HITS).locator(".visit-sheet")
    said = sheet.text_content() or ""
    assert "发现的问题(60 项)" in said
    in_full, brief = sheet.locator("article").count(), sheet.locator("article ~ ul li").count()
    assert f"另有 {60 - in_full - brief} 项" in said
    assert sheet.locator("img").count() == 0
    assert "<img src=x>" in said


def test_sheet_is_not_on_the_screen_and_the_button_prints_it(app: Serving, open_page: OpenPage):
    page = opened(open_page, app, ONE_HIT)
    assert not page.locator(".visit-sheet").is_visible()
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="打印现场核查单").click()
    assert page.evaluate("window.printed")


def test_dark_screen_prints_dark_on_white(app: Serving, open_page: OpenPage):
    page = settled(open_page(f"{app.url}/object?type=customer&id={ONE_HIT}", dark=True))
    page.emulate_media(media="print", color_scheme="dark")
    style = page.locator(".visit-sheet").evaluate("e => getComputedStyle(e).color")
    ground = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (style, ground) == ("rgb(17, 17, 17)", "rgba(0, 0, 0, 0)")
