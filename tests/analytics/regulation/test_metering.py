"""Classes of metering installations, their accuracy, and their cycles."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from analytics.regulation import meter_cycles as cycles
from analytics.regulation.metering import (
    ACCURACY,
    GRADES,
    MAX_LOAD_RATIO,
    MIN_LOAD_RATIO,
    MIN_LOAD_RATIO_S,
    Accuracy,
    class_expr,
    demanded_expr,
    grade_percent_expr,
    is_worse_expr,
    largest_current_expr,
    primary_current_expr,
)
from data_loaders.catalog import code_lists
from tests.analytics.regulation.by_hand import (
    class_2000,
    class_2016,
    is_worse,
    largest_current,
    primary_current,
    verification_months,
)
from tests.analytics.regulation.in_engine import calculated, columns, vectors

D = Decimal
NEW = date(2017, 5, 1)
VECTORS = vectors("metering")
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}


def worst(grades: str | list[str]) -> str:
    """Return the worst of the grades that a class admits, written with one decimal."""
    listed = [grades] if isinstance(grades, str) else grades
    return max((grade if "." in grade else f"{grade}.0" for grade in listed), key=GRADES.index)


@pytest.mark.parametrize(("name", "day"), [("accuracy_2000", "2017-04-30"), ("accuracy_2016", "2017-05-01")])
def test_demanded_accuracy_is_the_published_one(name: str, day: str) -> None:
    demanded = ACCURACY.on(date.fromisoformat(day)) or {}
    published = VECTORS[name]
    for roman, level in ROMAN.items():
        row = published[roman]
        reactive = worst(row["reactive"]) if "reactive" in row else None
        wanted = Accuracy(worst(row["active"]), reactive, row.get("PT"), worst(row["CT"]))
        assert demanded[level] == wanted, roman


@pytest.mark.parametrize(
    ("month_kwh", "kva", "is_high", "is_single", "expected"),
    [
        (5_000_000, 100, True, False, 1),
        (0, 10_000, True, False, 1),
        (4_999_999, 9_999, True, False, 2),
        (1_000_000, 0, True, False, 2),
        (5_000_000, 0, False, False, 3),
        (100_000, 0, False, False, 3),
        (0, 315, False, False, 3),
        (99_999, 314, False, False, 4),
        (10, 5, False, True, 5),
    ],
)
def test_class_by_the_edition_of_2000(
    month_kwh: int, kva: int, is_high: bool, is_single: bool, expected: int
) -> None:
    kwh, old = D(month_kwh), date(2017, 4, 30)
    assert class_2000(kwh, D(kva), old, is_high=is_high, is_single_phase=is_single) == expected
    assert class_2000(kwh, D(kva), NEW, is_high=is_high, is_single_phase=is_single) is None


@pytest.mark.parametrize(
    ("kv", "expected"),
    [("220", 1), ("110", 2), ("66", 2), ("35", 3), ("10", 3), ("6", 4), ("0.38", 4), ("0.22", 5)],
)
def test_class_by_the_edition_of_2016(kv: str, expected: int) -> None:
    assert class_2016(D(kv), NEW, is_single_phase=kv == "0.22") == expected
    assert class_2016(D(kv), date(2017, 4, 30), is_single_phase=kv == "0.22") is None


def test_grades_are_ranked_from_best_to_worst() -> None:
    grades, demanded = ["0.2S", "0.5S", "2.0", "1.0", "x"], ["0.5S", "0.5S", "1.0", "1.0S", "1.0"]
    table = columns(grade=grades, demanded=demanded)
    assert calculated(table, is_worse_expr(table.grade, table.demanded)) == [False, False, True, True, None]
    assert [is_worse(*pair) for pair in zip(grades[:4], demanded[:4], strict=True)] == [
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("case", [case for case in VECTORS["test_vectors"] if "I1" in case])
def test_published_primary_current(case: dict[str, Decimal]) -> None:
    assert primary_current(case["s_kva"], case["u_kv"]) == case["I1"]
    table = columns(kva=[case["s_kva"]], kv=[case["u_kv"]])
    assert calculated(table, primary_current_expr(table.kva, table.kv)) == [case["I1"]]


def test_load_ratios_are_the_published_ones() -> None:
    sizing = VECTORS["ct_sizing"]
    rules = [MIN_LOAD_RATIO, MIN_LOAD_RATIO_S, MAX_LOAD_RATIO]
    names = ["min_load_ratio", "min_load_ratio_S_class", "max_load_ratio"]
    assert [rule.on(NEW) for rule in rules] == [sizing[name] for name in names]


def test_the_largest_current_stands_in_brackets() -> None:
    texts = ["5(60)A", "1.5(6)A", "0.25-0.5（60）A", "5A", "", None]
    wanted = [D(60), D(6), D(60), None, None, None]
    table = columns(rated=texts)
    assert [largest_current(text) for text in texts] == wanted
    assert calculated(table, largest_current_expr(table.rated)) == wanted


@pytest.mark.parametrize(
    ("meter_type", "accuracy", "wiring", "expected"),
    [
        ("11", "02", "1", 120),
        ("31", "02", "3", 72),
        ("13", "02", None, None),
        ("28", "04", "3", 72),
        ("28", "05", "1", 72),
        ("28", "01", "1", 96),
        ("22", "02", None, 96),
        ("28", None, "1", None),
        (None, "01", "1", None),
    ],
)
def test_months_between_verifications(
    meter_type: str | None, accuracy: str | None, wiring: str | None, expected: int | None
) -> None:
    assert verification_months(meter_type, accuracy, wiring, NEW) == expected


def test_cycles_are_the_same_in_the_engine() -> None:
    lists = code_lists()
    rows = list(
        product(
            [*lists["AMMETER_TYPE_CODE"], None], [*lists["AP_PRE_LEVEL_CODE"], None], ["1", "2", "3", None]
        )
    )
    kind, accuracy, wiring = (list(column) for column in zip(*rows, strict=True))
    table = columns(kind=kind, accuracy=accuracy, wiring=wiring)
    months = cycles.verification_months_expr(table.kind, table.accuracy, table.wiring, NEW)
    assert calculated(table, months) == [verification_months(*row, NEW) for row in rows]


def test_fine_and_coarse_grades_are_those_of_the_code_list() -> None:
    labels = code_lists()["AP_PRE_LEVEL_CODE"]
    assert {labels[code] for code in cycles.FINE_GRADES} == {"0.1", "0.2S", "0.2", "0.5S", "0.5"}
    assert set(labels) == {*cycles.FINE_GRADES, *cycles.COARSE_GRADES}


def test_cycles_are_the_published_ones() -> None:
    for day, name in ((date(2017, 4, 30), "field_test_months_2000"), (NEW, "field_test_months_2016")):
        months = cycles.SITE_TEST_MONTHS.on(day) or {}
        assert [months[ROMAN[roman]] for roman in ("I", "II", "III")] == [
            VECTORS[name][roman] for roman in ("I", "II", "III")
        ]
    years = VECTORS["verification_cycle_years"]
    assert [cycles.ELECTROMECHANICAL_MONTHS.part(phases).on(NEW) for phases in ("三相", "单相")] == [
        years["JJG307-2006 机电式"]["三相"] * 12,
        years["JJG307-2006 机电式"]["其他单相"] * 12,
    ]
    assert list((cycles.ELECTRONIC_MONTHS.on(NEW) or {}).values()) == [
        year * 12 for year in years["JJG596-2012 电子式"].values()
    ]


KWH, KVA = [D(0), D(99_999), D(100_000), D(1_000_000), D(5_000_000)], [D(0), D(315), D(2_000), D(10_000)]
KV = [D("0.22"), D("0.38"), D(10), D(35), D(66), D(220)]


def test_classes_of_columns_are_those_of_single_installations() -> None:
    days = [date(2017, 4, 30), NEW]
    cases = list(product(KWH, KVA, KV, days, [True, False]))
    kwh, kva, kv, day, single = (list(column) for column in zip(*cases, strict=True))
    table = columns(kwh=kwh, kva=kva, kv=kv, day=day, single=single)
    level = class_expr(table.kwh, table.kva, table.kv, table.day, is_single_phase=table.single)
    wanted = [
        class_2000(kwh, kva, day, is_high=kv >= 1, is_single_phase=single)
        if day < NEW
        else class_2016(kv, day, is_single_phase=single)
        for kwh, kva, kv, day, single in cases
    ]
    assert calculated(table, level) == wanted


def test_what_is_not_known_raises_no_class() -> None:
    days = [date(2017, 4, 30)] * 2 + [NEW]
    table = columns(kwh=[None, D(1), D(1)], kva=[None, D(315), D(315)], kv=[D(10), D(10), None], day=days)
    level = class_expr(table.kwh, table.kva, table.kv, table.day, is_single_phase=table.kwh == 7)
    assert calculated(table, level) == [4, 3, None]


def test_the_grade_that_a_class_admits_goes_by_the_day_and_the_device() -> None:
    levels, days = [1, 2, 3, 4, 5], [date(2017, 4, 30), NEW]
    table = columns(level=levels * 2, day=[day for day in days for _ in levels])
    for device in ("active", "ct", "pt"):
        wanted = [getattr((ACCURACY.on(day) or {})[level], device) for day in days for level in levels]
        assert calculated(table, demanded_expr(table.level, table.day, device)) == wanted


def test_the_error_that_a_grade_admits_is_its_number() -> None:
    table = columns(grade=["0.2S", "0.5", "2.0", "x"])
    assert calculated(table, grade_percent_expr(table.grade)) == [D("0.2"), D("0.5"), D("2.0"), None]
