"""The application in a real browser. A page that leaves the machine or logs an error fails its test."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browsing import CHROMIUM, DRAWN, FLAGS, Watch

USUAL_PATIENCE = 30_000  # milliseconds
SHORT_LIVED = "--js-flags=--no-turbofan"  # a page of a test is left before optimized code pays


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Give the system's Chromium; without one the test is skipped, unless everything is required.

    It ends with the tests here: as long as it lives an event loop runs, and no test can run another.
    """
    if not CHROMIUM.exists() and not os.environ.get("MINGJI_REQUIRE_ALL"):
        pytest.skip("没有浏览器 chromium,先运行 python3 run.py test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, SHORT_LIVED])
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Watch:
    """Give the notes on what went wrong in the test's pages."""
    return Watch()


# it names an icon, else the browser asks nobody for one
EMPTY_PAGE = '<link rel="icon" href="data:,">'
OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def known_browser(chromium: Browser) -> BrowserContext:
    """Give the browser of somebody who was here before: it holds the application's code, and nothing else.

    A page of our address stays open in it, so that its process lives, with the code compiled: it is every page's of
    this browser (`--process-per-site`).
    """
    browser = new_browser(chromium)
    leave(browser.new_page())
    return browser


@pytest.fixture
def open_page(chromium: Browser, known_browser: BrowserContext, watch: Watch) -> Iterator[OpenPage]:
    """Give a function that opens an address: in the known browser, in a tab of its own, or in one that nobody has used.

    The first tab is that of the tests before: to draw a window costs as much as a page. What they left is forgotten.
    """
    pages: list[Page] = []

    def open_page(
        url: str, *, dark: bool = False, width: int = 1440, height: int = 900, anew: bool = False
    ) -> Page:
        used = known_browser.pages[1:]
        if anew:
            page = new_browser(chromium).new_page()
        elif used and not pages:
            page = used[0]
        else:
            page = known_browser.new_page()
        if not pages:
            forget(page, url)
        pages.append(page)
        page.set_default_timeout(USUAL_PATIENCE)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme="dark" if dark else "light")
        watch.over(page)
        page.goto(url)
        return page

    yield open_page
    for page in pages:
        watch.leaves(page)
        if page.context is not known_browser:
            page.context.close()
        elif page in known_browser.pages[2:]:
            page.close()
        elif not page.is_closed():
            page.mouse.move(-1, -1)
            leave(page)
    assert watch.left_the_machine == []
    assert watch.errors == []


def forget(page: Page, url: str) -> None:
    """Take from a page's browser what an application stored in it; the code that it loaded stays."""
    stored = {"origin": "/".join(url.split("/")[:3]), "storageTypes": "cookies,local_storage"}
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", stored)
    session.detach()


def leave(page: Page) -> None:
    """Go from whatever a page shows to an empty page of our address, which the same process draws."""
    if page.url.startswith("http"):
        page.evaluate("sessionStorage.clear()")
    page.unroute_all()
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=EMPTY_PAGE))
    page.goto("http://127.0.0.1/")
    page.unroute_all()


def new_browser(chromium: Browser) -> BrowserContext:
    """Return a browser that nobody has used, of somebody who wants nothing to move: what moves is drawn 60 times a second."""
    context = chromium.new_context(
        locale="en-US",  # the hard case: what Streamlit leaves to the browser must be Chinese too
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.add_init_script(DRAWN)
    return context
