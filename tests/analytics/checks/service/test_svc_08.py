from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from analytics.checks.service.svc_08_true_complaints import many_true_complaints
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, found

MIDNIGHT = datetime(2025, 11, 1)
Rows = list[dict[str, Any]]


def complaints(unit: int, days: Sequence[float], handler: str = "", **other: Any) -> Rows:
    """Return true complaints of a station, each so many days before the as-of day began."""
    return [
        {
            "wo_no": f"{unit}-{handler}-{n}-{day}",
            "busi_type": "005",
            "org_code": f"33401010{unit}",
            "handler": handler or None,
            "true_flag": True,
            "accept_time": MIDNIGHT - timedelta(days=day),
        }
        | other
        for n, day in enumerate(days)
    ]


def stations(*customers: int) -> Rows:
    return [{"org_code": f"33401010{n}", "cons_count": count} for n, count in enumerate(customers, 1)]


def equal(many: int) -> Drawn:
    """Return five stations of a size, four with a true complaint each and one with many."""
    rows = [row for unit in (2, 3, 4, 5) for row in complaints(unit, [60])]
    return {"work_orders": rows + complaints(1, [60] * many), "orgs": stations(*[1000] * 5)}


def small(many: int) -> Drawn:
    """Return a tiny station with all the true complaints there are, and four large ones without."""
    return {"work_orders": complaints(1, [60] * many), "orgs": stations(10, 1000, 1000, 1000, 1000)}


def rising(last: int) -> Drawn:
    days = [15.5] + [8.5] * 2 + [1.5] * last
    return {"work_orders": complaints(1, days), "orgs": stations(1000)}


def people(many: int, others: int = 10) -> Drawn:
    """Return one person whose complaints are all true among others who have five each, of which one is."""
    rows = [
        row | {"true_flag": n == 0}
        for person in range(others)
        for n, row in enumerate(complaints(1, [60] * 5, f"P{person}"))
    ]
    return {"work_orders": rows + complaints(1, [60] * many, "B")}


def named(hits: Rows) -> list[str]:
    return [hit["object_id"] for hit in hits]


TABLES = equal(9)
# of five equal stations with k + 4 complaints E = (k + 4) ÷ 5: z is 1.86 for 8, 2.04 for 9, 2.19 for 10
BOUNDARIES = {
    "z": Boundary(equal, {8: False, 9: True, 10: True}, own=2.1, answers_to_own={9: False, 10: True, 11: True},
                  is_apart=True),
    "least": Boundary(small, {4: False, 5: True, 6: True}, own=6, answers_to_own={5: False, 6: True, 7: True},
                      is_apart=True),
    "last_week": Boundary(rising, {2: False, 3: True, 4: True}, own=5, answers_to_own={4: False, 5: True, 6: True},
                          is_apart=True),
}  # fmt: skip


def test_a_station_with_far_more_true_complaints_than_its_customers_explain_is_hit() -> None:
    [hit] = found(many_true_complaints, equal(9))
    assert (hit["object_type"], hit["object_id"], hit["org_code"]) == ("org", "334010101", "334010101")
    assert (hit["cons_no"], hit["period"], hit["reason"]) == (None, "202510", "属实投诉明显偏多")
    # E = 13 ÷ 5, φ = (6.4² + 4 × 1.6² − 13) ÷ (5 × 2.6²), z = 6.4 ÷ √(9 + 1 ÷ φ)
    assert (hit["observed"], hit["expected"], hit["per_10k"]) == (9, 2.6, 90)
    assert (round(hit["dispersion"], 4), round(hit["z"], 3)) == (1.1302, 2.036)
    assert (hit["customers"], hit["weeks"]) == (1000, "0、0、0、0")


def test_stations_that_are_no_further_apart_than_chance_brings_them_are_left_alone() -> None:
    rows = [row for unit in range(1, 6) for row in complaints(unit, [60] * (5 + unit % 2))]
    assert found(many_true_complaints, {"work_orders": rows, "orgs": stations(*[1000] * 5)}) == []


def test_four_stations_are_too_few_to_compare() -> None:
    rows = {"work_orders": complaints(1, [60] * 20), "orgs": stations(10, 1000, 1000, 1000)}
    assert found(many_true_complaints, rows) == []


def test_complaints_count_that_are_true_and_of_the_companys_making_within_ninety_days() -> None:
    for change in ({"true_flag": None}, {"true_flag": False}, {"resp_flag": False}, {"busi_type": "009"}):
        rows = small(9)
        rows["work_orders"] = [*(row | change for row in rows["work_orders"]), *complaints(2, [60])]
        assert found(many_true_complaints, rows) == []
    for days, is_hit in ((90, True), (90.1, False), (-0.5, True)):
        rows = small(0) | {"work_orders": complaints(1, [days] * 9)}
        assert bool(found(many_true_complaints, rows)) == is_hit
    barred = small(0) | {"work_orders": complaints(1, [60] * 9, status="03")}
    assert (
        found(many_true_complaints, barred | {"work_orders": [*barred["work_orders"], *complaints(1, [60])]})
        == []
    )


def test_teams_belong_to_their_station() -> None:
    rows = small(9)
    rows["work_orders"] = [row | {"org_code": "33401010101"} for row in rows["work_orders"]]
    assert named(found(many_true_complaints, rows)) == ["334010101"]


def test_a_person_whose_complaints_are_true_more_often_than_those_of_others_is_hit() -> None:
    [hit] = found(many_true_complaints, people(20))
    assert (hit["object_type"], hit["object_id"], hit["org_code"]) == ("staff", "B", "334010101")
    # of 70 complaints 30 are true: E = 30 × 20 ÷ 70
    assert (hit["observed"], hit["complaints"], round(hit["expected"], 3)) == (20, 20, 8.571)
    assert (hit["weeks"], hit["per_10k"]) == (None, None)
    assert found(many_true_complaints, people(20, others=3)) == []


def test_weeks_that_rise_three_times_are_hit_whatever_the_customers() -> None:
    [hit] = found(many_true_complaints, rising(3))
    assert (hit["reason"], hit["weeks"]) == ("属实投诉连续 3 周上升", "0、1、2、3")
    even = [22.5, 15.5, 8.5, 8.5, 1.5, 1.5, 1.5]
    assert found(many_true_complaints, {"work_orders": complaints(1, even), "orgs": stations(1000)}) == []


def test_a_week_begins_at_midnight_and_the_day_itself_is_in_none() -> None:
    days = [21, 14, 14, 7, 7, 7]
    assert found(many_true_complaints, {"work_orders": complaints(1, days), "orgs": stations(1000)})
    today = [14, 7, 7, -0.1, -0.1, -0.1]
    assert found(many_true_complaints, {"work_orders": complaints(1, today), "orgs": stations(1000)}) == []


def test_without_numbers_of_customers_only_the_weeks_are_judged() -> None:
    tables = delivered(many_true_complaints, small(9) | {"orgs": []})
    assert many_true_complaints(tables).to_pyarrow().to_pylist() == []
    assert "组织机构没有用电客户数,不比较单位的属实投诉,只看连续上升" in tables.notes
    rows = rising(3) | {"orgs": []}
    assert named(found(many_true_complaints, rows)) == ["334010101"]
