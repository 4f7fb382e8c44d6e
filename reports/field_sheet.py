"""The field sheet (现场核对表): a table that no export holds, as an Excel file to fill in on site and to import again.

It has the headers of the table's card, so the way back is the ordinary import. What is known stands in it already;
a row that nobody filled in (`Table.answers`) is no record. The balance in the system is left blank on purpose: it
counts as it was on the day of the count, and a balance at the end of a month must not stand in for it (ACC-13).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from analytics.facts.customers import is_cancelled
from analytics.units import LEVELS, unit_names
from data_loaders.catalog import labels_of, tables
from data_loaders.codes.charges import BalanceKind
from data_loaders.recognition.own_files import FIELD_SHEET
from models.data.schema import Column, Kind, Need
from models.lake import Door
from reports.workbook import CoverSheet, ListSheet, SheetColumn, Style, write

FEWEST, USUAL, MOST = 1, 50, 1000  # customers on one sheet
SPARE_ROWS = 20  # under the known ones
STATION_DIGITS = LEVELS[2]
BESIDE = (SheetColumn("cons_name", "用户名称", "text", 16), SheetColumn("elec_addr", "用电地址", "text", 20))
FLAGS = ("是", "否")
STYLES: Mapping[Kind, Style] = {Kind.ID: "id", Kind.DATE: "date", Kind.NUMBER: "number"}
WIDTHS: Mapping[Style, float] = {"id": 14, "date": 12, "money": 12, "number": 10}
LONG_TEXTS = ("finding", "reason")
GIVEN = ("org_code", "cons_no", "visit_no")
HOW_TO_FILL = {
    "balance_checks": (
        (
            "余额",
            "“客户确认余额”填客户当面确认的数;“系统余额”填核对当时系统中的数,不以月末余额代替,空着的不比余额。",
        ),
        ("收据", "“收据金额”填客户持有而系统没有的收据,没有的填 0。"),
        ("户的选取", "先列最近一个月末预收余额最大的户,其余由当日随机排列;一户核对两类余额的各填一行。"),
    ),
    "service_visits": (
        ("一条一个问题", "同一地点有几个问题的各填一行,记录编号各不相同;没有发现问题的,“存在问题”填“无”。"),
        (
            "整改",
            "“是否整改”已预填“否”;整改完成后在原来的文件中填“整改完成日期”,或把“是否整改”改为“是”,再次导入。",
        ),
    ),
}


def write_field_sheet(
    door: Door, name: str, out: Path, *, unit: str = "", customers: int = USUAL, at: datetime | None = None
) -> int:
    """Write the field sheet of a table for a unit to `out` and return how many rows are filled in beforehand.

    `customers` are at most how many are put on a sheet of customers; `at` is when it was made.
    """
    at = at or datetime.now()
    known = _accounts(door, unit, customers, at) if name == "balance_checks" else _stations(door, unit)
    count = len(known["org_code"])
    size = count + SPARE_ROWS
    if name == "service_visits":
        known["rectified_flag"] = [FLAGS[1]] * size
        known["visit_no"] = [f"{at:%Y%m%d%H%M%S}-{number:03}" for number in range(1, size + 1)]
    columns = tuple(_columns(name))
    data = {}
    for column in columns:
        values = known.get(column.name, [])
        kind = pa.date32() if column.style == "date" else pa.string()
        data[column.name] = pa.array([*values, *[None] * (size - len(values))], kind)
    title = f"{FIELD_SHEET.title}:{tables()[name].title}"
    listed = ListSheet(tables()[name].title, title, columns, pa.table(data))
    write(out, FIELD_SHEET, [_cover(door, name, unit, at), listed])
    return count


def _columns(name: str) -> Sequence[SheetColumn]:
    """Return the table's columns, behind the customer's number who that is and where."""
    found = []
    for column in tables()[name].columns:
        found.append(_column(column))
        if column.name == "cons_no":
            found += BESIDE
    return found


def _column(column: Column) -> SheetColumn:
    unit = f"({column.unit})" if column.unit and column.unit not in column.title else ""
    style: Style = "money" if column.unit == "元" else STYLES.get(column.kind, "text")
    choices = FLAGS if column.kind is Kind.FLAG else tuple(labels_of(column).values())
    width = 26 if column.name in LONG_TEXTS else WIDTHS.get(style, 12)
    heading = f"{column.title}{unit}{'*' if column.need is Need.REQUIRED else ''}"
    return SheetColumn(column.name, heading, style, width, choices, is_input=column.name not in GIVEN)


def _cover(door: Door, name: str, unit: str, at: datetime) -> CoverSheet:
    units = unit_names(door)
    facts = (
        ("数据表", tables()[name].title),
        ("供电单位", units[unit].short if unit in units else unit or "全部单位"),
        ("一行是什么", tables()[name].grain),
        (
            "填写方法",
            "在浅黄色各列填写,带 * 的列必填;有下拉列表的从中选择。列名不要改动,不够的行可以在下面添加。",
        ),
        *HOW_TO_FILL[name],
        ("没有填写的行", f"{_answers(name)}都空着的行不作为记录,不用删除。"),
        (
            "交回",
            "填好后由营销稽查专责在“数据导入”页面导入本文件,再运行筛查。更正后再次导入,同一记录以后一次为准。",
        ),
        ("制表人", door.person.name),
        ("制表时间", f"{at:%Y-%m-%d %H:%M}"),
    )
    return CoverSheet("说明", f"{FIELD_SHEET.title}:{tables()[name].title}", facts)


def _answers(name: str) -> str:
    card = tables()[name]
    return "、".join(f"“{card.by_name[one].title}”" for one in card.answers)


def _accounts(door: Door, unit: str, customers: int, at: datetime) -> dict[str, list[Any]]:
    """Return customers to count: those with most prepaid at the last month's end, then others as the day's lot has it."""
    people: Any = door.table("customers").distinct(on="cons_no", keep="first")
    people = people.filter(~is_cancelled(people, at.date()))
    people = people.filter(people.org_code.startswith(unit)) if unit else people
    prepaid: Any = door.table("prepay_balances", door.months("prepay_balances")[-1:])
    prepaid = prepaid.filter(prepaid.balance > 0).select("cons_no", "balance")
    people = people.left_join(prepaid, "cons_no").drop("cons_no_right")
    kind = ibis.ifelse(
        people.balance.notnull(), _label("balance_checks", "balance_kind", BalanceKind.PREPAID), None
    )
    people = people.mutate(balance_kind=kind, lot=people.cons_no.concat(f"{at:%Y%m%d}").hash())
    people = people.order_by(people.balance.desc(nulls_first=False), "lot", "cons_no").limit(customers)
    chosen = ["org_code", "cons_no", "cons_name", "elec_addr", "balance_kind"]
    return people.select(*chosen).to_pyarrow().to_pydict()


def _stations(door: Door, unit: str) -> dict[str, list[Any]]:
    """Return the stations to visit."""
    units = {code: name.short for code, name in sorted(unit_names(door).items()) if code.startswith(unit)}
    stations = [code for code in units if len(code) == STATION_DIGITS]
    return {"org_code": stations, "place": [units[code] for code in stations]}


def _label(name: str, column: str, code: str) -> str:
    return labels_of(tables()[name].by_name[column])[code]
