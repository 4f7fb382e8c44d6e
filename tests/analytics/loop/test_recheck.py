"""复查 by the next import: what newer data show of a problem that is said to be put right."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from analytics.loop.recheck import Proof, Shown, archive_rest, recheck, recheck_all
from models.errors import MoveRefused
from models.lake import Lake
from models.loop import cases, recheck_samples
from models.loop.case import Action
from models.orm import Batch
from models.people import LOCAL_USER, Person, Role
from tests.drawn import drawn
from tests.loaded import load, loaded
from tests.looped import OTHER, STATION, add_case, add_cases

BEFORE, FINISHED, AFTER = (datetime(2026, 11, day, 12) for day in (5, 15, 25))
TODAY = date(2026, 11, 30)
Import = Callable[..., None]


def ledgers(finance: str, month: str = "202609", unit: str = STATION) -> str:
    """The receivables of a month: 1,000.00 by marketing, and what finance has."""
    return f"""
    ledger_balances
    org_code | period  | acct_code | acct_name    | ledger_level | close_bal
    {unit}   | {month} | 112201    | 应收账款-电费 | 营销 | 1000.00
    {unit}   | {month} | 112201    | 应收账款-电费 | 财务 | {finance}
    """


def bills(month: str, total: str, number: str = "1") -> str:
    """A customer's bill, whose parts add up to 722.00, beside five others that add up, with a levy of 0.029 yuan a kWh."""
    head = "cons_no | amt_ym | amt_type | prc_code | total_pq | kwh_amt | basic_amt | pf_amt | levy_amt | total_amt"
    rows = [f"{number} | {month} | 01 | T | 1000 | 600 | 100 | -7 | 29 | {total}"]
    for place in range(5):
        kwh, levy = 1100 + 300 * place, Decimal("0.029") * (1100 + 300 * place)
        energy = 700 + 200 * place
        rows.append(
            f"P{place} | {month} | 01 | T | {kwh} | {energy} | 100 | -7 | {levy} | {energy + 93 + levy}"
        )
    return "\n".join(["bills", head, *rows])


def customers(*numbers: str) -> str:
    return "\n\ncustomers\ncons_no | org_code\n" + "\n".join(f"{one} | {STATION}" for one in numbers)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = loaded(
        tmp_path / "home", ledgers("900.00") + "\n" + bills("202610", "720.00") + customers("1", "2")
    )
    dated(made, BEFORE)
    return made


def dated(lake: Lake, at: datetime) -> None:
    """Let the newest import have come at a time."""
    with lake.store.write() as session:
        newest = session.query(Batch).order_by(Batch.id.desc()).first()
        assert newest is not None
        session.execute(update(Batch).where(Batch.id == newest.id).values(imported_at=at))


def imported(lake: Lake, text: str, at: datetime = AFTER) -> None:
    load(lake, drawn(text), f"import {at} {len(text)}")
    dated(lake, at)


def of_ledger(lake: Lake, month: str = "202609", **fields: Any) -> str:
    ledger = f"{STATION}|112201|{month}"
    own = {"object_type": "account", "object_id": ledger, "rectified_at": FINISHED, "state": "待复查"}
    hit = {"codes": ("ACC-12",), "problem_id": f"ACC-12|account|{ledger}|{month}", "amount_fen": 10_000}
    return add_cases(lake.store, [{**own, **hit, "period": month, **fields}])[0]


def of_bill(lake: Lake, **fields: Any) -> str:
    own = {"object_id": "1", "cons_no": "1", "rectified_at": FINISHED, "state": "待复查"}
    hit = {"codes": ("TAR-22",), "problem_id": "TAR-22|customer|1|202610", "amount_fen": 200}
    return add_cases(lake.store, [{**own, **hit, "period": "202610", **fields}])[0]


def proof(lake: Lake, case_no: str) -> Proof:
    [found] = recheck(lake, LOCAL_USER, case_no, as_of=TODAY)
    return found


def test_what_the_next_import_no_longer_has_is_gone(lake: Lake) -> None:
    case = of_ledger(lake)
    imported(lake, ledgers("1000.00"))
    found = proof(lake, case)
    assert (found.shown, found.fen_then, found.fen_now, found.imported_at) == (
        Shown.GONE,
        10_000,
        None,
        AFTER,
    )
    assert cases.case(lake.store, case).state == "待复查"  # the auditor has the word


@pytest.mark.parametrize(
    ("finance", "shown", "fen"), [("900.00", Shown.STILL, 10_000), ("960.50", Shown.CHANGED, 3_950)]
)
def test_what_is_still_there_says_with_which_amount(lake: Lake, finance: str, shown: Shown, fen: int) -> None:
    case = of_ledger(lake)
    imported(lake, ledgers(finance))
    found = proof(lake, case)
    assert (found.shown, found.fen_now, len(found.said)) == (shown, fen, 1)


def test_a_cure_says_which_tables_of_the_check_hold_nothing_newer() -> None:
    known: dict[str, Any] = {"fen_then": 100, "imported_at": AFTER, "older": ("电费账单", "用户档案")}
    cure, still = (Proof("TAR-01", shown, **known) for shown in (Shown.GONE, Shown.STILL))
    assert cure.told_by == "2026-11-25 12:00 导入,电费账单、用户档案没有更新"
    assert still.told_by == "2026-11-25 12:00 导入"  # it was found, whatever is older


def test_an_object_of_another_unit_is_judged_by_whoever_has_its_case(lake: Lake) -> None:
    case = of_ledger(lake, handler_unit=OTHER)  # it was given to colleagues of another unit
    imported(lake, ledgers("900.00"))
    lead = Person("县专责", Role.LEAD, (OTHER,), "lead")
    [found] = recheck(lake, lead, case, as_of=TODAY)
    assert (found.shown, found.fen_now) == (Shown.STILL, 10_000)


def test_without_an_import_since_nothing_is_shown(lake: Lake) -> None:
    found = proof(lake, of_ledger(lake))
    assert found.shown is Shown.UNKNOWN
    assert "2026-11-15 12:00 完成整改后还没有导入该对象的新数据" in found.said[0]


def test_an_import_of_another_unit_shows_nothing_of_this_one(lake: Lake) -> None:
    case = of_ledger(lake)
    imported(lake, ledgers("1000.00", unit="334020101"))
    assert proof(lake, case).shown is Shown.UNKNOWN


def test_the_last_time_it_was_put_right_counts(lake: Lake) -> None:
    case = of_ledger(lake, state="整改中")
    imported(lake, ledgers("1000.00"), datetime(2026, 11, 20))
    cases.move(lake.store, LOCAL_USER, case, Action.FINISH, cases.Said("已改"), now=AFTER)
    assert proof(lake, case).shown is Shown.UNKNOWN


@pytest.mark.parametrize(
    ("total", "shown", "fen"),
    [("722.00", Shown.GONE, None), ("720.00", Shown.STILL, 200), ("712.00", Shown.CHANGED, 1_000)],
)
def test_a_check_of_a_month_is_judged_by_the_next_month(
    lake: Lake, total: str, shown: Shown, fen: int | None
) -> None:
    case = of_bill(lake)
    imported(lake, bills("202611", total))
    found = proof(lake, case)
    assert (found.shown, found.fen_now) == (shown, fen)


def test_the_same_month_again_shows_nothing(lake: Lake) -> None:
    case = of_bill(lake)
    imported(lake, bills("202610", "722.00"))
    found = proof(lake, case)
    assert (found.shown, found.said) == (Shown.UNKNOWN, ("最近的电费月份仍是 2026年10月",))


def test_a_month_before_it_was_put_right_shows_nothing(lake: Lake) -> None:
    case = of_bill(lake, rectified_at=datetime(2026, 12, 1))
    imported(lake, bills("202611", "722.00"), datetime(2026, 12, 5))
    assert proof(lake, case).said == ("最近的电费月份 2026年11月 早于整改完成的月份",)


def test_new_bills_of_other_customers_show_nothing(lake: Lake) -> None:
    case = of_bill(lake, object_id="2", cons_no="2")
    imported(lake, bills("202611", "722.00"))
    assert "还没有导入该对象的新数据" in proof(lake, case).said[0]


def test_an_object_that_is_no_longer_in_the_data_is_not_taken_for_cured(lake: Lake) -> None:
    case = of_bill(lake, object_id="3", cons_no="3")
    imported(lake, bills("202611", "722.00", number="3"))
    assert proof(lake, case).said == ("现有数据中已没有该对象",)


def test_a_check_whose_data_are_missing_says_which(lake: Lake) -> None:
    case = of_bill(lake, codes=("MET-01",))
    imported(lake, bills("202611", "722.00"))
    found = proof(lake, case)
    assert found.shown is Shown.UNKNOWN
    assert found.said[0].startswith("缺少")


def test_the_cases_own_parameters_decide(lake: Lake) -> None:
    case = of_ledger(lake, parameters={"tolerance_yuan": 50.0})
    imported(lake, ledgers("960.00"))
    assert proof(lake, case).shown is Shown.GONE  # 40 yuan are within its tolerance of 50


def test_several_cases_are_shown_together_each_by_its_own_parameters(lake: Lake) -> None:
    strict, wide = of_ledger(lake), of_ledger(lake, parameters={"tolerance_yuan": 50.0})
    imported(lake, ledgers("960.00"))
    rows = [cases.case(lake.store, number) for number in (strict, wide)]
    found = recheck_all(lake, LOCAL_USER, rows, as_of=TODAY)
    assert {number: one.shown for number, [one] in found.items()} == {strict: Shown.CHANGED, wide: Shown.GONE}


def test_a_case_that_does_not_wait_for_it_is_not_rechecked(lake: Lake) -> None:
    with pytest.raises(MoveRefused, match="不在复查"):
        recheck(lake, LOCAL_USER, add_case(lake.store, "ACC-12", state="整改中"))


def test_what_is_no_check_proves_nothing(lake: Lake) -> None:
    case = of_bill(lake, codes=("ANOMALY",))
    assert proof(lake, case).shown is Shown.UNKNOWN


def test_a_sample_does_not_archive_what_newer_data_show_to_persist(lake: Lake) -> None:
    months = ("202607", "202608", "202609")
    for day, month in enumerate(months[:2], 6):
        imported(lake, ledgers("900.00", month), datetime(2026, 11, day))
    by_month = {month: of_ledger(lake, month) for month in months}
    draw_id = recheck_samples.draw(lake.store, LOCAL_USER, STATION, ["ACC-12"], size=1)
    [drawn] = [one.row.case_no for one in recheck_samples.draws(lake.store, LOCAL_USER)[0].drawn]
    cases.move(lake.store, LOCAL_USER, drawn, Action.PASS)
    left, cured = [month for month in months if by_month[month] != drawn]
    imported(lake, ledgers("900.00", left))
    imported(lake, ledgers("1000.00", cured))
    archived, persisting = archive_rest(lake, LOCAL_USER, draw_id, as_of=TODAY)
    assert (archived, persisting) == ([by_month[cured]], [by_month[left]])
    with pytest.raises(MoveRefused, match="新导入的数据显示问题仍在,不能凭样本归档"):
        archive_rest(lake, LOCAL_USER, draw_id, as_of=TODAY)
