"""TAR-07 功率因数调整电费计算错误"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import (
    CHARGE_COLUMNS,
    levies_inside,
)
from analytics.facts.columns import reasons
from analytics.facts.power_factor_charges import owed_adjustments
from analytics.regulation.money import number
from analytics.regulation.power_factor import (
    ADJUSTMENT,
    BASE,
)
from data_loaders.codes.customers import PfEvalMode
from models.category import Category

PF_STEP, RATE_STEP = number("0.01"), number("0.00005")


@check(
    code="TAR-07",
    title="功率因数调整电费计算错误",
    category=Category.TARIFF,
    matter="功率因数调整电费执行情况",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "prc_code?", "total_pq", "rp_pq?", "actual_pf?", "pf_std"),
            *("pf_adj_base?", "pf_adj_factor?", *CHARGE_COLUMNS),
        ],
        "customers?": ["cons_no", "pf_eval_mode?"],
        "metering_points?": ["cons_no?", "parent_mp_no?", "mp_usage?", "prc_code?"],
    },
    facts=(levies_inside,),
    without={
        "bills.pf_amt": "缺力调电费,只核功率因数与调整系数,不算金额",
        "bills.rp_pq": "缺无功电量,改用账单实际功率因数查表",
        "bills.rp_pq|actual_pf": "无功电量与实际功率因数都缺,不判",
        "bills.basic_amt|cap_amt|dmd_amt": "缺基本电费及容量、需量电费,改用参与调整电费金额",
        "customers.pf_eval_mode": "缺功率因数考核方式,只奖不罚、只罚不奖的按又奖又罚",
        "metering_points.parent_mp_no": "缺上级计量点,总分表户不提示",
        "metering_points.prc_code": "缺计量点的电价码,余电上网的只看当月该电价合计是否付给用户",
        "metering_points.mp_usage": "缺计量点的用途,余电上网的只看当月该电价合计是否付给用户",
    },
    evidence={
        "reason": "不符之处",
        "active_kwh": "有功电量P(kWh)",
        "reactive_kvarh": "无功电量Q(kvarh)",
        "pf": "应有功率因数",
        "actual_pf": "账单功率因数",
        "pf_std": "账单功率因数标准",
        "rate_pct": "应有增减率(%,+ 增收,− 减收)",
        "factor_pct": "账单调整系数(%)",
        "energy_yuan": "参与调整的电度电费(元)",
        "basic_yuan": "参与调整的基本电费(元)",
        "base_yuan": "参与调整电费(元)",
        "pf_eval_mode": "考核方式",
        "expected_yuan": "应收力调电费(元)",
        "pf_yuan": "账单力调电费(元)",
        "note": "提示",
    },
    sentence="{reason}:功率因数应为 {pf}(标准 {pf_std}),力调电费应收 {expected_yuan} 元,账单 {pf_yuan} 元",
    arithmetic=(
        "功率因数 = P ÷ √(P² + Q²) = {active_kwh} ÷ √({active_kwh}² + {reactive_kvarh}²) = {pf}",
        "参与调整电费 = 电度电费 + 基本电费 = {energy_yuan} + {basic_yuan} = {base_yuan} 元",
        "力调电费 = 参与调整电费 × 增减率 = {base_yuan} × {rate_pct}% → 应收 {expected_yuan} 元",
        "差额 = 应收 − 账单 = {expected_yuan} − {pf_yuan} = {amount_yuan} 元",
    ),
    laws=(ADJUSTMENT, BASE),
)
def wrong_power_factor_charge(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=1000)] = 1.0,
    base_incl_fund: Annotated[int, Param("参与调整电费含代征(0 否,1 是)", "", low=0, high=1)] = 0,
) -> Any:
    """功率因数、调整系数、力调电费应当与账单的电量和考核标准相符。

    为什么: 力调电费按整月电度电费与基本电费放大,系数错一级就是电费的千分之几,长期不易察觉。
    判定: 当期 01 类账单按户汇总,考核标准为 0.80、0.85、0.90 且总电量大于 0、有无功电量的户:功率因数 = P÷√(P²+Q²) 取两位小数;增减率查(83)215 号文表;参与调整电费 = 有考核标准的行(一月几次结算、同户同电价码只有末次写标准的,各次都算)的电度电费与基本电费之和,不含代征(多数行总电费不另加代征的,代征含在电度电费内,先扣除);应收力调电费取到分。账单功率因数相差 0.01 及以上,或调整系数相差超过 0.00005,或力调电费相差大于容差,任一即中。一户几个标准的,逐标准计算后相加。
    金额: 应收减账单,正数少收,负数多收;功率因数不符而电费相同的为 0.00。
    例外: 总电量不大于 0 不判;余电上网的电量(电价为上网关口计量点独有,或当月该电价合计为付给用户的)不是用电,不计入;考核方式 2 只奖不罚的应收不大于 0,3 只罚不奖的应收不小于 0;差额恰等于容差不算;总分表户只作提示;标准本身定错归 PRO-12。无功电量整列为空时用账单功率因数查表,两列都空停用;基本电费整列为空用容量电费加需量电费,再缺用参与调整电费金额;力调电费整列为空只核功率因数与系数,金额不算。
    核实: 调出计量点有功、无功示数(含反向无功与变损无功)重算,核对账单参与调整的各项电费。
    """
    customers = owed_adjustments(t, includes_funds=bool(base_incl_fund))
    is_recomputed = ibis.literal(t.has("bills.rp_pq"))
    causes = {
        "功率因数不符": is_recomputed & ((customers.actual_pf - customers.pf).abs() >= PF_STEP),
        "调整系数不符": customers.rate_gap > RATE_STEP,
        "力调电费不符": (customers.expected_yuan - customers.pf_yuan).abs() > number(tol),
    }
    customers = customers.mutate(reason=reasons(causes))
    wrong = customers.filter(customers.reason != "")
    points = t.metering_points.filter(t.metering_points.parent_mp_no.notnull())
    wrong = wrong.left_join(points.select(sub_metered="cons_no").distinct(), [("cons_no", "sub_metered")])
    return wrong.mutate(
        object_id=wrong.cons_no,
        amount_yuan=wrong.expected_yuan - wrong.pf_yuan,
        note=reasons(
            {
                "总分表户,请核对扣减": wrong.sub_metered.notnull(),
                "一户多个标准,应收为各标准之和": wrong.standards > 1,
                "代征含在电度电费内,已扣除": wrong.levy_inside,
                "考核方式为只奖不罚,增收的不计": wrong.pf_eval_mode == PfEvalMode.ONLY_REWARD,
                "考核方式为只罚不奖,减收的不计": wrong.pf_eval_mode == PfEvalMode.ONLY_PENALTY,
            }
        ).nullif(""),
    )
