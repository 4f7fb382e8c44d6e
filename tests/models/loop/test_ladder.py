"""Who is told of what is overdue: as set, with who set it, when and why."""

from datetime import date
from pathlib import Path

import pytest

from analytics.loop.month import loop_month
from models.errors import NotAllowed, WrongUsage
from models.loop import case_lists, ladder
from models.loop.case import LADDER
from models.loop.case_lists import Wanted
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.looped import add_case

DAYS = {"负责人": 0, "班组长": 1, "管理员": 2}
FRIDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 24)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def test_lists_and_counts_tell_who_is_told_by_the_ladder_that_is_set(store: Store) -> None:
    add_case(store, state="核查中", due_date=FRIDAY)
    [one] = case_lists.listed(store, LOCAL_USER, Wanted(), today=TUESDAY)
    assert one.overdue_stage == "超期:负责人"
    ladder.save(store, LOCAL_USER, DAYS, "本公司督办办法")
    [one] = case_lists.listed(store, LOCAL_USER, Wanted(), today=TUESDAY)
    assert one.overdue_stage == "超期:负责人、班组长、管理员"
    assert case_lists.work_of(store, LOCAL_USER, today=TUESDAY).stages == {one.overdue_stage: 1}


def test_as_long_as_nobody_is_told_a_case_is_overdue_all_the_same(store: Store) -> None:
    add_case(store, state="核查中", due_date=FRIDAY)
    ladder.save(store, LOCAL_USER, {"负责人": 3, "班组长": 5, "管理员": 7}, "本公司督办办法")
    [one] = case_lists.listed(store, LOCAL_USER, Wanted(), today=TUESDAY)
    assert one.overdue_stage == "超期"
    month = loop_month(store, LOCAL_USER, "202611", {}, TUESDAY)
    assert month is not None
    assert month.overdue["told"].to_pylist() == [""]


def test_every_change_is_kept_with_its_reason(store: Store) -> None:
    assert (ladder.ladder(store), ladder.history(store)) == (LADDER, [])
    ladder.save(store, LOCAL_USER, DAYS, "督办办法")
    ladder.save(store, LOCAL_USER, {**DAYS, "管理员": 5}, "过于频繁")
    assert [(one.reason, one.set_by, one.ladder[2].days_over) for one in ladder.history(store)] == [
        ("过于频繁", "本机用户", 5),
        ("督办办法", "本机用户", 2),
    ]


@pytest.mark.parametrize(
    ("days", "reason"),
    [({"班组长": 3}, "理由"), ({"负责人": -1}, "理由"), ({"管理员": 61}, "理由"), ({}, " ")],
)
def test_a_ladder_that_makes_no_sense_or_has_no_reason_is_refused(
    store: Store, days: dict[str, int], reason: str
) -> None:
    with pytest.raises(WrongUsage):
        ladder.save(store, LOCAL_USER, DAYS | days, reason)
    assert ladder.ladder(store) == LADDER


def test_it_is_the_whole_company_s(store: Store) -> None:
    with pytest.raises(NotAllowed):
        ladder.save(store, Person("县专责", Role.LEAD, ("33401",)), DAYS, "理由")


def test_who_acts_as_another_at_the_machine_is_said(store: Store) -> None:
    ladder.save(store, Person("林专责", Role.LEAD, ("",), "lin", "本机用户"), DAYS, "督办办法")
    assert ladder.history(store)[0].set_by == "本机用户 代 林专责"
