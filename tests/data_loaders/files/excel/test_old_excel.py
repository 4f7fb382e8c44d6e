"""Workbooks of Excel 95 are read with their Chinese, whatever code page they name."""

import struct
from pathlib import Path

import pytest

from data_loaders.files.formats import Sheet, read_sheets
from models.errors import FileDamaged, FileHostile
from tests.data_loaders import hostile as h

FORMATS = ["General", "0000000000", "yyyy-mm-dd"]


def label(row: int, col: int, text: str) -> tuple[int, bytes]:
    raw = text.encode("gb18030")
    return 0x0204, struct.pack("<HHHH", row, col, 0, len(raw)) + raw


def number(row: int, col: int, value: float, style: int = 0) -> tuple[int, bytes]:
    return 0x0203, struct.pack("<HHHd", row, col, style, value)


def excel95(path: Path, cells: list[tuple[int, bytes]], *, page: int | None = 936, kind: int = 0) -> Path:
    """Write a workbook of Excel 95 with one sheet, from the records of its cells."""
    sheet = h.biff([(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0)), *cells, (0x000A, b"")])

    def book(at: int) -> bytes:
        name = "客户".encode("gb18030")
        styles = [
            (0x041E, struct.pack("<HB", 164 + n, len(code)) + code.encode()) for n, code in enumerate(FORMATS)
        ]
        styles += [(0x00E0, struct.pack("<HHH", 0, 164 + n, 0) + bytes(10)) for n in range(len(FORMATS))]
        return h.biff([
            (0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)),
            *([(0x0042, struct.pack("<H", page))] if page else []),
            (0x0031, struct.pack("<HHH", 200, 0, 0) + bytes(8) + b"\x05Arial"),
            *styles,
            (0x0085, struct.pack("<IBBB", at, 0, kind, len(name)) + name),
            (0x000A, b""),
        ])  # fmt: skip

    return h.ole(path, {"Book": book(len(book(0))) + sheet})


def read(path: Path) -> Sheet:
    return next(iter(read_sheets(path)))


@pytest.mark.parametrize("page", [936, 1252, None])
def test_chinese_is_read_under_any_code_page(tmp_path: Path, page: int | None):
    sheet = read(
        excel95(
            tmp_path / "a.xls",
            [label(0, 0, "户号"), label(1, 0, "0012"), label(0, 1, "容量"), number(1, 1, 12.5)],
            page=page,
        )
    )
    assert [list(row.values()) for row in sheet.cells.to_pylist()] == [["户号", "容量"], ["0012", "12.5"]]
    assert (sheet.name, sheet.notes[0]) == ("客户", "Excel 95 旧格式")


def test_dates_and_zeros_of_ids_are_what_is_shown(tmp_path: Path):
    sheet = read(excel95(tmp_path / "a.xls", [number(0, 0, 660000011, 1), number(0, 1, 45473, 2)]))
    assert list(sheet.cells.to_pylist()[0].values()) == ["0660000011", "2024-06-30"]


def test_error_cell_is_not_blank(tmp_path: Path):
    error = 0x0205, struct.pack("<HHHBB", 0, 0, 0, 42, 1)
    assert read(excel95(tmp_path / "a.xls", [error])).cells.to_pylist() == [{"c0": "#N/A"}]


def test_sheet_of_macros_is_refused(tmp_path: Path):
    with pytest.raises(FileHostile, match="文件含宏表"):
        read(excel95(tmp_path / "a.xls", [label(0, 0, "x")], kind=1))


def test_number_that_is_no_day_stays_a_number(tmp_path: Path):
    sheet = read(excel95(tmp_path / "a.xls", [number(0, 0, 45473, 2), number(0, 1, 1e9, 2)]))
    assert list(sheet.cells.to_pylist()[0].values()) == ["2024-06-30", "1000000000"]


def test_workbook_that_the_library_cannot_open_is_refused_in_words(tmp_path: Path):
    with pytest.raises(FileDamaged, match="Excel 95 旧格式的工作簿无法打开"):
        read(excel95(tmp_path / "a.xls", [label(0, 0, "x"), (0x0204, b"\0")]))
