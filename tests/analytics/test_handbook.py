"""What the rule book says beside a check's card, and what is found in it."""

import pytest

from analytics.handbook import (
    NEEDED,
    OFF,
    PARTLY,
    RUNS,
    UNCOVERED,
    chapter,
    data_of,
    found_in,
    laws_of,
    phrases,
    unsure,
)
from analytics.matters import MATTERS
from analytics.rulebook import check_of, checks

ADJUSTMENTS = {"app_no": 3, "cons_no": 3, "rs_date": 3, "rs_amt": 3, "approver": 3}


@pytest.mark.parametrize(
    ("asked", "code", "place"),
    [
        ("met-01", "MET-01", "编号:MET-01"),
        ("ＭＥＴ-01", "MET-01", "编号:MET-01"),
        ("倍率 互感器", "MET-01", "名称:计费倍率与互感器变比不符"),
        ("业扩收费", "BIZ-13", "稽查事项:业扩收费"),
        ("〔2023〕526号", "TAR-14", "依据"),
        ("审批人整列为空,停用", "BIZ-14", "数据不全"),
    ],
)
def test_a_check_is_found_by_any_words_of_its_chapter(asked: str, code: str, place: str) -> None:
    found = found_in(check_of(code), asked)
    assert found is not None
    assert found.startswith(place)


def test_all_words_must_stand_somewhere() -> None:
    assert found_in(check_of("MET-01"), "互感器 95598") is None
    assert found_in(check_of("MET-01"), " ") == ""


def test_a_phrase_of_the_law_finds_each_check_that_rests_on_it_and_no_other() -> None:
    wanted = {one.code for one in checks().values() if "供用电合同" in one.title}
    assert wanted <= {one.code for one in checks().values() if found_in(one, "供用电合同") is not None}


def test_every_version_of_a_checks_law_has_its_days_and_article() -> None:
    lines = laws_of(check_of("TAR-14"))
    [before, since] = [line for line in lines if line.title == "执行两部制的起点容量(含)"]
    assert (before.held, since.held) == ("起始日未写明,至 2023-05-31", "2023-06-01 起,现行有效")
    assert since.basis == "发改价格〔2023〕526 号"


def test_what_is_not_verified_says_what_would_settle_it() -> None:
    said = [text for one in checks().values() for text in unsure(laws_of(one))]
    assert said
    assert not any("已核实" in text.split("。")[0] for text in said)


def test_data_needed_present_and_missing_are_told_apart() -> None:
    one = check_of("BIZ-14")
    [adjustments, staff] = data_of(one, {"adjustments": ADJUSTMENTS}, {"adjustments": 3})
    assert (adjustments.need, adjustments.rows) == (NEEDED, 3)
    assert "退补说明" in adjustments.missing
    assert "审批人" not in adjustments.missing
    assert (staff.rows, set(staff.missing)) == (0, set(staff.columns))
    made = chapter(one, {"adjustments": ADJUSTMENTS}, {"adjustments": 3})
    assert made.off == ""
    assert "退补说明整列为空,停用 D 原因为空或笼统" in made.parts_off
    assert chapter(one, {}, {}).off == "退补"


def test_every_phrase_of_the_charter_is_told_with_its_checks_and_their_data() -> None:
    lines = phrases({"adjustments": ADJUSTMENTS})
    assert {(line.category, line.phrase) for line in lines} == {
        (category, phrase) for category, some in MATTERS.items() for phrase in some
    }
    assert {line.check.code for line in lines if line.check} == set(checks())
    by_code = {line.check.code: line for line in lines if line.check}
    assert (by_code["BIZ-14"].state, by_code["MET-01"].state) == (PARTLY, OFF)
    assert by_code["MET-01"].missing.startswith("计量点")
    assert {line.state for line in lines} <= {RUNS, PARTLY, OFF, UNCOVERED}
    assert all(line.missing for line in lines if line.state in (PARTLY, OFF))
