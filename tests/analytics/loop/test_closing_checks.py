"""CLS-01 to CLS-06 on a handful of cases."""

from datetime import date, datetime
from typing import Any

from analytics.loop.closing_checks import Left, closing_checks
from analytics.loop.counting import Asked
from models.loop import cases
from models.loop.case import Action
from models.loop.cases import Said
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.looped import OTHER, STATION, add_case, add_plan

TODAY = date(2026, 11, 20)
CONFIRMED = {"state": "整改中", "result": "属实"}


def found(store: Store, code: str, person: Person = LOCAL_USER) -> list[Left]:
    return [one for one in closing_checks(store, person, Asked(TODAY)) if one.code == code]


def test_rectifications_over_their_deadline_and_those_due_in_three_days(either_store: Store) -> None:
    def case(due: date, **fields: Any) -> str:
        return add_case(either_store, **{**CONFIRMED, "due_date": due, **fields})

    late = case(date(2026, 11, 19))
    case(TODAY)
    case(date(2026, 11, 23), state="待整改")
    case(date(2026, 11, 24))
    case(date(2026, 11, 10), waits_since=date(2026, 11, 9))
    case(date(2026, 11, 10), state="核查中", result=None)  # no rectification yet
    [one] = found(either_store, "CLS-01")
    assert (one.found, one.of, one.case_nos) == (1, 5, (late,))
    assert one.said == "整改超期 1 件,3 天内到期 2 件"


def test_what_nobody_has_rechecked_for_more_than_seven_days(either_store: Store) -> None:
    def finished(day: int) -> str:
        case = add_case(either_store, **CONFIRMED)
        cases.move(
            either_store, LOCAL_USER, case, Action.FINISH, Said("已改"), now=datetime(2026, 11, day, 9)
        )
        return case

    late = finished(12)
    finished(13)
    [one] = found(either_store, "CLS-02")
    assert (one.found, one.of, one.case_nos) == (1, 2, (late,))


def test_what_came_back(store: Store) -> None:
    again = add_case(store, recurrence_of="稽查20260100007")
    add_case(store)
    [one] = found(store, "CLS-03")
    assert one.case_nos == (again,)


def test_a_check_borne_out_in_three_units_is_to_be_spread_until_somebody_does(either_store: Store) -> None:
    for unit in (STATION, STATION + "01", OTHER):  # two teams of one station are one unit
        last = add_case(either_store, "TAR-22", org_code=unit, **CONFIRMED)
    assert found(either_store, "CLS-04") == []
    last = add_case(either_store, "TAR-22", org_code="334030101", **CONFIRMED)
    [one] = found(either_store, "CLS-04")
    assert (one.found, one.case_nos) == (3, (last,))
    assert "TAR-22 发行电费与复核重算不一致/负电费在 3 个单位查实 4 件" in one.said
    add_plan(either_store, parent_case=last)
    assert found(either_store, "CLS-04") == []


def test_plans_carried_out_and_categories_without_a_case(store: Store) -> None:
    sent = {"dispatched_at": datetime(2026, 11, 3)}
    done, periodic, draft = (
        add_plan(store, **sent),
        add_plan(store, made_for="w|2026-45", **sent),
        add_plan(store),
    )
    add_case(store, "TAR-22", plan_id=done, state="已归档")
    add_case(store, "TAR-22", plan_id=done, state="已作废")
    add_case(store, "MET-01", plan_id=periodic, state="核查中")
    add_case(store, plan_id=draft)
    [one] = found(store, "CLS-06")
    assert (one.found, one.of) == (1, 2)
    assert one.said == (
        "已完成 1/2 个计划,其中周期计划 0/1 个;没有案件的类别:客户档案、营业、电费帐务、用电检查、服务质量"
    )


def test_only_what_the_person_may_see_is_told(store: Store) -> None:
    add_case(store, recurrence_of="稽查20260100007", org_code=OTHER)
    [one] = found(store, "CLS-03", Person("钱稽查", Role.STAFF, (STATION,)))
    assert one.found == 0
