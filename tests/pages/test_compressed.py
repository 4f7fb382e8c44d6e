"""Scripts that are compressed once and kept for everybody."""

import gzip
from pathlib import Path

import anyio
from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from pages.parts.frame.compressed import Compressed

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/static/js/app.js",
    "headers": [(b"accept-encoding", b"gzip")],
    "asgi": {"spec_version": "2.3"},  # uvicorn's
}


def test_who_leaves_while_a_script_is_read_does_not_cut_it_short_for_the_next(tmp_path: Path) -> None:
    script = tmp_path / "app.js"
    script.write_text("export const t = 1;\n" * 100_000)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await FileResponse(script, media_type="text/javascript")(scope, receive, send)

    async def has_left() -> Message:
        return {"type": "http.disconnect"}

    async def asked() -> bytes:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        compressed = Compressed(application)
        await compressed(SCOPE, has_left, send)
        sent.clear()
        await compressed(SCOPE, has_left, send)
        return b"".join(message.get("body", b"") for message in sent)

    assert gzip.decompress(anyio.run(asked)) == script.read_bytes()
