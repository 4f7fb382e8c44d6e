"""What the pages of the categories ask for when somebody looks at a run first, worked out by whoever screens.

The rows behind the pictures (analytics/pictures/kept.py), and of them and the hits what each page shows before anybody
narrows it (analytics/answers.py). Whoever narrows it, or may see only some units, has it worked out.
"""

import logging
from collections.abc import Callable
from typing import Any

from analytics import answers, kept_files
from analytics.answers import FIRST_ROWS
from analytics.pictures import kept
from analytics.pictures.album import pictures_of
from analytics.pictures.shown import Viewed
from analytics.results.findings import Findings, findings_of
from analytics.units import digits_below, unit_names
from models.category import Category
from models.errors import Cancelled
from models.lake import Door, Lake
from models.orm import Run
from models.people import SYSTEM, Person, Role

SIGHTS = (SYSTEM, Person(SYSTEM.name, Role.SUPERVISOR, SYSTEM.units))  # with names, and with masked ones
Progress = Callable[[float, str], object]


def keep(lake: Lake, run: Run, on_progress: Progress = lambda share, text: None) -> None:
    """Keep the rows behind a run's pictures and the answers to the first look, and drop those of old runs.

    The run is whole without them.
    """
    kept.keep(lake, run, on_progress)
    try:
        _keep_answers(lake, run, on_progress)
    except Cancelled:
        raise
    except Exception:  # a full disk, data that are gone by now: whoever looks has it worked out
        logging.getLogger(__name__).exception("the answers to the first look could not be kept")
    try:
        kept_files.prune(lake)
    except Exception:  # a disk that fails: the next screening tries again
        logging.getLogger(__name__).exception("old files beside runs could not be removed")


def _keep_answers(lake: Lake, run: Run, on_progress: Progress) -> None:
    folder = kept_files.folder_of(lake.store.home, run.folder)
    if kept_files.whole(folder, answers.NAME):
        return
    with answers.noted() as found:
        for person in SIGHTS:
            with lake.open_at(person, run.data_version) as door:
                for number, category in enumerate(Category):
                    on_progress(number / len(Category), "准备各类专业稽查的页面")
                    try:
                        _look(door, findings_of(lake.store, door, run), run, category)
                    except Cancelled:
                        raise
                    except Exception:  # whatever a broken picture raises, the other categories have theirs
                        logging.getLogger(__name__).exception("%s could not be looked at", category.value)
    with kept_files.locked(folder):
        answers.keep(folder, found)


def _look(door: Door, found: Findings, run: Run, category: Category) -> None:
    """Ask for all that a category's page shows of every unit; of one unit its statements then serve, too."""
    fits: dict[str, Any] = {"category": category.value}
    found.figures(**fits)
    found.figures("check_code", **fits)
    found.target_count(**fits)
    digits = digits_below("", unit_names(door))
    for number, one in enumerate(pictures_of(category)):
        view = Viewed(one, door, found, run, unit_digits=digits)
        if view.missing():
            continue
        if number:  # the first one is no picture: the table of the checks stands for it
            view.drawn()
        else:
            view.behind()
            view.listed(limit=FIRST_ROWS)
