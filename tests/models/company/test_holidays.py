"""Days that a company sets lie over the calendar, and everything that counts working days takes them."""

from datetime import date
from pathlib import Path

import ibis

from analytics import screening
from analytics.regulation.working_days import last_working_day_before, with_working_days
from analytics.results.two_runs import TwoRuns
from analytics.results.why_it_changed import Reasons
from data_loaders.catalog import tables
from models import runs
from models.company import code_tables, holidays
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER
from models.store import Store
from tests.base_cases.calendar_days import set_day
from tests.loaded import loaded

MONDAY, TUESDAY, FRIDAY, NEXT_MONDAY = (date(2027, 3, day) for day in (1, 2, 5, 8))


def days_until(lake: Lake, end: date) -> int:
    """Return the working days from Monday 2027-03-01 to a day as an engine of the home counts them."""
    with lake.open(LOCAL_USER) as door:
        rows = ibis.memtable({"begin": [MONDAY], "end": [end]})
        counted = with_working_days(rows, "begin", "end", "days").select("days")
        [asked] = door.engine.found(door.engine.stated(counted)).to_pylist()
        [direct] = door.engine.backend.to_pyarrow(counted).to_pylist()
    assert asked == direct
    return asked["days"]


def test_a_day_that_is_set_free_is_not_counted_until_it_is_given_back(tmp_path: Path) -> None:
    lake = Lake(Store(tmp_path), tables())
    assert days_until(lake, FRIDAY) == 4
    before = lake.store.data_version()
    code_tables.save(lake.store, LOCAL_USER, [set_day(TUESDAY, False, "防汛值守调休")])
    assert lake.store.data_version() > before
    assert days_until(lake, FRIDAY) == 3
    code_tables.save(lake.store, LOCAL_USER, [set_day(TUESDAY, None, "")])
    assert days_until(lake, FRIDAY) == 4
    assert [one.reason for one in code_tables.history(lake.store, holidays.TABLE)] == ["", "防汛值守调休"]


def test_the_data_of_an_earlier_version_is_counted_by_the_days_of_then(tmp_path: Path) -> None:
    lake = Lake(Store(tmp_path), tables())
    code_tables.save(lake.store, LOCAL_USER, [set_day(TUESDAY, False, "防汛值守调休")])
    then = lake.store.data_version()
    code_tables.save(lake.store, LOCAL_USER, [set_day(TUESDAY, None, "")])
    with lake.open_at(LOCAL_USER, then) as door:
        rows = ibis.memtable({"begin": [MONDAY], "end": [FRIDAY]})
        counted = with_working_days(rows, "begin", "end", "days").select("days")
        assert door.engine.found(door.engine.stated(counted)).to_pylist() == [{"days": 3}]


def test_the_last_working_day_before_a_day_is_that_of_the_home(tmp_path: Path) -> None:
    lake = Lake(Store(tmp_path), tables())
    code_tables.save(lake.store, LOCAL_USER, [set_day(date(2027, 3, 6), True, "补班")])
    with lake.open(LOCAL_USER) as door:
        found = door.engine.backend.to_pyarrow(last_working_day_before(NEXT_MONDAY).as_table())
    assert found.to_pylist()[0].popitem()[1] == date(2027, 3, 6)


CONTRACTS = """
    contracts
    contract_no | cons_no    | org_code  | status | sign_date  | archived
    H0          | 0000000001 | 334010101 | 2      | 2020-01-01 | 是
    H1          | 0000000001 | 334010101 | 2      | 2025-11-20 | 否

    customers
    cons_no    | org_code  | status_code | cons_sort_code
    0000000001 | 334010101 | 0           | 02
"""  # H1 is due for filing within five working days; Friday 2025-11-28 is the sixth


def test_a_check_judges_by_the_days_of_the_home_and_two_runs_say_so(tmp_path: Path) -> None:
    lake = loaded(tmp_path, CONTRACTS)
    earlier = screened(lake)
    code_tables.save(lake.store, LOCAL_USER, [set_day(date(2025, 11, 25), False, "雪灾停工")])
    later = screened(lake)
    assert [run.checks[0]["hits"] for run in (earlier, later)] == [1, 0]
    with lake.open(LOCAL_USER) as door:
        both = TwoRuns(lake.store, door, earlier, later)
        said = Reasons(both).of(both.that_fit().to_pyarrow().to_pylist())
    assert said == ["节假日的设定不同"]


def screened(lake: Lake) -> Run:
    at = {"as_of": date(2025, 11, 28), "period": "202511", "codes": ["INS-03"]}
    return runs.get(lake.store, screening.screen(lake, LOCAL_USER, **at))
