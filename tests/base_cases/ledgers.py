"""Receivables of which marketing and finance say otherwise (ACC-12), in two stations."""

LEDGERS = """
    ledger_balances
    org_code  | period | acct_code | acct_name | ledger_level | close_bal
    334010101 | 202510 | 112201    | 应收账款-电费 | 营销 | 1000.00
    334010101 | 202510 | 112201    | 应收账款-电费 | 财务 | 900.00
    334010201 | 202510 | 112201    | 应收账款-电费 | 营销 | 500.00
    334010201 | 202510 | 112201    | 应收账款-电费 | 财务 | 300.50
"""
