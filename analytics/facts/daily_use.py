"""What is collected day by day (用采日冻结): which days of a customer are known, what it used of late and before."""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.applications import is_given_up
from analytics.facts.customers import is_cancelled, is_check_point
from analytics.facts.zero_use import feeding_in
from analytics.regulation.money import exact
from analytics.regulation.working_days import days_between_expr
from data_loaders.codes.applications import SOLAR, AppType
from data_loaders.codes.customers import PowerOff
from data_loaders.codes.equipment import RunStatus
from data_loaders.codes.metering import Collected

NEAR_DAYS, ALL_DAYS = 30, 90
DAY_FROM, DAY_TO, HOURS = 8, 20, 24
FEWEST_NEAR, FEWEST_BASE = 15, 30
STOPPED_DAYS = 180
# who generates takes less, whatever the meter tells (RANKING.md)
STOPPING = (
    *(AppType.REDUCTION, AppType.SUSPENSION, AppType.DISMANTLING, AppType.CANCELLATION),
    *SOLAR,
)
DAILY = ("cons_no", "asset_no?", "data_date", "day_pq", "succ_flag?")
STOPPED = {
    "applications?": (
        *("cons_no?", "app_type?", "status?", "terminate_flag?", "accept_time?", "power_date?"),
        "archive_date?",
    ),
    "equipment?": ("cons_no?", "run_status?"),
}
STOPPED_UNKNOWN = {
    "applications.app_type": "缺业扩申请,不能据此剔除真停产",
    "equipment.run_status": "缺受电设备,不能据此剔除真停产",
}
PANELS: dict[str, tuple[str, ...]] = {
    "readings?": ("cons_no?", "amt_ym?", "read_type?", "last_read?", "this_read?")
}
PANELS_UNKNOWN = {"readings.this_read": "缺抄表示数,不能据反向电量剔除自发自用"}
ARCHIVE = ("status_code?", "cancel_date?", "cons_sort_code?", "poweroff_flag?")


@fact(
    title="采集末日",
    grain="全公司一行",
    key=(),
    reads={"daily_usage": ("data_date",)},
    columns={"last_day": ("采集末日", "")},
    source="稽查目录 INS-10 的精确判定:末日=max(data_date)≤as_of",
    is_kept=True,
)
def last_collected(t: Tables) -> Any:
    """Return the last day that was collected, up to the day of the run; null where none was.

    Shapes: one row; last_day (date).
    """
    usage = t.daily_usage.filter(t.daily_usage.data_date <= t.as_of)
    return usage.agg(last_day=usage.data_date.max())


@fact(
    title="近期与基期用电",
    grain="一户一行",
    key=("cons_no",),
    reads={"daily_usage": DAILY},
    columns={
        "cons_no": ("用户编号", ""),
        "near_days": ("近期(末 30 天)有效天数", "天"),
        "near_kwh": ("近期电量", "kWh"),
        "near_zero": ("近期零电量日", "天"),
        "base_days": ("基期(其前 60 天)有效天数", "天"),
        "base_kwh": ("基期电量", "kWh"),
        "base_zero": ("基期零电量日", "天"),
        "ages": ("距末日天数之和 Σx", ""),
        "ages_squared": ("其平方和 Σx²", ""),
        "ages_kwh": ("其与日电量乘积之和 Σxy", ""),
    },
    source="稽查目录 INS-10 的精确判定:基期=末日前89至30天,近期=末30天,succ_flag=1;有效天数不足者不判",
    uses=(last_collected,),
    is_kept=True,
)
def near_and_before(t: Tables) -> Any:
    """Return what customers used on the last thirty days and the sixty before, where enough of them are known.

    Shapes: cons_no, near_days, near_kwh, near_zero, base_days, base_kwh, base_zero; ages, ages_squared, ages_kwh for a line
    through all days.
    """
    days = customer_days(t)
    is_near, is_zero = days.age < NEAR_DAYS, days.kwh == 0
    each = days.group_by("cons_no").agg(
        near_days=is_near.sum(),
        near_kwh=exact(days.kwh).sum(where=is_near),
        near_zero=(is_near & is_zero).sum(),
        base_days=(~is_near).sum(),
        base_kwh=exact(days.kwh).sum(where=~is_near),
        base_zero=(~is_near & is_zero).sum(),
        ages=days.age.sum(),
        ages_squared=(days.age * days.age).sum(),
        ages_kwh=(exact(days.kwh) * days.age).sum(),
    )
    return each.filter(each.near_days >= FEWEST_NEAR, each.base_days >= FEWEST_BASE)


def customer_days(t: Tables, concerned: Any = None) -> Any:
    """Return what each customer used a day on the last ninety; a day on which one of its meters failed is not known.

    Of `concerned` alone where they are given (cons_no). Who has one meter has a row a day, and needs no grouping by day:
    so the millions stream. Facts: last_collected.

    Shapes: cons_no, age (days before the last one, which is 0), kwh.
    """
    usage = _collected(t)
    if concerned is not None:
        usage = usage.semi_join(concerned, "cons_no")
    each = usage.group_by("cons_no").agg(
        rows=usage.count(),
        named=usage.asset_no.count(),
        least=usage.asset_no.min(),
        greatest=usage.asset_no.max(),
    )
    is_one = (each.named == 0) | ((each.named == each.rows) & (each.least == each.greatest))
    several = each.filter(~is_one.fill_null(False)).select("cons_no")
    single = usage.anti_join(several, "cons_no").filter("is_read").select("cons_no", "age", kwh="day_pq")
    meters = usage.semi_join(several, "cons_no")
    whole = meters.group_by("cons_no", "age").agg(kwh=meters.day_pq.sum(), is_whole=meters.is_read.all())
    whole = whole.filter("is_whole").select("cons_no", "age", kwh=whole.kwh.cast("decimal(18, 6)"))
    return single.union(whole)


def was_collected(daily: Any) -> Any:
    """Return whether rows of daily usage were collected; an empty flag counts as that."""
    return daily.succ_flag.fill_null(Collected.YES) == Collected.YES


def by_day_and_night(daily: Any) -> Any:
    """Return what the hours of some rows of daily usage add up to by customer: from 8 to 20 o'clock, and in all.

    A day has 24, 48 or 96 points; each stands for the time that begins with it. What failed says nothing, an hour that
    was not collected counts as nothing.

    Shapes: cons_no, day_kwh, all_kwh, curve_days (on how many days).
    """
    points = daily.hours.length()
    daily = daily.filter(was_collected(daily), points > 0)
    # summed within the day: a row a point would be 24 to 96 times as many to group
    each = daily.select(
        "cons_no",
        "data_date",
        by_day=_collected_in(daily.hours[_first_from(DAY_FROM, points) : _first_from(DAY_TO, points)]),
        whole=_collected_in(daily.hours),
    )
    return each.group_by("cons_no").agg(
        day_kwh=each.by_day.sum(), all_kwh=each.whole.sum(), curve_days=each.data_date.nunique()
    )


def _first_from(hour: int, points: Any) -> Any:
    """Return the place, from 0, of the first of a day's points that begins at an hour or after it."""
    return ((points * hour + HOURS - 1) // HOURS).cast("int32")


def _collected_in(hours: Any) -> Any:
    """Return the sum of the points that were collected; on Spark a gap would swallow what stands before it."""
    return hours.filter(lambda hour: hour.notnull()).sums()


def _collected(t: Tables) -> Any:
    """Return what was collected of customers on the last ninety days, one row a meter and day.

    Shapes: cons_no, asset_no, day_pq, age, is_read (whether it succeeded).
    """
    usage = t.daily_usage.filter(t.daily_usage.data_date <= t.as_of, t.daily_usage.cons_no.notnull())
    usage = usage.cross_join(t.fact(last_collected))
    is_read = was_collected(usage) & usage.day_pq.notnull()
    age = days_between_expr(usage.data_date, usage.last_day)
    usage = usage.select("cons_no", "asset_no", "day_pq", age=age, is_read=is_read)
    return usage.filter(usage.age < ALL_DAYS)


def without_stopped(t: Tables, rows: Any) -> Any:
    """Return rows of customers without those that left, were cut off, have stopped in earnest (真停产) or now generate.

    Facts: last_collected. Source: INS-10, precise reading.
    """
    gone = t.customers.filter(
        is_cancelled(t.customers, t.as_of)
        | is_check_point(t.customers)
        | (t.customers.poweroff_flag == PowerOff.CUT_OFF).fill_null(False)
    )
    stopped = t.equipment.filter(t.equipment.run_status == RunStatus.STOPPED)
    orders = t.applications.filter(t.applications.app_type.isin(STOPPING), ~is_given_up(t.applications))
    orders = orders.cross_join(t.fact(last_collected))
    latest = _latest(orders.accept_time.cast("date"), orders.power_date, orders.archive_date)
    since = days_between_expr(latest, orders.last_day)
    recent = orders.filter((since < STOPPED_DAYS).fill_null(True))
    for some in (gone, stopped, recent):
        rows = rows.anti_join(some, "cons_no")
    return rows


def without_panels(t: Tables, rows: Any) -> Any:
    """Return rows of customers without those whose own panels serve them by day: what they take follows the sun.

    Shapes: needs what `PANELS` and `STOPPED` read.
    """
    solar = t.applications.filter(t.applications.app_type.isin(SOLAR))
    return rows.anti_join(solar, "cons_no").anti_join(feeding_in(t), "cons_no")


def as_hits(t: Tables, rows: Any) -> Any:
    """Return rows of customers as hits have them.

    Facts: last_collected.

    Shapes: adds last_day, org_code, object_id.
    """
    rows = rows.cross_join(t.fact(last_collected))
    rows = rows.inner_join(t.customers.select("cons_no", "org_code"), "cons_no")
    return rows.mutate(object_id=rows.cons_no)


def _latest(*days: Any) -> Any:
    """Return the last of some days, whichever are known."""
    latest = days[0]
    for day in days[1:]:
        latest = ibis.greatest(latest.coalesce(day), day.coalesce(latest))
    return latest
