from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_07_power_factor_adjustment import wrong_power_factor_charge
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

HEADER = [
    *("cons_no", "amt_ym", "amt_type", "prc_code", "total_pq", "rp_pq", "actual_pf", "pf_std", "pf_adj_base"),
    *("pf_adj_factor", "kwh_amt", "basic_amt", "cap_amt", "dmd_amt", "pf_amt", "levy_amt", "total_amt"),
]
# P 80,000 and Q 60,000 give 80,000 ÷ √(80,000² + 60,000²) = 0.80; standard 0.90: +5 % of 50,000 + 10,000
RIGHT = {
    **{"cons_no": "1", "amt_ym": "202510", "amt_type": "01", "total_pq": "80000", "rp_pq": "60000"},
    **{"actual_pf": "0.80", "pf_std": "0.90", "pf_adj_factor": "0.05", "kwh_amt": "50000"},
    **{"basic_amt": "10000", "pf_amt": "3000"},
}


def bills(*changes: dict[str, str], without: tuple[str, ...] = (), more: str = "") -> str:
    rows = [{**RIGHT, **change} for change in changes]
    cells = [" | ".join("-" if name in without else row.get(name, "-") for name in HEADER) for row in rows]
    return "\n".join(["bills", " | ".join(HEADER), *cells]) + more


hits = finder(wrong_power_factor_charge, bills)


TABLES = bills({"pf_amt": "2000"})


def with_levies_inside(charged: str) -> str:
    total = str(60000 + Decimal(charged))
    return bills({"levy_amt": "2000", "pf_amt": charged, "total_amt": total})


# owed are 3,000 yuan, and 2,900 where 2,000 yuan of levies are inside and stay out
BOUNDARIES = {
    "tol": Boundary(
        lambda charged: bills({"pf_amt": charged}),
        {"2999.01": False, "2999.00": False, "2998.99": True},
        own=5.0,
        answers_to_own={"2995.01": False, "2995.00": False, "2994.99": True},
    ),
    "base_incl_fund": Boundary(
        with_levies_inside,
        {"2899.01": False, "2899.00": False, "2898.99": True},
        own=1,
        answers_to_own={"2999.01": False, "2999.00": False, "2998.99": True},
    ),
}


def test_a_charge_that_follows_the_table_is_clean() -> None:
    assert hits({}) == []


def test_a_charge_too_low_is_less_collected_by_the_difference() -> None:
    [hit] = hits({"pf_amt": "2000"})
    assert (hit["object_id"], hit["period"], hit["reason"]) == ("1", "202510", "力调电费不符")
    assert hit["expected_yuan"] == Decimal("3000.00")  # 60,000 × 5 %
    assert hit["amount_yuan"] == Decimal("1000.00")


def test_a_charge_too_high_is_over_collected() -> None:
    [hit] = hits({"pf_amt": "3500.55"})
    assert hit["amount_yuan"] == Decimal("-500.55")


def test_the_expected_charge_is_rounded_half_up() -> None:
    [hit] = hits({"kwh_amt": "50000.10", "pf_amt": "0"})
    assert hit["expected_yuan"] == Decimal("3000.01")  # 60,000.10 × 5 % = 3,000.005


@pytest.mark.parametrize(
    ("charged", "is_hit"), [("2999.00", False), ("2998.99", True), ("3001.00", False), ("3001.01", True)]
)
def test_a_difference_of_exactly_one_yuan_is_clean(charged: str, is_hit: bool) -> None:
    assert bool(hits({"pf_amt": charged})) == is_hit


@pytest.mark.parametrize(("printed", "is_hit"), [("0.81", True), ("0.79", True), ("0.8099", False)])
def test_a_printed_power_factor_is_wrong_from_one_hundredth_on(printed: str, is_hit: bool) -> None:
    found_now = hits({"actual_pf": printed})
    assert [hit["reason"] for hit in found_now] == ["功率因数不符"] * is_hit
    assert all(hit["amount_yuan"] == Decimal("0.00") for hit in found_now)


@pytest.mark.parametrize(("printed", "is_hit"), [("0.05005", False), ("0.050051", True), ("0.045", True)])
def test_a_coefficient_may_differ_by_five_hundred_thousandths(printed: str, is_hit: bool) -> None:
    assert [hit["reason"] for hit in hits({"pf_adj_factor": printed})] == ["调整系数不符"] * is_hit


def test_a_good_power_factor_owes_a_reduction() -> None:
    # P 100,000 and Q 32,868: 0.95, standard 0.90: −0.75 % of 60,000 = −450
    good = {"total_pq": "100000", "rp_pq": "32868", "actual_pf": "0.95", "pf_adj_factor": "-0.0075"}
    assert hits({**good, "pf_amt": "-450"}) == []
    [hit] = hits({**good, "pf_amt": "0"})
    assert hit["amount_yuan"] == Decimal("-450.00")


def test_a_customers_rows_count_together_and_a_reversal_takes_its_row_back() -> None:
    half = {"total_pq": "40000", "rp_pq": "30000", "kwh_amt": "25000", "basic_amt": "5000", "pf_amt": "1500"}
    wrong = {"actual_pf": "0.5", "pf_adj_factor": "0.45", "kwh_amt": "9", "pf_amt": "7"}
    taken_back = {
        **wrong,
        "total_pq": "-80000",
        "rp_pq": "-60000",
        "kwh_amt": "-9",
        "basic_amt": "-10000",
        "pf_amt": "-7",
    }
    assert hits(half, half, wrong, taken_back) == []


def test_only_rows_with_a_standard_take_part() -> None:
    # P = 100,000, Q = 75,000: 0.80 as before; the lighting row's 9,000 yuan is not adjusted
    lighting = {
        "total_pq": "20000",
        "rp_pq": "15000",
        "pf_std": "-",
        "kwh_amt": "9000",
        "basic_amt": "-",
        "pf_amt": "-",
    }
    assert hits({}, lighting) == []


def test_two_standards_are_recomputed_each_by_its_own() -> None:
    # P 160,000, Q 120,000: 0.80. Standard 0.80 adds nothing: 3,000 + 0
    farm = {"pf_std": "0.80", "pf_adj_factor": "0", "pf_amt": "0"}
    assert hits({}, farm) == []
    [hit] = hits({"pf_amt": "1000"}, farm)
    assert (hit["amount_yuan"], hit["note"]) == (Decimal("2000.00"), "一户多个标准,应收为各标准之和")


def test_levies_inside_the_energy_charge_are_taken_out_where_most_rows_have_them_inside() -> None:
    # total 62,900 = 50,000 + 10,000 + 2,900 without the levy; (60,000 − 2,000) × 5 % = 2,900
    inside = {"levy_amt": "2000", "pf_amt": "2900", "total_amt": "62900"}
    assert hits(inside) == []
    [hit] = hits(inside, {**inside, "cons_no": "2", "pf_amt": "3000", "total_amt": "63000"})
    assert (hit["object_id"], hit["amount_yuan"]) == ("2", Decimal("-100.00"))


def test_levies_beside_the_energy_charge_are_no_part_of_the_base() -> None:
    assert hits({"levy_amt": "2000", "total_amt": "65000"}) == []


def test_a_city_that_adjusts_levies_too_sets_the_parameter() -> None:
    beside = {"levy_amt": "2000", "total_amt": "65100", "pf_amt": "3100"}  # 62,000 × 5 %
    assert hits(beside, base_incl_fund=1) == []
    assert [hit["amount_yuan"] for hit in hits(beside)] == [Decimal("-100.00")]


@pytest.mark.parametrize(
    "change",
    [
        {"pf_std": "0"},
        {"pf_std": "-"},
        {"total_pq": "0"},
        {"rp_pq": "-"},
        {"amt_type": "0202"},
        {"amt_ym": "202509"},
    ],
)
def test_what_is_not_assessed_is_not_judged(change: dict[str, str]) -> None:
    assert [hit["object_id"] for hit in hits({"pf_amt": "0", **change}, {"cons_no": "2", "pf_amt": "0"})] == [
        "2"
    ]


def modes(mode: str, *changes: dict[str, str]) -> list[dict[str, Any]]:
    return hits(*changes, more=f"\n\ncustomers\ncons_no | pf_eval_mode\n1 | {mode}")


def test_who_is_only_rewarded_owes_no_penalty() -> None:
    assert modes("2", {"pf_amt": "0"}) == []
    assert modes("2", {"pf_amt": "0", "pf_adj_factor": "0"}) == []
    assert [(hit["amount_yuan"], hit["note"]) for hit in modes("2", {})] == [
        (Decimal("-3000.00"), "考核方式为只奖不罚,增收的不计")
    ]


def test_who_is_only_penalised_gets_no_reduction() -> None:
    good = {"total_pq": "100000", "rp_pq": "32868", "actual_pf": "0.95", "pf_adj_factor": "-0.0075"}
    assert modes("3", {**good, "pf_amt": "0"}) == []
    assert [hit["amount_yuan"] for hit in modes("3", {**good, "pf_amt": "-450"})] == [Decimal("450.00")]


def test_without_reactive_energy_the_printed_power_factor_is_looked_up() -> None:
    assert hits({}, without=("rp_pq",)) == []
    [hit] = hits({"pf_amt": "0"}, without=("rp_pq",))
    assert (hit["amount_yuan"], hit["reason"]) == (Decimal("3000.00"), "力调电费不符")


def test_without_either_it_is_off_and_says_so() -> None:
    seen = delivered(wrong_power_factor_charge, drawn(bills({"pf_amt": "0"}, without=("rp_pq", "actual_pf"))))
    assert wrong_power_factor_charge(seen).to_pyarrow().to_pylist() == []
    assert "无功电量与实际功率因数都缺,不判" in seen.notes


def test_without_the_basic_charge_its_two_parts_count_and_then_the_printed_base() -> None:
    parts = {"cap_amt": "4000", "dmd_amt": "6000"}
    assert hits(parts, without=("basic_amt",)) == []
    assert hits({"pf_adj_base": "60000"}, without=("basic_amt",)) == []
    [hit] = hits({"pf_adj_base": "70000"}, without=("basic_amt",))
    assert hit["amount_yuan"] == Decimal("500.00")  # 70,000 × 5 % − 3,000


def test_without_the_charge_only_power_factor_and_coefficient_are_judged() -> None:
    assert hits({}, without=("pf_amt",)) == []
    [hit] = hits({"pf_adj_factor": "0.04"}, without=("pf_amt",))
    assert hit["amount_yuan"] is None


def test_bills_of_four_parts_have_their_sum_as_energy_charge() -> None:
    text = """
        bills
        cons_no | amt_ym | total_pq | rp_pq | pf_std | mkt_upstream_amt | mkt_td_amt | basic_amt | pf_amt
        1 | 202510 | 80000 | 60000 | 0.90 | 30000 | 20000 | 10000 | 2900
    """
    assert [hit["amount_yuan"] for hit in found(wrong_power_factor_charge, text)] == [Decimal("100.00")]


def test_a_customer_behind_a_main_meter_is_marked() -> None:
    points = "\n\nmetering_points\ncons_no | mp_no | parent_mp_no\n1 | 12 | 11"
    [hit] = hits({"pf_amt": "0"}, more=points)
    assert hit["note"] == "总分表户,请核对扣减"


def test_a_month_of_several_bills_is_assessed_as_one_where_the_last_alone_says_the_standard() -> None:
    head = "bills\ncons_no | amt_ym | amt_type | prc_code | total_pq | rp_pq | actual_pf | pf_std | kwh_amt | pf_amt | basic_amt\n"
    # P 80,000 and Q 60,000 of both together give 0.80: +5 % of 20,000 + 20,000 + 10,000; the flat of the watchman stays out
    first, flat = (
        "1 | 202510 | 01 | A | 30000 | - | - | {} | 20000 | - | -",
        "1 | 202510 | 01 | B | 0 | - | - | - | 900 | - | -",
    )
    last = "1 | 202510 | 01 | A | 50000 | 60000 | 0.80 | 0.90 | 20000 | {} | 10000"
    for unsaid in ("-", "0"):
        assert (
            found(
                wrong_power_factor_charge, head + "\n".join([first.format(unsaid), flat, last.format("2500")])
            )
            == []
        )
    [hit] = found(wrong_power_factor_charge, head + "\n".join([first.format("-"), flat, last.format("1500")]))
    assert (hit["base_yuan"], hit["amount_yuan"]) == (Decimal("50000.00"), Decimal("1000.00"))


def test_levies_inside_the_bills_of_homes_stay_beside_those_of_commerce() -> None:
    head = "bills\ncons_no | amt_ym | amt_type | total_pq | rp_pq | actual_pf | pf_std | kwh_amt | mkt_upstream_amt | pf_amt | levy_amt | total_amt\n"
    homes = [f"{n} | 202510 | 01 | 100 | - | - | - | 51 | 0 | 0 | 2 | 51" for n in (2, 3)]
    for blank in ("-", "0"):  # exports fill what they do not have with 0
        shop = f"1 | 202510 | 01 | 80000 | 60000 | 0.80 | 0.90 | {blank} | 60000 | 3000 | 2000 | 65000"
        assert found(wrong_power_factor_charge, head + "\n".join([shop, *homes])) == []


def test_energy_fed_in_was_not_used_and_is_no_part_of_the_power_factor() -> None:
    fed_in = {"prc_code": "PV", "total_pq": "-20000", "kwh_amt": "-5000", "basic_amt": "-", "pf_amt": "-"}
    nothing = {"rp_pq": "-", "actual_pf": "-", "pf_std": "-", "pf_adj_factor": "-"}
    used = {"prc_code": "I"}
    assert hits(used, fed_in | nothing) == []
    [hit] = hits(used | {"pf_amt": "2000"}, fed_in | nothing)
    assert (hit["active_kwh"], hit["pf"], hit["amount_yuan"]) == (80000, Decimal("0.80"), 1000)
    # at the price of a point of feed-in, whatever the sign, unless the customer uses energy at that price, too
    sold = fed_in | nothing | {"total_pq": "20000", "kwh_amt": "5000"}
    assert len(hits(used, sold)) == 1
    points = "\n\nmetering_points\ncons_no | mp_usage | prc_code\n1 | 1102 | PV"
    assert hits(used, sold, more=points) == []
    assert len(hits(used, sold, more=points + "\n1 | 01 | PV")) == 1
    # as positive kWh for which the customer is paid, too
    assert hits(used, fed_in | nothing | {"total_pq": "20000"}) == []
