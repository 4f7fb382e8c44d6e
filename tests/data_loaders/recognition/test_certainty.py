"""A sheet is taken for a table only when it is one: lists of all kinds are asked about, exports seldom."""

import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import Choice, Recognition, recognise
from data_loaders.sheet import Sheet
from models.data.schema import Need, Table
from tests.data_loaders.messy import rows_of, written
from tests.data_loaders.recognition.foreign_sheets import foreign_sheets
from tests.data_loaders.sheets import drawn_sheet, sheet_of_lines

TABLES = tables()
# How many of the columns that a table can do without are there, and the most that may wait of such sheets:
# measured over twelve companies of every table, rounded up.
SHAPES = {
    "as exported": (1.0, 0.03),
    "some columns": (0.4, 0.10),
    "few columns": (0.2, 0.12),
    "the least": (0.0, 0.24),
}
COMPANIES = range(6)
FOREIGN = list(foreign_sheets())


def is_taken(found: Recognition | None) -> bool:
    return found is not None and found.problem is None


def export_of(table: Table, share: float, rng: random.Random) -> Sheet:
    """Return a sheet of a table under headers of all kinds, with a share of the columns it can do without."""
    rows = rows_of(table, rng, 24)
    names = [
        name
        for name in rows[0]
        if table.by_name[name].need is Need.REQUIRED or name in table.keys[0] or rng.random() < share
    ]
    sheet = written(table, [{name: row[name] for name in names} for row in rows], rng)
    return sheet_of_lines([sheet.headers, *sheet.lines])


def exports(shape: str) -> Iterator[tuple[str, Sheet]]:
    for company in COMPANIES:
        for table in TABLES.values():
            yield (
                table.name,
                export_of(table, SHAPES[shape][0], random.Random(f"{company}|{table.name}|{shape}")),
            )


@pytest.mark.parametrize("sheet", [sheet for _, sheet in FOREIGN], ids=[kind for kind, _ in FOREIGN])
def test_a_list_that_is_no_export_is_never_taken_for_one(sheet: Sheet) -> None:
    found = recognise(sheet, TABLES)
    assert not is_taken(found), found and (found.table.title, found.certainty)


@pytest.mark.parametrize("shape", SHAPES)
def test_few_exports_wait_and_none_is_taken_for_another(
    shape: str, record_property: Callable[[str, object], None]
) -> None:
    said = Counter()
    for name, sheet in exports(shape):
        found = recognise(sheet, TABLES)
        said[
            "waits" if not is_taken(found) else "right" if found and found.table.name == name else "wrong"
        ] += 1
    waiting = said["waits"] / said.total()
    record_property("printed", f"exports, {shape}: {waiting:.1%} of {said.total()} wait for a person's word")
    assert said["wrong"] == 0
    assert waiting <= SHAPES[shape][1]


def test_what_speaks_against_is_named() -> None:
    found = recognise(
        drawn_sheet("户号 | 户名 | 联系电话 | 催费次数 | 备注\n 0512345678 | 甲 | 13900000000 | 2 | 已发"),
        TABLES,
    )
    assert "“催费次数”“备注” 2 列不是它的列" in str(found and found.problem)
    assert "在数据导入页面确认" in str(found and found.problem)


def test_a_column_of_running_numbers_or_of_nothing_speaks_against_nobody() -> None:
    bare = recognise(drawn_sheet("户号 | 年月 | 电量\n 0512345678 | 202404 | 5"), TABLES)
    more = recognise(
        drawn_sheet("序号 | 户号 | 年月 | 电量 | 附注\n 1 | 0512345678 | 202404 | 5 | ·"), TABLES
    )
    assert bare is not None
    assert more is not None
    assert more.certainty == bare.certainty


def test_the_least_certainty_is_what_the_company_sets() -> None:
    sheet = drawn_sheet("用户编号 | 年月 | 总电量 | 总电费\n 0512345678 | 202404 | 1 | 2")
    assert is_taken(recognise(sheet, TABLES, least_certainty=0.6))
    careful = recognise(sheet, TABLES, least_certainty=0.95)
    assert "不足 95%" in str(careful and careful.problem)


def test_a_person_s_word_is_taken_without_any_change() -> None:
    sheet = drawn_sheet("户号 | 户名 | 地址\n 0512345678 | 甲 | 东街1号")
    asked = recognise(sheet, TABLES)
    assert asked is not None
    assert not is_taken(asked)
    fields = {name: asked.block.headers[index].text for name, index in asked.assignment.fields.items()}
    assert is_taken(recognise(sheet, TABLES, choice=Choice(asked.table.name, fields)))
