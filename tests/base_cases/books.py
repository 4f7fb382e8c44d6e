"""The books of one month with what customers owe and have paid in advance."""

BOOKS = """
    ledger_balances
    org_code | period | acct_code | acct_name | ledger_level | close_bal | debit | credit
    33401    | 202510 | 1122      | 应收账款  | 总账         | 121       | 9     | 3
    33401    | 202510 | 1122      | 应收账款  | 明细账       | 118       | -     | -
    33401    | 202510 | 112201    | 应收电费  | 总账         | 70        | 9     | 4
    33401    | 202510 | 2203      | 预收账款  | 总账         | 30        | 2     | 6
    33401    | 202510 | 2203      | 预收账款  | 明细账       | 30        | -     | -
    33401    | 202510 | 1122      | 应收账款  | 营销         | 50        | -     | -
    33401    | 202510 | 1122      | 应收账款  | 财务         | 53        | -     | -

    receivables
    org_code | cons_no | rcvbl_ym | release_date | rcvbl_amt | rcved_amt | owe_amt
    33401    | 1       | 202510   | 2025-10-20   | 100       | 40        | 60
    3340101  | 2       | 202509   | 2025-09-20   | 80        | 30        | 50
    3340101  | 3       | 202510   | 2025-10-20   | 70        | 70        | 0

    payments
    org_code | cons_no | charge_time | rcv_amt | penalty
    3340101  | 3       | 2025-11-01  | 5       | 1

    prepay_balances
    org_code | cons_no | stat_ym | balance
    3340101  | 4       | 202510  | 28
    3340101  | 5       | 202510  | 0
"""
