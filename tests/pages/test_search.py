"""What the search's page does, without a browser."""

from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from models.lake import Lake
from models.orm import LogRow
from tests.loaded import loaded
from tests.opened import LEAD, opened

SUPERVISOR = 'Person("主任", Role.SUPERVISOR, ("",))'
COMPANY = """
    orgs
    org_code  | org_name
    334010101 | 城关供电所

    customers
    cons_no    | org_code  | cons_name | elec_addr
    0301001000 | 334010101 | 罗兰秀    | 人民路12号
    0301001001 | 334010101 | 罗*兰     | 人民路14号

    applications
    app_no | cons_no    | cons_name | org_code
    A7     | 0301001000 | 罗兰秀    | 334010101
"""


@pytest.fixture
def known(home: Path) -> Lake:
    return loaded(home, COMPANY)


def answered(asked: str, person: str = LEAD) -> AppTest:
    return opened("40_search.py", {"q": asked}, person)


def links(page: AppTest) -> list[str]:
    return [link.proto.label for link in page.get("page_link")]


def searches(lake: Lake) -> list[LogRow]:
    with lake.store.read() as session:
        return list(session.scalars(select(LogRow).where(LogRow.action == "search").order_by(LogRow.seq)))


def test_the_page_says_how_many_there_are_and_leads_to_each(known: Lake):
    page = answered("罗兰秀")
    assert "找到 2 个对象" in page.markdown[0].value
    assert links(page) == ["**0301001000** 罗兰秀", "**A7** 罗兰秀"]
    first = page.get("page_link")[0].proto
    assert (first.page, first.query_string) == ("object", "type=customer&id=0301001000")


def test_a_unit_leads_to_the_overview_of_that_unit(known: Lake):
    link = answered("城关供电所").get("page_link")[0].proto
    assert link.query_string == "unit=334010101"


def test_names_are_shown_as_they_are_not_as_markup(known: Lake):
    assert links(answered("罗*")) == [r"**0301001001** 罗\*兰"]


def test_one_kind_can_be_looked_at_alone(known: Lake):
    page = answered("罗兰秀")
    page.segmented_control[0].select("application").run()
    assert links(page) == ["**A7** 罗兰秀"]


def test_each_answer_is_in_the_log_with_what_was_shown_and_without_what_was_typed(known: Lake):
    answered("人民路", person=SUPERVISOR).run()
    [line] = searches(known)
    assert (line.actor, line.detail["rows"]) == ("主任", 2)
    assert line.detail["shown"] == ["customer:0301001000", "customer:0301001001"]
    assert "人民路" not in str(line.detail)


def test_a_person_from_whom_names_are_hidden_is_told_that_they_cannot_be_searched(known: Lake):
    page = answered("罗兰秀", person=SUPERVISOR)
    assert "看不到的姓名" in page.warning[0].value
    assert links(page) == []


def test_without_a_question_the_page_says_what_can_be_asked(known: Lake):
    assert "户名" in answered(" ").info[0].value
    assert searches(known) == []


def test_the_objects_page_without_an_object_points_to_the_search(home: Path):
    from tests.company import screened_company

    screened_company(home)
    assert "查找" in opened("30_object.py").info[0].value
