"""The texts by which things are found: one file beside the data, made when the data changed and somebody searches.

    object_type, object_id, org_code    what it is; meters, points and addresses are their customer
    said                                its texts, each behind a line's end and before a mark that names its column
    shown                               the same as they were delivered, where that differs

There is one file of what the data says and one of what is shown to those from whom personal data is hidden: they
search what they are shown, so nobody can spell out a hidden name by searching. The file is named after the stored
files it was made from and after its own digest; another state of the data, or a damaged file, makes a new one.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from filelock import FileLock
from pyarrow import feather

from analytics.search import signatures
from analytics.subjects import ObjectType
from data_loaders.catalog import tables
from models.data.masking import masked
from models.home.digests import digest_of
from models.home.disk import unwritable
from models.home.scratch import own_name
from models.lake import Door
from models.people import SYSTEM

FOLDER = "search"
FORM = 1  # another number makes every index anew
BEGIN, END = "\n", "\x01"  # around a text; behind the second stands the letter of its column
ROW = "row"
OWN = "@"  # the letter of an object's own number
FIRST_LETTER = ord("a")
ROWS_AT_ONCE = 65_536
_BREAKS, _SPACES = BEGIN + END + "\r\t", "    "
WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
PLAIN = "".join(chr(code) for code in range(0x21, 0x7F)) + " "


@dataclass(frozen=True)
class Place:
    """Where texts of a kind of object lie: a table, the column of the object's number, the columns of texts.

    With `unless_in` only of numbers that this table does not have.
    """

    object_type: ObjectType
    table: str
    number: str
    texts: tuple[str, ...] = ()
    unless_in: str = ""


PLACES = (
    Place("customer", "customers", "cons_no", ("orig_cons_no", "cons_name", "elec_addr")),
    Place("customer", "metering_points", "cons_no", ("mp_no",)),
    Place("customer", "meters", "cons_no", ("asset_no", "bar_code", "made_no")),
    Place("customer", "instrument_transformers", "cons_no", ("it_asset_no",)),
    Place("application", "applications", "app_no", ("cons_no", "cons_name")),
    Place("work_order", "work_orders", "wo_no", ("cust_no", "cust_name")),
    Place("case", "transformer_areas", "tg_no", ("tg_name",)),
    Place("case", "customers", "tg_no", ("tg_name",), unless_in="transformer_areas"),
    Place("staff", "staff", "emp_no", ("name",)),
    Place("org", "orgs", "org_code", ("short_name", "org_name")),
)
KINDS: tuple[ObjectType, ...] = tuple(dict.fromkeys(place.object_type for place in PLACES))


@cache
def letters() -> dict[tuple[str, str], str]:
    """Return {(table, column): the letter behind its texts}."""
    columns = [(place.table, column) for place in PLACES for column in place.texts]
    return {column: chr(FIRST_LETTER + number) for number, column in enumerate(columns)}


def plain_form(text: str) -> str:
    """Return a text as it is compared: full width as half width, upper case as lower case."""
    return text.translate(str.maketrans(WIDE + _BREAKS, PLAIN + _SPACES)).lower()


def index_of(door: Door) -> pa.Table:
    """Return the index of the data that a door shows, for every unit together; it is made where there is none.

    Errors: DataDamaged; StoreUnusable where the disk is full.
    """
    folder, name = door.home / FOLDER, _name(door)
    try:
        if (found := _known(folder, name)) is None:
            folder.mkdir(mode=0o700, exist_ok=True)
            with FileLock(folder / f"{_kind(door)}.lock"):  # two who search at once make it once
                found = _known(folder, name) or _made(door, folder, name)
        return _opened(found, found.stat().st_mtime_ns)
    except OSError as error:
        raise unwritable(error, "不能建立查找索引") from error


def is_ready(door: Door) -> bool:
    """Return whether a search need not wait for the index to be made."""
    return _known(door.home / FOLDER, _name(door)) is not None


def _kind(door: Door) -> str:
    return "whole" if door.person.sees_personal_data else "masked"


def _name(door: Door) -> str:
    """Return what the name of an index begins with: whether names are shown in it, and of which files it is."""
    form = f"{FORM} {PLACES} {door.state(place.table for place in PLACES)}"
    return f"{_kind(door)}-{hashlib.sha256(form.encode()).hexdigest()[:32]}"


@lru_cache(maxsize=4)
def _opened(path: Path, _written: int) -> pa.Table:
    """Return an index, with the number of each row; its bytes stay on disk, and all sessions share them."""
    rows = feather.read_table(path, memory_map=True)
    return rows.append_column(ROW, pa.array(np.arange(len(rows), dtype="int32")))


@lru_cache(maxsize=8)
def _is_whole(path: Path, _written: int) -> bool:
    return path.stem.rpartition("-")[2] == digest_of(path)[:32]


def _known(folder: Path, name: str) -> Path | None:
    for path in folder.glob(f"{name}-*.arrow"):
        with suppress(OSError):  # taken away just now
            if _is_whole(path, path.stat().st_mtime_ns):
                return path
    return None


def _made(door: Door, folder: Path, name: str) -> Path:
    with door.lake.open(SYSTEM) as whole:
        rows = _rows(whole, is_masked=not door.person.sees_personal_data)
    unfinished = folder / own_name()
    try:
        feather.write_feather(_signed(rows), str(unfinished), compression="uncompressed")
        path = folder / f"{name}-{digest_of(unfinished)[:32]}.arrow"
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    for other in folder.glob(f"{_kind(door)}-*.arrow"):
        if other != path:
            with suppress(OSError):  # somebody has it open
                other.unlink()
    return path


def _rows(door: Door, *, is_masked: bool) -> pa.Table:
    """Return the index's rows, in the order of kinds and numbers."""
    found: Any = ibis.union(*(_texts(door, place, is_masked=is_masked) for place in PLACES))
    customers = door.table("customers").select(owner="cons_no", owner_unit="org_code").distinct()
    joined = found.left_join(customers, found.cons_no == customers.owner)
    placed = joined.mutate(org_code=joined.org_code.fill_null(joined.owner_unit))
    together = placed.group_by("kind", "object_id", "org_code").agg(texts=placed.texts.group_concat(""))
    begin: Any = ibis.literal(BEGIN)
    number = begin.concat(together.object_id, END + OWN, together.texts)
    kept: Any = door.engine.kept(together.mutate(texts=number), "search_texts")
    is_wide = kept.texts.re_search(f"[{WIDE}]")
    narrow: Any = ibis.ifelse(is_wide, kept.texts.translate(WIDE, PLAIN), kept.texts)
    with_form = kept.mutate(said=narrow.lower())
    as_delivered = ibis.ifelse(with_form.said == with_form.texts, ibis.null("string"), with_form.texts)
    rows = with_form.mutate(shown=as_delivered).drop("texts")
    return rows.order_by("kind", "object_id", "org_code").to_pyarrow()


def _signed(rows: pa.Table) -> pa.Table:
    """Add the signatures of the texts, and cut the rows into as many parts as the engine reads side by side."""
    parts = pa.Table.from_batches(rows.combine_chunks().to_batches(ROWS_AT_ONCE), rows.schema)
    for lane, numbers in signatures.of_texts(parts["said"]).items():
        parts = parts.append_column(lane, numbers)
    return parts


def _texts(door: Door, place: Place, *, is_masked: bool) -> Any:
    """Return the objects of a table with their texts; a row's own unit, else that of its customer."""
    card = tables()[place.table]
    table: Any = door.table(place.table)
    table = masked(table, card) if is_masked else table
    table = table.filter(table[place.number].notnull())
    table = (
        _once(table.anti_join(door.table(place.unless_in), place.number), place) if place.unless_in else table
    )
    pieces = [_piece(table, place, column) for column in place.texts]
    without = ibis.null("string")
    rows = table.select(
        kind=ibis.literal(KINDS.index(place.object_type), "int8"),
        object_id=table[place.number],
        org_code=table.org_code if "org_code" in table.columns else without,
        cons_no=table.cons_no if "cons_no" in table.columns else without,
        texts=pieces[0].concat(*pieces[1:]) if len(pieces) > 1 else pieces[0],
    )
    return rows if place.object_type == "customer" else rows.distinct()


def _once(table: Any, place: Place) -> Any:
    """Return each number of a table that is about something else once, with the first of its units and texts."""
    columns = [name for name in ("org_code", *place.texts) if name in table.columns]
    return table.group_by(place.number).agg(**{name: table[name].min() for name in columns})


def _piece(table: Any, place: Place, column: str) -> Any:
    """Return a text between its marks, "" where there is none or a column before it says the same."""
    text: Any = table[column]
    unbroken: Any = ibis.ifelse(text.re_search(f"[{_BREAKS}]"), text.translate(_BREAKS, _SPACES), text)
    clean: Any = unbroken.strip()
    begin: Any = ibis.literal(BEGIN)
    marked = begin.concat(clean, END + letters()[place.table, column])
    is_said: Any = text.isnull() | (clean == "")
    for earlier in place.texts[: place.texts.index(column)]:
        is_said = is_said | (text == table[earlier]).fill_null(False)
    return ibis.ifelse(is_said, "", marked)
