import math
from typing import Any

import pytest

from analytics.checks.service.svc_05_repeated_requests import repeated_requests
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, filled, found

HEADER = "work_orders\nwo_no|busi_type|busi_sub_type|cust_no|org_code|accept_time|status|reject_flag"
FIRST, LAST = "2025-10-01 08:00:00", "2025-10-31 08:00:00"  # 30 × 24 hours apart


def customers(areas: int = 3, each: int = 2) -> str:
    """Draw areas T1, T2, … of so many customers: 101, 102, … 201, …"""
    rows = [f"{area}{number:02d} | T{area}" for area in range(1, areas + 1) for number in range(1, each + 1)]
    return "customers\ncons_no | tg_no\n" + "\n".join(rows) + "\n\n"


def orders(*rows: tuple[str, str, str, str], company: str = "") -> str:
    lines = [f"W{n}|{kind}|{sub}|{who}|33401|{at}|02|" for n, (kind, sub, who, at) in enumerate(rows, 1)]
    return (company or customers()) + "\n".join((HEADER, *lines))


def objects(*rows: tuple[str, str, str, str], company: str = "", **options: Any) -> list[tuple[str, str]]:
    hits = found(repeated_requests, orders(*rows, company=company), **options)
    return [(hit["object_type"], hit["object_id"]) for hit in hits]


AGAIN = [("005", "营业", "101", FIRST), ("005", "营业", "101", LAST)]
TABLES = orders(*AGAIN)


def test_the_same_complaint_of_a_customer_within_thirty_days_is_one_hit() -> None:
    [hit] = found(repeated_requests, TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "101", "101")
    assert (hit["times"], hit["busi_sub_type"], hit["period"]) == (2, "营业", "202510")
    assert (hit["orders"], hit["amount_yuan"]) == ("W1 2025-10-01 08:00;W2 2025-10-31 08:00", None)


def test_a_second_more_than_thirty_days_is_clean() -> None:
    assert objects(AGAIN[0], ("005", "营业", "101", "2025-10-31 08:00:01")) == []


def test_complaints_of_different_sub_types_or_customers_are_not_the_same() -> None:
    assert objects(AGAIN[0], ("005", "服务", "101", LAST)) == []
    assert objects(AGAIN[0], ("005", "营业", "201", LAST)) == []
    assert objects(AGAIN[0], ("009", "营业", "101", LAST)) == []


def test_repairs_of_different_sub_types_are_the_same() -> None:
    assert objects(("001", "低压", "101", FIRST), ("001", "表计", "101", LAST)) == [("customer", "101")]


def test_every_kind_of_request_counts_and_praise_queries_and_urging_do_not() -> None:
    for kind in ("001", "003", "005", "006", "008", "009", "服务申请"):
        assert objects((kind, "a", "101", FIRST), (kind, "a", "101", LAST)) == [("customer", "101")]
    for kind in ("002", "004", "007", "012", "015", "016"):
        assert objects((kind, "a", "101", FIRST), (kind, "a", "101", LAST)) == []


def test_a_customer_with_several_repeated_kinds_is_one_hit_of_the_most_frequent() -> None:
    twice = [("009", "停电", "101", FIRST), ("009", "停电", "101", LAST)]
    [hit] = found(repeated_requests, orders(*twice, *AGAIN, ("005", "营业", "101", LAST)))
    assert (hit["busi_type"], hit["times"]) == ("005", 3)


def test_of_equally_frequent_stretches_the_latest_is_shown() -> None:
    later = [("005", "营业", "101", at) for at in ("2025-07-01 08:00:00", "2025-07-02 08:00:00")]
    [hit] = found(repeated_requests, orders(*AGAIN, *later))
    assert hit["orders"] == "W1 2025-10-01 08:00;W2 2025-10-31 08:00"


def test_orders_without_customer_are_not_joined() -> None:
    assert objects(("005", "营业", "-", FIRST), ("005", "营业", "-", LAST), ("009", "a", "101", LAST)) == []


def test_aborted_returned_doubled_and_future_orders_do_not_count() -> None:
    assert found(repeated_requests, TABLES.replace(f"{LAST}|02|", f"{LAST}|03|")) == []
    assert found(repeated_requests, TABLES.replace(f"{LAST}|02|", f"{LAST}|02|是")) == []
    assert found(repeated_requests, TABLES.replace("W2", "W1")) == []
    assert found(repeated_requests, TABLES, as_of="2025-10-30") == []


def test_three_complaints_of_one_area_from_two_customers_are_a_hit_of_the_area() -> None:
    rows = [("005", "营业", who, at) for who, at in (("101", FIRST), ("102", FIRST), ("101", LAST))]
    area, customer = found(repeated_requests, orders(*rows))[::-1]
    assert (area["object_type"], area["object_id"], area["cons_no"]) == ("case", "T1", None)
    assert (area["times"], area["customers"], area["org_code"], area["tg_no"]) == (3, 2, "33401", "T1")
    assert (customer["object_type"], customer["object_id"]) == ("customer", "101")


def test_two_complaints_or_three_of_one_customer_are_no_hit_of_the_area() -> None:
    assert objects(("005", "营业", "101", FIRST), ("005", "营业", "102", LAST)) == []
    assert objects(*AGAIN, ("005", "营业", "101", LAST)) == [("customer", "101")]


def test_complaints_of_an_area_of_another_sub_type_or_too_far_apart_do_not_count() -> None:
    both = [("005", "营业", "101", FIRST), ("005", "营业", "102", FIRST)]
    company = customers(each=3)
    assert objects(*both, ("005", "服务", "103", FIRST), company=company) == []
    assert objects(*both, ("005", "营业", "103", "2025-10-31 08:00:01"), company=company) == []
    assert objects(*both, ("005", "营业", "103", LAST), company=company) == [("case", "T1")]


def test_opinions_of_an_area_are_not_looked_at() -> None:
    company = customers(each=3)
    assert objects(*(("009", "停电", who, FIRST) for who in ("101", "102", "103")), company=company) == []


def repairs(count: int, areas: int, each: int) -> tuple[list[tuple[str, str, str, str]], str]:
    """Return so many repairs of the first area's customers, one each, in a company of equal areas."""
    return [("001", "低压", f"1{n:02d}", FIRST) for n in range(1, count + 1)], customers(areas, each)


def of_one_customer(times: int) -> str:
    return orders(*[("005", "营业", "101", FIRST)] * times)


def until(time: str) -> str:
    return orders(AGAIN[0], ("005", "营业", "101", f"2025-10-{time}"))


def of_an_area(times: int) -> str:
    company = customers(each=6)
    return orders(*(("005", "营业", f"10{n}", FIRST) for n in range(1, times + 1)), company=company)


def repairs_among(areas: int) -> str:
    rows, company = repairs(3, areas, each=4)
    return orders(*rows, company=company)


# three repairs among 21 areas: λ = 1/7, chance 0.0437 %, limit 0.0476 %; among 20 areas 0.0502 % and 0.0500 %
BOUNDARIES = {
    "times": Boundary(
        of_one_customer,
        {1: False, 2: True, 3: True},
        own=4,
        answers_to_own={3: False, 4: True, 5: True},
    ),
    "days": Boundary(
        until,
        {"31 07:59:59": True, "31 08:00:00": True, "31 08:00:01": False},
        own=10,
        answers_to_own={"11 07:59:59": True, "11 08:00:00": True, "11 08:00:01": False},
    ),
    "area_times": Boundary(
        of_an_area,
        {2: False, 3: True, 4: True},
        own=5,
        answers_to_own={4: False, 5: True, 6: True},
    ),
    "significance": Boundary(
        repairs_among,
        {19: False, 20: False, 21: True},
        own=0.05,
        answers_to_own={7: False, 8: False, 9: True},
        is_apart=True,
    ),
}


def test_repairs_of_an_area_are_hit_where_chance_does_not_explain_them() -> None:
    rows, company = repairs(4, areas=50, each=4)
    [hit] = found(repeated_requests, orders(*rows, company=company))
    expected = 4 * 4 / 200  # all repairs of the company × the area's share of customers
    fewer = sum(math.exp(-expected) * expected**i / math.factorial(i) for i in range(4))
    assert hit["expected"] == pytest.approx(expected)
    assert hit["chance"] == pytest.approx(1 - fewer)
    assert hit["chance_limit"] == pytest.approx(0.01 / 50)
    assert hit["chance"] < hit["chance_limit"]


def test_the_limit_of_chance_is_said_to_twelve_decimals_for_beyond_them_engines_divide_differently() -> None:
    rows, company = repairs(3, areas=21, each=4)
    [hit] = found(repeated_requests, orders(*rows, company=company))
    assert (
        hit["chance_limit"] == 0.000476190476
    )  # 0.01 ÷ 21; Spark 4.0.5 and DuckDB 1.5.5 differ in the seventeenth digit


def test_repairs_of_an_area_that_a_few_areas_would_show_by_chance_are_clean() -> None:
    rows, company = repairs(3, areas=3, each=4)  # λ = 1, chance 8 %, limit 0.33 %
    assert objects(*rows, company=company) == []


def test_repairs_are_hit_only_below_the_limit_of_chance() -> None:
    rows, company = repairs(3, areas=6, each=4)  # λ = 3 × 4 / 24 = 0.5
    chance = 1 - math.exp(-0.5) * (1 + 0.5 + 0.125)
    assert objects(*rows, company=company, significance=6 * chance - 1e-6) == []
    assert objects(*rows, company=company, significance=6 * chance + 1e-6) == [("case", "T1")]


def test_repairs_of_other_sub_types_are_not_added_up_in_an_area() -> None:
    rows, company = repairs(4, areas=50, each=4)
    other = ("001", "表计", "104", FIRST)
    assert objects(*rows[:3], other, company=company, area_times=4) == []
    assert objects(*rows, company=company, area_times=4) == [("case", "T1")]


def test_without_areas_only_customers_are_judged() -> None:
    rows = [("005", "营业", who, at) for who, at in (("101", FIRST), ("102", FIRST), ("101", LAST))]
    company = "customers\ncons_no | tg_no\n101 | -\n102 | -\n\n"
    tables = delivered(repeated_requests, drawn(orders(*rows, company=company)))
    assert repeated_requests(tables).to_pyarrow()["object_type"].to_pylist() == ["customer"]
    assert tables.notes[0] == "客户档案没有台区编号,不查台区重复"


def test_without_any_sub_type_only_the_type_is_compared() -> None:
    rows = (("005", "-", "101", FIRST), ("005", "-", "101", LAST))
    assert objects(*rows) == [("customer", "101")]


def test_without_customer_numbers_the_check_is_off() -> None:
    rows = drawn(TABLES.replace("|101|", "|-|"))
    assert repeated_requests.missing(filled(rows)) == ["work_orders.cust_no"]


def test_neighbours_who_call_for_one_outage_are_one_matter() -> None:
    company = customers(areas=60, each=4)
    calls = [
        ("001", "低压", who, f"2025-10-05 18:{minute}:00")
        for who, minute in (("101", 10), ("102", 15), ("103", 30))
    ]
    outages = "\n\noutages\nscope | start_time | end_time\n东街公变(T1) | 2025-10-05 18:05:00 | "
    text = orders(*calls, company=company)
    assert [hit["object_id"] for hit in found(repeated_requests, text)] == ["T1"]
    assert found(repeated_requests, text + outages + "2025-10-05 18:30:00") == []
    # of an outage without an end nobody knows which calls are of it
    assert [hit["object_id"] for hit in found(repeated_requests, text + outages + "-")] == ["T1"]
    # the third called when power was back, and a fourth days later
    again = orders(*calls, ("001", "低压", "104", LAST), company=company)
    [hit] = found(repeated_requests, again + outages + "2025-10-05 18:20:00")
    assert (hit["object_id"], hit["times"]) == ("T1", 3)
