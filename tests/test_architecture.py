"""What the shape of the code promises."""

import ast
import re
from pathlib import Path

import pytest

from data_loaders.catalog import code_lists, tables
from models.data.schema import Kind, Table

ROOT = Path(__file__).parent.parent
PACKAGES = ("models", "data_loaders", "analytics", "reports", "pages", "commands", "demo")
ALL_TABLES = list(tables().values())
TOP_LEVEL_REQUIRED = {
    "models",
    "data_loaders",
    "analytics",
    "reports",
    "pages",
    "commands",
    "demo",
    "tests",
    "requirements.txt",
}
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)(_|$|\.)")


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


def test_the_top_level_is_what_a_newcomer_expects() -> None:
    assert {path.name for path in ROOT.iterdir()} >= TOP_LEVEL_REQUIRED


def test_no_module_is_named_for_nothing_in_particular() -> None:
    assert [path.name for path in modules() if FORBIDDEN_NAMES.search(path.name)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        p for p in modules() if p.stat().st_size and not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]
    assert silent == []


def test_no_test_module_imports_another() -> None:
    """What several begin with lies in tests/base_cases, or in a module of its own beside them."""
    importing = re.compile(
        r"^\s*(from tests\.([a-z0-9_]+\.)*test_|import tests\.([a-z0-9_]+\.)*test_)", re.MULTILINE
    )
    found = [
        path.name for path in (ROOT / "tests").rglob("*.py") if importing.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_nothing_evaluates_text_as_code() -> None:
    calls = [
        (path.name, node.lineno)
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    ]
    assert calls == []


def test_there_is_a_card_for_each_of_the_thirty_nine_tables() -> None:
    assert len(ALL_TABLES) == 39


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_keys_months_and_code_lists_of_a_table_exist(table: Table) -> None:
    named = {column for key in table.keys for column in key} | ({table.month_column} - {""})
    assert named <= set(table.by_name)
    assert {column.codes for column in table.columns} - {""} <= set(code_lists())


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_a_suffix_means_one_kind(table: Table) -> None:
    kinds = {"_date": {Kind.DATE}, "_time": {Kind.TIME}, "_ym": {Kind.MONTH}, "_amt": {Kind.NUMBER}}
    wrong = [
        column.name
        for column in table.columns
        for suffix, allowed in kinds.items()
        if column.name.endswith(suffix) and column.kind not in allowed
    ]
    assert wrong == []


def test_the_same_name_has_the_same_unit_in_every_table() -> None:
    units: dict[str, set[str]] = {}
    for table in ALL_TABLES:
        for column in table.columns:
            units.setdefault(column.name, set()).add(column.unit)
    assert {name: found for name, found in units.items() if len(found) > 1} == {}


# digits in analytics that are no codes: what they are
NO_CODES = {
    ("analytics/checks/archive/pro_08_billed_capacity.py", "000000"): "a month before all months",
    ("analytics/facts/columns.py", "0"): "a zero that stands for nothing",
    ("analytics/facts/ledgers.py", "1122"): "an account of the national chart",
    ("analytics/facts/ledgers.py", "2203"): "an account of the national chart",
    ("analytics/values_in_words.py", "0"): "the digit that ends a written number",
    ("analytics/facts/service_requests.py", "020905"): "a kind of advice, in a column of words",
    ("analytics/regulation/service_limits.py", "12345"): "a hotline",
    ("analytics/regulation/service_limits.py", "12398"): "a hotline",
    ("analytics/regulation/time_of_use.py", "5140"): "electric railways, of a list of 550 trades",
    ("analytics/regulation/time_of_use.py", "5740"): "electric railways, of a list of 550 trades",
    ("analytics/regulation/voltage.py", "1"): "the digit of a voltage code that says kilovolts",
    ("analytics/regulation/voltage.py", "2"): "the digit of a voltage code that says volts",
    ("analytics/regulation/working_days.py", "01"): "the first day of a month",
    ("analytics/weekly/words.py", "95598"): "a hotline",
}


def test_every_box_for_a_day_writes_it_as_lists_do() -> None:
    boxes = [
        (path.name, call)
        for path in (ROOT / "pages").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".date_input")
    ]
    assert len(boxes) > 10
    assert {name for name, call in boxes if "format='YYYY-MM-DD'" not in ast.unparse(call)} == set()


def bare_codes(source: str) -> set[str]:
    """Return the texts that stand for a code: all digits, or a code of some list; no parts of f-strings."""
    known = {code for labels in code_lists().values() for code in labels}
    tree = ast.parse(source)
    other = {
        id(part)
        for node in ast.walk(tree)
        for part in [
            *(node.values if isinstance(node, ast.JoinedStr) else ()),
            *(node.args if isinstance(node, ast.Call) and ast.unparse(node.func) == "Decimal" else ()),
        ]
    }
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in other]
    texts = {node.value for node in constants if isinstance(node.value, str)}
    return {text for text in texts if text.isdigit() or text in known}


def test_codes_are_named_in_analytics() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), text)
        for path in (ROOT / "analytics").rglob("*.py")
        for text in bare_codes(path.read_text("utf-8"))
    }
    assert found == set(NO_CODES)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('rows.status == "02"', {"02"}),
        ('RUNNING, STEPS = "012", ("A05", "A22")', {"012", "A05", "A22"}),
        ('ibis.cases((rows.volt_code == "AC00101", 1), else_=None)', {"AC00101"}),
        ('kind.startswith("2") | kind.isin(tuple("12345"))', {"2", "12345"}),
        ("rows.status == WkstStatus.ARCHIVED", set()),
        ('f"{ym}01", Decimal("10"), "12 个月", "cons_no"', set()),
    ],
)
def test_a_code_is_bare_where_it_is_written_as_a_text_of_its_own(line: str, found: set[str]) -> None:
    assert bare_codes(line) == found
