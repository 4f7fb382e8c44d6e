"""INS-91 模型:日电量阶跃下降

Schools of one size, of which one uses much less than before and the others as much.
"""

from collections.abc import Sequence
from functools import partial

from demo.cases import Case, Change, Side, fine, wrong
from demo.collecting import fallen
from demo.profiles import SCHOOL
from demo.stage import Play, Role

PEERS = 30
STEP = "低于其前 60 天日均的 60%"


def cases(play: Play) -> Sequence[Case]:
    """Return schools; a model gives no amount."""
    del play
    ok = partial(fine, profile=SCHOOL, facts={"contract_cap": 60})
    return [
        wrong("同类持平而日均降至四成", SCHOOL, {"contract_cap": 60}, among_peers(fallen(100, 40)), branch=STEP, crowd=PEERS),
        ok("恰为六成", change=fallen(100, 60), also=[Side("INS-93", note="不算骤降,而下降超过日均一半")]),
        ok("近期只有14天", change=fallen(100, 40, 14)),
        fine("降至四成而同类不足30户", SCHOOL, {"contract_cap": 45}, fallen(100, 40)),
    ]  # fmt: skip


def among_peers(own: Change) -> Change:
    """Return the change that gives a customer a curve of its own, and its mates one that hardly moves."""

    def change(role: Role) -> None:
        own(role)
        for place, mate in enumerate(role.mates):
            fallen(100, 98 + place % 5)(mate)

    return change
