import pytest

from analytics.checks.archive.pro_02_phone_invalid_or_shared import phone_invalid_or_shared
from tests.boundaries import Boundary
from tests.drawn import Drawn, finder

CHECK = phone_invalid_or_shared


def customers(*numbers: str, kind: str = "03", status: str = "0") -> Drawn:
    rows = [
        {"cons_no": str(n), "status_code": status, "cons_sort_code": kind, "mobile": m}
        for n, m in enumerate(numbers)
    ]
    return {"customers": rows}


TABLES = customers("1380000", "13800000000")
hits = finder(CHECK)
BOUNDARIES = {
    "dup_max": Boundary(
        lambda count: customers(*["13800000000"] * count),
        {4: False, 5: False, 6: True},
        own=2,
        answers_to_own={1: False, 2: False, 3: True},
        is_apart=True,
    ),
}


@pytest.mark.parametrize(
    ("number", "is_hit"),
    [
        ("13800000000", False), ("19900000000", False), ("138 0000 0000", False), ("138-0000-0000", False),
        ("+8613800000000", False), ("(0571)87654321", False), ("0571-8765432", False), ("87654321", False),
        ("010-87654321-1234", False), ("0571-87654321转12", False), ("4008001234", False), ("400-800-1234", False),
        ("12800000000", True), ("1380000000", True), ("138000000000", True), ("1234567", True), ("17654321", True),
        ("4008001", False), ("abc", True), ("95598", True), ("010-87654321-123456", True), ("057112345678", True),
    ],
)  # fmt: skip
def test_a_number_must_be_one_that_can_be_called(number: str, is_hit: bool) -> None:
    assert [hit["reason"] for hit in hits(customers(number, kind="02"))] == ["号码无效"] * is_hit


@pytest.mark.parametrize("nothing", ["", "-", "无", "0", "暂无"])
def test_no_number_is_left_to_the_check_of_gaps(nothing: str) -> None:
    assert hits(customers(nothing, "13800000000")) == []


def test_each_dwelling_of_a_number_that_six_share_is_named_however_it_is_written() -> None:
    rows = customers(*["13800000000"] * 4, "138-0000-0000", "+86 13800000000")
    found = hits(rows)
    assert [hit["object_id"] for hit in found] == ["0", "1", "2", "3", "4", "5"]
    assert {(hit["reason"], hit["same_count"]) for hit in found} == {("同号户数过多", 6)}
    assert {hit["finding"] for hit in found} == {"同号户数过多(同号居民户 6 户)"}
    [hit] = hits(customers("123"))
    assert (hit["finding"], hit["same_count"]) == ("号码无效", None)


def test_only_dwellings_on_the_books_count() -> None:
    shops, gone = customers(*["13800000000"] * 6, kind="02"), customers(*["13800000000"] * 6, status="9")
    assert hits(shops) == []
    assert hits(gone) == []
    five = customers(*["13800000000"] * 5)["customers"]
    for other in (shops, gone):
        more = [row | {"cons_no": f"x{row['cons_no']}"} for row in other["customers"]]
        assert hits({"customers": five + more}) == []


@pytest.mark.parametrize(("status", "is_hit"), [("0", True), ("2", True), ("1", False), ("9", False)])
def test_only_customers_on_the_books_are_judged(status: str, is_hit: bool) -> None:
    assert bool(hits(customers("123", status=status))) == is_hit
