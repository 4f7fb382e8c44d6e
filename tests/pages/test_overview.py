"""What the overview does before and at the first screening, without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from data_loaders.catalog import tables
from models import runs
from models.lake import Lake
from models.settings import ScreeningSettings, screening_settings
from models.store import Store
from tests.company import UNITS, company, screened_company
from tests.loaded import load
from tests.opened import opened


def imported(home: Path) -> Lake:
    lake = Lake(Store(home), tables())
    load(lake, company(5), "company")
    return lake


def overview() -> AppTest:
    return opened("10_overview.py", seconds=120)


def test_one_click_screens_with_the_month_shown_beside_the_button(home: Path):
    lake = imported(home)
    page = overview()
    assert page.selectbox(key="period").value == "202510"
    page.button(key="screen").click().run()
    assert not page.exception
    assert [run.period for run in runs.history(lake.store)] == ["202510"]


def test_screening_asked_for_after_an_import_runs_by_itself_and_once(home: Path):
    lake = imported(home)
    page = overview()
    page.session_state["screening_asked"] = True
    page.run()
    page.run()
    assert not page.exception
    assert len(runs.history(lake.store)) == 1


def test_the_engine_of_screenings_is_set_beside_the_button_that_runs_them(home: Path):
    lake = imported(home)
    page = overview()
    page.button(key="screen").click().run()
    page.selectbox(key="engine").select("spark")
    next(button for button in page.button if button.label == "保存").click().run()
    assert not page.exception
    assert screening_settings(lake.store) == ScreeningSettings("spark")


def test_targets_are_counted_within_the_own_unit(home: Path):
    screened_company(home)
    person = f'Person("员", Role.STAFF, ("{UNITS[0]}",))'
    figures = {
        metric.label: metric.value for metric in opened("10_overview.py", person=person, seconds=120).metric
    }
    assert (figures["疑似问题"], figures["目标对象"]) == ("1 个", "1 个")
