"""INS-01 供用电合同缺失/到期未续/无签章"""

from datetime import date, timedelta
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, reasons
from analytics.facts.contracts import signed_contracts, valid_contracts, who_needs_a_contract
from analytics.facts.customers import presumed_on_the_books
from analytics.regulation.supply_terms import SUPPLY_CONTRACT
from data_loaders.codes.customers import ContractOperation, ContractStatus
from models.calendar import add_months_to_date
from models.category import Category

CHANGES_AND_RENEWALS = (ContractOperation.CHANGE, ContractOperation.RENEWAL)
MONTHS_SINCE_POWER_ON = 24


@check(
    code="INS-01",
    title="供用电合同缺失/到期未续/无签章",
    category=Category.INSPECTION,
    matter="供用电合同签订、进机和归档",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": [
            "cons_no",
            "status_code?",
            "cancel_date?",
            "cons_sort_code?",
            "power_on_date?",
        ],
        "contracts": ["cons_no", "contract_no", "oper_type?", "status?", "sign_date?", "end_date?"],
    },
    facts=(presumed_on_the_books,),
    without={
        "customers.power_on_date": "没有送电日期,不查③送电后才签合同",
        "contracts.end_date": "合同没有终止日期,不查②到期未续",
        "contracts.sign_date": "合同没有签订日期,不查③送电后才签合同",
    },
    evidence={
        "reason": "问题",
        "contract_no": "有效合同编号(到期最晚)",
        "status": "合同状态",
        "end_date": "终止日期(最晚)",
        "days_left": "距到期(天,负为已过期)",
        "first_contract_no": "最早签订的合同编号",
        "oper_type": "最早合同的操作类型",
        "sign_date": "签订日期(最早)",
        "power_on_date": "送电日期",
    },
    sentence="用户 {object_id} {reason}([合同终止 {end_date}][,最早签订 {sign_date}][,送电 {power_on_date}])",
    arithmetic=(
        "合同 {contract_no} 终止日期 {end_date},距核查日 {days_left} 天",
        "合同 {first_contract_no} 签订日期 {sign_date},送电日期 {power_on_date}",
    ),
    laws=(SUPPLY_CONTRACT,),
)
def contract_missing_or_expired(
    t: Tables,
    *,
    warn_days: Annotated[int, Param("到期预警", "天", low=0, high=365)] = 30,
) -> Any:
    """在册用户应当有一份有效的、送电前签订的供用电合同。

    为什么: 没有有效合同,电价、容量、产权分界和违约责任都没有依据,发生纠纷供电企业举证不能。
    判定: 在册户(用户状态 0 或 2;状态为空时销户日期为空;非考核户;送电日期不晚于核查日,送电日期为空时状态须有值),任一即中:①没有有效合同(合同状态 2、3 或空,且操作类型不是 05 终止);②有效合同中最晚的终止日期早于核查日加预警天数(默认 30 天,恰好相等不算);③最早签订的一份合同(状态非 1 未签)签订日期晚于送电日期(同日不算),且不是 02 变更、03 续签,只看近 24 个月送电的户。
    金额: 无。
    例外: 状态 3 超期的合同仍算有合同,归入②;多份合同取终止日期最晚者;有效合同中任一份没有终止日期的不判②;核查日之后签订的合同视为尚无。附件、签章没有字段,该支停用。
    核实: 调阅合同原件;合同含自动延续条款或属批量电子合同的,人工标记后放行。
    """
    customers = who_needs_a_contract(t).select("cons_no", "power_on_date")
    signed = signed_contracts(t)
    suspects = _suspects(customers, valid_contracts(signed), t.as_of, warn_days)
    contracts = signed.semi_join(suspects, "cons_no")
    found = suspects.left_join(_in_force(contracts), "cons_no").drop("cons_no_right")
    found = found.left_join(_first_signed(contracts), "cons_no").drop("cons_no_right")
    has_end = found.contract_no.notnull() & ~found.is_open_ended
    causes = {
        "没有有效合同": found.contract_no.isnull(),
        "合同已到期": has_end & (found.end_date < t.as_of),
        f"合同 {warn_days} 天内到期": has_end
        & (found.end_date >= t.as_of)
        & (found.end_date < t.as_of + timedelta(days=warn_days)),
        "送电后才签合同": (found.sign_date > found.power_on_date)
        & _is_powered_on_lately(found, t.as_of)
        & ~found.oper_type.fill_null("").isin(CHANGES_AND_RENEWALS),
    }
    as_of: Any = ibis.literal(t.as_of)
    found = found.mutate(
        object_id=found.cons_no,
        reason=reasons(causes),
        days_left=found.end_date.delta(as_of, unit="day"),
    )
    return found.filter(found.reason != "")


def _suspects(customers: Any, contracts: Any, as_of: date, warn_days: int) -> Any:
    """Return the customers without a contract, with one that ends soon, and those lately powered on: they are few."""
    last = contracts.group_by("cons_no").agg(
        last_date=contracts.end_date.max(), has_open_end=contracts.end_date.isnull().any()
    )
    known = customers.left_join(last, "cons_no").drop("cons_no_right")
    is_covered = known.has_open_end | (known.last_date >= as_of + timedelta(days=warn_days))
    suspects = known.filter(
        ~is_covered.fill_null(False) | _is_powered_on_lately(known, as_of).fill_null(False)
    )
    return suspects.drop("last_date", "has_open_end")


def _is_powered_on_lately(customers: Any, as_of: date) -> Any:
    return customers.power_on_date >= add_months_to_date(as_of, -MONTHS_SINCE_POWER_ON)


def _in_force(contracts: Any) -> Any:
    """Return each customer's contract in force that ends last, and whether any of them has no end."""
    contracts = valid_contracts(contracts)
    open_ended = contracts.end_date.isnull().any().over(ibis.window(group_by="cons_no"))
    contracts = contracts.mutate(is_open_ended=open_ended)
    last = first_by(contracts, ["cons_no"], [ibis.desc("end_date"), "contract_no"])
    return last.select("cons_no", "contract_no", "status", "end_date", "is_open_ended")


def _first_signed(contracts: Any) -> Any:
    contracts = contracts.filter(
        contracts.sign_date.notnull(), contracts.status.fill_null("") != ContractStatus.UNSIGNED
    )
    first = first_by(contracts, ["cons_no"], ["sign_date", "contract_no"])
    return first.select("cons_no", "sign_date", "oper_type", first_contract_no="contract_no")
