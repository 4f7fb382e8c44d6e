"""抽检 of the auditors' own work: who is drawn, who may judge whose, what stands in the history and the log."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models import log, register
from models.errors import MoveRefused, NotAllowed, WrongUsage
from models.loop import case_steps, cases, samples
from models.loop.case import Action, Result
from models.loop.cases import Said
from models.loop.samples import SampleSettings
from models.orm import CaseRow, LogRow, SampleRow
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store
from tests.looped import STATION, add_case, add_cases

LIN = Person("林专责", Role.LEAD, ("",), "lin")
WU = Person("吴专责", Role.LEAD, ("",), "wu")
BOSS = Person("王主任", Role.SUPERVISOR, ("",), "wang")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
MONTH, AFTER = "202610", date(2026, 11, 3)
ARCHIVED = {"state": "已归档", "result": "属实", "closed_at": datetime(2026, 10, 20)}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store(tmp_path / "home")
    people = [Registered(one.login, one.name, one.role, one.units, True) for one in (LIN, WU, BOSS, STAFF)]
    register.add(opened, LOCAL_USER, people)
    return opened


def drawn(store: Store) -> set[str]:
    wanted = select(CaseRow.case_no).join(SampleRow, SampleRow.case_id == CaseRow.id)
    with store.read() as session:
        return set(session.scalars(wanted))


def checked(store: Store) -> str:
    """A case that 钱稽查 checked and 林专责 decided, archived in October and drawn."""
    number = add_case(store, "TAR-22", state="核查中")
    at = datetime(2026, 10, 15, 9)
    cases.move(store, STAFF, number, Action.SUBMIT, Said("用电正常", result=Result.FALSE), now=at)
    cases.move(store, LIN, number, Action.CLEAR, now=at)
    samples.draw(store, LIN, MONTH, today=AFTER)
    return number


def test_small_checks_are_drawn_whole_and_of_large_ones_a_half(store: Store) -> None:
    samples.SAMPLES.save(store, SampleSettings(whole_up_to=3, share=0.5), LIN)
    small = add_cases(store, [{"codes": ("TAR-22",), **ARCHIVED}] * 3)
    large = add_cases(store, [{"codes": ("TAR-11",), **ARCHIVED}] * 5)
    bare = add_case(store, **{**ARCHIVED, "result": "不属实"})  # the control found nothing
    add_case(store, "TAR-22", **{**ARCHIVED, "closed_at": datetime(2026, 11, 1)})
    add_case(store, "TAR-22", state="整改中")
    assert samples.draw(store, LIN, MONTH, today=AFTER) == 3 + 3 + 1  # three of five: the half, rounded up
    found = drawn(store)
    assert {*small, bare} <= found
    assert len(found & set(large)) == 3


def test_a_month_is_drawn_once_whoever_asks(store: Store) -> None:
    add_case(store, "TAR-22", **ARCHIVED)
    assert samples.draw(store, LIN, MONTH, today=AFTER) == 1
    add_case(store, "TAR-22", **ARCHIVED)
    assert samples.draw(store, WU, MONTH, today=AFTER) == 0
    with store.read() as session:
        [line] = session.scalars(select(LogRow).where(LogRow.action == "sample"))
    assert line.detail == {"cases": 1, "of": 1, "whole_up_to": 50, "share": 0.5}


def test_a_month_is_drawn_when_it_is_over_and_by_who_may(store: Store) -> None:
    with pytest.raises(WrongUsage, match="还没有结束"):
        samples.draw(store, LIN, MONTH, today=date(2026, 10, 31))
    for person in (BOSS, STAFF, Person("县专责", Role.LEAD, (STATION,))):
        with pytest.raises(NotAllowed):
            samples.draw(store, person, MONTH, today=AFTER)


def test_nobody_samples_their_own_work(store: Store) -> None:
    number = checked(store)
    assert Action.SAMPLE_PASS not in cases.open_to(store, cases.case(store, number), LIN)
    with pytest.raises(MoveRefused, match="由您本人办理过,不能由您抽检"):
        cases.move(store, LIN, number, Action.SAMPLE_PASS)
    assert Action.SAMPLE_PASS in cases.open_to(store, cases.case(store, number), WU)
    cases.move(store, WU, number, Action.SAMPLE_PASS)
    with pytest.raises(MoveRefused, match=r"已由吴专责于 .* 抽检"):
        cases.move(store, BOSS, number, Action.SAMPLE_FAIL, Said("看法不同"))


def test_a_lead_who_went_along_does_not_sample_it(store: Store) -> None:
    number = add_case(store, "TAR-22", **ARCHIVED, facts={"checkers": "钱稽查、吴专责"})
    samples.draw(store, LIN, MONTH, today=AFTER)
    with pytest.raises(MoveRefused, match="由您本人办理过"):
        cases.move(store, WU, number, Action.SAMPLE_PASS)
    cases.move(store, LIN, number, Action.SAMPLE_PASS)


def test_a_share_is_of_the_decimal_that_was_set(store: Store) -> None:
    samples.SAMPLES.save(store, SampleSettings(whole_up_to=1, share=0.55), LIN)
    add_cases(store, [{"codes": ("TAR-22",), **ARCHIVED}] * 20)
    assert samples.draw(store, LIN, MONTH, today=AFTER) == 11  # 0.55 × 20 is a little more in binary


def test_who_acts_as_somebody_who_worked_on_it_does_not_sample_it(store: Store) -> None:
    number = checked(store)
    with pytest.raises(MoveRefused, match="由您本人办理过"):
        cases.move(store, register.acting(store, "lin"), number, Action.SAMPLE_PASS)


def test_a_case_that_was_not_drawn_is_not_sampled(store: Store) -> None:
    number = add_case(store, "TAR-22", **ARCHIVED)
    assert cases.open_to(store, cases.case(store, number), WU) == []
    with pytest.raises(MoveRefused, match="没有被抽中抽检"):
        cases.move(store, WU, number, Action.SAMPLE_PASS)


def test_the_word_stands_in_the_history_and_the_case_stays_archived(store: Store) -> None:
    number = checked(store)
    with pytest.raises(MoveRefused, match="缺少说明"):
        cases.move(store, WU, number, Action.SAMPLE_FAIL)
    with pytest.raises(WrongUsage, match="可用 核查情况不合要求、认定依据不足"):
        cases.move(store, WU, number, Action.SAMPLE_FAIL, Said("x", facts={"sample_fault": "太短"}))
    fault = {"sample_fault": "认定依据不足"}
    cases.move(store, WU, number, Action.SAMPLE_FAIL, Said("没有示数照片", facts=fault))
    row = cases.case(store, number)
    last = case_steps.history(store, row)[-1]
    assert (row.state, row.closed_at) == ("已归档", datetime(2026, 10, 15, 9))
    assert (last.action, last.by, last.comment, last.said) == ("抽检不通过", "吴专责", "没有示数照片", fault)
    with store.read() as session:
        assert case_steps.first_broken_step(session) is None
        assert log.first_broken_line(session) is None
        assert session.scalars(select(SampleRow.fault)).all() == ["认定依据不足"]


def test_whoever_works_alone_samples_what_there_is(tmp_path: Path) -> None:
    store = Store(tmp_path / "alone")
    number = add_case(store, "TAR-22", **ARCHIVED)
    samples.draw(store, LOCAL_USER, MONTH, today=AFTER)
    assert Action.SAMPLE_FAIL in cases.open_to(store, cases.case(store, number), LOCAL_USER)
    assert cases.move(store, LOCAL_USER, number, Action.SAMPLE_PASS).state == "已归档"


def test_a_narrative_has_every_phrase_of_its_templates_in_one_of_its_wordings(store: Store) -> None:
    samples.save_narrative(store, LIN, "", ["结论"])
    samples.save_narrative(store, LIN, "TAR-22", ["现场/到户", " 示数 ", "示数", " / "])
    asked = samples.asked_of(samples.narratives(store), ["TAR-22", "TAR-11"])
    assert asked == ["结论", "现场/到户", "示数"]
    assert samples.lacking(asked, "到 户核对,表计示数一致") == ["结论"]
    assert samples.lacking(asked, "") == asked
    samples.save_narrative(store, LIN, "TAR-22", [])
    assert samples.narratives(store) == {"": ("结论",)}


def test_settings_out_of_bounds_and_phrases_too_long_are_refused(store: Store) -> None:
    for wrong in (SampleSettings(0, 0.5), SampleSettings(50, 0), SampleSettings(50, 1.1)):
        with pytest.raises(WrongUsage):
            samples.SAMPLES.save(store, wrong, LIN)
    with pytest.raises(WrongUsage, match="太长"):
        samples.save_narrative(store, LIN, "", ["长" * 31])
    with pytest.raises(NotAllowed):
        samples.save_narrative(store, BOSS, "", ["结论"])


def test_a_namesake_may_judge_what_the_other_decided(store: Store) -> None:
    namesake = Person("林专责", Role.LEAD, ("",), "lin2")
    register.add(store, LOCAL_USER, [Registered("lin2", "林专责", Role.LEAD, ("",), True)])
    number = checked(store)
    with pytest.raises(MoveRefused, match="本人办理过"):
        cases.move(store, LIN, number, Action.SAMPLE_PASS)
    cases.move(store, namesake, number, Action.SAMPLE_PASS)


def test_who_decided_as_a_deputy_does_not_judge_it(store: Store) -> None:
    register.name_deputy(store, LIN, "lin", "wu", date(2026, 10, 1), date(2026, 10, 31))
    number = add_case(store, "TAR-22", state="待审核", result="不属实")
    as_lin = replace(LIN, acted_by="吴专责", deputy="wu")
    cases.move(store, as_lin, number, Action.CLEAR, now=datetime(2026, 10, 15))
    samples.draw(store, LIN, MONTH, today=AFTER)
    for person in (LIN, WU):
        with pytest.raises(MoveRefused, match="本人办理过"):
            cases.move(store, person, number, Action.SAMPLE_PASS)
