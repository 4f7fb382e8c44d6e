"""TAR-02 电量突增突减

Rises and falls just beyond both limits, beside those just within, and the seasonal ones.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.profiles import HOME, SHOP, STORE
from demo.rewriting import archived_application, open_application, rise_of, total
from demo.stage import Play, Role

HOMES, OTHERS = "居民", "其他用户"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is the difference to their usual use, at their own price."""

    def used(year_ago: int | None, three: tuple[int, int, int], now: int) -> dict[str, Any]:
        months = {play.month(n): kwh for n, kwh in zip((-3, -2, -1), three, strict=True)}
        before = {} if year_ago is None else {play.month(-12): year_ago}
        return {"usage": before | months | {play.period: now}}

    def store(year_ago: int, three: tuple[int, int, int], now: int) -> dict[str, Any]:
        return {"contract_cap": 30} | used(year_ago, three, now)

    steady, busy, calm = (5700, 6300, 6000), (8800, 9200, 9000), (4900, 5100, 5000)
    grows = store(6000, steady, 9500)
    five, three = since(play.day(2, -5)), since(play.day(22, -3))
    idle = {"run_cap": 0, "contract_cap": 12} | used(1000, (1000, 1010, 990), 6000)
    home, other = (partial(wrong, amount=rise_of, branch=branch) for branch in (HOMES, OTHERS))
    return [
        home("居民突增略过2倍且略过300度", HOME, used(150, (140, 160, 150), 451)),
        fine("居民增幅恰2倍", HOME, used(150, (140, 160, 150), 450)),
        fine("居民变化恰300度", HOME, used(100, (90, 110, 100), 400)),
        home("居民变化301度", HOME, used(100, (90, 110, 100), 401)),
        fine("居民与上年同月相近,季节性", HOME, used(400, (100, 110, 105), 450)),
        home("居民无上年同月,取前3月", HOME, five | used(None, (100, 110, 90), 420)),
        fine("居民前3月不齐,不判", HOME, three | used(None, (0, 110, 90), 480)),
        other("商业突增略过50%且略过3000度", STORE, store(6000, steady, 9003)),
        fine("商业增幅恰50%", STORE, store(6000, steady, 9000)),
        fine("商业变化恰3000度", STORE, store(5000, calm, 8000)),
        other("商业变化3001度", STORE, store(5000, calm, 8001)),
        other("商业突减", STORE, store(9000, busy, 4497)),
        fine("商业减幅恰50%", STORE, store(9000, busy, 4500)),
        other("本月降为零,按上月电价", STORE, store(9000, busy, 0)),
        fine("本月、上月皆零,归零电量", STORE, store(9000, (8800, 9200, 0), 0)),
        fine("商业与上年同月相近,季节性", STORE, store(9200, steady, 9400)),
        fine("运行容量为零", SHOP, idle),
        fine("上月增容办结", STORE, grows, grown(play.day(10, -1))),
        fine("上年同月增容办结", STORE, grows, grown(play.day(14, -12))),
        other("4个月前增容办结,不在所比月份", STORE, grows, grown(play.day(10, -4))),
        other("增容尚在途", STORE, grows, growing),
        fine(
            "冲红后电量为负", STORE, store(6000, steady, 6100), reversed_below_nothing, also=[Side("TAR-22")]
        ),
    ]


def since(day: date) -> dict[str, Any]:
    """Return the facts of a customer set up and supplied on a day."""
    return {"build_date": day, "power_on_date": day}


def grown(on: date) -> Change:
    """Add an enlargement that was powered on a day."""

    def change(role: Role) -> None:
        archived_application(role, "110", on - timedelta(days=12), power_date=on)

    return change


def growing(role: Role) -> None:
    """Add an enlargement that is under way."""
    open_application(role, "110", role.play.day(2, -1), "A05")


def reversed_below_nothing(role: Role) -> None:
    """Add a reversal of more than was billed."""
    money = {"total_pq": Decimal(-6600), "kwh_amt": Decimal("-4818.00"), "levy_amt": Decimal("-191.40")}
    row = role.bill() | money
    row |= {name: None for name in row if name.startswith("mkt_")}
    total(row)
    role.rows["bills"].append(row)
