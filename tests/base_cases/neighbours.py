"""Receivables of which marketing and finance say otherwise (ACC-12): at home, next door and far away."""

from typing import Any

from models.lake import Lake
from tests.looped import add_cases

HOME, NEXT, FAR = "334010101", "334010102", "334020101"
# marketing and finance apart by 100.00 at home, 5.00 and 7.00 next door, 0.50 and 200.00 far away
LEDGERS = """
    ledger_balances
    org_code  | period | acct_code | acct_name    | ledger_level | close_bal
    334010101 | 202510 | 112201    | 应收账款-电费 | 营销 | 1000.00
    334010101 | 202510 | 112201    | 应收账款-电费 | 财务 | 900.00
    334010102 | 202510 | 112201    | 应收账款-电费 | 营销 | 1000.00
    334010102 | 202510 | 112201    | 应收账款-电费 | 财务 | 1005.00
    334010102 | 202510 | 112202    | 应收账款-其他 | 营销 | 7.00
    334010102 | 202510 | 112202    | 应收账款-其他 | 财务 | 0.00
    334020101 | 202510 | 112201    | 应收账款-电费 | 营销 | 0.50
    334020101 | 202510 | 112201    | 应收账款-电费 | 财务 | 0.00
    334020101 | 202510 | 112202    | 应收账款-其他 | 营销 | 200.00
    334020101 | 202510 | 112202    | 应收账款-其他 | 财务 | 0.00
"""


def upheld(lake: Lake, *codes: str, parameters: dict[str, Any] | None = None, **fields: Any) -> str:
    own = {"state": "整改中", "result": "属实", "object_type": "account", "org_code": HOME}
    case = {**own, "codes": codes or ("ACC-12",), "parameters": parameters or {}, **fields}
    return add_cases(lake.store, [case])[0]
