from analytics.facts.feeds import feeds_in_force, feeds_of_customers
from tests.drawn import drawn, given_to, rows_of

HEAD = "power_sources\ncons_no | ps_no | ps_attr | line_status | ps_cap | line_no | substation\n"
COLUMNS = ("cons_no", "ps_no", "ps_attr", "substation", "line_no", "line_status", "ps_cap")


def test_feeds_are_in_force_until_their_line_is_dismantled() -> None:
    found = rows_of(feeds_in_force, "power_sources\ncons_no | line_status\n1 | 01\n2 | 02\n3 | 03\n4 | -")
    assert [row["cons_no"] for row in found] == ["1", "2", "4"]


def test_feeds_of_a_customer_are_counted_by_kind_and_their_capacity_added() -> None:
    rows = drawn(
        HEAD
        + """1 | a | 10 | 02 | 100 | - | s
        1 | b | 11 | 01 | 50 | l | 无
        1 | c | 20 | 02 | 400 | l | s
        1 | d | 31 | 01 | - | l | s
        1 | e | - | 01 | - | l | s
        2 | f | 10 | 01 | - | l | s
        2 | g | 11 | 01 | 50 | l | s"""
    )
    counts = feeds_of_customers(given_to("feeds", {"power_sources": COLUMNS}, rows)["power_sources"])
    one, two = counts.order_by("cons_no").to_pyarrow().to_pylist()
    assert [one[f"{name}_count"] for name in ("feed", "unmarked", "main", "mutual", "lasting")] == [
        5,
        1,
        1,
        1,
        3,
    ]
    assert (one["stopped_main_count"], one["unlined_count"], one["unrooted_count"]) == (1, 1, 1)
    assert (one["fed_kva"], two["fed_kva"], one["feed_numbers"]) == (150, None, "a;b;c;d;e")
