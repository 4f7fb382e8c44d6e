"""Send deliveries through the confined child, again and again until every file has its report."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from data_loaders.child.sandbox import run_confined
from data_loaders.child.staging import FINISHED, READY, REPORT, refused_file, stage
from data_loaders.delivery.import_report import FileReport, SheetReport
from data_loaders.delivery.repeats import SheetPart
from data_loaders.limits import Limits
from models.data.staged import StagedBatch
from models.errors import Cancelled, MingjiError, StoreUnusable
from models.lake import Lake

SECONDS_PER_MB = 4  # of processor time, far beyond what honest files need
LEAST_SECONDS = 600

Told = Callable[[float, str], None]


def run_child(
    deliveries: Sequence[tuple[Path, str]],
    scratch: Path,
    known: Mapping[str, Any],
    tell: Told,
    cancelled: Callable[[], bool] | None,
    work: str | Callable[..., Any] = stage,
) -> list[Path]:
    """Return the folder of each delivery; a file that kills the child is refused, and the others go on.

    `known` is what the job says besides the deliveries (staging.Job).
    Errors: Cancelled; StoreUnusable where the disk is full.
    """
    folders = [scratch / str(number) for number in range(len(deliveries))]
    jobs = []
    for (path, shown), folder in zip(deliveries, folders, strict=True):
        folder.mkdir()
        jobs.append([str(path.resolve()), shown, str(folder)])
    left = jobs
    while left:
        size_mb = sum(Path(job[0]).stat().st_size for job in left) >> 20
        seconds = LEAST_SECONDS + SECONDS_PER_MB * size_mb
        try:
            run_confined(
                work,
                [{"deliveries": left, **known}],
                limits=Limits(cpu_seconds=seconds, wall_seconds=seconds * 3),
                on_progress=tell,
                cancelled=cancelled,
            )
        except (Cancelled, StoreUnusable):
            raise
        except MingjiError as fault:
            _refuse_where_it_stopped(left, fault)
        left = [job for job in left if not (Path(job[2]) / FINISHED).exists()]
    return [Path(job[2]) for job in jobs]


def _refuse_where_it_stopped(jobs: Sequence[Sequence[str]], fault: MingjiError) -> None:
    """Leave a refusal for the file at which the child died, so that the next run goes on behind it."""
    _, shown, folder = next(job for job in jobs if not (Path(job[2]) / FINISHED).exists())
    done = sorted(Path(folder).glob(f"*/{REPORT}"))
    begun = [
        path for path in sorted(Path(folder).iterdir()) if path.is_dir() and not (path / REPORT).exists()
    ]
    target = begun[0] if begun else Path(folder) / str(len(done))
    target.mkdir(exist_ok=True)
    report = refused_file(fault.where.file or shown, "", str(fault))
    (target / REPORT).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    if not begun:  # it died before it knew which files there are
        (Path(folder) / FINISHED).touch()


def read_reports(lake: Lake, folders: Sequence[Path]) -> list[FileReport]:
    """Return what became of each single file; what can be loaded is moved into a batch's own folder."""
    found = []
    for folder in folders:
        numbered = sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda path: int(path.name))
        for path in numbered:
            facts = json.loads((path / REPORT).read_text(encoding="utf-8"))
            sheets = [SheetReport(sheet) for sheet in facts["sheets"]]
            file = FileReport(facts["file"], facts["sha256"], facts["state"], facts["note"], sheets)
            if any(sheet.state == READY for sheet in sheets):
                file.staged = _moved(lake, path, sheets)
            found.append(file)
    return found


def _moved(lake: Lake, folder: Path, sheets: Sequence[SheetReport]) -> StagedBatch:
    """Move what the child wrote into a batch's own folder."""
    staged = StagedBatch(lake.store)
    for path in folder.iterdir():
        if path.name != REPORT:
            shutil.move(path, staged.path / path.name)
    for sheet in sheets:
        for part in sheet.facts.get("parts", []):
            path = staged.path / f"{part['name']}.parquet"
            sheet.parts.append(SheetPart(sheet.facts["number"], sheet.sheet, path))
    return staged
