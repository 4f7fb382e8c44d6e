"""A table of dBASE or FoxPro is read record by record, in its code page; nothing of it is lost unsaid."""

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from data_loaders.child.sandbox import run_confined
from data_loaders.files.formats import Sheet, read_sheets
from data_loaders.limits import Limits
from models.errors import FileDamaged, FileHostile, FileUnreadable
from tests.data_loaders import confined_work

Field = tuple[str, str, int, int]  # name, type, width, decimals
FIELDS: list[Field] = [
    ("用户编号", "C", 12, 0),
    ("合同容量", "N", 10, 2),
    ("立户日期", "D", 8, 0),
    ("是否高压", "L", 1, 0),
]
ROWS = [["0012", "400.00", "20240630", "T"], ["0013", "", "", "?"], ["㐂0014", "-5.5", "00000000", "F"]]


def dbf(
    path: Path,
    fields: Sequence[Field],
    rows: Sequence[Sequence[str | bytes]],
    *,
    deleted: Sequence[int] = (),
    page: int = 0x4D,
    version: int = 3,
    encoding: str = "gb18030",
    encrypted: bool = False,
) -> Path:
    """Write a .dbf: header, a descriptor for each field, records of one width."""
    width = 1 + sum(size for _, _, size, _ in fields)
    out = struct.pack("<4BIHH", version, 124, 6, 30, len(rows), 33 + 32 * len(fields), width)
    out += b"\0\0\0" + bytes([encrypted]) + bytes(13) + bytes([page]) + b"\0\0"
    for name, kind, size, decimals in fields:
        out += (
            name.encode(encoding)[:10].ljust(11, b"\0")
            + kind.encode()
            + bytes(4)
            + bytes([size, decimals])
            + bytes(14)
        )
    out += b"\r"
    for number, row in enumerate(rows):
        out += b"*" if number in deleted else b" "
        for (_, kind, size, _), cell in zip(fields, row, strict=True):
            raw = cell if isinstance(cell, bytes) else cell.encode(encoding)
            out += (raw.rjust(size) if kind in "NF" else raw.ljust(size))[:size]
    path.write_bytes(out + b"\x1a")
    return path


def read(path: Path) -> Sheet:
    return next(iter(read_sheets(path)))


def cells(sheet: Sheet) -> list[list[str | None]]:
    return [list(row.values()) for row in sheet.cells.to_pylist()]


@pytest.mark.parametrize("page", [0x4D, 0x7A, 0x00, 0x03])
def test_fields_of_all_kinds_are_read_in_the_chinese_code_page(tmp_path: Path, page: int):
    sheet = read(dbf(tmp_path / "a.dbf", FIELDS, ROWS, page=page))
    assert cells(sheet) == [
        ["用户编号", "合同容量", "立户日期", "是否高压"],
        ["0012", "400.00", "2024-06-30", "TRUE"],
        ["0013", None, None, None],
        ["㐂0014", "-5.5", None, "FALSE"],
    ]
    assert sheet.notes[:2] == ("内容是 dbf 文件(dBASE/FoxPro)", "代码页 GB18030")


def test_utf8_is_known_where_no_code_page_is_named(tmp_path: Path):
    assert cells(read(dbf(tmp_path / "a.dbf", [("NAME", "C", 12, 0)], [["张三"]], page=0, encoding="utf-8")))[
        1
    ] == ["张三"]


def test_deleted_records_are_left_out_counted_and_keep_their_numbers(tmp_path: Path):
    sheet = read(dbf(tmp_path / "a.dbf", FIELDS, ROWS, deleted=(1,)))
    assert [row[0] for row in cells(sheet)] == ["用户编号", "0012", "㐂0014"]
    assert sheet.row_no.to_pylist() == [1, 2, 4]
    assert "已作删除标记的记录 1 条,没有读取" in sheet.notes


def test_number_too_long_for_its_field_is_not_blank(tmp_path: Path):
    assert cells(read(dbf(tmp_path / "a.dbf", [("CAP", "N", 4, 0)], [["****"], ["12"]])))[1:] == [
        ["****"],
        ["12"],
    ]


def test_half_a_character_at_the_end_of_a_field_is_taken_off_and_counted(tmp_path: Path):
    sheet = read(dbf(tmp_path / "a.dbf", [("NAME", "C", 5, 0)], [["青梧县"], ["青梧"]]))
    assert cells(sheet)[1:] == [["青梧"], ["青梧"]]
    assert any("1 个值超出字段宽度" in note for note in sheet.notes)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("供电单位编号", "供电单位编号"), ("自编字段名称长", "自编字段名"), ("用户编号", "用户编号")],
)
def test_name_that_was_cut_is_completed_where_only_one_column_fits(tmp_path: Path, name: str, shown: str):
    sheet = read(dbf(tmp_path / "a.dbf", [(name, "C", 12, 0)], [["1"]]))
    assert cells(sheet)[0] == [shown]
    assert any("已被 dbf 截断" in note for note in sheet.notes) == (shown == "供电单位编号")


def test_binary_fields_of_foxpro_are_read(tmp_path: Path):
    moment = struct.pack("<II", 2_460_493, (8 * 3600 + 5 * 60) * 1000)  # 2024-07-01
    fields: list[Field] = [
        ("A", "I", 4, 0),
        ("B", "B", 8, 2),
        ("C", "Y", 8, 4),
        ("D", "T", 8, 0),
        ("E", "T", 8, 0),
    ]
    row: list[str | bytes] = [
        struct.pack("<i", -7),
        struct.pack("<d", 0.1 + 0.2),
        struct.pack("<q", 123_456),
        moment,
        b" " * 8,
    ]
    read_cells = cells(read(dbf(tmp_path / "a.dbf", fields, [row], version=0x30)))
    assert read_cells[1][:4] == ["-7", "0.3", "12.3456", "2024-07-01 08:05:00"]


def test_memo_that_lies_in_another_file_is_said(tmp_path: Path):
    sheet = read(
        dbf(
            tmp_path / "a.dbf",
            [("NO", "C", 4, 0), ("MEMO", "M", 10, 0)],
            [["01", "         1"]],
            version=0x83,
        )
    )
    assert cells(sheet)[1][0] == "01"
    assert any("“MEMO”是备注型字段" in note for note in sheet.notes)


def test_table_that_was_cut_off_is_refused(tmp_path: Path):
    path = dbf(tmp_path / "a.dbf", FIELDS, ROWS)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FileDamaged, match="应有 3 条记录,实有 1 条"):
        read(path)


def test_encrypted_table_and_unknown_fields_are_refused(tmp_path: Path):
    with pytest.raises(FileHostile, match="dbf 文件设有密码"):
        read(dbf(tmp_path / "a.dbf", FIELDS, ROWS, encrypted=True))
    with pytest.raises(FileUnreadable, match="这是 dbf 文件"):
        read(dbf(tmp_path / "a.dbf", [("A", "C", 4, 0), ("B", "Z", 4, 0)], [["1", "2"]]))


def test_text_that_begins_like_a_version_is_no_dbf(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("0号,户名\n" + "01,张\n" * 20)
    assert cells(read(path))[1] == ["01", "张"]


@pytest.mark.parametrize(("counted", "is_read"), [(3, True), (2, False)])
def test_records_beyond_those_that_the_header_counts_are_not_lost_unsaid(
    tmp_path: Path, counted: int, is_read: bool
):
    path = dbf(tmp_path / "a.dbf", FIELDS, ROWS)
    content = bytearray(path.read_bytes())
    content[4] = counted
    path.write_bytes(content)
    if is_read:
        assert len(cells(read(path))) == 1 + len(ROWS)
    else:
        with pytest.raises(FileDamaged, match="dbf 文件头记有 2 条记录,而后面还有记录"):
            read(path)


def test_what_stands_behind_the_mark_of_the_end_is_no_record(tmp_path: Path):
    path = dbf(tmp_path / "a.dbf", FIELDS, ROWS)
    path.write_bytes(path.read_bytes() + b" " * 200)
    assert len(cells(read(path))) == 1 + len(ROWS)


def test_a_table_may_be_as_large_as_a_text(tmp_path: Path):
    path = dbf(tmp_path / "a.dbf", FIELDS, ROWS)
    size = path.stat().st_size
    assert run_confined(confined_work.describe, [str(path)], limits=Limits(text_bytes=size))[0]["rows"] == 4
    with pytest.raises(FileHostile, match="dbf 文件超过"):
        run_confined(confined_work.describe, [str(path)], limits=Limits(text_bytes=size - 1))


def test_records_of_another_width_than_their_fields_are_refused(tmp_path: Path):
    path = dbf(tmp_path / "a.dbf", FIELDS, ROWS)
    content = bytearray(path.read_bytes())
    content[10] -= 1
    path.write_bytes(content)
    with pytest.raises(FileDamaged, match="记录长度与各字段长度之和不符"):
        read(path)
