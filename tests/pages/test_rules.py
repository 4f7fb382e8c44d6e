"""What the rule book shows, without a browser."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.code_tables.ladder_profiles import LADDER_PROFILES
from analytics.matters import MATTERS
from analytics.parameters import save
from analytics.regulation import laws
from analytics.rulebook import check_of, checks
from analytics.tuning import Bench
from models import jobs
from models.company import code_tables
from models.company.parameters import Override
from models.lake import Lake
from models.loop import cases, plans
from models.loop.case import Action, Result, TaskKind
from models.loop.cases import Hit, Said, Target
from models.people import LOCAL_USER
from models.store import Store
from pages.parts.common import tables
from pages.parts.rules import long_trials
from pages.parts.rules.thresholds import described
from tests.company import UNITS, screened_company
from tests.looped import OPENED, add_case, add_plan
from tests.opened import opened


def test_every_check_and_every_value_of_law_is_listed(home: Path):
    page = opened("85_rules.py")
    assert len(page.dataframe[0].value) == len(checks())
    assert len(page.dataframe[1].value) == sum(len(law.rule.versions) for law in laws().values())


def test_value_of_law_carries_its_validity_source_and_how_sure_it_is(home: Path):
    page = opened("85_rules.py")
    page.text_input(key="law_text").set_value("执行两部制的起点").run()
    before, law = page.dataframe[1].value.to_dict("records")
    assert (str(before["until"]), str(law["since"]), law["until"]) == ("2023-05-31", "2023-06-01", None)
    assert (law["value"], law["verified"], law["basis"]) == ("315 kVA", "已核实", "发改价格〔2023〕526 号")


def test_a_value_of_law_is_found_by_the_check_that_rests_on_it(home: Path):
    page = opened("85_rules.py")
    page.text_input(key="law_text").set_value("TAR-19").run()
    titles = set(page.dataframe[1].value.title)
    assert titles == {"需量电价打折的每千伏安月用电量(含)", "达到后需量电价的倍数"}


def test_unverified_values_can_be_listed_alone(home: Path):
    page = opened("85_rules.py")
    page.selectbox(key="law_verified").set_value("待核对原文").run()
    assert set(page.dataframe[1].value.verified) == {"待核对原文"}


def test_a_check_says_before_a_run_which_parts_stay_off_for_want_of_data(home: Path):
    page = opened("85_rules.py")
    page.query_params["code"] = "SVC-05"
    said = [line for text in page.run().text for line in text.value.splitlines()]
    now = {line.removesuffix("(按现有数据如此)") for line in said if line.endswith("(按现有数据如此)")}
    assert {"工单没有业务子类,只比业务类型", "客户档案没有台区编号,不查台区重复"} <= now


def test_a_check_says_which_tables_of_the_company_it_reads_and_a_value_where_it_comes_from(home: Path):
    chosen = {
        **{"province": "甲省", "is_chosen": "采用", "months": "按月", "tier1_to_kwh": 50, "tier2_to_kwh": 90},
        **{"flat": 0.5, "peak": 0.6, "valley": 0.3, "tier2_increment": 0.1, "tier3_increment": 0.3},
        **{"shared_below_1kv": 0.5, "shared_1_to_10kv": 0.5, "many_persons_kwh": 120},
    }
    row = LADDER_PROFILES.entry(chosen, date(2020, 1, 1), "省公司通知")
    code_tables.save(Store(home), LOCAL_USER, [row])
    page = opened("85_rules.py")
    page.query_params["code"] = "TAR-11"
    page.run()
    assert any(text.value.startswith("省电价方案:本公司的 1 行,至第 1 条") for text in page.text)
    values = next(frame.value for frame in page.dataframe if "origin" in frame.value)
    own = values[values.label == "人口多的家庭每月增加的档位电量"].iloc[0]
    assert (own.value, own.origin, own.usual) == ("120 kWh", "本公司的省电价方案", "120 kWh")


def test_hits_beside_a_check_are_those_of_the_own_unit(home: Path):
    screened_company(home)
    for unit, hits in ((UNITS[0], 1), (UNITS[1], 0)):
        page = opened("85_rules.py", person=f'Person("员", Role.STAFF, ("{unit}",))')
        table = page.dataframe[0].value
        assert table.hits[table.code == "ACC-12"].tolist() == [hits]


def test_an_opened_check_is_closed_again(home: Path):
    page = opened("85_rules.py")
    page.query_params["code"] = "SVC-05"
    assert [one.value for one in page.run().subheader] == [f"SVC-05 {checks()['SVC-05'].title}"]
    assert [one.value for one in page.button(key="check-close").click().run().subheader] == []


def test_a_change_given_back_says_what_counts_then_the_default_for_a_company_and_the_unit_above_for_a_unit():
    def change(number: int, unit: str, value: float | None) -> Override:
        written = {"since": date(2026, 11, 1), "reason": "", "set_by": "甲", "set_at": datetime(2026, 11, 30)}
        return Override(
            check_code="ACC-12", name="tolerance_yuan", org_prefix=unit, value=value, id=number, **written
        )

    changes = [change(4, "33401", None), change(3, "33401", 2.0), change(2, "", None), change(1, "", 6.0)]
    said = [one["change"] for one in described(changes, {}, date(2026, 11, 30))]
    assert said == ["2 元 → 随上级", "随上级 → 2 元", "6 元 → 默认值", "默认值 → 6 元"]


def test_below_what_a_check_asks_for_stands_what_a_company_asks_instead(home: Path):
    save(Store(home), LOCAL_USER, check_of("TAR-01"), "", {"n": 2}, since=date(2026, 1, 1), reason="本年专项")
    page = opened("85_rules.py", {"code": "TAR-01"})
    told = [one.value for one in page.caption if one.value.startswith("以上写的是规定值或默认值")]
    assert told == ["以上写的是规定值或默认值;另行设定的:连续零电量期数 2 期(全公司)。"]


def test_a_check_that_needs_counting_on_site_offers_the_sheet_for_it(home: Path):
    for code, offered in (
        ("ACC-13", ["field-balance_checks"]),
        ("SVC-14", ["field-service_visits"]),
        ("ACC-07", []),
    ):
        page = opened("85_rules.py", {"code": code})
        assert [one.key for one in page.button if str(one.key).startswith("field-")] == offered


def test_a_check_is_found_by_a_phrase_of_its_law_and_says_where(home: Path):
    page = opened("85_rules.py", {"text": "526号 两部制"})
    table = page.dataframe[0].value
    assert "TAR-14" in set(table.code)
    assert len(table) < len(checks())
    assert table.place[table.code == "TAR-14"].item().startswith("依据:")


def test_a_check_says_what_it_found_run_by_run_and_what_became_of_it(home: Path):
    lake, _ = screened_company(home)
    page = opened("85_rules.py", {"code": "ACC-12"})
    [found] = [one.value for one in page.dataframe if "exempted" in one.value]
    assert (found.hits.tolist(), found.exempted.tolist()) == ([1], [0])
    assert "还没有核查结论" in [text.value for text in page.text]
    hit = Hit("ACC-12", "ACC-12|1", "202510", 40_000, "账面差额 400.00 元")
    target = Target("account", "1", None, UNITS[0], "ranking", (hit,))
    plan = {"kind": TaskKind.ROUTINE, "run_id": None, "due": date.today(), "scope": {}}
    number = plans.create(lake.store, LOCAL_USER, name="十一月", targets=[target], **plan)
    plans.approve(lake.store, LOCAL_USER, number)
    [case] = plans.dispatch(lake.store, LOCAL_USER, number)
    cases.move(lake.store, LOCAL_USER, case.case_no, Action.ACCEPT)
    said = Said("账实不符", result=Result.TRUE, due=date.today())
    for action in (Action.SUBMIT, Action.UPHOLD):
        cases.move(lake.store, LOCAL_USER, case.case_no, action, said)
    shown = [text.value for text in page.run().text]
    assert any(text.startswith("查实率 100.00%") and "查无实据 0 件" in text for text in shown)


def test_a_share_is_tried_in_per_cent_and_stands_in_the_address_as_the_check_takes_it(home: Path):
    screened_company(home)
    page = opened("85_rules.py", {"code": "ACC-01"})
    [target] = [one for one in page.number_input if one.label == "当月回收率目标(%)"]
    assert target.value == 99
    target.set_value(98.5)
    page = button(page, "试算").click().run()
    assert page.query_params["try"] in ("target_m:0.985", ["target_m:0.985"])
    assert "当月回收率目标 99% → 98.5%" in said(page)


def test_a_check_says_which_data_is_missing(home: Path):
    page = opened("85_rules.py", {"code": "MET-01"})
    assert any("不能检查:缺少计量点" in one.value for one in page.warning)


def test_every_phrase_of_the_charter_stands_in_the_coverage(home: Path):
    page = opened("85_rules.py")
    [table] = [one.value for one in page.dataframe if "phrase" in one.value]
    assert {phrase for some in MATTERS.values() for phrase in some} == set(table.phrase)
    assert set(table.code) == set(checks())
    page.selectbox(key="coverage_state").set_value("没有检查").run()
    assert not page.exception


TRIED = {"code": "ACC-12", "try": "tolerance_yuan:500.0"}  # the company's two ledgers differ by 400 yuan


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.text, page.caption, page.info, page.warning)
    return "\n".join(one.value for elements in kinds for one in elements)


def button(page: AppTest, label: str) -> Any:
    [found] = [one for one in page.button if one.label == label]
    return found


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Have every trial take long: nothing is worked out before the event is set."""
    may_go_on, hits = threading.Event(), Bench.hits

    def waiting(self: Bench, *about: Any) -> Any:
        may_go_on.wait(60)
        return hits(self, *about)

    monkeypatch.setattr(long_trials, "LONG_SECONDS", -1.0)
    monkeypatch.setattr(Bench, "hits", waiting)
    yield may_go_on
    may_go_on.set()


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def last_trial(lake: Lake) -> Any:
    return jobs.recent(lake.store, "try", 1)[0]


def test_a_long_trial_is_put_in_line_watched_and_found_again_by_whoever_comes_later(
    home: Path, slow: threading.Event, monkeypatch: pytest.MonkeyPatch
):
    lake, _ = screened_company(home)
    page = opened("85_rules.py", TRIED)
    assert "排队进行;可以离开本页" in said(page)
    page = button(page, "开始试算").click().run()
    wait_until(lambda: last_trial(lake).said != "")
    page.run()
    assert "第 1 项,共 1 项" in last_trial(lake).said  # what counts now the screening has found
    assert "可以离开本页,回来时接着看" in said(page)
    assert [one.label for one in page.button if one.label == "开始试算"] == []
    slow.set()
    wait_until(lambda: last_trial(lake).state == jobs.DONE)

    monkeypatch.setattr(tables, "listing", clicked_on("trials-ACC-12"))
    other = opened("85_rules.py", {"code": "ACC-12"})
    monkeypatch.undo()
    other.run()
    assert other.query_params["try"] == "tolerance_yuan:500.0"
    assert {one.label: one.value for one in other.metric}["消失"] == "1 条"


def clicked_on(key: str) -> Callable[..., int | None]:
    """Return lists of which the first row of one was just clicked, once."""
    left, shown = [0], tables.listing

    def listing(*about: Any, **options: Any) -> int | None:
        row = shown(*about, **options)
        return left.pop() if left and options["key"].startswith(key) else row

    return listing


def test_a_long_trial_is_cancelled_and_can_be_begun_again(home: Path, slow: threading.Event):
    lake, _ = screened_company(home)
    page = button(opened("85_rules.py", TRIED), "开始试算").click().run()
    wait_until(lambda: last_trial(lake).state == jobs.RUNNING)
    page = button(page.run(), "取消试算").click().run()
    assert "没有算完:由本机用户取消" in said(page)
    slow.set()
    button(page, "开始试算")
    assert last_trial(lake).state == jobs.CANCELLED


def test_a_trial_says_how_the_judged_cases_would_have_fallen(home: Path):
    lake, run = screened_company(home)
    about = {"object_type": "account", "org_code": UNITS[0], "amount_fen": 40_000, "state": "已归档"}
    about |= {"object_id": f"{UNITS[0]}|112201|202510", "closed_at": OPENED + timedelta(hours=9)}
    plan = add_plan(lake.store, run_id=run.id)
    add_case(lake.store, "ACC-12", plan_id=plan, result="属实", established_fen=39_000, **about)
    add_case(lake.store, "ACC-12", plan_id=plan, result="不属实", **about)
    page = opened("85_rules.py", TRIED)
    figures = {one.label: one.value for one in page.metric}
    assert [figures[word] for word in ("查实保住", "查实漏掉", "查无实据避免", "查无实据仍在")] == [
        *("0 件", "1 件", "1 件", "0 件"),
    ]
    assert "查实率 50.00%(1/2) → —" in said(page)
    [listed] = [one.value for one in page.dataframe if "then_yuan" in one.value]
    assert (listed.established_yuan.tolist(), listed.then_yuan.tolist()) == ([390.0], [400.0])
    other = opened("85_rules.py", TRIED, person=f'Person("县专责", Role.LEAD, ("{UNITS[1]}",))')
    assert "出现" in [one.label for one in other.metric]
    assert "有结论的案件会怎样" not in said(other)
