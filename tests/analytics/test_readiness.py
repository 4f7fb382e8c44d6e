"""Which checks the data allows."""

from analytics.readiness import Readiness, added, readiness, values_of
from analytics.rulebook import check_of

NEEDED = {table: dict.fromkeys(columns, 1) for table, columns in check_of("TAR-01").needed.items()}


def of(code: str, found: list[Readiness]) -> Readiness:
    return next(one for one in found if one.check.code == code)


def test_check_whose_data_is_stored_can_run_already():
    assert of("TAR-01", readiness(NEEDED, {})).state == "already"


def test_check_becomes_possible_with_what_a_delivery_brings():
    assert of("TAR-01", readiness({}, NEEDED)).state == "newly"


def test_stored_and_brought_data_count_together():
    first, *others = NEEDED
    stored, brought = {first: NEEDED[first]}, {name: NEEDED[name] for name in others}
    assert of("TAR-01", readiness(stored, brought)).state == "newly"


def test_check_without_its_data_stays_off_and_says_for_lack_of_what():
    found = of("TAR-01", readiness({}, {}))
    assert found.state == "off"
    assert set(found.missing) == set(NEEDED)


def test_column_without_any_value_is_missing():
    table, columns = next(iter(NEEDED.items()))
    emptied = NEEDED | {table: {name: 0 if name == next(iter(columns)) else 1 for name in columns}}
    assert of("TAR-01", readiness({}, emptied)).missing == (f"{table}.{next(iter(columns))}",)


def test_counts_of_several_files_add_up():
    assert values_of([("bills", {"amt_ym": 2}), ("bills", {"amt_ym": 3})]) == {"bills": {"amt_ym": 5}}
    assert added({"bills": {"amt_ym": 2}}, {"orgs": {}}) == {"bills": {"amt_ym": 2}, "orgs": {}}
