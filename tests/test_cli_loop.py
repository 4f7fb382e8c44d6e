"""The closed loop from the command line: people, plans, steps, what is refused, both chains."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import select, update

from models import register
from models.loop import case_steps, cases, plans
from models.loop.case import Action, State, TaskKind, move_of
from models.loop.cases import Hit, Target
from models.orm import CaseMoveRow, CaseRow, SampleRow
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store
from pages.parts.loop.move_fields import FIELDS
from tests.base_cases.staff import PEOPLE, person_of
from tests.commanded import run
from tests.company import company
from tests.loaded import load, loaded
from tests.looped import add_case, add_cases
from tests.opened import opened

DUE = (date.today() + timedelta(days=30)).isoformat()
LATER = (date.today() + timedelta(days=60)).isoformat()
TASK_KEYS = (
    "case_no plan_id state kind object_type object_id cons_no org_code check_codes picked_by due_date days_left "
    "overdue_stage result recovered_yuan refunded_yuan rework recurrence_of parent"
)


def listed(home: Path, *words: str) -> list[dict[str, Any]]:
    run(home, *words, "--json", str(home / "list.json"))
    return json.loads((home / "list.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company that was screened, in which four people work."""
    home = tmp_path_factory.mktemp("home")
    load(loaded(home, "orgs\norg_code | org_name\n33401 | 临江供电公司"), company(), "company")
    run(home, "screen", "--as-of", "2025-11-01", "--period", "202510", "--check", "ACC-12")
    for login, (name, role) in PEOPLE.items():
        run(home, "user", "add", login, "--name", name, "--role", role)
    return home


def test_a_case_goes_from_a_plan_to_the_archive_by_the_roles_of_its_steps(home: Path) -> None:
    made = run(
        home, "plan", "create", "--name", "账务稽查", "--check", "ACC-12", "--due", DUE, "--as", "lin",
        "--random-share", "0",
    )  # fmt: skip
    assert "计划 1:案件 1 件,其中随机对照 0 件" in made
    assert "由您制定,不能由您审批" in run(home, "plan", "approve", "1", "--as", "lin", code=4)
    run(home, "plan", "approve", "1", "--as", "wang")
    assert "已派发案件 1 件" in run(home, "plan", "dispatch", "1", "--as", "lin")
    [task] = listed(home, "tasks", "list", "--plan", "1")
    assert list(task) == TASK_KEYS.split()
    assert (task["state"], task["check_codes"], task["picked_by"], task["due_date"]) == (
        "待接收", ["ACC-12"], "ranking", DUE,
    )  # fmt: skip
    number = task["case_no"]
    for who, action, *said in (
        ("qian", "接收"),
        ("qian", "提交核查", "--result", "属实", "--comment", "两本账相差 400 元", "--amount", "400"),
        ("lin", "认定属实", "--due", LATER),
        ("qian", "开始整改", "--comment", "调账"),
        ("qian", "完成整改", "--comment", "已调账", "--amount", "399.99"),
        ("lin", "复查合格"),
    ):
        run(home, "tasks", "move", number, action, *said, "--as", who)
    [task] = listed(home, "tasks", "list", "--state", "已归档")
    assert (task["result"], task["recovered_yuan"], task["refunded_yuan"]) == ("属实", "399.99", "0.00")
    steps = listed(home, "tasks", "history", number)
    assert list(steps[0]) == ["at", "by", "action", "from", "to", "comment", "files", "days_left"]
    assert [(one["by"], one["action"], one["to"]) for one in steps[1:4]] == [
        ("本机用户 代 林专责", "派发", "待接收"),
        ("本机用户 代 钱稽查", "接收", "核查中"),
        ("本机用户 代 钱稽查", "提交核查", "待审核"),
    ]
    [plan] = listed(home, "plan", "list")
    assert plan == {
        "plan_id": 1, "name": "账务稽查", "kind": "常态稽查", "state": "已派发", "run_id": 1, "cases": 1,
        "by_state": {"已归档": 1}, "random": 0,
    }  # fmt: skip


def test_a_month_is_sampled_and_judged_by_somebody_else(tmp_path: Path) -> None:
    store = Store(tmp_path)
    people = [Registered(login, name, Role(role), ("",), True) for login, (name, role) in PEOPLE.items()]
    register.add(store, LOCAL_USER, people)
    number = add_case(store, "TAR-22", state="已归档", result="属实", closed_at=datetime(2026, 10, 20))
    store.close()
    words = ("tasks", "sample", "--month", "202610", "--as", "lin")
    assert f"2026年10月归档 1 件,抽中 1 件\n{number} 待抽检" in run(tmp_path, *words)
    run(
        tmp_path,
        "tasks",
        "move",
        number,
        "抽检不通过",
        "--comment",
        "没有照片",
        "--fault",
        "认定依据不足",
        "--as",
        "wang",
    )
    [told] = listed(tmp_path, *words)
    assert (told["case_no"], told["passed"], told["fault"]) == (number, False, "认定依据不足")
    assert told["by"] == "本机用户 代 王主任"
    assert listed(tmp_path, "tasks", "history", number)[-1]["action"] == "抽检不通过"


def test_what_waits_for_its_recheck_is_asked_of_the_data_drawn_from_and_archived(tmp_path: Path) -> None:
    store = Store(tmp_path)
    waits: dict[str, Any] = {"codes": ("TAR-22",), "state": "待复查", "result": "属实"}
    numbers = add_cases(store, [waits] * 3)
    store.close()
    told = listed(tmp_path, "tasks", "recheck")
    assert [(one["case_no"], one["shown"]) for one in told] == [(one, "数据不能证明") for one in numbers]
    assert told[0]["checks"][0]["said"][0].startswith("缺少")
    assert f"{numbers[0]} 数据不能证明(TAR-22 数据不能证明:缺少" in run(tmp_path, "tasks", "recheck")
    assert "TAR-22 3 件" in run(tmp_path, "tasks", "draw")
    lot = ("--org", STATION, "--check", "TAR-22")
    run(tmp_path, "tasks", "draw", *lot, code=2)
    drawn = run(tmp_path, "tasks", "draw", *lot, "--share", "0.5").splitlines()
    assert drawn[0].startswith("抽样复查第 1 号:同批 3 件")
    assert "样本待复查" in run(tmp_path, "tasks", "archive-rest", "1", code=4)
    for number in drawn[1:]:
        run(tmp_path, "tasks", "move", number, "复查合格")
    assert "归档 1 件" in run(tmp_path, "tasks", "archive-rest", "1")
    assert {one["state"] for one in listed(tmp_path, "tasks", "list")} == {"已归档"}


def test_a_step_on_an_overdue_case_says_that_it_is_over_not_how_little_is_left(tmp_path: Path) -> None:
    store = Store(tmp_path)
    number = add_case(store, "TAR-22", state="核查中", due_date=date.today() - timedelta(days=30))
    store.close()
    said = run(tmp_path, "tasks", "move", number, "督办", "--comment", "请尽快")
    assert "超期" in said
    assert "还有" not in said


@pytest.mark.parametrize(
    ("state", "action", "options"),
    [
        ("待审核", "认定属实", "--due"),
        ("核查中", "提交核查", "--result、--comment"),
        ("核查中", "改派", "--to"),
    ],
)
def test_who_leaves_something_out_is_told_by_which_option_it_is_said(
    tmp_path: Path, state: str, action: str, options: str
) -> None:
    store = Store(tmp_path)
    number = add_case(store, "TAR-22", state=state, result="属实")
    store.close()
    assert f"请用 {options} 补充后再办理" in run(tmp_path, "tasks", "move", number, action, code=4)


def test_who_is_disabled_is_refused_and_the_list_says_so(home: Path) -> None:
    run(home, "user", "add", "sun", "--name", "孙稽查", "--org", "334010101")
    run(home, "user", "disable", "sun")
    told = {one["login"]: one for one in listed(home, "user", "list")}
    assert (told["sun"]["active"], told["sun"]["role"], told["sun"]["units"]) == (
        False,
        "稽查员",
        ["334010101"],
    )
    assert "“sun”已停用" in run(home, "tasks", "list", "--as", "sun", code=4)


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (("plan", "create", "--name", "x", "--due", "2020-01-01"), "时限 2020-01-01 已过", 2),
        (("plan", "create", "--name", "x", "--due", DUE, "--check", "TAR-99"), "没有运行检查“TAR-99”", 2),
        (("plan", "create", "--name", "x", "--due", DUE, "--category", "收费"), "没有稽查类别“收费”", 2),
        (("plan", "approve", "99"), "没有编号为 99 的稽查计划", 4),
        (("tasks", "move", "稽查19990100001", "接收"), "没有编号为 稽查19990100001 的案件", 4),
        (("tasks", "move", "稽查19990100001", "签收"), "没有操作“签收”", 2),
        (("tasks", "list", "--state", "等待"), "没有状态“等待”", 2),
        (("tasks", "list", "--as", "nobody"), "没有登录名为“nobody”的人员", 4),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(
    home: Path, words: tuple[str, ...], told: str, code: int
) -> None:
    assert told in run(home, *words, code=code)


STATION = "334010101"
HIT = Hit("TAR-11", "TAR-11|customer|1|202610", "202610", 12_345, "少收 123.45 元")
OPTIONS = ("--comment", "说明", "--to", "qian", "--due", LATER, "--result", "属实")
FILLED = {"comment": "说明", "to": "qian", "due": date.fromisoformat(LATER), "result": "属实"}
WITH_MONEY = (Action.SUBMIT, Action.UPHOLD, Action.FINISH)  # the page has filled in what is owed
STEPS = [
    action for action in Action if action is not Action.CONFIRM
]  # that one is two people's: tests/models/loop/test_verdicts.py
ROLES = {Role.LEAD: "lin", Role.TEAM_LEADER: "zhao", Role.STAFF: "qian"}
BEFORE = {
    Action.CLEAR: {"result": "不属实"},
    Action.UPHOLD: {"result": "属实"},
    Action.GRANT_EXTENSION: {"asked_due": date.fromisoformat(LATER)},
    Action.REFUSE_EXTENSION: {"asked_due": date.fromisoformat(LATER)},
    Action.RESUME: {"waits_since": date.today()},
    Action.END_URGE: {"is_urged": True},
}


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, dict[Action, tuple[str, str]]]]:
    """For each action two cases in a state that allows it, in a home in which people are registered."""
    store = Store(tmp_path_factory.mktemp("twins"))
    st.cache_resource.clear()  # pages look at the home that the command line looks at
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MINGJI_HOME", str(store.home))
        yield store, pairs_in(store)
    st.cache_resource.clear()
    st.cache_data.clear()
    store.close()


def pairs_in(store: Store) -> dict[Action, tuple[str, str]]:
    register.add(
        store,
        LOCAL_USER,
        [Registered(login, name, Role(role), ("",), True) for login, (name, role) in PEOPLE.items()],
    )
    lead = Person("林专责", Role.LEAD, ("",), "lin")
    targets = [
        Target("customer", f"{number:04d}", None, STATION, "ranking", (HIT,))
        for number in range(2 * len(Action))
    ]
    number = plans.create(
        store, lead, name="成对", kind=TaskKind.ROUTINE, run_id=None, due=date.fromisoformat(DUE), scope={},
        targets=targets,
    )  # fmt: skip
    plans.approve(store, Person("王主任", Role.SUPERVISOR, ("",), "wang"), number)
    pairs = {}
    with store.write() as session:
        rows = iter(session.scalars(select(CaseRow).order_by(CaseRow.id)).all())
        for action in Action:
            pair = (next(rows), next(rows))
            state = min(
                move_of(action).sources - {State.TO_ANALYSE} or {State.TO_ANALYSE}, key=lambda one: one.name
            )
            for row in pair:
                row.state, row.due_date = state.value, date.fromisoformat(DUE)
                for name, value in BEFORE.get(action, {}).items():
                    setattr(row, name, value)
                if action in (Action.SAMPLE_PASS, Action.SAMPLE_FAIL):
                    drawn = {"month": "202610", "drawn_by": "林专责", "drawn_at": datetime(2026, 11, 2)}
                    session.add(SampleRow(case_id=row.id, **drawn))
            pairs[action] = (pair[0].case_no, pair[1].case_no)
    return pairs


@pytest.mark.parametrize("action", STEPS, ids=lambda action: action.value)
def test_a_step_on_the_command_line_does_what_the_page_of_the_case_does(
    twins: tuple[Store, dict[Action, tuple[str, str]]], action: Action
) -> None:
    store, pairs = twins
    by_command, by_page = pairs[action]
    login = next(login for role, login in ROLES.items() if role in move_of(action).roles)
    stranger = next((one for role, one in ROLES.items() if role not in move_of(action).roles), None)
    if stranger:
        before = outcome(store, by_command)
        run(store.home, "tasks", "move", by_command, action.value, *OPTIONS, "--as", stranger, code=4)
        assert outcome(store, by_command) == before
    money = ("--amount", "123.45") if action in WITH_MONEY else ()
    run(store.home, "tasks", "move", by_command, action.value, *OPTIONS, *money, "--as", login)
    moved_on_page(store, by_page, action, login)
    assert outcome(store, by_command) == outcome(store, by_page)
    shown = [listed(store.home, "tasks", "history", number) for number in (by_command, by_page)]
    first, second = ([step | {"at": ""} for step in steps] for steps in shown)
    assert first == second


def moved_on_page(store: Store, number: str, action: Action, login: str) -> None:
    """Open a case's page, fill in the form of a step, and press its button."""
    version = cases.case(store, number).version
    key = f"move-{number}-{version}-{action.name}"
    filled = {f"action-{number}-{version}-{login}": action.value}
    filled |= {f"{key}-{name}": FILLED[name] for name in FIELDS.get(action, ("comment",)) if name in FILLED}
    page = opened("72_case.py", {"no": number}, person_of(login), 60, filled)
    page.button(key=f"submit-{key}").click().run()
    assert [one.value for one in page.error] == []


def outcome(store: Store, number: str) -> dict[str, Any]:
    """Return a case and its last step without what makes it this one."""
    row = cases.case(store, number)
    step = case_steps.history(store, row)[-1]
    own = {"id", "case_no", "object_id"}
    found = {column.key: getattr(row, column.key) for column in CaseRow.__table__.columns}
    own |= {name for name, value in found.items() if isinstance(value, datetime)}
    said = {name: getattr(step, name) for name in ("by", "action", "source", "target", "comment", "said")}
    return {name: value for name, value in found.items() if name not in own} | {"step": said}


def test_how_a_case_was_picked_is_not_listed_as_long_as_it_is_judged(
    twins: tuple[Store, dict[Action, tuple[str, str]]],
) -> None:
    store, pairs = twins
    waiting = listed(store.home, "tasks", "list", "--state", "待分析")
    assert [(one["case_no"], one["picked_by"]) for one in waiting] == [
        (number, None) for number in pairs[Action.CONFIRM]
    ]


def test_the_local_user_is_told_to_say_as_whom_once_people_are_registered(
    twins: tuple[Store, dict[Action, tuple[str, str]]],
) -> None:
    store, pairs = twins
    number = pairs[Action.ACCEPT][0]
    with store.write() as session:
        session.execute(update(CaseRow).where(CaseRow.case_no == number).values(state="待接收"))
    said = run(store.home, "tasks", "move", number, "接收", code=4)
    assert "由班组长、稽查员、责任专业办理,本机用户是营销稽查专责。请以登记的人员办理:命令行用 --as" in said


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Store]:
    """A home with a plan of three cases that wait to be sent out."""
    store = Store(tmp_path)
    targets = [Target("customer", f"{number:04d}", None, STATION, "ranking", (HIT,)) for number in range(3)]
    plans.create(
        store, LOCAL_USER, name="三件", kind=TaskKind.ROUTINE, run_id=None, due=date.fromisoformat(DUE), scope={},
        targets=targets,
    )  # fmt: skip
    yield store
    store.close()


def test_sending_a_plan_out_says_how_many_cases_stay_to_be_judged(planned: Store) -> None:
    with planned.write() as session:
        session.execute(update(CaseRow).where(CaseRow.object_id == "0000").values(state="待分析"))
    plans.approve(planned, LOCAL_USER, 1)
    said = run(planned.home, "plan", "dispatch", "1")
    assert "已派发案件 2 件" in said
    assert "待初判的 1 件留下,判定后再派发" in said


def test_a_changed_step_is_found_in_the_history(planned: Store) -> None:
    assert "案件历史完好" in run(planned.home, "verify-log")
    with planned.write() as session:
        session.execute(update(CaseMoveRow).where(CaseMoveRow.seq == 3).values(comment="改过"))
    said = run(planned.home, "verify-log", code=4)
    assert "操作日志完好" in said
    assert "案件历史从第 3 行起与前一行不相符" in said


def test_a_case_changed_without_a_step_is_found(planned: Store) -> None:
    with planned.write() as session:
        session.execute(update(CaseRow).where(CaseRow.id == 2).values(state="已归档"))
        number = session.get_one(CaseRow, 2).case_no
    assert f"案件 {number} 与它的历史不相符" in run(planned.home, "verify-log", code=4)


def test_an_option_that_a_step_does_not_use_is_named(planned: Store) -> None:
    number = f"稽查{date.today():%Y%m}00001"
    said = run(
        planned.home,
        "tasks",
        "move",
        number,
        "补充说明",
        "--comment",
        "客户来电",
        "--amount",
        "99",
        "--method",
        "系统",
    )
    assert "“补充说明”不用 --amount、--method,没有采用" in said
    assert cases.case(planned, number).recovered_fen == 0


def test_a_case_is_not_given_to_a_unit_that_does_not_exist(planned: Store) -> None:
    plans.approve(planned, LOCAL_USER, 1)
    [first, *_] = plans.dispatch(planned, LOCAL_USER, 1)
    said = run(planned.home, "tasks", "move", first.case_no, "改派", "--to", "999999", code=2)
    assert "没有供电单位“999999”" in said


def test_two_plans_without_a_seed_draw_different_customers(home: Path) -> None:
    numbers = []
    for _ in range(2):
        run(home, "plan", "create", "--name", "x", "--due", DUE, "--capacity", "2", "--random-share", "0.5")
        [*_, plan] = sorted(listed(home, "plan", "list"), key=lambda one: one["plan_id"])
        tasks = listed(home, "tasks", "list", "--plan", str(plan["plan_id"]))
        numbers.append({one["object_id"] for one in tasks if one["picked_by"] == "random"})
    assert all(numbers)
    assert not numbers[0] & numbers[1]
