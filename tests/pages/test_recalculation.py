"""What the page that recalculates a bill does, without a browser."""

from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from models.lake import Lake
from models.orm import LogRow
from tests.company import SUSPENDED, THIEF, screened_company
from tests.opened import opened

STAFF_ELSEWHERE = 'Person("稽查员", Role.STAFF, ("99999",))'


@pytest.fixture
def screened(home: Path) -> Lake:
    return screened_company(home)[0]


def page(**more: str) -> AppTest:
    person = more.pop("person", None)
    return opened("38_recalculation.py", more, seconds=60, **({"person": person} if person else {}))


def test_a_bill_stands_beside_its_recalculation(screened: Lake) -> None:
    shown = page(id=THIEF)
    assert not shown.exception
    assert [metric.label for metric in shown.metric] == ["账单电费", "复算电费", "差额", "不一致"]
    assert any("不能复算" in text.value or "一致" in text.value for text in shown.markdown)


def test_whose_bill_was_looked_at_is_in_the_log(screened: Lake) -> None:
    page(id=SUSPENDED)
    with screened.store.read() as session:
        [look] = session.scalars(select(LogRow).where(LogRow.action == "look")).all()
    assert look.subject == f"customer:{SUSPENDED}"


def test_without_a_customer_the_page_asks_for_one(screened: Lake) -> None:
    assert [info.value for info in page().info] == ["请输入户号,或在对象详情中点“电费复算”。"]


def test_a_customer_of_another_unit_is_not_found(screened: Lake) -> None:
    [warning] = page(id=THIEF, person=STAFF_ELSEWHERE).warning
    assert warning.value == f"没有找到用户 {THIEF},或不在您的单位范围内。"
