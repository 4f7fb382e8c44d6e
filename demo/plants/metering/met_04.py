"""MET-04 计量方式选择不合理(高供低计/未加变损)

Customers of 10 kV read behind their transformer: too large for that, or with losses that nobody adds.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, changed, the_point, together
from demo.changes import the_point as about
from demo.law import HIGH_SIDE_KVA, LOSS_PERCENT
from demo.profiles import MALL, SMALL_PLANT
from demo.rewriting import energy_money, fen, lost_in_transformer
from demo.stage import BOOKED, Play, Role

LARGE, LOSSLESS = "① 容量应在高压侧计量", "② 漏计变损"
point, machine = partial(changed, "metering_points"), partial(changed, "equipment")
NOT_RECKONED = machine(None, loss_alg="0")

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return points; the amount is the losses that were not billed."""
    low = {"contract_cap": HIGH_SIDE_KVA, "meas_mode": "2"}
    unbilled = Side("TAR-21", lost_in_transformer, "当期未计变损")
    on_low_side = Side("INS-11", note="容量应在高压侧计量")
    one, two = (
        partial(wrong, branch=LARGE, also=[on_low_side]),
        partial(wrong, branch=LOSSLESS, also=[unbilled], priced=BOOKED),
    )
    ok = partial(fine, profile=SMALL_PLANT, facts={})
    ok_unbilled = partial(ok, also=[unbilled], priced=BOOKED)
    of_public = archived(supply_source_type="1")
    never, lately = without_losses(play.months[0]), without_losses(play.month(-2))
    return [
        one("315kVA高供低计", MALL, low),
        one("630kVA高供低计", MALL, low | {"contract_cap": 630}),
        fine("314kVA高供低计", MALL, low | {"contract_cap": HIGH_SIDE_KVA - 1}),
        fine("315kVA高供低计而公变供电", MALL, low, of_public),
        fine("315kVA在高压侧计量", MALL, low | {"meas_mode": "1"}),
        fine("315kVA的考核点", MALL, low, point(mp_attr="02")),
        fine("315kVA的停用点", MALL, low, point(mp_status="03")),
        fine("315kVA的定比点", MALL, low, point(calc_mode="2", last_review=play.ago(60))),
        two("从未计过变损", SMALL_PLANT, {}, never, lost(play.month(-11))),
        two("近三个月不再计变损", SMALL_PLANT, {}, lately, lost(play.month(-2))),
        two(
            "已拆除的变压器另有算法", SMALL_PLANT, {}, together(lately, an_idle_machine), lost(play.month(-2))
        ),
        two("容量大且漏计变损", MALL, low, lately, lost(play.month(-2)), also=[unbilled, on_low_side]),
        ok("不计变损的算法而当期已计", change=NOT_RECKONED),
        ok_unbilled("当期变损空而按公式计算", change=without_losses(play.period, is_reckoned=True)),
        ok_unbilled("两台之一计变损", change=together(lately, another_machine(loss_alg="4"))),
        ok_unbilled("两台之一算法未录", change=together(lately, another_machine(loss_alg=None))),
        ok("运行变压器为公变", change=together(lately, machine(pub_priv_flag="01"))),
        ok("公变供电", change=together(lately, of_public)),
    ]


def without_losses(since: str, *, is_reckoned: bool = False) -> Change:
    """Let nobody add losses since a month; the bills stay as they are."""

    def change(role: Role) -> None:
        for bill in role.rows["bills"]:
            if bill["amt_ym"] >= since:
                bill["loss_ap"] = None
        if not is_reckoned:
            NOT_RECKONED(role)

    return change


def lost(since: str) -> Callable[[Role], Decimal]:
    """Return what the losses since a month are worth."""
    return lambda role: fen(energy_money(role, since) * LOSS_PERCENT / 100)


def another_machine(**facts: Any) -> Change:
    """Divide the capacity between two transformers, the second one as is said."""

    def change(role: Role) -> None:
        (first,) = role.rows["equipment"]
        half = {"plate_cap": first["plate_cap"] / 2}
        first.update(half)
        role.rows["equipment"].append(first | {"equip_id": first["equip_id"][:-1] + "2"} | facts)

    return change


def an_idle_machine(role: Role) -> dict[str, Any]:
    """Add a transformer that was taken down, whose losses were reckoned."""
    (first,) = role.rows["equipment"]
    gone = {"equip_id": first["equip_id"][:-1] + "2", "run_status": "03", "loss_alg": "4"}
    role.rows["equipment"].append(first | gone)
    return the_point(role)
