"""What the list of targets shows and how it is narrowed, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from models.lake import Lake
from pages.parts.common import tables
from tests.company import SUSPENDED, THIEF, UNITS, screened_company
from tests.drawn import drawn
from tests.loaded import load
from tests.pages.target_list import SUPERVISOR, listed, targets

NAMES = f"""
    customers
    cons_no      | org_code   | cons_name | pricing_policy
    {THIEF}      | {UNITS[1]} | 罗兰秀    | 01
    {SUSPENDED}  | {UNITS[0]} | 苗青      | 02
"""


@pytest.fixture
def named(home: Path) -> Lake:
    lake, _ = screened_company(home)
    load(lake, drawn(NAMES), "names")
    return lake


def captions(page: AppTest) -> str:
    return " ".join(one.value for one in page.caption)


def test_each_customer_is_listed_by_name_masked_for_those_who_may_not_see_it(named: Lake):
    assert (THIEF, "罗兰秀") in listed(targets())
    assert (THIEF, "罗**") in listed(targets(SUPERVISOR))


def test_the_address_narrows_the_whole_list(named: Lake):
    page = targets(text="罗兰")
    assert listed(page) == [(THIEF, "罗兰秀")]
    assert "共 1 条" in captions(page)
    assert "没有符合条件" in targets(text="罗兰", pricing="单一制").info[0].value


def test_filters_that_are_out_of_sight_narrow_the_list_too(named: Lake):
    page = targets(pricing="两部制")
    assert listed(page) == [(THIEF, "罗兰秀")]
    assert "没有符合条件" in targets(pricing="两部制", severity="高").info[0].value


def test_a_page_says_which_part_of_how_many_it_shows(home: Path):
    screened_company(home)
    script = f"from pages.parts.common import tables\ntables.paged({2 * tables.PAGE_ROWS + 1}, key='page')"
    page = AppTest.from_string(script).run()
    assert page.caption[0].value == "共 101 条,这里是第 1–50 条"


SEARCHED_LIST = """
import streamlit as st
from pages.parts.common import tables
asked = st.text_input("查找", key="asked")
st.text(str(tables.paged(500, key="page", of=asked)))
"""


def test_the_page_of_a_list_stands_in_the_address_and_another_list_begins_on_its_first():
    page = AppTest.from_string(SEARCHED_LIST)
    page.query_params["page"] = "3"
    assert page.run().text[0].value == "100"
    page.text_input(key="asked").set_value("罗").run()
    assert page.text[0].value == "0"
    page.run()
    assert page.text[0].value == "0"
