"""PRO-04 用电类别与行业分类不匹配"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.columns import is_blank
from analytics.facts.customers import on_the_books
from analytics.facts.price_classes import (
    class_label,
    class_prices,
    price_class,
    repriced,
    with_price_side,
)
from analytics.facts.trade_uses import OWN_USES, goes_with, own_words
from analytics.facts.trades import class_of_trade
from analytics.regulation.practice import USES_OF_TRADES
from models.category import Category


@check(
    code="PRO-04",
    title="用电类别与行业分类不匹配",
    category=Category.ARCHIVE,
    matter="用电属性和行业分类的匹配情况",
    severity="高",
    subject="customer",
    window="快照",
    amount="应收差额",
    reads={
        "customers": [
            *("cons_no", "cons_name?", "elec_type_code", "trade_code", "volt_code?", "contract_cap?"),
            "prc_code?",
        ],
        "bills?": ["cons_no?", "amt_ym?", "amt_type?", "total_pq?"],
    },
    facts=(on_the_books, class_prices),
    without={"bills.total_pq": "没有账单电量,不出金额"},
    evidence={
        "cons_name": "户名",
        "elec_type_code": "用电类别",
        "trade_code": "行业分类",
        "prc_code": "电价码",
        "filed_class": "用电类别的价类",
        "due_class": "行业应属价类(不同时)",
        "verdict": "判断",
        "kwh": "近12月电量(kWh)",
        "month_details": "逐月计算",
    },
    sentence="用电类别 {elec_type_code}({filed_class}),行业 {trade_code} {verdict}",
    arithmetic=(
        "逐月 电量 × 参照价 − (电度电费 + 代征):{month_details}",
        "合计 = {amount_yuan} 元(正为少收,负为多收)",
    ),
    laws=(USES_OF_TRADES,),
)
def use_of_another_trade(t: Tables) -> Any:
    """用电类别应与客户的行业分类相符。

    为什么: 工厂挂居民或农业类别,每个月都按低价计费;类别错了,两部制、功率因数考核也跟着错。
    判定: 在册户的行业分类(大类取前两位)不在用电类别的允许之列:{practice.USES_OF_TRADES}。本公司在“参数与码表”另有规定的,按本公司的(行业位数多的优先)。
    金额: 用电类别的价类与行业应属价类(居民、农业、工商业,工业与服务业同为工商业)不同的:近 12 个月正常账单,逐月 电量 × 参照价 − (电度电费 + 代征)之和,末尾四舍五入到分;正为少收,负为多收。参照价为当月应属价类在同电压侧(1 千伏)、同容量档(100、315 kVA)最多户采用的电价码的 Σ(电度电费+代征)÷Σ电量,6 位。同价类、任一月缺参照价或没有账单的不出金额。
    例外: 居民类别配学校、福利、社区、宗教、物业公用、自来水,农业类别配农副食品初加工、仓储、水利不命中;行业为空或占位归 PRO-01;考核、趸售、直购电、抽水蓄能、其它类别不判。农产品初加工、保鲜仓储等政策性电价由人工核对。
    核实: 现场核对实际用途与营业执照经营范围,改类并按规定退补。
    """
    customers = t.fact(on_the_books)
    customers = customers.filter(~is_blank(customers.trade_code))
    own = own_words(t.written(OWN_USES), t.as_of)
    fits = goes_with(customers.elec_type_code, customers.trade_code, own)
    wrong = customers.filter(~fits)
    wrong = with_price_side(
        wrong.mutate(filed=price_class(wrong.elec_type_code), price_class=class_of_trade(wrong.trade_code))
    )
    money = repriced(t, wrong.filter(wrong.filed != wrong.price_class))
    found = wrong.left_join(money, "cons_no").drop("cons_no_right")
    is_other = found.filed != found.price_class
    due_class: Any = ibis.ifelse(is_other, class_label(found.price_class), ibis.null("string"))
    not_allowed: Any = ibis.literal("不在该类别允许之列")
    due: Any = ibis.literal(",应属")
    return found.mutate(
        object_id=found.cons_no,
        amount_yuan=found.price_gap_yuan,
        filed_class=class_label(found.filed),
        due_class=due_class,
        verdict=not_allowed.concat((due.concat(due_class)).fill_null("")),
    )
