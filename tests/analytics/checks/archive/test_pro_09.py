from datetime import date
from typing import Any

import pytest

from analytics.checks.archive.pro_09_documents_missing import documents_missing
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder

CHECK = documents_missing
TABLES = """
    applications
    app_no | cons_no | org_code  | app_type | status | terminate_flag | archive_date
    1      | c1      | 334010101 | 104      | 02     | 否             | 2025-09-01

    application_documents
    app_no | org_code  | doc_type | required_flag | received_flag | received_date
    1      | 334010101 | 08       | 是            | 否            | -
    1      | 334010101 | 10       | 是            | 是            | 2025-09-06
    1      | 334010101 | 05       | 否            | 否            | -
    9      | 334010101 | 10       | 是            | 是            | 2025-09-06
"""
STEPS = """
    applications
    app_no | cons_no | org_code  | app_type | status | terminate_flag | archive_date
    1      | c1      | 334010101 | 111      | 02     | 否             | 2025-09-01
    9      | c9      | 334010101 | 111      | 02     | 否             | 2020-09-01

    application_steps
    app_no | step_no | end_time
    1      | A14     | 2025-08-01 09:00:00
    1      | A15     | 2025-08-02 09:00:00
    1      | A16     | 2025-08-03 09:00:00
    9      | A14     | 2020-08-01 09:00:00

    contracts
    cons_no | status
    c1      | 2
"""
hits = finder(CHECK)


def complete(**values: Any) -> Drawn:
    """Return the same with all documents in, and other values of the first one."""
    rows = drawn(TABLES)
    rows["application_documents"][0] |= {"received_flag": True, "received_date": date(2025, 9, 1)} | values
    return rows


def of_application(**values: str) -> Drawn:
    return changed(TABLES, {f"applications.{name}": value for name, value in values.items()})


BOUNDARIES = {
    "grace_days": Boundary(
        varied(complete(), "application_documents.received_date"),
        {"2025-09-05": False, "2025-09-06": False, "2025-09-07": True},
        own=10,
        answers_to_own={"2025-09-10": False, "2025-09-11": False, "2025-09-12": True},
    ),
}


def test_a_document_that_never_came_is_named() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["object_type"], hit["cons_no"]) == ("1", "application", "c1")
    assert (hit["reason"], hit["missing"], hit["late"]) == ("必备资料未收到", "竣工报告", None)
    assert hits(complete()) == []


def test_a_document_that_came_late_is_named_with_its_day() -> None:
    [hit] = hits(complete(received_date=date(2025, 9, 7)))
    assert (hit["reason"], hit["late"]) == ("资料迟录", "竣工报告 2025-09-07")
    assert hits(complete(received_date=None)) == []
    assert hits(complete(received_date=date(2025, 9, 7), required_flag=False)) == []


def test_of_several_rows_of_a_document_one_that_came_is_enough() -> None:
    rows = drawn(TABLES)
    first = rows["application_documents"][0]
    in_time = first | {"received_flag": True, "received_date": date(2025, 9, 6)}
    late = in_time | {"received_date": date(2025, 10, 1)}
    for others, is_hit in [([in_time], False), ([late, in_time], False), ([late], True)]:
        assert (
            bool(hits(rows | {"application_documents": [*rows["application_documents"], *others]})) == is_hit
        )


def test_whether_it_came_must_be_said() -> None:
    assert [hit["missing"] for hit in hits(complete(received_flag=None))] == ["竣工报告"]


@pytest.mark.parametrize(
    ("values", "is_hit"),
    [
        ({"app_type": "111"}, True), ({"app_type": "102"}, False), ({"app_type": "110"}, False),
        ({"status": "01"}, False), ({"status": "03"}, False), ({"terminate_flag": "是"}, False),
        ({"archive_date": "2025-10-27"}, False), ({"archive_date": "2025-10-26"}, True),
        ({"archive_date": "2024-11-02"}, True), ({"archive_date": "2024-11-01"}, False),
    ],
)  # fmt: skip
def test_which_applications_are_judged(values: dict[str, str], is_hit: bool) -> None:
    assert bool(hits(of_application(**values))) == is_hit


def test_without_a_list_of_its_own_an_application_is_named_where_its_station_has_lists() -> None:
    rows = drawn(TABLES)
    others = rows["application_documents"][-1:]
    assert [hit["reason"] for hit in hits(rows | {"application_documents": others})] == ["没有任何资料"]
    elsewhere = [others[0] | {"org_code": "334010102"}]
    assert hits(rows | {"application_documents": elsewhere}) == []


def test_where_nobody_says_what_is_needed_five_kinds_are() -> None:
    rows = drawn(TABLES)
    rows["application_documents"] = [row | {"required_flag": None} for row in rows["application_documents"]]
    assert [hit["missing"] for hit in hits(rows)] == ["竣工报告"]
    rows["application_documents"][0] |= {"doc_type": "04"}
    assert hits(rows) == []


def test_without_lists_the_steps_and_the_contract_stand_for_them() -> None:
    assert hits(STEPS) == []
    assert [hit["missing"] for hit in hits(changed(STEPS, {"application_steps.end_time": "-"}))] == [
        "竣工报验"
    ]
    assert [hit["missing"] for hit in hits(changed(STEPS, {"application_steps.step_no": "A13"}))] == [
        "竣工报验"
    ]
    assert [hit["missing"] for hit in hits(changed(STEPS, {"contracts.status": "4"}))] == ["供用电合同"]
    assert [hit["missing"] for hit in hits(changed(STEPS, {"contracts.cons_no": "c2"}))] == ["供用电合同"]
    rows = drawn(STEPS)
    assert hits(rows | {"contracts": []}) == []
    assert (
        hits(rows | {"application_steps": [row | {"app_no": "2"} for row in rows["application_steps"]]}) == []
    )


def test_a_step_that_most_archived_applications_lack_is_none_of_the_process() -> None:
    rows = changed(STEPS, {"application_steps.step_no": "A13"})
    assert [hit["missing"] for hit in hits(rows)] == ["竣工报验"]  # one of two has it
    rows["application_steps"][-1] |= {"step_no": "A13"}
    assert hits(rows) == []


def test_what_stays_off_is_said() -> None:
    rows = {"applications": drawn(TABLES)["applications"]}
    assert hits(rows) == []
    assert "资料清单与环节清单都未提供,本检查没有可判的" in delivered(CHECK, rows).notes
