"""The register and the first verdicts on their pages, without a browser."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from models import register
from models.lake import Lake
from models.loop import cases, periodic, plans, verdicts
from models.loop.case import TaskKind
from models.loop.cases import Hit, Target
from models.loop.verdicts import Word
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from tests.drawn import drawn
from tests.loaded import load
from tests.opened import opened

STATION = "334010101"
LIN, WU = Person("林专责", Role.LEAD, ("",), "lin"), Person("吴专责", Role.LEAD, ("",), "wu")
WRITTEN = {one: f'Person("{one.name}", Role.LEAD, ("",), "{one.login}")' for one in (LIN, WU)}
TABLES = f"""
    orgs
    org_code  | org_name
    {STATION} | 城关供电所

    staff
    emp_no | name | org_code  | position
    07     | 赵   | {STATION} | 供电所所长
"""


def page_of(file: str, person: Person = LIN) -> AppTest:
    return opened(file, {}, WRITTEN[person], seconds=60)


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.text, page.caption, page.info, page.error, page.success)
    return "\n".join(one.value for elements in kinds for one in elements)


def click(page: AppTest, label: str) -> AppTest:
    [button] = [one for one in page.button if one.label == label]
    return button.click().run()


def fill(page: AppTest, label: str, value: object) -> None:
    widgets = (
        *page.text_input,
        *page.selectbox,
        *page.multiselect,
        *page.text_area,
        *page.radio,
        *page.date_input,
    )
    [widget] = [one for one in widgets if one.label == label]
    widget.set_value(value)


def registered(lake: Lake) -> None:
    register.add(
        lake.store,
        LOCAL_USER,
        [Registered(one.login, one.name, one.role, one.units, True) for one in (LIN, WU)],
    )


def test_somebody_is_registered_on_screen_with_role_and_unit(lake: Lake) -> None:
    load(lake, drawn(TABLES), "units")
    page = page_of("90_people.py")
    assert "还没有登记人员" in said(page)
    click(page, "登记新的人")
    fill(page, "登录名 *", "qian")
    fill(page, "姓名 *", "钱稽查")
    fill(page, "角色", "班组长")
    assert "请选择供电单位" in said(click(page, "保存"))
    fill(page, "供电单位", [STATION])
    assert "钱稽查(qian)已保存。" in said(click(page, "保存"))
    [one] = register.people(lake.store)
    assert (one.name, one.role, one.units, one.is_active) == ("钱稽查", Role.TEAM_LEADER, (STATION,), True)


def test_a_deputy_is_named_on_screen(lake: Lake) -> None:
    load(lake, drawn(TABLES), "units")
    registered(lake)
    page = page_of("90_people.py")
    fill(page, "谁不在", "lin")
    fill(page, "由谁代理", "wu")
    assert "由吴专责(wu)代理林专责(lin)" in said(click(page, "指定"))
    assert [(one.login, one.stands_in) for one in register.deputies(lake.store)] == [("wu", "lin")]


def test_the_staff_table_offers_who_is_not_registered(lake: Lake) -> None:
    load(lake, drawn(TABLES), "units")
    page = page_of("90_people.py")
    assert "人员表共 1 人,其中 1 人没有登记" in said(page)


@pytest.fixture
def pair(lake: Lake) -> dict[str, str]:
    """Two cases alike but for how they were picked, by how they were; two people are to judge them."""
    load(lake, drawn(TABLES), "units")
    registered(lake)
    hit = Hit("TAR-11", "TAR-11|1", "202510", 1230, "少收 12.30 元")
    targets = [
        Target("customer", "0000000001", None, STATION, "ranking", (hit,), None, 0.6, 900, True),
        Target("customer", "0000000002", None, STATION, "random", (hit,), 0.01, None, None, True),
    ]
    due = date.today() + timedelta(days=30)
    plans.create(
        lake.store, LIN, name="初判", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=targets
    )
    return {one: number for (_, one), number in cases.open_on(lake.store).items()}


def test_a_judge_reads_the_same_of_a_ranked_and_of_a_drawn_case_whatever_another_has_said(
    lake: Lake, pair: dict[str, str]
) -> None:
    verdicts.give(lake.store, WU, pair["0000000001"], Word.VOID, "另一人的理由")
    pages = [said(page_of("74_verdicts.py"))]
    verdicts.give(lake.store, LIN, verdicts.queue(lake.store, LIN)[0].case_no, Word.ACT, "")
    pages.append(said(page_of("74_verdicts.py")))
    for object_id, number in pair.items():
        pages = [page.replace(object_id, "户").replace(number, "案") for page in pages]
    first, second = (page.replace("还有 2 件", "还有 1 件") for page in pages)
    assert first == second
    assert "少收 12.30 元" in first
    assert "另一人的理由" not in first


def test_a_void_verdict_without_a_reason_is_refused_on_screen_and_taken_with_one(
    lake: Lake, pair: dict[str, str]
) -> None:
    page = page_of("74_verdicts.py")
    fill(page, "初判 *", Word.VOID)
    assert "没有写理由" in said(click(page, "提交,看下一件"))
    fill(page, "理由", "档案已更正")
    assert "已记下您的初判" in said(click(page, "提交,看下一件"))
    assert len(verdicts.queue(lake.store, LIN)) == 1


def test_a_periodic_plan_is_set_on_the_page_of_plans(lake: Lake) -> None:
    load(lake, drawn(TABLES), "units")
    page = page_of("70_plans.py")
    fill(page, "名称 *", "电费月查")
    assert "已新增“电费月查”" in said(click(page, "新增"))
    [rule] = periodic.rules(lake.store)
    assert (rule.every.value, rule.people, rule.days) == ("每月", 2, 5)
