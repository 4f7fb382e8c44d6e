"""What the rule book shows, without a browser."""

from pathlib import Path

from analytics.regulation import laws
from analytics.rulebook import checks
from tests.company import UNITS, screened_company
from tests.opened import opened


def test_every_check_and_every_value_of_law_is_listed(home: Path):
    page = opened("80_rules.py")
    assert len(page.dataframe[0].value) == len(checks())
    assert len(page.dataframe[1].value) == sum(len(law.rule.versions) for law in laws().values())


def test_value_of_law_carries_its_validity_source_and_how_sure_it_is(home: Path):
    page = opened("80_rules.py")
    page.text_input(key="law_text").set_value("执行两部制的起点").run()
    before, law = page.dataframe[1].value.to_dict("records")
    assert (str(before["until"]), str(law["since"]), law["until"]) == ("2023-05-31", "2023-06-01", None)
    assert (law["value"], law["verified"], law["basis"]) == ("315 kVA", "已核实", "发改价格〔2023〕526 号")


def test_a_value_of_law_is_found_by_the_check_that_rests_on_it(home: Path):
    page = opened("80_rules.py")
    page.text_input(key="law_text").set_value("TAR-19").run()
    titles = set(page.dataframe[1].value.title)
    assert titles == {"需量电价打折的每千伏安月用电量(含)", "达到后需量电价的倍数"}


def test_unverified_values_can_be_listed_alone(home: Path):
    page = opened("80_rules.py")
    page.selectbox(key="law_verified").set_value("待核对原文").run()
    assert set(page.dataframe[1].value.verified) == {"待核对原文"}


def test_a_check_says_before_a_run_which_parts_stay_off_for_want_of_data(home: Path):
    page = opened("80_rules.py")
    page.query_params["code"] = "SVC-05"
    said = [text.value for text in page.run().text]
    assert "工单没有业务子类,只比业务类型\n客户档案没有台区编号,不查台区重复" in [
        text.replace("(按现有数据停用)", "") for text in said
    ]


def test_hits_beside_a_check_are_those_of_the_own_unit(home: Path):
    screened_company(home)
    for unit, hits in ((UNITS[0], 1), (UNITS[1], 0)):
        page = opened("80_rules.py", person=f'Person("员", Role.STAFF, ("{unit}",))')
        table = page.dataframe[0].value
        assert table.hits[table.code == "ACC-12"].tolist() == [hits]


def test_an_opened_check_is_closed_again(home: Path):
    page = opened("80_rules.py")
    page.query_params["code"] = "SVC-05"
    assert [one.value for one in page.run().subheader] == [f"SVC-05 {checks()['SVC-05'].title}"]
    assert [one.value for one in page.button(key="check-close").click().run().subheader] == []


def test_a_check_that_needs_counting_on_site_offers_the_sheet_for_it(home: Path):
    for code, offered in (
        ("ACC-13", ["field-balance_checks"]),
        ("SVC-14", ["field-service_visits"]),
        ("ACC-07", []),
    ):
        page = opened("80_rules.py", {"code": code})
        assert [one.key for one in page.button if str(one.key).startswith("field-")] == offered
