"""TAR-13 农业电价非灌溉期/非农特征用电

Customers at the price of farming who use electricity all the year, and farms that rightly do.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import Case, fine, wrong
from demo.profiles import FARM, HV_PUMP, PUMP, WORKSHOP
from demo.rewriting import OFF_SEASON, off_season_gap
from demo.stage import BOOKED, Play, Role

OUT_OF_SEASON = "非灌溉月占比"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what their energy out of season would have cost more in commerce."""
    bad = partial(wrong, branch=OUT_OF_SEASON, amount=off_season_gap, priced=BOOKED)
    small = {"contract_cap": 30}

    def used(off: int, on: int, more: int = 0, **facts: Any) -> dict[str, Any]:
        """Return the facts of somebody who uses so much a month off season and on, three more or less, and more in May.

        No two months are alike one after the other: TAR-04 takes three alike for estimated. A year comes to as much.
        """
        months = {ym: off if int(ym[4:]) in OFF_SEASON else on for ym in play.months}
        uneven = {ym: kwh + (3 if int(ym[4:]) % 2 else -3) for ym, kwh in months.items()}
        return facts | {"usage": {ym: kwh + more * (ym[4:] == "05") for ym, kwh in uneven.items()}}

    steady = partial(used, 700, 710)
    return [
        fine("占比恰0.3", FARM, used(700, 1633, 2) | small),
        bad("占比略高于0.3", FARM, used(700, 1633) | small),
        bad("农业户常年稳定用电", FARM, steady(cons_name="城东粮食加工厂") | small),
        bad("排灌户冬季用电更多", PUMP, used(900, 500) | small),
        bad("贫困县排灌户常年用电", PUMP, steady(elec_type_code="302") | small),
        bad("10kV排灌户常年用电", HV_PUMP, used(9000, 9500, contract_cap=200)),
        fine("畜牧业", FARM, steady(trade_code="0300") | small),
        fine("渔业", FARM, steady(trade_code="0400") | small),
        fine("冷库", FARM, steady(cons_name="城西果品冷库") | small),
        fine("蔬菜大棚", FARM, steady(cons_name="城南蔬菜大棚合作社") | small),
        fine("食用菌", FARM, steady(cons_name="城北食用菌合作社") | small),
        fine("变更中用户不判", FARM, steady(status_code="2") | small),
        fine("一般工商业常年用电", WORKSHOP, steady() | small),
        fine("改为农业不足12个月", FARM, steady() | small, shop_a_year_ago),
        fine("立户不足12个月", FARM, used(700, 710, build_date=play.day(3, -9)) | small),
    ]


def shop_a_year_ago(role: Role) -> None:
    """Let a customer have been billed as a shop eleven months ago."""
    for row in role.bills(role.play.month(-11)):
        row["elec_type_code"] = "405"
