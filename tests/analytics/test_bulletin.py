"""The monthly bulletin: this month's problems against last month's, by category and unit."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import screening
from analytics.bulletin import Bulletin, bulletin
from analytics.results.findings import findings_of
from models import runs
from models.people import LOCAL_USER
from tests.daily import company, use
from tests.loaded import loaded

ORDERS = """
    work_orders
    wo_no | busi_type | busi_sub_type | org_code  | cust_no | accept_time         | contact_time
    w1    | 009       | 停电          | 334010101 | c1      | 2025-09-10 09:00:00 | -
    w2    | 009       | 停电          | 334010101 | c1      | 2025-09-20 09:00:00 | -
    w3    | 009       | 停电          | 334010201 | c2      | 2025-10-10 09:00:00 | -
    w4    | 009       | 停电          | 334010201 | c2      | 2025-10-20 09:00:00 | -

    customers
    cons_no | org_code
    c1      | 334010101
    c2      | 334010201

    orgs
    org_code | org_name
    3340101  | 甲县供电公司
    3340102  | 乙县供电公司
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bulletin]:
    lake = loaded(tmp_path_factory.mktemp("bulletin"), ORDERS)
    for as_of, period in ((date(2025, 9, 30), "202509"), (date(2025, 10, 31), "202510")):
        run_id = screening.screen(lake, LOCAL_USER, as_of=as_of, period=period, codes=["SVC-05"])
    with lake.open(LOCAL_USER) as door:
        yield bulletin(lake.store, door, runs.get(lake.store, run_id))


def test_all_seven_categories_are_listed_also_those_without_problems(report: Bulletin) -> None:
    rows = {row["category"]: row for row in report.categories.to_pylist()}
    assert len(rows) == 7
    assert (rows["服务质量"]["problems"], rows["服务质量"]["previous"]) == (2, 1)
    assert rows["服务质量"]["change"] == 1.0
    assert (rows["电能计量"]["problems"], rows["电能计量"]["change"]) == (0, None)


def test_units_are_compared_with_the_month_before(report: Bulletin) -> None:
    rows = {row["unit_name"]: (row["problems"], row["previous"]) for row in report.units.to_pylist()}
    assert rows == {"甲县供电公司": (1, 1), "乙县供电公司": (1, 0)}


def test_an_object_that_the_same_check_hit_last_month_is_repeated(report: Bulletin) -> None:
    assert report.repeats.to_pylist() == [
        {"check_code": "SVC-05", "title": "重复诉求/重复投诉", "repeated": 1, "problems": 2}
    ]


def test_a_case_is_told_in_a_sentence_and_no_amount_stays_unknown(report: Bulletin) -> None:
    [case] = report.cases.to_pylist()
    assert case["amount_yuan"] is None
    assert "同类诉求 2 次" in case["sentence"]


def test_without_a_run_of_last_month_nothing_is_compared(tmp_path: Path) -> None:
    lake = loaded(tmp_path, ORDERS)
    run_id = screening.screen(lake, LOCAL_USER, as_of=date(2025, 10, 31), period="202510", codes=["SVC-05"])
    with lake.open(LOCAL_USER) as door:
        alone = bulletin(lake.store, door, runs.get(lake.store, run_id))
    assert alone.categories["previous"].to_pylist() == [None] * 7
    assert alone.notes == ("没有上月的筛查,不作环比和重复发生统计",)


def test_what_a_model_points_out_is_no_problem_of_the_bulletin(tmp_path: Path) -> None:
    falls = company({"c1": use("40")} | {f"p{n}": use(str(98 + n % 5)) for n in range(29)})
    lake = loaded(tmp_path, falls)
    run = screening.screen(lake, LOCAL_USER, as_of=date(2025, 10, 31), period="202510", codes=["INS-91"])
    with lake.open(LOCAL_USER) as door:
        assert [
            hit["object_id"]
            for hit in findings_of(lake.store, door, runs.get(lake.store, run)).with_evidence("INS-91")
        ] == ["c1"]
        made = bulletin(lake.store, door, runs.get(lake.store, run))
    assert [row["problems"] for row in made.categories.to_pylist()] == [0] * 7
    assert made.cases.num_rows == 0
    assert "另有 1 件为模型提示的线索,不列入通报" in made.notes
