"""INS-12 全流程抽查链路异常(申请→抄→核→收)"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import is_archived, is_given_up
from analytics.facts.columns import month_text, reasons
from analytics.facts.customers import is_check_point, on_the_books
from analytics.facts.points import is_read, is_settled, points_in_use, running_meters
from analytics.facts.reading_cycles import months_of_cycle
from analytics.facts.registers import is_read_off
from analytics.regulation.money import exact, to_fen
from analytics.regulation.practice import FIRST_BILL_MONTHS, FIRST_READ_DAYS
from analytics.regulation.source import Rule
from analytics.regulation.working_days import days_between_expr, months_between_expr
from data_loaders.codes.applications import AppType
from data_loaders.codes.charges import AmtType, FeeSettle
from data_loaders.codes.customers import TmpFlag
from models.calendar import add_months_to_date, last_day
from models.category import Category
from models.data.customer_codes import customer_number

NEW_MONTHS = 12
# who is read every second month has a month more for each, who is once a quarter two
MORE_DAYS, MORE_MONTHS = 31, 1
KINDS = (AmtType.NORMAL, AmtType.TEMPORARY)
CONNECTIONS = (
    AppType.NEW_RESIDENT,
    AppType.NEW_LOW_VOLTAGE,
    AppType.NEW_HOUSING_ESTATE,
    AppType.NEW_HIGH_VOLTAGE,
    AppType.TEMPORARY_METERED,
    AppType.TEMPORARY_UNMETERED,
    AppType.NEW_LOW_VOLTAGE_BATCH,
)
# by which a number goes out of the file again: 无表临时用电终止、并户、销户
ENDINGS = (
    AppType.TEMPORARY_UNMETERED_ENDED,
    AppType.MERGER,
    AppType.CANCELLATION,
    AppType.CANCELLATION_BATCH,
)
SAID = {
    "is_read_late": "①首次抄表超期",
    "is_billed_late": "②首次发行超期",
    "is_owed": "③首期电费未收",
    "is_unmetered": "④无运行电能表",
}
NO_FILE = "⑤归档送电而无客户档案"


@check(
    code="INS-12",
    title="全流程抽查链路异常(申请→抄→核→收)",
    category=Category.INSPECTION,
    matter="从申请到抄表、核算、收费整个流程跟踪",
    severity="中",
    subject="customer",
    window="快照",
    amount={"customer": "应收差额"},
    reads={
        "customers": [
            *("org_code?", "cons_no", "orig_cons_no?", "cons_sort_code?", "power_on_date", "tmp_flag?"),
            "mr_sect_no?",
        ],
        "applications?": [
            *("org_code?", "app_no?", "cons_no?", "app_type?", "status?", "archive_date?", "terminate_flag?"),
            "power_date?",
        ],
        "meters?": ["cons_no?", "status?"],
        "metering_points?": ["cons_no?", "calc_mode?", "mp_attr?"],
        "readings?": ["cons_no?", "mr_date?", "mr_status?", "data_src?", "mr_cycle?"],
        "mr_sections?": ["mr_sect_no?", "mr_cycle?"],
        "bills?": ["cons_no?", "amt_ym?", "release_date?", "amt_type?"],
        "receivables?": [
            *("cons_no?", "rcvbl_ym?", "amt_type?", "owe_amt?", "rcvbl_amt?", "rcved_amt?"),
            *("penalty_start?", "settle_flag?"),
        ],
    },
    facts=(on_the_books, points_in_use, running_meters),
    without={
        "bills.amt_ym": "没有账单,不判首次抄表、首次发行(①②)",
        "bills.release_date": "账单发行日期整列为空,不判首次抄表(①)",
        "readings.mr_date": "没有抄表记录,不判首次抄表(①)",
        "receivables.rcvbl_ym": "没有应收,不判首期电费(③)",
        "meters.status": "没有电能表状态,不判有无运行电能表(④)",
        "applications.power_date": "没有申请的送停电日期,不判有无客户档案(⑤)",
        "metering_points.calc_mode": "计量点没有计算方式,定量、定比结算的户④不能剔除",
        "mr_sections.mr_cycle": "缺抄表段的抄表周期,双月抄表只按抄表记录",
    },
    evidence={
        "problems": "情形",
        "power_on_date": "送电日期",
        "first_read": "首次抄表日",
        "read_until": "首抄计至(未抄为审计月末)",
        "read_days": "首抄距送电(天)",
        "read_limit": "首抄期限(天)",
        "first_ym": "首张账单账期",
        "billed_to_ym": "首次发行计至(未发行为审计月)",
        "bill_months": "首张账单距送电月(期)",
        "bill_limit": "首次发行期限(期)",
        "owed_ym": "首期应收年月",
        "owed_yuan": "首期欠费(元)",
        "days": "送电至数据日(天)",
        "day_limit": "立户装表期限(天)",
        "app_no": "申请编号",
        "app_type": "业务类型",
    },
    sentence="{power_on_date} 送电:{problems}",
    arithmetic=(
        "首抄 = {read_until} − 送电 {power_on_date} = {read_days} 天,期限 {read_limit} 天",
        "首次发行 = 账期 {billed_to_ym} 距送电月 {bill_months} 期,期限 {bill_limit} 期",
        "首期 {owed_ym} 欠费合计 {owed_yuan} 元,已过违约金起算日期",
        "送电至数据日 = {days} 天,期限 {day_limit} 天",
    ),
    laws=(FIRST_READ_DAYS, FIRST_BILL_MONTHS),
)
def chain_is_broken(
    t: Tables,
    *,
    first_read_days: Annotated[Rule[int], Param("首次抄表期限", "天", low=1, high=365)] = FIRST_READ_DAYS,
) -> Any:
    """新装户送电后应当立户、装表、抄表、发行、收费,一环不断。

    为什么: 送了电而没有立户、抄表或发行,电量就在系统外跑,首期电费收不回,以后更难收。
    判定: 数据日前 12 个月内送电的在册户:①首次抄表(送电日之后的抄表日与首张账单发行日之早者)距送电超过 {practice.FIRST_READ_DAYS},没有首次抄表的计至审计月末,交付的抄表更晚的计至其末次(不过数据日);②首张账单的账期(没有的为审计月)距送电月超过 {practice.FIRST_BILL_MONTHS};③首期应收已过违约金起算日期仍欠费,未结清也未核销;④没有运行电能表而送电超过 {practice.FIRST_READ_DAYS},无表临时用电除外;⑤新装申请(101 至 106、112)已归档,送电超过 {practice.FIRST_READ_DAYS},其户号不在客户档案。一户一条,列出全部情形;⑤一申请一条。
    金额: 仅③:首期欠费合计,正数,到分;其余没有金额,首张账单会补计全部电量。
    例外: 双月抄表的①加 31 天、②加 1 期,按季抄表的各加两倍,周期以抄表记录为准,没有的以抄表段为准;考核户不判;账单只看正常电费与临时电费;账单最早账期晚于送电月的①②③不判,抄表记录最早日期晚于送电日的①不判(发行日不是抄表日),应收最早年月晚于送电月的③不判;有状态不明的电能表,或由定量、定比计量点结算的不判④;中止的申请、没有户号的申请、此后已终止、并户或销户的户号、原用户编号在档案的、所属单位没有任何客户档案的(档案未导出)不判⑤;有户无申请不算断链,申请导出常按受理期截断。
    核实: 按申请、装表、抄表、核算、收费顺序调阅该户各环节记录,现场抄见示数并核对首张账单。
    """
    known = _new_customers(t, first_read_days)
    known = _with_debt(t, _with_first_bill(t, _with_first_reading(t, _with_meter(t, known))))
    flags = {
        "is_read_late": known.read_days > known.read_limit,
        "is_billed_late": known.bill_months > known.bill_limit,
        "is_owed": known.owed_yuan > 0,
        "is_unmetered": known.is_unmetered & (known.days > known.day_limit),
    }
    known = known.mutate(**{name: holds.fill_null(False) for name, holds in flags.items()})
    known = known.mutate(problems=reasons({said: known[name] for name, said in SAID.items()}))
    found = known.filter(known.problems != "")
    shown_with = {
        "is_read_late": ("first_read", "read_until", "read_days", "read_limit"),
        "is_billed_late": ("first_ym", "billed_to_ym", "bill_months", "bill_limit"),
        "is_owed": ("owed_ym", "owed_yuan"),
        "is_unmetered": ("days", "day_limit"),
    }
    shown = {
        name: found[flag].ifelse(found[name], None) for flag, names in shown_with.items() for name in names
    }
    found = found.mutate(
        object_type=ibis.literal("customer"),
        object_id=customer_number(found.cons_no),
        cons_no=customer_number(found.cons_no),
        amount_yuan=found.is_owed.ifelse(found.owed_yuan, None),
        app_no=ibis.null("string"),
        app_type=ibis.null("string"),
        **shown,
    )
    columns = (
        *("object_type", "object_id", "cons_no", "org_code", "amount_yuan", "problems", "power_on_date"),
        *(name for names in shown_with.values() for name in names),
        *("app_no", "app_type"),
    )
    found = found.select(*columns)
    return found.union(_without_file(t, first_read_days, found.schema()))


def _supplied(t: Tables) -> Any:
    """Return who was supplied in the last twelve months.

    By these what is known of them is sought: behind several joins the engine takes them for many million.
    """
    known = t.fact(on_the_books)
    begin = add_months_to_date(t.as_of, -NEW_MONTHS)
    known = known.filter(~is_check_point(known), known.power_on_date >= begin, known.power_on_date <= t.as_of)
    return known.select("cons_no", "org_code", "power_on_date", "tmp_flag", "mr_sect_no")


def _new_customers(t: Tables, limit: Rule[int]) -> Any:
    """Return who was supplied in the last twelve months, with the days and months that they are given."""
    known = _supplied(t)
    rows = t.readings.semi_join(known, "cons_no")
    cycles = rows.group_by("cons_no").agg(read_months=months_of_cycle(rows.mr_cycle).max())
    sections = t.mr_sections
    sections = sections.group_by("mr_sect_no").agg(section_months=months_of_cycle(sections.mr_cycle).max())
    known = known.left_join(cycles, "cons_no").drop("cons_no_right")
    known = known.left_join(sections, "mr_sect_no").drop("mr_sect_no_right")
    more = known.read_months.coalesce(known.section_months).fill_null(1) - 1
    days, months = (rule.on_column(known.power_on_date) for rule in (limit, FIRST_BILL_MONTHS))
    return known.mutate(
        power_ym=month_text(known.power_on_date),
        days=days_between_expr(known.power_on_date, ibis.literal(t.as_of)),
        day_limit=days,
        read_limit=days + more * MORE_DAYS,
        bill_limit=months + more * MORE_MONTHS,
    )


def _with_meter(t: Tables, known: Any) -> Any:
    """Return customers with whether they have no meter that runs, and should."""
    points = t.fact(points_in_use).semi_join(_supplied(t), "cons_no")
    fixed = points.filter(is_settled(points), ~is_read(points))
    unknown = t.meters.filter(t.meters.status.isnull()).semi_join(_supplied(t), "cons_no")
    metered = t.fact(running_meters).semi_join(_supplied(t), "cons_no").select("cons_no")
    metered = metered.union(unknown.select("cons_no")).union(fixed.select("cons_no")).distinct()
    known = known.left_join(metered.mutate(is_metered=ibis.literal(True)), "cons_no").drop("cons_no_right")
    is_off: Any = ibis.literal(t.lacks("meters.status"))
    is_exempt = (known.tmp_flag == TmpFlag.UNMETERED).fill_null(False)
    return known.mutate(is_unmetered=known.is_metered.isnull() & ~is_exempt & ~is_off)


def _bills(t: Tables, known: Any) -> Any:
    bills = t.bills.semi_join(_supplied(t), "cons_no")
    is_issued = (bills.release_date <= t.as_of).fill_null(True)
    return bills.filter(_is_of_kind(bills), is_issued)


def _is_of_kind(rows: Any) -> Any:
    return rows.amt_type.isnull() | rows.amt_type.isin(KINDS)


def _with_first_reading(t: Tables, known: Any) -> Any:
    """Return customers with the day of the first reading after power was on, or of the first bill if that is earlier."""
    readings = t.readings.filter(is_read_off(t.readings), t.readings.mr_date <= t.as_of)
    readings = readings.semi_join(_supplied(t), "cons_no").select("cons_no", "mr_date")
    readings = readings.inner_join(known.select("cons_no", "power_on_date"), "cons_no")
    readings = readings.filter(readings.mr_date > readings.power_on_date).select("cons_no", day="mr_date")
    issued = _bills(t, known).select("cons_no", day="release_date")
    days = readings.union(issued.select(*readings.columns))
    known = known.left_join(days.group_by("cons_no").agg(first_read=days.day.min()), "cons_no")
    known = known.drop("cons_no_right")
    # what was read since the period may not have been delivered yet: nobody is late for days that no reading tells of
    told: Any = t.readings.mr_date.max(where=t.readings.mr_date <= t.as_of).as_scalar()
    end = ibis.literal(min(last_day(t.period), t.as_of))
    known = known.mutate(read_until=known.first_read.coalesce(ibis.greatest(told.fill_null(end), end)))
    is_off: Any = ibis.literal(t.lacks("bills.release_date"))
    is_told = _is_billed_since(t, known) & (t.readings.mr_date.min().as_scalar() <= known.power_on_date)
    days_to_it = days_between_expr(known.power_on_date, known.read_until)
    return known.mutate(read_days=ibis.ifelse(is_told & ~is_off, days_to_it, None))


def _is_billed_since(t: Tables, known: Any) -> Any:
    """Return whether the bills delivered reach back to the month of power; null where there are none."""
    return t.bills.amt_ym.min().as_scalar() <= known.power_ym


def _with_first_bill(t: Tables, known: Any) -> Any:
    """Return customers with the month of the first bill, and how many months it lies after power was on."""
    bills = _bills(t, known)
    known = known.left_join(bills.group_by("cons_no").agg(first_ym=bills.amt_ym.min()), "cons_no")
    known = known.drop("cons_no_right")
    known = known.mutate(billed_to_ym=known.first_ym.coalesce(ibis.literal(t.period)))
    months = months_between_expr(known.power_ym, known.billed_to_ym)
    return known.mutate(bill_months=ibis.ifelse(_is_billed_since(t, known), months, None))


def _with_debt(t: Tables, known: Any) -> Any:
    """Return customers with what is overdue of the first month that they were charged for, if that is since power."""
    rows = t.receivables
    reach_back = rows.rcvbl_ym.min().as_scalar()
    rows = rows.semi_join(_supplied(t), "cons_no")
    rows = rows.filter(_is_of_kind(rows))
    firsts = rows.group_by("cons_no").agg(owed_ym=rows.rcvbl_ym.min())
    rows = rows.inner_join(firsts, [("cons_no", "cons_no"), ("rcvbl_ym", "owed_ym")])
    owed = exact(rows.owe_amt.coalesce(rows.rcvbl_amt - rows.rcved_amt))
    is_closed = rows.settle_flag.isin([FeeSettle.SETTLED, FeeSettle.WRITTEN_OFF]).fill_null(False)
    is_due = (rows.penalty_start <= t.as_of).fill_null(False)
    debts = rows.group_by("cons_no").agg(
        owed_ym=rows.rcvbl_ym.max(), owed_yuan=to_fen(owed.sum(where=(owed > 0) & is_due & ~is_closed))
    )
    known = known.left_join(debts, "cons_no").drop("cons_no_right")
    is_first = (reach_back <= known.power_ym) & (known.owed_ym >= known.power_ym)
    is_first &= _is_billed_since(t, known).fill_null(True)
    return known.mutate(owed_yuan=ibis.ifelse(is_first, known.owed_yuan, None))


def _without_file(t: Tables, limit: Rule[int], schema: Any) -> Any:
    """Return the connections in use whose customer is in no file, in the columns of the other hits."""
    rows = t.applications
    begin = add_months_to_date(t.as_of, -NEW_MONTHS)
    done = rows.filter(is_archived(rows, t.as_of), ~is_given_up(rows), rows.cons_no.notnull())
    gone = done.filter(done.app_type.isin(ENDINGS))
    rows = done.filter(
        done.app_type.isin(CONNECTIONS),
        done.power_date >= begin,
        days_between_expr(done.power_date, ibis.literal(t.as_of)) > limit.on_column(done.power_date),
    )
    rows = rows.anti_join(t.customers, "cons_no").anti_join(gone, "cons_no")
    renumbered = t.customers.filter(t.customers.orig_cons_no.notnull()).select(cons_no="orig_cons_no")
    rows = rows.mutate(number=customer_number(rows.cons_no))
    rows = rows.anti_join(renumbered, rows.number == renumbered.cons_no)
    rows = rows.filter(rows.org_code.isnull() | rows.org_code.isin(_units_on_file(t, rows)))
    rows = rows.mutate(
        object_type=ibis.literal("application"),
        object_id=rows.app_no,
        cons_no=rows.number,
        problems=ibis.literal(NO_FILE),
        power_on_date=rows.power_date,
        days=days_between_expr(rows.power_date, ibis.literal(t.as_of)),
        day_limit=limit.on_column(rows.power_date).cast("int64"),
    )
    columns = {
        name: rows[name].cast(kind) if name in rows.columns else ibis.null(kind)
        for name, kind in schema.items()
    }
    return rows.select(**columns)


def _units_on_file(t: Tables, rows: Any) -> Any:
    """Return the units of applications of which, or of a unit above or below, there is any customer on file."""
    filed = t.customers.filter(t.customers.org_code.notnull()).select(unit="org_code").distinct()
    asked = rows.filter(rows.org_code.notnull()).select("org_code").distinct()
    pairs = asked.cross_join(filed)
    return pairs.filter(
        pairs.unit.startswith(pairs.org_code) | pairs.org_code.startswith(pairs.unit)
    ).org_code
