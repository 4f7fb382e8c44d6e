"""Tables share headers, and columns are left out of exports: a sheet is never taken for another table than its own.

Every table is crossed with all others: sheets of its least columns, of any beside them, and of which half of the least
were left out, under any of their headers. What is left may be too little to know it by; then a person is asked.
"""

import random
from collections.abc import Iterator

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import Recognition, recognise
from data_loaders.sheet import Sheet
from models.data.schema import Column, Kind, Need, Table
from tests.data_loaders.messy import row_of, texts_of
from tests.data_loaders.sheets import drawn_sheet, sheet_of_lines

TABLES = tables()
DRAWS, ROWS = 8, 3


def least(table: Table, rng: random.Random) -> list[Column]:
    """Return what a table cannot do without, with its key in every other draw."""
    key = table.keys[0] if rng.random() < 0.5 else ()
    return [column for column in table.columns if column.need is Need.REQUIRED or column.name in key]


def beside_the_least(table: Table, rng: random.Random) -> list[Column]:
    share, needed = rng.random(), least(table, rng)
    return [column for column in table.columns if column in needed or rng.random() < share]


def half_of_the_least(table: Table, rng: random.Random) -> list[Column]:
    """Return some columns, and half of what the table cannot do without: with less it is no export of it."""
    needed = table.required or [table.by_name[name] for name in table.keys[0]]
    kept = rng.sample(needed, -(-len(needed) // 2))
    share = rng.choice((0.1, 0.5))
    return [column for column in table.columns if column in kept or rng.random() < share]


def drawn(table: Table, columns: list[Column], rng: random.Random) -> Sheet:
    """Return a sheet of some columns, each under its standard header or one of the others, in any order."""
    chosen = [column for column in columns if column.kind is not Kind.SERIES]
    rng.shuffle(chosen)
    headers: list[str] = []
    for column in chosen:
        header = rng.choice((column.title, column.title, *column.aliases))
        headers.append(column.name if header in headers else header)
    rows = [row_of(chosen, rng, number) for number in range(ROWS)]
    return sheet_of_lines([headers, *(texts_of(row, chosen) for row in rows)])


def sheets(table: Table) -> Iterator[Sheet]:
    for columns_of in (least, beside_the_least, half_of_the_least):
        for number in range(DRAWS):
            rng = random.Random(f"{table.name}|{columns_of.__name__}|{number}")
            columns = columns_of(table, rng)
            if any(column.kind is not Kind.SERIES for column in columns):
                yield drawn(table, columns, rng)


def taken_for(found: Recognition | None) -> str | None:
    return found.table.name if found is not None and found.problem is None else None


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_sheet_of_any_of_its_columns_is_taken_for_its_table_or_asked_about(table: Table) -> None:
    taken = [
        (taken_for(recognise(sheet, TABLES)), sheet.cells.slice(0, 1).to_pylist()) for sheet in sheets(table)
    ]
    assert [(name, headers) for name, headers in taken if name not in (table.name, None)] == []


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_sheet_of_all_columns_under_their_standard_headers_is_known_whatever_is_asked_of_less(
    table: Table,
) -> None:
    rng = random.Random(table.name)
    columns = [column for column in table.columns if column.kind is not Kind.SERIES]
    rows = [row_of(columns, rng, number) for number in range(ROWS)]
    headers = [column.title for column in columns]
    found = recognise(sheet_of_lines([headers, *(texts_of(row, columns) for row in rows)]), TABLES)
    assert taken_for(found) == table.name, found and found.problem


def test_feeds_of_customers_are_no_customers() -> None:
    whole = "用户编号 | 电源编号 | 电源类型 | 供电电压\n 0512345678 | 1 | 1 | AC00101\n 0512345678 | 2 | 1 | AC00101"
    assert taken_for(recognise(drawn_sheet(whole), TABLES)) == "power_sources"
    cut = recognise(drawn_sheet("用户编号 | 电源类型 | 供电电压\n 0512345678 | 1 | AC00101"), TABLES)
    assert "不能确定" in str(cut and cut.problem)
    assert "“供电电源”" in str(cut and cut.problem)


def test_a_column_that_another_table_knows_speaks_more_against_than_one_that_none_knows() -> None:
    known = recognise(
        drawn_sheet("户号 | 用电类别 | 供电电压 | 供电容量\n 0512345678 | 405 | AC00101 | 5"), TABLES
    )
    unknown = recognise(
        drawn_sheet("户号 | 用电类别 | 供电电压 | 楼层\n 0512345678 | 405 | AC00101 | 5"), TABLES
    )
    assert known is not None
    assert unknown is not None
    assert known.certainty < unknown.certainty
