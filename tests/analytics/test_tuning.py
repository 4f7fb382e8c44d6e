"""A trial finds what a run finds with the same values, and says what appears and what disappears.

The rows are those of all checks' own tests, drawn together as one company.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import pyarrow.parquet as pq
import pytest

from analytics import kept_files, parameters, screening, tuning
from analytics import shared_facts as shared_facts_module
from analytics.check import Check, Parameter
from analytics.parameters import levels_of, tried
from analytics.rulebook import check_of, checks
from analytics.screening import run_check, shared_facts
from analytics.statements import statement_of
from analytics.tuning import Bench, between, range_of
from data_loaders.catalog import tables
from models import runs
from models.company.parameters import history
from models.lake import Lake
from models.people import LOCAL_USER, SYSTEM, Person, Role
from models.store import Store
from tests.base_cases.ledgers import LEDGERS
from tests.base_cases.of_checks import day_of, own_tables
from tests.drawn import in_digits, together
from tests.loaded import load, loaded

PERIOD = "202510"
WITH_PARAMETERS = {code: one for code, one in checks().items() if one.parameters}
KEY = ("object_type", "object_id", "period")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """Give a company that every check finds something in."""
    lake = Lake(Store(tmp_path_factory.mktemp("tuning")), tables())
    load(lake, in_digits(together(own_tables(one) for one in checks().values())), "all")
    yield lake
    lake.store.close()


def some_value(parameter: Parameter, usual: Any, draw: Random) -> float:
    """Return a value that a parameter takes, mostly near the usual one."""
    low = parameter.low if parameter.low is not None else 0.0
    high = parameter.high if parameter.high is not None else 1_000.0
    if usual and draw.random() < 0.8:
        low, high = max(low, usual / 3), min(high, usual * 3)
    value = draw.uniform(low, high)
    return parameter.number(round(value) if parameter.is_whole else round(value, 4))


@pytest.mark.parametrize("check", WITH_PARAMETERS.values(), ids=WITH_PARAMETERS)
def test_a_trial_finds_hit_by_hit_what_a_run_finds_with_the_same_values(
    check: Check, lake: Lake, tmp_path: Path
) -> None:
    draw, as_of = Random(crc32(check.code.encode())), date.fromisoformat(day_of(check))
    usual = levels_of(check, [], as_of)
    values = {one.name: some_value(one, usual.usual[one.name], draw) for one in check.parameters}
    unit = draw.choice(["", "33401", "3340101"])
    bench = Bench(lake, check, as_of, PERIOD)
    trial = bench.trial(usual, tried(check, usual, unit, values, as_of), LOCAL_USER)
    rows = trial.that_fit().to_pyarrow().to_pylist()
    before = bench.hits(usual).to_pylist()
    found = bench.hits(tried(check, usual, unit, values, as_of)).to_pylist()
    trial.sentences(rows)
    bench.close()

    parameters.save(lake.store, LOCAL_USER, check, unit, values, since=as_of, reason="试算后保存")
    now = ran(lake, check, as_of, tmp_path)
    assert sorted(map(str, found)) == sorted(map(str, now))
    keys_before, keys_now = (Counter(map(key_of, hits)) for hits in (before, now))
    appeared = [row for row in rows if row["state"] == "new"]
    gone = [row | {"period": row["period_before"]} for row in rows if row["state"] == "gone"]
    assert Counter(map(key_of, appeared)) == keys_now - keys_before
    assert Counter(map(key_of, gone)) == keys_before - keys_now


def ran(lake: Lake, check: Check, as_of: date, folder: Path) -> list[dict[str, Any]]:
    """Return what a run finds with what is stored."""
    with lake.open(SYSTEM) as door:
        shared = shared_facts([check], door, door.engine, as_of, PERIOD)
        at = {"as_of": as_of, "period": PERIOD, "values": {}, "overrides": history(lake.store)}
        outcome = run_check(check, door, folder, **at, shared=shared)
    assert outcome.state == "ran", outcome
    return pq.read_table(folder / f"{check.code}.parquet").to_pylist()


def key_of(hit: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(hit[name] for name in KEY)


def test_a_trial_takes_the_facts_that_a_run_has_worked_out(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = check_of("ACC-08")
    as_of = date.fromisoformat(day_of(check))
    usual = levels_of(check, [], as_of)
    other = tried(check, usual, "", {one.name: usual.usual[one.name] * 2 for one in check.parameters}, as_of)

    def found() -> list[str]:
        monkeypatch.setattr(tuning, "_KNOWN", {})
        bench = Bench(lake, check, as_of, PERIOD)
        hits = sorted(map(str, bench.hits(other).to_pylist()))
        bench.close()
        return hits

    def none_worth_keeping(one: Any, *about: Any) -> Any:
        assert not one.is_kept, f"{one.name} is worked out again"
        return statement_of(one, *about)

    without = found()
    screening.screen(lake, LOCAL_USER, as_of=as_of, period=PERIOD, codes=[check.code])
    monkeypatch.setattr(shared_facts_module, "statement_of", none_worth_keeping)
    assert found() == without != []


def test_a_run_whose_facts_cannot_be_kept_is_recorded_and_whole(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_memory(*_: Any) -> None:
        raise MemoryError

    check = check_of("ACC-08")
    monkeypatch.setattr(kept_files, "write", out_of_memory)
    as_of = date.fromisoformat(day_of(check))
    number = screening.screen(lake, LOCAL_USER, as_of=as_of, period=PERIOD, codes=[check.code])
    assert runs.get(lake.store).id == number


LEDGER_CHECK, AS_OF = check_of("ACC-12"), date(2025, 11, 1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Give a bench for ACC-12: 334010101 is off by 100.00 yuan, 334010201 by 199.50."""
    bench = Bench(loaded(tmp_path / "home", LEDGERS), LEDGER_CHECK, AS_OF, PERIOD)
    yield bench
    bench.close()


def with_tolerance(value: float, unit: str = "") -> parameters.Levels:
    usual = levels_of(LEDGER_CHECK, [], AS_OF)
    return tried(LEDGER_CHECK, usual, unit, {"tolerance_yuan": value}, AS_OF)


def test_a_trial_says_what_disappears_by_unit_and_in_what_words(bench: Bench) -> None:
    trial = bench.trial(with_tolerance(1), with_tolerance(150), LOCAL_USER)
    by_unit = {row["unit"]: (row["gone"], row["same"]) for row in trial.figures("unit")}
    assert by_unit == {"334010101": (1, 0), "334010201": (0, 1)}
    [row] = trial.that_fit(state="gone").to_pyarrow().to_pylist()
    assert trial.sentences([row])[0].endswith("相差 100 元")


def test_whoever_tries_sees_what_becomes_of_the_own_units_alone(bench: Bench) -> None:
    lead = Person("某县专责", Role.LEAD, ("3340102",))
    trial = bench.trial(with_tolerance(1), with_tolerance(500, "3340102"), lead)
    assert [row["unit"] for row in trial.figures("unit")] == ["334010201"]


def test_a_curve_counts_hits_and_yuan_by_each_value(bench: Bench) -> None:
    points = bench.curve(with_tolerance, [1, 150, 300], [""])
    assert [(one.value, one.hits, one.yuan) for one in points] == [
        (1, 2, 299.5),
        (150, 1, 199.5),
        (300, 0, 0),
    ]


def test_a_curve_goes_from_half_of_a_value_to_twice_it_within_the_bounds() -> None:
    [tolerance] = LEDGER_CHECK.parameters
    assert (range_of(tolerance, 10)[0], range_of(tolerance, 10)[-1]) == (5, 20)
    assert range_of(tolerance, 800)[-1] == 1_000
    [days] = check_of("INS-09").parameters
    assert between(days, 1, 3) == [1, 2, 3]


def test_what_a_screening_found_by_the_values_in_force_is_not_worked_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = loaded(tmp_path / "home", LEDGERS)
    screening.screen(lake, LOCAL_USER, as_of=AS_OF, period=PERIOD, codes=["ACC-12"])
    bench, asked = Bench(lake, LEDGER_CHECK, AS_OF, PERIOD), []
    work_out = tuning.hits_of

    def noted(one: Check, tables: Any, door: Any, engine: Any, levels: parameters.Levels, **how: Any) -> Any:
        asked.append(levels.values_for(""))
        return work_out(one, tables, door, engine, levels, **how)

    monkeypatch.setattr(tuning, "hits_of", noted)
    usual = levels_of(LEDGER_CHECK, [], AS_OF)
    [found] = bench.trial(usual, with_tolerance(150), LOCAL_USER).figures()
    bench.close()
    assert (found["hits_before"], found["hits"], found["gone"]) == (2, 1, 1)
    assert [values["tolerance_yuan"] for values in asked] == [150]
