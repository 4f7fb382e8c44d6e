"""BIZ-09 流程集中补录/秒过环节

Three steps a second too close, and a minute apart; twenty applications archived within ten minutes, and a second more.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial

from demo.business import STEPS, application, step
from demo.cases import Case, Change, accused, fine, wrong
from demo.connecting import Then, connected
from demo.offices import Employee
from demo.profiles import SHOP
from demo.stage import Play, Role, Row

RUSHED, AT_ONCE = "A 秒过", "B 集中归档"
PLAN = STEPS["02"]
TOGETHER = ("A16", "A17", "A18")


def cases(play: Play) -> Sequence[Case]:
    """Return applications and people who archived them; there is no amount."""
    accept = play.day(9, -6)
    ok = partial(fine, profile=SHOP, facts={})
    close = partial(connected, PLAN, accept)
    return [
        wrong("连续3个环节间隔59秒", SHOP, {}, close(apart(59)), branch=RUSHED),
        wrong("连续3个环节同时完成", SHOP, {}, close(apart(0)), branch=RUSHED),
        ok("间隔60秒", change=close(apart(60))),
        ok("处理人为空,自动流转", change=close(by_itself)),
        ok("只有2个环节相近", change=close(only_two)),
        ok("变更用电不判", change=connected(PLAN, accept, apart(5), app_type="215")),
        wrong("10分钟内归档20单", SHOP, {}, archived(play, 0, 20, 600), branch=AT_ONCE),
        ok("10分零1秒归档20单", change=archived(play, 1, 20, 601)),
        ok("10分钟内归档19单", change=archived(play, 2, 19, 500)),
        ok("批量销户归档20单", change=archived(play, 3, 20, 400, app_type="217")),
    ]  # fmt: skip


def apart(seconds: int) -> Then:
    """Let contract, meter and power be finished so many seconds apart."""

    def then(role: Role, done: dict[str, Row]) -> None:
        last = done["A18"]["end_time"]
        for place, step_no in enumerate(reversed(TOGETHER)):
            at = last - timedelta(seconds=seconds * place)
            done[step_no] |= {"begin_time": min(done[step_no]["begin_time"], at), "end_time": at}

    return then


def by_itself(role: Role, done: dict[str, Row]) -> None:
    """Let the steps follow each other without anybody doing anything."""
    apart(5)(role, done)
    done["A17"]["handler"] = None


def only_two(role: Role, done: dict[str, Row]) -> None:
    """Let two steps follow each other at once."""
    done["A17"]["end_time"] = done["A18"]["end_time"] - timedelta(seconds=5)


def archived(play: Play, station: int, count: int, seconds: int, app_type: str = "210") -> Change:
    """Let somebody archive so many applications in so many seconds."""
    person: Employee = play.offices.stations[station].of("客户服务班")[2]

    def change(role: Role) -> Row:
        begin = datetime.combine(play.day(11, -3), time(16, 20))
        for place in range(count):
            at = begin + timedelta(seconds=seconds * place // (count - 1))
            number = play.number(17, "2")
            facts = {"archive_date": at.date(), "power_date": at.date()}
            role.rows["applications"].append(
                application(role.archive, number, app_type, begin - timedelta(hours=3), **facts)
            )
            role.rows["application_steps"].append(step(number, "A22", at, at, person.emp_no))
        return accused("staff", person.emp_no, cons_no="")

    return change
