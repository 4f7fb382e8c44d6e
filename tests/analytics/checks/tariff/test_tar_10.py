from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_10_shared_and_single_meters import wrong_kind_of_residential_price
from analytics.results.hit_words import arithmetic_of
from tests.drawn import Drawn, delivered, drawn, finder, found
from tests.foreign_steps import of_another_province

CUSTOMERS = "customers\ncons_no | status_code | cons_name | elec_addr | cons_sort_code | elec_type_code | volt_code | build_date | cert_no"
BILLS = "bills\ncons_no | amt_ym | amt_type | elec_type_code | prc_code | ladder_level | total_pq | kwh_amt"
# a household that is billed by steps as it should be, and shared meters that are not
NEIGHBOUR = "9 | 0 | 王明 | 东村9号 | 03 | 202 | AC02202 | 2025-10-01 | -"
DORMITORY = "8 | 0 | 新民小区合表 | 东村8号 | 02 | 200 | AC03802 | 2010-01-01 | -"
STANDING = [
    "9 | 202510 | 01 | 202 | 0101 | 1 | 100 | 53.80",
    "8 | 202510 | 01 | 200 | 0103 | - | 900 | 502.20",
]


def file(
    no: str,
    name: str = "李华",
    addr: str = "东村1号",
    sort: str = "03",
    use: str = "202",
    volt: str = "AC02202",
    status: str = "0",
    built: str = "2025-10-01",
    cert: str = "-",
) -> str:
    return f"{no} | {status} | {name} | {addr} | {sort} | {use} | {volt} | {built} | {cert}"


def row(
    no: str, level: str, kwh: str, yuan: str, code: str = "0101", use: str = "202", ym: str = "202510"
) -> str:
    return f"{no} | {ym} | 01 | {use} | {code} | {level} | {kwh} | {yuan}"


def company(files: list[str], rows: list[str]) -> Drawn:
    customers, bills = [CUSTOMERS, NEIGHBOUR, DORMITORY, *files], [BILLS, *STANDING, *rows]
    return drawn("\n".join(customers) + "\n\n" + "\n".join(bills))


hits = finder(wrong_kind_of_residential_price, company)

TABLES = company(
    [file("1", use="203", name="东村小学", sort="02", volt="AC03802")],
    [row("1", "1", "1000", "538.00", use="203")],
)


def test_households_by_steps_and_shared_meters_without_are_clean() -> None:
    assert hits([], []) == []


def test_a_school_billed_by_steps_owes_the_price_of_shared_meters() -> None:
    [hit] = found(wrong_kind_of_residential_price, TABLES)
    assert (hit["object_id"], hit["reason"]) == ("1", "非居民执行阶梯")
    assert hit["amount_yuan"] == Decimal("20.00")  # 1,000 × 0.558 − 538.00
    assert arithmetic_of(hit | {"check_code": "TAR-10"}) == [
        "差额 = 电量 × 合表价 − 账单 = 1,000 × 0.558 − 538 = 20 元"
    ]


@pytest.mark.parametrize(
    ("volt", "yuan"),
    [("AC00101", Decimal("0.00")), ("AC00351", None), ("-", None)],
)
def test_the_price_of_shared_meters_goes_by_voltage(volt: str, yuan: Decimal | None) -> None:
    [hit] = hits([file("1", use="203", volt=volt, sort="01")], [row("1", "1", "1000", "538.00", use="203")])
    assert hit["amount_yuan"] == yuan


@pytest.mark.parametrize(("level", "is_hit"), [("1", True), ("-", False)])
def test_a_shop_billed_by_steps_is_wrong_without_amount(level: str, is_hit: bool) -> None:
    found_of = hits([file("1", use="405", sort="02")], [row("1", level, "50", "26.90", use="405")])
    assert [(hit["reason"], hit["amount_yuan"]) for hit in found_of] == [("非居民执行阶梯", None)] * is_hit


def test_a_bill_without_use_is_of_the_use_on_file() -> None:
    assert hits([file("1")], [row("1", "1", "50", "26.90", use="-")]) == []
    [hit] = hits([file("1", use="203")], [row("1", "1", "50", "26.90", use="-")])
    assert hit["amount_yuan"] == Decimal("1.00")


@pytest.mark.parametrize(
    ("name", "is_hit"),
    [
        ("新民小区合表", True),
        ("纺织厂集体宿舍", True),
        ("纺织厂单位宿舍", True),
        ("三号楼总表", True),
        ("纺织厂宿舍", False),
        ("李华", False),
        ("-", False),
    ],
)
def test_a_shared_meter_billed_by_steps_is_known_by_its_name(name: str, is_hit: bool) -> None:
    found_of = hits([file("1", name=name, sort="02")], [row("1", "2", "100", "58.80")])
    assert [(hit["reason"], hit["amount_yuan"]) for hit in found_of] == [
        ("合表执行阶梯", Decimal("-3.00"))  # 100 × 0.558 − 58.80
    ] * is_hit


def single(kwh: str = "3000", yuan: str = "1674.00", **file_says: str) -> list[dict[str, Any]]:
    code = file_says.pop("code", "0103")
    return hits([file("1", **file_says)], [row("1", "-", kwh, yuan, code=code)])


def test_a_household_at_the_price_of_shared_meters_owes_the_steps() -> None:
    [hit] = single()
    assert hit["reason"] == "一户一表执行合表价"
    assert (hit["base_terms"], hit["step_terms"]) == ("3,000 × 0.538", "240 × 0.05 + 0 × 0.30")
    assert hit["amount_yuan"] == Decimal("-48.00")  # 1,614.00 + 12.00 − 1,674.00
    assert (hit["levels"], hit["prc_codes"]) == (None, "0103")


@pytest.mark.parametrize(
    "file_says",
    [
        {"name": "红星小区总表"},
        {"name": "市第一职工宿舍"},
        {"name": "糖厂第3生活区"},
        {"name": "-"},
        {"sort": "02"},
        {"sort": "01"},
        {"name": "李华充电桩"},
        {"addr": "东村1号充电车位"},
        {"use": "203"},
        {"status": "2"},
        {"status": "9"},
        {"code": "0101"},
        {"code": "-"},
    ],
)
def test_who_may_have_that_price_or_is_no_household_is_clean(file_says: dict[str, str]) -> None:
    assert single(**file_says) == []


def test_a_pile_is_known_by_the_name_of_its_price_too() -> None:
    rows = company([file("1")], [row("1", "-", "3000", "1674.00", code="0103")])
    for name, is_hit in (("居民充电桩", False), ("居民合表", True)):
        rows["tariff_prices"] = [{"prc_code": "0103", "prc_name": name}]
        assert bool(found(wrong_kind_of_residential_price, rows)) == is_hit


def test_a_class_that_is_not_on_file_does_not_excuse() -> None:
    assert len(single(sort="-")) == 1


def test_a_household_with_a_month_missing_has_no_amount() -> None:
    [hit] = single(built="2010-01-01")
    assert hit["amount_yuan"] is None


def test_a_code_that_mostly_others_pay_is_no_price_of_shared_meters() -> None:
    shops = [file(no, use="405", sort="02") for no in ("2", "3")]
    bills = [row(no, "-", "100", "76.00", code="0401", use="405") for no in ("2", "3")]
    assert hits([file("1"), *shops], [row("1", "-", "100", "76.00", code="0401"), *bills]) == []


def test_where_nobody_is_billed_by_steps_no_code_is_known() -> None:
    rows = company([file("1")], [row("1", "-", "3000", "1674.00", code="0103")])
    of_before = rows["bills"][0] | {"amt_ym": "202509"}
    rows["bills"] = [of_before, *({**one, "ladder_level": None} for one in rows["bills"])]
    assert found(wrong_kind_of_residential_price, rows) == []


def test_a_price_without_steps_that_is_not_that_of_shared_meters_is_no_such_code() -> None:
    heat_pumps = [file("1"), file("2", name="张强", addr="东村2号")]
    at_half_a_yuan = [row(no, "-", "300", "150.00", code="0109") for no in ("1", "2")]
    assert hits(heat_pumps, at_half_a_yuan) == []
    at_the_shared_price = [row(no, "-", "300", "167.40", code="0109") for no in ("1", "2")]
    assert [hit["object_id"] for hit in hits(heat_pumps, at_the_shared_price)] == ["1", "2"]


def test_a_bill_that_was_taken_back_accuses_nobody() -> None:
    red = [row("1", "-", kwh, yuan, code="0103") for kwh, yuan in (("300", "167.40"), ("-300", "-167.40"))]
    assert hits([file("1")], [*red, row("1", "1", "300", "161.40")]) == []
    school = [row("2", "1", kwh, yuan, use="203") for kwh, yuan in (("1000", "538"), ("-1000", "-538"))]
    as_due = row("2", "-", "1000", "558.00", code="0103", use="203")
    assert hits([file("2", use="203", name="东村小学", sort="02")], [*school, as_due]) == []


def split(
    second: str = "李华", addr: str = "东村1号", kwh: tuple[str, str] = ("2000", "1900"), **says: str
) -> list[dict[str, Any]]:
    files = [file("1"), file("2", name=second, addr=addr, **says)]
    return hits(files, [row("1", "1", kwh[0], "1076.00"), row("2", "1", kwh[1], "1022.20")])


def test_meters_of_one_household_owe_the_steps_of_their_use_together() -> None:
    more, less = split()
    assert more["reason"] == less["reason"] == "同址同户名拆为多表"
    # 3,900 kWh together are 1,140 in the second step; each alone is in the first
    assert (more["joint_kwh"], more["joint_terms"]) == (3900, "1,140 × 0.05 + 0 × 0.30")
    assert more["members"] == "1 2,000 kWh 加价 0 × 0.05 + 0 × 0.30;2 1,900 kWh 加价 0 × 0.05 + 0 × 0.30"
    assert (more["amount_yuan"], less["amount_yuan"]) == (Decimal("57.00"), None)
    assert arithmetic_of(more | {"check_code": "TAR-10"})[-1] == (
        "差额 = 合并加价 − 各户加价之和 = 57 − 0 = 57 元"
    )


def test_of_meters_that_used_alike_the_first_has_the_amount() -> None:
    assert [hit["amount_yuan"] for hit in split(kwh=("1900", "1900"))] == [Decimal("52.00"), None]


def test_what_they_used_since_january_counts() -> None:
    files = [file("1", built="2025-09-01"), file("2")]
    bills = [
        row("1", "1", "2000", "1076.00", ym="202509"),
        row("1", "1", "500", "269.00"),
        row("2", "1", "800", "430.40"),
    ]
    more, _ = hits(files, bills)
    assert (more["object_id"], more["joint_kwh"], more["amount_yuan"]) == ("1", 3300, Decimal("27.00"))


def test_blanks_and_wide_signs_do_not_tell_addresses_and_names_apart() -> None:
    assert len(split(second="李 华", addr="东村 1号")) == 2


@pytest.mark.parametrize(
    "says",
    [
        {"second": "李花"},
        {"addr": "东村2号"},
        {"addr": "-"},
        {"second": "-"},
        {"status": "9"},
        {"use": "405"},
        {"sort": "02"},
    ],
)
def test_others_are_no_household_with_it(says: Any) -> None:
    assert [hit for hit in split(**says) if "同址" in hit["reason"]] == []


@pytest.mark.parametrize(
    ("certs", "is_hit"), [(("3301", "3302"), False), (("3301", "-"), True), (("-", "-"), True)]
)
def test_namesakes_in_a_village_are_told_apart_by_their_papers(certs: tuple[str, str], is_hit: bool) -> None:
    files = [file("1", addr="临江市东村", cert=certs[0]), file("2", addr="临江市东村", cert=certs[1])]
    found_of = hits(files, [row("1", "1", "20", "10.76"), row("2", "1", "19", "10.22")])
    assert [hit["household"] for hit in found_of] == ["1;2"] * 2 * is_hit


def test_addresses_of_which_nothing_is_known_are_not_the_same() -> None:
    files = [file("1", addr="无"), file("2", addr="无")]
    assert hits(files, [row("1", "1", "20", "10.76"), row("2", "1", "19", "10.22")]) == []


def test_a_meter_without_a_month_leaves_the_amount_unknown() -> None:
    assert [hit["amount_yuan"] for hit in split(built="2010-01-01")] == [None, None]


def test_a_meter_at_a_price_made_for_heating_leaves_the_amount_unknown() -> None:
    rows = company(
        [file("1"), file("2")], [row("1", "1", "2000", "1076.00"), row("2", "1", "1900", "1022.20")]
    )
    for prc_code, yuan in (("T", Decimal("57.00")), ("电采暖", None)):
        for one in rows["customers"]:
            one["prc_code"] = prc_code if one["cons_no"] == "1" else "T"
        more, less = found(wrong_kind_of_residential_price, rows)
        assert (more["amount_yuan"], less["amount_yuan"]) == (yuan, None)


def test_without_names_only_steps_of_others_are_judged() -> None:
    rows = company([file("1", use="203")], [row("1", "1", "10", "5.38", use="203")])
    rows["customers"] = [one | {"cons_name": None} for one in rows["customers"]]
    assert [hit["reason"] for hit in found(wrong_kind_of_residential_price, rows)] == ["非居民执行阶梯"]
    assert "缺户名,只判①" in delivered(wrong_kind_of_residential_price, rows).notes


@pytest.mark.parametrize(("homes", "yuan"), [(19, Decimal("57.00")), (20, None)])
def test_by_steps_of_another_province_nothing_is_reckoned_and_that_is_said(
    homes: int, yuan: Decimal | None
) -> None:
    tables = of_another_province(homes, right=0)
    files = [file("1", built="2024-10-01"), file("2", built="2024-10-01")]
    bills = [row("1", "1", "2000", "1076.00", ym="202410"), row("2", "1", "1900", "1022.20", ym="202410")]
    own = company(files, bills)
    tables = {name: tables[name] + own[name] for name in tables}
    more, _ = found(wrong_kind_of_residential_price, tables, as_of="2024-11-01", period="202410")
    assert more["amount_yuan"] == yuan
    assert more["note"] == (None if yuan else "本公司账单与所用的居民电价方案不符,不算金额")
