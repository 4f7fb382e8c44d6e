"""MET-11 现场存在未入系统的计量装置(采集有户无档案)"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.columns import first_by, reasons
from analytics.facts.energy_charges import BILL_COLUMNS, priced, with_energy_price
from analytics.facts.meter_numbers import collected_days, known_numbers, read_registers, without_known_numbers
from analytics.facts.registers import is_settled_by_change
from analytics.regulation.metering import METER_ASSETS
from data_loaders.codes.metering import MpAttr, MpClass, MpUsage
from models.calendar import first_day, last_day
from models.category import Category


@check(
    code="MET-11",
    title="现场存在未入系统的计量装置(采集有户无档案)",
    category=Category.METERING,
    matter="现场是否存在未入系统的电能计量装置",
    severity="高",
    subject="asset",
    window="期间",
    amount="应收差额",
    reads={
        "readings?": [
            *("asset_no", "cons_no?", "mp_no?", "amt_ym", "read_type", "mr_pq"),
            *("last_date?", "mr_date?", "data_src?", "mr_type?"),
        ],
        "daily_usage?": ["asset_no", "cons_no?", "data_date", "day_pq", "succ_flag?"],
        "meters": ["asset_no", "mp_no?", "cons_no?", "bar_code?", "made_no?", "inst_date?"],
        "customers?": ["cons_no", "tg_no?"],
        "metering_points?": ["mp_no", "cons_no?", "mp_class?", "mp_attr?", "mp_usage?"],
        "bills?": BILL_COLUMNS,
    },
    without={
        "readings.asset_no|daily_usage.asset_no": "抄表和日电量都没有表号,不查",
        "customers.cons_no": "没有用户档案,不查②有户无档案",
        "bills.total_amt": "没有电费,不算金额",
        "metering_points.mp_class|mp_attr|mp_usage": "计量点没有分类、性质与用途,关口、考核等点不能剔除",
    },
    energy="kwh",
    evidence={
        "reason": "不符",
        "source": "电量来源",
        "kwh": "核查期电量(kWh)",
        "begin_date": "上次抄表(首日)",
        "end_date": "本次抄表(末日)",
        "tg_no": "台区编号",
        "price_yuan": "均价所据电度电费(元)",
        "price_kwh": "均价所据电量(kWh)",
    },
    sentence="电能表 {object_id} 核查期{source}电量 {kwh} kWh,{reason}",
    arithmetic=("金额 = 电量 × 电度均价 = {kwh} × {price_yuan} ÷ {price_kwh} = {amount_yuan} 元",),
    laws=(METER_ASSETS,),
)
def meter_not_in_archive(t: Tables) -> Any:
    """有电量的电能表应当在资产档案中,用电的户应当在用户档案中。

    为什么: 档案外的表在走字,是系统外电量,既不计费也没有人管。
    判定: 核查期有功总示数(11)或当月日电量(采集成功或未录)的电量合计大于 0 的表号:①不是资产档案中任何状态电能表的资产号、条码或出厂编号;②其户号不在用户档案中。每只表一条,两处都有电量的以抄表为准。
    金额: 电量×电度均价(同户核查期电度电费÷电量,无则近 12 月),正数,到分;户无档案或没有账单的不计。
    例外: 考核点(性质 02)、关口点(02)、用途不是售电侧结算(01)的点不判(抄表、采集没有计量点编号的取电能表的,表不在档案的看其户的计量点是否都是);换表不判:同户有电能表的安装日期在上次与本次抄表之间(日电量为当月内,含首尾),或来源为变更(02)、业扩变更结算抄表(05);电量不大于 0 的不判。临时抄控表没有标识,人工排除;台区负损只作旁证。
    核实: 现场核对表号,查装拆工作单;确为未入系统的补建档案并追补。
    """
    read = _of_readings(_suspects(t, read_registers(t))).alias("met_11_read")  # asked often, worked out once
    daily = _of_days(t, _suspects(t, collected_days(t))).anti_join(read.filter(read.kwh > 0), "asset_no")
    daily = daily.alias("met_11_daily")
    known = known_numbers(t, read.select("asset_no").union(daily.select("asset_no")))
    found = _excused(t, read, known).union(_excused(t, daily, known))
    found = found.filter(found.kwh > 0)
    found = with_energy_price(t, found)
    found = found.left_join(known.select("asset_no", number="asset_no"), "asset_no").drop("asset_no_right")
    homes = t.customers.select("tg_no", home="cons_no")
    found = found.left_join(homes, [("cons_no", "home")])
    is_homeless = found.cons_no.notnull() & found.home.isnull() & ibis.literal(t.has("customers.cons_no"))
    reason = reasons({"表号不在资产档案": found.number.isnull(), "户号不在用户档案": is_homeless})
    yuan = ibis.ifelse(is_homeless, ibis.null("decimal(18, 2)"), priced(found.kwh, found))
    found = found.mutate(object_id=found.asset_no, reason=reason, amount_yuan=yuan)
    return first_by(found, ["asset_no"], ["source", "cons_no"])


def _suspects(t: Tables, rows: Any) -> Any:
    """Return the rows of meters that no archive knows, and of customers that none does."""
    unknown = without_known_numbers(t, rows)
    if t.lacks("customers.cons_no"):
        return unknown
    homeless = rows.filter(rows.cons_no.notnull()).anti_join(t.customers, "cons_no")
    return unknown.union(homeless.anti_join(unknown, "asset_no"))


def _of_readings(rows: Any) -> Any:
    return rows.group_by("asset_no").agg(
        cons_no=rows.cons_no.max(),
        mp_no=rows.mp_no.max(),
        kwh=rows.mr_pq.sum(),
        begin_date=rows.last_date.min(),
        end_date=rows.mr_date.max(),
        is_change=is_settled_by_change(rows).any(),
        source=ibis.literal("抄表"),
    )


def _of_days(t: Tables, rows: Any) -> Any:
    return rows.group_by("asset_no").agg(
        cons_no=rows.cons_no.max(),
        mp_no=ibis.null("string"),  # not collected: that of the meter
        kwh=rows.day_pq.sum(),
        begin_date=ibis.literal(first_day(t.period)),
        end_date=ibis.literal(last_day(t.period)),
        is_change=ibis.literal(False),
        source=ibis.literal("采集"),
    )


def _excused(t: Tables, meters: Any, known: Any) -> Any:
    """Return the meters that are neither at a point of the company's own nor just exchanged.

    A point that the row does not name is that of the meter on file, else any of the customer's.
    """
    points = t.metering_points
    is_own = (
        (points.mp_class == MpClass.GATEWAY)
        | (points.mp_attr == MpAttr.CHECK)
        | (points.mp_usage != MpUsage.SALE)
    ).fill_null(False)
    owned = points.mutate(is_own=is_own).semi_join(meters, "cons_no")
    whose = owned.group_by("cons_no").agg(is_own=owned.is_own.all())
    found = meters.left_join(known, "asset_no").drop("asset_no_right")
    found = found.mutate(mp_no=found.mp_no.coalesce(found.known_mp_no)).drop("known_mp_no")
    nameless = found.filter(found.mp_no.isnull()).semi_join(whose.filter(whose.is_own), "cons_no")
    others = t.meters.select("cons_no", "inst_date")
    exchanged = found.inner_join(others, "cons_no")
    exchanged = exchanged.filter(exchanged.inst_date.between(exchanged.begin_date, exchanged.end_date))
    found = found.filter(~found.is_change).anti_join(points.filter(is_own), "mp_no")
    return found.anti_join(nameless, "asset_no").anti_join(exchanged, "asset_no")
