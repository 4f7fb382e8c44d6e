"""Streamlit's scripts and styles, sent compressed: it leaves that to a server in front of it, which few have.

Each is compressed once, when it is first asked for, and kept: its name carries a digest of what it holds.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
from anyio import Lock, sleep_forever, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static/"
KINDS = ("text/javascript", "application/javascript", "text/css")
ALREADY_THERE = ("range", "if-none-match", "if-modified-since")  # asked by who holds it, or a part of it
NEVER = re.compile(r"q=0(\.0*)?")
ENCODINGS: dict[
    str, Callable[[bytes], bytes]
] = {  # the best first; browsers take brotli where nobody can listen
    "br": lambda body: pa.Codec("brotli", compression_level=5).compress(body, asbytes=True),
    "gzip": lambda body: gzip.compress(body, 9),
}


@dataclass(frozen=True)
class Answer:
    """What the application answered, whole."""

    status: int
    headers: Headers
    body: bytes

    @property
    def is_code(self) -> bool:
        """Return whether it is a script or a style; of a name that does not exist the page itself is answered."""
        return self.status == 200 and self.headers.get("content-type", "").startswith(KINDS)

    def compressed(self, encoding: str) -> "Answer":
        """Return it as it is sent to whoever takes an encoding."""
        headers = MutableHeaders(raw=list(self.headers.raw))
        body = ENCODINGS[encoding](self.body)
        headers["Content-Encoding"], headers["Content-Length"] = encoding, str(len(body))
        headers.add_vary_header("Accept-Encoding")
        for name in ("etag", "last-modified", "accept-ranges"):  # they describe the file as it lies there
            del headers[name]
        return Answer(self.status, headers, body)

    async def sent(self, send: Send) -> None:
        """Send it; others add to the headers on the way."""
        start = {"type": "http.response.start", "status": self.status, "headers": list(self.headers.raw)}
        await send(start)
        await send({"type": "http.response.body", "body": self.body})


class Compressed:
    """Send scripts and styles compressed to whoever takes that; everything else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[tuple[str, str], Answer] = {}
        self.making: defaultdict[tuple[str, str], Lock] = defaultdict(Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what is kept, or with what the application says."""
        encoding = _wanted(scope)
        if encoding is None:
            await self.app(scope, receive, send)
            return
        key = (scope["path"], encoding)
        if key not in self.kept:
            async with self.making[key]:  # whoever asks meanwhile waits for the first
                answer = self.kept.get(key) or await self._answer(scope)
                self.making.pop(key, None)
                if not answer.is_code:
                    await answer.sent(send)
                    return
                if key not in self.kept:
                    self.kept[key] = await to_thread.run_sync(answer.compressed, encoding)
        await self.kept[key].sent(send)

    async def _answer(self, scope: Scope) -> Answer:
        """Return the whole answer: it is for everybody, and Starlette cuts a file short, silently, for whoever has left."""
        start: Message = {}
        body = bytearray()

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self.app({**scope, "extensions": {}}, _stays, take)
        return Answer(start["status"], Headers(raw=list(start["headers"])), bytes(body))


async def _stays() -> Message:
    """Say for somebody who asks that they are there until they are answered."""
    await sleep_forever()
    return {}


def _wanted(scope: Scope) -> str | None:
    """Return the encoding in which a request's answer is to be sent; None where it is to pass as it is."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(STATIC):
        return None
    if not scope["path"].endswith((".js", ".css")):
        return None
    headers = Headers(scope=scope)
    if any(name in headers for name in ALREADY_THERE):
        return None
    taken = (
        one.partition(";") for one in headers.get("accept-encoding", "").replace(" ", "").lower().split(",")
    )
    names = {name for name, _, weight in taken if not NEVER.fullmatch(weight)}
    return next((name for name in ENCODINGS if name in names), None)
