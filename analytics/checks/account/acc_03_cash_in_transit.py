"""ACC-03 在途资金超额超期"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import month_text, reasons
from analytics.facts.remittances import sent
from analytics.regulation.account_rules import CASH_IN_TRANSIT_DAYS, CASH_IN_TRANSIT_YUAN
from analytics.regulation.money import to_fen
from analytics.regulation.source import Rule
from analytics.regulation.working_days import last_working_day_before
from models.category import Category


@check(
    code="ACC-03",
    title="在途资金超额超期",
    category=Category.ACCOUNT,
    matter="电费安全管理",
    severity="高",
    subject="payment",
    window="全部",
    amount="在途资金",
    reads={
        "remittances": [
            *("org_code?", "cashchk_id", "cashchk_emp?", "cashchk_amt", "cashchk_date", "arrive_date"),
            *("acct_status?", "settle_mode?"),
        ]
    },
    without={
        "remittances.acct_status": "缺到账状态,不剔除退票",
        "remittances.settle_mode": "缺结算方式,不剔除承兑汇票",
    },
    evidence={
        "reason": "异常",
        "cashchk_amt": "解款金额(元)",
        "cashchk_date": "解款日期",
        "arrive_date": "银行到账日期",
        "counted_to": "计算在途天数的截止日",
        "transit_days": "在途天数(天)",
        "acct_status": "到账状态",
        "settle_mode": "结算方式",
        "cashchk_emp": "解款人员",
        "note": "提示",
    },
    sentence="{cashchk_date} 解款 {cashchk_amt} 元,在途 {transit_days} 天:{reason}",
    arithmetic=("在途天数 = {counted_to} − {cashchk_date} = {transit_days} 天",),
    laws=(CASH_IN_TRANSIT_YUAN, CASH_IN_TRANSIT_DAYS),
)
def cash_in_transit(
    t: Tables,
    *,
    amt: Annotated[Rule[Decimal], Param("在途限额", "元", low=0, high=10000000)] = CASH_IN_TRANSIT_YUAN,
    d: Annotated[Rule[int], Param("在途天数上限", "天", low=0, high=60)] = CASH_IN_TRANSIT_DAYS,
) -> Any:
    """收到的电费解款后应当很快到账,不应长时间或大额在途。

    为什么: 在途时间长、金额大,是截留、挪用电费和虚假解款的典型迹象。
    判定: 每笔解款:在途天数 =(到账日期,未到账或晚于数据日的取数据日)− 解款日期。超期:在途天数大于 {account_rules.CASH_IN_TRANSIT_DAYS}(自然日),已到账的超期也列;超额:数据日仍未到账、金额大于 {account_rules.CASH_IN_TRANSIT_YUAN},且解款后的第 1 个工作日早于数据日。任一即中。
    金额: 解款金额,正数。
    例外: 退票(03)不计;承兑汇票(04、0401、0402)到期才兑付,在途与退票归 ACC-15;金额不大于 0 不计;恰等于限值不算。金额大于在途限额的提示高危。缺到账状态时不剔除退票,缺结算方式时不剔除承兑汇票。
    核实: 核对进账单、银行回单与到账流水,盘点收费人员库存现金与票据。
    """
    rows = sent(t)
    is_large = rows.cashchk_amt > amt.on_column(rows.cashchk_date)
    is_cleared_by_now = rows.cashchk_date < last_working_day_before(t.as_of)
    rows = rows.mutate(
        reason=reasons(
            {
                "超期": rows.transit_days > d.on_column(rows.cashchk_date),
                "超额": ~rows.has_arrived & is_large & is_cleared_by_now,
            }
        ),
        note=reasons({"大额,高危": is_large}).nullif(""),
    )
    late = rows.filter(rows.reason != "")
    return late.mutate(
        object_id=late.cashchk_id,
        cons_no=ibis.null("string"),
        period=month_text(late.cashchk_date),
        amount_yuan=to_fen(late.cashchk_amt),
    )
