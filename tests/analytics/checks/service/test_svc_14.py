import pytest

from analytics.checks.service.svc_14_visit_findings import visit_findings_not_put_right
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

HEADER = "visit_no|org_code|place|visit_date|finding|responsible|due_date|done_date|rectified_flag|wait_min|handle_min"
GOOD = "V0|334010109|城关营业厅|2025-09-01|未着工装|张三|2025-10-01|2025-09-20|是|5|4"
UNIT = "334010101"


def visit(
    rest: str = "2025-09-01|意见簿未回复|李四|2025-10-31|-|-|5|6", unit: str = UNIT, number: str = "V1"
) -> str:
    return f"{number}|{unit}|东门营业厅|{rest}"


def visits(*rows: str) -> str:
    return "service_visits\n" + "\n".join((HEADER, GOOD, *rows))


def open_until(due: str, visited: str = "2025-09-01", done: str = "-", flag: str = "-") -> str:
    return visit(f"{visited}|意见簿未回复|李四|{due}|{done}|{flag}|5|6")


def waited(minutes: str, visited: str = "2025-10-15") -> str:
    return visit(f"{visited}|-|-|-|-|-|{minutes}|6")


TABLES = visits(visit(), waited("15.5").replace("V1", "V2"))
hits = finder(visit_findings_not_put_right, visits)
BOUNDARIES = {
    "wait_minutes": Boundary(
        lambda minutes: visits(waited(minutes)),
        {"14.5": False, "15": False, "15.5": True},
        own=20,
        answers_to_own={"19.5": False, "20": False, "20.5": True},
        is_apart=True,
    ),
    "finding_days": Boundary(
        lambda visited: visits(open_until("-", visited)),
        {"2025-10-03": False, "2025-10-02": False, "2025-10-01": True},
        own=10,
        answers_to_own={"2025-10-23": False, "2025-10-22": False, "2025-10-21": True},
        is_apart=True,
    ),
}


def test_a_finding_whose_day_has_passed_is_hit_for_its_station() -> None:
    [hit] = hits(open_until("2025-10-31"))
    assert (hit["object_type"], hit["object_id"], hit["org_code"]) == ("org", UNIT, UNIT)
    assert (hit["cons_no"], hit["period"], hit["reason"]) == (None, "202510", "问题逾期未整改")
    assert (hit["findings"], hit["overdue_days"], hit["long_waits"]) == (1, 1, 0)
    assert hit["visits"] == "V1 2025-09-01 东门营业厅 李四 期限2025-10-31"
    assert hit["finding"] == "2025-09-01 意见簿未回复"


def test_the_last_day_itself_is_not_overdue() -> None:
    assert hits(open_until("2025-11-01")) == []


def test_what_was_put_right_even_late_is_closed() -> None:
    assert hits(open_until("2025-10-01", done="2025-10-30")) == []
    assert hits(open_until("2025-10-01", flag="是")) == []
    assert len(hits(open_until("2025-10-01", flag="否"))) == 1
    assert len(hits(open_until("2025-10-01", done="2025-11-02"))) == 1


@pytest.mark.parametrize("said", ["-", "无", "未发现问题", "正常", "未发现问题。", " 无 "])
def test_a_visit_that_found_nothing_is_not_judged_for_it(said: str) -> None:
    assert hits(visit(f"2025-09-01|{said}|李四|2025-10-01|-|-|5|6")) == []


def test_waits_count_in_the_month_under_audit_only() -> None:
    [hit] = hits(waited("15.5"))
    assert (hit["reason"], hit["long_waits"], hit["longest_wait"]) == ("等候过长", 1, 15.5)
    assert hit["waits"] == "V1 2025-10-15 东门营业厅 等候15.5分钟"
    assert hits(waited("40", "2025-09-30")) == []
    assert hits(waited("40", "2025-11-01")) == []
    assert hits(waited("40", "2025-10-16"), as_of="2025-10-15") == []


def test_the_records_of_a_station_and_its_teams_are_one_hit() -> None:
    [hit] = hits(visit(), waited("16").replace("V1|334010101", "V2|33401010102"))
    assert (hit["object_id"], hit["reason"]) == (UNIT, "问题逾期未整改、等候过长")
    assert hit["findings"] == 1
    assert len(hits(visit(), visit(unit="334010102", number="V2"))) == 2


def test_without_what_tells_of_putting_right_only_waits_are_judged() -> None:
    bare = drawn(f"service_visits\n{HEADER}\n" + "\n".join((visit(), waited("16").replace("V1", "V2"))))
    tables = delivered(visit_findings_not_put_right, bare)
    [hit] = visit_findings_not_put_right(tables).to_pyarrow().to_pylist()
    assert hit["reason"] == "等候过长"
    assert tables.notes == ["暗访记录没有整改日期和是否整改,不查①逾期未整改"]


def test_without_waits_only_findings_are_judged() -> None:
    bare = drawn(visits(visit()).replace("|5|6", "|-|6").replace("|5|4", "|-|4"))
    tables = delivered(visit_findings_not_put_right, bare)
    [hit] = visit_findings_not_put_right(tables).to_pyarrow().to_pylist()
    assert hit["reason"] == "问题逾期未整改"
