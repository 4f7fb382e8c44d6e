"""Time limits of the hotline, and the rules of accounts."""

from datetime import date
from decimal import Decimal

from analytics.regulation import account_rules as accounts
from analytics.regulation import service_limits as service
from analytics.regulation.supply_terms import (
    TEMPORARY_REMOVAL_MONTHS,
    TEMPORARY_SUPPLY_MONTHS,
    ZERO_USE_CLOSURE_MONTHS,
    temporary_supply_ends,
)
from tests.analytics.regulation.in_engine import calculated, columns, vectors

D = Decimal
SERVICE, ACCOUNTS, TERMS = vectors("service"), vectors("accounts"), vectors("terms")
AREAS = ["01", "02", "03", "9", None]


def test_arrival_and_restoration_are_the_published_ones() -> None:
    assert list(service.ARRIVAL_MINUTES.value.values()) == list(SERVICE["repair_arrival_minutes"].values())
    supervised = SERVICE["repair_arrival_minutes_supervision"]
    assert list(service.ARRIVAL_MINUTES_SUPERVISION.value.values()) == list(supervised.values())
    hours = SERVICE["restore_hours_avg_after_arrival"]
    assert list(service.RESTORE_HOURS.value.values())[:2] == list(hours["国网"].values())
    assert list(service.RESTORE_HOURS_CSG.value.values())[:2] == list(hours["南网"].values())


def test_an_unknown_area_has_the_longest_limit() -> None:
    table = columns(area=AREAS)
    assert [service.arrival_minutes(area) for area in AREAS] == [45, 90, 120, 120, 120]
    assert calculated(table, service.arrival_minutes_expr(table.area)) == [45, 90, 120, 120, 120]
    assert [service.restore_hours(area) for area in AREAS] == [3, 4, 4, 4, 4]
    assert calculated(table, service.restore_hours_expr(table.area)) == [3, 4, 4, 4, 4]


def test_replies_are_the_published_ones() -> None:
    types = {"投诉": "005", "举报": "006", "意见": "009", "建议": "008", "咨询": "003"}
    published = {row["type"]: row for row in SERVICE["handling"]}
    for title, code in types.items():
        assert service.reply_working_days(code) == published[title]["reply_working_days"]
    codes = [*types.values(), "001", None]
    table = columns(kind=codes)
    wanted = [service.reply_working_days(code) for code in codes]
    assert calculated(table, service.reply_working_days_expr(table.kind)) == wanted
    assert service.CONTACT_HOURS.value == published["投诉"]["first_contact_hours"]
    internal = published["投诉"]["internal_working_days"]
    assert service.COMPLAINT_INTERNAL_WORKING_DAYS.value == internal


def test_forwarded_orders_and_requests_are_the_published_ones() -> None:
    published = {row["type"]: row for row in SERVICE["handling"]}
    assert service.FORWARDED.value["12398"].amount == published["12398转办"]["reply_working_days"]
    assert service.FORWARDED.value["12345"].amount == published["12345转办"]["reply_days"]
    requests = service.REQUEST_REPLY.value
    assert requests["电能表异常"].amount == published["服务申请/电能表异常"]["reply_working_days"]
    assert requests["抄表数据异常"].amount == published["服务申请/抄表数据异常"]["reply_working_days"]
    assert requests["欠费复电登记"].amount == published["服务申请/欠费复电登记"]["restore_hours"]
    assert requests["电器损坏"].amount == published["服务申请/电器损坏"]["arrive_hours"]
    assert requests["充电预约"].amount == published["服务申请/充电预约(高速)"]["arrive_minutes"]
    assert requests["其他"].amount == published["服务申请/其他"]["reply_working_days"]


def test_other_promises_are_the_published_ones() -> None:
    promised = SERVICE["other_promises"]
    assert service.PLANNED_OUTAGE_DAYS.value == promised["计划停电提前通知_日"]
    assert service.TEMPORARY_OUTAGE_HOURS.value == promised["临时检修提前_小时"]
    assert service.METER_TEST_WORKING_DAYS.value == promised["校表出结果_工作日"]
    assert service.RECONNECT_HOURS.value == promised["复电_小时"]


def test_a_share_of_nothing_is_unknown() -> None:
    assert service.rate(2, 3) == D("0.6667")
    assert service.rate(0, 0) is None


def test_equations_have_the_published_tolerances_and_a_difference_of_exactly_that_is_none() -> None:
    for row in ACCOUNTS["balance_equations"]:
        equation = accounts.EQUATIONS[row["id"]].value
        assert equation.tolerance_yuan == row["tol_yuan"]
        assert equation.holds(D(100), D(100) + row["tol_yuan"])
        assert not equation.holds(D(100), D(100) + row["tol_yuan"] + D("0.01"))


def test_cash_and_disconnection_limits_are_the_published_ones() -> None:
    limits, cut = ACCOUNTS["thresholds"], ACCOUNTS["disconnect"]
    assert accounts.CASH_IN_TRANSIT_YUAN.value == limits["在途资金_元"]
    assert accounts.CASH_IN_TRANSIT_DAYS.value == limits["在途资金_天"]
    assert accounts.ZERO_USE_PERIODS.value == limits["零电量连续周期"]
    assert list(accounts.ZERO_USE_VISIT_SHARE.value.values()) == list(limits["零度现场核实比例"].values())
    notices = accounts.DISCONNECT_NOTICE_DAYS.value
    assert notices == {kind: cut[kind]["notice_days_before"] for kind in ("居民", "非居民")}
    assert accounts.DISCONNECT_AFTER_DAYS.value == cut["居民"]["overdue_days_min"]


def test_a_temporary_supply_lasts_as_long_as_the_rules_of_its_start_say() -> None:
    old, new = (version.value for version in TEMPORARY_SUPPLY_MONTHS.versions)
    assert (old, new) == (TERMS["temp_power_max"]["months_1996"], TERMS["temp_power_max"]["months_2024"])
    assert temporary_supply_ends(date(2024, 5, 31)) == date(2024, 11, 30)
    assert temporary_supply_ends(date(2024, 6, 1)) == date(2027, 6, 1)
    assert ZERO_USE_CLOSURE_MONTHS.value == TERMS["zero_use_close_months"]["months"]
    assert TEMPORARY_REMOVAL_MONTHS.value == TERMS["temp_disassemble_max_months"]["months"]
