"""The white list on the pages, without a browser."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import screening
from models.lake import Lake
from models.loop import exemptions
from models.loop.exemptions import Kind, Request, Scope, Standing
from models.people import LOCAL_USER
from pages.parts.exemptions.listed import ENTRIES
from pages.parts.report.tables import PAGE_PIXELS
from tests.base_cases.adjustments import ADJUSTMENTS, FIRST_DAY, LATER_DAY, OTHER
from tests.drawn import drawn
from tests.loaded import load
from tests.made_once import made_once
from tests.opened import LEAD, opened

PAGE = "75_exemptions.py"
STAFF = 'Person("钱稽查", Role.STAFF, ("334010201",))'


@pytest.fixture
def screened(home: Path) -> Lake:
    return made_once(screened_twice, home)


def screened_twice(lake: Lake) -> None:
    load(lake, drawn(ADJUSTMENTS), "drawn")
    for day in (FIRST_DAY, LATER_DAY):
        screening.screen(lake, LOCAL_USER, as_of=day, period="202510", codes=["BIZ-14"])


def asked(lake: Lake, *, is_approved: bool = True) -> None:
    scope = Scope("BIZ-14", "application", "3", OTHER)
    wanted = Request(scope, Kind.NORMAL, "政策性退补", "批文", FIRST_DAY, date(2025, 12, 31))
    numbers = exemptions.ask(lake.store, LOCAL_USER, [wanted])
    if is_approved:
        exemptions.decide(lake.store, LOCAL_USER, numbers, Standing.APPROVED)


def said(page: AppTest) -> str:
    assert not page.exception
    kinds = (page.caption, page.warning, page.info, page.text, page.markdown, page.success)
    return " ".join(one.value for kind in kinds for one in kind)


def test_overview_and_targets_say_what_is_on_the_white_list_beside_what_counts(screened: Lake) -> None:
    asked(screened)
    page = opened("10_overview.py", {"run": "1"}, seconds=60)
    assert page.metric[0].value == "2 个"
    beside = "另有 1 条在白名单,占全部 3 条命中的 33.33%"
    assert beside in said(page)
    assert beside in said(opened("20_targets.py", {"run": "1", "jobs": "0"}, seconds=60))


def test_a_later_screening_says_that_the_exemption_has_run_out(screened: Lake) -> None:
    asked(screened)
    page = opened("10_overview.py", {"run": "2"}, seconds=60)
    assert page.metric[0].value == "3 个"
    assert "白名单到期,1 条重新计入" in said(page)


def test_comparing_two_screenings_says_what_of_them_is_on_the_white_list(screened: Lake) -> None:
    asked(screened)
    page = opened("36_compare.py", {"run": "2", "with": "1"}, seconds=60)
    assert "含在白名单的:较早 1 条,较晚 0 条" in said(page)


def test_what_somebody_approves_changes_the_pages_at_once(screened: Lake) -> None:
    asked(screened, is_approved=False)
    overview = opened("10_overview.py", {"run": "1"}, seconds=60)
    assert overview.metric[0].value == "3 个"
    page = opened(PAGE, {"run": "1", "number": "1"})
    [approve] = [one for one in page.button if one.label == "批准"]
    approve.click().run()
    assert "在期限内" in page.metric[0].help
    assert [one.value for one in page.metric] == ["1 条", "1 条", "0 条", "0 条"]
    assert overview.run().metric[0].value == "2 个"


def test_an_object_whose_hits_are_all_on_the_list_says_so(screened: Lake) -> None:
    asked(screened)
    page = opened("30_object.py", {"run": "1", "type": "application", "id": "3"}, seconds=60)
    assert "1 条命中都在白名单,不列为稽查目标" in said(page)
    assert "正常现象,到 2025-12-31 止,本机用户批准:政策性退补" in said(page)


def test_staff_ask_for_what_they_see_and_decide_nothing(screened: Lake) -> None:
    asked(screened, is_approved=False)
    page = opened(PAGE, {"run": "1", "number": "1"}, STAFF)
    assert [one.label for one in page.button if one.label in ("批准", "驳回")] == []
    hit = "exempt-BIZ-14|application|3|202510"
    shown = opened("30_object.py", {"run": "1", "type": "application", "id": "3"}, STAFF, seconds=60)
    assert "已申请列入白名单,等待批准" in said(shown)
    assert hit not in shown.session_state


def test_an_exemption_without_an_end_is_not_asked_for(screened: Lake) -> None:
    page = opened("30_object.py", {"run": "1", "type": "application", "id": "3"}, LEAD, seconds=60)
    page.session_state["exempt-BIZ-14|application|3|202510"] = True
    page.run()
    page.text_area[0].set_value("政策性退补")
    page.text_input[-1].set_value("批文")
    [ask] = [one for one in page.button if one.label == "申请"]
    ask.click().run()
    assert "请填写到期日。" in [one.value for one in page.error]
    assert exemptions.exemptions(screened.store) == []


def test_an_empty_list_says_how_to_fill_it(screened: Lake) -> None:
    assert "这不是问题" in said(opened(PAGE))


def test_every_column_of_the_white_list_stands_on_a_screen_of_1366_pixels():
    button = 64
    assert button + sum(int(str(column.width)) for column in ENTRIES) <= PAGE_PIXELS
