"""An old workbook whose structure is damaged is refused in words, whatever of it is."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt

from data_loaders.files.excel import old_formats, ole
from data_loaders.files.excel.cell_formats import CellFormats
from data_loaders.files.formats import read_sheets
from models.errors import FileDamaged, FileHostile
from tests.data_loaders import hostile as h

PADDED = CellFormats.of(["0000000000"])
BEGIN = 0x0809, struct.pack("<HHII", 0x0600, 0x0010, 0, 0) + bytes(4)
NUMBER = 0x0203, struct.pack("<HHHd", 0, 0, 0, 7.0)


def changed(data: bytes, at: int, code: str, value: int) -> bytes:
    copy = bytearray(data)
    struct.pack_into(code, copy, at, value)
    return bytes(copy)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:40],
        lambda data: data[:600],
        lambda data: changed(data, 30, "<H", 3),
        lambda data: changed(data, 32, "<H", 3),
        lambda data: changed(data, 48, "<I", 5000),
    ],
    ids=["head cut off", "table of sectors cut off", "sectors of 8 bytes", "small sectors of 8 bytes", "directory elsewhere"],
)  # fmt: skip
def test_container_that_contradicts_itself_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]):
    path = h.biff5(tmp_path / "a.xls")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(FileDamaged, match="xls 内部结构已损坏"):
        list(read_sheets(path))


def test_chain_of_sectors_has_no_more_of_them_than_the_file():
    assert ole._chain(b"abcd", (1, 0xFFFFFFFE), 0, 2, 0) == b"abcd"
    with pytest.raises(ValueError, match="endless"):
        ole._chain(b"abcd", (1, 0), 0, 2, 0)


def test_list_of_sectors_goes_on_for_no_longer_than_the_file():
    head = bytes(68) + struct.pack("<II", 0, 9) + struct.pack("<109I", *[0xFFFFFFFF] * 109)
    listed = struct.pack("<128I", 0, *[0xFFFFFFFF] * 126, 0)
    assert len(ole._fat(head + listed + bytes(512), 512)) == 3 * 128


def test_stream_without_an_end_is_read_as_far_as_it_goes(tmp_path: Path):
    book = ole.OldWorkbook(h.ole(tmp_path / "a.xls", {"Workbook": h.biff([BEGIN])}), "a.xls")
    assert book.sheet_starts() == []


@pytest.mark.parametrize(
    "behind",
    [
        h.biff([NUMBER])[:-1],
        b"\x03\x02",
        h.biff([(0x0203, bytes(6))]),
        h.biff([(0x027E, bytes(6))]),
        h.biff([(0x0006, bytes(6))]),
        h.biff([(0x00BD, bytes(2))]),
        h.biff([BEGIN, NUMBER, (0x000A, b"")]),
    ],
    ids=["number cut off", "head cut off", "short number", "short packed number", "short formula", "short row", "chart"],
)  # fmt: skip
def test_record_that_is_no_whole_number_of_the_sheet_says_nothing(behind: bytes):
    stream = h.biff([BEGIN, NUMBER]) + behind
    found = old_formats.formatted_cells(stream, 0, len(stream), PADDED)
    assert found.shown[0].rows.tolist() == [1]


def test_format_without_a_text_is_passed_over():
    begin = 0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)
    stream = h.biff([begin, (0x041E, b"\xa4\0")])
    assert not old_formats.formats_of(stream, [(0, 0x0809, 8), (12, 0x041E, 2)]).shown


def test_sheet_of_macros_is_refused(tmp_path: Path):
    path = tmp_path / "a.xls"
    book = xlwt.Workbook()
    book.add_sheet("S").write(0, 0, "x")
    book.save(str(path))
    listed = path.read_bytes().index(b"\x85\0")
    assert next(iter(read_sheets(path))).name == "S"
    path.write_bytes(changed(path.read_bytes(), listed + 9, "<B", 1))
    with pytest.raises(FileHostile, match="文件含宏表"):
        list(read_sheets(path))
