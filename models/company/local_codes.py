"""Codes of a company that the national lists do not know (地方代码): their names, and the national code they stand for.

One of the tables that a company keeps itself; a row's key is the code list and the code.
"""

from datetime import date

from models.company.code_tables import CodeTables, in_force

TABLE = "local_codes"
NAME, NATIONAL = "label", "national"
ByList = dict[str, dict[str, str]]


def names(tables: CodeTables, day: date) -> ByList:
    """Return {list: {code: name}} of the company's own codes."""
    return _by_list(tables, day, NAME)


def national(tables: CodeTables, day: date) -> ByList:
    """Return {list: {code: the national code that it stands for}} of those that stand for one."""
    return _by_list(tables, day, NATIONAL)


def _by_list(tables: CodeTables, day: date, what: str) -> ByList:
    found: ByList = {}
    for one in in_force(tables.get(TABLE, ()), day):
        if one.content and what in one.content:
            name, code = one.key
            found.setdefault(name, {})[code] = one.content[what]
    return found
