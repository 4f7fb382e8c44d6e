"""INS-14 转供电加价/私自转供

Customers who pass electricity on without a contract, and open cases of it with too much and too little charged.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Amount, Case, Change, fine, wrong
from demo.changes import archived, changed, together
from demo.law import PASSED_ON_YUAN_PER_KW
from demo.profiles import MALL, STORE
from demo.stage import Play, Role

UNCONTRACTED, UNLAWFUL = "①转供户无委托转供电合同", "②擅自供出电源未结案"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what is due of open cases beyond what was charged."""
    return [*uncontracted(play), *unlawful(play)]


def uncontracted(play: Play) -> Iterator[Case]:
    """Yield customers who pass on, with contracts of every state."""
    bad, ok = partial(wrong, profile=MALL, branch=UNCONTRACTED), partial(fine, profile=MALL)
    passes_on = archived(transfer_code="1")
    yield bad("转供户只有高压供用电合同", facts={}, change=passes_on)
    yield ok("有委托转供电合同", facts={}, change=together(passes_on, signed()))
    yield ok("委托转供电合同超期仍算有", facts={}, change=together(passes_on, signed(status="3")))
    yield ok("另有合同类型不明", facts={}, change=together(passes_on, signed(contract_type=None)))
    yield bad("委托转供电合同已作废", facts={}, change=together(passes_on, signed(status="4")))
    yield bad("委托转供电合同已终止", facts={}, change=together(passes_on, signed(oper_type="05")))
    yield ok("被转供户", facts={}, change=archived(transfer_code="2"))
    gone = {"status_code": "9", "cancel_date": play.day(9, -2)}
    yield ok("销户的转供户", facts=gone, change=passes_on)


def unlawful(play: Play) -> Iterator[Case]:
    """Yield cases, open and closed."""
    bad, ok = partial(wrong, profile=STORE, facts={}, branch=UNLAWFUL), partial(fine, profile=STORE, facts={})
    yield bad("未结,20kW已计3000元", change=case(play), amount=owed(20, 3000))
    yield bad("未结,违约使用电费空", change=case(play, penalty_amt=None), amount=owed(20))
    yield bad("未结,多计", change=case(play, viol_kw=Decimal("1.5")), amount=owed("1.5", 3000))
    yield bad("未结,容量空", change=case(play, viol_kw=None))
    yield bad("完成时间在数据日之后", change=case(play, ended=-3), amount=owed(20, 3000))
    two = together(case(play), case(play, viol_kw=Decimal(8)))
    yield bad("两案未结", change=two, amount=owed(28, 6000))
    yield ok("已结案", change=case(play, ended=2))
    yield ok("擅自引入电源", change=case(play, vtype="09"))
    yield ok("窃电案", change=case(play, attr="02"))
    both = together(archived(transfer_code="1"), case(play))
    yield wrong("转供户无合同且有案未结", STORE, {}, both, owed(20, 3000), branch=UNLAWFUL)


def owed(kw: Any, charged: int = 0) -> Amount:
    """Return what is due for so many kW beyond what was charged."""
    return PASSED_ON_YUAN_PER_KW * Decimal(kw) - charged


def signed(**other: Any) -> Change:
    """Make the customer's contract one to pass on, or (of another state) put such a one beside it."""
    if not other:
        return changed("contracts", contract_type="05")

    def change(role: Role) -> None:
        own = role.rows["contracts"][0]
        role.rows["contracts"].append(
            own | {"contract_no": f"{own['contract_no']}Z", "contract_type": "05"} | other
        )

    return change


def case(play: Play, ended: int | None = None, **other: Any) -> Change:
    """Add a case of ten days before the data end, closed so many days before it (negative: after)."""
    occurred = datetime.combine(play.ago(10), time(15, 10))

    def change(role: Role) -> None:
        facts = {
            "app_no": role.play.number(17, "5"),
            "attr": "01",
            "vtype": "10",
            "occur_time": occurred,
            "end_time": None if ended is None else datetime.combine(play.ago(ended), time(9, 30)),
            "viol_kw": Decimal(20),
            "penalty_amt": Decimal(3000),
            "checker": role.clerk().name,
        }
        role.add("violations", **(facts | other))

    return change
