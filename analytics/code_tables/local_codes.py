"""地方代码: codes of the company that the national lists do not know, their names and what they stand for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.check import Check
from analytics.code_tables.card import CodeTable, Column
from data_loaders.catalog import code_lists, labels_of, list_titles, name_own_codes, tables
from data_loaders.recognition.own_files import LOCAL_CODES as OWN_FILE
from models.company.code_tables import CodeTables, Content, Entry, Key
from models.company.local_codes import NAME, NATIONAL, TABLE, names
from models.data.schema import Kind
from models.errors import WrongUsage
from models.lake import Door

LONGEST_CODE = 40


def _lists() -> dict[str, str]:
    """Return {words: list} of the lists that columns of the exports have."""
    used = {column.codes for table in tables().values() for column in table.columns if column.codes}
    titles = list_titles()
    counted = [titles[name] for name in used]
    return {
        titles[name] if counted.count(titles[name]) == 1 else f"{titles[name]}({name})": name
        for name in sorted(used)
    }


def _fits(key: Key, content: Content) -> None:
    known = code_lists()[key[0]]
    if key[1] in known:
        raise WrongUsage(
            f"“代码”{key[1]} 在国家代码表中已有,名称为“{known[key[1]]}”",
            remedy="这里只填国家代码表没有的代码",
        )
    if NATIONAL in content and content[NATIONAL] not in known:
        raise WrongUsage(
            f"“等同的国家代码”为“{content[NATIONAL][:20]}”",
            remedy=f"“{list_titles()[key[0]]}”没有这个代码,请填写其中的代码,没有相当的留空",
        )


def _concerns(one: Check, entries: Iterable[Entry]) -> bool:
    # a name alone judges nothing
    lists = {entry.key[0] for entry in entries if entry.content and NATIONAL in entry.content}
    return any(
        tables()[name].by_name[column].codes in lists
        for name, columns in one.columns.items()
        for column in columns
    )


LOCAL_CODES = CodeTable(
    name=TABLE,
    title="地方代码",
    about="本公司在用、国家代码表没有的代码。取了名称,页面、Excel 和 PDF 就显示名称;填了等同的国家代码,检查把它当作那个代码。导出里写的是名称而不是代码的,把那个名称填在“代码”。",
    columns=(
        Column("list", "代码表", "choice", choices=_lists(), is_key=True, width=150),
        Column("code", "代码", is_key=True, width=90),
        Column(NAME, "名称", width=180),
        Column(NATIONAL, "等同的国家代码", is_needed=False, width=130),
    ),
    own_file=OWN_FILE,
    concerns=_concerns,
    fits=_fits,
    empty="还没有给地方代码取名称。",
)


@dataclass(frozen=True)
class Unknown:
    """A code of the data that has no name: its list, where it stands, in how many rows."""

    list: str
    code: str
    places: tuple[str, ...]
    rows: int

    @property
    def title(self) -> str:
        """Return the code's list in words."""
        return LOCAL_CODES.columns[0].said(self.list)


def name_codes_of(written: CodeTables) -> None:
    """Have what this process shows name the company's own codes."""
    name_own_codes(names(written, date.today()))


def unknown_codes(door: Door) -> list[Unknown]:
    """Return the codes of the data that have no name, within what the person may see, the most frequent first."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for table in tables().values():
        filled = door.filled(table.name)
        columns = [
            column
            for column in table.columns
            if column.kind is Kind.CODE and column.codes in code_lists() and filled.get(column.name)
        ]
        if not columns:
            continue
        rows: Any = door.table(table.name)
        for column in columns:
            known: Mapping[str, str] = labels_of(column)
            codes = rows[column.name]
            other = rows.filter(codes.notnull(), ~codes.isin(list(known)))
            counted = other.group_by(code=other[column.name]).agg(rows=other.count()).to_pyarrow()
            for row in counted.to_pylist():
                if len(row["code"]) <= LONGEST_CODE:
                    place = f"{table.title}的{column.title}", row["rows"]
                    found.setdefault((column.codes, row["code"]), []).append(place)
    listed = [
        Unknown(name, code, tuple(place for place, _ in places), sum(rows for _, rows in places))
        for (name, code), places in found.items()
    ]
    return sorted(listed, key=lambda one: (-one.rows, one.list, one.code))
