"""PRO-11 临时接电费执行异常

Temporary connection fees that were taken after they were abolished, or never paid back.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.law import TEMPORARY_FEE_ENDED
from demo.profiles import STORE
from demo.stage import Play, Role

ABOLISHED, UNREFUNDED, HELD = "A 违规收费", "B 应退未退", "C 在架余额"
TEMPORARY = "03"


def cases(play: Play) -> Sequence[Case]:
    """Return fees; the amount is what is owed to the customer, negative."""
    shop: dict[str, Any] = {"contract_cap": 20}
    gone, expired = shop | {"status_code": "9"}, shop | {"tmp_flag": "01", "tmp_due_date": play.ago(1)}
    running = shop | {"tmp_flag": "01", "tmp_due_date": play.ago(-181)}
    a, b, c = (partial(wrong, profile=STORE, branch=branch) for branch in (ABOLISHED, UNREFUNDED, HELD))
    ended = [Side(code, note="临时用电到期1天") for code in ("PRO-10", "INS-13")]
    two = [(since(62), "1000", None), (since(-669), "700.25", "0.25")]
    return [
        a("2017-12-01当日收取", facts=shop, change=paid(since(0), "8000"), amount="-8000"),
        a("取消后违规收取,已退一半", facts=shop, change=paid(since(521), "6000", "3000"), amount="-3000"),
        b("旧费,已销户未退", facts=gone, change=paid(since(-487), "4000.50"), amount="-4000.50"),
        b("旧费,已转正未退", facts=shop, change=paid(since(-1), "5000", "0"), amount="-5000"),
        b(
            "旧费,临时用电已到期未退",
            facts=expired,
            change=paid(since(-275), "3500"),
            amount="-3500",
            also=ended,
        ),
        c("旧费,未到期,在架余额", facts=running, change=paid(since(-275), "2500"), amount="-2500"),
        b("收费日期空", facts=shop, change=paid(None, "1800"), amount="-1800"),
        a("两笔合并为一户", facts=shop, change=all_paid(*two), amount="-1700"),
        b("退费以负数录入,未退清", facts=shop, change=paid(since(-1034), "2000", "-500"), amount="-1500"),
        a(
            "单独成行的退费,未退清",
            facts=shop,
            change=all_paid(*two[:1], (since(70), None, "400")),
            amount="-600",
        ),
        fine("单独成行的退费,已退清", STORE, shop, all_paid(*two[:1], (since(70), None, "1000"))),
        fine("已被红字冲回", STORE, shop, all_paid(*two[:1], (since(63), "-1000", None))),
        fine("已全额退费", STORE, shop, paid(since(121), "9000", "9000")),
        fine("退费以负数录入,已退清", STORE, shop, paid(since(-609), "9000", "-9000")),
        fine("实收为空", STORE, shop, paid(since(121), None)),
        fine("实收为零", STORE, shop, paid(since(121), "0")),
        fine("不是临时接电费", STORE, shop, paid(since(457), "500", fee_type="09")),
    ]


def since(days: int) -> date:
    """Return the day so many days after the fee was abolished (negative: before)."""
    return TEMPORARY_FEE_ENDED + timedelta(days=days)


def paid(
    on: date | None, received: str | None, refunded: str | None = None, fee_type: str = TEMPORARY
) -> Change:
    """Let a customer pay a fee on a day, and get something back."""

    def change(role: Role) -> None:
        amount = None if received is None else Decimal(received)
        role.add(
            "business_fees",
            app_no=role.play.number(17, "3"),
            fee_type=fee_type,
            std_amt=amount or Decimal(0),
            rcved_amt=amount,
            refund_amt=None if refunded is None else Decimal(refunded),
            date=on,
        )

    return change


def all_paid(*fees: tuple[date | None, str | None, str | None]) -> Change:
    """Let a customer pay several fees."""

    def change(role: Role) -> None:
        for fee in fees:
            paid(*fee)(role)

    return change
