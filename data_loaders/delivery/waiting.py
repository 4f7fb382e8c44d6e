"""A delivery that waits for a person's word, written down and taken up again: after a reload, a day, a restart.

row = deliveries.get(store, number)
delivery = resumed(lake, row, person)    None where its reading was cut short: then it is staged anew
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data_loaders.child.staging import KNOWN
from data_loaders.delivery.comparison import Comparison
from data_loaders.delivery.import_report import Answer, FileReport, SheetReport
from data_loaders.delivery.ingest import Delivery
from data_loaders.recognition.recognise import Choice
from models.data import batches, deliveries
from models.data.staged import StagedBatch, StagedFile
from models.data.stored_files import fault_of
from models.lake import Lake
from models.orm import WaitingDelivery
from models.people import Person


def keep(delivery: Delivery) -> None:
    """Write down what a delivery that was read holds."""
    store = delivery.lake.store
    deliveries.keep(
        store,
        delivery.number,
        choices=choices_as_json(delivery.choices),
        content={
            "files": [_file_as_json(file) for file in delivery.files],
            "weighed_at": delivery.weighed_at,
        },
        folders=[file.staged.folder for file in delivery.files if file.staged],
    )


def resumed(lake: Lake, row: WaitingDelivery, person: Person) -> Delivery | None:
    """Return the delivery as it was written down, or None where it has to be read again: cut short, or not whole.

    Errors: ImportConflict where another process works on it.
    """
    committed = batches.numbers_by_folder(lake.store)
    if row.content is None or not all(_is_whole(lake, file, committed) for file in row.content["files"]):
        return None
    delivery = Delivery(
        lake,
        row.source,
        person,
        paths(lake, row),
        row.as_of,
        choices=choices_of(row),
        number=row.id,
        weighed_at=row.content["weighed_at"],
        is_stored=True,
    )
    for facts in row.content["files"]:
        delivery.files.append(_file_of(lake, facts, committed))
    return delivery


def paths(lake: Lake, row: WaitingDelivery) -> list[tuple[Path, str]]:
    """Return the uploaded files of a delivery, each with the name under which a person knows it."""
    folder = deliveries.folder_of(lake.store, row.id)
    return [(folder / upload["path"], upload["name"]) for upload in row.uploads]


def choices_of(row: WaitingDelivery) -> dict[str, Choice]:
    """Return what a person said the sheets of a delivery are."""
    return {key: Choice(**choice) for key, choice in (row.choices or {}).items()}


def choices_as_json(choices: Mapping[str, Choice]) -> dict[str, Any]:
    """Return what a person said the sheets are, as JSON can hold it."""
    return {key: {**vars(choice), "fields": dict(choice.fields)} for key, choice in choices.items()}


def _file_as_json(file: FileReport) -> dict[str, Any]:
    return {
        "name": file.name,
        "sha256": file.sha256,
        "state": file.state,
        "note": file.note,
        "folder": file.staged.folder if file.staged else None,
        "sheets": [_sheet_as_json(sheet) for sheet in file.sheets],
    }


def _sheet_as_json(sheet: SheetReport) -> dict[str, Any]:
    return {
        "facts": sheet.facts,
        "rows_accepted": sheet.rows_accepted,
        "sums": sheet.sums,
        "filled": sheet.filled,
        "files": [[one.table_name, one.month, one.path.name, one.rows, one.filled] for one in sheet.files],
        "comparison": sheet.comparison.facts(),
        "question": sheet.question,
        "answer": sheet.answer.name if sheet.answer else None,
    }


def _is_whole(lake: Lake, facts: Mapping[str, Any], committed: Mapping[str, int]) -> bool:
    """Return whether everything that was staged of a file is still there."""
    if facts["folder"] is None or facts["folder"] in committed:
        return True
    root = lake.store.home / batches.FOLDER / facts["folder"]
    staged = [one for sheet in facts["sheets"] for one in sheet["files"]]
    return root.is_dir() and not any(fault_of(root / name, rows) for _, _, name, rows, _ in staged)


def _file_of(lake: Lake, facts: Mapping[str, Any], committed: Mapping[str, int]) -> FileReport:
    """Return a file as it was; one that was made live before the process died is known by its batch."""
    file = FileReport(facts["name"], facts["sha256"], facts["state"], facts["note"], [])
    folder = facts["folder"]
    if folder in committed:
        file.state, file.note = KNOWN, f"已导入(批次 {committed[folder]})"
        return file
    if folder is not None:
        file.staged = StagedBatch.resumed(lake.store, folder)
    root = lake.store.home / batches.FOLDER / (folder or "")
    file.sheets = [_sheet_of(sheet, root) for sheet in facts["sheets"]]
    if file.staged is not None:
        file.staged.files = [one for sheet in file.sheets for one in sheet.files]
    return file


def _sheet_of(facts: Mapping[str, Any], folder: Path) -> SheetReport:
    return SheetReport(
        facts["facts"],
        rows_accepted=facts["rows_accepted"],
        sums=facts["sums"],
        filled=facts["filled"],
        files=[
            StagedFile(table, month, folder / name, rows, filled)
            for table, month, name, rows, filled in facts["files"]
        ],
        comparison=Comparison(**facts["comparison"]),
        question=facts["question"],
        answer=Answer[facts["answer"]] if facts["answer"] else None,
    )
