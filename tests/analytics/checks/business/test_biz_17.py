from datetime import date
from decimal import Decimal

import pytest

from analytics.checks.business.biz_17_changes_of_supply import change_of_supply_irregular
from tests.boundaries import Boundary, varied
from tests.drawn import finder

CHECK = change_of_supply_irregular
BACKDATED, RESUMED = "A 倒签,生效早于受理", "B 先恢复后申请"
OWED, SPLIT, MERGED = (
    "C 过户未结清欠费",
    "D 分户后容量之和与原有容量不符",
    "E 并户容量超过各户之和",
)


def application(*rows: str) -> str:
    """Each row: type | accepted on | took effect on | archived on | status | asked for, had, has kVA."""
    header = "app_no | cons_no | org_code | app_type | accept_time | power_date | archive_date | status"
    lines = []
    for number, row in enumerate(rows, 1):
        app_type, accepted, *rest = (part.strip() for part in row.split("|"))
        lines.append(f"{number} | C | 3340101 | {app_type} | {accepted} 09:00:00 | {' | '.join(rest)}")
    return "\n".join(["applications", f"{header} | app_cap | orig_cap | total_cap", *lines])


def customers(*rows: str) -> str:
    """Each row: number | split from | contract kVA | set up on."""
    header = "\n\ncustomers\nba_calc_mode | cons_no | orig_cons_no | contract_cap | build_date"
    return "\n".join([header, *(f"1 | {row}" for row in rows)])


def bills(*rows: str) -> str:
    """Each row: month | capacity charge | charged kVA."""
    header = "\n\nbills\ncons_no | amt_type | amt_ym | cap_amt | bill_cap"
    return "\n".join([header, *(f"C | 01 | {row}" for row in rows)])


def owed(*rows: str) -> str:
    """Each row: month | issued on | kind | state | owed | due | received."""
    header = "\n\nreceivables\ncons_no | rcvbl_ym | release_date | amt_type | settle_flag"
    lines = [f"C | {row}" for row in rows]
    return "\n".join([f"{header} | owe_amt | rcvbl_amt | rcved_amt", *lines])


hits = finder(CHECK)
PRICES = bills("202504 | 12800 | 400", "202505 | 9600.5 | 300", "202506 | 9600 | 300")
TABLES = (
    application("203 | 2025-05-03 | 2025-04-28 | 2025-05-03 | 02 | 100 | 400 | 300")
    + customers("C | - | 400 | -")
    + PRICES
)
BOUNDARIES = {
    "backdate_days": Boundary(
        varied(TABLES, "applications.power_date"),
        {"2025-05-02": True, "2025-05-03": False, "2025-05-04": False},
        own=5,
        answers_to_own={"2025-04-27": True, "2025-04-28": False, "2025-05-02": False},
    ),
}


def problems(data: str) -> list[str]:
    return [hit["problems"] for hit in hits(data)]


def test_a_suspension_that_began_before_it_was_asked_for_costs_the_basic_charge_of_those_days() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "1", "C")
    assert (hit["org_code"], hit["period"], hit["problems"]) == ("3340101", "202505", BACKDATED)
    assert (hit["accept_date"], hit["effective_date"]) == (date(2025, 5, 3), date(2025, 4, 28))
    assert hit["backdated_days"] == 5
    # three days of April: 100 × 32 × 3 ÷ 30; two of May: 100 × 32.00166… × 2 ÷ 31 = 206.4624
    assert hit["amount_yuan"] == Decimal("320.00") + Decimal("206.46")
    assert hit["terms"] == "100 × 12,800 ÷ 400 × 3 ÷ 30 + 100 × 9,600.5 ÷ 300 × 2 ÷ 31"


@pytest.mark.parametrize(
    ("app_type", "problem", "has_amount"),
    [
        ("201", BACKDATED, True),
        ("202", RESUMED, True),
        ("203", BACKDATED, True),
        ("204", RESUMED, True),
        ("205", BACKDATED, False),
        ("206", RESUMED, False),
        ("208", BACKDATED, False),
        ("209", RESUMED, False),
        ("211", BACKDATED, False),
        ("215", BACKDATED, False),
        ("216", BACKDATED, False),
        ("110", None, False),
        ("210", None, False),
        ("214", None, False),
    ],
)
def test_each_kind_of_change_has_its_name(app_type: str, problem: str | None, has_amount: bool) -> None:
    found = hits(TABLES.replace("| 203 |", f"| {app_type} |"))
    assert [hit["problems"] for hit in found] == ([problem] if problem else [])
    assert [hit["amount_yuan"] is not None for hit in found] == ([has_amount] if problem else [])


def test_without_the_price_of_a_month_or_by_demand_there_is_no_amount() -> None:
    for data in (
        TABLES.replace("202505 | 9600.5 | 300", "202505 | 0 | 0"),
        TABLES.replace("202505 | 9600.5", "202503 | 9600.5"),
        TABLES.replace("1 | C | - | 400", "2 | C | - | 400"),
        TABLES.replace("02 | 100 |", "02 | - |"),
    ):
        assert [hit["amount_yuan"] for hit in hits(data)] == [None]


@pytest.mark.parametrize(
    ("stops", "row", "is_hit"),
    [
        (["2025-04-28"], "203 | 2025-05-03 | - | 2025-05-09 | 02", True),
        (["2025-04-28", "2025-04-28"], "203 | 2025-05-03 | - | 2025-05-09 | 02", True),
        (["2025-04-28", "2025-04-01"], "203 | 2025-05-03 | - | 2025-05-09 | 02", False),
        (["2025-05-03"], "203 | 2025-05-03 | - | 2025-05-09 | 02", False),
        (["2025-04-28"], "203 | 2025-05-03 | - | - | 01", False),
        (["2025-04-28"], "204 | 2025-05-03 | - | 2025-05-09 | 02", False),
        (["2025-04-28"], "203 | 2025-05-03 | 2025-05-03 | 2025-05-09 | 02", False),
    ],
)
def test_without_a_day_of_its_own_a_suspension_began_when_the_only_machine_was_stopped(
    stops: list[str], row: str, is_hit: bool
) -> None:
    machines = "\n".join(["\n\nequipment\ncons_no | actual_stop_date", *(f"C | {day}" for day in stops)])
    found = hits(application(f"{row} | 100 | 400 | 300") + machines)
    assert [hit["effective_source"] for hit in found] == ["设备停用日期"] * is_hit
    twice = application(f"{row} | 100 | 400 | 300", "201 | 2025-09-03 | - | - | 01 | 100 | 400 | 300")
    assert hits(twice + machines) == []


def test_what_was_given_up_or_lies_ahead_is_not_judged() -> None:
    assert hits(TABLES.replace("| 02 |", "| 03 |")) == []
    assert hits(TABLES, as_of="2025-05-02") == []


@pytest.mark.parametrize(
    ("row", "is_hit"),
    [
        ("202504 | 2025-05-20 | 01 | 01 | 30.5 | 50 | 19.5", True),
        ("202504 | 2025-05-21 | 01 | 01 | 30.5 | 50 | 19.5", False),
        ("202504 | 2025-05-01 | 02 | 02 | - | 50 | 19.5", True),
        ("202504 | 2025-05-01 | 01 | 03 | 30.5 | 50 | 19.5", False),
        ("202504 | 2025-05-01 | 01 | 01 | 0 | 50 | 50", False),
        ("202504 | 2025-05-01 | 04 | 01 | 30.5 | 50 | 19.5", False),
        ("202504 | 2025-05-01 | 11 | 01 | 30.5 | 50 | 19.5", False),
    ],
)
def test_what_was_issued_before_a_transfer_was_archived_must_be_paid(row: str, is_hit: bool) -> None:
    transfer = application("211 | 2025-05-06 | 2025-05-06 | 2025-05-20 | 02 | - | - | -")
    found = hits(transfer + owed(row))
    assert [(hit["problems"], hit["amount_yuan"]) for hit in found] == [(OWED, Decimal("30.50"))] * is_hit
    assert [hit["debts_ym"] for hit in found] == ["202504 30.5"] * is_hit


def test_debts_matter_once_a_transfer_is_archived_without_a_date_by_its_acceptance() -> None:
    debt = owed("202504 | 2025-05-06 | 01 | 01 | 10 | - | -", "202505 | 2025-05-07 | 01 | 01 | 20 | - | -")
    undated, dated, opened = (
        application(f"211 | 2025-05-06 | 2025-05-06 | {rest} | - | - | -")
        for rest in ("- | 02", "2025-05-07 | 01", "- | 01")
    )
    assert [hit["debts_ym"] for hit in hits(dated + debt)] == ["202504 10 + 202505 20"]
    amounts = [[hit["amount_yuan"] for hit in hits(data + debt)] for data in (undated, dated, opened)]
    assert amounts == [[10], [30], []]


SPLITTING = application("212 | 2025-05-06 | 2025-05-09 | 2025-05-09 | 02 | - | 400 | -")


@pytest.mark.parametrize(
    ("others", "total"),
    [
        (["D | C | 150 | 2025-05-06"], None),
        (["D | C | 150.001 | 2025-05-06"], Decimal("400.001")),
        (["D | C | 100 | 2025-05-09", "E | C | 50 | -"], None),
        (["D | C | 150 | 2025-05-05"], None),
        (["D | B | 150 | 2025-05-09"], None),
        (["D | C | - | 2025-05-09"], None),
    ],
)
def test_a_split_whose_new_customers_are_known_neither_adds_nor_loses_capacity(
    others: list[str], total: Decimal | None
) -> None:
    found = hits(SPLITTING + customers("C | - | 250 | 2010-01-01", *others))
    assert [(hit["problems"], hit["split_cap"]) for hit in found] == ([(SPLIT, total)] if total else [])


def test_an_open_split_or_one_that_was_changed_again_tells_nothing() -> None:
    files = customers("C | - | 250 | 2010-01-01", "D | C | 90 | 2025-05-09")
    opened = SPLITTING.replace("2025-05-09 | 02", "- | 01")
    assert len(hits(SPLITTING + files)) == 1
    assert hits(opened + files) == []
    later = SPLITTING + "\n9 | {} | 3340101 | 110 | 2025-08-06 09:00:00 | - | - | {} | - | - | -"
    for whose in "CD":
        assert [hit["object_id"] for hit in hits(later.format(whose, "02") + files)] == []
        assert [hit["object_id"] for hit in hits(later.format(whose, "01") + files)] == ["1"]


@pytest.mark.parametrize(
    ("total", "is_hit"), [("700", False), ("700.001", True), ("699", False), ("-", False)]
)
def test_merged_customers_have_no_more_than_they_had(total: str, is_hit: bool) -> None:
    found = problems(application(f"213 | 2025-05-06 | 2025-05-06 | - | 01 | 300 | 400 | {total}"))
    assert found == [MERGED] * is_hit


def test_the_hit_of_merged_customers_says_what_they_had_together() -> None:
    [hit] = hits(application("213 | 2025-05-06 | 2025-05-06 | - | 01 | 300 | 400 | 701"))
    assert (hit["merged_cap"], hit["total_cap"]) == (700, 701)
