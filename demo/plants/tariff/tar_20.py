"""TAR-20 分时电价执行异常

Industry and commerce without times of the day, with nearly all energy in the valley, or with charges that do not
follow from the slots.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo import tariffs
from demo.cases import Case, Change, extra, fine, wrong
from demo.changes import archived
from demo.profiles import BIG_PLANT, LV_LARGE, MALL, PUMP, SCHOOL, STORE
from demo.rewriting import fen, settle
from demo.stage import Play, Role, Row

NOT_EXECUTED, IN_THE_VALLEY, MISPRICED = "① 未执行", "② 谷电占比", "③ 时段单价不符"
TIMED, PLAIN = "0402", "0401"
REGISTERS = dict(zip(tariffs.PERIODS, ("12", "13", "15", "14"), strict=True))


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what their slots cost at the catalogue less what was charged."""
    # without times in their tariff, their meters have no registers for them
    plain: dict[str, Any] = {"tou_flag": False, "contract_cap": 100}
    used = {"contract_cap": 125, "ct_primary": 200, "usage": {play.period: 10_000}, "base_kwh": 10_000}
    at_seven_tenths = used | {"peak_share": 0.15, "valley_share": 0.7}
    above = at_seven_tenths | {"valley_share": 0.70015}
    heat = above | {"cons_name": "城南蓄热供暖有限公司"}
    railway = {"tou_flag": False, "elec_type_code": "405", "trade_code": "5140", "contract_cap": 160}
    few = {"contract_cap": 8000, "volt_code": "AC00661"}
    unmarked = archived(tou_flag=False)
    flagless = archived(tou_flag=None)
    untimed = partial(wrong, branch=NOT_EXECUTED)
    mispriced = partial(wrong, amount=missing, branch=MISPRICED)
    return [
        extra(LV_LARGE, {}, crowd=14),
        extra(MALL, {}, crowd=8),
        untimed("恰100kVA未标记,无时段示数", LV_LARGE, plain),
        untimed("标记为否而账单按分时", LV_LARGE, {}, unmarked, "0.00"),
        untimed("账单全部电量按平段收", LV_LARGE, {}, without_slots, missing),
        untimed("标记空,账单没有时段电量", LV_LARGE, {}, both(flagless, without_slots), missing),
        fine("99.99kVA不在范围", LV_LARGE, plain | {"contract_cap": Decimal("99.99"), "pf_std_code": "0"}),
        fine("50kVA商业未执行", STORE, {"contract_cap": 50}),
        fine("学校不在清单", SCHOOL, {"contract_cap": 80}),
        fine("农业排灌不在清单", PUMP, {"contract_cap": 80}),
        fine("电气化铁路", LV_LARGE, railway),
        fine("变更中用户不判", LV_LARGE, plain | {"status_code": "2"}),
        wrong("谷电占比71%", LV_LARGE, above | {"valley_share": 0.71}, branch=IN_THE_VALLEY),
        fine("谷电占比恰七成", LV_LARGE, at_seven_tenths),
        wrong("谷电占比略高于七成", LV_LARGE, above, branch=IN_THE_VALLEY),
        fine("蓄热户谷电占比高", LV_LARGE, heat),
        mispriced("电度电费少收1.01元", MALL, {}, charged_off("-1.01")),
        mispriced("谷段按平段价收", MALL, {}, valley_as_flat),
        mispriced("电度电费多收50元", LV_LARGE, {}, charged_off("50")),
        fine("恰少收1.00元", MALL, {}, charged_off("-1.00")),
        fine("同电价码不足8户,不能反推", BIG_PLANT, few, charged_off("-60")),
    ]


def both(first: Change, second: Change) -> Change:
    """Return two changes, one after the other."""

    def change(role: Role) -> None:
        first(role)
        second(role)

    return change


def energy(role: Role, prc_code: str) -> Decimal:
    """Return what the registers of the month cost at a tariff; what is lost in the transformer is flat."""
    prices = tariffs.prices(int(role.play.period[4:]))[tariffs.PLACE[prc_code]]
    kwh: dict[str, Decimal] = {name: role.reading(read_type=one)["mr_pq"] for name, one in REGISTERS.items()}
    kwh["flat"] += role.bill()["total_pq"] - sum(kwh.values(), Decimal(0))
    costs = [kwh[name] * int(price) / 10_000 for name, price in zip(tariffs.PERIODS, prices, strict=True)]
    return fen(sum(costs, Decimal(0)))


def missing(role: Role) -> Decimal:
    """Return what the slots cost less what was charged."""
    bill = role.bill()
    return energy(role, TIMED if bill["prc_code"] == PLAIN else bill["prc_code"]) - bill["kwh_amt"]


def charge(bill: Row, yuan: Decimal) -> None:
    """Charge another amount for the energy, with everything that follows from it."""
    bill["kwh_amt"] = yuan
    settle(bill)


def charged_off(by: str) -> Change:
    """Charge so much more or less for the energy."""
    return lambda role: charge(role.bill(), role.bill()["kwh_amt"] + Decimal(by))


def valley_as_flat(role: Role) -> None:
    """Charge the valley's energy at the price of the flat hours."""
    bill = role.bill()
    prices = tariffs.prices(int(role.play.period[4:]))[tariffs.PLACE[bill["prc_code"]]]
    more = Decimal(int(prices[2] - prices[3])) / 10_000
    charge(bill, bill["kwh_amt"] + fen(bill["valley_pq"] * more))


def without_slots(role: Role) -> None:
    """Charge all energy at the single price, as if it had no times of the day."""
    bill = role.bill()
    price = tariffs.prices(int(role.play.period[4:]))[tariffs.PLACE[PLAIN]][2]
    bill |= {"prc_code": PLAIN} | {f"{name}_pq": None for name in tariffs.PERIODS}
    charge(bill, fen(bill["total_pq"] * Decimal(int(price)) / 10_000))
