"""Deliveries are made live one at a time, in line with screenings and other imports (models/jobs.py)."""

from collections.abc import Callable

from data_loaders.delivery.child_runs import Told
from data_loaders.delivery.ingest import Delivery
from models import jobs


def note(delivery: Delivery) -> int:
    """Put the import of a delivery that was read at the end of the line and return the job's number."""
    names = [file.name for file in delivery.files if file.staged]
    title = f"导入 {names[0]}" + (f" 等 {len(names):,} 个文件" if len(names) > 1 else "") if names else "导入"
    return jobs.note(delivery.lake.store, "import", title, {"delivery": delivery.number}, delivery.person)


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
