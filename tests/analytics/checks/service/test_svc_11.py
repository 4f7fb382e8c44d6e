import pytest

from analytics.checks.service.svc_11_outage_notice import outage_not_announced
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, filled, finder

HEADER = "outage_id|org_code|type|start_time|end_time|issue_time|scope"
GOOD = "P0|334010109|01|2025-10-10 08:00:00|2025-10-10 12:00:00|2025-10-01 09:00:00|城关1号公变"


def outage(
    kind: str,
    issue: str,
    start: str = "2025-10-20 08:00:00",
    end: str = "2025-10-20 12:00:00",
    number: str = "P1",
) -> str:
    return f"{number}|334010101|{kind}|{start}|{end}|{issue}|东门3号公变"


def outages(*rows: str) -> str:
    return "outages\n" + "\n".join((HEADER, GOOD, *rows))


TABLES = outages(outage("01", "2025-10-14 00:00:00"), outage("02", "-", number="P2"))
hits = finder(outage_not_announced, outages)
BOUNDARIES = {
    "planned_days": Boundary(
        lambda issue: outages(outage("01", f"2025-10-{issue}")),
        {"12 08:00:00": False, "13 23:59:59": False, "14 00:00:00": True},
        own=3,
        answers_to_own={"16 08:00:00": False, "17 23:59:59": False, "18 00:00:00": True},
    ),
    "temporary_hours": Boundary(
        lambda issue: outages(outage("07", f"2025-10-{issue}")),
        {"19 07:59:59": False, "19 08:00:00": False, "19 08:00:01": True},
        own=12,
        answers_to_own={"19 19:59:59": False, "19 20:00:00": False, "19 20:00:01": True},
    ),
}


def reasons(*rows: str, **options: str) -> list[str]:
    return [hit["reason"] for hit in hits(*rows, **options)]


def test_a_planned_outage_told_six_days_before_is_hit() -> None:
    [hit] = hits(outage("01", "2025-10-14 00:00:00"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("case", "P1", None)
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("334010101", "202510", None)
    assert (hit["reason"], hit["lead_days"], hit["lead_hours"]) == ("公告提前不足", 6, 152)
    assert hit["limit"] == "7 天"


@pytest.mark.parametrize("kind", ["01", "02", "07"])
def test_an_outage_that_has_begun_without_an_announcement_is_hit(kind: str) -> None:
    assert reasons(outage(kind, "-")) == ["无公告"]
    assert reasons(outage(kind, "-", "2025-11-01 23:59:59")) == ["无公告"]
    assert reasons(outage(kind, "-", "2025-11-02 00:00:00")) == []


def test_a_fault_need_not_be_told_before_but_not_after_power_is_back_either() -> None:
    assert reasons(outage("02", "2025-10-20 12:00:00")) == []
    assert reasons(outage("02", "2025-10-20 12:00:01")) == ["恢复后才发布"]
    assert reasons(outage("02", "2025-10-25 12:00:00", end="-")) == []
    [hit] = hits(outage("02", "2025-10-20 13:30:00"))
    assert (hit["late_hours"], hit["limit"]) == (1.5, None)
    assert hits(outage("07", "2025-10-20 13:30:00"))[0]["late_hours"] is None


def test_a_second_short_of_a_day_does_not_read_as_a_day() -> None:
    [hit] = hits(outage("07", "2025-10-19 08:00:01"))
    assert (hit["reason"], hit["lead_hours"]) == ("公告提前不足", 23.9997)


@pytest.mark.parametrize("kind", ["03", "04", "05", "06", "99"])
def test_outages_of_another_procedure_are_left_alone(kind: str) -> None:
    assert reasons(outage(kind, "-"), outage(kind, "2025-10-20 07:59:00", number="P2")) == []


def test_what_is_planned_within_sixty_days_is_judged_by_its_announcement() -> None:
    told = "2025-11-01 08:00:00"
    assert reasons(outage("01", told, "2025-11-05 08:00:00", "-")) == ["公告提前不足"]
    assert reasons(outage("01", told, "2025-11-08 08:00:00", "-")) == []
    assert reasons(outage("07", "2025-10-31 08:00:00", "2025-12-31 08:00:00", "-")) == []


def test_what_is_announced_after_the_day_is_not_announced_yet() -> None:
    late = outage("02", "2025-10-20 10:00:00")
    assert reasons(late, as_of="2025-10-20") == []
    assert reasons(outage("02", "2025-11-02 00:00:00", end="-")) == ["无公告"]


def test_an_outage_that_appears_twice_is_one_hit() -> None:
    assert len(reasons(outage("01", "-"), outage("01", "-"))) == 1


def test_without_any_announcement_the_check_is_off() -> None:
    rows = drawn(outages(outage("01", "-")).replace("2025-10-01 09:00:00", "-"))
    assert outage_not_announced.missing(filled(rows)) == ["outages.issue_time"]


def test_without_end_times_faults_are_not_held_against_them() -> None:
    bare = drawn("outages\noutage_id|type|start_time|issue_time\nP1|02|2025-10-20 08:00|2025-10-22 08:00")
    tables = delivered(outage_not_announced, bare)
    assert outage_not_announced(tables).to_pyarrow().to_pylist() == []
    assert tables.notes == ["停电信息没有结束时间,不查故障停电恢复后才发布"]
