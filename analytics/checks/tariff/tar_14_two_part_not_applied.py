"""TAR-14 应执行两部制未执行"""

from decimal import Decimal
from typing import Annotated, Any

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.bills import (
    CHARGE_COLUMNS,
    has_basic_charge,
    levies_inside,
    with_capacity_charge,
)
from analytics.facts.columns import reasons
from analytics.facts.customers import in_service
from analytics.facts.other_tariff import billed_month, priced_bills, recomputed_yuan
from analytics.facts.time_prices import SLOTS, energy_at_prices, usual_time_prices
from analytics.facts.unit_prices import unit_prices
from analytics.regulation.basic_charge import TARIFF_2023_DATE, TWO_PART_FROM_KVA
from analytics.regulation.money import exact
from analytics.regulation.source import Rule
from data_loaders.codes.applications import AppType
from data_loaders.codes.customers import BIG_INDUSTRY_USES, INDUSTRY_AND_COMMERCE, PriceType
from models.calendar import last_day
from models.category import Category

# after these, a customer may no longer choose a single price
ENDING_THE_CHOICE = (
    AppType.ENLARGE_LOW_VOLTAGE,
    AppType.ENLARGE_HIGH_VOLTAGE,
    AppType.SPLIT,
    AppType.MERGER,
    AppType.USE_CHANGE,
)


@check(
    code="TAR-14",
    title="应执行两部制未执行",
    category=Category.TARIFF,
    matter="电价政策",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "customers": [
            *("cons_no", "org_code?", "contract_cap", "run_cap?", "elec_type_code"),
            *("pricing_policy?", "build_date?", "volt_code?"),
        ],
        "applications?": ["cons_no?", "app_type?"],
        "bills?": [
            *("cons_no?", "amt_ym?", "amt_type?", "prc_code?", "volt_code?", "total_pq?", "pf_adj_factor?"),
            *("bill_cap?", "bill_dmd?", *(f"{name}?" for name in SLOTS), *CHARGE_COLUMNS),
        ],
    },
    facts=(in_service, levies_inside, finished),
    without={
        "customers.build_date": "缺立户日期,只判③大工业",
        "customers.pricing_policy": "缺定价策略,由当期基本电费是否为空推断",
        "customers.pricing_policy|bills.basic_amt|cap_amt|dmd_amt": "定价策略与基本电费都缺,不判",
        "applications.app_type": "缺业扩申请,不判②变更",
    },
    evidence={
        "reason": "应执行两部制的理由",
        "contract_cap": "合同容量(kVA)",
        "elec_type_code": "用电类别",
        "build_date": "立户日期",
        "changed_date": "变更办结日期",
        "prc_code": "电价码",
        "volt_code": "供电电压",
        "energy_terms": "各时段电量×两部制单价",
        "run_cap": "运行容量(kVA)",
        "cap_price": "容量单价(元/kVA·月)",
        "pf_adj_factor": "力调系数(+ 增收,− 减收)",
        "levy_yuan": "代征电费(元)",
        "recomputed_yuan": "两部制重算(元)",
        "charged_yuan": "实收电费(元)",
        "note": "提示",
    },
    sentence="合同容量 {contract_cap} kVA,执行单一制:{reason}",
    arithmetic=(
        "两部制重算 = ({energy_terms} + {run_cap} × {cap_price}) × (1 + {pf_adj_factor}) + {levy_yuan} = {recomputed_yuan} 元",
        "差额 = 重算 − 实收 = {recomputed_yuan} − {charged_yuan} = {amount_yuan} 元",
    ),
    laws=(TWO_PART_FROM_KVA,),
)
def two_part_tariff_not_applied(
    t: Tables,
    *,
    cap: Annotated[
        Rule[Decimal], Param("两部制起点容量(含)", "kVA", low=100, high=10000)
    ] = TWO_PART_FROM_KVA,
) -> Any:
    """合同容量达到两部制起点的工商业用户,除可选的存量外应执行两部制。

    为什么: 大容量户按单一制计费,容量占用没有付费;也可能是新装、增容、改类时定价策略没有同步。
    判定: 状态正常(0)、合同容量达到 {basic_charge.TWO_PART_FROM_KVA}、定价策略为单一制(02)、用电类别属工商业(100–102、400–405)的户,任一即中:①立户日期在 2023-06-01 及以后;②2023-06-01 及以后办结增容(110、111)、分户(212)、并户(213)、改类(215),以送停电日期为准,空则归档日期;③用电类别为大工业(100–102),无论何时立户。
    金额: 两部制重算减实收,带符号:(当期各时段电量 × 同电压两部制按容量户的时段单价 + 运行容量 × 容量单价)×(1 + 力调系数)+ 代征 − 实收总电费,到分。时段单价由同电压电价码相同、户数最多的一组账单解出,须使该组多数账单分毫不差;解不出、没有当期账单或没有运行容量的不算。
    例外: 农业、居民、学校、趸售不判;2023-06-01 前立户又无变更的一般工商业可选,不命中;过户(211)不改变计费方式,只作提示;暂停、减容后运行容量(大于 0)不足 {basic_charge.TWO_PART_FROM_KVA} 的,期间按单一制计费,不判。缺定价策略时,当期基本电费为空或 0 的视为单一制;缺立户日期只判③。
    核实: 核对供用电合同的计费方式与立户、变更资料,确认存量可选协议。
    """
    customers = t.fact(in_service)
    least = cap.on_column(last_day(t.period))
    customers = customers.filter(
        customers.contract_cap >= least,
        # who suspended so much that less is left pays a single price while it lasts (发改办价格〔2016〕1583号)
        ~((customers.run_cap > 0) & (customers.run_cap < least)).fill_null(False),
        customers.elec_type_code.isin(INDUSTRY_AND_COMMERCE),
    )
    judged = customers.left_join(billed_month(t, customers), "cons_no").drop("cons_no_right")
    judged = judged.filter(_is_single(t, judged))
    judged = _with_changes(t, judged.mutate(volt_code=judged.billed_volt_code.coalesce(judged.volt_code)))
    causes = {"大工业用电": judged.elec_type_code.isin(BIG_INDUSTRY_USES)}
    if not t.lacks("customers.build_date"):
        causes[f"{TARIFF_2023_DATE} 及以后立户"] = judged.build_date >= TARIFF_2023_DATE
        causes[f"{TARIFF_2023_DATE} 及以后变更"] = judged.changed_date.notnull()
    judged = judged.mutate(reason=reasons(causes))
    wrong = _recomputed(t, judged.filter(judged.reason != ""))
    return wrong.mutate(
        object_id=wrong.cons_no,
        amount_yuan=wrong.recomputed_yuan - wrong.charged_yuan,
        note=reasons({"有过户,过户不改变计费方式": wrong.transferred.notnull()}).nullif(""),
    )


def _is_single(t: Tables, rows: Any) -> Any:
    """Return whether a customer has the single tariff, by its file, else by its bills."""
    filed = rows.pricing_policy == PriceType.SINGLE
    if not has_basic_charge(t):
        return filed
    has_no_basic = rows.charged_yuan.notnull() & (rows.basic_yuan.fill_null(0) == 0)
    return filed.coalesce(has_no_basic)


def _with_changes(t: Tables, rows: Any) -> Any:
    """Return the customers with their last change and their transfers under the tariff of 2023."""
    done = t.fact(finished)
    done = done.filter(done.app_type.isin((*ENDING_THE_CHOICE, AppType.TRANSFER)))
    done = done.filter(done.done_date >= TARIFF_2023_DATE)
    changes = done.group_by("cons_no").agg(
        changed_date=done.done_date.max(where=done.app_type != AppType.TRANSFER),
        transferred=done.done_date.max(where=done.app_type == AppType.TRANSFER),
    )
    return rows.left_join(changes, "cons_no").drop("cons_no_right")


def _recomputed(t: Tables, rows: Any) -> Any:
    """Return the customers with what two parts would have cost, null where the prices are not known."""
    prices, caps = _prices(t)
    rows = rows.left_join(prices, "volt_code").drop("volt_code_right")
    rows = rows.left_join(caps, "volt_code").drop("volt_code_right")
    energy, terms = energy_at_prices(rows)
    both = energy + exact(rows.run_cap) * rows.cap_price
    return rows.mutate(recomputed_yuan=recomputed_yuan(rows, both), energy_terms=terms)


def _prices(t: Tables) -> tuple[Any, Any]:
    """Return what customers of two parts by capacity pay at each voltage: by slot, and for a kVA."""
    rows = with_capacity_charge(t, priced_bills(t))
    rows = rows.filter(rows.cap_amt > 0, rows.bill_cap > 0, rows.volt_code.notnull())
    caps = unit_prices(rows, "cap_amt", "bill_cap").select("volt_code", cap_price="price")
    return usual_time_prices(rows, ["volt_code"]), caps
