"""What became of an import, in lines for the terminal: each sheet, the rows it rejected, the stored rows it replaced."""

from collections.abc import Iterator
from typing import Any

from data_loaders.catalog import tables
from data_loaders.delivery.import_report import (
    Answer,
    FileReport,
    SheetReport,
    beside_in_words,
    unkept_in_words,
)


def sheet_line(entry: dict[str, Any]) -> str:
    """Return one line on what became of a sheet, from its entry of the import report."""
    if entry["error"]:
        return entry["error"]
    place = f"{entry['file']} {entry['sheet']}".strip()
    if entry["table"] is None:
        return f"{place}:{'、'.join(entry['warnings']) or '没有数据'}"
    return (
        f"{place}:{tables()[entry['table']].title},读入 {entry['rows_read']:,} 行,"
        f"接受 {entry['rows_accepted']:,} 行,拒绝 {entry['rows_rejected']:,} 行,批次 {entry['batch_id']}"
    )


def left_out_line(entry: dict[str, Any]) -> str:
    """Return which columns of a sheet no field took, from its entry of the import report; "" where all were."""
    if entry["error"] or not entry["unmapped"]:
        return ""
    place = f"{entry['file']} {entry['sheet']}".strip()
    return f"{place}:没有对应字段、没有导入的列:{'、'.join(entry['unmapped'])}"


def remarks(file: FileReport) -> Iterator[str]:
    """Yield why rows of a file were rejected, which stored values it took the place of, and how either is had back."""
    rejecting = [sheet for sheet in file.sheets if sheet.rows_rejected and not sheet.error]
    for sheet in rejecting:
        yield f"{_place(sheet)}:拒绝 {sheet.rows_rejected:,} 行"
        yield from (f"  {reason}" for reason in sheet.said_reasons())
    if file.batch_id is None:
        return
    if rejecting:
        yield f"  全部被拒绝的行:rejects {file.batch_id} --out 文件.xlsx"
        yield "  改正原文件后可整份重新导入,已载入的行不会重复"
    for sheet in file.sheets:
        if replaced := _replaced(sheet):
            yield from replaced
            yield f"  需要恢复原样时:undo {file.batch_id}"


def _replaced(sheet: SheetReport) -> list[str]:
    if not sheet.files:
        return []
    changed = sheet.comparison.changed
    said = [
        f"{changed:,} 行与已载入的内容不同,现以文件为准" if changed else "",
        sheet.emptied_in_words(tables()),
        beside_in_words(tables()[sheet.table or ""], sheet.comparison),
    ]
    if sheet.answer is Answer.ADD and sheet.comparison.unkept:
        said.append(unkept_in_words(tables()[sheet.table or ""], sheet.comparison))
    return [f"{_place(sheet)}:{one}" for one in said if one]


def _place(sheet: SheetReport) -> str:
    return f"{sheet.file} {sheet.sheet}".strip()
