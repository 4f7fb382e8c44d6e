"""INS-94 模型:夜间用电占比

Stores of one size that are open by day, of which one uses most of its energy by night.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from demo.cases import Case, Change, fine, wrong
from demo.changes import applied, archived, together
from demo.collecting import NEAR, collected
from demo.profiles import STORE
from demo.stage import Play, Role

PEERS = 30
NOON, HOURS = 12, 24
NIGHT = "夜间"


def cases(play: Play) -> Sequence[Case]:
    """Return stores; a model gives no amount."""
    store = {"contract_cap": 24, "elec_type_code": "405"}
    ok = partial(fine, profile=STORE, facts=store)
    return [
        wrong(
            "同类夜间占两成而本户占八成", STORE, store, among_peers(by_night(80)), branch=NIGHT, crowd=PEERS
        ),
        ok("夜间恰为一半", change=by_night(50)),
        ok("夜间占八成而只有14天曲线", change=by_night(80, 14)),
        ok("夜间充电", change=together(by_night(80), archived(cons_name="城南充电站有限公司"))),
        ok("白天用自己的光伏", change=together(by_night(80), applied("901", play.ago(200)))),
    ]


def by_night(percent: int, days: int = NEAR) -> Change:
    """Return the change that gives a customer 100 kWh a day, so many of them at midnight and the rest at noon."""

    def change(role: Role) -> None:
        collected([100] * days)(role)
        for row in role.rows["daily_usage"]:
            row["hours"] = [Decimal(0)] * HOURS
            row["hours"][0], row["hours"][NOON] = Decimal(percent), Decimal(100 - percent)

    return change


def among_peers(own: Change) -> Change:
    """Return the change that gives a customer hours of its own, and its mates such that use by day."""

    def change(role: Role) -> None:
        own(role)
        for place, mate in enumerate(role.mates):
            by_night(18 + place % 5)(mate)

    return change
