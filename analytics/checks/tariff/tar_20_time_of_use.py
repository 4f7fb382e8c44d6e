"""TAR-20 分时电价执行异常"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.bills import ENERGY_COLUMNS, bills_of, levies_inside, with_charges, without_feed_in
from analytics.facts.columns import as_text, joined, listed, phrase, reasons
from analytics.facts.customers import in_service
from analytics.facts.residential_steps import profiles
from analytics.facts.time_prices import (
    SHIFTING,
    SLOTS,
    energy_at_prices,
    time_prices,
    usual_time_prices,
    with_slots,
)
from analytics.facts.unit_prices import with_voltage
from analytics.regulation.money import exact, number, ratio, to_fen, to_places
from analytics.regulation.source import Rule
from analytics.regulation.time_of_use import (
    OWN_PERIODS,
    RAILWAY_TRADES,
    TIMES_FROM_KVA,
    WHO_OWES_TIMES,
    months_of,
)
from data_loaders.codes.charges import PricePeriod
from data_loaders.codes.customers import INDUSTRY_AND_COMMERCE
from data_loaders.codes.metering import ReadType
from models.calendar import add_months, last_day
from models.category import Category

MIN_PAYERS = 8
TOLERANCE_YUAN = number("1.00")
SEASONAL = {
    "尖峰": (PricePeriod.CRITICAL_PEAK, "sharp_kwh"),
    "深谷": (PricePeriod.DEEP_VALLEY, "deep_valley_kwh"),
}
REGISTERS = {
    "sharp_pq": ReadType.ACTIVE_SHARP,
    "peak_pq": ReadType.ACTIVE_PEAK,
    "valley_pq": ReadType.ACTIVE_VALLEY,
    "flat_pq": ReadType.ACTIVE_FLAT,
}


@check(
    code="TAR-20",
    title="分时电价执行异常",
    category=Category.TARIFF,
    matter="主题库",
    severity="中",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "customers": [
            *("cons_no", "org_code?", "cons_name?", "contract_cap", "elec_type_code", "trade_code?"),
            *("tou_flag?", "pricing_policy?", "volt_code?"),
        ],
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "prc_code?", "volt_code?", "total_pq"),
            *(f"{name}?" for name in SLOTS),
            *ENERGY_COLUMNS,
            *("levy_amt?", "total_amt?"),
        ],
        "readings?": ["cons_no?", "amt_ym?", "read_type?", "mr_pq?"],
        "metering_points?": ["cons_no?", "mp_usage?", "prc_code?"],
    },
    facts=(in_service, levies_inside),
    without={
        "customers.tou_flag": "缺是否执行峰谷,由账单时段电量是否为空判断",
        "bills.peak_pq|flat_pq|valley_pq": "账单没有时段电量列,只看①是否执行峰谷的标志",
        "readings.mr_pq": "缺时段抄见电量,①不算金额",
        "bills.prc_code": "缺电价码,③不判",
        "metering_points.prc_code": "缺计量点的电价码,余电上网的只看当月该电价合计是否付给用户",
        "metering_points.mp_usage": "缺计量点的用途,余电上网的只看当月该电价合计是否付给用户",
    },
    evidence={
        "reason": "异常之处",
        "contract_cap": "合同容量(kVA)",
        "elec_type_code": "用电类别",
        "tou_flag": "是否执行峰谷",
        "prc_code": "电价码",
        "volt_code": "供电电压",
        "kwh": "当月电量(kWh)",
        "valley_kwh": "谷与深谷电量(kWh)",
        "valley_pct": "谷段占比(%)",
        "payers": "同电价码户数",
        "energy_terms": "各时段电量×分时单价",
        "expected_yuan": "重算电度电费(元)",
        "charged_yuan": "账单电度电费(元)",
        "note": "提示",
    },
    sentence="合同容量 {contract_cap} kVA、用电类别 {elec_type_code}:{reason}",
    arithmetic=(
        "谷段占比 = 谷与深谷电量 ÷ 当月电量 = {valley_kwh} ÷ {kwh} = {valley_pct}%",
        "重算电度电费 = {energy_terms} = {expected_yuan} 元",
        "差额 = 重算 − 账单 = {expected_yuan} − {charged_yuan} = {amount_yuan} 元",
    ),
    laws=(WHO_OWES_TIMES, TIMES_FROM_KVA),
)
def wrong_time_of_use(
    t: Tables,
    *,
    p: Annotated[float, Param("谷段电量占比", SHARE, low=0, high=1)] = 0.7,
    min_cap: Annotated[
        Rule[Decimal], Param("应执行分时的起点容量(含)", "kVA", low=0, high=10000)
    ] = TIMES_FROM_KVA,
) -> Any:
    """容量达到起点的工商业户应执行分时电价,时段电量与单价应当相符。

    为什么: 应分时而未分时、时段设错、尖峰月份套错,差价按全部电量计,每月重复。
    判定: 状态正常(0)、用电类别属工商业(100–102、400–405)的户,当期 01 类账单按户汇总,任一即中:①合同容量达到 {time_of_use.TIMES_FROM_KVA},是否执行峰谷为否,或当期电量大于 0 而尖、峰、平、谷、深谷电量全空或全为 0;②分时户谷与深谷电量占当月电量大于 0.7;③分时户各时段电量 × 同电价码当月时段单价(由本公司同电价码账单解出,至少 8 户,须使过半账单分毫不差)之和与账单电度电费(不含代征)相差大于 1.00 元。本公司在“参数与码表”写明了分时时段与季节的,分时户当期有尖峰(深谷)电量,而当月与上月(抄表周期跨月)都没有尖峰(深谷)时段的也命中。
    金额: ①该户有尖、峰、谷、平(12–15)抄见电量的,按同电压、同定价策略的分时单价重算减账单电度电费,尖、峰、谷按抄见,平段取账单电量减去三者(变损随平段),没有或解不出单价的不算;②与不在季节的不算;③重算减账单电度电费;带符号,到分。①与③都中的以①为准。
    例外: 教学、农业、居民、趸售不在清单;电气化铁路(行业 5140、5740)不判;名称含“充电”“蓄热”“储能”“换电”的不判②;上网电量(电价为上网关口计量点独有,或当月该电价合计为付给用户的)不计入总电量;占比恰 0.7、差额恰 1.00 元不算。是否执行峰谷为空的,由时段电量是否为空判断。尖峰、深谷月份各省不同,以同电价码多数户反推代替。
    核实: 查表计时段设置与分时电价执行清单,核对峰谷示数。
    """
    lines = _lines(t)
    judged = _judged(t).left_join(_at_own_prices(lines), "cons_no").drop("cons_no_right")
    is_timed = judged.tou_flag.fill_null(judged.has_slots)
    is_owed = judged.contract_cap >= _from_kva(t, min_cap)
    is_shifting = judged.cons_name.fill_null("").re_search(SHIFTING)
    tells_slots = ibis.literal(not t.lacks("bills.peak_pq|flat_pq|valley_pq"))
    not_executed = {
        "应执行分时而未标记": is_owed & ~judged.tou_flag,
        "应执行分时而账单没有时段电量": tells_slots & is_owed & (judged.kwh > 0) & ~judged.has_slots,
    }
    shifted = {
        "谷段电量占比过高": is_timed
        & ~is_shifting
        & (judged.kwh > 0)
        & (exact(judged.valley_kwh) > exact(judged.kwh) * number(p))
    }
    mispriced = {"时段电量与电度电费不符": is_timed & (judged.own_gap.abs() > TOLERANCE_YUAN)}
    out_of_season = {
        f"本月没有{label}时段而有{label}电量": is_timed & (judged[kwh] > 0)
        for label, kwh in _out_of_season(t).items()
    }
    judged = judged.mutate(
        reason=reasons(not_executed | shifted | mispriced | out_of_season),
        is_not_executed=reasons(not_executed) != "",
        is_shifted=reasons(shifted) != "",
        is_mispriced=reasons(mispriced) != "",
    )
    wrong = judged.filter(judged.reason != "").alias("tar_20_wrong")  # worked out once
    wrong = wrong.left_join(_at_usual_prices(t, lines, wrong), "cons_no").drop("cons_no_right")
    expected = ibis.cases((wrong.is_not_executed, wrong.timed_yuan), (wrong.is_mispriced, wrong.own_yuan))
    wrong = wrong.mutate(
        expected_yuan=expected,
        charged_yuan=ibis.ifelse(wrong.is_not_executed, to_fen(wrong.energy_yuan), wrong.paid_yuan),
    )
    return wrong.mutate(
        object_id=wrong.cons_no,
        amount_yuan=wrong.expected_yuan - wrong.charged_yuan,
        valley_pct=ibis.ifelse(wrong.is_shifted, ratio(wrong.valley_kwh * 100, wrong.kwh, 2), None),
        energy_terms=ibis.cases(
            (wrong.is_not_executed, wrong.timed_terms), (wrong.is_mispriced, wrong.own_terms)
        ),
        payers=ibis.ifelse(wrong.is_mispriced & ~wrong.is_not_executed, wrong.payers, None),
        note=_note(t, wrong),
    )


def _from_kva(t: Tables, min_cap: Rule[Decimal]) -> Any:
    """Return the capacity from which times are owed: a person's, else that of the company's profile, else the rule's."""
    own = next((one.times_from_kva for one in profiles(t).values()), None)
    if own is not None and min_cap is TIMES_FROM_KVA:
        return number(own)
    return min_cap.on_column(last_day(t.period))


def _out_of_season(t: Tables) -> dict[str, str]:
    """Return which periods the company has neither in the month nor in the one before, with their column of kWh."""
    now = {int(month[4:]) for month in (t.period, add_months(t.period, -1))}
    found = {}
    for profile in profiles(t).values():
        for label, (period, kwh) in SEASONAL.items():
            months = months_of(t.written(OWN_PERIODS), profile.province, period, last_day(t.period))
            if months is not None and not now & set(months):
                found[label] = kwh
    return found


def _note(t: Tables, wrong: Any) -> Any:
    """Return what a reader should bear in mind: names that shift their use, and energy that is out of season."""
    said = {"名称含充电、蓄热、储能或换电": wrong.cons_name.fill_null("").re_search(SHIFTING)}
    parts = [reasons(said).nullif("")]
    for label, kwh in _out_of_season(t).items():
        text = phrase(f"{label}电量 ", as_text(wrong[kwh]), " kWh")
        parts.append(ibis.ifelse(wrong[kwh] > 0, text, None))
    return joined(parts, ";").nullif("") if len(parts) > 1 else parts[0]


def _judged(t: Tables) -> Any:
    """Return the customers of industry and commerce with their energy, slots and charge in the period."""
    customers = t.fact(in_service)
    is_railway = (customers.trade_code.isin(RAILWAY_TRADES)).fill_null(False)
    customers = customers.filter(customers.elec_type_code.isin(INDUSTRY_AND_COMMERCE), ~is_railway)
    rows = without_feed_in(t, with_charges(t, bills_of(t, [t.period])).semi_join(customers, "cons_no"))
    billed = rows.group_by("cons_no").agg(
        kwh=rows.total_pq.sum(),
        valley_kwh=(rows.valley_pq.fill_null(0) + rows.deep_valley_pq.fill_null(0)).sum(),
        sharp_kwh=rows.sharp_pq.sum().fill_null(0),
        deep_valley_kwh=rows.deep_valley_pq.sum().fill_null(0),
        has_slots=_has_slots(rows).any(),
        prc_code=rows.prc_code.max(),
        billed_volt_code=rows.volt_code.max(),
        energy_yuan=rows.energy_yuan.sum(),
    )
    joined = customers.left_join(billed, "cons_no").drop("cons_no_right")
    return joined.mutate(volt_code=joined.billed_volt_code.coalesce(joined.volt_code))


def _has_slots(bills: Any) -> Any:
    """Return whether any energy of a bill is told by its time of day."""
    return ibis.or_(*((bills[name] != 0).fill_null(False) for name in SLOTS))


def _at_usual_prices(t: Tables, lines: Any, wrong: Any) -> Any:
    """Return what these customers' registers by time of day cost at the usual prices: cons_no, timed_yuan, timed_terms."""
    usual = usual_time_prices(lines, ["volt_code", "policy"])
    metered = _with_registers(t, wrong)
    metered = metered.mutate(policy=metered.pricing_policy.fill_null(""))
    metered = metered.inner_join(usual, ["volt_code", "policy"])
    cost, terms = energy_at_prices(metered)
    return metered.select("cons_no", timed_yuan=to_fen(cost), timed_terms=terms)


def _lines(t: Tables) -> Any:
    """Return the energy by slot and its charge of each customer of industry and commerce and price code."""
    files = t.customers.filter(t.customers.elec_type_code.isin(INDUSTRY_AND_COMMERCE))
    rows = with_charges(t, bills_of(t, [t.period]))
    rows = rows.filter(_has_slots(rows))
    rows = with_slots(with_voltage(rows.semi_join(files, "cons_no"), files))
    lines = rows.group_by("cons_no", "prc_code").agg(
        **{name: rows[name].sum() for name in (*SLOTS, "energy_yuan")}, volt_code=rows.volt_code.max()
    )
    policies = files.select("cons_no", policy=files.pricing_policy.fill_null(""))
    return lines.inner_join(policies, "cons_no")


def _at_own_prices(lines: Any) -> Any:
    """Return what each customer's slots cost at the prices that most of its price code's customers pay."""
    lines = lines.filter(lines.prc_code.notnull())
    counted = lines.group_by("prc_code").agg(payers=lines.count())
    lines = lines.inner_join(counted.filter(counted.payers >= MIN_PAYERS), "prc_code")
    priced = lines.inner_join(time_prices(lines, ["prc_code"]), "prc_code")
    cost, terms = energy_at_prices(priced)
    priced = priced.mutate(cost=to_places(cost, 6), terms=terms)
    known = priced.filter(priced.cost.notnull(), priced.energy_yuan.notnull())
    own = known.group_by("cons_no").agg(
        own_yuan=to_fen(known.cost.sum()),
        paid_yuan=to_fen(known.energy_yuan.sum()),
        own_terms=listed(known.terms, by=" + "),
        payers=known.payers.min(),
    )
    return own.mutate(own_gap=own.own_yuan - own.paid_yuan)


def _with_registers(t: Tables, judged: Any) -> Any:
    """Return the customers whose registers by time of day were read, what the bill has more in the flat slot."""
    rows = t.readings.filter(t.readings.amt_ym == t.period, t.readings.read_type.isin(REGISTERS.values()))
    rows = rows.semi_join(judged, "cons_no")
    read = rows.group_by("cons_no").agg(
        **{
            name: rows.mr_pq.sum(where=rows.read_type == register).fill_null(0)
            for name, register in REGISTERS.items()
        }
    )
    read = read.filter(ibis.or_(*(read[name] != 0 for name in REGISTERS)))
    read = read.inner_join(judged.select("cons_no", "kwh", "volt_code", "pricing_policy"), "cons_no")
    rest = read.kwh - read.sharp_pq - read.peak_pq - read.valley_pq
    return read.mutate(flat_pq=rest, deep_valley_pq=number("0.000000")).filter(rest >= 0)
