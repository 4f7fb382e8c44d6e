from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_22_bill_does_not_add_up import bill_does_not_add_up
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import Drawn, drawn, finder

HEADER = (
    "bills\ncons_no | amt_ym | amt_type | prc_code | total_pq | kwh_amt | mkt_upstream_amt | mkt_td_amt | "
    "basic_amt | pf_amt | levy_amt | total_amt\n"
)
BILL = {
    **{"cons_no": "1", "amt_ym": "202510", "amt_type": "01", "prc_code": "T", "total_pq": "1000"},
    **{"kwh_amt": "600", "mkt_upstream_amt": "-", "mkt_td_amt": "-", "basic_amt": "100", "pf_amt": "-7"},
    **{"levy_amt": "29", "total_amt": "722"},
}


def row(**changes: str) -> str:
    return " | ".join({**BILL, **changes}.values())


def company(*rows: dict[str, str], more: str = "", peers: int = 5) -> Drawn:
    """Bills of one customer beside those of others that add up, with a levy of 0.029 yuan a kWh."""
    others = [
        row(
            **{
                "cons_no": f"P{place}",
                "total_pq": str(1100 + 300 * place),
                "kwh_amt": str(700 + 200 * place),
            },
            **{"levy_amt": str(Decimal("0.029") * (1100 + 300 * place))},
            total_amt=str(793 + 200 * place + Decimal("0.029") * (1100 + 300 * place)),
        )
        for place in range(peers)
    ]
    return drawn(HEADER + "\n".join([*(row(**one) for one in rows or ({},)), *others]) + more)


hits = finder(bill_does_not_add_up, company)

TABLES = company({"total_amt": "720"})


def of_price(yuan: str) -> Drawn:
    return company({"kwh_amt": yuan, "total_amt": str(Decimal(yuan) + 122)})


# without basic and power factor charge, of 1,000 kWh remain the energy charge and 29 yuan of levies
BOUNDARIES = {
    "lo": Boundary(
        of_price,
        {"270.99": True, "271.00": False, "271.01": False},
        own=0.5,
        answers_to_own={"470.99": True, "471.00": False, "471.01": False},
    ),
    "hi": Boundary(
        of_price,
        {"1571.00": False, "1571.01": True, "1571.02": True},
        own=1.0,
        answers_to_own={"971.00": False, "971.01": True, "971.02": True},
    ),
}


def test_a_bill_that_adds_up_is_clean() -> None:
    assert hits() == []


def test_a_wrong_bill_that_was_taken_back_and_made_anew_is_clean() -> None:
    wrong, red = {"levy_amt": "49", "total_amt": "720"}, {"levy_amt": "-49", "total_amt": "-720"}
    red |= {"total_pq": "-1000", "kwh_amt": "-600", "basic_amt": "-100", "pf_amt": "7"}
    assert hits(wrong, red, {}) == []
    [hit] = hits(wrong, red, {"total_amt": "721"})
    assert (hit["reason"], hit["amount_yuan"]) == ("总电费不等于分项之和", Decimal("1.00"))
    assert hits(wrong, {}) != []


def test_a_total_below_its_parts_is_less_collected() -> None:
    [hit] = hits({"total_amt": "720"})
    assert (hit["object_id"], hit["reason"]) == ("1", "总电费不等于分项之和")
    assert hit["parts_terms"] == "600 + 100 + (-7) + 29"
    assert (
        arithmetic_of(hit | {"check_code": "TAR-22"})[0]
        == "分项之和 = 600 + 100 + (-7) + 29 = 722 元,总电费 720 元,差额 = 722 − 720 = 2 元"
    )
    assert hit["amount_yuan"] == Decimal("2.00")


@pytest.mark.parametrize(("total", "is_hit"), [("722.01", False), ("721.99", False), ("722.02", True)])
def test_a_fen_is_a_rounding(total: str, is_hit: bool) -> None:
    assert bool(hits({"total_amt": total})) == is_hit


def test_the_four_parts_stand_for_the_energy_charge() -> None:
    parts = {"kwh_amt": "-", "mkt_upstream_amt": "400", "mkt_td_amt": "200"}
    assert hits(parts) == []
    [hit] = hits(parts | {"mkt_td_amt": "150"})
    assert hit["amount_yuan"] == Decimal("-50.00")


def test_levies_inside_the_energy_charge_are_not_added_again() -> None:
    rows = company({"kwh_amt": "600", "total_amt": "693"})
    for bill in rows["bills"][1:]:
        bill["total_amt"] -= bill["levy_amt"]
    assert finder(bill_does_not_add_up)(rows) == []


def test_a_price_code_of_which_most_bills_do_not_add_up_lacks_a_part() -> None:
    rows = company({"total_amt": "700"})
    for bill in rows["bills"][1:4]:
        bill["total_amt"] += 50
    assert finder(bill_does_not_add_up)(rows) == []


def test_adjustments_must_add_up_too_but_may_be_negative() -> None:
    [hit] = hits({}, {"amt_type": "0202", "kwh_amt": "-50", "total_pq": "-80", "total_amt": "-10"})
    assert hit["parts_off"] if "parts_off" in hit else hit["parts_yuan"] == Decimal("72.00")
    assert hits({}, {"amt_type": "0202", "kwh_amt": "-900", "total_pq": "-80", "total_amt": "-778"}) == []


NEGATIVE = {"total_pq": "-1000", "kwh_amt": "-600", "levy_amt": "-29", "total_amt": "-536"}


def test_negative_energy_without_a_reason_is_a_problem_without_amount() -> None:
    [hit] = hits(NEGATIVE)
    assert (hit["reason"], hit["amount_yuan"]) == ("负电量或负电费", None)


@pytest.mark.parametrize(
    ("more", "is_hit"),
    [
        ("applications\ncons_no | app_type\n1 | 901", False),
        ("applications\ncons_no | app_type\n1 | 902", False),
        ("applications\ncons_no | app_type\n1 | 210", True),
        ("readings\ncons_no | amt_ym | read_type | this_read\n1 | 202510 | 81 | 5", False),
        ("readings\ncons_no | amt_ym | read_type | this_read\n1 | 202510 | 81 | 0", True),
        ("readings\ncons_no | amt_ym | read_type | this_read\n1 | 202509 | 81 | 5", True),
        ("adjustments\ncons_no | rs_flag | rs_date\n1 | 1 | 2025-10-01", False),
        ("adjustments\ncons_no | rs_flag | rs_date\n1 | 4 | 2025-10-31", False),
        ("adjustments\ncons_no | rs_flag | rs_date\n1 | 2 | 2025-10-15", True),
        ("adjustments\ncons_no | rs_flag | rs_date\n1 | 1 | 2025-09-30", True),
    ],
)
def test_panels_energy_given_back_and_adjustments_in_the_bill_explain_it(more: str, is_hit: bool) -> None:
    assert bool(hits(NEGATIVE, more="\n\n" + more)) == is_hit


def test_a_reversal_within_the_month_is_summed_up() -> None:
    assert hits({}, {}, NEGATIVE | {"basic_amt": "-100", "pf_amt": "7", "total_amt": "-722"}) == []


@pytest.mark.parametrize(
    ("levy", "amount"),
    [("28.00", None), ("27.99", "1.01"), ("30.00", None), ("30.01", "-1.01"), ("-", "29.00")],
)
def test_a_levy_more_than_a_yuan_off_the_rate_that_most_pay_is_a_problem(
    levy: str, amount: str | None
) -> None:
    total = 693 + Decimal(0 if levy == "-" else levy)
    found: list[Any] = hits({"levy_amt": levy, "total_amt": str(total)})
    assert [hit["amount_yuan"] for hit in found] == ([Decimal(amount)] if amount else [])
    assert all(hit["levy_terms"] == "1,000 × 0.029" for hit in found)


def test_both_faults_of_a_bill_are_added_up() -> None:
    [hit] = hits({"levy_amt": "19", "total_amt": "722"})  # the total is right, the levy 10 yuan short
    assert hit["reason"] == "总电费不等于分项之和、代征与标准不符"
    assert hit["amount_yuan"] == Decimal("0.00")


def test_bills_without_any_part_tell_nothing() -> None:
    bare = dict.fromkeys(("kwh_amt", "basic_amt", "pf_amt", "levy_amt"), "-")
    assert hits(bare | {"prc_code": "U"}) == []


@pytest.mark.parametrize(
    ("use", "kwh", "yuan", "is_hit"),
    [
        ("201", "20", "3.00", False),  # 15 kWh free for a household on relief: 5 × 0.60
        ("201", "12", "0.00", False),
        ("201", "200", "50.00", True),
        ("405", "20", "3.00", True),
    ],
)
def test_a_household_may_have_some_energy_of_the_month_for_nothing(
    use: str, kwh: str, yuan: str, is_hit: bool
) -> None:
    bill = {
        "total_pq": kwh,
        "kwh_amt": yuan,
        "levy_amt": "0",
        "basic_amt": "0",
        "pf_amt": "0",
        "prc_code": "R",
    }
    home = f"\n\ncustomers\ncons_no | elec_type_code\n1 | {use}"
    assert bool(hits(bill | {"total_amt": yuan}, more=home)) == is_hit


def test_of_two_months_read_at_once_the_energy_for_nothing_is_that_of_two() -> None:
    bill = {"total_pq": "40", "kwh_amt": "6.00", "levy_amt": "0", "basic_amt": "0", "pf_amt": "0"}
    home = "\n\ncustomers\ncons_no | elec_type_code | mr_sect_no\n1 | 201 | S"
    for cycle, is_hit in (("1", True), ("2", False), ("每季", False)):
        cycles = f"\n\nmr_sections\nmr_sect_no | mr_cycle\nS | {cycle}"
        assert bool(hits(bill | {"total_amt": "6.00", "prc_code": "R"}, more=home + cycles)) == is_hit


@pytest.mark.parametrize(
    ("price", "since", "until", "is_hit"),
    [
        ("0.186", "2021-10-01", "-", False),
        ("0.186", "-", "2025-10-01", False),
        ("0.187", "2021-10-01", "-", True),
        ("0.186", "2025-11-01", "-", True),
        ("0.186", "2021-10-01", "2025-09-30", True),
    ],
)
def test_a_price_of_the_catalogue_beyond_the_range_is_the_range(
    price: str, since: str, until: str, is_hit: bool
) -> None:
    pumped = {"kwh_amt": "186", "basic_amt": "-", "pf_amt": "-", "levy_amt": "-", "total_amt": "186"}
    catalogue = "\n\ntariff_prices\nprc_code | kwh_prc | levy_prc | start_date | end_date\n"
    more = catalogue + f"K | {price} | 0 | {since} | {until}\nT | 0.6 | 0.029 | - | -"
    assert bool(hits(pumped | {"prc_code": "K"}, more=more)) == is_hit


CATALOGUE = "\n\ntariff_prices\nprc_code | kwh_prc | levy_prc\nT | {} | 0.029"


def test_a_price_of_the_catalogue_within_the_bounds_moves_neither_where_a_bill_was_taken_back() -> None:
    red = {"total_pq": "-1000", "kwh_amt": "-600", "basic_amt": "-100", "pf_amt": "7"}
    red |= {"levy_amt": "-29", "total_amt": "-722"}
    for yuan in ("1971", "200"):  # of the 1,000 kWh made anew: 2.00 and 0.229 yuan a kWh
        anew = {"kwh_amt": yuan, "total_amt": str(Decimal(yuan) + 122)}
        [hit] = hits({}, red, anew, more=CATALOGUE.format("0.6"))
        assert hit["reason"] == "平均单价超出范围"


def test_a_price_of_nought_in_the_catalogue_is_none() -> None:
    cheap = {"kwh_amt": "100", "total_amt": "222"}
    assert hits(cheap, more=CATALOGUE.format("0.1")) == []
    assert len(hits(cheap, more=CATALOGUE.format("0"))) == 1


def test_a_dear_price_of_the_catalogue_counts_with_its_levies() -> None:
    peak = {"prc_code": "K", "kwh_amt": "1700", "levy_amt": "29", "total_amt": "1822"}
    catalogue = "\n\ntariff_prices\nprc_code | kwh_prc | levy_prc\nK | 1.7 | 0.029\nK | 0.4 | 0.029"
    assert len(hits(peak)) == 1
    assert hits(peak, more=catalogue) == []
