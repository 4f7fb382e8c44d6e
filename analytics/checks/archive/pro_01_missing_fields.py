"""PRO-01 客户档案关键字段缺失"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.archive_items import customers_with_files, items_due
from analytics.facts.columns import reasons
from analytics.facts.customers import on_the_books
from analytics.regulation.money import exact, ratio
from analytics.regulation.practice import ARCHIVE_ITEMS
from data_loaders.codes.customers import CustType
from models.category import Category

LACKING = "{}整列为空,不列入必填"


@check(
    code="PRO-01",
    title="客户档案关键字段缺失",
    category=Category.ARCHIVE,
    matter="检查客户档案记录是否齐全",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": [
            *("cons_no", "cons_sort_code?", "volt_code?", "cons_name?", "elec_addr?", "mobile?", "tg_no?"),
            *("line_no?", "trade_code?", "elec_type_code?", "contract_cap?", "cert_no?", "credit_code?"),
        ],
        "equipment?": ["cons_no?"],
        "contracts?": ["cons_no?", "contract_no?", "status?"],
    },
    facts=(on_the_books,),
    without={
        "customers.cons_name": LACKING.format("户名"),
        "customers.elec_addr": LACKING.format("用电地址"),
        "customers.mobile": LACKING.format("联系电话"),
        "customers.tg_no": LACKING.format("台区编号"),
        "customers.line_no": LACKING.format("线路编号"),
        "customers.trade_code": LACKING.format("行业分类"),
        "customers.elec_type_code": LACKING.format("用电类别"),
        "customers.contract_cap": LACKING.format("合同容量"),
        "customers.cert_no": "证件号码整列为空,居民不查证件,非居民只按统一社会信用代码",
        "customers.credit_code": "统一社会信用代码整列为空,非居民只按证件号码",
        "customers.cert_no|credit_code": "证件号码、统一社会信用代码都整列为空,不查证照",
        "equipment.cons_no": "未提供受电设备,高压户不查受电设备",
        "contracts.contract_no": "未提供供用电合同,高压户不查合同编号",
    },
    evidence={
        "class_label": "客户分类",
        "missing": "缺失字段",
        "missing_count": "缺失项数",
        "required_count": "应填项数",
        "complete_percent": "完整率(%)",
    },
    sentence="{class_label}用户档案缺 {missing_count} 项:{missing}(应填 {required_count} 项)",
    arithmetic=(
        "完整率 = 1 − 缺失数 ÷ 应填数 = 1 − {missing_count} ÷ {required_count} = {complete_percent}%",
    ),
    laws=(ARCHIVE_ITEMS,),
)
def key_fields_missing(
    t: Tables,
    *,
    min_missing: Annotated[int, Param("至少缺几项", "项", low=1, high=10)] = 1,
) -> Any:
    """在册用户的档案应当填齐户名、地址、电话、台区或线路、行业、容量和证照。

    为什么: 户名、地址、电话缺失,催费、停电通知和法律文书都送不到;行业、容量、线路缺失,电价与线损无从核对。
    判定: 在册户(非考核户)必填项缺失数达到 1 项。必填:{practice.ARCHIVE_ITEMS}。非居民的证照,证件号码与统一社会信用代码有一即可;受电设备指受电设备表有该户任意一行,合同指有合同编号、状态不是 4 作废的一行。缺=空,或去掉空格、全角转半角后为 0、-、--、—、/、无、空、测试、null、N/A、未知、暂无、不详、待补;合同容量为空或不大于 0。用户分类为空的:电压 1 kV 及以上作高压,用电类别 2 开头作居民,其余作低压非居民。
    金额: 无。
    例外: 某列整列为空(旧导出没有该列)的,该项不列入必填;只查有无,证件位数与校验位不查,电话格式归 PRO-02。历史迁移户证件未采集、政企合用户由人工核对。
    核实: 调客户申请资料与现场核对,补录后复查。
    """
    known = customers_with_files(t)
    items = items_due(t, known)
    judged = known.mutate(
        missing_count=_count({name: due & is_missing for name, (due, is_missing) in items.items()}),
        required_count=_count({name: due for name, (due, _) in items.items()}),
    )
    short = judged.filter(judged.missing_count >= min_missing)
    return short.mutate(
        object_id=short.cons_no,
        class_label=short.cust_class.cases(
            (CustType.HIGH_VOLTAGE.value, "高压"),
            (CustType.LOW_VOLTAGE.value, "低压非居民"),
            (CustType.RESIDENT.value, "居民"),
            else_="低压非居民",
        ),
        missing=reasons({name: due & is_missing for name, (due, is_missing) in items_due(t, short).items()}),
        complete_percent=ratio(
            exact(short.required_count - short.missing_count) * 100, exact(short.required_count), 1
        ),
    )


def _count(conditions: dict[str, Any]) -> Any:
    counted: Any = ibis.literal(0, "int64")
    for holds in conditions.values():
        counted = counted + holds.cast("int64")
    return counted
