"""TAR-06 定比/定量与实际不符

Shares of the low price that a meter of their own, the customer's energy or their like belie.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, extra, fine, wrong
from demo.profiles import PLANT
from demo.rewriting import fen
from demo.stage import BOOKED, Play, Role, Row

METERED, AMOUNT, ABOVE = "有分表", "定量", "同电价码"
KWH = 100_000


def cases(play: Play) -> Sequence[Case]:
    """Return points beneath a main point; the amount is the energy at the wrong price."""
    facts: dict[str, Any] = {
        **{"ratio_line": True, "contract_cap": 1250, "ct_primary": 100, "base_kwh": KWH},
        "usage": {play.period: KWH},
    }
    metered = partial(wrong, profile=PLANT, facts=facts, amount=wrongly_priced, branch=METERED, priced=BOOKED)
    ok = partial(fine, profile=PLANT, facts=facts)
    most = {"calc_mode": "3", "fr_value": Decimal(KWH * 8 // 10)}
    return [
        extra(PLANT, facts, crowd=22),
        metered("分表占比比定比高0.10001", change=shown(15_001)),
        metered("定比三成而分表一成", change=shown(10_000, fr_value=Decimal("0.3"))),
        metered("定比按百分数录入,分表三成", change=shown(30_000, fr_value=Decimal(5))),
        ok("分表占比恰高0.1", change=shown(15_000)),
        ok("定比按百分数录入,分表相符", change=shown(5_000, fr_value=Decimal(5))),
        ok("计量点停用", change=shown(90_000, mp_status="03")),
        wrong(
            "定量略超八成",
            PLANT,
            facts,
            the_point(**most | {"fr_value": most["fr_value"] + 1}),
            branch=AMOUNT,
        ),
        ok("定量恰八成", change=the_point(**most)),
        wrong("低价定比高于同类", PLANT, facts, the_point(fr_value=Decimal("0.4")), branch=ABOVE),
        ok("定比与同类一样"),
    ]


def the_point(**facts: Any) -> Change:
    """Change the point beneath the main one, and say that it is meant."""
    return lambda role: point_with(role, facts)


def point_with(role: Role, facts: Row) -> Row:
    """Change the point beneath the main one, and return what is to be found."""
    point = role.rows["metering_points"][1]
    point.update(facts)
    return accused("metering_point", point["mp_no"])


def shown(kwh: int, **facts: Any) -> Change:
    """Give the point a meter of its own that shows so much energy."""

    def change(role: Role) -> Row:
        found, asset = point_with(role, facts), role.play.number(22)
        filed = {"asset_no": asset, "bar_code": asset, "made_no": asset, "mp_no": found["object_id"]}
        role.rows["meters"].append(role.meter | filed | {"t_factor": Decimal(1), "inst_date": None})
        own = {
            **{"mp_no": found["object_id"], "asset_no": asset, "t_factor": Decimal(1)},
            **{"mr_pq": Decimal(kwh)},
            **{"last_read": Decimal(0), "this_read": Decimal(kwh)},
        }
        role.rows["readings"].append(role.reading() | own)
        return found

    return change


def wrongly_priced(role: Role) -> Decimal:
    """Return what the energy at the wrong price is worth."""
    main, point = role.rows["metering_points"]
    above, own = role.readings(role.play.period)
    share = point["fr_value"] / 100 if point["fr_value"] > 1 else point["fr_value"]
    price = role.play.figures.price_of
    return fen((above["mr_pq"] * share - own["mr_pq"]) * (price(main["prc_code"]) - price(point["prc_code"])))
