"""MET-04 计量方式选择不合理(高供低计/未加变损)"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import normal_bills
from analytics.facts.capacity import EQUIPMENT_COLUMNS, behind_public_transformers, machines
from analytics.facts.columns import in_words, listed, reasons
from analytics.facts.energy_charges import BILL_COLUMNS, with_energy_since
from analytics.facts.points import low_side_points
from analytics.regulation.metering import HIGH_SIDE_METERING_FROM_KVA
from analytics.regulation.money import exact, to_fen
from analytics.regulation.practice import TRANSFORMER_LOSS_SHARE
from analytics.regulation.source import Rule
from analytics.regulation.working_days import add_months_expr, last_day_expr
from data_loaders.codes.equipment import LossCalculation, PowerEquipment, RunStatus
from models.calendar import add_months
from models.category import Category

WRONG_SIDE, WITHOUT_LOSSES = "容量应在高压侧计量", "漏计变损"


@check(
    code="MET-04",
    title="计量方式选择不合理(高供低计/未加变损)",
    category=Category.METERING,
    matter="计量方式的选择是否合理",
    severity="高",
    subject="metering_point",
    window="快照",
    amount="应收差额",
    reads={
        "metering_points": ["mp_no", "cons_no", "org_code?", "meas_mode"],
        "customers": ["cons_no", "volt_code", "contract_cap?"],
        "equipment?": [*EQUIPMENT_COLUMNS, "equip_type?", "loss_alg?", "pub_priv_flag?"],
        "bills?": [*BILL_COLUMNS, "loss_ap?"],
    },
    facts=(low_side_points, machines),
    without={
        "customers.contract_cap": "没有合同容量,不查①高供低计的容量",
        "equipment.loss_alg|bills.loss_ap": "没有变损计算方式和变损电量,不查②漏计变损",
        "bills.total_amt": "没有电费,不算金额",
    },
    evidence={
        "reason": "不合理之处",
        "supply_volt_code": "供电电压",
        "contract_cap": "合同容量(kVA)",
        "cap_hv_side": "高压侧计量起点(kVA)",
        "meas_mode": "计量方式",
        "loss_algs": "运行变压器变损计算方式",
        "loss_ap": "当期变损电量(kWh)",
        "first_ym": "起算月",
        "months": "已发行月数",
        "energy_yuan": "电度电费E(元)",
        "loss_percent": "变损估算比例(%)",
        "note": "提示",
    },
    sentence="计量点 {object_id} 高供低计:{reason};合同容量 {contract_cap} kVA",
    arithmetic=(
        "E = {first_ym} 至 {period} 共 {months} 个已发行月(总电费 − 基本电费 − 力调电费)= {energy_yuan} 元",
        "漏计 = E × {loss_percent}% = {energy_yuan} × {loss_percent}% = {amount_yuan} 元",
    ),
    laws=(HIGH_SIDE_METERING_FROM_KVA, TRANSFORMER_LOSS_SHARE),
)
def metered_on_the_low_side(
    t: Tables,
    *,
    cap_hv_side: Annotated[
        Rule[Decimal], Param("高压侧计量起点容量(含)", "kVA", low=0, high=10000)
    ] = HIGH_SIDE_METERING_FROM_KVA,
) -> Any:
    """高压供电用户应当在高压侧计量;在低压侧计量的,变压器损耗应当加计。

    为什么: 高供低计少计了变压器自身的损耗,容量越大漏得越多,未加变损的由公司承担。
    判定: 在用点(计量点状态 02 或空,户未销)为实抄的结算点,计量方式高供低计(2),用户供电电压 10 千伏及以上:①合同容量达到 {metering.HIGH_SIDE_METERING_FROM_KVA}(含);②该户全部运行变压器的变损计算方式为不计算(0),且当期变损电量为空或 0。每点一条,原因并列。
    金额: ②为 E×{practice.TRANSFORMER_LOSS_SHARE},到分,正数少收。E 为全户电度电费(总电费−基本电费−力调电费,正常电费),自最近一次计有变损电量的次月至核查期,从未计过的取近 12 个月;一户多点的只在编号最小的点上计。仅①不计金额。
    例外: 公变供电(电源类型 1,或运行变压器为公变 01)不判;停用、拆除的变压器不看,任一台变损方式不明不判②。变损计算方式整列没有数据的,以变损电量代判,当期没有电量的不判。定比定量的点随其上级点,不另判。协议约定低压侧计量的没有字段,人工排除。
    核实: 查供电方案与供用电合同的计量方式条款,现场核对计量装置位置与变压器铭牌。
    """
    points = t.fact(low_side_points).mutate(cap_hv_side=cap_hv_side.on_column(t.as_of))
    public, uncounted = _transformers(t)
    judged = points.anti_join(public, "cons_no").left_join(uncounted, "cons_no").drop("cons_no_right")
    judged = judged.left_join(_losses(t, points), "cons_no").drop("cons_no_right")
    judged = judged.mutate(
        is_large=(judged.contract_cap >= judged.cap_hv_side).fill_null(False),
        is_lossless=_is_lossless(t, judged),
    )
    wrong = judged.filter(judged.is_large | judged.is_lossless)
    first_mp = wrong.mp_no.min().over(ibis.window(group_by="cons_no"))
    wrong = wrong.mutate(
        is_other=wrong.is_lossless & (wrong.mp_no != first_mp), first_ym=_first_month(t, wrong)
    )
    wrong = wrong.mutate(
        first_ym=ibis.ifelse(wrong.is_lossless & ~wrong.is_other, wrong.first_ym, None),
    )
    share = TRANSFORMER_LOSS_SHARE.on_column(t.as_of)
    found = with_energy_since(t, wrong)
    return found.mutate(
        object_id=found.mp_no,
        supply_volt_code=in_words(found.supply_volt_code, t.labels("VOLT_CODE")),
        reason=reasons({WRONG_SIDE: found.is_large, WITHOUT_LOSSES: found.is_lossless}),
        months=ibis.ifelse(found.first_ym.isnull(), None, found.months),
        loss_percent=ibis.ifelse(found.first_ym.isnull(), None, share * 100),
        amount_yuan=to_fen(exact(found.energy_yuan) * share),
        note=reasons({"金额计在同户编号最小的计量点上": found.is_other}).nullif(""),
    )


def _transformers(t: Tables) -> tuple[Any, Any]:
    """Return the customers supplied from a public transformer, and how those of the others reckon with losses."""
    running = t.fact(machines)
    running = running.filter(
        running.run_status == RunStatus.RUNNING, running.equip_type == PowerEquipment.TRANSFORMER
    )
    is_none = (running.loss_alg == LossCalculation.NONE).fill_null(False)
    counted = running.group_by("cons_no").agg(
        has_none=is_none.all(),
        loss_algs=listed(in_words(running.loss_alg, t.labels("TL_ALG_CODE")), distinct=True),
    )
    return behind_public_transformers(running), counted


def _losses(t: Tables, points: Any) -> Any:
    """Return what was billed for losses in the period, and the last month in which anything was."""
    bills = normal_bills(t.bills.filter(t.bills.amt_ym <= t.period)).semi_join(points, "cons_no")
    months = bills.group_by("cons_no", "amt_ym").agg(loss_ap=bills.loss_ap.sum(), kwh=bills.total_pq.sum())
    is_now = months.amt_ym == t.period
    return months.group_by("cons_no").agg(
        loss_ap=months.loss_ap.sum(where=is_now),
        period_kwh=months.kwh.sum(where=is_now),
        last_loss_ym=months.amt_ym.max(where=months.loss_ap != 0),
    )


def _is_lossless(t: Tables, judged: Any) -> Any:
    if t.lacks("equipment.loss_alg|bills.loss_ap"):
        return ibis.literal(False)
    is_unbilled = judged.loss_ap.fill_null(0) == 0
    is_off = judged.has_none if t.has("equipment.loss_alg") else judged.period_kwh > 0
    return is_unbilled & is_off.fill_null(False)


def _first_month(t: Tables, wrong: Any) -> Any:
    next_month = add_months_expr(last_day_expr(wrong.last_loss_ym), 1).strftime("%Y%m")
    return next_month.fill_null(add_months(t.period, -11))
