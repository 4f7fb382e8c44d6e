"""The weekly report on the screen: what is chosen, shown, clicked, written and set."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from analytics.weekly.period import Period, week_of
from models import editions
from models.company.settings import WEEKLY, WORDS, OwnWords, WeeklySettings
from models.editions import Edition
from models.lake import Lake
from models.orm import LogRow
from models.people import LOCAL_USER
from models.store import Store
from pages.parts.common.data import door_of
from pages.parts.weekly import data as weekly_data
from tests.loaded import loaded
from tests.opened import opened
from tests.weekly_home import weekly_home

PAGE = "60_weekly.py"
ISSUE = Edition("weekly", "", date(2025, 11, 14), date(2025, 11, 20))
SUPERVISOR = 'Person("某主任", Role.SUPERVISOR, ("",))'
COUNTY = 'Person("某所长", Role.TEAM_LEADER, ("3340102",))'


@pytest.fixture
def lake(home: Path) -> Lake:
    return weekly_home(home, 1_200)


def texts(page: AppTest) -> str:
    """Return everything that a page says in words."""
    assert not page.exception
    parts = (page.markdown, page.text, page.caption, page.info, page.warning, page.error)
    return "\n".join(element.value for kind in parts for element in kind)


def button(page: AppTest, key: str):
    return next(one for one in page.button if one.key == key)


def test_without_orders_the_page_leads_to_the_import(home: Path):
    loaded(home, "orgs\norg_code | org_name\n33401 | 临江供电公司")
    page = opened(PAGE)
    assert "请先导入" in texts(page)


def test_page_opens_on_the_last_complete_week(lake: Lake):
    page = opened(PAGE)
    assert "2025年第46期" in texts(page)
    assert [metric.label for metric in page.metric][:2] == ["诉求工单总量", "万户工单量"]


def test_address_chooses_unit_days_and_section(lake: Lake):
    page = opened(PAGE, {"unit": "3340102", "from": "2025-10-01", "to": "2025-10-31", "section": "3"})
    said = texts(page)
    assert "乙县供电公司" in said
    assert "各单位故障报修情况" in said
    assert not page.metric


@pytest.mark.parametrize(
    "query",
    [{"from": "x", "to": "2025-10-31"}, {"from": "2025-10-31", "to": "2025-10-01"}, {"drill": "{"}],
    ids=str,
)
def test_address_that_somebody_spoiled_shows_the_last_complete_week(lake: Lake, query: dict[str, str]):
    assert "2025年第46期" in texts(opened(PAGE, query))


def test_week_before_is_one_click_away(lake: Lake):
    page = opened(PAGE)
    button(page, "earlier").click().run()
    assert "2025年第45期" in texts(page)
    assert page.query_params["from"] == "2025-11-07"


def has_to_be_made(week: Period) -> bool:
    """Return whether somebody who asks for a week now waits for it to be computed."""
    made = door_of(LOCAL_USER).engine.named  # this thread's own engine, not the page's
    before = len(made)
    weekly_data.prepare(LOCAL_USER, "", week)
    return len(made) > before


def test_whoever_turns_pages_finds_the_next_one_ready(lake: Lake):
    button(opened(PAGE), "earlier").click().run()
    assert not has_to_be_made(week_of(date(2025, 11, 13)))  # the week that was turned to
    assert not has_to_be_made(week_of(date(2025, 11, 6)))  # the one before it
    assert has_to_be_made(week_of(date(2025, 10, 30)))


def test_whoever_does_not_turn_pages_waits_for_nothing_but_his_own(lake: Lake):
    opened(PAGE)
    assert has_to_be_made(week_of(date(2025, 11, 13)))


def test_week_without_orders_leads_to_the_nearest_one_with(lake: Lake):
    page = opened(PAGE, {"from": "2025-12-05", "to": "2025-12-11"})
    assert "没有受理的工单" in texts(page)
    [lead] = [one for one in page.button if "最近有工单" in one.label]
    lead.click().run()
    assert "2025年第47期" in texts(page)


def test_card_leads_to_its_orders(lake: Lake):
    page = opened(PAGE)
    total = next(metric.value for metric in page.metric if metric.label == "故障报修")
    next(one for one in page.button if one.key == "volume.cards-2-orders").click().run()
    assert page.query_params["drill"] == '{"type":"001"}'
    assert f"共 {total.removesuffix(' 件')} 条" in texts(page)


def test_orders_behind_a_topic_can_be_sent_as_a_link_to_any_section(lake: Lake):
    page = opened(PAGE, {"section": "9"})
    topics = next(table.value for table in page.dataframe if "words" in table.value.columns)
    link = opened(PAGE, {"section": "1", "drill": '{"topic":"1"}'})
    assert f"共 {topics['count'].iloc[0]:.0f} 条" in texts(link)


def test_section_of_topics_and_the_measures_know_the_texts(lake: Lake):
    for section in ("9", "10"):
        assert "本次未分析工单文本" not in texts(opened(PAGE, {"section": section}))
    assert "诉求主要集中在" in texts(opened(PAGE, {"section": "9"}))


def test_orders_behind_a_figure_show_no_name_phone_or_address(lake: Lake):
    page = opened(PAGE, {"drill": "{}"}, person=SUPERVISOR)
    shown = page.dataframe[-1].value
    assert {"wo_no", "accept_time"} <= set(shown.columns)
    assert {"cust_name", "tel", "addr", "content"} & set(shown.columns) == set()


def test_sentence_is_changed_in_its_place_marked_and_taken_back(lake: Lake):
    page = opened(PAGE)
    button(page, "edit-volume.total").click().run()
    page.text_area(key="text-volume.total").set_value("本周工单平稳。").run()
    button(page, "save-volume.total").click().run()
    assert "本周工单平稳。" in texts(page)
    assert "人工修订:本机用户" in texts(page)
    button(page, "edit-volume.total").click().run()
    button(page, "auto-volume.total").click().run()
    assert "本周工单平稳。" not in texts(page)
    assert editions.edits(lake.store, ISSUE) == {}


def test_sentence_whose_figures_changed_since_says_so(lake: Lake):
    editions.save(lake.store, ISSUE, "volume.total", "本周工单平稳。", LOCAL_USER, base="从前的数字")
    assert "修订之后数据有变化" in texts(opened(PAGE))


def test_empty_sentence_is_refused_in_words(lake: Lake):
    page = opened(PAGE)
    button(page, "edit-volume.total").click().run()
    page.text_area(key="text-volume.total").set_value(" ").run()
    button(page, "save-volume.total").click().run()
    assert "修订后的文字是空的" in texts(page)


def test_second_of_two_editors_sees_both_texts_and_either_can_be_kept(lake: Lake):
    first, second = opened(PAGE), opened(PAGE, person=SUPERVISOR)
    for page, text in ((first, "工单平稳。"), (second, "工单激增。")):
        button(page, "edit-volume.total").click().run()
        page.text_area(key="text-volume.total").set_value(text).run()
    button(first, "save-volume.total").click().run()
    button(second, "save-volume.total").click().run()
    assert "本机用户已于" in texts(second)
    assert "您的文字还没有保存" in texts(second)
    assert "工单平稳。" in texts(second)
    assert second.text_area(key="text-volume.total").value == "工单激增。"
    assert editions.edits(lake.store, ISSUE)["volume.total"].text == "工单平稳。"

    third = opened(PAGE, person=SUPERVISOR)
    button(second, "theirs-volume.total").click().run()
    assert editions.edits(lake.store, ISSUE)["volume.total"].text == "工单平稳。"
    assert not [one for one in second.text_area if one.key == "text-volume.total"]

    button(third, "edit-volume.total").click().run()
    button(first, "edit-volume.total").click().run()
    button(first, "auto-volume.total").click().run()
    third.text_area(key="text-volume.total").set_value("工单激增。").run()
    button(third, "save-volume.total").click().run()
    assert "恢复了自动生成的文字" in texts(third)
    button(third, "save-volume.total").click().run()
    assert editions.edits(lake.store, ISSUE)["volume.total"].text == "工单激增。"


def test_text_taken_back_while_somebody_else_changed_it_is_not_lost(lake: Lake):
    editions.save(lake.store, ISSUE, "volume.total", "工单平稳。", LOCAL_USER)
    page = opened(PAGE, person=SUPERVISOR)
    button(page, "edit-volume.total").click().run()
    editions.save(lake.store, ISSUE, "volume.total", "工单较多。", LOCAL_USER)
    page.run()  # whatever else the person clicks in between
    button(page, "auto-volume.total").click().run()
    assert "工单较多。" in texts(page)
    assert editions.edits(lake.store, ISSUE)["volume.total"].text == "工单较多。"


def test_setting_the_first_day_of_the_week_moves_the_report(lake: Lake):
    page = opened(PAGE)
    next(one for one in page.selectbox if one.label == "一周从哪天开始").set_value(0)
    next(one for one in page.number_input if one.label == "到达现场及时率").set_value(98.5)
    next(one for one in page.button if one.label == "保存").click().run()
    assert WEEKLY.of(lake.store) == WeeklySettings(0, 0, {"arrival": 0.985})
    assert "2025-11-10 至 2025-11-16" in texts(page)
    assert "目标 ≥98.50%" in texts(page)


def test_word_that_a_lead_removes_is_no_topic_of_the_next_analysis(lake: Lake):
    page = opened(PAGE, {"section": "9"})
    shown = next(table.value for table in page.dataframe if "words" in table.value.columns)
    word = shown["words"].iloc[0].split("、")[0]
    next(one for one in page.text_area if one.label.startswith("去掉的词")).set_value(f"{word}\n{word}")
    next(one for one in page.button if one.label == "保存词典").click().run()
    assert WORDS.of(lake.store) == OwnWords((), (word,))
    again = next(table.value for table in page.dataframe if "words" in table.value.columns)
    assert word not in "、".join(again["words"]).split("、")


def test_own_word_that_is_none_is_refused_in_words(lake: Lake):
    page = opened(PAGE)
    next(one for one in page.text_area if one.label.startswith("增加的词")).set_value("abc")
    next(one for one in page.button if one.label == "保存词典").click().run()
    assert "“abc”不是 2 至 8 个汉字的词" in texts(page)


def test_who_may_not_set_sees_no_settings_but_may_edit_and_export(lake: Lake):
    page = opened(PAGE, person=SUPERVISOR)
    assert not page.number_input
    assert {"导出 PDF", "导出 Word", "导出 Excel"} <= {one.label for one in page.button}


def test_person_of_one_county_sees_only_its_orders(lake: Lake):
    page = opened(PAGE, {"unit": "", "section": "1"}, person=COUNTY)
    [units] = [one for one in page.selectbox if one.label == "供电单位"]
    assert units.value == "3340102"
    assert all("乙" in option or "供电所" in option for option in units.options)


def test_changes_are_in_the_log(lake: Lake):
    page = opened(PAGE)
    button(page, "edit-volume.total").click().run()
    page.text_area(key="text-volume.total").set_value("改").run()
    button(page, "save-volume.total").click().run()
    with Store(lake.store.home).read() as session:
        assert session.scalars(select(LogRow).where(LogRow.action == "edit")).one().detail["text"] == "改"
