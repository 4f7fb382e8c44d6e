from datetime import date

import pytest

from analytics.checks.metering.met_08_transformer_test_overdue import transformer_test_overdue
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder

# a voltage transformer of 35 kV, tested on 2020-05-01; the drop behind it on 2023-10-31, due two years on
TABLES = """
    customers
    cons_no    | status_code
    0000000001 | 0

    metering_points
    mp_no | cons_no    | mp_status | meas_mode | volt_code
    P1    | 0000000001 | 02        | 1         | AC00351

    instrument_transformers
    it_asset_no | mp_no | it_sort | ratio | status | inst_date  | last_check_date
    V1          | P1    | 02      | 350/1 | 011    | 2018-01-01 | 2020-05-01

    meter_tests
    asset_no | mp_no | equip_sort | plan_type | actual_date
    V1       | P1    | 02         | 03        | 2023-10-31
"""
DROPPED = changed(TABLES, {"meter_tests.actual_date": "2025-06-01"})
OLD = changed(DROPPED, {"instrument_transformers.last_check_date": "2015-10-31"})

hits = finder(transformer_test_overdue)

BOUNDARIES = {
    "it_years": Boundary(
        varied(DROPPED, "instrument_transformers.last_check_date"),
        {"2015-10-31": True, "2015-11-01": False, "2015-11-02": False},
        own=4,
        answers_to_own={"2021-10-31": True, "2021-11-01": False, "2021-11-02": False},
    ),
    "drop_years": Boundary(
        varied(TABLES, "meter_tests.actual_date"),
        {"2023-10-31": True, "2023-11-01": False, "2023-11-02": False},
        own=1,
        answers_to_own={"2024-10-31": True, "2024-11-01": False, "2024-11-02": False},
    ),
}


def with_test(**values: str) -> Drawn:
    """Draw the transformer that is long overdue, and a test of it last summer with other values."""
    last = changed(DROPPED, {f"meter_tests.{name}": value for name, value in values.items()})["meter_tests"]
    return OLD | {"meter_tests": OLD["meter_tests"] + last}


def test_a_voltage_drop_not_tested_for_two_years_is_hit_without_amount() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("asset", "V1", "0000000001")
    assert (hit["reason"], hit["drop_due_date"]) == ("二次压降检验超期", date(2025, 10, 31))
    assert (hit["overdue_days"], hit["amount_yuan"]) == (1, None)
    assert arithmetic_of(hit | {"check_code": "MET-08"}) == [
        "现场检验到期日 = 2020-05-01 + 10 年 = 2030-05-01",
        "压降检验到期日 = 2023-10-31 + 2 年 = 2025-10-31",
    ]


def test_a_transformer_not_tested_for_ten_years_is_hit() -> None:
    [hit] = hits(OLD)
    assert (hit["reason"], hit["due_date"], hit["overdue_days"]) == ("现场检验超期", date(2025, 10, 31), 1)


def test_without_any_test_the_day_of_installation_counts() -> None:
    never = {
        "instrument_transformers.last_check_date": "-",
        "instrument_transformers.inst_date": "2015-10-31",
    }
    [hit] = hits(changed(DROPPED, never))
    assert (hit["base_source"], hit["due_date"]) == ("安装日期", date(2025, 10, 31))
    assert hits(changed(DROPPED, never | {"instrument_transformers.inst_date": "-"})) == []


@pytest.mark.parametrize(
    ("values", "is_hit"),
    [
        ({"plan_type": "02"}, False),
        ({"plan_type": "-"}, False),
        ({"plan_type": "02", "asset_no": "-"}, False),
        ({"plan_type": "02", "asset_no": "V2"}, True),
        ({"plan_type": "02", "equip_sort": "01"}, True),
        ({"plan_type": "04"}, True),
        ({"plan_type": "02", "actual_date": "2025-11-02"}, True),
    ],
)
def test_a_test_of_this_transformer_by_the_day_counts(values: dict[str, str], is_hit: bool) -> None:
    assert bool(hits(with_test(**values))) == is_hit


@pytest.mark.parametrize(("asset", "point"), [("V1", "-"), ("-", "P1"), ("V2", "P1"), ("M1", "P1")])
def test_a_drop_is_tested_for_all_transformers_of_a_point(asset: str, point: str) -> None:
    assert hits(changed(DROPPED, {"meter_tests.asset_no": asset, "meter_tests.mp_no": point})) == []


def test_where_no_drop_was_ever_tested_anywhere_it_is_not_asked_for() -> None:
    assert hits(changed(TABLES, {"meter_tests.plan_type": "02"})) == []


def test_a_transformer_whose_own_drop_was_never_tested_counts_from_its_installation() -> None:
    [hit] = hits(changed(DROPPED, {"meter_tests.asset_no": "V9", "meter_tests.mp_no": "P9"}))
    assert (hit["drop_source"], hit["drop_due_date"]) == ("安装日期", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("sort", "mode", "volt_code", "found"),
    [
        ("01", "1", "AC00101", ["现场检验超期"]),
        ("04", "1", "AC00101", ["现场检验超期"]),
        ("01", "2", "AC00101", []),
        ("01", "1", "AC03802", []),
        ("02", "1", "AC00101", ["现场检验超期"]),
        ("05", "2", "AC00351", ["现场检验超期、二次压降检验超期"]),
        ("03", "1", "AC00351", ["现场检验超期、二次压降检验超期"]),
        ("01", "1", "AC00351", ["现场检验超期"]),
    ],
)
def test_high_voltage_decides_who_is_asked_for_what(
    sort: str, mode: str, volt_code: str, found: list[str]
) -> None:
    rows = changed(TABLES, {"instrument_transformers.last_check_date": "2015-10-31"})
    rows = changed(rows, {"instrument_transformers.it_sort": sort, "metering_points.meas_mode": mode})
    assert [hit["reason"] for hit in hits(changed(rows, {"metering_points.volt_code": volt_code}))] == found


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("instrument_transformers.status", "014"),
        ("metering_points.mp_status", "04"),
        ("customers.status_code", "9"),
    ],
)
def test_what_is_not_in_use_is_not_judged(place: str, value: str) -> None:
    assert hits(changed(OLD, {place: value})) == []


def test_without_tests_the_archive_alone_is_judged_and_a_note_says_so() -> None:
    rows = drawn(TABLES)
    del rows["meter_tests"]
    assert hits(rows) == []
    tables = delivered(transformer_test_overdue, rows)
    transformer_test_overdue(tables)
    assert tables.notes == ["检验记录没有计划类型,不查②二次压降"]
