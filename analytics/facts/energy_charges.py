"""What customers were charged for energy (电度电费, E): since a month, at one of their points, and for a kWh (电度均价)."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.bills import BASIC_COLUMNS, energy_and_levies_yuan, normal_bills
from analytics.facts.points import is_read, is_settled, points_in_use
from analytics.facts.registers import is_taken
from analytics.regulation.money import exact, ratio, ratio_fen, to_places
from analytics.regulation.working_days import add_months_expr
from data_loaders.codes.metering import MrStatus, ReadType
from models.calendar import add_months

BILL_COLUMNS = ["cons_no", "amt_ym", "amt_type?", "total_pq?", "total_amt?", *BASIC_COLUMNS, "pf_amt?"]
# what `with_point_energy_since` reads beside them
READ_COLUMNS = (
    *(
        "asset_no",
        "amt_ym",
        "read_type",
        "cons_no?",
        "mp_no?",
        "mr_pq?",
        "last_read?",
        "this_read?",
        "t_factor?",
    ),
    *("mr_status?", "data_src?"),
)
POINT_EVIDENCE = {
    "first_ym": "起算月",
    "months": "已发行月数",
    "household_yuan": "全户电度电费E(元)",
    "point_kwh": "本点抄见电量(kWh)",
    "points_kwh": "各结算点抄见电量(kWh)",
    "energy_yuan": "电度电费E(元)",
}
POINT_TERMS = (
    "全户 E = {first_ym} 至 {period} 共 {months} 个已发行月(总电费 − 基本电费 − 力调电费)= {household_yuan} 元",
    "本点 E = 全户 E × 本点 ÷ 各结算点抄见电量 = {household_yuan} × {point_kwh} ÷ {points_kwh} = {energy_yuan} 元",
)


def with_energy_since(t: Tables, found: Any) -> Any:
    """Add what each row's customer was billed for energy from `first_ym` to the period.

    Shapes: adds months (how many were billed), energy_yuan, total_pq; null where none was.
    """
    whose = found.select("cons_no", "first_ym").distinct()
    billed = _energy(t, t.bills.amt_ym <= t.period, whose).inner_join(whose, "cons_no")
    since = billed.filter(billed.billed_ym >= billed.first_ym)
    sums = since.group_by("cons_no", "first_ym").agg(
        months=since.billed_ym.nunique(), energy_yuan=since.energy_yuan.sum(), total_pq=since.total_pq.sum()
    )
    joined = found.left_join(sums, ["cons_no", "first_ym"]).drop("cons_no_right", "first_ym_right")
    return joined.mutate(months=joined.months.fill_null(0))


def with_point_energy_since(t: Tables, found: Any) -> Any:
    """Add what was billed for the energy of each row's point (`mp_no`) from `first_ym` to the period.

    Of a customer settled by several points that are read, it is the point's share of what all of them were read, in the
    months in which each was: what a device errs by concerns the energy that passed it alone. Nobody knows it where no
    month tells.

    Facts: points_in_use.

    Shapes: adds months, household_yuan (of the whole customer), points (that are read), point_kwh and points_kwh (null
    of a single point), energy_yuan and total_pq (of the point); null where unknown.

    Source: 供电营业规则 (1996) 第八十一条: what was metered by the wrong device is settled anew.
    """
    billed = with_energy_since(t, found).rename(household_yuan="energy_yuan", household_kwh="total_pq")
    whose = found.filter(found.first_ym.notnull()).select("cons_no", "first_ym").distinct()
    points = t.fact(points_in_use)
    points = points.filter(is_settled(points), is_read(points)).semi_join(whose, "cons_no")
    counts = points.group_by("cons_no").agg(points=points.mp_no.nunique())
    shares = _shares(t, points, counts.filter(counts.points > 1), whose)
    found = billed.left_join(counts, "cons_no").drop("cons_no_right")
    found = found.left_join(shares, ["mp_no", "first_ym"]).drop("mp_no_right", "first_ym_right")
    is_one = found.points.fill_null(1) == 1
    own = {
        name: exact(ratio(exact(found[whole]) * found.point_kwh, exact(found.points_kwh), 6))
        for name, whole in (("energy_yuan", "household_yuan"), ("total_pq", "household_kwh"))
    }
    return found.mutate(
        energy_yuan=ibis.ifelse(is_one, exact(found.household_yuan), own["energy_yuan"]),
        total_pq=ibis.ifelse(is_one, exact(found.household_kwh), own["total_pq"]),
    )


def marks_of_a_share(rows: Any) -> dict[str, Any]:
    """Return what a reader must know of rows of `with_point_energy_since`: how E was told apart, or that it was not."""
    has_several = (rows.points > 1).fill_null(False)
    return {
        "该户有多个计量点,E按各点抄见电量分摊": has_several & rows.energy_yuan.notnull(),
        "该户有多个计量点而抄见电量不全,分不出本点的E,不估金额": has_several
        & rows.household_yuan.notnull()
        & rows.energy_yuan.isnull(),
    }


def _shares(t: Tables, points: Any, several: Any, whose: Any) -> Any:
    """Return what the points of customers with several were read, each and all together, since a month.

    Only months count in which every point was read. A point beneath another one of the customer is in that one's energy.

    Shapes: mp_no, first_ym, point_kwh, points_kwh.
    """
    points = points.select("cons_no", "mp_no", "parent_mp_no").inner_join(several, "cons_no")
    above = points.select("cons_no", above="mp_no").distinct()
    points = points.left_join(above, ["cons_no", ("parent_mp_no", "above")]).drop("cons_no_right")
    points = points.mutate(is_beneath=points.above.notnull()).drop("parent_mp_no", "above")
    read = _read_energy(t, points).inner_join(points, "mp_no")
    months = read.group_by("cons_no", "points", "is_beneath", "mp_no", "amt_ym").agg(
        kwh=read.kwh.sum(), is_whole=read.kwh.notnull().all()
    )
    months = months.filter("is_whole").inner_join(whose, "cons_no")
    months = months.filter(months.amt_ym >= months.first_ym)
    of_month = ["cons_no", "first_ym", "amt_ym"]
    known = months.group_by(*of_month, "points").agg(
        read=months.count(), all_kwh=months.kwh.sum(where=~months.is_beneath)
    )
    known = known.filter(known.read == known.points)
    all_points = known.group_by("cons_no", "first_ym").agg(points_kwh=to_places(known.all_kwh.sum(), 6))
    own = months.semi_join(known, of_month)
    each = own.group_by("cons_no", "first_ym", "mp_no").agg(point_kwh=to_places(own.kwh.sum(), 6))
    both = each.inner_join(all_points, ["cons_no", "first_ym"])
    return both.filter(both.points_kwh > 0).select("mp_no", "first_ym", "point_kwh", "points_kwh")


def _read_energy(t: Tables, points: Any) -> Any:
    """Return the energy that was read at points, null where a meter was not: mp_no, amt_ym, kwh."""
    rows = t.readings
    rows = rows.filter(rows.read_type == ReadType.ACTIVE_TOTAL, rows.amt_ym <= t.period, is_taken(rows))
    rows = rows.semi_join(points, "cons_no")
    meters = t.meters.semi_join(points, "mp_no")
    meters = meters.group_by("asset_no").agg(places=meters.mp_no.nunique(), place=meters.mp_no.max())
    rows = rows.left_join(meters, "asset_no").drop("asset_no_right")
    moved = to_places(exact(rows.this_read - rows.last_read) * rows.t_factor, 6)
    kwh = rows.mr_pq.coalesce(ibis.ifelse(moved >= 0, moved, None))
    is_unread = (rows.mr_status == MrStatus.UNREAD).fill_null(False)
    return rows.select(
        "amt_ym",
        mp_no=rows.mp_no.coalesce(ibis.ifelse(rows.places == 1, rows.place, None)),
        kwh=ibis.ifelse(is_unread, None, kwh),
    )


def month_after(t: Tables, changed_date: Any) -> Any:
    """Return the month after a day, from which on what was changed then is billed; the first of twelve where none is.

    Source: MET-01 and MET-02, precise readings.
    """
    return ibis.coalesce(add_months_expr(changed_date, 1).strftime("%Y%m"), add_months(t.period, -11))


def with_energy_price(t: Tables, found: Any) -> Any:
    """Add the charge and the energy that the price of a kWh of each row's customer follows from.

    That is of the period, or of the twelve months up to it where the period has no energy or no charge.

    Shapes: adds price_yuan, price_kwh; null without any bill.
    """
    whose = found.select("cons_no").distinct()
    year = t.bills.amt_ym.between(add_months(t.period, -11), t.period)
    billed = _energy(t, year, whose)
    is_now = billed.billed_ym == t.period
    sums = billed.group_by("cons_no").agg(
        now_kwh=billed.total_pq.sum(where=is_now),
        now_yuan=billed.energy_yuan.sum(where=is_now),
        year_kwh=billed.total_pq.sum(),
        year_yuan=billed.energy_yuan.sum(),
    )
    has_price = ((sums.now_kwh > 0) & sums.now_yuan.notnull()).fill_null(False)
    prices = sums.select(
        "cons_no",
        price_yuan=ibis.ifelse(has_price, sums.now_yuan, sums.year_yuan),
        price_kwh=ibis.ifelse(has_price, sums.now_kwh, sums.year_kwh),
    )
    return found.left_join(prices, "cons_no").drop("cons_no_right")


def priced(kwh: Any, rows: Any) -> Any:
    """Return what energy costs at each row's price, to the fen; null where no price is known."""
    has_price = (rows.price_kwh > 0).fill_null(False)
    yuan = ratio_fen(exact(kwh) * rows.price_yuan, rows.price_kwh)
    return ibis.ifelse(has_price, yuan, ibis.null("decimal(18, 2)"))


def _energy(t: Tables, where: Any, whose: Any) -> Any:
    """Return what some customers were charged for energy; who is asked for before anything is reckoned."""
    bills = normal_bills(t.bills.filter(where)).semi_join(whose, "cons_no")
    energy = energy_and_levies_yuan(t, bills)
    return bills.select("cons_no", "total_pq", energy_yuan=energy, billed_ym="amt_ym")
