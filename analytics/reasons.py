"""Why an object is inspected and what to look at on site, in the words of lists, notices and pages.

What a reader gets depends on the object and on what was found there, never on how it was picked: whoever is drawn by
lot and without a hit has the list of its kind, as has every object that something was found on.
"""

from collections.abc import Iterable, Mapping

from analytics.ranking.scores import ANOMALY
from analytics.rulebook import card_of
from analytics.subjects import AREA, OUTAGE, kind_of

WITHOUT_HITS = "常规核查:按“现场看什么”逐项核对"
ANOMALY_TITLE = "用电显著异常"
LOOKS: Mapping[str, str] = {
    "customer": "户名、地址、用电性质与档案和执行电价是否相符;受电设备容量与合同容量是否相符;表计表号、倍率、封印、接线与档案是否相符,"
    "止码与最近抄表是否衔接;有无私自增容、转供电、绕越计量;近几个月账单与缴费有无异常。",
    "metering_point": "表计和互感器铭牌、倍率、封印、接线与档案是否相符;计量方式、电价与用电性质是否相符;止码与最近抄表是否衔接。",
    "asset": "表号、铭牌、封印与档案是否相符;状态、安装位置与系统是否一致;检定证书是否在有效期内。",
    "application": "申请资料、方案答复单、验收和送电记录的签收日期与系统各环节是否一致;收费与现场容量是否相符。",
    "payment": "收据、解款单、银行回单的金额和日期与系统是否一致;是否及时、足额入账。",
    "account": "调两边同期明细,逐笔核对发行、实收、凭证和期末余额。",
    "work_order": "调听录音,核对接单、到场、处理、回访各环节时间和处理结果;回访客户。",
    "contract": "合同文本、附件、签章和有效期与系统是否一致;约定的容量、电价、计量方式与现场是否相符。",
    "case": "案卷、现场证据、计算书、处理审批和收费凭证是否齐全、一致。",
    "staff": "抽查经办的工单、单据和操作记录,核对时间、内容与现场是否一致。",
    "org": "按清单抽查台账、工单和现场,核对与上报数据是否一致。",
    AREA: "核对台区户变关系、总表与互感器倍率、供电设备和近期停电、报修记录。",
    OUTAGE: "停电计划审批单、公告和通知记录、实际停送电时间与系统是否一致。",
}
"""By kind of object (`subjects.kind_of`), what is compared with the system whatever was found."""


def title_of(code: str) -> str:
    """Return what a reason is called; an anomaly of consumption is no check, and has no card."""
    return ANOMALY_TITLE if code == ANOMALY else card_of(code).title


def code_of(code: str) -> str:
    """Return a check's code as people read it; an anomaly of consumption has none, and is called by its title."""
    return ANOMALY_TITLE if code == ANOMALY else code


def label_of(code: str) -> str:
    """Return a reason's code with its title; an anomaly of consumption has a title alone."""
    return title_of(code) if code == ANOMALY else f"{code} {title_of(code)}"


def looks(object_type: str, codes: Iterable[str]) -> list[str]:
    """Return what to look at on site, one line each: for each check that found something, then for the kind of object."""
    found = list(dict.fromkeys(codes))
    own = [f"{code}:{card_of(code).section('核实')}" for code in found if card_of(code).section("核实")]
    return [*own, f"常规核查:{LOOKS[kind_of(object_type, ','.join(found))]}"]
