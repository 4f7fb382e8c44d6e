"""What is lost in transformer areas (台区线损), by month or by day, as it was delivered."""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.regulation.money import exact, ratio
from analytics.regulation.working_days import days_in_month_expr

MONTH_SIGNS, DAY_SIGNS = 6, 8


@fact(
    title="台区线损统计",
    grain="一台区一统计期一行",
    key=("tg_no", "month", "day"),
    reads={"transformer_areas": ("tg_no", "period", "loss_rate?", "supply_pq?", "sale_pq?")},
    columns={
        "tg_no": ("台区编号", ""),
        "month": ("统计月份", ""),
        "day": ("统计日期:按月统计的为空", ""),
        "days": ("天数", "天"),
        "lost_kwh": ("损失电量:供电量减售电量", "kWh"),
        "loss_percent": ("线损率:空则按电量", "%"),
    },
    source="数据字典 transformer_areas:一台区一月或一日一行",
)
def area_losses(t: Tables) -> Any:
    """Return what was lost in each area in a month or on a day.

    Shapes: tg_no, month ('YYYYMM'), day (date, null for a month), days, lost_kwh, loss_percent.
    """
    rows = t.transformer_areas.filter(t.transformer_areas.tg_no.notnull())
    signs = rows.period.replace("-", "")
    rows = rows.mutate(month=signs.left(MONTH_SIGNS), is_day=signs.length() == DAY_SIGNS, signs=signs)
    lost = rows.supply_pq - rows.sale_pq
    reckoned = ratio(exact(lost) * 100, exact(rows.supply_pq), 6)
    day_text: Any = ibis.ifelse(rows.is_day, rows.signs, None)
    return rows.select(
        "tg_no",
        "month",
        day=day_text.as_date("%Y%m%d"),
        days=ibis.ifelse(rows.is_day, 1, days_in_month_expr(rows.month)),
        lost_kwh=lost,
        loss_percent=rows.loss_rate.coalesce(reckoned),
    )
