"""Weeks in which something is wrong or wholly absent: it is said, and nothing is a wrong 0."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.weekly.analysis import weekly
from analytics.weekly.drill import orders_behind
from analytics.weekly.figures import figures
from analytics.weekly.orders import orders_of
from analytics.weekly.period import between, iso_week, week_of
from analytics.weekly.quality_sentences import revisits
from analytics.weekly.sections import Weekly
from analytics.weekly.sentences import sentences
from models.errors import WrongUsage
from models.people import LOCAL_USER, Person, Role
from tests.analytics.weekly import made
from tests.loaded import loaded

WEEK = week_of(date(2026, 7, 9))  # 7.3 to 7.9
ONE = """
    work_orders
    wo_no | busi_type | org_code  | accept_time         | arrive_time         | urban_rural_flag
    w1    | 001       | 334010101 | 2026-07-03 00:00:00 | 2026-07-03 00:45:00 | 01
"""


def analysed(home: Path, text: str, org_prefix: str = "", person: Person = LOCAL_USER) -> Weekly:
    with loaded(home, text).open(person) as door:
        return weekly(door, WEEK, org_prefix)


def said(report: Weekly) -> dict[str, str]:
    return {sentence.key: sentence.text for sentence in sentences(report)}


def test_a_week_without_any_order_says_so_and_has_no_rates(tmp_path: Path) -> None:
    report = analysed(tmp_path, ONE.replace("2026-07-03", "2026-06-01"))
    found = figures(report)
    assert (found["total"], found["by_type"], found["by_org"]) == (0, {}, {})
    assert found["arrival"] == {"due": 0, "on_time": 0, "rate": None}
    assert said(report)["volume.total"] == "本周没有受理95598工单。"


def test_a_home_without_work_orders_still_gives_a_report(tmp_path: Path) -> None:
    report = analysed(tmp_path, "orgs\n    org_code | org_name\n    33401 | 临江供电公司")
    assert report.volume.total.now == 0
    assert report.coverage.now == "none"
    assert report.repairs.arrival.now is None
    assert "工单没有到达现场时间" in said(report)["repairs.missing"]


def test_one_order_on_the_first_second_of_the_week_counts(tmp_path: Path) -> None:
    found = figures(analysed(tmp_path, ONE))
    assert found["total"] == 1
    assert found["by_type"] == {"故障报修": 1}
    assert found["arrival"] == {"due": 1, "on_time": 1, "rate": 1.0}
    assert found["by_org"] == {"334010101": 1}


def test_both_days_of_a_range_count_to_the_last_second(tmp_path: Path) -> None:
    text = """
        work_orders
        wo_no | busi_type | accept_time
        w0    | 003       | 2026-07-02 23:59:59
        w1    | 003       | 2026-07-03 00:00:00
        w2    | 003       | 2026-07-04 23:59:59
        w3    | 003       | 2026-07-05 00:00:00
    """
    with loaded(tmp_path, text).open(LOCAL_USER) as door:
        found = figures(weekly(door, between(date(2026, 7, 3), date(2026, 7, 4)), with_topics=False))
    assert (found["total"], found["previous_total"]) == (2, 1)


def test_exactly_the_limit_is_on_time_and_a_second_more_is_not(tmp_path: Path) -> None:
    late = "    w2 | 001 | 334010101 | 2026-07-04 08:00:00 | 2026-07-04 08:45:01 | 01\n"
    arrival = figures(analysed(tmp_path, ONE + late))["arrival"]
    assert (arrival["due"], arrival["on_time"]) == (2, 1)


def test_an_arrival_before_acceptance_is_not_on_time_and_said(tmp_path: Path) -> None:
    early = "    w2 | 001 | 334010101 | 2026-07-04 08:00:00 | 2026-07-04 07:45:00 | 01\n"
    report = analysed(tmp_path, ONE + early)
    assert figures(report)["arrival"] == {"due": 2, "on_time": 1, "rate": 0.5}
    assert report.set_aside.negative_arrival == 1
    assert report.repairs.median_minutes == 45
    assert "到场早于受理1件" in said(report)["volume.set_aside"]


def test_a_repair_in_transit_within_its_limit_is_not_accused(tmp_path: Path) -> None:
    open_order = "    w2 | 001 | 334010101 | 2026-07-09 23:50:00 | - | 01\n"
    report = analysed(tmp_path, ONE + open_order)
    assert figures(report)["arrival"]["on_time"] == 1
    assert figures(report)["arrival"]["due"] == 2  # CLI: a missing arrival is not on time
    assert len(report.deadlines.overdue) == 0


def test_an_order_delivered_twice_counts_once_at_the_unit_of_its_first_acceptance(tmp_path: Path) -> None:
    moved = "    w1 | 001 | 334010201 | 2026-07-03 01:00:00 | 2026-07-03 01:30:00 | 01\n"
    report = analysed(tmp_path, ONE + moved)
    assert report.volume.total.now == 1
    assert report.by_org == {"334010101": 1}
    assert report.set_aside.duplicate_orders == 1


def test_an_order_without_a_unit_is_in_the_whole_and_said(tmp_path: Path) -> None:
    nowhere = "    w2 | 001 | - | 2026-07-04 08:00:00 | 2026-07-04 08:30:00 | 01\n"
    report = analysed(tmp_path, ONE + nowhere)
    assert report.by_org == {"334010101": 1, "": 1}
    assert report.set_aside.without_unit == 1
    assert "(未填单位)" in report.composition.units.row_labels


def test_data_that_end_within_the_week_flag_it_as_incomplete(tmp_path: Path) -> None:
    report = analysed(tmp_path, ONE)
    assert not report.coverage.is_complete
    assert "本周不完整" in said(report)["volume.incomplete"]
    assert not report.volume.trend.points or report.volume.trend.centre is None


def test_a_period_before_the_data_begin_is_no_base_of_zero(tmp_path: Path) -> None:
    report = analysed(tmp_path, ONE)
    assert report.volume.total.previous is None
    assert "环比—(无同期数据)" in said(report)["volume.total"]
    assert figures(report)["previous_total"] == 0


def test_without_times_flags_staff_and_texts_each_section_says_what_it_lacks(tmp_path: Path) -> None:
    report = analysed(tmp_path, ONE.replace(" | 2026-07-03 00:45:00 | 01", " | - | -"))
    found, texts = figures(report), said(report)
    assert found["arrival"] == {"due": 1, "on_time": None, "rate": None}
    assert found["contact"] == {"due": 0, "on_time": None, "rate": None}
    assert found["repeat_callers"] is None
    assert found["volume"]["per_10k"]["now"] is None
    for section in ("volume", "composition", "repairs", "complaints", "deadlines", "revisits", "repeats"):
        assert texts[f"{section}.missing"].startswith("数据说明:")
    assert texts["people.missing"] == "数据说明:工单没有处理人员,未按责任人统计。"
    assert texts["topics.missing"] == "数据说明:工单没有受理内容,未作文本热点分析。"


def test_steps_say_how_many_were_returned_and_kept_their_limit(tmp_path: Path) -> None:
    steps = """

        work_order_steps
        wo_no | act_name | arrive_time         | finish_time         | deadline            | back_flag
        w1    | 接单派工 | 2026-07-03 00:01:00 | 2026-07-03 00:05:00 | 2026-07-03 00:04:00 | 0
        w1    | 接单派工 | 2026-07-03 00:10:00 | 2026-07-03 00:12:00 | 2026-07-03 00:20:00 | 2
    """
    [row] = analysed(tmp_path, ONE + steps).deadlines.steps.to_pylist()
    assert (row["handovers"], row["due"], row["on_time"], row["returned"]) == (2, 2, 1, 1)


def test_an_order_sent_back_in_review_was_handled_a_second_time(tmp_path: Path) -> None:
    text = """
        work_orders
        wo_no | busi_type | accept_time         | archive_time        | satisfaction | cust_no
        w1    | 009       | 2026-07-03 09:00:00 | 2026-07-05 09:00:00 | 05           | c1
        w2    | 009       | 2026-07-03 10:00:00 | 2026-07-05 09:00:00 | 04           | c2
        w3    | 009       | 2026-07-03 11:00:00 | 2026-07-05 09:00:00 | 04           | c3
        w4    | 009       | 2026-07-06 11:00:00 | 2026-07-07 09:00:00 | 01           | c3

        work_order_steps
        wo_no | act_name | arrive_time         | back_flag
        w1    | 工单审核 | 2026-07-05 10:00:00 | 1
    """
    report = analysed(tmp_path, text)
    rows = {row["wo_no"]: row["is_handled_again"] for row in report.revisits.dissatisfied.to_pylist()}
    assert rows == {"w1": True, "w2": False, "w3": True}
    assert report.revisits.not_handled == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("02", "评价不满意、非常不满意的3件,其中2件未见二次处理,应逐件回复客户。"),
        ("03", "评价不满意、非常不满意的3件,除退单、中止的1件外,2件中1件未见二次处理,应逐件回复客户。"),
    ],
)
def test_dissatisfied_orders_that_are_not_judged_are_said(tmp_path: Path, status: str, said: str) -> None:
    text = f"""
        work_orders
        wo_no | busi_type | accept_time         | archive_time        | satisfaction | cust_no | status
        w1    | 009       | 2026-07-03 09:00:00 | 2026-07-05 09:00:00 | 05           | c1      | {status}
        w2    | 009       | 2026-07-03 10:00:00 | 2026-07-05 09:00:00 | 04           | c2      | 02
        w3    | 009       | 2026-07-03 11:00:00 | 2026-07-05 09:00:00 | 04           | c3      | 02
        w4    | 009       | 2026-07-06 11:00:00 | 2026-07-07 09:00:00 | 01           | c3      | 02
    """
    assert dict(revisits(analysed(tmp_path, text)))["dissatisfied"] == said


def test_masked_phones_still_link_calls_and_are_never_shown(tmp_path: Path) -> None:
    text = """
        work_orders
        wo_no | busi_type | busi_sub_type | accept_time         | tel         | cust_no
        w1    | 009       | 停电          | 2026-07-03 09:00:00 | 13812345678 | c1
        w2    | 009       | 停电          | 2026-07-04 09:00:00 | 13812345678 | -
        w3    | 009       | 停电          | 2026-07-05 09:00:00 | 13898765678 | c3
    """
    supervisor = Person("主任", Role.SUPERVISOR, ("",))
    for person in (LOCAL_USER, supervisor):
        report = analysed(tmp_path / person.name, text, person=person)
        [chain] = [row for row in report.repeats.chains.to_pylist() if row["kind"] == "phone"]
        assert (chain["times"], chain["key"]) == (2, "138****5678")


@pytest.mark.parametrize(
    ("arrived", "actual", "overrun", "minutes"),
    [
        ("2026-07-03 00:48:09", "48.2 分钟", "3.2 分钟", 3),  # 3.15 rounds up, as by hand
        ("2026-07-03 02:45:00", "2.8 小时", "2 小时", 120),
        ("2026-07-07 12:00:00", "4.5 天", "4.5 天", 6435),
    ],
)
def test_an_overrun_reads_as_people_say_it(
    tmp_path: Path, arrived: str, actual: str, overrun: str, minutes: int
) -> None:
    report = analysed(tmp_path, ONE.replace("2026-07-03 00:45:00", arrived))
    [late] = report.deadlines.overdue.to_pylist()
    assert (late["limit"], late["actual"]) == ("45 分钟", actual)
    assert (late["overrun"], late["overrun_minutes"]) == (overrun, minutes)


def test_without_arrival_times_nobody_is_late_and_no_promise_is_broken(tmp_path: Path) -> None:
    report = analysed(
        tmp_path,
        """
        work_orders
        wo_no | busi_type | org_code  | accept_time         | archive_time        | status | handler | contact_time
        w1    | 001       | 334010101 | 2026-07-03 00:00:00 | 2026-07-03 09:00:00 | 02     | E1      |
        w2    | 005       | 334010101 | 2026-07-03 00:00:00 | 2026-07-04 09:00:00 | 02     | E2      | 2026-07-03 01:00:00
        """,
    )
    assert [(row["handler"], row["late"]) for row in report.people.staff.to_pylist()] == [
        ("E1", 0),
        ("E2", 0),
    ]
    assert report.deadlines.promise_overdue.now == 0
    assert report.repairs.arrival.now is None


def test_repairs_still_open_past_the_limit_have_no_arrival_time_either(tmp_path: Path) -> None:
    later = "    w2 | 001 | 334010101 | 2026-07-04 00:00:00 |  | 01\n    w3 | 003 | 334010101 | 2026-07-06 00:00:00 |  | 01\n"
    report = analysed(tmp_path, ONE + later)
    [row] = report.repairs.by_area.to_pylist()
    assert (row["due"], row["on_time"], row["not_arrived"]) == (2, 1, 1)


@pytest.mark.parametrize(("busi_type", "chains"), [("001", 1), ("005", 1), ("003", 0), ("009", 0)])
def test_an_area_repeats_itself_in_repairs_and_complaints_only(
    tmp_path: Path, busi_type: str, chains: int
) -> None:
    report = analysed(
        tmp_path,
        f"""
        customers
        cons_no | tg_no
        1       | T1
        2       | T1

        work_orders
        wo_no | busi_type   | busi_sub_type | org_code  | accept_time         | cust_no
        w1    | {busi_type} | 停电          | 334010101 | 2026-06-20 09:00:00 | 1
        w2    | {busi_type} | 停电          | 334010101 | 2026-06-28 09:00:00 | 2
        w3    | {busi_type} | 停电          | 334010101 | 2026-07-05 09:00:00 | 2
        """,
    )
    assert report.repeats.by_area == chains


def test_a_person_of_one_county_gets_the_report_of_that_county(tmp_path: Path) -> None:
    other = "    w2 | 001 | 334010201 | 2026-07-04 08:00:00 | 2026-07-04 08:30:00 | 01\n"
    clerk = Person("县里人", Role.STAFF, ("3340102",))
    assert analysed(tmp_path, ONE + other, person=clerk).by_org == {"334010201": 1}


def test_unknown_types_are_shown_as_they_were_written(tmp_path: Path) -> None:
    report = analysed(tmp_path, ONE.replace("| 001 ", "| 光伏结算 "))
    assert figures(report)["by_type"] == {"光伏结算": 1}


def test_an_unknown_condition_is_refused_in_chinese(tmp_path: Path) -> None:
    with loaded(tmp_path, ONE).open(LOCAL_USER) as door:
        report = weekly(door, WEEK, with_topics=False)
        with pytest.raises(WrongUsage, match="没有“colour”这样的下钻条件"):
            orders_behind(door, report, {"colour": "red"})


@pytest.mark.parametrize("week", ["2025-W52", "2026-W01", "2026-W02"])
def test_weeks_around_the_year_end_add_up_to_their_days(tmp_path: Path, week: str) -> None:
    orders = made.made_orders(300, date(2025, 12, 15), date(2026, 1, 15), seed=5, customers=60)
    with made.held(tmp_path, {"work_orders": orders}).open(LOCAL_USER) as door:
        period = iso_week(week)
        report = weekly(door, period, with_topics=False)
    day = orders.accept_time.dt.date
    assert report.volume.total.now == int(day.between(period.span.first, period.span.last).sum())
    assert report.volume.total.previous == int(day.between(period.previous.first, period.previous.last).sum())


@pytest.mark.slow
def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    orders = made.with_mess(made.made_orders(400, date(2026, 6, 25), date(2026, 7, 9), customers=60))
    reports = []
    for name, frame in (("a", orders), ("b", orders.sample(frac=1, random_state=3))):
        tables: dict[str, pd.DataFrame] = {"work_orders": frame, "customers": made.made_customers(60)}
        with made.held(tmp_path / name, tables).open(LOCAL_USER) as door:
            reports.append(figures(weekly(door, WEEK)))
    assert reports[0] == reports[1]


def test_every_sentence_has_a_key_of_its_own(tmp_path: Path) -> None:
    orders = made.with_mess(made.made_orders(800, date(2026, 4, 1), date(2026, 7, 9), customers=60))
    tables = {"work_orders": orders, "customers": made.made_customers(60), "orgs": made.made_orgs()}
    with made.held(tmp_path, tables).open(LOCAL_USER) as door:
        found = sentences(weekly(door, WEEK))
    keys = [sentence.key for sentence in found]
    assert len(set(keys)) == len(keys) >= 25
    assert all("None" not in sentence.text and "nan" not in sentence.text for sentence in found)


def test_what_one_person_may_see_does_not_decide_what_the_next_one_sees(tmp_path: Path) -> None:
    text = """
    work_orders
    wo_no | busi_type | org_code  | accept_time         | archive_time        | status | satisfaction
    w1    | 003       | 334010101 | 2026-07-03 08:00:00 | 2026-07-03 09:00:00 | 02     | 04
    w2    | 003       | 334010201 | 2026-07-03 08:00:00 | 2026-07-03 09:00:00 | 02     | 04

    work_order_steps
    wo_no | act_name | arrive_time         | back_flag
    w1    | 审核     | 2026-07-03 08:30:00 | 1
    w2    | 审核     | 2026-07-03 08:30:00 | 1
    """
    clerk = Person("县里人", Role.STAFF, ("3340102",))
    for person, seen in ((clerk, ["w2"]), (LOCAL_USER, ["w1", "w2"])):
        rows = analysed(tmp_path / person.name, text, person=person).revisits.dissatisfied.to_pylist()
        assert [(row["wo_no"], row["is_handled_again"]) for row in rows] == [(one, True) for one in seen]


def test_the_last_moment_of_a_week_belongs_to_it(tmp_path: Path) -> None:
    text = """
        work_orders
        wo_no | busi_type | accept_time
        w1    | 001       | 2026-07-02 23:59:59.700
        w2    | 001       | 2026-07-09 23:59:59.700
    """
    with loaded(tmp_path, text).open(LOCAL_USER) as door:
        wide = orders_of(door, WEEK, "", 9).wide.order_by("wo_no").to_pyarrow()
    assert wide.select(["stretch", "is_now", "is_previous"]).to_pylist() == [
        {"stretch": 1, "is_now": False, "is_previous": True},
        {"stretch": 0, "is_now": True, "is_previous": False},
    ]


OF_SOMEBODY = """
    customers
    cons_no | cons_name | org_code
    c1      | 罗兰秀    | 334010101

    work_orders
    wo_no | busi_type | org_code  | accept_time         | arrive_time         | archive_time        | satisfaction | cust_no
    w1    | 001       | 334010101 | 2026-07-03 09:00:00 | 2026-07-03 12:00:00 | 2026-07-03 13:00:00 | 05           | c1
    w2    | 001       | 334010101 | 2026-07-06 09:00:00 | 2026-07-06 12:00:00 | 2026-07-06 13:00:00 | 05           | c1
"""


@pytest.mark.parametrize(("role", "name"), [(Role.LEAD, "罗兰秀"), (Role.SUPERVISOR, "罗**")])
def test_lists_say_whose_order_it_is_to_those_who_may_know(tmp_path: Path, role: Role, name: str) -> None:
    report = analysed(tmp_path, OF_SOMEBODY, person=Person("某人", role, ("",)))
    for rows in (report.deadlines.overdue, report.revisits.dissatisfied, report.repeats.chains):
        assert rows["cons_name"].to_pylist() == [name] * len(rows)
        assert len(rows)


def test_figures_for_other_systems_name_no_customer(tmp_path: Path) -> None:
    assert "罗兰秀" not in json.dumps(figures(analysed(tmp_path, OF_SOMEBODY)), ensure_ascii=False)
