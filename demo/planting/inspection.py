"""Planted problems of inspection (用电检查稽查): contracts, own generation, penalties."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from demo.profiles import HOME, MALL, PLANT, SHOP, Profile
from demo.stage import AS_OF, BILLED, Play, Role, Scene, plants

Change = Callable[[Role], object]


def _row(table: str, **values: Any) -> Change:
    return lambda role: role.rows[table][0].update(values)


def _second(table: str, key: str, **values: Any) -> Change:
    """Add a copy of the only row with another key."""
    return lambda role: role.rows[table].append(
        role.rows[table][0] | {key: f"{role.rows[table][0][key]}B"} | values
    )


def _cleared(table: str) -> Change:
    return lambda role: role.rows[table].clear()


def _together(*changes: Change) -> Change:
    def change(role: Role) -> None:
        for one in changes:
            one(role)

    return change


def _perform(play: Play, roles: list[Role], cases: list[tuple[str, dict[str, Any], Change, bool]]) -> None:
    for role, (note, _, change, is_wrong) in zip(roles, cases, strict=True):
        change(role)
        if is_wrong:
            play.planted(role, None, note)
        else:
            play.lookalike(role, note)


def _on(day: date) -> dict[str, Any]:
    return {"build_date": day, "power_on_date": day}


@plants("INS-01")
def contract_missing_or_expired(play: Play) -> Scene:
    """Plant customers without a contract in force, with one that ends soon, or signed after supply began."""
    edge, newer = date(2024, 11, 1), date(2026, 5, 10)
    late = {"sign_date": date(2026, 5, 11)}
    cases: list[tuple[str, dict[str, Any], Change, bool]] = [
        ("无合同", {}, _cleared("contracts"), True),
        ("只有未签合同", {}, _row("contracts", status="1"), True),
        ("合同已作废", {}, _row("contracts", status="4"), True),
        ("合同已终止", {}, _row("contracts", oper_type="05"), True),
        ("变更中用户无合同", {"status_code": "2"}, _cleared("contracts"), True),
        ("昨日到期", {}, _row("contracts", end_date=AS_OF - timedelta(days=1)), True),
        ("29天后到期", {}, _row("contracts", end_date=AS_OF + timedelta(days=29)), True),
        ("恰30天后到期", {}, _row("contracts", end_date=AS_OF + timedelta(days=30)), False),
        ("状态超期仍算有合同,但已到期", {}, _row("contracts", status="3", end_date=date(2026, 3, 31)), True),
        ("旧合同到期,另有续签", {}, _together(_second("contracts", "contract_no", end_date=date(2031, 1, 1)), _row("contracts", end_date=date(2025, 1, 1))), False),
        ("送电次日才新签", _on(newer), _row("contracts", **late), True),
        ("送电次日补签", _on(newer), _row("contracts", oper_type="04", **late), True),
        ("送电当日签", _on(newer), _row("contracts", sign_date=newer), False),
        ("送电后签的是变更", _on(newer), _row("contracts", oper_type="02", **late), False),
        ("送电后签的是续签", _on(newer), _row("contracts", oper_type="03", **late), False),
        ("恰24个月前送电,后补签", _on(edge), _row("contracts", sign_date=date(2025, 1, 6), oper_type="01"), True),
        ("24个月前的前一日送电,后补签", _on(edge - timedelta(days=1)), _row("contracts", sign_date=date(2025, 1, 6), oper_type="01"), False),
        ("首份为未签,其后按时签", _on(newer), _second("contracts", "contract_no", status="1", sign_date=date(2026, 9, 1)), False),
        ("当前新装户不查", {"status_code": "1", "power_on_date": None}, _cleared("contracts"), False),
        ("已销户不查", {"status_code": "9"}, _cleared("contracts"), False),
        ("考核户不查", {"cons_sort_code": "00", "elec_type_code": "000"}, _cleared("contracts"), False),
    ]  # fmt: skip
    roles = [play.hire(SHOP, **facts) for _, facts, _, _ in cases]
    yield BILLED
    _perform(play, roles, cases)


@plants("INS-04")
def self_generation_unguarded(play: Play) -> Scene:
    """Plant own generation and second sources that are not filed, agreed, locked or tried."""
    own: dict[str, Any] = {"spare_power_flag": "02"}
    double: dict[str, Any] = {"source_count": "2", "supply_mode": "21"}
    table = "self_generation"
    cases: list[tuple[str, dict[str, Any], Change, bool]] = [
        ("有自备电源而档案记为无", own, _row("customers", spare_power_flag="01"), True),
        ("无协议", own, _row(table, agreement=False), True),
        ("协议未填", own, _row(table, agreement=None), True),
        ("无切换装置", own, _row(table, switch_flag=False), True),
        ("切换装置未填", own, _row(table, switch_flag=None), False),
        ("闭锁方式空", own, _row(table, lock_mode=None), True),
        ("检查已过12个月", own, _row(table, chk_date=date(2025, 10, 31)), True),
        ("检查恰满12个月", own, _row(table, chk_date=date(2025, 11, 1)), False),
        ("检查日期空不判超期", own, _row(table, chk_date=None), False),
        ("档案有自备电源而未登记", own, _cleared(table), True),
        ("档案有而登记为无", own, _row(table, spare_power_flag="01"), True),
        ("双电源闭锁方式空", double, _row(table, lock_mode=None), True),
        ("多电源闭锁方式空", {"source_count": "3", "supply_mode": "31"}, _row(table, lock_mode=None), True),
        ("双电源未登记", double, _cleared(table), True),
        ("独立常供不切换(公用线)", double | {"supply_mode": "25"}, _cleared(table), False),
        ("独立常供不切换(专线)", double | {"supply_mode": "26"}, _row(table, lock_mode=None), False),
        ("单电源、无自备电源", {}, lambda role: None, False),
        ("已销户不查", own | {"status_code": "9"}, lambda role: None, False),
    ]  # fmt: skip
    roles = [play.hire(MALL, contract_cap=500, **facts) for _, facts, _, _ in cases]
    yield BILLED
    _perform(play, roles, cases)


@plants("INS-08")
def violation_penalty_wrong(play: Play) -> Scene:
    """Plant penalties beside the multiple that the rule of their day allows, on both sides of June 2024."""
    new, old = datetime(2024, 6, 1, 0, 0), datetime(2024, 5, 31, 23, 59)
    cases: list[tuple[str, Profile, str, str | None, datetime, str | None, str | None, str | None]] = [
        # note, profile, attr, vtype, occurred, added, penalty, due less penalty (none: a look-alike)
        ("窃电新规恰多1元", SHOP, "02", "01", new, "1000", "3001.00", None),
        ("窃电新规多1.01元", SHOP, "02", "01", new, "1000", "3001.01", "-1.01"),
        ("窃电新规协商2.5倍", SHOP, "02", "02", new, "1000", "2500", None),
        ("窃电旧规只收2.5倍", SHOP, "02", "02", old, "1000", "2500", "500.00"),
        ("窃电旧规恰少1元", HOME, "02", "05", old, "1000", "2999.00", None),
        ("窃电旧规少1.01元", HOME, "02", "05", old, "1000", "2998.99", "1.01"),
        ("窃电旧规多1.01元", HOME, "02", "05", old, "1000", "3001.01", "-1.01"),
        ("窃电新规按5倍", SHOP, "02", "06", datetime(2026, 3, 3, 9), "2345.67", "11728.35", "-4691.34"),
        ("擅改类别新规2倍", HOME, "01", "01", new, "1590.08", "3180.17", None),
        ("擅改类别新规按3倍", HOME, "01", "01", new, "500", "1500", "-500.00"),
        ("擅改类别旧规按1倍", HOME, "01", "01", old, "500", "500", "500.00"),
        ("两部制超容旧规按2倍", PLANT, "01", "02", old, "8000", "16000", "8000.00"),
        ("两部制超容新规恰3倍", PLANT, "01", "02", new, "8000", "24000", None),
        ("单一制超容不按倍数", SHOP, "01", "02", old, "100", "4000", None),
        ("两部制擅用暂停设备按3倍", PLANT, "01", "04", new, "6000", "18000", "-6000.00"),
        ("两部制擅自启封旧规1.5倍", PLANT, "01", "05", old, "6000", "9000", "3000.00"),
        ("单一制擅自启封不判", SHOP, "01", "05", old, "6000", "9000", None),
        ("擅超用电指标不复算", SHOP, "01", "03", old, "700", "9000", None),
        ("类别空,新规上限3倍", SHOP, "01", None, new, "1000", "3500", "-500.00"),
        ("类别空,旧规不判", SHOP, "01", None, old, "1000", "3500", None),
        ("其它违约新规未过3倍", SHOP, "01", "99", new, "1000", "2900", None),
        ("其它违约新规过3倍", SHOP, "01", "99", new, "1000", "3100", "-100.00"),
        ("擅自引入电源不复算", SHOP, "01", "09", old, "1000", "9999", None),
        ("居民擅动计量装置1000元", HOME, "01", "06", old, None, "1000", None),
        ("居民擅动计量装置700元", HOME, "01", "06", old, None, "700", "-200.00"),
        ("居民擅动供电设施300元", HOME, "01", "07", new, None, "300", "200.00"),
        ("商业擅动受电设备12000元", SHOP, "01", "08", new, None, "12000", "-2000.00"),
        ("商业擅动计量装置5000元", SHOP, "01", "06", new, None, "5000", None),
        ("违约使用电费空", SHOP, "02", "01", old, "1000", None, None),
        ("追补电费为零", SHOP, "02", "01", old, "0", "3000", None),
        ("追补电费空", SHOP, "02", "01", old, None, "3000", None),
    ]  # fmt: skip
    roles = [play.hire(profile) for _, profile, *_ in cases]
    yield BILLED
    for role, (note, _, attr, vtype, occurred, added, penalty, gap) in zip(roles, cases, strict=True):
        row = role.add(
            "violations",
            app_no=play.number(17, "5"),
            attr=attr,
            vtype=vtype,
            occur_time=occurred,
            end_time=occurred + timedelta(days=12),
            add_amt=None if added is None else Decimal(added),
            penalty_amt=None if penalty is None else Decimal(penalty),
            checker=play.clerk(role).name,
        )
        facts = {"object_type": "case", "object_id": row["app_no"]}
        if gap is None:
            play.lookalike(role, note, **facts)
        else:
            play.planted(role, Decimal(gap), note, **facts)
