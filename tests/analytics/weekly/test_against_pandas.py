"""Every figure of a messy year end equals what plain pandas makes of the same 4,000 orders."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from analytics.weekly.analysis import weekly
from analytics.weekly.drill import orders_behind
from analytics.weekly.figures import figures
from analytics.weekly.period import week_of
from analytics.weekly.sections import Weekly
from models.lake import Door
from models.people import LOCAL_USER
from tests.analytics.weekly import by_hand, made

FIRST, LAST = date(2025, 12, 26), date(2026, 1, 1)  # a week over the year end, Friday to Thursday
HISTORY = date(2024, 12, 20), date(2026, 1, 20)


@dataclass(frozen=True)
class Case:
    """The same orders, in the product and in pandas."""

    door: Door
    weekly: Weekly
    orders: pd.DataFrame
    now: pd.DataFrame
    before: pd.DataFrame
    last_year: pd.DataFrame

    @property
    def cutoff(self) -> pd.Timestamp:
        """Return the last moment that the data know of."""
        return self.orders.accept_time.max()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    home: Path = tmp_path_factory.mktemp("weekly")
    raw = made.with_mess(made.made_orders(4_000, *HISTORY, customers=300))
    customers = made.made_customers(300)
    tables = {
        "work_orders": raw,
        "customers": customers,
        "orgs": made.made_orgs(),
        "staff": made.made_staff(),
    }
    with made.held(home, tables).open(LOCAL_USER) as door:
        orders = by_hand.with_area(by_hand.once(raw), customers)
        yield Case(
            door,
            weekly(door, week_of(LAST)),
            orders,
            by_hand.accepted(orders, FIRST, LAST),
            by_hand.accepted(orders, FIRST - timedelta(days=7), LAST - timedelta(days=7)),
            by_hand.accepted(orders, FIRST - timedelta(days=364), LAST - timedelta(days=364)),
        )


def test_the_fixture_is_as_messy_as_promised(case: Case) -> None:
    repairs = case.now[case.now.busi_type == "001"]
    assert case.weekly.set_aside.duplicate_orders > 20
    assert repairs.arrive_time.isna().any()
    assert (case.orders.arrive_time < case.orders.accept_time).any()
    assert case.orders.org_code.isna().any()


def test_volume_is_counted_once_for_each_number_with_both_comparisons(case: Case) -> None:
    total = case.weekly.volume.total
    assert (total.now, total.previous, total.last_year) == (
        len(case.now),
        len(case.before),
        len(case.last_year),
    )


def test_volume_per_ten_thousand_households_uses_the_stations(case: Case) -> None:
    households = sum(4_000 + 100 * n for n in range(9))
    assert case.weekly.scope.households == households
    assert case.weekly.volume.per_10k.now == pytest.approx(len(case.now) * 10_000 / households)


def test_types_of_both_periods_are_counted_by_label(case: Case) -> None:
    found = figures(case.weekly)
    labels = {row.code: row.label for row in case.weekly.volume.by_type}
    assert found["by_type"] == case.now.busi_type.map(labels).value_counts().to_dict()
    assert found["previous_by_type"] == case.before.busi_type.map(labels).value_counts().to_dict()


def test_orders_count_at_their_own_unit(case: Case) -> None:
    assert figures(case.weekly)["by_org"] == case.now.org_code.fillna("").value_counts().to_dict()


def test_arrival_counts_a_missing_time_and_one_that_runs_backwards_as_not_on_time(case: Case) -> None:
    for share, orders in zip(
        (
            case.weekly.repairs.arrival.now,
            case.weekly.repairs.arrival.previous,
            case.weekly.repairs.arrival.last_year,
        ),
        (case.now, case.before, case.last_year),
        strict=True,
    ):
        assert share is not None
        assert (share.whole, share.part) == by_hand.arrival(orders)


def test_arrival_by_area_adds_up_to_the_whole(case: Case) -> None:
    rows = case.weekly.repairs.by_area.to_pylist()
    for row in rows:
        area = row["area_code"] or None
        orders = case.now[case.now.area.isna() if area is None else case.now.area == area]
        assert (row["due"], row["on_time"]) == by_hand.arrival(orders)
    now = case.weekly.repairs.arrival.now
    assert now is not None
    assert sum(row["due"] for row in rows) == now.whole


def test_arrival_and_restoration_times_are_those_that_run_forwards(case: Case) -> None:
    repairs = case.now[case.now.busi_type == "001"]
    minutes = (repairs.arrive_time - repairs.accept_time).dt.total_seconds() / 60
    hours = (repairs.repair_time - repairs.arrive_time).dt.total_seconds() / 3600
    section = case.weekly.repairs
    assert section.median_minutes == pytest.approx(minutes[minutes >= 0].quantile(0.5))
    assert section.p90_minutes == pytest.approx(minutes[minutes >= 0].quantile(0.9))
    assert section.median_hours == pytest.approx(hours[hours >= 0].quantile(0.5))
    assert section.p90_hours == pytest.approx(hours[hours >= 0].quantile(0.9))


def test_causes_and_owners_of_repairs_are_counted(case: Case) -> None:
    repairs = case.now[case.now.busi_type == "001"]
    causes = {row.code: row.count for row in case.weekly.repairs.causes}
    owners = {row["owner_code"]: row["count"] for row in case.weekly.repairs.owners.to_pylist()}
    assert causes == repairs.fault_reason.value_counts().to_dict()
    assert owners == repairs.fault_owner.value_counts().to_dict()


def test_areas_with_three_repairs_in_thirty_days_are_listed(case: Case) -> None:
    recent = by_hand.accepted(case.orders, LAST - timedelta(days=29), LAST)
    recent = recent[(recent.busi_type == "001") & (recent.fault_owner != "02")]
    counts = recent.tg_no.value_counts()
    in_period = by_hand.accepted(recent, FIRST, LAST).tg_no.value_counts()
    expected = {tg: n for tg, n in counts.items() if n >= 3 and in_period.get(tg, 0)}
    assert {row["tg_no"]: row["in_30_days"] for row in case.weekly.repairs.areas.to_pylist()} == expected


def test_contact_within_24_hours_is_over_all_complaints(case: Case) -> None:
    found = figures(case.weekly)["contact"]
    assert (found["due"], found["on_time"]) == by_hand.contact(case.now)
    assert found["rate"] == found["on_time"] / found["due"]


@pytest.mark.parametrize(("place", "kind", "limit"), [(0, "005", 5), (1, "006", 9), (2, "009", 9)])
def test_replies_are_counted_in_working_days(case: Case, place: int, kind: str, limit: int) -> None:
    for share, orders in (
        (case.weekly.complaints.kinds[place].reply.now, case.now),
        (case.weekly.complaints.kinds[place].reply.previous, case.before),
    ):
        assert share is not None
        assert (share.whole, share.part) == by_hand.replies(orders, kind, limit, case.cutoff)


def test_substantiated_is_out_of_all_complaints(case: Case) -> None:
    complaints = case.now[case.now.busi_type == "005"]
    share = case.weekly.complaints.kinds[0].substantiated.now
    assert share is not None
    assert (share.part, share.whole) == (int(complaints.true_flag.astype(bool).sum()), len(complaints))


def test_complaints_by_unit_are_per_ten_thousand_households(case: Case) -> None:
    unit = case.now.org_code.fillna("").str[:7]
    expected = unit[case.now.busi_type == "005"].value_counts().to_dict()
    rows = case.weekly.complaints.by_unit.to_pylist()
    assert {row["unit_code"]: row["complaints"] for row in rows if row["complaints"]} == expected
    county = next(row for row in rows if row["unit_code"] == "3340102")
    assert county["per_10k"] == pytest.approx(county["complaints"] * 10_000 / (4_300 + 4_400 + 4_500))


def test_dispatch_and_acceptance_of_orders_are_kept_by_minutes(case: Case) -> None:
    kept = {stage.key: stage.kept.now for stage in case.weekly.deadlines.stages}
    seconds = (case.now.send_time - case.now.accept_time).dt.total_seconds()
    limit = case.now.busi_type.eq("001").map({True: 120, False: 1200})
    assert kept["dispatch"] is not None
    assert (kept["dispatch"].part, kept["dispatch"].whole) == (int((seconds <= limit).sum()), len(seconds))


def test_the_overdue_list_has_each_late_order_once_for_each_stage(case: Case) -> None:
    section = case.weekly.deadlines
    counted = pd.Series(section.overdue["stage"].to_pylist()).value_counts().to_dict()
    assert counted == {stage.key: stage.late for stage in section.stages if stage.late}
    assert section.overdue_orders == len(set(section.overdue["wo_no"].to_pylist()))


def test_late_arrivals_of_the_list_are_those_of_the_rate(case: Case) -> None:
    due, on_time = by_hand.arrival(case.now)
    listed = [row for row in case.weekly.deadlines.overdue.to_pylist() if row["stage"] == "arrival"]
    backwards = case.weekly.set_aside.negative_arrival  # not on time, but how late nobody knows
    assert len(listed) == due - on_time - backwards  # nothing is in transit at the year end
    worst = listed[0]
    order = case.now.set_index("wo_no").loc[worst["wo_no"]]
    minutes = (order.arrive_time - order.accept_time).total_seconds() / 60
    limit = by_hand.LIMITS.get(order.area, 120)
    assert worst["overrun_minutes"] == int(minutes - limit)


def test_satisfaction_leaves_out_who_did_not_judge(case: Case) -> None:
    share = case.weekly.revisits.satisfied.now
    assert share is not None
    assert (share.whole, share.part) == by_hand.satisfied(case.now)


def test_revisits_are_due_of_what_is_archived_and_not_secret(case: Case) -> None:
    now = case.now
    due = now[now.busi_type.isin(["001", "005", "006", "008", "009"]) & ~now.secret_flag.astype(bool)]
    due = due[(due.status == "02") | due.archive_time.notna()]
    due = due[(due.status != "03") & ~due.reject_flag.astype(bool) & due.visit_flag.notna()]
    share = case.weekly.revisits.visited.now
    assert share is not None
    assert (share.whole, share.part) == (len(due), int(due.visit_flag.isin(["03", "04"]).sum()))


def test_dissatisfied_orders_without_a_second_handling_are_told_apart(case: Case) -> None:
    now = case.now[case.now.satisfaction.isin(["04", "05"])]
    now = now[(now.status != "03") & ~now.reject_flag.astype(bool)]
    handled = {
        order.wo_no
        for order in now.itertuples()
        if (
            (case.orders.cust_no == order.cust_no)
            & (case.orders.busi_type == order.busi_type)
            & (case.orders.accept_time > order.archive_time)
            & (case.orders.wo_no != order.wo_no)
        ).any()
    }
    rows = case.weekly.revisits.dissatisfied.to_pylist()
    assert {row["wo_no"] for row in rows} == set(now.wo_no)
    assert {row["wo_no"] for row in rows if row["is_handled_again"]} == handled


def test_repeated_requests_are_those_a_like_one_preceded_within_thirty_days(case: Case) -> None:
    share = case.weekly.repeats.repeated.now
    assert share is not None
    assert (share.whole, share.part) == by_hand.repeated(case.orders, FIRST, LAST)


def test_repeat_callers_are_customers_with_two_orders_in_the_period(case: Case) -> None:
    callers = case.weekly.volume.repeat_callers
    assert callers is not None
    assert callers.now == int((case.now.cust_no.value_counts() >= 2).sum())
    assert callers.previous == int((case.before.cust_no.value_counts() >= 2).sum())


def test_a_chain_names_every_order_of_its_customer_in_thirty_days(case: Case) -> None:
    chain = next(row for row in case.weekly.repeats.chains.to_pylist() if row["kind"] == "customer")
    numbers = [part.split(" ")[0] for part in chain["orders"].split(";")]
    own = case.orders.set_index("wo_no").loc[numbers]
    assert len(numbers) == chain["times"] >= 2
    assert set(own.cust_no) == {chain["key"]}
    assert own.accept_time.is_monotonic_increasing
    assert own.accept_time.max() - own.accept_time.min() <= pd.Timedelta(days=30)


def test_workload_of_people_and_their_satisfaction_is_counted(case: Case) -> None:
    rows = {row["handler"]: row for row in case.weekly.people.staff.to_pylist()}
    assert {name: row["orders"] for name, row in rows.items()} == case.now.handler.value_counts().to_dict()
    unhappy = case.now[case.now.satisfaction.isin(["04", "05"])].handler.value_counts()
    assert {n: row["dissatisfied"] for n, row in rows.items() if row["dissatisfied"]} == unhappy.to_dict()
    assert rows["E003"]["name"] == "员工3"


def test_the_heat_map_places_each_order_at_its_weekday_and_hour(case: Case) -> None:
    counted = case.now.groupby([case.now.accept_time.dt.day_of_week, case.now.accept_time.dt.hour]).size()
    heat = case.weekly.composition.heat
    assert {
        (d, h): n for d, row in enumerate(heat.values) for h, n in enumerate(row) if n
    } == counted.to_dict()


def test_units_by_type_add_up_to_the_total(case: Case) -> None:
    matrix = case.weekly.composition.units
    assert sum(map(sum, matrix.values)) == len(case.now)
    assert "33401" in matrix.row_codes  # orders of the city itself keep their own unit
    assert matrix.row_labels[matrix.row_codes.index("33401")] == "临江供电公司(本级)"


def test_sub_types_accumulate_to_everything(case: Case) -> None:
    rows = case.weekly.composition.sub_types
    assert sum(row.count for row in rows) == len(case.now)
    assert rows[-1].cumulative == pytest.approx(1)
    assert [row.count for row in rows] == sorted((row.count for row in rows), reverse=True)


def test_the_trend_has_26_weeks_and_limits_from_those_before_the_last(case: Case) -> None:
    trend = case.weekly.volume.trend
    weeks = [LAST - timedelta(days=7 * n) for n in reversed(range(26))]
    counts = [len(by_hand.accepted(case.orders, end - timedelta(days=6), end)) for end in weeks]
    assert [point.count for point in trend.points] == counts
    assert (trend.centre, trend.lower, trend.upper) == pytest.approx(by_hand.individuals(counts[:-1]))


def test_the_cards_look_back_over_six_weeks_that_end_with_this_one(case: Case) -> None:
    history = case.weekly.history
    ends = [LAST - timedelta(days=7 * n) for n in reversed(range(6))]
    weeks = [by_hand.accepted(case.orders, end - timedelta(days=6), end) for end in ends]
    assert [one.total for one in history] == [len(week) for week in weeks]
    assert [one.complaints for one in history] == [int((week.busi_type == "005").sum()) for week in weeks]
    judged = [week.satisfaction.isin(["01", "02", "03", "04", "05"]).sum() for week in weeks]
    assert [one.satisfied.whole for one in history] == judged
    assert history[-1].arrival == case.weekly.repairs.arrival.now
    assert history[-2].contact == case.weekly.complaints.kinds[0].contact.previous
    broken = case.weekly.deadlines.promise_overdue
    assert (history[-2].broken_promises, history[-1].broken_promises) == (broken.previous, broken.now)


def test_broken_promises_are_listed_first_and_unverified_limits_last(case: Case) -> None:
    stages = list(dict.fromkeys(case.weekly.deadlines.overdue["stage"].to_pylist()))
    assert stages == ["arrival", "contact", "reply", "restore", "handle", "dispatch", "take", "revisit"]


def test_broken_promises_are_the_orders_listed_for_the_promised_stages(case: Case) -> None:
    section = case.weekly.deadlines
    promised = {"arrival", "contact", "reply"}
    listed = {row["wo_no"] for row in section.overdue.to_pylist() if row["stage"] in promised}
    assert section.promise_overdue.now == len(listed) > 0


def test_topics_are_counted_over_every_order_not_only_those_read(case: Case) -> None:
    assert case.weekly.topics.texts == len(case.now)
    topic = case.weekly.topics.topics[0]
    first, others = topic.words[0], topic.words[1:4]
    mentioned = case.now.content.str.contains(first) & sum(
        case.now.content.str.contains(word) for word in others
    ).gt(0)
    assert topic.count == int(mentioned.sum())


def test_no_phone_name_or_identity_number_is_in_topics_and_samples(case: Case) -> None:
    said = json.dumps(figures(case.weekly)["topics"], ensure_ascii=False)
    for private in ("13812345678", "330102199001011234", "张三", "李小明", "12号"):
        assert private not in said


@pytest.mark.parametrize(
    ("which", "count"),
    [
        ({}, lambda w: w.volume.total.now),
        ({"phase": "previous"}, lambda w: w.volume.total.previous),
        ({"stage": "arrival", "outcome": "due"}, lambda w: w.repairs.arrival.now.whole),
        ({"stage": "arrival", "outcome": "kept"}, lambda w: w.repairs.arrival.now.part),
        (
            {"stage": "reply", "outcome": "overdue", "type": "005"},
            lambda w: w.complaints.kinds[0].reply.now.whole - w.complaints.kinds[0].reply.now.part,
        ),
        ({"overdue": "any"}, lambda w: w.deadlines.overdue_orders),
        ({"topic": "1"}, lambda w: w.topics.topics[0].count),
        (
            {"unit": "3340101", "type": "001"},
            lambda w: w.composition.units.values[w.composition.units.row_codes.index("3340101")][
                w.composition.units.column_codes.index("001")
            ],
        ),
        ({"org": ""}, lambda w: w.set_aside.without_unit),
        (
            {"kind": "001|低压故障"},
            lambda w: next(r.count for r in w.composition.sub_types if r.code == "001|低压故障"),
        ),
    ],
    ids=lambda value: json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else "",
)
def test_each_figure_leads_to_as_many_orders_as_it_counts(case: Case, which: dict, count) -> None:
    found = orders_behind(case.door, case.weekly, which).to_pyarrow()
    assert len(found) == count(case.weekly)


def test_a_unit_below_sees_its_own_orders_and_its_stations(case: Case) -> None:
    county = weekly(case.door, week_of(LAST), "3340102", with_topics=False)
    own = case.now[case.now.org_code.fillna("").str.startswith("3340102")]
    assert county.volume.total.now == len(own)
    assert county.scope.name == "乙县供电公司"
    assert sorted(county.scope.units) == ["334010201", "334010202", "334010203"]
    assert county.scope.households == 4_300 + 4_400 + 4_500


def test_everything_goes_into_json_and_comes_back(case: Case) -> None:
    found = json.loads(json.dumps(figures(case.weekly), ensure_ascii=False, allow_nan=False))
    assert (found["from"], found["to"]) == ("2025-12-26", "2026-01-01")
    assert found["total"] == len(case.now)
