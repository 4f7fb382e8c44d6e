"""What is left to do when a delivery has been read: mend keys across files, refuse repeats, count what stays."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as pq

from data_loaders.child.staging import KNOWN, READY, REFUSED, UNSURE
from data_loaders.delivery.import_report import FileReport, SheetReport, take_stock
from data_loaders.delivery.key_repair import TypedPart, master_of, repair
from data_loaders.delivery.lost_zeros import give_back_zeros
from data_loaders.delivery.rejected_rows import add_rejects
from data_loaders.delivery.repeats import find_repeats, without_rows
from data_loaders.rows.rejections import reasons_in
from models.data.staged import StagedBatch
from models.data.stored_files import engine_of
from models.engine import DuckDB
from models.errors import NothingAccepted, Place
from models.lake import Lake

MANY, MOST_NAMED = 10, 3

Told = Callable[[float, str], None]


def mark_twins(files: Sequence[FileReport]) -> None:
    """Load a file that was delivered twice only once."""
    first: dict[str, str] = {}
    for file in files:
        if file.state != READY or not file.sha256:
            continue
        if file.sha256 in first:
            file.state, file.note = KNOWN, f"内容与本次的“{first[file.sha256]}”相同,没有重复载入"
            file.sheets = []
            if file.staged is not None:
                file.staged.discard()
                file.staged = None
        first.setdefault(file.sha256, file.name)


def finish(lake: Lake, files: Sequence[FileReport], tell: Told) -> None:
    """Mend keys across all files, then refuse repeats, count and list the files of each batch."""
    ready = [file for file in files if file.staged is not None]
    parts: list[tuple[SheetReport, TypedPart]] = []
    for file in ready:
        for sheet in file.sheets:
            for part in sheet.parts:
                by_name = bool(sheet.facts.get("units_by_name"))
                parts.append((sheet, TypedPart(sheet.table or "", part.path, by_name, sheet.sheet)))
    if parts:
        repair([part for _, part in parts], master_of(lake))
        give_back_zeros(lake, [part for _, part in parts])
    for sheet, part in parts:
        sheet.warnings.extend(w for w in part.warnings if w not in sheet.warnings)
        sheet.facts["may_repeat"] |= part.is_changed
        if part.unit_of_sheet:
            sheet.facts["mapping"]["org_code"] = "(工作表名)"
    _tell_padding(parts)
    engine = engine_of(lake.store, lake.tables)
    try:
        for number, file in enumerate(ready):
            tell(number / len(ready), f"{file.name} 核对重复")
            _finish_file(lake, file, engine)
            _drop_if_empty(file)
    finally:
        engine.close()
    tell(1.0, "")


def _drop_if_empty(file: FileReport) -> None:
    """Refuse a file of which no sheet has a row to load: a batch of nothing would pass for its import."""
    if file.staged is not None and not any(sheet.state == READY for sheet in file.sheets):
        file.state = UNSURE if file.is_unsure else REFUSED
        file.staged.discard()
        file.staged = None


def _tell_padding(parts: Sequence[tuple[SheetReport, TypedPart]]) -> None:
    """Say once a sheet how many customer numbers were padded in all its parts."""
    for _, group in groupby(parts, key=lambda pair: id(pair[0])):
        of_sheet = list(group)
        if padded := sum(part.padded for _, part in of_sheet):
            length = max(part.padded_to for _, part in of_sheet)
            of_sheet[0][0].warnings.append(f"用户编号补零 {padded} 个,补足客户档案的 {length} 位")


def _finish_file(lake: Lake, file: FileReport, engine: DuckDB) -> None:
    assert file.staged is not None
    by_table: dict[str, list[SheetReport]] = {}
    for sheet in file.sheets:
        if sheet.state == READY and sheet.table:
            by_table.setdefault(sheet.table, []).append(sheet)
    for name, sheets in by_table.items():
        if len(sheets) > 1 or any(sheet.facts["may_repeat"] for sheet in sheets):
            _refuse_repeats(lake, file.staged, name, sheets, engine)
        for sheet in sheets:
            if sheet.state == READY:
                take_stock(sheet, lake.tables[name], engine)
    for sheet in file.sheets:
        if sheet.state == READY:
            _judge_rejects(sheet, file.staged.path)
    file.staged.files = [one for sheet in file.sheets for one in sheet.files]
    for path in file.staged.path.iterdir():
        if path.suffix in (".lines", ".cells"):
            path.unlink()


def _refuse_as_told_apart(sheet: SheetReport) -> None:
    """Refuse a sheet of which most keys have several rows that differ: a column that was not taken tells them apart."""
    named = "、".join(f"“{header}”" for header in sheet.facts["unmapped"][:MOST_NAMED])
    what = "大半主键各有几行而内容不同,只留其中一行会用错数据" + (f";没有采用的列有{named}" if named else "")
    error = NothingAccepted(
        what, where=Place(sheet.file, sheet.sheet), remedy="请只导出其中一类(如正向有功)的行,或分开导出"
    )
    for part in sheet.parts:
        part.path.unlink()
        part.lines_path.unlink(missing_ok=True)
    sheet.parts.clear()
    sheet.facts |= {"state": REFUSED, "error": str(error)}


def _judge_rejects(sheet: SheetReport, folder: Path) -> None:
    """Note why rows of a sheet were rejected; a sheet of which none is left is refused."""
    path = folder / f"{sheet.facts['number']}.rejects"
    reasons = reasons_in(pq.read_table(path)) if path.exists() else []
    sheet.facts["reasons"] = [list(reason) for reason in reasons]
    if reasons and not sheet.rows_accepted:
        what = f"{sheet.rows_rejected:,} 行全部被拒绝,没有可载入的行:{'、'.join(sheet.said_reasons())}"
        remedy = "请核对列的对应和单元格内容后重新导入"
        sheet.facts["state"] = REFUSED
        sheet.facts["error"] = str(NothingAccepted(what, where=Place(sheet.file, sheet.sheet), remedy=remedy))


def _ask_of_doubled(sheet: SheetReport, across: Mapping[int, int]) -> None:
    """Note that most rows of a sheet have keys of an earlier sheet of the file: the same bills, before and after."""
    own = {part.sheet for part in sheet.parts}
    shared = sum(across.get(number, 0) for number in own)
    rows = sum(pq.read_metadata(part.path).num_rows for part in sheet.parts)
    if shared and 2 * shared > rows:
        sheet.facts["doubled"] = (
            f"有 {shared:,} 行与同一文件前面的工作表主键相同而内容不同,都载入会重复计算;是另外的费用的,照文件替换即都载入"
        )


def _refuse_repeats(
    lake: Lake, staged: StagedBatch, name: str, sheets: Sequence[SheetReport], engine: DuckDB
) -> None:
    owners = [(sheet, part) for sheet in sheets for part in sheet.parts]
    if not owners:
        return
    found = find_repeats(engine, lake.tables[name], [part for _, part in owners])
    for number, rows in found.rows.groupby("part"):
        sheet, part = owners[int(str(number))]
        rows = rows.sort_values("n")  # noqa: PLW2901
        left, stood = without_rows(part, rows["n"].tolist())
        sheet.parts[sheet.parts.index(part)] = left
        add_rejects(staged.path, sheet, stood, rows["reason"].tolist())
    left = sum(pq.read_metadata(part.path).num_rows for sheet in sheets for part in sheet.parts)
    if found.superseded >= MANY and 2 * found.superseded > left:
        for sheet in sheets:
            _refuse_as_told_apart(sheet)
    for sheet in sheets:
        _ask_of_doubled(sheet, found.across)
    if found.kept:
        sheets[0].warnings.append(f"有 {found.kept} 行与别的行主键相同而内容不同,全部保留")
