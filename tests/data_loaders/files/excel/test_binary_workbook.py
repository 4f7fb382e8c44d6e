"""A binary workbook is read like an xlsx, and only what is sound in it reaches the engine."""

import contextlib
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loaders.child.sandbox import run_confined
from data_loaders.files.excel.binary_sheet import BinarySheet, BinaryStyles
from data_loaders.files.excel.binary_workbook import _BinaryWorkbook, _reconcile
from data_loaders.files.excel.cell_formats import CellFormats
from data_loaders.files.excel.engine_sheets import opened
from data_loaders.files.excel.package import Package
from data_loaders.files.formats import MergedRange, Sheet, read_sheets
from data_loaders.limits import Limits
from models.errors import FileDamaged, FileHostile, FileRefused, Place
from tests.data_loaders import confined_work
from tests.data_loaders.files.excel.binary_sheets import Cell, record, row_head, sheet, xlsb

STRINGS = ["户号", "0012"]
CODES = ["0000000000", "yyyy-mm-dd", "0!.0000", "0.00%", "h:mm", "#,##0;[Red]-#,##0"]
ID, DAY, SCALE, PERCENT, CLOCK, RED = range(1, 7)


def read(path: Path) -> Sheet:
    (found,) = read_sheets(path)
    return found


def cells(path: Path) -> list[list[str | None]]:
    return [list(row.values()) for row in read(path).cells.to_pylist()]


def book(path: Path, *rows: Sequence[object], **options: Any) -> Path:
    return xlsb(path, {"一": sheet(rows, STRINGS)}, codes=CODES, strings=STRINGS, **options)


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        list(read_sheets(path))
    assert "请" in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (Cell("0012"), "0012"),
        (Cell("0012", kind="shared"), "0012"),
        (Cell("0660", kind="rich"), "0660"),
        (Cell("和", kind="formula"), "和"),
        (Cell(12.5), "12.5"),
        (Cell(0.1 + 0.2), "0.3"),
        (Cell(7, kind="rk"), "7"),
        (Cell(-7, kind="rk"), "-7"),
        (Cell(-1.25, kind="rk100"), "-1.25"),
        (Cell(600, kind="rk100"), "600"),
        (Cell(12.5, kind="formula"), "12.5"),
        (Cell(True), "TRUE"),
        (Cell("#DIV/0!"), "#DIV/0!"),
        (Cell("#N/A", kind="formula"), "#N/A"),
        (Cell(660000011.0, ID), "0660000011"),
        (Cell(66000001, ID, "rk"), "0066000001"),
        (Cell(0.93, PERCENT), "93%"),
        (Cell(45000.0, DAY), "2023-03-15"),
        (Cell(45000.5, DAY), "2023-03-15 12:00:00"),
        (Cell(0.5, CLOCK), "12:00:00"),
        (Cell(-1234.0, RED), "-1234"),
    ],
)
def test_cell_of_each_kind_is_read(tmp_path: Path, cell: Cell, found: str):
    assert cells(book(tmp_path / "a.xlsb", ["表头"], [cell])) == [["表头"], [found]]


@pytest.mark.parametrize(
    ("short", "found"),
    [
        (Cell("短", kind="short"), "短"),
        (Cell(2.5, kind="short"), "2.5"),
        (Cell(True, kind="short"), "TRUE"),
        (Cell("#N/A", kind="short"), "#N/A"),
        (Cell(45000.0, DAY, "short"), "2023-03-15"),
        (Cell(660000011.0, ID, "short"), "0660000011"),
    ],
)
def test_short_cells_stand_behind_the_last_one(tmp_path: Path, short: Cell, found: str):
    assert cells(book(tmp_path / "a.xlsb", ["x", short, Cell("y", kind="short")])) == [["x", found, "y"]]


def test_scale_that_a_format_shows_is_known(tmp_path: Path):
    found = read(book(tmp_path / "a.xlsb", ["电费"], [Cell(26344.86, SCALE)]))
    assert found.cells.to_pylist()[1] == {"c0": "2.634486"}
    assert found.scaled == {0: 4}


@pytest.mark.parametrize("kind", ["", "rk"])
def test_number_under_a_date_format_is_a_number(tmp_path: Path, kind: str):
    path = book(tmp_path / "a.xlsb", ["电量"], *([Cell(n, DAY, kind)] for n in (43, 12, 5)))
    assert cells(path) == [["电量"], ["43"], ["12"], ["5"]]


@pytest.mark.parametrize(("number", "found"), [(2958466, "2958466"), (-5, "-5"), (12345678, "12345678")])
def test_number_that_is_no_day_is_a_number_and_said(tmp_path: Path, number: float, found: str):
    path = book(tmp_path / "a.xlsb", ["日期"], [Cell(45000.0, DAY)], [Cell(float(number), DAY)])
    assert cells(path) == [["日期"], ["2023-03-15"], [found]]
    assert "1 个数字带有日期格式而不是日期,按数字读取" in read(path).notes


def test_last_day_is_a_day(tmp_path: Path):
    assert cells(book(tmp_path / "a.xlsb", ["日期"], [Cell(2958465.0, DAY)])) == [["日期"], ["9999-12-31"]]


def test_negative_number_in_red_is_no_date_and_not_mentioned(tmp_path: Path):
    assert read(book(tmp_path / "a.xlsb", ["x"], [Cell(-3.0, RED)])).notes == ("内容是 xlsb 二进制工作簿",)


def test_days_of_1904_are_counted_from_there(tmp_path: Path):
    found = read(book(tmp_path / "a.xlsb", ["x"], [Cell(43538.0, DAY)], is_1904=True))
    assert found.cells.to_pylist()[1] == {"c0": "2023-03-15"}
    assert found.is_1904


def test_hidden_sheets_and_rows_are_read_and_said(tmp_path: Path):
    sheets = {"一": sheet([["x"]]), "二": sheet([["y"]]), "三": sheet([["z"], ["w"]], hidden=[1])}
    found = list(read_sheets(xlsb(tmp_path / "a.xlsb", sheets, states={"二": 1, "三": 2})))
    assert [(one.name, one.is_hidden) for one in found] == [("一", False), ("二", True), ("三", True)]
    assert "有筛选或隐藏的行 1 行,已一并读取" in found[2].notes


def test_merged_header_and_gaps_keep_their_places(tmp_path: Path):
    data = sheet({2: [None, "分时电量", None], 5: [None, "峰", "谷"]}, merged=[(2, 2, 1, 2)])
    found = read(xlsb(tmp_path / "a.xlsb", {"一": data}))
    assert found.merged == (MergedRange(0, 0, 0, 1),)
    assert found.row_no.to_pylist() == [3, 6]
    assert found.first_col == 1


def test_parts_of_other_names_are_found(tmp_path: Path):
    path = book(tmp_path / "a.xlsb", ["户号", Cell("0012", kind="shared")])
    with zipfile.ZipFile(path) as archive:
        parts = {name.replace("xl/", "XL\\"): archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert cells(path) == [["户号", "0012"]]


# --- refused in words -------------------------------------------------------------------------------------


def test_macros_are_refused(tmp_path: Path):
    assert "文件含宏" in refusal(book(tmp_path / "a.xlsb", ["x"], extra={"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize("part", ["workbook", "styles", "sharedStrings", "worksheets/sheet1"])
def test_part_that_is_cut_off_is_refused(tmp_path: Path, part: str):
    path = book(tmp_path / "a.xlsb", ["户号"], ["0012"])
    with zipfile.ZipFile(path) as archive:
        data = archive.read(f"xl/{part}.bin")
    cut = book(tmp_path / "cut.xlsb", ["户号"], ["0012"], extra={f"xl/{part}.bin": data[:-4]})
    assert "不完整" in refusal(cut)


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([row_head(1), row_head(1)], "第 2 行:行的次序有误"),
        ([row_head(0), record(5, bytes(16)), record(5, bytes(16))], "第 1 行:单元格的次序有误"),
        ([record(5, bytes(16))], "单元格的次序有误"),
        ([row_head(0), record(5, bytes(12))], "第 1 行:单元格的内容不完整"),
        ([row_head(0), record(6, bytes(8) + b"\x09\0\0\0")], "第 1 行:单元格的文字不完整"),
        ([record(0, bytes(8))], "行的内容不完整"),
        ([record(0x92), record(0x91)], "工作表的内容有两份"),
    ],
)
def test_cells_that_contradict_each_other_are_refused(tmp_path: Path, records: list[bytes], said: str):
    data = b"".join([record(0x81), record(0x91), *records, record(0x92), record(0x82)])
    assert said in refusal(xlsb(tmp_path / "a.xlsb", {"一": data}))


@pytest.mark.parametrize(("strings", "is_refused"), [(2, False), (1, True)])
def test_shared_string_has_to_be_there(strings: int, is_refused: bool):
    scan = BinarySheet(Place("a.xlsb"), BinaryStyles(CellFormats(), frozenset(), 0, 1), strings)
    data = sheet([[Cell("0012", kind="shared")]], STRINGS)
    if is_refused:
        with pytest.raises(FileDamaged, match="引用的共享字符串不存在"):
            list(scan.passed_on([data]))
    else:
        assert list(scan.passed_on([data]))


SQUARE = sheet([[f"{row}{col}" for col in range(5)] for row in range(5)])
MERGED = sheet([["x"]] * 3, merged=[(row, row, 0, 1) for row in range(3)])


@pytest.mark.parametrize(
    ("data", "limit", "least", "said"),
    [
        (SQUARE, "rows", 5, "超出行上限:用到第 5 行,最多 4 行"),
        (SQUARE, "columns", 5, "超出列上限:用到第 5 列,最多 4 列"),
        (SQUARE, "area", 30, "工作表范围过大:30 个单元格,最多 29 个"),
        (SQUARE, "cell_characters", 2, "单元格文字超长"),
        (MERGED, "merges", 3, "合并单元格超过 2 处"),
        (MERGED, "sheets", 2, "工作表 2 个,最多 1 个"),
        (MERGED, "styles", 7, "单元格样式超过 6 种"),
        (MERGED, "spare_strings", 2, "共享字符串 2 个,而引用它的单元格只有 0 个"),
    ],
)
def test_limits_are_those_of_an_xlsx(tmp_path: Path, data: bytes, limit: str, least: int, said: str):
    path = xlsb(tmp_path / "a.xlsb", {"一": data, "二": data}, codes=CODES, strings=STRINGS)

    def opened(most: int) -> list[dict[str, Any]]:
        limits = Limits(wall_seconds=300, **{limit: most})
        return run_confined(confined_work.describe, [str(path)], limits=limits)

    assert len(opened(least)) == 2
    with pytest.raises(FileRefused, match=said):
        opened(least - 1)


def test_range_too_large_is_refused_before_the_engine_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = Package(xlsb(tmp_path / "a.xlsb", {"一": SQUARE}), "a.xlsb")
    with package.archive:
        monkeypatch.setattr("data_loaders.limits._allowed", Limits(area=30))
        assert len(_BinaryWorkbook(package).write_sound(tmp_path / "fits.xlsb")) == 1
        monkeypatch.setattr("data_loaders.limits._allowed", Limits(area=29))
        with pytest.raises(FileHostile, match="工作表范围过大"):
            _BinaryWorkbook(package).write_sound(tmp_path / "too_large.xlsb")


def test_cells_that_the_engine_does_not_give_back_are_missed(tmp_path: Path):
    scan = BinarySheet(Place("a.xlsb"), BinaryStyles(CellFormats(), frozenset(), 1, 1), 0)
    assert list(scan.passed_on([SQUARE]))
    with opened(xlsb(tmp_path / "a.xlsb", {"一": SQUARE}), "a.xlsb") as engine:
        _reconcile(engine.get_sheet_by_index(0), scan)
        scan.read_row += 1
        with pytest.raises(FileDamaged, match="文件中有 6 行,只读出 5 行"):
            _reconcile(engine.get_sheet_by_index(0), scan)


@pytest.mark.parametrize("part", ["worksheets/sheet1", "sharedStrings"])
def test_record_that_does_not_end_is_refused_before_it_fills_the_memory(tmp_path: Path, part: str):
    def long_one(name: str, **extra: Any) -> Path:
        return xlsb(
            tmp_path / name, {"一": sheet([["长" * 200]])}, codes=CODES, strings=["长" * 200], **extra
        )

    with zipfile.ZipFile(long_one("a.xlsb")) as archive:
        cut = archive.read(f"xl/{part}.bin")[:-100]
    path = long_one("cut.xlsb", extra={f"xl/{part}.bin": cut})
    for most, said in ((600, "不完整"), (100, "单条记录超过 100 字节")):
        with pytest.raises(FileRefused, match=said):
            run_confined(confined_work.describe, [str(path)], limits=Limits(row_bytes=most))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["workbook", "styles", "sharedStrings", "worksheets/sheet1"]), st.data())
def test_other_byte_is_read_or_refused_in_words(tmp_path: Path, part: str, data: st.DataObject):
    rows = [["户号", Cell("0012", kind="shared")], [Cell(7, ID, "rk"), Cell(45000.0, DAY), Cell(True)]]
    path = book(tmp_path / "a.xlsb", *rows)
    with zipfile.ZipFile(path) as archive:
        content = bytearray(archive.read(f"xl/{part}.bin"))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    book(path, *rows, extra={f"xl/{part}.bin": bytes(content)})
    with contextlib.suppress(FileRefused):  # any other fault, or a process that ends, is none of the two
        list(read_sheets(path))


@pytest.mark.parametrize(
    ("part", "added"),
    [
        ("workbook", record(153, b"\0")),
        ("workbook", record(156, bytes(15))),
        ("workbook", record(156, bytes(8) + struct.pack("<I", 9) + bytes(4))),
        ("workbook", record(156, bytes(8) + struct.pack("<I", 2) + bytes(4))),
        ("styles", record(44, b"\xa4\0")),
        ("styles", record(44, b"\xa4\0" + struct.pack("<I", 9))),
        ("styles", record(47, b"\0\0")),
        ("sharedStrings", record(19, bytes(4))),
        ("sharedStrings", record(19, b"\0" + struct.pack("<I", 9))),
    ],
)
def test_record_of_a_small_part_that_is_too_short_is_refused(tmp_path: Path, part: str, added: bytes):
    path = book(tmp_path / "a.xlsb", ["户号"], ["0012"])
    with zipfile.ZipFile(path) as archive:
        data = archive.read(f"xl/{part}.bin")
    short = book(tmp_path / "short.xlsb", ["户号"], ["0012"], extra={f"xl/{part}.bin": data + added})
    assert f"内部文件“xl/{part}.bin”已损坏或不完整" in refusal(short)
