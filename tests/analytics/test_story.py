"""What an object's story tells of its customer's peers, on customers that a reader counts by hand."""

from pathlib import Path

import pytest

from analytics import story
from models.lake import Lake
from models.people import LOCAL_USER
from tests.loaded import loaded

PERIOD = "202510"


def company(folder: Path, people: list[tuple[str, str, str]]) -> Lake:
    """Return a company of (用电类别, 合同容量 kVA, 电量 kWh of October), numbered from 1."""
    numbered = list(enumerate(people, 1))
    customers = [f"{number:010d} | {kind} | AC02202 | {kva}" for number, (kind, kva, _) in numbered]
    bills = [f"{number:010d} | 202510 | 01 | {kwh}" for number, (*_, kwh) in numbered]
    lines = ["customers", "cons_no | elec_type_code | volt_code | contract_cap", *customers, ""]
    return loaded(folder, "\n".join([*lines, "bills", "cons_no | amt_ym | amt_type | total_pq", *bills]))


def band(lake: Lake, number: int) -> list[tuple[str, float, float, float, int]]:
    with lake.open(LOCAL_USER) as door:
        record = story.customer(door, f"{number:010d}", ("elec_type_code", "volt_code", "contract_cap"))
        whose = story.peer_class(record) if record else None
        rows = story.peers(door, whose, PERIOD) if whose else []
    return [(row["amt_ym"], row["low"], row["middle"], row["high"], row["peers"]) for row in rows]


def test_peers_of_twice_the_capacity_and_twice_the_use_use_the_same_for_each_kva(tmp_path: Path) -> None:
    people = [("202", "8", "80")] * 6 + [("202", "15", "150")] * 5
    assert band(company(tmp_path, people), 1) == [("202510", 10.0, 10.0, 10.0, 11)]


def test_the_middle_half_of_eleven_peers_is_from_the_third_to_the_ninth(tmp_path: Path) -> None:
    people = [("202", "10", str(kwh)) for kwh in range(0, 1100, 100)]
    assert band(company(tmp_path, people), 1) == [("202510", 25.0, 50.0, 75.0, 11)]


@pytest.mark.parametrize(
    ("others", "is_shown"),
    [
        ([("202", "8", "1")] * 10, True),
        ([("202", "8", "1")] * 9, False),  # too few
        ([("202", "8", "1")] * 9 + [("202", "15.9", "1")], True),
        ([("202", "8", "1")] * 9 + [("202", "16", "1")], False),  # of the next class
        ([("202", "8", "1")] * 9 + [("403", "8", "1")], False),  # of another kind
    ],
)
def test_ten_others_of_the_same_kind_and_class_of_capacity_are_peers(
    tmp_path: Path, others: list[tuple[str, str, str]], is_shown: bool
) -> None:
    assert bool(band(company(tmp_path, [("202", "8", "1"), *others]), 1)) == is_shown


def test_a_customer_without_capacity_has_no_peers(tmp_path: Path) -> None:
    assert band(company(tmp_path, [("202", "", "1")] + [("202", "8", "1")] * 11), 1) == []


PAYMENTS = """
    payments
    charge_id | cons_no    | charge_time
    7         | 0000000001 | 2025-10-01
    7         | 0000000002 | 2025-10-02
    8         | 0000000001 | 2025-10-03

    remittances
    cashchk_id
    7
"""


@pytest.mark.parametrize(
    ("number", "cons_no", "table", "whose"),
    [
        ("7", "0000000001", "payments", "0000000001"),
        ("7", "0000000002", "payments", "0000000002"),
        ("7", "", "remittances", None),  # a payment has a customer
        ("8", "", "payments", "0000000001"),
        ("8", "0000000002", "payments", "0000000001"),  # it has gone to another one since
    ],
)
def test_an_object_is_the_row_of_its_own_customer(
    tmp_path: Path, number: str, cons_no: str, table: str, whose: str | None
) -> None:
    with loaded(tmp_path, PAYMENTS).open(LOCAL_USER) as door:
        found = story.object_row(door, "payment", number, cons_no)
    assert found is not None
    assert (found[0], found[1].get("cons_no")) == (table, whose)


def test_of_an_area_with_a_row_each_month_the_newest_is_told(tmp_path: Path) -> None:
    months = "transformer_areas\ntg_no | period | supply_pq | sale_pq\nT1 | 202509 | 100 | 90\nT1 | 202510 | 200 | 190"
    with loaded(tmp_path, months).open(LOCAL_USER) as door:
        found = story.object_row(door, "case", "T1")
    assert found is not None
    assert (found[1]["period"], found[1]["supply_pq"]) == ("202510", 200)


def test_the_time_line_has_a_lane_for_each_kind_of_event(tmp_path: Path) -> None:
    text = """
        meters
        cons_no    | asset_no | inst_date  | remove_date
        0000000001 | A1       | 2025-01-05 | 2025-06-01

        business_fees
        cons_no    | fee_type | date
        0000000001 | 02       | 2025-02-01

        work_orders
        cust_no    | wo_no | busi_type | accept_time
        0000000001 | W1    | 005       | 2025-03-01 08:00:00
        0000000002 | W2    | 001       | 2025-03-02 08:00:00
    """
    with loaded(tmp_path, text).open(LOCAL_USER) as door:
        told = [(str(event.day), event.lane, event.what) for event in story.events(door, "0000000001")]
    assert told == [
        ("2025-01-05", "计量", "装表"),
        ("2025-02-01", "业务费", "高可靠性供电费用"),
        ("2025-03-01", "工单", "投诉"),
        ("2025-06-01", "计量", "拆表"),
    ]


BOOKS = """
    ledger_balances
    org_code | period | acct_code | acct_name | ledger_level | close_bal
    33401    | 202510 | 1002      | 银行存款  | 总账         | 100
    33401    | 202510 | 1002      | 银行存款  | 明细账       | 99
    33401    | 202510 | 1122      | 应收账款  | 总账         | 7
    33401    | 202509 | 1002      | 银行存款  | 总账         | 5
    33402    | 202510 | 1002      | 银行存款  | 总账         | 3
"""


@pytest.mark.parametrize(
    ("account", "balances"),
    [("33401|1002|202510", [100, 99]), ("33401|202510", [100, 99, 7]), ("33401|9999|202510", [])],
)
def test_an_account_is_its_rows_in_every_book(tmp_path: Path, account: str, balances: list[int]) -> None:
    with loaded(tmp_path, BOOKS).open(LOCAL_USER) as door:
        rows = story.ledger_rows(door, account)
        named = story.object_row(door, "account", account)
    assert sorted(row["close_bal"] for row in rows) == sorted(balances)
    assert (named is not None) == bool(balances)
