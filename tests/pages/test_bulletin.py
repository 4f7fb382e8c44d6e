"""The monthly bulletin on the screen: the screening's month, what people add, and where its figures lead."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import screening
from models import editions
from models.editions import Edition
from models.lake import Lake
from models.people import LOCAL_USER
from tests.company import company
from tests.drawn import drawn
from tests.loaded import load
from tests.made_once import made_once
from tests.opened import opened

PAGE = "65_bulletin.py"
ORGS = "orgs\norg_code | org_name | short_name\n33401 | 国网临江供电公司 | 临江公司"


@pytest.fixture
def screened(home: Path) -> Lake:
    return made_once(screened_with_names, home)


def screened_with_names(lake: Lake) -> None:
    load(lake, drawn(ORGS), "drawn")
    load(lake, company(), "company")
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["ACC-12"])


def texts(page: AppTest) -> str:
    assert not page.exception
    parts = (page.markdown, page.text, page.caption, page.info)
    return "\n".join(element.value for kind in parts for element in kind)


def test_without_a_screening_the_page_says_what_to_do_first(home: Path):
    assert "还没有数据" in texts(opened(PAGE))


def test_bulletin_is_about_the_month_of_the_screening(screened: Lake):
    said = texts(opened(PAGE))
    assert "2025年10月" in said
    assert "国网临江供电公司" in said
    assert "各类别疑似问题" in said


def test_what_only_people_know_is_written_in_its_place(screened: Lake):
    page = opened(PAGE)
    next(
        one for one in page.button if one.key and one.key.startswith("edit-") and "overdue" in one.key
    ).click()
    page.run()
    page.text_area[0].set_value("三项任务超期。").run()
    next(one for one in page.button if one.label == "保存").click().run()
    assert "三项任务超期。" in texts(page)
    kept = editions.edits(screened.store, Edition("bulletin", "33401", date(2025, 10, 1), date(2025, 10, 31)))
    assert [edit.text for edit in kept.values()] == ["三项任务超期。"]


def test_address_without_such_a_screening_shows_the_latest(screened: Lake):
    assert "2025年10月" in texts(opened(PAGE, {"run": "99"}))
