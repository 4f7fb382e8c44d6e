"""Deliveries are read and made live one at a time, in line with screenings and other imports (models/jobs.py)."""

from collections.abc import Callable, Sequence

from data_loaders.delivery.child_runs import Told
from data_loaders.delivery.ingest import Delivery
from models import jobs
from models.lake import Lake
from models.people import Person


def note(delivery: Delivery) -> int:
    """Put the import of a delivery that was read at the end of the line and return the job's number."""
    title = _titled("导入", [file.name for file in delivery.files if file.staged])
    return jobs.note(delivery.lake.store, "import", title, {"delivery": delivery.number}, delivery.person)


def note_reading(lake: Lake, number: str, names: Sequence[str], person: Person) -> int:
    """Put the reading of a delivery's files at the end of the line and return the job's number."""
    return jobs.note(lake.store, "read", _titled("读取", names), {"delivery": number}, person)


def _titled(what: str, names: Sequence[str]) -> str:
    more = f" 等 {len(names):,} 个文件" if len(names) > 1 else ""
    return f"{what} {names[0]}{more}" if names else what


def confirm(
    delivery: Delivery,
    job: int,
    *,
    before: Callable[[], None] = lambda: None,
    on_progress: Told = lambda share, text: None,
    may_be_killed: bool = True,
) -> None:
    """Make a delivery live when its turn has come; `before` is asked then whether that is still wanted.

    Errors: Cancelled, after what was live already has been taken back; whatever `before` and `Delivery.confirm` raise.
    """

    def work(tell: jobs.Progress) -> dict[str, list[int]]:
        def told(share: float, text: str) -> None:
            tell(share, text)
            on_progress(share, text)

        before()
        return {"batches": delivery.confirm(told)}

    jobs.carry_out(delivery.lake.store, job, work, may_be_killed=may_be_killed)
