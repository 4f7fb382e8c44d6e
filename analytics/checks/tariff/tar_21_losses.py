"""TAR-21 变损/线损计收异常"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.bills import ENERGY_COLUMNS, bills_of, levies_inside, with_charges
from analytics.facts.capacity import EQUIPMENT_COLUMNS, behind_public_transformers, machines
from analytics.facts.columns import as_text, in_words, listed, reasons
from analytics.facts.points import is_read, is_settled, low_side_points, points_in_use
from analytics.regulation.money import exact, ratio_fen, to_places
from analytics.regulation.practice import TRANSFORMER_LOSS_SHARE
from analytics.regulation.supply_terms import LOSSES_OF_THE_OWNER
from data_loaders.codes.equipment import LossCalculation, RunStatus, SourceType
from data_loaders.codes.metering import LineLossCalculation, MeasMode
from models.calendar import first_day, last_day
from models.category import Category

LEAST_PEERS = 5


@check(
    code="TAR-21",
    title="变损/线损计收异常",
    category=Category.TARIFF,
    matter="电价执行",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "metering_points": ["mp_no", "cons_no", "meas_mode", "line_loss_mode?"],
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "total_pq", "loss_ap?"),
            *ENERGY_COLUMNS,
            *("levy_amt?", "total_amt?"),
        ],
        "customers": ["cons_no", "volt_code", "org_code?", "run_cap?", "supply_source_type?"],
        "equipment?": [*EQUIPMENT_COLUMNS, "equip_type?", "loss_alg?", "pub_priv_flag?"],
    },
    facts=(points_in_use, low_side_points, machines, levies_inside),
    without={
        "bills.loss_ap": "缺变损电量,仅凭变损算法为不计算判①,②③不判",
        "bills.loss_ap|equipment.loss_alg": "变损电量与变损算法都缺,不判",
        "equipment.run_status": "缺受电设备,③只看运行容量为 0,①按抄见电量的比例估算",
    },
    energy="estimated_kwh",
    evidence={
        "reason": "异常之处",
        "meas_modes": "在用结算点计量方式",
        "loss_algs": "运行设备变损算法",
        "plate_kva": "运行设备铭牌容量(kVA)",
        "run_cap": "运行容量(kVA)",
        "last_stop": "设备最后停用日期",
        "kwh": "当月电量(kWh)",
        "metered_kwh": "当月抄见电量(kWh)",
        "loss_kwh": "已计变损电量(kWh)",
        "estimate_terms": "估变损算式",
        "estimated_kwh": "估变损电量(kWh)",
        "overcharged_kwh": "多计变损电量(kWh)",
        "energy_yuan": "电度电费与代征(元)",
        "note": "提示",
    },
    sentence="{reason}:当月电量 {kwh} kWh,[已计变损 {loss_kwh} kWh|账单没有变损]",
    arithmetic=(
        "估变损 = {estimate_terms} = {estimated_kwh} kWh",
        "漏计 = 估变损 × 电度电费与代征 ÷ 当月电量 = {estimated_kwh} × {energy_yuan} ÷ {kwh} = {amount_yuan} 元",
        "多计 = −已计变损 × 电度电费与代征 ÷ 当月电量 = −{overcharged_kwh} × {energy_yuan} ÷ {kwh} = {amount_yuan} 元",
    ),
    laws=(LOSSES_OF_THE_OWNER, TRANSFORMER_LOSS_SHARE),
)
def wrong_transformer_losses(t: Tables) -> Any:
    """变压器损耗由产权所有者负担:在低压侧计量的要加计,在高压侧计量或停用的不能计。

    为什么: 变损每月按容量和电量计收,标志设错就月月漏收或多收。
    判定: 当期 01 类账单按户汇总,任一即中:①高供低计的在用实抄结算点(供电电压 10 千伏及以上),当月电量大于 0 而变损电量合计为空或 0;②在用实抄结算点都是高供高计(1)或低供低计(3)而变损电量大于 0;③运行设备全部停用(运行状态均不是 01,且停用日期早于当月 1 日;停用而没有停用日期的不算)或运行容量为 0(没有当月及以后停用的设备)而变损电量大于 0。
    金额: ①估变损电量 ×(电度电费 + 代征)÷ 当月电量,正数少收;估变损由本公司已计变损的高供低计户(至少 5 户)按铭牌容量与抄见电量最小二乘求得,取整 kWh,不足 5 户的取抄见电量的 {practice.TRANSFORMER_LOSS_SHARE};②③为负的变损电量 × 同价,多收为负;到分。
    例外: 停用、撤销的计量点不看;同户另有高压侧计量点、公变供电(电源类型 1 或运行变压器为公变)的不判①;当月电量不大于 0 的①归 TAR-01;专线户线损方式为 0 的只作提示。变损电量整列为空时,运行变压器变损算法均为不计算(0)的判①。合同约定的线损与变损表容量没有字段,不判。
    核实: 核对供用电合同的产权分界、计量方式与变损条款,变压器启停记录。
    """
    judged = _with_equipment(t, _billed(t))
    tells_losses = ibis.literal(not t.lacks("bills.loss_ap"))
    lossless = judged.loss_kwh.fill_null(0) == 0 if t.has("bills.loss_ap") else judged.has_no_algorithm
    is_charged = tells_losses & (judged.loss_kwh > 0)
    is_missed = judged.is_low_side & ~judged.has_high & ~judged.is_public & (judged.kwh > 0) & lossless
    is_idle = (judged.run_cap == 0).fill_null(False) | (~judged.may_run).fill_null(False)
    stopped_late = (judged.last_stop >= first_day(t.period)).fill_null(False)
    causes = {
        "高供低计未计变损": is_missed,
        "非高供低计而计变损": is_charged & judged.is_elsewhere,
        "停用期间仍计变损": is_charged & is_idle & ~stopped_late,
    }
    judged = judged.mutate(reason=reasons(causes), is_missed=is_missed.fill_null(False))
    wrong = _with_estimate(t, judged, judged.filter(judged.reason != ""))
    estimated: Any = ibis.ifelse(wrong.is_missed, wrong.estimated_kwh, None)
    overcharged: Any = ibis.ifelse(wrong.is_missed, None, wrong.loss_kwh)
    return wrong.mutate(
        object_id=wrong.cons_no,
        estimated_kwh=estimated,
        estimate_terms=ibis.ifelse(wrong.is_missed, wrong.estimate_terms, None),
        overcharged_kwh=overcharged,
        amount_yuan=ratio_fen(exact(estimated.coalesce(-overcharged)) * wrong.energy_yuan, wrong.kwh),
        note=reasons({"专线户,线损方式为不计算": wrong.is_own_line}).nullif(""),
    )


def _billed(t: Tables) -> Any:
    """Return who was billed in the period, with energy, losses, charge and sides read: those who should or do pay losses."""
    low = t.fact(low_side_points).select("cons_no").distinct().alias("tar_21_low_side")  # worked out once
    bills = bills_of(t, [t.period])
    whose = low.union(bills.filter(bills.loss_ap > 0).select("cons_no"), distinct=True)
    bills = with_charges(t, bills.semi_join(whose, "cons_no"))
    billed = bills.group_by("cons_no").agg(
        kwh=bills.total_pq.sum(),
        loss_kwh=bills.loss_ap.sum(),
        energy_yuan=(bills.energy_yuan + exact(bills.levy_amt).fill_null(0)).sum(),
    )
    points = t.fact(points_in_use).semi_join(whose, "cons_no")
    points = points.filter(is_settled(points), is_read(points))
    sides = points.group_by("cons_no").agg(
        meas_modes=listed(in_words(points.meas_mode, t.labels("MEAS_MODE")), distinct=True),
        has_high=(points.meas_mode == MeasMode.HIGH_SIDE).any().fill_null(False),
        is_elsewhere=points.meas_mode.isin([MeasMode.HIGH_SIDE, MeasMode.LOW_SUPPLY]).fill_null(False).all(),
        has_no_line_loss=(points.line_loss_mode == LineLossCalculation.NONE).any(),
    )
    files = t.customers.select("cons_no", "org_code", "run_cap", "supply_source_type")
    known = files.inner_join(sides, "cons_no").inner_join(billed, "cons_no")
    known = known.left_join(low.rename(low_side="cons_no"), [("cons_no", "low_side")])
    return known.mutate(
        is_low_side=known.low_side.notnull(),
        metered_kwh=known.kwh - known.loss_kwh.fill_null(0),
        is_own_line=(known.supply_source_type == SourceType.OWN_LINE) & known.has_no_line_loss,
    )


def _with_equipment(t: Tables, known: Any) -> Any:
    """Return the customers with what runs at their place and when the last machine was stopped."""
    there = t.fact(machines)
    is_running = (there.run_status == RunStatus.RUNNING).fill_null(False)
    is_undated = (there.run_status == RunStatus.STOPPED) & there.actual_stop_date.isnull()
    owned = there.group_by("cons_no").agg(
        has_running=is_running.any(),
        may_run=(is_running | there.run_status.isnull() | is_undated).any(),
        plate_kva=there.plate_cap.sum(where=is_running),
        last_stop=there.actual_stop_date.max(where=~is_running),
        loss_algs=listed(in_words(there.loss_alg, t.labels("TL_ALG_CODE")), where=is_running, distinct=True),
        has_no_algorithm=(there.loss_alg == LossCalculation.NONE).all(where=is_running),
    )
    known = known.left_join(owned, "cons_no").drop("cons_no_right")
    public = behind_public_transformers(there.filter(is_running)).select(public="cons_no")
    known = known.left_join(public, [("cons_no", "public")])
    return known.mutate(
        is_public=known.public.notnull(),
        has_no_algorithm=known.has_no_algorithm.fill_null(False),
    )


def _with_estimate(t: Tables, judged: Any, wrong: Any) -> Any:
    """Return the hits with the losses that their capacity and energy let expect, in whole kWh.

    Least squares without a constant over the low-side customers that were charged losses.
    """
    peers = judged.filter(judged.is_low_side, judged.has_running, judged.loss_kwh > 0, judged.plate_kva > 0)
    kva, kwh, loss = (peers[name].cast("float64") for name in ("plate_kva", "metered_kwh", "loss_kwh"))
    sums = peers.agg(
        peers=peers.count(),
        aa=(kva * kva).sum(), ab=(kva * kwh).sum(), bb=(kwh * kwh).sum(), al=(kva * loss).sum(), bl=(kwh * loss).sum(),
    )  # fmt: skip
    determinant = (sums.aa * sums.bb - sums.ab * sums.ab).nullif(0)
    fitted = sums.select(
        "peers",
        per_kva=to_places((sums.al * sums.bb - sums.bl * sums.ab) / determinant, 6),
        per_kwh=to_places((sums.bl * sums.aa - sums.al * sums.ab) / determinant, 6),
    )
    rows: Any = wrong.cross_join(fitted)
    fit = exact(rows.plate_kva) * rows.per_kva + exact(rows.metered_kwh) * rows.per_kwh
    rows = rows.mutate(fit=ibis.ifelse(rows.peers >= LEAST_PEERS, to_places(fit, 0), None))
    is_fitted = (rows.fit > 0).fill_null(False)
    share = TRANSFORMER_LOSS_SHARE.on_column(last_day(t.period))
    return rows.mutate(
        estimated_kwh=ibis.ifelse(is_fitted, rows.fit, to_places(exact(rows.metered_kwh) * share, 0)),
        estimate_terms=ibis.ifelse(
            is_fitted,
            as_text(rows.plate_kva).concat(
                " × ", as_text(rows.per_kva), " + ", as_text(rows.metered_kwh), " × ", as_text(rows.per_kwh)
            ),
            as_text(rows.metered_kwh).concat(" × ", as_text(share)),
        ),
    )
