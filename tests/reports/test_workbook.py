import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.recognition.own_files import TARGETS
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write
from tests.printed import printed_points

COLUMNS = (
    SheetColumn("cons_no", "户号", "id", 14),
    SheetColumn("cons_name", "户名", "text", 20),
    SheetColumn("amount_yuan", "金额(元)", "money", 12),
    SheetColumn("verdict", "核查结果", "text", 12, choices=("属实", "不属实"), is_input=True),
)
PAYLOADS = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    "@SUM(A1)",
    "+86 138",
    "-",
    "-3.5",
    "001234",
    "http://canary.example",
    "mailto:a@b.c",
    "＝HYPERLINK(1)",
    "\t=1",
    "䶮𠮷㐂",
    "'quoted",
    "{=1}",
]


def written(path: Path, names: list[str | None], amounts: list[str | None] | None = None) -> Path:
    amounts = amounts or ["1.00"] * len(names)
    rows = pa.table(
        {
            "cons_no": [f"{n:010d}" for n in range(len(names))],
            "cons_name": pa.array(names, pa.string()),
            "amount_yuan": pa.array([a and Decimal(a) for a in amounts], pa.decimal128(18, 2)),
            "verdict": pa.nulls(len(names), pa.string()),
        }
    )
    write(
        path,
        TARGETS,
        [
            CoverSheet("说明", "目标清单", (("筛查编号", "7"),)),
            ListSheet("目标清单", "目标清单", COLUMNS, rows),
        ],
    )
    return path


def column(path: Path, heading: str) -> list[object]:
    sheet = openpyxl.load_workbook(path)["目标清单"]
    headings = [cell.value for cell in sheet[2]]
    return [row[headings.index(heading)].value for row in sheet.iter_rows(min_row=3)]


@pytest.mark.parametrize("columns", [COLUMNS[:1], (COLUMNS[0], replace(COLUMNS[1], is_printed=False))])
def test_list_of_one_printed_column_has_its_title(tmp_path: Path, columns: tuple[SheetColumn, ...]) -> None:
    rows = pa.table({"cons_no": ["0000000001"], "cons_name": ["甲"]})
    write(tmp_path / "o.xlsx", TARGETS, [ListSheet("清单", "只有户号的清单", columns, rows)])
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx")["清单"]
    assert [row[0].value for row in sheet.iter_rows()] == ["只有户号的清单", "户号", "0000000001"]


def test_no_cell_can_run_as_a_formula_or_a_link(tmp_path: Path) -> None:
    path = written(tmp_path / "o.xlsx", PAYLOADS)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
        names = archive.namelist()
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert not any("externalLink" in name for name in names)


def test_text_comes_back_exactly(tmp_path: Path) -> None:
    assert column(written(tmp_path / "o.xlsx", PAYLOADS), "户名") == PAYLOADS


def test_ids_keep_their_zeros_and_are_text(tmp_path: Path) -> None:
    assert column(written(tmp_path / "o.xlsx", ["甲", "乙"]), "户号") == ["0000000000", "0000000001"]


def test_money_is_a_number_and_no_amount_is_blank(tmp_path: Path) -> None:
    path = written(tmp_path / "o.xlsx", ["甲", "乙", "丙"], ["-1234.56", None, "0.00"])
    assert column(path, "金额(元)") == [-1234.56, None, 0]


def test_what_a_cell_cannot_hold_is_replaced_and_counted(tmp_path: Path) -> None:
    sheet = CoverSheet("说明", "标题", (("备注", "甲\x0b乙\x00"),))
    assert write(tmp_path / "o.xlsx", TARGETS, [sheet]) == 2
    assert openpyxl.load_workbook(tmp_path / "o.xlsx")["说明"]["B4"].value == "甲\ufffd乙\ufffd"


def test_a_text_longer_than_a_cell_ends_with_a_notice(tmp_path: Path) -> None:
    [text] = column(written(tmp_path / "o.xlsx", ["长" * 40_000]), "户名")
    assert len(str(text)) == 32_767
    assert str(text).endswith("余下见系统)")


def test_staff_choose_the_verdict_from_a_list(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path / "o.xlsx", ["甲", "乙"]))["目标清单"]
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("D3:D4", '"属实,不属实"')


def test_the_list_is_set_up_for_paper(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path / "o.xlsx", ["甲"]))["目标清单"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == (
        "C3",
        "$2:$2",
        "landscape",
    )
    assert sheet.auto_filter.ref == "A2:D3"


@pytest.mark.slow
@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30
        ),
        min_size=1,
        max_size=20,
    )
)
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    path = written(tmp_path_factory.mktemp("any") / "o.xlsx", list(names))
    assert [name or "" for name in column(path, "户名")] == names


def wide(count: int, **text: str) -> ListSheet:
    """Return a list of so many columns of 20 characters each."""
    columns = tuple(SheetColumn(f"c{n}", f"列{n}", "text", 20) for n in range(count))
    rows = pa.table({column.name: [text.get(column.name, "值")] for column in columns})
    return ListSheet("清单", "很宽的清单", columns, rows)


# 960 pixels: twelve texts of at least 75 pixels each; else six of 145 on the first page and four beside the repeated two
@pytest.mark.parametrize(
    ("count", "pages", "repeated"), [(12, 1, None), (13, 3, "$A:$B"), (14, 3, "$A:$B"), (15, 4, "$A:$B")]
)
def test_list_too_wide_for_a_page_goes_on_on_others_with_its_first_columns(
    tmp_path: Path, count: int, pages: int, repeated: str | None
) -> None:
    write(tmp_path / "o.xlsx", TARGETS, [wide(count)])
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx")["清单"]
    assert (sheet.page_setup.fitToWidth or 1, sheet.print_title_cols) == (pages, repeated)


def test_title_keeps_to_the_first_page_and_no_border_stands_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "o.xlsx", TARGETS, [wide(24)])
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx")["清单"]
    assert sorted(str(one) for one in sheet.merged_cells.ranges) == ["A1:F1", "G1:X1"]


def test_title_longer_than_its_list_has_the_height_of_its_lines(tmp_path: Path) -> None:
    rows = pa.table({"cons_no": ["0000000001"]})
    write(tmp_path / "o.xlsx", TARGETS, [ListSheet("清单", "长" * 30, COLUMNS[:1], rows)])
    assert openpyxl.load_workbook(tmp_path / "o.xlsx")["清单"].row_dimensions[1].height == 30 * 8


@pytest.mark.parametrize(("text", "width", "is_wrapped"), [("0" * 14, 17.4, None), ("0" * 22, 18, True)])
def test_column_of_ids_is_as_wide_as_its_texts_and_wraps_the_longest(
    tmp_path: Path, text: str, width: float, is_wrapped: bool | None
) -> None:
    rows = pa.table({"cons_no": [text]})
    write(tmp_path / "o.xlsx", TARGETS, [ListSheet("清单", "清单", COLUMNS[:1], rows)])
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx")["清单"]
    assert sheet.column_dimensions["A"].width == pytest.approx(width, abs=1)
    assert sheet["A3"].alignment.wrap_text is is_wrapped


def test_sheets_whose_names_excel_takes_for_the_same_are_told_apart(tmp_path: Path) -> None:
    names = ["Sheet1", "sheet1", "长" * 40, "长" * 41]
    write(tmp_path / "o.xlsx", TARGETS, [CoverSheet(name, "标题", (("备注", "甲"),)) for name in names])
    assert openpyxl.load_workbook(tmp_path / "o.xlsx").sheetnames[:4] == [
        "Sheet1",
        "sheet1(2)",
        "长" * 31,
        "长" * 28 + "(4)",
    ]


@pytest.mark.parametrize("count", [1, 9, 10, 16, 17, 40])
def test_no_letter_of_a_list_is_printed_under_seven_points_however_many_columns_it_has(
    tmp_path: Path, count: int
) -> None:
    write(tmp_path / "o.xlsx", TARGETS, [wide(count)])
    assert printed_points(openpyxl.load_workbook(tmp_path / "o.xlsx")["清单"]) >= 7
