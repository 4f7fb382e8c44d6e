"""TAR-03 抄表数据准备异常(漏抄户/未编段/例日变动)"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import normal_bills
from analytics.facts.columns import first_by, joined, phrase, reasons
from analytics.facts.customers import in_service
from analytics.facts.points import is_read, points_in_use
from analytics.facts.reading_cycles import QUARTER_MONTHS, months_of_cycle
from analytics.facts.registers import is_settled_by_change, is_taken
from analytics.regulation.money import exact, number, ratio, ratio_fen
from analytics.regulation.practice import READING_PLAN
from analytics.regulation.working_days import add_months_expr, days_between_expr
from data_loaders.codes.customers import TmpFlag
from data_loaders.codes.metering import MrPeriod, MrStatus, MrType, ReadType
from models.calendar import add_months, first_day, last_day
from models.category import Category

DAY = "%Y-%m-%d"


@check(
    code="TAR-03",
    title="抄表数据准备异常(漏抄户/未编段/例日变动)",
    category=Category.TARIFF,
    matter="抄表数据准备",
    severity="中",
    subject="customer",
    window="期间",
    amount="参考值",
    reads={
        "customers": [
            *("cons_no", "org_code?", "power_on_date?", "build_date?", "mr_sect_no?", "tmp_flag?"),
        ],
        "readings?": [
            *("cons_no", "asset_no", "mr_sect_no?", "amt_ym", "read_type?", "last_date?", "mr_date"),
            *("mr_status?", "mr_type?", "data_src?", "mr_cycle?"),
        ],
        "mr_sections?": ["mr_sect_no", "mr_day?", "mr_cycle?"],
        "metering_points?": ["mp_no?", "cons_no?", "calc_mode?", "mp_status?"],
        "bills?": ["cons_no", "amt_ym", "amt_type?", "total_amt?"],
    },
    facts=(in_service, points_in_use),
    without={
        "readings.amt_ym": "缺抄表示数,不判①③④",
        "customers.mr_sect_no": "客户档案缺抄表段编号,不判②",
        "customers.power_on_date|build_date": "缺送电与立户日期,不剔除新装户",
        "mr_sections.mr_day": "缺抄表例日,④按上次抄表日期加抄表周期推算",
        "readings.mr_status|mr_type": "缺抄表状态与抄表类别,不判③",
        "metering_points.calc_mode": "缺电量计算方式,①不剔除定比定量的户",
        "bills.total_amt": "缺电费发行,不算金额",
    },
    evidence={
        "reason": "异常",
        "details": "明细",
        "mr_sect_no": "抄表段编号",
        "mr_status": "抄表状态",
        "mr_type": "抄表类别",
        "last_mr_date": "末次抄表日期",
        "mr_day": "抄表例日",
        "due_date": "应抄日期",
        "mr_date": "本次抄表日期",
        "gap_days": "例日差(天)",
        "former_yuan": "近12个月电费合计(元)",
        "former_months": "有电费的月数",
        "mean_yuan": "月均电费(元)",
        "issued_yuan": "当期已发行电费(元)",
    },
    sentence="{reason}:{details}",
    arithmetic=(
        "例日差 = 本次抄表日期 − 应抄日期 = {mr_date} − {due_date} = {gap_days} 天",
        "月均电费 = {former_yuan} ÷ {former_months} = {mean_yuan} 元",
        "漏收参考 = 月均电费 − 当期已发行(不足零按零)= {mean_yuan} − {issued_yuan} → {amount_yuan} 元",
    ),
    laws=(READING_PLAN,),
)
def reading_plan_not_kept(
    t: Tables, *, d: Annotated[int, Param("抄表例日变动容许天数", "天", low=0, high=15)] = 2
) -> Any:
    """正常用电的户都应编入抄表段,每期在例日抄到。

    为什么: 漏抄和未编段的户没有电量,电费一直漏收;例日随意变动使电量跨月,线损与阶梯都失真。
    判定: 状态正常(0)的户:①当期没有任何示数(漏抄);②抄表段编号空(未编段);③当期有功总(11)为未抄(状态 01)或漏抄(类别 02),同一电能表当期又抄到的不算;④抄表日期与例日相差大于 2 天:抄表段有例日的,比当期例日(例日大于当月天数的取月末,次月例日更近的比次月例日);没有的,比上次抄表日期加一个抄表周期。一户几只表或一月几次抄表,有一次在例日的不算④。
    金额: 参考值,①③为近 12 个月(不含当期)01 类电费月均(按有电费的月数)− 当期已发行,不足零按零,没有历史的不算;②④不算。
    例外: 送电日期(空则立户日期)在当期月初及以后的新装户;无表临时用电、有计量点档案而没有在用实抄计量点(定量、已停用)的户,双月抄且上月已抄、按季抄(抄表周期写到“季”)且前两月内已抄的不判①;供电单位当期没有一条示数的(未导出)不判①;相差恰等于天数的、每月多次抄的、换段的、当期或上次为变更抄表(类别 05、来源 02)的、上次日期为送电日的首次抄表(无例日时)不判④;退补模拟、示数撤回的抄表不算③④。
    核实: 查抄表计划与段内户数变更记录,到现场抄表,核对调整例日的审批。
    """
    files = t.fact(in_service)
    since = files.power_on_date.coalesce(files.build_date)
    files = files.mutate(since=since)
    files = files.filter(~(files.since >= first_day(t.period)).fill_null(False))
    files = files.select("cons_no", "org_code", "tmp_flag", "mr_sect_no", "since")
    missed = _missed(t, files)
    without_section = files.filter(files.mr_sect_no.isnull(), not t.lacks("customers.mr_sect_no"))
    unread, moved = _unread(t), _moved(t, files, d)
    whose = ibis.union(
        *(part.select("cons_no") for part in (missed, without_section, unread, moved)), distinct=True
    )
    found = files.inner_join(whose, "cons_no")
    parts = (
        missed.select("cons_no", is_missed=ibis.literal(True)),
        unread,
        moved,
        _last_read(t, whose),
        _issued(t, whose),
    )
    for part in parts:
        found = found.left_join(part, "cons_no").drop("cons_no_right")
    is_unread = found.is_missed.notnull() | found.is_unread.notnull()
    details = [
        phrase("抄表段 ", found.mr_sect_no),
        phrase("末次抄表 ", found.last_mr_date.strftime(DAY)).fill_null("资料内没有抄表记录"),
        phrase("应抄 ", found.due_date.strftime(DAY), ",实抄 ", found.mr_date.strftime(DAY)),
    ]
    owed = exact(found.former_yuan) - exact(found.issued_yuan) * found.former_months
    return found.mutate(
        object_id=found.cons_no,
        details=joined(details, ","),
        reason=reasons(
            {
                "漏抄": found.is_missed.notnull(),
                "未编抄表段": found.mr_sect_no.isnull() & ibis.literal(t.has("customers.mr_sect_no")),
                "应抄未抄": found.is_unread.notnull(),
                "抄表例日变动": found.gap_days.notnull(),
            }
        ),
        amount_yuan=is_unread.ifelse(
            ratio_fen(ibis.greatest(owed, exact(number(0))), exact(found.former_months)), None
        ),
    )


def _now(t: Tables) -> Any:
    return t.readings.filter(t.readings.amt_ym == t.period)


def _taken(t: Tables) -> Any:
    """Return the readings of active energy of the period, with whether each is of a meter that was not read."""
    rows = _now(t)
    rows = rows.filter(rows.read_type == ReadType.ACTIVE_TOTAL, is_taken(rows))
    is_missed = (rows.mr_status == MrStatus.UNREAD).fill_null(False)
    return rows.mutate(is_missed=is_missed | (rows.mr_type == MrType.MISSED).fill_null(False))


def _sections(t: Tables) -> Any:
    """Return the day and the cycle of each section (抄表段), as far as its rows agree."""
    rows = t.mr_sections.filter(t.mr_sections.mr_sect_no.notnull())
    sections = rows.group_by("mr_sect_no").agg(
        **{name: rows[name].max() for name in ("mr_day", "mr_cycle")},
        days=rows.mr_day.nunique(),
    )
    is_day = (sections.days == 1) & sections.mr_day.between(1, 31)
    return sections.select(
        section="mr_sect_no", mr_day=is_day.ifelse(sections.mr_day, None), section_cycle="mr_cycle"
    )


def _missed(t: Tables, files: Any) -> Any:
    """Return who has no reading at all, where the unit's readings were delivered: cons_no."""
    now = _now(t)
    # nearly all have readings: who has none is a few, and everything else is asked of those
    silent = files.anti_join(now, "cons_no").alias("tar_03_silent")
    units = files.anti_join(silent, "cons_no")
    units = units.select(unit=units.org_code.fill_null("")).distinct()
    points = t.metering_points.semi_join(silent, "cons_no")
    used = t.fact(points_in_use).semi_join(silent, "cons_no")
    unreadable = points.anti_join(used.filter(is_read(used)), "cons_no")
    missed = silent.anti_join(unreadable, "cons_no")
    missed = missed.mutate(unit=missed.org_code.fill_null("")).semi_join(units, "unit")
    missed = missed.filter(missed.tmp_flag.fill_null("") != TmpFlag.UNMETERED)
    ago = {add_months(t.period, -n): n for n in range(1, QUARTER_MONTHS)}
    before = t.readings.filter(t.readings.amt_ym.isin(list(ago))).semi_join(missed, "cons_no")
    before = before.select("cons_no", "mr_cycle", ago=before.amt_ym.cases(*ago.items()))
    before = before.inner_join(files.select("cons_no", section="mr_sect_no"), "cons_no")
    before = before.left_join(_sections(t), "section")
    is_not_due = before.ago < months_of_cycle(before.mr_cycle.coalesce(before.section_cycle))
    return missed.anti_join(before.filter(is_not_due), "cons_no").select("cons_no")


def _unread(t: Tables) -> Any:
    """Return whose meter was to be read and was not: cons_no, is_unread, mr_status, mr_type."""
    rows = _taken(t)
    rows = rows.semi_join(rows.filter("is_missed"), "cons_no")  # few
    meters = rows.group_by("cons_no", "asset_no").agg(
        is_unread=rows.is_missed.all(),
        mr_status=rows.mr_status.min(),
        mr_type=rows.mr_type.max(),
    )
    unread = meters.filter(meters.is_unread)
    return unread.group_by("cons_no").agg(
        is_unread=unread.is_unread.any(), mr_status=unread.mr_status.min(), mr_type=unread.mr_type.max()
    )


def _moved(t: Tables, files: Any, d: int) -> Any:
    """Return who was read on no day near the one that was due, one row each.

    Shapes: cons_no, mr_day, due_date, mr_date, gap_days.
    """
    rows = _with_due_day(t, files, d).filter(lambda row: row.gap_days.notnull())
    off = rows.filter(rows.gap_days.abs() > d).anti_join(rows.filter(rows.gap_days.abs() <= d), "cons_no")
    off = first_by(off, ["cons_no"], [ibis.desc("mr_date"), "due_date", "section"])
    by_change = _taken(t).filter(is_settled_by_change).select("cons_no")
    before = t.readings.filter(
        t.readings.amt_ym.between(add_months(t.period, -12), add_months(t.period, -1)),
        t.readings.read_type == ReadType.ACTIVE_TOTAL,
    )
    before = first_by(
        before.semi_join(off, "cons_no"),
        ["cons_no"],
        [ibis.desc("amt_ym"), ibis.desc("mr_date"), "mr_sect_no", ibis.desc("mr_type")],
    )
    before = before.select("cons_no", section_before="mr_sect_no", was_changed=is_settled_by_change(before))
    off = off.anti_join(by_change, "cons_no").left_join(before, "cons_no").drop("cons_no_right")
    is_other_section = (off.section_before != off.section).fill_null(False)
    off = off.filter(~is_other_section, ~off.was_changed.fill_null(False))
    return off.select("cons_no", "mr_day", "due_date", "mr_date", "gap_days")


def _with_due_day(t: Tables, files: Any, d: int) -> Any:
    """Return the readings of the period with the day that each was due on and by how many days it missed it.

    Left out is who was read within the month, each time near the day of the section.
    """
    rows = _taken(t)
    rows = rows.filter(~rows.is_missed).select("cons_no", "mr_sect_no", "last_date", "mr_date", "mr_cycle")
    rows = rows.semi_join(_perhaps_moved(t, rows, d), "cons_no")
    rows = rows.inner_join(files.select("cons_no", "since", own_section="mr_sect_no"), "cons_no")
    rows = rows.mutate(section=rows.mr_sect_no.coalesce(rows.own_section))
    rows = rows.left_join(_sections(t), "section").drop("section_right")
    cycle = rows.mr_cycle.coalesce(rows.section_cycle).fill_null(MrPeriod.MONTHLY)
    rows = rows.mutate(cycle=cycle).filter(cycle != MrPeriod.SEVERAL_A_MONTH)
    is_first = (rows.last_date <= rows.since).fill_null(False)
    due = ibis.ifelse(
        rows.mr_day.notnull(),
        _nearest(rows.mr_day, rows.mr_date, t.period),
        is_first.ifelse(None, add_months_expr(rows.last_date, months_of_cycle(rows.cycle))),
    )
    rows = rows.mutate(due_date=due)
    return rows.mutate(gap_days=days_between_expr(rows.due_date, rows.mr_date))


def _perhaps_moved(t: Tables, rows: Any, d: int) -> Any:
    """Return whose reading was not within the month and near the day of the section that it names: few, cons_no."""
    known = rows.left_join(_sections(t), [("mr_sect_no", "section")])
    cycle = known.mr_cycle.coalesce(known.section_cycle).fill_null(MrPeriod.MONTHLY)
    is_near = (
        known.mr_date.between(first_day(t.period), last_day(t.period))
        & ((known.mr_date.day() - known.mr_day).abs() <= d)
        & (cycle != MrPeriod.SEVERAL_A_MONTH)
    )
    return known.filter(~is_near.fill_null(False)).select("cons_no").distinct()


def _nearest(mr_day: Any, mr_date: Any, period: str) -> Any:
    """Return the day of reading of the month, or of the next one where that is nearer (read at the month's end)."""
    days = []
    for ym in (period, add_months(period, 1)):
        start: Any = ibis.literal(first_day(ym))
        day: Any = ibis.least(mr_day, last_day(ym).day)
        days.append((start + (day - 1).as_interval("D")).cast("timestamp").cast("date"))
    this, following = days
    is_nearer = days_between_expr(following, mr_date).abs() < days_between_expr(this, mr_date).abs()
    return ibis.ifelse(is_nearer, following, this)


def _last_read(t: Tables, whose: Any) -> Any:
    """Return when these customers were last read."""
    rows = t.readings.filter(t.readings.amt_ym <= t.period).semi_join(whose, "cons_no")
    return rows.group_by("cons_no").agg(last_mr_date=rows.mr_date.max())


def _issued(t: Tables, whose: Any) -> Any:
    """Return what these customers were billed in the period, and in the twelve months before."""
    bills = normal_bills(t.bills.filter(t.bills.amt_ym.between(add_months(t.period, -12), t.period)))
    bills = bills.semi_join(whose, "cons_no")
    is_former = (bills.amt_ym < t.period) & bills.total_amt.notnull()
    sums = bills.group_by("cons_no").agg(
        former_yuan=bills.total_amt.sum(where=is_former),
        former_months=bills.amt_ym.nunique(where=is_former),
        issued_yuan=bills.total_amt.sum(where=bills.amt_ym == t.period).fill_null(0),
    )
    return sums.mutate(mean_yuan=ratio(exact(sums.former_yuan), exact(sums.former_months)))
