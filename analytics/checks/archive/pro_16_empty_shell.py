"""PRO-16 长期停电未销户(空壳户)"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import is_archived, is_given_up
from analytics.facts.bills import is_among
from analytics.facts.capacity import machines
from analytics.facts.columns import reasons
from analytics.facts.customers import on_the_books
from analytics.facts.reading_cycles import SELDOM, read_seldom
from analytics.facts.zero_use import feeding_in
from analytics.regulation.source import Rule
from analytics.regulation.supply_terms import ZERO_USE_CLOSURE_MONTHS
from data_loaders.codes.applications import AppType
from data_loaders.codes.charges import AmtType
from data_loaders.codes.customers import CustType
from data_loaders.codes.equipment import RunStatus
from models.calendar import add_months, month_range
from models.category import Category

RESTING = (AppType.SUSPENSION, AppType.DISMANTLING)
RESUMING = (AppType.SUSPENSION_ENDED, AppType.REINSTALLING)
LEAVING = (AppType.CANCELLATION, AppType.CANCELLATION_BATCH)
BILLED = (AmtType.NORMAL, AmtType.TEMPORARY)


@check(
    code="PRO-16",
    title="长期停电未销户(空壳户)",
    category=Category.ARCHIVE,
    matter="主题库",
    severity="低",
    subject="customer",
    window="期间",
    amount=None,
    reads={
        "customers": ["cons_no", "contract_cap?", "run_cap?", "cons_sort_code?", "mr_sect_no?"],
        "bills": ["cons_no", "amt_ym", "amt_type?", "total_pq"],
        "mr_sections?": ["mr_sect_no?", "mr_cycle?"],
        "readings?": [
            *("cons_no?", "amt_ym?", "mr_cycle?", "read_type?", "last_read?", "this_read?"),
        ],
        "equipment?": ["cons_no?", "run_status?"],
        "applications?": [
            "cons_no?",
            "app_type?",
            "status?",
            "terminate_flag?",
            "accept_time?",
            "archive_date?",
        ],
    },
    facts=(on_the_books, machines),
    without={
        "customers.run_cap": "运行容量整列为空,只按受电设备与申请排除暂停",
        "equipment.run_status": "未提供受电设备,只按运行容量与申请排除暂停",
        "applications.app_type": "没有申请,不能排除已办暂停、暂拆、销户的",
        "mr_sections.mr_cycle": "缺抄表段的抄表周期,按抄表记录的周期;也没有的,双月、按季抄表的户视为缺账单,不判",
        "readings.this_read": "缺抄表示数,光伏全额上网的不能剔除",
    },
    evidence={
        "contract_cap": "合同容量(kVA)",
        "run_cap": "运行容量(kVA)",
        "zero_months": "电量为零的连续月数",
        "first_ym": "起始月",
        "last_used_ym": "最后有电量月",
        "note": "提示",
    },
    sentence="自 {first_ym} 起连续 {zero_months} 个月电量为零,未办暂停、暂拆或销户(最后有电量月:{last_used_ym})",
    laws=(ZERO_USE_CLOSURE_MONTHS,),
)
def empty_shell(
    t: Tables,
    *,
    months: Annotated[Rule[int], Param("连续零电量", "个月", low=2, high=24)] = ZERO_USE_CLOSURE_MONTHS,
) -> Any:
    """连续多月不用电、又没有办暂停或暂拆的户,应当核实后销户。

    为什么: 空壳户占用容量与表计,抄表、线损、户均指标都失真,还可能被用来转供或窃电。
    判定: 在册户在数据月及此前各月,连续 {supply_terms.ZERO_USE_CLOSURE_MONTHS}每月都有账单行(电费类别 01、03,空按 01),且各行电量都为 0;第 6 个月满即命中。双月、按季抄表的户(周期按抄表段,没有的按数据月的抄表记录)自数据月起每两月、三月有账单即可,当月没有账单的不判。
    金额: 无。
    例外: 受电设备(不含拆除)全部停用、运行容量为 0、最近一次暂停或暂拆(未中止)没有后来已归档的恢复、有在途或已归档销户申请的不命中;当月反向示数增加的(光伏全额上网)没有停电,不命中;任一行(含互抵的冲红行)电量不为 0 或为空的不算零,退补行不看;缺账单的月是未知,不计入连续。季节性用电、空置住宅、消防备用由人工核对。
    核实: 现场核实是否搬离、表计与计量箱是否在位,通知销户或办理暂停。
    """
    law = months.on(t.as_of)
    count = law or 1
    known = month_range(add_months(t.period, 1 - count), t.period)
    bills = t.bills.filter(t.bills.amt_type.isnull() | t.bills.amt_type.isin(BILLED))
    recent = bills.filter(is_among(bills.amt_ym, known))
    # of the few alone that used nothing in the period
    idle = recent.filter(recent.amt_ym == t.period, recent.total_pq == 0)
    recent = recent.semi_join(idle, "cons_no")
    # a bill is of two or three months where meters are read less often
    due = {cycle: known[::-cycle] for cycle in (1, *SELDOM)}
    zero = recent.group_by("cons_no").agg(
        **{
            f"billed_{cycle}": recent.amt_ym.nunique(where=recent.amt_ym.isin(of))
            for cycle, of in due.items()
        },
        is_zero=(recent.total_pq == 0).fill_null(False).all(),
    )
    zero = zero.left_join(read_seldom(t), "cons_no").drop("cons_no_right")
    is_billed = {cycle: zero[f"billed_{cycle}"] == len(of) for cycle, of in due.items()}
    cycle = ibis.cases(
        (is_billed[1], 1),
        *(((zero.months == cycle) & is_billed[cycle], cycle) for cycle in SELDOM),
        else_=ibis.null("int64"),
    )
    zero = zero.mutate(cycle=cycle, zero_months=ibis.literal(count, "int64"))
    zero = zero.filter(zero.is_zero, zero.cycle.notnull(), ibis.literal(law is not None))
    found = t.fact(on_the_books).inner_join(zero, "cons_no")
    found = found.filter(~(found.run_cap == 0).fill_null(False)).anti_join(_stopped(t), "cons_no")
    found = found.anti_join(_at_rest_or_leaving(t), "cons_no").anti_join(feeding_in(t), "cons_no")
    earlier = bills.filter(bills.amt_ym < known[0], bills.total_pq != 0).semi_join(found, "cons_no")
    last = earlier.group_by("cons_no").agg(last_used_ym=earlier.amt_ym.max())
    found = found.left_join(last, "cons_no").drop("cons_no_right")
    is_home = found.cons_sort_code == CustType.RESIDENT
    return found.mutate(
        object_id=found.cons_no,
        first_ym=ibis.literal(known[0]),
        last_used_ym=found.last_used_ym.fill_null("更早账单未见有电量"),
        note=reasons(
            {"居民户,请核是否空置住宅": is_home}
            | {words: found.cycle == cycle for cycle, words in SELDOM.items()}
        ).nullif(""),
    )


def _stopped(t: Tables) -> Any:
    """Return who has machines of which none runs."""
    every = t.fact(machines)
    there = every.filter(every.run_status.isnull() | (every.run_status != RunStatus.DISMANTLED))
    is_stopped = (there.run_status == RunStatus.STOPPED).fill_null(False)
    states = there.group_by("cons_no").agg(is_stopped=is_stopped.all())
    return states.filter(states.is_stopped)


def _at_rest_or_leaving(t: Tables) -> Any:
    """Return who asked for suspension or dismantling and has not come back since, or asked to leave."""
    asked = t.applications
    accepted = asked.accept_time.cast("date")
    alive = asked.filter(~is_given_up(asked), (accepted <= t.as_of).fill_null(True))
    is_done = is_archived(alive, t.as_of)
    times = alive.group_by("cons_no").agg(
        has_rested=alive.app_type.isin(RESTING).any(),
        rested=alive.accept_time.max(where=alive.app_type.isin(RESTING)),
        resumed=alive.accept_time.max(where=alive.app_type.isin(RESUMING) & is_done),
        is_leaving=alive.app_type.isin(LEAVING).any(),
    )
    is_at_rest = times.has_rested & (times.resumed.isnull() | (times.resumed < times.rested).fill_null(False))
    return times.filter(is_at_rest | times.is_leaving)
