"""Planted problems of tariffs and charges (电价电费稽查)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from demo import tariffs
from demo.events import adjustment_bill
from demo.power_factor import factor_of, rate_of
from demo.profiles import (
    DEMAND_PLANT,
    HOME,
    HV_PUMP,
    LV_LARGE,
    MALL,
    PLANT,
    SCHOOL,
    SHARED_HOME,
    SHOP,
    SMALL_PLANT,
    STORE,
    Profile,
)
from demo.rewriting import (
    STD_CODES,
    archived_application,
    change_application,
    charge_capacity,
    charge_demand,
    fen,
    open_application,
    per_kva,
    per_kw,
    read_reactive,
    rise_of,
    total,
)
from demo.stage import BILLED, BOOKED, PERIOD, Play, Role, Row, Scene, plants
from models.calendar import add_months, month_range

LOOKALIKE = "lookalike"
Change = Callable[[Play, Role], object]
Case = tuple[str, Profile, dict[str, Any], Change, Any]
LAST_THREE = month_range(add_months(PERIOD, -2), PERIOD)
NO_USE = dict.fromkeys(LAST_THREE, 0)


def _nothing(play: Play, role: Role) -> None:
    del play, role


def _file(**values: Any) -> Change:
    return lambda play, role: role.archive.update(values)


def _applied(app_type: str, on: date, **other: Any) -> Change:
    return lambda play, role: change_application(play, role, app_type, on, **other)


def _both(*changes: Change) -> Change:
    def change(play: Play, role: Role) -> None:
        for one in changes:
            one(play, role)

    return change


def _hire_all(play: Play, cases: list[Case]) -> list[Role]:
    return [play.hire(profile, **facts) for _, profile, facts, _, _ in cases]


def _note(play: Play, role: Role, note: str, amount: Any) -> None:
    if amount is LOOKALIKE:
        play.lookalike(role, note)
    else:
        play.planted(role, amount, note)


@plants("TAR-01")
def no_use_for_three_periods(play: Play) -> Scene:
    """Plant customers without use, and everybody whose lack of use has a reason."""
    none: dict[str, Any] = {"usage": NO_USE}
    day = date(2026, 5, 20)
    cases: list[Case] = [
        ("居民连续3期零电量", HOME, none, _nothing, "peers"),
        ("居民连续5期零电量", HOME, {"usage": dict.fromkeys(month_range(add_months(PERIOD, -4), PERIOD), 0)}, _nothing, "peers"),
        ("低压商业连续3期零电量", SHOP, none, _nothing, "peers"),
        ("高压商业连续3期零电量", MALL, {"contract_cap": 400, **none}, _nothing, "peers"),
        ("大工业部分暂停而运行容量不为零", PLANT, {"contract_cap": 1000, "stopped_cap": 500, **none}, _nothing, "peers"),
        ("同类不足3户,不估金额", PLANT, {"contract_cap": 630, "elec_type_code": "101", **none}, _nothing, None),
        ("零电量期间另有退补电量", SHOP, none, _adjusted, "peers"),
        ("当月两行互抵为零", STORE, none, _cancelled_out, "peers"),
        ("暂拆后已复装", SHOP, none, _both(_applied("208", day), _applied("209", date(2026, 6, 20))), "peers"),
        ("暂拆尚在途", SHOP, none, _applied("208", day, status="01", archive_date=None), "peers"),
        ("暂停后已恢复,无运行容量", SHOP, none, _both(_file(run_cap=None), _applied("203", day), _applied("204", date(2026, 6, 20))), "peers"),
        ("分布式光伏户只标记", SHOP, none, _applied("901", day), "peers"),
        ("只有2期零电量", HOME, {"usage": dict.fromkeys(LAST_THREE[1:], 0)}, _nothing, LOOKALIKE),
        ("缺一期账单不算零", HOME, none, lambda play, role: role.drop("bills", LAST_THREE[1]), LOOKALIKE),
        ("运行容量为零", MALL, {"contract_cap": 400, "run_cap": 0, **none}, _all_stopped, LOOKALIKE),
        ("已停电", SHOP, {"poweroff_flag": "01", **none}, _nothing, LOOKALIKE),
        ("暂拆未复装", SHOP, none, _applied("208", day), LOOKALIKE),
        ("暂停未恢复,无运行容量与设备", SHOP, none, _both(_file(run_cap=None), _applied("203", day)), LOOKALIKE),
        ("变更中用户不判", SHOP, {"status_code": "2", **none}, _nothing, LOOKALIKE),
        ("两月前送电,不足3期", SHOP, {"build_date": date(2026, 8, 25), "power_on_date": date(2026, 8, 25), **none}, _nothing, LOOKALIKE),
    ]  # fmt: skip
    roles = _hire_all(play, cases)
    all_off = play.hire(MALL, contract_cap=400, **none)
    yield BILLED
    for role, (note, _, _, change, amount) in zip(roles, cases, strict=True):
        change(play, role)
        if amount != "peers":
            _note(play, role, note, amount)
    _all_stopped(play, all_off)
    play.lookalike(all_off, "受电设备全部停用")
    play.planted(all_off, None, "设备全部停用而运行容量未改", check_code="PRO-07")
    yield BOOKED
    for role, (note, _, _, _, amount) in zip(roles, cases, strict=True):
        if amount == "peers":
            energy, price = play.figures.peers(role.archive["elec_type_code"], role.archive["prc_code"])
            play.planted(role, fen(Decimal(median(energy)) * 3 * price), note)


def _all_stopped(play: Play, role: Role) -> None:
    for row in role.rows["equipment"]:
        row.update(run_status="02", actual_stop_date=date(2026, 6, 30))


def _adjusted(play: Play, role: Role) -> None:
    bill = adjustment_bill(role.archive, date(2026, 10, 20), "0202", Decimal(120), Decimal("88.20"))
    role.rows["bills"].append(bill)


def _cancelled_out(play: Play, role: Role) -> None:
    """Add a bill and its reversal."""
    bill = role.bill(LAST_THREE[1])
    price = Decimal("0.7625")
    for energy in (150, -150):
        money = fen(energy * price)
        row = bill | {
            "total_pq": Decimal(energy),
            "kwh_amt": money,
            "levy_amt": fen(Decimal(energy) * Decimal("0.029")),
        }
        total(row)
        role.rows["bills"].append(row)


def _use(year_ago: int | None, three: tuple[int, int, int], now: int) -> dict[str, Any]:
    months = [add_months(PERIOD, n) for n in (-3, -2, -1)]
    usage = dict(zip(months, three, strict=True)) | {PERIOD: now}
    return {"usage": usage | ({add_months(PERIOD, -12): year_ago} if year_ago is not None else {})}


@plants("TAR-02")
def sudden_change_of_use(play: Play) -> Scene:
    """Plant rises and falls just beyond both limits, beside those just within, and the seasonal ones."""
    home, store = {}, {"contract_cap": 30}
    steady, year = (5700, 6300, 6000), 6000
    since_may: dict[str, Any] = {"build_date": date(2026, 5, 2), "power_on_date": date(2026, 5, 2)}
    since_july: dict[str, Any] = {"build_date": date(2026, 7, 22), "power_on_date": date(2026, 7, 22)}
    cases: list[Case] = [
        ("居民突增略过2倍且略过300度", HOME, home | _use(150, (140, 160, 150), 451), _nothing, True),
        ("居民增幅恰2倍", HOME, home | _use(150, (140, 160, 150), 450), _nothing, False),
        ("居民变化恰300度", HOME, home | _use(100, (90, 110, 100), 400), _nothing, False),
        ("居民变化301度", HOME, home | _use(100, (90, 110, 100), 401), _nothing, True),
        ("居民与上年同月相近,季节性", HOME, home | _use(400, (100, 110, 105), 450), _nothing, False),
        ("居民无上年同月,取前3月", HOME, since_may | _use(None, (100, 110, 90), 420), _nothing, True),
        ("居民前3月不齐,不判", HOME, since_july | _use(None, (0, 110, 90), 480), _nothing, False),
        ("商业突增略过50%且略过3000度", STORE, store | _use(year, steady, 9003), _nothing, True),
        ("商业增幅恰50%", STORE, store | _use(year, steady, 9000), _nothing, False),
        ("商业变化恰3000度", STORE, store | _use(5000, (4900, 5100, 5000), 8000), _nothing, False),
        ("商业变化3001度", STORE, store | _use(5000, (4900, 5100, 5000), 8001), _nothing, True),
        ("商业突减", STORE, store | _use(9000, (8800, 9200, 9000), 4497), _nothing, True),
        ("商业减幅恰50%", STORE, store | _use(9000, (8800, 9200, 9000), 4500), _nothing, False),
        ("本月降为零,按上月电价", STORE, store | _use(9000, (8800, 9200, 9000), 0), _nothing, True),
        ("本月、上月皆零,归零电量", STORE, store | _use(9000, (8800, 9200, 0), 0), _nothing, False),
        ("商业与上年同月相近,季节性", STORE, store | _use(9200, steady, 9400), _nothing, False),
        ("运行容量为零", SHOP, {"run_cap": 0, "contract_cap": 12} | _use(1000, (1000, 1010, 990), 6000), _nothing, False),
        ("上月增容办结", STORE, store | _use(year, steady, 9500), _grown(date(2026, 9, 10)), False),
        ("上年同月增容办结", STORE, store | _use(year, steady, 9500), _grown(date(2025, 10, 14)), False),
        ("6月增容办结,不在所比月份", STORE, store | _use(year, steady, 9500), _grown(date(2026, 6, 10)), True),
        ("增容尚在途", STORE, store | _use(year, steady, 9500), _growing, True),
        ("冲红后电量为负", STORE, store | _use(year, steady, 6100), _reversed_bill, False),
    ]  # fmt: skip
    roles = _hire_all(play, cases)
    yield BILLED
    for role, (note, _, _, change, is_wrong) in zip(roles, cases, strict=True):
        change(play, role)
        _note(play, role, note, rise_of(role) if is_wrong else LOOKALIKE)


def _grown(on: date) -> Change:
    return lambda play, role: archived_application(play, role, "110", on - timedelta(days=12), power_date=on)


def _growing(play: Play, role: Role) -> None:
    open_application(play, role, "110", date(2026, 9, 2), "A05")


def _reversed_bill(play: Play, role: Role) -> None:
    bill = role.bill(PERIOD)
    row = bill | {"total_pq": Decimal(-6600), "kwh_amt": Decimal("-4818.00"), "levy_amt": Decimal("-191.40")}
    row |= {name: None for name in row if name.startswith("mkt_")}
    total(row)
    role.rows["bills"].append(row)


@plants("TAR-07")
def wrong_power_factor_charge(play: Play) -> Scene:
    """Plant power factors, rates and charges that do not follow from the bill itself."""
    cases: list[Case] = [
        ("功率因数多记0.01,力调随之多奖", MALL, {"tangent": 0.45}, _shown_factor("0.01", True), "gap"),
        ("功率因数少记0.02,力调随之多罚", PLANT, {"tangent": 0.6}, _shown_factor("-0.02", True), "gap"),
        ("功率因数记错而电费未变", PLANT, {"tangent": 0.12}, _shown_factor("-0.01", False), Decimal("0.00")),
        ("调整系数差0.0001", PLANT, {}, _rate_off("0.0001"), "gap"),
        ("调整系数恰差0.00005", MALL, {}, _rate_off("0.00005", recharge=False), LOOKALIKE),
        ("力调电费少收1.01元", PLANT, {}, _charge_off("-1.01"), "gap"),
        ("力调电费多收88元", SMALL_PLANT, {}, _charge_off("88"), "gap"),
        ("力调电费恰少1.00元", PLANT, {}, _charge_off("-1.00"), LOOKALIKE),
        ("力调电费恰多1.00元", MALL, {}, _charge_off("1.00"), LOOKALIKE),
        ("只奖不罚户照罚", PLANT, {"tangent": 0.8, "pf_eval_mode": "2"}, _nothing, "waived"),
        ("只奖不罚户未罚", PLANT, {"tangent": 0.8, "pf_eval_mode": "2"}, _waived, LOOKALIKE),
        ("只罚不奖户照奖", PLANT, {"tangent": 0.15, "pf_eval_mode": "3"}, _nothing, "waived"),
        ("只罚不奖户未奖", PLANT, {"tangent": 0.15, "pf_eval_mode": "3"}, _waived, LOOKALIKE),
        ("另有定比居民电价行,不参与力调", PLANT, {"ratio_line": True, "contract_cap": 1250}, _nothing, LOOKALIKE),
        ("无电量有无功,只标记", PLANT, {"usage": {PERIOD: 0, add_months(PERIOD, -1): 0}, "reactive": {PERIOD: 600}}, _nothing, LOOKALIKE),
    ]  # fmt: skip
    roles = _hire_all(play, cases)
    yield BILLED
    for role, (note, _, _, change, amount) in zip(roles, cases, strict=True):
        main = next(bill for bill in role.bills(PERIOD) if bill["pf_std"])
        owed = main["pf_amt"]
        change(play, role)
        gap = {"gap": owed - main["pf_amt"], "waived": -main["pf_amt"]}.get(amount, amount)
        _note(play, role, note, gap)


def _shown_factor(more: str, follows: bool) -> Change:
    def change(play: Play, role: Role) -> None:
        bill = role.bill(PERIOD)
        bill["actual_pf"] += Decimal(more)
        if follows:
            bill["pf_adj_factor"] = rate_of(STD_CODES[bill["pf_std"]], bill["actual_pf"])
            bill["pf_amt"] = fen(bill["pf_adj_base"] * bill["pf_adj_factor"])
            total(bill)

    return change


def _rate_off(by: str, recharge: bool = True) -> Change:
    def change(play: Play, role: Role) -> None:
        bill = role.bill(PERIOD)
        bill["pf_adj_factor"] += Decimal(by)
        if recharge:
            bill["pf_amt"] = fen(bill["pf_adj_base"] * bill["pf_adj_factor"])
            total(bill)

    return change


def _charge_off(by: str) -> Change:
    def change(play: Play, role: Role) -> None:
        bill = role.bill(PERIOD)
        bill["pf_amt"] += Decimal(by)
        total(bill)

    return change


def _waived(play: Play, role: Role) -> None:
    bill = role.bill(PERIOD)
    bill["pf_amt"] = Decimal(0)
    total(bill)


@plants("TAR-08")
def power_factor_not_assessed(play: Play) -> Scene:
    """Plant customers of 100 kVA and more who are not assessed, or whose reactive energy is not metered."""
    unset = {"pf_std_code": "0"}
    cases: list[Case] = [
        ("档案标准空,高压工业200kVA", SMALL_PLANT, {"contract_cap": 200, **unset}, _unset, "90"),
        ("档案标准空,高压工业恰160kVA", SMALL_PLANT, {"contract_cap": 160, **unset}, _unset, "90"),
        ("档案标准空,高压工业125kVA", SMALL_PLANT, {"contract_cap": 125, **unset}, _unset, "85"),
        ("档案标准空,恰100kVA", LV_LARGE, {"contract_cap": 100, **unset}, _unset, "85"),
        ("档案标准空,高压商业", MALL, {"contract_cap": 500, **unset}, _unset, "85"),
        ("档案标准空,大工业两部制", PLANT, {"contract_cap": 800, **unset}, _unset, "90"),
        ("档案标准空,排灌", HV_PUMP, {"contract_cap": 160, **unset}, _unset, "80"),
        ("考核方式为不考核", MALL, {"contract_cap": 400}, _file(pf_eval_mode="0"), "85"),
        ("账单未带标准", MALL, {"contract_cap": 630}, _unset_bill, "85"),
        ("当月没有无功示数", MALL, {"contract_cap": 400}, _without_reactive, None),
        ("无功示数全为零", PLANT, {"contract_cap": 400}, _reactive_at_zero, None),
        ("99.99kVA不考核", STORE, {"contract_cap": Decimal("99.99"), **unset}, _nothing, LOOKALIKE),
        ("教学用电不考核", SCHOOL, {"contract_cap": 200, "volt_code": "AC00101", "cons_sort_code": "01"}, _nothing, LOOKALIKE),
        ("居民合表不考核", SHARED_HOME, {"contract_cap": 150, "build_date": date(2024, 7, 1)}, _nothing, LOOKALIKE),
        ("直购电不在范围", SMALL_PLANT, {"contract_cap": 200, "elec_type_code": "601", **unset}, _nothing, LOOKALIKE),
        ("变更中用户不判", SMALL_PLANT, {"contract_cap": 200, "status_code": "2", **unset}, _unset, LOOKALIKE),
        ("未发行新户", SMALL_PLANT, {"contract_cap": 200, "build_date": date(2026, 10, 26), "power_on_date": date(2026, 10, 26), **unset}, _file(pf_std_code=None), LOOKALIKE),
    ]  # fmt: skip
    roles = _hire_all(play, cases)
    yield BILLED
    for role, (note, _, _, change, standard) in zip(roles, cases, strict=True):
        change(play, role)
        _note(
            play,
            role,
            note,
            _unassessed(role, standard) if isinstance(standard, str) and standard != LOOKALIKE else standard,
        )


def _unassessed(role: Role, standard: str) -> Decimal:
    """Return what the standard that is owed would have charged above what was."""
    bill = role.bill(PERIOD)
    base = bill["kwh_amt"] + (bill["basic_amt"] or 0)
    code = {"80": "1", "85": "2", "90": "3"}[standard]
    rate = rate_of(code, factor_of(bill["total_pq"], bill["rp_pq"]))
    return fen(base * rate) - (bill["pf_amt"] or Decimal(0))


def _unset(play: Play, role: Role) -> None:
    """Leave the standard empty for a customer whose reactive energy is metered all the same."""
    role.archive["pf_std_code"] = None
    bill = role.bill(PERIOD)
    bill["rp_pq"] = (bill["total_pq"] * Decimal("0.62")).quantize(Decimal(1))
    read_reactive(role, bill)


def _unset_bill(play: Play, role: Role) -> None:
    bill = role.bill(PERIOD)
    bill.update(pf_std=None, actual_pf=None, pf_adj_base=None, pf_adj_factor=None, pf_amt=None)
    total(bill)


def _without_reactive(play: Play, role: Role) -> None:
    reading = role.reading(PERIOD, "21")
    role.rows["readings"].remove(reading)


def _reactive_at_zero(play: Play, role: Role) -> None:
    role.reading(PERIOD, "21").update(last_read=Decimal(0), this_read=Decimal(0), mr_pq=Decimal(0))


@plants("TAR-14")
def two_part_tariff_not_applied(play: Play) -> Scene:
    """Plant customers who owe two parts since June 2023, beside those who may choose."""
    on, before = date(2023, 6, 1), date(2023, 5, 31)
    old: dict[str, Any] = {"contract_cap": 400}
    works = {"elec_type_code": "100", "trade_code": "3490"}
    cases: list[Case] = [
        ("2023-06-01当日立户,恰315kVA", MALL, {"contract_cap": 315, "build_date": on}, _nothing, True),
        ("2024年立户", MALL, {"contract_cap": 800, "build_date": date(2024, 3, 1)}, _nothing, True),
        ("存量户2023-06-01增容办结", MALL, old, _applied("111", on), True),
        ("存量户2024年改类办结", MALL, old, _applied("215", date(2024, 8, 8)), True),
        ("存量户并户办结,送电日期空按归档", MALL, old, _applied("213", date(2023, 7, 7), power_date=None), True),
        ("存量户分户办结", MALL, old, _applied("212", date(2025, 2, 7)), True),
        ("大工业单一制", MALL, {"contract_cap": 500, **works}, _nothing, True),
        ("运行容量空,无法重算", MALL, {"contract_cap": 500, **works}, _file(run_cap=None), None),
        ("2023-05-31立户可选", MALL, {"contract_cap": 315, "build_date": before}, _nothing, LOOKALIKE),
        ("314.99kVA不在范围", MALL, {"contract_cap": Decimal("314.99"), "build_date": date(2024, 3, 1)}, _nothing, LOOKALIKE),
        ("2023-05-31增容办结", MALL, old, _applied("111", before), LOOKALIKE),
        ("过户不改变计费方式", MALL, old, _applied("211", date(2024, 5, 5)), LOOKALIKE),
        ("改类尚在途", MALL, old, _applied("215", date(2026, 10, 8), status="01", archive_date=None), LOOKALIKE),
        ("农业排灌不判", HV_PUMP, {"contract_cap": 400, "build_date": date(2024, 3, 1)}, _nothing, LOOKALIKE),
        ("教学用电不判", SCHOOL, {"contract_cap": 400, "volt_code": "AC00101", "cons_sort_code": "01", "build_date": date(2024, 3, 1)}, _nothing, LOOKALIKE),
        ("变更中用户不判", MALL, {"contract_cap": 400, "build_date": date(2024, 3, 1), "status_code": "2"}, _nothing, LOOKALIKE),
    ]  # fmt: skip
    roles = _hire_all(play, cases)
    yield BILLED
    for role, (note, _, _, change, amount) in zip(roles, cases, strict=True):
        change(play, role)
        if role.rows["applications"] and role.rows["applications"][0]["app_type"] == "111":
            _give_steps(play, role)
        _note(play, role, note, _two_part_gap(role) if amount is True else amount)


def _give_steps(play: Play, role: Role) -> None:
    """Replace a bare application by one that has its steps, powered on the same day."""
    powered = role.rows["applications"].pop()["power_date"]
    archived_application(play, role, "111", date(2023, 3, 1), power_date=powered)


def _two_part_gap(role: Role) -> Decimal:
    """Return what two parts by capacity would have cost more than was charged."""
    bill = role.bill(PERIOD)
    tariff = tariffs.BY_CODE["0411"]
    prices = tariffs.prices(int(PERIOD[4:]))[tariffs.PLACE["0411"]]
    energy = sum(
        (
            bill[f"{name}_pq"] * Decimal(int(price)) / 10_000
            for name, price in zip(tariffs.PERIODS, prices, strict=True)
        ),
        Decimal(0),
    )
    both = energy + role.archive["run_cap"] * Decimal(tariff.kva) / 10_000
    return fen(both * (1 + bill["pf_adj_factor"]) + bill["levy_amt"]) - bill["total_amt"]


@plants("TAR-16")
def wrong_basic_charge(play: Play) -> Scene:
    """Plant basic charges that capacity, days or demand do not give."""
    gaps = ("-500", "-1.01", "-1.00", "1.00", "1.01", "2400")
    by_cap = [play.hire(PLANT, contract_cap=800) for _ in gaps]
    unbilled, unbilled_null = (play.hire(PLANT, contract_cap=630) for _ in range(2))
    stopped_in, stopped_out, other_mode = (play.hire(PLANT, contract_cap=1000) for _ in range(3))
    few: dict[str, Any] = {
        "contract_cap": 1000,
        "ct_primary": 100,
        "usage": {PERIOD: 200_000},
        "base_kwh": 200_000,
    }
    many: dict[str, Any] = few | {"usage": {PERIOD: 300_000}, "base_kwh": 300_000}
    actual, discounted = play.hire(DEMAND_PLANT, **few), play.hire(DEMAND_PLANT, **many)
    agreed = [play.hire(DEMAND_PLANT, demand={PERIOD: Decimal(kw)}, **few) for kw in (600, 525, 480, 600)]
    yield BILLED
    for role, gap in zip(by_cap, gaps, strict=True):
        bill = role.bill(PERIOD)
        charge_capacity(bill, bill["bill_cap"], bill["cap_amt"] + Decimal(gap))
        _note(play, role, f"容量电费差{gap}元", LOOKALIKE if abs(Decimal(gap)) == 1 else -Decimal(gap))
    for role, amount in ((unbilled, Decimal(0)), (unbilled_null, None)):
        bill = role.bill(PERIOD)
        owed = bill["basic_amt"]
        charge_capacity(bill, None, amount)
        bill["basic_amt"] = amount
        play.planted(role, owed, f"两部制基本电费为{'零' if amount is not None else '空'}")
    _stop_on(play, stopped_in, 16)
    play.lookalike(stopped_in, "本月16日停一台,停用当日计费")
    _stop_on(play, stopped_out, 15)
    play.lookalike(stopped_out, "本月16日停一台,停用当日不计费")
    other_mode.archive["ba_calc_mode"] = "9"
    charge_capacity(other_mode.bill(PERIOD), Decimal(1000), Decimal(12_345))
    play.lookalike(other_mode, "特殊算法不判")
    for role, note in ((actual, "实际需量"), (discounted, "实际需量,已享九折")):
        bill = role.bill(PERIOD)
        owed = bill["dmd_amt"]
        charge_demand(bill, fen(owed * Decimal("1.03")))
        play.planted(role, owed - bill["dmd_amt"], f"{note}多收3%")
    _agree_on(play, agreed)


def _agree_on(play: Play, roles: list[Role]) -> None:
    """Let customers have an agreed demand of 500 kW and read another one."""
    over, edge, under, uncharged = roles
    price = per_kw(over.bill(PERIOD))
    plain, extra = 500 * price, 2 * price * (600 - Decimal(525))
    for role, charged, note in (
        (over, plain + extra, "合同需量500,实际600,超105%部分加倍"),
        (edge, plain, "合同需量500,实际恰为105%"),
        (under, plain, "合同需量500,实际不足,仍按合同需量"),
        (uncharged, plain, "合同需量500,实际600,未加收"),
    ):
        charge_demand(role.bill(PERIOD), fen(charged), Decimal(500))
        _note(play, role, note, fen(extra) if role is uncharged else LOOKALIKE)


def _stop_on(play: Play, role: Role, days: int) -> None:
    """Stop the second transformer on the 16th and charge it for so many days of the month."""
    stop = date(2026, 10, 16)
    role.archive["run_cap"] = Decimal(500)
    role.rows["equipment"][1].update(run_status="02", actual_stop_date=stop, change_note="02")
    change_application(play, role, "203", stop)
    bill = role.bill(PERIOD)
    cap = 500 + Decimal(500) * days / 31
    charge_capacity(bill, cap.quantize(Decimal("0.0001")), fen(cap * per_kva(bill)))


@plants("TAR-18")
def over_capacity(play: Play) -> Scene:
    """Plant loads and months of energy that the capacity cannot carry."""
    shop: dict[str, Any] = {"contract_cap": 10, "is_watched": True}
    plant: dict[str, Any] = {"contract_cap": 1000, "is_watched": True}
    loads: list[tuple[str, Profile, dict[str, Any], str, tuple[int, ...], bool]] = [
        # note, profile, facts, load as a multiple of capacity × power factor, days of October, is planted
        ("连续3日最大负荷超1.15倍,单一制", SHOP, shop, "1.15", (12, 13, 14), True),
        ("连续5日超1.2倍,两部制", PLANT, plant, "1.2", (20, 21, 22, 23, 24), True),
        ("连续3日恰1.1倍", SHOP, shop, "1.1", (12, 13, 14), False),
        ("只连续2日", SHOP, shop, "1.3", (12, 13), False),
        ("3日不连续", SHOP, shop, "1.3", (12, 13, 15), False),
        ("变更中用户不判", SHOP, shop | {"status_code": "2"}, "1.3", (12, 13, 14), False),
        ("本月增容办结", SHOP, shop, "1.3", (12, 13, 14), False),
    ]
    watched = [play.hire(profile, **facts) for _, profile, facts, _, _, _ in loads]
    full = {add_months(PERIOD, n): kwh for n, kwh in ((-12, 7000), (-3, 7050), (-2, 6990), (-1, 7010))}
    at_limit, over, seen = (
        play.hire(SHOP, contract_cap=10, is_watched=is_watched, usage=full | {PERIOD: kwh})
        for kwh, is_watched in ((7200, False), (7201, False), (7300, True))
    )
    works = dict.fromkeys(full, 205000)
    two_part = play.hire(
        PLANT, contract_cap=315, ct_primary=50, usage=works | {PERIOD: 215_000}, reactive={PERIOD: 86_000}
    )
    yield BILLED
    for role, (note, _, _, times, days, is_wrong) in zip(watched, loads, strict=True):
        surplus = _load(role, Decimal(times), days)
        _note(play, role, note, _over_capacity_yuan(role, surplus) if is_wrong else LOOKALIKE)
    archived_application(play, watched[-1], "110", date(2026, 9, 24), power_date=date(2026, 10, 20))
    play.lookalike(at_limit, "月电量恰为容量满载")
    play.planted(over, _over_capacity_yuan(over, Decimal(7201) / 720 - 10), "月电量超过容量满载")
    for row in seen.rows["daily_usage"]:
        row["max_p"] = min(row["max_p"], Decimal(9))
    play.lookalike(seen, "有最大负荷而不超,不按电量法")
    factor = two_part.bill(PERIOD)["actual_pf"]
    surplus = Decimal(215_000) / 720 / factor - 315
    play.planted(two_part, _over_capacity_yuan(two_part, surplus), "两部制月电量超过容量满载")


def _load(role: Role, times: Decimal, days: tuple[int, ...]) -> Decimal:
    """Put a load on some days of October and return by how many kVA it is above the capacity."""
    factor = role.bill(PERIOD)["actual_pf"] or Decimal(1)
    cap = role.archive["contract_cap"]
    load = (cap * factor * times).quantize(Decimal("0.0001"))
    for row in role.rows["daily_usage"]:
        if row["data_date"].month == 10 and row["data_date"].day in days:
            row["max_p"] = load
    return load / factor - cap


def _over_capacity_yuan(role: Role, surplus: Decimal) -> Decimal:
    if role.archive["pricing_policy"] == "02":
        return fen(surplus * 50)
    return fen(surplus * per_kva(role.bill(PERIOD)) * 4)


@plants("TAR-19")
def wrong_load_factor_discount(play: Play) -> Scene:
    """Plant discounts given and withheld on either side of 260 kWh for a kVA."""
    cases = (
        # note, kWh, is changed, is planted
        ("恰260,应打九折未打", 260_000, True, True),
        ("400,应打九折未打", 400_000, True, True),
        ("259.999,不应打折而打", 259_999, True, True),
        ("120,不应打折而打", 120_000, True, True),
        ("恰260,已打九折", 260_000, False, False),
        ("259.999,未打折", 259_999, False, False),
    )
    facts: dict[str, Any] = {"contract_cap": 1000, "ct_primary": 100}
    uses = [kwh for _, kwh, _, _ in cases] + [300_000, 300_000]
    *roles, changed, odd = (
        play.hire(DEMAND_PLANT, usage={PERIOD: kwh}, base_kwh=kwh, **facts) for kwh in uses
    )
    yield BILLED
    for role, (note, kwh, is_changed, is_wrong) in zip(roles, cases, strict=True):
        gap = _other_price(role, kwh >= 260_000) if is_changed else Decimal(0)
        _note(play, role, note, gap if is_wrong else LOOKALIKE)
    _other_price(changed, True)
    change_application(play, changed, "203", date(2026, 10, 9))
    play.lookalike(changed, "本月暂停,剔除")
    bill: Row = odd.bill(PERIOD)
    owed = bill["dmd_amt"]
    charge_demand(bill, fen(owed * Decimal("1.03")))
    play.lookalike(odd, "单价两者都不近,归基本电费")
    play.planted(odd, owed - bill["dmd_amt"], "需量电费多收3%", check_code="TAR-16")


def _other_price(role: Role, is_earned: bool) -> Decimal:
    """Charge the price that is not owed and return what the company is short of."""
    bill = role.bill(PERIOD)
    owed, full = bill["dmd_amt"], bill["bill_dmd"] * per_kw(bill)
    charge_demand(bill, fen(full if is_earned else full * Decimal("0.9")))
    return owed - bill["dmd_amt"]
