"""What a person keeps of a list, and notes on its objects, without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from analytics import screening
from models import marks, views
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.company import THIEF, screened_company
from tests.pages.target_list import SUPERVISOR, listed, targets

MARKED = [("customer", THIEF)]


def company(home: Path) -> Lake:
    return screened_company(home)[0]


def test_the_columns_that_a_person_chose_are_shown_in_their_order_until_the_default_is_back(home: Path):
    lake = company(home)
    page = targets()
    page.multiselect(key="columns-targets").set_value(["reasons", "object_id"]).run()
    assert list(page.dataframe[0].value.columns)[1:] == ["reasons", "object_id"]
    again = targets()
    assert list(again.dataframe[0].value.columns)[1:] == ["reasons", "object_id"]
    assert "name" in targets(SUPERVISOR).dataframe[0].value.columns, "another person's list is as ever"
    again.button(key="columns-targets-default").click().run()
    assert "name" in again.dataframe[0].value.columns
    assert views.columns(lake.store, LOCAL_USER, "targets") is None


def test_a_view_opens_with_the_columns_of_its_author_and_leaves_the_own_choice_alone(home: Path):
    lake = company(home)
    page = targets()
    page.multiselect(key="columns-targets").set_value(["reasons", "object_id"]).run()
    viewed = targets(columns="score,name,gone_by_now")
    assert list(viewed.dataframe[0].value.columns)[1:] == ["score", "name"]
    viewed.multiselect(key="columns-targets").set_value(["name"]).run()
    assert list(viewed.dataframe[0].value.columns)[1:] == ["name"]
    assert views.columns(lake.store, LOCAL_USER, "targets") == ["reasons", "object_id"]
    viewed.button(key="columns-targets-own").click().run()
    assert list(viewed.dataframe[0].value.columns)[1:] == ["reasons", "object_id"]


CUT_SHORT = """
import streamlit as st
from models.people import LOCAL_USER
from models.store import Store
from pages.parts.common.columns import COLUMNS
from pages.parts.frame import kept_views, session
if session.arrived(st.session_state.get("address", "targets")):
    kept_views.forget_columns()
kept_views.show(LOCAL_USER, "targets")
if "another click ends the run" not in st.session_state:
    st.session_state[COLUMNS] = ["name", "object_id"]
"""


def test_a_view_keeps_the_columns_though_the_click_on_save_ends_a_run_that_had_not_come_to_the_list(
    home: Path,
):
    page = AppTest.from_string(CUT_SHORT).run()
    page.session_state["another click ends the run"] = True
    page.text_input(key="view_name").set_value("两列").run().button(key="save_view").click().run()
    [view] = views.views(Store(home), LOCAL_USER, "targets")
    assert view.query == {"columns": "name,object_id"}


def test_a_view_of_a_page_without_a_list_keeps_no_columns_of_the_page_before(home: Path):
    page = AppTest.from_string(CUT_SHORT).run()
    page.session_state["another click ends the run"] = True
    page.session_state["address"] = "weekly"
    page.run().text_input(key="view_name").set_value("无列表").run().button(key="save_view").click().run()
    [view] = views.views(Store(home), LOCAL_USER, "targets")
    assert view.query == {}


def test_a_mark_stands_beside_its_object_in_every_list_and_narrows_it(home: Path):
    lake = company(home)
    marks.mark(lake.store, LOCAL_USER, MARKED, "待查", note="联系人张三来电")
    [shown] = [text for text in targets().dataframe[0].value["mark"] if isinstance(text, str)]
    assert shown == "待查:联系人张三来电(本机用户)"
    [masked] = [text for text in targets(SUPERVISOR).dataframe[0].value["mark"] if isinstance(text, str)]
    assert "张三" not in masked
    assert [number for number, _ in listed(targets(mark="待查"))] == [THIEF]
    everything = {number for number, _ in listed(targets())}
    assert {number for number, _ in listed(targets(mark="未标记"))} == everything - {THIEF}


def test_a_mark_outlives_the_run_that_it_was_set_in(home: Path):
    lake, run = screened_company(home)
    marks.mark(lake.store, LOCAL_USER, MARKED, "排除")
    screening.screen(lake, LOCAL_USER, as_of=run.as_of, period=run.period, codes=["ACC-12"])
    assert [number for number, _ in listed(targets(mark="排除"))] == [THIEF]


def test_a_click_on_a_heading_sorts_the_whole_list_and_the_next_one_the_other_way_round(home: Path):
    company(home)
    script = """
import streamlit as st
from pages.parts.common.narrowing import Sorting
order = Sorting({"score": "得分", "amount_yuan": "金额"}, {})
by, is_reversed = order.choose()
st.button("应收差额", on_click=order.by_heading, args=("amount_yuan",))
st.button("稽查原因", on_click=order.by_heading, args=("reasons",))
st.text(f"{by} {is_reversed}")
"""
    page = AppTest.from_string(script).run()
    said = [page.button[place].click().run().text[0].value for place in (0, 0, 1, 0)]
    assert said == ["amount_yuan False", "amount_yuan True", "amount_yuan True", "amount_yuan False"]
    assert not page.exception
