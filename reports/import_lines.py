"""What became of an import, in lines for the terminal: each sheet, the rows it rejected, the stored rows it replaced."""

from collections.abc import Iterator
from typing import Any

from data_loaders.catalog import tables
from data_loaders.child.staging import READY, UNSURE
from data_loaders.delivery.import_report import (
    Answer,
    FileReport,
    SheetReport,
    beside_in_words,
    unkept_in_words,
)
from data_loaders.delivery.said_beforehand import TABLE, name_of
from data_loaders.recognition.month_choice import MONTH, MONTH_FORM, YEAR_FORM

MOST_NAMED = 6


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
    """Yield why rows of a file were rejected, which stored values it took the place of, and how either is had back.

    First, what can be answered of the sheets that are asked about, and what headers may stand for.
    """
    for sheet in file.sheets:
        yield from (f"  {line}" for line in _open_questions(sheet))
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


def _open_questions(sheet: SheetReport) -> Iterator[str]:
    """Yield how a sheet's questions are answered on the command line, each with the likeliest answer."""
    if sheet.table is None or sheet.state not in (READY, UNSURE):
        return
    facts, card = sheet.facts, tables()[sheet.table]
    guessed = {card.by_name[name].title: header for header, name in facts.get("guesses", {}).items()}
    if sheet.state == READY:
        for title, header in guessed.items():
            yield (
                f"“{header}”可能是“{title}”,没有导入;确是的,撤销这个批次后加 {_option(header, title)} 重新导入"
            )
        return
    if facts.get("is_in_doubt"):
        yield f"确实是“{card.title}”的,加 {_option(TABLE, card.title)}"
    for title, header in guessed.items():
        yield f"“{header}”可能是“{title}”,确是的加 {_option(header, title)}"
    unmapped = [header for header in facts["unmapped"] if header not in guessed.values()]
    for title in facts.get("missing", []):
        if unmapped and title not in guessed:
            yield f"“{title}”如另有列名,加 {_option('列名', title)}(列名如 {'、'.join(unmapped[:MOST_NAMED])})"
    for key, what, options in facts.get("unit_questions", []):
        shown = options or [MONTH_FORM if key == MONTH else YEAR_FORM]
        first, *others = (one.removeprefix("如 ") for one in shown)
        rest = f"(或 {'、'.join(others)})" if others else ""
        yield f"{what}:加 {_option(name_of(key, what), first)}{rest}"


def _option(name: str, value: str) -> str:
    return f"--answer '{name}={value}'"


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
