"""BIZ-03 中间检查超期"""

from typing import Annotated, Any

from analytics.check import Param, Tables, check
from analytics.facts.applications import connection_applications, connection_steps
from analytics.facts.step_rounds import ARITHMETIC, EVIDENCE, late, timed_rounds
from analytics.regulation.connection_limits import SGCC_ASSESSMENT, SUPERVISION, Step
from analytics.regulation.source import Rule
from data_loaders.codes.applications import AcceptCons, ConnectionStep
from models.category import Category

LOW = SUPERVISION.part(Step.INSPECTION).part(AcceptCons.LOW_VOLTAGE)
HIGH = SGCC_ASSESSMENT.part(Step.INSPECTION).part(AcceptCons.HIGH_SINGLE)


@check(
    code="BIZ-03",
    title="中间检查超期",
    category=Category.BUSINESS,
    matter="业扩时限执行",
    severity="中",
    subject="application",
    window="全部",
    amount=None,
    reads={"application_steps": ["begin_time"]},
    facts=(connection_applications, connection_steps),
    evidence=EVIDENCE,
    sentence="{class_label}客户第 {round} 次申请中间检查 {begin_time} 受理,至 {until_date} 用时 {days} 个工作日,限额 {limit_days}",
    arithmetic=ARITHMETIC,
    laws=(SUPERVISION, SGCC_ASSESSMENT),
)
def midway_inspection_late(
    t: Tables,
    *,
    low_days: Annotated[Rule[int], Param("低压限额", "工作日", low=1, high=30)] = LOW,
    high_days: Annotated[Rule[int], Param("高压限额", "工作日", low=1, high=60)] = HIGH,
) -> Any:
    """隐蔽工程的中间检查受理后,应在规定的工作日内到场检查。

    为什么: 中间检查不到场,隐蔽工程就不能覆盖,客户停工等待。
    判定: 新装、装表临时、增容申请(101、102、104、105、109、110、111)每次“中间检查受理”开始,到其后、下次受理之前首个“中间检查”完成,为一轮;任一轮的工作日数大于受理日的限额即命中,取用时最长的一轮:低压{connection_limits.SUPERVISION[中间检查]}(供电监管办法),高压从国网考核办法({connection_limits.SGCC_ASSESSMENT[中间检查]})。在途而最后一轮未检查、后续环节均未完成的,计至数据日。工作日按国务院放假调休,受理当日为第 0 天;数据日之后的视为未发生。
    金额: 无,属服务风险。
    例外: 没有中间检查受理或检查记录的(普通用户免中检)不判;中止单未检查的不判;客户分类不能定的不判。客户约定的时间无字段可剔,只作提示。
    核实: 调阅中间检查受理单、检查意见单的日期与客户约定记录。
    """
    timed = timed_rounds(
        t, ConnectionStep.MIDWAY_REQUEST, ConnectionStep.MIDWAY_INSPECTION, low_days, high_days
    )
    return late(timed, "请核是否客户约定了检查时间", "尚未检查")
