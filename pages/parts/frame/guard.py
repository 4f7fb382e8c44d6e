"""What every request passes before Streamlit sees it, and what every answer carries."""

import re
from http.cookies import SimpleCookie

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts.frame.visitor import COOKIE, new_cookie

CLOSED = ("/_stcore/metrics", "/_stcore/agent/")  # answered to anybody; nobody here needs them
HOST = re.compile(r"[\w.-]+(:\d+)?|\[[\da-f:]+\](:\d+)?", re.I)

# Streamlit writes styles into the page (hence 'unsafe-inline' for them); Plotly and icons use data: images.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' {socket}; worker-src 'self' blob:; frame-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Guard:
    """Refuse foreign hosts and closed paths; add the security headers and the visitor's cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not is_own_host(host):
            await _refuse(scope, receive, send, "请求的主机名不在允许之列(server.allowedHosts)。", 403)
        elif scope["path"].startswith(CLOSED):
            await _refuse(scope, receive, send, "没有这个地址。", 404)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send, scope, host, headers.get("cookie", "")))


def is_own_host(host: str) -> bool:
    """Return whether a Host header names this server; without a list every well-formed name does."""
    if not HOST.fullmatch(host):
        return False
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    allowed_hosts = st.get_option("server.allowedHosts") or ["*"]
    return any(_matches(name.lower(), allowed.lower()) for allowed in allowed_hosts)


def _matches(name: str, allowed: str) -> bool:
    if allowed.startswith("*."):
        return name.endswith(allowed[1:])
    return allowed in ("*", name)


def _with_headers(send: Send, scope: Scope, host: str, cookies: str) -> Send:
    secure = scope["scheme"] == "https"
    policy = POLICY.format(socket=f"{'wss' if secure else 'ws'}://{host}")
    known = COOKIE in SimpleCookie(cookies)

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy
            for name, value in HEADERS.items():
                headers[name] = value
            if secure:
                headers["Strict-Transport-Security"] = "max-age=31536000"
            if not known and headers.get("content-type", "").startswith("text/html"):
                headers.append("Set-Cookie", new_cookie(secure=secure))
        await send(message)

    return send_with_headers


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    else:
        await PlainTextResponse(why, status_code=status)(scope, receive, send)
