"""INS-95 模型:用电与台区线损相背

Farms of one size, each behind a transformer of its own, of which one loses more on the days on which less is used.
"""

from collections.abc import Sequence
from functools import partial

from demo.cases import Case, Change, fine, wrong
from demo.collecting import ALL, alone, collected, lost_by_day
from demo.profiles import FARM
from demo.stage import Play, Role

PEERS, FEWEST = 30, 45
AGAINST = "逐日"
LESS = (0, 0, 1, 1)
"""On which of four days the customer uses less."""


def cases(play: Play) -> Sequence[Case]:
    """Return farms; a model gives no amount."""
    del play
    farm = {"contract_cap": 60, "elec_type_code": "300"}
    ok = partial(fine, profile=FARM, facts=farm)
    return [
        wrong(
            "隔两日少用40度,台区多损40度",
            FARM,
            farm,
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
        lost_by_day(role, alone(role), losses)

    return change


def among_peers(own: Change) -> Change:
    """Return the change that gives a customer days of its own, and its mates such as have nothing to do with any loss."""

    def change(role: Role) -> None:
        own(role)
        for place, mate in enumerate(role.mates):
            collected([100 + (age * (place % 5 + 2)) % 7 for age in range(FEWEST)])(mate)
            lost_by_day(mate, alone(mate), [30 + age * age % 11 for age in range(FEWEST)])

    return change
