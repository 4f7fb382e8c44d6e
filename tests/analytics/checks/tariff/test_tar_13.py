from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_13_farm_price_off_season import farm_price_out_of_season
from models.calendar import month_range
from tests.boundaries import Boundary
from tests.drawn import drawn, finder, found

MONTHS = month_range("202411", "202510")
CUSTOMERS = (
    "customers\ncons_no | cons_name | status_code | elec_type_code | trade_code | pricing_policy | volt_code"
)
FARM = "1 | 王家村农场 | 0 | 300 | 0100 | 02 | AC03802"
# they pay (700 + 100) ÷ 1,000 = 0.80 yuan a kWh, levies included
SHOP = "9 | 百货 | 0 | 405 | 6520 | 02 | AC03802"
SHOP_BILL = "9 | 202510 | 01 | 1000 | 700 | 100"
BILLS = "bills\ncons_no | amt_ym | amt_type | total_pq | kwh_amt | levy_amt"
# 1,000 kWh in the year, of which 301 from October to March
SEASON = {"202505": 400, "202506": 299, "202510": 100, "202412": 201}


def year(use: dict[str, Any], number: str = "1", kind: str = "01") -> list[str]:
    """Return a bill a month: 0.50 yuan a kWh and 0.01 of levies."""
    rows = []
    for ym in MONTHS:
        kwh = Decimal(str(use.get(ym, 0)))
        rows.append(f"{number} | {ym} | {kind} | {kwh} | {kwh / 2} | {kwh / 100}")
    return rows


def company(
    farms: list[str] | str = FARM, bills: list[str] | None = None, shops: tuple[str, ...] = (SHOP,)
) -> str:
    own = year(SEASON) if bills is None else bills
    files = [farms] if isinstance(farms, str) else farms
    return "\n".join([CUSTOMERS, *files, *shops, "", BILLS, *own, SHOP_BILL])


TABLES = company()

hits = finder(farm_price_out_of_season, company)


def with_off_season(kwh: Any) -> str:
    return company(bills=year({"202505": 1000 - Decimal(kwh), "202412": kwh}))


def in_month(month: int) -> str:
    """Return a farm whose use of the year lies in one month."""
    return company(bills=year({next(ym for ym in MONTHS if int(ym[4:]) == month): 100}))


BOUNDARIES = {
    "p": Boundary(
        with_off_season,
        {"299.99": False, "300": False, "300.01": True},
        own=0.5,
        answers_to_own={"499.99": False, "500": False, "500.01": True},
    ),
    "irrigation_from": Boundary(
        in_month, {3: True, 4: False, 5: False}, own=5, answers_to_own={4: True, 5: False, 6: False}
    ),
    "irrigation_to": Boundary(
        in_month, {8: False, 9: False, 10: True}, own=10, answers_to_own={9: False, 10: False, 11: True}
    ),
}


def test_a_farm_that_uses_more_than_three_tenths_out_of_season_is_a_problem() -> None:
    [hit] = hits()
    assert (hit["object_id"], hit["period"]) == ("1", "202510")
    assert (hit["kwh"], hit["off_kwh"], hit["off_share"]) == (1000, 301, Decimal("0.3010"))
    assert (hit["price"], hit["own_price"]) == (Decimal("0.800000"), Decimal("0.510000"))
    assert hit["amount_yuan"] == Decimal("87.29")  # 301 × (0.80 − 0.51)
    assert hit["month_details"].startswith("202411 0;202412 201;202501 0;")


def test_the_season_may_reach_over_new_year() -> None:
    def is_hit(month: str) -> bool:
        tables = company(bills=year({month: 100}))
        return bool(found(farm_price_out_of_season, tables, irrigation_from=11, irrigation_to=2))

    assert [is_hit(month) for month in ("202507", "202412", "202502", "202503")] == [True, False, False, True]


@pytest.mark.parametrize(
    ("elec_type", "is_hit"), [("300", True), ("301", True), ("302", True), ("505", False), ("403", False)]
)
def test_only_uses_of_farming_are_judged(elec_type: str, is_hit: bool) -> None:
    assert bool(hits(FARM.replace("300", elec_type))) == is_hit


def test_only_customers_in_service_are_judged() -> None:
    assert hits(FARM.replace("| 0 |", "| 2 |")) == []


@pytest.mark.parametrize(
    ("trade", "is_hit"), [("0310", False), ("0420", False), ("0500", True), ("1340", True), ("-", True)]
)
def test_animals_and_fish_need_electricity_all_the_year(trade: str, is_hit: bool) -> None:
    assert bool(hits(FARM.replace("0100", trade))) == is_hit


@pytest.mark.parametrize(
    "name",
    ["冷库", "养殖场", "大棚", "温室", "孵化场", "菌菇", "畜牧", "家禽", "渔场", "水产", "粮食烘干合作社"],
)
def test_a_name_that_tells_of_steady_use_is_left_out(name: str) -> None:
    assert hits(FARM.replace("农场", name)) == []


def test_a_farm_without_a_name_is_judged() -> None:
    assert len(hits(FARM.replace("王家村农场", "-"))) == 1


def test_a_month_without_a_bill_is_unknown() -> None:
    rows = year(SEASON)
    assert hits(FARM, rows[1:]) == hits(FARM, [*rows[:3], *rows[4:]]) == []
    other_kind = rows[0].replace("| 01 |", "| 02 |")
    assert hits(FARM, [other_kind, *rows[1:]]) == []


def test_a_bill_without_its_energy_is_unknown_too() -> None:
    # what is not on file may have been used in May
    rows = year({"202412": 301})
    assert len(hits(FARM, rows)) == 1
    rows[MONTHS.index("202505")] = "1 | 202505 | 01 | - | 350 | 7"
    assert hits(FARM, rows) == []


def test_bills_of_other_kinds_and_older_ones_do_not_count() -> None:
    older = "1 | 202410 | 01 | 900 | 450 | 9"
    paid_back = "1 | 202506 | 02 | 900 | 450 | 9"
    [hit] = hits(FARM, [*year(SEASON), older, paid_back])
    assert hit["kwh"] == 1000


def test_reversals_and_several_lines_of_a_month_are_added_up() -> None:
    reversed_first = "1 | 202412 | 01 | -201 | -100.50 | -2.01"
    again, more = "1 | 202412 | 01 | 200 | 100 | 2", "1 | 202506 | 01 | 1 | 0.50 | 0.01"
    assert hits(FARM, [*year(SEASON), reversed_first, again, more]) == []  # 300 of 1,000


@pytest.mark.parametrize(("use", "is_hit"), [("300", True), ("302", True), ("-", True), ("405", False)])
def test_what_was_charged_at_another_price_is_no_part_of_it(use: str, is_hit: bool) -> None:
    rows = drawn(company(bills=year({"202505": 700, "202412": 300})))
    for row in rows["bills"]:
        row["elec_type_code"] = "405" if row["cons_no"] == "9" else "300"
    line = rows["bills"][0] | {"amt_ym": "202412", "total_pq": Decimal(1), "kwh_amt": Decimal("0.7")}
    rows["bills"].append(line | {"elec_type_code": None if use == "-" else use})
    assert bool(found(farm_price_out_of_season, rows)) == is_hit


def test_who_became_a_farm_within_the_year_is_not_judged() -> None:
    rows = drawn(TABLES)
    for row in rows["bills"]:
        row["elec_type_code"] = "300"
    assert len(found(farm_price_out_of_season, rows)) == 1
    rows["bills"][0]["elec_type_code"] = "405"
    assert found(farm_price_out_of_season, rows) == []


def test_a_year_without_use_is_not_judged() -> None:
    assert hits(FARM, year({})) == []


def test_without_a_price_to_compare_with_there_is_no_amount() -> None:
    for shop in (
        SHOP.replace("AC03802", "AC00101"),
        SHOP.replace("| 02 |", "| 01 |"),
        SHOP.replace("405", "400"),
        SHOP.replace("405", "203"),
    ):
        [hit] = hits(shops=(shop,))
        assert (hit["price"], hit["amount_yuan"]) == (None, None)


def test_who_used_nothing_in_the_period_sets_no_price() -> None:
    idle = SHOP.replace("9 |", "8 |")
    paid = "8 | 202510 | 01 | 0 | 55 | 0"
    [hit] = hits(FARM, [*year(SEASON), paid], shops=(SHOP, idle))
    assert hit["price"] == Decimal("0.800000")


def test_a_bill_without_an_energy_charge_leaves_no_amount() -> None:
    rows = year(SEASON)
    rows[3] = "1 | 202502 | 01 | 0 | - | 0"
    assert hits(FARM, rows)[0]["amount_yuan"] is None


def test_levies_that_are_printed_inside_count_once() -> None:
    # most bills of the period add up without their levies: 0.50 yuan of each kWh are already all
    text = company().replace(" | levy_amt", " | levy_amt | total_amt")
    lines = [
        f"{line} | {line.split(' | ')[4]}"
        if line.split(" | ")[0] in "19" and line.count(" | ") == 5
        else line
        for line in text.splitlines()
    ]
    [hit] = found(farm_price_out_of_season, "\n".join(lines))
    assert (hit["price"], hit["own_price"]) == (Decimal("0.700000"), Decimal("0.500000"))
    assert hit["amount_yuan"] == Decimal("60.20")  # 301 × (0.70 − 0.50)
