"""What the confined child does with a delivery: read, recognise, convert, and write what came of it.

Runs in `data_loaders.child.sandbox.run_confined`. For each single file n of a delivery the folder `<n>` receives

    <k>-<month>.parquet    the accepted rows of sheet k, with the columns of the card
    <k>-<month>.lines      where they stood: line (row number in the file) and position (row of <k>.cells)
    <k>.rejects            the rejected rows, with reasons and original cells
    <k>.left_out           the rows that are no data (totals, notes, page numbers), with their kind
    <k>.cells              the data rows as text, where the parent may have to reject more of them
    report.json            what the screen shows; written last, so a file without it was not finished
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data_loaders.catalog import tables
from data_loaders.child.sheet_files import write_sheet
from data_loaders.files.formats import Member, deliveries, read_sheets
from data_loaders.recognition.column_fit import fit, ordered_fields, samples_of
from data_loaders.recognition.header_rows import top_rows
from data_loaders.recognition.month_choice import year_said
from data_loaders.recognition.own_files import doubt_of_own, is_mark, refuse_own
from data_loaders.recognition.recognise import (
    FROM_TITLE,
    Choice,
    Recognition,
    choice_remembered,
    header_texts,
    recognise,
    signature,
)
from data_loaders.recognition.sheet_titles import is_of_no_one_month, titles_of
from data_loaders.recognition.side_groups import side_groups
from data_loaders.recognition.stacked import stacked
from data_loaders.recognition.wide_forms import are_months_alone
from data_loaders.recognition.year_and_month import with_whole_months
from data_loaders.rows.totals import TotalLine, mismatches, settle_across
from data_loaders.rows.typed_sheet import TypedSheet, typed
from data_loaders.sheet import Sheet
from models.company.import_settings import ImportSettings
from models.errors import ColumnMissing, MingjiError, Place, SheetUnrecognised

REPORT, FINISHED = "report.json", "finished"
TOP_ROWS = 15  # a header stands among them
SHOWN_ROWS = 8
LONGEST_SHOWN = 30  # characters of a row that was left out
TABULAR_ROWS, TABULAR_CELLS = (
    30,
    3,
)  # a sheet of so many rows and cells is data, even where no header is known
CONTINUES = (
    0.9  # share of values that fit, from which a sheet without header goes on where the last one ended
)
YEAR, TITLE_ROWS = len("2024"), 5
_PART_NUMBER = re.compile(r"\d+(?=\D*$)")
READY, UNSURE, REFUSED, SKIPPED, KNOWN = "ready", "unsure", "refused", "skipped", "known"


@dataclass(frozen=True)
class Job:
    """What the parent asks for: deliveries as [path, shown name, folder], and what is known beforehand.

    `confirmed` is {header signature: [table, fields]}, `choices` {"file\\x1fsheet": [table, fields, header row, units]},
    `known` {sha256 of a file: what to say about it}, `least_certainty` that below which a person is asked.
    """

    deliveries: list[list[str]]
    confirmed: dict[str, list[Any]]
    choices: dict[str, list[Any]]
    known: dict[str, str]
    least_certainty: float = ImportSettings.least_certainty


@dataclass(frozen=True)
class Last:
    """The sheet that was read last: its file, what it was recognised as, and how many columns it has."""

    file: str
    found: Recognition
    width: int


Begun = dict[str, Last]  # by the name that the parts of an export share


def stage(progress: Callable[..., None], job: dict[str, Any]) -> int:
    """Work through deliveries, leaving a folder <n> for each single file, and return how many files there were.

    Files that have their report already are left alone, so a run that was cut short can be taken up again.
    """
    work = Job(**job)
    begun: Begun = {}
    count = 0
    for position, (path, shown, folder) in enumerate(work.deliveries):
        share = 1 / len(work.deliveries)
        progress(position * share, shown)
        span = (position * share, share)
        count += _staged_delivery(progress, Path(path), shown, Path(folder), work, begun, span)
    progress(1.0, "")
    return count


def _staged_delivery(
    progress: Callable[..., None],
    path: Path,
    shown: str,
    out: Path,
    work: Job,
    begun: Begun,
    span: tuple[float, float],
) -> int:
    _at(progress, shown)
    with tempfile.TemporaryDirectory(prefix="members-") as unpacked:
        try:
            members = deliveries(path, Path(unpacked), shown)
        except MingjiError as fault:
            write_report(out / "0", refused_file(shown, "", str(fault)))
            (out / FINISHED).touch()  # else the parent would send it through again, for ever
            return 1
        for number, member in enumerate(members):
            target = out / str(number)
            if (target / REPORT).exists():
                continue
            target.mkdir(exist_ok=True)
            _at(progress, member.shown_name)
            say = _told(
                progress, span[0] + span[1] * number / len(members), span[1] / len(members), member.shown_name
            )
            write_report(target, _staged_file(member, target, work, begun, say))
    (out / FINISHED).touch()
    return len(members)


def _at(progress: Callable[..., None], file: str) -> None:
    getattr(progress, "at", lambda _: None)(file)


def _told(
    progress: Callable[..., None], start: float, span: float, name: str
) -> Callable[[float, str], None]:
    return lambda share, text: progress(start + span * share, f"{name} {text}".strip())


def _staged_file(
    member: Member, target: Path, work: Job, begun: Begun, say: Callable[[float, str], None]
) -> dict[str, Any]:
    say(0.0, "读取")
    with member.path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    if sha256 in work.known:
        return {
            "file": member.shown_name,
            "sha256": sha256,
            "state": KNOWN,
            "note": work.known[sha256],
            "sheets": [],
        }
    reports: list[dict[str, Any]] = []
    series = _series(member.shown_name)
    previous = begun.get(series)
    try:
        parts = (
            with_whole_months(part, _year_said(part, work))
            for sheet in read_sheets(member.path, member.shown_name)
            for table in stacked(sheet)
            for part in side_groups(table)
        )
        for number, sheet in enumerate(parts):
            say(0.5, sheet.name or "转换")
            refuse_own(sheet)
            if is_mark(sheet):
                continue
            report, previous = _staged_sheet(sheet, number, target, work, previous)
            reports.append(report)
            if previous is not None:
                begun[series] = previous
    except MingjiError as fault:
        return refused_file(member.shown_name, sha256, str(fault))
    _compare_totals(reports)
    if all(report["state"] == SKIPPED for report in reports):
        for report in reports:
            report |= {"state": REFUSED, "error": str(_no_header(member.shown_name, report["sheet"]))}
    states = {report["state"] for report in reports}
    state = next(state for state in (READY, UNSURE, REFUSED) if state in states)
    return {"file": member.shown_name, "sha256": sha256, "state": state, "note": "", "sheets": reports}


def _year_said(sheet: Sheet, work: Job) -> str:
    """Return the year that a person said of the months of a sheet."""
    choice = work.choices.get(f"{sheet.file}\x1f{sheet.name}")
    return year_said(Choice(*choice).units) if choice else ""


def _compare_totals(reports: Sequence[dict[str, Any]]) -> None:
    """Compare the totals of the sheets that hold one table with all of them, and say which do not agree."""
    tables_found = dict.fromkeys(report["table"] for report in reports if report["state"] == READY)
    for table in tables_found:
        own = [r for r in reports if r["state"] == READY and r["table"] == table]
        sheets = [([TotalLine(**line) for line in r["totals"]], r["column_sums"]) for r in own]
        for report, lines in zip(own, settle_across(sheets), strict=True):
            report["totals"] = [line.as_dict() for line in lines]
            report["warnings"] += mismatches(lines)


def _no_header(file: str, sheet: str) -> SheetUnrecognised:
    return SheetUnrecognised(
        "未找到表头",
        where=Place(file, sheet),
        remedy="请确认前 40 行内有一行列名;列名不是系统导出的名称时,请在数据导入页面指定数据表和各列",
    )


def _series(file: str) -> str:
    """Return the name that the parts of one export share: all but the last number in it."""
    return _PART_NUMBER.sub("#", file)


def _staged_sheet(
    sheet: Sheet, number: int, target: Path, work: Job, previous: Last | None
) -> tuple[dict[str, Any], Last | None]:
    report = {
        "file": sheet.file,
        "sheet": sheet.name,
        "number": number,
        "state": SKIPPED,
        "table": None,
        "error": None,
        "warnings": list(sheet.notes),
        "rows_read": 0,
        "rows_rejected": 0,
        "unmapped": [],
        "mapping": {},
        "headers": [],
        "fields": {},
        "first_rows": [],
        "parts": [],
        "top": _top(sheet),
        "header_row": None,
    }
    if sheet.is_hidden:
        report["warnings"].append("这是隐藏的工作表")
    choice = work.choices.get(f"{sheet.file}\x1f{sheet.name}")
    confirmed = {sign: choice_remembered(table, fields) for sign, (table, fields) in work.confirmed.items()}
    chosen = Choice(*choice) if choice else None
    found = recognise(sheet, tables(), confirmed, chosen, work.least_certainty)
    if found is None and previous is not None:
        found = _continued(sheet, previous)
    if found is None:
        own = doubt_of_own(sheet)
        shown = {"state": UNSURE, "error": str(own)} if own else {}
        return report | _not_a_table(sheet) | shown, previous
    report |= _recognition_report(sheet, found) | {"header_row": choice[2] if choice else None}
    report["is_in_doubt"] = (
        not (found.is_confirmed or isinstance(found.problem, ColumnMissing))
        and found.certainty < work.least_certainty
    )
    report["warnings"] += _guessed(found)
    problem = found.problem if found.is_confirmed else doubt_of_own(sheet) or found.problem
    if problem is not None:
        report |= {"state": UNSURE, "error": str(problem)}
        report["warnings"] += found.assignment.notes
        return report, previous
    result = typed(sheet, found)
    report |= {"state": READY} | write_sheet(result, found, number, target)
    report["warnings"] += [*result.warnings, *_truth_of_exclusions(result)]
    return report, Last(sheet.file, found, sheet.cells.num_columns)


def _top(sheet: Sheet) -> list[list[Any]]:
    """Return the first rows with their numbers in the file: among them a person finds the header."""
    top = sheet.cells.slice(0, TOP_ROWS)
    rows = zip(*(column.to_pylist() for column in top.columns), strict=True)
    numbers = sheet.row_no.slice(0, TOP_ROWS).to_pylist()
    return [[number, list(row)] for number, row in zip(numbers, rows, strict=False)]


def _not_a_table(sheet: Sheet) -> dict[str, Any]:
    """Return what to say about a sheet in which no header was found: a note is skipped, data is refused."""
    top = sheet.cells.slice(0, SHOWN_ROWS)
    shown = {"first_rows": [list(row) for row in zip(*(c.to_pylist() for c in top.columns), strict=True)]}
    if any(map(are_months_alone, top_rows(sheet))):
        problem = SheetUnrecognised(
            "各列只写了月份,没有写明是什么量,不能按月拆成记录",
            where=Place(sheet.file, sheet.name),
            remedy="请按月分行导出(一行一个月),或导出每月写明电量和电费的表",
        )
        return shown | {"state": REFUSED, "error": str(problem)}
    filled = sum(len(column) - column.null_count for column in sheet.cells.columns)
    rows = sheet.cells.num_rows
    if rows >= TABULAR_ROWS and filled >= TABULAR_CELLS * rows:
        return shown | {"state": REFUSED, "error": str(_no_header(sheet.file, sheet.name))}
    note = "没有找到列名,按说明页跳过" if rows else "空白工作表"
    return shown | {"warnings": [*sheet.notes, note]}


def _continued(sheet: Sheet, last: Last) -> Recognition | None:
    """Return the last sheet's recognition where this one goes on without a header: a split at 65,536 rows, or a
    next part of the same export, of which nothing was told by the other file's name or titles.
    """
    is_part = sheet.file != last.file
    if sheet.cells.num_columns != last.width or (is_part and last.found.constants):
        return None
    own = [text for row in top_rows(sheet)[:TITLE_ROWS] if sum(map(bool, row)) <= 2 for text in row if text]
    if last.found.constants and any(map(is_of_no_one_month, (sheet.name, *own))):
        return None
    samples = samples_of(sheet.cells, 0)
    fields = last.found.assignment.fields
    needed = [column.name for column in last.found.table.required if column.name in fields]
    if sheet.cells.num_rows < 2 and not all(len(samples[fields[name]]) for name in needed):
        return None  # a note
    shares = [fit(last.found.table.by_name[name], samples[i]) for name, i in fields.items()]
    if not shares or sum(shares) / len(shares) < CONTINUES:
        return None
    block = replace(last.found.block, first_row=-1, last_row=-1, data_row=0, passed=())
    month = titles_of(own, sheet.name, f"{last.found.titles.month[:YEAR]}年").month  # 2月 behind 1月
    constants = {name: month or said for name, said in last.found.constants.items()}
    where = f"“{last.file}”" if is_part else "上一工作表"
    notes = (*last.found.notes, f"没有表头,按{where}的列接续读取")
    if constants != last.found.constants:
        notes = (*(one for one in notes if FROM_TITLE not in one), f"年月取自本表的工作表名或标题:{month}")
    return replace(last.found, block=block, constants=constants, notes=notes)


def _recognition_report(sheet: Sheet, found: Recognition) -> dict[str, Any]:
    headers = found.block.headers
    shown = sheet.cells.slice(found.block.data_row, SHOWN_ROWS)
    fields = ordered_fields(found.table, found.assignment.fields)
    mapping = {name: headers[index].text for name, index in fields.items()}
    if wide := found.assignment.wide:
        for name in wide.fields:
            own = [headers[column.index].text for column in wide.columns if column.field == name]
            mapping[name] = "、".join(own)
        if wide.key_field and wide.key_field not in mapping:
            mapping[wide.key_field] = "(列名)"
        if wide.key_field == "read_type":
            mapping.setdefault("amt_ym", "(抄表日期)")
        if wide.key_field is None and "day_pq" in found.assignment.derived:
            mapping.setdefault("day_pq", "(24 点之和)")
    return {
        "table": found.table.name,
        "certainty": found.certainty,
        "rivals": [[rival.table, rival.title, rival.score] for rival in found.rivals],
        "is_confirmed": found.is_confirmed,
        "signature": signature([header.text for header in headers.values()]),
        "fields": {name: headers[index].text for name, index in fields.items()},
        "missing": [column.title for column in found.missing],
        "guesses": {headers[index].text: name for index, name in found.guesses.items()},
        "units": dict(found.units),
        "unit_questions": [
            [question.key, question.what, list(question.options)] for question in found.questions
        ],
        "headers": header_texts(headers, sheet.cells.num_columns),
        "header_line": sheet.row_no[found.block.first_row].as_py() if found.block.first_row >= 0 else None,
        "mapping": mapping | dict.fromkeys(found.constants, "(标题)"),
        "unmapped": found.unmapped,
        "units_by_name": found.assignment.units_by_name,
        "first_rows": [list(row) for row in zip(*(c.to_pylist() for c in shown.columns), strict=True)],
        "as_of": found.titles.as_of or None,
        "titles": list(found.titles.texts),
    }


def _guessed(found: Recognition) -> list[str]:
    """Say what headers that nothing took may stand for: a person confirms it, or leaves them out."""
    headers, fields = found.block.headers, found.table.by_name
    said = [f"“{headers[index].text}”可能是“{fields[name].title}”" for index, name in found.guesses.items()]
    return [f"{'、'.join(said)}:列名不在表头对照中,没有导入;确是的请指定"] if said else []


def _truth_of_exclusions(result: TypedSheet) -> list[str]:
    """Say how many rows were left out, by kind, each with its first row."""
    if result.left_out is None or not result.excluded:
        return []
    first: dict[str, int] = {}
    for position, kind in enumerate(result.left_out.kinds.to_pylist()):
        first.setdefault(kind, position)
    said = []
    for kind, count in result.excluded.items():
        if kind not in first:
            said.append(f"{kind} {count}")
            continue
        cells = (column[first[kind]].as_py() for column in result.left_out.cells.columns)
        text = next((cell for cell in cells if cell), "")
        shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
        said.append(f"{kind} {count}(如第 {result.left_out.row_no[first[kind]]} 行“{shown}”)")
    return [f"未作为数据载入:{'、'.join(said)}"]


def refused_file(file: str, sha256: str, why: str) -> dict[str, Any]:
    """Return the report of a file that could not be read at all."""
    return {"file": file, "sha256": sha256, "state": REFUSED, "note": why, "sheets": []}


def write_report(target: Path, report: Mapping[str, Any]) -> None:
    """Write a file's report; it appears whole or not at all."""
    target.mkdir(exist_ok=True)
    waiting = target / f"{REPORT}.tmp"
    waiting.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    waiting.rename(target / REPORT)
