"""BIZ-07 业扩流程倒置/跳环节

Every reversed pair and every missing step, beside equal times and parallel steps.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from demo.business import STEPS, working_day
from demo.cases import Case, Side, fine, wrong
from demo.connecting import Then, connected, last_application, until, without
from demo.profiles import SHOP, SMALL_PLANT
from demo.stage import Play, Role, Row

REVERSED, MISSING = "倒置", "缺环节"
PAIRS = (
    ("A01", "A02"),
    ("A02", "A05"),
    ("A05", "A10"),
    ("A10", "A12"),
    ("A12", "A15"),
    ("A15", "A18"),
    ("A18", "A22"),
    ("A16", "A18"),
)
SLOW = Side("BIZ-06", note="送电挪到归档之后,合计23个工作日", of=last_application)
AT_ONCE = Side("BIZ-09", note="竣检、合同、送电同一时刻完成", of=last_application)
REQUIRED = ("A01", "A02", "A05", "A15", "A16", "A18", "A22")
OPTIONAL = ("A03", "A04", "A09", "A10", "A11", "A12", "A14", "A17")


def cases(play: Play) -> Sequence[Case]:
    """Return applications; there is no amount."""
    accept = play.day(4, -14)
    return [*in_the_wrong_order(accept), *with_a_step_missing(accept), *as_it_should_be(play, accept)]


def in_the_wrong_order(accept: date) -> Iterator[Case]:
    """Yield each pair a minute in the wrong order, and at the same time."""
    plan = STEPS["03"]
    for first, second in PAIRS:
        early = connected(plan, accept, a_minute_too_early(first, second))
        also = [SLOW] if second == "A22" else []
        yield wrong(f"{second}早于{first}", SMALL_PLANT, {}, early, branch=REVERSED, also=also)
        equal = connected(plan, accept, at_the_same_time(first, second))
        also = [AT_ONCE] if (first, second) == ("A15", "A18") else []
        yield fine(f"{first}与{second}同一时刻", SMALL_PLANT, {}, equal, also=also)


def with_a_step_missing(accept: date) -> Iterator[Case]:
    """Yield archived applications that lack one step."""
    told = {"status": "02", "archive_date": working_day(accept, 6), "power_date": working_day(accept, 5)}
    for step_no in REQUIRED:
        lacking = connected(without(STEPS["02"], step_no), accept, **told)
        yield wrong(f"归档而缺{step_no}", SHOP, {}, lacking, branch=MISSING)


def as_it_should_be(play: Play, accept: date) -> Iterator[Case]:
    """Yield applications whose order only looks wrong."""
    plan, ok = STEPS["03"], partial(fine, profile=SMALL_PLANT, facts={})
    yield ok("合同先于竣检,并行环节", change=connected(plan, accept, contract_after_test(-3)))
    yield ok("合同晚于竣检,并行环节", change=connected(plan, accept, contract_after_test(1)))
    yield ok("普通用户免审免中检", change=connected(without(plan, *OPTIONAL), accept))
    opened = without(until(plan, "A10"), "A02")
    yield ok("在途单不判缺失", change=connected(opened, play.day(6, -3)))
    stopped = connected(plan, accept, answered_early, status="03", terminate_flag=True)
    yield ok("已中止的申请", change=stopped)
    yield ok("设计审核两轮,按末次比较", change=connected(plan, accept, designed_twice))


def a_minute_too_early(first: str, second: str) -> Then:
    """Let the second step end before the first; a step that others would have to follow is moved the other way."""

    def then(role: Role, done: dict[str, Row]) -> None:
        if second == "A22" or first == "A16":
            done[first]["end_time"] = done[second]["end_time"] + timedelta(minutes=1)
        else:
            done[second]["end_time"] = done[first]["end_time"] - timedelta(minutes=1)

    return then


def at_the_same_time(first: str, second: str) -> Then:
    """Let both steps end at once, and the contract not after the power."""

    def then(role: Role, done: dict[str, Row]) -> None:
        if first == "A16":
            done[first]["end_time"] = done[second]["end_time"]
        else:
            done[second]["end_time"] = done[first]["end_time"]
            done["A16"]["end_time"] = min(done["A16"]["end_time"], done["A18"]["end_time"])

    return then


def contract_after_test(days: int) -> Then:
    """Let the contract be signed so many days after the final test (negative: before)."""

    def then(role: Role, done: dict[str, Row]) -> None:
        done["A16"]["end_time"] = done["A15"]["end_time"] + timedelta(days=days)

    return then


def answered_early(role: Role, done: dict[str, Row]) -> None:
    """Let the plan be answered before the site was seen."""
    done["A05"]["end_time"] -= timedelta(days=15)


def designed_twice(role: Role, done: dict[str, Row]) -> None:
    """Add a first design review that ended before anything else."""
    last = done["A10"]
    earlier = {"begin_time": last["begin_time"] - timedelta(days=60)}
    earlier |= {"end_time": last["end_time"] - timedelta(days=30)}
    role.rows["application_steps"].append(last | earlier)
