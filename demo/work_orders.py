"""Work orders of the 95598 line and their hand-overs, as rows that keep every promise."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from data_loaders.codes.service import BusiType, ReturningStatus
from demo.business import working_day
from demo.law import ARRIVAL_MINUTES
from demo.stage import Row

SUB_TYPES = {
    "001": ("低压线路故障", "计量装置故障", "客户侧故障咨询", "高压线路故障"),
    "003": ("电价电费咨询", "用电业务咨询", "停电信息咨询"),
    "005": ("营业投诉-抄表催费", "服务投诉-服务行为", "停送电投诉-停电问题", "供电质量投诉-电压低"),
    "006": ("违章窃电-绕越计量装置", "违约用电-私自增容"),
    "008": ("服务渠道建议", "营业厅服务建议"),
    "009": ("供电业务意见-电费计算异常", "供电服务意见-停电时间长"),
}
SERVICE_REQUEST = "服务申请"
"""Has no code: it comes as words."""
_WORKDAYS = {"002": 1, "005": 4, "006": 8, "008": 8, "009": 8, SERVICE_REQUEST: 3}
_CONTENT = {
    "001": ("客户来电反映家中无电,请尽快安排抢修。", "客户反映整栋楼停电,邻居也没有电。"),
    "低压线路故障": ("客户反映门口电线被大风刮断,火花四溅。", "客户反映线路下垂碰到树枝,一刮风就停电。"),
    "高压线路故障": ("客户反映全村停电,变压器处有响声。", "客户反映厂区高压线路跳闸,生产线停产。"),
    "计量装置故障": ("客户反映电表黑屏,预付费插卡没有反应。", "客户反映电表箱冒烟,空气开关合不上。"),
    "客户侧故障咨询": (
        "客户家中跳闸,邻居有电,经指导为室内线路故障。",
        "客户空气开关跳闸,已告知自行检查室内线路。",
    ),
    "002": ("客户称已交清欠费,申请恢复供电。",),
    "003": ("客户咨询当月电费构成,已当场答复。",),
    "电价电费咨询": (
        "客户咨询阶梯电价的分档和执行时间。",
        "客户咨询电动汽车充电桩报装后的分时电价。",
        "客户咨询电费账单中各项的含义。",
    ),
    "用电业务咨询": (
        "客户咨询过户需要哪些材料。",
        "客户咨询光伏并网的办理流程。",
        "客户咨询增容需要多少天。",
    ),
    "停电信息咨询": ("客户咨询小区计划停电何时恢复送电。", "客户咨询为何收到停电短信。"),
    "005": ("客户投诉,要求核实处理并回复。",),
    "营业投诉-抄表催费": ("客户投诉抄表员多月估抄,电费忽高忽低。", "客户投诉未欠费却收到催费通知单。"),
    "服务投诉-服务行为": ("客户投诉营业厅排队久,工作人员态度冷淡。", "客户投诉抢修人员到场后推诿。"),
    "停送电投诉-停电问题": ("客户投诉台区频繁停电,家电损坏。", "客户投诉计划停电没有提前通知。"),
    "供电质量投诉-电压低": ("客户投诉晚高峰电压低,空调无法启动。", "客户投诉灌溉季节电压不足,水泵带不动。"),
    "006": ("匿名反映附近有用电异常,请核查。", "举报人反映一出租房绕过电表用电。"),
    "008": ("客户提出服务改进建议。", "客户建议营业厅增设自助缴费机。", "客户建议停电通知同时发到微信。"),
    "009": ("客户对电费计算有疑问,请核实。",),
    "供电业务意见-电费计算异常": (
        "客户认为本月电费比上月多一倍,要求核实。",
        "客户对分时电价峰段电量有异议。",
    ),
    "004": ("客户查询电量电费,已当场告知。",),
    "007": ("客户表扬工作人员服务热情。",),
    SERVICE_REQUEST: ("客户申请现场服务,请尽快安排。",),
    "供电服务意见-停电时间长": ("客户反映抢修时间太长,希望加快。", "客户认为停电信息更新不及时。"),
}
_ACCEPT_MODES = ("01",) * 8 + ("02", "03")
_FAULTS = {
    "低压线路故障": ("0102", "0204", "0205", "0601"),
    "高压线路故障": ("0101", "0102", "0202", "0501"),
    "计量装置故障": ("0501", "0601", "0602"),
    "客户侧故障咨询": ("0301", "0302", "0303"),
}
REPAIR_KINDS = tuple(
    (sub, reason) for n in range(4) for sub, reasons in _FAULTS.items() for reason in reasons[n : n + 1]
)
"""The crowd's kinds of faults one after the other, so that no week has more of one than another (SVC-15)."""
REVISIT_MINUTES = 40
"""Work ends, the customer is asked, the order is filed."""
_CUSTOMERS_FAULT = "客户侧故障咨询"
_SERVICE_CENTRE = "供电服务指挥中心"
_SATISFACTION = ("01",) * 6 + ("02",) * 7 + ("03", "06")


def work_order(
    archive: Mapping[str, Any],
    wo_no: str,
    busi_type: str,
    sub_type: str,
    *,
    accept: datetime,
    rng: random.Random,
) -> Row:
    """Return an archived work order that was handled in time."""
    flag = archive["urban_rural_flag"]
    row: Row = {
        "wo_no": wo_no,
        "busi_type": busi_type,
        "busi_sub_type": sub_type,
        "org_code": archive["org_code"],
        "urban_rural_flag": flag,
        "accept_time": accept,
        "accept_mode": rng.choice(_ACCEPT_MODES),
        "content": rng.choice(_CONTENT.get(sub_type, _CONTENT[busi_type])),
        "handle_opinion": "已按要求办结,客户认可。",
        "cust_no": archive["cons_no"],
        "cust_name": archive["cons_name"],
        "tel": archive["mobile"],
        "addr": archive["elec_addr"],
        "elec_type": archive["elec_type_code"],
        "send_time": accept + timedelta(minutes=2),
        "accept_order_time": accept + timedelta(minutes=4),
        "status": "02",
        "dept": archive["org_name"],
        "reject_flag": False,
        "urge_count": 0,
        "secret_flag": busi_type == "006",
    }
    if busi_type == "001":
        row |= _repaired(accept, sub_type, ARRIVAL_MINUTES.get(flag, 45), rng)
    elif busi_type in ("003", "004", "007"):
        row |= {"reply_time": accept + timedelta(minutes=6), "archive_time": accept + timedelta(minutes=9)}
    else:
        row |= _answered(accept, busi_type, rng)
    return row


def _repaired(accept: datetime, sub_type: str, limit: int, rng: random.Random) -> Row:
    arrive = accept + timedelta(seconds=rng.randint(12 * 60, (limit - 4) * 60))
    repair = arrive + timedelta(seconds=rng.randint(20 * 60, 150 * 60))
    return {
        "urgency": "03",
        "arrive_time": arrive,
        "repair_time": repair,
        "reply_time": repair + timedelta(minutes=12),
        "archive_time": repair + timedelta(minutes=95),
        "fault_reason": rng.choice(_FAULTS.get(sub_type, ("0601",))),
        "fault_owner": "02" if sub_type == _CUSTOMERS_FAULT else "01",
        "visit_flag": "04",
        "satisfaction": rng.choice(_SATISFACTION),
    }


def _answered(accept: datetime, busi_type: str, rng: random.Random) -> Row:
    contact = accept + timedelta(minutes=rng.randint(40, 20 * 60))
    day = working_day(accept.date(), rng.randint(1, _WORKDAYS[busi_type]))
    reply = datetime.combine(max(day, contact.date()), contact.time()) + timedelta(minutes=30)
    is_true = rng.random() < 0.3
    return {
        "contact_time": contact,
        "reply_time": reply,
        "archive_time": reply + timedelta(hours=2),
        "true_flag": is_true,
        "resp_flag": is_true and rng.random() < 0.5,
        "visit_flag": "04",
        "satisfaction": rng.choice(_SATISFACTION),
    }


def revisited(order: Row) -> Row:
    """Return an order with what its successful visit after the work adds, where nobody said it: when, and only once."""
    if order.get("visit_flag") != ReturningStatus.SUCCEEDED:
        return order
    done = order.get("repair_time") if order["busi_type"] == BusiType.REPAIR else order.get("reply_time")
    done = done or order.get("reply_time") or order.get("archive_time")
    said = {"revisit_time": done + timedelta(minutes=REVISIT_MINUTES)} if done else {}
    return {"second_flag": False, **said, **order}


def order_steps(order: Row) -> list[Row]:
    """Return the hand-overs of a work order."""
    times = [order["accept_time"], order["send_time"], order["accept_order_time"]]
    last = order.get("reply_time") or order.get("repair_time")
    names = ("接单分理", "派单", "处理")
    depts = (_SERVICE_CENTRE, order["dept"], order["dept"])
    ends = [times[1], times[2], last]
    found = [
        {
            "wo_no": order["wo_no"],
            "act_name": name,
            "arrive_time": begin,
            "accept_time": begin + timedelta(seconds=40),
            "finish_time": end,
            "dept": dept,
            "emp": order.get("handler"),
            "back_flag": "0",
        }
        for name, begin, end, dept in zip(names, times, ends, depts, strict=True)
    ]
    if order.get("archive_time"):
        found.append(
            found[-1]
            | {
                "act_name": "归档",
                "dept": _SERVICE_CENTRE,
                "arrive_time": last,
                "accept_time": last,
                "finish_time": order["archive_time"],
            }
        )
    return found


def work_order_no(day: date, place: int) -> str:
    """Return a 16-digit work order number."""
    return f"{day:%Y%m%d}{place:08d}"
