"""SVC-09 工单退单/改派/超长挂起

Orders that were returned, handed from one department to the next, left lying, or begun again after they were archived.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.ordering import METER_BOX, midnight, order, under_way
from demo.profiles import HOME
from demo.stage import Play, Role, Row

RETURNED, REASSIGNED, STUCK, AGAIN = "① 多次退单", "② 多次改派", "③ 超长滞留", "④ 归档后再激活"
FIRST, BACK = "0", "2"
TEAMS = ("运检班", "计量班", "营业班", "客户服务班")
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
Step = dict[str, Any]

NOT_APPROVED = "1"


def cases(play: Play) -> Sequence[Case]:
    """Return repairs by their hand-overs; there is no amount."""
    at = datetime.combine(play.day(15, -7), time(9, 10))
    back = handed(at, 0, 1, BACK)
    slow = {"arrive_time": at + MINUTE}
    late, in_time = at + MINUTE + 3 * DAY + SECOND, at + MINUTE + 3 * DAY
    filed = {"arrive_time": at + 180 * MINUTE + SECOND}
    return [
        wrong("退单2次", HOME, {}, passed(at, handed(at, 0, 1, BACK, 2, BACK)), branch=RETURNED),
        fine("退单1次", HOME, {}, passed(at, back)),
        fine("审核不通过2次不是退单", HOME, {}, passed(at, handed(at, 0, NOT_APPROVED, 1, NOT_APPROVED))),
        wrong("部门变更3次", HOME, {}, passed(at, handed(at, 0, 1, 2, 3)), branch=REASSIGNED),
        fine("部门变更2次", HOME, {}, passed(at, handed(at, 0, 1, 2))),
        fine("部门变更3次,其中1次为退单", HOME, {}, passed(at, handed(at, 0, 1, 2, 3, BACK))),
        fine("逐环节由市、县到班组再回市", HOME, {}, passed(at, from_step_to_step(handed(at, 3, 2, 0, 2, 3)))),
        fine("第3次变更为回访", HOME, {}, passed(at, visited(handed(at, 0, 1, 2, 3)))),
        wrong("环节3天多才接单", HOME, {}, passed(at, taken(slow, late)), branch=STUCK),
        fine("环节恰3天接单", HOME, {}, passed(at, taken(slow, in_time))),
        wrong("退单的工单中环节3天多才接单", HOME, {}, passed(at, taken(slow, late), reject_flag=True), branch=STUCK),
        fine("已归档工单的环节没有接单和完成时间", HOME, {}, passed(at, taken(slow, None))),
        wrong("在途环节到核查日3天多未接", HOME, {}, waiting(play, 3 * DAY + SECOND), branch=STUCK),
        fine("在途环节到核查日恰3天未接", HOME, {}, waiting(play, 3 * DAY)),
        fine("中止的工单环节3天多未接", HOME, {}, waiting(play, 4 * DAY, status="03")),
        wrong("归档后1秒又有环节到达", HOME, {}, passed(at, taken(filed, at + DAY)), branch=AGAIN),
        fine("归档时到达的环节", HOME, {}, passed(at, taken({"arrive_time": at + 180 * MINUTE}, at + DAY))),
        fine("归档后回访", HOME, {}, passed(at, visited(taken(filed, at + DAY)))),
    ]  # fmt: skip


def handed(at: datetime, *stops: int | str) -> list[Step]:
    """Return hand-overs, ten minutes apart, to the departments of these places; a flag is that of the one before it."""
    found: list[Step] = []
    for stop in stops:
        if isinstance(stop, str):
            found[-1]["back_flag"] = stop
        else:
            arrive = at + 10 * MINUTE * (len(found) + 1)
            found.append({"arrive_time": arrive, "accept_time": arrive + MINUTE, "dept": TEAMS[stop]})
    return found


def taken(step: Step, at: datetime | None) -> list[Step]:
    """Return the hand-over as taken, and done, at this time or never."""
    return [step | {"accept_time": at, "finish_time": at}]


def from_step_to_step(steps: Sequence[Step]) -> list[Step]:
    """Return the hand-overs as those of an order's steps, one after the other."""
    names = ("接单分理", "接单派工", "故障处理", "工单审核", "归档")
    return [step | {"act_name": name} for name, step in zip(names, steps, strict=True)]


def visited(steps: Sequence[Step]) -> list[Step]:
    """Return the hand-overs with the last as a visit."""
    return [*steps[:-1], steps[-1] | {"act_name": "工单回访"}]


def passed(at: datetime, steps: Sequence[Step], **told: Any) -> Change:
    """Return the change that adds a repair, archived three hours later, with these hand-overs and no others."""
    done = {"arrive_time": at + 20 * MINUTE, "repair_time": at + 60 * MINUTE, "reply_time": at + 70 * MINUTE}
    done |= {"archive_time": at + 180 * MINUTE, "satisfaction": "06"}

    def change(role: Role) -> Row:
        found = order(role, "001", METER_BOX, at, **(done | told))
        number = role.rows["work_orders"][-1]["wo_no"]
        role.rows["work_order_steps"] = [
            step for step in role.rows["work_order_steps"] if step["wo_no"] != number
        ]
        role.rows["work_order_steps"] += [_step(number, role, step) for step in steps]
        return found

    return change


def waiting(play: Play, since: timedelta, **told: Any) -> Change:
    """Return the change that adds an opinion under way whose hand-over nobody has taken for so long."""
    begin = midnight(play) - since

    def change(role: Role) -> Row:
        found = order(role, "009", "其它意见", begin - 5 * MINUTE, **under_way(**told))
        number = role.rows["work_orders"][-1]["wo_no"]
        role.rows["work_order_steps"].append(_step(number, role, {"arrive_time": begin, "accept_time": None}))
        return found

    return change


def _step(number: str, role: Role, step: Step) -> Step:
    usual = {"wo_no": number, "act_name": "处理", "dept": TEAMS[0], "emp": role.clerk("运检班").emp_no}
    return usual | {"finish_time": None, "back_flag": FIRST} | step
