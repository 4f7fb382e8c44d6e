"""Cases as they are stored: a whole life, what is refused, the history that only grows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from models import register
from models.calendar import is_working_day
from models.company import code_tables
from models.errors import CaseConflict, MoveRefused, NotAllowed, NotFound, WrongUsage
from models.loop import case_lists, case_steps, cases, plans
from models.loop.case import Action, Result, State, TaskKind
from models.loop.cases import Hit, Said, Target
from models.orm import CaseMoveRow, CaseRow
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store
from tests.base_cases.calendar_days import set_day

STATION, OTHER = "334010101", "334010202"
LEAD = Person("林专责", Role.LEAD, ("",), "lin")
BOSS = Person("王主任", Role.SUPERVISOR, ("",), "wang")
LEADER = Person("赵班长", Role.TEAM_LEADER, (STATION,), "zhao")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
STRANGER = Person("孙稽查", Role.STAFF, (OTHER,), "sun")
MONDAY = datetime(2026, 11, 23, 9)
HIT = Hit("TAR-02", "TAR-02|customer|1001|202610", "202610", 12_345, "多收 123.45 元")
TARGET = Target("customer", "1001", "1001", STATION, "ranking", (HIT,))
Make = Callable[..., list[str]]


@pytest.fixture
def made(store: Store) -> Make:
    """A plan of the register's people, sent out; returns the numbers of its cases."""
    everybody = [
        Registered(one.login, one.name, one.role, one.units, True)
        for one in (LEAD, BOSS, LEADER, STAFF, STRANGER)
    ]
    register.add(store, LOCAL_USER, everybody)

    def make(*targets: Target, sent: bool = True) -> list[str]:
        due = date.today() + timedelta(days=30)
        number = plans.create(
            store,
            LEAD,
            name="十一月电价稽查",
            kind=TaskKind.ROUTINE,
            run_id=None,
            due=due,
            scope={},
            targets=targets or (TARGET,),
        )
        if sent:
            plans.approve(store, BOSS, number)
            plans.dispatch(store, LEAD, number)
        with store.read() as session:
            rows = session.query(CaseRow).where(CaseRow.plan_id == number).order_by(CaseRow.id)
            return [row.case_no for row in rows]

    return make


def test_a_case_goes_from_the_plan_to_the_archive_with_one_failed_recheck(store: Store, made: Make) -> None:
    [number] = made()
    due = Said(due=date.today() + timedelta(days=20))
    steps: list[tuple[Person, Action, Said]] = [
        (STAFF, Action.ACCEPT, Said()),
        (STAFF, Action.SUBMIT, Said("电价执行错误", result=Result.TRUE, facts={"problem_class": "电价错误"})),
        (LEAD, Action.UPHOLD, due),
        (STAFF, Action.BEGIN, Said("退补流程")),
        (STAFF, Action.FINISH, Said("已退还", refunded_fen=12_345)),
        (LEAD, Action.FAIL, replace(due, comment="下月账单仍按旧价")),
        (STAFF, Action.FINISH, Said("档案已改")),
        (LEAD, Action.PASS, Said()),
    ]
    for person, action, said in steps:
        cases.move(store, person, number, action, said)
    row = cases.case(store, number)
    assert (row.state, row.result, row.rework, row.refunded_fen) == ("已归档", "属实", 1, 12_345)
    assert [step.action for step in case_steps.history(store, row)] == [
        "立案", "派发", "接收", "提交核查", "认定属实", "开始整改", "完成整改", "复查不合格", "完成整改", "复查合格",
    ]  # fmt: skip


def test_a_step_that_the_state_does_not_allow_changes_nothing_and_says_which_are(
    store: Store, made: Make
) -> None:
    [number] = made()
    with pytest.raises(MoveRefused, match="现为“待接收”,稽查员不能“完成整改”。现在可以:接收、退回"):
        cases.move(store, STAFF, number, Action.FINISH, Said("已整改"))
    assert cases.case(store, number).state == "待接收"


def test_a_refused_step_names_none_that_nobody_waits_for(store: Store, made: Make) -> None:
    [number] = made()
    with pytest.raises(MoveRefused) as refused:
        cases.move(store, LEAD, number, Action.PASS)
    assert refused.value.remedy == "现在可以:改派、作废、督办、补充说明、同意单人核查"
    cases.move(
        store, STAFF, number, Action.ASK_EXTENSION, Said("客户外出", due=date.today() + timedelta(days=60))
    )
    with pytest.raises(MoveRefused, match="同意延期、驳回延期"):
        cases.move(store, LEAD, number, Action.PASS)


def test_a_step_without_what_it_must_say_is_refused(store: Store, made: Make) -> None:
    [number] = made()
    cases.move(store, STAFF, number, Action.ACCEPT)
    with pytest.raises(MoveRefused, match="“提交核查”缺少是否属实、说明"):
        cases.move(store, STAFF, number, Action.SUBMIT)


def test_of_two_people_on_one_case_the_second_is_told_who_was_first(store: Store, made: Make) -> None:
    [number] = made()
    seen = cases.case(store, number).version
    cases.move(store, STAFF, number, Action.ACCEPT, version=seen)
    with pytest.raises(CaseConflict, match=r"已被钱稽查于 .* 处理,现为“核查中”"):
        cases.move(store, LEADER, number, Action.RETURN, Said("不属本部门"), version=seen)


def test_a_case_of_another_unit_is_not_there(store: Store, made: Make) -> None:
    [number] = made()
    with pytest.raises(NotFound):
        cases.move(store, STRANGER, number, Action.ACCEPT)
    with pytest.raises(NotFound):
        cases.case(store, number, STRANGER)


def test_what_a_colleague_accepted_is_left_to_them_their_leader_and_their_deputy(
    store: Store, made: Make
) -> None:
    [number] = made()
    colleague = Registered("li", "李稽查", Role.STAFF, (STATION,), True)
    register.add(store, LOCAL_USER, [colleague])
    cases.move(store, STAFF, number, Action.ACCEPT)
    with pytest.raises(MoveRefused, match=r"由钱稽查\(qian\)办理"):
        cases.move(store, colleague.person, number, Action.WAIT, Said("客户外出"))
    register.name_deputy(store, STAFF, "qian", "li", date.today(), date.today())
    cases.move(store, colleague.person, number, Action.WAIT, Said("客户外出"))
    cases.move(store, LEADER, number, Action.RESUME)


def test_the_local_user_alone_acts_in_the_role_that_a_step_takes_which_the_history_says(store: Store) -> None:
    number = plans.create(
        store,
        LOCAL_USER,
        name="试",
        kind=TaskKind.ROUTINE,
        run_id=None,
        due=date.today(),
        scope={},
        targets=[TARGET],
    )
    plans.approve(store, LOCAL_USER, number)
    [row] = plans.dispatch(store, LOCAL_USER, number)
    cases.move(store, LOCAL_USER, row.case_no, Action.ACCEPT)
    assert case_steps.history(store, row)[-1].by == "本机用户 代 班组长"


def test_with_two_people_registered_a_plan_is_not_approved_by_who_made_it(store: Store, made: Make) -> None:
    made(sent=False)
    with pytest.raises(NotAllowed, match="由您制定"):
        plans.approve(store, LEAD, 1)
    plans.approve(store, BOSS, 1)


def test_a_plan_is_not_sent_out_before_it_is_approved(store: Store, made: Make) -> None:
    made(sent=False)
    with pytest.raises(MoveRefused, match="现为“待审批”,不能派发"):
        plans.dispatch(store, LEAD, 1)


def test_what_two_people_must_judge_first_is_not_sent_out_with_the_rest(store: Store, made: Make) -> None:
    judged, plain = made(replace(TARGET, needs_analysis=True), replace(TARGET, object_id="1002"))
    assert [cases.case(store, number).state for number in (judged, plain)] == ["待分析", "待接收"]


def test_numbers_of_cases_have_no_gap_where_a_plan_was_refused(store: Store, made: Make) -> None:
    [first] = made(sent=False)
    with pytest.raises(WrongUsage, match="没有可以列入计划的目标"):
        plans.create(
            store, LEAD, name="空", kind=TaskKind.ROUTINE, run_id=None, due=date.today(), scope={}, targets=[]
        )
    [second] = made(sent=False)
    assert int(second[-5:]) == int(first[-5:]) + 1


def test_the_deadline_runs_on_when_the_customer_has_answered(store: Store, made: Make) -> None:
    [number] = made()
    cases.move(store, STAFF, number, Action.ACCEPT, now=MONDAY)
    due = cases.case(store, number).due_date
    assert due is not None
    cases.move(store, STAFF, number, Action.WAIT, Said("客户外出"), now=MONDAY)
    row = cases.move(store, STAFF, number, Action.RESUME, now=MONDAY + timedelta(days=3))
    assert row.due_date is not None
    assert (row.waits_since, row.due_date > due) == (None, True)


def test_days_that_the_company_is_free_do_not_count_against_a_case(store: Store, made: Make) -> None:
    [number] = made()
    row = cases.move(store, STAFF, number, Action.ACCEPT, now=MONDAY)
    assert row.due_date is not None
    free = next(day for n in range(1, 9) if is_working_day(day := row.due_date - timedelta(days=n)))
    before = case_lists.listed(store, LEAD, case_lists.Wanted(), today=free - timedelta(days=1))
    code_tables.save(store, LOCAL_USER, [set_day(free, False, "防汛停工")])
    after = case_lists.listed(store, LEAD, case_lists.Wanted(), today=free - timedelta(days=1))
    [then], [now] = before, after
    assert then.days_left is not None
    assert now.days_left == then.days_left - 1


def test_a_deadline_is_put_off_only_when_somebody_agrees_and_twice_at_most(store: Store, made: Make) -> None:
    [number] = made()
    later = date.today() + timedelta(days=60)
    for turn in range(2):
        asked = later + timedelta(days=turn)
        cases.move(store, STAFF, number, Action.ASK_EXTENSION, Said("设备未到", due=asked))
        assert cases.case(store, number).due_date != asked
        cases.move(store, LEAD, number, Action.GRANT_EXTENSION)
        assert cases.case(store, number).due_date == asked
    with pytest.raises(MoveRefused, match="已延期 2 次"):
        cases.move(store, STAFF, number, Action.ASK_EXTENSION, Said("再等", due=later + timedelta(days=9)))


def test_the_same_check_on_the_same_object_after_archiving_is_a_recurrence(store: Store, made: Make) -> None:
    [first] = made()
    said = Said("属实", result=Result.TRUE, due=date.today() + timedelta(days=20))
    for person, action in ((STAFF, Action.ACCEPT), (STAFF, Action.SUBMIT), (LEAD, Action.UPHOLD), (STAFF, Action.BEGIN),
                           (STAFF, Action.FINISH), (LEAD, Action.PASS)):  # fmt: skip
        cases.move(store, person, first, action, said)
    metered = replace(TARGET, object_type="metering_point", object_id="90001")
    another = replace(TARGET, object_id="1002", cons_no="1002")
    of_another_check = replace(TARGET, hits=(replace(HIT, check_code="TAR-03"),))
    numbers = made(TARGET, metered, another, of_another_check)
    assert [cases.case(store, number).recurrence_of for number in numbers] == [first, first, None, None]


def test_what_comes_back_half_a_year_after_the_archive_is_a_case_of_its_own(store: Store, made: Make) -> None:
    [first] = made()
    for days, expected in ((180, first), (181, None)):
        with store.write() as session:
            closed = {
                "state": "已归档",
                "result": "属实",
                "closed_at": datetime.now() - timedelta(days=days) + timedelta(minutes=5),
            }
            session.execute(update(CaseRow).where(CaseRow.case_no == first).values(**closed))
        [again] = made()
        assert cases.case(store, again).recurrence_of == expected


def test_a_case_keeps_the_deadlines_that_held_when_it_was_first_answered_and_put_right(
    store: Store, made: Make
) -> None:
    [number] = made()
    first = cases.case(store, number).due_date
    again, last = date(2026, 12, 25), date(2027, 1, 15)
    cases.move(store, STAFF, number, Action.RETURN, Said("不属本部门"))
    cases.move(store, LEAD, number, Action.DISPATCH, Said(due=first))
    steps: list[tuple[Person, Action, Said]] = [
        (STAFF, Action.ACCEPT, Said()),
        (STAFF, Action.SUBMIT, Said("查实", result=Result.TRUE)),
        (LEAD, Action.SEND_BACK, Said("补照片")),
        (STAFF, Action.SUBMIT, Said("已补", result=Result.TRUE)),
        (LEAD, Action.UPHOLD, Said(due=again)),
        (STAFF, Action.BEGIN, Said("退补流程")),
        (STAFF, Action.FINISH, Said("已退还")),
        (LEAD, Action.FAIL, Said("仍按旧价", due=last)),
        (STAFF, Action.FINISH, Said("档案已改")),
    ]
    for day, (person, action, said) in enumerate(steps):
        cases.move(store, person, number, action, said, now=MONDAY + timedelta(days=day))
    row = cases.case(store, number)
    assert (row.returns, row.reply_due, row.rectify_due, row.due_date) == (1, first, again, last)
    assert row.replied_at == MONDAY + timedelta(days=1)
    assert (row.upheld_at, row.rectified_at) == (MONDAY + timedelta(days=4), MONDAY + timedelta(days=6))


@pytest.mark.parametrize(
    "change",
    [{"comment": "改过的说明"}, {"by": "别人"}, {"target": State.ARCHIVED.value}, {"files": ["0" * 64]}],
)
def test_a_step_that_was_changed_afterwards_is_found(
    store: Store, made: Make, change: dict[str, Any]
) -> None:
    [number] = made()
    cases.move(store, STAFF, number, Action.ACCEPT)
    with store.read() as session:
        assert case_steps.first_broken_step(session) is None
    with store.write() as session:
        session.execute(update(CaseMoveRow).where(CaseMoveRow.seq == 2).values(**change))
    with store.read() as session:
        assert case_steps.first_broken_step(session) == 2


@pytest.mark.parametrize("fen", [1, 10, 99, 123_456_789_012_345])
def test_money_comes_back_to_the_fen(store: Store, made: Make, fen: int) -> None:
    [number] = made()
    cases.move(store, STAFF, number, Action.ACCEPT)
    cases.move(store, STAFF, number, Action.SUBMIT, Said("查实", result=Result.TRUE, recovered_fen=fen))
    assert cases.case(store, number).recovered_fen == fen


def test_a_remark_of_a_colleague_neither_settles_a_case_nor_moves_money(store: Store, made: Make) -> None:
    [number] = made()
    colleague = Registered("li", "李稽查", Role.STAFF, (STATION,), True)
    register.add(store, LOCAL_USER, [colleague])
    cases.move(store, STAFF, number, Action.ACCEPT)
    two = {"checkers": "钱稽查、李稽查"}
    cases.move(
        store, STAFF, number, Action.SUBMIT, Said("查实", result=Result.TRUE, recovered_fen=100, facts=two)
    )
    remark = Said("我看不是", result=Result.FALSE, recovered_fen=999, refunded_fen=5, due=date.today())
    row = cases.move(store, colleague.person, number, Action.NOTE, remark)
    assert (row.result, row.recovered_fen, row.refunded_fen) == ("属实", 100, 0)
    assert case_steps.history(store, row)[-1].said == {}


METERED = replace(
    TARGET,
    object_id="1003",
    hits=(
        Hit("MET-13", "MET-13|1003", "202610", 60_000, "少计", energy_wh=1_000_500),
        Hit("INS-14", "INS-14|1003", "202610", 25_000, "转供电", penalty_fen=25_000),
    ),
)


@pytest.mark.parametrize(
    ("said", "upheld"),
    [
        (Said(), (1_000_500, 25_000)),  # what the checks have recomputed
        (Said(energy_wh=900_000, penalty_fen=0), (900_000, 0)),  # what somebody says is kept
    ],
)
def test_energy_and_penalty_are_those_of_the_checks_unless_somebody_says_others(
    store: Store, made: Make, said: Said, upheld: tuple[int, int]
) -> None:
    [number] = made(METERED)
    cases.move(store, STAFF, number, Action.ACCEPT)
    cases.move(store, STAFF, number, Action.SUBMIT, replace(said, comment="查实", result=Result.TRUE))
    row = cases.move(store, LEAD, number, Action.UPHOLD, Said(due=date.today() + timedelta(days=9)))
    assert (row.energy_wh, row.penalty_fen, row.penalty_recovered_fen) == (*upheld, 0)
    cases.move(store, STAFF, number, Action.BEGIN, Said("整改"))
    row = cases.move(store, STAFF, number, Action.FINISH, Said("已收", penalty_recovered_fen=25_000))
    assert row.penalty_recovered_fen == 25_000
    assert case_steps.history(store, row)[-1].said == {"penalty_recovered_fen": 25_000}


def test_of_what_is_true_in_part_nobody_takes_the_energy_of_the_whole(store: Store, made: Make) -> None:
    [number] = made(METERED)
    cases.move(store, STAFF, number, Action.ACCEPT)
    cases.move(store, STAFF, number, Action.SUBMIT, Said("部分", result=Result.PARTLY))
    row = cases.move(store, LEAD, number, Action.UPHOLD, Said(due=date.today() + timedelta(days=9)))
    assert (row.energy_wh, row.penalty_fen) == (None, None)


@pytest.mark.parametrize(("result", "kept"), [(Result.FALSE, None), (Result.PARTLY, 60_000)])
def test_an_appeal_that_is_granted_takes_the_amounts_of_the_whole_away(
    store: Store, made: Make, result: Result, kept: int | None
) -> None:
    [number] = made(METERED)
    due = date.today() + timedelta(days=9)
    steps = (
        (STAFF, Action.ACCEPT, Said()),
        (STAFF, Action.SUBMIT, Said("查实", result=Result.TRUE, established_fen=60_000)),
        (LEAD, Action.UPHOLD, Said(due=due)),
        (LEADER, Action.APPEAL, Said("已补收")),
        (LEAD, Action.SEND_BACK, Said("请复核")),
    )
    for person, action, said in steps:
        cases.move(store, person, number, action, said)
    row = cases.case(store, number)
    assert (row.energy_wh, row.penalty_fen) == (1_000_500, 25_000)
    row = cases.move(store, STAFF, number, Action.SUBMIT, Said("复核", result=result))
    assert (row.established_fen, row.energy_wh, row.penalty_fen) == (kept, None, None)


@pytest.mark.parametrize("action", [Action.UPHOLD, Action.GRANT_EXTENSION])
def test_nobody_is_given_a_deadline_that_has_passed(store: Store, made: Make, action: Action) -> None:
    [number] = made()
    cases.move(store, STAFF, number, Action.ACCEPT)
    later = Said("设备未到", due=date.today() + timedelta(days=60))
    cases.move(store, STAFF, number, Action.ASK_EXTENSION, later)
    if action is Action.UPHOLD:
        cases.move(store, STAFF, number, Action.SUBMIT, Said("查实", result=Result.TRUE))
    with pytest.raises(WrongUsage, match=r"时限 .* 已过"):
        cases.move(store, LEAD, number, action, Said(due=date.today() - timedelta(days=1)))


def test_an_extension_gives_time_and_takes_none(store: Store, made: Make) -> None:
    [number] = made()
    later = Said("设备未到", due=date.today() + timedelta(days=60))
    cases.move(store, STAFF, number, Action.ASK_EXTENSION, later)
    with pytest.raises(MoveRefused, match="不晚于现在的时限"):
        cases.move(store, LEAD, number, Action.GRANT_EXTENSION, Said(due=date.today() + timedelta(days=3)))


@pytest.mark.parametrize(
    ("to", "why"),
    [("sun", "不属于案件"), ("wang", "不办理案件"), (OTHER, "不归赵班长管辖"), ("nobody", "没有人员或单位")],
)
def test_a_team_leader_gives_a_case_only_to_who_can_work_on_it(
    store: Store, made: Make, to: str, why: str
) -> None:
    [number] = made()
    with pytest.raises(MoveRefused, match=why):
        cases.move(store, LEADER, number, Action.REASSIGN, Said(to=to))
    assert cases.move(store, LEADER, number, Action.REASSIGN, Said(to="qian")).handler == "qian"


def test_what_a_unit_gave_back_is_not_sent_there_again_with_the_plan(store: Store, made: Make) -> None:
    [number] = made()
    cases.move(store, STAFF, number, Action.RETURN, Said("不属本单位"))
    plan_id = cases.case(store, number).plan_id
    assert plans.to_send(store, LEAD, plan_id) == 0
    assert plans.dispatch(store, LEAD, plan_id) == []
    assert cases.case(store, number).state == "待派发"


def test_a_plan_of_other_units_too_is_not_approved_by_who_has_one(store: Store, made: Make) -> None:
    made(TARGET, replace(TARGET, object_id="1002", cons_no="1002", org_code=OTHER), sent=False)
    of_one = Person("李主任", Role.SUPERVISOR, (STATION,), "lizhuren")
    with pytest.raises(NotAllowed, match="有其他单位的案件"):
        plans.approve(store, of_one, 1)
    plans.approve(store, BOSS, 1)


@pytest.mark.parametrize("change", [{"state": "已归档"}, {"version": 9}])
def test_a_case_changed_beside_its_history_is_found(store: Store, made: Make, change: dict[str, Any]) -> None:
    first, second = made(TARGET, replace(TARGET, object_id="1002", cons_no="1002"))
    cases.move(store, STAFF, first, Action.ACCEPT)
    with store.read() as session:
        assert case_steps.first_altered(session) is None
    with store.write() as session:
        session.execute(update(CaseRow).where(CaseRow.case_no == second).values(**change))
    with store.read() as session:
        assert case_steps.first_altered(session) == second


def test_the_last_steps_of_a_history_taken_away_are_missed(store: Store, made: Make) -> None:
    [number] = made()
    cases.move(store, STAFF, number, Action.ACCEPT)
    with store.write() as session:
        session.execute(delete(CaseMoveRow).where(CaseMoveRow.seq == 3))
    with store.read() as session:
        assert case_steps.first_altered(session) == number


def test_who_checks_on_site_learns_only_afterwards_that_chance_chose_a_case(store: Store, made: Make) -> None:
    [number] = made(replace(TARGET, picked_by="random"))
    row = cases.case(store, number)
    assert (cases.tells_how_picked(row, STAFF), cases.tells_how_picked(row, LEAD)) == (False, True)
    row = cases.move(store, LEAD, number, Action.VOID, Said("重复"))
    assert cases.tells_how_picked(row, STAFF)
