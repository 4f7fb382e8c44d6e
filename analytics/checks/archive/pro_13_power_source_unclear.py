"""PRO-13 供电电源信息不明确"""

from typing import Annotated, Any

from analytics.check import Param, Tables, check
from analytics.facts.columns import is_blank, reasons
from analytics.facts.customers import customer_class, is_check_point, on_the_books
from analytics.facts.feeds import STATION_DIGITS, feeds_in_force, feeds_of_customers
from analytics.regulation.money import exact, number
from analytics.regulation.practice import POWER_SOURCES
from data_loaders.codes.customers import SEVERAL_SOURCES, CustType, SourceNumber, SupplyMode
from data_loaders.codes.equipment import SourceType
from models.category import Category

SINGLE_MODES = (SupplyMode.SINGLE_PUBLIC, SupplyMode.SINGLE_DEDICATED)
SEVERAL_MODES = tuple(mode for mode in SupplyMode if mode not in SINGLE_MODES)


@check(
    code="PRO-13",
    title="供电电源信息不明确",
    category=Category.ARCHIVE,
    matter="供电电源是否明确",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": [
            *("cons_no", "org_code?", "cons_sort_code?", "elec_type_code?", "volt_code?", "contract_cap?"),
            *("line_no?", "tg_no?", "source_count?", "supply_source_type?", "supply_mode?"),
        ],
        "power_sources?": [
            *(
                "org_code?",
                "cons_no?",
                "ps_no?",
                "ps_attr?",
                "substation?",
                "line_no?",
                "line_status?",
                "ps_cap?",
            ),
        ],
    },
    facts=(on_the_books, feeds_in_force),
    without={
        "power_sources.cons_no": "缺供电电源明细,只查客户档案各项",
        "customers.line_no": "线路编号整列为空,不查高压户线路",
        "customers.tg_no": "台区编号整列为空,不查低压户台区",
        "customers.source_count": "电源数目整列为空,不查电源数目",
        "customers.supply_source_type": "供电电源类型整列为空,不查电源类型",
        "customers.supply_mode": "供电方式整列为空,不查供电方式",
        "power_sources.ps_attr": "电源性质整列为空,不查主备、主供停运与主供个数",
        "power_sources.line_status": "线路状态整列为空,不查主供停运",
        "power_sources.ps_cap": "电源容量整列为空,不查供电容量",
        "power_sources.line_no": "电源线路整列为空,不查电源线路",
        "power_sources.substation": "变电站整列为空,不查变电站",
    },
    evidence={
        "reason": "缺失或矛盾",
        "source_count": "档案电源数目",
        "supply_mode": "供电方式",
        "feed_count": "在效电源数",
        "feed_numbers": "电源编号",
        "fed_kva": "主供与互备容量之和(kVA)",
        "contract_cap": "合同容量(kVA)",
    },
    sentence="供电电源不明确:{reason}(档案电源数目 [{source_count}|没有登记],在效电源 {feed_count} 路)",
    arithmetic=("主供与互备容量之和 {fed_kva} kVA,合同容量 {contract_cap} kVA",),
    laws=(POWER_SOURCES,),
)
def power_source_unclear(
    t: Tables,
    *,
    tol_kva: Annotated[float, Param("供电容量允许误差", "kVA", low=0, high=100)] = 1.0,
) -> Any:
    """客户由哪条线路、哪个台区、几路电源供电,主供与备用,档案和电源明细应当写明且一致。

    为什么: 电源不明,停电影响不到户、线损算不准,双电源户的高可靠性费用与安全责任也说不清。
    判定: 在册户(非考核户)任一即中。①档案:高压户没有线路,低压户没有台区;电源数目、电源类型空或不在代码内;两路及以上而供电方式空或为单电源(11、12);一路而供电方式为双电源或多电源(2、3 开头)。②电源明细(线路状态不为 03 拆除的为在效):a 高压户没有在效电源,而同所(单位编码前 9 位)别的户有;b 电源性质空;c 高压户的电源没有线路或变电站;d 主供电源(10)的线路停运;e 没有互为备用(11)而主供不是一路;f 档案为两路及以上而在效电源不足两路,或档案为一路而保安(30、31、32)以外的在效电源多于一路;g 主供与互备电源容量之和小于合同容量减 1 kVA。{practice.POWER_SOURCES}。
    金额: 无。
    例外: 备用、保安电源停运不判;两路互为备用不判 e,各带一半负荷、单路不足合同容量属正常;容量之和恰等或差 1 kVA 内、任一容量空的不判 g;低压户没有电源明细不判;用户分类空的按电压、用电类别推定;某列整列为空的不判该项。新投台区未同步的由人工核对。
    核实: 对照供电方案、一次接线图和现场,更正档案与电源明细。
    """
    customers = t.fact(on_the_books)
    customers = customers.filter(~is_check_point(customers))
    known = customers.mutate(
        is_high=customer_class(customers) == CustType.HIGH_VOLTAGE,
        station=customers.org_code.cast("string").left(STATION_DIGITS),
    )
    feeds = t.fact(feeds_in_force)
    known = known.left_join(feeds_of_customers(feeds), "cons_no").drop("cons_no_right")
    stations = feeds.select(station=feeds.org_code.cast("string").left(STATION_DIGITS)).distinct()
    known = known.left_join(stations.mutate(is_fed_station=True), "station").drop("station_right")
    known = known.mutate(reason=reasons(_in_file(t, known) | _of_feeds(t, known, tol_kva)))
    found = known.filter(known.reason != "")
    counted = found.feed_count
    if not t.lacks("power_sources.cons_no"):
        counted = counted.fill_null(0)
    return found.mutate(object_id=found.cons_no, feed_count=counted)


def _in_file(t: Tables, known: Any) -> dict[str, Any]:
    """Return what the customers' files lack or contradict."""
    is_one = (known.source_count == SourceNumber.SINGLE).fill_null(False)
    is_several = known.source_count.isin(SEVERAL_SOURCES).fill_null(False)
    mode = known.supply_mode
    wrong = {}
    if not t.lacks("customers.line_no"):
        wrong["高压户没有线路"] = known.is_high & is_blank(known.line_no)
    if not t.lacks("customers.tg_no"):
        wrong["低压户没有台区"] = ~known.is_high & is_blank(known.tg_no)
    if not t.lacks("customers.source_count"):
        wrong["电源数目不明"] = ~(is_one | is_several)
    if not t.lacks("customers.supply_source_type"):
        wrong["电源类型不明"] = ~known.supply_source_type.isin(list(SourceType)).fill_null(False)
    if not t.lacks("customers.supply_mode"):
        wrong["多电源未标明主备"] = is_several & (mode.isnull() | mode.isin(SINGLE_MODES))
        wrong["单电源而供电方式为多电源"] = is_one & mode.isin(SEVERAL_MODES).fill_null(False)
    return wrong


def _of_feeds(t: Tables, known: Any, tol_kva: float) -> dict[str, Any]:
    """Return what the feeds in force lack, or contradict the file in; a customer without any has null throughout."""
    if t.lacks("power_sources.cons_no"):
        return {}
    is_fed = known.feed_count.notnull()
    is_one = known.source_count == SourceNumber.SINGLE
    is_several = known.source_count.isin(SEVERAL_SOURCES)
    wrong = {"没有电源明细": known.is_high & ~is_fed & known.is_fed_station.fill_null(False)}
    if not t.lacks("power_sources.line_no"):
        wrong["电源没有线路"] = known.is_high & (known.unlined_count > 0)
    if not t.lacks("power_sources.substation"):
        wrong["电源没有变电站"] = known.is_high & (known.unrooted_count > 0)
    if not t.lacks("power_sources.ps_attr"):
        wrong["电源主备不明"] = known.unmarked_count > 0
        if not t.lacks("power_sources.line_status"):
            wrong["主供线路停运"] = known.stopped_main_count > 0
        is_marked = (known.unmarked_count == 0) & (known.mutual_count == 0)
        wrong["主供电源不是一路"] = is_marked & (known.main_count != 1)
    if not t.lacks("customers.source_count"):
        wrong["档案多电源而在效电源不足两路"] = is_several & (known.feed_count < 2)
        wrong["档案单电源而在效电源多于一路"] = is_one & (known.lasting_count > 1)
    if not t.lacks("power_sources.ps_cap"):
        least = exact(known.contract_cap) - number(tol_kva)
        wrong["供电容量小于合同容量"] = exact(known.fed_kva) < least
    return wrong
