"""ACC-02 电费上缴率(归集)低/迟缴"""

from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.remittances import remitted, takings
from analytics.regulation.account_rules import COLLECTION_RATES
from analytics.regulation.money import exact, number, ratio, to_fen
from analytics.regulation.practice import REMITTANCE_DAYS
from models.category import Category


@check(
    code="ACC-02",
    title="电费上缴率(归集)低/迟缴",
    category=Category.ACCOUNT,
    matter="电费上缴率",
    severity="高",
    subject="org",
    window="期间",
    amount="经手资金",
    reads={
        "payments": [
            *("org_code", "cons_no", "charge_id", "charge_time", "rcv_amt", "charge_type", "cashchk_id"),
        ],
        "remittances": ["cashchk_id", "cashchk_date"],
    },
    facts=(remitted,),
    evidence={
        "reason": "异常",
        "taken_yuan": "实收合计(元)",
        "unsent_yuan": "未上缴额(元)",
        "unsent": "未上缴笔数",
        "late": "迟缴笔数",
        "late_yuan": "迟缴额(元)",
        "rate": "上缴率(%)",
        "first_due": "最早到期日",
    },
    sentence="{period} 实收 {taken_yuan} 元,未上缴 {unsent_yuan} 元,上缴率 {rate}%,迟缴 {late} 笔",
    arithmetic=("上缴率 =(实收 − 未上缴)÷ 实收 =({taken_yuan} − {unsent_yuan})÷ {taken_yuan} = {rate}%",),
    laws=(COLLECTION_RATES, REMITTANCE_DAYS),
)
def takings_not_remitted(
    t: Tables,
    *,
    target: Annotated[float, Param("上缴率目标", SHARE, low=0, high=1)] = 1.0,
    d: Annotated[int, Param("上缴期限", "个工作日", low=1, high=10)] = 1,
) -> Any:
    """收到的电费应当全部按期上缴归集,不应滞留在单位。

    为什么: 电费滞留在基层,是坐支、挪用和体外循环的前提。
    判定: 审计月的收费和退款(收费类型 10、20),上缴即解款,期限为收费日后第 {practice.REMITTANCE_DAYS}。未上缴:没有解款标识、解款记录中没有该号或解款日期晚于数据日,而期限早于数据日;迟缴:解款日期晚于期限(只看正数)。单位的上缴率 {account_rules.COLLECTION_RATES[电费上缴率]} 低于 100%,或有迟缴,即中,一个单位一条。
    金额: 未上缴额(含红字),正数,到分;只有迟缴的没有金额,迟缴额见证据。
    例外: 转帐(30)不计;期限不早于数据日的未到期,不算;恰在期限当日不算;实收不大于 0 的单位不判。解款至银行到账归 ACC-03。
    核实: 逐笔核对未上缴、迟缴的收费与解款单,盘点单位电费账户。
    """
    paid = takings(t, t.period, d)
    is_unsent, is_late = paid.is_unsent, paid.is_late
    yuan = exact(paid.rcv_amt)
    units = paid.group_by("org_code").agg(
        taken_yuan=to_fen(yuan.sum()),
        unsent_yuan=to_fen(yuan.sum(where=is_unsent).fill_null(0)),
        unsent=paid.charge_id.nunique(where=is_unsent),
        late=paid.charge_id.nunique(where=is_late),
        late_yuan=to_fen(yuan.sum(where=is_late).fill_null(0)),
        first_due=paid.due.min(where=is_unsent | is_late),
    )
    sent_yuan = units.taken_yuan - units.unsent_yuan
    units = units.mutate(
        percent=ratio(sent_yuan * 100, units.taken_yuan),
        exact_percent=ratio(sent_yuan * 100, units.taken_yuan, 6),
        is_low=exact(sent_yuan) < exact(units.taken_yuan) * number(target),
    )
    # a rate that misses the target by less than the second decimal shows more of them
    is_near = units.is_low & (exact(units.percent) >= number(target) * 100)
    units = units.mutate(rate=ibis.ifelse(is_near, units.exact_percent, units.percent.cast("decimal(18, 6)")))
    wrong = units.filter(units.taken_yuan > 0, units.is_low | (units.late > 0))
    return wrong.mutate(
        object_id=wrong.org_code,
        cons_no=ibis.null("string"),
        amount_yuan=wrong.unsent_yuan.nullif(ibis.ifelse(wrong.is_low, None, wrong.unsent_yuan)),
        reason=reasons({"上缴率低": wrong.is_low, "有迟缴": wrong.late > 0}),
    )
