"""Time limits of the hotline, and the rules of accounts."""

from datetime import date
from decimal import Decimal

from analytics.regulation import account_rules as accounts
from analytics.regulation import service_limits as service
from analytics.regulation.supply_terms import (
    TEMPORARY_SUPPLY_MONTHS,
    ZERO_USE_CLOSURE_MONTHS,
)
from tests.analytics.regulation.by_hand import restore_hours
from tests.analytics.regulation.in_engine import calculated, columns, vectors

D = Decimal
SERVICE, ACCOUNTS, TERMS = vectors("service"), vectors("accounts"), vectors("terms")
AREAS = ["01", "02", "03", "9", None]
DAY = date(2025, 11, 1)


def test_arrival_and_restoration_are_the_published_ones() -> None:
    assert list((service.ARRIVAL_MINUTES.on(DAY) or {}).values()) == list(
        SERVICE["repair_arrival_minutes"].values()
    )
    hours = SERVICE["restore_hours_avg_after_arrival"]
    assert list((service.RESTORE_HOURS.on(DAY) or {}).values())[:2] == list(hours["国网"].values())


def test_an_unknown_area_has_the_longest_limit() -> None:
    table = columns(area=AREAS, day=[DAY] * len(AREAS))
    assert [service.arrival_minutes(area, DAY) for area in AREAS] == [45, 90, 120, 120, 120]
    assert calculated(table, service.arrival_minutes_expr(table.area, table.day)) == [45, 90, 120, 120, 120]
    assert [restore_hours(area, DAY) for area in AREAS] == [3, 4, 4, 4, 4]
    assert calculated(table, service.restore_hours_expr(table.area, table.day)) == [3, 4, 4, 4, 4]


def test_replies_are_the_published_ones() -> None:
    types = {"投诉": "005", "举报": "006", "意见": "009", "建议": "008", "咨询": "003"}
    published = {row["type"]: row for row in SERVICE["handling"]}
    for title, code in types.items():
        assert service.reply_working_days(code, DAY) == published[title]["reply_working_days"]
    codes = [*types.values(), "001", None]
    table = columns(kind=codes)
    wanted = [service.reply_working_days(code, DAY) for code in codes]
    assert calculated(table, service.reply_working_days_expr(table.kind, DAY)) == wanted
    assert service.CONTACT_HOURS.on(DAY) == published["投诉"]["first_contact_hours"]
    internal = published["投诉"]["internal_working_days"]
    assert service.COMPLAINT_INTERNAL_WORKING_DAYS.on(DAY) == internal


def test_orders_are_sent_and_taken_faster_where_something_is_to_be_repaired() -> None:
    table = columns(kind=["001", "005", None])
    sent, taken = (
        service.minutes_by_type_expr(rule, table.kind, DAY)
        for rule in (service.DISPATCH_MINUTES, service.TAKE_MINUTES)
    )
    assert (calculated(table, sent), calculated(table, taken)) == ([2, 20, 20], [3, 120, 120])


def test_forwarded_orders_and_requests_are_the_published_ones() -> None:
    published = {row["type"]: row for row in SERVICE["handling"]}
    forwarded, requests = service.FORWARDED.on(DAY) or {}, service.REQUEST_REPLY.on(DAY) or {}
    assert forwarded["12398"].amount == published["12398转办"]["reply_working_days"]
    assert forwarded["12345"].amount == published["12345转办"]["reply_days"]
    assert requests["电能表异常"].amount == published["服务申请/电能表异常"]["reply_working_days"]
    assert requests["抄表数据异常"].amount == published["服务申请/抄表数据异常"]["reply_working_days"]
    assert requests["欠费复电登记"].amount == published["服务申请/欠费复电登记"]["restore_hours"]
    assert requests["电器损坏"].amount == published["服务申请/电器损坏"]["arrive_hours"]
    assert requests["充电预约"].amount == published["服务申请/充电预约(高速)"]["arrive_minutes"]
    assert requests["其他"].amount == published["服务申请/其他"]["reply_working_days"]


def test_other_promises_are_the_published_ones() -> None:
    promised = SERVICE["other_promises"]
    assert service.PLANNED_OUTAGE_DAYS.on(DAY) == promised["计划停电提前通知_日"]
    assert service.TEMPORARY_OUTAGE_HOURS.on(DAY) == promised["临时检修提前_小时"]
    assert service.METER_TEST_WORKING_DAYS.on(DAY) == promised["校表出结果_工作日"]
    assert service.RECONNECT_HOURS.on(DAY) == promised["复电_小时"]["国网"]


def test_equations_have_the_published_tolerances_and_a_difference_of_exactly_that_is_none() -> None:
    known = {"EQ1": accounts.EQ1, "EQ3": accounts.EQ3, "EQ5": accounts.EQ5, "EQ6": accounts.EQ6}
    published = {row["id"]: row["tol_yuan"] for row in ACCOUNTS["balance_equations"]}
    for name, rule in known.items():
        equation, tolerance = rule.on(DAY), published[name]
        assert equation is not None
        assert equation.holds(D(100), D(100) + tolerance)
        assert not equation.holds(D(100), D(100) + tolerance + D("0.01"))


def test_cash_and_disconnection_limits_are_the_published_ones() -> None:
    limits, cut = ACCOUNTS["thresholds"], ACCOUNTS["disconnect"]
    assert accounts.CASH_IN_TRANSIT_YUAN.on(DAY) == limits["在途资金_元"]
    assert accounts.CASH_IN_TRANSIT_DAYS.on(DAY) == limits["在途资金_天"]
    assert accounts.ZERO_USE_PERIODS.on(DAY) == limits["零电量连续周期"]
    shares = accounts.ZERO_USE_VISIT_SHARE.on(DAY) or {}
    assert list(shares.values()) == list(limits["零度现场核实比例"].values())
    notices = accounts.DISCONNECT_NOTICE_DAYS.on(DAY)
    assert notices == {kind: cut[kind]["notice_days_before"] for kind in ("居民", "非居民")}
    assert accounts.DISCONNECT_AFTER_DAYS.on(DAY) == cut["居民"]["overdue_days_min"]


def test_a_temporary_supply_lasts_as_long_as_the_rules_of_its_start_say() -> None:
    months = [TEMPORARY_SUPPLY_MONTHS.on(day) for day in (date(2024, 5, 31), date(2024, 6, 1))]
    assert months == [TERMS["temp_power_max"]["months_1996"], TERMS["temp_power_max"]["months_2024"]]
    assert ZERO_USE_CLOSURE_MONTHS.on(DAY) == TERMS["zero_use_close_months"]["months"]
