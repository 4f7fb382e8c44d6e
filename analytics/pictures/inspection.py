"""用电检查: contracts and when they end, plans of inspection, generation of customers' own, charges of violations."""

from datetime import timedelta
from typing import Any

import ibis

from analytics.facts.columns import first_by, month_text
from analytics.facts.contracts import signed_contracts, valid_contracts, who_needs_a_contract
from analytics.facts.customers import is_check_point, presumed_on_the_books
from analytics.facts.inspections import DONE, planned, who_is_inspected, with_last_inspection
from analytics.facts.violations import recomputed_penalties
from analytics.pictures.bands import CUSTOMER_CLASS
from analytics.pictures.picture import (
    Column,
    Dimension,
    Line,
    Sight,
    band_words,
    banded,
    counted,
    objects_counted,
    picture,
    yuan_summed,
)
from analytics.regulation.money import to_fen
from data_loaders.codes.customers import SparePower
from data_loaders.codes.inspections import PlanStatus
from models.calendar import add_months, add_months_to_date, month_of
from models.category import Category

NO_CONTRACT, NO_END, LONG_PAST, PAST, SOON = (
    *("没有有效合同", "没有终止日期", "已到期 1 年以上", "已到期不满 1 年", "30 天内到期"),
)
BY_THEN = ((91, "31–90 天到期"), (366, "91–365 天到期"), (1096, "1–3 年到期"))
SOON_DAYS = 30


@picture(
    title="没有合同、已到期和三年内到期的合同(户)",
    category=Category.INSPECTION,
    kind="bars",
    reads={
        "customers": [
            *("cons_no", "org_code?", "status_code?", "cancel_date?", "cons_sort_code?", "power_on_date?"),
        ],
        "contracts": ["cons_no", "contract_no", "oper_type?", "status?", "sign_date?", "end_date?"],
    },
    facts=(presumed_on_the_books,),
    by=[
        Dimension(
            "contract_end",
            "合同到期",
            order=(NO_CONTRACT, LONG_PAST, PAST, SOON, *(words for _, words in BY_THEN), NO_END),
        ),
        Dimension("contract_status", "合同状态", codes="contracts.status", empty="没有合同或未填"),
    ],
    also=[CUSTOMER_CLASS],
    measures=[counted("用户", "户")],
    columns={
        "contract_no": Column("合同编号", "id"),
        "end_date": Column("终止日期", "date"),
        "days_past": Column("已到期(天)", "number"),
    },
    order="days_past",
)
def contract_ends(t: Sight) -> Any:
    """应有合同的在册户,按其有效合同中最晚的终止日期;任一份没有终止日期的不算到期。

    在册户和有效合同的口径与 INS-01 相同;没有合同的、已到期的和 30 天内到期的由它列出。三年以后才到期的不在图中。
    """
    customers = who_needs_a_contract(t)
    contracts = valid_contracts(signed_contracts(t))
    # of those that end on the same day the one with the smallest number, as the check shows it
    last = contracts.group_by("cons_no").agg(
        end_date=contracts.end_date.max(), is_open_ended=contracts.end_date.isnull().any()
    )
    ending = contracts.select("contract_no", owner="cons_no", ended="end_date", contract_status="status")
    last = last.left_join(ending, [last.cons_no == ending.owner, last.end_date == ending.ended])
    last = last.group_by("cons_no").agg(
        end_date=last.end_date.max(),
        is_open_ended=last.is_open_ended.any(),
        contract_no=last.contract_no.min(),
        contract_status=last.contract_status.max(),
    )
    rows = customers.left_join(last.mutate(has_contract=True), "cons_no").drop("cons_no_right")
    days_left = rows.end_date.delta(ibis.literal(t.as_of), unit="day")
    rows = rows.mutate(
        object_type=ibis.literal("customer"),
        object_id=rows.cons_no,
        customer_class=rows.cons_sort_code,
        days_past=ibis.ifelse(days_left < 0, -days_left, None),
        contract_end=ibis.cases(
            (rows.has_contract.isnull(), NO_CONTRACT),
            (rows.is_open_ended, NO_END),
            (rows.end_date < add_months_to_date(t.as_of, -12), LONG_PAST),
            (rows.end_date < t.as_of, PAST),
            (rows.end_date < t.as_of + timedelta(days=SOON_DAYS), SOON),
            *((days_left < days, words) for days, words in BY_THEN),
        ),
    )
    return rows.filter(rows.contract_end.notnull())


MONTHS = 12
IN_TIME, LATE, UNDATED, MADE_UP, UNMADE, TO_COME, CANCELLED = (
    *("按计划月完成", "逾期完成", "已执行、日期未录", "未执行、已另行检查", "未执行", "未到期", "已取消"),
)


@picture(
    title="用电检查计划与完成(项)",
    category=Category.INSPECTION,
    kind="columns",
    reads={
        "customers": [
            *("cons_no", "org_code?", "status_code?", "cancel_date?", "cons_sort_code?"),
            *("importance_level?", "last_check_date?"),
        ],
        "inspections": [
            *("org_code?", "cons_no", "check_type", "plan_no?", "plan_month", "actual_date", "plan_status?"),
            "checker?",
        ],
        "self_generation?": ["cons_no?", "importance_level?", "chk_date?"],
    },
    facts=(presumed_on_the_books,),
    by=[
        Dimension("plan_month", "计划月", said="month", is_sorted=True),
        Dimension(
            "plan_outcome", "完成", order=(IN_TIME, LATE, UNDATED, MADE_UP, UNMADE, TO_COME, CANCELLED)
        ),
    ],
    also=[
        Dimension("check_type", "检查类型", codes="inspections.check_type"),
        Dimension("checker", "检查人员", said="person", empty="未记人员"),
    ],
    measures=[counted("计划", "项")],
    columns={
        "plan_no": Column("计划编号", "id"),
        "plan_month": Column("计划月", "month"),
        "actual_date": Column("实际检查", "date"),
        "last_date": Column("末次检查", "date"),
    },
    order="plan_month",
)
def plans(t: Sight) -> Any:
    """在册户近 12 个月及以后的用电检查计划,按计划月;“未执行”指过了计划月仍没有检查,此后也没有任何检查。

    口径与 INS-07 的②相同,它只列周期检查(类型 100)。数据日以后才执行的,按数据日还没有执行。
    """
    rows = planned(t, with_last_inspection(t, who_is_inspected(t)))
    rows = rows.filter(rows.plan_month > add_months(t.period, -MONTHS))
    is_done = (rows.actual_date <= t.as_of).fill_null(False)
    # a status is that of the export: of a month to come, seen from an earlier day, it tells what happened since
    has_begun = rows.plan_month <= month_of(t.as_of)
    is_undated = has_begun & rows.actual_date.isnull() & rows.plan_status.isin(DONE).fill_null(False)
    outcome = ibis.cases(
        ((rows.plan_status == PlanStatus.CANCELLED).fill_null(False), CANCELLED),
        (is_done & (month_text(rows.actual_date) <= rows.plan_month), IN_TIME),
        (is_done, LATE),
        (is_undated, UNDATED),
        (~rows.is_past, TO_COME),
        (rows.is_made_up, MADE_UP),
        else_=UNMADE,
    )
    return rows.mutate(object_type=ibis.literal("customer"), object_id=rows.cons_no, plan_outcome=outcome)


FINE = "未列为问题"


def _registered(t: Sight) -> Any:
    """Return the register of own generation; `is_own` of customers on the books, check points left out, that have some."""
    customers = t.fact(presumed_on_the_books)
    customers = customers.filter(~is_check_point(customers)).select("org_code", owner="cons_no")
    register = t.self_generation
    known = register.left_join(customers, [("cons_no", "owner")])
    return known.select(
        "cons_no",
        "org_code",
        "gen_cap",
        "lock_mode",
        "chk_date",
        object_type=ibis.literal("customer"),
        object_id=known.cons_no,
        is_own=(known.owner.notnull() & (known.spare_power_flag == SparePower.PRESENT)).fill_null(False),
    )


@picture(
    title="自备电源与双电源的安全(户)",
    category=Category.INSPECTION,
    kind="bars",
    reads={
        "self_generation": ["cons_no", "spare_power_flag", "lock_mode?", "gen_cap?", "chk_date?"],
        "customers": ["cons_no", "org_code?", "status_code?", "cancel_date?", "cons_sort_code?"],
    },
    facts=(presumed_on_the_books,),
    hits={"INS-04": ("reason",)},
    by=[Dimension("generation_fault", "情况")],
    also=[Dimension("lock_mode", "闭锁方式", codes="self_generation.lock_mode")],
    measures=[objects_counted("用户", "户")],
    columns={
        "gen_cap": Column("自备电源容量(kW)", "number"),
        "chk_date": Column("检查日期", "date"),
    },
    order="gen_cap",
    base=_registered,
)
def own_generation(t: Sight) -> Any:
    """登记有自备电源的在册户和检查 INS-04 命中的户;一户有几个问题的在每个问题下各计一次。

    问题由 INS-04 判断(未登记、无协议、无切换装置、无闭锁、闭锁试验超期);其余登记有自备电源的为未列为问题。
    """
    hits = t.hits("INS-04")
    wrong = hits.select("cons_no", "org_code", fault=hits.reason.split("、").unnest())
    register = t.worked_out(_registered)
    own = register.filter("is_own").select("cons_no", "org_code").distinct()
    fine = own.anti_join(wrong, "cons_no")
    both = wrong.union(fine.select("cons_no", "org_code", fault=ibis.literal(FINE)))
    both = both.left_join(
        register.select("gen_cap", "lock_mode", "chk_date", listed="cons_no"), [("cons_no", "listed")]
    )
    return both.mutate(
        object_type=ibis.literal("customer"), object_id=both.cons_no, generation_fault=both.fault
    )


PENALTY_EDGES = (1_000, 5_000, 10_000, 50_000, 100_000, 500_000)
PENALTY_BANDS = band_words(PENALTY_EDGES, " 元")
JUDGED, NOT_JUDGED = "INS-08 命中", "未命中"


def _recomputed(t: Sight) -> Any:
    cases = recomputed_penalties(t)
    cases = cases.mutate(gap=to_fen(cases.due_yuan - cases.penalty_amt))
    cases = first_by(cases, ["app_no"], ["gap", "add_amt", "occur_time", "vtype"])
    return cases.mutate(
        object_type=ibis.literal("case"),
        object_id=cases.app_no,
        due_band=banded(cases.due_yuan, PENALTY_EDGES, " 元"),
        penalty_band=banded(cases.penalty_amt, PENALTY_EDGES, " 元"),
        violation=cases.attr,
        violation_type=cases.vtype,
    )


@picture(
    title="违约使用电费:按规定与实收(件)",
    category=Category.INSPECTION,
    kind="cloud",
    reads={
        "violations": [
            *("app_no", "cons_no", "org_code?", "attr", "vtype?", "occur_time", "add_amt?", "penalty_amt"),
        ],
        "customers?": ["cons_no", "pricing_policy?", "cons_sort_code?"],
    },
    hits={"INS-08?": ()},
    by=[
        Dimension("due_band", "按规定(元)", order=PENALTY_BANDS),
        Dimension("penalty_band", "实收(元)", order=PENALTY_BANDS),
    ],
    also=[
        Dimension("violation", "性质", codes="violations.attr"),
        Dimension("violation_type", "违约用电分类", codes="violations.vtype", empty="窃电或未填"),
        Dimension("penalty_judged", "追补计算", order=(JUDGED, NOT_JUDGED), empty="未判"),
    ],
    measures=[
        counted("案件", "件"),
        yuan_summed("按规定", "due_yuan"),
        yuan_summed("实收", "penalty_amt"),
    ],
    columns={
        "occur_time": Column("受理时间", "time"),
        "rule": Column("规定"),
        "due_yuan": Column("按规定(元)", "money"),
        "penalty_amt": Column("实收(元)", "money"),
        "gap": Column("按规定减实收(元)", "money"),
    },
    axes=("due_yuan", "penalty_amt"),
    line=Line("实收 = 按规定"),
    order="gap",
    base=_recomputed,
)
def penalties(t: Sight) -> Any:
    """能够复算的违约用电和窃电案件:横轴为按规定应收的违约使用电费,纵轴为实收;INS-08 命中的单独画点。

    复算与 INS-08 相同:2024-06-01 起受理的只有上限,在线下方不算少收;缺追补电费、用户分类等不能复算的不在其中。
    """
    cases = t.worked_out(_recomputed)
    if not t.has_run("INS-08"):
        return cases.mutate(penalty_judged=ibis.null("string"), is_point=ibis.literal(False))
    hits = t.hits("INS-08").select(hit_id="object_id").distinct()
    cases = cases.left_join(hits, [("object_id", "hit_id")])
    is_hit = cases.hit_id.notnull()
    return cases.mutate(penalty_judged=ibis.ifelse(is_hit, JUDGED, NOT_JUDGED), is_point=is_hit)
