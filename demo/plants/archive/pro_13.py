"""PRO-13 供电电源信息不明确

Files and feeds that leave open, or contradict each other in, where the power comes from.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, changed, cleared, together
from demo.profiles import HOME, SHOP, SMALL_PLANT
from demo.stage import Play, Role

FILE, FEEDS = "① 档案", "② 电源明细"
CAP = {"contract_cap": 200}
TWO = CAP | {"source_count": "2", "supply_mode": "21"}
feed = partial(changed, "power_sources")
GAP = [Side("PRO-01", note="档案没有线路或台区")]


def cases(play: Play) -> Sequence[Case]:
    """Return files and feeds; there is no amount."""
    del play
    return [*of_the_file(), *of_the_feeds(), *that_are_clear()]


def of_the_file() -> Iterator[Case]:
    """Yield what the file alone shows."""
    bad = partial(wrong, branch=FILE)
    yield bad("高压线路为空", SMALL_PLANT, CAP, archived(line_no=None), also=GAP)
    yield bad("高压线路为占位", SMALL_PLANT, CAP, archived(line_no="待补"), also=GAP)
    yield bad("低压台区为空", SHOP, {}, archived(tg_no=None), also=GAP)
    yield bad("居民台区为空", HOME, {}, archived(tg_no=None), also=GAP)
    yield bad("电源数目为空", SHOP, {}, archived(source_count=None))
    yield bad("电源类型为空", SHOP, {}, archived(supply_source_type=None))
    yield bad("双电源而供电方式为单电源", SMALL_PLANT, TWO, archived(supply_mode="11"))
    yield bad("双电源而供电方式为空", SMALL_PLANT, TWO, archived(supply_mode=None))
    yield bad("单电源而供电方式为双电源", SHOP, {}, archived(supply_mode="21"))
    yield bad("单电源而供电方式为多电源", SHOP, {}, archived(supply_mode="31"))
    yield fine("单电源而供电方式为空", SHOP, {}, archived(supply_mode=None))
    yield fine("高压不要求台区", SMALL_PLANT, CAP, archived(tg_no=None))
    yield fine("低压不要求线路", SHOP, {}, archived(line_no=None))


def of_the_feeds() -> Iterator[Case]:
    """Yield what the feeds show, a to g."""
    bad = partial(wrong, branch=FEEDS)
    yield bad("a 高压户没有电源明细", SMALL_PLANT, CAP, cleared("power_sources"))
    yield bad("a 电源线路都已拆除", SMALL_PLANT, CAP, feed(line_status="03"))
    yield bad("b 电源性质为空", SMALL_PLANT, CAP, feed(ps_attr=None))
    yield bad("b 低压户电源性质为空", SHOP, {}, feed(ps_attr=None))
    yield bad("c 电源线路为空", SMALL_PLANT, CAP, feed(line_no=None))
    yield bad("c 变电站为占位", SMALL_PLANT, CAP, feed(substation="不详"))
    yield bad("d 主供线路停运", SMALL_PLANT, CAP, feed(line_status="02"))
    yield bad("e 没有主供", SMALL_PLANT, CAP, feed(ps_attr="20"))
    yield bad("e 两路都是主供", SMALL_PLANT, TWO, feed(1, ps_attr="10"))
    yield bad("f 档案双电源而只有一路", SMALL_PLANT, TWO, feed(1, line_status="03"))
    yield bad("f 档案单电源而有两路", SMALL_PLANT, CAP, a_second(ps_attr="20"))
    yield bad("g 主供容量比合同少1.01kVA", SMALL_PLANT, CAP, feed(ps_cap=Decimal("198.99")))
    yield bad("g 互备两路之和不足", SMALL_PLANT, TWO, mutual(100, 90))


def that_are_clear() -> Iterator[Case]:
    """Yield feeds that only look wrong, and who is not asked."""
    yield fine("备用线路停运", SMALL_PLANT, TWO, feed(1, line_status="02"))
    yield fine("单电源另有保安电源", SMALL_PLANT, CAP, a_second(ps_attr="31"))
    yield fine("单电源,第二路已拆除", SMALL_PLANT, CAP, a_second(ps_attr="20", line_status="03"))
    yield fine("互为备用各带一半", SMALL_PLANT, TWO, mutual(100, 100))
    yield fine("主供容量恰差1kVA", SMALL_PLANT, CAP, feed(ps_cap=Decimal(199)))
    yield fine("主供容量为空不判容量", SMALL_PLANT, CAP, feed(ps_cap=None))
    yield fine("低压户没有电源明细", SHOP, {}, cleared("power_sources"))
    yield fine("线路状态为空按在效", SMALL_PLANT, CAP, feed(line_status=None))
    gone = together(archived(source_count=None), cleared("power_sources"))
    yield fine("已销户不查", SHOP, {"status_code": "9"}, gone)
    yield fine("考核户不查", SHOP, {"cons_sort_code": "00", "elec_type_code": "000"}, gone)


def a_second(**values: Any) -> Change:
    """Add another feed from another line."""

    def change(role: Role) -> None:
        feeds = role.rows["power_sources"]
        own = {"ps_no": f"{role.no}2", "bus_name": "10kVⅡ段母线", "line_no": f"{feeds[0]['line_no']}2"}
        feeds.append(feeds[0] | own | values)

    return change


def mutual(*kva: int) -> Change:
    """Let two feeds stand by for each other, each with its capacity."""
    return together(*(feed(n, ps_attr="11", ps_cap=Decimal(cap)) for n, cap in enumerate(kva)))
