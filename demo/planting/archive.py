"""Planted problems of the customer archive (客户档案)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from demo.power_factor import factor_of, rate_of
from demo.profiles import (
    DEMAND_PLANT,
    HOME,
    HV_PUMP,
    LV_LARGE,
    MALL,
    PLANT,
    SCHOOL,
    SHOP,
    SMALL_PLANT,
    STORE,
    Profile,
)
from demo.rewriting import (
    archived_application,
    change_application,
    charge_capacity,
    fen,
    last_bills,
    open_application,
    per_kva,
    read_reactive,
    shortfall_of_standard,
)
from demo.stage import BILLED, BOOKED, Play, Role, Scene, plants

NEW_RULE = date(2024, 6, 1)
OLD_RULE = date(2024, 5, 31)
SMALL_VOLTAGE = "AC00061"  # so few customers that no usual price can be told


@plants("PRO-03")
def capacity_above_the_limit_of_the_voltage(play: Play) -> Scene:
    """Plant capacities on both sides of each voltage's limit."""
    roles: list[tuple[Role, bool, str]] = []

    def add(is_wrong: bool, note: str, profile: Profile, **facts: Any) -> Role:
        role = play.hire(profile, **facts)
        roles.append((role, is_wrong, note))
        return role

    add(False, "220V 恰12kVA", SHOP, contract_cap=12)
    add(True, "220V 容量超12kVA", SHOP, contract_cap=Decimal("12.5"))
    add(True, "居民220V 15kVA", HOME, contract_cap=15)
    add(True, "变更中用户220V 16kVA", SHOP, contract_cap=16, status_code="2")
    add(False, "已销户不查", SHOP, contract_cap=20, status_code="9")
    add(True, "380V户计量点全为单相而15kVA", STORE, contract_cap=15, wiring_mode="1")
    add(False, "380V户单相恰12kVA", STORE, contract_cap=12, wiring_mode="1")
    mixed = add(False, "另有三相计量点,不按单相判", STORE, contract_cap=20, wiring_mode="1")
    for cap, built, is_wrong in (
        (Decimal(160), NEW_RULE, False),
        (Decimal("160.5"), NEW_RULE, True),
        (Decimal(100), OLD_RULE, False),
        (Decimal(101), OLD_RULE, True),
    ):
        add(
            is_wrong,
            f"380V {cap}kVA,{built}立户",
            LV_LARGE,
            contract_cap=cap,
            build_date=built,
            power_on_date=built,
        )
    grown = [
        add(is_wrong, note, LV_LARGE, contract_cap=150, build_date=date(2012, 4, 1))
        for is_wrong, note in (
            (False, "老户2024-06-03受理增容,按新限额160"),
            (True, "老户2024-05-30受理增容,按旧限额100"),
            (True, "新规后受理的增容尚在途,仍按旧限额100"),
        )
    ]
    bare = [
        add(is_wrong, note, LV_LARGE, contract_cap=cap, build_date=on, power_on_date=on)
        for is_wrong, note, cap, on in (
            (False, "立户日期空,按2024-07-01送电取160", 160, date(2024, 7, 1)),
            (True, "立户日期空,按2024-05-20送电取100", 120, date(2024, 5, 20)),
            (False, "立户、送电日期皆空,按160", 130, date(2024, 7, 1)),
        )
    ]
    for volt, limit in (
        ("AC00101", 12_000),
        ("AC00201", 24_000),
        ("AC00351", 48_000),
        ("AC00661", 48_000),
        ("AC01101", 120_000),
    ):
        add(False, f"{volt} 恰为上限 {limit}kVA", PLANT, volt_code=volt, contract_cap=limit)
        add(True, f"{volt} 超上限 {limit}kVA", PLANT, volt_code=volt, contract_cap=limit + 1)
    add(False, "220kV 不限容量,勿与220V混", PLANT, volt_code="AC02201", contract_cap=300_000)
    add(False, "10kV 低于下限仅提示", SMALL_PLANT, contract_cap=30)
    add(False, "考核户不查", SHOP, contract_cap=50, cons_sort_code="00", elec_type_code="000")
    add(False, "趸售不查", STORE, contract_cap=200, elec_type_code="502")
    yield BILLED
    _add_three_phase_point(mixed)
    archived_application(play, grown[0], "110", date(2024, 6, 3))
    archived_application(play, grown[1], "110", date(2024, 5, 30))
    open_application(play, grown[2], "110", date(2024, 8, 1), "A05")
    for role in bare:
        role.archive["build_date"] = None
    bare[2].archive["power_on_date"] = None
    for role, is_wrong, note in roles:
        if is_wrong:
            play.planted(role, None, note)
        else:
            play.lookalike(role, note)


def _add_three_phase_point(role: Role) -> None:
    number = f"{role.no}03"
    role.rows["metering_points"].append(
        role.rows["metering_points"][0] | {"mp_no": number, "wiring_mode": "3"}
    )
    meter = role.rows["meters"][0]
    asset = meter["asset_no"][:-1] + "3"
    role.rows["meters"].append(
        meter | {"mp_no": number, "asset_no": asset, "bar_code": asset, "made_no": f"{role.no}79"}
    )


LOOKALIKE = "lookalike"
Change = Callable[[Role], object]


def _started(cap: Decimal | int, **other: Any) -> Change:
    return lambda role: _machine(role, cap, **other)


def _replated(more: Decimal | int, **other: Any) -> Change:
    def change(role: Role) -> None:
        first = role.rows["equipment"][0]
        first.update({"plate_cap": first["plate_cap"] + more} | other)

    return change


@plants("PRO-07")
def contract_differs_from_transformers(play: Play) -> Scene:
    """Plant transformers that are more, less or others than the contract says."""
    stopped = {"run_status": "02"}
    cases: list[tuple[str, Profile, int, Change, Any]] = [
        # note, profile, contract, what is changed, surplus and since when, or an amount, or a look-alike
        ("两部制私增200kVA,2026年3月启用", PLANT, 1000, _started(200, actual_start_date=date(2026, 3, 10)), (200, "202603")),
        ("两部制铭牌比合同大250kVA", PLANT, 1000, _replated(250), (250, "")),
        ("高压电动机315kW未计入合同容量", PLANT, 1000, _started(315, equip_type="02", actual_start_date=date(2025, 12, 1)), (315, "202512")),
        ("热备变压器400kVA应计入", PLANT, 1000, _started(400, ms_flag="03", **stopped), (400, "")),
        ("停用未封存的主变400kVA应计入", PLANT, 1000, _started(400, **stopped), (400, "")),
        ("需量户私增160kVA,按同电压容量单价", DEMAND_PLANT, 1000, _started(160), (160, "")),
        ("无启用日期,按安装日期2026年5月", PLANT, 630, _started(100, actual_start_date=None, inst_date=date(2026, 5, 1)), (100, "202605")),
        ("单一制私增130kVA,按50元每千伏安", MALL, 500, _replated(130), Decimal(130 * 50)),
        ("安装容量小于合同容量,退费风险", PLANT, 800, _replated(-170), None),
        ("相差恰1kVA", SMALL_PLANT, 50, _replated(1), LOOKALIKE),
        ("小容量户相差1.5kVA", SMALL_PLANT, 50, _replated(Decimal("1.5")), Decimal("75.00")),
        ("相差恰为合同容量的1%", PLANT, 1000, _replated(10), LOOKALIKE),
        ("相差略过1%", PLANT, 1000, _replated(Decimal("10.5")), (Decimal("10.5"), "")),
        ("停用变主备性质空,不计入则相符", PLANT, 1000, _started(200, ms_flag=None, **stopped), LOOKALIKE),
        ("已拆除设备不计", PLANT, 500, _started(315, run_status="03"), LOOKALIKE),
        ("已封存冷备不计", PLANT, 500, _started(315, ms_flag="02", **stopped), LOOKALIKE),
        ("低压户不查", STORE, 50, _started(100), LOOKALIKE),
        ("运行容量空,只判合同容量", MALL, 400, lambda role: role.archive.update(run_cap=None), LOOKALIKE),
        ("无在册设备归PRO-06", MALL, 400, lambda role: role.rows["equipment"].clear(), LOOKALIKE),
        ("设备全已拆除,无在册设备", MALL, 400, _replated(-300, run_status="03"), LOOKALIKE),
    ]  # fmt: skip
    roles = [play.hire(profile, contract_cap=cap) for _, profile, cap, _, _ in cases]
    idle = play.hire(PLANT, contract_cap=1000, run_cap=500)
    unflagged = play.hire(PLANT, contract_cap=1000)
    fresh = play.hire(MALL, contract_cap=400)
    yield BILLED
    for role, (note, _, _, change, expected) in zip(roles, cases, strict=True):
        change(role)
        if expected is LOOKALIKE:
            play.lookalike(role, note)
        else:
            amount = _over(role, play.months, *expected) if isinstance(expected, tuple) else expected
            play.planted(role, amount, note)
    play.planted(idle, None, "变压器全在运行而运行容量只记一半")
    _machine(unflagged, 300, run_status="02", ms_flag=None)
    _replated(200)(unflagged)
    play.planted(unflagged, _over(unflagged, play.months, 200), "主备性质空的不计入,仍多200kVA")
    _replated(300)(fresh)
    fresh.archive["status_code"] = "1"
    play.lookalike(fresh, "当前新装户不查")


def _machine(role: Role, cap: Decimal | int, **other: Any) -> None:
    """Add a running main transformer that has been there from the start, unless said otherwise."""
    started = role.archive["power_on_date"]
    place = len(role.rows["equipment"]) + 5
    role.add(
        "equipment",
        **{
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
        | other,
    )


def _over(role: Role, months: list[str], gap: Decimal | int, since: str = "") -> Decimal:
    """Return the capacity charge of a surplus, once owed and three times as penalty."""
    count = sum(1 for ym in months[-12:] if ym >= since and role.bills(ym))
    return fen(Decimal(gap) * per_kva(role.bills(months[-1])[0]) * count * 4)


@plants("PRO-08")
def billed_capacity_differs_from_running(play: Play) -> Scene:
    """Plant bills for another capacity than is running; what follows for TAR-16 is noted with it."""
    short, over, always, changed, one_off, half_off = (play.hire(PLANT, contract_cap=1000) for _ in range(6))
    unsaid = play.hire(PLANT, contract_cap=800, volt_code=SMALL_VOLTAGE)
    reckoned = play.hire(PLANT, contract_cap=1000, stopped_cap=500, run_cap=1000, volt_code=SMALL_VOLTAGE)
    stopping = play.hire(PLANT, contract_cap=1000)
    fresh = play.hire(PLANT, contract_cap=800, build_date=date(2026, 10, 5), power_on_date=date(2026, 10, 5))
    demand = play.hire(DEMAND_PLANT, contract_cap=1250)
    yield BILLED
    months = play.months
    _misbill(play, short, months[-3:], 800, "连续3个月少计200kVA")
    _misbill(play, over, months[-1:], 1200, "本月多计200kVA")
    _misbill(play, always, months, 900, "历月都少计100kVA")
    archived_application(play, changed, "111", date(2026, 6, 1), power_date=date(2026, 8, 1))
    for ym in [ym for ym in months if ym < "202608"]:
        charge_capacity(changed.bill(ym), Decimal(800))
    _misbill(play, changed, months[-2:], 800, "2026年8月增容办结,9月起仍按旧容量计费")
    for bill in [unsaid.bill(ym) for ym in months[-2:]]:
        charge_capacity(bill, Decimal(700))
    unsaid.archive["ba_calc_mode"] = None
    play.planted(
        unsaid, fen(200 * per_kva(unsaid.bill(play.period))), "计算方式空而有容量电费,连续2个月少计100kVA"
    )
    reckoned.archive["run_cap"] = None
    play.planted(
        reckoned,
        fen(-500 * len(months) * per_kva(reckoned.bill(play.period))),
        "运行容量空,停用500kVA仍按全容量计费",
    )
    for role, gap, note in ((one_off, Decimal(1), "恰差1kVA"), (half_off, Decimal("0.5"), "差0.5kVA")):
        charge_capacity(role.bill(play.period), 1000 - gap)
        play.lookalike(role, note)
        _basic_charge_truth(play, role, 1000, f"计费容量{note}")
    _stop_half(play, stopping)
    bill = fresh.bill(play.period)
    charge_capacity(
        bill, (Decimal(800) * 27 / 31).quantize(Decimal("0.0001")), fen(800 * per_kva(bill) * 27 / 31)
    )
    play.lookalike(fresh, "本月送电,按日折算")
    demand.bill(play.period)["bill_cap"] = Decimal(100)
    play.lookalike(demand, "需量户不适用")


def _misbill(play: Play, role: Role, wrong_months: list[str], bill_cap: int, note: str) -> None:
    """Bill a capacity-charged customer of 1000 kVA for another capacity."""
    for ym in wrong_months:
        charge_capacity(role.bill(ym), Decimal(bill_cap))
    price = per_kva(role.bill(play.period))
    play.planted(role, fen((1000 - bill_cap) * price * len(wrong_months)), note)
    _basic_charge_truth(play, role, 1000, note)


def _basic_charge_truth(play: Play, role: Role, run_cap: int, note: str) -> None:
    bill = role.bill(play.period)
    gap = fen(run_cap * per_kva(bill)) - bill["basic_amt"]
    play.planted(role, gap, f"{note},基本电费随之不符", check_code="TAR-16")


def _stop_half(play: Play, role: Role) -> None:
    """Suspend the second transformer on the 16th: the month is charged by days, and nothing is wrong."""
    stop = date(2026, 10, 16)
    role.archive["run_cap"] = Decimal(500)
    role.rows["equipment"][1] |= {"run_status": "02", "actual_stop_date": stop, "change_note": "02"}
    change_application(play, role, "203", stop)
    bill = role.bill(play.period)
    cap = (500 + Decimal(500) * 15 / 31).quantize(Decimal("0.0001"))
    charge_capacity(bill, cap, fen(per_kva(bill) * (500 + Decimal(500) * 15 / 31)))
    play.lookalike(role, "本月16日办结暂停,按日折算")


@plants("PRO-11")
def temporary_connection_fee(play: Play) -> Scene:
    """Plant temporary connection fees that were taken after they were abolished, or never paid back."""
    cases: tuple[tuple[str, list, dict[str, Any], bool], ...] = (
        # note, fees (date, received, refunded), facts, is planted
        ("2017-12-01当日收取", [(date(2017, 12, 1), "8000", None)], {}, True),
        ("2019年违规收取,已退一半", [(date(2019, 5, 6), "6000", "3000")], {}, True),
        ("旧费,已销户未退", [(date(2016, 8, 1), "4000.50", None)], {"status_code": "9"}, True),
        ("旧费,已转正未退", [(date(2017, 11, 30), "5000", "0")], {}, True),
        ("旧费,临时用电已到期未退", [(date(2017, 3, 1), "3500", None)], {"tmp_flag": "01", "tmp_due_date": date(2026, 10, 31)}, True),
        ("旧费,未到期,在架余额", [(date(2017, 3, 1), "2500", None)], {"tmp_flag": "01", "tmp_due_date": date(2027, 5, 1)}, True),
        ("收费日期空", [(None, "1800", None)], {}, True),
        ("两笔合并为一户", [(date(2018, 2, 1), "1000", None), (date(2016, 2, 1), "700.25", "0.25")], {}, True),
        ("退费以负数录入,未退清", [(date(2015, 2, 1), "2000", "-500")], {}, True),
        ("已全额退费", [(date(2018, 4, 1), "9000", "9000")], {}, False),
        ("退费以负数录入,已退清", [(date(2016, 4, 1), "9000", "-9000")], {}, False),
        ("实收为空", [(date(2018, 4, 1), None, None)], {}, False),
        ("实收为零", [(date(2018, 4, 1), "0", None)], {}, False),
    )  # fmt: skip
    roles = [play.hire(STORE, contract_cap=20, **facts) for _, _, facts, _ in cases]
    other = play.hire(STORE)
    yield BILLED
    for role, (note, fees, _, is_wrong) in zip(roles, cases, strict=True):
        for on, received, refunded in fees:
            _fee(play, role, "03", on, received, refunded)
        kept = sum((Decimal(got or 0) - abs(Decimal(back or 0)) for _, got, back in fees), Decimal(0))
        if is_wrong:
            play.planted(role, -fen(kept), note)
        else:
            play.lookalike(role, note)
    _fee(play, other, "09", date(2019, 3, 3), "500", None)
    play.lookalike(other, "不是临时接电费")


def _fee(
    play: Play, role: Role, fee_type: str, on: date | None, received: str | None, refunded: str | None
) -> None:
    amount = None if received is None else Decimal(received)
    role.add(
        "business_fees",
        app_no=play.number(17, "3"),
        fee_type=fee_type,
        std_amt=amount or Decimal(0),
        rcved_amt=amount,
        refund_amt=None if refunded is None else Decimal(refunded),
        date=on,
    )


@plants("PRO-12")
def wrong_power_factor_standard(play: Play) -> Scene:
    """Plant assessment standards other than (83)215号 asks for, beside the boundary cases that are right."""
    wrong: list[tuple[str, str, Profile, dict[str, Any]]] = [
        # note, expected, profile, facts
        ("高压工业200kVA按0.85", "3", SMALL_PLANT, {"contract_cap": 200, "pf_std_code": "2"}),
        ("高压工业恰160kVA按0.85", "3", SMALL_PLANT, {"contract_cap": 160, "pf_std_code": "2"}),
        ("大工业按0.80", "3", PLANT, {"contract_cap": 630, "pf_std_code": "1"}),
        ("商业按0.90", "2", MALL, {"contract_cap": 400, "pf_std_code": "3"}),
        ("低压工业160kVA按0.90", "2", LV_LARGE, {"contract_cap": 160, "elec_type_code": "403", "trade_code": "3490", "pf_std_code": "3"}),
        ("一般工商业400、工业行业按0.85", "3", SMALL_PLANT, {"contract_cap": 250, "elec_type_code": "400", "pf_std_code": "2"}),
        ("排灌按0.80", "2", HV_PUMP, {"contract_cap": 250, "pf_std_code": "1"}),
        ("3200kVA排灌站按0.85", "3", HV_PUMP, {"contract_cap": 3200, "pf_std_code": "2"}),
        ("农业生产按0.85", "1", HV_PUMP, {"contract_cap": 200, "elec_type_code": "300", "trade_code": "0100", "pf_std_code": "2"}),
        ("趸售大工业按0.80", "2", SMALL_PLANT, {"contract_cap": 200, "elec_type_code": "501", "pf_std_code": "1"}),
        ("不足100kVA误考核", "0", STORE, {"contract_cap": 80, "pf_std_code": "2"}),
        ("教学用电误考核", "0", SCHOOL, {"contract_cap": 200, "volt_code": "AC00101", "cons_sort_code": "01", "pf_std_code": "2"}),
    ]  # fmt: skip
    hired = [play.hire(profile, **facts) for _, _, profile, facts in wrong]
    unassessed, unknown = (play.hire(SMALL_PLANT, contract_cap=cap, pf_std_code="0") for cap in (200, 125))
    right: list[tuple[str, Profile, dict[str, Any]]] = [
        ("高压工业恰160kVA执行0.90", SMALL_PLANT, {"contract_cap": 160}),
        ("高压工业159.99kVA执行0.85", SMALL_PLANT, {"contract_cap": Decimal("159.99"), "pf_std_code": "2"}),
        ("恰100kVA执行0.85", LV_LARGE, {"contract_cap": 100, "pf_std_code": "2"}),
        ("99.99kVA不考核", STORE, {"contract_cap": Decimal("99.99"), "pf_std_code": "0"}),
        ("3199kVA排灌站执行0.85", HV_PUMP, {"contract_cap": 3199, "pf_std_code": "2"}),
        ("3200kVA排灌站执行0.90", HV_PUMP, {"contract_cap": 3200, "pf_std_code": "3"}),
        ("一般工商业400、商业行业执行0.85", MALL, {"contract_cap": 250, "elec_type_code": "400", "pf_std_code": "2"}),
        ("趸售非居民503不判", SMALL_PLANT, {"contract_cap": 200, "elec_type_code": "503", "pf_std_code": "3"}),
        ("其它用电9xx不判", SMALL_PLANT, {"contract_cap": 200, "elec_type_code": "900", "pf_std_code": "1"}),
        ("直购电6xx不判", SMALL_PLANT, {"contract_cap": 200, "elec_type_code": "600", "pf_std_code": "0"}),
        ("已销户不查", SHOP, {"contract_cap": 10, "pf_std_code": "2", "status_code": "9"}),
    ]  # fmt: skip
    rights = [play.hire(profile, **facts) for _, profile, facts in right]
    yield BILLED
    for role, (note, expected, _, _) in zip(hired, wrong, strict=True):
        play.planted(role, shortfall_of_standard(role, play.months, expected), note)
    for role, (note, _, _) in zip(rights, right, strict=True):
        play.lookalike(role, note)
    _plant_unassessed(play, unassessed)
    play.planted(unknown, None, "应考核未考核,账单无功率因数也无无功电量")
    yield BOOKED
    bill = unknown.bill(play.period)
    usual = play.figures.usual_power_factor("403")
    lost = fen(bill["kwh_amt"] * rate_of("2", usual))
    play.planted(unknown, lost, "应考核未考核,无无功电量,按同类功率因数中位数", check_code="TAR-08")


def _plant_unassessed(play: Play, role: Role) -> None:
    """Leave a customer unassessed whose reactive energy is known: PRO-12 and TAR-08 both find it."""
    lost = Decimal(0)
    for bill in last_bills(role, play.months):
        bill["rp_pq"] = (bill["total_pq"] * Decimal("0.7")).quantize(Decimal(1))
        lost += fen(bill["kwh_amt"] * rate_of("3", factor_of(bill["total_pq"], bill["rp_pq"])))
    play.planted(role, lost, "高压工业应考核0.90而未考核,由无功电量算功率因数")
    bill = role.bill(play.period)
    read_reactive(role, bill)
    rate = rate_of("3", factor_of(bill["total_pq"], bill["rp_pq"]))
    play.planted(role, fen(bill["kwh_amt"] * rate), "应考核未考核", check_code="TAR-08")
