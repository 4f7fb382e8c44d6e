"""PRO-05 执行电价与用电类别不匹配

Customers billed at the price of another class, and codes that the catalogue does not have on the day.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, changed
from demo.class_prices import FARM, HOME, TRADE
from demo.profiles import FARM as FARMER
from demo.profiles import HOME as DWELLING
from demo.profiles import MALL, SCHOOL, SHOP, SMALL_PLANT, STORE, WORKSHOP
from demo.rewriting import class_gap
from demo.stage import BOOKED, Play, Role

CLASS, GONE = "① 价类不同", "② 目录无效"


def cases(play: Play) -> Sequence[Case]:
    """Return tariffs; the amount is what the class that is due would have cost more in twelve months."""
    return [*of_another_class(), *out_of_force(play)]


def of_another_class() -> Iterator[Case]:
    """Yield customers at the price of another class, and those who only seem to be."""
    bad = partial(wrong, branch=CLASS, priced=BOOKED)
    point = partial(changed, "metering_points")
    yield bad("商铺按居民电价", SHOP, {"prc_code": "0103"}, amount=at(TRADE))
    yield bad("商铺按农业电价", STORE, {"prc_code": "0301", "contract_cap": 50}, amount=at(TRADE))
    yield bad(
        "大工业按排灌电价",
        SMALL_PLANT,
        {"elec_type_code": "100", "prc_code": "0312", "contract_cap": 200},
        amount=at(TRADE),
        also=[Side("TAR-20", note="大工业按排灌电价,没有分时")],
    )
    yield bad("变更中商场按趸售居民价", MALL, {"prc_code": "0103", "status_code": "2"}, amount=at(TRADE))
    yield bad("居民按工商业电价,多收", DWELLING, {"prc_code": "0401"}, amount=at(HOME))
    yield bad("学校按工商业电价,多收", SCHOOL, {"prc_code": "0401"}, amount=at(HOME))
    yield bad("农户按居民电价", FARMER, {"prc_code": "0103", "contract_cap": 20}, amount=at(FARM))
    yield bad("仅计量点为居民电价,无此码账单", SHOP, {}, point(prc_code="0103"))
    yield bad("设立状态的计量点为居民电价", WORKSHOP, {}, point(prc_code="0103", mp_status="01"))
    yield fine("停用计量点为居民电价", WORKSHOP, {}, a_second_point(mp_status="03"))
    yield fine("考核计量点为居民电价", WORKSHOP, {}, a_second_point(mp_attr="02"))
    yield fine("有定比计量点的不判", SHOP, {"ratio_line": True})
    yield fine(
        "有定量计量点的不判",
        SHOP,
        {"prc_code": "0103"},
        a_second_point(calc_mode="3"),
    )
    yield fine("大工业用一般工商业电价,并类", SMALL_PLANT, {"elec_type_code": "100", "contract_cap": 200})
    yield fine("学校按教学价,属居民类", SCHOOL, {})
    yield fine("直购电不属三类", SHOP, {"elec_type_code": "600", "prc_code": "0103"})
    yield fine("已销户不查", SHOP, {"prc_code": "0103", "status_code": "9"})
    yield fine("考核户不查", SHOP, {"cons_sort_code": "00", "elec_type_code": "000", "prc_code": "0103"})


def out_of_force(play: Play) -> Iterator[Case]:
    """Yield codes on both sides of their first and last day."""
    yield wrong("目录没有的电价码", SHOP, {}, archived(prc_code="0998"), branch=GONE)
    for code, note, make, days in (
        ("0481", "昨日失效的电价码", partial(wrong, branch=GONE), (play.ago(400), play.ago(1))),
        ("0482", "当日失效的电价码", fine, (play.ago(400), play.as_of)),
        ("0483", "当日生效的电价码", fine, (play.as_of, None)),
        ("0484", "次日生效的电价码", partial(wrong, branch=GONE), (play.ago(-1), None)),
    ):
        yield make(note, SHOP, {}, listed(code, *days))


def at(price_class: str) -> Callable[[Role], Decimal]:
    """Return what the class would have cost more."""
    return partial(class_gap, price_class=price_class)


def listed(code: str, start: date, end: date | None) -> Change:
    """Put a code of commerce into the catalogue from a day to another, and into the customer's file."""

    def change(role: Role) -> None:
        role.archive["prc_code"] = code
        role.play.loose["tariff_prices"].append(
            {
                "prc_code": code,
                "prc_name": "工商业单一制 不满1kV",
                "prc_category": "03",
                "elec_type_code": "400",
                "kwh_prc": Decimal("0.70"),
                "start_date": start,
                "end_date": end,
            }
        )

    return change


def a_second_point(**values: str) -> Change:
    """Add a point at the residential price that differs from the first in this."""

    def change(role: Role) -> None:
        points = role.rows["metering_points"]
        own = {"mp_no": f"{role.no}09", "prc_code": "0103", "last_review": role.play.ago(60)}
        points.append(points[0] | own | values)

    return change
