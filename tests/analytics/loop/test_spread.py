"""举一反三: the same check with the same parameters in the other units, made into cases that report back."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from analytics.loop.judged import outcomes_of, values_of_case
from analytics.loop.spread import make, propose, results_of
from models.errors import MoveRefused, NotFound
from models.lake import Lake
from models.loop import cases, plans
from models.orm import CaseRow
from models.people import LOCAL_USER, Person, Role
from tests.base_cases.neighbours import FAR, LEDGERS, NEXT, upheld
from tests.loaded import loaded
from tests.looped import add_case

DUE = date(2099, 1, 31)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return loaded(tmp_path / "home", LEDGERS)


def found(
    lake: Lake, case_no: str, *orgs: str, person: Person = LOCAL_USER
) -> dict[str, tuple[int, int, int]]:
    by_unit = propose(lake, person, case_no, orgs).by_unit
    return {one.org_code: (one.hits, one.objects, one.other_fen) for one in by_unit}


def test_hits_and_yuan_are_counted_in_every_other_unit(lake: Lake) -> None:
    assert found(lake, upheld(lake)) == {NEXT: (2, 2, 1_200), FAR: (1, 1, 20_000)}


def test_the_parameters_are_those_of_the_case(lake: Lake) -> None:
    wide, narrow = ({"tolerance_yuan": value} for value in (6.0, 0.1))
    assert found(lake, upheld(lake, parameters=wide)) == {NEXT: (1, 1, 700), FAR: (1, 1, 20_000)}
    assert found(lake, upheld(lake, parameters=narrow))[FAR] == (2, 2, 20_050)


def test_only_units_asked_for_and_those_that_the_person_may_see_are_counted(lake: Lake) -> None:
    case = upheld(lake)
    county = Person("县专责", Role.LEAD, ("3340101",))
    assert list(found(lake, case, "33402")) == [FAR]
    assert list(found(lake, case, person=county)) == [NEXT]


def test_a_case_that_nobody_has_upheld_is_not_spread(lake: Lake) -> None:
    for state, result in (("核查中", None), ("待审核", "属实"), ("已归档", "不属实")):
        with pytest.raises(MoveRefused, match="还没有认定属实"):
            propose(lake, LOCAL_USER, upheld(lake, state=state, result=result))


def test_the_audit_is_a_plan_whose_cases_name_the_one_they_come_from(lake: Lake) -> None:
    case = upheld(lake)
    number = make(lake.store, LOCAL_USER, propose(lake, LOCAL_USER, case), due=DUE)
    made = plans.plan(lake.store, number)
    assert (made.kind, made.parent_case, made.due_date) == ("专项稽查", case, DUE)
    assert made.name == f"举一反三 营销应收与财务应收不对应({case})"
    with lake.store.read() as session:
        rows = session.query(CaseRow).where(CaseRow.plan_id == number).order_by(CaseRow.id).all()
    assert [(row.org_code, row.object_id, row.parent_case, row.picked_by) for row in rows] == [
        (NEXT, f"{NEXT}|112201|202510", case, "spread"),
        (NEXT, f"{NEXT}|112202|202510", case, "spread"),
        (FAR, f"{FAR}|112202|202510", case, "spread"),
    ]
    [hit] = cases.checks_of(lake.store, rows[0])
    assert (hit.check_code, hit.amount_fen) == ("ACC-12", 500)
    assert "相差 -5 元" in hit.sentence


def test_a_case_of_another_unit_says_by_which_values_it_was_judged(lake: Lake) -> None:
    case = upheld(lake, parameters={"tolerance_yuan": 6.0})
    number = make(lake.store, LOCAL_USER, propose(lake, LOCAL_USER, case), due=DUE)
    with lake.store.read() as session:
        row = session.query(CaseRow).where(CaseRow.plan_id == number).order_by(CaseRow.id).first()
    assert row is not None
    [hit] = cases.checks_of(lake.store, row)
    said = values_of_case(hit, row.org_code, outcomes_of(lake.store, number), {})
    assert [one for one in said if "6 元" in one and "本次筛查设定" in one] == said[:1]


def test_an_object_with_an_open_case_is_left_out_and_said(lake: Lake) -> None:
    case = upheld(lake)
    busy = add_case(lake.store, object_type="account", object_id=f"{FAR}|112202|202510", org_code=FAR)
    proposal = propose(lake, LOCAL_USER, case)
    assert (len(proposal.targets), proposal.left_out) == (2, (busy,))


def test_where_no_other_unit_has_it_no_plan_is_made(lake: Lake) -> None:
    case = upheld(lake, parameters={"tolerance_yuan": 500.0})
    with pytest.raises(NotFound, match="其他单位没有发现同样的问题"):
        make(lake.store, LOCAL_USER, propose(lake, LOCAL_USER, case), due=DUE)
    assert plans.plans(lake.store)[0].name == "计划"


def test_what_the_other_units_found_comes_back_to_the_case(lake: Lake) -> None:
    case = upheld(lake)
    number = make(lake.store, LOCAL_USER, propose(lake, LOCAL_USER, case), due=DUE)
    with lake.store.write() as session:
        rows = session.query(CaseRow).where(CaseRow.plan_id == number).order_by(CaseRow.id).all()
        ends = (
            {"state": "已归档", "result": "属实", "recovered_fen": 700},
            {"state": "已归档", "result": "不属实"},
        )
        for row, end in zip(rows, ends, strict=False):
            session.execute(update(CaseRow).where(CaseRow.id == row.id).values(**end))
    back = results_of(lake.store, LOCAL_USER, case)
    assert (back.cases, back.judged, back.confirmed, back.archived, back.units) == (3, 2, 1, 2, 2)
    assert back.recovered_fen == 700
