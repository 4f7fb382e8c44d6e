"""Which screening a page shows: the latest, one that was chosen, or the one that a link names."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from data_loaders.catalog import tables
from models.lake import Lake
from models.store import Store
from tests.opened import opened
from tests.pages.test_overview import screened

FIRST, SECOND, THIRD = "10,000 元", "5,000 元", "1,000 元"  # 24,300 less what was charged


def lake_with_two_screenings(home: Path) -> Lake:
    lake = Lake(Store(home), tables())
    screened(lake, 14_300)
    screened(lake, 19_300)
    return lake


def overview(**query: str) -> AppTest:
    return opened("10_overview.py", query, seconds=120)


def under(page: AppTest) -> str:
    assert not page.exception
    return next(metric.value for metric in page.metric if metric.label == "少收(应追补)")


def test_a_link_shows_its_screening_and_says_that_it_is_not_the_latest(home: Path):
    lake_with_two_screenings(home)
    page = overview(run="1")
    assert under(page) == FIRST
    assert page.warning[0].value == "正在查看较早的第 1 次筛查;最近一次是第 2 次。"
    assert page.query_params["run"] == "1"


def test_without_one_the_latest_is_shown_and_the_address_names_it(home: Path):
    lake_with_two_screenings(home)
    page = overview()
    assert (under(page), page.query_params["run"]) == (SECOND, "2")
    assert not page.warning


def test_who_looks_at_the_latest_goes_on_to_the_next_one(home: Path):
    lake = lake_with_two_screenings(home)
    page = overview()
    screened(lake, 23_300)
    page.run()
    assert (under(page), page.query_params["run"]) == (THIRD, "3")


def test_who_chose_an_earlier_one_stays_with_it_until_they_go_to_the_latest(home: Path):
    lake = lake_with_two_screenings(home)
    page = overview()
    page.selectbox(key="mingji_run_choice").set_value(1).run()
    assert under(page) == FIRST
    screened(lake, 23_300)
    page.run()
    assert under(page) == FIRST
    page.button(key="newest_run").click().run()
    assert under(page) == THIRD


def test_a_link_to_a_screening_that_does_not_exist_says_so_and_shows_the_latest(home: Path):
    lake_with_two_screenings(home)
    for unknown in ("77", "abc"):
        page = overview(run=unknown)
        assert page.warning[0].value == f"没有编号为“{unknown}”的筛查,现在显示最近一次。"
        assert under(page) == SECOND


def test_the_lists_and_the_rules_show_the_screening_of_their_address(home: Path):
    lake_with_two_screenings(home)
    for name in ("20_targets.py", "80_rules.py"):
        page = opened(name, {"run": "1"}, seconds=120)
        assert not page.exception
        assert page.warning[0].value.startswith("正在查看较早的第 1 次筛查")
