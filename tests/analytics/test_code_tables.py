"""A run keeps which version of the company's own tables it judged by, a hit says it, and rows can be tried before."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics import screening
from analytics.code_tables import card as cards
from analytics.code_tables.ladder_profiles import LADDER_PROFILES
from analytics.code_tables.registry import versions_in
from analytics.code_tables.trial import concerned, tried
from analytics.parameters import judged_by
from analytics.results.two_runs import TwoRuns
from analytics.results.why_it_changed import Reasons
from analytics.rulebook import check_of
from models import runs
from models.company import code_tables
from models.errors import WrongUsage
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER
from tests.loaded import loaded

# 60 kWh of the first step; by the profile that is built in both rows are right
HOUSEHOLD = """
    bills
    cons_no    | amt_ym | amt_type | elec_type_code | total_pq | ladder_level | kwh_amt
    0000000001 | 202501 | 01       | 202            | 60       | 1            | 32.28

    customers
    cons_no    | org_code  | elec_type_code | status_code | build_date
    0000000001 | 334010101 | 202            | 0           | 2010-01-01
"""
CHOSEN = {
    **{"province": "甲省", "is_chosen": "采用", "months": "按月", "tier1_to_kwh": 50, "tier2_to_kwh": 90},
    **{"flat": 0.538, "peak": 0.568, "valley": 0.288, "tier2_increment": 0.1, "tier3_increment": 0.3},
    **{"shared_below_1kv": 0.558, "shared_1_to_10kv": 0.538, "many_persons_kwh": 0},
}  # of 60 kWh ten are of the second step: one yuan more
JANUARY, MARCH = date(2025, 1, 1), date(2025, 3, 1)


def row(since: date = JANUARY, **changes: Any) -> code_tables.Entry:
    return LADDER_PROFILES.entry(CHOSEN | changes, since, "省公司通知")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return loaded(tmp_path, HOUSEHOLD)


def screened(lake: Lake) -> Run:
    at: dict[str, Any] = {"as_of": date(2025, 2, 10), "period": "202501", "codes": ["TAR-11"]}
    return runs.get(lake.store, screening.screen(lake, LOCAL_USER, **at))


def test_a_run_keeps_the_version_it_judged_by_and_hits_say_it(lake: Lake) -> None:
    earlier = screened(lake)
    cards.save(lake.store, LOCAL_USER, LADDER_PROFILES, [row(), row(MARCH, tier1_to_kwh=80)])
    later = screened(lake)
    assert [run.checks[0]["hits"] for run in (earlier, later)] == [0, 1]
    assert versions_in(earlier.summary) == []
    [said] = versions_in(later.summary)
    assert said.startswith("省电价方案 1 行,至第 1 条(本机用户 ")
    lines = judged_by(check_of("TAR-11"), later.checks[0], "334010101", {})
    assert lines[-1].startswith("省电价方案:按本公司的 1 行,至第 1 条")
    assert "人口多的家庭每月增加的档位电量:按本公司的省电价方案 0 kWh 判定" in lines
    with lake.open(LOCAL_USER) as door:
        both = TwoRuns(lake.store, door, earlier, later)
        assert "省电价方案的设定不同" in Reasons(both).of(both.that_fit().to_pyarrow().to_pylist())[0]


def test_rows_are_tried_before_anybody_writes_them(lake: Lake) -> None:
    run = screened(lake)
    engines: list[Any] = []
    found = tried(lake, run, check_of("TAR-11"), LADDER_PROFILES, [row()], LOCAL_USER, engines.append)
    assert found is not None
    assert len(engines) == 2  # whoever goes away ends the work on either side
    figures = found.figures
    assert (figures["hits_before"], figures["hits"], figures["new"], float(figures["new_yuan"])) == (
        0,
        1,
        1,
        1,
    )
    [hit] = found.rows
    assert (hit["state"], hit["object_id"], float(hit["amount_yuan"])) == ("new", "0000000001", 1)
    assert hit["said"].startswith("年内此前已用 0 kWh,当月 60 kWh,阶梯电费应收 33.28 元")
    assert code_tables.history(lake.store, LADDER_PROFILES.name) == []
    assert "TAR-11" in {one.code for one in concerned(LADDER_PROFILES, [row()], [])}


def test_an_old_row_counts_again_when_it_is_restored(lake: Lake) -> None:
    store = lake.store
    cards.save(store, LOCAL_USER, LADDER_PROFILES, [row()])
    cards.save(store, LOCAL_USER, LADDER_PROFILES, [row(is_chosen="不采用")])
    assert screened(lake).checks[0]["hits"] == 0
    old = code_tables.history(store, LADDER_PROFILES.name)[-1]
    cards.save(store, LOCAL_USER, LADDER_PROFILES, [cards.restored(old, JANUARY)])
    assert screened(lake).checks[0]["hits"] == 1
    newest = code_tables.history(store, LADDER_PROFILES.name)[0]
    assert newest.reason.startswith("恢复第 1 条")


def test_two_chosen_profiles_of_one_day_are_refused_whole(lake: Lake) -> None:
    cards.save(lake.store, LOCAL_USER, LADDER_PROFILES, [row()])
    other = replace(row(MARCH), key=("乙省",))
    with pytest.raises(WrongUsage, match="同一天采用了 2 个方案"):
        cards.save(lake.store, LOCAL_USER, LADDER_PROFILES, [other])
    given_up = row(MARCH, is_chosen="不采用")
    cards.save(lake.store, LOCAL_USER, LADDER_PROFILES, [other, given_up])
    assert len(code_tables.history(lake.store, LADDER_PROFILES.name)) == 3
