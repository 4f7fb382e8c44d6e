"""Two meters of one customer side by side in a row are two rows."""

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import recognise
from data_loaders.recognition.side_groups import side_groups
from data_loaders.rows.typed_sheet import typed
from data_loaders.sheet import MergedRange
from tests.data_loaders.sheets import drawn_sheet

TABLES = tables()
SHARED = "用户编号 | 计量点编号"
ROWS = """
    0512345678 | JL01 | 3300000001 | 20 | 3300000002 | 40
    0512345679 | JL02 | 3300000003 | 10 | · | ·
"""
METERS = [
    ("0512345678", "3300000001", 20),
    ("0512345679", "3300000003", 10),
    ("0512345678", "3300000002", 40),
]


def meters(text: str, merged: tuple[MergedRange, ...] = ()) -> tuple[list[tuple[str, str, int]], list[str]]:
    """Return (customer, meter, factor) of all sheets, and what was said."""
    rows, said = [], []
    for sheet in side_groups(drawn_sheet(text, merged=merged)):
        found = recognise(sheet, TABLES)
        assert found is not None
        assert found.problem is None, found.problem
        values = typed(sheet, found).values
        own = (values[name].to_pylist() for name in ("cons_no", "asset_no", "t_factor"))
        rows += [(customer, meter, int(factor)) for customer, meter, factor in zip(*own, strict=True)]
        said += sheet.notes
    return rows, said


@pytest.mark.parametrize(
    "header",
    [
        f"· | · | 主供 | · | 备供 | ·\n{SHARED} | 资产号 | 倍率 | 资产号 | 倍率",
        f"{SHARED} | 资产号 | 倍率 | 资产号 | 倍率",
        f"{SHARED} | 主供资产号 | 主供倍率 | 备供资产号 | 备供倍率",
        f"{SHARED} | 资产号 | 倍率 | 资产号2 | 倍率2",
        f"{SHARED} | 资产号(主) | 倍率(主) | 资产号(副) | 倍率(副)",
    ],
)
def test_each_thing_that_stands_beside_another_is_a_row(header: str):
    rows, said = meters(header + ROWS)
    assert rows == METERS
    assert len(said) == 1
    assert "并排写有 2 组" in said[0]


def test_groups_are_named_by_their_labels():
    merged = (MergedRange(0, 2, 0, 3), MergedRange(0, 4, 0, 5))
    text = f"· | · | 主供 | · | 备供 | ·\n{SHARED} | 资产号 | 倍率 | 资产号 | 倍率{ROWS}"
    assert meters(text, merged) == (METERS, ["每行并排写有 2 组(主供、备供),已各作一行读取"])


@pytest.mark.parametrize(
    "text",
    [
        f"{SHARED} | 资产号 | 倍率 | 资产号 | 倍率\n0512345678 | JL01 | 3300000001 | 20 | 3300000001 | 40",
        f"{SHARED} | 本期资产号 | 本期倍率 | 上期资产号 | 上期倍率{ROWS}",
        f"{SHARED} | 旧表资产号 | 旧表倍率 | 新表资产号 | 新表倍率{ROWS}",
        f"{SHARED} | 拆表资产号 | 拆表倍率 | 装表资产号 | 装表倍率{ROWS}",
        f"{SHARED} | 更换前资产号 | 更换前倍率 | 更换后资产号 | 更换后倍率{ROWS}",
        f"{SHARED} | 资产号 | 倍率 | 关联资产号 | 关联倍率{ROWS}",
        "用户编号 | 年月 | 总电量 | 总电费 | 总电量 | 总电费\n0512345678 | 202404 | 10 | 5 | 20 | 9",
    ],
    ids=[
        *("the same meter twice", "two months", "what is no more", "taken down", "replaced", "only related"),
        "no thing",
    ],
)
def test_figures_of_one_thing_side_by_side_are_no_rows(text: str):
    sheet = drawn_sheet(text)
    assert list(side_groups(sheet)) == [sheet]


def test_a_row_without_any_thing_stays_and_is_refused():
    text = f"{SHARED} | 资产号 | 倍率 | 资产号 | 倍率{ROWS}0512345680 | JL03 | · | · | · | ·"
    first, second = side_groups(drawn_sheet(text))
    assert [first.cells.num_rows, second.cells.num_rows] == [4, 2]
    found = recognise(first, TABLES)
    assert found is not None
    assert typed(first, found).rejects["reason"].to_pylist() == ["缺少主键“电能表资产号”的值"]


def test_what_is_merged_over_rows_stays_where_the_first_of_them_has_no_second_thing():
    text = f"{SHARED} | 资产号 | 倍率 | 资产号 | 倍率\n0512345678 | JL01 | 3300000001 | 20 | · | ·\n· | JL02 | 3300000003 | 10 | 3300000002 | 40"
    rows, _ = meters(text, (MergedRange(1, 0, 2, 0),))
    assert rows == [
        (customer, *rest) for customer, (_, *rest) in zip(["0512345678"] * 3, METERS, strict=True)
    ]


@pytest.mark.parametrize(
    "header",
    [
        "用户编号 | 电费年月 | 基本电费 | 电价码1 | 总电量1 | 总电费1 | 电价码2 | 总电量2 | 总电费2",
        "用户编号 | 电费年月 | 基本电费 | 1 | · | · | 2 | · | ·\n· | · | · | 电价码 | 总电量 | 总电费 | 电价码 | 总电量 | 总电费",
    ],
)
def test_money_of_the_things_together_counts_once(header: str) -> None:
    merged = tuple(MergedRange(0, column, 1, column) for column in range(3)) if "\n" in header else ()
    merged += (MergedRange(0, 3, 0, 5), MergedRange(0, 6, 0, 8)) if merged else ()
    text = f"""{header}
        0512345678 | 202404 | 1000 | P1 | 500 | 300 | P2 | 100 | 50
        0512345679 | 202404 | 2000 | ·  | ·   | ·   | P2 | 600 | 400
    """
    rows, said = [], []
    for sheet in side_groups(drawn_sheet(text, merged=merged)):
        found = recognise(sheet, TABLES)
        assert found is not None
        values = typed(sheet, found).values
        own = (values[name].to_pylist() for name in ("prc_code", "total_amt", "basic_amt"))
        rows += list(zip(*own, strict=True))
        said += sheet.notes
    assert rows == [("P1", 300, 1000), ("P2", 50, None), ("P2", 400, 2000)]
    assert said == ["每行并排写有 2 组(1、2),已各作一行读取,“基本电费”只计在前一组,没有重复计入"]
