"""ACC-16 欠费停电/复电程序与复电超时"""

from datetime import datetime, timedelta
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.arrears import owed_at
from analytics.facts.columns import first_by, month_text, reasons
from analytics.facts.orders import as_known_by, known_by, to_judge
from analytics.facts.outcomes import is_finished, seconds_between
from analytics.facts.payments import reversal_pairs, reversals
from analytics.regulation.account_rules import DISCONNECT_AFTER_DAYS, DISCONNECT_NOTICE_DAYS
from analytics.regulation.service_limits import RECONNECT_HOURS
from analytics.regulation.source import Rule
from data_loaders.codes.customers import RESIDENTIAL_USES, CustType
from data_loaders.codes.metering import AmmeterSort, AmmeterStatus
from data_loaders.codes.service import NotifyMode, OutageType
from models.category import Category
from models.data.customer_codes import customer_code, customer_number, is_code

HOME_NOTICE, OTHER_NOTICE = (DISCONNECT_NOTICE_DAYS.part(kind) for kind in ("居民", "非居民"))
RECONNECTION = "复电"
FEWEST_DIGITS, MOST_DIGITS = 10, 16
_SHOWN = (
    *(
        "object_type",
        "object_id",
        "cons_no",
        "org_code",
        "period",
        "reason",
        "start_time",
        "end_time",
        "notify_day",
    ),
    *(
        "notice_days",
        "notice_limit",
        "notify_mode",
        "overdue_since",
        "overdue_days",
        "allowed_days",
        "cleared_at",
        "dark_hours",
    ),
    *("limit_hours", "outage_id", "note"),
)


@check(
    code="ACC-16",
    title="欠费停电/复电程序与复电超时",
    category=Category.ACCOUNT,
    matter="主题库",
    severity="高",
    subject="customer",
    window="全部",
    amount=None,
    reads={
        "outages?": [
            *("outage_id?", "type?", "start_time?", "end_time?", "issue_time?", "scope?", "cons_no?"),
            *("notify_time?", "notify_mode?"),
        ],
        "customers": ["cons_no", "org_code?", "elec_type_code?", "cons_sort_code?"],
        "meters?": ["cons_no?", "meter_sort?", "status?"],
        "receivables?": [
            *("cons_no?", "rcvbl_id?", "rcvbl_ym?", "amt_type?", "rcvbl_amt?", "rcved_amt?", "owe_amt?"),
            *("settle_flag?", "penalty_start?", "rcved_penalty?", "release_date?"),
        ],
        "payments?": [
            *(
                "cons_no?",
                "charge_id?",
                "charge_time?",
                "rcv_amt?",
                "charge_type?",
                "charge_emp?",
                "penalty?",
            ),
        ],
        "work_orders?": [
            *("wo_no?", "org_code?", "busi_sub_type?", "cust_no?", "accept_time?", "repair_time?"),
            *("reply_time?", "archive_time?", "status?"),
        ],
    },
    facts=(reversals, reversal_pairs, to_judge),
    without={
        "outages.start_time": "缺停电记录,只查复电工单",
        "outages.cons_no|scope": "缺停电户号,停电程序不查",
        "outages.end_time": "停电信息没有结束时间,不查结清后复电",
        "outages.notify_time|issue_time": "缺停电通知时间,不查通知期限",
        "outages.notify_mode": "缺停电通知方式,不查是否送达",
        "receivables.penalty_start": "缺违约金起算日期,不查停电前欠费天数和结清后复电",
        "payments.charge_time": "缺收费记录,不查结清后复电",
        "work_orders.busi_sub_type": "工单缺业务子类,不查复电工单",
        "meters.meter_sort": "缺电能表类别,预付费表的户不能剔除",
    },
    evidence={
        "reason": "问题",
        "start_time": "停电开始时间",
        "end_time": "停电结束时间",
        "notify_day": "通知日",
        "notice_days": "提前通知天数(天)",
        "notice_limit": "至少提前(天)",
        "notify_mode": "通知方式",
        "overdue_since": "最早未清欠费违约金起算日期",
        "overdue_days": "停电时逾期天数(天)",
        "allowed_days": "停电须逾期超过(天)",
        "cleared_at": "欠费结清时间(工单为受理时间)",
        "dark_hours": "结清(受理)至复电(小时)",
        "limit_hours": "复电限值(小时)",
        "outage_id": "停电信息编码",
        "note": "提示",
    },
    sentence="{reason}:[停电 {start_time}][,通知 {notify_day}][,结清或受理 {cleared_at}]",
    arithmetic=(
        "逾期天数 = 停电日 − 违约金起算日期 {overdue_since} + 1 = {overdue_days} 天,须超过 {allowed_days} 天",
        "提前通知 = 停电日 − 通知日 {notify_day} = {notice_days} 天,至少 {notice_limit} 天",
        "复电用时 = 复电(未复电计至核查日 0 时)− 结清或受理 {cleared_at} = {dark_hours} 小时,限 {limit_hours} 小时",
    ),
    laws=(DISCONNECT_AFTER_DAYS, DISCONNECT_NOTICE_DAYS, RECONNECT_HOURS),
)
def cut_off_and_reconnection(
    t: Tables,
    *,
    arrear_days: Annotated[Rule[int], Param("停电须逾期超过", "天", low=0, high=365)] = DISCONNECT_AFTER_DAYS,
    home_days: Annotated[Rule[int], Param("居民至少提前通知", "天", low=0, high=60)] = HOME_NOTICE,
    other_days: Annotated[Rule[int], Param("非居民至少提前通知", "天", low=0, high=60)] = OTHER_NOTICE,
    resume_h: Annotated[Rule[int], Param("复电限值", "小时", low=1, high=240)] = RECONNECT_HOURS,
) -> Any:
    """欠费停电应当逾期满期、提前通知并送达用户,结清后应当按时复电。

    为什么: 程序不全的停电会败诉、被投诉;交清电费后迟迟不复电,直接违反服务承诺。
    判定: 停电类型 05 欠费、停电户号在档案内的(户号空的取停电范围中 10~16 位数字),任一即中:①停电日最早未清欠费逾期天数(停电日 − 违约金起算日期 + 1)不超过 {account_rules.DISCONNECT_AFTER_DAYS},或没有逾期欠费;②停电日 − 通知日小于 {account_rules.DISCONNECT_NOTICE_DAYS}(居民为用电类别 200、201、202,空则用户分类 03),通知日取通知时间,空取发布时间,通知时间有交付而两者皆空为未通知;③通知方式为公告张贴(05),没有送达用户;④欠费全清的末次收费至停电结束(空取核查日)超过 {service_limits.RECONNECT_HOURS}。同户多次停电合并,列最近一次。⑤工单业务子类含“复电”,受理至修复超过同一限值的,命中该工单。
    金额: 无。
    例外: 恰 7 天、3 天、24 小时不算;停电后才缴清的欠费,停电时仍算未清;欠费何时付清由收费推定(等额,或一次付清几个月),推不出的或违约金起算日期空而当时未付的,不判①④;应收交付的首个违约金起算日期起未满 {account_rules.DISCONNECT_AFTER_DAYS} 的停电,更早的欠费可能没有交付,不判①;停电结束时间整列空不判④;通知方式空不判③;中止、退单的工单不判,已答复、归档而没有修复时间的时长未知,不判;运行的电能表(状态空视为运行)全是预付费表(电能表类别 06)的户余额用完即自动断电,不判;其他费控表的预付费按合同约定,没有字段,须人工核对。
    核实: 调取停电通知书的送达回执、现场或远程停复电记录,核对收费流水的时间。
    """
    rows = _cut_off(t)
    stopped = rows.moment.date()
    limits = {"allowed_days": arrear_days, "home": home_days, "other": other_days, "limit_hours": resume_h}
    rows = rows.mutate(**{name: rule.on_column(stopped) for name, rule in limits.items()})
    rows = rows.mutate(
        overdue_days=stopped.delta(rows.overdue_since, unit="day") + 1,
        notice_days=stopped.delta(rows.notify_day, unit="day"),
        notice_limit=ibis.ifelse(rows.is_home, rows.home, rows.other),
        covered_days=stopped.delta(t.receivables.penalty_start.min().as_scalar(), unit="day") + 1,
    )
    wrong = rows.mutate(reason=_reason(t, rows))
    wrong = _last_of_each(wrong.filter(wrong.reason != ""))
    late = _late_orders(t, resume_h)
    columns = {
        name: late[name].cast(kind) if name in late.columns else ibis.null(kind)
        for name, kind in wrong.schema().items()
    }
    return wrong.union(late.select(**columns))


def _cut_off(t: Tables) -> Any:
    """Return the customers' outages for arrears: whose, when, what was owed then and when it was paid, how they were told."""
    rows = t.outages
    rows = rows.filter(rows.type == OutageType.FOR_ARREARS, rows.start_time < t.as_of + timedelta(days=1))
    midnight = ibis.literal(datetime.combine(t.as_of, datetime.min.time()))
    end_time = known_by(rows.end_time, t.as_of)
    rows = rows.mutate(
        moment=rows.start_time,
        end_time=end_time,
        lit_at=end_time.coalesce(midnight),
        notify_day=rows.notify_time.coalesce(rows.issue_time).date(),
    )
    rows = _of_customers(rows).anti_join(_on_prepaid_meters(t), "cons_no")
    files = t.customers.select(
        "cons_no",
        "org_code",
        is_home=t.customers.elec_type_code.isin(RESIDENTIAL_USES)
        .coalesce(t.customers.cons_sort_code == CustType.RESIDENT)
        .fill_null(False),
    )
    rows = rows.inner_join(files, "cons_no").alias("acc_16_cut_off")  # worked out once
    owed = owed_at(t, rows)
    rows = rows.left_join(owed, ["cons_no", "moment"]).drop("cons_no_right", "moment_right")
    rows = rows.mutate(is_unsure=rows.is_unsure.fill_null(False))
    if t.lacks("outages.end_time"):
        return rows.mutate(dark_seconds=ibis.null("int64"))
    dark = seconds_between(rows.lit_at, rows.cleared_at)
    return rows.mutate(dark_seconds=ibis.ifelse(dark >= 0, dark, ibis.null("int64")))


def _on_prepaid_meters(t: Tables) -> Any:
    """Return whose running meters all cut off by themselves when what was paid is used up: nobody owes anything."""
    running = t.meters.filter(
        t.meters.cons_no.notnull(), (t.meters.status == AmmeterStatus.RUNNING).fill_null(True)
    )
    prepaid = running.filter(running.meter_sort == AmmeterSort.PREPAID)
    running = running.semi_join(prepaid, "cons_no")  # few
    sorts = running.group_by("cons_no").agg(
        is_prepaid=(running.meter_sort == AmmeterSort.PREPAID).fill_null(False).all()
    )
    return sorts.filter(sorts.is_prepaid).select("cons_no")


def _of_customers(rows: Any) -> Any:
    """Return outages with their customer; one that has none in its column once for each number in its scope."""
    named = rows.filter(rows.cons_no.notnull())
    words = rows.filter(rows.cons_no.isnull(), rows.scope.notnull())
    words = words.mutate(number=words.scope.re_split(r"[^0-9]+").unnest())
    words = words.filter(words.number.length().between(FEWEST_DIGITS, MOST_DIGITS))
    number = customer_code(words.number) if is_code(rows.cons_no) else words.number
    words = words.mutate(cons_no=number).drop("number")
    both = named.union(words.select(*named.columns))
    return first_by(both, ["cons_no", "moment"], ["outage_id", "lit_at"])


def _reason(t: Tables, rows: Any) -> Any:
    """Return in words what is wrong with each cut-off; an empty text where nothing is."""
    is_known = ~rows.is_unsure & ibis.literal(not t.lacks("receivables.penalty_start"))
    # a debt overdue for long enough must be among what was delivered, had there been one
    is_covered = is_known & (rows.covered_days > rows.allowed_days).fill_null(False)
    is_dark = rows.dark_seconds > rows.limit_hours * 3600
    is_silent = rows.notify_day.isnull() & ibis.literal(t.has("outages.notify_time"))
    return reasons(
        {
            "没有逾期欠费而停电": is_covered & rows.overdue_since.isnull(),
            "欠费逾期未满期即停电": is_covered & (rows.overdue_days <= rows.allowed_days).fill_null(False),
            "未提前通知满期": (rows.notice_days < rows.notice_limit).fill_null(False),
            "未通知": is_silent,
            "公告张贴,未送达用户": (rows.notify_mode == NotifyMode.NOTICE_POSTED).fill_null(False),
            "结清后复电超时": is_known & is_dark.fill_null(False),
        }
    )


def _last_of_each(wrong: Any) -> Any:
    """Return each customer's last cut-off that was wrong, with how many there were."""
    times = wrong.group_by("cons_no").agg(times=wrong.count())
    last = first_by(wrong, ["cons_no"], [ibis.desc("moment"), "outage_id"]).inner_join(times, "cons_no")
    several: Any = ibis.literal("同户有问题的停电共 ")
    return last.mutate(
        object_type=ibis.literal("customer"),
        object_id=customer_number(last.cons_no),
        period=month_text(last.moment.date()),
        start_time=last.moment,
        dark_hours=(last.dark_seconds / 3600).round(4),
        note=ibis.ifelse(
            last.times > 1, several.concat(last.times.cast("string"), " 次,列最近一次"), ibis.null("string")
        ),
    ).select(*_SHOWN)


def _late_orders(t: Tables, resume_h: Rule[int]) -> Any:
    """Return the orders to reconnect a customer that took too long, or still do."""
    orders = t.fact(to_judge)
    orders = orders.filter(orders.busi_sub_type.contains(RECONNECTION))
    orders = as_known_by(orders, ("repair_time", "reply_time", "archive_time"), t.as_of)
    midnight = ibis.literal(datetime.combine(t.as_of, datetime.min.time()))
    orders = orders.filter(orders.repair_time.notnull() | ~is_finished(orders))
    seconds = seconds_between(orders.repair_time.coalesce(midnight), orders.accept_time)
    orders = orders.mutate(dark_seconds=seconds, limit_hours=resume_h.on_column(orders.accept_time.date()))
    late = orders.filter(orders.dark_seconds > orders.limit_hours * 3600)
    return late.mutate(
        object_type=ibis.literal("work_order"),
        object_id=late.wo_no,
        cons_no=late.cust_no,
        period=month_text(late.accept_time.date()),
        reason=ibis.ifelse(late.repair_time.isnull(), "复电工单在途超时", "复电工单超时"),
        end_time=late.repair_time,
        cleared_at=late.accept_time,
        dark_hours=(late.dark_seconds / 3600).round(4),
    )
