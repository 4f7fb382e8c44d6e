"""Ids that lost their leading zeros, and units delivered by name: mended against the master data, or left alone.

Short customer numbers are padded with zeros to the usual length of the customers, one number at a time: one that
is known as it stands is left alone, one that is known when padded is padded, and one of no length that exists
(9 digits) is padded along with them. It is done only where more numbers are then known than before; where
nothing refers to anything, only where customers of the full length begin with as many zeros as are missing, and of
one length only. What could not be padded is kept and said. No other id of the dictionary has a fixed length: those are
given their zeros back where their master has them (lost_zeros.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_loaders.child.sheet_files import write_typed
from models.data import customer_codes
from models.lake import Lake
from models.people import SYSTEM
from models.rounding import share_in_words

LENGTHS = (10, 13, 16)  # 10 digits in most provinces, 13 in newer ones, at most 16
POOR_HITS = 0.5
_UNIT_CODE = re.compile(r"(?<!\d)(\d{4,13})(?!\d)")


@dataclass
class TypedPart:
    """One Parquet file of typed rows that waits to be committed; `is_changed` after a repair.

    `sheet_name` may be that of a unit, whose customers the sheet holds; `unit_of_sheet` whether it was taken for one.
    `padded` counts the customer numbers padded so far, and `padded_to` is the length they have now: a sheet is cut
    into a file a month, and says the sum once.
    """

    table: str
    path: Path
    units_by_name: bool
    sheet_name: str = ""
    unit_of_sheet: bool = False
    warnings: list[str] = field(default_factory=list)
    is_changed: bool = False
    padded: int = 0
    padded_to: int = 0
    _numbers: pa.Array | None = None

    def customer_numbers(self) -> pa.Array:
        """Return the different customer numbers in the file."""
        if self._numbers is None:
            columns = [self.column(name) for name in customer_codes.COLUMNS]
            self._numbers = _join(*(column.drop_null() for column in columns if column is not None))
        return self._numbers

    def column(self, name: str) -> pa.Array | None:
        """Return a column, or None where the file has no value in it."""
        if name not in pq.read_schema(self.path).names:
            return None
        column = pq.read_table(self.path, columns=[name]).column(0).combine_chunks()
        return column if column.null_count < len(column) else None

    def replace(self, name: str, values: pa.Array) -> None:
        """Write the file anew with another column."""
        stored = pq.read_table(self.path)
        stored = stored.set_column(stored.column_names.index(name), name, values)
        write_typed(stored, self.path)
        self.is_changed, self._numbers = True, None


@dataclass(frozen=True)
class Master:
    """What is stored already: customer numbers, and unit codes by name."""

    customers: pa.Array
    units: Mapping[str, str]


def master_of(lake: Lake) -> Master:
    """Return the master data of a lake."""
    with lake.open(SYSTEM) as door:
        numbers = _column(door.table("customers"), "cons_no") if door.rows("customers") else _no_text()
        units = {}
        for name in ("customers", "orgs"):
            if door.rows(name):
                pairs = door.table(name).select("org_name", "org_code").distinct().to_pyarrow()
                units |= _unambiguous(pairs)
    return Master(pc.unique(numbers), units)


def repair(parts: Sequence[TypedPart], master: Master) -> None:
    """Mend the parts of a delivery together: the files of one delivery are each other's master."""
    _name_units(parts, master)
    _pad_customer_numbers(parts, master.customers)


def _pad_customer_numbers(parts: Sequence[TypedPart], stored: pa.Array) -> None:
    own = [part for part in parts if part.table == "customers"]
    others = [part for part in parts if part.table != "customers"]
    if not own and not len(stored):  # no customer to compare a number with
        for part in others:
            _warn_of_short(part, stored)
        return
    numbers, referring = _distinct(own), _distinct(others)
    length, known = _length(stored, numbers, referring)
    masters = _join(stored, numbers)
    if length is not None:
        masters = _join(stored, _padded(numbers, length, known))
        for part in own:
            _pad(part, length, known)
        for part in others:
            raw = _distinct([part])
            if _hits(_padded(raw, length, masters), masters) > _hits(raw, masters):
                _pad(part, length, masters)
    elif own:
        _pad_by_themselves(own, others, stored, referring)
        masters = _join(stored, _distinct(own))
    if len(masters):
        for part in others:
            _warn_of_strangers(part, masters)


def _length(stored: pa.Array, own: pa.Array, referring: pa.Array) -> tuple[int | None, pa.Array]:
    """Return the length to which short numbers are padded (None where nothing speaks for any), and the numbers
    that are taken as they stand.

    It is the usual length of the customers; where the delivery's customers themselves lost their zeros, that of
    the numbers which refer to them.
    """
    usual = _usual_length(_join(stored, own))
    candidates = {length for length in (usual, _usual_length(referring)) if length in LENGTHS}
    known = _join(stored, referring)
    most, best = _hits(referring, _join(stored, own)) + _hits(own, stored), None
    for length in sorted(candidates, key=lambda candidate: candidate != usual):
        mended = _padded(own, length, known)
        masters = _join(stored, mended)
        hits = _hits(_padded(referring, length, masters), masters) + _hits(mended, stored)
        if hits > most:
            best, most = length, hits
    return best, known


def _pad_by_themselves(
    own: Sequence[TypedPart], others: Sequence[TypedPart], stored: pa.Array, referring: pa.Array
) -> None:
    """Pad customers that nothing else knows by what customers of full length look like, and what refers to them."""
    known = _join(stored, referring)
    before = _distinct(own)
    zeros = _most_zeros(_join(stored, before))
    targets = {
        size: [n for n in LENGTHS if 0 < n - size <= zeros.get(n, 0)] for size in range(1, max(LENGTHS))
    }
    clear = {size: fits[0] for size, fits in targets.items() if len(fits) == 1 and size not in LENGTHS}
    for size, length in clear.items():
        for part in own:
            _pad(part, length, known, only=size)
    masters = _join(stored, _distinct(own))
    for part in others:
        for size, length in clear.items():
            raw = _distinct([part])
            if _hits(_padded(raw, length, masters, only=size), masters) > _hits(raw, masters):
                _pad(part, length, masters, only=size)
    for part in own:
        _warn_of_short(part, known)


def _most_zeros(numbers: pa.Array) -> dict[int, int]:
    """Return, for each length that exists, with how many zeros a number of this length begins at most."""
    digits = numbers.filter(pc.ascii_is_decimal(numbers))
    size = pc.utf8_length(digits)
    zeros = pc.subtract(size, pc.utf8_length(pc.utf8_ltrim(digits, characters="0")))
    return {length: pc.max(zeros.filter(pc.equal(size, length))).as_py() or 0 for length in LENGTHS}


def _warn_of_short(part: TypedPart, known: pa.Array) -> None:
    """Name numbers of a length that no customer number has."""
    numbers = _distinct([part])
    size = pc.utf8_length(numbers)
    odd = pc.and_(pc.ascii_is_decimal(numbers), pc.less(size, min(LENGTHS)))
    short = numbers.filter(pc.and_(odd, pc.invert(pc.is_in(numbers, value_set=known))))
    if len(short):
        lengths = "、".join(str(n) for n in sorted(pc.unique(pc.utf8_length(short)).to_pylist()))
        part.warnings.append(
            f"用户编号有 {len(short)} 个只有 {lengths} 位(如“{short[0]}”),可能丢了前面的零,应有几位无从判断,"
            "已按原样保留;请核对后以文本格式重新导出"
        )


def _usual_length(numbers: pa.Array) -> int | None:
    if not len(numbers):
        return None
    counts = Counter({c["values"]: c["counts"] for c in pc.value_counts(pc.utf8_length(numbers)).to_pylist()})
    return max(counts, key=lambda length: (counts[length], length))


def _padded(numbers: pa.Array, length: int, known: pa.Array, only: int | None = None) -> pa.Array:
    """Return the numbers with those padded that are short, not known as they stand, and known or impossible.

    `only` limits it to numbers of one length.
    """
    size = pc.utf8_length(numbers)
    short = pc.and_(
        pc.ascii_is_decimal(numbers), pc.less(size, length) if only is None else pc.equal(size, only)
    )
    padded = pc.ascii_lpad(numbers, length, "0")
    impossible = pc.invert(pc.is_in(size, value_set=pa.array(LENGTHS, size.type)))
    is_meant = pc.or_(pc.is_in(padded, value_set=known), impossible)
    wanted = pc.and_(pc.and_(short, is_meant), pc.invert(pc.is_in(numbers, value_set=known)))
    return pc.if_else(pc.fill_null(wanted, False), padded, numbers)


def _pad(part: TypedPart, length: int, known: pa.Array, only: int | None = None) -> None:
    for name in customer_codes.COLUMNS:
        values = part.column(name)
        if values is None:
            continue
        padded = _padded(values, length, known, only)
        changed = pc.sum(pc.not_equal(values, padded)).as_py() or 0
        if changed:
            part.replace(name, padded)
            part.padded, part.padded_to = part.padded + changed, length


def _warn_of_strangers(part: TypedPart, masters: pa.Array) -> None:
    numbers = _distinct([part])
    if len(numbers) and (share := _hits(numbers, masters) / len(numbers)) < POOR_HITS:
        part.warnings.append(
            f"只有 {share_in_words(share)} 的用户编号在客户档案中找得到,请核对编号位数或补充客户档案"
        )


def _name_units(parts: Sequence[TypedPart], master: Master) -> None:
    """Replace unit names by their codes; a name that no unit has leaves the unit open."""
    units = dict(master.units)
    for part in parts:
        names, codes = part.column("org_name"), part.column("org_code")
        if names is not None and codes is not None:
            units |= _unambiguous(pa.table([names, codes], names=["org_name", "org_code"]))
    for part in parts:
        _look_up_codes(part, units)
        _name_by_sheet(part, units)
        texts = part.column("org_code")
        if texts is None or not (part.units_by_name or _has_names(part, texts)):
            continue
        encoded = texts.dictionary_encode()
        meant = [
            text if text.isascii() and not part.units_by_name else _unit_code(text, units)
            for text in encoded.dictionary.to_pylist()
        ]
        codes = pa.array(meant, pa.string()).take(encoded.indices)
        part.replace("org_code", codes)
        open_names = [
            text for text, code in zip(encoded.dictionary.to_pylist(), meant, strict=True) if code is None
        ]
        if open_names:
            part.warnings.append(
                f"供电单位列{'是' if part.units_by_name else '有'}名称,其中 {len(open_names)} 个在组织机构和客户档案中查不到编号,已置空:"
                + "、".join(open_names[:5])
            )


def _has_names(part: TypedPart, texts: pa.Array) -> bool:
    """Return whether names stand among the codes of the units; the master of units says itself what is a code."""
    return part.table != "orgs" and not pc.all(pc.string_is_ascii(texts.drop_null())).as_py()


def _name_by_sheet(part: TypedPart, units: Mapping[str, str]) -> None:
    """Give rows without a unit the one by whose whole name, which is known, their sheet is called."""
    code = units.get(part.sheet_name.strip())
    schema = pq.read_schema(part.path)
    if code is None or "org_code" not in schema.names or part.column("org_code") is not None:
        return
    rows = pq.read_metadata(part.path).num_rows
    part.replace("org_code", pa.repeat(pa.scalar(code, pa.string()), rows))
    part.unit_of_sheet = True
    part.warnings.append(f"没有供电单位列,按工作表名“{part.sheet_name}”取组织机构中的编号 {code}")


def _look_up_codes(part: TypedPart, units: Mapping[str, str]) -> None:
    """Fill the unit's code of customers that were delivered with its name only."""
    names = part.column("org_name") if part.table == "customers" and part.column("org_code") is None else None
    if names is None:
        return
    encoded = names.dictionary_encode()
    codes = pa.array([_unit_code(name, units) for name in encoded.dictionary.to_pylist()], pa.string())
    found = codes.take(encoded.indices)
    if found.null_count < len(found):
        part.replace("org_code", found)
        part.warnings.append(f"供电单位编号按名称从组织机构查得 {len(found) - found.null_count} 个")


def _unit_code(text: str, units: Mapping[str, str]) -> str | None:
    if match := _UNIT_CODE.search(text):
        return match[1]
    return units.get(text.strip())


def _unambiguous(pairs: pa.Table) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    pairs = pairs.group_by(["org_name", "org_code"]).aggregate([])
    for name, code in zip(pairs["org_name"].to_pylist(), pairs["org_code"].to_pylist(), strict=True):
        if name and code and code.isascii():  # a name under 编号 is no code
            found.setdefault(name, set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def _distinct(parts: Iterable[TypedPart]) -> pa.Array:
    """Return the different customer numbers of some parts."""
    return _join(*(part.customer_numbers() for part in parts))


def _join(*arrays: pa.Array) -> pa.Array:
    return pc.unique(pa.concat_arrays([_no_text(), *map(pc.unique, arrays)]))


def _hits(numbers: pa.Array, masters: pa.Array) -> int:
    return pc.sum(pc.is_in(numbers, value_set=masters)).as_py() or 0


def _no_text() -> pa.Array:
    return pa.array([], pa.string())


def _column(table: object, name: str) -> pa.Array:
    column = table.select(name).distinct().to_pyarrow().column(0)  # pyright: ignore[reportAttributeAccessIssue]
    return column.combine_chunks().drop_null()
