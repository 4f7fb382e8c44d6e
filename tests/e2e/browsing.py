"""What browser tests do again and again: wait until a page is at rest, read it, look for what must not be."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, Page, Request

from pages.parts.frame.theme import READABLE, contrast

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 90_000  # milliseconds, for what an import or a screening takes
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # pages of one browser share what the first has compiled
]
AT_REST = '[data-testid=stApp][data-test-script-state="notRunning"]'
REST_MILLISECONDS, LOOK_MILLISECONDS = 300, 50
OURS = re.compile(r"(https?|ws)://127\.0\.0\.1[:/]|data:|blob:|about:")
# On a page's address Streamlit looks for itself there first, one folder too deep; it says in the log what the
# screen says in Chinese.
EXPECTED = re.compile(r"404 .*/_stcore/(health|host-config)\)|The page that you have requested does not seem")
OF_THE_DATA = re.compile(
    r"https?://\S+|[A-Z]{3}-\d\d|\b(E0|TG|A)\d+\b|\.(csv|xlsx?|ics)\b|xlsx?|xlsb|ods|dbf|csv|txt|tsv|zip|^(company|made)$|\b[0-9a-f]{12}\b"
)
NOT_ENGLISH = re.compile(r"XLSX|CSV|MB|KB|kWh|kW|kVA|PDF|Word|Excel|Streamlit|Cookie|Ctrl|Esc")

# Records what is drawn on canvases, where Streamlit's tables keep their words.
DRAWN = """
window.drawn = [];
const draw = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  window.drawn.push(String(text));
  return draw.call(this, text, ...place);
};
"""
WORDS = """() => {
  const found = [];
  const shown = element => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (element.closest('[data-testid=stIconMaterial],[data-testid=stExpanderIcon],noscript,script,style')) continue;
    if (shown(element)) found.push(texts.currentNode.nodeValue);
  }
  for (const element of document.querySelectorAll('[aria-label],[placeholder],[title],[data-title]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'data-title']) {
      if (shown(element) && element.hasAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  return found.concat(window.drawn ?? []);
}"""


@dataclass
class Watch:
    """What went wrong in a page while nobody looked."""

    left_the_machine: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Note every request that leaves this machine and every error from now on."""
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", self._error)

    def leaves(self, page: Page) -> None:
        """Note no more of what happens in a page."""
        page.remove_listener("request", self._request)
        page.remove_listener("console", self._console)
        page.remove_listener("pageerror", self._error)

    def _error(self, error: Error) -> None:
        self.errors.append(str(error))

    def _request(self, request: Request) -> None:
        if not OURS.match(request.url):
            self.left_the_machine.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        text = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not EXPECTED.search(text):
            self.errors.append(text)


def settled(page: Page) -> Page:
    """Wait until the page has a title and has been at rest for a moment, and return the page.

    After a click, wait first for what the click is to show: the script may not have begun.
    """
    page.locator("[data-testid=stMain] [data-testid=stHeading] h1").first.wait_for()  # a paper has its own h1
    page.wait_for_function(
        """([rest, still]) => {
          const now = performance.now();
          const waiting = document.querySelector('[data-testid=stSkeleton]'); // an element whose code still loads
          if (waiting || !document.querySelector(rest)) window.restingSince = undefined;
          else window.restingSince ??= now;
          return window.restingSince !== undefined && now - window.restingSince > still;
        }""",
        arg=[AT_REST, REST_MILLISECONDS],
        polling=LOOK_MILLISECONDS,  # else at every frame, which has each frame drawn
    )
    page.evaluate("window.restingSince = undefined")
    return page


def words(page: Page) -> list[str]:
    """Return every text that the page shows or reads out: nodes, labels, and what is drawn in tables."""
    return page.evaluate(WORDS)


def english_words(page: Page) -> list[str]:
    """Return the texts that hold an English word."""
    return sorted({text for text in words(page) if re.search(r"[A-Za-z]{2,}", NOT_ENGLISH.sub("", text))})


def import_zip(page: Page, path: Path) -> None:
    """Drop a file, wait until it is read, and confirm."""
    page.get_by_role("heading", name="数据导入").wait_for()
    read(settled(page), path)
    page.get_by_role("button", name="确认导入").click()


def drop(page: Page, path: Path) -> None:
    """Drop a file and have it read."""
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(path)
    page.get_by_text(path.name).first.wait_for()
    page.get_by_role("button", name="读取文件").click()


def read(page: Page, path: Path) -> None:
    """Drop a file and wait until it was read."""
    drop(page, path)
    page.get_by_role("button", name="确认导入").wait_for()
    settled(page)


def click_row_button(page: Page, row: int, height: int = 30, left: int = 0) -> None:
    """Click the button of a row of the last table; the heading is row 0.

    The rows are so many pixels high, and so many pixels of boxes to tick stand left of their buttons.
    """
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    table.click(position={"x": left + 32, "y": 31 + height * (row - 0.5)})


def covered(page: Page) -> list[str]:
    """Return what lies under the tools that float above a table or a chart when the mouse is over it."""
    return page.evaluate(
        """() => {
          const tools = '[data-testid="stElementToolbar"]';
          const shown = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
          const used = [...document.querySelectorAll('[data-testid="stMain"] :is(button, a, label, .stSelectbox, .stTextInput)')]
            .filter((element) => shown(element) && !element.closest(tools));
          const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
          return [...document.querySelectorAll(tools)].flatMap((one) => used.filter((element) =>
            meet(one.getBoundingClientRect(), element.getBoundingClientRect())).map((element) => element.innerText));
        }"""
    )


def pale_labels(page: Page) -> list[str]:
    """Return the labels of charts that cannot be read on the page's background; axe does not look into drawings."""
    found = page.evaluate(
        """() => {
          const of = (element, name) => getComputedStyle(element)[name].match(/[0-9]+/g).slice(0, 3).map(Number);
          const back = of(document.querySelector(".stApp"), "backgroundColor");
          const labels = document.querySelectorAll('.js-plotly-plot :is([class$="tick"], .infolayer) text, .bartext-outside');
          return [...labels].map((label) => [label.textContent, of(label, "fill"), back]);
        }"""
    )
    assert found or not page.get_by_test_id("stPlotlyChart").count()
    return [
        text for text, *colours in found if contrast(*("#" + bytes(one).hex() for one in colours)) < READABLE
    ]
