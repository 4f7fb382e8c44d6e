"""What the browser gets beside Streamlit's front end: Chinese for its few English words, a style, an icon.

Streamlit has no setting for the language of its front end, so its one page is sent with our script in it.
"""

import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from pages.parts.common import download
from pages.parts.frame.page_cards import page_cards
from pages.parts.frame.theme import PRODUCT, STATIC

URL = "/mingji/static"
ROUTE = Mount(URL, StaticFiles(directory=STATIC))
HOME = "/"
FIRST = "Metric"  # the first figures of every page

# Every other address answers with the page.
ASSETS = ("/static/", "/media/", "/component/", "/_stcore/", "/mingji/")
NOSCRIPT = "<noscript><p>请在浏览器中启用 JavaScript。</p></noscript>"
REPLACED = (
    (r"<!--.*?-->", ""),
    (r"<noscript>.*?</noscript>", NOSCRIPT),
    (r'<html lang="en">', '<html lang="zh-CN">'),
    (r"<title>.*?</title>", f"<title>{PRODUCT}</title>"),
    (r'<link\s+rel="preload"[^>]*as="font"[^>]*>', ""),  # a Latin font that our font list does not use
    (r'<link rel="service-desc"[^>]*>', ""),  # points at a path that the guard closes
    (r"<script>.*?</script>", ""),  # sets one variable; ours sets it, so that no inline script is needed
)


class OwnFront:
    """Rewrite Streamlit's HTML page on its way to the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; hold back an HTML answer until it is whole, then send it rewritten."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path.rstrip("/") == _first_page():
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(HOME + (f"?{query}" if query else ""))(scope, receive, send)
            return
        if path.startswith(ASSETS):
            # Our downloads are compressed files already; Streamlit would compress them once more.
            await self.app(_uncompressed(scope) if path.startswith(download.URL) else scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def send_rewritten(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif not start:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    page = own_page(bytes(body))
                    _describe(start, len(page))
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        await self.app(_uncompressed(scope), receive, send_rewritten)


@cache
def _first_page() -> str:
    """Return the address that the first page would have by its name: Streamlit knows it only as '/'."""
    return f"/{page_cards()[0].url_path}"


@lru_cache(maxsize=4)
def own_page(original: bytes) -> bytes:
    """Return Streamlit's HTML page with our script, style and icon, and without what nobody here reads."""
    page = original.decode()
    for pattern, replacement in REPLACED:
        page = re.sub(pattern, replacement, page, flags=re.DOTALL)
    page = re.sub(r'href="\./favicon\.png"', f'href="{_address("icon.png")}"', page)
    style = f'<link rel="stylesheet" href="{_address("mingji.css")}">'
    script = f'<script src="{_address("mingji.js")}"></script>'
    page = page.replace("<head>", f"<head>{script}", 1)
    early = "".join(
        f'<link rel="modulepreload" href="./{name}">' for name in code_of(FIRST) if name not in page
    )
    return page.replace("</head>", f"{early}{style}</head>", 1).encode()  # of two styles the latter decides


def code_of(element: str) -> list[str]:
    """Return the scripts that draw a kind of element, itself and what it imports; the browser else asks much later."""
    scripts = Path(file_util.get_static_dir()) / "static" / "js"
    wanted = [path.name for path in scripts.glob(f"{element}.*.js")]
    for name in wanted:
        imported = re.findall(r'from"\./([^"/]+\.js)"', (scripts / name).read_text("utf-8"))
        wanted += [one for one in dict.fromkeys(imported) if one not in wanted]
    return [f"static/js/{name}" for name in wanted]


@cache
def _address(name: str) -> str:
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{URL}/{name}?{digest}"


def _uncompressed(scope: Scope) -> Scope:
    return {
        **scope,
        "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"],
    }


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    return start["status"] == 200 and headers.get("content-type", "").startswith("text/html")


def _describe(start: Message, length: int) -> None:
    headers = MutableHeaders(scope=start)
    headers["Content-Length"] = str(length)
    headers["Cache-Control"] = "no-store"
    for name in ("etag", "last-modified"):  # they describe the original
        del headers[name]
