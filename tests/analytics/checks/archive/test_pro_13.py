import pytest

from analytics.checks.archive.pro_13_power_source_unclear import power_source_unclear
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder

CHECK = power_source_unclear
TABLES = """
    customers
    cons_no | status_code | org_code | cons_sort_code | contract_cap | line_no | tg_no | source_count | supply_source_type | supply_mode
    1       | 0           | 334010101 | 01            | 800          | l1      | -     | 1            | 2                  | 11
    2       | 0           | 334010101 | 02            | 10           | -       | t1    | 1            | 1                  | 12

    power_sources
    org_code  | cons_no | ps_no | ps_attr | substation | line_no | line_status | ps_cap
    334010101 | 1       | a     | 10      | s          | l1      | 02          | 800
    334010101 | 9       | x     | 10      | s          | l1      | 01          | 800
"""
SECOND = {"org_code": "334010101", "cons_no": "1", "ps_no": "b", "ps_attr": "20", "substation": "s", "line_no": "l2",
          "line_status": "02", "ps_cap": None}  # fmt: skip
hits = finder(CHECK)


def clear() -> Drawn:
    """Return customers of whose feeds everything is on file."""
    return changed(TABLES, {"power_sources.line_status": "01"})


def file_of(number: int, **values: str | None) -> Drawn:
    """Return the same with other values in one customer's file."""
    rows = clear()
    rows["customers"][number - 1] = rows["customers"][number - 1] | values
    return rows


def fed(first: dict[str, str], *others: dict, **archive: str) -> Drawn:
    """Return the same with another first feed of the high-voltage customer, and more feeds."""
    rows = changed(file_of(1, **archive), {f"power_sources.{name}": value for name, value in first.items()})
    return rows | {"power_sources": [*rows["power_sources"], *(SECOND | other for other in others)]}


def reasons_in(rows: Drawn) -> list[str]:
    return [hit["reason"] for hit in hits(rows)]


TWO = {"source_count": "2", "supply_mode": "21"}
BOUNDARIES = {
    "tol_kva": Boundary(
        varied(clear(), "power_sources.ps_cap"),
        {"798.99": True, "799": False, "799.01": False},
        own=10,
        answers_to_own={"789.99": True, "790": False, "790.01": False},
    ),
}


def test_a_main_feed_whose_line_is_stopped_is_named() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["object_type"], hit["reason"]) == ("1", "customer", "主供线路停运")
    assert (hit["feed_count"], hit["feed_numbers"], hit["fed_kva"]) == (1, "a", 800)
    assert hits(clear()) == []


@pytest.mark.parametrize(
    ("number", "values", "reason"),
    [
        (1, {"line_no": None}, "高压户没有线路"),
        (1, {"line_no": "无"}, "高压户没有线路"),
        (2, {"tg_no": "-"}, "低压户没有台区"),
        (2, {"cons_sort_code": "03", "tg_no": None}, "低压户没有台区"),
        (1, {"source_count": None}, "电源数目不明"),
        (1, {"source_count": "4"}, "电源数目不明"),
        (2, {"supply_source_type": None}, "电源类型不明"),
        (2, {"supply_source_type": "5"}, "电源类型不明"),
        (2, {"source_count": "2"}, "多电源未标明主备"),
        (2, {"source_count": "3", "supply_mode": None}, "多电源未标明主备"),
        (2, {"source_count": "3", "supply_mode": "11"}, "多电源未标明主备"),
        (2, {"supply_mode": "21"}, "单电源而供电方式为多电源"),
        (2, {"supply_mode": "32"}, "单电源而供电方式为多电源"),
        (1, {"tg_no": None}, None),
        (2, {"line_no": None}, None),
        (2, {"supply_mode": None}, None),
        (2, {"source_count": "2", "supply_mode": "26"}, None),
    ],
)
def test_what_the_file_lacks_or_contradicts(number: int, values: dict, reason: str | None) -> None:
    rows = file_of(number, **values)
    rows["customers"].append(
        rows["customers"][number - 1]
        | {"cons_no": "7", "status_code": "9"}
        | dict.fromkeys(["line_no", "tg_no"], "x")
    )
    assert reasons_in(rows) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (fed({"ps_attr": "-"}), "电源主备不明"),
        (fed({"line_no": "-"}), "电源没有线路"),
        (fed({"substation": "暂无"}), "电源没有变电站"),
        (fed({"ps_attr": "20"}), "主供电源不是一路"),
        (fed({}, {"ps_attr": "10", "line_status": "01"}, **TWO), "主供电源不是一路"),
        (fed({}, **TWO), "档案多电源而在效电源不足两路"),
        (fed({}, {}), "档案单电源而在效电源多于一路"),
        (fed({}, {}, **TWO), None),
        (fed({}, {"ps_attr": "31"}), None),
        (fed({}, {"line_status": "03"}), None),
        (fed({}, {"line_status": "03"}, **TWO), "档案多电源而在效电源不足两路"),
        (fed({"ps_attr": "11", "ps_cap": "400"}, {"ps_attr": "11", "ps_cap": 400}, **TWO), None),
        (
            fed({"ps_attr": "11", "ps_cap": "400"}, {"ps_attr": "11", "ps_cap": 300}, **TWO),
            "供电容量小于合同容量",
        ),
        (fed({"ps_attr": "11", "ps_cap": "400"}, {"ps_attr": "11"}, **TWO), None),
        (fed({"ps_cap": "400"}, {"ps_cap": 400}, **TWO), "供电容量小于合同容量"),
        (fed({"line_status": "-"}), None),
    ],
)
def test_what_the_feeds_lack_or_contradict(rows: Drawn, reason: str | None) -> None:
    assert reasons_in(rows) == ([reason] if reason else [])


def test_a_high_voltage_customer_without_feeds_is_named_only_where_its_station_has_listed_some() -> None:
    rows = clear()
    rows["power_sources"] = rows["power_sources"][1:]
    assert [(hit["reason"], hit["feed_count"]) for hit in hits(rows)] == [("没有电源明细", 0)]
    assert reasons_in(rows | {"power_sources": [rows["power_sources"][0] | {"org_code": "334010102"}]}) == []
    below = [rows["power_sources"][0] | {"org_code": "33401010107"}]
    assert reasons_in(rows | {"power_sources": below}) == ["没有电源明细"]
    rows["customers"][0] |= {"cons_sort_code": "02", "tg_no": "t"}
    assert reasons_in(rows) == []


@pytest.mark.parametrize(("values", "is_hit"), [
    ({"status_code": "2"}, True), ({"status_code": "1"}, False), ({"status_code": "9"}, False), ({"cons_sort_code": "00"}, False),
])  # fmt: skip
def test_who_is_asked(values: dict, is_hit: bool) -> None:
    rows = file_of(1, supply_source_type=None, **values)
    rows["customers"].append(drawn(TABLES)["customers"][1] | {"cons_no": "5"})
    assert bool(hits(rows)) == is_hit


def test_what_nobody_has_on_file_is_not_asked_for_and_said() -> None:
    archive = {
        f"customers.{name}": "-" for name in ("line_no", "source_count", "supply_source_type", "supply_mode")
    }
    rows = changed(clear(), archive)
    rows["customers"] = rows["customers"][:1]
    del rows["power_sources"]
    assert hits(rows) == []
    assert "缺供电电源明细,只查客户档案各项" in delivered(CHECK, rows).notes
    assert len(delivered(CHECK, rows).notes) == 11


def test_columns_of_feeds_that_nobody_has_are_not_asked_for() -> None:
    rows = clear()
    names = ("ps_attr", "line_status", "ps_cap", "line_no", "substation")
    rows["power_sources"] = [row | dict.fromkeys(names) for row in rows["power_sources"]]
    assert hits(rows) == []
    assert len(delivered(CHECK, rows).notes) == 5
