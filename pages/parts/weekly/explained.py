"""How the figures on the cards of the weekly report are computed."""

from analytics.regulation.service_limits import ARRIVAL_MINUTES, CONTACT_HOURS

EXPLAINED = {
    "诉求工单总量": "统计期内受理的全部 95598 工单,按受理时间计,首尾两日都计入;重复的工单编号只计一次。",
    "万户工单量": "诉求工单总量 ÷ 供电户数 × 10000;供电户数取自单位档案。",
    "故障报修": "业务类型为故障报修的工单。",
    "投诉": "业务类型为投诉的工单。",
    "到达现场及时率": f"故障报修中按时到达现场的 ÷ 全部应到达的;时限为{ARRIVAL_MINUTES.quoted},没有到达时间的按不及时计。",
    "投诉24小时联系率": f"受理后 {CONTACT_HOURS.quoted}内联系客户的投诉 ÷ 全部投诉。",
    "回访满意率": "客户评价为非常满意、满意的 ÷ 作出评价的;不评价的不计入。",
    "超承诺时限工单": "到达现场、联系客户、答复三项公开承诺中至少有一项超过时限的工单;各环节的全部超时工单见“时限执行”。",
}
