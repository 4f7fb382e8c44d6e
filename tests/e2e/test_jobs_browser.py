"""Screenings and imports in a real browser go on without their page, and are cancelled or killed without harm."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page

from models import jobs, runs
from models.data import batches
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.company import few_tables
from tests.e2e.browsing import drop, read, settled
from tests.e2e.conftest import OpenPage
from tests.exports import csv_of
from tests.loaded import load
from tests.made_once import copied
from tests.serving import PROJECT, Serving, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 90_000  # milliseconds


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Serving]:
    with serving(PROJECT, copied(with_few_tables, tmp_path / "home")) as running:
        yield running


def with_few_tables(lake: Lake) -> None:
    """Load what a screening of all checks is soon over with: most of them find their tables missing."""
    load(lake, few_tables(), "company")


@contextmanager
def behind_another_job(app: Serving) -> Iterator[threading.Event]:
    """Keep another job at the head of the line until the event is set, so that ours is there to be seen."""
    store, event = Store(app.home), threading.Event()
    ahead = jobs.note(store, "import", "别人的导入", {}, LOCAL_USER)
    holding = threading.Thread(
        target=jobs.carry_out, args=(store, ahead, lambda tell: {"waited": event.wait(PATIENCE / 1000)})
    )
    holding.start()
    yield event
    event.set()
    holding.join()


@pytest.fixture
def may_begin(app: Serving) -> Iterator[threading.Event]:
    with behind_another_job(app) as event:
        yield event


def started(open_page: OpenPage, app: Serving) -> Page:
    """Return the overview after a click on 运行筛查, with the screening in its side."""
    page = settled(open_page(app.url))
    page.set_default_timeout(PATIENCE)
    page.get_by_role("button", name="运行筛查").click()
    page.get_by_text("正在进行,完成后自动显示结果").wait_for()
    page.get_by_test_id("stSidebar").get_by_text("筛查 2025年10月").wait_for()
    return page


def test_a_screening_goes_on_when_its_page_is_left_and_closed(
    app: Serving, may_begin: threading.Event, open_page: OpenPage
):
    page = started(open_page, app)
    page.get_by_role("link", name="导入记录").click()
    page.get_by_role("heading", name="导入记录").wait_for()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_test_id("stSidebar").get_by_text("筛查 2025年10月").wait_for()
    shown = page.locator(".st-key-jobs_under_way").bounding_box()
    assert shown
    assert shown["y"] + shown["height"] <= 768  # in sight without scrolling, though the menu is longer
    page.close()
    may_begin.set()
    again = open_page(app.url)
    again.get_by_text("第 1 次筛查").wait_for(timeout=PATIENCE)
    again.get_by_role("button", name="取消").wait_for(state="hidden")


@pytest.mark.usefixtures("may_begin")
def test_a_screening_is_cancelled_from_another_page_and_leaves_nothing(app: Serving, open_page: OpenPage):
    page = started(open_page, app)
    page.get_by_role("link", name="导入记录").click()
    page.get_by_role("heading", name="导入记录").wait_for()
    page.get_by_role("button", name="取消").last.click()
    page.get_by_test_id("stSidebar").get_by_text("筛查 2025年10月").wait_for(state="hidden")
    page.get_by_role("link", name="稽查总览").click()
    page.get_by_text("没有完成:由本机用户取消").wait_for()
    assert list(app.home.glob(f"{runs.FOLDER}/*")) == []


@pytest.mark.usefixtures("may_begin")
def test_a_screening_whose_process_is_killed_is_said_to_be_cut_short(app: Serving, open_page: OpenPage):
    page = started(open_page, app)
    store = Store(app.home)
    _, job = jobs.active(store)
    while job.pid is None:
        page.wait_for_timeout(100)
        job = jobs.get(store, job.id)
    psutil.Process(job.pid).kill()
    page.get_by_text("程序在完成之前被中断,没有留下半成品").wait_for()
    page.get_by_role("button", name="运行筛查").wait_for()
    assert list(app.home.glob(f"{runs.FOLDER}/*")) == []


def dropped(open_page: OpenPage, app: Serving, folder: Path) -> Page:
    """Return the import page after a click on 读取文件, with the reading in line behind another job."""
    page = settled(open_page(app.url + "/import"))
    page.set_default_timeout(PATIENCE)
    drop(page, units(folder))
    page.get_by_text("排队等候,前面还有 1 项。可以离开或关闭本页").wait_for()
    page.get_by_test_id("stSidebar").get_by_text("读取 组织机构.csv").wait_for()
    return page


def units(folder: Path) -> Path:
    file = folder / "组织机构.csv"
    file.write_bytes(csv_of("orgs", [{"org_code": "334010101", "org_name": "城关供电所"}]))
    return file


def test_a_reading_goes_on_when_its_page_is_closed(
    app: Serving, may_begin: threading.Event, open_page: OpenPage, tmp_path: Path
):
    dropped(open_page, app, tmp_path).close()
    may_begin.set()
    again = settled(open_page(app.url + "/import"))
    again.get_by_text("已读完,待确认").wait_for(timeout=PATIENCE)
    again.get_by_role("button", name="继续处理").click()
    again.get_by_role("button", name="确认导入").wait_for()


@pytest.mark.usefixtures("may_begin")
def test_a_reading_is_cancelled_from_another_page_and_leaves_nothing(
    app: Serving, open_page: OpenPage, tmp_path: Path
):
    page = dropped(open_page, app, tmp_path)
    cancelled_elsewhere(page, "读取 组织机构.csv")
    assert list(app.home.glob("deliveries/*")) == []
    assert len(batches.history(Store(app.home))) == 1


def read_in(open_page: OpenPage, app: Serving, folder: Path) -> Page:
    page = settled(open_page(app.url + "/import"))
    page.set_default_timeout(PATIENCE)
    read(page, units(folder))
    return page


def confirmed(page: Page) -> Page:
    """Return the import page after a click on 确认导入, with the import in line behind another job."""
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("排队等候,前面还有 1 项。可以离开或关闭本页").wait_for()
    page.get_by_test_id("stSidebar").get_by_text("导入 组织机构.csv").wait_for()
    return page


def test_an_import_goes_on_when_its_page_is_closed(app: Serving, open_page: OpenPage, tmp_path: Path):
    page = read_in(open_page, app, tmp_path)
    with behind_another_job(app):
        confirmed(page).close()
    again = settled(open_page(app.url + "/batches"))
    again.get_by_role("button", name="取消").wait_for(state="hidden", timeout=PATIENCE)
    again.reload()
    assert "组织机构.csv" in settled(again).evaluate("window.drawn")
    assert batches.history(Store(app.home))[0].file_name == "组织机构.csv"


def cancelled_elsewhere(page: Page, title: str) -> None:
    """Cancel a job from another page and come back to the import page."""
    page.get_by_role("link", name="导入记录").click()
    page.get_by_role("heading", name="导入记录").wait_for()
    side = page.get_by_test_id("stSidebar")
    side.get_by_role("button", name="取消").last.click()
    side.get_by_text(title).wait_for(state="hidden")
    page.get_by_role("link", name="数据导入").click()
    page.get_by_text("已取消,没有载入任何数据").wait_for()


def test_an_import_is_cancelled_from_another_page_and_loads_nothing(
    app: Serving, open_page: OpenPage, tmp_path: Path
):
    page = read_in(open_page, app, tmp_path)
    with behind_another_job(app):
        cancelled_elsewhere(confirmed(page), "导入 组织机构.csv")
    assert len(batches.history(Store(app.home))) == 1
