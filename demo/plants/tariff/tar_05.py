"""TAR-05 定比定量超期未核定

Shares of one meter among several tariffs that nobody has reviewed for a year.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.profiles import PLANT
from demo.stage import Play, Role, Row

OVERDUE = "超期未核定"
SPLIT = {"ratio_line": True, "contract_cap": 1250}


def cases(play: Play) -> Sequence[Case]:
    """Return points beneath a main point; there is no amount."""
    bad = partial(wrong, profile=PLANT, facts=SPLIT, branch=OVERDUE)
    ok = partial(fine, profile=PLANT, facts=SPLIT)
    full, over = play.ago(months=12), play.ago(months=12, days=1)
    return [
        bad("定比核定满一年后一日", change=reviewed(over)),
        bad("定比三年未核定", change=reviewed(play.ago(months=36))),
        bad("定量超期", change=reviewed(over, calc_mode="3", fr_value=900)),
        bad("从未核定", change=reviewed(None)),
        ok("恰满一年", change=reviewed(full)),
        ok("计量点停用", change=reviewed(over, mp_status="03")),
        fine("变更中用户核定未满一年", PLANT, SPLIT | {"status_code": "2"}, reviewed(full)),
    ]


def reviewed(on: date | None, **facts: Any) -> Change:
    """Let the point beneath the main one have been reviewed on a day, or never."""

    def change(role: Role) -> Row:
        point = role.rows["metering_points"][1]
        point.update(last_review=on, **facts)
        return accused("metering_point", point["mp_no"])

    return change
