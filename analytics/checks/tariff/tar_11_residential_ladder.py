"""TAR-11 居民阶梯计算错误"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.bills import ENERGY_COLUMNS
from analytics.facts.residential_steps import (
    TOLERANCE_YUAN,
    charged_otherwise,
    followed,
    misses,
    owed_by_steps,
)
from analytics.regulation.money import number
from analytics.regulation.residential_ladder import FREE_KWH_MONTH, MANY_PERSONS_KWH_MONTH, ZHEJIANG
from analytics.regulation.source import Rule
from models.category import Category

RELIEVED = ("relieved_least_yuan", "relieved_most_yuan")
ROUNDING_YUAN = number("0.02")  # a bill of three steps adds up to three amounts, each rounded to the fen


@check(
    code="TAR-11",
    title="居民阶梯计算错误",
    category=Category.TARIFF,
    matter="居民一表一户",
    severity="中",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "elec_type_code?", "total_pq", "peak_pq?", "valley_pq?"),
            *("ladder_level", *ENERGY_COLUMNS),
        ],
        "customers": ["cons_no", "org_code?", "elec_type_code", "build_date?", "mr_sect_no?", "prc_code?"],
        "tariff_prices?": ["prc_code?", "prc_name?"],
        "mr_sections?": ["mr_sect_no?", "mr_cycle?"],
        "readings?": ["cons_no?", "amt_ym?", "mr_cycle?"],
        "applications?": ["cons_no?", "app_type?"],
    },
    facts=(finished, followed, misses),
    without={
        "applications.app_type": "缺业扩申请,不知过户,一律自年初累计",
        "customers.prc_code": "客户档案没有电价码,执行电采暖电价的户不能剔除",
        "tariff_prices.prc_name": "缺电价目录,执行电采暖电价的只按电价码的字样剔除",
        "customers.build_date": "缺立户日期,年内缺账单的一律不判",
        "mr_sections.mr_cycle|readings.mr_cycle": "缺抄表周期,双月抄表的户视为年内缺账单,不判",
        "bills.peak_pq|valley_pq": "缺峰谷电量,一律按不分时的电价重算",
    },
    evidence={
        "province": "电价标准",
        "before_kwh": "累计起至上月电量cum0(kWh)",
        "counted_from": "累计起始月份",
        "kwh": "当月电量q(kWh)",
        "peak_kwh": "当月峰电量(kWh)",
        "valley_kwh": "当月谷电量(kWh)",
        "first_kwh": "一档段电量(kWh)",
        "second_kwh": "二档段电量(kWh)",
        "third_kwh": "三档段电量(kWh)",
        "base_terms": "基价算式",
        "step_terms": "加价算式",
        "expected_yuan": "应收电度电费(元)",
        "charged_yuan": "账单电度电费(元)",
        "note": "提示",
    },
    sentence="年内此前已用 {before_kwh} kWh,当月 {kwh} kWh,阶梯电费应收 {expected_yuan} 元,账单 {charged_yuan} 元",
    arithmetic=(
        "自 {counted_from} 累计至上月 {before_kwh} kWh,当月 {kwh} kWh 落在一档 {first_kwh}、二档 {second_kwh}、三档 {third_kwh} kWh({province})",
        "应收 = 基价 + 加价 = {base_terms} + {step_terms} = {expected_yuan} 元",
        "差额 = 应收 − 账单 = {expected_yuan} − {charged_yuan} = {amount_yuan} 元",
    ),
    laws=(ZHEJIANG, MANY_PERSONS_KWH_MONTH, FREE_KWH_MONTH),
)
def wrong_residential_steps(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=1000)] = TOLERANCE_YUAN,
    many_persons: Annotated[
        Rule[Decimal], Param("人口多的家庭每月增加的档位电量", "kWh", low=0, high=1000)
    ] = MANY_PERSONS_KWH_MONTH,
) -> Any:
    """一户一表居民的电费应当按当年累计电量落在各档的多少计算。

    为什么: 档位累计错一次,当年以后每月都错;户数多,投诉也多。
    判定: 居民(200、201、202)当期 01 类账单都有级数的户:cum0 为当年 1 月至上月 01 类电量之和(标准按月分档的省为 0),q 为当期电量;应收 = 基价电费(平价 × q,有峰谷电量的为峰价 × 峰电量 + 谷价 × 谷电量)+ 二档加价 × 二档段电量 + 三档加价 × 三档段电量,合计取到分。与账单电度电费相差大于容差命中。标准:{residential_ladder.ZHEJIANG};本公司在“参数与码表”采用别的省电价方案的,按所采用的;账单的代征另列、不在电度电费之内的,方案的平、峰、谷和合表价应填扣除代征后的(如目录电价 0.56、代征 0.021863,填 0.538137),加价照填。
    金额: 应收减账单,正数少收,负数多收,到分。
    例外: 执行电采暖电价的(电价名称或电价码写有采暖、供暖、取暖、煤改电)采暖季另有分档或不计入全年累计,不判,也不用来看标准是否相符;当年过户(211)的自过户次月起累计,过户当月不判;档位电量按人口多的家庭每月加 {residential_ladder.MANY_PERSONS_KWH_MONTH} 重算在容差内的不算(增加的电量填 0 则不放宽,二档按一档计费的也列出);少收的恰为低保、五保每月 {residential_ladder.FREE_KWH_MONTH} 免费电量的平价电费的不算;按月分档而双月抄表的,按两个月的档位;当年应有月份缺账单的不判(立户当月及以前不算缺,双月抄表的户隔月不算缺,周期按抄表段,没有的按当期抄表记录);新装当年按全年档,不折算;差额恰等于容差不算;峰谷电量之和不等于当月电量的不判;级数只有一部分行有的不判(归 TAR-10)。本公司一档账单过半与标准电价每千瓦时相差超过 0.001 元的,视为标准未配置,停用;各档的价相符,而一档以上的户(至少 20 户)过半按账单级数计费无误、按标准的档不符的,是别省的档,同样停用。
    核实: 逐月核对年累计电量与档位,查过户、换表、多人口登记的日期。
    """
    owed = owed_by_steps(t, many_persons, charged_otherwise(t, tol))
    miss, miss_of_many = ((owed[name] - owed.charged_yuan).abs() for name in ("expected_yuan", "many_yuan"))
    is_relieved = ibis.or_(*((owed[name] - owed.charged_yuan).abs() <= ROUNDING_YUAN for name in RELIEVED))
    wrong = owed.filter(owed.is_priced, miss > number(tol), miss_of_many > number(tol), ~is_relieved)
    return wrong.mutate(
        object_id=wrong.cons_no,
        amount_yuan=wrong.expected_yuan - wrong.charged_yuan,
        note=ibis.ifelse(wrong.moved_ym.notnull(), "年内过户,自过户次月重新累计", None),
    )
