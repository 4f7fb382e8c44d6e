"""The application in a real browser. A page that leaves the machine or logs an error fails its test."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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


@pytest.fixture
def open_page(chromium: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Give a function that opens an address in a browser of its own."""
    contexts = []

    def open_page(url: str, *, dark: bool = False, width: int = 1440, height: int = 900) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-US",  # the hard case: what Streamlit leaves to the browser must be Chinese too
            accept_downloads=True,
        )
        contexts.append(context)
        context.add_init_script(DRAWN)
        page = context.new_page()
        watch.over(page)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.left_the_machine == []
    assert watch.errors == []
