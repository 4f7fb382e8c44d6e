from decimal import Decimal

from analytics.checks.archive.pro_12_power_factor_standard import wrong_power_factor_standard
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = wrong_power_factor_standard


def customers(*rows: str, rest: str = " | 3600 | 0") -> str:
    """Each row: number | standard | type of use | voltage | capacity; `rest`: trade | status of all."""
    header = "cons_no | pf_std_code | elec_type_code | volt_code | contract_cap | trade_code | status_code"
    return "\n".join(["customers", header, *[row + rest for row in rows]])


def bills(*rows: str, rest: str = " | - | - | - | - | 01") -> str:
    """Each row: customer | month | standard | factor | base | charged.

    `rest`: energy charge | basic charge | kWh | kvarh | kind of all.
    """
    header = "cons_no | amt_ym | pf_std | actual_pf | pf_adj_base | pf_amt"
    header += " | kwh_amt | basic_amt | total_pq | rp_pq | amt_type"
    return "\n".join(["\n\nbills", header, *[row + rest for row in rows]])


hits = finder(CHECK)


def owed(*kinds: str) -> list[str]:
    """Return what each customer of these kinds owes, found by giving each every standard in turn."""
    rows = [f"{n}/{code} | {code} | {kind}" for n, kind in enumerate(kinds) for code in "0123"]
    wrong = {hit["object_id"] for hit in hits(customers(*rows))}
    right = ["".join(code for code in "0123" if f"{n}/{code}" not in wrong) for n in range(len(kinds))]
    return ["-" if codes == "0123" else codes for codes in right]


INDUSTRY = customers("1 | 2 | 100 | AC00101 | 315")  # owes 0.90, has 0.85


TABLES = INDUSTRY


# at high voltage industry with 0.85 on file is wrong from 160 kVA on, a shop below 100 kVA
BOUNDARIES = {
    "pf_090_min_cap_kva": Boundary(
        lambda kva: customers(f"1 | 2 | 100 | AC00101 | {kva}"),
        {"159.99": False, "160": True, "160.01": True},
        own=200,
        answers_to_own={"199.99": False, "200": True, "200.01": True},
    ),
    "pf_min_cap": Boundary(
        lambda kva: customers(f"1 | 2 | 405 | AC00101 | {kva}"),
        {"99.99": True, "100": False, "100.01": False},
        own=120,
        answers_to_own={"119.99": True, "120": False, "120.01": False},
    ),
}


def test_high_voltage_industry_owes_090_from_160_kva_and_085_below_or_at_low_voltage() -> None:
    kinds = ["100 | AC00101 | 160", "101 | AC00101 | 200", "102 | AC00351 | 9000", "403 | AC00101 | 160"]
    assert owed(*kinds, "404 | AC00101 | 160") == ["3"] * 5
    assert owed("100 | AC00101 | 159.99", "403 | AC03802 | 160", "405 | AC00101 | 500") == ["2"] * 3


def test_general_business_owes_090_only_where_its_trade_is_industry() -> None:
    kind = "1 | 2 | 400 | AC00101 | 160"
    trades = {"0600": True, "3600": True, "4600": True, "B000": True, "GG00": True,
              "0500": False, "4700": False, "6300": False, "-": False}  # fmt: skip
    for trade, is_industry in trades.items():
        assert bool(hits(customers(kind, rest=f" | {trade} | 0"))) is is_industry, trade


def test_agriculture_owes_080_and_pumping_085_or_090_from_3200_kva() -> None:
    assert owed("300 | AC00101 | 100", "301 | AC00101 | 3199.99", "302 | AC00101 | 3200") == ["1", "2", "3"]
    assert owed("301 | AC03802 | 3200") == ["2"]


def test_wholesale_owes_080_but_for_big_industry_and_homes() -> None:
    assert owed("500 | AC00101 | 200", "501 | AC00101 | 200", "505 | AC00101 | 200") == ["1", "2", "1"]
    assert owed("504 | AC00101 | 200", "503 | AC00101 | 200") == ["0", "-"]


def test_homes_and_who_is_below_100_kva_owe_nothing() -> None:
    assert owed("202 | AC00101 | 500", "203 | AC00101 | 500", "100 | AC00101 | 99.99") == ["0", "0", "0"]
    assert owed("405 | AC03802 | 100") == ["2"]


def test_other_kinds_of_use_and_customers_without_voltage_are_not_judged() -> None:
    kinds = ["000 | AC00101 | 315", "600 | AC00101 | 315", "700 | AC00101 | 315", "904 | AC00101 | 315"]
    assert owed(*kinds, "100 | - | 315", "- | AC00101 | 315", "100 | AC00101 | -") == ["-"] * 7


def test_without_a_standard_on_file_nothing_is_judged() -> None:
    assert hits(customers("1 | - | 100 | AC00101 | 315", "2 | 3 | 100 | AC00101 | 315")) == []


def test_too_low_a_standard_is_what_was_collected_too_little_month_by_month() -> None:
    # at 0.88: 0.90 owes +1.0 %, 0.85 gives −0.3 %; at 0.95: −0.75 % and −1.1 %
    # 10000.50 → 100.01 (100.005 up) − −30.00; 20000 → −150.00 − −220.00
    [hit] = hits(
        INDUSTRY
        + bills("1 | 202510 | 0.85 | 0.88 | 10000.5 | -30", "1 | 202509 | 0.85 | 0.95 | 20000 | -220")
    )
    assert hit["amount_yuan"] == Decimal("200.01")
    assert (hit["owed_standard"], hit["own_standard"], hit["months"]) == ("标准 0.90", "标准 0.85", 2)
    assert hit["details"].startswith("202509 功率因数0.95:20,000×(-0.75%−-1.1%);202510")


def test_too_high_a_standard_is_negative() -> None:
    # at 0.80: 0.90 takes +5.0 %, 0.85 owes +2.5 %
    [hit] = hits(customers("1 | 3 | 405 | AC00101 | 315") + bills("1 | 202510 | 0.9 | 0.8 | 10000 | 500"))
    assert hit["amount_yuan"] == Decimal("-250.00")


def test_who_should_be_judged_and_is_not_owes_the_whole_adjustment() -> None:
    data = customers("1 | 0 | 100 | AC00101 | 315")
    [hit] = hits(data + bills("1 | 202510 | 0 | 0.70 | 10000 | -"))
    assert hit["amount_yuan"] == Decimal("1000.00")  # 0.90 at 0.70: +10 %
    [hit] = hits(data + bills("1 | 202510 | 0 | - | 10000 | -", "1 | 202509 | 0 | 0 | 10000 | -"))
    assert (hit["amount_yuan"], hit["months"]) == (None, 0)


def test_who_should_not_be_judged_gets_the_adjustments_back() -> None:
    data = customers("1 | 2 | 202 | AC00101 | 315")
    [hit] = hits(
        data + bills("1 | 202510 | 0.85 | 0.7 | 100 | 75.5", "1 | 202509 | 0.85 | 0.9 | 100 | -5.25")
    )
    assert hit["amount_yuan"] == Decimal("-70.25")


def test_only_months_billed_by_another_standard_of_the_last_twelve_count() -> None:
    rows = ["1 | 202510 | 0.90 | 0.88 | 10000 | -"]
    rows += ["1 | 202411 | 0.85 | 0.88 | 10000 | -", "1 | 202410 | 0.85 | 0.88 | 10000 | -"]
    [hit] = hits(INDUSTRY + bills(*rows) + "\n1 | 202508 | 0.85 | 0.88 | 10000 | - | - | - | - | - | 02")
    assert (hit["months"], hit["amount_yuan"]) == (1, Decimal("130.00"))  # 202411


def test_a_bills_standard_may_be_written_as_code_or_percent() -> None:
    rows = [
        "1 | 202510 | 2 | 0.88 | 10000 | -",
        "1 | 202509 | 85 | 0.88 | 10000 | -",
        "1 | 202508 | 3 | 0.88 | 1 | -",
    ]
    [hit] = hits(INDUSTRY + bills(*rows))
    assert hit["amount_yuan"] == Decimal("260.00")


def test_a_month_taken_back_and_billed_anew_counts_by_the_standard_that_is_left() -> None:
    # farming owes 0.80 and has 0.85 on file: at 0.75 +2.5 % instead of +5.0 %
    farm = customers("1 | 2 | 300 | AC00101 | 315")
    energy = " | - | - | {} | - | 01"
    wrong = bills("1 | 202510 | 0.85 | 0.75 | 10000 | 500", rest=energy.format(10000))
    [hit] = hits(farm + wrong)
    assert (hit["months"], hit["amount_yuan"]) == (1, Decimal("-250.00"))
    back = "\n1 | 202510 | 0.85 | 0.75 | -10000 | -500" + energy.format(-10000)
    anew = "\n1 | 202510 | 0.80 | 0.75 | 10000 | 250" + energy.format(10000)
    [hit] = hits(farm + wrong + back + anew)
    assert (hit["months"], hit["amount_yuan"]) == (None, None)


def test_a_bill_without_a_standard_counts_at_the_one_on_file() -> None:
    [hit] = hits(INDUSTRY + bills("1 | 202510 | - | 0.88 | 10000 | -"))
    assert hit["amount_yuan"] == Decimal("130.00")


def test_without_a_base_the_energy_and_basic_charges_are_taken() -> None:
    [hit] = hits(INDUSTRY + bills("1 | 202510 | 0.85 | 0.88 | - | -", rest=" | 6000 | 4000 | - | - | 01"))
    assert hit["amount_yuan"] == Decimal("130.00")
    [hit] = hits(INDUSTRY + bills("1 | 202510 | 0.85 | 0.88 | - | -", rest=" | 10000 | - | - | - | 01"))
    assert hit["amount_yuan"] == Decimal("130.00")
    [hit] = hits(INDUSTRY + bills("1 | 202510 | 0.85 | 0.88 | - | -", rest=" | - | 4000 | - | - | 01"))
    assert hit["amount_yuan"] is None


def test_without_a_factor_it_is_worked_out_from_the_energies() -> None:
    # 80000 kWh and 60000 kvarh: 0.80; 0.90 owes +5.0 %, 0.85 gives +2.5 %
    [hit] = hits(INDUSTRY + bills("1 | 202510 | 0.85 | - | 10000 | -", rest=" | - | - | 80000 | 60000 | 01"))
    assert hit["amount_yuan"] == Decimal("250.00")


def test_rows_of_one_month_are_added_up_before_rounding() -> None:
    rows = [
        "1 | 202510 | 0.85 | 0.88 | 10000 | -",
        "1 | 202510 | - | - | 5000 | -",
        "1 | 202510 | 0.85 | 0.88 | -5000 | -",
    ]
    [hit] = hits(INDUSTRY + bills(*rows))
    assert (hit["months"], hit["amount_yuan"]) == (1, Decimal("130.00"))


def test_exactly_160_kva_is_marked_not_excused() -> None:
    data = customers("1 | 2 | 100 | AC00101 | 160")
    [hit] = hits(data)
    assert hit["note"].endswith("恰在 0.90 起点容量,请核本省口径")


def test_only_customers_on_the_books_are_judged() -> None:
    rows = [f"{status} | 2 | 100 | AC00101 | 315 | 3600 | {status}" for status in "0129"]
    assert [hit["object_id"] for hit in hits(customers(*rows, rest=""))] == ["0", "2"]


def test_without_standard_capacity_or_use_the_check_is_off() -> None:
    for column in ("pf_std_code", "contract_cap", "elec_type_code"):
        delivered = {"cons_no", "pf_std_code", "contract_cap", "elec_type_code", "volt_code"} - {column}
        assert CHECK.missing({"customers": dict.fromkeys(delivered, 1)}) == [f"customers.{column}"]


def test_four_parts_of_the_energy_charge_do_as_well_as_the_whole() -> None:
    header = "\n\nbills\ncons_no | amt_ym | pf_std | actual_pf | mkt_upstream_amt | mkt_td_amt | basic_amt | amt_type\n"
    # at 0.80 industry owes 5 % by 0.90 and pays 2.5 % by 0.85, of 1,000 yuan
    [hit] = hits(INDUSTRY + header + "1 | 202510 | 0.85 | 0.80 | 600 | 200 | 200 | 01")
    assert hit["amount_yuan"] == Decimal("25.00")
