"""Planted problems of business handling (营业稽查): connections, adjustments, corrected readings."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from demo.business import STEPS, application, customer_class, step, steps, working_day
from demo.events import adjustment_bill
from demo.profiles import GIANT_PLANT, HOME, HOME_TOU, SHOP, SMALL_PLANT, STORE, Profile
from demo.rewriting import fen
from demo.stage import AS_OF, BILLED, BOOKED, PERIOD, Play, Role, Row, Scene, plants
from models.calendar import month_of

Plan = tuple[tuple[str, int, int], ...]
GROWTH = {"01": "109", "02": "110", "03": "111", "04": "111"}
REPLY_LIMIT = {"01": 3, "02": 8, "03": 15, "04": 30}
POWER_LIMIT = {"01": 3, "02": 5, "03": 5, "04": 5}


def _hire_class(play: Play, cust_class: str, **facts: Any) -> Role:
    """Hire a customer whose applications are of a class."""
    profile: Profile = {"01": HOME, "02": SHOP, "03": SMALL_PLANT, "04": SMALL_PLANT}[cust_class]
    if cust_class == "04":
        facts |= {"source_count": "2", "supply_mode": "21"}
    return play.hire(profile, **facts)


def _delayed(plan: Plan, step_no: str, end: int) -> Plan:
    """Return a plan in which a step ends on another working day, and everything after it moves along."""
    place = [name for name, _, _ in plan].index(step_no)
    more = end - plan[place][2]
    moved = tuple((name, begin + more, finish + more) for name, begin, finish in plan[place + 1 :])
    return (*plan[:place], (step_no, min(plan[place][1], end), end), *moved)


def _without(plan: Plan, *step_nos: str) -> Plan:
    return tuple(item for item in plan if item[0] not in step_nos)


def _until(plan: Plan, step_no: str) -> Plan:
    return plan[: [name for name, _, _ in plan].index(step_no) + 1]


def _apply(play: Play, role: Role, plan: Plan, accept: date, **other: Any) -> Row:
    """Add an application that follows a plan; archived if the plan ends with its archiving."""
    number = play.number(17, "1")
    done = steps(number, accept, plan, play.clerk(role).emp_no)
    by_no = {row["step_no"]: row["end_time"] for row in done}
    powered = by_no.get("A18") or by_no.get("A45")
    facts: dict[str, Any] = {
        "power_date": powered.date() if powered else None,
        "archive_date": by_no["A22"].date() if "A22" in by_no else None,
        "status": "02" if "A22" in by_no else "01",
    }
    app_type = other.pop("app_type", GROWTH[customer_class(role.archive)])
    row = application(
        role.archive, number, app_type, datetime.combine(accept, time(8, 40)), **(facts | other)
    )
    role.rows["applications"].append(row)
    role.rows["application_steps"] += done
    return row


def _steps_of(role: Role, row: Row) -> dict[str, Row]:
    return {
        found["step_no"]: found
        for found in role.rows["application_steps"]
        if found["app_no"] == row["app_no"]
    }


def _application_truth(play: Play, role: Role, row: Row, is_wrong: bool, note: str, code: str = "") -> None:
    facts = {"object_type": "application", "object_id": row["app_no"]} | (
        {"check_code": code} if code else {}
    )
    if is_wrong:
        play.planted(role, None, note, **facts)
    else:
        play.lookalike(role, note, **facts)


def _accepted(days_open: int) -> date:
    """Return the day from which so many working days have passed by AS_OF."""
    return working_day(AS_OF, -days_open - 1)


@plants("BIZ-01")
def supply_plan_answered_late(play: Play) -> Scene:
    """Plant answers on the last day and the day after, closed and open, for every class of customer."""
    begins = {
        "01": date(2026, 9, 24),
        "02": date(2026, 9, 22),
        "03": date(2026, 2, 9),
        "04": date(2026, 1, 8),
    }
    closed = [
        (cust_class, more, unsaid, _hire_class(play, cust_class))
        for cust_class in REPLY_LIMIT
        for more in (0, 1, 6)
        for unsaid in (False, True)
    ]
    waiting = [
        (cust_class, more, _hire_class(play, cust_class)) for cust_class in REPLY_LIMIT for more in (0, 1)
    ]
    stopped, missing, skipped, again, later, giant = (
        _hire_class(play, "02"), _hire_class(play, "02"), _hire_class(play, "03"), _hire_class(play, "02"),
        _hire_class(play, "01"), play.hire(GIANT_PLANT),
    )  # fmt: skip
    others = [(app_type, _hire_class(play, "02")) for app_type in ("103", "112", "106", "901", "211", "201")]
    fresh = [
        (*case, _new_customer(play, *case)) for case in (("101", 4), ("102", 9), ("104", 16), ("105", 8))
    ]
    yield BILLED
    for cust_class, more, unsaid, role in closed:
        plan = _delayed(STEPS[cust_class], "A05", REPLY_LIMIT[cust_class] + more)
        row = _apply(play, role, plan, begins[cust_class])
        if unsaid:
            row["cust_class"] = None
        note = (
            f"{cust_class}类{'(分类空)' if unsaid else ''}第{REPLY_LIMIT[cust_class] + more}个工作日答复方案"
        )
        _application_truth(play, role, row, more > 0, note)
    for cust_class, more, role in waiting:
        days = REPLY_LIMIT[cust_class] + more
        row = _apply(play, role, _until(STEPS[cust_class], "A02"), _accepted(days))
        _application_truth(play, role, row, more > 0, f"{cust_class}类在途{days}个工作日未答复")
    for app_type, days, role in fresh:
        row = _apply(
            play,
            role,
            _delayed(STEPS[customer_class(role.archive)], "A05", days),
            _NEW_ACCEPT,
            app_type=app_type,
        )
        _application_truth(play, role, row, days != 8, f"新装{app_type}第{days}个工作日答复")
    slow = _delayed(STEPS["02"], "A05", 20)
    row = _apply(play, stopped, slow, begins["03"], status="03", terminate_flag=True)
    _application_truth(play, stopped, row, False, "已中止的申请")
    row = _apply(play, missing, _without(slow, "A05"), begins["03"])
    _application_truth(play, missing, row, False, "已归档而无答复方案,归流程")
    _application_truth(play, missing, row, True, "归档而缺答复供电方案", "BIZ-07")
    row = _apply(play, skipped, _without(_until(STEPS["03"], "A12"), "A05"), date(2026, 7, 1))
    _application_truth(play, skipped, row, False, "在途,后续环节已完成而无答复")
    row = _apply(play, again, _delayed(STEPS["02"], "A05", 6), begins["03"])
    second = step(
        row["app_no"], "A05", *([datetime.combine(working_day(begins["03"], 6), time(15))] * 2), handler=""
    )
    _steps_of(again, row)["A05"].update(end_time=datetime.combine(working_day(begins["03"], 2), time(11)))
    again.rows["application_steps"].append(second)
    _application_truth(play, again, row, False, "多次答复,首次在时限内")
    row = _apply(play, later, _until(STEPS["01"], "A02"), _accepted(2))
    end = datetime.combine(AS_OF + timedelta(days=5), time(10))
    later.rows["application_steps"].append(step(row["app_no"], "A05", end, end, ""))
    _application_truth(play, later, row, False, "答复时间在数据日之后,视为未发生,在途未超")
    row = _apply(play, giant, _delayed(STEPS["03"], "A05", 60), begins["04"])
    _application_truth(play, giant, row, False, "110kV接入系统设计时间无法剔除,不判")
    for app_type, role in others:
        row = _apply(play, role, slow, begins["03"], app_type=app_type)
        _application_truth(play, role, row, False, f"业务类型{app_type}不在范围")


_NEW_ACCEPT = date(2026, 4, 8)


def _new_customer(play: Play, app_type: str, days: int) -> Role:
    """Hire a customer who was connected by an application accepted on a fixed day and answered late."""
    cust_class = {"101": "01", "102": "02", "104": "03", "105": "02"}[app_type]
    plan = _delayed(STEPS[cust_class], "A05", days)
    powered = working_day(_NEW_ACCEPT, next(end for name, _, end in plan if name == "A18"))
    facts: dict[str, Any] = {"build_date": powered, "power_on_date": powered}
    if app_type == "105":
        facts |= {"tmp_flag": "01", "tmp_due_date": date(2027, 6, 30)}
    return _hire_class(play, cust_class, **facts)


@plants("BIZ-05")
def powered_late(play: Play) -> Scene:
    """Plant power on the last day and the day after, counted from whatever was ready last."""
    closed = [
        (cust_class, more, _hire_class(play, cust_class)) for cust_class in POWER_LIMIT for more in (0, 1)
    ]
    by_contract, by_step, by_fee, free = (_hire_class(play, "02") for _ in range(4))
    by_45, by_date, upside, stopped, no_end = (_hire_class(play, "02") for _ in range(5))
    waiting = [
        (cust_class, more, _hire_class(play, cust_class)) for cust_class in POWER_LIMIT for more in (0, 1)
    ]
    yield BILLED
    accept = date(2026, 3, 9)
    for cust_class, more, role in closed:
        plan = STEPS[cust_class]
        ready = max(end for name, _, end in plan if name in ("A15", "A16"))
        days = POWER_LIMIT[cust_class] + more
        row = _apply(play, role, _delayed(plan, "A18", ready + days), accept)
        _application_truth(play, role, row, more > 0, f"{cust_class}类竣检、合同后第{days}个工作日送电")
    late = _delayed(STEPS["02"], "A18", 14)  # contract and test are ready on day 4
    for role, step_no, ready, note in (
        (by_contract, "A16", 9, "合同第9日签"),
        (by_step, "A07", 9, "业务费环节第9日完成"),
    ):
        row = _apply(play, role, late, accept)
        end = datetime.combine(working_day(accept, ready), time(10))
        role.rows["application_steps"].append(step(row["app_no"], step_no, end, end, ""))
        _application_truth(play, role, row, False, f"{note},其后第5个工作日送电")
    for role, received, is_wrong, note in (
        (by_fee, Decimal(800), False, "第9日交业务费,其后第5个工作日送电"),
        (free, Decimal(0), True, "业务费实收为零,不作起算"),
    ):
        row = _apply(play, role, late, accept)
        role.add(
            "business_fees",
            app_no=row["app_no"],
            fee_type="09",
            std_amt=received,
            rcved_amt=received,
            date=working_day(accept, 9),
        )
        _application_truth(play, role, row, is_wrong, note)
    plan = tuple(("A45" if name == "A18" else name, begin, end) for name, begin, end in late)
    row = _apply(play, by_45, plan, accept)
    _application_truth(play, by_45, row, True, "无送电环节,按装表接电,第10个工作日")
    row = _apply(play, by_date, _without(late, "A18"), accept, power_date=working_day(accept, 10))
    _application_truth(play, by_date, row, True, "无送电、装表接电环节,按送电日期,第6个工作日")
    _application_truth(play, by_date, row, True, "归档而缺送电环节", "BIZ-07")
    row = _apply(play, upside, late, accept)
    upside.add(
        "business_fees",
        app_no=row["app_no"],
        fee_type="09",
        std_amt=Decimal(50),
        rcved_amt=Decimal(50),
        date=working_day(accept, 20),
    )
    _application_truth(play, upside, row, False, "业务费晚于送电,倒置不判")
    row = _apply(play, stopped, late, accept, status="03", terminate_flag=True)
    _application_truth(play, stopped, row, False, "已中止的申请")
    row = _apply(play, no_end, _without(late, "A15"), accept)
    _application_truth(play, no_end, row, False, "无竣工验收不判")
    _application_truth(play, no_end, row, True, "归档而缺竣工验收", "BIZ-07")
    for cust_class, more, role in waiting:
        plan = _without(_until(STEPS[cust_class], "A16"), "A17")
        ready = max(end for name, _, end in plan if name in ("A15", "A16"))
        days = POWER_LIMIT[cust_class] + more
        row = _apply(play, role, plan, working_day(_accepted(days), -ready))
        _application_truth(play, role, row, more > 0, f"{cust_class}类在途,竣检、合同后{days}个工作日未送电")


@plants("BIZ-07")
def steps_out_of_order(play: Play) -> Scene:
    """Plant every reversed pair and every missing step, beside equal times and parallel steps."""
    pairs = (
        ("A01", "A02"),
        ("A02", "A05"),
        ("A05", "A10"),
        ("A10", "A12"),
        ("A12", "A15"),
        ("A15", "A18"),
        ("A18", "A22"),
        ("A16", "A18"),
    )
    reversed_, equal = ([_hire_class(play, "03") for _ in pairs] for _ in range(2))
    required = ("A01", "A02", "A05", "A15", "A16", "A18", "A22")
    missing = [_hire_class(play, "02") for _ in required]
    contract_first, test_first, simple, opened, stopped, repeated = (
        _hire_class(play, "03") for _ in range(6)
    )
    yield BILLED
    accept = date(2025, 8, 4)
    for role, (first, second) in zip(reversed_, pairs, strict=True):
        row = _apply(play, role, STEPS["03"], accept)
        done = _steps_of(role, row)
        if second == "A22" or first == "A16":
            done[first]["end_time"] = done[second]["end_time"] + timedelta(minutes=1)
        else:
            done[second]["end_time"] = done[first]["end_time"] - timedelta(minutes=1)
        _application_truth(play, role, row, True, f"{second}早于{first}")
    for role, (first, second) in zip(equal, pairs, strict=True):
        row = _apply(play, role, STEPS["03"], accept)
        done = _steps_of(role, row)
        if first == "A16":
            done[first]["end_time"] = done[second]["end_time"]
        else:
            done[second]["end_time"] = done[first]["end_time"]
            done["A16"]["end_time"] = min(done["A16"]["end_time"], done["A18"]["end_time"])
        _application_truth(play, role, row, False, f"{first}与{second}同一时刻")
    for role, step_no in zip(missing, required, strict=True):
        row = _apply(
            play,
            role,
            _without(STEPS["02"], step_no),
            accept,
            status="02",
            archive_date=working_day(accept, 6),
            power_date=working_day(accept, 5),
        )
        _application_truth(play, role, row, True, f"归档而缺{step_no}")
    _plant_orders_that_are_right(
        play, (contract_first, test_first, simple, opened, stopped, repeated), accept
    )


def _plant_orders_that_are_right(play: Play, roles: Sequence[Role], accept: date) -> None:
    contract_first, test_first, simple, opened, stopped, repeated = roles
    row = _apply(play, contract_first, STEPS["03"], accept)
    done = _steps_of(contract_first, row)
    done["A16"]["end_time"] = done["A15"]["end_time"] - timedelta(days=3)
    _application_truth(play, contract_first, row, False, "合同先于竣检,并行环节")
    row = _apply(play, test_first, STEPS["03"], accept)
    done = _steps_of(test_first, row)
    done["A16"]["end_time"] = done["A15"]["end_time"] + timedelta(days=1)
    _application_truth(play, test_first, row, False, "合同晚于竣检,并行环节")
    row = _apply(
        play, simple, _without(STEPS["03"], "A03", "A04", "A09", "A10", "A11", "A12", "A14", "A17"), accept
    )
    _application_truth(play, simple, row, False, "普通用户免审免中检")
    row = _apply(play, opened, _without(_until(STEPS["03"], "A10"), "A02"), date(2026, 7, 6))
    _application_truth(play, opened, row, False, "在途单不判缺失")
    row = _apply(play, stopped, STEPS["03"], accept, status="03", terminate_flag=True)
    _steps_of(stopped, row)["A05"]["end_time"] -= timedelta(days=15)
    _application_truth(play, stopped, row, False, "已中止的申请")
    row = _apply(play, repeated, STEPS["03"], accept)
    first = _steps_of(repeated, row)["A10"]
    repeated.rows["application_steps"].append(
        first
        | {
            "begin_time": first["begin_time"] - timedelta(days=60),
            "end_time": first["end_time"] - timedelta(days=30),
        }
    )
    _application_truth(play, repeated, row, False, "设计审核两轮,按末次比较")


@plants("BIZ-14")
def adjustments_badly_approved(play: Play) -> Scene:
    """Plant adjustments without the approval that their size asks for, without a reason, or too many."""
    cases: list[tuple[str, str, str, dict[str, Any], bool]] = [
        # note, amount, approver, other facts, is planted
        ("责任人自己审批", "120.50", "self", {}, True),
        ("负数退补,责任人自己审批", "-88.20", "self", {}, True),
        ("999.99元无级别审批", "999.99", "none", {}, False),
        ("1000元无级别审批", "1000", "none", {}, True),
        ("-1500元无级别审批", "-1500", "none", {}, True),
        ("1000元所长审批", "1000", "station", {}, False),
        ("9999.99元所长审批", "9999.99", "station", {}, False),
        ("10000元只到所长", "10000", "station", {}, True),
        ("10000元县公司审批", "10000", "county", {}, False),
        ("49999.99元县公司审批", "49999.99", "county", {}, False),
        ("50000元只到县公司", "50000", "county", {}, True),
        ("-50000元市公司审批", "-50000", "city", {}, False),
        ("2000元无审批人", "2000", "", {}, True),
        ("审批人不在人员表,不判额度", "60000", "stranger", {}, False),
        ("说明为空", "66.10", "station", {"rs_reason": "  "}, True),
        ("说明只写其他", "66.20", "station", {"rs_reason": "其他"}, True),
        ("说明只写其它", "66.30", "station", {"rs_reason": " 其它 "}, True),
        ("说明只写其他原因", "66.35", "station", {"rs_reason": "其他原因"}, True),
        ("说明只写无", "66.40", "station", {"rs_reason": "无"}, True),
        ("以其他开头而有内容", "66.50", "station", {"rs_reason": "其他:用户搬迁结清尾差"}, False),
        ("已撤销", "30000", "none", {"rs_flag": "0"}, False),
        ("政策性退补", "30000", "self", {"rs_class": "0201"}, False),
        ("窗口首日2025-11-01", "300", "self", {"rs_date": date(2025, 11, 1)}, True),
        ("窗口前一日2025-10-31", "300", "self", {"rs_date": date(2025, 10, 31)}, False),
        ("数据日当日", "310", "self", {"rs_date": AS_OF}, True),
    ]  # fmt: skip
    roles = [play.hire(SHOP) for _ in cases]
    many, twice, cancelled, spread = (play.hire(SHOP) for _ in range(4))
    yield BILLED
    for role, (note, amount, approver, other, is_wrong) in zip(roles, cases, strict=True):
        row = _adjust(play, role, Decimal(amount), approver, **other)
        facts = {"object_type": "application", "object_id": row["app_no"]}
        if is_wrong:
            play.planted(role, abs(Decimal(amount)), note, **facts)
        else:
            play.lookalike(role, note, **facts)
    amounts = ("100.10", "-50.05", "20")
    for n, amount in enumerate(amounts):
        _adjust(play, many, Decimal(amount), "station", rs_date=date(2026, 3 + n, 9))
        _adjust(
            play,
            cancelled,
            Decimal(amount),
            "station",
            rs_date=date(2026, 3 + n, 9),
            rs_flag="0" if n == 1 else "3",
        )
        _adjust(play, spread, Decimal(amount), "station", rs_date=date(2025, 10, 20) + timedelta(days=20 * n))
    for n in range(2):
        _adjust(play, twice, Decimal(70 + n), "station", rs_date=date(2026, 3 + n, 9))
    play.planted(many, Decimal("170.15"), "12个月内退补3笔")
    play.lookalike(twice, "12个月内只2笔")
    play.lookalike(cancelled, "3笔中1笔已撤销")
    play.lookalike(spread, "3笔中1笔在窗口之前")


def _adjust(play: Play, role: Role, amount: Decimal, approver: str, **other: Any) -> Row:
    """Add an adjustment of money alone, and the bill that charges it."""
    number, on = play.number(17, "3"), other.pop("rs_date", date(2026, 6, play.rng.randint(2, 26)))
    person = play.clerk(role, "核算班").emp_no
    offices = play.offices
    approvers = {
        "self": person,
        "none": play.clerk(role, "营业班").emp_no,
        "station": role.station.of("供电所管理")[0].emp_no,
        "county": offices.above(role.org_code[:7])[0].emp_no,
        "city": offices.above(role.org_code[:5])[0].emp_no,
        "stranger": "099999999",
        "": None,
    }
    row = role.add(
        "adjustments",
        **{
            "rs_id": f"T{number}",
            "app_no": number,
            "rs_date": on,
            "rs_flag": "3",
            "rs_class": "0202",
            "rs_reason": "电价执行差错,核实后更正",
            "rs_pq": Decimal(0),
            "rs_amt": amount,
            "person_resp": person,
            "approver": approvers[approver],
            "approve_time": datetime.combine(on, time(16)),
        }
        | other,
    )
    if row["rs_flag"] != "0" and month_of(on) in play.months:
        role.rows["bills"].append(adjustment_bill(role.archive, on, row["rs_class"], Decimal(0), amount))
    return row


@plants("BIZ-16")
def readings_corrected_suspiciously(play: Play) -> Scene:
    """Plant corrections without an application, against the frozen reading, to nothing, and by the same hand."""
    odd = {PERIOD: 331}  # no correction may leave a round figure by chance
    low, high, negative, zero, hundred, ordinary, early = play.crowd(7, SHOP, usage=odd)
    ladder, both = (play.hire(profile, usage={PERIOD: 187}) for profile in (HOME, HOME_TOU))
    frozen, at_limit = play.crowd(
        2, STORE, contract_cap=80, ct_primary=100, is_watched=True, usage={PERIOD: 5010}, base_kwh=5000
    )
    hundred_before, no_use = (
        play.hire(SHOP),
        play.hire(SHOP, status_code="2", usage=dict.fromkeys(play.months[-4:], 0)),
    )
    crew, four = play.crowd(5, SHOP, usage=odd), play.crowd(5, SHOP, usage=odd)
    yield BILLED
    pen = _Pen(play)
    pen.change(low, 30, app_no=None)
    play.planted(low, fen(30 * _average_price(low, play.period)), "无工单改小30度")
    pen.change(high, -20, app_no=None)
    play.planted(high, fen(-20 * _average_price(high, play.period)), "无工单改大20度")
    pen.change(ladder, 40, app_no=None)
    pen.change(both, 25, app_no=None)
    pen.change(both, 9, app_no=None, read_type="13")
    gap = Decimal("0.06")
    _shift(frozen, -gap)
    pen.change(frozen, gap)
    play.planted(frozen, fen(gap * 20 * _average_price(frozen, play.period)), "改后与采集冻结差1.2度")
    _shift(at_limit, -Decimal("0.05"))
    pen.change(at_limit, Decimal("0.05"))
    play.lookalike(at_limit, "改后与采集冻结差恰1度")
    _plant_results(play, pen, negative, zero, hundred)
    _set_use(hundred_before, 300)
    pen.change(hundred_before, 100)
    play.lookalike(hundred_before, "改前已是整百")
    _set_use(no_use, 0)
    pen.change(no_use, 7)
    play.lookalike(no_use, "前3期全为零,改后为零")
    pen.change(ordinary, 11)
    play.lookalike(ordinary, "有工单的更正")
    pen.change(early, 12, app_no=None, modify_time=datetime(2026, 9, 30, 23, 59))
    play.lookalike(early, "上月修改不在期间")
    _plant_busy_hands(play, pen, crew, four)
    yield BOOKED
    for role, note in ((ladder, "阶梯户无工单改小40度"), (both, "峰谷阶梯户总、峰示数皆无工单,按总计")):
        level = max(bill["ladder_level"] for bill in role.bills(play.period))
        price = play.figures.level_price(role.archive["prc_code"], level).quantize(
            Decimal("0.0001"), "ROUND_HALF_UP"
        )
        play.planted(role, fen((40 if role is ladder else 25) * price), note)


def _plant_results(play: Play, pen: "_Pen", negative: Role, zero: Role, hundred: Role) -> None:
    """Plant corrections after which nothing, less than nothing or a round figure was used."""
    for role, kwh, more, note in (
        (negative, -5, 45, "改后电量为负"),
        (zero, 0, 33, "改后电量为零而前3期不全为零"),
        (hundred, 200, 17, "改后电量恰为整百"),
    ):
        _set_use(role, kwh)
        pen.change(role, more)
        play.planted(role, fen(more * _average_price(role, play.period)), note)
    reading = negative.reading(play.period)
    play.planted(
        negative,
        None,
        "改后示数小于上次示数",
        check_code="MET-14",
        object_type="asset",
        object_id=reading["asset_no"],
    )


def _plant_busy_hands(play: Play, pen: "_Pen", crew: list[Role], four: list[Role]) -> None:
    busy, calm = (play.offices.stations[n].of("运检班")[0].emp_no for n in (0, 1))
    for n, role in enumerate(crew):
        pen.change(
            role,
            6,
            operator=busy,
            modify_time=datetime(2026, 10, 1 if n == 0 else 31, 0 if n == 0 else 23, 59 * (n > 0)),
        )
    for n, role in enumerate(four):
        pen.change(role, 6, operator=calm, modify_time=datetime(2026, 10 - (n == 0), 12 + n, 10))
    staff = {"object_type": "staff", "cons_no": ""}
    play.planted(crew[0], None, "一人当月修改示数5次", object_id=busy, **staff)
    play.lookalike(four[0], "一人当月只修改4次", object_id=calm, **staff)


class _Pen:
    """Writes corrections of the month under audit; each by another hand unless said otherwise."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._hands = [person for station in play.offices.stations for person in station.of("核算班")]
        self._used = 0

    def change(self, role: Role, more: Decimal | int, **other: Any) -> None:
        """Note that a reading stood higher by `more` before it was corrected to what it says now."""
        reading = role.reading(self._play.period, other.get("read_type", "11"))
        on = reading["mr_date"]
        self._used += 1
        role.add(
            "reading_corrections",
            **{
                "app_no": self._play.number(17, "4"),
                "asset_no": reading["asset_no"],
                "read_type": "11",
                "old_read": reading["this_read"] + more,
                "new_read": reading["this_read"],
                "modify_time": datetime.combine(on, time(17, 5)),
                "operator": self._hands[self._used % len(self._hands)].emp_no,
                "approver": role.station.of("供电所管理")[0].emp_no,
                "reason": "示数更正",
                "release_date": on + timedelta(days=2),
            }
            | other,
        )


def _shift(role: Role, by: Decimal) -> None:
    role.reading(PERIOD)["this_read"] += by


def _set_use(role: Role, kwh: int) -> None:
    """Let the reading of the month under audit show so much use; the bill is left as it was."""
    reading = role.reading(PERIOD)
    reading["this_read"] = reading["last_read"] + kwh
    reading["mr_pq"] = Decimal(kwh)


def _average_price(role: Role, ym: str) -> Decimal:
    """Return what a kWh cost the customer in a month, without the basic charge, to four decimals."""
    bills = role.bills(ym)
    money = sum((bill["total_amt"] - (bill["basic_amt"] or 0) for bill in bills), Decimal(0))
    energy = sum((bill["total_pq"] for bill in bills), Decimal(0))
    return (money / energy).quantize(Decimal("0.0001"), "ROUND_HALF_UP")
