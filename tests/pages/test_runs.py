"""The list of screenings, two of them side by side, and what became of the work beside the pages."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data_loaders.catalog import tables
from models import jobs
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from reports.two_runs_file import WORDS
from tests.base_cases.thefts import CHECK, FIRST, SECOND, screened, thefts
from tests.loaded import load
from tests.made_once import made_once
from tests.opened import opened

PATIENCE = 120


@pytest.fixture
def lake(home: Path) -> Lake:
    """Give two screenings of the same month: of the cases as they came first, and as they were delivered anew."""
    return made_once(screened_twice, home)


def screened_twice(lake: Lake) -> None:
    load(lake, thefts(FIRST), "first")
    screened(lake, parameters={CHECK: {"tolerance_yuan": 0.5}})
    load(lake, thefts(SECOND), "second")
    screened(lake)


def listed(page: AppTest, column: str) -> pd.DataFrame:
    """Return the table on a page that has a column."""
    assert not page.exception
    return next(one.value for one in page.dataframe if column in one.value.columns)


def cards(page: AppTest) -> dict[str, str]:
    assert not page.exception
    return {metric.label: metric.value for metric in page.metric}


@pytest.mark.usefixtures("lake")
def test_every_screening_is_listed_with_its_figures_and_what_was_set_for_it():
    table = listed(opened("35_runs.py", seconds=PATIENCE), "run_by")
    assert table.id.tolist() == [2, 1]
    assert table.hits.tolist() == [3, 3]
    assert table.under_yuan.tolist() == [90, 170]
    assert table.over_yuan.tolist() == [100, 0]
    assert table.parameters.fillna("").tolist() == ["", f"{CHECK} 容差 0.5 元"]
    assert table.state.tolist() == ["正在查看", "数据已有变化"]


@pytest.mark.usefixtures("lake")
def test_the_screening_of_the_address_is_the_one_that_is_told_of():
    page = opened("35_runs.py", {"run": "1"}, seconds=PATIENCE)
    assert any("第 1 次筛查" in one.value for one in page.markdown)
    assert f"{CHECK} 容差 0.5 元" in [text.value for text in page.text]
    assert any("结果占用磁盘 0.0 MB" in one.value for one in page.caption)


@pytest.mark.usefixtures("lake")
def test_two_screenings_stand_side_by_side():
    page = opened("36_compare.py", seconds=PATIENCE)
    assert cards(page) == {
        "新增": "1 个",
        "消失": "1 个",
        "仍在": "2 个",
        "少收(应追补)": "90 元",
        "多收(应退还)": "100 元",
    }
    assert (page.query_params["run"], page.query_params["with"]) == ("2", "1")
    table = listed(page, "why")
    assert dict(zip(table.number, table.word, strict=True)) == {
        "V-goes": "消失",
        "V-comes": "新增",
        "V-grows": "金额变化",
        "V-stays": "不变",
    }


@pytest.mark.usefixtures("lake")
def test_the_address_of_a_comparison_narrows_it_to_a_check_a_unit_and_what_became_of_it():
    query = {"run": "2", "with": "1", "check": CHECK, "unit": "334010201", "state": WORDS["changed"]}
    table = listed(opened("36_compare.py", query, seconds=PATIENCE), "why")
    assert table.number.tolist() == ["V-grows"]


def test_one_screening_alone_cannot_be_compared(home: Path):
    lake = Lake(Store(home), tables())
    load(lake, thefts(FIRST), "first")
    screened(lake)
    page = opened("36_compare.py", seconds=PATIENCE)
    assert page.info[0].value.startswith("只有一次筛查")


def test_what_became_of_the_work_beside_the_pages_is_listed(home: Path):
    store = Store(home)
    done, cancelled = (jobs.note(store, "screen", "筛查 2024年5月", {}, LOCAL_USER) for _ in range(2))
    jobs.carry_out(store, done, lambda tell: {"run_id": 1})
    jobs.cancel(store, cancelled, LOCAL_USER)
    table = listed(opened("35_runs.py", seconds=PATIENCE), "asked_by")
    assert table.state.tolist() == ["已取消", "完成"]
    assert table.said.fillna("").tolist() == ["由本机用户取消", ""]
