"""PRO-07 报装容量与变压器实际容量不符

Transformers that are more, less or others than the contract says.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo import law
from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, changed, cleared, together
from demo.profiles import DEMAND_PLANT, MALL, PLANT, SMALL_PLANT, STORE
from demo.rewriting import fen, per_kva
from demo.stage import Play, Role

INSTALLED, RUNNING = "安装容量", "运行容量"


def cases(play: Play) -> Sequence[Case]:
    """Return contracts and what stands there instead."""
    bad = partial(wrong, branch=INSTALLED)
    kva = [{"contract_cap": cap} for cap in (50, 400, 500, 630, 800, 1000)]
    c50, c400, c500, c630, c800, c1000 = kva
    march, december, may = (play.day(day, n) for day, n in ((10, -7), (1, -10), (1, -5)))
    off: dict[str, Any] = {"run_status": "02"}
    return [
        bad("两部制私增200kVA,7个月前启用", PLANT, c1000, added(200, actual_start_date=march), over(200, play.month(-7))),
        bad("两部制铭牌比合同大250kVA", PLANT, c1000, replated(250), over(250)),
        bad("高压电动机315kW未计入合同容量", PLANT, c1000, added(315, equip_type="02", actual_start_date=december), over(315, play.month(-10))),
        bad("热备变压器400kVA应计入", PLANT, c1000, added(400, ms_flag="03", **off), over(400)),
        bad("停用未封存的主变400kVA应计入", PLANT, c1000, added(400, **off), over(400)),
        bad("需量户私增160kVA,按同电压容量单价", DEMAND_PLANT, c1000, added(160), over(160)),
        bad("无启用日期,按安装日期(5个月前)", PLANT, c630, added(100, actual_start_date=None, inst_date=may), over(100, play.month(-5))),
        bad("单一制私增130kVA,按50元每千伏安", MALL, c500, replated(130), 130 * law.SINGLE_RATE_KVA_YUAN),
        bad("安装容量小于合同容量,退费风险", PLANT, c800, replated(-170)),
        fine("相差恰1kVA", SMALL_PLANT, c50, replated(1)),
        bad("小容量户相差1.5kVA", SMALL_PLANT, c50, replated(Decimal("1.5")), Decimal("1.5") * law.SINGLE_RATE_KVA_YUAN),
        fine("相差恰为合同容量的1%", PLANT, c1000, replated(10)),
        bad("相差略过1%", PLANT, c1000, replated(Decimal("10.5")), over(Decimal("10.5"))),
        fine("停用变主备性质空,不计入则相符", PLANT, c1000, added(200, ms_flag=None, **off)),
        bad("主备性质空的不计入,仍多200kVA", PLANT, c1000, together(added(300, ms_flag=None, **off), replated(200)), over(200)),
        fine("已拆除设备不计", PLANT, c500, added(315, run_status="03")),
        fine("已封存冷备不计", PLANT, c500, added(315, ms_flag="02", **off)),
        fine("低压户不查", STORE, c50, added(100)),
        fine("运行容量空,只判合同容量", MALL, c400, archived(run_cap=None)),
        wrong("变压器全在运行而运行容量只记一半", PLANT, c1000 | {"run_cap": 500}, branch=RUNNING),
        fine("无在册设备归PRO-06", MALL, c400, cleared("equipment"), also=[Side("PRO-06"), Side("PRO-01")]),
        fine("设备全已拆除,无在册设备", MALL, c400, replated(-300, run_status="03"), also=[Side("PRO-06")]),
        fine("当前新装户不查", MALL, c400, together(replated(300), archived(status_code="1"))),
    ]  # fmt: skip


def added(cap: int, **other: Any) -> Change:
    """Add a running main transformer that has been there from the start, unless said otherwise."""

    def change(role: Role) -> None:
        started = role.archive["power_on_date"]
        place = len(role.rows["equipment"]) + 5
        machine = {
            "equip_id": f"5{role.no}{place}",
            "equip_name": f"{place}号变",
            "equip_type": "01",
            "plate_cap": Decimal(cap),
            "run_status": "01",
            "ms_flag": "01",
            "pub_priv_flag": "02",
            "inst_date": started,
            "actual_start_date": started,
            "made_no": f"T{role.no}{place}",
            "owner": "2",
            "loss_alg": "0",
        }
        role.add("equipment", **machine | other)

    return change


def replated(more: Decimal | int, **other: Any) -> Change:
    """Let the first transformer be larger than it was."""

    def change(role: Role) -> None:
        cap = role.rows["equipment"][0]["plate_cap"] + more
        changed("equipment", plate_cap=cap, **other)(role)

    return change


def over(gap: Decimal | int, since: str = "") -> Callable[[Role], Decimal]:
    """Return the capacity charge of a surplus in the last twelve months, once owed and three times as penalty."""

    def amount(role: Role) -> Decimal:
        months = role.play.months[-12:]
        count = sum(1 for ym in months if ym >= since and role.bills(ym))
        return fen(Decimal(gap) * per_kva(role.bills(months[-1])[0]) * count * law.PENALTY_TIMES)

    return amount
