"""What the people of the demonstration company write about a case, by the class of its problem."""

from dataclasses import dataclass

from models.loop.case import Cause, Handover, Mistake, ProblemClass


@dataclass(frozen=True)
class Words:
    """What is said of one class of problems; `found` follows what the check has said of the object."""

    problem: ProblemClass | None
    cause: Cause
    handover: Handover
    mistake: Mistake
    found: str
    begun: str
    done: str


_BY_PREFIX = {
    "PRO": Words(
        ProblemClass.ARCHIVE,
        Cause.ARCHIVE,
        Handover.ARCHIVE,
        Mistake.ARCHIVE,
        "调阅纸质档案并到现场核对,系统档案与现场不符,情况属实。",
        "已通知档案员,按现场和原始资料发起档案维护流程。",
        "档案维护流程已归档,系统信息与现场、合同三方核对一致。",
    ),
    "BIZ": Words(
        ProblemClass.CONTRACT,
        Cause.FORM,
        Handover.OTHER,
        Mistake.CONNECTION,
        "逐环节调阅业扩工单和客户申请资料,流程办理不规范,情况属实。",
        "约谈经办人,补齐缺失资料,清理同期工单。",
        "资料已补齐并归档,班组已组织学习业扩时限和环节要求。",
    ),
    "MET": Words(
        ProblemClass.METERING,
        Cause.METERING,
        Handover.METER_FAULT,
        Mistake.METERING,
        "现场核对铭牌、封印和接线,并用现场校验仪测试,计量装置情况与系统记录不符,属实。",
        "已申请计量装置故障处理流程,安排计量班现场处理。",
        "计量装置已处理并重新加封,次日采集数据正常,系统参数同步更正。",
    ),
    "TAR": Words(
        ProblemClass.PRICE,
        Cause.DEVIATION,
        Handover.SETTLEMENT,
        Mistake.BILLING,
        "现场核实用电性质和设备容量,对照电价文件重新计算,计费执行有偏差,属实。",
        "已向客户说明并送达电费更正通知,发起非政策性退补流程。",
        "退补电费已发行,计费参数自本月抄表起更正,客户已签字确认。",
    ),
    "ACC": Words(
        ProblemClass.ACCOUNTING,
        Cause.MISTAKE,
        Handover.OTHER,
        Mistake.COLLECTION,
        "核对营销账、银行流水和财务凭证,账务处理有差错,情况属实。",
        "已通知电费账务班查明差异来源,逐笔更正。",
        "差异已逐笔更正,营销账与财务账核对相符,凭证号已登记。",
    ),
    "INS": Words(
        ProblemClass.CONTRACT,
        Cause.FORM,
        Handover.SPECIAL_CHECK,
        Mistake.ON_SITE,
        "会同用电检查员到现场检查并调阅检查记录和合同,发现问题属实,客户已在检查单上签字。",
        "已下达用电检查结果通知书,要求客户限期配合整改。",
        "整改项目已逐条验收,检查记录和照片已归入客户档案。",
    ),
    "SVC": Words(
        None,
        Cause.FORM,
        Handover.OTHER,
        Mistake.SERVICE,
        "调听录音、核对工单各环节时间并回访客户,服务环节确有不规范,属实。",
        "已约谈责任人,向客户说明情况并致歉。",
        "客户回访表示满意,班组已完善工单时限提醒。",
    ),
}
_BY_SUBJECT = (
    (
        ("功率因数", "力率"),
        Words(
            ProblemClass.POWER_FACTOR,
            Cause.DEVIATION,
            Handover.SETTLEMENT,
            Mistake.BILLING,
            "核对无功示数和考核标准,按功率因数调整电费办法重新计算,与发行电费不一致,属实。",
            "已更正功率因数考核标准,发起非政策性退补流程。",
            "力调电费差额已退补,考核标准与合同一致,已打印更正账单交客户。",
        ),
    ),
    (
        ("抄表", "示数", "零电量", "突增突减"),
        Words(
            ProblemClass.READING,
            Cause.MISTAKE,
            Handover.SETTLEMENT,
            Mistake.READING,
            "现场抄录表计示数并拍照,与系统抄表示数核对不符,情况属实。",
            "已按现场示数发起示数更正,核查前三个月的抄表记录。",
            "示数已更正、差额电量已结清,该户改为采集自动抄表。",
        ),
    ),
    (
        ("窃电", "违约用电", "超容", "转供电"),
        Words(
            ProblemClass.VIOLATION,
            Cause.VIOLATION,
            Handover.VIOLATION,
            Mistake.NONE,
            "会同用电检查员到现场取证、录像,客户承认违约用电,已签收用电检查结果通知书。",
            "按供用电合同约定计算追补电费,发起违约用电窃电管理流程。",
            "追补电费已交清,私增设备已拆除,现场复核无异常。",
        ),
    ),
)

NOTHING = (
    "现场核对表计、封印、用电性质和档案,均与系统一致,未发现问题。",
    "经调阅近一年抄表和缴费记录并到现场查看,用电正常,不属于计费差错。",
    "现场核实客户经营季节性变化,电量波动有合理原因,计量装置正常。",
    "已核对合同、档案和当月账单,各项参数一致,无需整改。",
)
NOT_SO = {
    "PRO": "调阅纸质档案、批复和房产证明并到现场核对:两处记录口径不同,均有依据,不属于档案差错。",
    "BIZ": "逐环节核对业扩工单:超出的时间为客户自身原因并有书面说明,流程办理合规。",
    "MET": "现场核对铭牌、封印并用校验仪测试,误差在允许范围内,差异为系统参数更新滞后,次月已同步。",
    "TAR": "核对电价文件、批复和现场用电性质:该户执行的电价有批复依据,按批复重算与账单一致。",
    "ACC": "核对银行流水和财务凭证:差额为月末在途,次月初已到账入账,账务处理正确。",
    "INS": "会同用电检查员到现场检查:设备和合同一致,已有整改记录,未发现违约用电。",
    "SVC": "调听录音、核对工单各环节时间并回访客户:时限内已联系处理,系统记录时间滞后。",
}
"""What explains that what a check found is not so, by the letters of its code."""
FOUND_BY_CHANCE = "现场发现客户名称已变更、联系电话失效,与系统档案不符;该户不在筛查命中之列。"
CLEARED = ("证据齐全,同意核查结论。", "现场照片和记录完整,同意按不属实归档。")
UPHELD = ("事实清楚、证据齐全,同意认定,请按期整改。", "同意核查结论,请整改后附退补单据。")
PASSED = ("抽查流程、账单和现场照片,整改到位,同意归档。", "整改资料齐全,系统数据已更正,复查合格。")
FAILED = (
    "只更正了当期数据,以前月份的差错没有处理,复查不合格,请继续整改。",
    "整改资料缺少客户签字的确认单,系统参数仍为旧值,请补齐后再报。",
)
SENT_BACK = "缺现场照片和示数抄录单,金额计算过程没有说明,请补充后重新提交。"
SENT_AGAIN = "已补充现场照片、示数抄录单和分月计算表。"
URGED = "已超过回单时限仍未提交核查结果,请班组长安排人员三日内完成并书面说明原因。"
WAITING = "客户财务负责人出差,退补确认单待其返回签字,已电话约定时间。"
WANTS_LONGER = "需客户配合停电核对,客户检修计划排在下月上旬,申请延期。"
WANTED_LONGER = "客户月底前停产检修,无法入厂核对,申请延期回单。"
GRANTED = "情况属实,同意延期一次。"
GIVEN_BACK = "该户已随台区改造划归相邻供电所管理,不属本所抄表范围,请改派。"
GONE = "该户已办理销户,表计已拆回入库,现场无法核查。"
DROPPED = "已核对销户流程和拆表工单,销户电费已结清,不再核查。"
VOIDED = "与用电检查同期现场检查重复,由该次检查一并核实,本件作废。"
TO_EXEMPT = "客户已停产清算,现场表计封存,暂时无法入户整改,列入白名单,复产后重新核查。"
TO_EXEMPT_TOO = "该户正在办理迁址,新址送电前暂时无法现场核定,申请列入白名单。"
EXEMPTED = "已核对停产证明和现场封存照片,同意,到期后重新计入。"


def words_of(code: str, title: str) -> Words:
    """Return what is written about the hits of a check."""
    for subjects, words in _BY_SUBJECT:
        if any(subject in title for subject in subjects):
            return words
    return _BY_PREFIX[code[:3]]
