"""TAR-15 单一制/两部制容量区间错配"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import is_archived
from analytics.facts.bills import CHARGE_COLUMNS, levies_inside
from analytics.facts.columns import in_words, listed, reasons
from analytics.facts.customers import in_service
from analytics.facts.other_tariff import billed_month, priced_bills, recomputed_yuan
from analytics.facts.price_classes import price_class
from analytics.facts.time_prices import SLOTS, energy_at_prices, usual_time_prices
from analytics.regulation.basic_charge import SINGLE_UP_TO_KVA, TWO_PART_FROM_KVA
from analytics.regulation.source import Rule
from data_loaders.codes.applications import AppType
from data_loaders.codes.customers import PriceType
from models.calendar import last_day
from models.category import Category

# with these, a customer can have chosen two parts
CHOOSING = (
    AppType.NEW_LOW_VOLTAGE,
    AppType.NEW_HIGH_VOLTAGE,
    AppType.ENLARGE_LOW_VOLTAGE,
    AppType.ENLARGE_HIGH_VOLTAGE,
    AppType.REDUCTION,
    AppType.USE_CHANGE,
)


@check(
    code="TAR-15",
    title="单一制/两部制容量区间错配",
    category=Category.TARIFF,
    matter="电价政策",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "customers": [
            *("cons_no", "org_code?", "contract_cap", "run_cap?", "elec_type_code?", "pricing_policy"),
            *("build_date?", "volt_code?"),
        ],
        "applications?": ["cons_no?", "app_type?", "status?", "accept_time?", "power_date?", "archive_date?"],
        "bills?": [
            *("cons_no?", "amt_ym?", "amt_type?", "prc_code?", "volt_code?", "total_pq?", "pf_adj_factor?"),
            *(*(f"{name}?" for name in SLOTS), *CHARGE_COLUMNS),
        ],
    },
    facts=(in_service, levies_inside),
    without={
        "applications.app_type": "缺申请记录,不判②",
        "applications.status|archive_date": "申请没有状态与归档日期,不知是否办结,不判②",
        "bills.total_pq": "没有账单电量,不算金额",
    },
    evidence={
        "reason": "错配情形",
        "contract_cap": "合同容量(kVA)",
        "run_cap": "运行容量(kVA)",
        "elec_type_code": "用电类别",
        "build_date": "立户日期",
        "application_records": "已办结的申请记录",
        "prc_code": "电价码",
        "volt_code": "供电电压",
        "basic_yuan": "基本电费(元)",
        "energy_terms": "各时段电量×单一制单价",
        "pf_adj_factor": "力调系数(+ 增收,− 减收)",
        "levy_yuan": "代征电费(元)",
        "recomputed_yuan": "单一制重算(元)",
        "charged_yuan": "实收电费(元)",
        "note": "提示",
    },
    sentence="合同容量 {contract_cap} kVA,执行两部制:{reason}",
    arithmetic=(
        "单一制重算 = ({energy_terms}) × (1 + {pf_adj_factor}) + {levy_yuan} = {recomputed_yuan} 元",
        "差额 = 重算 − 实收 = {recomputed_yuan} − {charged_yuan} = {amount_yuan} 元(正为少收,负为多收)",
    ),
    laws=(SINGLE_UP_TO_KVA, TWO_PART_FROM_KVA),
)
def two_parts_out_of_place(
    t: Tables,
    *,
    single_up_to: Annotated[
        Rule[Decimal], Param("只执行单一制的容量上限(含)", "kVA", low=1, high=315)
    ] = SINGLE_UP_TO_KVA,
    two_part_from: Annotated[
        Rule[Decimal], Param("两部制起点容量(含)", "kVA", low=100, high=10000)
    ] = TWO_PART_FROM_KVA,
) -> Any:
    """两部制只给容量够大或自己申请选择的用户执行。

    为什么: 小容量户被套用两部制,多交或少交基本电费;区间内的户没有申请而执行两部制,选择无据可查,容易引发退费纠纷。
    判定: 状态正常(0)、定价策略为两部制(01)的户,任一即中:①合同容量大于 0、不超过 {basic_charge.SINGLE_UP_TO_KVA};②合同容量在其上、不足 {basic_charge.TWO_PART_FROM_KVA},且没有任何已办结的新装(102、104)、增容(110、111)、减容(201)或改类(215)申请记录。
    金额: 单一制重算减实收,带符号,正为少收、负为多收:当期各时段电量 × 同电压、同价类单一制户的时段单价 ×(1 + 力调系数)+ 代征 − 实收总电费,到分。分时的户比分时的单一制,不分时的比不分时的;时段单价由电价码相同、户数最多的一组账单解出,须使该组多数账单分毫不差;解不出或没有当期账单的不算。
    例外: 按合同容量而不按运行容量判:合同容量达到两部制起点、因暂停等运行容量不足的不命中;减容后不足起点的归②。合同容量为 0 或空的不判(见 PRO-01)。申请有状态即按状态认已办结,不问日期。②写明导出中最早一份申请的受理日:更早办的申请可能不在导出之内,只作提示。
    核实: 调取立户、增减容、改类申请与供用电合同的计费方式约定,确认用户是否书面选择两部制;无据的改单一制并清退差额。
    """
    customers = t.fact(in_service)
    customers = customers.filter(
        customers.pricing_policy == PriceType.TWO_PART,
        customers.contract_cap > 0,
        customers.contract_cap < two_part_from.on_column(last_day(t.period)),
    )
    applications = t.applications.filter(is_archived(t.applications, t.as_of))
    judged = customers.left_join(_records(t, applications), "cons_no").drop("cons_no_right")
    is_small = judged.contract_cap <= single_up_to.on_column(last_day(t.period))
    causes = {"容量只能执行单一制": is_small}
    if not (t.lacks("applications.app_type") or t.lacks("applications.status|archive_date")):
        causes["可选两部制的容量,没有已办结的申请记录"] = ~is_small & ~judged.may_choose.fill_null(False)
    judged = judged.mutate(reason=reasons(causes), is_small=is_small)
    wrong = _recomputed(t, judged.filter(judged.reason != ""))
    first_day = t.applications.accept_time.min().cast("date").cast("string")
    wrong = wrong.cross_join(t.applications.agg(first_day=first_day))
    opened: Any = ibis.literal("导出的申请最早受理于 ")
    return wrong.mutate(
        object_id=wrong.cons_no,
        amount_yuan=wrong.recomputed_yuan - wrong.charged_yuan,
        application_records=wrong.application_records.fill_null("无"),
        note=ibis.ifelse(wrong.is_small, None, opened.concat(wrong.first_day, ",更早办的不在其中")),
    )


def _records(t: Tables, applications: Any) -> Any:
    """Return what each customer applied for and was done, in words, and whether it can have chosen two parts."""
    day = applications.power_date.coalesce(applications.archive_date).cast("string")
    kind = in_words(applications.app_type, t.labels("APP_TYPE_CODE"))
    text: Any = kind.fill_null("类别不明").concat(" ", day.fill_null("日期不明"))
    return applications.group_by("cons_no").agg(
        application_records=listed(text),
        may_choose=applications.app_type.isin(CHOOSING).any(),
    )


def _recomputed(t: Tables, rows: Any) -> Any:
    """Return the customers with what a single price would have cost, null where it is not known."""
    rows = rows.left_join(billed_month(t, rows), "cons_no").drop("cons_no_right")
    rows = rows.mutate(
        volt_code=rows.billed_volt_code.coalesce(rows.volt_code),
        price_class=price_class(rows.elec_type_code),
        is_timed=_is_timed(rows),
    )
    by = ["volt_code", "price_class", "is_timed"]
    rows = rows.left_join(_prices(t, rows.select(*by).distinct()), by).drop(*(f"{name}_right" for name in by))
    energy, terms = energy_at_prices(rows)
    return rows.mutate(recomputed_yuan=recomputed_yuan(rows, energy), energy_terms=terms)


def _prices(t: Tables, wanted: Any) -> Any:
    """Return what customers of a single price pay in each slot, where somebody is to be compared with them.

    `wanted` are the voltages, classes of price and whether by slots (volt_code, price_class, is_timed).
    """
    single = t.customers.filter(t.customers.pricing_policy == PriceType.SINGLE)
    single = single.select("cons_no", price_class=price_class(single.elec_type_code))
    single = single.semi_join(wanted, "price_class")
    rows = priced_bills(t).inner_join(single, "cons_no")
    rows = rows.mutate(is_timed=_is_timed(rows)).semi_join(wanted, wanted.columns)
    return usual_time_prices(rows, wanted.columns)


def _is_timed(rows: Any) -> Any:
    """Return whether any energy is billed outside the flat slot."""
    beside_flat = [rows[name] != 0 for name in SLOTS if name != "flat_pq"]
    return ibis.or_(*beside_flat)
