"""INS-13 新装/增容/变更/临时用电台账核查

Files that say otherwise than the application that was archived last, temporary supplies that ended, missing transformers.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from demo.business import STEPS
from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import applied, changed, cleared, together
from demo.connecting import apply
from demo.profiles import SHOP, SMALL_PLANT, STORE
from demo.stage import Play, Role

RESIZED, REVOLTED, REUSED, OVERDUE, BARE = "①容量", "②电压", "③用电类别", "④临时到期", "⑤无互感器"
PLAN = STEPS["02"]


def cases(play: Play) -> Sequence[Case]:
    """Return customers; there is no amount."""
    return [*filed_otherwise(play), *temporary(play), *enlarged(play)]


def filed_otherwise(play: Play) -> Iterator[Case]:
    """Yield applications that the file does not follow, and those that it needs not."""
    day, later = play.day(9, -9), play.day(11, -5)
    ok = partial(fine, profile=STORE, facts={"contract_cap": 50})
    bad = partial(wrong, profile=STORE, facts={"contract_cap": 50})
    more, same = Decimal("50.011"), Decimal("50.01")
    yield bad("增容后档案少0.011kVA", change=connect(day, total_cap=more), branch=RESIZED)
    yield ok("增容后差恰0.01kVA", change=connect(day, total_cap=same))
    reduced = applied("201", day, total_cap=Decimal(30))
    yield bad("减容归档,档案未减", change=reduced, branch=RESIZED)
    paused = applied("203", day, total_cap=Decimal(0))
    yield ok("暂停不改合同容量", change=paused)
    replaced = together(applied("201", day, total_cap=Decimal(30)), applied("202", later))
    yield ok("减容后已恢复", change=replaced)
    yield ok("减容在途", change=applied("201", day, total_cap=Decimal(30), status="01", archive_date=None))
    gone = applied("201", day, total_cap=Decimal(30), status="03", terminate_flag=True)
    yield ok("减容已中止", change=gone)
    yield bad("改压归档,电压不同", change=applied("214", day, volt_code="AC00101"), branch=REVOLTED)
    yield ok("减容单的电压不比", change=applied("201", day, volt_code="AC00101"))
    yield bad("改类归档,用电类别不同", change=applied("215", day, elec_type_code="300"), branch=REUSED)
    yield bad("过户归档,用电类别不同", change=applied("211", day, elec_type_code="300"), branch=REUSED)
    yield ok("更名单的用电类别不比", change=applied("210", day, elec_type_code="300"))


def temporary(play: Play) -> Iterator[Case]:
    """Yield temporary supplies that ended yesterday and today."""
    ended = Side("PRO-10", note="临时用电到期1天")
    yield wrong("临时用电到期1天", STORE, until(play, play.ago(1)), branch=OVERDUE, also=[ended])
    yield fine("临时用电当日到期", STORE, until(play, play.as_of))
    asked = applied("216", play.day(9), status="01", archive_date=None, power_date=None)
    yield fine("临时用电到期,销户在途", STORE, until(play, play.ago(1)), asked, also=[ended])


def enlarged(play: Play) -> Iterator[Case]:
    """Yield customers who were enlarged and have no current transformers."""
    day, bare = (
        play.day(9, -9),
        together(cleared("instrument_transformers"), changed("meters", t_factor=Decimal(1))),
    )
    plant = together(connect(day, app_type="111", plan=STEPS["03"]), bare)
    yield wrong("高压增容后无互感器", SMALL_PLANT, {"contract_cap": 100}, plant, branch=BARE)
    yield fine("低压增容,电流不超过60A", STORE, {"contract_cap": 30}, connect(day))
    yield fine("高压未增容,无互感器", SMALL_PLANT, {"contract_cap": 100}, bare)
    yield fine("高压增容,有互感器", SMALL_PLANT, {}, connect(day, app_type="111", plan=STEPS["03"]))
    yield fine("居民式小商铺增容", SHOP, {}, connect(day))


def connect(accept: date, *, app_type: str = "110", plan: Any = PLAN, **other: Any) -> Change:
    """Return the change that adds an archived application."""

    def change(role: Role) -> None:
        apply(role, plan, accept, app_type=app_type, **other)

    return change


def until(play: Play, due: date) -> dict[str, Any]:
    """Return the facts of a temporary supply of two years that ends on a day."""
    begun = play.ago(800)
    return {
        "tmp_flag": "01",
        "tmp_due_date": due,
        "build_date": begun,
        "power_on_date": begun,
        "contract_cap": 20,
    }
