"""督办 with its degree, where cases come from, and in which business a mistake was made."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_loaders.catalog import code_lists
from models.errors import MoveRefused, WrongUsage
from models.loop import case_lists, cases, plans
from models.loop.case import Action, Mistake, Result, Source, Supervision, TaskKind
from models.loop.case_effects import supervision_of
from models.loop.case_lists import Wanted
from models.loop.cases import Said, Target
from models.people import LOCAL_USER
from models.store import Store
from tests.looped import add_case

DUE = date.today() + timedelta(days=20)
URGED = Said("三日内完成", facts={"urgency": "特急"})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def listed(store: Store, **wanted: Any) -> list[str]:
    return [one.row.case_no for one in case_lists.listed(store, LOCAL_USER, Wanted(**wanted))]


def test_the_words_of_a_mistake_are_those_of_the_code_list() -> None:
    assert [one.value for one in Mistake] == list(code_lists()["WORK_MISTAKE_TYPE"].values())


def test_a_supervision_has_a_degree_and_goes_on_until_somebody_ends_it(store: Store) -> None:
    number = add_case(store, state="核查中")
    assert supervision_of(cases.case(store, number)) is Supervision.NONE
    cases.move(store, LOCAL_USER, number, Action.URGE, URGED)
    assert supervision_of(cases.case(store, number)) is Supervision.ON
    assert (listed(store, urgency="特急"), listed(store, urgency="一般")) == ([number], [])
    cases.move(store, LOCAL_USER, number, Action.END_URGE, Said("已提交核查"))
    assert supervision_of(cases.case(store, number)) is Supervision.ENDED
    assert listed(store, urgency="特急") == []
    with pytest.raises(MoveRefused, match="没有在督办"):
        cases.move(store, LOCAL_USER, number, Action.END_URGE, Said("再结束"))


def test_a_supervision_without_a_degree_is_as_usual_and_ends_with_the_case(store: Store) -> None:
    number = add_case(store, state="核查中")
    cases.move(store, LOCAL_USER, number, Action.URGE, Said("尽快"))
    assert listed(store, urgency="一般") == [number]
    cases.move(store, LOCAL_USER, number, Action.VOID, Said("重复"))
    assert supervision_of(cases.case(store, number)) is Supervision.ENDED
    other = add_case(store, state="核查中")
    with pytest.raises(WrongUsage, match="可用 特急、紧急、一般"):
        cases.move(store, LOCAL_USER, other, Action.URGE, Said("快", facts={"urgency": "火急"}))


def test_a_case_comes_from_its_kind_of_task_or_from_who_asked_for_it(store: Store) -> None:
    def made(kind: TaskKind, source: Source | None) -> int:
        targets = [Target("customer", f"{kind.value}{source}", None, "334010101", "ranking")]
        about: dict[str, Any] = {"name": "计划", "kind": kind, "run_id": None, "due": DUE, "scope": {}}
        return plans.create(store, LOCAL_USER, source=source, targets=targets, **about)

    routine, reported = made(TaskKind.ROUTINE, None), made(TaskKind.SPECIAL, Source.REPORT)
    sources = {one.row.plan_id: one.row.source for one in case_lists.listed(store, LOCAL_USER, Wanted())}
    assert sources == {routine: "常态", reported: "举报"}
    assert len(listed(store, source="举报")) == 1


def test_a_list_is_narrowed_to_the_business_of_a_mistake(store: Store) -> None:
    number = add_case(store, state="核查中")
    add_case(store, state="核查中")
    said = Said("电价执行错误", result=Result.TRUE, facts={"mistake": "计费差错"})
    cases.move(store, LOCAL_USER, number, Action.SUBMIT, said)
    assert listed(store, mistake="计费差错") == [number]
