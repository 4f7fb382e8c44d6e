"""What the field gets of a case says what was found and what to look at, never whether ranking or chance chose it."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models import register
from models.lake import Lake
from models.loop import cases, plans
from models.loop.case import TaskKind
from models.people import LOCAL_USER
from models.register import Registered
from reports.dispatched_list import write_lists
from reports.notices import told
from tests.base_cases.dispatched import BOSS, LEAD, PEOPLE, STAFF, STATION, page_of, said, target
from tests.drawn import drawn
from tests.loaded import load

PAIRS = (
    (0, 1),
    (2, 3),
)  # a ranked case beside one drawn by lot, both with the same hit, then both without any
CUSTOMERS = "customers\ncons_no | org_code | cons_name | elec_addr\n" + "\n".join(
    f"000000000{number} | {STATION} | 罗兰秀 | 临江县人民路" for number in (1, 2, 3, 4)
)


@pytest.fixture
def numbers(lake: Lake) -> list[str]:
    load(lake, drawn(CUSTOMERS), "customers")
    store = lake.store
    register.add(
        store, LOCAL_USER, [Registered(one.login, one.name, one.role, one.units, True) for one in PEOPLE]
    )
    of_lot = {"picked_by": "random", "inclusion_probability": 0.01}
    targets = [
        replace(target(1), picked_by="ranking"),
        replace(target(2), **of_lot),
        replace(target(3), picked_by="ranking", org_code=STATION, hits=()),
        replace(target(4), hits=(), **of_lot),
    ]
    due = date.today() + timedelta(days=30)
    plan = plans.create(
        store, LEAD, name="十月稽查", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=targets
    )
    plans.approve(store, BOSS, plan)
    return [row.case_no for row in plans.dispatch(store, LEAD, plan)]


def without_numbers(text: str) -> str:
    """Return a text without what makes a case, its customer or a moment this one."""
    return re.sub(r"\b[1-4] 月|稽查20\d{9}|000000000\d|\d\d:\d\d", "…", text)


def rows(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["稽查清单"]
    names = [str(cell.value) for cell in sheet[2]]
    found = [dict(zip(names, line, strict=True)) for line in sheet.iter_rows(min_row=3, values_only=True)]
    return [one for one in found if one["工单编号"]]


def test_the_list_tells_no_more_of_a_ranked_case_than_of_one_drawn_by_lot(
    lake: Lake, numbers: list[str], tmp_path: Path
) -> None:
    [(path, _)] = write_lists(lake, STAFF, 1, tmp_path)
    own = {"序号", "回执码"}
    told_of = [
        {name: without_numbers(str(value)) for name, value in one.items() if name not in own}
        for one in rows(path)
    ]
    for ranked, by_lot in PAIRS:
        assert told_of[ranked] == told_of[by_lot]
    assert told_of[3]["现场看什么"].startswith("常规核查:户名、地址、用电性质")
    assert told_of[1]["现场看什么"].endswith(told_of[3]["现场看什么"])


def test_nor_does_the_page_of_the_case(lake: Lake, numbers: list[str]) -> None:
    pages = [without_numbers(said(page_of("72_case.py", STAFF, no=number))) for number in numbers]
    for ranked, by_lot in PAIRS:
        assert pages[ranked] == pages[by_lot]
    assert "随机" not in "".join(pages)


def test_nor_do_the_notice_and_the_plan(lake: Lake, numbers: list[str]) -> None:
    found = [cases.case(lake.store, number) for number in numbers]
    lines = [told(row, cases.checks_of(lake.store, row), "", outcomes={}, units={}) for row in found]
    for ranked, by_lot in PAIRS:
        assert without_numbers(str(lines[ranked])) == without_numbers(str(lines[by_lot]))
    assert "随机" not in said(page_of("70_plans.py", STAFF))
    assert "随机" in said(page_of("70_plans.py"))
