"""INS-95 模型:用电与台区线损相背

Stores of one size behind one transformer, whose losses rise on the days on which one of them uses less.
"""

from collections.abc import Sequence
from functools import partial

from demo.cases import Case, Change, fine, wrong
from demo.collecting import ALL, collected, lost_by_day, supplied_by
from demo.profiles import STORE
from demo.stage import Play, Role

PEERS = 30
AGAINST = "逐日"
LESS = (0, 0, 1, 1)
"""On which of four days the customer uses less."""


def cases(play: Play) -> Sequence[Case]:
    """Return stores; a model gives no amount."""
    del play
    ok = partial(fine, profile=STORE, facts={"contract_cap": 26, "elec_type_code": "402"})
    return [
        wrong(
            "隔两日少用40度,台区多损40度",
            STORE,
            {"contract_cap": 26, "elec_type_code": "402"},
            among_peers(against(40, 40)),
            branch=AGAINST,
            crowd=PEERS,
        ),
        ok("少用40度,台区只多损19度", change=against(40, 19)),
        ok("少用40度,台区也少损", change=against(40, -8)),
        ok("可比的只有44天", change=against(40, 40, 44)),
    ]


def against(less: int, lost: int, days: int = ALL) -> Change:
    """Return the change that lets a customer use so much less every other two days, and its area lose so much more."""

    def change(role: Role) -> None:
        collected([100 - less * LESS[age % 4] for age in range(days)])(role)
        losses = [30 + lost * LESS[age % 4] + age % 3 for age in range(days)]
        lost_by_day(role, supplied_by(role, role), losses)

    return change


def among_peers(own: Change) -> Change:
    """Return the change that gives a customer days of its own, and its mates behind the transformer none that fit its losses."""

    def change(role: Role) -> None:
        own(role)
        for place, mate in enumerate(role.mates):
            supplied_by(mate, role)
            collected([100 + (age * (place % 5 + 2)) % 7 for age in range(ALL)])(mate)

    return change
