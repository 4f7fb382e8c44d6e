"""How judged cases would have fallen by other values, judged on the screening that each came from.

In October 2025 the ledgers of 334010101 differ by 100.00 yuan and those of 334010201 by 199.50; ACC-12 takes 1.00.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics import parameters, screening
from analytics.loop.cases_tried import OBJECTS, Fate, Sum, Tried, fates, judged_cases, questions, sums
from analytics.rulebook import check_of
from analytics.tuning import work_out
from models.lake import Lake
from models.orm import Batch
from models.people import LOCAL_USER, Person, Role
from tests.base_cases.ledgers import LEDGERS
from tests.drawn import drawn
from tests.loaded import load, loaded
from tests.looped import OPENED, add_case, add_plan

CHECK, NAME = check_of("ACC-12"), "tolerance_yuan"
AS_OF, FIRST, SECOND = date(2025, 11, 1), "334010101", "334010201"
ARCHIVED = {"state": "已归档", "closed_at": OPENED + timedelta(hours=9), "object_type": "account"}
EVEN = LEDGERS.replace("900.00", "1000.00").replace("300.50", "500.00")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return loaded(tmp_path / "home", LEDGERS)


def plan_of_screening(lake: Lake, **options: Any) -> int:
    number = screening.screen(lake, LOCAL_USER, as_of=AS_OF, period="202510", codes=["ACC-12"], **options)
    return add_plan(lake.store, run_id=number)


def case_of(lake: Lake, plan_id: int | None, unit: str, **fields: Any) -> str:
    """Write a judged case of ACC-12 on the account of a unit."""
    account = f"{unit}|112201|202510"
    about = {"object_id": account, "org_code": unit, "amount_fen": 10_000 if unit == FIRST else 19_950}
    plan = {} if plan_id is None else {"plan_id": plan_id}
    codes = fields.pop("codes", ["ACC-12"])
    return add_case(lake.store, *codes, **{**plan, **ARCHIVED, **about, **fields})


def tried(lake: Lake, value: float, unit: str = "", person: Person = LOCAL_USER) -> list[Tried]:
    """Return what becomes of the cases by another tolerance for the units under a prefix."""
    judged = judged_cases(lake.store, person, "ACC-12", unit)
    asked = questions(lake, CHECK, judged, unit, {NAME: value})
    work_out(lake, CHECK, [side for sides in asked.values() if sides for side in sides], OBJECTS)
    return fates(lake.store, CHECK, judged, asked)


def fate_of(lake: Lake, value: float, unit: str = "") -> dict[str, str]:
    return {one.judged.row.case_no: one.fate.value for one in tried(lake, value, unit)}


def test_a_confirmed_case_is_kept_or_lost_and_a_void_one_kept_or_avoided(lake: Lake) -> None:
    plan = plan_of_screening(lake)
    borne_out = case_of(lake, plan, SECOND, result="属实", established_fen=-19_000)
    void = case_of(lake, plan, FIRST, result="不属实")
    assert fate_of(lake, 50) == {borne_out: "查实保住", void: "查无实据仍在"}
    assert fate_of(lake, 150) == {borne_out: "查实保住", void: "查无实据避免"}
    assert fate_of(lake, 300) == {borne_out: "查实漏掉", void: "查无实据避免"}
    found = sums(tried(lake, 150))
    assert found[Fate.CONFIRMED_KEPT] == Sum(1, 19_000)
    assert found[Fate.VOID_AVOIDED] == Sum(1, 10_000)
    assert found[Fate.CONFIRMED_LOST] == Sum(0, 0)


def test_the_cases_are_those_that_the_confirmation_rate_is_made_of(lake: Lake) -> None:
    plan = plan_of_screening(lake)
    at_sight = case_of(lake, plan, FIRST, state="不处理", void_at_sight_by=("钱", "孙"))
    for state, result in (("不处理", None), ("白名单", None), ("待审核", "属实"), ("已作废", "属实")):
        case_of(lake, plan, FIRST, state=state, result=result)
    under_way = case_of(lake, plan, FIRST, state="整改中", result="部分属实")
    assert fate_of(lake, 150) == {under_way: "查实漏掉", at_sight: "查无实据避免"}


def test_a_case_is_judged_by_the_data_of_its_screening_whatever_was_imported_since(lake: Lake) -> None:
    borne_out = case_of(lake, plan_of_screening(lake), SECOND, result="属实")
    load(lake, drawn(EVEN), "put right")
    assert fate_of(lake, 150) == {borne_out: "查实保住"}
    assert fate_of(lake, 300) == {borne_out: "查实漏掉"}


def test_of_a_case_whose_data_are_gone_it_is_said_that_nothing_can_be_told(lake: Lake) -> None:
    case_of(lake, plan_of_screening(lake), SECOND, result="属实")
    load(lake, drawn(EVEN), "put right")
    with lake.store.read() as session:
        [first, _] = session.query(Batch).order_by(Batch.id)
    for file in (lake.store.home / "batches" / first.folder).glob("*.parquet"):
        file.unlink()
    [one] = tried(lake, 150)
    assert (one.fate, one.why) == (Fate.UNTOLD, "当时的数据已不在")


def test_of_a_case_that_no_screening_led_to_nothing_can_be_told(lake: Lake) -> None:
    plan_of_screening(lake)
    case_of(lake, add_plan(lake.store, run_id=None), SECOND, result="属实")
    [one] = tried(lake, 150)
    assert (one.fate, one.why) == (Fate.UNTOLD, "不是从筛查立案,没有当时的数据可以重算")


def test_a_case_that_the_values_of_then_do_not_find_is_not_counted_as_lost(lake: Lake) -> None:
    case_of(lake, plan_of_screening(lake, parameters={"ACC-12": {NAME: 500}}), SECOND, result="属实")
    [one] = tried(lake, 150)
    assert (one.fate, one.why) == (Fate.UNTOLD, "按当时的数据和参数,现在的检查得不出当时的命中")


def test_other_values_stay_as_they_were_when_the_case_was_opened(lake: Lake) -> None:
    parameters.save(lake.store, LOCAL_USER, CHECK, FIRST, {NAME: 20}, since=AS_OF, reason="试行")
    case_of(lake, plan_of_screening(lake), FIRST, result="属实")
    assert list(fate_of(lake, 150).values()) == [
        "查实保住"
    ]  # the unit has its own value, the company's is tried
    assert list(fate_of(lake, 150, FIRST).values()) == ["查实漏掉"]


def test_who_tries_sees_the_cases_of_the_own_units_and_of_the_chosen_ones(lake: Lake) -> None:
    plan = plan_of_screening(lake)
    first, second = (case_of(lake, plan, unit, result="属实") for unit in (FIRST, SECOND))
    lead = Person("某县专责", Role.LEAD, ("3340102",))
    assert [one.judged.row.case_no for one in tried(lake, 150, person=lead)] == [second]
    assert [one.judged.row.case_no for one in tried(lake, 150, "3340101")] == [first]


def test_what_else_a_case_was_opened_for_is_said(lake: Lake) -> None:
    case_of(lake, plan_of_screening(lake), FIRST, result="属实", codes=["ACC-12", "ACC-10"])
    [one] = tried(lake, 150)
    assert (one.fate, one.judged.others) == (Fate.CONFIRMED_LOST, ("ACC-10",))
