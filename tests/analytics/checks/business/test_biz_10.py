from datetime import date

import pytest

from analytics.checks.business.biz_10_terminated_and_restarted import terminated_and_begun_again
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = terminated_and_begun_again


def applications(*rows: str) -> str:
    """Each row: number | customer | address | accepted | archived | type | status | given up."""
    header = "app_no | cons_no | elec_addr | accept_time | archive_date | app_type | status | terminate_flag"
    return "\n".join(["applications", f"{header} | org_code", *(f"{row} | 3340101" for row in rows)])


def steps(*rows: str) -> str:
    """Each row: application | done on."""
    lines = [f"{number} | A02 | {day} 10:00:00" for number, day in (row.split() for row in rows)]
    return "\n".join(["\n\napplication_steps\napp_no | step_no | end_time", *lines])


def certificates(*rows: str) -> str:
    """Each row: customer | number of the certificate | credit code."""
    return "\n".join(["\n\ncustomers\ncons_no | cert_no | credit_code", *rows])


GONE = "A | C | 东街 1号 | 2025-05-02 09:00:00 | 2025-06-10 | 102 | 03 | 否"


def begun_again(day: str, about: str = "C | 西街", rest: str = "102 | 01 | 否") -> str:
    return applications(GONE, f"B | {about} | {day} 09:00:00 | - | {rest}")


hits = finder(CHECK)
TABLES = begun_again("2025-06-12")
BOUNDARIES = {
    "d": Boundary(
        begun_again,
        {"2025-07-09": True, "2025-07-10": True, "2025-07-11": False},
        own=5,
        answers_to_own={"2025-06-14": True, "2025-06-15": True, "2025-06-16": False},
    ),
}


def test_an_application_that_was_given_up_and_begun_again_is_found_with_its_successor() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "A", "C")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("3340101", "202505", None)
    assert (hit["end_date"], hit["end_source"]) == (date(2025, 6, 10), "归档日期")
    assert (hit["restart_no"], hit["restart_date"]) == ("B", date(2025, 6, 12))
    assert (hit["days"], hit["same"], hit["restarts"]) == (2, "户号", 1)


@pytest.mark.parametrize(("day", "is_hit"), [("2025-06-09", False), ("2025-06-10", True)])
def test_what_was_accepted_before_the_end_is_no_new_beginning(day: str, is_hit: bool) -> None:
    assert bool(hits(begun_again(day))) == is_hit


@pytest.mark.parametrize(
    ("about", "same"),
    [
        ("D | 东街1号", "地址"),
        ("D | 东街 2号", None),
        ("D | -", None),
        ("C | 东街1号", "户号"),
        ("E | -", "证照"),
        ("F | -", "证照"),
        ("G | -", None),
    ],
)
def test_customer_address_or_certificate_tell_that_it_is_the_same(about: str, same: str | None) -> None:
    files = certificates("C | 11 | 91 33", "D | 12 | 92", "E | 13 | 9133", "F | 9133 | -", "G | 91 33 | 99")
    assert [hit["same"] for hit in hits(begun_again("2025-06-12", about) + files)] == ([same] if same else [])


def test_empty_addresses_and_placeholders_are_no_sign_of_the_same() -> None:
    for address in ("-", "无", "不详"):
        gone, again = (
            GONE.replace("东街 1号", address),
            "B | D | {} | 2025-06-12 09:00:00 | - | 102 | 01 | 否",
        )
        assert hits(applications(gone, again.format(address))) == []


def test_without_a_day_of_archiving_the_last_step_tells_the_end() -> None:
    undated = TABLES.replace("2025-06-10", "-")
    assert hits(undated) == []
    [hit] = hits(undated + steps("A 2025-05-20", "A 2025-06-01", "A 2025-12-01", "B 2025-06-20"))
    assert (hit["end_date"], hit["end_source"], hit["days"]) == (date(2025, 6, 1), "最后环节完成日", 11)


def test_only_new_connections_and_enlargements_that_were_given_up_count() -> None:
    assert hits(TABLES.replace("| 102 | 03", "| 102 | 02")) == []
    assert len(hits(TABLES.replace("| 102 | 03 | 否", "| 111 | 01 | 是"))) == 1
    assert hits(TABLES.replace("| 102 | 03", "| 203 | 03")) == []
    assert hits(begun_again("2025-06-12", rest="211 | 01 | 否")) == []
    assert hits(TABLES, as_of="2025-06-11") == []


def test_the_first_of_several_new_beginnings_is_shown_each_given_up_itself_is_found() -> None:
    rest = "102 | 03 | 否"
    twice = applications(
        GONE,
        f"B | C | - | 2025-06-12 09:00:00 | 2025-06-20 | {rest}",
        f"D | C | - | 2025-06-25 09:00:00 | - | {rest}",
    )
    found = [(hit["object_id"], hit["restart_no"], hit["restarts"]) for hit in hits(twice)]
    assert found == [("A", "B", 2), ("B", "D", 1)]
