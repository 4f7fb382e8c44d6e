"""抽检 on its page: drawn, shown with what the narrative lacks to who did not work on it, judged, and what is told of it."""

from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from models import register
from models.calendar import add_months, first_day, month_of
from models.lake import Lake
from models.loop import cases, samples
from models.loop.case import Action, Result
from models.loop.cases import Said
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from tests.looped import STATION, add_case
from tests.opened import opened

LIN, WU = Person("林专责", Role.LEAD, ("",), "lin"), Person("吴专责", Role.LEAD, ("",), "wu")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
LAST_MONTH = add_months(month_of(date.today()), -1)
THEN = datetime.combine(first_day(LAST_MONTH), datetime.min.time()).replace(hour=9)


def page_of(person: Person) -> AppTest:
    units = '("",)' if person is not STAFF else f'("{STATION}",)'
    return opened(
        "79_samples.py", {}, f'Person("{person.name}", {person.role}, {units}, "{person.login}")', seconds=60
    )


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.text, page.caption, page.info, page.error, page.success, page.warning)
    return "\n".join(one.value for elements in kinds for one in elements)


def click(page: AppTest, label: str) -> AppTest:
    [button] = [one for one in page.button if one.label == label]
    return button.click().run()


@pytest.fixture
def number(lake: Lake) -> str:
    """A case that 钱稽查 checked and 林专责 cleared last month; its check's narrative must name a reading."""
    people = [Registered(one.login, one.name, one.role, one.units, True) for one in (LIN, WU, STAFF)]
    register.add(lake.store, LOCAL_USER, people)
    case = add_case(lake.store, "TAR-22", state="核查中")
    cases.move(
        lake.store, STAFF, case, Action.SUBMIT, Said("到户核对,用电正常", result=Result.FALSE), now=THEN
    )
    cases.move(lake.store, LIN, case, Action.CLEAR, now=THEN)
    samples.save_narrative(lake.store, LIN, "TAR-22", ["到户/现场", "示数"])
    return case


def test_a_drawn_case_is_judged_by_who_did_not_work_on_it(lake: Lake, number: str) -> None:
    assert "抽取 1 件" in said(click(page_of(LIN), "抽取样本"))
    assert "没有等您抽检的案件" in said(page_of(LIN))  # their own
    page = page_of(WU)
    assert "最后一次核查情况缺少:示数" in said(page)
    assert "到户核对,用电正常" in said(page)
    [word] = [one for one in page.radio if one.label == "抽检结论 *"]
    word.set_value("不通过")
    assert "缺少说明" in said(click(page, "提交,看下一件"))
    [reason] = [one for one in page.text_area if one.label == "意见"]
    reason.set_value("没有写示数")
    assert f"{number} 已记下“抽检不通过”" in said(click(page, "提交,看下一件"))
    tables = [one.value for one in page_of(WU).dataframe]
    [drawn] = [table for table in tables if "case_no" in table]
    assert list(drawn["state"]) == ["不通过"]


def test_who_judges_none_reads_the_figures_all_the_same(lake: Lake, number: str) -> None:
    samples.draw(lake.store, LIN, LAST_MONTH)
    page = page_of(STAFF)
    assert "稽查员不能抽检" in said(page)
    assert "抽取样本" not in [one.label for one in page.button]
    assert "归档 1 件,抽中 1 件" in said(page)


def test_what_a_narrative_must_say_is_told_where_it_is_written(lake: Lake, number: str) -> None:
    other = add_case(lake.store, "TAR-22", state="核查中")
    person = f'Person("钱稽查", Role.STAFF, ("{STATION}",), "qian")'
    page = opened("72_case.py", {"no": other}, person, seconds=60)
    assert "核查情况须写明:到户/现场、示数" in said(page)
