"""BIZ-02 设计审查超期"""

from typing import Annotated, Any

from analytics.check import Param, Tables, check
from analytics.facts.applications import connection_applications, connection_steps
from analytics.facts.step_rounds import ARITHMETIC, EVIDENCE, late, timed_rounds
from analytics.regulation.connection_limits import SGCC_ASSESSMENT, SUPERVISION, Step
from analytics.regulation.source import Rule
from data_loaders.codes.applications import AcceptCons, ConnectionStep
from models.category import Category

LOW = SUPERVISION.part(Step.DESIGN).part(AcceptCons.LOW_VOLTAGE)
HIGH = SGCC_ASSESSMENT.part(Step.DESIGN).part(AcceptCons.HIGH_SINGLE)


@check(
    code="BIZ-02",
    title="设计审查超期",
    category=Category.BUSINESS,
    matter="业扩时限执行",
    severity="中",
    subject="application",
    window="全部",
    amount=None,
    reads={"application_steps": ["begin_time"]},
    facts=(connection_applications, connection_steps),
    evidence=EVIDENCE,
    sentence="{class_label}客户第 {round} 次送审 {begin_time} 受理,至 {until_date} 设计审查用时 {days} 个工作日,限额 {limit_days}",
    arithmetic=ARITHMETIC,
    laws=(SUPERVISION, SGCC_ASSESSMENT),
)
def design_reviewed_late(
    t: Tables,
    *,
    low_days: Annotated[Rule[int], Param("低压限额", "工作日", low=1, high=30)] = LOW,
    high_days: Annotated[Rule[int], Param("高压限额", "工作日", low=1, high=60)] = HIGH,
) -> Any:
    """受电工程设计文件受理后,应在规定的工作日内审完并一次告知意见。

    为什么: 审图拖延直接推迟客户开工,是办电时长里客户最难催的一段。
    判定: 新装、装表临时、增容申请(101、102、104、105、109、110、111)每次“设计文件受理”开始,到该次之后、下次受理之前首个“设计文件审核”完成,为一轮;任一轮的工作日数大于受理日的限额即命中,取用时最长的一轮:低压{connection_limits.SUPERVISION[设计审查]}(供电监管办法),高压从国网考核办法({connection_limits.SGCC_ASSESSMENT[设计审查]}),执行监管办法限额的单位可把高压限额改为 20。在途而最后一轮未审完、后续环节均未完成的,计至数据日。工作日按国务院放假调休,受理当日为第 0 天;数据日之后的视为未发生。
    金额: 无,属服务风险。
    例外: 没有设计文件受理或审核记录的(普通用户免审)不判;中止单未审完的不判;被下一次送审接续而没有审核完成的轮次不判;客户分类不能定的不判。
    核实: 调阅设计文件受理单与审核意见单的签收日期。
    """
    timed = timed_rounds(t, ConnectionStep.DESIGN_RECEIPT, ConnectionStep.DESIGN_REVIEW, low_days, high_days)
    return late(timed, "请核退改、补资料的时间", "尚未审完")
