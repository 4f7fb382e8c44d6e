"""The cookie by which the server knows the same browser again; it says nothing about who sits there."""

import hashlib
import secrets
from collections.abc import Mapping

COOKIE = "mingji_visitor"


def new_cookie(*, secure: bool) -> str:
    """Return the Set-Cookie value of a browser that comes for the first time.

    Lax, not Strict: a link to a page that a colleague sent must find the cookie that the open tabs use.
    """
    attributes = "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
    return f"{COOKIE}={secrets.token_urlsafe(32)}; {attributes}"


def visitor_of(cookies: Mapping[str, str]) -> str | None:
    """Return a digest that stands for the browser, or None when it sent no cookie."""
    value = cookies.get(COOKIE)
    return hashlib.sha256(value.encode()).hexdigest() if value else None
