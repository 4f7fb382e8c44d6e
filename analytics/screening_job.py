"""A screening with what makes the pages behind it fast: the index of the search before it, the rows of pictures after it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from analytics import screening
from analytics.pictures import first_look
from analytics.search.index import index_of
from data_loaders.catalog import tables
from models import jobs, runs
from models.lake import Lake
from models.orm import Job
from models.people import Person, Role
from models.store import Store

Progress = Callable[[float, str], object]


def as_job(store: Store, job: Job, on_progress: Progress) -> dict[str, Any]:
    """Screen as a job asks for it (`as_of`, `period`) and return {run_id}.

    What is screened has mostly just been loaded, so the index of the search is made too: the first who searches
    need not wait for it.
    """
    asked, lake, person = job.arguments, Lake(store, tables()), Person(job.asked_by, Role.LEAD, ("",))
    on_progress(0.0, "建立查找索引")
    with lake.open(person) as door:
        index_of(door)
    day = date.fromisoformat(asked["as_of"])
    number = screening.screen(lake, person, as_of=day, period=asked["period"], on_progress=on_progress)
    jobs.made(store, job.id, {"run_id": number})
    first_look.keep(lake, runs.get(store, number), on_progress)
    return {"run_id": number}
