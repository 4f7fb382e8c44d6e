from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_20_time_of_use import wrong_time_of_use
from analytics.code_tables.ladder_profiles import LADDER_PROFILES
from analytics.code_tables.time_periods import TIME_PERIODS
from tests.boundaries import Boundary
from tests.drawn import Drawn, drawn, finder, found
from tests.written import written

CUSTOMER = {
    **{"cons_no": "1", "cons_name": "机械厂", "status_code": "0", "contract_cap": "100"},
    **{"elec_type_code": "403", "trade_code": "3490", "tou_flag": "是", "pricing_policy": "02"},
    **{"volt_code": "AC00101"},
}
# of 3,000 kWh: peak 1.00, flat 0.50, valley 0.25 yuan
BILL = {
    **{"cons_no": "1", "amt_ym": "202510", "amt_type": "01", "prc_code": "T", "total_pq": "3000"},
    **{"sharp_pq": "-", "peak_pq": "1000", "flat_pq": "1000", "valley_pq": "1000"},
    **{"deep_valley_pq": "-", "kwh_amt": "1750"},
}
UNTIMED = {"peak_pq": "-", "flat_pq": "-", "valley_pq": "-", "prc_code": "S", "kwh_amt": "1600"}
READ = "readings\ncons_no | amt_ym | read_type | mr_pq\n"
REGISTERS = READ + "1 | 202510 | 13 | 1200\n1 | 202510 | 14 | 800\n1 | 202510 | 15 | 950"
Rows = list[dict[str, str]]


def block(name: str, rows: Rows) -> str:
    return "\n".join([name, " | ".join(rows[0]), *(" | ".join(row.values()) for row in rows)])


def peers(count: int = 8, tariff: str = "T") -> tuple[Rows, Rows]:
    """Customers of 50 kVA who pay the prices of the time of day."""
    files, bills = [], []
    for place in range(count):
        peak, flat, valley = 1000 * (place + 1), 700 * (place % 3 + 2), 400 * (place % 5 + 1)
        yuan = peak + Decimal(flat) / 2 + Decimal(valley) / 4
        number = {"cons_no": f"P{place}"}
        files.append({**CUSTOMER, **number, "contract_cap": "50"})
        kwh = {"total_pq": str(peak + flat + valley), "peak_pq": str(peak), "flat_pq": str(flat)}
        bills.append(
            {**BILL, **number, **kwh, "valley_pq": str(valley), "kwh_amt": str(yuan), "prc_code": tariff}
        )
    return files, bills


def company(customer: dict[str, str], *bills: dict[str, str], readings: str = "", count: int = 8) -> Drawn:
    files, others = peers(count)
    own = [{**BILL, **bill} for bill in bills or ({},)]
    parts = [block("customers", [{**CUSTOMER, **customer}, *files]), block("bills", [*own, *others])]
    return drawn("\n\n".join([*parts, readings] if readings else parts))


hits = finder(wrong_time_of_use, company)

TABLES = company({}, UNTIMED, readings=REGISTERS)


def in_the_valley(kwh: str) -> Drawn:
    peak = 3000 - Decimal(kwh)
    yuan = peak + Decimal(kwh) / 4
    return company({}, {"peak_pq": str(peak), "flat_pq": "0", "valley_pq": kwh, "kwh_amt": str(yuan)})


BOUNDARIES = {
    "p": Boundary(
        in_the_valley,
        {"2099": False, "2100": False, "2101": True},
        own=0.5,
        answers_to_own={"1499": False, "1500": False, "1501": True},
    ),
    "min_cap": Boundary(
        lambda cap: company({"contract_cap": cap}, UNTIMED),
        {"99.99": False, "100": True, "100.01": True},
        own=160,
        answers_to_own={"159.99": False, "160": True, "160.01": True},
    ),
}


def test_a_bill_without_times_of_the_day_is_recomputed_from_the_registers() -> None:
    [hit] = hits({}, UNTIMED, readings=REGISTERS)
    assert (hit["object_id"], hit["reason"]) == ("1", "应执行分时而账单没有时段电量")
    # 1,200 × 1.00 + 1,000 × 0.50 + 800 × 0.25: the 50 kWh lost in the transformer are flat
    assert hit["energy_terms"] == "峰 1,200 × 1 + 平 1,000 × 0.5 + 谷 800 × 0.25"
    assert hit["amount_yuan"] == Decimal("300.00")  # 1,900 − 1,600


def test_without_registers_there_is_no_amount() -> None:
    [hit] = hits({}, UNTIMED)
    assert hit["amount_yuan"] is None


def test_a_customer_marked_as_without_times_is_hit_even_if_its_bill_has_them() -> None:
    [hit] = hits({"tou_flag": "否"})
    assert hit["reason"] == "应执行分时而未标记"
    [hit] = hits({"tou_flag": "否"}, readings=REGISTERS.replace("1200", "1000").replace("800", "1000"))
    assert hit["amount_yuan"] == Decimal("0.00")


@pytest.mark.parametrize(
    "customer",
    [
        *({"elec_type_code": use} for use in ("202", "203", "300", "501")),
        {"trade_code": "5140"},
        {"trade_code": "5740"},
        {"status_code": "2"},
        {"contract_cap": "99"},
    ],
)
def test_who_is_not_on_the_list_owes_no_times(customer: dict[str, str]) -> None:
    assert hits({**customer, "tou_flag": "否"}, UNTIMED) == []


def test_a_customer_without_energy_has_no_times_to_bill() -> None:
    assert hits({}, {**UNTIMED, "total_pq": "0", "kwh_amt": "0"}) == []


def test_without_the_mark_the_bill_tells_who_has_times() -> None:
    assert len(hits({"tou_flag": "-"}, UNTIMED)) == 1
    [hit] = hits({"tou_flag": "-"}, {"kwh_amt": "1760"})
    assert hit["reason"] == "时段电量与电度电费不符"


def test_a_valley_share_of_more_than_seven_tenths_is_a_hint_without_amount() -> None:
    valley = {"peak_pq": "500", "flat_pq": "0", "valley_pq": "2500", "kwh_amt": "1125"}
    [hit] = hits({}, valley)
    assert (hit["reason"], hit["valley_pct"], hit["amount_yuan"]) == (
        "谷段电量占比过高",
        Decimal("83.33"),
        None,
    )
    assert hits({"cons_name": "蓄热锅炉房"}, valley) == []


def test_deep_valley_is_valley() -> None:
    deep = {"peak_pq": "500", "flat_pq": "0", "valley_pq": "1200", "deep_valley_pq": "1300"}
    assert [hit["valley_kwh"] for hit in hits({}, deep)] == [2500]


@pytest.mark.parametrize(
    ("charged", "amount"), [("1751.00", None), ("1751.01", "-1.01"), ("1749.00", None), ("1748.99", "1.01")]
)
def test_a_charge_more_than_a_yuan_off_its_slots_is_a_problem(charged: str, amount: str | None) -> None:
    found_amounts = [hit["amount_yuan"] for hit in hits({}, {"kwh_amt": charged})]
    assert found_amounts == ([Decimal(amount)] if amount else [])


def test_prices_of_fewer_than_eight_customers_prove_nothing() -> None:
    assert hits({}, {"kwh_amt": "1000"}, count=6) == []
    assert len(hits({}, {"kwh_amt": "1000"}, count=7)) == 1


def test_a_company_whose_bills_have_no_slots_is_judged_by_the_mark_alone() -> None:
    files = block("customers", [CUSTOMER, {**CUSTOMER, "cons_no": "2", "tou_flag": "否"}])
    bills = "bills\ncons_no | amt_ym | total_pq | kwh_amt\n1 | 202510 | 3000 | 9\n2 | 202510 | 3000 | 9"
    data: Any = found(wrong_time_of_use, f"{files}\n\n{bills}")
    assert [hit["object_id"] for hit in data] == ["2"]


# in October neither that month nor September has a sharp period, the province's summer does
SHARP = {"province": "浙江", "season": "夏季", "period": "尖峰", "begin": "14:00", "until": "16:00"}
WITH_SHARP = {"sharp_pq": "100", "peak_pq": "900", "kwh_amt": "1750"}


def test_sharp_energy_in_a_month_without_a_sharp_period_is_named() -> None:
    own = written(TIME_PERIODS, SHARP | {"months": "7、8"})
    [hit] = hits({}, WITH_SHARP, code_tables=own)
    assert hit["reason"] == "本月没有尖峰时段而有尖峰电量"
    assert (hit["note"], hit["amount_yuan"]) == ("尖峰电量 100 kWh", None)


@pytest.mark.parametrize("months", ["9", "10", "12-10"])
def test_sharp_energy_of_the_month_or_the_one_before_is_as_it_should_be(months: str) -> None:
    assert hits({}, WITH_SHARP, code_tables=written(TIME_PERIODS, SHARP | {"months": months})) == []


def test_periods_of_another_province_say_nothing() -> None:
    other = SHARP | {"province": "甲省", "months": "7"}
    assert hits({}, WITH_SHARP, code_tables=written(TIME_PERIODS, other)) == []


def test_the_chosen_profile_says_from_which_capacity_times_are_owed() -> None:
    profile = {
        **{"province": "甲省", "is_chosen": "采用", "months": "按年", "tier1_to_kwh": 1, "tier2_to_kwh": 2},
        **{"flat": 0.5, "peak": 0.6, "valley": 0.3, "tier2_increment": 0.1, "tier3_increment": 0.3},
        **{"shared_below_1kv": 0.5, "shared_1_to_10kv": 0.5, "times_from_kva": 160},
    }
    assert len(hits({}, UNTIMED)) == 1
    assert hits({}, UNTIMED, code_tables=written(LADDER_PROFILES, profile)) == []


def test_energy_fed_in_leaves_the_share_of_the_valley_alone() -> None:
    fed_in = UNTIMED | {"prc_code": "PV", "total_pq": "-2000", "kwh_amt": "-500"}
    assert hits({}, {}, fed_in) == []
