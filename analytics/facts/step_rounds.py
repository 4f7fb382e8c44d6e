"""Rounds of a step of a connection (业扩): what a customer hands in, and when it is answered.

A plan may be sent back and handed in again, an inspection repeated: each is a round with a limit of its own.
"""

from datetime import timedelta
from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.applications import (
    class_where_sources_do_not_matter,
    connection_applications,
    connection_steps,
    is_beyond,
    step_times,
)
from analytics.regulation.connection_limits import class_label_expr
from analytics.regulation.source import Rule
from analytics.regulation.working_days import with_working_days
from data_loaders.codes.applications import LOW_VOLTAGE_CLASSES

EVIDENCE = {
    "class_label": "客户分类",
    "round": "第几次",
    "rounds": "共几次",
    "begin_time": "受理开始时间",
    "answer_time": "完成时间",
    "until_date": "计至日期",
    "days": "用时(工作日)",
    "limit_days": "限额(工作日)",
    "over_days": "超期(工作日)",
    "note": "提示",
}
ARITHMETIC = (
    "用时 = ({begin_time},{until_date}] 内的工作日 = {days}",
    "超期 = {days} − {limit_days} = {over_days} 个工作日",
)


def rounds(t: Tables, begins: str, ends: str) -> Any:
    """Return each round of a step: begun with one step, answered by the first end of another before the next begin.

    Where days have no time, an answer stands on the day of the next begin: it answers the round before, if nothing else does.

    What lies after the day of the run has not happened.

    Shapes: app_no, round (from 1), rounds (how many), begin_time, next_begin, answer_time.
    Source: 稽查目录 BIZ-02、BIZ-03、BIZ-04 的精确判定.
    """
    rows = t.fact(connection_steps)
    begun = rows.filter(rows.step == begins, rows.begin_time.cast("date") <= t.as_of)
    begun = begun.select("app_no", "begin_time").distinct()
    in_order = ibis.window(group_by="app_no", order_by="begin_time")
    begun = begun.mutate(
        round=ibis.row_number().over(in_order) + 1,
        rounds=begun.count().over(ibis.window(group_by="app_no")),
        next_begin=begun.begin_time.lead().over(in_order),
    )
    ended = rows.filter(rows.step == ends, rows.end_time.cast("date") <= t.as_of)
    ended = ended.select(answered_app="app_no", answer_time="end_time")
    # no answer lies behind the day of the run; an OR among its conditions would have a left join compare all with all
    begun = begun.mutate(until=begun.next_begin.coalesce(t.as_of + timedelta(days=1)))
    both = begun.left_join(
        ended,
        [
            begun.app_no == ended.answered_app,
            ended.answer_time >= begun.begin_time,
            ended.answer_time <= begun.until,
        ],
    )
    keys = ("app_no", "round", "rounds", "begin_time", "next_begin")
    is_before = both.next_begin.isnull() | (both.answer_time < both.next_begin)
    each = both.group_by(*keys).agg(
        first=both.answer_time.min(where=is_before),
        later=both.answer_time.min(where=is_before & (both.answer_time > both.begin_time)),
        at_next=both.answer_time.min(where=both.answer_time == both.next_begin),
    )
    takes_next = each.first.isnull() & each.at_next.notnull()
    is_taken = takes_next.lag().over(ibis.window(group_by="app_no", order_by="begin_time")).fill_null(False)
    answer: Any = ibis.cases((takes_next, each.at_next), (is_taken, each.later), else_=each.first)
    return each.select(*keys, answer_time=answer)


def timed_rounds(t: Tables, begins: str, ends: str, low_days: Rule[int], high_days: Rule[int]) -> Any:
    """Return the rounds of connection applications with their working days and the limit of the day of acceptance.

    The last round of an application that is neither archived nor terminated nor beyond the step counts up to the day
    of the run while it is not answered. Of high voltage the number of sources does not matter.

    Shapes: the columns of `connection_applications`, of `rounds`, class_label, is_waiting, until_date, days, limit_days.
    """
    applications = t.fact(connection_applications)
    known = applications.inner_join(rounds(t, begins, ends), "app_no")
    known = known.inner_join(step_times(t, []), "app_no")
    cust_class = class_where_sources_do_not_matter(known)
    is_waiting = (
        known.answer_time.isnull()
        & known.next_begin.isnull()
        & ~known.is_archived
        & ~known.is_terminated
        & ~is_beyond(known, ends)
    )
    is_low = cust_class.isin(LOW_VOLTAGE_CLASSES)
    limit_days = ibis.cases(
        (is_low, low_days.on_column(known.accept_date)),
        (cust_class.notnull(), high_days.on_column(known.accept_date)),
        else_=ibis.null("int64"),
    )
    known = known.mutate(
        class_label=class_label_expr(cust_class),
        is_waiting=is_waiting,
        until_date=ibis.ifelse(is_waiting, ibis.literal(t.as_of), known.answer_time.cast("date")),
        limit_days=limit_days,
    )
    return with_working_days(known, "begin_time", "until_date", "days")


def late(timed: Any, hint: str, waiting: str) -> Any:
    """Return the round of each application that is the longest beyond its limit, as hits."""
    beyond = timed.filter(timed.days > timed.limit_days)
    worst = ibis.window(group_by="app_no", order_by=[beyond.days.desc(), beyond.begin_time])
    beyond = beyond.mutate(place=ibis.row_number().over(worst))
    worst_round = beyond.filter(beyond.place == 0)
    said: Any = ibis.literal(hint)
    return worst_round.mutate(
        object_id=worst_round.app_no,
        period=worst_round.accept_ym,
        over_days=worst_round.days - worst_round.limit_days,
        note=ibis.ifelse(worst_round.is_waiting, said.concat(f";{waiting},计至数据日"), said),
    )
