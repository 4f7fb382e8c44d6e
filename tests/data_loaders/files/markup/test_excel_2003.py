"""A cell of an XML spreadsheet 2003 shows its number as its row, column or table says, where it says nothing itself."""

from pathlib import Path

import pytest

from data_loaders.files.formats import Sheet, read_sheets
from models.errors import FileDamaged

SS = "urn:schemas-microsoft-com:office:spreadsheet"


def style(name: str, code: str | None, parent: str = "") -> str:
    shown = "" if code is None else f'<NumberFormat ss:Format="{code}"/>' if code else "<NumberFormat/>"
    return f'<Style ss:ID="{name}" ss:Parent="{parent}"><Font ss:Bold="1"/>{shown}</Style>'


STYLES = (
    style("two", "00"),
    style("three", "000"),
    style("four", "0000"),
    style("bold", None),
    style("of_four", None, "four"),
    style("as_it_is", "", "four"),
)


def cell(style: str = "", value: str = "7", kind: str = "Number") -> str:
    named = f' ss:StyleID="{style}"' if style else ""
    return f'<Cell{named}><Data ss:Type="{kind}">{value}</Data></Cell>'


def cells(sheet: Sheet) -> list[list[str | None]]:
    return [list(line.values()) for line in sheet.cells.to_pylist()]


def row(*shown: str, style: str = "", more: str = "") -> str:
    named = f' ss:StyleID="{style}"' if style else ""
    return f"<Row{named}{more}>{''.join(shown)}</Row>"


def read(folder: Path, *parts: str, table: str = "", default: str | None = None) -> Sheet:
    named = f' ss:StyleID="{table}"' if table else ""
    styles = "".join((style("Default", default), *STYLES))
    path = folder / "a.xml"
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{SS}" xmlns:ss="{SS}"><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="一"><Table{named}>{"".join(parts)}</Table></Worksheet></Workbook>',
        "utf-8",
    )
    (sheet,) = read_sheets(path)
    return sheet


def test_column_gives_its_cells_their_format_and_other_columns_nothing(tmp_path: Path):
    columns = '<Column ss:Index="2" ss:Span="1" ss:StyleID="two"/><Column/><Column ss:StyleID="three"/>'
    assert cells(read(tmp_path, columns, row(*[cell()] * 6))) == [["7", "07", "07", "7", "007", "7"]]


def test_row_counts_more_than_column_and_the_cell_itself_most(tmp_path: Path):
    shown = read(
        tmp_path,
        '<Column ss:StyleID="two"/>' * 3,
        row(cell(), cell("four"), cell("Default")),
        row(cell(), cell("four"), cell("Default"), style="three"),
        row(cell()),
    )
    assert cells(shown) == [["07", "0007", "7"], ["007", "0007", "7"], ["07", None, None]]


def test_table_gives_its_format_where_no_column_does(tmp_path: Path):
    assert cells(read(tmp_path, '<Column ss:StyleID="three"/>', row(cell(), cell()), table="two")) == [
        ["007", "07"]
    ]


@pytest.mark.parametrize(
    ("named", "shown"), [("bold", "7"), ("of_four", "0007"), ("as_it_is", "7"), ("unknown", "7")]
)
def test_style_without_a_format_has_that_of_its_parent(tmp_path: Path, named: str, shown: str):
    assert cells(read(tmp_path, row(cell(named)))) == [[shown]]


@pytest.mark.parametrize(("named", "shown"), [("", "007"), ("bold", "007"), ("as_it_is", "7"), ("two", "07")])
def test_default_style_counts_where_nothing_else_says_how_numbers_look(
    tmp_path: Path, named: str, shown: str
):
    assert cells(read(tmp_path, row(cell(named)), default="000")) == [[shown]]


def test_style_that_is_its_own_ancestor_shows_numbers_as_they_are(tmp_path: Path):
    path = tmp_path / "a.xml"
    read(tmp_path, row(cell("a")))
    round_about = style("a", None, "b") + style("b", None, "a")
    path.write_text(path.read_text("utf-8").replace("<Styles>", f"<Styles>{round_about}"), "utf-8")
    (sheet,) = read_sheets(path)
    assert cells(sheet) == [["7"]]


def test_merged_cells_move_those_behind_them_to_their_own_columns(tmp_path: Path):
    merged = '<Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="Number">7</Data></Cell>'
    columns = '<Column/><Column/><Column ss:StyleID="three"/>'
    assert cells(read(tmp_path, columns, row(merged, cell()), row(cell()))) == [
        ["7", None, "007"],
        [None, None, "007"],
    ]


def test_texts_and_days_keep_their_words_under_an_inherited_format(tmp_path: Path):
    shown = row(
        cell(value="8", kind="String"), cell(value="2024-06-05T00:00:00.000", kind="DateTime"), cell()
    )
    assert cells(read(tmp_path, shown, table="three")) == [["8", "2024-06-05", "007"]]


def test_scale_of_a_whole_column_is_said(tmp_path: Path):
    path = tmp_path / "a.xml"
    read(tmp_path, '<Column ss:StyleID="wan"/>', row(cell(value="26344.86")))
    path.write_text(
        path.read_text("utf-8").replace("<Styles>", "<Styles>" + style("wan", "0!.0000")), "utf-8"
    )
    (sheet,) = read_sheets(path)
    assert (cells(sheet), sheet.scaled) == ([["2.634486"]], {0: 4})


def test_rows_behind_one_that_spans_keep_their_numbers(tmp_path: Path):
    shown = read(tmp_path, row(cell()), row(more=' ss:Span="2"'), row(cell()), row(cell()))
    assert shown.row_no.to_pylist() == [1, 5, 6]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f'<?xml version="1.0"?><Workbook xmlns="{SS}"><Worksheet><Table><Row><Cell>',
            "XML 表格已损坏或不完整",
        ),
        ('<?xml version="1.0"?>', "这份 XML 已损坏或不完整"),
        ('<?xml version="1.0"?><!-- 表 -->', "这份 XML 已损坏或不完整"),
    ],
)
def test_xml_that_is_cut_off_is_refused(tmp_path: Path, text: str, said: str):
    path = tmp_path / "a.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(FileDamaged, match=said):
        list(read_sheets(path))


@pytest.mark.parametrize("index", ["x", "1.5", "1234567890123456"])
def test_index_that_is_no_whole_number_is_refused(tmp_path: Path, index: str):
    with pytest.raises(FileDamaged, match=f"XML 表格中的序号“{index}”无效"):
        read(tmp_path, row(cell(), more=f' ss:Index="{index}"'))


def test_index_below_zero_moves_nothing(tmp_path: Path):
    shown = read(tmp_path, row(cell(), '<Cell ss:Index="-5"><Data ss:Type="Number">8</Data></Cell>'))
    assert cells(shown) == [["7", "8"]]


def test_text_that_calls_itself_a_number_stays_as_it_is(tmp_path: Path):
    assert cells(read(tmp_path, row(cell("three", "七"), cell("three", "1 2")))) == [["七", "1 2"]]
