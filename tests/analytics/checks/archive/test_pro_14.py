import pytest

from analytics.checks.archive.pro_14_area_and_line_differ import area_and_line_differ
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder

CHECK = area_and_line_differ
TABLES = """
    customers
    cons_no | status_code | cons_sort_code | tg_no | line_no
    1       | 0           | 02             | T1    | L1

    metering_points
    cons_no | mp_no | tg_no | mp_status | mp_attr | topo_tg_no | topo_since
    1       | p     | T1    | 02        | 01      | T2         | 2025-10-25

    power_sources
    cons_no | ps_no | line_no | line_status
    1       | a     | L1      | 01
"""
hits = finder(CHECK)


def clear(**values: str) -> Drawn:
    """Return a customer of whom all say the same, but for these values ('tg_no' of the point, 'line_no' of the feed)."""
    places = {"topo_tg_no": "T1", "tg_no": "T1"} | {
        k: v for k, v in values.items() if k not in ("line_no", "line_status")
    }
    feed = {k: v for k, v in values.items() if k in ("line_no", "line_status")}
    rows = changed(TABLES, {f"metering_points.{name}": value for name, value in places.items()})
    return changed(
        rows,
        {f"power_sources.{name}": value for name, value in feed.items()} | {"customers.cons_sort_code": "01"},
    )


def reasons_in(rows: Drawn) -> list[str]:
    return [hit["reason"] for hit in hits(rows)]


BOUNDARIES = {
    "n_days": Boundary(
        varied(TABLES, "metering_points.topo_since"),
        {"2025-10-24": True, "2025-10-25": True, "2025-10-26": False},
        own=30,
        answers_to_own={"2025-10-01": True, "2025-10-02": True, "2025-10-03": False},
    ),
}


def test_a_customer_seen_in_another_area_for_a_week_is_named() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["object_type"], hit["reason"]) == (
        "1",
        "customer",
        "采集识别台区与档案不同",
    )
    assert (hit["tg_no"], hit["topo_tg_no"], hit["topo_days"], hit["point_tg_no"]) == ("T1", "T2", 7, None)


def test_area_and_days_are_those_of_the_point_seen_elsewhere_longest() -> None:
    rows = drawn(TABLES)
    rows["metering_points"].append(
        drawn(TABLES.replace("T2", "T9").replace("10-25", "10-20"))["metering_points"][0]
    )
    rows["metering_points"].append(
        drawn(TABLES.replace("T2", "T8").replace("10-25", "10-24"))["metering_points"][0]
    )
    [hit] = hits(rows)
    assert (hit["topo_tg_no"], hit["topo_days"]) == ("T9", 12)


@pytest.mark.parametrize(
    ("values", "is_hit"),
    [
        ({}, True), ({"mp_status": "01"}, True), ({"mp_status": "-"}, True), ({"mp_status": "03"}, False),
        ({"mp_attr": "02"}, False), ({"mp_attr": "-"}, True), ({"topo_tg_no": "-"}, False),
        ({"topo_tg_no": "无"}, False), ({"topo_since": "-"}, False), ({"topo_tg_no": "T1"}, False),
    ],
)  # fmt: skip
def test_which_points_tell_where_a_customer_is_seen(values: dict[str, str], is_hit: bool) -> None:
    rows = changed(TABLES, {f"metering_points.{name}": value for name, value in values.items()})
    rows["metering_points"].append(drawn(TABLES)["metering_points"][0] | {"cons_no": "9"})
    assert bool(hits(rows)) == is_hit


@pytest.mark.parametrize(
    ("values", "is_hit"),
    [
        ({"tg_no": "T2"}, True), ({"tg_no": "-"}, False), ({"tg_no": "无"}, False), ({"tg_no": "T2", "mp_attr": "02"}, True),
        ({"tg_no": "T2", "mp_status": "04"}, False), ({"tg_no": "T1"}, False),
    ],
)  # fmt: skip
def test_the_area_of_the_points_is_that_on_file(values: dict[str, str], is_hit: bool) -> None:
    rows = clear(**values)
    rows["metering_points"].append(rows["metering_points"][0] | {"cons_no": "9", "tg_no": "T9"})
    assert reasons_in(rows) == ["计量点台区与档案不同"] * is_hit


def test_one_point_in_the_area_on_file_is_enough() -> None:
    rows = clear(tg_no="T2")
    rows["metering_points"].append(rows["metering_points"][0] | {"mp_no": "q", "tg_no": "T1"})
    assert hits(rows) == []


@pytest.mark.parametrize(
    ("values", "kind", "is_hit"),
    [
        ({"line_no": "L2"}, "01", True), ({"line_no": "L2"}, "02", False), ({"line_no": "-"}, "01", False),
        ({"line_no": "L2", "line_status": "03"}, "01", False), ({"line_no": "L1"}, "01", False),
    ],
)  # fmt: skip
def test_the_line_of_high_voltage_is_that_on_file(values: dict[str, str], kind: str, is_hit: bool) -> None:
    rows = changed(clear(**values), {"customers.cons_sort_code": kind})
    rows["power_sources"].append(rows["power_sources"][0] | {"cons_no": "9", "line_no": "L9"})
    assert reasons_in(rows) == ["电源线路与档案不同"] * is_hit
    rows["power_sources"].append(rows["power_sources"][0] | {"ps_no": "b", "line_no": "L1"})
    assert hits(rows) == []


@pytest.mark.parametrize(
    ("values", "is_hit"),
    [({"status_code": "2"}, True), ({"status_code": "9"}, False), ({"cons_sort_code": "00"}, False)],
)
def test_who_is_judged(values: dict[str, str], is_hit: bool) -> None:
    assert (
        bool(hits(changed(TABLES, {f"customers.{name}": value for name, value in values.items()}))) == is_hit
    )


def test_an_area_that_is_not_on_file_differs_from_none() -> None:
    rows = changed(TABLES, {"customers.tg_no": "无", "metering_points.tg_no": "T3"})
    assert hits(rows) == []


def test_what_stays_off_is_said() -> None:
    rows = {"customers": [{"cons_no": "1", "status_code": "0"}]}
    assert hits(rows) == []
    assert len(delivered(CHECK, rows).notes) == 5
