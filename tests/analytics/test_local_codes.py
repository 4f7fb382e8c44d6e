"""Codes that the national lists do not know get names, and stand for national ones where the company says so."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import screening
from analytics.code_tables import card as cards
from analytics.code_tables.local_codes import LOCAL_CODES, name_codes_of, unknown_codes
from analytics.code_tables.published_prices import PUBLISHED_PRICES
from analytics.code_tables.trial import concerned
from analytics.fact import seen_through
from analytics.pictures.album import pictures
from analytics.pictures.layout import Names, in_words
from analytics.results.hit_words import value_in_words
from data_loaders.catalog import labels_of, name_own_codes, tables
from models import runs
from models.errors import WrongUsage
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER
from tests.loaded import loaded
from tests.written import written

# 0110 is in no list; as 0100 (farming) it does not go with a dwelling's use
CUSTOMERS = """
    customers
    cons_no    | org_code  | status_code | elec_type_code | trade_code | volt_code | contract_cap
    0000000001 | 334010101 | 0           | 202            | 0110       | AC02202   | 10
    0000000002 | 334010101 | 0           | 2X9            | 9910       | AC02202   | 10
    0000000003 | 334010101 | 0           | 2X9            | 9910       | AC02202   | 10

    tariff_prices
    prc_code | kwh_prc | start_date
    R        | 0.538   | 2025-01-01
"""
DAY = date(2025, 1, 1)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    yield loaded(tmp_path, CUSTOMERS)
    name_own_codes({})


def say(lake: Lake, list_title: str, code: str, label: str, national: str = "") -> None:
    row = {"list": list_title, "code": code, "label": label, "national": national}
    cards.save(lake.store, LOCAL_USER, LOCAL_CODES, [LOCAL_CODES.entry(row, DAY, "省公司编码")])


def screened(lake: Lake) -> Run:
    at = {"as_of": date(2025, 11, 1), "period": "202510", "codes": ["PRO-04"]}
    return runs.get(lake.store, screening.screen(lake, LOCAL_USER, **at))


def test_codes_without_a_name_are_offered_with_where_they_stand(lake: Lake) -> None:
    with lake.open(LOCAL_USER) as door:
        found = unknown_codes(door)
    assert [(one.title, one.code, one.rows) for one in found] == [
        ("用电类别", "2X9", 2),
        ("行业分类", "0110", 1),
    ]
    assert found[0].places == ("客户档案的用电类别",)


def test_a_code_that_has_a_name_is_shown_by_it_and_offered_no_more(lake: Lake) -> None:
    trade = pictures()["archive-use_against_trade"].dimensions["trade"]
    assert in_words(trade, "0110", Names({})) == "0110"
    say(lake, "行业分类", "0110", "谷物种植")
    with lake.open(LOCAL_USER) as door:
        name_codes_of(door.code_tables)
        assert [one.code for one in unknown_codes(door)] == ["2X9"]
    assert labels_of(tables()["customers"].by_name["trade_code"])["0110"] == "谷物种植"
    assert in_words(trade, "0110", Names({})) == "谷物种植"
    assert value_in_words("PRO-04", "trade_code", "0110") == "谷物种植(0110)"


def test_a_code_that_stands_for_a_national_one_is_judged_as_that(lake: Lake) -> None:
    before = screened(lake)
    say(lake, "用电类别", "2X9", "乡村小工业", "403")
    after = screened(lake)
    # a dwelling's trade does not go with industry; before nobody could tell what 2X9 is
    assert [run.checks[0]["hits"] for run in (before, after)] == [1, 3]
    assert list(after.checks[0]["code_tables"]) == ["地方代码"]


def test_a_name_alone_concerns_no_check_but_taking_away_what_a_code_stands_for_does() -> None:
    row = {"list": "用电类别", "code": "2X9", "label": "乡村小工业"}
    named = LOCAL_CODES.entry(row, DAY, "省公司编码")
    assert concerned(LOCAL_CODES, [named], []) == []
    before = written(LOCAL_CODES, row | {"national": "403"})[LOCAL_CODES.name]
    assert "PRO-04" in {one.code for one in concerned(LOCAL_CODES, [named], before)}


def test_a_code_that_the_national_list_has_or_lacks_is_refused_in_words(lake: Lake) -> None:
    with pytest.raises(WrongUsage, match=r"“代码”0100 在国家代码表中已有,名称为“1\.农业”"):
        say(lake, "行业分类", "0100", "农业")
    with pytest.raises(WrongUsage, match=r"“等同的国家代码”为“0111”.*没有这个代码"):
        say(lake, "行业分类", "0110", "谷物种植", "0111")


def test_checks_read_the_price_that_was_corrected_and_pages_what_was_imported(lake: Lake) -> None:
    row = {"prc_code": "R", "kwh_prc": 0.558}
    entry = PUBLISHED_PRICES.entry(row, date(2025, 7, 1), "浙价〔2025〕3 号")
    cards.save(lake.store, LOCAL_USER, PUBLISHED_PRICES, [entry])
    with lake.open(LOCAL_USER) as door:
        seen = seen_through(door, "tariff_prices", as_of=date(2025, 11, 1), period="202510")
        rows = seen.tariff_prices.order_by("start_date").to_pyarrow().to_pylist()
        assert [(float(row["kwh_prc"]), row["end_date"]) for row in rows] == [
            (0.538, date(2025, 6, 30)),
            (0.558, None),
        ]
        assert door.table("tariff_prices").count().to_pyarrow().as_py() == 1
        assert door.filled("tariff_prices")["prc_code"] == 2


def test_a_wrong_list_is_refused_with_the_few_that_may_be_meant() -> None:
    with pytest.raises(WrongUsage) as refused:
        LOCAL_CODES.entry({"list": "用电类型", "code": "2X9", "label": "乡村小工业"}, DAY, "省公司编码")
    assert "用电类别" in str(refused.value)
    assert len(str(refused.value)) < 80
