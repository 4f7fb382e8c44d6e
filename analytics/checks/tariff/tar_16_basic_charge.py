"""TAR-16 基本电费计费容量/计算错误"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.basic_charges import owed_basic_charges
from analytics.facts.bills import has_basic_charge
from analytics.facts.capacity_days import capacity_days
from analytics.facts.columns import reasons
from analytics.regulation.basic_charge import (
    CHARGED_CAPACITY,
    DAYS_OF_A_MONTH,
    DEMAND_EXCESS_TIMES,
    DEMAND_TOLERANCE,
    DISCOUNT_FROM_KWH_PER_KVA,
    DISCOUNT_MULTIPLIER,
    FREE_OF_BASIC_CHARGE,
)
from analytics.regulation.money import number
from data_loaders.codes.customers import BasicCalcMode, PriceType
from models.calendar import last_day
from models.category import Category

FREE_NAMES, THEIR_MAKERS = "充电|换电", "制造|充电器|充电宝|充电线"


@check(
    code="TAR-16",
    title="基本电费计费容量/计算错误",
    category=Category.TARIFF,
    matter="电价执行",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "volt_code?", "total_pq", "bill_cap?", "cap_amt?"),
            *("bill_dmd?", "dmd_amt?", "basic_amt?"),
        ],
        "customers": [
            *("cons_no", "org_code?", "cons_name?", "ba_calc_mode?", "run_cap?", "contract_cap?"),
            *("pricing_policy?", "volt_code?"),
        ],
        "equipment?": ["actual_start_date?", "actual_stop_date?"],
        "applications?": ["cons_no?", "app_type?"],
        "readings?": [
            *("cons_no?", "mp_no?", "asset_no?", "amt_ym?", "last_date?", "mr_date?", "read_type?"),
            *("this_read?", "t_factor?"),
        ],
        "meters?": ["asset_no?", "mp_no?"],
    },
    facts=(finished, capacity_days),
    without={
        "bills.basic_amt": "缺基本电费,改用容量电费加需量电费,两者也缺则不判",
        "customers.ba_calc_mode": "缺基本电费计算方式,按账单有计费需量或计费容量推断",
        "equipment.actual_start_date": "缺设备启用日期,不按日计算启用",
        "equipment.actual_stop_date": "缺设备停用日期,不按日计算停用",
        "readings.mp_no|meters.mp_no": "抄表记录与电能表都没有计量点,月内换表的各表需量相加",
        "readings.this_read": "缺最大需量示数,不核超合同需量的加收",
        "readings.mr_date": "缺抄表日期,月内换表的各表需量相加",
        "readings.last_date": "缺上次抄表日期,月内换表的各表需量相加",
        "applications.app_type": "缺业扩申请,有容量变更而设备没有启停日期的户不能剔除",
    },
    evidence={
        "method": "计收方式",
        "volt_code": "供电电压",
        "price": "同电压单价(元)",
        "payers": "执行该单价的户数",
        "run_cap": "运行容量(kVA)",
        "kva_days": "各台容量×当月计费天数之和(kVA·天)",
        "month_days": "全月折算天数",
        "bill_cap": "计费容量(kVA)",
        "bill_kw": "计费需量(kW)",
        "read_kw": "最大需量示数×倍率D(kW)",
        "multiplier": "需量单价倍数k",
        "terms": "算式",
        "expected_yuan": "应收基本电费(元)",
        "charged_yuan": "账单基本电费(元)",
        "note": "提示",
    },
    sentence="{method},应收基本电费 {expected_yuan} 元,账单 {charged_yuan} 元",
    arithmetic=(
        "应收基本电费 = {terms} = {expected_yuan} 元",
        "差额 = 应收 − 账单 = {expected_yuan} − {charged_yuan} = {amount_yuan} 元",
    ),
    laws=(
        CHARGED_CAPACITY,
        DAYS_OF_A_MONTH,
        DEMAND_TOLERANCE,
        DEMAND_EXCESS_TIMES,
        DISCOUNT_FROM_KWH_PER_KVA,
        DISCOUNT_MULTIPLIER,
        FREE_OF_BASIC_CHARGE,
    ),
)
def wrong_basic_charge(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=1000)] = 1.0,
) -> Any:
    """基本电费应当等于计费容量(或需量)乘以本公司同电压的单价。

    为什么: 基本电费按月按容量固定收取,容量、天数、单价一处有误,每月重复,金额大。
    判定: 当期 01 类账单按户汇总。单价取本公司同电压账单的众数(至少 3 户),需量单价取未达 {basic_charge.DISCOUNT_FROM_KWH_PER_KVA} 折扣的户,不足时取全部。①按容量:应收 = 单价 × 运行容量;当月及以后有设备启停的,按各台铭牌容量 × 当月在用天数折算(一天的电费,{basic_charge.DAYS_OF_A_MONTH};整月在用的按全月)。②按需量:D 为最大需量示数 × 倍率(一户多表相加,同一计量点月内换表的取其中最大),应收 = 计费需量 × 单价 × k(k 为 1 或 {basic_charge.DISCOUNT_MULTIPLIER},取使计费需量 × 单价 × k 与账单相近者,账单为 0 时按是否达到 {basic_charge.DISCOUNT_FROM_KWH_PER_KVA});计费需量与 D 不同的视为合同需量,D 超过其 {basic_charge.DEMAND_TOLERANCE} 的部分按单价的 {basic_charge.DEMAND_EXCESS_TIMES}计收。应收与账单相差大于容差命中;两部制账单基本电费为空或 0 而运行容量大于 0 也命中。
    金额: 应收减账单,正数少收,负数多收,到分;按日的以启停日都计(不足 24 小时按 1 天)为准;需量户账单没有计费需量的不算。
    例外: k 用错归 TAR-19;启停日只计启用日或只计停用日的口径也接受;容需对比、容需并存、特殊(3、4、9)不判;单一制不判;上月及当期按另一种方式计收、其后某月起才都按档案方式计收的,是其后变更了计收方式,按账单的方式核算;计费需量为 0 归 TAR-17;差额恰等于容差不算;超过合同需量的部分同样打折的也接受;名称含“充电”“换电”(制造、充电器、充电宝、充电线除外)的基本电费为空或 0 不判(集中式充换电设施 2029 年底前{basic_charge.FREE_OF_BASIC_CHARGE});当期以来有容量变更工单而设备没有启停日期的不判;合同需量的下限不判(字典无合同需量列)。缺计收方式按账单有计费需量或计费容量推断;缺基本电费用容量电费加需量电费,都缺停用。
    核实: 核对变压器启停日期与封停单、需量示数、计收方式变更单。
    """
    judged = owed_basic_charges(t, tol)
    is_two_part = judged.pricing_policy == PriceType.TWO_PART
    name = judged.cons_name.fill_null("")
    is_station = name.re_search(FREE_NAMES) & ~name.re_search(THEIR_MAKERS)
    is_free = ibis.literal(FREE_OF_BASIC_CHARGE.on(last_day(t.period)) is not None) & is_station
    is_unbilled = (is_two_part & (judged.charged_yuan == 0) & (judged.run_cap > 0)).fill_null(False)
    is_off = (judged.miss_yuan > number(tol)).fill_null(False)
    judged = judged.filter(~(is_free & (judged.charged_yuan == 0)))
    wrong = judged.filter(judged.price.notnull(), is_off | is_unbilled, ibis.literal(has_basic_charge(t)))
    return wrong.mutate(
        object_id=wrong.cons_no,
        amount_yuan=wrong.expected_yuan - wrong.charged_yuan,
        method=ibis.cases(
            (wrong.mode == BasicCalcMode.BY_CAPACITY, "按容量计收"),
            (wrong.mode == BasicCalcMode.BY_DEMAND, "按需量计收"),
            else_="计收方式不明",
        ),
        note=reasons(
            {
                "两部制未收基本电费": (wrong.pricing_policy == PriceType.TWO_PART)
                & (wrong.charged_yuan == 0),
                "设备有启停,按日计算": (wrong.mode == BasicCalcMode.BY_CAPACITY) & wrong.kva_days.notnull(),
            }
        ).nullif(""),
    )
