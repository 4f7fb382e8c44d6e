from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.archive.pro_01_missing_fields import key_fields_missing
from tests.boundaries import Boundary
from tests.drawn import Drawn, changed, delivered, drawn, filled, finder

CHECK = key_fields_missing
TABLES = """
    customers
    cons_no | status_code | cons_sort_code | cons_name | elec_addr | mobile | tg_no | line_no | trade_code | elec_type_code | contract_cap | cert_no | credit_code | volt_code
    1 | 0 | 03 | 张三 | 无 | 13800000001 | 0330001 | - | - | 202 | 8 | 330401199001011234 | - | AC02202
    2 | 0 | 02 | 某店 | 某路2号 | 13800000002 | 0330001 | - | 6520 | 405 | 10 | - | 91330401MA00000000 | AC02202
    3 | 2 | 01 | 某厂 | 某路3号 | 13800000003 | - | 3301 | 3490 | 403 | 200 | - | 91330401MA00000001 | AC00101

    equipment
    cons_no | equip_id
    3       | a

    contracts
    cons_no | contract_no | status
    3       | HT3         | 2
"""
ITEMS = {
    1: {"cons_name": "户名", "elec_addr": "用电地址", "mobile": "联系电话", "tg_no": "台区", "cert_no": "证件号码"},
    2: {
        "cons_name": "户名", "elec_addr": "用电地址", "mobile": "联系电话", "tg_no": "台区",
        "trade_code": "行业分类", "elec_type_code": "用电类别", "contract_cap": "合同容量", "credit_code": "证照",
    },
    3: {
        "cons_name": "户名", "elec_addr": "用电地址", "mobile": "联系电话", "line_no": "线路",
        "trade_code": "行业分类", "elec_type_code": "用电类别", "contract_cap": "合同容量", "credit_code": "证照",
    },
}  # fmt: skip
ANOTHER_NUMBER_WITH_EVERYTHING = {
    "cons_no": "8", "status_code": "0", "cons_sort_code": "02", "cons_name": "乙", "elec_addr": "乙路", "mobile": "1",
    "tg_no": "2", "line_no": "3", "trade_code": "6520", "elec_type_code": "405", "contract_cap": Decimal(1),
    "cert_no": "4", "credit_code": "5", "volt_code": "AC02202",
}  # fmt: skip


def whole(number: int, **values: Any) -> Drawn:
    """Return one of the customers with a whole file, but for these values, beside one who has everything."""
    rows = drawn(TABLES)
    own = rows["customers"][number - 1] | ({"elec_addr": "某路1号"} if number == 1 else {}) | values
    return rows | {"customers": [own, ANOTHER_NUMBER_WITH_EVERYTHING]}


hits = finder(CHECK)
BOUNDARIES = {
    "min_missing": Boundary(
        # as many gaps as the value says, in a row
        lambda gaps: whole(1, **dict.fromkeys(["mobile", "tg_no", "cert_no"][:gaps])),
        {0: False, 1: True, 2: True},
        own=2,
        answers_to_own={1: False, 2: True, 3: True},
    ),
}


def test_what_is_missing_is_named_and_counted() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["object_type"], hit["class_label"], hit["amount_yuan"]) == (
        "1", "customer", "居民", None,
    )  # fmt: skip
    assert (hit["missing"], hit["missing_count"], hit["required_count"]) == ("用电地址", 1, 5)
    assert hit["complete_percent"] == Decimal("80.0")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_class_must_have_its_own_fields(number: int) -> None:
    assert hits(whole(number)) == []
    for column, name in ITEMS[number].items():
        [hit] = hits(whole(number, **{column: None}))
        assert hit["missing"] == name
    spared = (
        set(ANOTHER_NUMBER_WITH_EVERYTHING)
        - set(ITEMS[number])
        - {"cons_no", "status_code", "cons_sort_code"}
    )
    assert hits(whole(number, **dict.fromkeys(spared))) == []


@pytest.mark.parametrize("text", ["0", "-", "无", " 测试 ", "NULL", "\uff10", "待补", "N/A"])
def test_a_placeholder_is_missing_too(text: str) -> None:
    assert [hit["missing"] for hit in hits(whole(1, mobile=text))] == ["联系电话"]
    assert hits(whole(1, mobile=f"{text}1")) == []


@pytest.mark.parametrize(("kva", "is_hit"), [(None, True), ("0", True), ("-1", True), ("0.1", False)])
def test_a_capacity_must_be_above_zero(kva: str | None, is_hit: bool) -> None:
    assert bool(hits(whole(2, contract_cap=kva and Decimal(kva)))) == is_hit


def test_of_two_certificates_one_is_enough_but_for_a_resident() -> None:
    assert hits(whole(2, credit_code=None, cert_no="330401199001011234")) == []
    assert hits(whole(1, cert_no="无", credit_code="91330401MA00000000")) != []


def test_high_voltage_must_have_equipment_and_a_contract_that_is_not_void() -> None:
    base = whole(3)
    other = [{"cons_no": "9", "equip_id": "b"}]
    assert [hit["missing"] for hit in hits(base | {"equipment": other})] == ["受电设备"]
    assert [hit["missing"] for hit in hits(changed(base, {"contracts.status": "4"}))] == ["合同编号"]
    assert hits(changed(base, {"contracts.status": "-"})) == []
    assert hits(changed(base, {"contracts.status": "1"})) == []


@pytest.mark.parametrize(("status", "is_hit"), [("0", True), ("2", True), ("1", False), ("9", False)])
def test_only_customers_on_the_books_are_asked(status: str, is_hit: bool) -> None:
    assert bool(hits(whole(1, mobile=None, status_code=status))) == is_hit
    assert hits(whole(1, mobile=None, status_code=status, cons_sort_code="00")) == []


def test_a_class_that_is_missing_is_told_by_voltage_and_use() -> None:
    unknown = {"cons_sort_code": None, "line_no": None, "trade_code": None}
    assert [h["class_label"] for h in hits(whole(1, mobile=None, **unknown))] == ["居民"]
    assert [h["missing"] for h in hits(whole(3, **unknown))] == ["行业分类、线路"]
    assert [h["missing"] for h in hits(whole(2, **unknown))] == ["行业分类"]


def test_a_column_that_nobody_has_is_asked_of_nobody_and_said() -> None:
    rows = whole(1, mobile=None)
    rows["customers"] = [row | {"mobile": None} for row in rows["customers"]]
    assert hits(rows) == []
    assert delivered(CHECK, rows).notes == ["联系电话整列为空,不列入必填"]


def test_without_one_kind_of_certificate_the_other_counts_and_without_both_none() -> None:
    for absent, who, is_hit in [("credit_code", 2, True), ("cert_no", 2, True), ("cert_no", 1, False)]:
        rows = whole(who, cert_no=None, credit_code=None)
        rows["customers"] = [row | {absent: None} for row in rows["customers"]]
        assert bool(hits(rows)) == is_hit
    rows = whole(2)
    rows["customers"] = [row | {"cert_no": None, "credit_code": None} for row in rows["customers"]]
    assert hits(rows) == []
    assert len(delivered(CHECK, rows).notes) == 3


def test_without_equipment_and_contracts_they_are_not_asked_for() -> None:
    rows = {"customers": whole(3)["customers"]}
    assert hits(rows) == []
    notes = delivered(CHECK, rows, known=filled(rows)).notes
    assert notes == ["未提供受电设备,高压户不查受电设备", "未提供供用电合同,高压户不查合同编号"]
