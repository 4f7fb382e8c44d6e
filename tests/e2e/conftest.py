"""The application in a real browser. A page that leaves the machine or logs an error fails its test."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browsing import CHROMIUM, DRAWN, FLAGS, Watch


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Give the system's Chromium; without one the test is skipped, unless everything is required.

    It ends with the tests here: as long as it lives an event loop runs, and no test can run another.
    """
    if not CHROMIUM.exists() and not os.environ.get("MINGJI_REQUIRE_ALL"):
        pytest.skip("没有浏览器 chromium,先运行 python3 run.py test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Watch:
    """Give the notes on what went wrong in the test's pages."""
    return Watch()


OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def known_browser(chromium: Browser) -> BrowserContext:
    """Give the browser of somebody who was here before: it holds the application's code, and nothing else."""
    return new_browser(chromium)


@pytest.fixture
def open_page(chromium: Browser, known_browser: BrowserContext, watch: Watch) -> Iterator[OpenPage]:
    """Give a function that opens an address: first in the known browser, then each in one of its own."""
    pages: list[Page] = []

    def open_page(url: str, *, dark: bool = False, width: int = 1440, height: int = 900) -> Page:
        page = (new_browser(chromium) if pages else known_browser).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        forget(page, url)
        watch.over(page)
        page.goto(url)
        return page

    yield open_page
    for page in pages:
        page.close()
        if page.context is not known_browser:
            page.context.close()
    assert watch.left_the_machine == []
    assert watch.errors == []


def forget(page: Page, url: str) -> None:
    """Take from a page's browser what an application stored in it; the code that it loaded stays."""
    stored = {"origin": "/".join(url.split("/")[:3]), "storageTypes": "cookies,local_storage"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", stored)


def new_browser(chromium: Browser) -> BrowserContext:
    """Return a browser that nobody has used."""
    context = chromium.new_context(
        locale="en-US",  # the hard case: what Streamlit leaves to the browser must be Chinese too
        accept_downloads=True,
    )
    context.add_init_script(DRAWN)
    return context
