"""The process of a job: python -m models.job_process HOME NUMBER.

It goes on when whoever asked for it is gone. What a kind of job does is loaded when its turn has come. Where people
look at pages meanwhile, the processor is theirs first.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

from models import jobs
from models.errors import MingjiError
from models.home.bugs import log_discreetly
from models.pages_first import let_pages_go_first
from models.store import Store

WORK: dict[str, str] = {"screen": "analytics.screening_job:as_job"}
NOT_DONE = 4


def main(home: Path, number: int) -> int:
    """Carry out a job and return the exit code."""
    log_discreetly()
    let_pages_go_first()
    store = Store(home)
    job = jobs.get(store, number)

    def work(tell: jobs.Progress) -> dict[str, Any]:
        module, _, name = WORK[job.kind].partition(":")
        return getattr(importlib.import_module(module), name)(store, job, tell)

    try:
        jobs.carry_out(store, number, work)
    except MingjiError as error:
        print(error)
        return NOT_DONE
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
