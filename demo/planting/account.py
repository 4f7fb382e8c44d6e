"""Planted problems of accounts (账务稽查): money in transit, reversals, late fees, books that do not agree."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from demo.ledger import BANK, PREPAID, RECEIVABLE, SUNDRY
from demo.money import DEPOSIT, cashchk_id
from demo.profiles import HOME, MALL, SMALL_PLANT, STORE, Profile
from demo.rewriting import fen
from demo.stage import AS_OF, BOOKED, PAID, PERIOD, Play, Role, Row, Scene, plants
from models.calendar import add_working_days, is_working_day, month_of

BY_BANK = 3


def _remit_day(day: date) -> date:
    return day if is_working_day(day) else add_working_days(day, 1)


def _remittance(role: Role, day: date) -> str | None:
    """Return the bank remittance into which a payment of a day goes; none if it is still to come."""
    remitted = _remit_day(day)
    return cashchk_id(role.station, remitted, BY_BANK) if remitted <= AS_OF else None


def _payment(play: Play, role: Role, at: datetime, amount: Decimal, **other: Any) -> Row:
    """Add a payment through the bank."""
    return role.add(
        "payments",
        **{
            "charge_id": play.number(18, "1"),
            "charge_time": at,
            "charge_ym": month_of(at.date()),
            "rcv_amt": amount,
            "charge_type": "10",
            "pay_mode": "0203",
            "settle_mode": "09",
            "charge_emp": play.clerk(role, "营业班").emp_no,
            "cashchk_id": _remittance(role, at.date()),
            "penalty": Decimal(0),
        }
        | other,
    )


@plants("ACC-03")
def money_in_transit(play: Play) -> Scene:
    """Plant remittances that arrived late or are still on their way, on both sides of three days and 50,000 yuan."""
    cases: list[tuple[str, date, date | None, str, dict[str, Any], bool]] = [
        # note, remitted, arrived, amount, other facts, is planted
        ("3天到账", date(2026, 6, 8), date(2026, 6, 11), "8000", {}, False),
        ("4天到账", date(2026, 6, 8), date(2026, 6, 12), "8000.55", {}, True),
        ("跨国庆8天到账", date(2026, 9, 30), date(2026, 10, 8), "120000", {}, True),
        ("在途3天,恰50000元", date(2026, 10, 29), None, "50000", {}, False),
        ("在途3天,50000.01元,已过一个工作日", date(2026, 10, 29), None, "50000.01", {}, True),
        ("在途3天,30000元", date(2026, 10, 29), None, "30000", {}, False),
        ("30日解款80000元,次一工作日未到", date(2026, 10, 30), None, "80000", {}, False),
        ("在途4天", date(2026, 10, 28), None, "1200", {}, True),
        ("到账日期在数据日之后,视为在途", date(2026, 10, 27), date(2026, 11, 5), "900.90", {}, True),
        ("退票不计", date(2026, 8, 3), date(2026, 8, 20), "66000", {"acct_status": "03", "settle_mode": "02"}, False),
        ("到账状态空,6天到账", date(2026, 7, 1), date(2026, 7, 7), "5100", {"acct_status": None}, True),
    ]  # fmt: skip
    roles = [play.hire(MALL, contract_cap=400) for _ in cases]
    negative = play.hire(MALL, contract_cap=400)
    yield PAID
    for role, (note, remitted, arrived, amount, other, is_wrong) in zip(roles, cases, strict=True):
        number = _remit_deposit(play, role, Decimal(amount), remitted, arrived, **other)
        facts = {"object_type": "payment", "object_id": number, "cons_no": ""}
        if is_wrong:
            play.planted(role, Decimal(amount), note, **facts)
        else:
            play.lookalike(role, note, **facts)
    _pay_in(play, negative, datetime(2026, 5, 6, 9, 45), Decimal(300))
    number = _remit_deposit(play, negative, Decimal(-100), date(2026, 5, 11), date(2026, 5, 20))
    play.lookalike(negative, "退款冲减的解款,金额为负", object_type="payment", object_id=number, cons_no="")


def _remit_deposit(
    play: Play, role: Role, amount: Decimal, remitted: date, arrived: date | None, **other: Any
) -> str:
    """Let a customer pay in, and remit exactly that; return the number of the remittance."""
    number = f"{role.org_code}{remitted:%Y%m%d}9{play.number(8)[4:]}"
    _pay_in(play, role, datetime.combine(remitted, time(10, 30)), amount, cashchk_id=number)
    is_in = arrived is not None and arrived <= AS_OF
    play.loose["remittances"].append(
        {
            "org_code": role.org_code,
            "cashchk_id": number,
            "cashchk_emp": play.clerk(role, "营业班").emp_no,
            "cashchk_amt": amount,
            "cashchk_date": remitted,
            "arrive_date": arrived,
            "dispose_date": arrived,
            "acct_status": "02" if is_in else "01",
            "settle_mode": "09",
            "bank_note_no": f"BN{number}",
        }
        | other
    )
    return number


def _pay_in(play: Play, role: Role, at: datetime, amount: Decimal, **other: Any) -> Row:
    """Add a prepayment (or take it back) and raise the customer's balance from that month on."""
    kind = "10" if amount > 0 else "20"
    facts = {"charge_id": play.number(18, DEPOSIT), "charge_type": kind}
    payment = _payment(play, role, at, amount, **(facts | other))
    balances = {row["stat_ym"]: row for row in role.rows["prepay_balances"]}
    for ym in play.months:
        if ym < month_of(at.date()):
            continue
        if ym in balances:
            balances[ym]["balance"] += amount
        else:
            role.add("prepay_balances", stat_ym=ym, balance=amount)
    return payment


@plants("ACC-05")
def collection_reversed_after_the_count(play: Play) -> Scene:
    """Plant payments taken before the end of a month and reversed after it, and customers who do it twice."""
    cases: list[tuple[str, date, date, dict[str, Any], bool]] = [
        ("25日收、次月4日冲,恰10天", date(2026, 8, 25), date(2026, 9, 4), {}, True),
        ("26日收、次月5日冲,恰10天", date(2026, 8, 26), date(2026, 9, 5), {}, True),
        ("31日收、次日冲", date(2026, 7, 31), date(2026, 8, 1), {}, True),
        ("跨年:12月30日收、1月3日冲", date(2025, 12, 30), date(2026, 1, 3), {}, True),
        ("关联标识空,按等额匹配", date(2026, 8, 28), date(2026, 9, 2), {"relate_id": None}, True),
        ("25日收、次月5日冲,11天", date(2026, 8, 25), date(2026, 9, 5), {}, False),
        ("24日收、次月2日冲", date(2026, 8, 24), date(2026, 9, 2), {}, False),
        ("27日收、次月6日冲", date(2026, 8, 27), date(2026, 9, 6), {}, False),
        ("同月内冲正", date(2026, 8, 25), date(2026, 8, 30), {}, False),
        ("误收更正有备注", date(2026, 8, 28), date(2026, 9, 2), {"remark": "误收,已更正"}, False),
        ("错户有备注", date(2026, 8, 28), date(2026, 9, 2), {"remark": "收费错户冲正"}, False),
    ]
    roles = [play.hire(SMALL_PLANT, contract_cap=125) for _ in cases]
    partial, corrected, right, twice, apart = (play.hire(SMALL_PLANT, contract_cap=125) for _ in range(5))
    yield PAID
    for n, (role, (note, taken, reversed_on, other, is_wrong)) in enumerate(zip(roles, cases, strict=True)):
        amount = Decimal(700 + 13 * n) + Decimal("0.37")
        first, _ = _reverse(play, role, taken, reversed_on, amount, **other)
        _reversal_truth(play, role, first, is_wrong, note)
    first, _ = _reverse(
        play, partial, date(2026, 8, 28), date(2026, 9, 2), Decimal("800"), back=Decimal("400")
    )
    _reversal_truth(play, partial, first, False, "部分冲正")
    first, back = _reverse(play, corrected, date(2026, 8, 28), date(2026, 9, 2), Decimal("912.48"))
    again = back["charge_time"] + timedelta(minutes=20)
    _pay_in(play, right, again, Decimal("912.48"), charge_emp=back["charge_emp"])
    _reversal_truth(play, corrected, first, False, "同一收费员当日把等额记到另一户")
    for role, days, is_wrong, note in (
        (twice, 20, True, "20天内两次收费冲正"),
        (apart, 40, False, "两次收费冲正相隔40天"),
    ):
        for n in range(2):
            taken = date(2026, 3, 3) + timedelta(days=days * n)
            first, _ = _reverse(play, role, taken, taken + timedelta(days=1), Decimal(500 + n))
            _reversal_truth(play, role, first, is_wrong, note)


def _reverse(
    play: Play, role: Role, taken: date, reversed_on: date, amount: Decimal, **other: Any
) -> tuple[Row, Row]:
    """Add a prepayment and its reversal, of as much unless `back` says otherwise."""
    back = other.pop("back", amount)
    first = _pay_in(play, role, datetime.combine(taken, time(16, 40)), amount)
    facts = {"relate_id": first["charge_id"], "charge_emp": first["charge_emp"]} | other
    second = _pay_in(play, role, datetime.combine(reversed_on, time(9, 10)), -back, **facts)
    return first, second


def _reversal_truth(play: Play, role: Role, first: Row, is_wrong: bool, note: str) -> None:
    facts = {"object_type": "payment", "object_id": first["charge_id"]}
    if is_wrong:
        play.planted(role, first["rcv_amt"], note, **facts)
    else:
        play.lookalike(role, note, **facts)


@plants("ACC-08")
def late_fee_wrong(play: Play) -> Scene:
    """Plant late fees off by more than half a yuan, paid and unpaid, at home and elsewhere, across a year."""
    cases: list[tuple[str, Profile, str, int | None, Any, bool]] = [
        # note, profile, month, days late (none: unpaid), what is charged beside the right fee, is planted
        ("居民1‰,少计0.51元", HOME, "202606", 12, "-0.51", True),
        ("居民1‰,恰少0.50元", HOME, "202606", 12, "-0.50", False),
        ("居民1‰,相符", HOME, "202607", 30, "0", False),
        ("居民按2‰多计", HOME, "202607", 25, "double", True),
        ("商业2‰,多计3元", STORE, "202605", 15, "3", True),
        ("商业2‰,恰多0.50元", STORE, "202605", 15, "0.50", False),
        ("商业跨年3‰,只按2‰计", STORE, "202511", 30, "one year", True),
        ("商业跨年3‰,相符", STORE, "202511", 30, "0", False),
        ("居民跨年仍1‰,相符", HOME, "202511", 30, "0", False),
        ("不足1元计1元,只计0.40元", HOME, "202604", 2, Decimal("0.40"), True),
        ("不足1元计1元,相符", HOME, "202604", 2, "0", False),
        ("未结清,计至数据日,少计5元", STORE, "202608", None, "-5", True),
        ("未结清,计至数据日相符", STORE, "202608", None, "0", False),
        ("未结清,计至前一日亦可", STORE, "202608", None, "day before", False),
        ("未结清居民,多计2元", HOME, "202607", None, "2", True),
        ("完全未计归停算", STORE, "202605", 15, Decimal(0), False),
    ]
    sizes: dict[Profile, dict[str, Any]] = {HOME: {"base_kwh": 420}, STORE: {"contract_cap": 50}}
    roles = [play.hire(profile, **sizes[profile]) for _, profile, *_ in cases]
    part = play.hire(STORE, contract_cap=50)
    waived, few = (
        play.crowd(count, HOME, base_kwh=420, station=play.offices.stations[n])
        for n, count in ((0, 3), (1, 2))
    )
    yield PAID
    for role, (note, _, ym, days, change, is_wrong) in zip(roles, cases, strict=True):
        receivable = _receivable(role, ym)
        due = receivable["penalty_start"]
        paid = due + timedelta(days=days - 1) if days else None
        right = _fee(role, receivable, paid or AS_OF)
        charged = _charged(role, receivable, right, change, paid or AS_OF)
        _pay_late(play, role, receivable, paid, charged)
        if is_wrong:
            play.planted(role, right - charged, note, period=ym)
        else:
            play.lookalike(role, note, period=ym)
    receivable = _receivable(part, "202606")
    half = fen(receivable["rcvbl_amt"] / 2)
    receivable.update(
        rcved_amt=half, owe_amt=receivable["rcvbl_amt"] - half, settle_flag="02", rcvbl_penalty=Decimal(9)
    )
    _payment_of(part, receivable)["rcv_amt"] = half
    play.lookalike(part, "部分结清不判", period="202606")
    _plant_waivers(play, waived, few)


def _receivable(role: Role, ym: str) -> Row:
    return next(row for row in role.rows["receivables"] if row["rcvbl_ym"] == ym)


def _payment_of(role: Role, receivable: Row) -> Row:
    begin = receivable["release_date"]
    return next(
        row
        for row in role.rows["payments"]
        if row["charge_time"].date() >= begin and row["rcv_amt"] == receivable["rcvbl_amt"]
    )


def _fee(role: Role, receivable: Row, paid: date, *, at_home: bool | None = None) -> Decimal:
    """Return the late fee by 1996 第98条: 1‰ a day at home, elsewhere 2‰ in the year it fell due and 3‰ after."""
    due = receivable["penalty_start"]
    is_home = role.archive["elec_type_code"] in ("200", "201", "202") if at_home is None else at_home
    days = (paid - due).days + 1
    later = max(0, (paid - date(due.year, 12, 31)).days)
    rate = Decimal(days) if is_home else Decimal(2 * (days - later) + 3 * later)
    return max(fen(receivable["rcvbl_amt"] * rate / 1000), Decimal(1))


def _charged(role: Role, receivable: Row, right: Decimal, change: Any, paid: date) -> Decimal:
    """Return the fee that is charged instead of the right one."""
    days = (paid - receivable["penalty_start"]).days + 1
    if isinstance(change, Decimal):
        return change
    if change == "double":
        return fen(receivable["rcvbl_amt"] * 2 * days / 1000)
    if change == "one year":
        return fen(receivable["rcvbl_amt"] * 2 * days / 1000)
    if change == "day before":
        return _fee(role, receivable, paid - timedelta(days=1))
    return right + Decimal(change)


def _pay_late(
    play: Play, role: Role, receivable: Row, paid: date | None, charged: Decimal, waived: Decimal = Decimal(0)
) -> Row | None:
    """Let a bill be paid late, or not at all, with the fee that is charged for it."""
    payment = _payment_of(role, receivable)
    receivable["rcvbl_penalty"] = charged + waived
    if paid is None:
        role.rows["payments"].remove(payment)
        receivable.update(
            rcved_amt=Decimal(0), owe_amt=receivable["rcvbl_amt"], settle_flag="01", rcved_penalty=Decimal(0)
        )
        return None
    receivable["rcved_penalty"] = charged
    payment.update(
        charge_time=datetime.combine(paid, time(11, 11)),
        charge_ym=month_of(paid),
        rcv_amt=receivable["rcvbl_amt"] + charged,
        penalty=charged,
        cashchk_id=_remittance(role, paid),
        pay_mode="0203",
        settle_mode="09",
        charge_emp=None,
    )
    return payment


def _plant_waivers(play: Play, waived: list[Role], few: list[Role]) -> None:
    """Let one cashier waive three fees and another two; every waived fee is wrong itself."""
    for roles, is_many in ((waived, True), (few, False)):
        cashier = roles[0].station.of("营业班")[2].emp_no
        total = Decimal(0)
        for n, role in enumerate(roles):
            receivable = _receivable(role, "202605")
            paid = receivable["penalty_start"] + timedelta(days=19 + n)
            right = _fee(role, receivable, paid)
            less = Decimal(2 + n)
            payment = _pay_late(play, role, receivable, paid, right - less, waived=less)
            if payment:
                payment.update(charge_emp=cashier, pay_mode="0101")
            total += less
            play.planted(role, less, "违约金减免,实收少于应收", period="202605")
        facts = {"object_type": "staff", "object_id": cashier, "cons_no": ""}
        if is_many:
            play.planted(roles[0], total, "同一收费员减免违约金3笔", **facts)
        else:
            play.lookalike(roles[0], "同一收费员减免违约金只2笔", **facts)


def _entry(play: Play, station: int, acct_code: str, period: str, level: str) -> Row:
    org_code = play.offices.stations[station].org_code
    return next(
        row
        for row in play.ledger
        if (row["org_code"], row["acct_code"], row["period"], row["ledger_level"])
        == (org_code, acct_code, period, level)
    )


def _account_truth(play: Play, row: Row, amount: Decimal | None, note: str) -> None:
    facts = {
        "object_type": "account",
        "object_id": f"{row['org_code']}|{row['acct_code']}|{row['period']}",
        "org_code": row["org_code"],
        "period": row["period"],
    }
    if amount is None:
        play.lookalike(None, note, **facts)
    else:
        play.planted(None, amount, note, **facts)


@plants("ACC-10")
def ledgers_do_not_agree(play: Play) -> Scene:
    """Plant balances off by more than a fen between general ledger, detail ledger and the customers."""
    paying, reversing = play.hire(HOME, base_kwh=200), play.hire(HOME, base_kwh=200)
    yield PAID
    payment = _payment_of(paying, _receivable(paying, PERIOD))
    payment.update(charge_time=datetime(2026, 11, 1, 9, 30), charge_ym="202611", cashchk_id=None)
    receivable = _receivable(reversing, PERIOD)
    taken = _payment_of(reversing, receivable)
    taken.update(
        charge_time=datetime(2026, 10, 23, 9, 30), cashchk_id=_remittance(reversing, date(2026, 10, 23))
    )
    back = {"charge_type": "20", "relate_id": taken["charge_id"]}
    _payment(play, reversing, datetime(2026, 11, 1, 10, 0), -taken["rcv_amt"], **back)
    receivable.update(rcved_amt=Decimal(0), owe_amt=receivable["rcvbl_amt"], settle_flag="01")
    yield BOOKED
    months = play.months
    for station, acct, period, more, note in (
        (0, BANK, months[3], "0.02", "总账与明细账差2分"),
        (1, BANK, months[5], "0.01", "总账与明细账恰差1分"),
        (2, PREPAID, months[-2], "-500", "预收总账比明细账少500元"),
        (3, RECEIVABLE, months[-1], "0.05", "应收总账与明细账差5分"),
    ):
        row = _entry(play, station, acct, period, "总账")
        row["close_bal"] += Decimal(more)
        _account_truth(play, row, abs(Decimal(more)) if more != "0.01" else None, note)
    for station, acct, period, more, note in (
        (4, RECEIVABLE, months[-1], "123.45", "应收两账一致而与用户欠费不符"),
        (5, PREPAID, months[-4], "5.00", "预收两账一致而与用户余额不符"),
        (6, PREPAID, months[-1], "0.01", "预收与用户余额恰差1分"),
        (7, RECEIVABLE, months[-2], "60", "往期应收无法回推用户欠费,不比"),
    ):
        for level in ("总账", "明细账"):
            row = _entry(play, station, acct, period, level)
            row["close_bal"] += Decimal(more)
        _account_truth(play, row, Decimal(more) if station in (4, 5) else None, note)
    _plant_books_that_agree(play)
    org = {
        "org_code": paying.org_code,
        "object_type": "account",
        "object_id": f"{paying.org_code}|{SUNDRY}|{PERIOD}",
    }
    play.lookalike(None, "期末后至数据日的收款与冲正已回推", **org)


def _plant_books_that_agree(play: Play) -> None:
    months = play.months
    row = _entry(play, 8, RECEIVABLE, months[-1], "明细账")
    part = fen(row["close_bal"] / 3)
    play.ledger.append(
        row | {"close_bal": part, "open_bal": Decimal(0), "debit": Decimal(0), "credit": Decimal(0)}
    )
    row["close_bal"] -= part
    _account_truth(play, row, None, "明细账分两行辅助核算,合计相符")
    row = _entry(play, 8, BANK, months[2], "明细账")
    row.update(close_bal=-row["close_bal"], dbcr="贷")
    _account_truth(play, row, None, "余额方向相反而数值为负,相符")


@plants("ACC-12")
def marketing_differs_from_finance(play: Play) -> Scene:
    """Plant receivables that marketing and finance keep differently, by more than a yuan."""
    yield BOOKED
    months = play.months
    for station, period, more, note in (
        (0, months[-1], "1.01", "营销比财务多1.01元"),
        (1, months[-1], "1.00", "恰差1元"),
        (2, months[4], "-5000", "往期营销比财务少5000元"),
        (3, months[-6], "-1.00", "恰差-1元"),
    ):
        row = _entry(play, station, RECEIVABLE, period, "营销")
        row["close_bal"] += Decimal(more)
        _account_truth(play, row, None if abs(Decimal(more)) == 1 else abs(Decimal(more)), note)
    for station, acct, note, is_wrong in (
        (4, SUNDRY, "其他应收账款营销比财务多88.80元", True),
        (5, PREPAID, "预收科目不在范围", False),
    ):
        row = _entry(play, station, acct, months[-1], "明细账")
        for level, more in (("营销", "88.80"), ("财务", "0")):
            play.ledger.append(row | {"ledger_level": level, "close_bal": row["close_bal"] + Decimal(more)})
        _account_truth(play, row, Decimal("88.80") if is_wrong else None, note)
    row = _entry(play, 6, RECEIVABLE, months[-3], "财务")
    play.ledger.remove(row)
    _entry(play, 6, RECEIVABLE, months[-3], "营销")["close_bal"] += 700
    _account_truth(play, row, None, "财务账缺行不判")
