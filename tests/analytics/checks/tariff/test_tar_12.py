from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_12_homes_used_like_shops import home_that_uses_like_a_shop
from analytics.results.hit_words import arithmetic_of
from models.calendar import month_range
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder, found

CUSTOMERS = "customers\ncons_no | cons_name | status_code | elec_type_code | pricing_policy | volt_code"
HOME = "1 | 王五 | 0 | 202 | 02 | AC02202"
# they pay (700 + 100) ÷ 1,000 = 0.80 yuan a kWh, levies included
SHOP = "9 | 百货 | 0 | 405 | 02 | AC03802"
SHOP_BILL = "9 | 202510 | 01 | 1000 | 700 | 100"
BILLS = "bills\ncons_no | amt_ym | amt_type | total_pq | kwh_amt | levy_amt"
Rows = list[str]


def bill(kwh: Any, ym: str = "202510", number: str = "1", kind: str = "01") -> str:
    """Return a bill at 0.50 yuan a kWh."""
    return f"{number} | {ym} | {kind} | {kwh} | {Decimal(str(kwh)) / 2} | -"


def company(bills: Rows, homes: Rows | str = HOME, shop: str = SHOP) -> str:
    files = [homes] if isinstance(homes, str) else homes
    return "\n".join([CUSTOMERS, *files, shop, "", BILLS, *bills, SHOP_BILL])


hits = finder(home_that_uses_like_a_shop, company)

TABLES = company([bill(2000)])


def with_curve(day: Any, night: Any, *, points: int = 24, **facts: Any) -> Drawn:
    """Return a home of 2,000 kWh with one day of hours: so much at noon and so much at midnight."""
    rows = drawn(TABLES)
    hours = [Decimal(0)] * points
    hours[points // 2], hours[0] = Decimal(str(day)), Decimal(str(night))
    rows["daily_usage"] = [
        drawn("daily_usage\ncons_no | data_date | succ_flag\n1 | 2025-10-05 | 1")["daily_usage"][0]
        | {"hours": hours}
        | facts
    ]
    return rows


def among(others: int, kwh: Any = 2000) -> str:
    """Return a home among so many others, who use 1 kWh more than the other each: 2,001, 2,002 …"""
    homes = [f"{100 + n} | 李四 | 0 | 201 | 02 | AC02202" for n in range(others)]
    bills = [bill(2001 + n, number=str(100 + n)) for n in range(others)]
    return company([bill(kwh), *bills], [HOME, *homes])


BOUNDARIES = {
    "thr": Boundary(
        varied(TABLES, "bills.total_pq"),
        {"1999.99": False, "2000": True, "2000.01": True},
        own=3000,
        answers_to_own={"2999.99": False, "3000": True, "3000.01": True},
    ),
    "day_share": Boundary(
        lambda day: with_curve(day, 100 - Decimal(day)),
        {"64.99": False, "65": True, "65.01": True},
        own=0.8,
        answers_to_own={"79.99": False, "80": True, "80.01": True},
    ),
}


def test_a_home_that_uses_much_by_day_is_a_problem() -> None:
    [hit] = found(home_that_uses_like_a_shop, with_curve(70, 30))
    assert (hit["object_id"], hit["period"], hit["reason"]) == ("1", "202510", "白天用电占比高")
    assert (hit["day_share"], hit["curve_days"], hit["run_months"]) == (Decimal("0.7000"), 1, 1)
    lines = arithmetic_of(hit | {"check_code": "TAR-12"})
    assert lines[0] == "白天占比(1 天有曲线)= 70 ÷ 100 = 0.7"
    assert (hit["shop_price"], hit["paid_yuan"]) == (Decimal("0.800000"), Decimal("1000.00"))
    assert hit["amount_yuan"] == Decimal("600.00")  # 2,000 × 0.80 − 1,000


def test_the_amount_reaches_back_as_long_as_the_use_was_so_high() -> None:
    [hit] = hits(
        [bill(2000), bill(3000, "202509"), bill(1999, "202508"), bill(5000, "202507"), bill(2500, "202506")]
    )
    assert (hit["run_months"], hit["run_kwh"]) == (2, 5000)
    assert hit["month_details"] == "202509 3,000;202510 2,000"
    assert hit["amount_yuan"] == Decimal("1500.00")  # 5,000 × 0.80 − 2,500


def test_a_month_without_a_bill_ends_the_run() -> None:
    [hit] = hits([bill(2000), bill(3000, "202508")])
    assert (hit["run_months"], hit["run_kwh"]) == (1, 2000)


def test_no_more_than_twelve_months_count() -> None:
    [hit] = hits([bill(2000, ym) for ym in month_range("202401", "202510")])
    assert (hit["run_months"], hit["run_kwh"]) == (12, 24000)


def test_a_home_that_pays_more_than_shops_was_charged_too_much() -> None:
    [hit] = hits(["1 | 202510 | 01 | 2000 | 1700 | -"])
    assert hit["amount_yuan"] == Decimal("-100.00")  # 2,000 × 0.80 − 1,700


def test_reversals_are_added_and_other_kinds_of_bills_are_not() -> None:
    assert hits([bill(2000), bill(-1)]) == []
    assert hits([bill(1999), bill(1, kind="02")]) == []
    assert len(hits([bill(1999), bill(1)])) == 1


@pytest.mark.parametrize(
    ("elec_type", "is_hit"), [("200", True), ("201", True), ("202", True), ("203", False), ("405", False)]
)
def test_only_residential_uses_are_judged(elec_type: str, is_hit: bool) -> None:
    assert bool(hits([bill(2000)], HOME.replace("202 |", f"{elec_type} |", 1))) == is_hit


@pytest.mark.parametrize(("use", "kwh"), [("202", 2500), ("200", 2500), (None, 2500), ("405", 2000)])
def test_what_was_charged_at_another_price_is_no_part_of_it(use: str | None, kwh: int) -> None:
    rows = drawn(company([bill(2000), bill(500)]))
    for row, own in zip(rows["bills"], ("202", use, "405"), strict=True):
        row["elec_type_code"] = own
    [hit] = found(home_that_uses_like_a_shop, rows)
    assert (hit["kwh"], hit["run_kwh"], hit["paid_yuan"]) == (kwh, kwh, kwh / 2)
    rows["bills"][0]["total_pq"] = Decimal(1500)
    assert bool(found(home_that_uses_like_a_shop, rows)) == (kwh == 2500)


@pytest.mark.parametrize(("status", "is_hit"), [("0", True), ("2", True), ("9", False), ("1", False)])
def test_only_customers_on_the_books_are_judged(status: str, is_hit: bool) -> None:
    assert bool(hits([bill(2000)], HOME.replace("| 0 |", f"| {status} |"))) == is_hit


@pytest.mark.parametrize("points", [24, 48, 96])
def test_the_day_goes_from_eight_to_twenty(points: int) -> None:
    hour = points // 24

    def is_by_day(place: int) -> bool:
        rows = with_curve(0, 0, points=points)
        rows["daily_usage"][0]["hours"][place] = Decimal(1)
        return bool(found(home_that_uses_like_a_shop, rows))

    places = (8 * hour - 1, 8 * hour, 20 * hour - 1, 20 * hour)
    assert [is_by_day(place) for place in places] == [False, True, True, False]


def test_an_hour_that_was_not_collected_counts_as_nothing() -> None:
    rows = with_curve(65, 35)
    rows["daily_usage"][0]["hours"][3] = None
    assert len(found(home_that_uses_like_a_shop, rows)) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"data_date": drawn("daily_usage\ndata_date\n2025-09-30")["daily_usage"][0]["data_date"]},
        {"succ_flag": "2"},
        {"hours": None},
        {"hours": [Decimal(0)] * 24},
        {"cons_no": "77"},
    ],
)
def test_a_curve_of_another_month_failed_or_empty_says_nothing(facts: dict[str, Any]) -> None:
    [hit] = found(home_that_uses_like_a_shop, with_curve(1, 99, **facts))
    assert (hit["day_share"], hit["reason"]) == (None, "没有小时曲线,居民不足 100 户,只按电量判")


def test_without_a_curve_the_highest_hundredth_of_the_homes_is_a_problem() -> None:
    # 101 homes of 2,000 to 2,100 kWh: 99 in 100 use no more than 2,099
    assert [hit["kwh"] for hit in found(home_that_uses_like_a_shop, among(100))] == [2099, 2100]
    hit = found(home_that_uses_like_a_shop, among(100))[0]
    assert (hit["p99_kwh"], hit["homes"]) == (2099, 101)
    assert hit["reason"] == "没有小时曲线,电量居本公司居民前 1%"


def test_of_fewer_than_a_hundred_homes_nothing_is_compared() -> None:
    assert len(found(home_that_uses_like_a_shop, among(98))) == 99
    assert len(found(home_that_uses_like_a_shop, among(99))) == 1


def test_a_curve_decides_whatever_the_others_use() -> None:
    rows = drawn(among(100))
    rows["daily_usage"] = with_curve(70, 30)["daily_usage"]
    assert [hit["object_id"] for hit in found(home_that_uses_like_a_shop, rows)] == ["1", "198", "199"]


@pytest.mark.parametrize(
    ("months", "is_marked"),
    [
        (["202511", "202512", "202601", "202602", "202603"], True),
        (["202511", "202601"], True),
        (["202510", "202601"], False),
        (["202504", "202601"], False),
    ],
)
def test_use_in_winter_alone_may_be_heating(months: Rows, is_marked: bool) -> None:
    tables = company([bill(2000, ym) for ym in {*months, "202603"}])
    [hit] = found(home_that_uses_like_a_shop, tables, as_of="2026-04-01", period="202603")
    assert (hit["note"] == "近12个月只在11月至次年3月达到,疑似电采暖") == is_marked


@pytest.mark.parametrize("name", ["人民路合表", "职工宿舍"])
def test_a_shared_meter_is_marked(name: str) -> None:
    assert hits([bill(2000)], HOME.replace("王五", name))[0]["note"] == "户名含合表或宿舍"


def test_a_home_billed_without_steps_where_others_have_them_is_marked() -> None:
    own, others = bill(2000), bill(50, number="2")
    with_steps = company([f"{own} | -", f"{others} | 1"], shop=SHOP).replace(
        "levy_amt", "levy_amt | ladder_level"
    )
    with_steps = with_steps.replace(SHOP_BILL, f"{SHOP_BILL} | -").replace(
        HOME, f"{HOME}\n{HOME.replace('1 |', '2 |', 1)}"
    )
    assert found(home_that_uses_like_a_shop, with_steps)[0]["note"] == "账单没有级数,疑为合表,请核户数"


@pytest.mark.parametrize(
    "shop",
    [
        SHOP.replace("AC03802", "AC00101"),
        SHOP.replace("405", "403"),
        SHOP.replace("| 02 |", "| 01 |"),
    ],
)
def test_without_shops_at_low_voltage_there_is_no_amount(shop: str) -> None:
    [hit] = hits([bill(2000)], HOME, shop=shop)
    assert (hit["shop_price"], hit["amount_yuan"]) == (None, None)


def test_a_bill_without_an_energy_charge_leaves_no_amount() -> None:
    unknown = "1 | 202509 | 01 | 2000 | - | -"
    assert hits([bill(2000), unknown])[0]["amount_yuan"] is None
    assert (
        hits([bill(2000), bill(100, "202509"), unknown.replace("202509", "202508")])[0]["amount_yuan"] == 600
    )


def test_without_curves_the_others_decide() -> None:
    rows = changed(TABLES, {"bills.total_pq": "2000"})
    assert (
        "缺小时曲线,一律按本公司居民电量第 99 百分位判" in delivered(home_that_uses_like_a_shop, rows).notes
    )


def test_a_community_behind_its_own_transformer_is_no_home() -> None:
    assert hits([bill(90000)], HOME.replace("AC02202", "AC00101")) == []
    assert len(hits([bill(90000)], HOME.replace("AC02202", "-"))) == 1


@pytest.mark.parametrize(
    ("cycle", "kwh", "is_hit"),
    [("2", 3999, False), ("2", 4000, True), ("每季", 5999, False), ("每季", 6000, True), ("1", 2000, True)],
)
def test_of_several_months_read_at_once_the_mean_month_is_judged(cycle: str, kwh: int, is_hit: bool) -> None:
    rows = drawn(company([bill(kwh)]))
    rows["customers"][0]["mr_sect_no"] = "S"
    rows["mr_sections"] = [{"mr_sect_no": "S", "mr_cycle": cycle}]
    assert bool(found(home_that_uses_like_a_shop, rows)) == is_hit


def test_of_who_is_read_every_second_month_the_bills_in_a_row_are_two_months_apart() -> None:
    rows = drawn(company([bill(4000), bill(4000, "202508"), bill(4000, "202504")]))
    rows["customers"][0]["mr_sect_no"] = "S"
    rows["mr_sections"] = [{"mr_sect_no": "S", "mr_cycle": "2"}]
    [hit] = found(home_that_uses_like_a_shop, rows)
    assert (hit["run_months"], hit["run_kwh"], hit["amount_yuan"]) == (4, 8000, 2400)


def test_who_is_billed_more_often_than_filed_has_the_months_in_a_row_that_were_billed() -> None:
    rows = drawn(company([bill(4000), bill(4000, "202509"), bill(4000, "202508"), bill(3999, "202507")]))
    rows["bills"].append(rows["bills"][-1] | {"amt_ym": "202506", "total_pq": Decimal(4000)})
    rows["customers"][0]["mr_sect_no"] = "S"
    rows["mr_sections"] = [{"mr_sect_no": "S", "mr_cycle": "2"}]
    [hit] = found(home_that_uses_like_a_shop, rows)
    assert (hit["run_months"], hit["run_kwh"], hit["amount_yuan"]) == (3, 12000, 3600)


def test_who_pays_a_price_made_for_heating_by_electricity_is_known_to_use_much() -> None:
    catalogue = "\n\ntariff_prices\nprc_code | prc_name\n1002 | 居民煤改电采暖峰谷"
    rows = drawn(company([bill(2000)]) + catalogue)
    for prc_code, is_hit in (("1001", True), ("1002", False), ("居民电采暖", False), (None, True)):
        rows["customers"][0]["prc_code"] = prc_code
        assert bool(found(home_that_uses_like_a_shop, rows)) == is_hit


def test_who_heats_by_electricity_does_not_hide_who_does_not() -> None:
    rows = drawn(among(100, 2000))
    assert found(home_that_uses_like_a_shop, rows)[-1]["object_id"] != "1"
    rows["tariff_prices"] = [{"prc_code": "H", "prc_name": "居民煤改电"}]
    for one in rows["customers"]:
        one["prc_code"] = None if one["cons_no"] == "1" else "H"
    [hit] = found(home_that_uses_like_a_shop, rows)
    assert (hit["object_id"], hit["homes"]) == ("1", 1)


def estate(trade: str, sort: str) -> str:
    """Return a hundred homes, and the common parts of an estate that use more than any of them."""
    header = CUSTOMERS + " | trade_code | cons_sort_code"
    homes = [f"{100 + n} | 李四 | 0 | 201 | 02 | AC02202 | 9910 | 03" for n in range(100)]
    bills = [bill(2001 + n, number=str(100 + n)) for n in range(100)]
    files = [header, *homes, f"1 | 某物业 | 0 | 200 | 02 | AC03802 | {trade} | {sort}", f"{SHOP} | 6520 | 02"]
    return "\n".join([*files, "", BILLS, *bills, bill(9000), SHOP_BILL])


@pytest.mark.parametrize(
    ("trade", "sort", "is_home"), [("7220", "02", False), ("9910", "02", True), ("7220", "03", True)]
)
def test_common_parts_of_an_estate_are_no_home_and_hide_none(trade: str, sort: str, is_home: bool) -> None:
    accused = {
        hit["object_id"]: hit["homes"]
        for hit in found(home_that_uses_like_a_shop, drawn(estate(trade, sort)))
    }
    assert accused == ({"1": 101, "199": 101} if is_home else {"199": 100})
