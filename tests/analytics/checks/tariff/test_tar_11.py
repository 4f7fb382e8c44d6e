from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_11_residential_ladder import wrong_residential_steps
from analytics.code_tables.ladder_profiles import LADDER_PROFILES
from analytics.facts.residential_steps import owed_by_steps
from analytics.recalculation.charges import steps_line
from analytics.regulation.residential_ladder import MANY_PERSONS_KWH_MONTH
from analytics.results.hit_words import basis_of, basis_on, evidence_of, profile_of
from analytics.rulebook import check_of
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, drawn, finder, found
from tests.foreign_steps import of_another_province
from tests.written import written

HEADER = (
    "bills\ncons_no | amt_ym | amt_type | elec_type_code | total_pq | peak_pq | valley_pq | ladder_level | "
    "kwh_amt"
)
CUSTOMER = "customers\ncons_no | elec_type_code | build_date\n{} | {} | {}"
FROM_JANUARY = [f"2025{month:02}" for month in range(1, 10)]
# 2,700 kWh until September; 200 in October: 60 in the first step and 140 in the second, to 2,760 kWh
FIRST, SECOND = "60 | - | - | 1 | 32.28", "140 | - | - | 2 | 82.32"  # 0.538, and 0.588


def row(rest: str, ym: str = "202510", kind: str = "01", use: str = "-") -> str:
    return f"1 | {ym} | {kind} | {use} | {rest}"


def earlier(months: list[str], kwh: str = "300") -> list[str]:
    return [row(f"{kwh} | - | - | 1 | -", ym) for ym in months]


def household(
    *now: str,
    before: list[str] | None = None,
    use: str = "202",
    built: str = "2010-01-01",
    moved: str = "",
    more: str = "",
) -> Drawn:
    rows = earlier(FROM_JANUARY) if before is None else before
    text = "\n".join([HEADER, *rows, *map(row, now)]) + "\n\n" + CUSTOMER.format("1", use, built) + more
    if moved:
        text += f"\n\napplications\ncons_no | app_type | status | power_date\n1 | 211 | 02 | {moved}"
    return drawn(text)


hits = finder(wrong_residential_steps, household)


def charged(second: str) -> Drawn:
    return household(FIRST, f"140 | - | - | 2 | {second}")


TABLES = charged("72.30")

# owed are 114.60 yuan; with 1,200 kWh more a year 107.60, with 120 more 108.60
BOUNDARIES = {
    "tol": Boundary(
        charged,
        {"81.83": False, "81.82": False, "81.81": True},
        own=0.2,
        answers_to_own={"82.13": False, "82.12": False, "82.11": True},
    ),
    "many_persons": Boundary(
        charged,
        {"74.81": True, "74.82": False, "74.83": False},
        own=10,
        answers_to_own={"75.81": True, "75.82": False, "75.83": False},
    ),
}


def test_energy_above_the_ceiling_charged_as_below_it_is_less_collected() -> None:
    [hit] = hits(FIRST, "140 | - | - | 2 | 72.30")
    assert (hit["before_kwh"], hit["kwh"]) == (2700, 200)
    assert (hit["first_kwh"], hit["second_kwh"], hit["third_kwh"]) == (60, 140, 0)
    assert hit["expected_yuan"] == Decimal("114.60")  # 200 × 0.538 + 140 × 0.05
    assert hit["amount_yuan"] == Decimal("10.02")
    assert (hit["base_terms"], hit["step_terms"]) == ("200 × 0.538", "140 × 0.05 + 0 × 0.30")


def test_the_right_charge_is_clean() -> None:
    assert hits(FIRST, SECOND) == []


@pytest.mark.parametrize(("homes", "right", "found_of"), [(19, 0, 19), (20, 0, 0), (20, 9, 0), (20, 10, 10)])
def test_steps_that_most_homes_above_the_first_are_not_billed_by_are_of_another_province(
    homes: int, right: int, found_of: int
) -> None:
    tables = of_another_province(homes, right)
    assert len(found(wrong_residential_steps, tables, as_of="2024-11-01", period="202410")) == found_of


def test_a_charge_too_high_is_over_collected() -> None:
    [hit] = hits(FIRST, "140 | - | - | 2 | 117.32")
    assert hit["amount_yuan"] == Decimal("-35.00")


def test_the_third_step_costs_thirty_fen_more() -> None:
    [hit] = hits("100 | - | - | 1 | 53.80", "100 | - | - | 3 | 58.80", before=earlier(FROM_JANUARY, "600"))
    assert hit["third_kwh"] == 200  # 5,400 kWh lie behind
    assert hit["expected_yuan"] == Decimal("167.60")


def test_peak_and_valley_have_prices_of_their_own() -> None:
    right = ("60 | 40 | 20 | 1 | 28.48", "140 | 100 | 40 | 2 | 75.32")
    assert hits(*right) == []
    [hit] = hits(right[0], "140 | 100 | 40 | 2 | 60.00")
    assert hit["expected_yuan"] == Decimal("103.80")  # 140 × 0.568 + 60 × 0.288 + 140 × 0.05
    assert hit["base_terms"] == "140 × 0.568 + 60 × 0.288"


def test_peak_and_valley_that_do_not_add_up_are_not_judged() -> None:
    assert hits("60 | 40 | 20 | 1 | 28.48", "140 | 100 | 39 | 2 | 60.00") == []


def test_a_household_of_many_persons_is_clean() -> None:
    assert hits("200 | - | - | 1 | 107.60") == []  # to 3,960 kWh in the first step


def test_a_new_owner_begins_in_the_month_after_the_transfer() -> None:
    assert hits(FIRST, "140 | - | - | 1 | 75.32", moved="2025-06-15") == []  # 900 kWh since July
    [hit] = hits(FIRST, "140 | - | - | 2 | 90.32", moved="2025-06-15")
    assert (hit["counted_from"], hit["before_kwh"], hit["amount_yuan"]) == ("202507", 900, Decimal("-15.00"))


@pytest.mark.parametrize(("moved", "is_hit"), [("2025-10-02", False), ("2024-12-31", True)])
def test_a_transfer_of_this_month_is_not_judged_and_one_of_last_year_does_not_matter(
    moved: str, is_hit: bool
) -> None:
    assert bool(hits(FIRST, "140 | - | - | 2 | 70.00", moved=moved)) == is_hit


@pytest.mark.parametrize(("built", "is_hit"), [("2010-01-01", False), ("2025-03-20", True), ("-", False)])
def test_a_month_without_a_bill_is_not_judged_unless_it_lies_before_the_customer(
    built: str, is_hit: bool
) -> None:
    from_april = earlier(FROM_JANUARY[3:], "450")
    assert bool(hits(FIRST, "140 | - | - | 2 | 70.00", before=from_april, built=built)) == is_hit


def test_who_is_read_every_second_month_lacks_no_bill_of_the_others() -> None:
    every_second = earlier(["202502", "202504", "202506", "202508"], "675")  # 2,700 kWh, too
    text = household(FIRST, "140 | - | - | 2 | 70.00", before=every_second)
    text["customers"][0]["mr_sect_no"] = "S1"
    for cycle, is_hit in (("2", True), ("1", False), (None, False)):
        text["mr_sections"] = [{"mr_sect_no": "S1", "mr_cycle": cycle}]
        assert bool(found(wrong_residential_steps, text)) == is_hit
    del text["mr_sections"]  # then the readings tell
    for cycle, ym, is_hit in (("2", "202510", True), ("1", "202510", False), ("2", "202508", False)):
        text["readings"] = [{"cons_no": "1", "amt_ym": ym, "mr_cycle": cycle}]
        assert bool(found(wrong_residential_steps, text)) == is_hit
    text["mr_sections"] = [{"mr_sect_no": "S1", "mr_cycle": "2"}]
    text["bills"] = [bill for bill in text["bills"] if bill["amt_ym"] != "202506"]
    assert found(wrong_residential_steps, text) == []


def test_adjustments_count_for_nothing() -> None:
    adjusted = [*earlier(FROM_JANUARY), row("3000 | - | - | - | 900", "202505", "0202")]
    assert hits(FIRST, SECOND, before=adjusted) == []


def test_a_line_of_another_use_is_no_part_of_the_household() -> None:
    shop = [*earlier(FROM_JANUARY), row("50 | - | - | - | 40", use="405")]
    assert hits(FIRST, SECOND, before=shop) == []


@pytest.mark.parametrize(("use", "is_hit"), [("200", True), ("201", True), ("203", False), ("405", False)])
def test_only_residents_are_judged(use: str, is_hit: bool) -> None:
    assert bool(hits(FIRST, "140 | - | - | 2 | 70.00", use=use)) == is_hit


def test_a_household_billed_partly_without_steps_is_not_judged() -> None:
    assert hits(FIRST, "140 | - | - | - | 70.00") == []


def test_january_begins_anew() -> None:
    [hit] = found(
        wrong_residential_steps,
        "\n".join([HEADER, row("100 | - | - | 1 | 53.80", "202601"), row("50 | - | - | 2 | 60", "202601")])
        + "\n\n"
        + CUSTOMER.format("1", "202", "2010-01-01"),
        as_of="2026-02-01",
        period="202601",
    )
    assert (hit["before_kwh"], hit["expected_yuan"]) == (0, Decimal("80.70"))


@pytest.mark.parametrize(("price", "is_hit"), [("0.539", True), ("0.541", False)])
def test_a_company_with_other_prices_is_not_judged(price: str, is_hit: bool) -> None:
    first = f"60 | - | - | 1 | {Decimal(60) * Decimal(price):.2f}"
    tables: dict[str, Any] = household(first, "140 | - | - | 2 | 70.00")
    assert bool(found(wrong_residential_steps, tables)) == is_hit


def test_a_bill_by_the_wider_steps_of_many_persons_is_explained_by_them() -> None:
    # 1,200 kWh more of the first step a year: all 200 kWh lie in it, and cost 200 × 0.538
    tables = delivered(wrong_residential_steps, household(FIRST, "140 | - | - | 2 | 75.32"))
    [owed] = owed_by_steps(tables, MANY_PERSONS_KWH_MONTH).to_pyarrow().to_pylist()
    line = steps_line(owed, Decimal(0))
    assert (line.terms, line.expected) == ("200 × 0.538 + 0 × 0.05 + 0 × 0.30", Decimal("107.60"))
    assert "一档 200、二档 0、三档 0 kWh,档位按人口多的家庭放宽" in line.source
    assert owed["step_terms"] == "140 × 0.05 + 0 × 0.30"


def test_the_month_that_is_counted_from_reads_in_words() -> None:
    [hit] = found(wrong_residential_steps, TABLES)
    assert evidence_of(hit | {"check_code": "TAR-11"})["累计起始月份"] == "2025年1月"


# what lies above 2,400 kWh is of the second step: all 200 kWh of October, 200 × 0.10 more
ANOTHER = {
    **{"province": "甲省", "is_chosen": "采用", "months": "按年", "tier1_to_kwh": 2400, "tier2_to_kwh": 4800},
    **{"flat": 0.538, "peak": 0.568, "valley": 0.288, "tier2_increment": 0.1, "tier3_increment": 0.3},
    **{"shared_below_1kv": 0.558, "shared_1_to_10kv": 0.538},
}


def test_the_profile_that_the_company_chose_is_judged_by_and_named() -> None:
    own = written(LADDER_PROFILES, ANOTHER)
    [hit] = hits(FIRST, SECOND, code_tables=own)
    assert hit["expected_yuan"] == Decimal("127.60")  # 200 × 0.538 + 200 × 0.1
    assert hit["province"] == "甲省(自 2020-01-01 起,第 1 条)"


def test_of_two_profiles_that_the_company_chose_each_is_judged_by_its_own() -> None:
    # by 乙省 all of 200 kWh lie in the first step: 104.58 yuan, as was charged; but the prices are those of 甲省
    mine, other = ANOTHER | {"tier1_to_kwh": 2760}, ANOTHER | {"province": "乙省", "flat": 0.5229}
    other |= {"tier1_to_kwh": 20_000, "tier2_to_kwh": 30_000}
    for chosen in ((mine, other), (other, mine)):
        [hit] = hits(FIRST, "140 | - | - | 2 | 72.30", code_tables=written(LADDER_PROFILES, *chosen))
        assert hit["province"].startswith("甲省")
        assert hit["expected_yuan"] == Decimal("121.60")  # 200 × 0.538 + 140 × 0.1


def test_a_profile_that_holds_from_a_later_day_or_is_not_chosen_changes_nothing() -> None:
    later = written(LADDER_PROFILES, ANOTHER, since=date(2025, 11, 1))
    other = written(LADDER_PROFILES, ANOTHER | {"is_chosen": "不采用"})
    assert [hits(FIRST, SECOND, code_tables=own) for own in (later, other)] == [[], []]


def test_steps_of_a_month_count_the_month_alone() -> None:
    monthly = ANOTHER | {"months": "按月", "tier1_to_kwh": 50, "tier2_to_kwh": 250}
    [hit] = hits(FIRST, SECOND, code_tables=written(LADDER_PROFILES, monthly))
    assert hit["expected_yuan"] == Decimal("122.60")  # 200 × 0.538 + 150 × 0.1
    assert (hit["first_kwh"], hit["second_kwh"], hit["before_kwh"]) == (50, 150, 0)


def test_the_profile_says_what_many_persons_have_more_unless_a_person_set_it() -> None:
    # with 30 kWh a month more the first step ends at 2,760: 200 × 0.538 + 140 × 0.1 = 121.60
    own = written(LADDER_PROFILES, ANOTHER | {"many_persons_kwh": 30})
    of_many = "140 | - | - | 2 | 89.32"
    assert hits(FIRST, of_many, code_tables=own) == []
    assert len(hits(FIRST, of_many, code_tables=own, many_persons=20)) == 1


def test_the_basis_of_a_hit_names_the_profile_by_which_it_was_judged() -> None:
    own = written(LADDER_PROFILES, ANOTHER)
    by_own, by_built_in = hits(FIRST, SECOND, code_tables=own)[0], found(wrong_residential_steps, TABLES)[0]
    said = [basis_of(hit | {"check_code": "TAR-11"}) for hit in (by_own, by_built_in)]
    assert said[0].startswith("本公司采用的省电价方案 甲省(自 2020-01-01 起,第 1 条);")
    assert ["浙江" in one for one in said] == [False, True]
    assert profile_of(by_own | {"check_code": "TAR-11"}) == "甲省(自 2020-01-01 起,第 1 条)"


def test_the_rule_book_cites_the_profile_that_the_company_chose() -> None:
    one, own = check_of("TAR-11"), written(LADDER_PROFILES, ANOTHER)
    said = basis_on(one, own, date(2025, 10, 31))
    assert said.startswith("本公司采用的省电价方案 甲省(自 2020-01-01 起,第 1 条);")
    assert basis_on(one, {}, date(2025, 10, 31)) == one.basis


@pytest.mark.parametrize(("many", "is_hit"), [(100, False), (0, True)])
def test_second_step_charged_as_first_shows_where_nothing_more_is_granted_to_many_persons(
    many: int, is_hit: bool
) -> None:
    as_first = "140 | - | - | 2 | 75.32"
    assert bool(hits(FIRST, as_first, many_persons=many)) == is_hit
    profile = ANOTHER | {"tier1_to_kwh": 2760, "tier2_increment": 0.05, "many_persons_kwh": many}
    assert bool(hits(FIRST, as_first, code_tables=written(LADDER_PROFILES, profile))) == is_hit


MONTHLY = ANOTHER | {"months": "按月", "tier1_to_kwh": 50, "tier2_to_kwh": 250, "many_persons_kwh": 0}


def test_a_bill_of_two_months_has_the_steps_of_a_month_twice() -> None:
    # 100 kWh at 0.538, 100 at 0.638
    bills = household("100 | - | - | 1 | 53.80", "100 | - | - | 2 | 63.80", before=[])
    bills["customers"][0]["mr_sect_no"] = "S1"
    for cycle, is_hit in (("2", False), ("1", True)):
        rows = bills | {"mr_sections": [{"mr_sect_no": "S1", "mr_cycle": cycle}]}
        own = written(LADDER_PROFILES, MONTHLY)
        assert bool(found(wrong_residential_steps, rows, code_tables=own)) == is_hit


def of_two_months(homes: int, *steps: str, first: int = 1) -> Drawn:
    """Draw homes that are read every second month, each with a bill of such steps."""
    one = household(*steps, before=[])
    own = [str(number) for number in range(first, first + homes)]
    return {
        "bills": [bill | {"cons_no": number} for number in own for bill in one["bills"]],
        "customers": [one["customers"][0] | {"cons_no": number, "mr_sect_no": "S2"} for number in own],
        "mr_sections": [{"mr_sect_no": "S2", "mr_cycle": "2"}],
    }


def together(one: Drawn, other: Drawn) -> Drawn:
    return one | {name: one[name] + other[name] for name in ("bills", "customers")}


def test_whether_steps_of_a_month_are_followed_goes_by_twice_of_them_in_a_bill_of_two_months() -> None:
    own = written(LADDER_PROFILES, MONTHLY)
    right = of_two_months(20, "100 | - | - | 1 | 53.80", "100 | - | - | 2 | 63.80")
    wrong = of_two_months(1, "100 | - | - | 1 | 53.80", "100 | - | - | 2 | 53.80", first=21)
    [hit] = found(wrong_residential_steps, together(right, wrong), code_tables=own)
    assert hit["object_id"] == "21"
    # 150 kWh in the first step are another province's; who uses 80 in two months is not above it, and says nothing
    others = of_two_months(20, "150 | - | - | 1 | 80.70", "50 | - | - | 2 | 31.90")
    low = of_two_months(21, "80 | - | - | 1 | 43.04", first=21)
    assert found(wrong_residential_steps, together(others, low), code_tables=own) == []


def test_relief_of_two_months_is_twice_that_of_one() -> None:
    relieved = of_two_months(1, "80 | - | - | 1 | 26.90")  # 80 − 30 kWh at 0.538
    others = of_two_months(3, "10 | - | - | 1 | 5.38", first=2)
    assert (
        found(
            wrong_residential_steps, together(relieved, others), code_tables=written(LADDER_PROFILES, MONTHLY)
        )
        == []
    )


@pytest.mark.parametrize(
    ("kwh", "yuan", "is_hit"),
    [("40", "13.45", False), ("40", "16.14", False), ("12", "0.00", False), ("40", "12.00", True)],
)
def test_a_household_on_relief_has_ten_or_fifteen_kwh_for_nothing(kwh: str, yuan: str, is_hit: bool) -> None:
    rows = household(f"{kwh} | - | - | 1 | {yuan}", before=[])
    others = [rows["bills"][0] | {"cons_no": number, "total_pq": 10} for number in "234"]
    rows["bills"] += [one | {"kwh_amt": Decimal("5.38")} for one in others]
    rows["customers"] += [rows["customers"][0] | {"cons_no": number} for number in "234"]
    own = written(LADDER_PROFILES, MONTHLY)
    assert bool(found(wrong_residential_steps, rows, code_tables=own)) == is_hit


def test_who_is_read_once_a_quarter_lacks_no_bill_between_and_has_the_steps_of_a_month_three_times() -> None:
    quarters = household(
        FIRST, "140 | - | - | 2 | 70.00", before=earlier(["202501", "202504", "202507"], "900")
    )
    quarters["customers"][0]["mr_sect_no"] = "S1"
    # 150 kWh at 0.538, 50 at 0.638
    months = household("150 | - | - | 1 | 80.70", "50 | - | - | 2 | 31.90", before=[])
    months["customers"][0]["mr_sect_no"] = "S1"
    own = written(LADDER_PROFILES, MONTHLY)
    for cycle, is_judged, is_hit in (("每季", True, False), ("1", False, True)):
        section = {"mr_sections": [{"mr_sect_no": "S1", "mr_cycle": cycle}]}
        assert bool(found(wrong_residential_steps, quarters | section)) == is_judged
        assert bool(found(wrong_residential_steps, months | section, code_tables=own)) == is_hit


def test_who_heats_by_electricity_has_a_winter_that_the_steps_of_the_year_do_not_count() -> None:
    # 2,700 kWh until September, most of it for heating: all of October is charged as the first step
    rows = household("200 | - | - | 1 | 107.60")
    for prc_code, is_hit in (("1001", True), ("1002", False), (None, True)):
        rows["customers"][0]["prc_code"] = prc_code
        rows["tariff_prices"] = [{"prc_code": "1002", "prc_name": "居民煤改电采暖峰谷"}]
        assert bool(found(wrong_residential_steps, rows, many_persons=0)) == is_hit


def test_many_who_heat_by_electricity_do_not_make_the_steps_another_provinces() -> None:
    heated = household("200 | - | - | 1 | 107.60")
    numbers = [str(number) for number in range(100, 140)]
    wrong = household(FIRST, "140 | - | - | 2 | 75.32")
    wrong["customers"][0]["prc_code"] = "1001"
    wrong["bills"] += [bill | {"cons_no": number} for number in numbers for bill in heated["bills"]]
    wrong["customers"] += [
        wrong["customers"][0] | {"cons_no": number, "prc_code": "电采暖"} for number in numbers
    ]
    [hit] = found(wrong_residential_steps, wrong, many_persons=0)
    assert hit["object_id"] == "1"
