"""INS-04 自备电源/双电源未登记或无闭锁"""

from typing import Annotated, Any

from analytics.check import Param, Tables, check
from analytics.facts.columns import in_words, reasons
from analytics.facts.customers import is_check_point, presumed_on_the_books
from analytics.regulation.violation import OWN_SUPPLY
from analytics.regulation.working_days import add_months_expr
from data_loaders.codes.customers import SEVERAL_SOURCES, SparePower, SupplyMode
from models.category import Category

SOURCES_NEVER_SWITCHED = (SupplyMode.DOUBLE_NEVER_SWITCHED_PUBLIC, SupplyMode.DOUBLE_NEVER_SWITCHED_DEDICATED)


@check(
    code="INS-04",
    title="自备电源/双电源未登记或无闭锁",
    category=Category.INSPECTION,
    matter="自发电管理",
    severity="高",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "self_generation": [
            "cons_no",
            "spare_power_flag",
            "lock_mode?",
            "switch_flag?",
            "gen_cap?",
            "agreement?",
            "chk_date?",
        ],
        "customers": [
            "cons_no",
            "cons_sort_code?",
            "spare_power_flag?",
            "source_count?",
            "supply_mode?",
        ],
    },
    facts=(presumed_on_the_books,),
    without={
        "self_generation.agreement": "没有自备电源协议,不查自备电源无协议",
        "self_generation.switch_flag": "没有投入切换装置标志,不查自备电源无切换装置",
        "self_generation.lock_mode": "没有闭锁方式,不查自备电源无闭锁和双电源无闭锁",
        "self_generation.chk_date": "没有检查日期,不查闭锁试验超期",
    },
    evidence={
        "reason": "问题",
        "registered_flag": "自备电源表:有无自备电源",
        "spare_power_flag": "客户档案:有无自备电源",
        "gen_cap": "自备电源容量(kW)",
        "agreement": "自备电源协议",
        "switch_flag": "投入切换装置",
        "lock_mode": "闭锁方式",
        "chk_date": "检查日期(代闭锁试验)",
        "source_count": "电源数目",
        "supply_mode": "供电方式",
    },
    sentence="用户 {object_id} {reason}([自备容量 {gen_cap} kW][,闭锁方式 {lock_mode}][,检查日期 {chk_date}])",
    laws=(OWN_SUPPLY,),
)
def self_generation_unguarded(
    t: Tables,
    *,
    test_months: Annotated[int, Param("闭锁试验周期", "个月", low=1, high=60)] = 12,
) -> Any:
    """有自备电源或双电源的用户应当登记、有协议、有可靠闭锁并按期试验。

    为什么: 自备电源或另一路电源倒送电网,会危及检修人员生命,并伴随擅自并网。
    判定: 在册户(用户状态 0 或 2;状态为空时销户日期为空;非考核户)任一即中:A 自备电源表记有自备电源(02)而客户档案记无(01),或没有协议,或投入切换装置为否,或闭锁方式为空,或检查日期加 12 个月早于核查日;B 客户档案记有自备电源(02)而自备电源表无此户或不是 02;C 电源数目为双电源、多电源而闭锁方式为空,或该表收有其他双电源户而无此户。每户一条。
    金额: 无。每千瓦 500 元只在查实擅自并网后成立,缺协议、缺闭锁不生金额。
    例外: 恰满 12 个月不算超期;检查日期为空不判超期;供电方式 25、26(独立常供、不切换)不判 C;协议、闭锁方式、切换装置、检查日期整列没有数据时该项不查。
    核实: 现场试验闭锁,核对协议与铭牌;UPS 不属自备电源;闭锁试验日期没有字段,以检查日期代替。
    """
    found = _with_register(t)
    is_own = (found.registered_flag == SparePower.PRESENT).fill_null(False)
    is_dual = found.source_count.isin(SEVERAL_SOURCES) & ~found.supply_mode.fill_null("").isin(
        SOURCES_NEVER_SWITCHED
    )
    has_lock_modes = t.has("self_generation.lock_mode")
    is_unlocked = found.lock_mode.isnull() & has_lock_modes
    causes = {
        "档案记为无自备电源": is_own & (found.spare_power_flag == SparePower.NONE),
        "自备电源无协议": is_own & ~found.agreement.fill_null(False) & t.has("self_generation.agreement"),
        "自备电源无切换装置": is_own & ~found.switch_flag,
        "自备电源无闭锁": is_own & is_unlocked,
        "闭锁试验超期": is_own & (add_months_expr(found.chk_date, test_months) < t.as_of),
        "自备电源未登记": (found.spare_power_flag == SparePower.PRESENT) & ~is_own,
        "双电源无闭锁": is_dual & found.is_registered & is_unlocked,
        "双电源未登记": is_dual & ~found.is_registered & found.is_dual_collected,
    }
    found = found.mutate(
        object_id=found.cons_no,
        reason=reasons(causes),
        registered_flag=in_words(found.registered_flag, t.labels("SPARE_POWER_FLAG")),
    )
    return found.filter(found.reason != "")


def _with_register(t: Tables) -> Any:
    """Return the customers on the books with their row of the register, and whether it lists dual sources."""
    register = t.self_generation.rename(registered_flag="spare_power_flag", registered_no="cons_no")
    customers = t.fact(presumed_on_the_books)
    customers = customers.filter(~is_check_point(customers))
    found = customers.left_join(register, [("cons_no", "registered_no")])
    found = found.mutate(is_registered=found.registered_no.notnull())
    duals = t.customers.filter(t.customers.source_count.isin(SEVERAL_SOURCES))
    duals = duals.semi_join(t.self_generation, "cons_no")
    return found.cross_join(duals.agg(is_dual_collected=duals.count() > 0))
