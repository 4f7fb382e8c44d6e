"""Category pages and the tuning preview on a company's size: what each look costs, beside pandas + plotly-express.

python -m benchmarks.pages [customers …] [folder]

Of every size a home with a run of all checks, with what the job that screens keeps for the first look at its pages.
Each category in a process of its own that has shown the overview before, as a server has: the page as a whole
(Streamlit's AppTest: everything that the server does), first after the run, then narrowed to a unit, to a mark, and by
another session; then picture by picture, and the list behind it. The preview of each check with a threshold: a
value nobody has tried, and another one. Of seconds and the processor's seconds the aims are about the first; on a machine that
others use the second says more. pandas + plotly-express draw one picture of each category; the marks must be the same.

`folder` keeps the homes for the next time.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from analytics import kept_files, screening
from analytics.parameters import levels_of, tried
from analytics.pictures import first_look
from analytics.pictures.album import pictures, pictures_of
from analytics.pictures.layout import Names
from analytics.pictures.picture import Picture
from analytics.pictures.shown import Viewed
from analytics.results.findings import findings_of
from analytics.rulebook import check_of, checks
from analytics.tuning import Bench, range_of
from benchmarks.company import home_of
from benchmarks.measuring import ROOT, measure, table, timing
from benchmarks.pandas_pictures import PICTURES
from data_loaders.catalog import tables
from demo import AS_OF, PERIOD
from models import runs
from models.category import Category
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER
from models.store import Store

SIZES = (100_000, 1_000_000)
PAGE_SECONDS, PREVIEW_SECONDS, MOST = 0.5, 2.0, 0.9  # the aims
KEEP, PREVIEW, PICTURE = "keep", "preview", "picture"
ROWS = 50
Cost = tuple[float, float]  # seconds, CPU seconds
Costs = dict[str, dict[str, Cost]]


def main(sizes: Iterable[int], folder: Path) -> None:
    """Print what every look costs at every size, then the preview and the peer at the largest."""
    homes = {size: screened(folder / f"home-{size}", size) for size in sizes}
    pages: dict[int, Costs] = {}
    for size, home in homes.items():
        print(f"\n{size:,} customers, load {os.getloadavg()[0]:.1f}", flush=True)
        print(
            f"rows behind all pictures: {_said(asked(home, KEEP)[KEEP]['all'])} ({_megabytes(home):.0f} MB)"
        )
        pages[size] = {}
        for category in Category:
            pages[size] |= asked(home, category.value)
        _print(pages[size])
    _growth(pages)
    size, home = max(homes.items())
    print(f"\npreview, {size:,} customers, load {os.getloadavg()[0]:.1f}")
    _previews(asked(home, PREVIEW))
    against_pandas(home, folder)


def screened(home: Path, size: int) -> Path:
    """Return a home with a company of a size that was screened by all checks."""
    lake = home_of(home, size)
    if not runs.history(lake.store):
        screening.screen(lake, LOCAL_USER, as_of=AS_OF, period=PERIOD)
    lake.store.close()
    return home


def asked(home: Path, what: str) -> Costs:
    """Return what looks cost, by what is looked at and how, measured in a process of its own."""
    environment = os.environ | {"MINGJI_HOME": str(home)}
    command = [sys.executable, "-m", "benchmarks.pages", str(home), what]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def keep(home: Path) -> Costs:
    """Return what keeping the rows of all pictures costs; those that are there are made anew."""
    lake, run = _run_of(home)
    for path in (home / kept_files.FOLDER / run.folder).glob("*.parquet"):
        path.unlink()
    return {KEEP: {"all": cost(lambda: first_look.keep(lake, run))}}


def page(category: Category) -> Costs:
    """Return what a category's page costs as a whole, then each picture of it and the list behind it."""
    import streamlit as st

    from tests.opened import opened

    def look(file: str, **query: str) -> Callable[[], Any]:
        def shown() -> None:
            found = opened(file, query, seconds=600)
            if found.exception:
                raise ValueError(found.exception[0].message)

        return shown

    look("10_overview.py")()
    file = next(Path(ROOT, "pages").glob(f"4?_{category.folder}.py")).name
    lake, run = _run_of(Path(os.environ["MINGJI_HOME"]))
    own = pictures_of(category)
    with lake.open(LOCAL_USER) as door:
        found = findings_of(lake.store, door, run)
        [one] = found.figures("unit", category=category.value)[:1] or [{"unit": ""}]
        shown = {p.key: Viewed(p, door, found, run) for p in own}
        looks = {"first": cost(look(file)), "a unit": cost(look(file, unit=one["unit"]))}
        for picture in own[1:]:
            marks = [] if shown[picture.key].missing() else shown[picture.key].marks().to_pylist()
            by = {d.name: marks[0][d.name] for d in picture.by if d.name != "unit"} if marks else {}
            if by:
                looks["a mark"] = cost(look(file, of=picture.key, **{k: v for k, v in by.items() if v}))
                break
        looks["again"] = cost(look(file))
        st.cache_data.clear()
        looks["not kept"] = cost(look(file))
        costs: Costs = {f"{category.value} page": looks}
    with lake.open(LOCAL_USER) as door:
        found = findings_of(lake.store, door, run)
        for picture in own:
            costs[picture.title] = of_picture(Viewed(picture, door, found, run, unit_digits=8), picture)
    return costs


def of_picture(view: Viewed, picture: Picture) -> dict[str, Cost]:
    """Return what a picture's marks cost, and the first page of the list behind it."""
    if view.missing():
        return {}

    def marks() -> None:
        view.marks()
        if picture.kind == "cloud":
            view.points()

    def listed() -> None:
        view.behind()
        view.listed(limit=ROWS)

    return {"marks": cost(marks), "list": cost(listed)}


def preview(home: Path, codes: Iterable[str] = ()) -> Costs:
    """Return what trying a value of each check with a threshold costs: the first, and another."""
    lake, run = _run_of(home)
    costs: Costs = {}
    for one in [check_of(code) for code in codes] or [one for one in checks().values() if one.parameters]:
        usual = levels_of(one, [], run.as_of)
        parameter = next((p for p in one.parameters if usual.usual[p.name]), one.parameters[0])
        values = [
            v for v in range_of(parameter, usual.usual[parameter.name]) if v != usual.usual[parameter.name]
        ]
        bench = Bench(lake, one, run.as_of, run.period)
        if bench.missing or not values:
            continue

        def tryout(
            value: float, bench: Bench = bench, name: str = parameter.name, usual: Any = usual
        ) -> None:
            trial = bench.trial(usual, tried(bench.one, usual, "", {name: value}, run.as_of), LOCAL_USER)
            trial.figures()
            trial.figures("unit")
            rows = trial.that_fit().limit(20).to_pyarrow().to_pylist()
            trial.sentences(rows)

        first, other = values[len(values) // 2], values[len(values) // 3]
        costs[one.code] = {"first": cost(tryout, first)}
        if other != first:  # a value that was tried is known
            costs[one.code]["another"] = cost(tryout, other)
        bench.close()
    return costs


def against_pandas(home: Path, folder: Path) -> None:
    """Print what a picture of each category costs beside pandas + plotly-express, and fail where the marks differ."""
    _, run = _run_of(home)
    for key in PICTURES:
        ours = measure(
            f"{key.partition('-')[0]} mingji", "benchmarks.pages", str(home), PICTURE, str(folder), key
        )
        about = (str(home), str(folder), key, run.as_of.isoformat(), run.period)
        theirs = measure("pandas + express", "benchmarks.pandas_pictures", *about)
        count = same_marks(pictures()[key], folder / f"{key}.parquet", folder / f"{key}-pandas.parquet")
        print(f"\n{pictures()[key].title}: {count} marks, the same\n{table(ours, theirs)}", flush=True)


def draw(home: Path, folder: Path, key: str) -> None:
    """Draw a picture as a page does, keep its marks in a folder, and print how long it took."""
    from pages.parts.category import drawing
    from pages.parts.frame.theme import palette_of

    lake, run = _run_of(home)
    with lake.open(LOCAL_USER) as door:
        found = findings_of(lake.store, door, run)
        with timing():
            marks = Viewed(pictures()[key], door, found, run).marks()
            drawing.figure(pictures()[key], marks, None, {}, Names({}), palette_of("light"), None).to_json()
    pq.write_table(marks, folder / f"{key}.parquet")


def same_marks(picture: Picture, mine: Path, other: Path) -> int:
    """Return how many marks there are; an error where two ways show different ones."""
    names = [one.name for one in picture.by]
    columns = [*names, picture.measures[0].name]
    both = [pq.read_table(path, columns=columns).to_pandas() for path in (mine, other)]
    for marks in both:
        marks[columns[-1]] = marks[columns[-1]].astype(float).round(6)
    ours, theirs = (marks.sort_values(names, ignore_index=True) for marks in both)
    pd.testing.assert_frame_equal(ours, theirs, check_dtype=False, rtol=0, atol=1e-6)
    return len(ours)


def cost(work: Callable[..., object], *about: Any) -> Cost:
    """Return the seconds, and the processor's, that work takes in this process."""
    began, used = time.perf_counter(), time.process_time()
    work(*about)
    return time.perf_counter() - began, time.process_time() - used


def _run_of(home: Path) -> tuple[Lake, Run]:
    lake = Lake(Store(home), tables())
    return lake, runs.get(lake.store)


def _megabytes(home: Path) -> float:
    return sum(path.stat().st_size for path in (home / kept_files.FOLDER).rglob("*.parquet")) / 1e6


def _said(of: Cost) -> str:
    return f"{of[0]:.2f} s, {of[1]:.2f} CPU s"


def _print(costs: Costs) -> None:
    for name, looks in costs.items():
        told = "   ".join(f"{look} {seconds:.2f} s ({used:.2f})" for look, (seconds, used) in looks.items())
        print(f"  {name}: {told or 'cannot be drawn'}", flush=True)


def _growth(pages: dict[int, Costs]) -> None:
    """Print by how many times the first look at each page and picture is dearer at the largest size than at the smallest."""
    small, large = pages[min(pages)], pages[max(pages)]
    if small is large:
        return
    print(f"\nCPU s from {min(pages):,} to {max(pages):,} customers")
    for name, looks in large.items():
        for look in ("first", "marks"):
            if look in looks and look in small.get(name, {}):
                before, now = small[name][look][1], looks[look][1]
                print(f"  {name}, {look}: {before:.2f} → {now:.2f}, {now / max(before, 0.01):.1f} times")
    slow = [
        name for name, looks in large.items() for s, _ in [looks.get("first", (0, 0))] if s > PAGE_SECONDS
    ]
    print(f"above {PAGE_SECONDS} s: {'、'.join(slow) or 'none'}")


def _previews(costs: Costs) -> None:
    for look in ("first", "another"):
        tried_so = {code: looks[look] for code, looks in costs.items() if look in looks}
        slow = {code: one for code, one in tried_so.items() if one[0] > PREVIEW_SECONDS}
        said = " ".join(f"{code} {seconds:.1f} ({used:.1f})" for code, (seconds, used) in slow.items())
        print(
            f"  {look}: {len(tried_so) - len(slow)} of {len(tried_so)} under {PREVIEW_SECONDS} s; not {said}"
        )
    _print(costs)


if __name__ == "__main__":
    words = sys.argv[1:]
    if len(words) > 1 and words[1] == PICTURE:
        draw(Path(words[0]), Path(words[2]), words[3])
    elif len(words) > 1 and words[1] in (KEEP, PREVIEW, *(one.value for one in Category)):
        home = Path(words[0])
        done = {KEEP: lambda: keep(home), PREVIEW: lambda: preview(home, words[2:])}
        print(json.dumps(done.get(words[1], lambda: page(Category(words[1])))(), ensure_ascii=False))
    else:
        sizes = [int(word) for word in words if word.isdecimal()] or list(SIZES)
        folders = [word for word in words if not word.isdecimal()]
        with tempfile.TemporaryDirectory() as temporary:
            main(sizes, Path(folders[0] if folders else temporary))
