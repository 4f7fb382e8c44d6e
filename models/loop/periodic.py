"""Plans that come back every week, month or quarter (周期计划): the rules by which they are made; a change is a new row."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from models import log
from models.category import Category
from models.company.settings import latest
from models.errors import NotAllowed, WrongUsage
from models.loop.case import TaskKind
from models.orm import SettingRow
from models.people import Person
from models.store import Store

PERIODIC = "periodic_plans"
LONGEST_NAME, MOST_WORKING_DAYS = 40, 60


class Every(Enum):
    """How often a plan comes back; `value` is the word a user reads."""

    WEEK = "每周"
    MONTH = "每月"
    QUARTER = "每季"


@dataclass(frozen=True)
class Rule:
    """One plan that comes back: of which targets, how much each unit can do, until when it is answered.

    Units: `people` and `days` of each unit; `random_share` a share of one; `working_days` from the day it is made.
    """

    name: str
    every: Every
    categories: tuple[str, ...] = ()
    org_prefix: str = ""
    people: int = 1
    days: int = 1
    random_share: float = 0.1
    kind: TaskKind = TaskKind.ROUTINE
    working_days: int = 10

    def period(self, day: date) -> str:
        """Return the week, month or quarter that a day lies in, in words."""
        if self.every is Every.WEEK:
            week = day.isocalendar()
            return f"{week.year}年第{week.week}周"
        if self.every is Every.MONTH:
            return f"{day.year}年{day.month}月"
        return f"{day.year}年第{(day.month + 2) // 3}季度"

    def made_for(self, day: date) -> str:
        """Return what stands for the plan of a day's period: there is one and no second."""
        return f"{self.name}|{self.every.value}|{self.period(day)}"


def rules(store: Store) -> list[Rule]:
    """Return the rules that hold, in the order in which they were made."""
    row = latest(store, PERIODIC)
    return [_read(one) for one in row.content["rules"]] if row else []


def save(store: Store, person: Person, wanted: Iterable[Rule]) -> None:
    """Keep the rules that are to hold from now on.

    Errors: NotAllowed without the permission or for a person of some units only; WrongUsage for a rule without a name,
    two of one name, or a number outside its bounds.
    """
    if not person.configures_everything:
        raise NotAllowed("您不能修改全公司的周期计划", remedy="请联系营销稽查专责")
    kept = list(wanted)
    for one in kept:
        _require_sound(one)
    names = [one.name for one in kept]
    if doubled := [name for name in names if names.count(name) > 1]:
        raise WrongUsage(f"已有周期计划“{doubled[0]}”", remedy="请换一个名称")
    content = {"rules": [_written(one) for one in kept]}
    with store.write() as session:
        row = SettingRow(name=PERIODIC, content=content, set_by=person.signature, set_at=datetime.now())
        session.add(row)
        log.append(session, person.signature, "settings", PERIODIC, content)


def _require_sound(one: Rule) -> None:
    known = {category.value for category in Category}
    if not one.name.strip() or len(one.name) > LONGEST_NAME or "|" in one.name:
        raise WrongUsage(
            f"周期计划的名称“{one.name[:LONGEST_NAME]}”无效",
            remedy=f"请填写 1 至 {LONGEST_NAME} 个字,不含竖线",
        )
    if unknown := [name for name in one.categories if name not in known]:
        raise WrongUsage(f"没有稽查类别“{unknown[0]}”", remedy=f"可用 {'、'.join(sorted(known))}")
    if one.people < 1 or one.days < 1:
        raise WrongUsage(f"{one.people} 人 {one.days} 天没有可用的人力", remedy="请填写不小于 1 的人数和天数")
    if not 0 <= one.random_share <= 1:
        raise WrongUsage(f"随机比例不能是 {one.random_share}", remedy="请填写 0 至 1 之间的数")
    if not 1 <= one.working_days <= MOST_WORKING_DAYS:
        raise WrongUsage(f"时限 {one.working_days} 个工作日无效", remedy=f"请填写 1 至 {MOST_WORKING_DAYS}")


def _written(one: Rule) -> dict[str, Any]:
    return asdict(one) | {
        "every": one.every.value,
        "kind": one.kind.value,
        "categories": list(one.categories),
    }


def _read(stored: dict[str, Any]) -> Rule:
    words = {
        "every": Every(stored["every"]),
        "kind": TaskKind(stored["kind"]),
        "categories": tuple(stored["categories"]),
    }
    return Rule(**stored | words)
