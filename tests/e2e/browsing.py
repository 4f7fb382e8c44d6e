"""What browser tests do again and again: wait until a page is at rest, read it, look for what must not be."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AT_REST = '[data-testid=stApp][data-test-script-state="notRunning"]'
REST_MILLISECONDS = 300
OURS = re.compile(r"(https?|ws)://127\.0\.0\.1[:/]|data:|blob:|about:")
# On a page's address Streamlit looks for itself there first, one folder too deep; it says in the log what the
# screen says in Chinese.
EXPECTED = re.compile(r"404 .*/_stcore/(health|host-config)\)|The page that you have requested does not seem")
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
        page.on("pageerror", lambda error: self.errors.append(str(error)))

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
    )
    page.evaluate("window.restingSince = undefined")
    return page


def words(page: Page) -> list[str]:
    """Return every text that the page shows or reads out: nodes, labels, and what is drawn in tables."""
    return page.evaluate(WORDS)


def english_words(page: Page) -> list[str]:
    """Return the texts that hold an English word."""
    return sorted({text for text in words(page) if re.search(r"[A-Za-z]{2,}", NOT_ENGLISH.sub("", text))})
