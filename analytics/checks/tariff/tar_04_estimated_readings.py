"""TAR-04 估抄/示数雷同/整数"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import ENERGY_COLUMNS, bills_of, printed_energy_yuan
from analytics.facts.columns import as_text, in_words, joined, listed, phrase, reasons
from analytics.facts.points import is_read, points_in_use, without_a_meter
from analytics.facts.registers import is_settled_by_change, is_taken
from analytics.facts.trades import STEADY
from analytics.regulation.money import exact, number, ratio_fen, to_places
from analytics.regulation.practice import TRUE_READINGS
from data_loaders.codes.customers import RESIDENTIAL_USES
from data_loaders.codes.metering import BY_HAND, FROM_AFAR, MrStatus, MrType, ReadType
from models.calendar import add_months, month_range
from models.category import Category


@check(
    code="TAR-04",
    title="估抄/示数雷同/整数",
    category=Category.TARIFF,
    matter="主题库",
    severity="中",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "readings": [
            *("cons_no", "asset_no", "mp_no?", "amt_ym", "mr_date", "read_type", "last_read", "this_read"),
            *("t_factor", "mr_mode?", "mr_status?", "mr_type?", "data_src?"),
        ],
        "customers?": ["cons_no", "org_code?", "elec_type_code?", "trade_code?"],
        "metering_points?": ["mp_no?", "cons_no?", "calc_mode?", "mp_status?"],
        "bills?": ["cons_no", "amt_ym", "amt_type?", "total_pq?", *ENERGY_COLUMNS],
        "daily_usage?": ["cons_no?", "asset_no?", "data_date", "pap_r?"],
    },
    facts=(points_in_use,),
    without={
        "readings.mr_mode": "缺抄表方式,不判②④",
        "readings.mr_status|mr_type": "缺抄表状态与抄表类别,不判①",
        "daily_usage.pap_r": "缺日冻结示值,不判④",
        "bills.total_pq": "缺电费发行,不判③,④不算金额",
        "metering_points.calc_mode": "缺电量计算方式,不剔除定比定量",
        "customers.elec_type_code": "缺用电类别,③不剔除电量小的居民",
        "customers.trade_code": "缺行业分类,③不剔除通信与公共照明",
    },
    energy="gap_kwh",
    evidence={
        "reason": "疑点",
        "details": "明细",
        "readings": "有疑点的示数(上次→本次)",
        "gap_terms": "采集与示数之差折电量的算式",
        "gap_kwh": "采集与示数之差折电量(kWh)",
        "months": "电量相同的月份",
        "same_kwh": "相同的月电量(kWh)",
        "elec_type_code": "用电类别",
        "trade_code": "行业分类",
        "price_yuan": "当月电度电费(元)",
        "price_kwh": "当月电量(kWh)",
    },
    sentence="{reason}:{details}",
    arithmetic=(
        "差电量 = (采集示值 − 本次示数) × 倍率 = {gap_terms} = {gap_kwh} kWh",
        "差额 = 差电量 × 本户电度均价 = {gap_kwh} × {price_yuan} ÷ {price_kwh} = {amount_yuan} 元",
    ),
    laws=(TRUE_READINGS,),
)
def estimated_readings(
    t: Tables,
    *,
    n: Annotated[int, Param("电量相同的连续月数", "个月", low=2, high=24)] = 3,
    tol: Annotated[float, Param("采集示值与本次示数的容差", "", low=0, high=1000)] = 1.0,
    home_kwh: Annotated[float, Param("③居民电量下限(含)", "kWh", low=0, high=10000)] = 50.0,
) -> Any:
    """示数应当是表上抄到的数,不是估的、凑的。

    为什么: 估抄掩盖漏计与窃电,电量积压到以后一次爆发,引起投诉;采集值与发行值不一致,多半有人改过。
    判定: 当期有功总示数(11):①抄表状态(03)或抄表类别(03)为估抄;②手工抄表(抄表卡 101、普通抄表器 102)且上次、本次示数整数部分末两位都为 00,本次大于上次(偶然概率约万分之一);③连续 3 个月 01 类月电量相同且大于 0;④远采(301、303、401)且抄表日当日有正向有功示值,与本次示数相差大于 1(同日有几个示值的,都相差大于 1 才算)。每户一条。
    金额: ④(采集示值 − 本次示数)× 综合倍率 × 本户当月电度电费 ÷ 电量,采集高于发行为正,到分;其余不算。
    例外: 差恰等于容差不算;定比、定量、协定的计量点不判;③居民(200、201、202)电量低于 50 kWh 的、通信(行业 6010 至 6040)与公共照明(8150、8160)固定负荷、没有实抄计量点的户不判;退补模拟、示数撤回的抄表不算,未抄的示数不判②④,上次示数为 0(新表起码)的不判②,变更结算(换表当时)的示数不判④。日冻结缺表号的,只判当期一只表的户。
    核实: 现场核对示数与采集日冻结,查抄表员连续几期的示数与到位记录。
    """
    doubtful = _doubtful(t, tol)
    of_readings = doubtful.group_by("cons_no").agg(
        is_estimated=doubtful.is_estimated.any(),
        is_round=doubtful.is_round.any(),
        is_off=doubtful.gap_kwh.notnull().any(),
        readings=listed(doubtful.said, distinct=True),
        gap_terms=listed(doubtful.gap_terms, by=" + "),
        gap_kwh=to_places(doubtful.gap_kwh.sum(), 6),
    )
    found: Any = of_readings.outer_join(_same(t, n, home_kwh), "cons_no")
    found = found.mutate(cons_no=found.cons_no.coalesce(found.cons_no_right)).drop("cons_no_right")
    files = t.customers.select("cons_no", "org_code", "elec_type_code", "trade_code")
    found = found.left_join(files, "cons_no").drop("cons_no_right")
    found = found.left_join(_prices(t, found), "cons_no").drop("cons_no_right")
    details = [phrase("示数 ", found.readings), phrase("月电量 ", as_text(found.same_kwh), " kWh")]
    return found.mutate(
        object_id=found.cons_no,
        details=joined(details, ","),
        reason=reasons(
            {
                "估抄": found.is_estimated.fill_null(False),
                "手抄示数两期末两位都为00": found.is_round.fill_null(False),
                f"连续 {n} 个月电量相同": found.same_kwh.notnull(),
                "远采示值与本次示数不符": found.is_off.fill_null(False),
            }
        ),
        amount_yuan=ratio_fen(exact(found.gap_kwh) * found.price_yuan, found.price_kwh),
    )


def _doubtful(t: Tables, tol: float) -> Any:
    """Return the readings of the period that look estimated, rounded, or other than what was collected.

    Shapes: cons_no, is_estimated, is_round, gap_kwh and gap_terms (null where what was collected agrees), said.
    """
    rows = _read(t)
    rows = rows.left_join(_off_freeze(t, rows, tol), ["cons_no", "asset_no", "mr_date"])
    is_manual = rows.mr_mode.isin(BY_HAND) & (rows.mr_status.fill_null("") != MrStatus.UNREAD)
    ends_round = [rows[name].floor().cast("int64") % 100 == 0 for name in ("last_read", "this_read")]
    rows = rows.mutate(
        is_estimated=(
            (rows.mr_status == MrStatus.ESTIMATED).fill_null(False)
            | (rows.mr_type == MrType.ESTIMATED).fill_null(False)
        ),
        is_round=(
            is_manual
            & ends_round[0]
            & ends_round[1]
            & (rows.last_read > 0)
            & (rows.this_read > rows.last_read)
        ).fill_null(False),
        gap_kwh=to_places(exact(rows.pap_r - rows.this_read) * rows.t_factor, 6),
        terms=_braced(rows.pap_r, rows.this_read).concat(" × ", as_text(rows.t_factor)),
    )
    rows = rows.filter(rows.is_estimated | rows.is_round | rows.pap_r.notnull())
    said = rows.asset_no.concat(" ", as_text(rows.last_read), "→", as_text(rows.this_read))
    mode = in_words(rows.mr_mode, t.labels("MR_MODE")).fill_null("方式不明")
    return rows.select(
        *("cons_no", "is_estimated", "is_round", "gap_kwh"),
        gap_terms="terms",
        said=said.concat("(", mode, ",", rows.mr_date.cast("string"), ")"),
    )


def _braced(one: Any, other: Any) -> Any:
    return phrase("(", as_text(one), " − ", as_text(other), ")")


def _read(t: Tables) -> Any:
    """Return the readings of active energy of the period, without those of shares and amounts agreed on."""
    rows = t.readings.anti_join(t.metering_points.filter(~is_read(t.metering_points)), "mp_no")
    rows = rows.anti_join(without_a_meter(t), "cons_no")
    return rows.filter(
        rows.amt_ym == t.period,
        rows.read_type == ReadType.ACTIVE_TOTAL,
        is_taken(rows),
    )


def _off_freeze(t: Tables, rows: Any, tol: float) -> Any:
    """Return what was collected on the day of reading where no value of it is what was read.

    A meter taken down in the day was read at that hour, not when the day's value was frozen.

    Shapes: cons_no, asset_no, mr_date, pap_r.
    """
    remote = rows.filter(
        rows.mr_mode.isin(FROM_AFAR),
        rows.mr_status.fill_null("") != MrStatus.UNREAD,
        ~is_settled_by_change(rows),
    ).select("cons_no", "asset_no", "mr_date", "this_read")
    frozen = t.daily_usage.filter(t.daily_usage.pap_r.notnull())
    frozen = frozen.select("cons_no", "asset_no", "pap_r", mr_date="data_date")
    if t.has("daily_usage.asset_no"):
        both = remote.inner_join(frozen.drop("cons_no"), ["asset_no", "mr_date"])
    else:
        single = rows.group_by("cons_no").agg(meters=rows.count())
        single = single.filter(single.meters == 1)
        both = remote.semi_join(single, "cons_no").inner_join(frozen.drop("asset_no"), ["cons_no", "mr_date"])
    is_off = (both.pap_r - both.this_read).abs() > number(tol)
    off = both.filter(is_off).anti_join(both.filter(~is_off), ["cons_no", "asset_no", "mr_date"])
    return off.group_by("cons_no", "asset_no", "mr_date").agg(pap_r=off.pap_r.max())


def _same(t: Tables, n: int, home_kwh: float) -> Any:
    """Return who was billed for the same energy in as many months: cons_no, same_kwh, months."""
    months = month_range(add_months(t.period, 1 - n), t.period)
    bills = bills_of(t, months)
    monthly = bills.group_by("cons_no").agg(
        **{f"kwh_{ym}": bills.total_pq.sum(where=bills.amt_ym == ym) for ym in months}
    )
    now = monthly[f"kwh_{t.period}"]
    same = monthly.filter(now > 0, *(monthly[f"kwh_{ym}"] == now for ym in months[:-1]))
    same = same.select("cons_no", same_kwh=f"kwh_{t.period}", months=ibis.literal(";".join(months)))
    same = same.anti_join(without_a_meter(t), "cons_no")
    files = t.customers.select("cons_no", "elec_type_code", "trade_code")
    known = same.left_join(files, "cons_no").drop("cons_no_right")
    is_home = known.elec_type_code.isin(RESIDENTIAL_USES).fill_null(False)
    is_small = is_home & (known.same_kwh < number(home_kwh))
    is_steady = known.trade_code.re_search(STEADY).fill_null(False)
    found = known.filter(~is_small, ~is_steady).select("cons_no", "same_kwh", "months")
    return found.alias("tar_04_same")  # worked out once


def _prices(t: Tables, found: Any) -> Any:
    """Return what these customers were charged for energy in the period, and for how much."""
    bills = bills_of(t, [t.period]).semi_join(found.select("cons_no"), "cons_no")
    return bills.group_by("cons_no").agg(
        price_yuan=printed_energy_yuan(bills).sum(), price_kwh=bills.total_pq.sum()
    )
