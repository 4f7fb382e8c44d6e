from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.metering.met_13_events_not_closed import events_not_closed
from analytics.code_tables.local_codes import LOCAL_CODES
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder
from tests.written import written

# a four-wire point that used 3100 kWh in October at 0.6 yuan lost phase A for a whole day: a third of its energy
TABLES = """
    meter_events
    event_id | cons_no    | mp_no | asset_no | event_type | phase | start_time       | end_time         | max_i | handle_status | handle_time | handle_app_no
    E1       | 0000000001 | P1    | M1       | 01         | A     | 2025-10-10 08:00 | 2025-10-11 08:00 | 2     | 01            | -           | -

    meters
    asset_no | mp_no | cons_no
    M1       | P1    | 0000000001

    metering_points
    mp_no | cons_no    | wiring_mode | tg_no
    P1    | 0000000001 | 3           | 033001

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 3100     | 1900      | 30        | 10
"""
FAULT = "\n\n    applications\n    cons_no | app_type | accept_time\n    0000000001 | 302 | "
VISIT = "\n\n    inspections\n    cons_no | actual_date\n    0000000001 | "
MADE_UP = "\n\n    adjustments\n    cons_no | rs_date | rs_flag\n    0000000001 | "
OUTAGE = "\n\n    outages\n    cons_no | scope | start_time | end_time\n    "


def event(**values: Any) -> Drawn:
    """Draw the base with other values in its event."""
    rows = drawn(TABLES)
    rows["meter_events"][0].update(values)
    return rows


def events(*others: dict[str, str]) -> Drawn:
    """Draw the base with further events like its own, but for these values."""
    rows = drawn(TABLES)
    for number, values in enumerate(others, 2):
        more = changed(TABLES, {f"meter_events.{name}": value for name, value in values.items()})
        rows["meter_events"].append(more["meter_events"][0] | {"event_id": f"E{number}"})
    return rows


hits = finder(events_not_closed)

BOUNDARIES = {
    "t_min": Boundary(
        varied(TABLES, "meter_events.end_time"),
        {"2025-10-10 08:59:59": False, "2025-10-10 09:00": True, "2025-10-10 09:01": True},
        own=120,
        answers_to_own={"2025-10-10 09:59:59": False, "2025-10-10 10:00": True, "2025-10-10 10:01": True},
    ),
    "i_min": Boundary(
        varied(TABLES, "meter_events.max_i"),
        {"0.099": False, "0.1": True, "0.101": True},
        own=2.5,
        answers_to_own={"2.499": False, "2.5": True, "2.501": True},
    ),
    "n": Boundary(
        varied(TABLES, "meter_events.end_time"),
        {"2025-10-28 23:59": True, "2025-10-29 00:00": False, "2025-10-30 00:00": False},
        own=10,
        answers_to_own={"2025-10-21 23:59": True, "2025-10-22 00:00": False, "2025-10-23 00:00": False},
    ),
}


def test_a_phase_without_voltage_costs_half_of_what_was_counted_meanwhile() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("metering_point", "P1", "0000000001")
    # 3100 ÷ 31 × 1 day × (1.5 − 1) = 50 kWh at (1900 − 30 − 10) ÷ 3100 = 0.6 yuan
    assert (hit["lost_kwh"], hit["amount_yuan"]) == (50, Decimal("30.00"))
    assert (hit["reason"], hit["event_count"], hit["minutes"]) == ("失压", 1, 1440)
    assert hit["events"] == (
        "2025-10-10 08:00 至 2025-10-11 08:00 失压A相 1,440 分钟,未处理,"
        "当月 3,100 kWh ÷ 31 天 × 1,440 分钟 ÷ 1,440 ×(更正系数 1.5 − 1)= 50 kWh"
    )


@pytest.mark.parametrize(("phase", "kwh"), [("AB", 200), ("A、C", 200), ("b相", 50), ("C", 50)])
def test_two_phases_lost_leave_a_third(phase: str, kwh: int) -> None:
    [hit] = hits(event(phase=phase))
    assert hit["lost_kwh"] == kwh


@pytest.mark.parametrize("phase", ["ABC", "AA", "N", None])
def test_what_does_not_say_one_phase_or_two_has_no_amount(phase: str | None) -> None:
    [hit] = hits(event(phase=phase))
    assert (hit["lost_kwh"], hit["amount_yuan"]) == (None, None)


@pytest.mark.parametrize(
    ("kind", "has_amount"), [("02", True), ("03", True), ("04", False), ("05", False), ("06", False)]
)
def test_every_lasting_kind_is_found_and_the_first_three_are_priced(kind: str, has_amount: bool) -> None:
    [hit] = hits(event(event_type=kind))
    assert (hit["amount_yuan"] is not None) == has_amount


@pytest.mark.parametrize("kind", ["07", "09", "10", "11", "12", "13", "14", "15", "16", "99"])
def test_other_kinds_are_not_judged(kind: str) -> None:
    assert hits(event(event_type=kind)) == []


def test_a_cover_opened_for_a_minute_without_current_is_found_without_amount() -> None:
    short = {"meter_events.end_time": "2025-10-10 08:01", "meter_events.max_i": "0"}
    assert hits(changed(TABLES, short)) == []
    [hit] = hits(changed(TABLES, short | {"meter_events.event_type": "08"}))
    assert (hit["reason"], hit["amount_yuan"]) == ("开表盖", None)


def test_an_event_without_current_on_record_counts() -> None:
    assert len(hits(event(max_i=None))) == 1


def test_an_event_that_goes_on_lasts_until_the_day_and_is_late_from_its_beginning() -> None:
    open_since = changed(
        TABLES, {"meter_events.end_time": "-", "meter_events.start_time": "2025-10-28 12:00"}
    )
    [hit] = hits(open_since)
    assert (hit["minutes"], hit["lost_kwh"]) == (3.5 * 1440, 175)
    assert hits(open_since, as_of="2025-10-31") == []


@pytest.mark.parametrize(
    ("values", "is_hit"),
    [
        ({"handle_status": "04"}, False),
        ({"handle_status": "03"}, False),
        ({"handle_status": "03", "handle_time": "2025-11-01 23:59"}, False),
        ({"handle_status": "03", "handle_time": "2025-11-02 00:00"}, True),
        ({"handle_status": "02"}, True),
        ({"handle_status": "-"}, True),
        ({"handle_app_no": "W1"}, False),
    ],
)
def test_an_event_is_closed_by_what_it_says_itself(values: dict[str, str], is_hit: bool) -> None:
    changes = {f"meter_events.{name}": value for name, value in values.items()}
    assert bool(hits(changed(TABLES, changes))) == is_hit


@pytest.mark.parametrize(
    ("what", "is_hit"),
    [
        (f"{FAULT}2025-10-09 23:59", True),
        (f"{FAULT}2025-10-10 07:00", False),
        (f"{FAULT}2025-11-02 00:00", True),
        (f"{FAULT}2025-10-10 07:00".replace("302", "304"), True),
        (f"{VISIT}2025-10-09", True),
        (f"{VISIT}2025-10-10", False),
        (f"{VISIT}2025-11-02", True),
        (f"{MADE_UP}2025-10-09 | 2", True),
        (f"{MADE_UP}2025-10-10 | 2", False),
        (f"{MADE_UP}2025-10-10 | -", False),
        (f"{MADE_UP}2025-10-10 | 0", True),
    ],
)
def test_an_event_is_closed_by_what_was_done_with_the_customer_since(what: str, is_hit: bool) -> None:
    assert bool(hits(TABLES + what)) == is_hit


@pytest.mark.parametrize(
    ("outage", "kinds"),
    [
        ("0000000001 | - | 2025-10-10 08:00 | 2025-10-10 09:00", ["02"]),
        ("- | 东门台区(033001) | 2025-10-10 07:00 | 2025-10-10 08:00", ["02"]),
        ("- | 东门台区(0330012) | 2025-10-10 07:00 | 2025-10-10 09:00", ["01", "02"]),
        ("0000000002 | - | 2025-10-10 07:00 | 2025-10-10 09:00", ["01", "02"]),
        ("0000000001 | - | 2025-10-10 08:01 | 2025-10-10 09:00", ["01", "02"]),
        ("0000000001 | - | 2025-10-10 07:00 | 2025-10-10 07:59", ["01", "02"]),
        ("0000000001 | - | 2025-10-10 07:00 | -", ["01", "02"]),
    ],
)
def test_an_outage_explains_a_loss_of_voltage_that_begins_in_it(outage: str, kinds: list[str]) -> None:
    found = [
        kind for kind in ("01", "02") if hits(event(event_type=kind) | drawn(OUTAGE.strip() + "\n" + outage))
    ]
    assert found == kinds


def test_several_events_of_a_point_are_one_hit_and_add_up() -> None:
    half_day = {"event_type": "02", "start_time": "2025-10-12 00:00", "end_time": "2025-10-12 12:00"}
    [hit] = hits(events(half_day, {"event_type": "08", "handle_status": "04"}))
    assert (hit["reason"], hit["event_count"], hit["lost_kwh"]) == ("失压;失流", 2, 75)
    assert (hit["amount_yuan"], hit["note"]) == (Decimal("45.00"), None)


def test_events_of_the_same_hours_are_pointed_out() -> None:
    [hit] = hits(events({"event_type": "02", "start_time": "2025-10-11 06:59"}))
    assert hit["note"] == "几件事件的时段有重叠,少计电量可能重复,须人工扣除"


def test_the_same_event_delivered_twice_counts_once() -> None:
    rows = drawn(TABLES)
    rows["meter_events"] *= 2
    assert hits(rows)[0]["lost_kwh"] == 50


def test_a_point_is_known_by_its_meter_and_an_unknown_place_is_not_judged() -> None:
    [hit] = hits(event(mp_no=None, cons_no=None))
    assert (hit["object_id"], hit["cons_no"]) == ("P1", "0000000001")
    assert hits(event(mp_no=None, asset_no="M9")) == []
    rows = event(mp_no=None)
    rows["meters"].append(rows["meters"][0] | {"mp_no": "P2"})
    assert hits(rows) == []


def test_only_four_wires_with_a_bill_of_the_month_are_priced() -> None:
    for place, value in (("metering_points.wiring_mode", "2"), ("bills.amt_ym", "202509")):
        assert [hit["amount_yuan"] for hit in hits(changed(TABLES, {place: value}))] == [None]


def test_without_its_other_tables_only_the_event_itself_decides_and_notes_say_so() -> None:
    rows = {"meter_events": drawn(TABLES)["meter_events"]}
    [hit] = hits(rows)
    assert hit["amount_yuan"] is None
    rows["meter_events"][0]["handle_status"] = None
    tables = delivered(events_not_closed, rows)
    assert events_not_closed(tables).to_pyarrow().num_rows == 1
    assert len(tables.notes) == 8


def test_a_state_of_the_company_s_own_is_said_by_its_name_else_by_its_code() -> None:
    named = written(LOCAL_CODES, {"list": "计量异常处理状态", "code": "9", "label": "待复核"})
    [by_code], [by_name] = hits(event(handle_status="9")), hits(event(handle_status="9"), code_tables=named)
    assert "分钟,9" in by_code["events"]
    assert "分钟,待复核" in by_name["events"]
