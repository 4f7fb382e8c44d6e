import pytest

from analytics.checks.archive.pro_06_equipment_file_missing import equipment_file_missing
from tests.drawn import changed, delivered, drawn, finder

CHECK = equipment_file_missing
TABLES = """
    customers
    cons_no | status_code | cons_sort_code | volt_code | tmp_flag | elec_type_code
    1       | 0           | 01             | AC00101   | 03       | 403
    2       | 0           | 01             | AC00101   | 03       | 403

    equipment
    cons_no | equip_id | equip_name | plate_cap | made_no | inst_date  | actual_start_date | owner | run_status
    2       | a        | 1号主变    | 200       | T1      | 2020-01-01 | -                 | 2     | 01
"""
ONE = drawn(TABLES) | {"customers": drawn(TABLES)["customers"][1:]}
hits = finder(CHECK)


def test_a_high_voltage_customer_without_a_machine_is_a_problem() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["object_type"], hit["machine_count"], hit["reason"]) == (
        "1", "customer", 0, "没有设备档案",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "values", "lack"),
    [
        ("plate_cap", ["-", "0", "-1"], "容量"),
        ("made_no", ["-", "无", "0"], "铭牌(出厂编号)"),
        ("inst_date", ["-"], "投运日期"),
        ("owner", ["-"], "产权"),
    ],
)
def test_what_a_machine_lacks_is_named(column: str, values: list[str], lack: str) -> None:
    for value in values:
        rows = changed(ONE, {f"equipment.{column}": value})
        other = [drawn(TABLES)["equipment"][0] | {"cons_no": "9"}]
        [hit] = hits(rows | {"equipment": rows["equipment"] + other})
        assert (hit["reason"], hit["details"]) == ("设备档案缺项", f"1号主变 缺{lack}")


def test_one_of_the_two_dates_is_enough() -> None:
    assert hits(changed(ONE, {"equipment.inst_date": "-", "equipment.actual_start_date": "2020-01-01"})) == []


@pytest.mark.parametrize(("status", "is_hit"), [("01", False), ("02", False), ("-", False), ("03", True)])
def test_what_was_dismantled_is_no_machine(status: str, is_hit: bool) -> None:
    rows = changed(ONE, {"equipment.run_status": status})
    assert [hit["reason"] for hit in hits(rows)] == ["没有设备档案"] * is_hit


def test_of_several_rows_of_a_machine_the_latest_counts() -> None:
    rows = drawn(TABLES)["equipment"]
    gone = rows[0] | {"run_status": "03", "actual_start_date": rows[0]["inst_date"].replace(year=2024)}
    assert [hit["reason"] for hit in hits(ONE | {"equipment": [*rows, gone]})] == ["没有设备档案"]


@pytest.mark.parametrize(
    ("changes", "is_hit"),
    [
        ({"cons_sort_code": "02"}, False),
        ({"cons_sort_code": "-"}, True),
        ({"cons_sort_code": "-", "volt_code": "AC03802"}, False),
        ({"status_code": "2"}, True),
        ({"status_code": "9"}, False),
        ({"status_code": "1"}, False),
        ({"tmp_flag": "01"}, False),
        ({"tmp_flag": "02"}, False),
        ({"tmp_flag": "-"}, True),
        ({"elec_type_code": "000"}, False),
        ({"elec_type_code": "501"}, False),
        ({"elec_type_code": "700"}, False),
        ({"elec_type_code": "904"}, False),
        ({"elec_type_code": "600"}, True),
        ({"elec_type_code": "-"}, True),
    ],
)
def test_who_is_asked(changes: dict[str, str], is_hit: bool) -> None:
    rows = changed(TABLES, {f"customers.{name}": value for name, value in changes.items()})
    assert [hit["object_id"] for hit in hits(rows)] == ["1"] * is_hit


def test_a_column_that_no_machine_has_is_not_asked_for_and_said() -> None:
    empty = {f"equipment.{name}": "-" for name in ("plate_cap", "made_no", "inst_date", "owner")}
    rows = changed(ONE, empty)
    assert hits(rows) == []
    assert delivered(CHECK, rows).notes == [
        "设备容量整列为空,不查容量",
        "出厂编号整列为空,不查铭牌",
        "安装、启用日期都整列为空,不查投运日期",
        "产权整列为空,不查产权",
    ]
