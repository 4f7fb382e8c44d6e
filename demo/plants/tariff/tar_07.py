"""TAR-07 功率因数调整电费计算错误

Power factors, rates and charges that do not follow from the bill itself.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from demo.cases import Case, Change, fine, wrong
from demo.power_factor import factor_of, rate_of
from demo.profiles import MALL, PLANT, SMALL_PLANT
from demo.rewriting import STD_CODES, fen, total
from demo.stage import Play, Role

FACTOR, RATE, CHARGE = "功率因数不符", "调整系数不符", "力调电费不符"


def cases(play: Play) -> Sequence[Case]:
    """Return bills; the amount is what the rule gives less what was charged."""
    idle = {"usage": {play.period: 0, play.month(-1): 0}, "reactive": {play.period: 600}}
    factor, rate, charge = (partial(wrong, amount=missing, branch=one) for one in (FACTOR, RATE, CHARGE))
    rewarded = partial(wrong, amount=all_of_it, branch=CHARGE)
    never_fined, never_rewarded = (
        {"tangent": 0.8, "pf_eval_mode": "2"},
        {"tangent": 0.15, "pf_eval_mode": "3"},
    )
    return [
        factor("功率因数多记0.01,力调随之多奖", MALL, {"tangent": 0.45}, shown("0.01", True)),
        factor("功率因数少记0.02,力调随之多罚", PLANT, {"tangent": 0.6}, shown("-0.02", True)),
        factor("功率因数记错而电费未变", PLANT, {"tangent": 0.12}, shown("-0.01", False)),
        rate("调整系数差0.0001", PLANT, {}, rate_off("0.0001")),
        fine("调整系数恰差0.00005", MALL, {}, rate_off("0.00005", recharge=False)),
        charge("力调电费少收1.01元", PLANT, {}, charge_off("-1.01")),
        charge("力调电费多收88元", SMALL_PLANT, {}, charge_off("88")),
        fine("力调电费恰少1.00元", PLANT, {}, charge_off("-1.00")),
        fine("力调电费恰多1.00元", MALL, {}, charge_off("1.00")),
        rewarded("只奖不罚户照罚", PLANT, never_fined),
        fine("只奖不罚户未罚", PLANT, never_fined, waived),
        rewarded("只罚不奖户照奖", PLANT, never_rewarded),
        fine("只罚不奖户未奖", PLANT, never_rewarded, waived),
        fine("另有定比居民电价行,不参与力调", PLANT, {"ratio_line": True, "contract_cap": 1250}),
        fine("无电量有无功,只标记", PLANT, idle),
    ]


def missing(role: Role) -> Decimal:
    """Return what the energy of the bill asks for less what was charged."""
    bill = role.bill()
    rate = rate_of(STD_CODES[bill["pf_std"]], factor_of(bill["total_pq"], bill["rp_pq"]))
    return fen(bill["pf_adj_base"] * rate) - bill["pf_amt"]


def all_of_it(role: Role) -> Decimal:
    """Return what gives back the whole adjustment."""
    return -role.bill()["pf_amt"]


def shown(more: str, follows: bool) -> Change:
    """Show another power factor; the charge follows it, or not."""

    def change(role: Role) -> None:
        bill = role.bill()
        bill["actual_pf"] += Decimal(more)
        if follows:
            bill["pf_adj_factor"] = rate_of(STD_CODES[bill["pf_std"]], bill["actual_pf"])
            charge_at_rate(role)

    return change


def rate_off(by: str, recharge: bool = True) -> Change:
    """Use another rate, with the charge that follows from it or without."""

    def change(role: Role) -> None:
        role.bill()["pf_adj_factor"] += Decimal(by)
        if recharge:
            charge_at_rate(role)

    return change


def charge_at_rate(role: Role) -> None:
    """Charge what the rate of the bill says."""
    bill = role.bill()
    bill["pf_amt"] = fen(bill["pf_adj_base"] * bill["pf_adj_factor"])
    total(bill)


def charge_off(by: str) -> Change:
    """Charge more or less than the rate says."""

    def change(role: Role) -> None:
        bill = role.bill()
        bill["pf_amt"] += Decimal(by)
        total(bill)

    return change


def waived(role: Role) -> None:
    """Charge nothing."""
    bill = role.bill()
    bill["pf_amt"] = Decimal(0)
    total(bill)
