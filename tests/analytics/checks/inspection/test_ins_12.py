from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.inspection.ins_12_whole_process import chain_is_broken
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, found

CHECK = chain_is_broken
Row = dict[str, str]
# power on 10 May, first read and billed in June: 31 days and one period later; the day is 1 November
TABLES_OF: dict[str, Row] = {
    "customers": {
        **{
            "org_code": "33401",
            "cons_no": "1",
            "orig_cons_no": "-",
            "status_code": "0",
            "cons_sort_code": "02",
        },
        **{"power_on_date": "2025-05-10", "tmp_flag": "03", "mr_sect_no": "s"},
    },
    "meters": {"cons_no": "1", "asset_no": "a", "status": "012"},
    "metering_points": {"cons_no": "1", "mp_no": "m", "calc_mode": "1", "mp_status": "02"},
    "readings": {"cons_no": "1", "mr_date": "2025-06-10", "mr_status": "02", "mr_cycle": "1"},
    "mr_sections": {"mr_sect_no": "s", "mr_cycle": "1"},
    "bills": {"cons_no": "1", "amt_ym": "202506", "release_date": "2025-06-13", "amt_type": "01"},
    "receivables": {
        **{"cons_no": "1", "rcvbl_ym": "202506", "amt_type": "01", "owe_amt": "0"},
        **{"penalty_start": "2025-07-13", "settle_flag": "03"},
    },
    "applications": {
        **{"org_code": "33401", "app_no": "p", "cons_no": "1", "app_type": "102", "status": "02"},
        **{"power_date": "2025-05-10", "terminate_flag": "-"},
    },
}
# somebody else, so that readings, bills and receivables reach back
OLD = {
    "readings": {"cons_no": "0", "mr_date": "2025-01-10"},
    "bills": {"cons_no": "0", "amt_ym": "202501"},
    "receivables": {"cons_no": "0", "rcvbl_ym": "202501"},
    "meters": {"cons_no": "0", "asset_no": "b"},
}


def company(*gone: str, **changes: Row | list[Row]) -> str:
    """Return tables in which rows are changed, or gone ('bills'); several changes of a table are several rows."""
    blocks = []
    for name, base in TABLES_OF.items():
        change = changes.get(name, {})
        rows = (
            [] if name in gone else [base | one for one in (change if isinstance(change, list) else [change])]
        )
        rows += [base | OLD[name]] if name in OLD else []
        if rows:
            blocks.append("\n".join([name, " | ".join(base), *(" | ".join(row.values()) for row in rows)]))
    return "\n\n".join(blocks)


TABLES = company(readings={"mr_date": "2025-06-15"}, bills={"release_date": "2025-06-18"})


def read_on(day: str) -> str:
    return company(readings={"mr_date": day}, bills={"release_date": "-"})


BOUNDARIES = {
    "first_read_days": Boundary(
        read_on,
        {"2025-06-13": False, "2025-06-14": False, "2025-06-15": True},
        own=60,
        answers_to_own={"2025-07-08": False, "2025-07-09": False, "2025-07-10": True},
    ),
}


def hits(*gone: str, **changes: Any) -> list[dict[str, Any]]:
    return found(CHECK, company(*gone, **changes))


def lines(hit: dict[str, Any]) -> list[str]:
    return arithmetic_of(hit | {"check_code": "INS-12"})


def problems(*gone: str, **changes: Any) -> list[str]:
    return [hit["problems"] for hit in hits(*gone, **changes)]


def test_a_chain_that_holds_is_clean() -> None:
    assert hits() == []


def test_a_first_reading_on_the_36th_day_is_late() -> None:
    [hit] = found(CHECK, TABLES)
    assert (hit["object_type"], hit["object_id"], hit["org_code"]) == ("customer", "1", "33401")
    assert (hit["problems"], hit["amount_yuan"]) == ("①首次抄表超期", None)
    assert lines(hit) == ["首抄 = 2025-06-15 − 送电 2025-05-10 = 36 天,期限 35 天"]


def test_the_first_bill_tells_of_a_reading_and_without_either_the_day_counts() -> None:
    late = {"mr_date": "2025-06-15"}
    assert problems(readings=late) == []
    assert problems("readings") == []
    assert problems("readings", bills={"release_date": "2025-06-18"}) == ["①首次抄表超期"]
    [hit] = hits("readings", "bills", readings={})
    assert hit["problems"] == "①首次抄表超期、②首次发行超期"
    assert (hit["read_days"], hit["first_read"], hit["bill_months"]) == (
        174,
        None,
        5,
    )  # to 31 October, October


def test_days_after_the_period_count_as_far_as_readings_of_anybody_tell_of_them() -> None:
    supplied = {"power_on_date": "2025-09-26"}  # 35 days to the end of October, 36 to the day of the run
    before = {"mr_date": "2025-01-10"}
    assert problems("bills", customers=supplied, readings=before) == []
    others = [before, {"cons_no": "9", "mr_date": "2025-11-01"}]
    assert problems("bills", customers=supplied, readings=others) == ["①首次抄表超期"]


@pytest.mark.parametrize(
    "reading",
    [{"mr_date": "2025-05-10"}, {"mr_date": "2025-05-09"}, {"mr_status": "01"}, {"mr_date": "2025-11-02"}],
)
def test_readings_of_the_day_of_power_or_before_estimates_and_later_ones_are_no_first_reading(
    reading: Row,
) -> None:
    assert problems(readings=reading, bills={"release_date": "2025-06-18"}) == ["①首次抄表超期"]


@pytest.mark.parametrize(("ym", "is_hit"), [("202507", False), ("202508", True)])
def test_a_first_bill_three_months_on_is_late(ym: str, is_hit: bool) -> None:
    assert problems(bills={"amt_ym": ym}) == ["②首次发行超期"] * is_hit


@pytest.mark.parametrize(("kind", "is_hit"), [("03", False), ("-", False), ("02", True), ("04", True)])
def test_only_normal_and_temporary_bills_are_a_first_one(kind: str, is_hit: bool) -> None:
    both = [{"amt_type": kind}, {"amt_ym": "202508", "release_date": "2025-08-13"}]
    assert problems(bills=both) == ["②首次发行超期"] * is_hit


@pytest.mark.parametrize(
    ("day", "ym", "expected"),
    [("2025-07-15", "202508", []), ("2025-07-16", "202509", ["①首次抄表超期、②首次发行超期"])],
)
def test_who_is_read_every_other_month_has_31_days_and_a_period_more(
    day: str, ym: str, expected: list[str]
) -> None:
    bill = {"amt_ym": ym, "release_date": "2025-09-01"}
    assert problems(readings={"mr_date": day, "mr_cycle": "2"}, bills=bill) == expected
    assert (
        problems(readings={"mr_date": day, "mr_cycle": "-"}, mr_sections={"mr_cycle": "2"}, bills=bill)
        == expected
    )


@pytest.mark.parametrize(
    ("day", "ym", "expected"),
    [("2025-08-15", "202509", []), ("2025-08-16", "202510", ["①首次抄表超期、②首次发行超期"])],
)
def test_who_is_read_once_a_quarter_has_62_days_and_two_periods_more(
    day: str, ym: str, expected: list[str]
) -> None:
    bill = {"amt_ym": ym, "release_date": "2025-10-01"}
    section = {"mr_cycle": "每季"}
    assert problems(readings={"mr_date": day, "mr_cycle": "-"}, mr_sections=section, bills=bill) == expected


def test_a_first_bill_that_is_overdue_and_not_paid_is_owed() -> None:
    [hit] = hits(
        receivables=[{"owe_amt": "80.5", "settle_flag": "01"}, {"owe_amt": "9.5", "settle_flag": "02"}]
    )
    assert (hit["problems"], hit["amount_yuan"]) == ("③首期电费未收", Decimal("90.00"))
    assert lines(hit) == ["首期 2025年6月 欠费合计 90 元,已过违约金起算日期"]


@pytest.mark.parametrize(
    "change",
    [
        {"settle_flag": "03"},
        {"settle_flag": "04"},
        {"amt_type": "05"},
        {"penalty_start": "2025-11-02"},
        {"penalty_start": "-"},
        {"rcvbl_ym": "202504"},
    ],
)
def test_what_is_settled_not_due_or_of_before_is_not_owed(change: Row) -> None:
    assert hits(receivables={"owe_amt": "80", "settle_flag": "01"} | change) == []


def test_a_later_bill_is_not_the_first() -> None:
    assert hits(receivables=[{}, {"rcvbl_ym": "202507", "owe_amt": "80", "settle_flag": "01"}]) == []


def test_a_customer_without_a_running_meter_is_not_metered() -> None:
    [hit] = hits(meters={"status": "015"})
    assert (hit["problems"], hit["days"]) == ("④无运行电能表", 175)
    assert problems("meters") == ["④无运行电能表"]


@pytest.mark.parametrize(
    "change",
    [
        {"meters": {"status": "-"}},
        {"customers": {"tmp_flag": "02"}},
        {"metering_points": {"calc_mode": "2"}},
        {"customers": {"power_on_date": "2025-09-27"}, "readings": {"mr_date": "2025-10-10"}},
    ],
)
def test_meters_of_unknown_state_unmetered_supply_fixed_shares_and_35_days_excuse(
    change: dict[str, Row],
) -> None:
    base = {"meters": {"status": "015"}}
    assert hits(**(base | change)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"power_on_date": "2024-10-31"},
        {"power_on_date": "2025-11-02"},
        {"status_code": "1"},
        {"status_code": "9"},
        {"cons_sort_code": "00"},
    ],
)
def test_others_than_new_customers_on_the_books_are_not_judged(change: Row) -> None:
    assert hits("readings", customers=change, meters={"status": "015"}) == []


def test_a_power_on_day_before_the_first_bill_delivered_is_judged_by_its_meter_alone() -> None:
    early = {"power_on_date": "2024-12-20"}
    assert hits(customers=early, receivables={"owe_amt": "80", "settle_flag": "01"}) == []
    assert problems(customers=early, meters={"status": "015"}) == ["④无运行电能表"]


def test_where_the_readings_do_not_reach_back_the_day_of_a_bill_is_not_that_of_a_reading() -> None:
    late = {"release_date": "2025-06-18"}
    text = company(readings={"mr_date": "2025-10-10"}, bills=late)
    assert [hit["problems"] for hit in found(CHECK, text)] == ["①首次抄表超期"]
    assert found(CHECK, text.replace("0 | 2025-01-10", "0 | 2025-05-11")) == []
    assert found(CHECK, text.replace("0 | 2025-01-10", "0 | 2025-05-10")) != []


STRANGER = {"app_no": "q", "cons_no": "7"}


@pytest.mark.parametrize(("day", "is_hit"), [("2025-09-27", False), ("2025-09-26", True)])
def test_a_connection_in_use_for_36_days_whose_customer_has_no_file_is_broken(day: str, is_hit: bool) -> None:
    found_now = hits(applications=[{}, STRANGER | {"power_date": day}])
    assert [(hit["object_type"], hit["object_id"], hit["cons_no"]) for hit in found_now] == [
        ("application", "q", "7")
    ] * is_hit
    assert all((hit["problems"], hit["days"]) == ("⑤归档送电而无客户档案", 36) for hit in found_now)
    assert all(lines(hit) == ["送电至数据日 = 36 天,期限 35 天"] for hit in found_now)


@pytest.mark.parametrize(
    ("ending", "is_hit"),
    [("108", False), ("213", False), ("216", False), ("217", False), ("208", True), ("211", True)],
)
def test_a_number_that_went_out_of_the_file_again_was_in_it(ending: str, is_hit: bool) -> None:
    ended = STRANGER | {"app_no": "r", "app_type": ending, "power_date": "-"}
    assert bool(hits(applications=[{}, STRANGER, ended])) == is_hit
    assert hits(applications=[{}, STRANGER, ended | {"status": "01"}]) != []


def test_a_customer_who_got_another_number_since_is_on_file() -> None:
    assert hits(customers={"orig_cons_no": "7"}, applications=[{}, STRANGER]) == []
    assert hits(customers={"orig_cons_no": "8"}, applications=[{}, STRANGER]) != []


@pytest.mark.parametrize(
    ("unit", "is_hit"), [("33401", True), ("3340101", True), ("334", True), ("-", True), ("33402", False)]
)
def test_a_unit_whose_customers_were_not_delivered_accuses_nobody(unit: str, is_hit: bool) -> None:
    assert bool(hits(applications=[{}, STRANGER | {"org_code": unit}])) == is_hit


@pytest.mark.parametrize(
    "change",
    [
        {"app_type": "110"},
        {"status": "01"},
        {"terminate_flag": "是"},
        {"cons_no": "-"},
        {"power_date": "-"},
        {"power_date": "2024-10-31"},
    ],
)
def test_other_applications_open_ones_and_such_without_a_number_are_not_judged(change: Row) -> None:
    assert hits(applications=[{}, STRANGER | change]) == []


def test_what_was_not_delivered_is_off_and_that_is_said() -> None:
    text = "customers\ncons_no | status_code | power_on_date\n1 | 0 | 2025-05-10"
    assert found(CHECK, text) == []
    seen = delivered(CHECK, drawn(text))
    CHECK(seen)
    assert seen.notes == [
        "没有账单,不判首次抄表、首次发行(①②)",
        "账单发行日期整列为空,不判首次抄表(①)",
        "没有抄表记录,不判首次抄表(①)",
        "没有应收,不判首期电费(③)",
        "没有电能表状态,不判有无运行电能表(④)",
        "没有申请的送停电日期,不判有无客户档案(⑤)",
        "计量点没有计算方式,定量、定比结算的户④不能剔除",
        "缺抄表段的抄表周期,双月抄表只按抄表记录",
    ]
