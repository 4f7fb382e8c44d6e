from decimal import Decimal

import pytest

from analytics.checks.metering.met_11_meter_not_in_archive import meter_not_in_archive
from tests.drawn import Drawn, changed, delivered, drawn, finder

# 300 kWh of a meter that no archive knows, at (1900 − 30 − 10) ÷ 3100 = 0.6 yuan
TABLES = """
    customers
    cons_no    | tg_no
    0000000001 | 033001

    metering_points
    mp_no | mp_class | mp_attr | mp_usage
    P1    | 01       | 01      | 01

    meters
    asset_no | cons_no    | bar_code | made_no | inst_date
    M1       | 0000000001 | B1       | N1      | 2020-01-01

    readings
    asset_no | cons_no    | mp_no | amt_ym | read_type | mr_pq | last_date  | mr_date    | data_src | mr_type
    M9       | 0000000001 | P1    | 202510 | 11        | 300   | 2025-09-05 | 2025-10-05 | 01       | 01

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 3100     | 1900      | 30        | 10
"""
DAILY = """daily_usage
    asset_no | cons_no    | data_date  | day_pq | succ_flag
    M8       | 0000000001 | 2025-10-30 | 20     | 1
    M8       | 0000000001 | 2025-10-31 | 30     | -
    M8       | 0000000001 | 2025-09-30 | 90     | 1
    M8       | 0000000001 | 2025-10-29 | 90     | 2
"""

hits = finder(meter_not_in_archive)


def reading(**values: str) -> Drawn:
    return changed(TABLES, {f"readings.{name}": value for name, value in values.items()})


def test_energy_of_a_meter_that_no_archive_knows_is_priced_as_the_customer_s_own() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("asset", "M9", "0000000001")
    assert (hit["reason"], hit["kwh"], hit["tg_no"]) == ("表号不在资产档案", 300, "033001")
    assert hit["amount_yuan"] == Decimal("180.00")


@pytest.mark.parametrize("number", ["M1", "B1", "N1"])
def test_a_meter_is_known_by_any_of_its_numbers(number: str) -> None:
    assert hits(reading(asset_no=number)) == []


def test_a_customer_that_no_archive_knows_is_a_hit_without_amount() -> None:
    [hit] = hits(reading(asset_no="M1", cons_no="0000000002"))
    assert (hit["object_id"], hit["reason"], hit["amount_yuan"]) == ("M1", "户号不在用户档案", None)
    [hit] = hits(reading(cons_no="0000000002"))
    assert hit["reason"] == "表号不在资产档案、户号不在用户档案"
    assert hits(reading(asset_no="M1", cons_no="-")) == []


def test_energy_collected_day_by_day_counts_where_nothing_was_read() -> None:
    [hit] = hits(reading(asset_no="M1") | drawn(DAILY))
    assert (hit["object_id"], hit["source"], hit["kwh"]) == ("M8", "采集", 50)
    assert hit["amount_yuan"] == Decimal("30.00")
    [hit] = hits(reading(asset_no="M8") | drawn(DAILY))
    assert (hit["source"], hit["kwh"]) == ("抄表", 300)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("mr_pq", "0"),
        ("mr_pq", "-5"),
        ("amt_ym", "202509"),
        ("read_type", "21"),
        ("data_src", "02"),
        ("mr_type", "05"),
    ],
)
def test_no_energy_other_months_and_registers_and_settlements_of_a_change_are_no_hits(
    column: str, value: str
) -> None:
    assert hits(reading(**{column: value})) == []


@pytest.mark.parametrize(
    ("day", "is_hit"),
    [("2025-09-04", True), ("2025-09-05", False), ("2025-10-05", False), ("2025-10-06", True)],
)
def test_a_meter_put_up_between_the_readings_explains_the_other_number(day: str, is_hit: bool) -> None:
    assert bool(hits(changed(TABLES, {"meters.inst_date": day}))) == is_hit


def test_an_exchange_within_the_month_explains_what_was_collected() -> None:
    for day, count in (("2025-09-30", 1), ("2025-10-01", 0), ("2025-10-31", 0)):
        rows = changed(reading(asset_no="M1"), {"meters.inst_date": day})
        assert len(hits(rows | drawn(DAILY))) == count


@pytest.mark.parametrize(("column", "value"), [("mp_class", "02"), ("mp_attr", "02"), ("mp_usage", "02")])
def test_points_of_the_company_s_own_are_not_judged(column: str, value: str) -> None:
    assert hits(changed(TABLES, {f"metering_points.{column}": value})) == []
    assert len(hits(changed(TABLES, {f"metering_points.{column}": "-"}))) == 1


def test_without_customers_and_bills_unknown_meters_are_found_without_amount_and_notes_say_so() -> None:
    rows = drawn(TABLES)
    del rows["customers"], rows["bills"]
    tables = delivered(meter_not_in_archive, rows)
    assert meter_not_in_archive(tables).to_pyarrow()["amount_yuan"].to_pylist() == [None]
    assert len(tables.notes) == 2


GATEWAY = """metering_points
    mp_no | cons_no    | mp_class | mp_attr | mp_usage
    P1    | 0000000001 | 02       | 01      | 01"""


def test_a_gateway_meter_that_is_collected_daily_is_known_by_its_point_or_by_its_customer_s() -> None:
    home, nobody = drawn(DAILY), "0000000002"
    rows = reading(mr_pq="0") | home
    assert [hit["object_id"] for hit in hits(rows)] == ["M8"]
    assert hits(rows | drawn(GATEWAY)) == []  # in no archive: all points of its customer are gateways
    with_sale = drawn(GATEWAY + "\n    P2    | 0000000001 | 01       | 01      | 01")
    assert len(hits(rows | with_sale)) == 1
    rows["meters"].append(
        rows["meters"][0] | {"asset_no": "M8", "mp_no": "P1", "bar_code": None, "made_no": None}
    )
    for day in rows["daily_usage"]:
        day["cons_no"] = nobody
    assert len(hits(rows)) == 1
    assert (
        hits(rows | with_sale) == []
    )  # in the archive at the gateway, collected of a customer that none knows


def test_a_reading_without_energy_does_not_hide_what_was_collected() -> None:
    for kwh, source in (("0", "采集"), ("300", "抄表")):
        assert [hit["source"] for hit in hits(reading(asset_no="M8", mr_pq=kwh) | drawn(DAILY))] == [source]
