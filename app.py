"""The launcher: Streamlit behind our guard, with our routes; the screen begins in pages/parts/frame/shell.py."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import streamlit as st
import uvicorn.config
from starlette.middleware import Middleware

from models.errors import StoreUnusable
from models.home.bugs import DISCREET, LOG_LINE, log_discreetly
from models.home.disk import unwritable
from models.home.home_keys import key_of
from models.store import default_home
from pages.parts.common import download
from pages.parts.frame import front
from pages.parts.frame.compressed import Compressed
from pages.parts.frame.guard import Guard
from pages.parts.frame.problem import show_problem

DEFAULT_PORT = 8501
MEMORY_GB = "2"  # for the engine of all pages together; a job has as much for its own
SHELL = Path(__file__).resolve().parent / "pages" / "parts" / "frame" / "shell.py"

app = st.App(
    SHELL,
    routes=[download.ROUTE, front.ROUTE],
    middleware=[Middleware(Guard), Middleware(Compressed), Middleware(front.OwnFront)],
    on_script_error=show_problem,
)


def serve(home: Path | None = None, port: int | None = None) -> None:
    """Run the web application until it is stopped by Ctrl-C or a signal; the port is else MINGJI_PORT.

    Errors: StoreUnusable where the home cannot be written; the process ends with a message when the port is taken.
    """
    home = (home or default_home()).resolve()
    port = port or int(os.environ.get("MINGJI_PORT") or DEFAULT_PORT)
    os.environ["MINGJI_HOME"] = str(home)
    os.environ.setdefault("MINGJI_MEMORY_GB", MEMORY_GB)
    try:
        os.environ.setdefault("STREAMLIT_SERVER_COOKIE_SECRET", key_of(home, "cookie"))
    except OSError as error:
        raise unwritable(error, f"无法使用数据目录 {home}") from error
    uvicorn.config.LOGGING_CONFIG["loggers"]["uvicorn"]["level"] = "WARNING"
    uvicorn.config.LOGGING_CONFIG["formatters"]["default"] = {"class": DISCREET, "format": LOG_LINE}
    log_discreetly()
    with suppress(KeyboardInterrupt):  # raised after the server has closed; Ctrl-C is how one stops it
        app.run(config={"server.port": port})


if __name__ == "__main__":
    try:
        serve()
    except StoreUnusable as error:
        sys.exit(str(error))
