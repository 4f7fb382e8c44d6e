"""The loop's rules: every (state, action, role) triple, and how deadlines are counted."""

from datetime import date
from itertools import product

import pytest

from models.errors import WrongUsage
from models.loop.case import (
    Action,
    Result,
    State,
    action_of,
    days_left,
    due_after_waiting,
    overdue_stage,
    possible,
)
from models.people import Role

OPEN = "待分析 待派发 待接收 核查中 待审核 待整改 整改中 待复查"
LEAD, ABOVE = "营销稽查专责", "营销稽查专责 营销主任"
UNIT = "班组长 稽查员 责任专业"
# workflow.md, section 4, written down once more by hand: action, the states that it is possible in, who may
ALLOWED = {
    "需处理": ("待分析", LEAD),
    "不处理": ("待分析 待派发", LEAD),
    "列入白名单": ("待分析 待派发 待审核", LEAD),
    "派发": ("待派发", LEAD),
    "接收": ("待接收", UNIT),
    "退回": ("待接收", UNIT),
    "改派": ("待接收 核查中 待整改 整改中", f"{LEAD} 班组长"),
    "提交核查": ("核查中", UNIT),
    "退回重查": ("待审核", LEAD),
    "认定属实": ("待审核", LEAD),
    "认定不属实": ("待审核", LEAD),
    "申诉": ("待整改", "班组长"),
    "开始整改": ("待整改", UNIT),
    "完成整改": ("整改中", UNIT),
    "复查合格": ("待复查", LEAD),
    "复查不合格": ("待复查", LEAD),
    "作废": (OPEN, LEAD),
    "申请延期": ("待接收 核查中 待整改 整改中", UNIT),
    "同意延期": ("待接收 核查中 待整改 整改中", LEAD),
    "驳回延期": ("待接收 核查中 待整改 整改中", LEAD),
    "等待客户": ("核查中 待整改 整改中", UNIT),
    "恢复办理": ("核查中 待整改 整改中", f"{UNIT} {LEAD}"),
    "督办": ("待接收 核查中 待审核 待整改 整改中 待复查", ABOVE),
    "结束督办": ("待派发 待接收 核查中 待审核 待整改 整改中 待复查", ABOVE),
    "补充说明": (OPEN, f"{ABOVE} {UNIT}"),
    "同意单人核查": ("待接收 核查中", f"{LEAD} 班组长"),
    "抽检通过": ("已归档", ABOVE),
    "抽检不通过": ("已归档", ABOVE),
}
RESULTS = {"认定属实": Result.TRUE, "认定不属实": Result.FALSE}


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_only_the_listed_roles_may_act_and_only_in_the_listed_states(action: Action) -> None:
    states, roles = (words.split() for words in ALLOWED[action.value])
    result = RESULTS.get(action.value)
    for state, role in product(State, Role):
        is_possible = action in possible(state, role, result)
        assert is_possible == (state.value in states and role.value in roles), (state, role)


@pytest.mark.parametrize(
    ("result", "upheld", "cleared"),
    [
        (Result.TRUE, True, False),
        (Result.PARTLY, True, False),
        (Result.FALSE, False, True),
        (None, False, False),
    ],
)
def test_what_was_borne_out_is_put_right_and_what_was_not_is_archived(
    result: Result | None, upheld: bool, cleared: bool
) -> None:
    may = set(possible(State.TO_REVIEW, Role.LEAD, result))
    assert (Action.UPHOLD in may, Action.CLEAR in may) == (upheld, cleared)


@pytest.mark.parametrize("word", ["接收", "accept", "ACCEPT", " 接收 "])
def test_an_action_is_known_by_its_word_and_by_its_english_name(word: str) -> None:
    assert action_of(word) is Action.ACCEPT


def test_an_unknown_action_is_refused_with_those_there_are() -> None:
    with pytest.raises(WrongUsage, match=r"没有操作“签收”。可用 .*接收、退回"):
        action_of("签收")


# 2026-09-30 is a Wednesday; 1 to 7 October are free, Saturday 10 October is worked
@pytest.mark.parametrize(
    ("today", "left", "stage"),
    [
        ("2026-09-28", 2, ""),
        ("2026-09-29", 1, "预警"),
        ("2026-09-30", 0, "预警"),
        ("2026-10-01", 0, "超期:负责人"),
        ("2026-10-08", -1, "超期:负责人"),
        ("2026-10-09", -2, "超期:负责人"),
        ("2026-10-10", -3, "超期:负责人、班组长"),
        ("2026-10-15", -7, "超期:负责人、班组长、管理员"),
    ],
)
def test_a_deadline_warns_below_two_working_days_and_climbs_the_ladder_after(
    today: str, left: int, stage: str
) -> None:
    due, now = date(2026, 9, 30), date.fromisoformat(today)
    assert (days_left(due, now), overdue_stage(due, now)) == (left, stage)


def test_a_deadline_stands_still_while_the_customer_is_waited_for() -> None:
    # Monday to Thursday are three working days: Friday becomes Wednesday
    assert due_after_waiting(date(2026, 11, 27), date(2026, 11, 23), date(2026, 11, 26)) == date(2026, 12, 2)
