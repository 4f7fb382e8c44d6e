"""The rows behind pictures, worked out once a run for everybody: a Parquet file for each base, below the home's folder.

    object_type, object_id, cons_no, org_code, then whatever the base gives (analytics.pictures.picture.Base)

Like a check, a base is worked out over the whole company and read within a person's units, masked for those who may not
see names; rows without a unit have that of their customer. Whoever screens keeps all of them (`keep`), else whoever
looks first, as long as the data of the run can still be read (analytics/kept_files.py).
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics import kept_files
from analytics.fact import bare_reads
from analytics.parameters import levels_of_run
from analytics.pictures.album import pictures
from analytics.pictures.picture import OBJECT, Base, Picture, Sight
from analytics.screening import facts_of_run, shared_facts, tables_of
from analytics.statements import stated
from data_loaders.catalog import tables as cards
from models.data.customer_codes import customer_number, is_code
from models.data.masking import mask
from models.engine import Statement
from models.errors import Cancelled, StoreUnusable
from models.home.scratch import own_name
from models.lake import Door, Lake, within_units
from models.orm import Run
from models.people import SYSTEM

Progress = Callable[[float, str], object]


def keep(lake: Lake, run: Run, on_progress: Progress = lambda share, text: None) -> None:
    """Work out the rows behind every picture of a run, those that are there left out.

    One that fails is worked out, and says why it fails, where it is looked at: the run is done without it, or without any.
    """
    try:
        _keep_all(lake, run, on_progress)
    except Cancelled:
        raise
    except Exception:  # a full disk, data that are gone by now: the run is recorded and whole
        logging.getLogger(__name__).exception("the rows of pictures could not be kept")


def _keep_all(lake: Lake, run: Run, on_progress: Progress) -> None:
    every = {one.base.name: one.base for one in pictures().values() if one.base}
    with lake.open_at(SYSTEM, run.data_version) as door:
        there = kept_files.folder_of(lake.store.home, run.folder)
        wanted = [
            base
            for base in every.values()
            if not kept_files.whole(there, base.name)
            and not base.missing({name: door.filled(name) for name in base.columns})
        ]
        shared = _facts(door, run, wanted)
        for number, base in enumerate(wanted):
            on_progress(number / len(wanted), "准备各类专业稽查的图")
            try:
                with kept_files.locked(there) as folder:  # who looks meanwhile waits for one, not for all
                    if not kept_files.whole(folder, base.name):
                        _write(door, run, base, shared, folder)
            except Cancelled:
                raise
            except Exception:  # whatever a broken picture raises, the others are kept
                logging.getLogger(__name__).exception("the rows of %s could not be kept", base.name)


def is_of_the_run(door: Door, run: Run, base: Base) -> bool:
    """Return whether the rows of a base can be those that a run saw; else they are of the data of now."""
    return (
        run.data_version == door.data_version
        or _found(door.home, run, base) is not None
        or door.lake.has(run.data_version)
    )


def rows_of(door: Door, run: Run, one: Picture) -> Any | None:
    """Return the rows of a picture's base as a person may see them; None where they are to be worked out in the session.

    So they are where none are kept and the data of then is gone, or none can be kept and the data is that of then.
    Errors: DataDamaged; StoreUnusable where the disk is full and the data another one by now.
    """
    assert one.base
    path = _found(door.home, run, one.base)
    if path is None and door.lake.has(run.data_version):
        try:
            path = _made(door.lake, run, one.base)
        except StoreUnusable:
            if run.data_version != door.data_version:
                raise
    if path is None:
        return None
    rows = door.engine.files(path, part=f"rows {one.base.name}")
    person = door.person
    if not person.sees_everything:
        rows = rows.filter(within_units(rows.org_code, person))
    return rows if person.sees_personal_data else _masked(rows, one)


def _masked(rows: Any, one: Picture) -> Any:
    """Return rows with what has the name of a personal column of the picture's tables masked, as a check's evidence is."""
    read = (
        cards()[name].by_name[column] for name, columns in bare_reads(one.reads).items() for column in columns
    )
    hidden = {c.name: mask(rows[c.name], c.personal) for c in read if c.personal and c.name in rows.columns}
    return rows.mutate(**hidden) if hidden else rows


def _made(lake: Lake, run: Run, base: Base) -> Path:
    with kept_files.locked(kept_files.folder_of(lake.store.home, run.folder)) as folder:
        found = kept_files.whole(folder, base.name)
        if found is None:
            with lake.open_at(SYSTEM, run.data_version) as door:
                found = _write(door, run, base, _facts(door, run, [base]), folder)
    return found


def _facts(door: Door, run: Run, bases: Sequence[Base]) -> Mapping[str, Any]:
    """Return the facts of some bases, those that the run has worked out as it left them."""
    known = facts_of_run(door, run, bases)
    return shared_facts(bases, door, door.engine, run.as_of, run.period, known)


def _found(home: Path, run: Run, base: Base) -> Path | None:
    """Return the file of a base, if it is there and whole."""
    return kept_files.whole(kept_files.folder_of(home, run.folder), base.name)


def _write(door: Door, run: Run, base: Base, shared: Mapping[str, Any], folder: Path) -> Path:
    def write(path: Path) -> None:
        door.engine.write(_statement(door, run, base, shared), path)
        _give_units(door, path)

    return kept_files.write(folder, base.name, write)


def _statement(door: Door, run: Run, base: Base, shared: Mapping[str, Any]) -> Statement:
    """Return the rows of a base as a statement that is kept for the next run of the same day and month."""
    filled = {name: door.filled(name) for name in base.columns}
    t = tables_of(base, door, door.engine, run.as_of, run.period, shared)
    names, facts, levels = list(t.given), list(t.kept), levels_of_run(run)

    def state(*some: Any) -> Any:
        sight = Sight(
            dict(zip(names, some, strict=False)),
            filled,
            run.as_of,
            run.period,
            found={},
            kept=dict(zip(facts, some[len(names) :], strict=True)),
            levels=levels,
            code_tables=door.code_tables,
        )
        return _in_text(base.rows(sight))

    about = {
        name: sorted(column for column, count in counts.items() if count) for name, counts in filled.items()
    }
    values = {
        code: (of.usual, [(o.org_prefix, o.name, o.value) for o in of.overrides])
        for code, of in levels.items()
    }
    own = {
        name: [(one.key, one.since, one.content, one.id) for one in rows]
        for name, rows in door.code_tables.items()
    }
    judged = hashlib.sha256(repr((values, own)).encode()).hexdigest()
    key = f"rows {base.name} {run.as_of} {run.period} {judged} {about}"
    return stated(door.engine, key, state, *t.given.values(), *t.kept.values())


def _in_text(rows: Any) -> Any:
    """Return rows with customer numbers as text, the object's columns first."""
    others = [name for name in rows.columns if name not in OBJECT]
    return rows.select(
        **{
            name: customer_number(rows[name]) if name in OBJECT or is_code(rows[name]) else rows[name]
            for name in (*OBJECT, *others)
        }
    )


def _give_units(door: Door, path: Path) -> None:
    """Give rows without a unit that of their customer, if there are any: within units they are found by it."""
    unplaced = "SELECT count(*) FROM read_parquet(?) WHERE org_code IS NULL AND cons_no IS NOT NULL"
    if door.engine.execute(unplaced, [str(path)]) == [(0,)]:
        return
    rows: Any = door.engine.files(path)
    customers: Any = door.table("customers")
    units = customers.select(owner="cons_no", own_unit="org_code").distinct(on="owner", keep="first")
    placed = rows.left_join(units, rows.cons_no == units.owner)
    placed = placed.mutate(org_code=placed.org_code.coalesce(placed.own_unit)).drop("owner", "own_unit")
    again = path.with_name(f"{own_name()}.parquet")
    try:
        door.engine.write(door.engine.stated(placed), again)
        again.replace(path)
    finally:
        again.unlink(missing_ok=True)
