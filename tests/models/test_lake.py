"""The one door to the data: only the rows of one's units, personal data masked, as of the moment it opened."""

from pathlib import Path

import pytest

from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from tests.drawn import drawn
from tests.loaded import load, loaded

COMPANY = """
    customers
    cons_no | org_code  | cons_name      | mobile      | elec_addr
    a       | 334010101 | 张三           | 13812345678 | 城关镇人民路12号
    b       | 334010201 | 临江水泥有限公司 | 021-6543210 | 开发区
    c       | 334020101 | 李四           | 123         | -

    bills
    cons_no | org_code  | amt_ym | total_pq
    a       | 334010101 | 202401 | 1
    a       | -         | 202402 | 2
    b       | 334010201 | 202401 | 3
    c       | 334020101 | 202402 | 4

    meters
    cons_no | asset_no | t_factor
    a       | m1       | 1
    c       | m2       | 1

    work_orders
    wo_no | org_code  | content
    w1    | 334010101 | 客户13812345678来电,证件320501199001011234
"""
COUNTY = Person("县里人", Role.STAFF, ("3340101",))
CLERK = Person("看的人", Role.TEAM_LEADER, ("",))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return loaded(tmp_path, COMPANY)


def values(lake: Lake, person: Person, table: str, column: str, **months: list[str]) -> list:
    with lake.open(person) as door:
        found = door.table(table, **months)[column].to_pyarrow().to_pylist()
    return sorted(found, key=str)


def test_a_person_sees_the_rows_of_the_own_units_only(lake: Lake) -> None:
    assert values(lake, LOCAL_USER, "customers", "cons_no") == ["a", "b", "c"]
    assert values(lake, COUNTY, "customers", "cons_no") == ["a"]
    assert values(lake, Person("两县", Role.STAFF, ("3340101", "3340201")), "customers", "cons_no") == [
        "a",
        "c",
    ]


def test_a_row_without_a_unit_belongs_to_the_unit_of_its_customer(lake: Lake) -> None:
    assert values(lake, COUNTY, "bills", "total_pq") == [1, 2]


def test_a_table_without_units_is_seen_through_its_customers(lake: Lake) -> None:
    assert values(lake, COUNTY, "meters", "asset_no") == ["m1"]


def test_only_the_months_asked_for_are_read(lake: Lake) -> None:
    assert values(lake, LOCAL_USER, "bills", "cons_no", months=["202402"]) == ["a", "c"]
    assert values(lake, LOCAL_USER, "bills", "cons_no", months=["202403"]) == []


def test_counts_are_known_without_reading(lake: Lake) -> None:
    with lake.open(LOCAL_USER) as door:
        assert (door.rows("bills"), door.rows("payments")) == (4, 0)
        assert door.filled("bills")["org_code"] == 3
        assert door.months("bills") == ["202401", "202402"]
        assert door.months("customers") == []


def test_a_table_that_was_never_delivered_is_empty(lake: Lake) -> None:
    with lake.open(LOCAL_USER) as door:
        assert door.table("payments").count().to_pyarrow().as_py() == 0
        assert list(door.table("payments").columns) == [c.name for c in lake.tables["payments"].columns]


def test_personal_data_leaves_the_engine_masked_for_those_who_may_not_see_it(lake: Lake) -> None:
    assert values(lake, CLERK, "customers", "cons_name") == ["临江水泥有限公司", "张**", "李**"]
    assert values(lake, CLERK, "customers", "mobile") == ["****", "****3210", "138****5678"]
    assert "城关镇***" in values(lake, CLERK, "customers", "elec_addr")
    assert values(lake, CLERK, "work_orders", "content") == ["客户(电话)来电,证件(证件号)"]
    assert values(lake, LOCAL_USER, "customers", "cons_name") == ["临江水泥有限公司", "张三", "李四"]


def test_a_masked_value_is_what_is_filtered_and_grouped(lake: Lake) -> None:
    with lake.open(CLERK) as door:
        customers = door.table("customers")
        assert customers.filter(customers.mobile == "13812345678").count().to_pyarrow().as_py() == 0


def test_the_door_knows_the_version_of_the_data_it_shows(lake: Lake) -> None:
    with lake.open(LOCAL_USER) as before:
        load(lake, drawn("orgs\norg_code | org_name\n33401 | 临江"), "orgs")
        with lake.open(LOCAL_USER) as after:
            assert after.data_version > before.data_version
            assert (before.rows("orgs"), after.rows("orgs")) == (0, 1)


def test_masked_phones_are_still_told_apart(tmp_path: Path) -> None:
    lake = loaded(
        tmp_path,
        """
        work_orders
        wo_no | org_code  | tel
        w1    | 334010101 | 13812345678
        w2    | 334010101 | 13898765678
        w3    | 334010101 | 13812345678
        """,
    )
    with lake.open(CLERK) as door:
        calls = door.table("work_orders", linked=["tel"]).to_pyarrow()
    assert set(calls["tel"].to_pylist()) == {"138****5678"}
    first, second, third = calls.sort_by("wo_no")["tel_link"].to_pylist()
    assert first == third != second
