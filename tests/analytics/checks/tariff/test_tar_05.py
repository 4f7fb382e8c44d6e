import pytest

from analytics.checks.tariff.tar_05_fixed_share_review import fixed_share_not_reviewed
from analytics.results.hit_words import sentence_of
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, drawn, filled, finder

TABLES = """
    customers
    cons_no | status_code
    1       | 0

    metering_points
    mp_no | cons_no | mp_status | calc_mode | fr_value | last_review
    P1    | 1       | 02        | 2         | 0.3      | 2024-10-31
    P2    | 1       | 02        | 1         | -        | 2020-01-01
"""


def points(changes: dict[str, str] | None = None) -> Drawn:
    return changed(TABLES, {f"metering_points.{name}": value for name, value in (changes or {}).items()})


hits = finder(fixed_share_not_reviewed, points)

# judged as of the first of November 2025
BOUNDARIES = {
    "months": Boundary(
        varied(TABLES, "metering_points.last_review"),
        {"2024-11-02": False, "2024-11-01": False, "2024-10-31": True},
        own=24,
        answers_to_own={"2023-11-02": False, "2023-11-01": False, "2023-10-31": True},
    ),
}


def test_a_share_reviewed_more_than_a_year_ago_is_a_problem_without_amount() -> None:
    [hit] = hits()
    assert (hit["object_id"], hit["object_type"], hit["cons_no"]) == ("P1", "metering_point", "1")
    assert (hit["reason"], hit["overdue_days"], hit["amount_yuan"]) == ("超期未核定", 1, None)
    assert str(hit["review_due"]) == "2025-10-31"


@pytest.mark.parametrize(
    ("mode", "is_hit"), [("2", True), ("3", True), ("1", False), ("4", False), ("-", False)]
)
def test_only_fixed_shares_and_amounts_are_reviewed(mode: str, is_hit: bool) -> None:
    assert bool(hits({"calc_mode": mode})) == is_hit


@pytest.mark.parametrize(
    ("status", "is_hit"), [("02", True), ("-", True), ("01", False), ("03", False), ("04", False)]
)
def test_only_points_in_use_are_judged(status: str, is_hit: bool) -> None:
    assert bool(hits({"mp_status": status})) == is_hit


def test_a_point_of_a_cancelled_customer_is_not_judged() -> None:
    assert hits() != []
    rows = drawn(TABLES.replace("1       | 0\n", "1       | 9\n"))
    assert finder(fixed_share_not_reviewed)(rows) == []


def test_a_point_without_a_review_was_never_reviewed() -> None:
    [hit] = hits({"last_review": "-"})
    assert (hit["reason"], hit["overdue_days"]) == ("从未核定", None)


def test_where_no_point_has_a_review_nobody_knows() -> None:
    rows = drawn(TABLES)
    rows["metering_points"] = [row | {"last_review": None} for row in rows["metering_points"]]
    assert fixed_share_not_reviewed.missing(filled(rows)) == ["metering_points.last_review"]


def test_a_share_that_was_never_reviewed_is_said_without_days() -> None:
    [late] = hits()
    assert (
        sentence_of(late | {"check_code": "TAR-05"})
        == "计量点 P1 超期未核定:最近核定 2024-10-31,应于 2025-10-31 前重新核定"
    )
    rows = points()
    rows["metering_points"][0]["last_review"] = None  # P2 has one: the column is filled
    [never] = finder(fixed_share_not_reviewed)(rows)
    assert sentence_of(never | {"check_code": "TAR-05"}) == "计量点 P1 从未核定:没有核定日期"
