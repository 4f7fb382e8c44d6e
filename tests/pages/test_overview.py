"""What the overview does before and at the first screening, without a browser."""

import time
from datetime import date
from pathlib import Path

import pytest
from streamlit.proto.Metric_pb2 import Metric as MetricProto
from streamlit.testing.v1 import AppTest

from analytics import screening
from data_loaders.catalog import tables
from models import jobs, runs
from models.company.settings import SCREENING, ScreeningSettings
from models.data import batches
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.base_cases.penalties import screened, theft
from tests.company import UNITS, few_tables, screened_company
from tests.drawn import drawn
from tests.loaded import load
from tests.opened import opened


def imported(home: Path) -> Lake:
    lake = Lake(Store(home), tables())
    load(lake, few_tables(), "company")
    return lake


def test_without_data_the_import_is_the_main_step_and_who_may_not_import_is_told_whom_to_ask(home: Path):
    Store(home)
    assert overview().button(key="to_import").label == "去导入数据"
    shown = opened("10_overview.py", person='Person("稽查员", Role.STAFF, ("",))')
    assert [one.value for one in shown.info] == ["还没有数据。请联系营销稽查专责导入营销系统的导出文件。"]


def overview() -> AppTest:
    return opened("10_overview.py", seconds=120)


def ended(lake: Lake) -> jobs.Job:
    """Return the screening that was asked for, once it is over."""
    deadline = time.monotonic() + 120
    while jobs.active(lake.store):
        assert time.monotonic() < deadline, "the screening did not end"
        time.sleep(0.1)
    job = jobs.latest(lake.store, "screen")
    assert job is not None
    return job


def test_one_click_screens_with_the_month_shown_beside_the_button(home: Path):
    lake = imported(home)
    page = overview()
    assert page.selectbox(key="period").value == "202510"
    page.button(key="screen").click().run()
    ended(lake)
    assert not page.exception
    assert [run.period for run in runs.history(lake.store)] == ["202510"]


def test_screening_asked_for_after_an_import_runs_by_itself_and_once(home: Path):
    lake = imported(home)
    page = overview()
    page.session_state["screening_asked"] = True
    page.run()
    page.run()
    ended(lake)
    assert not page.exception
    assert len(runs.history(lake.store)) == 1


def test_a_screening_goes_on_beside_the_page_which_says_what_became_of_it(home: Path):
    lake = imported(home)
    page = overview()
    page.button(key="screen").click().run()
    assert "本机用户" in page.info[0].value
    assert "正在进行" in page.info[0].value
    job = jobs.latest(lake.store, "screen")
    assert job is not None
    jobs.cancel(lake.store, job.id, LOCAL_USER)
    page.run()
    assert "没有完成:由本机用户取消" in page.warning[0].value
    assert page.button(key="screen")


def test_the_engine_of_screenings_is_set_beside_the_button_that_runs_them(home: Path):
    lake, _ = screened_company(home)
    page = overview()
    assert page.button(key="screen")
    page.selectbox(key="engine").select("spark")
    next(button for button in page.button if button.label == "保存").click().run()
    assert not page.exception
    assert SCREENING.of(lake.store) == ScreeningSettings("spark")


def test_targets_are_counted_within_the_own_unit(home: Path):
    screened_company(home)
    person = f'Person("员", Role.STAFF, ("{UNITS[0]}",))'
    figures = {
        metric.label: metric.value for metric in opened("10_overview.py", person=person, seconds=120).metric
    }
    assert (figures["疑似问题"], figures["目标对象"]) == ("1 个", "1 个")


def test_units_with_most_stand_first_beside_the_checks(lake: Lake):
    rows = "\n".join(
        f"V{n} | 000000000{n} | {unit} | 02 | 02 | 2024-05-20 10:00:00 | 8100 | 0"
        for n, unit in enumerate((UNITS[0], UNITS[1], UNITS[1]))
    )
    headings = "violations\napp_no | cons_no | org_code | attr | vtype | occur_time | add_amt | penalty_amt"
    load(lake, drawn(f"{headings}\n{rows}"), "thefts")
    screening.screen(lake, LOCAL_USER, as_of=date(2024, 6, 30), period="202405", codes=["INS-08"])
    [matrix] = [
        one.value
        for one in opened("10_overview.py", {"unit": "33401"}, seconds=120).dataframe
        if "total" in one.value
    ]
    units = [name for name in matrix.columns if name.startswith("unit_")]
    assert [(name, matrix[name].sum()) for name in units] == [
        ("unit_3340102", 2),
        ("unit_3340101", 1),
    ]


GOOD, BAD, NEITHER = "GREEN", "RED", "GRAY"


def cards(**query: str) -> dict[str, tuple[str, str, str]]:
    """Return each card's value, change and colour."""
    page = opened("10_overview.py", query, seconds=120)
    assert not page.exception
    colour = MetricProto.MetricColor.Name
    return {one.label: (one.value, one.delta, colour(one.proto.color)) for one in page.metric}


def changes(*penalties: int, home: Path) -> dict[str, tuple[str, str, str]]:
    """Return the cards after screenings with these penalties charged."""
    lake = Lake(Store(home), tables())
    for penalty in penalties:
        screened(lake, penalty)
    return cards()


SAME, NONE, NEW, GONE = "持平", ("0 元", "持平", NEITHER), "新增(原为 0)", "-100.0%"


@pytest.mark.parametrize(
    ("before", "now", "under", "over", "hits"),
    [
        (64_300, 54_300, NONE, ("30,000 元", "-25.0%", GOOD), ("1 个", SAME, NEITHER)),
        (44_300, 64_300, NONE, ("40,000 元", "+100.0%", BAD), ("1 个", SAME, NEITHER)),
        (4_300, 14_300, ("10,000 元", "-50.0%", NEITHER), NONE, ("1 个", SAME, NEITHER)),
        (14_300, 4_300, ("20,000 元", "+100.0%", NEITHER), NONE, ("1 个", SAME, NEITHER)),
        (24_300, 14_300, ("10,000 元", NEW, NEITHER), NONE, ("1 个", NEW, BAD)),
        (14_300, 34_300, ("0 元", GONE, NEITHER), ("10,000 元", NEW, BAD), ("1 个", SAME, NEITHER)),
        (34_300, 14_300, ("10,000 元", NEW, NEITHER), ("0 元", GONE, GOOD), ("1 个", SAME, NEITHER)),
        (14_300, 24_300, ("0 元", GONE, NEITHER), NONE, ("0 个", GONE, GOOD)),
        (24_300, 24_300, NONE, NONE, ("0 个", SAME, NEITHER)),
    ],
)
def test_cards_rise_and_fall_as_what_they_mean(home: Path, before, now, under, over, hits):
    shown = changes(before, now, home=home)
    assert shown == {
        "疑似问题": hits,
        "少收(应追补)": under,
        "多收(应退还)": over,
        "目标对象": (*hits[:2], NEITHER),  # each case is a target of its own
        "已运行检查": ("1 项", SAME, NEITHER),
    }


def test_the_line_of_a_card_is_flat_where_the_card_says_that_nothing_changed(home: Path):
    lake = Lake(Store(home), tables())
    screened(lake, 14_300, "202404")
    screened(lake, 14_299)
    page = opened("10_overview.py", {}, seconds=120)
    [card] = [one for one in page.metric if one.label == "少收(应追补)"]
    assert (card.delta, list(card.proto.chart_data)) == (SAME, [10_000, 10_000])


def test_the_line_of_a_card_ends_with_the_screening_that_the_card_compares_with(home: Path):
    lake = Lake(Store(home), tables())
    for penalty, month in ((24_300, "202404"), (14_300, "202405"), (14_300, "202405")):
        screened(lake, penalty, month)
    page = opened("10_overview.py", {}, seconds=120)
    [card] = [one for one in page.metric if one.label == "少收(应追补)"]
    assert (card.delta, list(card.proto.chart_data)) == (SAME, [0, 10_000, 10_000])


def test_the_card_of_checks_rises_and_falls_with_what_could_run(home: Path):
    lake = Lake(Store(home), tables())
    codes = ["INS-08", "SVC-05"]
    load(lake, drawn(theft(14_300)), "cases")
    order = "work_orders\nwo_no | org_code | accept_time | busi_type | cust_no\n"
    orders = drawn(order + f"W1 | {UNITS[0]} | 2024-05-02 08:00:00 | 01 | 0000000001")

    def ran() -> tuple[str, str, str]:
        screening.screen(lake, LOCAL_USER, as_of=date(2024, 6, 30), period="202405", codes=codes)
        return cards()["已运行检查"]

    ran()
    batch = load(lake, orders, "orders")
    assert ran() == ("2 项", "+100.0%", NEITHER)
    batches.undo(lake.store, batch, LOCAL_USER)
    assert ran() == ("1 项", "-50.0%", NEITHER)


def test_cards_follow_the_place_in_the_drill_down(home: Path):
    lake = Lake(Store(home), tables())
    screened(lake, 14_300)
    inside = {"category": "用电检查", "check": "INS-08", "unit": UNITS[0][:7]}
    assert cards(**inside) == cards()
    elsewhere = cards(unit=UNITS[1])
    assert [value for value, *_ in elsewhere.values()] == ["0 个", "0 元", "0 元", "0 个", "1 项"]
    assert cards(category="电能计量")["已运行检查"][0] == "0 项"


def test_a_step_of_the_drill_down_leaves_what_is_measured_and_searched_as_it_was(home: Path):
    screened_company(home)
    asked = {"category": "电费帐务", "measure": "对象数(个)", "text": "1122"}
    page = opened("10_overview.py", asked, seconds=120)
    page.button(key="step0").click().run()
    assert not page.exception
    assert "category" not in page.query_params
    assert page.button_group(key="measure").value == "objects"
    assert page.text_input(key="text").value == "1122"


def test_a_run_is_compared_with_the_run_before_of_its_month_else_of_the_month_before(home: Path):
    lake = Lake(Store(home), tables())
    april, may, other, again = (
        screened(lake, 14_300, "202404"),
        screened(lake, 14_300),
        screened(lake, 14_300, code="SVC-05"),
        screened(lake, 14_300),
    )
    compared = {
        one: runs.comparable(lake.store, runs.get(lake.store, one)) for one in (april, may, other, again)
    }
    assert {one: run and run.id for one, run in compared.items()} == {
        april: None,
        may: april,
        other: None,
        again: may,
    }
