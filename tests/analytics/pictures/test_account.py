from datetime import date
from decimal import Decimal
from typing import Any

from analytics import parameters
from analytics.checks.account.acc_01_collection_rate import low_collection_rate
from analytics.checks.account.acc_02_takings_not_remitted import takings_not_remitted
from analytics.checks.account.acc_05_false_collection import false_collection
from analytics.checks.account.acc_10_books_out_of_balance import books_out_of_balance
from analytics.parameters import levels_of, tried
from analytics.pictures.account import (
    aged_arrears,
    balances,
    collection_rates,
    holders,
    remittance_rates,
    reversals_around_month_end,
    transit,
)
from analytics.pictures.shown import line_of, lines_below
from models.orm import Run
from tests.base_cases.books import BOOKS
from tests.drawn import found
from tests.pictured import marks_of, rows_behind

AS_OF = date(2025, 11, 1)
RECEIVABLES = """
    receivables
    org_code | cons_no | rcvbl_ym | amt_type | rcvbl_amt | rcved_amt | settle_flag | penalty_start
    33401    | 1       | 202510   | 01       | 1000      | 1200      | -           | 2025-11-20
    33401    | 2       | 202510   | 01       | 1000      | 900       | -           | 2025-11-20
    33401    | 3       | 202510   | 01       | 500       | 0         | -           | 2025-11-20
    33401    | 3       | 202510   | 01       | -500      | -         | -           | 2025-11-20
    33401    | 1       | 202509   | 01       | 800       | 800       | -           | 2025-10-20
"""


def test_a_months_rate_of_recovery_is_the_checks() -> None:
    marks = marks_of(collection_rates, RECEIVABLES)
    # 1,000 of 1,000 and 900 of 1,000: what is paid too much pays for nobody else, a red bill is owed by nobody
    assert {place[0]: (mark["collection_rate"], mark["owed_sum"]) for place, mark in marks.items()} == {
        "202510": (0.95, 100),
        "202509": (1.0, 0),
    }
    [hit] = found(low_collection_rate, RECEIVABLES)
    assert (hit["month_rate"], hit["month_owed_yuan"]) == (95, 100)


PAYMENTS = """
    payments
    org_code | cons_no | charge_id | charge_time | rcv_amt | charge_type | cashchk_id
    33401    | 1       | p0        | 2025-09-01  | 5       | 10          | k0
    33401    | 1       | a         | 2025-10-17  | 100     | 10          | -
    33401    | 1       | b         | 2025-10-17  | 900     | 10          | k1
    33401    | 1       | c         | 2025-10-31  | 50      | 10          | -

    remittances
    cashchk_id | cashchk_date
    k0         | 2025-09-01
    k1         | 2025-10-21
"""


def test_a_months_rate_of_remittance_is_the_checks() -> None:
    # a is unsent, b was sent a day late, c is not due before Monday the 3rd
    mark = marks_of(remittance_rates, PAYMENTS)["202510", "33401"]
    assert mark["unsent_yuan_sum"] == 100
    assert mark["late_yuan_sum"] == 900
    assert round(mark["remittance_rate"], 6) == round(950 / 1050, 6)
    [hit] = found(takings_not_remitted, PAYMENTS)
    assert (hit["unsent_yuan"], hit["late_yuan"], hit["rate"]) == (100, 900, Decimal("90.48"))


def test_a_unit_with_its_own_time_for_remitting_is_judged_by_it() -> None:
    """b was sent two working days after it was taken: late for the company, in time for 33401."""
    usual = levels_of(takings_not_remitted, [], AS_OF)
    for unit, late in (("33401", 0), ("33402", 900)):
        levels = {"ACC-02": tried(takings_not_remitted, usual, unit, {"d": 2}, AS_OF)}
        mark = marks_of(remittance_rates, PAYMENTS, levels=levels)["202510", "33401"]
        assert mark["late_yuan_sum"] == late


def test_the_target_is_that_of_the_unit_which_is_shown_as_the_run_used_it() -> None:
    usual = levels_of(low_collection_rate, [], AS_OF)
    levels = tried(low_collection_rate, usual, "33401", {"target_m": 0.985}, AS_OF)
    kept_ = {"parameters": levels.values_for(""), "overrides": parameters.kept(levels)}
    run = Run(as_of=AS_OF, checks=[{"code": "ACC-01", **kept_}])
    targets = {unit: line_of(collection_rates, run, unit) for unit in ("", "33401", "3340101", "33402")}
    assert {unit: line.at for unit, line in targets.items() if line} == {
        **{"": 0.99, "33402": 0.99},
        **{"33401": 0.985, "3340101": 0.985},
    }
    assert lines_below(collection_rates, run, "") == {"33401": 0.985}
    assert lines_below(collection_rates, run, "33401") == {}


def test_arrears_lie_in_the_class_that_their_age_has_reached() -> None:
    rows = ["202510 | 10", "202509 | 20", "202505 | 30", "202504 | 40", "202410 | 50", "202010 | 60"]
    company = "receivables\norg_code | cons_no | rcvbl_ym | amt_type | rcvbl_amt | owe_amt | settle_flag\n"
    company += "\n".join(
        f"33401 | 1 | {ym} | 01 | 100 | {owed} | 01" for ym, owed in (r.split(" | ") for r in rows)
    )
    company += "\n33401 | 1 | 202510 | 01 | 100 | -7 | 01"
    marks = marks_of(aged_arrears, company)
    assert {place[0]: mark["owed_sum"] for place, mark in marks.items()} == {
        "不满 1 个月": 10,
        "1个月": 50,  # one month and five
        "半年": 40,
        "1年": 50,
        "5年及以上": 60,
    }


def test_in_transit_is_what_has_not_arrived_and_what_came_later_than_the_next_day() -> None:
    company = """
        remittances
        org_code | cashchk_id | cashchk_emp | cashchk_amt | cashchk_date | arrive_date | acct_status
        33401    | prompt     | e1          | 100         | 2025-10-20   | 2025-10-21  | 02
        33401    | slow       | e1          | 100         | 2025-10-20   | 2025-10-24  | 02
        33401    | open       | e2          | 300         | 2025-10-30   | -           | 01
        33401    | bounced    | e2          | 900         | 2025-10-20   | -           | 03
    """
    marks = marks_of(transit, company)
    assert {place: mark["cashchk_amt_sum"] for place, mark in marks.items()} == {
        ("4–7 天", "已到账"): 100,
        ("2–3 天", "未到账"): 300,
    }


def test_holders_are_whom_the_check_names() -> None:
    hit: dict[str, Any] = {"object_id": "k1", "object_type": "payment", "amount_yuan": Decimal(9)}
    marks = marks_of(holders, hits={"ACC-03": [hit | {"cashchk_emp": "e1", "reason": "超期"}]})
    assert marks == {("e1", "超期"): {"amount_yuan_sum": 9, "objects": 1}}


def test_reversals_lie_by_their_days_from_the_end_of_the_month_of_the_payment() -> None:
    company = """
        payments
        cons_no | charge_id | relate_id | charge_time | rcv_amt | charge_type | charge_emp
        1       | a         | -         | 2025-09-28  | 500     | 10          | e1
        1       | b         | a         | 2025-10-03  | -500    | 20          | e1
        2       | c         | -         | 2025-10-30  | 70      | 10          | e1
        2       | d         | c         | 2025-10-31  | -70     | 20          | e1
    """
    hits = [{"object_id": hit["object_id"]} for hit in found(false_collection, company)]
    assert marks_of(reversals_around_month_end, company, hits={"ACC-05": hits}) == {
        ("后 3 天", "ACC-05 命中"): {"objects": 1, "rcv_amt_sum": 500},
        ("月末", "未命中"): {"objects": 1, "rcv_amt_sum": 70},
    }


def test_both_sides_of_each_equation_stand_beside_what_the_checks_found() -> None:
    company = """
        ledger_balances
        org_code | period | acct_code | acct_name | ledger_level | close_bal | debit | credit
        33401    | 202510 | 1002      | 银行存款  | 总账         | 1000      | 7     | 7
        33401    | 202510 | 1002      | 银行存款  | 明细账       | 999       | 7     | 7
        33401    | 202510 | 112201    | 应收账款  | 营销         | 50        | -     | -
        33401    | 202510 | 112201    | 应收账款  | 财务         | 50        | -     | -
        33401    | 202509 | 1002      | 银行存款  | 总账         | 8         | 1     | 1
    """
    hits = [
        {"object_id": hit["object_id"], "reason": hit["reason"]}
        for hit in found(books_out_of_balance, company)
    ]
    marks = marks_of(balances, company, hits={"ACC-10": hits})
    sides = {
        name: (mark["left_sum"], mark["right_sum"], mark["gap_sum"], mark["unequal"])
        for name, mark in marks.items()
    }
    assert sides == {
        "总账 = 明细账": (1000, 999, 1, 1),
        "借方发生 = 贷方发生": (7, 7, 0, 0),
        "营销应收 = 财务应收": (50, 50, 0, 0),
    }


def test_the_rows_behind_each_cell_of_the_equations_come_to_the_cell() -> None:
    """Two books of debits: 1122 holds 112201 or stands beside it; without it they are nearer, 11 to 10 for 20 to 13."""
    hits = [
        {"object_id": hit["object_id"], "reason": hit["reason"]} for hit in found(books_out_of_balance, BOOKS)
    ]
    marks = marks_of(balances, BOOKS, hits={"ACC-10": hits})
    sides = {name: (mark["left_sum"], mark["right_sum"], mark["gap_sum"]) for name, mark in marks.items()}
    assert sides == {
        "总账 = 明细账": (151, 148, 3),
        "明细账 = 用户余额": (148, 60 + 50 + 4 + 28, 6),
        "借方发生 = 贷方发生": (11, 10, 1),
        "营销应收 = 财务应收": (50, 53, -3),
    }
    rows = rows_behind(balances, BOOKS, hits={"ACC-10": hits})
    for equation, mark in marks.items():
        own = [row for row in rows if row["equation"] == equation]
        for measure in balances.measures[:2]:
            behind = [row for row in own if measure.narrows.items() <= row.items()]
            assert sum(row["amount_yuan"] for row in behind) == mark[measure.name]
        assert sum(row["signed_yuan"] for row in own) == mark["gap_sum"]
        unequal = {row["book"] for row in own if row["balance"] == "不平"}
        assert len(unequal) == mark["unequal"]
    users = [row for row in rows if row["object_type"] == "customer"]
    assert {(row["cons_no"], row["amount_yuan"], row["org_code"]) for row in users} == {
        ("1", 60, "33401"),
        ("2", 50, "33401"),
        ("3", 4, "33401"),
        ("4", 28, "33401"),
    }


def test_what_is_owed_under_no_number_leads_to_the_account() -> None:
    more = BOOKS.replace(
        "\n\n    payments",
        "\n    3340101  | -       | 202510   | 2025-10-20   | 2         | 0         | 2\n\n    payments",
    )
    rows = rows_behind(balances, more)
    [untold] = [row for row in rows if row["amount_yuan"] == 2 and row["equation"] == "明细账 = 用户余额"]
    assert (untold["object_type"], untold["object_id"]) == ("account", "33401|1122|202510")
