"""INS-01 供用电合同缺失/到期未续/无签章

Customers without a contract in force, with one that ends soon, or signed after supply began.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import changed, cleared, together
from demo.profiles import SHOP
from demo.stage import Play, Role

NONE, ENDS, LATE = "① 没有有效合同", "② 到期", "③ 送电后签订"
NO_CONTRACT = cleared("contracts")
contract = partial(changed, "contracts")


def cases(play: Play) -> Sequence[Case]:
    """Return contracts; there is no amount."""
    supplied, edge = play.day(10, -5), play.ago(months=24)
    late, signed = {"sign_date": play.day(11, -5)}, {"sign_date": play.ago(299), "oper_type": "01"}
    renewed = together(a_second(end_date=play.ago(months=-50)), contract(end_date=play.ago(months=22)))
    unsigned = a_second(status="1", sign_date=play.day(1, -1))
    ended = contract(status="3", end_date=play.ago(215))
    none, ends, after = (partial(wrong, profile=SHOP, branch=branch) for branch in (NONE, ENDS, LATE))
    return [
        none("无合同", facts={}, change=NO_CONTRACT),
        none("只有未签合同", facts={}, change=contract(status="1")),
        none("合同已作废", facts={}, change=contract(status="4")),
        none("合同已终止", facts={}, change=contract(oper_type="05")),
        none("变更中用户无合同", facts={"status_code": "2"}, change=NO_CONTRACT),
        ends("昨日到期", facts={}, change=contract(end_date=play.ago(1))),
        ends("29天后到期", facts={}, change=contract(end_date=play.ago(-29))),
        fine("恰30天后到期", SHOP, {}, contract(end_date=play.ago(-30))),
        ends("状态超期仍算有合同,但已到期", facts={}, change=ended),
        fine("旧合同到期,另有续签", SHOP, {}, renewed),
        after("送电次日才新签", facts=on(supplied), change=contract(**late)),
        after("送电次日补签", facts=on(supplied), change=contract(oper_type="04", **late)),
        fine("送电当日签", SHOP, on(supplied), contract(sign_date=supplied)),
        fine("送电后签的是变更", SHOP, on(supplied), contract(oper_type="02", **late)),
        fine("送电后签的是续签", SHOP, on(supplied), contract(oper_type="03", **late)),
        after("恰24个月前送电,后补签", facts=on(edge), change=contract(**signed)),
        fine("24个月前的前一日送电,后补签", SHOP, on(play.ago(months=24, days=1)), contract(**signed)),
        fine("首份为未签,其后按时签", SHOP, on(supplied), unsigned),
        fine("当前新装户不查", SHOP, {"status_code": "1", "power_on_date": None}, NO_CONTRACT),
        fine("已销户不查", SHOP, {"status_code": "9"}, NO_CONTRACT),
        fine("考核户不查", SHOP, {"cons_sort_code": "00", "elec_type_code": "000"}, NO_CONTRACT),
    ]


def on(day: date) -> dict[str, Any]:
    """Return the facts of a customer set up and supplied on a day."""
    return {"build_date": day, "power_on_date": day}


def a_second(**values: Any) -> Change:
    """Add a copy of the contract with another number."""

    def change(role: Role) -> None:
        first = role.rows["contracts"][0]
        role.rows["contracts"].append(first | {"contract_no": f"{first['contract_no']}B"} | values)

    return change
