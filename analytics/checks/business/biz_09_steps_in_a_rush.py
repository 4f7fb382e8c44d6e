"""BIZ-09 流程集中补录/秒过环节"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import connection_applications, connection_steps, step_names
from analytics.facts.columns import first_by, listed, month_text
from analytics.facts.outcomes import seconds_between
from analytics.regulation.practice import STEPS_AS_THEY_HAPPEN
from data_loaders.codes.applications import AppType, ConnectionStep
from models.category import Category
from models.data.customer_codes import customer_number

IN_SECONDS, AT_ONCE = "A 连续环节秒过", "B 短时集中归档"
SHOWN = 5
BATCHES = (
    AppType.NEW_HOUSING_ESTATE,
    AppType.NEW_LOW_VOLTAGE_BATCH,
    AppType.CANCELLATION_BATCH,
    AppType.AREA_CHANGE_BATCH,
)


@check(
    code="BIZ-09",
    title="流程集中补录/秒过环节",
    category=Category.BUSINESS,
    matter="业扩流程",
    severity="中",
    subject="application",
    window="全部",
    amount=None,
    reads={
        "applications": ["org_code?", "app_no", "app_type", "cons_no?", "accept_time"],
        "application_steps": ["app_no", "step_no?", "step_name?", "end_time", "handler"],
    },
    facts=(connection_applications, connection_steps),
    without_rows={"环节完成时间都没有时分,不判": lambda t: _at_a_time(t.application_steps)},
    evidence={
        "kind": "情形",
        "first_time": "起",
        "last_time": "止",
        "steps": "连续环节数",
        "archived": "归档单数",
        "filed": "归档的申请(前 5 单)",
        "handlers": "处理人",
        "details": "环节与完成时间",
        "note": "提示",
    },
    sentence="{kind}:{first_time} 至 {last_time}",
    arithmetic=("连续环节:{details},共 {steps} 个", "{handlers} 在此期间归档 {archived} 单:{filed} 等"),
    laws=(STEPS_AS_THEY_HAPPEN,),
)
def steps_finished_in_a_rush(
    t: Tables,
    *,
    n: Annotated[int, Param("连续环节数(含)", "个", low=3, high=20)] = 3,
    t_s: Annotated[int, Param("相邻环节间隔(不含)", "秒", low=1, high=3600)] = 60,
    t2: Annotated[int, Param("集中归档的时段(含端点)", "分钟", low=1, high=120)] = 10,
    k: Annotated[int, Param("集中归档单数(含)", "单", low=2, high=1000)] = 20,
) -> Any:
    """环节应随办随录,不应事后集中补录或几秒内走完。

    为什么: 几个环节几秒走完、一人几分钟归档几十单,多半是先办后补,系统里的时限已不可信。
    判定: A 新装、装表临时、增容申请(101、102、104、105、109、110、111)的环节按完成时间排序,有连续 3 个及以上、相邻完成时间间隔都小于 60 秒的,命中该申请,列最长的一段。B 同一处理人任意 10 分钟内(含端点)归档 20 单及以上,命中该人员,按月一条,列最多的一段。
    金额: 无。
    例外: 处理人为空的环节视为接口自动流转,不计;批量新装(103、112)、批量销户(217)、批量台区变更(305)不计;无表临时、光伏、变更用电不判 A;恰为 60 秒不算;数据日之后的视为未发生;完成时间没有时分(零点)的环节不计;同一环节同一时刻有几个处理人的算一个。
    核实: 查操作日志的登录地址,问明是否事后补录,与纸质单据签字日期核对。
    """
    steps = _steps(t)
    return _in_seconds(t, steps, n, t_s).union(_at_once(t, steps, t2, k))


def _steps(t: Tables) -> Any:
    """Return the steps that a person finished at a time of day."""
    rows = _at_a_time(t.fact(connection_steps))
    rows = rows.filter(rows.end_time.cast("date") <= t.as_of, rows.handler.strip() != "")
    other = ibis.coalesce(rows.step_name, rows.step_no, "其他环节")
    name = rows.step.cases(*step_names().items(), else_=other)
    return rows.select("app_no", "step", "end_time", name=name, handler=rows.handler.strip()).distinct()


def _at_a_time(steps: Any) -> Any:
    """Return the steps that ended at a time of day; midnight is a day without one."""
    return steps.filter(steps.end_time != steps.end_time.cast("date").cast("timestamp"))


def _in_seconds(t: Tables, steps: Any, n: int, t_s: int) -> Any:
    """Return the applications with steps that ended right after each other."""
    applications = t.fact(connection_applications).select("app_no", "cons_no", "org_code", "accept_ym")
    rows = steps.semi_join(applications, "app_no")
    order = ibis.window(group_by="app_no", order_by=[rows.end_time, rows.step, rows.handler])
    rows = rows.mutate(place=ibis.row_number().over(order), before=rows.end_time.lag().over(order))
    is_close = (seconds_between(rows.end_time, rows.before) < t_s).fill_null(False)
    rows = rows.mutate(begins=ibis.ifelse(is_close, 0, 1))
    so_far = ibis.window(group_by="app_no", order_by="place", preceding=None, following=0)
    rows = rows.mutate(run=rows.begins.sum().over(so_far))
    rows = rows.mutate(text=rows.end_time.cast("string").concat(" ", rows.name))
    runs = rows.group_by("app_no", "run").agg(
        first_time=rows.end_time.min(),
        last_time=rows.end_time.max(),
        steps=rows.text.nunique(),
        handlers=listed(rows.handler, distinct=True),
        details=listed(rows.text, distinct=True),
    )
    long = first_by(runs.filter(runs.steps >= n), ["app_no"], [ibis.desc("steps"), ibis.asc("run")])
    found = long.inner_join(applications, "app_no")
    return found.select(
        object_type=ibis.literal("application"),
        object_id=found.app_no,
        cons_no=customer_number(found.cons_no),
        org_code=found.org_code,
        period=found.accept_ym,
        kind=ibis.literal(IN_SECONDS),
        first_time=found.first_time,
        last_time=found.last_time,
        steps=found.steps,
        archived=ibis.null("int64"),
        filed=ibis.null("string"),
        handlers=found.handlers,
        details=found.details,
        note=ibis.literal("请核是否接口自动流转"),
    )


def _at_once(t: Tables, steps: Any, t2: int, k: int) -> Any:
    """Return who archived many applications within minutes, the fullest span of each month."""
    judged = t.applications.filter(~t.applications.app_type.isin(BATCHES))
    archived = steps.filter(steps.step == ConnectionStep.ARCHIVED)
    archived = archived.inner_join(judged.select("app_no", "org_code"), "app_no")
    each = archived.group_by("handler", "app_no").agg(
        at=archived.end_time.max(), org_code=archived.org_code.max()
    )
    each = each.mutate(second=each.at.epoch_seconds())
    span = ibis.range_window(group_by="handler", order_by="second", preceding=t2 * 60, following=0)
    each = each.mutate(archived=each.app_no.count().over(span), first_time=each.at.min().over(span))
    many = each.filter(each.archived >= k).mutate(period=month_text(each.at))
    found = first_by(many, ["handler", "period"], [ibis.desc("archived"), ibis.asc("at"), ibis.asc("app_no")])
    found = found.inner_join(_first_filed(each, found), ["handler", "period"])
    return found.select(
        object_type=ibis.literal("staff"),
        object_id=found.handler,
        cons_no=ibis.null("string"),
        org_code=found.org_code,
        period=found.period,
        kind=ibis.literal(AT_ONCE),
        first_time=found.first_time,
        last_time=found["at"],
        steps=ibis.null("int64"),
        archived=found.archived,
        filed=found.filed,
        handlers=found.handler,
        details=ibis.null("string"),
        note=ibis.literal("请核是否批量业务"),
    )


def _first_filed(each: Any, found: Any) -> Any:
    """Return the first applications that were archived within each span found."""
    spans = found.select("handler", "period", "first_time", last_time="at")
    inside = each.select("handler", "app_no", "at").inner_join(spans, "handler")
    inside = inside.filter(inside["at"].between(inside.first_time, inside.last_time))
    order = ibis.window(group_by=["handler", "period"], order_by=[inside["at"], inside.app_no])
    first = inside.mutate(place=ibis.row_number().over(order)).filter(lambda rows: rows.place < SHOWN)
    return first.group_by("handler", "period").agg(filed=listed(first.app_no))
