"""A list of targets is narrowed, searched and sorted as a whole, and names whom it is about."""

from datetime import date
from typing import Any

import ibis
import pytest

from analytics import screening
from analytics.ranking.listing import Narrowing, narrowed, page_of
from analytics.results.findings import findings_of
from models import runs
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER, Person, Role
from tests.loaded import loaded

COMPANY = """
    orgs
    org_code  | org_name   | short_name
    334010101 | 城关供电所 | 城关所
    334010201 | 河口供电所 | 河口所

    staff
    emp_no | name | org_code
    P1     | 苗青 | 334010101

    transformer_areas
    tg_no | tg_name | org_code  | period
    T1    | 一号变  | 334010101 | 202509
    T1    | 一号变  | 334010101 | 202510

    customers
    cons_no | org_code  | cons_name          | pricing_policy
    c1      | 334010101 | 罗兰秀             | 01
    c2      | 334010201 | ＡＢＣ电子有限公司 | 02

    adjustments
    app_no | cons_no | org_code  | rs_amt | rs_date    | person_resp | approver | rs_reason
    R1     | c1      | 334010101 | 900    | 2025-10-15 | a           | a        | 错
"""
SUPERVISOR = Person("主任", Role.SUPERVISOR, ("",))
TARGETS = """
    1 | customer    | c1        | c1 | 334010101 | 100  | 0.1 | 计量      | MET-01
    2 | application | R1        | c1 | 334010101 | -    | 0.9 | 营业      | BIZ-14
    3 | customer    | c2        | c2 | 334010201 | -250 | 0.5 | 电价、计量 | TAR-02,MET-01
    4 | staff       | P1        | -  | 334010101 | 20   | 0.2 | 营业      | BIZ-16
    5 | case        | T1        | -  | 334010101 | -    | 0.3 | 计量      | MET-01
    6 | org         | 334010201 | -  | 334010201 | -    | 0.4 | 账务      | ACC-12
"""
COLUMNS = {
    **{
        "rank": "int64",
        "object_type": "string",
        "object_id": "string",
        "cons_no": "string",
        "org_code": "string",
    },
    **{"amount_yuan": "float64", "probability": "float64", "categories": "string", "check_codes": "string"},
}


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, Run]:
    lake = loaded(tmp_path_factory.mktemp("listing") / "home", COMPANY)
    number = screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["BIZ-14"])
    return lake, runs.get(lake.store, number)


def targets() -> Any:
    lines = [[cell.strip() for cell in line.split("|")] for line in TARGETS.strip().splitlines()]
    rows = [
        dict(zip(COLUMNS, [None if cell == "-" else cell for cell in line], strict=True)) for line in lines
    ]
    return ibis.memtable(rows, schema=ibis.schema(dict.fromkeys(COLUMNS, "string"))).cast(COLUMNS)


def listed(
    screened: tuple[Lake, Run], person: Person = LOCAL_USER, by: str = "rank", **wanted: Any
) -> list[tuple[str, str | None]]:
    lake, run = screened
    with lake.open(person) as door:
        found = findings_of(lake.store, door, run)
        fitting = narrowed(door, found, targets(), Narrowing(**wanted))
        rows = page_of(door, fitting, by, limit=9).to_pyarrow().to_pylist()
    return [(row["object_id"], row["name"]) for row in rows]


def numbers(screened: tuple[Lake, Run], **wanted: Any) -> list[str]:
    return [number for number, _ in listed(screened, **wanted)]


def test_customers_and_what_is_theirs_have_the_customers_name_the_rest_their_own(screened):
    assert [name for _, name in listed(screened)] == [
        *("罗兰秀", "罗兰秀", "ＡＢＣ电子有限公司"),
        *("苗青", "一号变", "河口所"),
    ]


def test_names_are_masked_for_those_who_may_not_see_them_and_cannot_be_searched_by_them(screened):
    assert listed(screened, SUPERVISOR)[0] == ("c1", "罗**")
    assert listed(screened, SUPERVISOR, text="罗兰") == []
    assert listed(screened, text="罗兰") == [("c1", "罗兰秀"), ("R1", "罗兰秀")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"text": "abc电子"}, ["c2"]),
        ({"text": "罗 biz"}, ["R1"]),
        ({"check": "MET-01"}, []),  # no hit of the screening
        ({"check": "BIZ-14"}, ["R1"]),
        ({"severity": "高"}, ["R1"]),
        ({"severity": "低"}, []),
        ({"check": "BIZ-14", "period": "202510"}, ["R1"]),
        ({"check": "BIZ-14", "period": "202509"}, []),
        ({"category": "电价"}, ["c2"]),
        ({"pricing": "01"}, ["c1", "R1"]),
        ({"unit": "3340102"}, ["c2", "334010201"]),
        ({"object_type": "staff"}, ["P1"]),
        ({"least_yuan": 100.0}, ["c1", "c2"]),
        ({"most_yuan": 99.99}, ["P1"]),
        ({"least_yuan": 20.0, "most_yuan": 100.0}, ["c1", "P1"]),
    ],
)
def test_a_list_is_narrowed_by_each_thing_and_all_together(
    screened, wanted: dict[str, Any], found: list[str]
):
    assert numbers(screened, **wanted) == found


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("amount_yuan", ["c2", "c1", "P1", "R1", "T1", "334010201"]),  # whichever side owes
        ("probability", ["R1", "c2", "334010201", "T1", "P1", "c1"]),
        ("cons_no", ["c1", "R1", "c2", "P1", "T1", "334010201"]),
        ("name", ["T1", "334010201", "c1", "R1", "P1", "c2"]),
    ],
)
def test_the_whole_list_is_sorted_and_what_has_no_value_comes_last(screened, by: str, found: list[str]):
    assert numbers(screened, by=by) == found


def test_a_page_is_a_part_of_the_whole_order(screened):
    lake, _ = screened
    with lake.open(LOCAL_USER) as door:
        rows = page_of(door, targets(), "amount_yuan", is_reversed=True, limit=2, offset=1).to_pyarrow()
    assert rows["object_id"].to_pylist() == ["c1", "c2"]
