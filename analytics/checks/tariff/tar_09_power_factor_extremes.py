"""TAR-09 功率因数异常优/劣"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import CHARGE_COLUMNS, bills_of, levies_inside, stated_power_factor, with_charges
from analytics.facts.columns import listed, reasons
from analytics.facts.customers import in_service
from analytics.regulation.money import exact, number, ratio, to_fen, to_places
from analytics.regulation.power_factor import (
    ADJUSTMENT,
    BASE,
    MIN_CAP_KVA,
    adjustment_pct_expr,
    power_factor_expr,
)
from analytics.regulation.source import Rule
from models.calendar import add_months, last_day
from models.category import Category

MONTH_HOURS = 720
PERFECT, ASSUMED, POOR = number("1.00"), number("0.80"), number("0.60")


@check(
    code="TAR-09",
    title="功率因数异常优/劣",
    category=Category.TARIFF,
    matter="主题库",
    severity="中",
    subject="customer",
    window="期间",
    amount="参考值",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "total_pq", "rp_pq?", "actual_pf?", "pf_std"),
            *CHARGE_COLUMNS,
        ],
        "customers": ["cons_no", "org_code?", "contract_cap"],
    },
    facts=(in_service, levies_inside),
    without={
        "bills.rp_pq": "缺无功电量,不判①",
        "bills.actual_pf": "缺实际功率因数,由有功、无功电量计算",
        "bills.actual_pf|rp_pq": "实际功率因数与无功电量都缺,不判",
    },
    evidence={
        "reason": "异常之处",
        "contract_cap": "合同容量(kVA)",
        "pf_std": "账单功率因数标准",
        "kwh": "当月有功电量(kWh)",
        "reactive_kvarh": "当月无功电量(kvarh)",
        "pf": "当月功率因数",
        "pf_source": "功率因数来源",
        "load_pct": "负荷率(%)",
        "factors": "各月功率因数",
        "energy_yuan": "电度电费(元)",
        "basic_yuan": "基本电费(元)",
        "rate_pct": "功率因数0.80时的增减率(%)",
    },
    sentence="{reason}:当月功率因数 {pf}({pf_source}),有功 {kwh} kWh、无功 {reactive_kvarh} kvarh",
    arithmetic=(
        "负荷率 = 有功电量 ÷ (合同容量 × 720 h) = {kwh} ÷ ({contract_cap} × 720) = {load_pct}%",
        "假设功率因数为 0.80:(电度电费 + 基本电费) × 增减率 = ({energy_yuan} + {basic_yuan}) × {rate_pct}% = {amount_yuan} 元",
    ),
    laws=(ADJUSTMENT, BASE, MIN_CAP_KVA),
)
def extreme_power_factor(
    t: Tables,
    *,
    n: Annotated[int, Param("功率因数过低的连续月数", "个月", low=1, high=12)] = 2,
    min_load: Annotated[float, Param("负荷率下限(含)", "%", low=0, high=100)] = 1.0,
    min_cap: Annotated[Rule[Decimal], Param("考核起点容量(含)", "kVA", low=0, high=10000)] = MIN_CAP_KVA,
) -> Any:
    """考核户的功率因数恰为 1 而没有无功,多半是无功没有计到;长期低于 0.60,是无功补偿失效。

    为什么: 无功表未接或停走时功率因数显示为 1,客户反得奖励;功率因数过低的客户每月多交力调电费,应提示补偿。
    判定: 状态正常(0)的户,01 类账单按户汇总:①当期账单功率因数标准大于 0、合同容量达到 {power_factor.MIN_CAP_KVA}、有功电量大于 0、无功电量为 0、功率因数为 1.00,且负荷率(有功电量 ÷ 合同容量 ÷ 720 小时)不低于 1%;②功率因数低于 0.60 连续 2 个月(当期与上月),各月电量都大于 0。
    金额: ①参考值,正数:假设功率因数为 0.80,(电度电费 + 基本电费,不含代征)× 账单标准下 0.80 的增减率,到分,不减已计的奖励;②不算(奖罚已计)。
    例外: 功率因数恰 0.60 不算;负荷率低于 1% 的轻载(照明等阻性小负荷)不能证明无功未接,不判;无功电量为空的归 TAR-08。实际功率因数空或为 0(未考核户的填充值)的由有功、无功电量计算。
    核实: 现场看无功表计接线与示数、电容器投切;电阻炉、变频负荷另行说明。
    """
    judged = _by_customer(t, [add_months(t.period, -back) for back in range(n)])
    is_assessed = (judged.pf_std > 0) & (judged.contract_cap >= min_cap.on_column(last_day(t.period)))
    is_loaded = exact(judged.kwh) * 100 >= _full_kvah(judged) * number(min_load)
    perfect = {
        "功率因数为 1 而没有无功电量": ibis.literal(not t.lacks("bills.rp_pq"))
        & is_assessed
        & is_loaded
        & (judged.kwh > 0)
        & (judged.reactive_kvarh == 0)
        & (judged.pf == PERFECT)
    }
    judged = judged.mutate(
        reason=reasons(perfect | {f"功率因数连续 {n} 个月低于 0.60": judged.poor_months >= n}),
        is_perfect=reasons(perfect) != "",
        assumed=ASSUMED,
    )
    wrong = judged.filter(judged.reason != "")
    wrong = wrong.mutate(
        rate_pct=ibis.ifelse(
            wrong.is_perfect, adjustment_pct_expr(wrong.pf_std, wrong.assumed, last_day(t.period)), None
        )
    )
    base = wrong.energy_yuan + wrong.basic_yuan
    return wrong.mutate(
        object_id=wrong.cons_no,
        load_pct=ibis.ifelse(wrong.is_perfect, ratio(wrong.kwh * 100, _full_kvah(wrong), 4), None),
        amount_yuan=to_fen(exact(base) * wrong.rate_pct * number("0.01")),
    )


def _full_kvah(rows: Any) -> Any:
    """Return what the contract capacity could carry in a month."""
    return exact(rows.contract_cap) * MONTH_HOURS


def _by_customer(t: Tables, months: list[str]) -> Any:
    """Return the customers in service that have a power factor, with what the period's bills say.

    Shapes: the customers' columns, kwh, reactive_kvarh, pf, pf_source, pf_std, energy_yuan, basic_yuan (of the period),
    poor_months (of `months`, below 0.60), factors (of all in words).
    """
    bills = bills_of(t, months)
    rated = bills.filter(bills.actual_pf.notnull() | bills.rp_pq.notnull())  # few customers are
    rows = with_charges(t, bills.semi_join(rated, "cons_no"))
    takes_part = (rows.pf_std > 0).fill_null(False)
    monthly = rows.group_by("cons_no", "amt_ym").agg(
        kwh=rows.total_pq.sum(),
        reactive_kvarh=rows.rp_pq.sum(),
        stated_pf=stated_power_factor(rows),
        pf_std=rows.pf_std.max(),
        energy_yuan=to_fen(rows.energy_yuan.sum(where=takes_part).fill_null(0)),
        basic_yuan=to_fen(rows.basic_yuan.sum(where=takes_part).fill_null(0)),
    )
    calculated = power_factor_expr(monthly.kwh, monthly.reactive_kvarh)
    monthly = monthly.mutate(
        pf=to_places(monthly.stated_pf.coalesce(calculated), 2),
        pf_source=ibis.ifelse(monthly.stated_pf.notnull(), "账单实际功率因数", "有功、无功电量实算"),
    )
    is_now = monthly.amt_ym == t.period
    said = monthly.amt_ym.concat(" ", monthly.pf.cast("string"))
    own = ("kwh", "reactive_kvarh", "pf", "pf_source", "pf_std", "energy_yuan", "basic_yuan")
    found = monthly.group_by("cons_no").agg(
        **{name: monthly[name].max(where=is_now) for name in own},
        poor_months=((monthly.pf < POOR) & (monthly.kwh > 0)).fill_null(False).sum(),
        factors=listed(said),
    )
    return t.fact(in_service).inner_join(found, "cons_no")
