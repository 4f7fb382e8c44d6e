"""PRO-04 用电类别与行业分类不匹配

Trades that do not go with the use on file, and those that go with it although they belong to another family.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Side, fine, wrong
from demo.changes import archived
from demo.class_prices import FARM, HOME, TRADE
from demo.profiles import FARM as FARMER
from demo.profiles import HOME as DWELLING
from demo.profiles import MALL, SHOP, SMALL_PLANT, STORE
from demo.rewriting import class_gap, off_season_gap
from demo.stage import BOOKED, Play, Role

OTHER_CLASS, SAME_CLASS = "应属另一价类", "同价类"


def cases(play: Play) -> Sequence[Case]:
    """Return trades; the amount is what the class that is due would have cost more in twelve months."""
    del play
    return [*that_do_not_go(), *that_go()]


def that_do_not_go() -> Iterator[Case]:
    """Yield trades of another class of price, and those of the same."""
    other = partial(wrong, branch=OTHER_CLASS, priced=BOOKED)
    yield other("工厂按居民类别", SHOP, filed("202", "3490"), amount=at(TRADE))
    yield other(
        "商铺按农业类别",
        STORE,
        filed("300", "6520") | {"contract_cap": 50},
        amount=at(TRADE),
        also=[Side("TAR-13", off_season_gap, "商铺按农业类别,冬季照常用电")],
    )
    yield other("商场按教学类别", MALL, filed("203", "6510") | {"contract_cap": 500}, amount=at(TRADE))
    yield other("居民按商业类别,多收", SHOP, filed("405", "9910"), amount=at(HOME))
    yield other(
        "农户按普通工业类别,多收", STORE, filed("403", "0100") | {"contract_cap": 20}, amount=at(FARM)
    )
    yield other("变更中的作坊按居民类别", SHOP, filed("201", "1750") | {"status_code": "2"}, amount=at(TRADE))
    same = partial(wrong, branch=SAME_CLASS)
    yield same("商铺按普通工业类别", STORE, filed("403", "6520") | {"contract_cap": 30})
    yield same("工厂按商业类别", STORE, filed("405", "3030") | {"contract_cap": 30})
    yield same("制造业按非工业类别", STORE, filed("402", "3030") | {"contract_cap": 30})
    yield same("自来水按商业类别", SHOP, filed("405", "4610"))


def that_go() -> Iterator[Case]:
    """Yield trades that a use may have although their name says another, and uses that are not judged."""
    for use, trade, note in (
        ("202", "8410", "幼儿园按居民类别"),
        ("202", "7220", "小区公用按居民类别"),
        ("202", "9630", "宗教场所按居民类别"),
        ("202", "4610", "小区供水按居民类别"),
        ("300", "1310", "谷物磨制按农业类别"),
        ("300", "5810", "粮食仓储按农业类别"),
        ("301", "7920", "水资源管理按排灌类别"),
        ("405", "0500", "农业服务按商业类别"),
        ("402", "4610", "自来水按非工业类别"),
        ("400", "3030", "工厂按一般工商业类别"),
        ("600", "9910", "直购电不判"),
    ):
        yield fine(note, FARMER if use.startswith("3") else SHOP, filed(use, trade))
    yield fine("居民行业为空,归PRO-01", DWELLING, {}, archived(trade_code=None))
    yield fine("已销户不查", SHOP, filed("202", "3490") | {"status_code": "9"})
    yield fine("高压工厂行业相符", SMALL_PLANT, filed("403", "1310") | {"contract_cap": 125})


def filed(use: str, trade: str) -> dict[str, Any]:
    """Return the facts of a customer with a use and a trade."""
    return {"elec_type_code": use, "trade_code": trade}


def at(price_class: str) -> Callable[[Role], Decimal]:
    """Return what the class would have cost more."""
    return partial(class_gap, price_class=price_class)
