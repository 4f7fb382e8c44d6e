"""Which screening a page shows: the latest, one that was chosen, or the one that a link names."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from data_loaders.catalog import tables
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from pages.parts.common.file_names import of_results
from pages.parts.findings.which_run import object_address
from tests.base_cases.penalties import screened
from tests.drawn import drawn
from tests.loaded import load
from tests.opened import opened

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
    for name in ("20_targets.py", "85_rules.py"):
        page = opened(name, {"run": "1"}, seconds=120)
        assert not page.exception
        assert page.warning[0].value.startswith("正在查看较早的第 1 次筛查")


def test_the_bulletin_is_of_the_screening_of_its_address_and_of_the_one_chosen_elsewhere(home: Path):
    lake_with_two_screenings(home)
    page = opened("65_bulletin.py", {"run": "1"}, seconds=120)
    assert not page.exception
    assert page.warning[0].value.startswith("正在查看较早的第 1 次筛查")
    page.selectbox(key="mingji_run_choice").set_value(2).run()
    assert page.query_params["run"] == "2"


def test_every_address_of_an_object_names_the_screening_it_is_shown_by(home: Path):
    lake = lake_with_two_screenings(home)
    assert object_address(runs.get(lake.store, 1), "case", "V1") == {"type": "case", "id": "V1", "run": "1"}
    page = opened("30_object.py", {"type": "case", "id": "V1", "run": "1"}, seconds=120)
    assert not page.exception
    assert page.query_params["run"] == "1"


def test_a_file_is_called_by_what_it_is_whose_of_which_month_and_screening(home: Path):
    lake = lake_with_two_screenings(home)
    load(
        lake,
        drawn(
            "orgs\norg_code | org_name | short_name\n33401 | 国网临江供电公司 | 临江公司\n334010101 | 城关供电所 | 城关所"
        ),
        "orgs",
    )
    run = runs.get(lake.store, 1)
    assert of_results("清单", run, LOCAL_USER) == "清单_临江公司_202405_第1次筛查"
    assert of_results("清单", run, LOCAL_USER, "334010101") == "清单_临江公司城关所_202405_第1次筛查"
