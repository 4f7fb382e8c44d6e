"""INS-92 模型:连续零电量日

Farms of one size, of which one uses nothing for weeks and the others something every day.
"""

from collections.abc import Sequence
from functools import partial

from demo.cases import Case, Change, fine, wrong
from demo.collecting import ALL, collected
from demo.profiles import FARM
from demo.stage import Play, Role

PEERS = 30
SINCE = 40
RUN = "电量为零的日子不少于 15 天"


def cases(play: Play) -> Sequence[Case]:
    """Return farms; a model gives no amount."""
    del play
    farm = {"contract_cap": 20, "elec_type_code": "300"}
    ok = partial(fine, profile=FARM, facts=farm)
    return [
        wrong("同类天天用电,而连续15天为零", FARM, farm, among_peers(still(15)), branch=RUN, crowd=PEERS),
        ok("连续14天为零", change=still(14)),
        ok("两段各10天", change=collected([30] * 20 + [0] * 10 + [30] * 30 + [0] * 10 + [30] * 20)),
        ok("30天里隔日为零", change=collected([30] * SINCE + [0, 30] * 15 + [30] * (ALL - 30 - SINCE))),
    ]


def still(days: int) -> Change:
    """Return the change that leaves a customer without energy for so many days in a row."""
    return collected([30] * SINCE + [0] * days + [30] * (ALL - SINCE - days))


def among_peers(own: Change) -> Change:
    """Return the change that gives a customer a curve of its own, and its mates energy every day."""

    def change(role: Role) -> None:
        own(role)
        for place, mate in enumerate(role.mates):
            collected([28 + place % 5] * ALL)(mate)

    return change
