"""Work orders of the 95598 line and their hand-overs, as rows that keep every promise."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from data_loaders.demo.business import working_day
from data_loaders.demo.stage import Row

ARRIVAL_MINUTES = {"01": 45, "02": 90, "03": 120}
SUB_TYPES = {
    "001": ("低压线路故障", "计量装置故障", "客户侧故障咨询", "高压线路故障"),
    "003": ("电价电费咨询", "用电业务咨询", "停电信息咨询"),
    "005": ("营业投诉-抄表催费", "服务投诉-服务行为", "停送电投诉-停电问题", "供电质量投诉-电压低"),
    "006": ("违章窃电-绕越计量装置", "违约用电-私自增容"),
    "008": ("服务渠道建议", "营业厅服务建议"),
    "009": ("供电业务意见-电费计算异常", "供电服务意见-停电时间长"),
}
_WORKDAYS = {"005": 4, "006": 8, "008": 8, "009": 8}
_CONTENT = {
    "001": "客户来电反映家中无电,请尽快安排抢修。",
    "003": "客户咨询当月电费构成,已当场答复。",
    "005": "客户投诉,要求核实处理并回复。",
    "006": "匿名反映附近有用电异常,请核查。",
    "008": "客户提出服务改进建议。",
    "009": "客户对电费计算有疑问,请核实。",
}


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
        "accept_mode": "01",
        "content": _CONTENT[busi_type],
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
        row |= _repaired(accept, ARRIVAL_MINUTES.get(flag, 45), rng)
    elif busi_type == "003":
        row |= {"reply_time": accept + timedelta(minutes=6), "archive_time": accept + timedelta(minutes=9)}
    else:
        row |= _answered(accept, busi_type, rng)
    return row


def _repaired(accept: datetime, limit: int, rng: random.Random) -> Row:
    arrive = accept + timedelta(seconds=rng.randint(12 * 60, (limit - 4) * 60))
    repair = arrive + timedelta(seconds=rng.randint(20 * 60, 150 * 60))
    return {
        "urgency": "03",
        "arrive_time": arrive,
        "repair_time": repair,
        "reply_time": repair + timedelta(minutes=12),
        "archive_time": repair + timedelta(minutes=95),
        "fault_reason": "0601",
        "fault_owner": "01",
        "visit_flag": "04",
        "satisfaction": rng.choice(("01", "01", "02")),
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
        "satisfaction": rng.choice(("01", "02", "02")),
    }


def order_steps(order: Row) -> list[Row]:
    """Return the hand-overs of a work order."""
    times = [order["accept_time"], order["send_time"], order["accept_order_time"]]
    last = order.get("reply_time") or order.get("repair_time")
    names = ("接单分理", "派单", "处理")
    ends = [times[1], times[2], last]
    found = [
        {
            "wo_no": order["wo_no"],
            "act_name": name,
            "arrive_time": begin,
            "accept_time": begin + timedelta(seconds=40),
            "finish_time": end,
            "dept": order["dept"],
            "emp": order.get("handler"),
            "back_flag": "0",
        }
        for name, begin, end in zip(names, times, ends, strict=True)
    ]
    if order.get("archive_time"):
        found.append(
            found[-1]
            | {
                "act_name": "归档",
                "arrive_time": last,
                "accept_time": last,
                "finish_time": order["archive_time"],
            }
        )
    return found


def work_order_no(day: date, place: int) -> str:
    """Return a 16-digit work order number."""
    return f"{day:%Y%m%d}{place:08d}"
