from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.metering.met_12_faulty_meter_energy import faulty_meter_energy_is_off
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, drawn, filled, finder

# bills are issued on the 1st: 30 kWh a day from March to May (92 days), 5 a day in June, when the meter was faulty;
# 900 kWh would have been normal in June, 150 were metered, 750 are missing
BASE = """
    adjustments
    app_no | cons_no    | rs_date    | rs_flag | rs_class | rs_reason | tr_begin   | tr_end     | rs_pq | rs_amt
    T1     | 0000000001 | 2025-07-10 | 2       | 0203     | -         | 2025-06-01 | 2025-07-01 | 400   | 240

    applications
    app_no | cons_no    | app_type | accept_time      | archive_date | status | terminate_flag
    S1     | 0000000009 | 302      | 2025-10-25 09:00 | 2025-10-30   | 02     | 否

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt | release_date
    0000000001 | 202510 | 01       | 900      | 450       | -         | -      | 2025-11-01
    0000000001 | 202506 | 01       | 150      | 90        | -         | -      | 2025-07-01
    0000000001 | 202505 | 01       | 930      | 558       | -         | -      | 2025-06-01
    0000000001 | 202504 | 01       | 900      | 540       | -         | -      | 2025-05-01
    0000000001 | 202503 | 01       | 930      | 558       | -         | -      | 2025-04-01
    0000000001 | 202502 | 01       | 5000     | 3000      | -         | -      | 2025-03-01
"""


def adjusted(**values: Any) -> Drawn:
    """Draw the base with the adjustment changed."""
    rows = drawn(BASE)
    rows["adjustments"][0].update(values)
    return rows


def by(kwh: str | float) -> Drawn:
    return adjusted(rs_pq=Decimal(str(kwh)), rs_amt=Decimal(str(kwh)) * Decimal("0.6"))


def fault(**values: Any) -> Drawn:
    """Draw the base without a wrong adjustment, and with an application for a faulty meter."""
    rows = by(750)
    rows["applications"][0].update(
        {"accept_time": drawn(BASE)["applications"][0]["accept_time"].replace(month=8, day=20)}
        | {"archive_date": date(2025, 9, 2)}
        | values
    )
    return rows


def archived_on(day: str) -> Drawn:
    return fault(archive_date=date.fromisoformat(day))


TABLES = by(400)

hits = finder(faulty_meter_energy_is_off)

BOUNDARIES = {
    # 30 % of 900 are 270: from 480 to 1020 kWh are within
    "pct": Boundary(
        by, {"479.99": True, "480": False, "1020": False}, own=0.5,
        answers_to_own={"299.99": True, "300": False, "1200": False},
    ),
    "after_days": Boundary(
        archived_on,
        {"2025-09-03": False, "2025-09-02": True, "2025-09-01": True},
        own=30,
        answers_to_own={"2025-10-03": False, "2025-10-02": True, "2025-10-01": True},
    ),
}  # fmt: skip


def test_too_little_made_up_is_found_with_what_is_still_missing() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "T1", "0000000001")
    assert (hit["period"], hit["days"], hit["daily_kwh"]) == ("202507", 30, 30)
    assert (hit["normal_kwh"], hit["metered_kwh"], hit["gap_kwh"]) == (900, 150, 350)
    assert (hit["deviation"], hit["amount_yuan"]) == (Decimal("38.89"), Decimal("210.00"))
    assert hit["reason"] == "追补 400 kWh,正常量 900 kWh 减已计量 150 kWh 后相差 350 kWh(38.89%)"
    assert hit["terms"] == (
        "2025-06-01 至 2025-07-01:正常量 2,760 ÷ 92 × 30 = 900,已计量 150 × 30 ÷ 30 = 150,"
        "(正常量 − 已计量 − 400)× 240 ÷ 400 = 210.00 元"
    )


def test_too_much_made_up_is_negative() -> None:
    [hit] = hits(by(1200))
    assert (hit["gap_kwh"], hit["amount_yuan"]) == (-450, Decimal("-270.00"))


def test_what_was_missing_to_the_kwh_is_clean_and_exactly_thirty_per_cent_off_too() -> None:
    assert [hits(by(kwh)) for kwh in (750, 480, 1020)] == [[], [], []]
    assert [len(hits(by(kwh))) for kwh in ("479.999", "1020.001")] == [1, 1]


def test_days_across_two_accounts_take_their_share_of_each() -> None:
    # 15 of June's 30 days at 150, 15 of the 123 days until 1 November at 900
    rows = adjusted(tr_begin=date(2025, 6, 16), tr_end=date(2025, 7, 16))
    others = {"cons_no": "0000000009"}  # the months between were delivered, this customer has no bill of them
    rows["bills"] += [rows["bills"][0] | others | {"amt_ym": ym} for ym in ("202507", "202508", "202509")]
    [hit] = hits(rows)
    assert (hit["metered_kwh"], hit["gap_kwh"]) == (Decimal("184.756098"), Decimal("315.243902"))
    assert "已计量 150 × 15 ÷ 30 + 900 × 15 ÷ 123 = 184.756098" in hit["terms"]


def test_an_adjustment_of_money_alone_is_not_judged() -> None:
    assert hits(adjusted(rs_pq=Decimal(0))) == []
    assert hits(adjusted(rs_pq=None)) == []
    [hit] = hits(adjusted(rs_pq=Decimal(0), rs_amt=Decimal(0)))
    assert hit["amount_yuan"] == Decimal("375.00")  # 750 kWh at 450 ÷ 900 of the period


def test_without_a_price_of_its_own_the_customer_s_counts() -> None:
    for amount in (None, Decimal(0), Decimal(-240)):
        assert hits(adjusted(rs_amt=amount))[0]["amount_yuan"] == Decimal("175.00")
    [hit] = hits(adjusted(rs_pq=Decimal(-100), rs_amt=Decimal(-80)))
    assert (hit["gap_kwh"], hit["amount_yuan"]) == (850, Decimal("680.00"))


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"rs_flag": "0"}, 0),
        ({"rs_flag": None}, 1),
        ({"rs_class": "0202"}, 0),
        ({"rs_class": None}, 0),
        *(({"rs_class": "0202", "rs_reason": f"电能表{word},追补"}, 1) for word in ("故障", "停走", "烧表", "失压", "失流", "超差")),
        ({"rs_class": "0202", "rs_reason": "抄错"}, 0),
        ({"tr_begin": None}, 0),
        ({"tr_end": None}, 0),
        ({"tr_end": date(2025, 6, 1)}, 0),
        ({"rs_date": date(2024, 11, 1)}, 1),
        ({"rs_date": date(2024, 10, 31)}, 0),
        ({"rs_date": date(2025, 11, 1)}, 1),
        ({"rs_date": date(2025, 11, 2)}, 0),
    ],
)  # fmt: skip
def test_which_adjustments_are_judged(values: dict[str, Any], count: int) -> None:
    assert len(hits(adjusted(**values))) == count


def test_fewer_than_three_whole_accounts_before_are_no_base() -> None:
    rows = adjusted()
    rows["bills"].pop()  # nobody knows when the account of March began
    assert hits(rows) == []
    rows = adjusted()
    rows["bills"][3]["release_date"] = None
    assert hits(rows) == []


def test_the_account_behind_a_month_that_was_not_delivered_is_no_base() -> None:
    # without March's bills April's account would seem to have 61 days, and half the use of a day
    rows = adjusted()
    rows["bills"][4]["amt_ym"], rows["bills"][4]["release_date"] = "202501", date(2025, 2, 1)
    rows["bills"].append(rows["bills"][5] | {"amt_ym": "202412", "release_date": date(2025, 1, 1)})
    assert hits(rows) == []
    # who is billed every second month has nothing to miss: others were billed in March
    rows["bills"].append(rows["bills"][0] | {"cons_no": "0000000009", "amt_ym": "202503"})
    [hit] = hits(rows)
    assert "÷ 120 ×" in hit["terms"]


def test_an_account_that_ends_after_the_fault_began_is_no_base() -> None:
    # the accounts before are those of February to April, and nobody knows when February's began
    assert hits(adjusted(tr_begin=date(2025, 5, 31))) == []


def test_days_that_no_bill_covers_are_not_judged() -> None:
    assert hits(adjusted(tr_end=date(2025, 11, 2))) == []


def test_no_use_before_is_no_base() -> None:
    rows = adjusted()
    for bill in rows["bills"][2:5]:
        bill["total_pq"] = Decimal(0)
    assert hits(rows) == []


def test_adjusting_bills_are_no_part_of_what_was_metered() -> None:
    rows = by(750)
    rows["bills"].append({**rows["bills"][1], "amt_type": "0203", "total_pq": Decimal(750)})
    assert hits(rows) == []


@pytest.mark.parametrize("app_no", ["T1", "T2"])
def test_what_was_made_up_for_one_span_in_two_steps_is_added_first(app_no: str) -> None:
    rows = by(400)
    second = {"app_no": app_no, "rs_pq": Decimal(350), "rs_amt": Decimal(210)}
    rows["adjustments"].append(rows["adjustments"][0] | second)
    assert hits(rows) == []


def test_too_little_in_two_steps_is_found_once_at_the_later_application() -> None:
    rows = by(100)
    rows["adjustments"].append(rows["adjustments"][0] | {"app_no": "T2", "rs_pq": Decimal(200)})
    [hit] = hits(rows)
    assert (hit["object_id"], hit["rs_pq"], hit["gap_kwh"]) == ("T2", 300, 450)
    assert hit["note"] == "同一期间几个申请的退补已合并:T1;T2"


def test_two_months_issued_on_one_day_within_the_span_are_not_judged() -> None:
    # the second month has no days, and its energy would be lost
    rows = adjusted()
    rows["bills"].append(rows["bills"][1] | {"amt_ym": "202507", "total_pq": Decimal(600)})
    assert len(hits(rows)) == 1
    rows["adjustments"][0]["tr_end"] = date(2025, 7, 16)
    assert hits(rows) == []


def test_a_month_billed_wrongly_reversed_and_billed_again_counts_once() -> None:
    rows = by(750)
    wrong = rows["bills"][1] | {"total_pq": Decimal(700)}
    rows["bills"] += [wrong, wrong | {"total_pq": Decimal(-700), "release_date": date(2025, 7, 20)}]
    assert hits(rows) == []


def test_two_spans_of_one_application_are_one_hit() -> None:
    rows = by(100)
    half = {"tr_end": date(2025, 6, 16)}
    rows["adjustments"][0] |= half  # 450 − 75 − 100
    rows["adjustments"].append(
        {**rows["adjustments"][0], "tr_begin": date(2025, 6, 16), "tr_end": date(2025, 7, 1)}
    )
    [hit] = hits(rows)
    assert (hit["gap_kwh"], hit["amount_yuan"], hit["terms"].count(";")) == (550, Decimal("330.00"), 1)


def test_what_takes_part_in_the_bill_is_said() -> None:
    assert hits(adjusted(rs_flag="1"))[0]["note"].startswith("退补参与本期计算")
    assert hits(adjusted())[0]["note"] is None


def test_a_faulty_meter_that_nobody_adjusted_for_is_found() -> None:
    [hit] = hits(fault())
    assert (hit["object_id"], hit["cons_no"], hit["period"]) == ("S1", "0000000009", "202509")
    assert (hit["reason"], hit["amount_yuan"]) == ("为计量装置故障,归档 60 天仍无退补", None)


def test_any_adjustment_since_acceptance_settles_it() -> None:
    for day, count in ((date(2025, 8, 20), 0), (date(2025, 8, 19), 1), (date(2025, 11, 2), 1)):
        rows = fault()
        made = {
            "app_no": "T9",
            "cons_no": "0000000009",
            "rs_date": day,
            "rs_class": "0202",
            "rs_pq": Decimal(1),
        }
        rows["adjustments"].append(made)
        assert len(hits(rows)) == count
        rows["adjustments"][1]["rs_flag"] = "0"
        assert len(hits(rows)) == 1


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"app_type": "304"}, 0),
        ({"status": "01"}, 0),
        ({"status": "03"}, 0),
        ({"status": None}, 1),
        ({"terminate_flag": True}, 0),
        ({"archive_date": None}, 0),
        ({"archive_date": date(2024, 11, 1), "accept_time": None}, 0),
    ],
)
def test_which_applications_are_judged(values: dict[str, Any], count: int) -> None:
    assert len(hits(fault(**values))) == count


def test_an_adjustment_of_the_application_or_of_an_unknown_day_settles_it() -> None:
    rows = fault()
    own = rows["adjustments"][0] | {"app_no": "S1", "tr_begin": None}
    assert hits(rows | {"adjustments": [*rows["adjustments"], own]}) == []
    undated = rows["adjustments"][0] | {"cons_no": "0000000009", "rs_date": None}
    assert hits(rows | {"adjustments": [*rows["adjustments"], undated]}) == []


def test_a_fault_accepted_before_the_first_month_of_adjustments_is_not_judged() -> None:
    # the first adjustment is of 10 July
    at = drawn(BASE)["applications"][0]["accept_time"]
    assert len(hits(fault(accept_time=at.replace(month=7, day=1)))) == 1
    assert hits(fault(accept_time=at.replace(month=6, day=30))) == []


def test_applications_archived_in_the_twelve_months_are_judged() -> None:
    at = drawn(BASE)["applications"][0]["accept_time"].replace(year=2024, month=10, day=1)
    for day, count in ((date(2024, 11, 1), 1), (date(2024, 10, 31), 0)):
        rows = fault(accept_time=at, archive_date=day)
        rows["adjustments"].append(rows["adjustments"][0] | {"rs_date": date(2024, 10, 9)})
        assert len(hits(rows)) == count


def test_without_adjustments_the_check_is_off_and_parts_say_so() -> None:
    rows = fault()
    del rows["adjustments"]
    assert faulty_meter_energy_is_off.missing(filled(rows)) == ["adjustments"]
    rows = adjusted()
    del rows["applications"]
    assert len(hits(rows)) == 1
    rows = fault()
    del rows["bills"]
    assert len(hits(rows)) == 1
    assert delivered(faulty_meter_energy_is_off, rows).notes == ["账单没有发行日期,不知账期,不查①追补电量"]
