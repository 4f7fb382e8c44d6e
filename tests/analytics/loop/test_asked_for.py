"""举报 and 上级交办: cases of customers that somebody named, with what the last screening found on them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.loop import asked_for
from models.errors import NotFound, WrongUsage
from models.lake import Lake
from models.loop import cases, plans
from models.loop.case import Source
from models.people import LOCAL_USER, Person, Role
from tests.loaded import loaded
from tests.looped import OTHER, STATION, add_case

DUE = date.today() + timedelta(days=20)
CUSTOMERS = f"""
    customers
    cons_no    | org_code
    0000000101 | {STATION}
    0000000102 | {STATION}
    0000000103 | {OTHER}
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return loaded(tmp_path / "home", CUSTOMERS)


def make(lake: Lake, text: str, person: Person = LOCAL_USER, **given: Any) -> int:
    about: dict[str, Any] = {
        "name": "12398 转办",
        "source": Source.REPORT,
        "clue": "举报私自转供电",
        "due": DUE,
    } | given
    with lake.open(person) as door:
        return asked_for.make(door, person, None, asked_for.numbers_in(text), **about)


def test_each_named_customer_is_a_case_of_who_asked_and_the_plan_keeps_what_was_said(lake: Lake) -> None:
    plan = plans.plan(lake.store, make(lake, "0000000103,0000000101\n0000000101"))
    assert (plan.kind, plan.source, plan.scope["clue"]) == ("专项稽查", "举报", "举报私自转供电")
    opened = cases.open_on(lake.store)
    assert sorted(number for _, number in opened) == ["0000000101", "0000000103"]
    row = cases.case(lake.store, opened["customer", "0000000103"])
    assert (row.source, row.picked_by, row.handler_unit) == ("举报", "named", OTHER)


def test_who_has_an_open_case_gets_no_second_one(lake: Lake) -> None:
    add_case(lake.store, "TAR-22", object_id="0000000101", state="核查中")
    plan = plans.plan(lake.store, make(lake, "0000000101 0000000102"))
    assert plan.scope["left_out"] == 1
    with pytest.raises(WrongUsage, match="没有可以列入计划的目标"):
        make(lake, "0000000101")


def test_what_is_no_customer_of_the_person_is_named(lake: Lake) -> None:
    with pytest.raises(NotFound, match="没有户号 0000000109"):
        make(lake, "0000000101 0000000109")
    with pytest.raises(NotFound, match="没有户号 0000000103"):
        make(lake, "0000000103", Person("县专责", Role.LEAD, (STATION,)))
    wrongs: tuple[dict[str, Any], ...] = ({"clue": " "}, {"source": Source.ROUTINE})
    for wrong in wrongs:
        with pytest.raises(WrongUsage):
            make(lake, "0000000101", **wrong)
    with pytest.raises(WrongUsage, match="0 个户号"):
        make(lake, "、")
