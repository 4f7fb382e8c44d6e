"""The frame around every page, as a user sees it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.parts.frame.theme import palette_of
from tests.e2e.browsing import Watch, english_words, settled, words
from tests.e2e.conftest import OpenPage
from tests.serving import Serving, copied_project, serving

pytestmark = pytest.mark.browser

PROBE = '''"""工作台 / 探针

帮助文字。
"""

import datetime
import time

import pandas as pd
import streamlit as st

from models.people import Permission
from models.home import scratch
from pages.parts.common import long_exports
from pages.parts.common.data import lake
from pages.parts.common.download import offer
from pages.parts.frame.session import require

person = require(Permission.LOOK)

first, second, third, fourth = st.columns(4)
first.selectbox("供电单位", ["甲所", "乙所"], index=None)
second.multiselect("类别", ["档案", "计量"])
third.text_input("户号")
fourth.date_input("日期", datetime.date(2026, 5, 4))
st.multiselect("无可选", [])
st.file_uploader("导出文件", accept_multiple_files=True)
st.file_uploader("一个文件", type=["xlsx", "csv"])
st.number_input("数", 0, 10)
table = pd.DataFrame({"户号": ["0001", "0002"], "电费(元)": [1.5, 2.5]})
st.dataframe(table, hide_index=True)
st.dataframe(table.head(0), hide_index=True)
st.pagination(20)
st.button("主要", type="primary")
offer("导出清单", lambda: (time.sleep(0.5), ("内容" * 100).encode())[1], "稽查目标清单(五月).xlsx")


def long_list():
    out = scratch.place(lake().store.home, "exports", ".xlsx")
    time.sleep(2)
    out.write_text("很长" * 100, "utf-8")
    return out


long_exports.offer("导出长清单", long_list, "长清单.xlsx", person, key="long")
'''
CHART = '''"""数据 / 图表"""

import plotly.graph_objects as go
import streamlit as st

from pages.parts.frame.theme import palette

bars = go.Figure(go.Bar(x=[1, 2], y=["甲", "乙"], orientation="h", marker_color=palette().primary))
st.plotly_chart(bars.update_layout(height=200))
'''
DATA = '''"""数据 / 英文数据"""

import pandas as pd
import streamlit as st

st.write("Stop")
st.dataframe(pd.DataFrame({"户名": ["empty", "Search", "Open"]}))
st.table(pd.DataFrame({"户名": ["Upload"]}))
st.selectbox("户名", ["Close", "Open"])
'''


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("app")
    project = copied_project(
        folder / "project", {"10_probe.py": PROBE, "20_data.py": DATA, "30_chart.py": CHART}
    )
    with serving(project, folder / "home") as running:
        yield running


def test_page_at_rest_shows_no_english_word(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url, height=1600))
    assert english_words(page) == []
    for expected in ("请选择", "没有可选项", "选择文件", "每个文件不超过 400MB", "暂无数据"):
        assert expected in words(page)


def test_chart_shows_no_english_word(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url + "/chart"))
    page.get_by_test_id("stPlotlyChart").hover()
    page.locator(".modebar-btn[data-title=存为图片]").wait_for()
    assert english_words(page) == []


def test_search_without_result_calendar_and_menu_are_chinese(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url))
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    page.get_by_text("深色").wait_for()
    assert english_words(page) == []
    page.keyboard.press("Escape")
    page.get_by_test_id("stDateInput").get_by_role("button").first.click()
    page.get_by_role("button", name="月", exact=True).wait_for()
    assert english_words(page) == []
    page.keyboard.press("Escape")
    for kind in ("stSelectbox", "stMultiSelect"):
        page.get_by_test_id(kind).first.locator("input").fill("丙")
        page.get_by_text("没有匹配项").wait_for()
        page.keyboard.press("Escape")
    assert english_words(page) == []


def test_table_menu_is_chinese(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url, height=1600))
    table = page.get_by_test_id("stDataFrame").first
    table.hover(position={"x": 100, "y": 15})
    box = table.bounding_box()
    assert box
    table.click(position={"x": box["width"] / 2 - 16, "y": 15})  # the mark at the right of the first heading
    page.get_by_text("升序").wait_for()
    assert english_words(page) == []


def test_uploaded_file_is_shown_without_english_words(app: Serving, open_page: OpenPage, tmp_path: Path):
    page = settled(open_page(app.url))
    file = tmp_path / "五月电费.csv"
    file.write_text("1,2")
    page.get_by_test_id("stFileUploader").first.locator("input").set_input_files(file)
    page.get_by_text("五月电费").wait_for()
    assert [text for text in english_words(settled(page)) if "csv" not in text] == []


def test_words_of_the_data_are_left_as_they_are(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url + "/data"))
    page.get_by_test_id("stSelectbox").get_by_role("button").click()
    page.get_by_role("option", name="Close").wait_for()
    for word in ("Stop", "empty", "Search", "Open", "Upload", "Close"):
        assert word in words(page)


def test_unknown_address_leads_to_the_first_page_and_says_so(app: Serving, open_page: OpenPage):
    page = open_page(app.url + "/nowhere")
    page.get_by_text("没有这个页面").wait_for()
    assert english_words(settled(page)) == []


def emptied(folder: Path, seconds: float = 10) -> bool:
    """Tell whether a folder becomes empty: the server removes what it sent just after the browser has it all."""
    deadline = time.monotonic() + seconds
    while any(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(folder.iterdir())


def test_export_is_saved_by_one_click_under_its_chinese_name(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url))
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出清单").click()
    assert saved.value.suggested_filename == "稽查目标清单(五月).xlsx"
    assert Path(saved.value.path()).read_text("utf-8") == "内容" * 100
    assert emptied(app.home / "tmp" / "downloads")


def test_long_export_goes_on_beside_its_page_and_is_saved_when_one_is_back(app: Serving, open_page: OpenPage):
    page = settled(open_page(app.url))
    page.get_by_role("button", name="导出长清单").click()
    page.get_by_text("可以离开本页,回来时保存").wait_for()
    page.get_by_role("link", name="英文数据").click()
    page.get_by_role("heading", name="英文数据").wait_for()
    page.get_by_test_id("stSidebar").get_by_text("导出长清单").wait_for(state="hidden")
    with page.expect_download() as saved:
        page.get_by_role("link", name="探针").click()
    assert saved.value.suggested_filename == "长清单.xlsx"
    assert Path(saved.value.path()).read_text("utf-8") == "很长" * 100


def test_link_of_an_export_is_worthless_in_another_browser(app: Serving, open_page: OpenPage, watch: Watch):
    page = settled(open_page(app.url))
    page.route("**/mingji/download/**", lambda route: route.abort())
    page.get_by_role("button", name="导出清单").click()
    link = page.locator('a[href*="/mingji/download/"]')
    link.wait_for(state="attached")
    stolen = open_page(app.url + (link.get_attribute("href") or ""), anew=True)
    assert "下载链接无效" in stolen.inner_text("body")
    watch.errors.clear()  # the aborted and the refused request


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_use_their_own_palette(app: Serving, open_page: OpenPage, theme: str):
    page = settled(open_page(app.url, dark=theme == "dark"))
    colours = palette_of(theme)
    background = page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).backgroundColor")
    button = page.get_by_role("button", name="主要")
    assert background == rgb(colours.background)
    assert button.evaluate("button => getComputedStyle(button).backgroundColor") == rgb(colours.primary)


def test_request_that_leaves_the_machine_is_noticed(app: Serving, open_page: OpenPage, watch: Watch):
    page = settled(open_page(app.url))
    page.evaluate("fetch('http://192.0.2.1/').catch(() => 0)")
    page.wait_for_timeout(200)
    assert watch.left_the_machine or watch.errors
    watch.left_the_machine.clear()
    watch.errors.clear()


def rgb(colour: str) -> str:
    """Return '#rrggbb' as browsers write it."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"rgb({red}, {green}, {blue})"
