"""复查 by a sample: who is drawn, what the sample's word is worth, and what the history says of it."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from models import register
from models.errors import MoveRefused, NotAllowed, WrongUsage
from models.loop import case_steps, cases, recheck_samples
from models.loop.case import Action, State
from models.loop.cases import Said
from models.loop.recheck_lots import Standing
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store
from tests.looped import OTHER, STATION, add_case, add_cases

LEAD = Person("林专责", Role.LEAD, ("",), "lin")
BOSS = Person("王主任", Role.SUPERVISOR, ("",), "wang")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
NOW = datetime(2026, 11, 25, 9)
WAITS: dict[str, Any] = {"state": "待复查", "result": "属实"}
PASSES = Said("合格")
LATE = Said("只改了当月", due=NOW.date().replace(month=12))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store(tmp_path / "home")
    people = [Registered(one.login, one.name, one.role, one.units, True) for one in (LEAD, BOSS, STAFF)]
    register.add(opened, LOCAL_USER, people)
    return opened


@pytest.fixture
def five(store: Store) -> list[str]:
    """Five cases of a unit and a check that wait for their re-check."""
    return add_cases(store, [{"codes": ("TAR-22",), **WAITS}] * 5)


def drawn_of(store: Store, draw_id: int) -> tuple[list[str], list[str]]:
    """Return the numbers of a sample's cases, drawn and not."""
    [one] = [each for each in recheck_samples.draws(store, LEAD) if each.row.id == draw_id]
    drawn = [member.row.case_no for member in one.members if member.is_drawn]
    return drawn, [member.row.case_no for member in one.members if not member.is_drawn]


def standing(store: Store) -> Standing:
    return recheck_samples.draws(store, LEAD)[0].standing


def move(store: Store, number: str, action: Action, said: Said = PASSES) -> None:
    cases.move(store, LEAD, number, action, said, now=NOW)


def states(store: Store, numbers: list[str]) -> set[str]:
    return {cases.case(store, number).state for number in numbers}


def test_what_is_drawn_follows_from_the_seed_that_is_kept_and_every_history_says_it(
    store: Store, five: list[str]
) -> None:
    draw_id = recheck_samples.draw(store, BOSS, STATION, ["TAR-22"], share=0.3, now=NOW)
    drawn, rest = drawn_of(store, draw_id)
    seed = recheck_samples.draws(store, LEAD)[0].row.seed
    by_digest = sorted(five, key=lambda number: sha256(f"{seed}|{number}".encode()).hexdigest())
    assert set(drawn) == set(by_digest[:2])  # 0.3 of five, rounded up
    for number, said in ((drawn[0], "本件抽中。"), (rest[0], "本件未抽中,待抽中的复查。")):
        last = case_steps.history(store, cases.case(store, number))[-1]
        assert (last.by, last.action) == ("王主任", "补充说明")
        assert last.comment == (
            f"抽样复查第 {draw_id} 号:同批待复查 5 件,随机抽查 2 件(随机种子 {seed}),{said}"
        )
    assert states(store, five) == {"待复查"}


def test_when_the_sample_has_passed_the_rest_is_archived_in_one_step_that_names_it(
    store: Store, five: list[str]
) -> None:
    draw_id = recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=2, now=NOW)
    drawn, rest = drawn_of(store, draw_id)
    move(store, drawn[0], Action.PASS)
    with pytest.raises(MoveRefused, match="样本待复查"):
        recheck_samples.archive_rest(store, LEAD, draw_id, now=NOW)
    move(store, drawn[1], Action.PASS)
    with pytest.raises(MoveRefused, match="营销主任不能“复查合格”"):
        recheck_samples.archive_rest(store, BOSS, draw_id, now=NOW)
    assert recheck_samples.archive_rest(store, LEAD, draw_id, now=NOW) == rest
    assert states(store, five) == {"已归档"}
    last = case_steps.history(store, cases.case(store, rest[0]))[-1]
    assert last.comment == (
        f"按抽样复查第 {draw_id} 号的结论归档:同批 5 件,抽查的 2 件({drawn[0]}、{drawn[1]})全部合格,本件未抽中。"
    )
    with pytest.raises(MoveRefused, match="没有待归档的案件"):
        recheck_samples.archive_rest(store, LEAD, draw_id, now=NOW)


def test_one_that_fails_means_that_all_are_looked_at_and_none_is_drawn_from_again(
    store: Store, five: list[str]
) -> None:
    draw_id = recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=1, now=NOW)
    [drawn], rest = drawn_of(store, draw_id)
    move(store, drawn, Action.FAIL, LATE)
    assert standing(store) is Standing.FAILED
    with pytest.raises(MoveRefused, match="有不合格,逐件复查"):
        recheck_samples.archive_rest(store, LEAD, draw_id, now=NOW)
    assert recheck_samples.lots(store, LEAD) == []
    move(store, rest[0], Action.PASS)  # one by one it goes on
    assert states(store, rest[1:]) == {"待复查"}


def test_a_failed_case_that_was_not_drawn_speaks_against_the_lot_too(store: Store, five: list[str]) -> None:
    draw_id = recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=1, now=NOW)
    [drawn], rest = drawn_of(store, draw_id)
    move(store, drawn, Action.PASS)
    move(store, rest[0], Action.FAIL, LATE)
    assert standing(store) is Standing.FAILED


def test_what_becomes_void_of_a_sample_is_made_up_for_by_the_next_of_the_same_seed(
    store: Store, five: list[str]
) -> None:
    draw_id = recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=2, now=NOW)
    drawn, _ = drawn_of(store, draw_id)
    with pytest.raises(MoveRefused, match="不需要补抽"):
        recheck_samples.draw_further(store, LEAD, draw_id, now=NOW)
    move(store, drawn[0], Action.VOID)
    move(store, drawn[1], Action.PASS)
    with pytest.raises(MoveRefused, match="待补抽"):
        recheck_samples.archive_rest(store, LEAD, draw_id, now=NOW)
    seed = recheck_samples.draws(store, LEAD)[0].row.seed
    third = sorted(five, key=lambda number: sha256(f"{seed}|{number}".encode()).hexdigest())[2]
    assert recheck_samples.draw_further(store, LEAD, draw_id, now=NOW) == [third]
    assert case_steps.history(store, cases.case(store, third))[-1].comment == (
        f"抽样复查第 {draw_id} 号:抽中的有作废,按原随机种子 {seed} 补抽,本件抽中。"
    )
    assert standing(store) is Standing.OPEN
    move(store, third, Action.PASS)
    assert len(recheck_samples.archive_rest(store, LEAD, draw_id, now=NOW)) == 2


def test_a_sample_that_became_void_altogether_is_not_drawn_anew_until_easy_ones_come(
    store: Store, five: list[str]
) -> None:
    draw_id = recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=1, now=NOW)
    [drawn], rest = drawn_of(store, draw_id)
    move(store, drawn, Action.VOID)
    assert recheck_samples.lots(store, LEAD) == []
    for number in rest:  # as long as any is left
        assert standing(store) is Standing.SHORT
        move(store, number, Action.VOID)
    assert standing(store) is Standing.NOTHING


def test_of_a_lot_whose_sample_failed_no_case_is_passed_in_a_step_for_many(
    store: Store, five: list[str]
) -> None:
    draw_id = recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=1, now=NOW)
    [drawn], rest = drawn_of(store, draw_id)
    move(store, drawn, Action.FAIL, LATE)
    other = add_case(store, "MET-01", **WAITS)
    rows = [cases.case(store, number) for number in (*rest, other)]
    refused = cases.move_many(store, LEAD, rows, Action.PASS, lambda row: Said(row.case_no), now=NOW)
    assert list(refused) == rest
    assert str(refused[rest[0]]) == (
        f"案件 {rest[0]} 同批的抽样复查第 {draw_id} 号有不合格,不能批量“复查合格”。请打开案件,逐件复查"
    )
    assert (states(store, rest), states(store, [other])) == ({"待复查"}, {"已归档"})


def test_of_a_lot_whose_sample_failed_each_case_is_passed_in_words_of_its_own(
    store: Store, five: list[str]
) -> None:
    draw_id = recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=1, now=NOW)
    [drawn], rest = drawn_of(store, draw_id)
    move(store, drawn, Action.FAIL, LATE)
    with pytest.raises(MoveRefused, match="没有写本件的复查情况"):
        move(store, rest[0], Action.PASS, Said())
    move(store, rest[0], Action.PASS, Said("10 月账单已按 0.56 计"))
    with pytest.raises(MoveRefused, match=f"与案件 {rest[0]} 的一字不差"):
        move(store, rest[1], Action.PASS, Said(" 10 月账单已按 0.56 计 "))
    move(store, rest[1], Action.PASS, Said("档案已改,11 月起按新价"))
    assert states(store, rest[:2]) == {"已归档"}


def test_a_lot_is_of_one_unit_and_the_same_checks(store: Store, five: list[str]) -> None:
    add_cases(store, [{"codes": ("TAR-22", "MET-01"), **WAITS}] * 2)
    add_cases(store, [{"codes": ("TAR-22",), "org_code": OTHER, **WAITS}] * 2)
    add_cases(store, [{**WAITS}] * 2)  # without a hit none is like the other
    add_case(store, "MET-01", **WAITS)
    add_case(store, "TAR-22", state=State.RECTIFYING.value, result="属实")
    assert [(one.unit, one.check_codes, len(one.rows)) for one in recheck_samples.lots(store, LEAD)] == [
        (STATION, ("MET-01", "TAR-22"), 2),
        (STATION, ("TAR-22",), 5),
        (OTHER, ("TAR-22",), 2),
    ]
    of_station = Person("县专责", Role.LEAD, (STATION,))
    assert {one.unit for one in recheck_samples.lots(store, of_station)} == {STATION}


def test_samples_of_other_units_take_no_place_of_ones_own(store: Store, five: list[str]) -> None:
    own = recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=1)
    add_cases(store, [{"codes": ("TAR-22",), "org_code": OTHER, **WAITS}] * 2)
    recheck_samples.draw(store, LEAD, OTHER, ["TAR-22"], size=1)
    of_station = Person("县专责", Role.LEAD, (STATION,))
    assert [one.row.id for one in recheck_samples.draws(store, of_station, most=1)] == [own]


def test_what_failed_before_is_looked_at_itself(store: Store, five: list[str]) -> None:
    add_cases(store, [{"codes": ("TAR-22",), "rework": 1, **WAITS}] * 2)
    assert [[row.case_no for row in one.rows] for one in recheck_samples.lots(store, LEAD)] == [five]


def test_who_audits_draws_some_and_not_all(store: Store, five: list[str]) -> None:
    with pytest.raises(NotAllowed, match="稽查员不能抽取复查样本"):
        recheck_samples.draw(store, STAFF, STATION, ["TAR-22"], size=1)
    for size in (0, 5):
        with pytest.raises(WrongUsage, match=f"5 件中不能抽 {size} 件"):
            recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], size=size)
    for share in (float("nan"), float("inf"), 0.0, 30.0):
        with pytest.raises(WrongUsage, match="抽样比例"):
            recheck_samples.draw(store, LEAD, STATION, ["TAR-22"], share=share)
    with pytest.raises(WrongUsage, match="没有可以抽样复查的这批案件"):
        recheck_samples.draw(store, LEAD, STATION, ["MET-01"], size=1)
    assert recheck_samples.draws(store, LEAD) == []
