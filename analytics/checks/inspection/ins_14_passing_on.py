"""INS-14 转供电加价/私自转供"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import as_text, listed, reasons
from analytics.facts.contracts import valid_contracts
from analytics.facts.customers import is_check_point, presumed_on_the_books
from analytics.facts.orders import known_by
from analytics.regulation.money import exact, to_fen
from analytics.regulation.practice import PASSING_ON
from analytics.regulation.source import Rule
from analytics.regulation.violation import FOREIGN_SUPPLY_YUAN_PER_KW
from data_loaders.codes.customers import ContractType, Transfer
from data_loaders.codes.service import ViolateType, ViolationAttr
from models.category import Category

UNCONTRACTED, UNLAWFUL = "①转供户无委托转供电合同", "②擅自供出电源未结案"


@check(
    code="INS-14",
    title="转供电加价/私自转供",
    category=Category.INSPECTION,
    matter="主题库",
    severity="中",
    subject="customer",
    window="快照",
    amount="应收差额",
    reads={
        "customers": ["cons_no", "status_code?", "cancel_date?", "cons_sort_code?", "transfer_code?"],
        "contracts?": ["cons_no?", "contract_type?", "status?", "oper_type?"],
        "violations?": [
            *("cons_no?", "app_no?", "attr?", "vtype?", "occur_time?", "end_time?", "viol_kw?"),
            "penalty_amt?",
        ],
    },
    facts=(presumed_on_the_books,),
    without={
        "customers.transfer_code": "转供标志整列为空,不查①",
        "contracts.contract_type": "没有供用电合同或合同类型,不查①",
        "violations.vtype": "没有违约用电案件或类别,不查②",
        "violations.end_time": "案件完成时间整列为空,不知道是否结案,不查②",
        "violations.viol_kw": "缺违约用电容量,②不计金额",
    },
    is_penalty=True,
    evidence={
        "reason": "问题",
        "transfer_code": "转供标志",
        "cases": "未结案件(受理日期 违约容量)",
        "viol_kw": "违约用电容量(kW)",
        "kw_yuan": "违约使用电费标准(元/kW)",
        "due_yuan": "应计违约使用电费(元)",
        "penalty_yuan": "案内已计违约使用电费(元)",
    },
    sentence="用户 {object_id} {reason}[,未结案件 {cases}]",
    arithmetic=(
        "应计 = 违约用电容量 {viol_kw} kW × {kw_yuan} 元/kW = {due_yuan} 元",
        "尚应收 = 应计 {due_yuan} − 已计 {penalty_yuan} = {amount_yuan} 元",
    ),
    laws=(FOREIGN_SUPPLY_YUAN_PER_KW, PASSING_ON),
)
def passing_on(
    t: Tables,
    *,
    kw_yuan: Annotated[
        Rule[Decimal], Param("擅自供出电源违约使用电费", "元/kW", low=0, high=10000)
    ] = FOREIGN_SUPPLY_YUAN_PER_KW,
) -> Any:
    """用户转供电应经供电企业委托并有合同,不得私自供出电源。

    为什么: 私自转供的终端用户被层层加价,安全无人负责,转供负荷也不在电价管理之内。
    判定: 在册户(用户状态 0、2;空则以未销户为在册;非考核户),任一即中:①转供标志为转供户,而没有有效的委托转供电合同(合同类型 05,状态 2、3 或空,操作类型不是 05 终止);②有违约用电(性质 01)擅自供出电源(类别 10)的案件没有完成。{practice.PASSING_ON}。每户一条。
    金额: ②且违约用电容量大于 0 的各案:容量 × {violation.FOREIGN_SUPPLY_YUAN_PER_KW} − 案内违约使用电费(空作 0)之和,正为尚应收,负为多收,到分。仅①、容量为空或不知受理日期的没有金额。
    例外: 无转供、被转供户不判①,有合同类型不明的有效合同的不判①(也许就是);已结案的不判②;数据日之后的受理与完成视为未发生;一案多行的,容量取最大、违约使用电费相加,有一行未完成即为未结。账单是供电企业对主户的,不含转供主体向终端收的价,有电价目录也推不出加价;终端结算单价、子户电量没有字段,加价与主、子户电量比不查。
    核实: 现场清点转供回路与终端用户,调阅其收费票据,看是否加价;取得委托转供电协议原件。
    """
    customers = t.fact(presumed_on_the_books)
    customers = customers.filter(~is_check_point(customers))
    known = customers.left_join(_contracted(t), "cons_no").drop("cons_no_right")
    known = known.left_join(_open_cases(t, kw_yuan), "cons_no").drop("cons_no_right")
    is_uncontracted = (
        (known.transfer_code == Transfer.PASSES_ON)
        & known.is_contracted.isnull()
        & ibis.literal(not t.lacks("contracts.contract_type"))
    )
    found = known.mutate(reason=reasons({UNCONTRACTED: is_uncontracted, UNLAWFUL: known.cases.notnull()}))
    found = found.filter(found.reason != "")
    return found.mutate(object_id=found.cons_no, amount_yuan=to_fen(found.due_yuan - found.penalty_yuan))


def _contracted(t: Tables) -> Any:
    """Return who has a contract to pass electricity on, or one that may be: its type is not known."""
    contracts = valid_contracts(t.contracts)
    may_be = contracts.contract_type.isnull() | (contracts.contract_type == ContractType.RESALE)
    contracts = contracts.filter(may_be)
    return contracts.select("cons_no").distinct().mutate(is_contracted=True)


def _open_cases(t: Tables, kw_yuan: Rule[Decimal]) -> Any:
    """Return what each customer's open cases of passing on tell; the sums are of cases whose capacity is known.

    Shapes: cons_no, cases (text), viol_kw, kw_yuan, due_yuan, penalty_yuan.
    """
    rows = t.violations
    rows = rows.filter(
        rows.attr == ViolationAttr.BREACH,
        rows.vtype == ViolateType.SUPPLY_PASSED_ON,
        (rows.occur_time.date() <= t.as_of).fill_null(True),
        ibis.literal(not t.lacks("violations.end_time")),
    )
    rows = rows.mutate(end_time=known_by(rows.end_time, t.as_of)).distinct()
    cases = rows.group_by("cons_no", "app_no").agg(
        is_open=rows.end_time.isnull().any(),
        occurred=rows.occur_time.min().date(),
        kw=rows.viol_kw.max(),
        penalty=exact(rows.penalty_amt).sum().fill_null(0),
    )
    cases = cases.filter(cases.is_open)
    said: Any = cases.app_no.fill_null("编号不明").concat(
        "(", cases.occurred.cast("string").fill_null("日期不明")
    )
    capacity: Any = ibis.literal(" ")
    said = said.concat(capacity.concat(as_text(cases.kw), " kW").fill_null(""), ")")
    rate = kw_yuan.on_column(cases.occurred)
    cases = cases.mutate(text=said, rate=rate, due=exact(cases.kw) * rate)
    has_kw = (cases.kw > 0).fill_null(False) & cases.rate.notnull()
    return cases.group_by("cons_no").agg(
        cases=listed(cases.text),
        viol_kw=cases.kw.sum(where=has_kw),
        kw_yuan=cases.rate.max(where=has_kw),
        due_yuan=to_fen(cases.due.sum(where=has_kw)),
        penalty_yuan=to_fen(cases.penalty.sum(where=has_kw)),
    )
