"""The way to a page: through the navigation, with permission, and nothing beside it."""

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from pages.parts.frame import front
from pages.parts.frame.page_cards import PageWithoutCard, page_cards, read_card
from tests.opened import opened
from tests.serving import Serving, copied_project, fetch, frames_for, serving

CANARY = "0512-CANARY-7788"
OPEN_PAGE = f'"""工作台 / 第一页\n\n帮助。\n"""\nimport streamlit as st\nst.write("{CANARY}")\n'
GUARDED_PAGE = f'''"""数据 / 第二页"""
import streamlit as st
from models.people import Permission
from pages.parts.frame.session import require
require(Permission.LOOK)
st.write("{CANARY}")
'''
FAILING_PAGE = '''"""数据 / 出错"""
from models.errors import NotFound
raise NotFound("没有批次 B7", remedy="请核对编号")
'''
BUGGY_PAGE = '"""数据 / 缺陷"""\nraise RuntimeError("password=hunter2")\n'
PAGES = {
    "10_first.py": OPEN_PAGE,
    "20_second.py": GUARDED_PAGE,
    "30_failing.py": FAILING_PAGE,
    "40_buggy.py": BUGGY_PAGE,
}
NOBODY = "\n\ndef identify() -> Person | None:\n    return None\n"
NAIVE_MAIN = """import streamlit as st
st.error("请先登录。")
st.stop()
st.navigation(["pages/10_first.py", "pages/20_second.py"]).run()
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("app")
    with serving(copied_project(folder / "project", PAGES), folder / "home") as running:
        yield running


def says(app: Serving, page_name: str, words: str) -> bool:
    return any(words.encode() in frame.SerializeToString() for frame in frames_for(app, page_name))


# A page reached around the navigation (T-AUTH-1): asked for first, of a process that has just started.


@pytest.mark.slow
@pytest.mark.parametrize("page_name", ["first", "second"])
def test_page_asked_for_first_is_not_shown_to_somebody_not_logged_in(tmp_path: Path, page_name: str):
    project = copied_project(tmp_path / "project", PAGES)
    with (project / "pages/parts/frame/session.py").open("a", encoding="utf-8") as session:
        session.write(NOBODY)
    with serving(project, tmp_path / "home") as app:
        assert not says(app, page_name, CANARY)
        assert says(app, page_name, "请先登录")


@pytest.mark.slow
def test_the_same_question_does_get_past_a_login_with_pages_beside_the_main_script(tmp_path: Path):
    project = copied_project(tmp_path / "project", PAGES)
    (project / "naive.py").write_text(NAIVE_MAIN, "utf-8")
    with serving(project, tmp_path / "home", ("-m", "streamlit", "run", "naive.py")) as naive:
        assert says(naive, "first", CANARY)


@pytest.mark.slow
def test_page_that_asks_for_permission_refuses_even_there(tmp_path: Path):
    project = copied_project(tmp_path / "project", PAGES)
    (project / "naive.py").write_text(NAIVE_MAIN, "utf-8")
    with serving(project, tmp_path / "home", ("-m", "streamlit", "run", "naive.py")) as naive:
        assert says(naive, "second", "请从导航进入本页")
        assert not says(naive, "second", CANARY)


def test_page_is_shown_through_the_navigation_with_its_title_and_section(app: Serving):
    for words in (CANARY, "第一页", "工作台", "帮助。", "本机用户 · 营销稽查专责", "第一页 · 明稽"):
        assert says(app, "first", words)


ADDRESSES = [
    "/",
    "/first",
    "/second",
    "/10_first.py",
    "/pages/10_first.py",
    "/pages/10_first",
    "/app/static/10_first.py",
    "/mingji/static/../../10_first.py",
    "/mingji/static/%2e%2e/%2e%2e/10_first.py",
    "/media/10_first.py",
    "/component/first/index.html",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_gives_a_page_content_over_http(app: Serving, address: str):
    assert CANARY.encode() not in fetch(app.url + address)[2]


def test_name_of_the_first_page_leads_home_and_keeps_what_was_asked(app: Serving):
    with closing(HTTPConnection(app.host)) as connection:
        connection.request("GET", "/first?unit=33401")
        answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (307, "/?unit=33401")
    assert answer.headers["X-Frame-Options"] == "DENY"


# Permission


def test_page_run_by_itself_shows_only_the_refusal():
    page = AppTest.from_string(GUARDED_PAGE).run()
    assert [error.value for error in page.error] == ["请从导航进入本页。"]
    assert not page.markdown


def test_role_without_the_permission_is_refused_by_name(tmp_path: Path):
    page = tmp_path / "20_second.py"
    page.write_text(GUARDED_PAGE, "utf-8")
    refused = opened(page, person='Person("张三", Role.ADMIN, ("",))')
    assert refused.error[0].value == "“系统管理员”没有“查看稽查结果”的权限。如确有需要,请联系系统管理员"
    assert not refused.markdown
    assert opened(page).markdown[0].value == CANARY


# What an answer carries, and what is refused


def test_every_answer_carries_the_security_headers(app: Serving):
    for address in ("/", "/first", "/mingji/static/mingji.js", "/mingji/download/none"):
        headers = fetch(app.url + address)[1]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "script-src 'self';" in headers["content-security-policy"]


def test_page_holds_no_inline_script_and_speaks_chinese(app: Serving):
    html = fetch(app.url + "/first", {"Accept-Encoding": "gzip"})[2].decode()
    assert '<html lang="zh-CN">' in html
    assert "<title>明稽</title>" in html
    assert "<script>" not in html
    assert "mingji.js" in html


@pytest.mark.parametrize(("taken", "sent"), [("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip")])
def test_script_comes_compressed_as_the_browser_takes_it_and_is_kept_for_good(
    app: Serving, taken: str, sent: str
):
    script = app.url + "/" + front.code_of(front.FIRST)[0]
    plain = fetch(script)[2]
    for _ in range(2):  # the second time from what is kept
        _, headers, body = fetch(script, {"Accept-Encoding": taken})
        assert headers["content-encoding"] == sent
        assert int(headers["content-length"]) == len(body) < len(plain) / 2
        assert "immutable" in headers["cache-control"]
        assert headers["vary"] == "Accept-Encoding"
        assert headers["x-content-type-options"] == "nosniff"
        unpacked = (
            gzip.decompress(body)
            if sent == "gzip"
            else pa.CompressedInputStream(pa.BufferReader(body), "brotli").read()
        )
        assert unpacked == plain


def test_script_comes_as_it_is_to_whoever_takes_nothing_else_or_a_part_of_it(app: Serving):
    script = app.url + "/" + front.code_of(front.FIRST)[0]
    _, headers, plain = fetch(script, {"Accept-Encoding": "identity"})
    assert "content-encoding" not in headers
    status, headers, part = fetch(script, {"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (status, part) == (206, plain[:10])
    assert "content-encoding" not in headers
    assert fetch(script, {"Accept-Encoding": "gzip", "If-None-Match": fetch(script)[1]["etag"]})[0] == 304


def test_address_of_no_script_answers_as_ever(app: Serving):
    _, headers, body = fetch(app.url + "/static/js/none.js", {"Accept-Encoding": "gzip"})
    assert headers["content-type"].startswith("text/html")
    assert headers.get("content-encoding") == "gzip" or b"<html" in body


def test_page_names_early_what_draws_its_first_figures(app: Serving):
    html = fetch(app.url)[2].decode()
    assert all(html.count(name) == 1 for name in front.code_of(front.FIRST))


def test_foreign_host_is_refused(app: Serving):
    assert fetch(app.url, {"Host": "evil.example"})[0] == 403


def test_websocket_from_a_foreign_site_is_refused(app: Serving):
    with pytest.raises(InvalidStatus, match="403"):
        connect(f"ws://{app.host}/_stcore/stream", origin=Origin("http://evil.example"))


@pytest.mark.parametrize("address", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_what_nobody_needs_is_closed(app: Serving, address: str):
    assert fetch(app.url + address)[0] == 404


# Errors


def test_error_of_ours_is_shown_in_its_own_words(app: Serving):
    assert says(app, "failing", "没有批次 B7。请核对编号")


def test_bug_is_shown_by_a_number_that_is_in_the_log_and_by_nothing_else(app: Serving):
    assert says(app, "buggy", "本页出错了(编号 ")
    assert not says(app, "buggy", "hunter2")
    assert "页面出错,编号 " in app.log.read_text("utf-8")


# Settings (T-CFG-1)

SETTINGS = {
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "server.maxUploadSize": 400,
    "server.maxMessageSize": 50,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.xsrfCookieSameSite": "strict",
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.disconnectedSessionTTL": 30,
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": False,
}


OPTIONS_PAGE = f'''"""数据 / 设置"""
import json
import streamlit as st
st.text(json.dumps({{name: st.get_option(name) for name in {[*SETTINGS, "server.cookieSecret"]}}}))
'''


@pytest.mark.slow
def test_security_settings_hold_in_the_running_process(tmp_path: Path):
    project = copied_project(tmp_path / "project", {"10_options.py": OPTIONS_PAGE})
    with serving(project, tmp_path / "home") as app:
        texts = [frame.delta.new_element.text.body for frame in frames_for(app, "options")]
    options = json.loads("".join(texts))
    secret = options.pop("server.cookieSecret")
    assert options == SETTINGS
    key = tmp_path / "home" / "cookie.key"
    assert secret == key.read_text("ascii")
    assert key.stat().st_mode & 0o777 == 0o600


def test_server_itself_speaks_to_nobody_outside(app: Serving):
    says(app, "first", CANARY)
    connections = psutil.Process(app.pid).net_connections()
    assert {connection.laddr.ip for connection in connections} == {"127.0.0.1"}
    assert {connection.raddr.ip for connection in connections if connection.raddr} <= {"127.0.0.1"}


# Cards


def test_pages_come_in_the_order_of_their_numbers(tmp_path: Path):
    for name in ("100_last.py", "20_second.py", "9_first.py", "helper.py"):
        (tmp_path / name).write_text('"""数据 / 页"""', "utf-8")
    assert [card.url_path for card in page_cards(tmp_path)] == ["first", "second", "last"]


def test_page_without_section_and_title_is_named(tmp_path: Path):
    page = tmp_path / "10_nameless.py"
    page.write_text('"""只有标题"""', "utf-8")
    with pytest.raises(PageWithoutCard, match=r"10_nameless\.py"):
        read_card(page)
