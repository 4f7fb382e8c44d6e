"""A page that is looked at again shows data, marks and screenings as they are now, whatever is kept for everybody."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import screening
from models import marks
from models.data import batches
from models.lake import Lake
from models.people import LOCAL_USER
from tests.company import THIEF, UNITS, screened_company
from tests.drawn import drawn
from tests.loaded import load
from tests.opened import opened


@pytest.fixture
def lake(home: Path) -> Lake:
    return screened_company(home)[0]


def name_the_thief(lake: Lake, name: str) -> int:
    lines = ("customers", "cons_no | org_code | cons_name", f"{THIEF} | {UNITS[1]} | {name}")
    return load(lake, drawn("\n".join(lines)), name)


def targets(**asked: str) -> AppTest:
    return opened("20_targets.py", {"jobs": "0"} | asked, seconds=60)


def names(page: AppTest) -> list[str | None]:
    [table] = [one.value for one in page.dataframe if "reasons" in one.value] or [None]
    return [] if table is None else list(table[table.object_id == THIEF]["name"])


def said(page: AppTest) -> str:
    return " ".join(one.value for one in page.text)


@pytest.mark.parametrize("script", ["10_overview.py", "20_targets.py"])
def test_a_list_names_a_customer_as_the_last_import_does_and_after_its_undoing_as_before(
    lake: Lake, script: str
) -> None:
    name_the_thief(lake, "罗兰秀")
    page = opened(script, {"jobs": "0"}, seconds=60)
    assert names(page) == ["罗兰秀"]
    number = name_the_thief(lake, "苗青")
    assert names(page.run()) == ["苗青"]
    batches.undo(lake.store, number, LOCAL_USER)
    assert names(page.run()) == ["罗兰秀"]


def test_an_objects_page_shows_the_last_import(lake: Lake) -> None:
    page = opened("30_object.py", {"type": "customer", "id": THIEF}, seconds=60)
    name_the_thief(lake, "苗青")
    assert "苗青" not in said(page)
    assert "苗青" in said(page.run())


def test_a_list_narrowed_to_a_mark_has_an_object_from_when_it_is_marked(lake: Lake) -> None:
    page = targets(mark="待查")
    assert names(page) == []
    marks.mark(lake.store, LOCAL_USER, [("customer", THIEF)], "待查")
    assert len(names(page.run())) == 1
    marks.mark(lake.store, LOCAL_USER, [("customer", THIEF)], "")
    assert names(page.run()) == []


def test_an_objects_page_shows_the_next_screening_when_it_is_done(lake: Lake) -> None:
    page = opened("30_object.py", {"type": "customer", "id": THIEF}, seconds=60)
    assert "第 1 次筛查" in page.get("html")[0].proto.body
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["ACC-12"])
    page.run()
    assert "第 2 次筛查" in page.get("html")[0].proto.body


def test_what_a_run_of_a_page_imports_it_sees(lake: Lake) -> None:
    script = """
from models.people import LOCAL_USER
from pages.parts.common.data import door_of, lake
from pages.parts.frame.session import admitted
from tests.drawn import drawn
from tests.loaded import load
import streamlit as st

with admitted(LOCAL_USER):
    before = door_of(LOCAL_USER).rows("staff")
    load(lake(), drawn("staff\\nemp_no | name\\n1 | 甲"), "staff")
    st.text(f"{before} {door_of(LOCAL_USER).rows('staff')}")
"""
    page = AppTest.from_string(script, default_timeout=60).run()
    assert said(page) == "0 1"
