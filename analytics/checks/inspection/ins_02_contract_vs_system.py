"""INS-02 合同与系统关键条款不一致"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, is_blank, reasons
from analytics.facts.contracts import valid_contracts
from analytics.facts.customers import is_check_point, presumed_on_the_books
from analytics.regulation.money import exact, number
from analytics.regulation.supply_terms import SUPPLY_CONTRACT
from data_loaders.codes.applications import ENLARGEMENTS, AppType, WkstStatus
from data_loaders.codes.customers import ContractType, CustType, TmpFlag
from models.category import Category

CLASSES = (ContractType.HIGH_VOLTAGE, ContractType.LOW_VOLTAGE, ContractType.RESIDENT)
OF_CUSTOMERS = (CustType.HIGH_VOLTAGE, CustType.LOW_VOLTAGE, CustType.RESIDENT)
TEMPORARY = (TmpFlag.METERED, TmpFlag.UNMETERED)
CAPACITY_CHANGES = (
    AppType.NEW_RESIDENT,
    AppType.NEW_LOW_VOLTAGE,
    AppType.NEW_HOUSING_ESTATE,
    AppType.NEW_HIGH_VOLTAGE,
    AppType.TEMPORARY_METERED,
    AppType.TEMPORARY_UNMETERED,
    AppType.NEW_LOW_VOLTAGE_BATCH,
    *ENLARGEMENTS,
    AppType.REDUCTION,
    AppType.REDUCTION_ENDED,
    AppType.TRANSFER,
    AppType.SPLIT,
    AppType.MERGER,
    AppType.VOLTAGE_CHANGE,
    AppType.USE_CHANGE,
)


@check(
    code="INS-02",
    title="合同与系统关键条款不一致",
    category=Category.INSPECTION,
    matter="供用电合同",
    severity="高",
    subject="contract",
    window="快照",
    amount=None,
    reads={
        "customers": [
            *("cons_no", "status_code?", "cancel_date?", "cons_sort_code?", "contract_cap?", "tmp_flag?"),
        ],
        "contracts": [
            *(
                "cons_no",
                "contract_no",
                "contract_type?",
                "status?",
                "oper_type?",
                "sign_date?",
                "start_date?",
            ),
            "cap?",
        ],
        "applications?": ["cons_no?", "app_type?", "status?"],
    },
    facts=(presumed_on_the_books,),
    without={
        "contracts.cap": "合同容量整列为空,不查①容量",
        "contracts.contract_type": "合同类型整列为空,不查②③类型",
        "customers.tmp_flag": "临时用电标志整列为空,不查③临时用电",
        "applications.app_type": "缺业扩申请,①不能剔除在途变更",
    },
    evidence={
        "reason": "不一致之处",
        "contract_type": "合同类型",
        "cons_sort_code": "用户分类",
        "tmp_flag": "临时用电标志",
        "cap": "合同上的容量(kVA)",
        "contract_cap": "系统合同容量(kVA)",
        "gap_kva": "相差(kVA)",
        "sign_date": "签订日期",
        "note": "提示",
    },
    sentence="合同 {object_id} 与系统不一致:{reason}(合同容量 {cap} kVA,系统 {contract_cap} kVA)",
    arithmetic=("相差 = {cap} − {contract_cap} = {gap_kva} kVA",),
    laws=(SUPPLY_CONTRACT,),
)
def contract_differs_from_system(
    t: Tables,
    *,
    tol_kva: Annotated[float, Param("容量允许误差", "kVA", low=0, high=10)] = 0.01,
) -> Any:
    """有效供用电合同的容量、类型应与系统档案一致。

    为什么: 合同与系统不一致,计费、变更与纠纷时以哪个为准说不清,也常是变更后没有改签合同。
    判定: 在册户(用户状态 0、2;空则销户日期空;非考核户)的有效合同(状态 2、3 或空,操作类型不是 05 终止,起始日期空或不晚于数据日)中签订最晚的一份,任一即中:①合同容量与系统合同容量相差大于 0.01 kVA;②合同类型 01、02、03 与用户分类 01、02、03 不同;③合同类型(01 至 04)是否临时与临时用电标志不同。
    金额: 无。基本电费按受电设备容量计收,合同与系统谁错须现场定。
    例外: 有在途新装、增容、减容、过户、分户、并户、改压、改类工单的不判①;作废、未签的合同不比;转供(05)、趸售(06)合同不比类型;任一侧为空的该项不判;暂停不改合同容量,故不比运行容量。电压、电价、计费方式、产权分界在合同导出中没有字段,不查。
    核实: 调合同原件与补充协议(没有字段),核对最近一次变更工单。
    """
    customers = t.fact(presumed_on_the_books)
    customers = customers.filter(~is_check_point(customers))
    customers = customers.select("cons_no", "cons_sort_code", "contract_cap", "tmp_flag")
    contracts = valid_contracts(t.contracts)
    contracts = contracts.filter(contracts.start_date.isnull() | (contracts.start_date <= t.as_of))
    latest = first_by(contracts, ["cons_no"], [ibis.desc("sign_date"), ibis.desc("contract_no")])
    both = latest.filter(~is_blank(latest.contract_no.cast("string"))).inner_join(customers, "cons_no")
    rows = t.applications
    changing = rows.filter(rows.status == WkstStatus.UNDER_WAY, rows.app_type.isin(CAPACITY_CHANGES))
    changing = changing.filter(changing.cons_no.notnull()).select("cons_no").distinct()
    both = both.left_join(changing.mutate(is_changing=True), "cons_no").drop("cons_no_right")
    gap = exact(both.cap) - exact(both.contract_cap)
    is_temporary, is_lent = both.contract_type == ContractType.TEMPORARY, both.tmp_flag.isin(TEMPORARY)
    wrong = {
        "容量不一致": (gap.abs() > number(tol_kva)) & both.is_changing.isnull(),
        "合同类型与用户分类不一致": both.contract_type.isin(CLASSES)
        & both.cons_sort_code.isin(OF_CUSTOMERS)
        & (both.contract_type != both.cons_sort_code),
        "临时合同与临时用电标志不一致": both.contract_type.isin([*CLASSES, ContractType.TEMPORARY])
        & ((is_temporary & ~is_lent) | (~is_temporary & is_lent)),
    }
    found = both.mutate(reason=reasons(wrong), gap_kva=gap.cast("decimal(18, 6)"))
    found = found.filter(found.reason != "")
    return found.mutate(object_id=found.contract_no, note=ibis.literal("补充协议没有字段,请核"))
