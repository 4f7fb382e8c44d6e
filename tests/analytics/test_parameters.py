"""Parameters by unit: the nearest level counts, a run keeps what it used, and a hit says what it was judged by.

In October 2025 the ledgers of 3340101 differ by 100.00 yuan and those of 3340102 by 199.50; ACC-12 takes 1.00.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import ibis
import openpyxl
import pytest

from analytics import parameters, screening
from analytics.check import Most, Param, Tables, check
from analytics.parameters import (
    bounds_in_words,
    in_percent,
    judged_by,
    levels_of,
    measured,
    of_percent,
    tried,
)
from analytics.results.findings import findings_of
from analytics.results.two_runs import TwoRuns
from analytics.results.why_it_changed import Reasons
from analytics.rulebook import check_of, checks
from analytics.tuning import Bench
from models import runs
from models.category import Category
from models.company.parameters import history
from models.errors import WrongUsage
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER
from reports.findings_file import write_findings
from tests.base_cases.ledgers import LEDGERS
from tests.loaded import loaded

CHECK, NAME = check_of("ACC-12"), "tolerance_yuan"
AS_OF = date(2025, 11, 1)
FIRST, SECOND = "3340101", "3340102"


def set_to(lake: Lake, unit: str, value: float | None, since: date = AS_OF, **options: Any) -> None:
    parameters.save(
        lake.store, LOCAL_USER, options.get("check", CHECK), unit, {NAME: value}, since=since, reason="试行"
    )


def screened(lake: Lake, as_of: date = AS_OF, **options: Any) -> Run:
    number = screening.screen(lake, LOCAL_USER, as_of=as_of, period="202510", codes=["ACC-12"], **options)
    return runs.get(lake.store, number)


def found(lake: Lake, run: Run) -> list[str]:
    with lake.open(LOCAL_USER) as door:
        hits = findings_of(lake.store, door, run).with_evidence("ACC-12")
    return sorted(hit["org_code"] for hit in hits)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return loaded(tmp_path / "home", LEDGERS)


def test_a_share_is_read_and_written_in_per_cent_and_comes_back_as_it_was() -> None:
    shares = [one for each in checks().values() for one in each.parameters if one.is_share]
    values = [value for one in shares if (value := one.in_force(date(2025, 11, 1))) is not None]
    assert [of_percent(in_percent(value)) for value in values] == values
    target, *_ = check_of("ACC-01").parameters
    assert (measured(target, 0.995), bounds_in_words(target)) == ("99.5%", "0% ~ 100%")


def test_a_unit_is_judged_by_its_own_value_and_the_others_by_the_usual_one(lake: Lake) -> None:
    set_to(lake, SECOND, 500)
    assert found(lake, screened(lake)) == ["334010101"]


def test_the_nearest_level_counts(lake: Lake) -> None:
    set_to(lake, "", 500)
    set_to(lake, "33401", 150)
    assert found(lake, screened(lake)) == ["334010201"]
    set_to(lake, FIRST, 50)
    set_to(lake, SECOND, 300)
    assert found(lake, screened(lake)) == ["334010101"]


def test_a_value_counts_from_its_day_on(lake: Lake) -> None:
    set_to(lake, "", 500)
    assert found(lake, screened(lake, as_of=date(2025, 10, 31))) == ["334010101", "334010201"]
    assert found(lake, screened(lake)) == []


def test_a_value_that_is_restored_counts_again_and_all_three_stay_in_the_history(lake: Lake) -> None:
    set_to(lake, SECOND, 150)
    set_to(lake, SECOND, 500)
    [_, old] = history(lake.store)
    parameters.restore(lake.store, LOCAL_USER, CHECK, old, since=AS_OF)
    assert found(lake, screened(lake)) == ["334010101", "334010201"]
    assert [one.value for one in history(lake.store)] == [150, 500, 150]
    assert history(lake.store)[0].reason.startswith("恢复第 1 条")


def test_a_value_of_the_run_comes_before_those_of_units(lake: Lake) -> None:
    set_to(lake, SECOND, 500)
    run = screened(lake, parameters={"ACC-12": {NAME: 150}})
    assert found(lake, run) == ["334010201"]
    assert judged_by(CHECK, run.checks[0], "334010201", {}) == ["容差:按本次筛查设定 150 元 判定"]


def test_where_nobody_set_anything_the_check_is_stated_once(lake: Lake) -> None:
    assert levels_of(CHECK, history(lake.store), AS_OF).sets == [{}]
    set_to(lake, FIRST, 50)
    set_to(lake, SECOND, 50)
    assert levels_of(CHECK, history(lake.store), AS_OF).sets == [{}, {NAME: 50}]


def test_a_hit_says_which_value_it_was_judged_by_where_it_comes_from_also_when_it_has_changed_since(
    lake: Lake,
) -> None:
    set_to(lake, SECOND, 150)
    run = screened(lake)
    set_to(lake, "", 900)
    [outcome] = run.checks
    units = {SECOND: "合肥公司"}
    assert judged_by(CHECK, outcome, "334010201", units) == ["容差:按 合肥公司 2025-11-01 起 150 元 判定"]
    assert judged_by(CHECK, outcome, "334010101", units) == ["容差:按法规 1 元 判定"]


def test_the_list_in_excel_says_it_of_each_hit(lake: Lake, tmp_path: Path) -> None:
    set_to(lake, SECOND, 150)
    run = screened(lake)
    with lake.open(LOCAL_USER) as door:
        write_findings(findings_of(lake.store, door, run), tmp_path / "hits.xlsx")
    _, headings, *lines = openpyxl.load_workbook(tmp_path / "hits.xlsx")["命中清单"].iter_rows(
        values_only=True
    )
    said = {line[headings.index("供电单位编号")]: line[headings.index("判定阈值")] for line in lines}
    assert said == {
        "334010101": "容差：按法规 1 元 判定",
        "334010201": "容差：按 3340102 2025-11-01 起 150 元 判定",
    }


def test_a_changed_value_of_a_unit_is_the_reason_for_its_hits_alone(lake: Lake) -> None:
    earlier = screened(lake)
    set_to(lake, SECOND, 500)
    with lake.open(LOCAL_USER) as door:
        both = TwoRuns(lake.store, door, earlier, screened(lake))
        rows = both.that_fit().to_pyarrow().to_pylist()
        said = dict(zip((row["org_code"] for row in rows), Reasons(both).of(rows), strict=True))
    assert said == {"334010101": "", "334010201": "参数“容差”1 元 → 500 元"}


BALANCES = """
    ledger_balances
    org_code  | period | acct_code | ledger_level | close_bal
    334010101 | 202510 | a         | 营销         | 9.00
    334010101 | 202510 | b         | 营销         | 8.00
    334010102 | 202510 | c         | 营销         | -7.00
    334010201 | 202510 | d         | 营销         | 6.00
    334010201 | 202510 | e         | 营销         | 5.00
    334010301 | 202510 | f         | 营销         | 4.00
"""


@check(
    code="ACC-99",
    title="余额最大的科目",
    category=Category.ACCOUNT,
    matter="电费回收率",
    severity="低",
    subject="account",
    window="快照",
    amount=None,
    reads={"ledger_balances": ["org_code", "acct_code", "close_bal"]},
    most=Most("k", ("close_bal",)),
    evidence={"close_bal": "余额"},
    sentence="余额 {close_bal} 元",
    laws=(),
)
def largest_balances(
    t: Tables,
    *,
    k: Annotated[int, Param("至多列出", low=1, high=100)] = 3,
    least: Annotated[int, Param("余额不低于", low=0, high=100)] = 0,
) -> Any:
    rows = t.ledger_balances
    rows = rows.filter(rows.close_bal.abs() >= least)
    rows = rows.order_by(ibis.desc(rows.close_bal.abs())).limit(k)
    return rows.mutate(object_id=rows.acct_code, cons_no=ibis.null("string"))


@pytest.mark.parametrize(
    ("values", "listed"),
    [
        ({}, "abc"),
        ({("", "k"): 2}, "ab"),
        ({(SECOND, "k"): 2}, "abcde"),  # the county's own two, beside the three of all others
        ({(SECOND, "k"): 1}, "abcd"),
        ({(FIRST, "k"): 1, (SECOND, "k"): 1}, "adf"),
        ({(SECOND, "least"): 6}, "abc"),  # whoever has no limit of their own is counted with all others
        ({(FIRST, "least"): 9}, "ade"),
    ],
)
def test_of_the_largest_a_unit_with_a_limit_of_its_own_lists_its_own(
    tmp_path: Path, values: dict[tuple[str, str], int], listed: str
) -> None:
    lake = loaded(tmp_path / "home", BALANCES)
    levels = levels_of(largest_balances, [], AS_OF)
    for (unit, name), value in values.items():
        levels = tried(largest_balances, levels, unit, {name: value}, AS_OF)
    bench = Bench(lake, largest_balances, AS_OF, "202510")
    hits = bench.hits(levels)
    bench.close()
    assert "".join(sorted(hits["object_id"].to_pylist())) == listed


@pytest.mark.parametrize("value", [-1, 1_000.5, float("nan")], ids=["below", "above", "no number"])
def test_a_value_that_the_check_does_not_take_is_refused(lake: Lake, value: float) -> None:
    with pytest.raises(WrongUsage, match="容差"):
        set_to(lake, SECOND, value)
    assert history(lake.store) == []


def test_a_fraction_is_refused_where_days_are_counted(lake: Lake) -> None:
    with pytest.raises(WrongUsage, match="整数"):
        parameters.save(
            lake.store, LOCAL_USER, check_of("INS-09"), "", {"n": 1.5}, since=AS_OF, reason="试行"
        )
