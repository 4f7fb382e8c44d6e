"""TAR-10 居民一户一表/合表价执行错误

Steps where they do not belong, households at the price of shared meters, and households split over several meters.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, changed
from demo.plants.tariff.tar_11 import FLAT, charged, missing, surcharge_of
from demo.profiles import HOME, HOME_TOU, SCHOOL, SHARED_HOME, SHOP, Profile
from demo.rewriting import fen, total
from demo.stage import Play, Role

OTHERS, SHARED, SINGLE, SPLIT = "① 非居民执行阶梯", "② 合表执行阶梯", "③ 一户一表执行合表价", "④ 拆为多表"
SHARED_PRICE = Decimal("0.558")
CARD = "330102198503074513"
OF_SHARED_METERS = {"prc_code": "0103"}


def cases(play: Play) -> Sequence[Case]:
    """Return bills; the amount is what the right price, or all meters together, would ask for."""
    few = {"usage": {ym: 90 + place % 2 * 7 for place, ym in enumerate(play.months)}}
    others, shared, single = (
        partial(wrong, branch=branch, amount=amount)
        for branch, amount in ((OTHERS, at_shared_price), (SHARED, at_shared_price), (SINGLE, missing))
    )
    dormitory = {"cons_name": "临江第二棉纺厂宿舍"}
    return [
        others("学校按阶梯一档收", SCHOOL, {}, in_first_step()),
        wrong("商铺有阶梯级数", SHOP, {}, changed("bills", None, ladder_level=1), branch=OTHERS),
        fine("学校执行合表价", SCHOOL, {}),
        shared("小区合表按阶梯收", SHARED_HOME, few, in_first_step(code="0101")),
        shared("户名为总表的居民按阶梯收", HOME, few | {"cons_name": "翠湖名邸3幢总表"}),
        fine("小区合表执行合表价", SHARED_HOME, few),
        fine("户名只是宿舍,执行阶梯", HOME, few | dormitory),
        single("一户一表执行合表价", HOME, OF_SHARED_METERS | used(play, 400)),
        single("用得少,执行合表价多收", HOME, OF_SHARED_METERS | few),
        fine("户名为总表,执行合表价", HOME, OF_SHARED_METERS | {"cons_name": "翠湖名邸5幢总表"}),
        fine("分类为低压非居民的宿舍", SHARED_HOME, dormitory),
        fine("没有级数的另一种电价", HOME, few, changed("bills", None, ladder_level=None, prc_code="0109")),
        fine("居民充电桩执行合表价", HOME, OF_SHARED_METERS | {"elec_addr": "临江市锦绣家园充电车位12号"}),
        *split(play, HOME, "甲", 430, 350),
        *split(play, HOME_TOU, "乙", 120, 100),
        *apart(play),
    ]


def used(play: Play, kwh: int) -> dict[str, Any]:
    """Return the facts of a customer that uses about so much every month, never the same twice in a row."""
    return {"usage": {ym: kwh + place % 2 * 9 for place, ym in enumerate(play.months)}}


def at_home(name: str, place: str) -> dict[str, Any]:
    """Return the facts of who lives somewhere."""
    return {"cons_name": name, "elec_addr": f"临江市桃源小区拆表{place}号"}


def split(play: Play, profile: Profile, place: str, more: int, less: int) -> list[Case]:
    """Return two meters of one household; the one that uses more has the amount, the other none."""
    large, small = used(play, more), used(play, less)
    kwh = [used_this_year(play, facts["usage"]) for facts in (large, small)]
    amount = fen(surcharge_of(sum(kwh, Decimal(0))) - sum(map(surcharge_of, kwh), Decimal(0)))
    home, wide = at_home("欧阳同户", place), at_home("欧阳 同户", place)
    beside = [Side("PRO-15", note="居民同名同址两户")]
    return [
        wrong(
            f"同址同户名两表({place}),用得多的",
            profile,
            home | large,
            archived(cert_no=CARD),
            amount=amount,
            branch=SPLIT,
            also=beside,
        ),
        wrong(
            f"同址同户名两表({place}),户名多一空格",
            profile,
            wide | small,
            archived(cert_no=CARD),
            branch=SPLIT,
            also=beside,
        ),
    ]


def apart(play: Play) -> list[Case]:
    """Return meters that share the name alone, the address alone, or both with one that is no household of steps."""
    left: dict[str, Any] = {"status_code": "9", "cancel_date": play.day(12, -1)}
    namesakes = [Side("PRO-15", note="居民同名同址两户")]
    return [
        fine("同户名不同址", HOME, at_home("欧阳异址", "丙")),
        fine("同户名另一处", HOME, at_home("欧阳异址", "丁")),
        fine("同址不同户名", HOME, at_home("欧阳一家", "戊")),
        fine("同址另一户", HOME, at_home("欧阳二家", "戊")),
        fine("同址同户名,证件号不同", HOME, at_home("欧阳同名", "庚"), also=namesakes),
        fine("同址同户名,另一张证件", HOME, at_home("欧阳同名", "庚"), also=namesakes),
        fine("同址同户名,另一表已销户", HOME, at_home("欧阳旧户", "己")),
        fine("已销户的一表", HOME, at_home("欧阳旧户", "己") | left),
    ]


def used_this_year(play: Play, usage: Mapping[str, int]) -> Decimal:
    """Return what was used in the year of the data end."""
    return Decimal(sum(kwh for ym, kwh in usage.items() if ym[:4] == play.period[:4]))


def of_one_household(place: int) -> Callable[[Role], Decimal | None]:
    """Return the amount of a household's meter, the customer's own (0) or a mate's: all where it used most, else none."""

    def amount(role: Role) -> Decimal | None:
        ym, meters = role.play.period, [role, *role.mates]
        kwh = [
            sum(
                (row["total_pq"] for row in meter.rows["bills"] if f"{ym[:4]}01" <= row["amt_ym"]), Decimal(0)
            )
            for meter in meters
        ]
        if kwh[place] != max(kwh):
            return None
        return fen(surcharge_of(sum(kwh, Decimal(0))) - sum(map(surcharge_of, kwh), Decimal(0)))

    return amount


def in_first_step(code: str = "") -> Change:
    """Bill all months in the first step, where no steps apply."""

    def change(role: Role) -> None:
        for bill in role.rows["bills"]:
            bill["ladder_level"] = 1
            bill["kwh_amt"] = fen(bill["total_pq"] * Decimal(FLAT))
            bill["prc_code"] = code or bill["prc_code"]
            total(bill)

    return change


def at_shared_price(role: Role) -> Decimal:
    """Return what the month's energy costs behind a shared meter, less what was charged."""
    kwh = sum((row["total_pq"] for row in role.bills(role.play.period)), Decimal(0))
    return fen(kwh * SHARED_PRICE - charged(role))
