"""Filled rows taken back: taken once, unchanged, or refused with the reason; the good ones in one transaction."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from models import register
from models.errors import MoveRefused
from models.loop import case_steps, cases, plans, replies
from models.loop.case import Action, Result, State, TaskKind
from models.loop.cases import Hit, Said, Target
from models.loop.receipts import Receipt, Receipts
from models.loop.replies import Outcome, Reply
from models.orm import CaseRow, LogRow, PlanRow, Run
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store

STATION, OTHER = "334010101", "334010202"
LEAD = Person("林专责", Role.LEAD, ("",), "lin")
BOSS = Person("王主任", Role.SUPERVISOR, ("",), "wang")
LEADER = Person("赵班长", Role.TEAM_LEADER, (STATION,), "zhao")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
HIT = Hit("TAR-02", "p", "202610", 12_345, "多收 123.45 元")
FOUND = Said("电价执行错误", result=Result.TRUE, recovered_fen=12_345, facts={"problem_class": "电价错误"})


@pytest.fixture
def rows(store: Store) -> list[Reply]:
    """Two cases of a station and one of another, sent out; each row of the list filled in alike."""
    people = [
        Registered(one.login, one.name, one.role, one.units, True) for one in (LEAD, BOSS, LEADER, STAFF)
    ]
    register.add(store, LOCAL_USER, people)
    targets = [
        Target("customer", str(number), str(number), unit, "ranking", (HIT,))
        for number, unit in enumerate((STATION, STATION, OTHER))
    ]
    due = date.today() + timedelta(days=30)
    number = plans.create(
        store, LEAD, name="试", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=targets
    )
    plans.approve(store, BOSS, number)
    receipts = Receipts(store)
    return [
        Reply("清单.xlsx", place, receipts.issue(Receipt(row.case_no, State(row.state), row.version)), FOUND)
        for place, row in enumerate(plans.dispatch(store, LEAD, number), 3)
    ]


def number_of(reply: Reply) -> str:
    return reply.token.split("-")[0]


def reasons(outcome: Outcome) -> list[str]:
    return [one.reason for one in outcome.refused]


def steps(store: Store, reply: Reply) -> list[tuple[str, str]]:
    row = cases.case(store, number_of(reply))
    return [(step.action, step.by) for step in case_steps.history(store, row)]


def test_a_case_that_nobody_accepted_is_accepted_by_the_reply_and_then_submitted(
    store: Store, rows: list[Reply]
) -> None:
    outcome = replies.take(store, LEADER, rows[:1])
    assert outcome.taken == rows[:1]
    assert steps(store, rows[0])[2:] == [("接收", "赵班长"), ("提交核查", "赵班长")]
    row = cases.case(store, number_of(rows[0]))
    assert (row.state, row.result, row.recovered_fen) == ("待审核", "属实", 12_345)
    with store.read() as session:
        assert case_steps.first_broken_step(session) is None


def test_a_list_that_went_out_before_the_case_was_accepted_and_urged_is_still_good(
    store: Store, rows: list[Reply]
) -> None:
    cases.move(store, STAFF, number_of(rows[0]), Action.ACCEPT)
    cases.move(store, BOSS, number_of(rows[0]), Action.URGE, Said("抓紧"))
    assert replies.take(store, STAFF, rows[:1]).taken == rows[:1]


def test_nothing_is_taken_twice(store: Store, rows: list[Reply]) -> None:
    replies.take(store, LEADER, rows[:1])
    again = replies.take(store, LEADER, [*rows[:1], rows[0]])
    assert (again.taken, len(again.unchanged), again.refused) == ([], 2, [])
    assert len(steps(store, rows[0])) == 4


def test_another_answer_for_a_case_that_has_moved_on_is_told_who_and_when(
    store: Store, rows: list[Reply]
) -> None:
    replies.take(store, LEADER, rows[:1])
    [reason] = reasons(
        replies.take(store, STAFF, [replace(rows[0], said=replace(FOUND, comment="另一种说法"))])
    )
    assert f"已被赵班长于 {date.today()}" in reason
    assert "现为“待审核”" in reason


def test_a_list_of_before_a_check_was_sent_back_is_void(store: Store, rows: list[Reply]) -> None:
    replies.take(store, LEADER, rows[:1])
    cases.move(store, LEAD, number_of(rows[0]), Action.SEND_BACK, Said("照片不清"))
    [reason] = reasons(replies.take(store, LEADER, [replace(rows[0], said=replace(FOUND, comment="重查"))]))
    assert "已被赵班长" in reason


def test_a_row_copied_twice_is_taken_once_and_two_answers_for_one_case_are_both_refused(
    store: Store, rows: list[Reply]
) -> None:
    other = replace(rows[1], row=9, said=replace(FOUND, result=Result.FALSE))
    outcome = replies.take(store, LEADER, [rows[0], replace(rows[0], row=7), rows[1], other])
    assert outcome.taken == rows[:1]
    assert [one.row for one in outcome.unchanged] == [7]
    assert [(one.reply.row, "填写了 2 次" in one.reason) for one in outcome.refused] == [(4, True), (9, True)]


def test_rows_of_other_units_forged_tokens_and_unreadable_rows_are_left_and_the_others_taken(
    store: Store, rows: list[Reply]
) -> None:
    forged = replace(rows[1], token=rows[1].token.replace("-A2-", "-A3-"))
    unread = replace(rows[1], said=None, faults=("“完成日期”为“昨天”,不是日期",))
    blank = replace(rows[1], said=None)
    outcome = replies.take(store, LEADER, [rows[0], forged, unread, rows[2], blank])
    assert (outcome.taken, outcome.unchanged) == (rows[:1], [blank])
    assert [one.case_no for one in outcome.refused] == ["", number_of(rows[1]), number_of(rows[2])]
    assert [
        part in reason
        for part, reason in zip(("不是本系统签发", "昨天", "不属于赵班长"), reasons(outcome), strict=True)
    ] == [True] * 3


def test_rows_whose_tokens_were_sorted_away_from_their_cases_are_refused(
    store: Store, rows: list[Reply]
) -> None:
    first, second = number_of(rows[0]), number_of(rows[1])
    swapped = [replace(rows[0], named=(second,)), replace(rows[1], named=(first,))]
    assert all("可能只排序了部分列" in reason for reason in reasons(replies.take(store, LEADER, swapped)))
    typing_slip = replace(rows[0], named=("稽查20261199999",))
    assert replies.take(store, LEADER, [typing_slip]).taken == [typing_slip]


def test_a_colleague_s_case_is_left_to_them_and_the_rest_is_taken(store: Store, rows: list[Reply]) -> None:
    cases.move(store, LEADER, number_of(rows[0]), Action.REASSIGN, Said(to="zhao"))
    outcome = replies.take(store, STAFF, rows[:2])
    assert outcome.taken == [rows[1]]
    assert "由赵班长(zhao)办理" in reasons(outcome)[0]


def test_who_answers_for_no_unit_hands_nothing_back(store: Store, rows: list[Reply]) -> None:
    with pytest.raises(MoveRefused, match="--as"):
        replies.take(store, LOCAL_USER, rows)
    assert cases.case(store, number_of(rows[0])).state == "待接收"


def test_the_log_has_one_line_for_a_reply(store: Store, rows: list[Reply]) -> None:
    replies.take(store, LEADER, rows, ["ab12"])
    with store.read() as session:
        line = session.query(LogRow).order_by(LogRow.seq.desc()).first()
    assert line is not None
    assert (line.action, line.actor, line.detail["taken"], line.detail["refused"]) == (
        "reply",
        "赵班长",
        2,
        1,
    )
    assert line.detail["files"] == ["ab12"]


def of_target(store: Store, run_id: int, number: int, row: int = 3, cons_no: str = "") -> Reply:
    """Return the row of a run's target list for customer `number`, filled in."""
    token = Receipts(store).issue_target(run_id, "customer", str(number))
    return Reply("目标.xlsx", row, token, FOUND, cons_no=cons_no)


@pytest.fixture
def screened(store: Store, rows: list[Reply]) -> list[Reply]:
    """The same cases, their plan made of the second of three runs."""
    at = datetime(2026, 11, 2)
    with store.write() as session:
        for number in (1, 2, 3):
            run = Run(
                id=number, folder=str(number), as_of=at.date(), period="202610", started_at=at, finished_at=at,
                run_by="林专责", code_version="v", data_version=1, checks=[], summary={},
            )  # fmt: skip
            session.add(run)
        session.flush()
        session.query(PlanRow).update({"run_id": 2})
    return rows


def test_a_row_of_a_target_list_is_taken_once_for_the_case_of_its_object(
    store: Store, screened: list[Reply]
) -> None:
    reply = of_target(store, 2, 0)
    assert replies.take(store, LEADER, [reply]).taken == [reply]
    assert steps(store, screened[0])[2:] == [("接收", "赵班长"), ("提交核查", "赵班长")]
    again = replies.take(store, LEADER, [reply, screened[0]])
    assert (again.taken, len(again.unchanged), again.refused) == ([], 2, [])
    other = replace(reply, said=replace(FOUND, comment="另一种说法"))
    assert "已被赵班长" in reasons(replies.take(store, LEADER, [other]))[0]


def test_a_list_of_an_earlier_run_is_good_and_one_of_a_later_run_names_the_case_that_is_open(
    store: Store, screened: list[Reply]
) -> None:
    earlier, later = of_target(store, 1, 0), of_target(store, 3, 1)
    outcome = replies.take(store, LEADER, [earlier, later])
    assert outcome.taken == [earlier]
    [reason] = reasons(outcome)
    assert f"该目标的案件 {number_of(screened[1])} 不是按筛查 3 或更晚的筛查立案的" in reason


@pytest.mark.usefixtures("screened")
def test_a_target_without_a_case_and_one_of_another_unit_are_refused_with_the_next_step(store: Store) -> None:
    outcome = replies.take(store, LEADER, [of_target(store, 2, 9), of_target(store, 2, 2, 4)])
    assert len(outcome.refused) == 2
    for reason in reasons(outcome):
        assert "该目标尚未立案,或它的案件不属于赵班长的单位" in reason
        assert "请先在稽查计划中把该目标列入计划并派发" in reason


def test_a_target_whose_case_waits_to_be_sent_out_says_so(store: Store, screened: list[Reply]) -> None:
    with store.write() as session:
        session.query(CaseRow).filter_by(case_no=number_of(screened[0])).update(
            {"state": "待派发", "dispatched_at": None}
        )
    [reason] = reasons(replies.take(store, LEADER, [of_target(store, 2, 0)]))
    assert f"案件 {number_of(screened[0])} 现为“待派发”,没有派发" in reason


def test_a_target_that_was_sent_out_twice_is_refused_with_both_numbers(
    store: Store, screened: list[Reply]
) -> None:
    with store.write() as session:
        session.query(CaseRow).filter_by(case_no=number_of(screened[1])).update({"object_id": "0"})
    [reason] = reasons(replies.take(store, LEADER, [of_target(store, 2, 0)]))
    assert f"{number_of(screened[0])}、{number_of(screened[1])}" in reason


@pytest.mark.usefixtures("screened")
def test_a_row_of_a_target_list_that_shows_another_customer_is_refused(store: Store) -> None:
    own, other = of_target(store, 2, 0, cons_no="0"), of_target(store, 2, 1, 4, cons_no="7")
    outcome = replies.take(store, LEADER, [own, other])
    assert outcome.taken == [own]
    assert "可能只排序了部分列" in reasons(outcome)[0]


def test_what_cannot_be_submitted_is_not_accepted_either_and_the_next_row_is_taken(
    store: Store, rows: list[Reply]
) -> None:
    outcome = replies.take(store, LEADER, [replace(rows[0], said=Said("", result=Result.TRUE)), rows[1]])
    assert ["缺少说明" in reason for reason in reasons(outcome)] == [True]
    assert outcome.taken == rows[1:2]
    assert steps(store, rows[0]) == [("立案", "林专责"), ("派发", "林专责")]
    row = cases.case(store, number_of(rows[0]))
    assert (row.state, row.handler) == ("待接收", None)
