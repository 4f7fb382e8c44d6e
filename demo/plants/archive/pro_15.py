"""PRO-15 一址多户(疑似拆户规避两部制/阶梯)

One customer on file as several at one address: capacities around 315 kVA, addresses and places just alike.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from demo.cases import Case, Change, Side, customer, fine, wrong
from demo.plants.tariff.tar_10 import of_one_household
from demo.profiles import HOME, HOME_TOU, MALL, PUMP, SMALL_PLANT, STORE, Profile
from demo.stage import Play, Role, Row
from demo.tariffs import BY_CODE

TWO_PARTS, LADDER = "工商业", "居民"
KVA_YUAN = Decimal(BY_CODE["0411"].kva) / 10_000
"""A month at 10 kV, where most pay in two parts."""
MONTHS = 12
NAME = ("cons_name",)
PAPERS = ("cert_type", "cert_no", "credit_code")


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is a year's charge for the capacity of each."""
    del play
    return [*of_industry(), *of_homes()]


def of_industry() -> Iterator[Case]:
    """Yield companies in parts, and companies that share a name, an address or a capacity only."""
    yield split("两户各160kVA,户名地址全同", SMALL_PLANT, 160, at_one_address(NAME))
    yield split("合计恰315kVA", SMALL_PLANT, "157.5", at_one_address(NAME))
    yield split("四户低压各80kVA,证照号相同", STORE, 80, at_one_address(PAPERS), crowd=4)
    yield split("地址相似,多一字", SMALL_PLANT, 200, at_one_address(NAME, "旁"))
    yield split("地址不同,坐标相距33米", SMALL_PLANT, 200, at_places("0.0003"))
    yield apart("合计314kVA", SMALL_PLANT, 157, at_one_address(NAME))
    yield apart("单户恰315kVA", MALL, 315, at_one_address(NAME))
    yield apart("三户低压合计240kVA", STORE, 80, at_one_address(NAME), crowd=3)
    yield apart("门牌号不同", SMALL_PLANT, 200, at_one_address(NAME, "706号"))
    yield apart("同址不同户名证照(园区租户)", SMALL_PLANT, 200, at_one_address(()))
    yield apart("同名不同址", SMALL_PLANT, 200, called_alike)
    yield apart("地址不同,坐标相距67米", SMALL_PLANT, 200, at_places("0.0006"))
    yield apart("农业四户同名同址", PUMP, 80, at_one_address(NAME), crowd=4)


def of_homes() -> Iterator[Case]:
    """Yield households in parts, and namesakes."""
    also = [
        Side("PRO-15", note="居民同名同址第2户", of=mate(0)),
        Side("TAR-10", of_one_household(0)),
        Side("TAR-10", of_one_household(1), of=mate(0)),
    ]
    one = at_one_address((*NAME, *PAPERS))
    yield wrong("居民同名同址两户", HOME, {}, one, branch=LADDER, also=also, crowd=2)
    yield fine("居民同名,地址只是相似", HOME_TOU, {}, at_one_address(NAME, "旁"), crowd=2)
    yield fine("居民同址不同名(合租)", HOME, {}, at_one_address(()), crowd=2)


def split(note: str, profile: Profile, cap: Any, change: Change, crowd: int = 2) -> Case:
    """Return a company in as many parts, each of which is found."""
    yuan = Decimal(cap) * KVA_YUAN * MONTHS
    also = [Side("PRO-15", yuan, f"{note},第{n + 2}户", mate(n)) for n in range(crowd - 1)]
    return wrong(note, profile, _facts(cap), change, yuan, branch=TWO_PARTS, also=also, crowd=crowd)


def apart(note: str, profile: Profile, cap: Any, change: Change, crowd: int = 2) -> Case:
    """Return customers of whom none is found."""
    return fine(note, profile, _facts(cap), change, crowd=crowd)


def _facts(cap: Any) -> dict[str, Any]:
    return {"contract_cap": Decimal(cap)}


def at_one_address(shared: Sequence[str], more: str = "") -> Change:
    """Let all mates share columns of the archive, and the address but for what it has more."""

    def change(role: Role) -> None:
        for other in role.mates:
            other.archive.update({name: role.archive[name] for name in shared})
            other.archive["elec_addr"] = role.archive["elec_addr"] + more

    return change


def called_alike(role: Role) -> None:
    """Give a mate the same name."""
    role.mates[0].archive["cons_name"] = role.archive["cons_name"]


def at_places(degrees: str) -> Change:
    """Give a mate the same name, and put it so many degrees north of the customer."""

    def change(role: Role) -> None:
        called_alike(role)
        lon, lat = Decimal("121.5") + role.running * Decimal("0.001"), Decimal("29.5")
        role.add("gis", lon=lon, lat=lat)
        role.mates[0].add("gis", lon=lon, lat=lat + Decimal(degrees))

    return change


def mate(place: int) -> Change:
    """Say that one of the mates is found, too."""

    def found(role: Role) -> Row:
        return customer(role.mates[place])

    return found
