"""MET-05 计量装置类别/准确度不达标"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.bills import normal_bills
from analytics.facts.columns import as_text, listed, reasons
from analytics.facts.energy_charges import (
    BILL_COLUMNS,
    POINT_EVIDENCE,
    POINT_TERMS,
    READ_COLUMNS,
    marks_of_a_share,
    with_point_energy_since,
)
from analytics.facts.points import (
    metering_kilovolts,
    points_in_use,
    running_meters,
    settled_point_counts,
)
from analytics.facts.transformers import running_transformers
from analytics.regulation.metering import (
    ACCURACY,
    CLASSES_2000,
    CLASSES_2016,
    EDITION_2016_DATE,
    LAST_DAY_OF_EDITION_2000,
    class_expr,
    demanded_expr,
    grade_percent_expr,
    is_worse_expr,
)
from analytics.regulation.money import exact, number, ratio_fen
from data_loaders.catalog import code_lists
from data_loaders.codes.metering import MpAttr, WiringMode
from models.calendar import add_months
from models.category import Category

METER, CT, PT = "电能表", "电流互感器", "电压互感器"
MONTHS = 12
LOW_SIDE_KV = 0.38
ROMAN = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ", 5: "Ⅴ"}


@check(
    code="MET-05",
    title="计量装置类别/准确度不达标",
    category=Category.METERING,
    matter="计量装置档案",
    severity="中",
    subject="metering_point",
    window="快照",
    amount="应收差额",
    reads={
        "metering_points": [
            *(
                "mp_no",
                "cons_no",
                "org_code?",
                "mp_attr?",
                "mp_cap?",
                "volt_code",
                "meas_mode?",
                "wiring_mode?",
                "calc_mode?",
                "parent_mp_no?",
            ),
        ],
        "meters?": ["mp_no", "asset_no?", "accuracy?", "inst_date?"],
        "instrument_transformers?": ["mp_no", "it_asset_no?", "accuracy?", "inst_date?"],
        "readings?": READ_COLUMNS,
        "bills?": BILL_COLUMNS,
    },
    facts=(points_in_use, running_meters, running_transformers),
    without={
        "meters.accuracy": "电能表没有准确度等级,不判电能表",
        "instrument_transformers.accuracy": "互感器没有准确度等级,不判互感器",
        "bills.total_pq": "没有电量,2000 版的分类只按容量",
        "bills.total_amt": "没有电费,不算金额",
        "readings.mr_pq|this_read": "没有抄见电量,一户有几个结算点的不算金额",
    },
    evidence={
        "kv": "计量处电压(kV)",
        "mp_cap": "计量点容量(kVA)",
        "month_kwh": "近12月平均月电量(kWh)",
        "devices": "不达标的设备",
        "device_count": "不达标件数",
        "gap_percent": "最大等级差(%)",
        **POINT_EVIDENCE,
        "note": "提示",
    },
    sentence="计量点 {object_id}(计量处 {kv} kV)有 {device_count} 件设备的准确度不达标:{devices}",
    arithmetic=(
        *POINT_TERMS,
        "估算 = E × 最大等级差 = {energy_yuan} × {gap_percent}% = {amount_yuan} 元",
    ),
    laws=(CLASSES_2000, CLASSES_2016, ACCURACY),
)
def accuracy_below_class(t: Tables) -> Any:
    """在用计量装置的准确度应当不低于其类别的要求。

    为什么: 等级低的装置误差大,大用户的计量误差直接变成电费差错。
    判定: 在用点(计量点状态 02 或空,户未销)上运行的电能表(012)、互感器(011 或空),准确度等级劣于其类别的要求即中,每点一条。安装日期在 2017-05-01 及以后的按 2016 版,此前或空的按 2000 版。2016 版类别按计量处电压({metering.CLASSES_2016}),单相 220 伏为Ⅴ类;2000 版按近 12 月平均月电量或计量点容量({metering.CLASSES_2000})。要求:{metering.ACCURACY}。高供低计按 0.38 千伏,组合互感器按二次值归类。等级由优至劣 0.1、0.2S、0.2、0.5S、0.5、1.0S、1.0、2.0、3.0。
    金额: 近 12 月电度电费(总电费−基本电费−力调电费,正常电费;一户有几个实抄结算点的,按各点都抄到的月份的抄见电量分摊到本点,分不出的不估)×最大等级差,正数,估算,到分;只差 S 级的、考核点不计。
    例外: 没有准确度等级的设备、没有电压的点不判;2017-05-01 前安装的存量按 2000 版。一户有几个结算点的,电量分不到点,2000 版只按容量。
    核实: 核对铭牌等级与检定证书,查改造计划;金额为估算,以现场校验误差为准。
    """
    devices = _judged(t)
    worse = devices.filter(is_worse_expr(devices.grade, devices.demanded))
    gap = grade_percent_expr(worse.grade) - grade_percent_expr(worse.demanded)
    edition = ibis.ifelse(worse.day >= ibis.literal(EDITION_2016_DATE), "2016版", "2000版")
    worse = worse.mutate(
        gap_percent=gap,
        words=worse.device.concat(
            worse.asset.fill_null(""), " ", worse.grade, " 级,应不劣于 ", worse.demanded, " 级(",
            worse.level.cases(*ROMAN.items(), else_=""), "类,", edition, ")",
        ),
    )  # fmt: skip
    points = worse.group_by("mp_no").agg(
        cons_no=worse.cons_no.max(),
        org_code=worse.org_code.max(),
        mp_attr=worse.mp_attr.max(),
        kv=as_text(worse.kv.max()),
        mp_cap=worse.mp_cap.max(),
        month_kwh=worse.month_kwh.max(),
        devices=listed(worse.words),
        device_count=worse.count(),
        gap_percent=worse.gap_percent.max(),
        first_ym=ibis.literal(add_months(t.period, 1 - MONTHS)),
    )
    found = with_point_energy_since(t, points)
    yuan = ratio_fen(exact(found.energy_yuan) * found.gap_percent, exact(number(100)))
    is_estimated = (found.gap_percent > 0) & (found.mp_attr.fill_null("") != MpAttr.CHECK)
    return found.mutate(
        object_id=found.mp_no,
        amount_yuan=ibis.ifelse(is_estimated, yuan, None),
        note=reasons({said: is_estimated & holds for said, holds in marks_of_a_share(found).items()}).nullif(
            ""
        ),
    )


def _judged(t: Tables) -> Any:
    """Return the devices whose grade is known, with their point, its class and the grade that it asks for."""
    devices = _devices(t)
    points = _points(t, devices)
    judged = devices.inner_join(points, "mp_no")
    level = class_expr(
        judged.month_kwh,
        judged.mp_cap,
        judged.kv,
        judged.day,
        is_single_phase=(judged.wiring_mode == WiringMode.SINGLE_PHASE).fill_null(False),
    )
    judged = judged.mutate(level=level)
    of_device = {
        name: demanded_expr(judged.level, judged.day, place)
        for name, place in ((METER, "active"), (CT, "ct"), (PT, "pt"))
    }
    return judged.mutate(demanded=judged.device.cases(*of_device.items(), else_=ibis.null("string")))


def _devices(t: Tables) -> Any:
    """Return meters and transformers as devices: mp_no, device, asset, grade, day (of the edition that counts)."""
    meters, transformers = t.fact(running_meters), t.fact(running_transformers)
    old: Any = ibis.literal(LAST_DAY_OF_EDITION_2000)

    def named(rows: Any, device: Any, asset: str, codes: str) -> Any:
        return rows.filter(rows.accuracy.notnull()).select(
            "mp_no",
            device=device,
            asset=rows[asset],
            grade=rows.accuracy.cases(*code_lists()[codes].items(), else_=ibis.null("string")),
            day=rows.inst_date.fill_null(old),
        )

    of_meters = named(meters, ibis.literal(METER), "asset_no", "AP_PRE_LEVEL_CODE")
    kind = ibis.ifelse(transformers.is_ct, CT, PT)
    return of_meters.union(named(transformers, kind, "it_asset_no", "IT_ACCURACY_CODE"))


def _points(t: Tables, devices: Any) -> Any:
    """Return the points in use, with the energy of a month where a device goes by the edition that asks for it."""
    points = t.fact(points_in_use)
    points = points.mutate(kv=metering_kilovolts(points, behind=LOW_SIDE_KV))
    old = devices.filter(devices.day <= ibis.literal(LAST_DAY_OF_EDITION_2000))
    judged_by_use = points.select("mp_no", "cons_no").semi_join(old, "mp_no")
    counts = settled_point_counts(t, judged_by_use)
    judged_by_use = judged_by_use.semi_join(counts.filter(counts.points == 1), "cons_no")
    bills = t.bills.filter(t.bills.amt_ym.between(add_months(t.period, 1 - MONTHS), t.period))
    bills = normal_bills(bills).semi_join(judged_by_use, "cons_no")
    used = bills.group_by("cons_no").agg(kwh=bills.total_pq.sum(), billed=bills.amt_ym.nunique())
    monthly = judged_by_use.select("mp_no", "cons_no").inner_join(used, "cons_no")
    monthly = monthly.select("mp_no", month_kwh=ratio_fen(exact(monthly.kwh), exact(monthly.billed)))
    return points.left_join(monthly, "mp_no").drop("mp_no_right")
