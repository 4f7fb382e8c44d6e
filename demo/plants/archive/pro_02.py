"""PRO-02 联系方式无效或重复

Numbers that nobody can be called at, and one number on the files of six dwellings.
"""

from collections.abc import Sequence
from functools import partial

from demo.cases import Case, Change, Side, customer, fine, wrong
from demo.changes import archived
from demo.profiles import HOME, SHOP, STORE
from demo.stage import Play, Role, Row

INVALID, SHARED = "① 号码无效", "② 同号户数"
MOST = 5
"""Dwellings that may share a number."""
WRONG_NUMBERS = ("1380000000", "12800000000", "138000000001", "1234567", "95598", "abc")
RIGHT_NUMBERS = (
    "0571-87654321",
    "(010)8765-4321",
    "8765432",
    "4008001234",
    "+86 138 0013 8000",
    "0571-87654321-123",
)


def cases(play: Play) -> Sequence[Case]:
    """Return numbers; there is no amount."""
    del play
    invalid = partial(wrong, branch=INVALID)
    mates = [Side("PRO-02", note=f"同号第{n + 2}户", of=mate(n)) for n in range(MOST)]
    return [
        *(invalid(f"号码{number}", SHOP, {}, archived(mobile=number)) for number in WRONG_NUMBERS),
        *(fine(f"号码{number}", SHOP, {}, archived(mobile=number)) for number in RIGHT_NUMBERS),
        invalid("变更中居民号码少一位", HOME, {"status_code": "2"}, archived(mobile="1391234567")),
        wrong("同号6户居民", HOME, {}, all_at("13900139000"), branch=SHARED, also=mates, crowd=MOST + 1),
        fine("同号5户居民", HOME, {}, all_at("13900139001"), crowd=MOST),
        fine("同号6户商户不查重复", STORE, {"contract_cap": 20}, all_at("13900139002"), crowd=MOST + 1),
        fine("号码为占位归PRO-01", HOME, {}, archived(mobile="待补"), also=[Side("PRO-01", note="联系电话为占位")]),
        fine("已销户不查", HOME, {"status_code": "9"}, archived(mobile="123")),
    ]  # fmt: skip


def all_at(number: str) -> Change:
    """Put one number on the files of a customer and all mates, each written in another way."""

    def change(role: Role) -> None:
        role.archive["mobile"] = number
        for place, other in enumerate(role.mates):
            other.archive["mobile"] = f"{number[:3]}-{number[3:7]}-{number[7:]}" if place % 2 else number

    return change


def mate(place: int) -> Change:
    """Say that one of the mates is found, too."""

    def found(role: Role) -> Row:
        return customer(role.mates[place])

    return found
