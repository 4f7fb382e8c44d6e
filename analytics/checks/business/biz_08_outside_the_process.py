"""BIZ-08 体外循环(先送电后走流程)"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import connection_applications, connection_steps, not_terminated
from analytics.facts.bills import is_adjustment
from analytics.facts.columns import first_by, reasons
from analytics.facts.energising import with_supply
from analytics.regulation.connection_limits import STEPS_IN_ORDER
from analytics.regulation.money import exact, ratio, ratio_fen
from analytics.regulation.working_days import days_between_expr
from data_loaders.codes.applications import AppType
from models.category import Category

NEW_CONNECTIONS = (
    AppType.NEW_RESIDENT,
    AppType.NEW_LOW_VOLTAGE,
    AppType.NEW_HIGH_VOLTAGE,
    AppType.TEMPORARY_METERED,
)


@check(
    code="BIZ-08",
    title="体外循环(先送电后走流程)",
    category=Category.BUSINESS,
    matter="业扩流程",
    severity="高",
    subject="application",
    window="全部",
    amount="参考值",
    reads={
        "applications": ["cons_no", "power_date?", "archive_date?"],
        "application_steps?": [],
        "meters?": ["cons_no?", "inst_date?"],
        "bills?": ["cons_no?", "release_date?", "total_pq?", "total_amt?", "amt_type?"],
        "daily_usage?": ["cons_no?", "data_date?", "day_pq?"],
    },
    facts=(connection_applications, connection_steps),
    without={
        "meters.inst_date|bills.release_date|daily_usage.data_date": "没有装表日期、账单发行日期与日用电量,无从佐证,停用",
        "meters.inst_date": "装表日期整列为空,不看装表",
        "bills.release_date": "账单发行日期整列为空,不看首张账单,没有金额",
        "daily_usage.data_date": "没有日用电量,不看首有量日,没有金额",
        "application_steps.end_time": "没有环节,只与受理日比",
    },
    evidence={
        "problems": "情形",
        "accept_date": "受理日",
        "completion_date": "竣工验收完成(末次)",
        "gate_date": "门槛日(以上较晚)",
        "first_meter": "首次装表日期",
        "first_bill": "首张有电量账单发行日",
        "first_used": "首有电量日",
        "supply_date": "送电日",
        "early_kwh": "送电日前电量(kWh)",
        "bill_yuan": "首张账单电费(元)",
        "bill_kwh": "首张账单电量(kWh)",
        "price": "首张账单均价(元/kWh)",
        "note": "提示",
    },
    sentence="{problems}(门槛日 {gate_date})",
    arithmetic=(
        "门槛日 = 受理日 {accept_date} 与竣工验收完成 {completion_date} 之较晚者 = {gate_date}",
        "参考金额 = 送电日 {supply_date} 前电量 × 首张账单电费 ÷ 电量(均价不先舍入) = {early_kwh} × {bill_yuan} ÷ {bill_kwh} = {amount_yuan} 元",
    ),
    laws=(STEPS_IN_ORDER,),
)
def connected_outside_the_process(
    t: Tables,
    *,
    tol_days: Annotated[int, Param("允许早于门槛日的天数", "天", low=0, high=60)] = 0,
) -> Any:
    """装表、用电、发行电费都应在申请受理并竣检合格之后。

    为什么: 先送电后走流程,工程未经检验就带电,有安全风险;时限考核失真,也常藏着人情电、漏收电费。
    判定: 新装申请(101、102、104、105)的门槛日为受理日与末次竣工验收完成日之较晚者(没有竣工验收的为受理日)。首次装表日期、首张有电量的非退补账单的发行日、日用电量首次大于 0 的日期,任一早于门槛日即命中;首有电量日早于首次装表日期也命中。同日不算;数据日之后的视为未发生。
    金额: 参考值,正数:送电日(“送电”完成日,无则“装表接电”,再无则送停电日期)前的日用电量之和 × 首张账单均价,到分;在途而无送电记录的,计至数据日。没有日用电量、首张账单,或已归档而无送电日的,不算。
    例外: 中止单不判;增容原有电表,不判;该户此前已有归档的新装(如先临时后正式)的不判;归档之后才装的是换表,不与首有电量日比。旧表移用、试送电无字段可辨,只作提示。
    核实: 现场核对电能表安装工单、封印与首次抄表记录,问明送电日。
    """
    judged = _judged(t)
    known = judged.left_join(_first_meters(t, judged), "cons_no").drop("cons_no_right")
    known = known.left_join(_first_bills(t, judged), "cons_no").drop("cons_no_right")
    known = known.left_join(_early_use(t, judged), "app_no").drop("app_no_right")
    is_first_meter = known.archive_date.isnull() | (known.first_meter <= known.archive_date)
    pairs = {
        "装表早于门槛日": (known.first_meter, known.gate_date),
        "首张账单早于门槛日": (known.first_bill, known.gate_date),
        "用电早于门槛日": (known.first_used, known.gate_date),
        "用电早于装表": (known.first_used, is_first_meter.ifelse(known.first_meter, ibis.null("date"))),
    }
    problems = {
        name: (days_between_expr(early, late) > tol_days).fill_null(False)
        for name, (early, late) in pairs.items()
    }
    known = known.mutate(problems=reasons(problems))
    found = known.filter(known.problems != "")
    energy, kwh = exact(found.early_kwh), exact(found.bill_kwh)
    return found.mutate(
        object_id=found.app_no,
        period=found.accept_ym,
        price=ratio(exact(found.bill_yuan), kwh, 6),
        amount_yuan=ratio_fen(energy * found.bill_yuan, kwh),
        note=ibis.literal("请核是否旧表移用、试送电"),
    )


def _judged(t: Tables) -> Any:
    """Return the new connections, each of a customer who had none before that was archived, with their days."""
    connections = not_terminated(t.fact(connection_applications))
    connections = connections.filter(connections.app_type.isin(NEW_CONNECTIONS))
    archived = connections.filter(connections.is_archived)
    first = archived.group_by("cons_no").agg(connected_time=archived.accept_time.min())
    known = connections.left_join(first, "cons_no").drop("cons_no_right")
    known = known.filter((known.accept_time <= known.connected_time).fill_null(True))
    known = with_supply(t, known)
    return known.mutate(gate_date=ibis.greatest(known.accept_date, known.completion_date))


def _first_meters(t: Tables, judged: Any) -> Any:
    meters = t.meters.semi_join(judged, "cons_no")
    meters = meters.filter(meters.inst_date <= t.as_of)
    return meters.group_by("cons_no").agg(first_meter=meters.inst_date.min())


def _first_bills(t: Tables, judged: Any) -> Any:
    """Return the day, energy and money of the first bill of each of these customers that has energy."""
    bills = t.bills.semi_join(judged, "cons_no")
    bills = bills.filter(bills.total_pq > 0, bills.release_date <= t.as_of, ~is_adjustment(bills))
    days = bills.group_by("cons_no", "release_date").agg(
        bill_kwh=bills.total_pq.sum(), bill_yuan=bills.total_amt.sum()
    )
    return first_by(days, ["cons_no"], [days.release_date]).rename(first_bill="release_date")


def _early_use(t: Tables, judged: Any) -> Any:
    """Return the first day of use of each application's customer, and what was used before power was on."""
    rows = t.daily_usage.filter(t.daily_usage.day_pq > 0, t.daily_usage.data_date <= t.as_of)
    whose = judged.select("cons_no", "app_no", "is_archived", "supply_date")
    used = rows.semi_join(whose, "cons_no").select("cons_no", "data_date", "day_pq")
    used = used.inner_join(whose, "cons_no")
    is_early = ibis.ifelse(used.supply_date.notnull(), used.data_date < used.supply_date, ~used.is_archived)
    return used.group_by("app_no").agg(
        first_used=used.data_date.min(), early_kwh=used.day_pq.sum(where=is_early)
    )
