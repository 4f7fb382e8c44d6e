from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from analytics.checks.service.svc_13_promises_kept import promises_not_kept
from tests.boundaries import Boundary
from tests.drawn import Drawn, finder, found

AT = datetime(2025, 10, 13, 9)
HOUR = timedelta(hours=1)
Rows = list[dict[str, Any]]
STATION, OTHER, COUNTY, CITY = "334010101", "334010102", "3340101", "33401"


def orders(count: int, unit: str = STATION, first: int = 0, **told: Any) -> Rows:
    """Return repairs of a town that was reached in half an hour and had power an hour later, but for what is said."""
    arrive = AT + timedelta(minutes=30)
    usual = {"busi_type": "001", "org_code": unit, "urban_rural_flag": "01", "accept_time": AT}
    usual |= {"arrive_time": arrive, "repair_time": arrive + HOUR, "status": "02"}
    return [{"wo_no": f"{unit}-{first + n}"} | usual | told for n in range(count)]


def late(count: int, unit: str = STATION, **told: Any) -> Rows:
    """Return repairs reached a second after the three quarters of an hour that a town may wait."""
    arrive = AT + timedelta(minutes=45, seconds=1)
    return orders(count, unit, 500, **{"arrive_time": arrive, "repair_time": arrive + HOUR} | told)


def complaints(count: int, unit: str = STATION, first: int = 0, **told: Any) -> Rows:
    """Return complaints contacted after an hour and answered the next day."""
    usual = {"busi_type": "005", "org_code": unit, "accept_time": AT, "contact_time": AT + HOUR}
    usual |= {"reply_time": AT + 24 * HOUR, "status": "02"}
    return [{"wo_no": f"{unit}-C{first + n}"} | usual | told for n in range(count)]


def outages(count: int, unit: str = STATION, first: int = 0, days: int = 7) -> Rows:
    """Return planned outages announced so many days ahead."""
    said = {"type": "01", "start_time": AT, "end_time": AT + HOUR, "issue_time": AT - days * 24 * HOUR}
    return [{"outage_id": f"{unit}-{first + n}", "org_code": unit} | said for n in range(count)]


def company(*rows: Rows, cut: Rows | None = None, **more: Rows) -> Drawn:
    return {"work_orders": [row for some in rows for row in some], "outages": cut or []} | more


hits = finder(promises_not_kept, company)


def units(*rows: Rows, **options: Any) -> list[str]:
    return [hit["object_id"] for hit in hits(*rows, **options)]


TABLES = company(orders(29), late(1))
BOUNDARIES = {
    "target": Boundary(
        lambda broken: company(orders(40 - broken), late(broken)),
        {0: False, 1: True, 2: True},
        own=0.95,
        answers_to_own={1: False, 2: False, 3: True},
        is_apart=True,
    ),
    "least": Boundary(
        lambda due: company(orders(due - 1), late(1)),
        {29: False, 30: True, 31: True},
        own=10,
        answers_to_own={9: False, 10: True, 11: True},
        is_apart=True,
    ),
}


def test_a_station_that_was_late_once_in_thirty_repairs_is_hit() -> None:
    [hit] = hits(orders(29), late(1))
    assert (hit["object_type"], hit["object_id"], hit["org_code"]) == ("org", STATION, STATION)
    assert (hit["cons_no"], hit["period"], hit["reason"]) == (None, "202510", "报修到场未达标")
    assert (hit["item"], hit["due"], hit["broken"], hit["rate"]) == ("报修到场", 30, 1, 96.6667)
    assert hit["rates"] == "报修到场 应兑现 30 违约 1 兑现率 96.6667%"
    # 30 × 1 hour of repairing
    assert hit["restored"] == "30 件平均 1 小时,限 3 小时"


def test_what_has_few_cases_is_judged_with_the_whole_county_and_then_with_the_city() -> None:
    [hit] = hits(orders(20), late(1), orders(30, OTHER))
    assert (hit["object_id"], hit["due"], hit["broken"]) == (COUNTY, 51, 1)
    [hit] = hits(orders(20), late(1), orders(15, "334010201"))
    assert (hit["object_id"], hit["due"], hit["broken"]) == (CITY, 36, 1)
    assert units(orders(20), late(1), orders(15, "334020101")) == []


def test_a_county_is_not_judged_for_a_station_that_has_enough_cases_itself() -> None:
    assert units(orders(30), late(1), orders(40, OTHER)) == [STATION]
    # but where another station is small, it is judged whole
    assert units(orders(30), late(1), orders(5, OTHER)) == [COUNTY, STATION]


def test_teams_belong_to_their_station_and_orders_of_a_county_to_none() -> None:
    assert units(orders(29, STATION + "01"), late(1)) == [STATION]
    assert units(orders(29, COUNTY), late(1, COUNTY)) == [COUNTY]


def test_each_item_counts_its_own_cases_and_is_told() -> None:
    third: dict[str, Any] = {
        "contact_time": AT + 24 * HOUR + timedelta(seconds=1),
        "reply_time": AT + 48 * HOUR,
    }
    [hit] = hits(orders(30), complaints(38), complaints(2, first=50, **third))
    assert (hit["reason"], hit["item"], hit["due"], hit["broken"]) == ("投诉联系未达标", "投诉联系", 40, 2)
    assert hit["rates"] == (
        "投诉答复 应兑现 40 违约 0 兑现率 100%;投诉联系 应兑现 40 违约 2 兑现率 95%;"
        "报修到场 应兑现 30 违约 0 兑现率 100%"
    )


# Monday 2025-10-13: the 20th is the fifth working day
@pytest.mark.parametrize(("day", "is_hit"), [(20, False), (21, True)])
def test_a_complaint_is_answered_within_five_working_days(day: int, is_hit: bool) -> None:
    last = complaints(1, first=50, reply_time=datetime(2025, 10, day, 18))
    assert bool(hits(complaints(29), last)) == is_hit


@pytest.mark.parametrize(("day", "is_hit"), [(20, False), (21, True)])
def test_the_test_of_a_meter_is_promised_in_orders_and_in_applications(day: int, is_hit: bool) -> None:
    asked: dict[str, Any] = {"busi_type": "服务申请", "busi_sub_type": "校表"}
    tests = complaints(28, **asked)
    last = complaints(1, first=50, reply_time=datetime(2025, 10, day, 18), **asked)
    applied = {"app_no": "A1", "app_type": "304", "org_code": STATION, "accept_time": AT, "status": "02"}
    result = [{"app_no": "A1", "actual_date": datetime(2025, 10, day).date()}]
    assert bool(hits(tests, last, complaints(1, first=60, **asked))) == is_hit
    more = {"applications": [applied], "meter_tests": result}
    assert bool(found(promises_not_kept, company(tests, complaints(1, first=50, **asked), **more))) == is_hit


@pytest.mark.parametrize(("days", "is_hit"), [(7, False), (6, True)])
def test_outages_are_announced_in_time(days: int, is_hit: bool) -> None:
    cut = [*outages(29), *outages(1, first=50, days=days)]
    assert bool(hits(cut=cut)) == is_hit


def test_what_is_not_due_yet_and_what_cannot_be_is_no_case() -> None:
    new = {"arrive_time": None, "repair_time": None, "status": "01"}
    pending = orders(1, first=60, accept_time=datetime(2025, 10, 31, 23, 30), **new)
    assert units(orders(28), late(1), pending) == []
    backwards = orders(1, first=60, arrive_time=AT - HOUR, repair_time=AT + HOUR)
    assert units(orders(28), late(1), backwards) == []
    waiting = orders(1, first=60, accept_time=datetime(2025, 10, 31, 22), **new)
    [hit] = hits(orders(29), waiting)
    assert (hit["due"], hit["broken"]) == (30, 1)


def test_only_what_was_accepted_in_the_month_counts() -> None:
    assert units(orders(30), late(1, accept_time=AT - 30 * 24 * HOUR)) == []
    assert units(orders(30), late(1), period="202511", as_of="2025-12-01") == []
    assert (
        units(orders(28), late(1, status="03"), late(1, OTHER, reject_flag=True), orders(1, first=70)) == []
    )


def hours(taken: Sequence[float], **told: Any) -> Rows:
    start = AT + timedelta(minutes=30)
    return [
        row
        for n, hour in enumerate(taken)
        for row in orders(1, first=n, repair_time=start + timedelta(hours=hour), **told)
    ]


def test_the_mean_time_until_power_is_back_is_promised_not_the_single_one() -> None:
    assert units(hours([1] * 29 + [50])) == []
    [hit] = hits(hours([3] * 29 + [3.01]))
    assert (hit["reason"], hit["item"]) == ("平均恢复(限 3 小时)未达标", None)
    assert hit["restored"] == "30 件平均 3.000333 小时,限 3 小时"
    assert units(hours([3] * 30)) == []
    assert units(hours([3.9] * 30, urban_rural_flag="02", arrive_time=AT + HOUR / 2)) == []
    assert units(hours([4.1] * 30, urban_rural_flag="02")) == [STATION]
    assert units(hours([4.1] * 29)) == []
    assert units(hours([4.1] * 30, fault_owner="02")) == []


def test_a_city_with_few_cases_tells_its_numbers_beside_a_hit() -> None:
    [hit] = hits(orders(20), late(10), complaints(3))
    assert (hit["object_id"], hit["small"]) == (STATION, None)
    [hit] = hits(orders(20, CITY), late(10, CITY), complaints(3))
    assert hit["small"] == "投诉答复 应兑现 3 违约 0 兑现率 100%;投诉联系 应兑现 3 违约 0 兑现率 100%"


def test_what_is_not_delivered_is_not_counted() -> None:
    rows = complaints(30, contact_time=None, reply_time=None)
    assert hits(rows) == []
    assert hits(orders(30, arrive_time=None)) == []
    assert hits(cut=[row | {"issue_time": None} for row in outages(30)]) == []
    assert units(orders(29), late(1), cut=None) == [STATION]
