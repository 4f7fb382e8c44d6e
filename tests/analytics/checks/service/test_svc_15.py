from datetime import datetime, timedelta
from typing import Any

from analytics.checks.service.svc_15_repair_structure import repair_structure_changed
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, found

MIDNIGHT = datetime(2025, 11, 1)
LINE, METER = "低压线路故障", "计量装置故障"
STATION = "334010101"
Rows = list[dict[str, Any]]


def repairs(sub_type: str, now: int, before: int, weeks: int = 8, **other: Any) -> Rows:
    """Return so many repairs this week, and so many in the weeks before, one after the other week."""
    days = [1 + n % 7 for n in range(now)] + [8 + 7 * (n % weeks) + n % 7 for n in range(before)]
    return [
        {
            "wo_no": f"{sub_type}{n}",
            "busi_type": "001",
            "busi_sub_type": sub_type,
            "org_code": STATION,
            "accept_time": MIDNIGHT - timedelta(days=day - 0.5),
        }
        | other
        for n, day in enumerate(days)
    ]


def company(now: int, before: int = 72, others: int = 40, others_before: int = 320, **of: Any) -> Drawn:
    """Return repairs of lines beside those of meters, in data that begin nine weeks ago."""
    first = {"wo_no": "0", "busi_type": "003", "org_code": STATION}
    begin = [first | {"accept_time": MIDNIGHT - timedelta(days=63)}]
    return {
        "work_orders": [*repairs(LINE, now, before, **of), *repairs(METER, others, others_before), *begin]
    }


def kinds(data: Drawn, **options: Any) -> dict[str, str]:
    return {hit["object_id"]: hit["kind"] for hit in found(repair_structure_changed, data, **options)}


TABLES = company(19)
BOUNDARIES = {
    # m = 9: 9 + 3 × 3 = 18, and 9 + 2 × 3 = 15
    "k": Boundary(company, {17: False, 18: False, 19: True}, own=2, answers_to_own={14: False, 15: False, 16: True},
                  is_apart=True),
    # 9 of 30 a week were of lines: 30 % more are 39 %, 20 of 51 are 39.2 and 20 of 52 are 38.5; 20 % more are 36 %
    "change": Boundary(lambda others: company(20, 72, others, 168), {31: True, 32: False, 33: False}, own=0.2,
                       answers_to_own={34: True, 35: True, 36: False}, is_apart=True),
    "least": Boundary(lambda before: company(20, before), {39: False, 40: True, 41: True}, own=6,
                      answers_to_own={47: False, 48: True, 49: True}, is_apart=True),
}  # fmt: skip


def test_a_kind_beyond_its_limit_and_its_share_is_hit_for_each_unit_above() -> None:
    hits = found(repair_structure_changed, company(19))
    assert [hit["object_id"] for hit in hits] == ["33401", "3340101", STATION]
    hit = hits[-1]
    assert (hit["object_type"], hit["org_code"], hit["cons_no"], hit["period"]) == (
        "org",
        STATION,
        None,
        "202510",
    )
    assert (hit["kind"], hit["count"], hit["mean"], hit["weeks"]) == (f"子类 {LINE}", 19, 9, 8)
    assert (hit["lower"], hit["upper"], hit["total"]) == (0, 18, 59)
    # 9 ÷ 49 = 18.37 % before, 19 ÷ 59 = 32.2 % now
    assert (hit["usual_share"], hit["share"], round(hit["share_change"], 1)) == (18.37, 32.2, 75.3)
    assert str(hit["first_day"]) == "2025-10-25"
    assert hit["kinds"] == f"子类 {LINE} 本周 19 件,周均 9,占比 18.37%→32.2%"


def test_more_of_everything_is_no_change_of_structure() -> None:
    assert kinds(company(19, 72, 85, 320)) == {}


def test_a_kind_that_disappears_is_hit_where_it_was_frequent() -> None:
    assert kinds(company(3, 160)) == dict.fromkeys(("33401", "3340101", STATION), f"子类 {LINE}")
    assert kinds(company(0, 72)) == {}


def test_reasons_are_compared_by_their_first_two_digits() -> None:
    rows = {"work_orders": [row | {"fault_reason": "0205"} for row in company(19)["work_orders"][:91]]}
    rows["work_orders"] += company(0)["work_orders"][72:]
    rows["work_orders"][0]["fault_reason"] = "0204"
    [hit] = [one for one in found(repair_structure_changed, rows) if one["object_id"] == STATION]
    assert "原因 外力破坏 本周 19 件" in hit["kinds"]
    assert f"子类 {LINE}" in hit["kinds"]


def test_the_day_itself_and_orders_that_are_not_judged_do_not_count() -> None:
    one = {"busi_type": "001", "busi_sub_type": LINE, "org_code": STATION, "accept_time": MIDNIGHT}
    today = [one | {"wo_no": f"T{n}"} for n in range(5)]
    assert kinds({"work_orders": company(18)["work_orders"] + today}) == {}
    assert (
        kinds({"work_orders": [row | {"reject_flag": n == 0} for n, row in enumerate(TABLES["work_orders"])]})
        == {}
    )
    assert kinds({"work_orders": [*company(18)["work_orders"], company(18)["work_orders"][0]]}) == {}


def test_a_short_history_counts_its_whole_weeks_and_four_are_needed() -> None:
    four = repairs(LINE, 19, 36, 4) + repairs(METER, 40, 160, 4)
    first = {"wo_no": "0", "busi_type": "003", "org_code": STATION}
    known = {"work_orders": [*four, first | {"accept_time": MIDNIGHT - timedelta(days=41)}]}
    [hit] = [one for one in found(repair_structure_changed, known) if one["object_id"] == STATION]
    assert (hit["weeks"], hit["mean"]) == (4, 9)
    three = [row for row in four if row["accept_time"] >= MIDNIGHT - timedelta(days=34)]
    assert kinds({"work_orders": three}) == {}


def test_a_unit_without_repairs_this_week_is_not_judged() -> None:
    assert kinds(company(0, 160, 0)) == {}


def test_without_kinds_and_reasons_it_says_so() -> None:
    rows = [row | {"busi_sub_type": None} for row in company(19)["work_orders"]]
    tables = delivered(repair_structure_changed, {"work_orders": rows})
    assert repair_structure_changed(tables).to_pyarrow().to_pylist() == []
    assert len(tables.notes) == 2
