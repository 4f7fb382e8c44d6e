from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.metering.met_10_removed_meters import removed_meter_not_returned
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, delivered, drawn, finder

# a meter taken down 31 days before the day, one that is in store, sorted and as it was; 0.60 yuan a kWh
TABLES = """
    customers
    cons_no    | status_code | cancel_date
    0000000001 | 0           | -

    meters
    asset_no | cons_no    | mp_no | status | inst_date  | t_factor | remove_date | remove_read | store_date | store_read | sort_date
    M1       | 0000000001 | P1    | 015    | 2020-01-01 | 20       | 2025-10-01  | 1000.00     | -          | -          | -
    M2       | 0000000001 | P1    | 006    | 2020-01-01 | 20       | 2025-06-01  | 1000.00     | 2025-08-01 | 1000.00    | 2025-09-09

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 1000     | 700       | 60        | 40
"""


def meter(**values: Any) -> Drawn:
    """Draw the first meter otherwise."""
    rows = drawn(TABLES)
    rows["meters"][0].update(values)
    return rows


def stored(**values: Any) -> Drawn:
    """Draw the first meter as stored, as it was and sorted, but for what is said."""
    own = {"remove_date": date(2025, 8, 1), "store_date": date(2025, 10, 4)}
    own |= {"store_read": Decimal(1000), "sort_date": date(2025, 10, 5)}
    return meter(**(own | values))


def undated(inst_date: date | None = date(2020, 1, 1), **tables: list[dict[str, Any]]) -> Drawn:
    """Draw the first meter without a day of removal, and rows of other tables."""
    rows = meter(remove_date=None, inst_date=inst_date)
    for name, lines in tables.items():
        rows[name] = rows.get(name, []) + lines
    return rows


def application(app_type: str = "208", **values: Any) -> dict[str, Any]:
    return {
        "cons_no": "0000000001",
        "app_type": app_type,
        "archive_date": date(2025, 9, 15),
        "status": "02",
    } | values


hits = finder(removed_meter_not_returned)


def unsorted_since(day: str) -> Drawn:
    return stored(store_date=date.fromisoformat(day), sort_date=None)


BOUNDARIES = {
    "store_days": Boundary(
        varied(TABLES, "meters.remove_date"),
        {"2025-10-03": False, "2025-10-02": False, "2025-10-01": True},
        own=60,
        answers_to_own={"2025-09-03": False, "2025-09-02": False, "2025-09-01": True},
    ),
    "sort_days": Boundary(
        unsorted_since,
        {"2025-10-03": False, "2025-10-02": False, "2025-10-01": True},
        own=60,
        answers_to_own={"2025-09-03": False, "2025-09-02": False, "2025-09-01": True},
    ),
    "tolerance": Boundary(
        lambda read: stored(store_read=Decimal(read)),
        {"1000.99": False, "1001.00": True, "1001.01": True},
        own=5,
        answers_to_own={"1004.99": False, "1005.00": True, "1005.01": True},
    ),
}


def test_a_meter_taken_down_thirty_one_days_ago_and_not_in_store_is_found() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("asset", "M1", "0000000001")
    assert (hit["reason"], hit["source"], hit["removed_days"]) == ("拆回 31 天未入库", "拆表日期", 31)
    assert (hit["amount_yuan"], hit["price_yuan"]) == (None, None)


@pytest.mark.parametrize("status", ["006", "009", "012", "014", None])
def test_only_meters_that_await_their_return_are_missed_in_store_or_unsorted(status: str | None) -> None:
    assert hits(meter(status=status)) == []
    assert hits(stored(status=status, store_date=date(2025, 8, 1), sort_date=None)) == []


def test_a_meter_that_came_late_and_is_there_is_clean() -> None:
    assert hits(stored(remove_date=date(2025, 1, 1))) == []


def test_more_on_the_register_than_was_settled_was_charged_too_little() -> None:
    [hit] = hits(stored(store_read=Decimal("1012.50")))
    # 12.5 × 20 = 250 kWh at (700 − 60 − 40) ÷ 1000
    assert (hit["reason"], hit["kwh"], hit["amount_yuan"]) == ("底码相差 12.5", 250, Decimal("150.00"))
    [hit] = hits(stored(store_read=Decimal("987.50"), status="006"))
    assert (hit["reason"], hit["amount_yuan"]) == ("底码相差 -12.5", Decimal("-150.00"))


def test_a_difference_is_priced_by_the_year_where_the_month_has_no_bill_and_unknown_without_any() -> None:
    rows = stored(store_read=Decimal(1010))
    rows["bills"][0]["amt_ym"] = "202411"
    assert hits(rows)[0]["amount_yuan"] == Decimal("120.00")
    rows["bills"][0]["amt_ym"] = "202410"
    assert hits(rows)[0]["amount_yuan"] is None
    assert hits(stored(store_read=Decimal(1010), cons_no=None))[0]["amount_yuan"] is None
    assert hits(stored(store_read=Decimal(1010), t_factor=None))[0]["amount_yuan"] is None


def test_a_reading_that_is_missing_is_not_compared() -> None:
    assert hits(stored(store_read=None)) == []
    assert hits(stored(remove_read=None)) == []


@pytest.mark.parametrize(("stored_on", "count"), [("2025-09-19", 0), ("2025-09-20", 1)])
def test_what_the_store_noted_before_the_meter_hung_again_is_not_compared(stored_on: str, count: int) -> None:
    # taken down on 20 September
    values = {"remove_date": date(2025, 9, 20), "store_date": date.fromisoformat(stored_on)}
    assert len(hits(stored(**values, store_read=Decimal(30)))) == count
    assert len(hits(stored(**values, sort_date=None))) == count


@pytest.mark.parametrize(("again", "yuan"), [("2025-08-02", None), ("2025-08-01", Decimal("120.00"))])
def test_a_difference_of_a_meter_that_hangs_again_is_not_of_whom_it_hangs_at(again: str, yuan: Any) -> None:
    rows = stored(status="012", store_read=Decimal(1010), inst_date=date.fromisoformat(again))
    [hit] = hits(rows)
    assert (hit["reason"], hit["amount_yuan"]) == ("底码相差 10", yuan)


def test_a_meter_in_store_that_nobody_sorted_is_found() -> None:
    [hit] = hits(unsorted_since("2025-09-20"))
    assert (hit["reason"], hit["stored_days"], hit["amount_yuan"]) == ("入库 42 天未分拣", 42, None)


def test_troubles_of_a_meter_are_one_hit() -> None:
    [hit] = hits(stored(store_date=date(2025, 9, 20), sort_date=None, store_read=Decimal(1010)))
    assert (hit["reason"], hit["amount_yuan"]) == ("底码相差 10、入库 42 天未分拣", Decimal("120.00"))


def test_without_a_day_of_removal_nobody_knows() -> None:
    assert hits(undated()) == []


def test_a_cancelled_customer_tells_when_its_meter_was_taken_down() -> None:
    rows = undated()
    rows["customers"][0] |= {"status_code": "9", "cancel_date": date(2025, 10, 1)}
    [hit] = hits(rows)
    assert (hit["source"], hit["removed_days"]) == ("销户日期", 31)
    rows["customers"][0]["cancel_date"] = date(2025, 10, 2)
    assert hits(rows) == []
    rows["customers"][0] |= {"status_code": "0", "cancel_date": date(2025, 10, 1)}
    assert hits(rows) == []


@pytest.mark.parametrize(
    ("app_type", "is_hit"), [("208", 1), ("216", 1), ("217", 1), ("218", 1), ("207", 0), ("302", 0)]
)
def test_an_archived_application_that_takes_a_meter_down_tells_when(app_type: str, is_hit: int) -> None:
    assert len(hits(undated(applications=[application(app_type)]))) == is_hit


def test_the_application_counts_by_its_archiving_else_by_the_day_of_the_outage() -> None:
    [hit] = hits(undated(applications=[application(power_date=date(2025, 9, 1))]))
    assert (hit["removed_date"], hit["source"]) == (date(2025, 9, 15), "暂拆申请归档")
    [hit] = hits(undated(applications=[application(archive_date=None, power_date=date(2025, 9, 1))]))
    assert hit["removed_date"] == date(2025, 9, 1)
    assert hits(undated(applications=[application(status="01")])) == []


def test_a_later_meter_at_the_same_point_tells_when() -> None:
    new = {
        "asset_no": "M3",
        "cons_no": "0000000001",
        "mp_no": "P1",
        "status": "012",
        "inst_date": date(2025, 9, 30),
    }
    [hit] = hits(undated(meters=[new]))
    assert (hit["object_id"], hit["source"], hit["removed_days"]) == ("M1", "同点换表", 32)
    assert hits(undated(date(2025, 9, 30), meters=[new])) == []
    assert hits(undated(None, meters=[new])) == []
    assert hits(undated(meters=[new | {"mp_no": "P2"}])) == []
    assert hits(undated(meters=[new | {"status": "006"}])) == []


def test_the_earliest_of_days_that_are_not_before_it_was_put_up_counts() -> None:
    before = application(archive_date=date(2019, 12, 31))
    earlier, later = application(archive_date=date(2025, 8, 1)), application("216")
    [hit] = hits(undated(applications=[before, later, earlier]))
    assert (hit["removed_date"], hit["source"]) == (date(2025, 8, 1), "暂拆申请归档")
    assert hits(undated(applications=[before])) == []
    [hit] = hits(undated(None, applications=[before]))
    assert hit["removed_date"] == date(2019, 12, 31)


def test_a_day_after_the_data_tells_nothing() -> None:
    assert hits(undated(applications=[application(archive_date=date(2025, 11, 2))])) == []


def test_where_nobody_records_sorting_nothing_is_unsorted() -> None:
    rows = unsorted_since("2025-09-20")
    rows["meters"][1]["sort_date"] = None
    assert hits(rows) == []


def test_what_stays_off_is_said() -> None:
    rows = drawn(TABLES)
    for row in rows["meters"]:
        row |= {
            "remove_date": None,
            "remove_read": None,
            "store_date": None,
            "sort_date": None,
            "status": None,
        }
    del rows["bills"]
    assert len(delivered(removed_meter_not_returned, rows).notes) == 8
    for row in rows["meters"]:
        row["store_read"] = None
    assert len(delivered(removed_meter_not_returned, rows).notes) == 9
