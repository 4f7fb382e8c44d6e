"""What a case repeats, and how long the cure had held."""

from datetime import timedelta
from typing import Any

from analytics.loop.recurrence import Same, recurrences
from models.loop import cases
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.looped import OPENED, OTHER, STATION, add_case


def archived(store: Store, days: int, *codes: str, result: str = "属实", **fields: Any) -> str:
    closed = OPENED - timedelta(days=days, hours=3)
    return add_case(store, *(codes or ("TAR-02",)), state="已归档", result=result, closed_at=closed, **fields)


def repeated(store: Store, case_no: str, person: Person = LOCAL_USER) -> list[tuple[Same, str, str, int]]:
    row = cases.case(store, case_no)
    return [(one.same, one.check_code, one.case_no, one.days) for one in recurrences(store, person, row)]


def test_the_same_object_unit_and_person_are_told_apart_each_with_the_days_the_cure_held(
    either_store: Store,
) -> None:
    store = either_store
    object_again = archived(store, 100, object_id="77", org_code=OTHER)
    archived(store, 90, org_code="33403")  # nothing in common but the check
    person_again = archived(store, 60, org_code=OTHER, facts={"responsible": "吴某"})
    archived(store, 50)
    unit_again = archived(store, 30)
    archived(store, 20, "TAR-03")  # another check
    archived(store, 10, result="不属实")  # there was nothing to cure
    archived(store, 181)
    case = add_case(store, "TAR-02", object_id="77", facts={"responsible": "吴某"})
    assert repeated(store, case) == [
        (Same.OBJECT, "TAR-02", object_again, 100),
        (Same.UNIT, "TAR-02", unit_again, 30),
        (Same.PERSON, "TAR-02", person_again, 60),
    ]


def test_another_object_of_the_same_customer_is_the_same_problem(store: Store) -> None:
    former = archived(store, 5, org_code=OTHER, cons_no="9")
    case = add_case(store, "TAR-02", object_type="metering_point", cons_no="9")
    assert repeated(store, case) == [(Same.OBJECT, "TAR-02", former, 5)]


def test_what_a_person_may_not_see_is_not_told(store: Store) -> None:
    archived(store, 5, object_id="77", org_code=OTHER)
    case = add_case(store, "TAR-02", object_id="77")
    assert repeated(store, case, Person("钱稽查", Role.STAFF, (STATION,))) == []


def test_without_a_person_responsible_nobody_repeats_anything(store: Store) -> None:
    archived(store, 5, org_code=OTHER)
    assert repeated(store, add_case(store, "TAR-02")) == []
