"""What an export table is: its columns, their kinds, its key and whose rows it holds.

A `Table` is a card: the import screen, the data dictionary, the engine's types and the contract tests are
derived from it. The cards themselves lie in data_loaders/tables.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import pyarrow as pa

from models.data import customer_codes


class Kind(Enum):
    """How one cell's text becomes a value; `value` is the name a user reads."""

    ID = "编号"
    TEXT = "文本"
    CODE = "代码"
    NUMBER = "数值"
    INTEGER = "整数"
    MONTH = "年月"
    PERIOD = "年月或日期"
    DATE = "日期"
    TIME = "时间"
    FLAG = "是否"
    SERIES = "数值序列"

    @property
    def arrow(self) -> pa.DataType:
        """Return the type in which values of this kind are stored."""
        return _ARROW.get(self, pa.string())


NUMBER_TYPE = pa.decimal128(18, 6)
_ARROW: dict[Kind, pa.DataType] = {
    Kind.NUMBER: NUMBER_TYPE,
    Kind.INTEGER: pa.int64(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.timestamp("us"),
    Kind.FLAG: pa.bool_(),
    Kind.SERIES: pa.list_(NUMBER_TYPE),
}


class Need(Enum):
    """What happens without a column."""

    REQUIRED = "必备"
    RECOMMENDED = "建议"
    OPTIONAL = "可选"


class Personal(Enum):
    """What kind of personal data a column holds; decides how it is masked."""

    NAME = "姓名"
    PHONE = "电话"
    ADDRESS = "地址"
    ACCOUNT = "账号"
    CERTIFICATE = "证件号"
    FREE_TEXT = "自由文本"


@dataclass(frozen=True)
class Column:
    """One field of an export table.

    `title` is the standard header, `aliases` the other headers seen; `codes` names a list of
    data_loaders/code_lists.json. `is_inferred`: no public material shows this header.
    """

    name: str
    title: str
    kind: Kind
    need: Need = Need.OPTIONAL
    codes: str = ""
    unit: str = ""
    aliases: tuple[str, ...] = ()
    personal: Personal | None = None
    note: str = ""
    is_inferred: bool = False


@dataclass(frozen=True)
class Table:
    """One export table.

    `keys` are alternatives: a row is known by the first one that is filled completely. `is_unique`: two
    different rows of one delivery may not share a key (the later one counts); where it is False, rows with
    the same key and different values are all kept, and a re-import replaces all of them. `month_column`
    splits the stored table into months. `belongs_to` names the table through which a row without `org_code`
    finds its unit, by the column that both have. `answers` are what makes a form that is filled in on site a
    record: a row with none of them is one that nobody filled in. `whole` is of what one export holds all rows: a stored
    row of the same that it lacks may have been made anew under another key.
    """

    name: str
    title: str
    grain: str
    keys: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    is_unique: bool = True
    month_column: str = ""
    belongs_to: tuple[str, str] | None = None
    answers: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    note: str = ""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Return the columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """Return the stored schema."""
        return pa.schema([(column.name, column.kind.arrow) for column in self.columns])

    @cached_property
    def codes(self) -> dict[str, str]:
        """Return the columns of customer numbers, and where in a stored file their codes are."""
        return {
            name: customer_codes.code_column(name) for name in customer_codes.COLUMNS if name in self.by_name
        }

    @cached_property
    def coded_schema(self) -> pa.Schema:
        """Return the stored schema with codes in place of customer numbers."""
        kinds = dict.fromkeys(self.codes, customer_codes.CODE)
        return pa.schema([field.with_type(kinds.get(field.name, field.type)) for field in self.arrow_schema])

    @cached_property
    def schema_with_codes(self) -> pa.Schema:
        """Return the stored schema with codes beside customer numbers."""
        beside = [pa.field(name, customer_codes.CODE) for name in self.codes.values()]
        return pa.schema([*self.arrow_schema, *beside])

    @property
    def stored_names(self) -> tuple[str, ...]:
        """Return the columns of a stored file."""
        return (*self.by_name, *self.codes.values())

    @property
    def required(self) -> tuple[Column, ...]:
        """Return the columns without which a sheet is refused."""
        return tuple(column for column in self.columns if column.need is Need.REQUIRED)
