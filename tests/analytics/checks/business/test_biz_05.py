from datetime import date
from typing import Any

from analytics.checks.business.biz_05_meter_and_power import meter_and_power_late
from tests.drawn import finder

CHECK = meter_and_power_late
AS_OF = "2025-11-14"  # the Friday of the week after Monday 2025-11-03; no holidays


def applications(*rows: str, rest: str = " | - | 02 | 否 | 104 | AC00101 | 100 | 1") -> str:
    """Each row: number | class; `rest`: supplied on | status | terminated | type | voltage | use | sources."""
    header = (
        "app_no | cust_class | power_date | status | terminate_flag | app_type | volt_code | elec_type_code"
    )
    lines = [f"{row}{rest} | 2025-10-13 09:00:00 | C" for row in rows]
    return "\n".join(["applications", header + " | source_count | accept_time | cons_no", *lines])


def steps(*rows: str) -> str:
    """Each row: application | step | done on a day of November."""
    lines = [
        f"{number} | {step} | 2025-11-{day} 10:00:00" for number, step, day in (row.split() for row in rows)
    ]
    return "\n".join(["\n\napplication_steps\napp_no | step_no | end_time", *lines])


def fees(*rows: str) -> str:
    """Each row: application | received | date."""
    return "\n".join(["\n\nbusiness_fees\napp_no | rcved_amt | date", *rows])


hits = finder(CHECK, as_of=AS_OF)


def numbers(data: str, **parameters: Any) -> list[str]:
    return [hit["object_id"] for hit in hits(data, **parameters)]


TABLES = applications("1 | 01") + steps("1 A15 03", "1 A18 07")


def test_power_after_more_working_days_than_the_limit_is_late() -> None:
    # inspected on Monday the 3rd: the 6th is working day 3, the 7th day 4, the 10th day 5, the 11th day 6
    due = {"01": (3, "06", "07"), "02": (5, "10", "11"), "03": (5, "10", "11"), "04": (5, "10", "11")}
    data = applications(*[f"{kind}{n} | {kind}" for kind in due for n in "ab"])
    done = [f"{kind}{n} A15 03" for kind in due for n in "ab"]
    done += [
        f"{kind}{n} A18 {day}" for kind, (_, *days) in due.items() for n, day in zip("ab", days, strict=True)
    ]
    found_hits = hits(data + steps(*done))
    assert {hit["object_id"]: hit["limit_days"] for hit in found_hits} == {
        f"{kind}b": due[kind][0] for kind in due
    }
    assert {hit["over_days"] for hit in found_hits} == {1}
    assert (found_hits[0]["object_type"], found_hits[0]["period"]) == ("application", "202510")
    assert found_hits[0]["amount_yuan"] is None
    assert found_hits[0]["note"] == "请核客户是否具备受电条件"


def test_the_clock_starts_with_the_last_of_inspection_contract_and_payment() -> None:
    data = applications("1 | 01", "2 | 01", "3 | 01", "4 | 01", "5 | 01") + steps(
        *[f"{n} A15 03" for n in "12345"], *[f"{n} A18 07" for n in "12345"],
        "1 A16 04", "2 A07 04", "3 A15 04",
    )  # fmt: skip
    # the fourth paid a fee on the 4th, the fifth's fee was never received
    assert numbers(data + fees("4 | 100 | 2025-11-04", "5 | 0 | 2025-11-04")) == ["5"]


def test_a_late_hit_shows_every_day_that_decides() -> None:
    data = applications("1 | 01") + steps("1 A15 03", "1 A16 04", "1 A07 05", "1 A18 12")
    [hit] = hits(data + fees("1 | 100 | 2025-11-06"))
    shown = [hit[name].day for name in ("completion_date", "contract_date", "fee_step_date", "fee_date")]
    assert shown == [3, 4, 5, 6]
    assert (hit["start_date"], hit["supply_date"]) == (date(2025, 11, 6), date(2025, 11, 12))
    assert (hit["days"], hit["limit_days"]) == (4, 3)


def test_supply_is_the_step_else_meter_and_power_else_the_date_on_the_application() -> None:
    data = applications("1 | 01", "2 | 01", rest=" | 2025-11-06 | 02 | 否 | 101 | AC02202 | 202 | 1")
    data += "\n3 | 01 | 2025-11-07 | 02 | 否 | 101 | AC02202 | 202 | 1 | 2025-10-13 09:00:00 | C"
    done = ["1 A15 03", "1 A18 06", "1 A45 07", "2 A15 03", "2 A45 07", "3 A15 03"]
    assert numbers(data + steps(*done)) == ["2", "3"]


def test_without_inspection_nothing_is_judged() -> None:
    assert numbers(applications("1 | 01") + steps("1 A16 03", "1 A18 12")) == []


def test_a_start_after_the_supply_is_left_to_biz_07() -> None:
    assert numbers(applications("1 | 01") + steps("1 A15 12", "1 A18 03")) == []


def test_an_open_application_inspected_and_signed_counts_up_to_the_day_of_the_run() -> None:
    data = applications("1 | 01", "2 | 01", rest=" | - | 01 | 否 | 101 | AC02202 | 202 | 1")
    data += steps("1 A15 03", "1 A16 03", "2 A15 03", "9 A18 03")
    assert numbers(data, as_of="2025-11-06") == []
    [hit] = hits(data, as_of="2025-11-07")
    assert (hit["object_id"], hit["days"], hit["supply_date"]) == ("1", 4, None)
    assert hit["note"] == "请核客户是否具备受电条件;尚未送电,计至数据日"


def test_what_happens_after_the_day_of_the_run_has_not_happened() -> None:
    data = applications("1 | 01", rest=" | 2025-11-20 | 01 | 否 | 101 | AC02202 | 202 | 1")
    data += steps("1 A15 03", "1 A16 03", "1 A18 20") + fees("1 | 100 | 2025-11-20")
    [hit] = hits(data, as_of="2025-11-07")
    assert (hit["supply_date"], hit["fee_date"]) == (None, None)
    assert numbers(data, as_of="2025-11-20") == []  # paid and supplied on the same day


def test_archived_passed_over_or_terminated_applications_without_supply_are_not_judged() -> None:
    rows = ["1 | 01 | - | 02 | 否", "2 | 01 | - | 03 | 否", "3 | 01 | - | 01 | 是", "4 | 01 | - | 01 | 否"]
    data = applications(*rows, rest=" | 101 | AC02202 | 202 | 1")
    done = [f"{n} {step} 03" for n in "1234" for step in ("A15", "A16")]
    assert numbers(data + steps(*done, "4 A20 04", "9 A18 03")) == []


def test_where_no_supply_is_recorded_anywhere_open_applications_are_not_judged() -> None:
    data = applications("1 | 01", rest=" | - | 01 | 否 | 101 | AC02202 | 202 | 1")
    assert numbers(data + steps("1 A15 03", "1 A16 03")) == []
    assert numbers(data + steps("1 A15 03", "1 A16 03", "9 A45 03")) == ["1"]


def test_without_a_class_high_voltage_is_enough_and_low_voltage_needs_the_use() -> None:
    kinds = ["AC00101 | - | -", "AC03802 | 405 | -", "AC03802 | - | 1", "- | 405 | 1"]
    rows = [f"{n} | - | - | 02 | 否 | 104 | {kind}" for n, kind in enumerate(kinds)]
    done = [f"{n} {step} {day}" for n in range(4) for step, day in (("A15", "03"), ("A18", "12"))]
    found_hits = hits(applications(*rows, rest="") + steps(*done))
    assert [(hit["object_id"], hit["limit_days"]) for hit in found_hits] == [("0", 5), ("1", 5)]


def test_other_kinds_of_application_are_not_judged() -> None:
    rows = [f"{kind} | 01 | - | 02 | 否 | {kind}" for kind in ("103", "106", "112", "203", "901", "101")]
    done = [f"{kind} {step} {day}" for kind in ("103", "106", "112", "203", "901", "101")
            for step, day in (("A15", "03"), ("A18", "12"))]  # fmt: skip
    assert numbers(applications(*rows, rest=" | AC02202 | 202 | 1") + steps(*done)) == ["101"]


def test_without_steps_the_check_is_off() -> None:
    known = {"app_no": 1, "app_type": 1, "accept_time": 1}
    assert CHECK.missing({"applications": known}) == ["application_steps"]
