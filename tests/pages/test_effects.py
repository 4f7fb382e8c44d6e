"""What the cases were worth, and cases that somebody asked for, on their pages."""

from datetime import datetime
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from models.lake import Lake
from models.loop import plans
from pages.parts.common.tables import any_is_long
from pages.parts.loop.effects import CHECKS
from pages.parts.report.tables import PAGE_PIXELS
from tests.drawn import drawn
from tests.loaded import load
from tests.looped import STATION, add_case
from tests.opened import opened

OPENED = datetime.now().replace(hour=0, minute=0)
CUSTOMERS = f"""
    customers
    cons_no    | org_code
    0000000101 | {STATION}
"""


def columns_of(page: AppTest, name: str) -> list[Any]:
    table = next(one.value for one in page.dataframe if name in one.value)
    return list(table[name])


def test_each_check_stands_with_what_was_expected_and_what_came_and_the_void_hours_first(
    lake: Lake, home: Path
):
    ranked: dict[str, Any] = {"probability": 0.5, "created_at": OPENED}
    add_case(
        lake.store,
        "TAR-22",
        state="已归档",
        result="属实",
        expected_fen=100_00,
        recovered_fen=80_00,
        **ranked,
    )
    add_case(lake.store, "MET-01", state="已归档", result="不属实", expected_fen=50_00, **ranked)
    page = opened("78_effects.py", seconds=60)
    assert [one.split()[0] for one in columns_of(page, "check")] == ["MET-01", "TAR-22"]
    assert columns_of(page, "expected_yuan") == [50, 100]
    assert columns_of(page, "recovered_yuan") == [0.0, 80.0]
    assert columns_of(page, "void_hours") == [2.0, 0.0]  # a first look at a customer
    assert {one.label: one.value for one in page.metric}["空跑工时"] == "2.0 小时"
    page = opened("78_effects.py", {"part": "来源与差错"}, seconds=60)
    assert columns_of(page, "word")[:1] == ["常态"]


def test_each_check_has_one_line(lake: Lake, home: Path):
    for code in ("MET-11", "PRO-15"):
        add_case(lake.store, code, state="已归档", result="属实", created_at=OPENED)
    page = opened("78_effects.py", seconds=60)
    assert columns_of(page, "check") == [
        "MET-11 现场存在未入系统的计量装置",
        "PRO-15 一址多户(疑似拆户规避两部制/阶梯)",
    ]
    assert not any_is_long(CHECKS, next(one.value for one in page.dataframe if "check" in one.value))


def test_what_was_reported_is_planned_by_customer_numbers_and_refused_words_stay(lake: Lake, home: Path):
    load(lake, drawn(CUSTOMERS), "customers")
    page = opened("70_plans.py", seconds=60)
    page.text_input(key="asked_for-name").set_value("12398 转办")
    page.text_area(key="asked_for-clue").set_value("举报私自转供电")
    page.text_area(key="asked_for-numbers").set_value("0000000101、0000000109")
    [button] = [one for one in page.button if one.label == "制定计划"]
    page = button.click().run()
    assert "没有户号 0000000109" in page.error[0].value
    page.text_area(key="asked_for-numbers").set_value("0000000101")
    [button] = [one for one in page.button if one.label == "制定计划"]
    page = button.click().run()
    assert "计划 1 已制定,待审批" in page.success[0].value
    [plan] = plans.plans(lake.store)
    assert (plan.source, plan.scope["clue"]) == ("举报", "举报私自转供电")


def test_every_column_of_the_checks_stands_on_a_screen_of_1366_pixels():
    assert sum(int(str(column.width)) for column in CHECKS) <= PAGE_PIXELS
