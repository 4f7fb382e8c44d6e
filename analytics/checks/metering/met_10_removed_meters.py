"""MET-10 拆回表未入库/积压/底码不符"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import is_archived
from analytics.facts.columns import as_text, first_by, in_words
from analytics.facts.energy_charges import BILL_COLUMNS, priced, with_energy_price
from analytics.regulation.metering import SORTING_DAYS, STORING_DAYS
from analytics.regulation.money import exact, number, to_places
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr
from data_loaders.catalog import code_lists
from data_loaders.codes.applications import AppType
from data_loaders.codes.customers import ConsStatus
from data_loaders.codes.metering import AmmeterStatus
from models.category import Category

REMOVING = (
    AppType.DISMANTLING,
    AppType.CANCELLATION,
    AppType.CANCELLATION_BATCH,
    AppType.METER_MOVE,
)
APPLICATIONS = code_lists()["APP_TYPE_CODE"]


@check(
    code="MET-10",
    title="拆回表未入库/积压/底码不符",
    category=Category.METERING,
    matter="表计资产管理",
    severity="中",
    subject="asset",
    window="快照",
    amount="应收差额",
    reads={
        "meters": [
            *("asset_no", "cons_no?", "mp_no?", "status?", "inst_date?", "t_factor?", "remove_date?"),
            *("remove_read?", "store_date?", "store_read?", "sort_date?"),
        ],
        "customers?": ["cons_no", "status_code?", "cancel_date?"],
        "applications?": ["cons_no", "app_type", "archive_date?", "power_date?", "status?"],
        "bills?": BILL_COLUMNS,
    },
    without={
        "meters.status": "电能表没有状态,不查①未入库、③未分拣",
        "meters.remove_date": "缺拆表日期,①以销户、拆表类申请归档、同点换表推定",
        "meters.remove_read": "缺拆表止码,不查②底码不符",
        "meters.store_read": "缺入库示数,不查②底码不符",
        "meters.store_date": "缺入库日期,不查③未分拣",
        "meters.sort_date": "缺分拣日期,不查③未分拣",
        "bills.total_amt": "没有电费,不算金额",
        "customers.cancel_date": "客户档案没有销户日期,拆表日不取销户日期",
        "applications.app_type": "缺业扩申请,拆表日不取申请的归档日期",
    },
    energy="kwh",
    evidence={
        "reason": "问题",
        "status": "电能表状态",
        "mp_no": "计量点编号",
        "removed_date": "拆表日",
        "source": "拆表日来源",
        "removed_days": "拆回天数",
        "store_date": "入库日期",
        "stored_days": "入库天数",
        "remove_read": "拆表止码",
        "store_read": "入库示数",
        "t_factor": "综合倍率",
        "kwh": "相差电量(kWh)",
        "price_yuan": "均价所据电度电费(元)",
        "price_kwh": "均价所据电量(kWh)",
    },
    sentence="拆回电能表 {object_id}(状态 {status}){reason}",
    arithmetic=(
        "相差电量 =(入库示数 − 拆表止码)× 综合倍率 =({store_read} − {remove_read})× {t_factor} = {kwh} kWh",
        "差额 = 相差电量 × 电度均价 = {kwh} × {price_yuan} ÷ {price_kwh} = {amount_yuan} 元",
    ),
    laws=(STORING_DAYS, SORTING_DAYS),
)
def removed_meter_not_returned(
    t: Tables,
    *,
    store_days: Annotated[Rule[int], Param("入库期限", "天", low=1, high=365)] = STORING_DAYS,
    sort_days: Annotated[Rule[int], Param("分拣期限", "天", low=1, high=365)] = SORTING_DAYS,
    tolerance: Annotated[float, Param("底码容差(不含)", "", low=0.01, high=100)] = 1.0,
) -> Any:
    """拆回的电能表应当及时入库、分拣,入库示数应与拆表止码一致。

    为什么: 拆回表积压在外会流失、被盗装;表上示数多于结算止码,说明拆表时少抄了电量。
    判定: 任一即中:①状态拆回待退(015)而没有入库日期,自拆表日起超过 {metering.STORING_DAYS};②拆表止码与入库示数都有而相差不少于 1.00(底码不符),不论状态;③状态拆回待退(015)、已入库而没有分拣日期,自入库日期起超过 {metering.SORTING_DAYS}。拆表日取拆表日期,空则取不早于安装日期、不晚于数据日的下列日期中最早者:已销户的销户日期;该户已归档的暂拆(208)、销户(216、217)、移表(218)申请的归档日期(空取送停电日期);同点更晚安装的运行表的安装日期。每只表一条。
    金额: ②:(入库示数−拆表止码)×综合倍率×电度均价(同户核查期电度电费÷电量,无则近 12 月),到分,正数少收,负数多收;①③不估。
    例外: 天数为日历日,恰为期限不算;拆表日不可得的不判①;合格在库(006)、待报废(009)、已报废(014)视为已入库分拣;曾迟入库而今已入库的不追;批量改造的周转须人工排除;入库日期早于拆表日期的是上次入库,不判②③;没有户号的、拆后又安装的(今户与倍率已非原户)不估金额。分拣日期整列没有的不判③。
    核实: 查装拆工作单、退库单与库房台账,现场核对表号和底码照片。
    """
    meters = _with_removal(t)
    removed_days = days_between_expr(meters.removed_date, ibis.literal(t.as_of))
    stored_days = days_between_expr(meters.store_date, ibis.literal(t.as_of))
    is_waiting = (meters.status == AmmeterStatus.REMOVED).fill_null(False)
    # a meter that hung, was stored and hung again: what is on file of the store is of the time before
    is_former = (meters.store_date < meters.remove_date).fill_null(False)
    gap = meters.store_read - meters.remove_read
    meters = meters.mutate(
        removed_days=removed_days,
        stored_days=stored_days,
        is_unstored=is_waiting
        & meters.store_date.isnull()
        & (removed_days > store_days.on_column(t.as_of)).fill_null(False),
        is_misread=(gap.abs() >= number(tolerance)).fill_null(False) & ~is_former,
        is_unsorted=is_waiting
        & ~is_former
        & meters.sort_date.isnull()
        & (stored_days > sort_days.on_column(t.as_of)).fill_null(False)
        & ibis.literal(not t.lacks("meters.sort_date")),
        gap=gap,
    )
    parts = [
        (meters.is_unstored, "拆回 ", meters.removed_days.cast("string"), " 天未入库"),
        (meters.is_misread, "底码相差 ", as_text(meters.gap), ""),
        (meters.is_unsorted, "入库 ", meters.stored_days.cast("string"), " 天未分拣"),
    ]
    separator: Any = ibis.literal("、")
    said = [ibis.ifelse(holds, _concat(*words), ibis.null("string")) for holds, *words in parts]
    wrong = meters.filter(meters.is_unstored | meters.is_misread | meters.is_unsorted)
    wrong = wrong.mutate(reason=separator.join(said))
    wrong = first_by(wrong, ["asset_no"], ["cons_no", "mp_no", "reason", "inst_date"])
    hangs_again = (wrong.inst_date > wrong.remove_date).fill_null(False)
    kwh = ibis.ifelse(wrong.is_misread & ~hangs_again, to_places(exact(wrong.gap) * wrong.t_factor, 6), None)
    found = with_energy_price(t, wrong.mutate(kwh=kwh))
    is_priced = found.kwh.notnull()
    return found.mutate(
        object_id=found.asset_no,
        amount_yuan=priced(found.kwh, found),
        price_yuan=ibis.ifelse(is_priced, found.price_yuan, None),
        price_kwh=ibis.ifelse(is_priced, found.price_kwh, None),
    )


def _concat(begin: str, middle: Any, end: str) -> Any:
    first: Any = ibis.literal(begin)
    return first.concat(middle, end)


def _with_removal(t: Tables) -> Any:
    """Return the meters with the day on which each was taken down, and what tells of it.

    Shapes: the columns of `meters`, removed_date and source (null where nobody knows).
    """
    meters = t.meters
    undated = meters.filter(
        meters.status == AmmeterStatus.REMOVED, meters.remove_date.isnull(), meters.store_date.isnull()
    )
    undated = undated.select("asset_no", "cons_no", "mp_no", "inst_date").distinct()
    told = [
        _later(undated, "cons_no", _cancelled(t)),
        _later(undated, "cons_no", _applied(t)),
        _later(undated.filter(undated.inst_date.notnull()), "mp_no", _replaced(t)),
    ]
    days: Any = ibis.union(*told, distinct=True)
    days = days.filter(days.day <= t.as_of)
    first = first_by(days, ["asset_no"], ["day", "source"])
    found = meters.left_join(first, "asset_no").drop("asset_no_right")
    return found.mutate(
        removed_date=found.remove_date.coalesce(found.day),
        source=ibis.ifelse(found.remove_date.notnull(), "拆表日期", found.source),
    )


def _later(undated: Any, key: str, days: Any) -> Any:
    """Return what days, told of a customer or a point, tell of meters that were put up before."""
    both = undated.inner_join(days, key)
    is_later = both.inst_date.isnull() | ibis.ifelse(
        both.is_strict, both.day > both.inst_date, both.day >= both.inst_date
    )
    return both.filter(is_later).select("asset_no", "day", "source")


def _cancelled(t: Tables) -> Any:
    gone = t.customers.filter(
        t.customers.status_code == ConsStatus.CANCELLED, t.customers.cancel_date.notnull()
    )
    return gone.select(
        "cons_no", day="cancel_date", source=ibis.literal("销户日期"), is_strict=ibis.literal(False)
    )


def _applied(t: Tables) -> Any:
    """Return when applications that take a meter down were archived."""
    rows = t.applications.filter(t.applications.app_type.isin(REMOVING), is_archived(t.applications, t.as_of))
    name = in_words(rows.app_type, APPLICATIONS).concat("申请归档")
    day = rows.archive_date.coalesce(rows.power_date)
    return rows.select("cons_no", day=day, source=name, is_strict=ibis.literal(False))


def _replaced(t: Tables) -> Any:
    """Return when the meters that run were put up at their points."""
    # not the fact of running meters, which needs the status: ② does without
    running = t.meters.filter(
        t.meters.status == AmmeterStatus.RUNNING, t.meters.mp_no.notnull(), t.meters.inst_date.notnull()
    )
    return running.select(
        "mp_no", day="inst_date", source=ibis.literal("同点换表"), is_strict=ibis.literal(True)
    )
