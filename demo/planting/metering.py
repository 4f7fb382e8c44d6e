"""Planted problems of metering (计量稽查): factors, verification, assets, readings that cannot be."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from demo.profiles import HOME, PLANT, SHOP, STORE, Profile
from demo.rewriting import change_application, energy_money, fen, rise_of
from demo.stage import AS_OF, BILLED, PERIOD, Play, Role, Row, Scene, plants
from models.calendar import add_months

Change = Callable[[Role], object]
LOOKALIKE = "lookalike"


def _meter(**values: Any) -> Change:
    return lambda role: role.rows["meters"][0].update(values)


def _point(**values: Any) -> Change:
    return lambda role: role.rows["metering_points"][0].update(values)


def _reading(**values: Any) -> Change:
    return lambda role: role.reading(PERIOD).update(values)


def _transformers(place: int | None, **values: Any) -> Change:
    """Change one transformer of a point, or all of them."""

    def change(role: Role) -> None:
        rows = role.rows["instrument_transformers"]
        for row in rows if place is None else [rows[place]]:
            row.update(values)

    return change


def _nothing(role: Role) -> None:
    del role


def _note_all(play: Play, roles: list[Role], expected: list[tuple[str, Any]], kind: str, column: str) -> None:
    """Note each role's meter or point as a problem (with its amount) or as a look-alike."""
    table = {"asset": "meters", "metering_point": "metering_points"}[kind]
    for role, (note, amount) in zip(roles, expected, strict=True):
        facts = {"object_type": kind, "object_id": role.rows[table][0][column]}
        if amount is LOOKALIKE:
            play.lookalike(role, note, **facts)
        else:
            play.planted(role, amount, note, **facts)


@plants("MET-01")
def factor_differs_from_transformers(play: Play) -> Scene:
    """Plant billing factors that the transformers do not give, both ways, and everything that excuses one."""
    new = {"build_date": date(2026, 3, 10), "power_on_date": date(2026, 3, 10)}
    ct = {"contract_cap": 80, "ct_primary": 150}  # 150/5: the factor is 30
    kv = {"contract_cap": 1000}  # 75/5 and 10000/100: the factor is 1500
    cases: list[tuple[str, Profile, dict[str, Any], Change, Any]] = [
        # note, profile, facts, what is changed, (due, billed, first month) or an amount or a look-alike
        ("应30按20计,历月", STORE, ct | {"t_factor": 20}, _nothing, (30, 20, "000000")),
        ("应30按40计,历月", STORE, ct | {"t_factor": 40}, _nothing, (30, 40, "000000")),
        ("2026年3月装表,4月起算", STORE, ct | new | {"t_factor": 20}, _nothing, (30, 20, "202604")),
        ("直接表按2倍计", SHOP, {"t_factor": 2}, _nothing, (1, 2, "000000")),
        ("高压应1500按1000计", PLANT, kv | {"t_factor": 1000}, _nothing, (1500, 1000, "000000")),
        ("高供高计无PT档案,按额定电压比,应1500按1000计", PLANT, kv | {"t_factor": 1000}, _drop_voltage, (1500, 1000, "000000")),
        ("抄表用倍率20,档案30", STORE, ct, _reading(t_factor=Decimal(20)), (30, 20, "000000")),
        ("档案倍率错而抄表倍率对,未影响电费", STORE, ct, _meter(t_factor=Decimal(60)), Decimal("0.00")),
        ("倍率差0.02", STORE, ct, _meter(t_factor=Decimal("30.02")), Decimal("0.00")),
        ("各相变比不同,无一相符,无法估算", STORE, ct | {"t_factor": 20}, _transformers(1, ratio="200/5"), None),
        ("还原电量超出容量所能,疑互感器档案错", STORE, ct | {"ct_primary": 1500, "t_factor": 30, "base_kwh": 8000}, _nothing, None),
        ("倍率恰差0.01", STORE, ct, _meter(t_factor=Decimal("30.01")), LOOKALIKE),
        ("高供高计无PT档案,按额定电压比相符", PLANT, kv, _drop_voltage, LOOKALIKE),
        ("组合互感器按二次值区分", PLANT, kv, _combined("03", "03"), LOOKALIKE),
        ("电流组合与电压组合", PLANT, kv, _combined("04", "05"), LOOKALIKE),
        ("各相变比不同,与其一相符", STORE, ct, _transformers(1, ratio="200/5"), LOOKALIKE),
        ("变比不可解析", STORE, ct | {"t_factor": 20}, _transformers(None, ratio="见铭牌"), LOOKALIKE),
        ("互感器式表无CT档案", STORE, ct | {"t_factor": 20}, lambda role: role.rows["instrument_transformers"].clear(), LOOKALIKE),
        ("考核点不查", STORE, ct | {"t_factor": 20}, _point(mp_attr="02"), LOOKALIKE),
        ("非实抄点不查", STORE, ct | {"t_factor": 20}, _point(calc_mode="3"), LOOKALIKE),
        ("停用点不查", STORE, ct | {"t_factor": 20}, _point(mp_status="03"), LOOKALIKE),
        ("换下的互感器已不运行", STORE, ct, _old_transformer, LOOKALIKE),
        ("标定电流未录,直接表倍率为1", SHOP, {}, _meter(rated_i=None), LOOKALIKE),
    ]  # fmt: skip
    roles = [play.hire(profile, **facts) for _, profile, facts, _, _ in cases]
    yield BILLED
    expected = []
    for role, (note, _, _, change, due) in zip(roles, cases, strict=True):
        change(role)
        expected.append((note, _missed(role, *due) if isinstance(due, tuple) else due))
    _note_all(play, roles, expected, "metering_point", "mp_no")


def _missed(role: Role, due: int, billed: int, since: str) -> Decimal:
    """Return what a wrong factor has cost since a month."""
    money = energy_money(role, since)
    return fen(money * due / billed - money)


def _drop_voltage(role: Role) -> None:
    rows = role.rows["instrument_transformers"]
    rows[:] = [row for row in rows if row["it_sort"] == "01"]


def _combined(current: str, voltage: str) -> Change:
    def change(role: Role) -> None:
        for row in role.rows["instrument_transformers"]:
            row["it_sort"] = current if row["it_sort"] == "01" else voltage

    return change


def _old_transformer(role: Role) -> None:
    rows = role.rows["instrument_transformers"]
    number = rows[0]["it_asset_no"][:-1] + "9"
    rows.append(rows[0] | {"it_asset_no": number, "ratio": "200/5", "status": "014"})


@plants("MET-06")
def verification_overdue(play: Play) -> Scene:
    """Plant meters due on the day itself and the day before, for every kind of cycle."""
    fine, mechanical, induction = {"accuracy": "05"}, {"meter_type": "31"}, {"meter_type": "11"}
    cases: list[tuple[str, Profile, Change, Any]] = [
        ("2级表96个月,到期前一日检定", SHOP, _meter(last_check_date=date(2018, 10, 31)), None),
        ("2级表96个月,恰到期日", SHOP, _meter(last_check_date=date(2018, 11, 1)), LOOKALIKE),
        ("1.0S级表96个月", SHOP, _meter(last_check_date=date(2018, 9, 1), accuracy="09"), None),
        ("0.5S级表72个月", PLANT, _meter(last_check_date=date(2020, 10, 31), **fine), None),
        ("0.5S级表恰到期日", PLANT, _meter(last_check_date=date(2020, 11, 1), **fine), LOOKALIKE),
        ("0.2级表72个月", PLANT, _meter(last_check_date=date(2020, 10, 20), accuracy="06"), None),
        ("三相机电式72个月", STORE, _meter(last_check_date=date(2020, 10, 31), **mechanical), None),
        ("三相机电式未到期", STORE, _meter(last_check_date=date(2020, 11, 2), **mechanical), LOOKALIKE),
        ("单相机电式120个月", HOME, _meter(last_check_date=date(2016, 10, 31), **induction), None),
        ("单相机电式恰到期日", HOME, _meter(last_check_date=date(2016, 11, 1), **induction), LOOKALIKE),
        ("轮换周期10个月,月末到期", SHOP, _meter(last_check_date=date(2025, 12, 31), rotate_cycle=10), None),
        ("轮换周期8个月,2月末检定", SHOP, _meter(last_check_date=date(2026, 2, 28), rotate_cycle=8), None),
        (
            "轮换周期10个月,恰到期日",
            SHOP,
            _meter(last_check_date=date(2026, 1, 1), rotate_cycle=10),
            LOOKALIKE,
        ),
        (
            "批次延期至120个月,未到期",
            SHOP,
            _meter(last_check_date=date(2017, 1, 1), rotate_cycle=120),
            LOOKALIKE,
        ),
        ("批次延期120个月仍超期", SHOP, _meter(last_check_date=date(2016, 10, 1), rotate_cycle=120), None),
        ("无检定日期,按安装日期超期", SHOP, _meter(last_check_date=None, inst_date=date(2018, 6, 1)), None),
        (
            "无检定日期,按安装日期未到期",
            SHOP,
            _meter(last_check_date=None, inst_date=date(2018, 12, 1)),
            LOOKALIKE,
        ),
        ("检定、安装日期皆无,不判", SHOP, _meter(last_check_date=None, inst_date=None), LOOKALIKE),
        ("90天内到期只预警", SHOP, _meter(last_check_date=date(2019, 1, 10)), LOOKALIKE),
        ("室内检定合格,已续期", SHOP, _tested(plan_type=None), LOOKALIKE),
        ("现场检验不续期", SHOP, _tested(plan_type="01"), None),
        ("室内检定不合格,不续期", SHOP, _tested(plan_type=None, result=False), None),
        ("互感器的检定不算", SHOP, _tested(plan_type=None, equip_sort="02"), None),
        ("停用点不查", SHOP, _overdue_at_idle_point, LOOKALIKE),
    ]
    roles = [play.hire(profile) for _, profile, _, _ in cases]
    closed = play.hire(SHOP, status_code="9")
    yield BILLED
    for role, (_, _, change, _) in zip(roles, cases, strict=True):
        change(role)
    _meter(last_check_date=date(2015, 1, 1))(closed)
    expected = [(note, amount) for note, _, _, amount in cases]
    _note_all(play, [*roles, closed], [*expected, ("已销户,表已回库", LOOKALIKE)], "asset", "asset_no")


def _tested(**facts: Any) -> Change:
    def change(role: Role) -> None:
        meter = role.rows["meters"][0]
        meter["last_check_date"] = date(2017, 5, 5)
        test = {"equip_sort": "01", "test_attr": "03", "result": True, "actual_date": date(2024, 6, 6)}
        role.add(
            "meter_tests",
            app_no=f"79{role.no}",
            mp_no=meter["mp_no"],
            asset_no=meter["asset_no"],
            **(test | facts),
        )

    return change


def _overdue_at_idle_point(role: Role) -> None:
    role.rows["meters"][0]["last_check_date"] = date(2015, 1, 1)
    role.rows["metering_points"][0]["mp_status"] = "03"


@plants("MET-09")
def asset_state_contradicts_archive(play: Play) -> Scene:
    """Plant meters whose state and place cannot both be true, on both sides of three days."""
    third, fourth = AS_OF - timedelta(days=3), AS_OF - timedelta(days=4)
    extra = [
        ("运行表无计量点", {"mp_no": None, "inst_date": date(2023, 5, 5)}, None),
        ("运行表的计量点档案中没有", {"mp_no": "039999999901", "inst_date": date(2023, 5, 5)}, None),
        ("装出第4日仍无计量点", {"mp_no": None, "inst_date": fourth}, None),
        ("装出第3日,换表在途", {"mp_no": None, "inst_date": third}, LOOKALIKE),
        ("在库表无计量点", {"mp_no": None, "status": "006"}, LOOKALIKE),
    ]
    states: list[tuple[str, str, Change, Any]] = [
        ("在用点只挂合格在库表", "0", _meter(status="006"), None),
        ("在用点只挂已报废表", "0", _meter(status="014"), None),
        ("在用点只挂拆回待退表", "0", _meter(status="015"), None),
        ("在用点只挂失窃表", "0", _meter(status="018"), None),
        ("领出待装第4日", "0", _meter(status="011", inst_date=fourth), None),
        ("预配待领第3日", "0", _meter(status="016", inst_date=third), LOOKALIKE),
        ("点停用,表仍运行", "0", _point(mp_status="03"), LOOKALIKE),
        ("点停用,表已回库", "0", _stored_at_idle_point, LOOKALIKE),
        ("旧表拆回,同点另有运行表", "0", _old_meter, LOOKALIKE),
        ("计量点已撤销而表运行", "0", _point(mp_status="04"), None),
    ]
    homeless = [play.hire(SHOP) for _ in extra]
    roles = [play.hire(SHOP, status_code=status) for _, status, _, _ in states]
    gone = [play.hire(SHOP, status_code="9", cancel_date=day) for day in (date(2025, 5, 20), fourth, third)]
    pair, twins, cousins, one_stored, nameless = ([play.hire(HOME), play.hire(HOME)] for _ in range(5))
    yield BILLED
    for role, (note, facts, amount) in zip(homeless, extra, strict=True):
        _note_asset(play, role, _second_meter(role, **facts), amount is None, note)
    for role, (note, _, change, amount) in zip(roles, states, strict=True):
        change(role)
        _note_asset(play, role, role.rows["meters"][0], amount is None, note)
    for role, is_wrong, note in zip(
        gone, (True, True, False), ("已销户而表运行", "销户第4日表仍运行", "销户第3日,拆表在途"), strict=True
    ):
        role.rows["meters"][0]["status"] = "012"
        _note_asset(play, role, role.rows["meters"][0], is_wrong, note)
    _plant_doubles(play, pair, twins, cousins, one_stored, nameless)


def _plant_doubles(play: Play, *pairs: list[Role]) -> None:
    """Plant the same asset at two customers and the same made number on two assets."""
    pair, twins, cousins, one_stored, nameless = (
        [role.rows["meters"][0] for role in roles] for roles in pairs
    )
    pair[0]["asset_no"] = pair[1]["asset_no"]
    for row in pairs[0][0].rows["readings"]:
        row["asset_no"] = pair[1]["asset_no"]
    play.planted(None, None, "同一资产号运行于两户", object_type="asset", object_id=pair[1]["asset_no"])
    for first, second in (twins, cousins, one_stored):
        second |= {"made_no": first["made_no"], "manufacturer": first["manufacturer"]}
    cousins[1]["manufacturer"] = "另一厂家"
    for meter in nameless:
        meter["made_no"] = None
    spare = one_stored[1]
    spare |= {"status": "006", "mp_no": None}
    running = pairs[3][1].rows["meters"]
    running.append(
        spare
        | {
            "status": "012",
            "mp_no": pairs[3][1].rows["metering_points"][0]["mp_no"],
            "asset_no": spare["asset_no"][:-1] + "4",
            "made_no": f"{pairs[3][1].no}74",
        }
    )
    for meters, roles, is_wrong, note in (
        (twins, pairs[1], True, "同厂家同出厂编号的两只运行表"),
        (cousins, pairs[2], False, "出厂编号相同而厂家不同"),
        (one_stored, pairs[3], False, "同出厂编号,另一只在库"),
        (nameless, pairs[4], False, "出厂编号空"),
    ):
        for role, meter in zip(roles, meters, strict=True):
            _note_asset(play, role, meter, is_wrong, note)


def _note_asset(play: Play, role: Role, meter: Row, is_wrong: bool, note: str) -> None:
    facts = {"object_type": "asset", "object_id": meter["asset_no"]}
    if is_wrong:
        play.planted(role, None, note, **facts)
    else:
        play.lookalike(role, note, **facts)


def _second_meter(role: Role, **facts: Any) -> Row:
    first = role.rows["meters"][0]
    asset = first["asset_no"][:-1] + "2"
    row = first | {"asset_no": asset, "bar_code": asset, "made_no": f"{role.no}78"} | facts
    role.rows["meters"].append(row)
    return row


def _stored_at_idle_point(role: Role) -> None:
    _meter(status="006")(role)
    _point(mp_status="03")(role)


def _old_meter(role: Role) -> None:
    _second_meter(role)
    _meter(status="015")(role)


@plants("MET-14")
def meter_runs_away_back_or_stops(play: Play) -> Scene:
    """Plant registers that run away, run back or stand still; a run-away that was billed shows elsewhere, too."""
    shop: dict[str, Any] = {"contract_cap": 10}  # at most 10 × 720 × 1.2 = 8,640 kWh
    flying = [play.hire(SHOP, usage={PERIOD: kwh}, **shop) for kwh in (12_000, 8_641, 8_640)]
    big = play.hire(STORE, contract_cap=80, ct_primary=150, usage={PERIOD: 70_020})
    unbilled, estimated, checking = (play.hire(SHOP, **shop) for _ in range(3))
    backward: list[tuple[str, Change, Any]] = [
        ("示数倒走", _back(), None),
        ("归零差一点", _rolled("8999.99", "900"), None),
        ("安装日期恰为上次抄表日,不算换表", _changed_meter(0), None),
        ("归零,恰在0.9与0.1处", _rolled("9000", "1000"), LOOKALIKE),
        ("位数空,以上次示数位数代,归零", _rolled("9500", "100", None), LOOKALIKE),
        ("抄表当日换表", _changed_meter(None), LOOKALIKE),
        ("来源为变更", _back(data_src="02"), LOOKALIKE),
        ("业扩变更结算抄表", _back(mr_type="05"), LOOKALIKE),
        ("退补模拟的示数", _back(data_src="03"), LOOKALIKE),
        ("已撤回的示数", _back(data_src="04"), LOOKALIKE),
        ("估抄不算已抄", _back(mr_status="03"), LOOKALIKE),
        ("双向计量户", _feeds_in, LOOKALIKE),
        ("考核点", _back_at_checking_point, LOOKALIKE),
    ]
    backs = [play.hire(SHOP, contract_cap=12) for _ in backward]
    solar = play.hire(SHOP, contract_cap=12)
    still = [play.hire(SHOP, is_watched=True) for _ in range(4)]
    yield BILLED
    for role, kwh in zip(flying[:2], (12_000, 8_641), strict=True):
        _plant_billed_run_away(play, role, kwh, 8_640)
    play.lookalike(flying[2], "恰为上限", **_asset(flying[2]))
    _plant_consequences(play, flying[2])
    _plant_billed_run_away(play, big, 70_020, 69_120)
    for role, other, is_wrong, note in (
        (unbilled, {}, True, "示数飞走而未按此发行"),
        (estimated, {"mr_status": "03"}, False, "估抄示数不判"),
        (checking, {}, False, "考核点飞走不判"),
    ):
        reading = role.reading(PERIOD)
        reading.update({"this_read": reading["last_read"] + 15_000, "mr_pq": Decimal(15_000)} | other)
        (
            play.planted(role, None, note, **_asset(role))
            if is_wrong
            else play.lookalike(role, note, **_asset(role))
        )
    _point(mp_attr="02")(checking)
    for role, (_, change, _) in zip(backs, backward, strict=True):
        change(role)
    _note_all(play, backs, [(note, amount) for note, _, amount in backward], "asset", "asset_no")
    _back()(solar)
    change_application(play, solar, "901", date(2025, 4, 9))
    play.lookalike(solar, "光伏户", **_asset(solar))
    for role, days in zip(still, (3, 10, 2, 0), strict=True):
        _stand_still(role, days)
        if days >= 3:
            former = energy_money(role, add_months(PERIOD, -3), add_months(PERIOD, -1))
            play.planted(role, fen(former * days / 90), f"有负荷而示数停走{days}天", **_asset(role))
    play.lookalike(still[2], "有负荷而示数不变仅2天", **_asset(still[2]))
    play.lookalike(still[3], "示数不变而无负荷", **_asset(still[3]))


def _asset(role: Role) -> dict[str, str]:
    return {"object_type": "asset", "object_id": role.rows["meters"][0]["asset_no"]}


def _plant_billed_run_away(play: Play, role: Role, kwh: int, limit: int) -> None:
    bill = role.bill(PERIOD)
    price = energy_money(role, PERIOD) / bill["total_pq"]
    play.planted(
        role, fen((limit - min(Decimal(kwh), bill["total_pq"])) * price), "示数飞走且已发行", **_asset(role)
    )
    _plant_consequences(play, role)


def _plant_consequences(play: Play, role: Role) -> None:
    """Note that a month billed above all capacity is over capacity (TAR-18) and a sudden rise (TAR-02)."""
    bill, reading = role.bill(PERIOD), role.reading(PERIOD)
    hours = (reading["mr_date"] - reading["last_date"]).days * 24
    over = bill["total_pq"] / hours - role.archive["contract_cap"]
    if over > 0:
        play.planted(role, fen(over * 50), "月电量超出容量所能", check_code="TAR-18")
    play.planted(role, rise_of(role), "电量突增", check_code="TAR-02")


def _back(**other: Any) -> Change:
    def change(role: Role) -> None:
        reading = role.reading(PERIOD)
        reading.update({"this_read": reading["last_read"] - 12, "mr_pq": Decimal(-12)} | other)

    return change


def _rolled(last: str, this: str, digits: int | None = 4) -> Change:
    def change(role: Role) -> None:
        role.rows["meters"][0]["digits"] = digits
        role.reading(PERIOD).update(last_read=Decimal(last), this_read=Decimal(this), mr_pq=Decimal(100))

    return change


def _changed_meter(days_after_last: int | None) -> Change:
    def change(role: Role) -> None:
        _back()(role)
        reading = role.reading(PERIOD)
        on = (
            reading["mr_date"]
            if days_after_last is None
            else reading["last_date"] + timedelta(days=days_after_last)
        )
        role.rows["meters"][0]["inst_date"] = on

    return change


def _feeds_in(role: Role) -> None:
    _back()(role)
    reading = role.reading(PERIOD)
    role.rows["readings"].append(
        reading
        | {"read_type": "81", "last_read": Decimal(10), "this_read": Decimal(25), "mr_pq": Decimal(15)}
    )


def _back_at_checking_point(role: Role) -> None:
    _back()(role)
    _point(mp_attr="02")(role)


def _stand_still(role: Role, days: int) -> None:
    """Let the frozen register stand still under load from the 8th on, after a day without load."""
    begin, shown = date(2026, 10, 8), Decimal(0)
    last = begin + timedelta(days=days - 1 if days else 5)
    for row in role.rows["daily_usage"]:
        if row["data_date"] == begin - timedelta(days=1):
            row.update(max_p=Decimal(0), day_pq=Decimal(0))
            shown = row["pap_r"]
        elif begin <= row["data_date"] <= last:
            row.update(pap_r=shown, day_pq=Decimal(0), max_p=Decimal("1.2") if days else Decimal(0))
