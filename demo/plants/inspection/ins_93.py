"""INS-93 模型:日电量持续下滑

Pumping stations of one size, of which one uses a little less every day and the others as much as ever.
"""

from collections.abc import Sequence
from functools import partial

from demo.cases import Case, Change, fine, wrong
from demo.collecting import ALL, NEAR, collected
from demo.profiles import PUMP
from demo.stage import Play, Role

PEERS = 30
LINE = "下降合计超过日均的 50%"


def cases(play: Play) -> Sequence[Case]:
    """Return pumping stations; a model gives no amount."""
    del play
    pump = {"contract_cap": 40}
    ok = partial(fine, profile=PUMP, facts=pump)
    return [
        wrong("同类持平而每天少1度", PUMP, pump, among_peers(sliding(120, 1)), branch=LINE, crowd=PEERS),
        ok("下降不到日均一半", change=sliding(240, 1)),
        ok("一路上升", change=collected([180 - age for age in range(ALL)])),
        ok("骤降至七成,不是一路下滑", change=collected([70] * NEAR + [100] * (ALL - NEAR))),
    ]


def sliding(last: int, a_day: int) -> Change:
    """Return the change that lets a customer use so much less every day, down to `last`."""
    return collected([last + a_day * age for age in range(ALL)])


def among_peers(own: Change) -> Change:
    """Return the change that gives a customer a curve of its own, and its mates one that hardly moves."""

    def change(role: Role) -> None:
        own(role)
        for place, mate in enumerate(role.mates):
            collected([100 + (age + place) % 7 for age in range(ALL)])(mate)

    return change
