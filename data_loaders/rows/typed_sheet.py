"""A recognised sheet becomes typed rows, and rejected rows with reasons; nothing falls between the two.

    rows read = rows accepted + rows rejected

Shapes: a row is a data row of the sheet: not blank, not a total, a signature, a note or a repeated header
(those are counted under `excluded`). Of a wide sheet a row is what it becomes: one register or one day of a
source row. A source row without a single reading is counted under `excluded`.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.recognise import Recognition
from data_loaders.recognition.row_units import with_units
from data_loaders.rows.data_rows import DataRows, LeftOut, data_rows
from data_loaders.rows.melting import WideCells, day_total, month_column, series_of
from data_loaders.rows.plausibility import oddities
from data_loaders.rows.rejections import REJECTS, Faults, is_among, places_in, rejects_of, together
from data_loaders.rows.row_kinds import TOTAL, mapped_keys
from data_loaders.rows.totals import TotalLine, compare, said_by_numbers, sums_of
from data_loaders.sheet import Sheet
from data_loaders.values.cell_dates import DAY_ZERO, DAY_ZERO_1904
from data_loaders.values.cell_numbers import ONE
from data_loaders.values.cells import ColumnRead, read_column
from models.data.schema import Column, Kind, Need, Table

BLANK_ROW = "没有读数的行"
LONGEST_EXAMPLE = 30  # characters
MOST_NAMED = 5  # unknown codes that a warning names


@dataclass(frozen=True)
class TypedSheet:
    """What a sheet became.

    Shapes: `values` has the columns of the card; `lines` (row numbers in the file) and `positions` (rows of
    `cells`, the data rows as text) run parallel to it. `left_out` are the rows that are no data, `sums` those of
    all data rows by header, for the columns that total rows add up.
    """

    values: pa.Table
    lines: pa.Int32Array
    positions: np.ndarray
    rejects: pa.Table
    cells: pa.Table
    excluded: Mapping[str, int]
    left_out: LeftOut | None
    totals: tuple[TotalLine, ...]
    sums: Mapping[str, str]
    unknown: Mapping[str, tuple[tuple[str, int], ...]]
    warnings: tuple[str, ...]

    @property
    def rows_read(self) -> int:
        """Return how many data rows there were."""
        return self.values.num_rows + self.rejects.num_rows


def typed(sheet: Sheet, found: Recognition) -> TypedSheet:
    """Return the typed rows of a sheet that was recognised."""
    return _Work(sheet, found, data_rows(sheet, found)).done()


@dataclass
class _Work:
    """One sheet on its way."""

    sheet: Sheet
    found: Recognition
    rows: DataRows
    base: Faults = field(default_factory=Faults)
    parts: Faults = field(default_factory=Faults)
    warnings: list[str] = field(default_factory=list)
    unknown: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    numbers: dict[int, pa.Array] = field(default_factory=dict)
    no_totals: pa.Table = field(default_factory=REJECTS.empty_table)

    def done(self) -> TypedSheet:
        columns = self._plain_columns()
        self._judge_odd_ids()
        self._say_shared()
        self._tell_columns_apart()
        wide = self._wide_cells(columns)
        positions, part_keys, columns = self._long(columns, wide)
        self._require_key(columns, part_keys)
        rejected = is_among(positions, self.base.keys()) | is_among(part_keys, self.parts.keys())
        lost = self._lost(positions)
        values = self._full(columns, len(positions))
        if rejected.any():
            values = values.filter(pa.array(~rejected))
        rejects = self._rejects(
            np.concatenate([positions[rejected], lost]),
            np.concatenate([part_keys[rejected], np.full(len(lost), -1)]),
        )
        totals = self._totals()
        return TypedSheet(
            values=values,
            lines=self.rows.row_no.take(pa.array(positions[~rejected])),
            positions=positions[~rejected],
            rejects=pa.concat_tables([rejects, self.no_totals, self._broken()]),
            cells=self.rows.cells,
            excluded=self._excluded(positions, lost),
            left_out=self.rows.left_out,
            totals=totals,
            sums=sums_of(self.found, self.numbers),
            unknown=self.unknown,
            warnings=(*self.found.notes, *self.warnings, *oddities(self.table, values)),
        )

    @property
    def table(self) -> Table:
        return self.found.table

    def _plain_columns(self) -> dict[str, pa.Array]:
        """Read the columns that are no wide ones; what is wrong with them goes to `base`."""
        columns: dict[str, pa.Array] = {}
        keys = {name for key in self.table.keys for name in key}
        fields = self.found.assignment.fields
        reads = self._read_all({index: self._column(name) for name, index in fields.items()})
        for name, index in fields.items():
            read = reads[index]
            self._settle_empty_dates(name, index, read)
            if self.table.by_name[name].kind is Kind.ID and name not in keys:
                self._warn_damaged(index, read)
            else:
                self.base.add(read.bad["row"].to_pylist(), self._header(index), read.bad)
            columns[name] = read.values
            if read.unknown:
                self.unknown[name] = read.unknown
        for name, text in self.found.constants.items():
            if name not in columns:
                column = self._column(name)
                columns[name] = read_column(pa.repeat(text, self.rows.cells.num_rows), column).values
        return columns

    def _judge_odd_ids(self) -> None:
        """Refuse the rows whose id is none, and say which ids stand out among the others."""
        for index, bad in self.rows.strange.items():
            self.base.add(bad["row"].to_pylist(), self._header(index), bad)
        for index, (count, line, text) in self.rows.odd.items():
            self.warnings.append(
                f"“{self._header(index)}”有 {count} 个编号与同列其他编号样式不同(如第 {line} 行“{text}”),"
                "除被拒绝的行外已按编号载入,请核对"
            )

    def _say_shared(self) -> None:
        """Say which figures stand in cells merged over several rows, and what stood once above several."""
        for columns, done in (
            (self.rows.of_owners, "已填入其下各行"),
            (self.rows.of_owners_once, "数值只计在其下第一行,没有重复计入"),
        ):
            if columns:
                names = "、".join(f"“{self._header(index)}”" for index in columns)
                self.warnings.append(f"{names}单独写在上一行,{done}")
        self.warnings += [
            f"“{self._header(index)}”有 {count} 处合并单元格跨多行,数值只计在第一行,没有重复计入"
            for index, count in sorted(self.rows.shared.items())
        ]

    def _tell_columns_apart(self) -> None:
        """Say which columns have values and no header, and which have a header and no value beside such a one."""
        cells, headers = self.rows.cells, self.found.block.headers
        nameless: dict[int, str] = {}
        for index, column in enumerate(cells.columns):
            count = len(column) - column.null_count
            if index not in headers and count:
                nameless[index] = self.sheet.letter(index)
                example = column.combine_chunks().drop_null()[0].as_py()
                self.warnings.append(
                    f"{nameless[index]} 列没有列名,有 {count:,} 个值(如“{example[:LONGEST_EXAMPLE]}”),没有读取"
                )
        for index in sorted(self.found.assignment.taken):
            beside = next((nameless[i] for i in (index + 1, index - 1) if i in nameless), None)
            if beside and cells.column(index).null_count == cells.num_rows:
                self.warnings.append(
                    f"“{self._header(index)}”整列为空,而旁边的 {beside} 列有值,请核对列名是否错位"
                )

    def _totals(self) -> tuple[TotalLine, ...]:
        """Compare the total rows; rows without a word that are no totals by their numbers either are refused."""
        lines = compare(self.rows.totals, self.found, self.numbers)
        wrong = said_by_numbers(self.rows.totals, lines)
        if wrong and self.rows.left_out is not None:
            left, refused = self.rows.left_out.parted(wrong)
            counts = dict(self.rows.excluded)
            counts[TOTAL] -= len(wrong)
            counts = {label: count for label, count in counts.items() if count}
            self.rows = replace(self.rows, left_out=left, excluded=counts)
            reason = pa.repeat("只有数值、没有编号,也不是上下各行之和", len(wrong))
            blank = pa.repeat("", len(wrong))
            self.no_totals = rejects_of(refused.row_no, [blank, blank, reason], refused.cells)
        return tuple(line for line in lines if line.row not in wrong)

    def _column(self, name: str) -> Column:
        wide = self.found.assignment.wide
        if wide and wide.needs_month and name == wide.key_field:
            return month_column(self.table, name)
        return self.table.by_name[name]

    def _read_all(self, columns: Mapping[int, Column]) -> dict[int, ColumnRead]:
        """Read columns of the sheet side by side: the engine leaves Python's lock while it works."""

        def read(entry: tuple[int, Column]) -> ColumnRead:
            index, column = entry
            texts = self.rows.cells.column(index).combine_chunks()
            if (units := self.found.row_units.get(index)) is not None:
                texts = with_units(texts, self.rows.cells.column(units).combine_chunks())
            scale, has_comma = self.found.scales.get(index, ONE), index in self.found.commas
            read = read_column(
                texts, column, scale, day_zero, has_comma=has_comma, date_order=self.found.date_order
            )
            return replace(read, values=self.found.sides.signed(index, read.values, self.rows.cells))

        day_zero = DAY_ZERO_1904 if self.sheet.is_1904 else DAY_ZERO

        with ThreadPoolExecutor() as threads:
            reads = dict(zip(columns, threads.map(read, columns.items()), strict=True))
        for index, column in columns.items():
            if column.kind in (Kind.NUMBER, Kind.SERIES):
                self.numbers[index] = reads[index].values
            self._warn_of(index, reads[index])
        return reads

    def _warn_of(self, index: int, read: ColumnRead) -> None:
        header = self._header(index)
        if read.rounded:
            self.warnings.append(f"“{header}”有 {read.rounded} 个数超过 6 位小数,已四舍五入")
        if read.tidied:
            self.warnings.append(f"“{header}”整理编号格式 {read.tidied} 个(去掉引号、空格等,全角转半角)")
        if read.freed:
            self.warnings.append(f"“{header}”有 {read.freed} 个值去掉了其他程序的保护符号(引号、反引号等)")
        self.warnings += [f"“{header}”{note}" for note in read.notes]
        if read.unknown:
            named = "、".join(f"{text}({count})" for text, count in read.unknown[:MOST_NAMED])
            self.warnings.append(f"“{header}”有 {len(read.unknown)} 种取值不在代码表中,按原样保留:{named}")

    def _settle_empty_dates(self, name: str, index: int, read: ColumnRead) -> None:
        """Leave what a database writes for no date blank and say so; a row that cannot do without it is refused."""
        empty = read.empty_dates
        if not empty.num_rows:
            return
        if self.table.by_name[name].need is Need.REQUIRED or all(name in key for key in self.table.keys):
            self.base.add(empty["row"].to_pylist(), self._header(index), empty)
            return
        texts = "、".join(empty["text"].unique().to_pylist()[:MOST_NAMED])
        self.warnings.append(
            f"“{self._header(index)}”有 {empty.num_rows} 个空日期标记(如“{texts}”),不是日期,已按空白处理"
        )

    def _warn_damaged(self, index: int, read: ColumnRead) -> None:
        for reason in read.bad["reason"].unique().to_pylist():
            bad = read.bad.filter(pc.equal(read.bad["reason"], reason))
            self.warnings.append(
                f"“{self._header(index)}”有 {bad.num_rows} 个编号(如“{bad['text'][0].as_py()}”){reason};已置空,不用于关联"
            )

    def _header(self, index: int) -> str:
        return self.found.block.headers[index].text

    def _wide_cells(self, columns: dict[str, pa.Array]) -> WideCells | None:
        form = self.found.assignment.wide
        if form is None:
            return None
        numeric = {c.index: replace(self.table.by_name[c.field], kind=Kind.NUMBER) for c in form.columns}
        reads = self._read_all(numeric)
        headers = {index: self._header(index) for index in reads}
        months = None
        if form.needs_month and form.key_field in columns:
            months = columns.pop(form.key_field).to_pylist()
        return WideCells(form, reads, headers, self.rows.cells.num_rows, months)

    def _long(
        self, columns: dict[str, pa.Array], wide: WideCells | None
    ) -> tuple[np.ndarray, np.ndarray, dict[str, pa.Array]]:
        """Return, for each long row, its source row and a number of its own, and all columns."""
        size = self.rows.cells.num_rows
        if wide is None:
            return np.arange(size), np.arange(size), columns
        if wide.form.key_field is None:
            self._add_series(columns, wide)
            return np.arange(size), np.arange(size), columns
        parts = wide.parts()
        rows = np.concatenate([part.rows for part in parts])
        numbers = np.concatenate([np.full(len(part.rows), n) for n, part in enumerate(parts)])
        order = np.lexsort((numbers, rows))
        for n, part in enumerate(parts):
            for header in part.bad["header"].unique().to_pylist():
                bad = part.bad.filter(pc.equal(part.bad["header"], header))
                self.parts.add(bad["row"].to_numpy() * len(parts) + n, header, bad)
        positions = rows[order]
        taken = pa.array(positions)
        long = {name: values.take(taken) for name, values in columns.items()}
        for name in dict.fromkeys([*wide.form.fields, wide.form.key_field]):
            kind = self.table.by_name[name].kind.arrow
            own = [part.fields.get(name, pa.nulls(len(part.rows), kind)) for part in parts]
            long[name] = pa.concat_arrays(own).take(pa.array(order))
        if self.table.name == "readings" and "amt_ym" not in long:
            long["amt_ym"] = pc.strftime(long["mr_date"], "%Y%m")
            self.warnings.append("没有电费年月列,按抄表日期所在月份归月")
        return positions, positions * len(parts) + numbers[order], long

    def _add_series(self, columns: dict[str, pa.Array], wide: WideCells) -> None:
        for index, read in wide.reads.items():
            self.base.add(read.bad["row"].to_pylist(), self._header(index), read.bad)
        columns["hours"] = series_of(wide.form, wide.reads, wide.size)
        if "day_pq" not in columns and "day_pq" in self.found.assignment.derived:
            columns["day_pq"] = day_total(wide.form, wide.reads)
            self.warnings.append("没有日电量列,当日用电量由 24 点之和得出;缺点的日子为空")

    def _require_key(self, columns: Mapping[str, pa.Array], part_keys: np.ndarray) -> None:
        """Refuse rows that no alternative of the key identifies; a sheet without any key is only warned about."""
        keys = mapped_keys(self.table, set(columns))
        if not keys:
            titles = "、".join(self.table.by_name[name].title for name in self.table.keys[0])
            self.warnings.append(f"没有主键列({titles}),再次导入时无法替换这些行")
            return
        complete = np.zeros(len(part_keys), dtype=bool)
        for key in keys:
            filled = np.ones(len(part_keys), dtype=bool)
            for name in key:
                filled &= pc.is_valid(columns[name]).to_numpy(zero_copy_only=False)
            complete |= filled
        faulty = is_among(part_keys, self.parts.keys())
        if self.found.assignment.wide is None:
            faulty |= is_among(part_keys, self.base.keys())
        least = min(keys, key=len)
        blank = np.stack([pc.is_null(columns[name]).to_numpy(zero_copy_only=False) for name in least])
        refused = ~complete & ~faulty
        for lacking in np.unique(blank[:, refused], axis=1).T:  # each set of columns that some row lacks
            names = [name for name, is_blank in zip(least, lacking, strict=True) if is_blank]
            titles = "、".join(f"“{self.table.by_name[name].title}”" for name in names)
            alike = refused & (blank == lacking[:, None]).all(axis=0)
            self.parts.add_sentence(part_keys[alike], "", f"缺少主键{titles}的值")

    def _lost(self, positions: np.ndarray) -> np.ndarray:
        """Return the source rows of a wide sheet that have no reading, only a fault."""
        if self.found.assignment.wide is None:
            return np.array([], dtype=np.int64)
        return np.setdiff1d(self.base.keys(), positions)

    def _full(self, columns: Mapping[str, pa.Array], size: int) -> pa.Table:
        """Return the columns of the card; what was not delivered is null."""
        nulls = {kind: pa.nulls(size, kind) for kind in {column.kind.arrow for column in self.table.columns}}
        arrays = [columns.get(column.name, nulls[column.kind.arrow]) for column in self.table.columns]
        return pa.table(arrays, schema=self.table.arrow_schema)

    def _rejects(self, positions: np.ndarray, part_keys: np.ndarray) -> pa.Table:
        base, parts = self.base.joined(), self.parts.joined()
        texts = together(
            base,
            places_in(base["key"].to_numpy(), positions),
            parts,
            places_in(parts["key"].to_numpy(), part_keys),
        )
        taken = pa.array(positions)
        return rejects_of(self.rows.row_no.take(taken), texts, self.rows.cells.take(taken))

    def _broken(self) -> pa.Table:
        """Return the records of a text file whose fields could not be told apart."""
        broken = self.sheet.broken
        columns = [
            [row.row_no for row in broken],
            [""] * len(broken),
            [""] * len(broken),
            [row.reason for row in broken],
            [[row.text] for row in broken],
        ]
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, REJECTS, strict=True)], schema=REJECTS)

    def _excluded(self, positions: np.ndarray, lost: np.ndarray) -> dict[str, int]:
        counts = dict(self.rows.excluded)
        size = self.rows.cells.num_rows
        silent = size - len(np.union1d(positions, lost)) if self.found.assignment.wide else 0
        if silent:
            counts[BLANK_ROW] = silent
        return counts
