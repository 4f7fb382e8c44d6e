"""MET-16 主副表(结算/考核表)差异

A second meter beside the first one, on both sides of what the errors of both allow.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import changed, together
from demo.changes import the_point as about
from demo.profiles import MALL, SHOP, STORE
from demo.rewriting import energy_money, fen
from demo.stage import Play, Role

DIFFERS = "① 差额超允差"
STEP = Decimal("0.0001")
PER_MILLE = 10
"""Two meters of 0.5S may differ by so much."""

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return points with a second meter; the amount is what the first one did not count."""
    del play
    mall: dict[str, Any] = {"contract_cap": 630}
    bad = partial(wrong, profile=MALL, facts=mall, amount=uncounted, branch=DIFFERS)
    ok = partial(fine, profile=MALL, facts=mall)
    return [
        bad("副表多计3%", change=checked_by(30)),
        bad("副表少计3%", change=checked_by(-30)),
        bad("刚过1%", change=checked_by(PER_MILLE, STEP)),
        ok("1%以内", change=checked_by(PER_MILLE)),
        fine("两表1.0级,差1.9%", STORE, {"contract_cap": 80}, checked_by(19)),
        ok("副表等级未录", change=checked_by(30, accuracy=None)),
        ok("主点另有下级", change=together(checked_by(30), another_below)),
        ok("副表抄表当日换表", change=together(checked_by(30), exchanged)),
        ok("副表示数撤回", change=together(checked_by(30), of_second(data_src="04"))),
        ok("副点停用", change=together(checked_by(30), changed("metering_points", 1, mp_status="03"))),
        fine("电量不足100度", SHOP, {"usage": {}, "base_kwh": 60}, checked_by(30)),
    ]


def checked_by(per_mille: int, more: Decimal = Decimal(0), **meter: Any) -> Change:
    """Add a point beneath the first, whose meter moved so much more in the month."""

    def change(role: Role) -> None:
        point, asset = role.rows["metering_points"][0], role.meter["asset_no"][:-1] + "8"
        number = point["mp_no"][:-1] + "8"
        below = {"mp_no": number, "mp_name": "考核计量点", "mp_attr": "02", "parent_mp_no": point["mp_no"]}
        role.rows["metering_points"].append(point | below)
        names = {"asset_no": asset, "bar_code": asset, "made_no": f"{role.no}78", "mp_no": number}
        role.rows["meters"].append(role.meter | names | meter)
        main = role.reading()
        moved = main["this_read"] - main["last_read"]
        moved += (moved * per_mille / 1000).quantize(STEP, ROUND_DOWN) + more
        read = {"asset_no": asset, "mp_no": number, "this_read": main["last_read"] + moved}
        role.rows["readings"].append(main | read | {"mr_pq": moved * main["t_factor"]})

    return change


def second(role: Role) -> dict[str, Any]:
    """Return this month's reading of the second meter."""
    return role.rows["readings"][-1]


def uncounted(role: Role) -> Decimal:
    """Return what the first meter did not count at the price of the month, negative where it counted more."""
    main, _ = role.readings(role.play.period)
    more = (second(role)["this_read"] - main["this_read"]) * main["t_factor"]
    energy = sum((bill["total_pq"] for bill in role.bills(role.play.period)), Decimal(0))
    return fen(more * energy_money(role, role.play.period) / energy)


def of_second(**values: Any) -> Change:
    """Return the change of the second meter's reading."""
    return lambda role: second(role).update(values)


def another_below(role: Role) -> None:
    """Add a point beneath the first that is settled by a share."""
    point = role.rows["metering_points"][0]
    below = {
        "mp_no": point["mp_no"][:-1] + "7",
        "parent_mp_no": point["mp_no"],
        "calc_mode": "2",
        "last_review": role.play.ago(60),
    }
    role.rows["metering_points"].append(point | below | {"fr_value": Decimal(5)})


def exchanged(role: Role) -> None:
    """Let the second meter be put up on the day that it was read."""
    role.rows["meters"][-1]["inst_date"] = second(role)["mr_date"]
