"""Named codes are the codes of the lists that exports are read by."""

import importlib
import json
import pkgutil
from enum import StrEnum
from pathlib import Path

import ibis
import pytest

import data_loaders
from data_loaders import codes
from data_loaders.catalog import code_lists, tables
from data_loaders.codes.customers import CustType
from data_loaders.codes.metering import AmmeterFamily, ReadType

LISTS = json.loads(Path(data_loaders.__path__[0], "code_lists.json").read_text("utf-8"))
BEGINNINGS = {", first character": 1, ", first two characters": 2}
NAMED = [
    named
    for info in pkgutil.iter_modules(codes.__path__)
    for named in vars(importlib.import_module(f"{codes.__name__}.{info.name}")).values()
    if isinstance(named, type) and issubclass(named, StrEnum) and named is not StrEnum
]
WHOLE = [named for named in NAMED if not str(named.__doc__).endswith(tuple(BEGINNINGS))]
FAMILIES = [named for named in NAMED if named not in WHOLE]


def list_of(named: type[StrEnum]) -> str:
    return str(named.__doc__).split()[0]


@pytest.mark.parametrize("named", NAMED, ids=lambda named: named.__name__)
def test_an_enumeration_says_which_list_it_names(named: type[StrEnum]) -> None:
    name, label = str(named.__doc__).partition(",")[0].split(maxsplit=1)
    assert label == LISTS[name]["label"]


@pytest.mark.parametrize("named", WHOLE, ids=lambda named: named.__name__)
def test_the_members_are_all_codes_of_the_list_in_its_order(named: type[StrEnum]) -> None:
    assert [member.value for member in named] == list(code_lists()[list_of(named)])


@pytest.mark.parametrize("named", FAMILIES, ids=lambda named: named.__name__)
def test_a_family_is_what_the_codes_of_its_list_begin_with(named: type[StrEnum]) -> None:
    length = BEGINNINGS[f",{str(named.__doc__).partition(',')[2]}"]
    assert [member.value for member in named] == sorted(
        {code[:length] for code in code_lists()[list_of(named)]}
    )


def test_no_list_is_named_twice() -> None:
    assert len({list_of(named) for named in WHOLE}) == len(WHOLE)


def test_every_named_list_is_of_a_column_of_some_table() -> None:
    used = {column.codes for table in tables().values() for column in table.columns}
    assert {list_of(named) for named in NAMED} <= used


def test_the_engine_takes_a_named_code_for_its_text() -> None:
    table = ibis.memtable({"read_type": ["11", "21"], "cons_sort_code": ["03", None]})
    found = table.select(
        is_total=table.read_type == ReadType.ACTIVE_TOTAL,
        is_resident=table.cons_sort_code.fill_null(CustType.CHECK).isin([CustType.RESIDENT]),
        begins=table.read_type.left(1) == AmmeterFamily.INDUCTION,
        named=ibis.cases((table.read_type == "11", CustType.RESIDENT), else_=CustType.CHECK),
    )
    rows = ibis.duckdb.connect().to_pyarrow(found).to_pylist()
    assert [list(row.values()) for row in rows] == [
        [True, True, True, "03"],
        [False, False, False, "00"],
    ]
