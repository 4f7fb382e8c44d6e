"""MET-08 互感器/PT压降超期

Transformers on the day that a test was due and the day after: on site after ten years, of the drop after two.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, accused, fine, wrong
from demo.changes import changed, together
from demo.profiles import BIG_PLANT, PLANT, SMALL_PLANT
from demo.stage import Play, Role, Row

PLAIN: dict[str, Any] = {"contract_cap": 630}  # of the third class by either edition
OVERDUE, DROP = "① 现场检验超期", "② 二次压降超期"

__all__ = ["about", "cases"]


def about(role: Role) -> Row:
    """Say that the customer's last voltage transformer is what is to be found."""
    return accused("asset", role.rows["instrument_transformers"][-1]["it_asset_no"])


def of_other_phase(role: Role) -> Row:
    """Say that the voltage transformer of the other phase is."""
    return accused("asset", role.rows["instrument_transformers"][-2]["it_asset_no"])


def of_current(role: Role) -> Row:
    """Say that the customer's first current transformer is."""
    return accused("asset", role.rows["instrument_transformers"][0]["it_asset_no"])


def cases(play: Play) -> Sequence[Case]:
    """Return transformers; there is no amount."""
    bad = partial(wrong, profile=PLANT, facts=PLAIN, branch=OVERDUE)
    late = partial(wrong, profile=BIG_PLANT, facts={}, branch=DROP)
    ok, fine_drop = partial(fine, profile=PLANT, facts=PLAIN), partial(fine, profile=BIG_PLANT, facts={})
    never, other = {"last_check_date": None}, [Side(play.code, of=of_other_phase, note="同点另一相的压降")]

    put_up = changed("instrument_transformers", None, inst_date=play.ago(months=30))

    def checked(days: int, /, **values: Any) -> dict[str, Any]:
        return {"last_check_date": play.ago(months=120, days=days)} | values

    def dropped(days: int, /, **values: Any) -> Change:
        day = play.ago(months=24, days=days)
        return changed("meter_tests", -1, actual_date=day, **values)

    return [
        bad("电压互感器10年零1日", change=last(**checked(1))),
        ok("电压互感器恰10年", change=last(**checked(0))),
        bad("电流互感器10年零1日", change=first(**checked(1))),
        bad("从未检验,装于10年零1日前", change=last(**never, inst_date=play.ago(months=120, days=1))),
        ok("从未检验,装于9年前", change=last(**never, inst_date=play.ago(months=108))),
        ok("互感器现场检验过", change=with_test(checked(400), plan_type="02")),
        ok("互感器检验过,计划类型空", change=with_test(checked(400), plan_type=None)),
        bad("只测过二次负荷", change=with_test(checked(400), plan_type="04")),
        bad("现场检验的是电能表", change=with_test(checked(400), equip_sort="01", plan_type="02")),
        bad("现场检验的是另一相", change=with_test(checked(400), of=0, plan_type="02")),
        fine("低压电流互感器10年", SMALL_PLANT, {}, first(**checked(400))),
        ok("已拆回", change=last(**checked(400), status="014")),
        late("35千伏压降2年零1日", change=dropped(1), also=other),
        fine_drop("35千伏压降恰2年", change=dropped(0)),
        late(
            "35千伏压降从未检验",
            change=together(put_up, changed("meter_tests", -1, plan_type="02", equip_sort="01")),
            also=other,
        ),
        ok("10千伏不测压降", change=last()),
    ]


def last(**values: Any) -> Change:
    """Return the change of the last transformer, one of voltage."""

    def change(role: Role) -> Row:
        role.rows["instrument_transformers"][-1].update(values)
        return about(role)

    return change


def first(**values: Any) -> Change:
    """Return the change of the first transformer, one of current."""

    def change(role: Role) -> Row:
        role.rows["instrument_transformers"][0].update(values)
        return of_current(role)

    return change


def with_test(values: dict[str, Any], *, of: int = -1, **facts: Any) -> Change:
    """Let the last transformer be long overdue, and add a test of it or of another one last year."""

    def change(role: Role) -> Row:
        rows = role.rows["instrument_transformers"]
        rows[-1].update(values)
        own = {"equip_sort": "02", "test_attr": "03", "result": True, "actual_date": role.play.ago(months=12)}
        where = {"mp_no": rows[of]["mp_no"], "asset_no": rows[of]["it_asset_no"]}
        role.add("meter_tests", app_no=f"76{role.no}", **(where | own | facts))
        return about(role)

    return change
