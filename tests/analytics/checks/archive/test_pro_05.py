from decimal import Decimal

import pytest

from analytics.checks.archive.pro_05_price_vs_use import price_of_another_class
from tests.boundaries import Boundary
from tests.drawn import Drawn, changed, delivered, drawn, finder

CHECK = price_of_another_class
# a shop at the residential price; two shops that pay 0.80 with the levy show what it should have paid
TABLES = """
    customers
    cons_no | status_code | cons_sort_code | elec_type_code | prc_code | volt_code | contract_cap
    1       | 0           | 02             | 405            | R        | AC02202   | 10
    2       | 0           | 02             | 405            | S        | AC02202   | 10
    3       | 0           | 02             | 405            | S        | AC02202   | 10

    tariff_prices
    prc_code | prc_name   | prc_category | elec_type_code | start_date | end_date
    R        | 居民       | 01           | 200            | 2021-10-15 | -
    S        | 工商业     | 03           | 400            | 2025-11-01 | 2025-11-01
    S        | 工商业     | 03           | 400            | 2025-10-01 | 2025-10-31
    F        | 农业生产   | 02           | 300            | 2021-10-15 | -
    OLD      | 工商业旧码 | 03           | 400            | 2021-10-15 | 2025-10-31
    NEXT     | 工商业新码 | 03           | 400            | 2025-11-02 | -

    bills
    cons_no | amt_ym | amt_type | prc_code | total_pq | kwh_amt | levy_amt | total_amt
    1       | 202510 | 01       | R        | 1000     | 538.00  | 0        | 538.00
    1       | 202509 | 01       | R        | 500      | 269.00  | 0        | 269.00
    2       | 202510 | 01       | S        | 100      | 77.00   | 3.00     | 80.00
    3       | 202510 | 01       | S        | 300      | 231.00  | 9.00     | 240.00
    2       | 202509 | 01       | S        | 100      | 76.00   | 3.00     | 79.00
    3       | 202509 | 01       | S        | 300      | 228.00  | 9.00     | 237.00
"""
POINT = {"cons_no": "2", "mp_no": "p", "prc_code": "R", "calc_mode": "1", "mp_status": "02", "mp_attr": "01"}
hits = finder(CHECK)


def of_customer(**values: str) -> Drawn:
    """Return the tables with other values of the first customer."""
    return changed(TABLES, {f"customers.{name}": value for name, value in values.items()})


def without_catalogue(customers: int, others: int) -> Drawn:
    """Return shops with one code, and homes with the same code, that no catalogue explains."""
    rows = [
        {
            "cons_no": str(n),
            "status_code": "0",
            "elec_type_code": "405" if n < customers else "202",
            "prc_code": "7",
        }
        for n in range(customers + others)
    ]
    return {"customers": rows}


BOUNDARIES = {
    "majority_customers": Boundary(
        lambda count: without_catalogue(count - 1, 1),
        {19: False, 20: True, 21: True},
        own=10,
        answers_to_own={9: False, 10: True, 11: True},
        is_apart=True,
    ),
    "majority_share": Boundary(
        lambda percent: without_catalogue(percent, 100 - percent),
        {89: False, 90: True, 91: True},
        own=0.8,
        answers_to_own={79: False, 80: True, 81: True},
        is_apart=True,
    ),
}


def test_a_shop_at_the_residential_price_owes_the_difference_to_what_shops_pay() -> None:
    [hit] = hits(TABLES)
    # 1000 × 0.80 − 538 + 500 × 0.79 − 269
    assert (hit["object_id"], hit["amount_yuan"]) == ("1", Decimal("388.00"))
    assert hit["month_details"] == "202509 500×0.79−269;202510 1,000×0.8−538"
    assert (hit["due_class"], hit["prc_codes"], hit["kwh"]) == ("工商业", "R(客户档案,居民)", 1500)
    assert hit["reason"] == "电价码的价类不同"


def test_who_pays_too_much_gets_it_back() -> None:
    rows = of_customer(elec_type_code="202", prc_code="S")
    rows["customers"][1] |= {"elec_type_code": "202", "prc_code": "R"}
    rows["bills"] = [row | {"prc_code": "S" if row["cons_no"] != "2" else "R"} for row in rows["bills"]]
    rows["bills"] = [row for row in rows["bills"] if row["amt_ym"] == "202510"]
    rows["bills"][0] |= {"total_pq": Decimal(100), "kwh_amt": Decimal("95.00"), "total_amt": Decimal("95.00")}
    [hit] = hits(rows)
    assert (hit["object_id"], hit["amount_yuan"]) == ("1", Decimal("-15.00"))  # others at home pay 80 for 100


@pytest.mark.parametrize(
    ("use", "code", "is_hit"),
    [
        ("202", "R", False), ("203", "R", False), ("504", "R", False), ("300", "R", True), ("100", "R", True),
        ("301", "F", False), ("505", "F", False), ("202", "F", True), ("100", "S", False), ("403", "S", False),
        ("503", "S", False), ("000", "R", False), ("600", "R", False), ("-", "R", False), ("405", "-", False),
        ("405", "无", False),
    ],
)  # fmt: skip
def test_a_use_has_the_price_of_its_class(use: str, code: str, is_hit: bool) -> None:
    assert bool(hits(of_customer(elec_type_code=use, prc_code=code))) == is_hit


@pytest.mark.parametrize(("code", "is_hit"), [("S", False), ("OLD", True), ("NEXT", True), ("?", True)])
def test_a_code_must_be_in_force_on_the_day(code: str, is_hit: bool) -> None:
    found = hits(of_customer(prc_code=code))
    assert [(hit["reason"], hit["amount_yuan"]) for hit in found] == [("电价码不在有效目录中", None)] * is_hit


def test_a_use_of_no_class_is_not_said_to_ask_for_one() -> None:
    for use, said in (
        ("405", "用电类别应执行工商业电价,电价码不在有效目录中"),
        ("600", "电价码不在有效目录中"),
    ):
        [hit] = hits(of_customer(elec_type_code=use, prc_code="OLD"))
        assert hit["finding"] == said


@pytest.mark.parametrize(
    ("name", "category", "use", "label"),
    [
        ("-", "03", "200", "工商业"),
        ("居民", "-", "403", "工商业"),
        ("非居民照明", "-", "-", "工商业"),
        ("农业排灌", "-", "-", "农业"),
        ("居民合表", "-", "-", "居民"),
    ],
)
def test_the_class_of_a_code_is_its_category_else_its_use_else_its_name(
    name: str, category: str, use: str, label: str
) -> None:
    values = {"prc_name": name, "prc_category": category, "elec_type_code": use}
    rows = changed(TABLES, {f"tariff_prices.{column}": value for column, value in values.items()})
    other_use = "301" if label != "农业" else "405"
    rows["customers"][0] |= {"elec_type_code": other_use}
    assert [hit["prc_codes"] for hit in hits(rows)] == [f"R(客户档案,{label})"]


def test_a_code_whose_rows_in_force_differ_is_unknown() -> None:
    rows = drawn(TABLES)
    rows["tariff_prices"].append(rows["tariff_prices"][0] | {"prc_category": "03"})
    assert hits(rows) == []


def test_points_in_use_that_are_settled_by_have_their_own_code() -> None:
    base = drawn(TABLES)
    base["customers"] = base["customers"][1:]
    for values, is_hit in [
        ({}, True), ({"mp_status": "01"}, True), ({"mp_status": None}, True), ({"mp_status": "03"}, False),
        ({"mp_attr": "02"}, False), ({"calc_mode": "2"}, False), ({"calc_mode": "4"}, True),
    ]:  # fmt: skip
        found = hits(base | {"metering_points": [POINT | values]})
        assert [hit["prc_codes"] for hit in found] == ["R(计量点p,居民)"] * is_hit


def test_another_use_behind_a_meter_of_its_own_has_its_own_price() -> None:
    rows = drawn(TABLES) | {"metering_points": [POINT | {"parent_mp_no": "q"}]}
    assert [hit["object_id"] for hit in hits(rows)] == ["1"]
    above = POINT | {"mp_no": "q", "prc_code": "S"}
    for owner, found in (("2", ["1"]), ("9", ["1", "2"])):  # beneath a point of its own, and of somebody else
        rows["metering_points"][1:] = [above | {"cons_no": owner}]
        assert [hit["object_id"] for hit in hits(rows)] == found
    del rows["metering_points"][1:]
    rows["metering_points"][0]["prc_code"] = "OLD"  # out of force is out of force
    assert [hit["object_id"] for hit in hits(rows)] == ["1", "2"]


def test_who_has_a_share_or_an_amount_fixed_is_not_judged() -> None:
    for mode, status, is_hit in [
        ("2", "02", False),
        ("3", "01", False),
        ("2", "04", True),
        ("1", "02", True),
    ]:
        point = POINT | {"cons_no": "1", "prc_code": None, "calc_mode": mode, "mp_status": status}
        assert bool(hits(drawn(TABLES) | {"metering_points": [point]})) == is_hit


@pytest.mark.parametrize(("status", "is_hit"), [("0", True), ("2", True), ("1", False), ("9", False)])
def test_only_customers_on_the_books_are_judged(status: str, is_hit: bool) -> None:
    assert bool(hits(of_customer(status_code=status))) == is_hit
    assert hits(of_customer(cons_sort_code="00")) == []


@pytest.mark.parametrize(
    ("values", "amount"),
    [
        ({}, "388.00"),
        ({"contract_cap": "99"}, "388.00"),
        ({"contract_cap": "100"}, None),
        ({"volt_code": "AC03802"}, "388.00"),
        ({"volt_code": "AC00101"}, None),
        ({"volt_code": "-"}, None),
    ],
)
def test_the_measure_is_paid_on_the_same_side_at_like_capacity(
    values: dict[str, str], amount: str | None
) -> None:
    [hit] = hits(of_customer(**values))
    assert hit["amount_yuan"] == (amount and Decimal(amount))


def test_a_month_without_a_measure_leaves_the_amount_unknown_and_so_do_no_bills() -> None:
    rows = drawn(TABLES)
    rows["bills"] = [row for row in rows["bills"] if row["amt_ym"] == "202510" or row["cons_no"] == "1"]
    assert [hit["amount_yuan"] for hit in hits(rows)] == [None]
    assert [hit["amount_yuan"] for hit in hits(drawn(TABLES) | {"bills": []})] == [None]


def test_a_bill_without_its_energy_charge_leaves_the_amount_unknown() -> None:
    rows = drawn(TABLES)
    rows["bills"][1] |= {"kwh_amt": None, "total_amt": None}
    [hit] = hits(rows)
    assert hit["amount_yuan"] is None
    assert hit["month_details"] == "202509 (账单缺电量或电度电费);202510 1,000×0.8−538"


def test_only_twelve_months_of_normal_bills_at_the_wrong_code_count() -> None:
    rows = drawn(TABLES)
    first = rows["bills"][0]
    rows["bills"] += [
        first | {"amt_ym": "202410"},
        first | {"amt_type": "0202"},
        rows["bills"][2] | {"cons_no": "1"},
    ]
    assert [hit["amount_yuan"] for hit in hits(rows)] == [Decimal("388.00")]


def test_without_a_catalogue_words_of_the_code_tell_and_no_code_is_out_of_force() -> None:
    rows = {"customers": drawn(TABLES)["customers"]}
    assert hits(rows) == []
    rows["customers"][0] |= {"prc_code": "居民一户一表"}
    assert [hit["prc_codes"] for hit in hits(rows)] == ["居民一户一表(客户档案,居民)"]
    assert "缺电价目录,不查②停用的电价码,①按电价码字样与多数户判" in delivered(CHECK, rows).notes
