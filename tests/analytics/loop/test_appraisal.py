"""Points of a month, worked out by hand, down to the case; a closed month stays as it was."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import update

from analytics.loop.appraisal import Appraisal, Kind, appraise, as_json, freeze
from models import register
from models.errors import NotAllowed, WrongUsage
from models.loop import cases, samples
from models.loop.appraisal import Rules, history, rules, save_rules
from models.loop.case import Action, Result
from models.loop.cases import Said
from models.orm import CaseRow
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store
from tests.looped import OTHER, STATION, add_case

MONTH, AFTER = "202611", date(2026, 12, 3)
LEAD = Person("林专责", Role.LEAD, ("",), "lin")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour)


REPLIED = {"replied_at": on(6), "reply_due": date(2026, 11, 6), "handler": "qian"}
UPHELD = {**REPLIED, "result": "属实", "upheld_at": on(9), "established_fen": 100_000}
RECTIFIED = {**UPHELD, "rectified_at": on(17), "rectify_due": date(2026, 11, 16)}
ARCHIVED = {**RECTIFIED, "state": "已归档", "closed_at": on(20)}
CLEARED = {**REPLIED, "state": "已归档", "result": "不属实", "closed_at": on(9)}


def items(made: Appraisal, kind: Kind, subject: str) -> dict[str, float]:
    [card] = [one for one in made.cards if (one.kind, one.subject) == (kind, subject)]
    return {item: float(points) for item, points in card.by_item.items()}


def test_a_unit_and_its_handler_get_points_for_what_happened_to_their_cases(store: Store) -> None:
    add_case(store, "TAR-22", recovered_fen=2_500_000, **ARCHIVED)  # a check of middle severity
    add_case(store, "TAR-22", **{**CLEARED, "replied_at": on(7, 0)})
    made = appraise(store, LOCAL_USER, MONTH)
    shared = {"按时回单": 1, "超期回单": -2, "超期整改": -3, "一次通过复查": 1, "追补退还金额": 2}
    # 1,000.00 yuan are the second band: 2 × 2 over two cases decided
    assert items(made, Kind.UNIT, STATION) == {**shared, "查实问题": -2}
    assert items(made, Kind.HANDLER, "qian") == {**shared, "查实": 1}
    assert items(made, Kind.AUDITOR, "林专责") == {"目标不属实": -0.5}


@pytest.mark.parametrize(
    ("fen", "points"), [(99_999, -2), (100_000, -4), (999_999, -4), (-1_000_000, -6), (None, -2)]
)
def test_a_problem_weighs_by_severity_and_band_of_its_amount(
    store: Store, fen: int | None, points: float
) -> None:
    add_case(
        store, "TAR-22", state="整改中", **{**UPHELD, "established_fen": fen}, facts={"responsible": "吴某"}
    )
    made = appraise(store, LOCAL_USER, MONTH)
    assert items(made, Kind.RESPONSIBLE, "吴某") == {"查实问题": points}


def test_penalties_that_were_paid_count_with_the_money_and_energy_is_told(store: Store) -> None:
    add_case(
        store, "TAR-22", recovered_fen=1_500_000, penalty_fen=600_000, penalty_recovered_fen=500_000,
        energy_wh=1_234_500, **ARCHIVED,
    )  # fmt: skip
    made = appraise(store, LOCAL_USER, MONTH)
    assert items(made, Kind.HANDLER, "qian")["追补退还金额"] == 2  # 15,000 and 5,000 yuan
    [card] = [one for one in made.cards if one.subject == "qian"]
    [line] = [one for one in card.lines if one.item == "追补退还金额"]
    assert line.note == "20,000.00 元(追补电量 1,234.5 kWh,违约使用电费应收 6,000.00 元、已收 5,000.00 元)"


def test_what_did_not_happen_in_the_month_counts_in_its_own(store: Store) -> None:
    add_case(store, "TAR-22", **ARCHIVED)
    assert appraise(store, LOCAL_USER, "202610").cards == ()
    assert appraise(store, LOCAL_USER, "202612").cards == ()


def test_a_problem_that_came_back_is_held_against_its_unit(store: Store) -> None:
    add_case(store, recurrence_of="稽查20260100007")
    assert items(appraise(store, LOCAL_USER, MONTH), Kind.UNIT, STATION) == {"重复发生": -5}


def test_the_quality_of_checks_plans_and_verdicts_is_held_against_who_made_them(store: Store) -> None:
    case = add_case(store, "TAR-22", state="待审核", **{**REPLIED, "result": "属实"})
    due = Said(due=date(2026, 12, 25), comment="证据不足")
    steps: list[tuple[Person, Action, Said]] = [
        (LEAD, Action.SEND_BACK, due),
        (STAFF, Action.SUBMIT, Said("补充", result=cases.Result.TRUE)),
        (LEAD, Action.UPHOLD, due),
        (Person("赵班长", Role.TEAM_LEADER, (STATION,), "zhao"), Action.APPEAL, Said("电表无误")),
    ]
    for person, action, said in steps:
        cases.move(store, person, case, action, said, now=on(10))
    with store.write() as session:
        session.execute(update(CaseRow).where(CaseRow.case_no == case).values(result="不属实"))
    cases.move(store, LEAD, case, Action.CLEAR, now=on(12))
    elsewhere = add_case(store, state="待接收", due_date=date(2026, 12, 1), plan_id=1)
    cases.move(store, STAFF, elsewhere, Action.RETURN, Said("不属本部门"), now=on(13))
    made = appraise(store, LOCAL_USER, MONTH)
    assert items(made, Kind.HANDLER, "qian") == {"按时回单": 1, "退回重查": -1}
    assert items(made, Kind.AUDITOR, "林专责") == {"目标不属实": -0.5, "认定被推翻": -3, "派错单位": -1}


def test_a_case_that_fails_its_sample_is_held_against_who_wrote_it_or_decided_it(store: Store) -> None:
    boss = Person("王主任", Role.SUPERVISOR, ("",), "wang")
    sampled = []
    for _ in range(3):
        case = add_case(store, "TAR-22", state="核查中")
        cases.move(store, STAFF, case, Action.SUBMIT, Said("正常", result=cases.Result.FALSE), now=on(5))
        cases.move(store, LEAD, case, Action.CLEAR, now=on(6))
        sampled.append(case)
    samples.draw(store, LOCAL_USER, MONTH, today=AFTER)
    december = datetime(2026, 12, 2)
    narrative, decision, good = sampled
    cases.move(store, boss, narrative, Action.SAMPLE_FAIL, Said("没有写示数"), now=december)
    fault = {"sample_fault": "认定依据不足"}
    cases.move(store, boss, decision, Action.SAMPLE_FAIL, Said("没有照片", facts=fault), now=december)
    cases.move(store, boss, good, Action.SAMPLE_PASS, now=december)
    made = appraise(store, LOCAL_USER, "202612")  # in the month in which it was judged
    assert items(made, Kind.AUDITOR, "钱稽查") == {"抽检不通过": -2}
    assert items(made, Kind.AUDITOR, "林专责") == {"抽检不通过": -2}
    [card] = [one for one in made.cards if one.subject == "钱稽查"]
    assert (card.lines[0].case_no, card.lines[0].note) == (narrative, "核查情况不合要求(王主任抽检)")
    assert appraise(store, STAFF, "202612").cards


def test_a_failed_recheck_counts_each_time(store: Store) -> None:
    case = add_case(store, "TAR-22", **{**RECTIFIED, "state": "待复查"})
    for day in (18, 19):
        cases.move(store, LEAD, case, Action.FAIL, Said("仍存在", due=AFTER), now=on(day))
        cases.move(store, STAFF, case, Action.FINISH, Said("再改"), now=on(day, 15))
    cases.move(store, LEAD, case, Action.PASS, now=on(20))
    found = items(appraise(store, LOCAL_USER, MONTH), Kind.UNIT, STATION)
    assert found["复查不合格"] == -6
    assert "一次通过复查" not in found


def test_whoever_checked_answers_for_the_check_and_whoever_put_it_right_for_that(store: Store) -> None:
    people = [
        STAFF,
        *(Person(n, Role.STAFF, (STATION,), login) for n, login in (("孙稽查", "sun"), ("李核算", "li"))),
    ]
    register.add(
        store,
        LOCAL_USER,
        [Registered(one.login, one.name, one.role, one.units, True) for one in [LEAD, *people]],
    )
    number = add_case(store, "TAR-22", state="核查中", handler="qian", due_date=date(2026, 11, 10))
    two = {"checkers": "钱稽查、孙稽查"}
    steps = (
        (3, STAFF, Action.SUBMIT, Said("电价错误", result=Result.TRUE, facts=two)),
        (4, LEAD, Action.SEND_BACK, Said("补照片")),
        (5, LEAD, Action.REASSIGN, Said(to="sun")),
        (6, people[1], Action.SUBMIT, Said("已补", result=Result.TRUE, facts=two)),
        (9, LEAD, Action.UPHOLD, Said(due=date(2026, 11, 20))),
        (10, LEAD, Action.REASSIGN, Said(to="li")),
        (11, people[2], Action.BEGIN, Said("退补")),
        (12, people[2], Action.FINISH, Said("已退补")),
    )
    for day, person, action, said in steps:
        cases.move(store, person, number, action, said, now=on(day))
    made = appraise(store, LOCAL_USER, MONTH)
    items = {one.subject: set(one.by_item) for one in made.cards if one.kind is Kind.HANDLER}
    assert items == {"qian": {"按时回单", "退回重查"}, "sun": {"查实"}, "li": {"按时整改"}}


def test_who_judged_as_a_deputy_answers_for_it_on_their_own_card(store: Store) -> None:
    leader, deputy = (
        Person("赵班长", Role.TEAM_LEADER, (STATION,), "zhao"),
        Person("吴专责", Role.LEAD, ("",), "wu"),
    )
    people = (LEAD, deputy, leader, STAFF)
    register.add(
        store,
        LOCAL_USER,
        [Registered(one.login, one.name, one.role, one.units, True) for one in people],
    )
    register.name_deputy(store, LOCAL_USER, "lin", "wu", date.today(), date.today())
    own = register.acting(store, "wu")
    for judge in (own, register.acting_for(store, "wu", "lin")):
        number = add_case(store, "TAR-22", **{**UPHELD, "state": "待审核", "upheld_at": None})
        steps = (
            (9, judge, Action.UPHOLD, Said(due=date(2026, 11, 20))),
            (10, leader, Action.APPEAL, Said("用户有批文")),
            (11, LEAD, Action.SEND_BACK, Said("补批文")),
            (12, STAFF, Action.SUBMIT, Said("有批文", result=Result.FALSE)),
            (13, LEAD, Action.CLEAR, Said()),
        )
        for day, person, action, said in steps:
            cases.move(store, person, number, action, said, now=on(day))
    made = appraise(store, LOCAL_USER, MONTH)
    [card] = [one for one in made.cards if one.subject == "吴专责"]
    assert [one.item for one in card.lines] == ["认定被推翻", "认定被推翻"]
    assert not [one for one in made.cards if "代" in one.subject]


def test_rewards_and_penalties_are_proposed_by_the_rules(store: Store) -> None:
    for _ in range(4):
        add_case(store, "TAR-22", recovered_fen=3_000_000, **ARCHIVED)
        add_case(store, recurrence_of="稽查20260100007", org_code=OTHER)
    made = {one.subject: one for one in appraise(store, LOCAL_USER, MONTH).cards}
    assert (made["qian"].proposal, made[OTHER].proposal, made[STATION].proposal) == (
        "建议奖励",
        "建议扣罚",
        "",
    )
    save_rules(store, replace(Rules(), reward_from=1, recurred=0), LOCAL_USER, "本公司办法")
    again = {one.subject: one.proposal for one in appraise(store, LOCAL_USER, MONTH).cards}
    assert (again[STATION], OTHER in again) == ("建议奖励", False)


def test_rules_out_of_bounds_are_refused(store: Store) -> None:
    for wrong in (
        {"recurred": -101},
        {"second_band_yuan": -1},
        {"second_band_yuan": 20_000},
        {"found": float("nan")},
    ):
        with pytest.raises(WrongUsage):
            save_rules(store, replace(Rules(), **wrong), LOCAL_USER, "本公司办法")
    assert rules(store) == Rules()


def test_a_change_of_the_rules_keeps_who_made_it_and_why(store: Store) -> None:
    with pytest.raises(WrongUsage, match="没有写明"):
        save_rules(store, replace(Rules(), found=2), LOCAL_USER, " ")
    with pytest.raises(NotAllowed):
        save_rules(store, Rules(), Person("县专责", Role.LEAD, (STATION,)), "本县办法")
    save_rules(store, replace(Rules(), found=2), LOCAL_USER, "鼓励查实")
    save_rules(
        store, replace(Rules(), found=3), Person("林专责", Role.LEAD, ("",), "lin", "本机用户"), "再提高"
    )
    assert [(one.rules.found, one.reason, one.set_by) for one in history(store)] == [
        (3, "再提高", "本机用户 代 林专责"),
        (2, "鼓励查实", "本机用户"),
    ]
    assert rules(store) == replace(Rules(), found=3)


def test_a_closed_month_is_told_the_same_for_ever(either_store: Store) -> None:
    store = either_store
    case = add_case(store, "TAR-22", recovered_fen=2_500_000, facts={"responsible": "吴某"}, **ARCHIVED)
    before = as_json(appraise(store, LOCAL_USER, MONTH))
    closed = as_json(freeze(store, LOCAL_USER, MONTH, today=AFTER))
    assert {**closed, "frozen": False, "frozen_by": None, "frozen_at": None} == before
    with store.write() as session:
        session.execute(update(CaseRow).where(CaseRow.case_no == case).values(recovered_fen=9, handler="li"))
    add_case(store, "TAR-22", **ARCHIVED)
    save_rules(store, replace(Rules(), found=50), LOCAL_USER, "本公司办法")
    assert as_json(appraise(store, LOCAL_USER, MONTH)) == closed
    assert as_json(freeze(store, LOCAL_USER, MONTH, today=AFTER)) == closed


def test_a_month_is_closed_when_it_is_over_and_by_who_may(store: Store) -> None:
    with pytest.raises(WrongUsage, match="还没有结束"):
        freeze(store, LOCAL_USER, MONTH, today=date(2026, 11, 30))
    for person in (STAFF, Person("县专责", Role.LEAD, (STATION,))):
        with pytest.raises(NotAllowed):
            freeze(store, person, MONTH, today=AFTER)
    assert not appraise(store, LOCAL_USER, MONTH).frozen_by


def test_of_a_closed_month_too_a_person_sees_their_own_units(store: Store) -> None:
    add_case(store, "TAR-22", **ARCHIVED)
    add_case(store, "TAR-22", org_code=OTHER, **ARCHIVED)

    def units() -> list[str]:
        return [one.subject for one in appraise(store, STAFF, MONTH).cards if one.kind is Kind.UNIT]

    assert units() == [STATION]
    freeze(store, LOCAL_USER, MONTH, today=AFTER)
    assert units() == [STATION]


def test_every_point_of_the_json_belongs_to_a_case(store: Store) -> None:
    numbers = {add_case(store, "TAR-22", recovered_fen=2_500_000, **ARCHIVED) for _ in range(3)}
    told: dict[str, Any] = as_json(appraise(store, LOCAL_USER, MONTH))
    for card in (*told["units"], *told["people"]):
        assert {line["case_no"] for line in card["cases"]} <= numbers
        assert sum(line["points"] for line in card["cases"]) == pytest.approx(card["points"])
        assert sum(card["by_item"].values()) == pytest.approx(card["points"])
