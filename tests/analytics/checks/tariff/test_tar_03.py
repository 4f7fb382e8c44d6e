from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.tariff.tar_03_meter_reading_plan import reading_plan_not_kept
from analytics.results.hit_words import arithmetic_of, sentence_of
from tests.boundaries import Boundary
from tests.drawn import Drawn, changed, delivered, drawn, finder, found

# customer 2 is read as planned: its unit's readings were delivered
TABLES = """
    customers
    cons_no | org_code | status_code | power_on_date | build_date | mr_sect_no | tmp_flag
    1       | 33401    | 0           | 2010-05-01    | 2010-05-01 | S          | 03
    2       | 33401    | 0           | 2010-05-01    | 2010-05-01 | S          | 03

    mr_sections
    mr_sect_no | mr_day | mr_cycle
    S          | 8      | 1

    readings
    cons_no | asset_no | mr_sect_no | amt_ym | read_type | last_date  | mr_date    | mr_status | mr_type | data_src | mr_cycle
    1       | A        | S          | 202510 | 11        | 2025-09-08 | 2025-10-11 | 02        | 01      | 01       | 1
    1       | A        | S          | 202509 | 11        | 2025-08-08 | 2025-09-08 | 02        | 01      | 01       | 1
    2       | B        | S          | 202510 | 11        | 2025-09-08 | 2025-10-08 | 02        | 01      | 01       | 1

    metering_points
    mp_no | cons_no | calc_mode | mp_status
    11    | 1       | 1         | 02

    bills
    cons_no | amt_ym | amt_type | total_amt
    1       | 202509 | 01       | 100.00
    1       | 202508 | 01       | 50.01
    1       | 202508 | 0202     | 900.00
"""
ON_ITS_DAY = {"readings.mr_date": "2025-10-08"}


def company(changes: dict[str, str] | None = None) -> Drawn:
    return changed(TABLES, ON_ITS_DAY | (changes or {}))


def read_on(day: str) -> Drawn:
    return company({"readings.mr_date": day})


def without_a_day(rows: Drawn) -> Drawn:
    rows["mr_sections"] = []
    return rows


def missed(changes: dict[str, str] | None = None) -> Drawn:
    rows = company(changes)
    rows["readings"] = rows["readings"][1:]
    return rows


hits = finder(reading_plan_not_kept, company)
judged = finder(reading_plan_not_kept)

BOUNDARIES = {
    "d": Boundary(
        read_on,
        {"2025-10-09": False, "2025-10-10": False, "2025-10-11": True},
        own=5,
        answers_to_own={"2025-10-12": False, "2025-10-13": False, "2025-10-14": True},
    ),
}


def test_a_customer_read_on_its_day_is_clean() -> None:
    assert hits() == []


def test_a_reading_three_days_after_its_day_has_no_amount() -> None:
    [hit] = judged(TABLES)
    assert (hit["object_id"], hit["reason"], hit["amount_yuan"]) == ("1", "抄表例日变动", None)
    assert (hit["due_date"], hit["gap_days"]) == (date(2025, 10, 8), 3)
    assert arithmetic_of(hit | {"check_code": "TAR-03"})[0] == (
        "例日差 = 本次抄表日期 − 应抄日期 = 2025-10-11 − 2025-10-08 = 3 天"
    )


@pytest.mark.parametrize(
    ("mr_day", "mr_date", "gap"),
    [
        ("8", "2025-10-05", -3),
        ("31", "2025-10-29", None),
        ("31", "2025-10-28", -3),
        ("1", "2025-11-01", None),  # the month's end, read on the first of the next
        ("1", "2025-11-04", 3),
        ("1", "2025-09-28", -3),
        ("0", "2025-10-11", 3),  # no day: a month after 8 September
    ],
)
def test_the_day_of_reading_is_that_of_the_month_or_of_the_next_where_that_is_nearer(
    mr_day: str, mr_date: str, gap: int | None
) -> None:
    gaps = hits({"mr_sections.mr_day": mr_day, "readings.mr_date": mr_date})
    assert [hit["gap_days"] for hit in gaps if hit["object_id"] == "1"] == ([] if gap is None else [gap])


@pytest.mark.parametrize(
    ("cycle", "last", "mr_date", "is_hit"),
    [
        ("1", "2025-09-08", "2025-10-10", False),
        ("1", "2025-09-08", "2025-10-11", True),
        ("-", "2025-09-08", "2025-10-05", True),
        ("2", "2025-08-08", "2025-10-10", False),
        ("2", "2025-08-08", "2025-10-11", True),
        ("3", "2025-09-08", "2025-10-25", False),
        ("1", "2025-08-31", "2025-09-30", False),
        ("1", "-", "2025-10-25", False),
        ("1", "2010-05-01", "2025-10-25", False),  # the first reading since it was supplied
    ],
)
def test_without_a_day_of_its_section_a_reading_is_due_one_cycle_after_the_last(
    cycle: str, last: str, mr_date: str, is_hit: bool
) -> None:
    rows = company({"readings.mr_cycle": cycle, "readings.last_date": last, "readings.mr_date": mr_date})
    assert bool(judged(without_a_day(rows))) == is_hit


@pytest.mark.parametrize(
    "changes",
    [
        {"readings.mr_type": "05"},
        {"readings.data_src": "02"},
        {"readings.data_src": "03"},
        {"readings.data_src": "04"},
        {"readings.mr_cycle": "3"},
        {"readings.read_type": "31"},
        {"customers.status_code": "2"},
        {"customers.power_on_date": "2025-10-01"},
    ],
)
def test_who_is_read_for_a_change_or_several_times_or_is_new_has_no_day(changes: dict[str, str]) -> None:
    assert hits({"readings.mr_date": "2025-10-20"} | changes) == []


def test_a_section_other_than_last_month_excuses_the_day() -> None:
    rows = read_on("2025-10-20")
    rows["readings"][1] |= {"mr_sect_no": "T"}
    assert judged(rows) == []


def test_a_change_of_meter_at_the_last_reading_excuses_the_day() -> None:
    rows = read_on("2025-10-20")
    rows["readings"][1] |= {"mr_type": "05"}
    assert judged(rows) == []


def test_who_is_read_on_its_day_and_on_others_is_clean() -> None:
    rows = read_on("2025-10-20")
    rows["readings"].append(rows["readings"][0] | {"asset_no": "C", "mr_date": date(2025, 10, 9)})
    assert judged(rows) == []


def test_a_customer_without_reading_lacks_its_mean_of_the_months_before() -> None:
    [hit] = judged(missed())
    assert (hit["reason"], hit["last_mr_date"]) == ("漏抄", date(2025, 9, 8))
    assert (hit["former_yuan"], hit["former_months"]) == (Decimal("150.01"), 2)
    assert (hit["mean_yuan"], hit["amount_yuan"]) == (Decimal("75.01"), Decimal("75.01"))


def test_the_sentence_says_what_was_found_and_no_more() -> None:
    def said(rows: Drawn) -> str:
        [hit] = judged(rows)
        return sentence_of(hit | {"check_code": "TAR-03"})

    assert said(missed()) == "漏抄:抄表段 S,末次抄表 2025-09-08"
    assert said(missed({"customers.mr_sect_no": "-"})) == "漏抄、未编抄表段:末次抄表 2025-09-08"
    assert said(drawn(TABLES)) == "抄表例日变动:抄表段 S,末次抄表 2025-10-11,应抄 2025-10-08,实抄 2025-10-11"
    never = missed()
    never["readings"] = never["readings"][1:]
    assert said(never) == "漏抄:抄表段 S,资料内没有抄表记录"


@pytest.mark.parametrize(("issued", "yuan"), [("30.00", "45.01"), ("75.01", "0.00"), ("80.00", "0.00")])
def test_what_was_issued_all_the_same_is_taken_off(issued: str, yuan: str) -> None:
    rows = missed()
    rows["bills"].append(rows["bills"][0] | {"amt_ym": "202510", "total_amt": Decimal(issued)})
    [hit] = judged(rows)
    assert hit["amount_yuan"] == Decimal(yuan)


def test_months_older_than_a_year_do_not_count() -> None:
    rows = missed()
    old = [{"amt_ym": "202410", "total_amt": Decimal(30)}, {"amt_ym": "202409", "total_amt": Decimal(900)}]
    rows["bills"] += [rows["bills"][0] | one for one in old]
    [hit] = judged(rows)
    assert (hit["former_yuan"], hit["former_months"]) == (Decimal("180.01"), 3)


def test_without_history_there_is_no_amount() -> None:
    rows = missed()
    rows["bills"] = []
    [hit] = judged(rows)
    assert hit["amount_yuan"] is None


@pytest.mark.parametrize(
    ("changes", "is_hit"),
    [
        ({"customers.power_on_date": "2025-10-01"}, False),
        ({"customers.power_on_date": "2025-09-30"}, True),
        ({"customers.power_on_date": "-", "customers.build_date": "2025-10-01"}, False),
        ({"customers.power_on_date": "-", "customers.build_date": "-"}, True),
        ({"customers.status_code": "9"}, False),
        ({"customers.tmp_flag": "02"}, False),
        ({"customers.tmp_flag": "01"}, True),
        ({"customers.org_code": "33402"}, False),  # no reading of that unit was delivered
        ({"metering_points.calc_mode": "3"}, False),
        ({"metering_points.mp_status": "03"}, False),
        ({"metering_points.mp_status": "04"}, False),
        ({"metering_points.mp_status": "-"}, True),
        ({"metering_points.cons_no": "7"}, True),
    ],
)
def test_who_need_not_be_read_is_not_missed(changes: dict[str, str], is_hit: bool) -> None:
    assert bool(judged(missed(changes))) == is_hit


@pytest.mark.parametrize(
    ("cycle", "of_section", "is_hit"),
    [("2", "1", False), ("-", "2", False), ("1", "2", True), ("-", "1", True)],
)
def test_who_is_read_every_second_month_and_was_last_month_is_not_missed(
    cycle: str, of_section: str, is_hit: bool
) -> None:
    rows = missed({"mr_sections.mr_cycle": of_section})
    rows["readings"][0] |= {"mr_cycle": None if cycle == "-" else cycle}
    assert bool(judged(rows)) == is_hit


@pytest.mark.parametrize(
    ("last_read", "cycle", "is_hit"),
    [("202509", "每季", False), ("202508", "每季", False), ("202507", "每季", True), ("202508", "2", True)],
)
def test_who_is_read_once_a_quarter_is_missed_from_the_third_month_on(
    last_read: str, cycle: str, is_hit: bool
) -> None:
    rows = missed({"mr_sections.mr_cycle": cycle})
    rows["readings"][0] |= {"amt_ym": last_read, "mr_cycle": None}
    assert bool(judged(rows)) == is_hit


def test_without_a_day_a_quarters_reading_is_due_three_months_after_the_last() -> None:
    changes = {"readings.last_date": "2025-07-08", "readings.mr_cycle": "季抄"}
    assert judged(without_a_day(company(changes))) == []


def test_a_customer_without_section_has_no_amount() -> None:
    [hit] = hits({"customers.mr_sect_no": "-"})
    assert (hit["reason"], hit["amount_yuan"]) == ("未编抄表段", None)


def test_without_any_section_on_file_nobody_lacks_one() -> None:
    rows = company()
    rows["customers"] = [row | {"mr_sect_no": None} for row in rows["customers"]]
    assert judged(rows) == []
    assert "客户档案缺抄表段编号,不判②" in delivered(reading_plan_not_kept, rows).notes


@pytest.mark.parametrize("how", [{"readings.mr_status": "01"}, {"readings.mr_type": "02"}])
def test_a_meter_that_was_due_and_not_read_lacks_the_mean_too(how: dict[str, str]) -> None:
    [hit] = hits(how)
    assert (hit["reason"], hit["amount_yuan"]) == ("应抄未抄", Decimal("75.01"))


def test_a_meter_that_was_read_later_is_clean() -> None:
    rows = company({"readings.mr_status": "01"})
    later: dict[str, Any] = {"mr_status": "02", "mr_type": "04"}
    rows["readings"].append(rows["readings"][0] | later)
    assert judged(rows) == []


def test_without_readings_only_sections_are_judged() -> None:
    rows = company({"customers.mr_sect_no": "-"})
    rows["readings"] = []
    assert [hit["reason"] for hit in judged(rows)] == ["未编抄表段"]


def test_without_days_of_sections_it_is_said() -> None:
    rows = without_a_day(drawn(TABLES))
    assert "缺抄表例日,④按上次抄表日期加抄表周期推算" in delivered(reading_plan_not_kept, rows).notes
    assert len(found(reading_plan_not_kept, rows)) == 1
