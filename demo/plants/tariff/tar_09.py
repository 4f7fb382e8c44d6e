"""TAR-09 功率因数异常优/劣

Power factors of one that nobody measured, and such as stay below 0.60.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, fine, wrong
from demo.changes import changed
from demo.power_factor import rate_of
from demo.profiles import MALL, PLANT
from demo.rewriting import STD_CODES, fen
from demo.stage import Play, Role

PERFECT, POOR = "① 功率因数为1", "② 连续低于0.60"
LIGHT_KWH = 2880
"""A hundredth of what 400 kVA carry in a month of 720 hours."""
KWH, AT_SIX_TENTHS, BELOW = 60_000, 80_400, 81_600
"""With so much reactive energy the power factor is 0.60, and 0.59."""


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what a power factor of 0.80 would have cost."""
    now, before = play.period, play.month(-1)

    def used(kwh: int, **reactive: int) -> dict[str, Any]:
        months = {"now": now, "before": before}
        return {
            **{"contract_cap": 400, "ct_primary": 50, "base_kwh": kwh},
            **{"usage": {now: kwh, before: kwh + 7}},
            **{"reactive": {months[name]: kvarh for name, kvarh in reactive.items()}},
        }

    perfect = partial(wrong, amount=at_eight_tenths, branch=PERFECT)
    poor = partial(wrong, branch=POOR)
    return [
        perfect("无功为0,负荷率14%", MALL, used(40_000, now=0)),
        perfect("负荷率恰1%", MALL, used(LIGHT_KWH, now=0)),
        perfect("两部制无功为0", PLANT, {"contract_cap": 1000, "reactive": {now: 0}}),
        fine("负荷率略低于1%", MALL, used(LIGHT_KWH - 1, now=0)),
        fine("功率因数为1而有少量无功", MALL, used(40_000, now=2_000)),
        fine("无功电量空归应考核未考核", MALL, used(40_000, now=0), changed("bills", None, rp_pq=None)),
        fine("变更中用户不判", MALL, used(40_000, now=0) | {"status_code": "2"}),
        poor("两月0.59", MALL, used(KWH, now=BELOW, before=BELOW)),
        fine("本月0.59,上月0.60", MALL, used(KWH, now=BELOW, before=AT_SIX_TENTHS)),
        fine("本月0.60,上月0.59", MALL, used(KWH, now=AT_SIX_TENTHS, before=BELOW)),
    ]


def at_eight_tenths(role: Role) -> Decimal:
    """Return what the charge would be raised by at 0.80."""
    bill = role.bill()
    base = bill["kwh_amt"] + (bill["basic_amt"] or 0)
    return fen(base * rate_of(STD_CODES[bill["pf_std"]], Decimal("0.80")))
