"""TAR-21 变损/线损计收异常

Losses of transformers that nobody charges, and losses charged where there are none.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from demo import tariffs
from demo.cases import Case, Change, fine, wrong
from demo.changes import archived, changed, together
from demo.power_factor import rate_of
from demo.profiles import LV_LARGE, MALL, SMALL_PLANT
from demo.rewriting import STD_CODES, charged_losses, fen, lost_in_transformer, settle
from demo.stage import BOOKED, Play, Role

MISSED, ELSEWHERE, IDLE = "① 漏计变损", "② 非高供低计", "③ 停用期间"
LOSS_KWH = 60
point, machine = partial(changed, "metering_points"), partial(changed, "equipment")


def cases(play: Play) -> Sequence[Case]:
    """Return bills; the amount is the energy lost or wrongly charged at the customer's own price."""
    plant, mall = {"contract_cap": 200}, {"contract_cap": 500}
    missed = partial(
        wrong, profile=SMALL_PLANT, facts=plant, amount=lost_in_transformer, branch=MISSED, priced=BOOKED
    )
    elsewhere = partial(wrong, amount=charged_losses, branch=ELSEWHERE)
    unused: dict[str, Any] = {"contract_cap": 160, "usage": dict.fromkeys(play.months, 0)}
    paused = unused | {"run_cap": 0}
    before, this_month = play.day(1) - (play.day(2) - play.day(1)), play.day(1)
    idle = partial(wrong, profile=SMALL_PLANT, amount=charged_losses, branch=IDLE)
    not_charged = losses(None)
    return [
        missed("变损空", change=not_charged),
        missed("变损为0", change=losses(Decimal(0))),
        fine("高供低计已计变损", SMALL_PLANT, plant),
        fine("公变供电", SMALL_PLANT, plant, together(not_charged, archived(supply_source_type="1"))),
        fine("运行变压器为公变", SMALL_PLANT, plant, together(not_charged, machine(pub_priv_flag="01"))),
        fine("考核点不判", SMALL_PLANT, plant, together(not_charged, point(mp_attr="02"))),
        fine("停用的计量点不判", SMALL_PLANT, plant, together(not_charged, point(mp_status="03"))),
        fine("高供高计无变损", MALL, mall),
        elsewhere("高供高计而计变损", MALL, mall, losses(Decimal(500))),
        elsewhere("低供低计而计变损", LV_LARGE, {"contract_cap": 160}, losses(Decimal(120))),
        idle("上月末全部停用仍计变损", facts=paused, change=stopped(before)),
        fine("本月1日停用,尚可计变损", SMALL_PLANT, paused, stopped(this_month)),
    ]


def losses(kwh: Decimal | None) -> Change:
    """Let so much of the month's energy be what the transformer lost."""
    return lambda role: role.bill().update(loss_ap=kwh)


def stopped(on: date) -> Change:
    """Stop the transformer, and charge the losses of the month all the same."""

    def change(role: Role) -> None:
        machine(None, run_status="02", actual_stop_date=on)(role)
        bill = role.bill()
        rate = rate_of(STD_CODES[bill["pf_std"]], Decimal(1))
        bill |= {"total_pq": Decimal(LOSS_KWH), "flat_pq": Decimal(LOSS_KWH), "loss_ap": Decimal(LOSS_KWH)}
        bill |= {"rp_pq": Decimal(0), "actual_pf": Decimal("1.00"), "pf_adj_factor": rate}
        place, month = tariffs.PLACE[bill["prc_code"]], int(role.play.period[4:])
        flat, levy = (Decimal(int(price)) for price in (tariffs.prices(month)[place][2], tariffs.LEVY[place]))
        bill |= {"kwh_amt": fen(LOSS_KWH * flat / 10_000), "levy_amt": fen(LOSS_KWH * levy / 10_000)}
        settle(bill)

    return change
