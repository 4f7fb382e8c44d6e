"""复查 of many on its page: by a sample that chance draws, and by what newer data show."""

import time
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from models import jobs
from models.lake import Lake
from models.loop import case_steps, cases, recheck_samples
from models.loop.case import Action, Said
from models.people import LOCAL_USER
from pages.parts.common import tables
from tests.drawn import drawn
from tests.loaded import load
from tests.looped import OTHER, STATION, add_cases
from tests.opened import opened

WAITS = {"state": "待复查", "result": "属实"}


def button(page: AppTest, label: str) -> AppTest:
    [one] = [each for each in page.button if each.label == label]
    return one.click().run()


def test_a_sample_is_drawn_and_when_it_has_passed_the_rest_is_archived(lake: Lake, home: Path):
    numbers = add_cases(lake.store, [{"codes": ("TAR-22",), **WAITS}] * 4)
    page = opened("73_rectification.py", {"stage": "抽样复查"}, seconds=60)
    assert list(page.dataframe[0].value["cases"]) == [4]
    page = button(page, "随机抽取")
    assert "抽样复查第 1 号已抽取" in page.success[0].value
    [one] = recheck_samples.draws(lake.store, LOCAL_USER)
    drawn = [member.row.case_no for member in one.drawn]
    assert (len(drawn), one.row.unit) == (2, STATION)  # 30 % of four, rounded up
    assert not [each for each in page.button if "按样本归档" in each.label]
    for number in drawn:
        cases.move(lake.store, LOCAL_USER, number, Action.PASS)
    page = button(
        opened("73_rectification.py", {"stage": "抽样复查", "draw": "1"}, seconds=60), "其余 2 件按样本归档"
    )
    assert "按抽样复查第 1 号归档 2 件" in page.success[0].value
    assert {cases.case(lake.store, number).state for number in numbers} == {"已归档"}


def test_of_a_lot_whose_sample_failed_no_case_is_passed_by_a_step_for_many(
    lake: Lake, home: Path, monkeypatch: pytest.MonkeyPatch
):
    add_cases(lake.store, [{"codes": ("TAR-22",), **WAITS}] * 2)
    recheck_samples.draw(lake.store, LOCAL_USER, STATION, ["TAR-22"], size=1)
    [one] = recheck_samples.draws(lake.store, LOCAL_USER)
    said = Said("只改了当月", due=date.today())
    cases.move(lake.store, LOCAL_USER, one.drawn[0].row.case_no, Action.FAIL, said)
    monkeypatch.setattr(tables, "selected", lambda key: [0] if key.startswith("cases-") else [])
    page = opened("73_rectification.py", {"stage": "复查"}, seconds=60)
    page.selectbox(key="bulk_action").set_value("复查合格").run()
    page = button(page, "复查合格 1 件")
    assert "1 件没有办理" in page.warning[0].value
    [left] = [one.value for one in page.dataframe if "why" in one.value]
    assert "同批的抽样复查第 1 号有不合格" in left["why"][0]


def ledgers(finance: dict[str, str]) -> str:
    """The receivables of September by unit: 1,000.00 by marketing, and what finance has."""
    rows = [
        f"{unit} | 202609 | 112201 | 应收账款-电费 | {level} | {balance}"
        for unit, balance in finance.items()
        for level, balance in (("营销", "1000.00"), ("财务", balance))
    ]
    head = "org_code | period | acct_code | acct_name | ledger_level | close_bal"
    return "\n".join(["ledger_balances", head, *rows])


def test_all_that_waits_is_asked_of_newer_data_at_once_and_moved_by_what_they_show(
    lake: Lake, home: Path, monkeypatch: pytest.MonkeyPatch
):
    load(lake, drawn(ledgers({STATION: "900.00", OTHER: "800.00"})), "before")
    own = {"object_type": "account", "rectified_at": datetime(2026, 11, 15), **WAITS}
    numbers = add_cases(
        lake.store,
        [
            {
                "codes": ("ACC-12",),
                "object_id": f"{unit}|112201|202609",
                "problem_id": f"ACC-12|account|{unit}|112201|202609|202609",
                "org_code": unit,
                "amount_fen": fen,
                "period": "202609",
                **own,
            }
            for unit, fen in ((STATION, 10_000), (OTHER, 20_000))
        ],
    )
    load(lake, drawn(ledgers({STATION: "1000.00", OTHER: "800.00"})), "after")
    page = button(opened("73_rectification.py", {"stage": "按数据复查"}, seconds=60), "用现在的数据再查 2 件")
    [job] = jobs.recent(lake.store, "recheck", 2)
    until = time.monotonic() + 60
    while not jobs.is_over(lake.store, job.id) and time.monotonic() < until:
        time.sleep(0.05)
    monkeypatch.setattr(tables, "selected", lambda key: [0] if key.startswith("proofs-") else [])
    page = page.run()
    [shown] = [one.value for one in page.dataframe if "shown" in one.value]
    assert list(shown["case_no"]) == numbers
    assert list(shown["shown"]) == ["已消除", "仍存在"]
    page.selectbox(key="bulk_action").set_value("复查合格").run()
    page = button(page, "复查合格 1 件")
    assert "已办理 1 件" in page.success[0].value
    passed = cases.case(lake.store, numbers[0])
    assert passed.state == "已归档"
    assert case_steps.history(lake.store, passed)[-1].comment.startswith("数据佐证:ACC-12 已消除(")
    [left] = [one.value for one in page.dataframe if "shown" in one.value]
    assert list(left["case_no"]) == numbers[1:]
