"""A finished file reaches the browser that asked for it, once, and nobody else."""

import asyncio
import os
import time
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Message

from pages.parts.common import download
from pages.parts.frame.front import OwnFront
from pages.parts.frame.visitor import COOKIE, visitor_of

APP = Starlette(
    routes=[download.ROUTE], middleware=[Middleware(OwnFront), Middleware(GZipMiddleware)]
)  # as the launcher and Streamlit put them
MINE, THEIRS = "mine", "theirs"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINGJI_HOME", str(tmp_path))
    return tmp_path


def fetched(token: str, cookie: str | None, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the download route's answer."""
    sent: list[Message] = []

    async def receive() -> Message:
        return await asyncio.Future()  # the browser says nothing more

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept-encoding", b"gzip")]
    if cookie:
        headers.append((b"cookie", f"{COOKIE}={cookie}".encode()))
    scope = {"type": "http", "method": method, "path": f"{download.URL}/{token}", "root_path": ""}
    asyncio.run(APP({**scope, "query_string": b"", "headers": headers}, receive, send))
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:])


def offered(content: Path | bytes, file_name: str = "清单.xlsx") -> str:
    """Return the token of a file made for the browser MINE."""
    visitor = visitor_of({COOKIE: MINE})
    assert visitor is not None
    return download.deposit(content, file_name, visitor)[0]


def test_browser_that_asked_gets_the_file():
    status, headers, body = fetched(offered(b"content"), MINE)
    assert (status, body) == (200, b"content")
    assert headers["cache-control"] == "no-store"


def test_file_is_sent_as_it_is_with_its_size_for_the_progress_bar():
    content = b"x" * 5000
    _, headers, body = fetched(offered(content), MINE)
    assert body == content
    assert headers["content-length"] == "5000"


def test_file_is_handed_out_once():
    token = offered(b"content")
    assert fetched(token, MINE)[0] == 200
    assert fetched(token, MINE)[0] == 403


@pytest.mark.parametrize("cookie", [None, THEIRS])
def test_other_browser_is_refused_in_chinese_and_does_not_use_the_link_up(cookie: str | None):
    token = offered(b"content")
    status, _, body = fetched(token, cookie)
    assert (status, body.decode()) == (403, download.EXPIRED)
    assert fetched(token, MINE)[0] == 200


def test_made_up_link_is_refused():
    assert fetched("x" * 43, MINE)[0] == 403


def test_looking_at_the_headers_does_not_use_the_link_up():
    token = offered(b"content")
    assert fetched(token, MINE, "HEAD")[0] == 405
    assert fetched(token, MINE)[0] == 200


def test_link_dies_with_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(download, "LIFE_SECONDS", -1)
    assert fetched(offered(b"content"), MINE)[0] == 403


def test_nothing_stays_on_disk_after_delivery(home: Path):
    made = home / "made.xlsx"
    made.write_bytes(b"content")
    fetched(offered(made), MINE)
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_what_nobody_fetched_is_deleted_by_and_by(home: Path):
    offered(b"forgotten")
    (forgotten,) = (home / "tmp" / "downloads").iterdir()
    an_hour_ago = time.time() - 3600
    os.utime(forgotten, (an_hour_ago, an_hour_ago))
    offered(b"later")
    assert not forgotten.exists()


def test_chinese_name_survives_and_cannot_break_the_header():
    header = download.disposition('重点 清单"五月"\r\nX: 1/2.xlsx')
    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header
    assert 'filename="mingji.xlsx"' in header
    assert unquote(header.split("''")[1]) == "重点 清单_五月___X_ 1_2.xlsx"
