"""MET-02 三相互感器变比/规格不一致

Transformers of one point that are not alike, and those whose difference means nothing.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import Case, fine, wrong
from demo.changes import changed, together
from demo.changes import the_point as about
from demo.profiles import PLANT, SHOP, STORE
from demo.rewriting import phases_uncounted
from demo.stage import Play, Role

RATIOS, GRADES, COUNTS, MAKERS = "① 变比不同", "② 准确度不同", "③ 只数或相别不符", "④ 厂家不同"
CT: dict[str, Any] = {"contract_cap": 80, "ct_primary": 150}  # three of 150/5: the factor is 30
KV: dict[str, Any] = {"contract_cap": 1000}  # two of 75/5 behind 10000/100: the factor is 1500
OTHER_MAKER = "苏州互感器厂"
transformers, point = partial(changed, "instrument_transformers"), partial(changed, "metering_points")

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return points; the amount is what the phases of another ratio left uncounted since they were put up."""
    new = play.day(10, -7)
    fresh = CT | {"build_date": new, "power_on_date": new}
    ratios, grades, counts, makers = (
        partial(wrong, branch=branch) for branch in (RATIOS, GRADES, COUNTS, MAKERS)
    )
    ok = partial(fine, profile=STORE, facts=CT)
    since = play.month(-6)
    return [
        ratios(
            "一相200/5,其余150/5",
            STORE,
            CT,
            transformers(1, ratio="200/5"),
            partial(phases_uncounted, billed=30, ratios=[30, 40, 30]),
        ),
        ratios(
            "一相100/5,其余150/5",
            STORE,
            CT,
            transformers(2, ratio="100/5"),
            partial(phases_uncounted, billed=30, ratios=[30, 30, 20]),
        ),
        ratios(
            "7个月前装出,一相200/5",
            STORE,
            fresh,
            transformers(0, ratio="200/5"),
            partial(phases_uncounted, billed=30, ratios=[40, 30, 30], since=since),
        ),
        ratios(
            "高压一相100/5,一相75/5",
            PLANT,
            KV,
            transformers(0, ratio="100/5"),
            partial(phases_uncounted, billed=15, ratios=[20, 15]),
        ),
        ratios("一相多抽头而无相同抽头", STORE, CT, transformers(1, ratio="200-400/5")),
        ratios(
            "一相不可解析,其余不同",
            STORE,
            CT,
            together(transformers(0, ratio="见铭牌"), transformers(1, ratio="200/5")),
        ),
        ratios("电压互感器变比不同", PLANT, KV, transformers(2, ratio="6000/100")),
        grades("一相0.2S,其余0.5S", STORE, CT, transformers(1, accuracy="02")),
        grades("电压互感器等级不同", PLANT, KV, transformers(2, accuracy="03")),
        counts("三相四线只有两只", STORE, CT, one_less),
        counts("相别全录而重复", STORE, CT, transformers(1, phase="A")),
        makers("一相另一厂家", STORE, CT, transformers(1, manufacturer=OTHER_MAKER)),
        makers("电压互感器另一厂家", PLANT, KV, transformers(2, manufacturer=OTHER_MAKER)),
        ok("各相相同"),
        ok("多抽头,有相同抽头", change=transformers(1, ratio="150-300/5")),
        ok("写法不同而变比相同", change=transformers(1, ratio="150A/5A")),
        ok("一相变比不可解析", change=transformers(1, ratio="见铭牌")),
        ok("一相准确度、厂家未录", change=transformers(1, accuracy=None, manufacturer=None)),
        ok("批次不同", change=transformers(1, batch_no="HG209901")),
        ok("相别未录全", change=together(transformers(0, phase="B"), transformers(2, phase=None))),
        ok("组合互感器不查只数", change=transformers(0, it_sort="04")),
        ok("换下的互感器变比不同", change=an_old_one),
        ok("停用点", change=together(transformers(1, ratio="200/5"), point(mp_status="03"))),
        ok("接线方式未录,不查只数", change=together(one_less, point(wiring_mode=None))),
        fine("V/v接线电压互感器两只", PLANT, KV),
        fine("直接接入,无电流互感器", SHOP, {}),
    ]


def one_less(role: Role) -> None:
    """Take the last transformer away."""
    role.rows["instrument_transformers"].pop()


def an_old_one(role: Role) -> None:
    """Keep a transformer of another ratio and maker on file that was taken down."""
    rows = role.rows["instrument_transformers"]
    gone = {"it_asset_no": rows[0]["it_asset_no"][:-1] + "9", "status": "014"}
    rows.append(rows[0] | {"ratio": "200/5", "manufacturer": OTHER_MAKER} | gone)
