"""What the amount of a hit is: only a difference of charges is owed to somebody, and only such amounts are added up.

Source: the catalogue's 涉及金额 of each check.
"""

from decimal import Decimal
from typing import Literal

AmountKind = Literal["应收差额", "在途资金", "账面差额", "经手资金", "参考值"]
OWED: AmountKind = "应收差额"
MEANINGS: dict[AmountKind, str] = {
    "应收差额": "应收与实收之差:正为少收(应追补),负为多收(应退还)",
    "在途资金": "已解款而到账迟、未到账或到账不明的资金,不追不退",
    "账面差额": "两本账之间的差额,不分正负",
    "经手资金": "经手而须核实的款项,如冲正、退补、减免,不分正负",
    "参考值": "对规模的估计,方向或数额未定,不追不退",
}


def in_words(kind: AmountKind | None, amount_yuan: Decimal | None) -> str:
    """Return an amount with what it is ('少收 1,234.00 元', '参考值 8.00 元'); '' where there is none."""
    if amount_yuan is None or kind is None:
        return ""
    side = kind if kind != OWED else "少收" if amount_yuan > 0 else "多收" if amount_yuan < 0 else ""
    return f"{side} {abs(amount_yuan):,.2f} 元".strip()
