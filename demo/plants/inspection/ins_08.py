"""INS-08 违约用电/窃电追补计算错误

Penalties beside the multiple that the rule of their day allows, on both sides of June 2024.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial

from demo.cases import Case, Change, accused, fine, wrong
from demo.law import SUPPLY_RULES_2024
from demo.profiles import HOME, PLANT, SHOP
from demo.stage import Play, Role, Row

TIMES, EACH_TIME = "倍数不符", "每次定额不符"
NEW = datetime.combine(SUPPLY_RULES_2024, time())
OLD = NEW - timedelta(minutes=1)
THEFT, BREACH = "02", "01"


def cases(play: Play) -> Sequence[Case]:
    """Return cases settled; the amount is the most that is due less what was taken."""
    recent = datetime.combine(play.day(3, -7), time(9))
    bad, each = partial(wrong, facts={}, branch=TIMES), partial(wrong, facts={}, branch=EACH_TIME)
    ok = partial(fine, facts={})
    return [
        ok("窃电新规恰多1元", SHOP, change=settled(THEFT, "01", NEW, "1000", "3001.00")),
        bad("窃电新规多1.01元", SHOP, change=settled(THEFT, "01", NEW, "1000", "3001.01"), amount="-1.01"),
        ok("窃电新规协商2.5倍", SHOP, change=settled(THEFT, "02", NEW, "1000", "2500")),
        bad("窃电旧规只收2.5倍", SHOP, change=settled(THEFT, "02", OLD, "1000", "2500"), amount="500.00"),
        ok("窃电旧规恰少1元", HOME, change=settled(THEFT, "05", OLD, "1000", "2999.00")),
        bad("窃电旧规少1.01元", HOME, change=settled(THEFT, "05", OLD, "1000", "2998.99"), amount="1.01"),
        bad("窃电旧规多1.01元", HOME, change=settled(THEFT, "05", OLD, "1000", "3001.01"), amount="-1.01"),
        bad("窃电新规按5倍", SHOP, change=settled(THEFT, "06", recent, "2345.67", "11728.35"), amount="-4691.34"),
        ok("擅改类别新规2倍", HOME, change=settled(BREACH, "01", NEW, "1590.08", "3180.17")),
        bad("擅改类别新规按3倍", HOME, change=settled(BREACH, "01", NEW, "500", "1500"), amount="-500.00"),
        bad("擅改类别旧规按1倍", HOME, change=settled(BREACH, "01", OLD, "500", "500"), amount="500.00"),
        bad("两部制超容旧规按2倍", PLANT, change=settled(BREACH, "02", OLD, "8000", "16000"), amount="8000.00"),
        ok("两部制超容新规恰3倍", PLANT, change=settled(BREACH, "02", NEW, "8000", "24000")),
        ok("单一制超容不按倍数", SHOP, change=settled(BREACH, "02", OLD, "100", "4000")),
        bad("两部制擅用暂停设备按3倍", PLANT, change=settled(BREACH, "04", NEW, "6000", "18000"), amount="-6000.00"),
        bad("两部制擅自启封旧规1.5倍", PLANT, change=settled(BREACH, "05", OLD, "6000", "9000"), amount="3000.00"),
        ok("单一制擅自启封不判", SHOP, change=settled(BREACH, "05", OLD, "6000", "9000")),
        ok("擅超用电指标不复算", SHOP, change=settled(BREACH, "03", OLD, "700", "9000")),
        bad("类别空,新规上限3倍", SHOP, change=settled(BREACH, None, NEW, "1000", "3500"), amount="-500.00"),
        ok("类别空,旧规不判", SHOP, change=settled(BREACH, None, OLD, "1000", "3500")),
        ok("其它违约新规未过3倍", SHOP, change=settled(BREACH, "99", NEW, "1000", "2900")),
        bad("其它违约新规过3倍", SHOP, change=settled(BREACH, "99", NEW, "1000", "3100"), amount="-100.00"),
        ok("擅自引入电源不复算", SHOP, change=settled(BREACH, "09", OLD, "1000", "9999")),
        ok("居民擅动计量装置1000元", HOME, change=settled(BREACH, "06", OLD, None, "1000")),
        each("居民擅动计量装置700元", HOME, change=settled(BREACH, "06", OLD, None, "700"), amount="-200.00"),
        each("居民擅动供电设施300元", HOME, change=settled(BREACH, "07", NEW, None, "300"), amount="200.00"),
        each("商业擅动受电设备12000元", SHOP, change=settled(BREACH, "08", NEW, None, "12000"), amount="-2000.00"),
        ok("商业擅动计量装置5000元", SHOP, change=settled(BREACH, "06", NEW, None, "5000")),
        ok("违约使用电费空", SHOP, change=settled(THEFT, "01", OLD, "1000", None)),
        ok("追补电费为零", SHOP, change=settled(THEFT, "01", OLD, "0", "3000")),
        ok("追补电费空", SHOP, change=settled(THEFT, "01", OLD, None, "3000")),
    ]  # fmt: skip


def settled(
    attr: str, vtype: str | None, occurred: datetime, added: str | None, penalty: str | None
) -> Change:
    """Add a case with what was charged after and the penalty."""

    def change(role: Role) -> Row:
        row = role.add(
            "violations",
            app_no=role.play.number(17, "5"),
            attr=attr,
            vtype=vtype,
            occur_time=occurred,
            end_time=occurred + timedelta(days=12),
            add_amt=None if added is None else Decimal(added),
            penalty_amt=None if penalty is None else Decimal(penalty),
            checker=role.clerk().name,
        )
        return accused("case", row["app_no"])

    return change
