"""In a company without planted problems the tables say the same of the same thing."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import pytest

from data_loaders.codes.applications import AppType, WkstStatus
from data_loaders.codes.charges import BalanceKind
from data_loaders.codes.customers import CustType
from data_loaders.codes.equipment import SourceRole
from data_loaders.codes.inspections import CheckType
from demo.company import make_company, tables
from demo.stage import AS_OF, PERIOD
from models.calendar import first_day, last_day

FEN = Decimal("0.01")
Rows = list[dict[str, Any]]


@cache
def company() -> dict[str, Any]:
    return tables(make_company(2000, months=13, only=[]))


@cache
def rows(name: str) -> Rows:
    return company()[name].to_pylist()


@cache
def customers() -> dict[str, dict[str, Any]]:
    return {row["cons_no"]: row for row in rows("customers")}


def test_everybody_but_households_has_the_feeds_that_the_archive_counts() -> None:
    feeds = Counter(row["cons_no"] for row in rows("power_sources"))
    supplied = [row for row in customers().values() if row["status_code"] in ("0", "2")]
    wanted = {
        row["cons_no"]: int(row["source_count"])
        for row in supplied
        if row["cons_sort_code"] != CustType.RESIDENT
    }
    assert feeds == wanted


def test_the_main_feed_is_the_archive_s_and_stands_by_from_another_busbar() -> None:
    for feed in rows("power_sources"):
        own = customers()[feed["cons_no"]]
        assert (feed["volt_code"], feed["ps_type"], feed["tg_no"]) == (
            own["volt_code"],
            own["supply_source_type"],
            own["tg_no"],
        )
        is_main = feed["ps_attr"] == SourceRole.MAIN
        assert (feed["line_no"] == own["line_no"]) == is_main
        assert feed["ps_cap"] == (own["contract_cap"] if is_main else own["contract_cap"] / 2)
    places = Counter((f["cons_no"], f["substation"], f["bus_name"]) for f in rows("power_sources"))
    assert set(places.values()) == {1}


def test_every_energy_charge_is_the_catalogue_s_price_of_its_month() -> None:
    prices = {
        (price["prc_code"], price["ladder_level"], price["prc_ti"]): price["kwh_prc"]
        for price in rows("tariff_prices")
        if price["start_date"] <= first_day(PERIOD) and (price["end_date"] or AS_OF) >= last_day(PERIOD)
    }
    periods = {"01": "sharp_pq", "02": "peak_pq", "03": "flat_pq", "04": "valley_pq"}
    for bill in (bill for bill in rows("bills") if bill["amt_ym"] == PERIOD and bill["amt_type"] == "01"):
        line = (bill["prc_code"], bill["ladder_level"])
        whole_day = prices.get((*line, None))
        parts = (
            [(bill[name] or 0) * prices.get((*line, period), 0) for period, name in periods.items()]
            if whole_day is None
            else [bill["total_pq"] * whole_day]
        )
        assert sum(parts, Decimal(0)).quantize(FEN, ROUND_HALF_UP) == bill["kwh_amt"]


def test_every_price_code_in_use_has_prices_in_force_today() -> None:
    in_force = {
        price["prc_code"]
        for price in rows("tariff_prices")
        if price["start_date"] <= AS_OF <= (price["end_date"] or AS_OF)
    }
    assert {row["prc_code"] for row in customers().values()} <= in_force


def test_the_bank_has_credited_every_remittance_that_arrived() -> None:
    credited = {row["cashchk_id"]: (row["amount"], row["credit_date"]) for row in rows("bank_credits")}
    assert credited == {
        row["cashchk_id"]: (row["cashchk_amt"], row["arrive_date"])
        for row in rows("remittances")
        if row["arrive_date"] and row["cashchk_amt"]
    }


def test_bank_acceptances_fall_due_within_half_a_year_and_after_they_were_remitted() -> None:
    notes = [row for row in rows("remittances") if row["note_due_date"]]
    assert notes
    for note in notes:
        assert note["note_issue_date"] < note["cashchk_date"] < note["note_due_date"]
        assert note["note_due_date"] <= note["note_issue_date"] + timedelta(days=184)
        assert note["endorse_count"] <= 3


def test_a_connection_that_is_filed_has_every_paper_that_it_needs_by_then() -> None:
    papers = defaultdict(list)
    for paper in rows("application_documents"):
        papers[paper["app_no"]].append(paper)
    filed = [
        row
        for row in rows("applications")
        if row["app_type"] in (AppType.NEW_HIGH_VOLTAGE, AppType.NEW_LOW_VOLTAGE, AppType.NEW_RESIDENT)
        and row["status"] == WkstStatus.ARCHIVED
    ]
    assert filed
    for application in filed:
        needed = [paper for paper in papers[application["app_no"]] if paper["required_flag"]]
        assert needed
        assert all(
            paper["received_flag"] and paper["received_date"] <= application["archive_date"]
            for paper in needed
        )


def test_a_meter_that_was_taken_down_shows_what_was_read_last() -> None:
    last: dict[str, Decimal] = {}
    for reading in sorted(rows("readings"), key=lambda row: row["amt_ym"]):
        if reading["read_type"] == "11":
            last[reading["asset_no"]] = reading["this_read"]
    removed = [row for row in rows("meters") if row["remove_date"]]
    assert removed
    for meter in removed:
        assert meter["remove_read"] == meter["store_read"] == last.get(meter["asset_no"], meter["store_read"])
        assert meter["remove_date"] <= meter["store_date"] <= meter["sort_date"] <= AS_OF


@pytest.mark.parametrize(
    ("kind", "table", "amount"),
    [(BalanceKind.PREPAID, "prepay_balances", "balance"), (BalanceKind.ARREARS, "receivables", "owe_amt")],
)
def test_a_counted_balance_is_what_the_system_says_of_that_day(kind: str, table: str, amount: str) -> None:
    months = {"prepay_balances": "stat_ym", "receivables": "rcvbl_ym"}
    known = {
        (row["cons_no"], row[months[table]], row[amount]) for row in rows(table) if row[amount] is not None
    }
    counted = [row for row in rows("balance_checks") if row["balance_kind"] == kind]
    assert counted
    for row in counted:
        assert row["confirmed_bal"] == row["system_bal"]
        assert (row["cons_no"], f"{row['check_date']:%Y%m}", row["system_bal"]) in known


def test_events_of_meters_are_over_and_dealt_with_within_three_days() -> None:
    for event in rows("meter_events"):
        assert customers()[event["cons_no"]]["status_code"] in ("0", "2")
        assert event["start_time"] < event["end_time"] <= event["handle_time"]
        assert event["handle_time"] - event["end_time"] <= timedelta(days=3)


def test_what_a_visit_found_was_put_right_in_time_and_nobody_waited_long() -> None:
    stations = {row["org_code"] for row in rows("customers")}
    assert {visit["org_code"] for visit in rows("service_visits")} == stations
    for visit in rows("service_visits"):
        assert visit["wait_min"] <= 15
        assert not visit["finding"] or visit["done_date"] <= visit["due_date"] <= AS_OF + timedelta(days=30)


def test_no_two_customers_share_a_certificate_and_its_check_digit_is_right() -> None:
    numbers = [row["cert_no"] or row["credit_code"] for row in customers().values()]
    assert len(set(numbers)) == len(numbers)
    for number in filter(None, (row["cert_no"] for row in customers().values())):
        total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
        assert number[17] == "10X98765432"[total % 11]
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for code in filter(None, (row["credit_code"] for row in customers().values())):
        total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
        assert code[17] == signs[-total % 31]


def test_a_customer_is_asked_again_after_the_work_and_nothing_is_done_twice() -> None:
    visited = [row for row in rows("work_orders") if row["visit_flag"] == "04"]
    assert visited
    for order in visited:
        done = order["repair_time"] if order["busi_type"] == "001" else order["reply_time"]
        assert order["revisit_time"] >= done
        assert order["second_flag"] is False


def test_the_last_inspection_on_file_was_made_periodic_at_high_voltage_else_by_the_census() -> None:
    made = {row["cons_no"]: (row["actual_date"], row["check_type"]) for row in rows("inspections")}
    filed = {
        number: (
            row["last_check_date"],
            CheckType.PERIODIC if row["cons_sort_code"] == CustType.HIGH_VOLTAGE else CheckType.CENSUS,
        )
        for number, row in customers().items()
        if row["last_check_date"]
    }
    assert made == filed
    assert {kind for _, kind in made.values()} == {CheckType.PERIODIC, CheckType.CENSUS}
