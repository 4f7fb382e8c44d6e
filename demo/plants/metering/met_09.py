"""MET-09 表计资产状态与用户档案不一致

Meters whose state and place cannot both be true, on both sides of three days.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import LOOKALIKE, Case, Change, Side, accused, fine, wrong
from demo.changes import changed, the_meter, together
from demo.changes import the_meter as about
from demo.profiles import HOME, SHOP
from demo.stage import Play, Role, Row

HOMELESS, CLOSED, STORED = "① 无计量点", "② 点已撤销或户已销", "③ 在用点无运行表"
SHARED, TWINS = "④ 一表两户", "⑤ 同出厂编号"
RUNNING, IN_STOCK = "012", "006"
meter, point = partial(changed, "meters"), partial(changed, "metering_points")

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return meters; there is no amount."""
    third, fourth, long = play.ago(3), play.ago(4), play.ago(months=42)
    one, two, three, four, five = (
        partial(wrong, branch=branch) for branch in (HOMELESS, CLOSED, STORED, SHARED, TWINS)
    )
    ok, gone = partial(fine, facts={}), {"status_code": "9"}
    no_point: dict[str, Any] = {"mp_no": None}
    unknown: dict[str, Any] = {"mp_no": "039999999901", "inst_date": long}
    idle_and_stored = together(meter(status=IN_STOCK), point(mp_status="03"))
    replaced = together(a_second_meter(), meter(status="015"))
    return [
        one("运行表无计量点", SHOP, {}, a_second_meter(inst_date=long, **no_point)),
        one("运行表的计量点档案中没有", SHOP, {}, a_second_meter(**unknown)),
        one("装出第4日仍无计量点", SHOP, {}, a_second_meter(inst_date=fourth, **no_point)),
        ok("装出第3日,换表在途", SHOP, change=a_second_meter(inst_date=third, **no_point)),
        ok("在库表无计量点", SHOP, change=a_second_meter(status=IN_STOCK, **no_point)),
        three("在用点只挂合格在库表", SHOP, {}, meter(status=IN_STOCK)),
        three("在用点只挂已报废表", SHOP, {}, meter(status="014")),
        three("在用点只挂拆回待退表", SHOP, {}, meter(status="015")),
        three("在用点只挂失窃表", SHOP, {}, meter(status="018")),
        three("领出待装第4日", SHOP, {}, meter(status="011", inst_date=fourth)),
        ok("预配待领第3日", SHOP, change=meter(status="016", inst_date=third)),
        ok("点停用,表仍运行", SHOP, change=point(mp_status="03")),
        ok("点停用,表已回库", SHOP, change=idle_and_stored),
        ok("旧表拆回,同点另有运行表", SHOP, change=together(replaced, the_meter)),
        two("计量点已撤销而表运行", SHOP, {}, point(mp_status="04")),
        two("已销户而表运行", SHOP, gone | {"cancel_date": play.ago(months=17, days=12)}, meter(status=RUNNING)),
        two("销户第4日表仍运行", SHOP, gone | {"cancel_date": fourth}, meter(status=RUNNING)),
        fine("销户第3日,拆表在途", SHOP, gone | {"cancel_date": third}, meter(status=RUNNING)),
        four("同一资产号运行于两户", HOME, {}, at_two_customers, crowd=2),
        five("同厂家同出厂编号的两只运行表", HOME, {}, same_made_no(), crowd=2, also=[the_other(play)]),
        ok("出厂编号相同而厂家不同", HOME, change=same_made_no(manufacturer="另一厂家"), crowd=2, also=[the_other(play, LOOKALIKE)]),
        ok("同出厂编号,另一只在库", HOME, change=same_made_no_in_stock, crowd=2, also=[the_other(play, LOOKALIKE)]),
        ok("出厂编号空", HOME, change=no_made_no, crowd=2, also=[the_other(play, LOOKALIKE)]),
    ]  # fmt: skip


def the_other(play: Play, kind: str = "planted") -> Side:
    """Declare the same of the mate's meter."""
    return Side(play.code, of=the_mates_meter, kind=kind)


def the_mates_meter(role: Role) -> Row:
    """Return the mate's first meter as what is to be found."""
    mate = role.mates[0]
    return accused("asset", mate.meter["asset_no"], cons_no=mate.no, org_code=mate.org_code)


def a_second_meter(**facts: Any) -> Change:
    """Add a meter like the first one, and make it what is to be found."""

    def change(role: Role) -> Row:
        asset = role.meter["asset_no"][:-1] + "2"
        own = {"asset_no": asset, "bar_code": asset, "made_no": f"{role.no}78"}
        role.rows["meters"].append(role.meter | own | facts)
        return accused("asset", asset)

    return change


def at_two_customers(role: Role) -> Row:
    """Let a customer and its mate have the same meter."""
    asset = role.mates[0].meter["asset_no"]
    for row in [role.meter, *role.rows["readings"]]:
        row["asset_no"] = asset
    return accused("asset", asset, cons_no="", org_code="")


def same_made_no(**facts: Any) -> Change:
    """Give the mate's meter the same maker and made number, but for what is said."""

    def change(role: Role) -> None:
        same = {name: role.meter[name] for name in ("made_no", "manufacturer")}
        role.mates[0].meter.update(same | facts)

    return change


def same_made_no_in_stock(role: Role) -> None:
    """Give a meter in stock the same made number, while another one runs in its place."""
    same_made_no()(role)
    mate = role.mates[0]
    spare = mate.meter
    own = {"asset_no": spare["asset_no"][:-1] + "4", "made_no": f"{mate.no}74"}
    mate.rows["meters"].append(spare | {"status": RUNNING} | own)
    spare.update(status=IN_STOCK, mp_no=None)


def no_made_no(role: Role) -> None:
    """Leave both meters without a made number."""
    for one in (role, *role.mates):
        one.meter["made_no"] = None
