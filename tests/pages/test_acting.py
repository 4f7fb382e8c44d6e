"""Who acts on the pages of this machine, without a browser."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from models import register
from models.lake import Lake
from models.people import LOCAL_USER, Role
from models.register import Registered
from pages.parts.frame import session

SHELL = """
import streamlit as st
from pages.parts.frame import acting, session
person = session.identify()
acting.choose(person)
st.text(f"{person.signature} {person.role.value}")
"""


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be no browser, whose cookie a test without one cannot send."""
    monkeypatch.setattr(session, "visitor_of", lambda _: None)


def said(page: AppTest) -> str:
    return page.text[0].value


def test_the_local_user_acts_as_somebody_of_the_register_until_that_one_is_disabled(lake: Lake, home: Path):
    page = AppTest.from_string(SHELL).run()
    assert said(page) == "本机用户 营销稽查专责"
    assert not page.selectbox
    register.add(
        lake.store,
        LOCAL_USER,
        [Registered("qian", "钱稽查", Role.STAFF, ("334010101",), True)],
    )
    page.run()
    page.selectbox(key="acts_as").set_value("qian").run()
    assert said(page) == "本机用户 代 钱稽查 稽查员"
    register.disable(lake.store, LOCAL_USER, "qian")
    assert said(page.run()) == "本机用户 营销稽查专责"


def test_a_deputy_is_offered_to_act_as_the_other_as_long_as_it_lasts(lake: Lake, home: Path):
    people = [
        Registered("lin", "林专责", Role.LEAD, ("",), True),
        Registered("qian", "钱稽查", Role.STAFF, ("334010101",), True),
    ]
    register.add(lake.store, LOCAL_USER, people)
    register.name_deputy(lake.store, LOCAL_USER, "lin", "qian", date.today(), date.today())
    page = AppTest.from_string(SHELL).run()
    [label] = [one for one in page.selectbox(key="acts_as").options if " 代 " in one]
    assert label == "钱稽查 代 林专责 · 营销稽查专责"
    page.selectbox(key="acts_as").set_value("qian lin").run()
    assert said(page) == "本机用户 代 钱稽查 代 林专责 营销稽查专责"
    register.end_deputy(lake.store, LOCAL_USER, register.deputies(lake.store)[0].id)
    assert said(page.run()) == "本机用户 营销稽查专责"


def test_who_acts_stays_when_the_browser_loads_the_page_anew_and_is_nothing_to_another_browser(
    lake: Lake, home: Path, monkeypatch: pytest.MonkeyPatch
):
    def opened_by(browser: str) -> AppTest:
        monkeypatch.setattr(session, "visitor_of", lambda _: browser)
        return AppTest.from_string(SHELL).run()

    register.add(lake.store, LOCAL_USER, [Registered("qian", "钱稽查", Role.STAFF, ("334010101",), True)])
    page = opened_by("first")
    page.selectbox(key="acts_as").set_value("qian").run()
    assert said(opened_by("first")) == "本机用户 代 钱稽查 稽查员"
    assert said(opened_by("second")) == "本机用户 营销稽查专责"
    page = opened_by("first")
    page.selectbox(key="acts_as").set_value("").run()
    assert said(opened_by("first")) == "本机用户 营销稽查专责"
