"""BIZ-04 竣工检验超期"""

from typing import Annotated, Any

from analytics.check import Param, Tables, check
from analytics.facts.applications import connection_applications, connection_steps
from analytics.facts.step_rounds import ARITHMETIC, EVIDENCE, late, timed_rounds
from analytics.regulation.connection_limits import SGCC_ASSESSMENT, SUPERVISION, Step
from analytics.regulation.source import Rule
from data_loaders.codes.applications import AcceptCons, ConnectionStep
from models.category import Category

LOW = SUPERVISION.part(Step.COMPLETION).part(AcceptCons.LOW_VOLTAGE)
HIGH = SGCC_ASSESSMENT.part(Step.COMPLETION).part(AcceptCons.HIGH_SINGLE)


@check(
    code="BIZ-04",
    title="竣工检验超期",
    category=Category.BUSINESS,
    matter="业扩时限执行",
    severity="高",
    subject="application",
    window="全部",
    amount=None,
    reads={"application_steps": ["begin_time"]},
    facts=(connection_applications, connection_steps),
    evidence=EVIDENCE,
    sentence="{class_label}客户末次(第 {round} 次)竣工报验 {begin_time} 受理,至 {until_date} 竣工检验用时 {days} 个工作日,限额 {limit_days}",
    arithmetic=ARITHMETIC,
    laws=(SUPERVISION, SGCC_ASSESSMENT),
)
def completion_inspected_late(
    t: Tables,
    *,
    low_days: Annotated[Rule[int], Param("低压限额", "工作日", low=1, high=30)] = LOW,
    high_days: Annotated[Rule[int], Param("高压限额", "工作日", low=1, high=60)] = HIGH,
) -> Any:
    """客户竣工报验后,应在规定的工作日内完成检验。

    为什么: 竣工检验是送电前最后一关,拖一天客户就晚用一天电。
    判定: 新装、装表临时、增容申请(101、102、104、105、109、110、111)只看末次报验:最后一个“竣工报验”开始,到其后首个“竣工验收”完成的工作日数大于受理日的限额即命中:低压{connection_limits.SUPERVISION[竣工检验]}(供电监管办法),高压从国网考核办法({connection_limits.SGCC_ASSESSMENT[竣工检验]}),执行监管办法限额的单位可把高压限额改为 7。在途而末次报验未验收、后续环节均未完成的,计至数据日。工作日按国务院放假调休,报验当日为第 0 天;数据日之后的视为未发生。
    金额: 无,属服务风险。
    例外: 首检不合格的整改期不计,故只看末次;中止单未验收的不判;已归档而没有竣工验收的归 BIZ-07;客户分类不能定的不判。
    核实: 调阅竣工报验单、检验意见单与复检记录的日期。
    """
    timed = timed_rounds(t, ConnectionStep.COMPLETION_REPORT, ConnectionStep.COMPLETION, low_days, high_days)
    return late(timed.filter(timed.round == timed.rounds), "请核末次报验前首检不合格的整改记录", "尚未验收")
