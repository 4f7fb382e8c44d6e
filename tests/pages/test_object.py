"""What an object's page does, without a browser."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy import select, text
from streamlit.testing.v1 import AppTest

from analytics import screening
from data_loaders.catalog import tables
from models.lake import Lake
from models.orm import LogRow
from models.people import LOCAL_USER
from models.store import Store
from tests.company import SUSPENDED, THIEF, company, screened_company
from tests.loaded import load
from tests.opened import opened

SUPERVISOR = 'Person("主任", Role.SUPERVISOR, ("",))'


@pytest.fixture
def screened(home: Path) -> Lake:
    return screened_company(home)[0]


def object_page(number: str, **more: Any) -> AppTest:
    return opened("30_object.py", {"type": "customer", "id": number}, seconds=60, **more)


def looks(lake: Lake) -> list[LogRow]:
    with lake.store.read() as session:
        return list(session.scalars(select(LogRow).where(LogRow.action == "look").order_by(LogRow.seq)))


def test_each_customer_looked_at_is_in_the_log_with_who_looked(screened: Lake):
    object_page(THIEF, person=SUPERVISOR)
    object_page(SUSPENDED)
    first, second = looks(screened)
    assert (first.actor, first.subject, first.detail["run"]) == ("主任", f"customer:{THIEF}", 1)
    assert second.subject == f"customer:{SUSPENDED}"


def test_page_that_runs_again_in_the_same_visit_is_one_look(screened: Lake):
    page = object_page(THIEF)
    page.run()
    page.run()
    assert len(looks(screened)) == 1


def test_coming_back_from_another_page_is_another_look(screened: Lake):
    page = object_page(THIEF)
    page.session_state["mingji_visit"] = 1
    page.run()
    assert len(looks(screened)) == 2


def way_back(page: AppTest) -> tuple[str, dict[str, list[str]]]:
    link = page.get("page_link")[0].proto
    return Path(link.page).stem if link.page.endswith(".py") else link.page, parse_qs(link.query_string)


def test_the_way_back_leads_to_the_list_that_one_came_from_as_it_was_narrowed(screened: Lake):
    left = {"targets": {"check": "TAR-01"}, "inspection": {"of": "inspection-own_generation"}, "object": {}}
    page = object_page(THIEF, filled={"mingji_left": left})
    assert way_back(page) == ("inspection", {"of": ["inspection-own_generation"], "run": ["1"]})
    assert way_back(object_page(THIEF)) == ("targets", {"run": ["1"]})


def test_number_that_nobody_has_is_no_look(screened: Lake):
    page = object_page("9999999999")
    assert "没有找到" in page.warning[0].value
    assert looks(screened) == []


def test_look_that_cannot_be_logged_shows_nothing(screened: Lake):
    with screened.store.write() as session:
        session.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'full'); END")
        )
    page = object_page(THIEF)
    assert page.exception
    assert len(page.dataframe) == 0


def test_customer_without_own_hits_names_those_of_its_other_objects(home: Path):
    lake = Lake(Store(home), tables())
    app = {"app_no": "A9", "cons_no": SUSPENDED, "app_type": "101", "accept_time": datetime(2025, 2, 1)}
    steps = [
        {"app_no": "A9", "step_no": step, "end_time": datetime(2025, 3, day)}
        for step, day in (("A02", 9), ("A05", 5))
    ]
    load(lake, company(2) | {"applications": [app], "application_steps": steps}, "company")
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["BIZ-07"])
    page = object_page(SUSPENDED)
    assert not page.success
    assert "有 1 个疑似问题" in page.warning[0].value
    [link] = [one for one in page.get("page_link") if "A9" in one.proto.label]
    assert "BIZ-07" in link.proto.label


def test_an_account_is_called_by_its_unit_subject_and_month(screened: Lake):
    page = opened("30_object.py", {"type": "account", "id": "334010101|112201|202510"}, seconds=60)
    assert not page.exception
    headings = [one.value for one in page.markdown if one.value.startswith("####")]
    assert headings == ["#### 账务科目 334010101 112201 科目 2025年10月"]
    said = "\n".join(one.value for one in page.text)
    assert "应收账款 2025年10月 期末营销余额 500 元" in said
    assert "202510" not in said


def test_an_area_that_only_customers_name_has_a_page_with_its_unit_by_name(screened: Lake):
    unit = {"org_code": "334010101", "org_name": "东湖城关供电所", "short_name": "城关所"}
    one = {"cons_no": "0000000091", "org_code": "334010101", "tg_no": "001000077", "tg_name": "桥头2号公变"}
    load(screened, {"orgs": [unit], "customers": [one]}, "areas")
    page = opened("30_object.py", {"type": "case", "id": "001000077"}, seconds=60)
    assert "#### 台区 001000077" in [said.value for said in page.markdown]
    assert {"桥头2号公变", "城关所"} <= {said.value for said in page.text}
    assert any("打印" in button.label for button in page.button)


def test_the_records_begin_with_the_first_table_that_has_any(screened: Lake):
    page = object_page(THIEF)
    chosen = page.button_group(key="records").value
    assert chosen == "bills", "there are no readings"
    assert any("amt_ym" in table.value for table in page.dataframe)


def test_what_is_not_found_has_nothing_to_print(screened: Lake):
    assert not any("打印" in button.label for button in object_page("9999999999").button)
