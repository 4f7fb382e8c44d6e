"""Ids of meters, points, applications, prices, staff … that lost their leading zeros in one file and not in another.

An id that its master does not know gets its zeros back where just one id of the master differs from it by them alone.
Where the master itself lacks them this is only said: nobody can tell how many there were.
"""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.delivery.key_repair import TypedPart
from models.lake import Lake
from models.people import SYSTEM

# The master of an id, and the columns of other tables that refer to it.
MASTERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("meters", "asset_no"): ("asset_no",),
    ("metering_points", "mp_no"): ("mp_no", "parent_mp_no"),
    ("applications", "app_no"): ("app_no",),
    ("work_orders", "wo_no"): ("wo_no",),
    ("tariff_prices", "prc_code"): ("prc_code", "orig_prc_code", "rs_prc_code"),
    ("mr_sections", "mr_sect_no"): ("mr_sect_no",),
    ("transformer_areas", "tg_no"): ("tg_no",),
    ("staff", "emp_no"): ("reader_no", "calc_emp", "charge_emp", "cashchk_emp", "cr_emp", "accept_emp"),
}


def give_back_zeros(lake: Lake, parts: Sequence[TypedPart]) -> None:
    """Mend the ids in the files of a delivery that refer to a master, stored or delivered with them."""
    for (table, name), columns in MASTERS.items():
        referring = [(part, column) for part in parts for column in columns if part.table != table]
        short = [(part, column) for part, column in referring if _has_bare_digits(part.column(column))]
        if short:
            known = _known(lake, parts, table, name)
            title = lake.tables[table].title
            for part, column in short:
                _mend(part, column, known, lake.tables[part.table].by_name[column].title, title)


def _has_bare_digits(values: pa.Array | None) -> bool:
    """Return whether any id is digits that begin with no zero: only those may have lost some."""
    return values is not None and bool(pc.any(pc.match_substring_regex(values, "^[1-9][0-9]*$")).as_py())


def _known(lake: Lake, parts: Sequence[TypedPart], table: str, name: str) -> pa.Array:
    """Return the different ids of a master."""

    def columns() -> Iterator[pa.Array]:
        yield pa.array([], pa.string())
        for part in parts:
            if part.table == table and (values := part.column(name)) is not None:
                yield pc.unique(values.drop_null())
        with lake.open(SYSTEM) as door:
            if door.rows(table):
                stored = door.table(table).select(name).distinct().to_pyarrow()[name]
                yield stored.combine_chunks().drop_null()

    return pc.unique(pa.concat_arrays(list(columns())))


def _mend(part: TypedPart, column: str, known: pa.Array, title: str, master: str) -> None:
    values = part.column(column)
    if values is None or not len(known):
        return
    different = pc.unique(values.drop_null())
    unknown = different.filter(pc.invert(pc.is_in(different, value_set=known)))
    bare, full = _without_zeros(known)
    meant = full.take(pc.index_in(unknown, value_set=bare)) if len(unknown) else unknown
    if meant.null_count < len(meant):
        place = pc.index_in(values, value_set=unknown)
        mended = pc.coalesce(meant.take(place), values)
        count = pc.sum(pc.not_equal(values, mended)).as_py()
        part.replace(column, mended)
        part.warnings.append(f"{title}补零 {count:,} 个,按“{master}”中的编号")
    stripped = unknown.filter(pc.is_null(meant))
    lost = pc.and_(
        pc.starts_with(stripped, "0"),
        pc.is_in(pc.utf8_ltrim(stripped, characters="0"), value_set=known),
    )
    if count := pc.sum(lost).as_py():
        part.warnings.append(
            f"{title}有 {count:,} 种(如“{stripped.filter(lost)[0]}”)去掉前面的零才在“{master}”中找得到:"
            f"“{master}”的编号可能丢了零,请以文本格式重新导出"
        )


def _without_zeros(known: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the ids that begin with zeros without them, and as they are; those that then look alike are left out."""
    full = known.filter(pc.match_substring_regex(known, "^0+[1-9][0-9]*$"))
    bare = pc.utf8_ltrim(full, characters="0")
    counts = pc.value_counts(bare)
    once = counts.field("values").filter(pc.equal(counts.field("counts"), 1))
    is_clear = pc.is_in(bare, value_set=once)
    return bare.filter(is_clear), full.filter(is_clear)
