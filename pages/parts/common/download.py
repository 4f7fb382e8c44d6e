"""Files for the user, made when asked for and handed out by our own route.

Streamlit's own download button leaves the bytes at an address that anybody may fetch. Here the address works
once, for a few minutes, and only in the browser that asked.
"""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

import streamlit as st
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from models import log
from models.home import scratch
from models.people import Person
from models.store import Store, default_home
from pages.parts.frame.visitor import visitor_of

URL = "/mingji/download"
LIFE_SECONDS = 300
NO_COOKIE = "浏览器没有保存本站的 Cookie,不能下载。请允许 Cookie 后刷新页面。"
EXPIRED = "下载链接无效、已用过或已过期。请回到页面,重新点击导出。"


@dataclass(frozen=True)
class Ticket:
    """A finished file that waits for the browser it was made for."""

    path: Path
    file_name: str
    visitor: str
    expires: float


_tickets: dict[str, Ticket] = {}
_lock = Lock()


def offer(
    label: str,
    build: Callable[[], Path | bytes],
    file_name: str,
    *,
    key: str | None = None,
    primary: bool = False,
) -> None:
    """Show a button that builds a file, with progress, and then saves it in the browser.

    Only this part of the page runs again when the button is clicked. `build` returns the content, or the path
    of a file that it made for the purpose: that file is taken away.

    Errors: what `build` raises is shown as on any page.
    """

    @st.fragment
    def button() -> None:
        if not st.button(label, key=key, type="primary" if primary else "secondary"):
            return
        visitor = visitor_of(st.context.cookies)
        if visitor is None:
            st.error(NO_COOKIE)
            return
        with st.spinner("正在生成文件…", show_time=True):
            token, size = deposit(build(), file_name, visitor)
        # static/mingji.js clicks this link as soon as it appears.
        st.link_button("保存文件", f"{URL}/{token}")
        st.caption(f"文件已生成({size_text(size)}),浏览器会自动保存。")

    with st.container(width="content"):  # a part that runs by itself would take what is free in a row
        button()


def exported(
    store: Store,
    person: Person,
    what: str,
    suffix: str,
    write: Callable[[Path], int],
    *,
    scope: Mapping[str, Any],
    run_id: int | None = None,
) -> Path:
    """Return a file of people's data made to be offered, once the log knows of it (`log.exported`)."""
    out = scratch.place(store.home, "exports", suffix)
    log.exported(store, person, what, out, write, scope=scope, run_id=run_id)
    return out


def deposit(
    content: Path | bytes, file_name: str, visitor: str, life_seconds: float | None = None
) -> tuple[str, int]:
    """Keep a file for one visitor and return the token that fetches it, and its size.

    Units: size in bytes.
    """
    token, life = secrets.token_urlsafe(32), LIFE_SECONDS if life_seconds is None else life_seconds
    try:
        _sweep()
        path = _kept(content)
    finally:
        if isinstance(content, Path):
            content.unlink(missing_ok=True)
    counted_from = time.time() + max(0.0, life - LIFE_SECONDS)  # to the sweep of what a former process left
    os.utime(path, (counted_from, counted_from))
    with _lock:
        _tickets[token] = Ticket(path, file_name, visitor, time.monotonic() + life)
    return token, path.stat().st_size


async def deliver(request: Request) -> Response:
    """Return the file of a token to the browser it was made for, once."""
    if request.method != "GET":
        return PlainTextResponse("只能用 GET 下载。", status_code=405)
    ticket = _take(request.path_params["token"], visitor_of(request.cookies))
    if ticket is None:
        return PlainTextResponse(EXPIRED, status_code=403)
    return FileResponse(
        ticket.path,
        headers={"Content-Disposition": disposition(ticket.file_name), "Cache-Control": "no-store"},
        media_type="application/octet-stream",
        background=BackgroundTask(ticket.path.unlink, missing_ok=True),
    )


ROUTE = Route(URL + "/{token}", deliver, methods=["GET"])


def disposition(file_name: str) -> str:
    """Return the Content-Disposition header (RFC 6266), with an ASCII name for whoever knows no other."""
    clean = "".join("_" if ord(c) < 32 or c in '\\/:*?"<>|' else c for c in file_name)
    plain = "mingji" + Path(clean).suffix.encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def _take(token: str, visitor: str | None) -> Ticket | None:
    with _lock:
        ticket = _tickets.get(token)
        if ticket is None or ticket.visitor != visitor or ticket.expires < time.monotonic():
            return None
        return _tickets.pop(token)


def _kept(content: Path | bytes) -> Path:
    path = _place()
    try:
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            shutil.move(content, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _place() -> Path:
    return scratch.place(default_home().resolve(), "downloads")


def _sweep() -> None:
    """Forget and delete what nobody fetched, also what a former process of ours left."""
    with _lock:
        for token in [t for t, ticket in _tickets.items() if ticket.expires < time.monotonic()]:
            del _tickets[token]
    oldest = time.time() - 2 * LIFE_SECONDS
    for path in _place().parent.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def size_text(size: int) -> str:
    """Return a size as a person reads it."""
    if size < 1_000:
        return f"{size} 字节"
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{size / 1_000:,.1f} KB"
