"""Plans that come back: one for each rule and period, from the latest screening."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.loop.periodic import make_due
from models.errors import NotAllowed, WrongUsage
from models.lake import Lake
from models.loop import periodic, plans
from models.loop.case import TaskKind
from models.loop.periodic import Every, Rule
from models.people import LOCAL_USER, Person, Role
from tests.company import screened_company

TODAY = date.today()
MONTHLY = Rule("用电检查", Every.MONTH, ("用电检查",), people=1, days=1, random_share=0.25)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """Two stations of 80 customers each, one of whom stands out."""
    lake, _ = screened_company(tmp_path / "home")
    yield lake
    lake.store.close()


@pytest.mark.parametrize(
    ("every", "day", "period"),
    [
        (Every.WEEK, "2026-12-31", "2026年第53周"),
        (Every.WEEK, "2027-01-03", "2026年第53周"),
        (Every.MONTH, "2026-11-29", "2026年11月"),
        (Every.QUARTER, "2026-03-31", "2026年第1季度"),
        (Every.QUARTER, "2026-10-01", "2026年第4季度"),
    ],
)
def test_a_period_has_a_name(every: Every, day: str, period: str) -> None:
    assert Rule("x", every).period(date.fromisoformat(day)) == period


def test_a_plan_that_is_due_is_made_once_in_its_period(lake: Lake) -> None:
    periodic.save(lake.store, LOCAL_USER, [MONTHLY])
    [number] = make_due(lake, TODAY)
    assert make_due(lake, TODAY) == []
    plan = plans.plan(lake.store, number)
    assert plan.name == f"用电检查({TODAY.year}年{TODAY.month}月)"
    # a person's day of eight hours is four customers: one of them drawn in each station
    assert (plan.state, plan.created_by, plan.scope["jobs_per_unit"]) == ("待审批", "周期计划", 4)


def test_the_next_period_has_a_plan_of_its_own(lake: Lake) -> None:
    periodic.save(lake.store, LOCAL_USER, [MONTHLY])
    [first] = make_due(lake, TODAY)
    [second] = make_due(lake, TODAY + timedelta(days=31))
    assert second != first


def test_two_who_look_at_once_make_one_plan(lake: Lake) -> None:
    periodic.save(lake.store, LOCAL_USER, [MONTHLY])
    make_due(lake, TODAY)
    with pytest.raises(plans.AlreadyMade):
        plans.create(
            lake.store, LOCAL_USER, name="用电检查", kind=TaskKind.ROUTINE, run_id=None, due=TODAY, scope={},
            targets=(), made_for=MONTHLY.made_for(TODAY),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ([MONTHLY, MONTHLY], "已有周期计划“用电检查”"),
        ([Rule(" ", Every.WEEK)], "名称“ ”无效"),
        ([Rule("x", Every.WEEK, people=0)], "0 人 1 天没有可用的人力"),
        ([Rule("x", Every.WEEK, ("收费",))], "没有稽查类别“收费”"),
        ([Rule("x", Every.WEEK, working_days=0)], "时限 0 个工作日无效"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(lake: Lake, wanted: list[Rule], told: str) -> None:
    with pytest.raises(WrongUsage, match=told):
        periodic.save(lake.store, LOCAL_USER, wanted)
    assert periodic.rules(lake.store) == []


def test_a_lead_of_one_county_sets_no_rule_for_all(lake: Lake) -> None:
    with pytest.raises(NotAllowed, match="周期计划"):
        periodic.save(lake.store, Person("林", Role.LEAD, ("3340101",)), [MONTHLY])
