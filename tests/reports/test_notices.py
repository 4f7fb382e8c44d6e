"""Notices to the units: numbered without gaps, the same whenever they are printed, as PDF and Word."""

from datetime import date, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import docx
import pytest

from analytics.loop.judged import OUTCOMES, outcomes_of
from analytics.units import UnitName
from data_loaders.catalog import tables
from models.errors import NotAllowed, WrongUsage
from models.lake import Lake
from models.loop import cases, notices, plans
from models.loop.case import Action, Result, TaskKind
from models.loop.cases import Hit, Said, Target
from models.loop.notices import NoticeKind, issue
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from reports.document import Paragraph, Table
from reports.notices import document_of, write_notices
from reports.notices import told as told_by
from reports.paper import pdf, word

CITY, VILLAGE = "334010101", "334010202"
HIT = Hit("TAR-02", "p", "202610", 12_345, "多收 123.45 元")
UNITS = {CITY: UnitName("城关所", "东湖城关供电所")}
LEADER = Person("赵班长", Role.TEAM_LEADER, (CITY,), "zhao")
INSPECTION, RECTIFICATION = NoticeKind
told = partial(told_by, outcomes={}, units={})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture
def plan(store: Store) -> int:
    """Two cases of the city and one of the village, not yet sent out."""
    chosen = [
        Target("customer", str(number), str(number), unit, "ranking", (HIT,))
        for number, unit in enumerate((CITY, VILLAGE, CITY))
    ]
    due = date.today() + timedelta(days=30)
    return plans.create(
        store,
        LOCAL_USER,
        name="十一月稽查",
        kind=TaskKind.SPECIAL,
        run_id=None,
        due=due,
        scope={},
        targets=chosen,
    )


def sent(store: Store, plan: int) -> list[str]:
    plans.approve(store, LOCAL_USER, plan)
    return [row.case_no for row in plans.dispatch(store, LOCAL_USER, plan)]


def upheld(store: Store, number: str) -> None:
    cases.move(store, LOCAL_USER, number, Action.ACCEPT)
    cases.move(
        store,
        LOCAL_USER,
        number,
        Action.SUBMIT,
        Said("执行了旧价", result=Result.TRUE, established_fen=10_000),
    )
    cases.move(store, LOCAL_USER, number, Action.UPHOLD, Said(due=date.today() + timedelta(days=20)))


def numbers(store: Store, plan: int, kind: NoticeKind) -> list[tuple[str, str, int]]:
    return [
        (one.number.partition("〕")[2], one.org_code, len(one.content["cases"]))
        for one in notices.notices(store, LOCAL_USER, plan, kind)
    ]


def test_each_unit_gets_one_notice_and_asking_again_gives_the_same_numbers(store: Store, plan: int) -> None:
    sent(store, plan)
    assert issue(store, LOCAL_USER, plan, INSPECTION, told) == 2
    assert issue(store, LOCAL_USER, plan, INSPECTION, told) == 0
    assert numbers(store, plan, INSPECTION) == [("1号", CITY, 2), ("2号", VILLAGE, 1)]


def test_what_is_confirmed_later_comes_in_a_notice_of_its_own(store: Store, plan: int) -> None:
    first, _, third = sent(store, plan)
    with pytest.raises(WrongUsage, match="没有需要发整改通知单的案件"):
        issue(store, LOCAL_USER, plan, RECTIFICATION, told)
    upheld(store, first)
    issue(store, LOCAL_USER, plan, RECTIFICATION, told)
    upheld(store, third)
    issue(store, LOCAL_USER, plan, RECTIFICATION, told)
    assert numbers(store, plan, RECTIFICATION) == [("1号", CITY, 1), ("2号", CITY, 1)]


def test_a_plan_that_was_not_sent_out_has_no_notices_and_uses_up_no_number(store: Store, plan: int) -> None:
    with pytest.raises(WrongUsage, match="请先派发计划"):
        issue(store, LOCAL_USER, plan, INSPECTION, told)
    sent(store, plan)
    issue(store, LOCAL_USER, plan, INSPECTION, told)
    assert numbers(store, plan, INSPECTION)[0][0] == "1号"


def test_a_notice_that_fails_halfway_leaves_no_number_behind(store: Store, plan: int) -> None:
    sent(store, plan)
    told_once: list[str] = []

    def breaks(row: object, checks: object, found: str) -> dict[str, object]:
        told_once.append(found)
        if len(told_once) > 2:
            raise ZeroDivisionError
        return {"case_no": "x"}

    with pytest.raises(ZeroDivisionError):
        issue(store, LOCAL_USER, plan, INSPECTION, breaks)
    issue(store, LOCAL_USER, plan, INSPECTION, told)
    assert [number for number, _, _ in numbers(store, plan, INSPECTION)] == ["1号", "2号"]


def test_a_unit_sees_its_own_notices_and_issues_none(store: Store, plan: int) -> None:
    sent(store, plan)
    with pytest.raises(NotAllowed, match="不能签发稽查通知单"):
        issue(store, LEADER, plan, INSPECTION, told)
    issue(store, LOCAL_USER, plan, INSPECTION, told)
    assert [one.org_code for one in notices.notices(store, LEADER, plan, INSPECTION)] == [CITY]


def test_a_rectification_notice_says_what_was_found_by_when_and_leaves_room_for_the_answer(
    store: Store, plan: int
) -> None:
    first, *_ = sent(store, plan)
    upheld(store, first)
    issue(store, LOCAL_USER, plan, RECTIFICATION, told)
    [notice] = notices.notices(store, LOCAL_USER, plan, RECTIFICATION)
    document = document_of(notice, UNITS, {"0": "兴丰电子"})
    assert list(document.captions().values()) == ["表1", "表2"], "their sections say what they are"
    assert [section.heading for section in document.sections] == [
        "存在问题",
        "依据条款",
        "整改要求",
        "整改期限与责任人",
        "反馈(由被稽查单位填写)",
        "复查意见",
        "签发与签收",
    ]
    problems, feedback = (block for block in document.blocks() if isinstance(block, Table))
    [row] = problems.rows.to_pylist()
    assert (row["object"], row["amount_yuan"]) == ("0 兴丰电子", 100.0)
    assert row["problem"].endswith("多收 123.45 元。核查情况:执行了旧价")
    assert [one.heading for one in feedback.columns] == ["工单编号", "原因", "措施", "完成情况", "佐证"]
    text = "\n".join(one.text for one in docx.Document(BytesIO(word.render(document))).paragraphs)
    due = date.today() + timedelta(days=20)
    assert f"{due.year}年{due.month}月{due.day}日前完成整改" in "".join(filter(str.isalnum, text))
    assert "被稽查单位：东湖城关供电所" in text


def test_a_rectification_notice_of_one_problem_is_signed_on_the_sheet_that_it_stands_on(
    store: Store, plan: int
) -> None:
    first, *_ = sent(store, plan)
    upheld(store, first)
    issue(store, LOCAL_USER, plan, RECTIFICATION, told)
    [notice] = notices.notices(store, LOCAL_USER, plan, RECTIFICATION)
    [line] = notice.content["cases"]
    long = (
        "电量走势与同类用户的季节变化不一致;月电量忽高忽低;多个月电量为整十整百,疑似估抄,合同容量 500 kVA" * 6
    )
    notice.content = notice.content | {"cases": [line | {"problems": [long], "topics": ["用电显著异常"]}]}
    assert pdf.pages(document_of(notice, UNITS)) == 2  # as tight as reports of many pages may be
    assert b"/Type/Pages/Count 1/" in pdf.render(document_of(notice, UNITS)).content


def test_a_notice_of_an_inspection_issued_late_still_says_what_was_suspected_and_when_to_reply(
    store: Store, plan: int
) -> None:
    first, *_ = sent(store, plan)
    upheld(store, first)
    issue(store, LOCAL_USER, plan, INSPECTION, told)
    [notice] = [
        one
        for one in notices.notices(store, LOCAL_USER, plan, INSPECTION)
        if first in [line["case_no"] for line in one.content["cases"]]
    ]
    objects, _ = (block for block in document_of(notice, UNITS).blocks() if isinstance(block, Table))
    [row] = [row for row in objects.rows.to_pylist() if row["case_no"] == first]
    assert row["amount_yuan"] is None  # of TAR-02 nothing is owed; the 100 yuan were found later
    assert notice.content["due"] == (date.today() + timedelta(days=30)).isoformat()


def test_a_notice_cites_the_profile_and_the_values_by_which_its_hits_were_judged(store: Store) -> None:
    profile = "甲省(自 2026-01-01 起,第 1 条)"
    hit = Hit("TAR-11", "p", "202610", 12_345, "少收 123.45 元", profile=profile)
    outcome = {
        "code": "TAR-11",
        "parameters": {"tol": 2.0, "many_persons": 100},
        "set_by_person": ["tol"],
        "code_tables": {"省电价方案": "1 行,至第 1 条(林专责 2026-01-01)"},
    }
    plan = plans.create(
        store,
        LOCAL_USER,
        name="专项",
        kind=TaskKind.SPECIAL,
        run_id=None,
        due=date.today() + timedelta(days=30),
        scope={OUTCOMES: [outcome]},
        targets=[Target("customer", "1", "1", CITY, "spread", (hit,))],
    )
    sent(store, plan)
    by_these = partial(told_by, outcomes=outcomes_of(store, plan), units={})
    issue(store, LOCAL_USER, plan, INSPECTION, by_these)
    [notice] = notices.notices(store, LOCAL_USER, plan, INSPECTION)
    [basis] = [
        block.sentences[0].text
        for block in document_of(notice, UNITS).blocks()
        if isinstance(block, Paragraph) and block.sentences[0].key == "basis"
    ]
    assert basis.startswith("本公司采用的省电价方案 甲省（自 2026-01-01 起，第 1 条）；")
    assert "浙江" not in basis
    assert basis.endswith(
        "本公司另行设定的：“居民阶梯计算错误”容差：按本次筛查设定 2 元 判定；"
        "“居民阶梯计算错误”省电价方案：按本公司的 1 行，至第 1 条（林专责 2026-01-01） 判定。"
    )


def test_who_is_to_put_right_is_named_not_by_login(store: Store, plan: int) -> None:
    first, *_ = sent(store, plan)
    upheld(store, first)
    issue(store, LOCAL_USER, plan, RECTIFICATION, told)
    [notice] = notices.notices(store, LOCAL_USER, plan, RECTIFICATION)
    lines = [line | {"handler": "wang"} for line in notice.content["cases"]]
    notice.content = notice.content | {"cases": lines}
    text = "".join(
        one.text
        for one in docx.Document(
            BytesIO(word.render(document_of(notice, UNITS, None, {"wang": "王芳"})))
        ).paragraphs
    )
    assert "整改责任人" in text
    assert "王芳" in text
    assert "wang" not in text


def test_a_printed_notice_stays_as_it_was_issued_whatever_becomes_of_the_case(
    store: Store, plan: int
) -> None:
    first, *_ = sent(store, plan)
    upheld(store, first)
    issue(store, LOCAL_USER, plan, RECTIFICATION, told)
    [before] = notices.notices(store, LOCAL_USER, plan, RECTIFICATION)
    cases.move(store, LOCAL_USER, first, Action.BEGIN, Said("退补"))
    cases.move(store, LOCAL_USER, first, Action.FINISH, Said("已退", refunded_fen=1))
    [after] = notices.notices(store, LOCAL_USER, plan, RECTIFICATION)
    assert document_of(before, UNITS) == document_of(after, UNITS)


def test_the_files_lie_one_a_unit_under_their_numbers(store: Store, plan: int, tmp_path: Path) -> None:
    sent(store, plan)
    written = write_notices(Lake(store, tables()), LOCAL_USER, plan, INSPECTION, tmp_path / "out", "docx")
    year = date.today().year
    assert [path.name for _, path in written] == [
        f"稽查通知单_稽通〔{year}〕1号_{CITY}.docx",
        f"稽查通知单_稽通〔{year}〕2号_{VILLAGE}.docx",
    ]
    with pytest.raises(WrongUsage, match="不能写成"):
        write_notices(Lake(store, tables()), LOCAL_USER, plan, INSPECTION, tmp_path / "out", "xlsx")
