"""What checks and facts are stated in means one thing on every engine; where no rule can mend it, it is not used."""

import ast
from pathlib import Path

import analytics

# of these the engines differ in the value itself, or one of them has it not
WITHOUT_ONE_MEANING = {
    "hash": "another function on each engine; 32 bits on one, so that two values may be taken for one",
    "first": "the first row of a group is any row; see analytics.facts.columns.first_by",
    "last": "as `first`",
    "arbitrary": "as `first`",
    "group_concat": "not with an order on every engine; collect, sort and join",
    "approx_median": "approximated in another way by each engine",
    "approx_nunique": "approximated in another way by each engine",
    "approx_quantile": "approximated in another way by each engine",
    "kurtosis": "not on every engine",
    "uuid": "another value at each run",
    "random": "another value at each run",
}
ROOMS = ("checks", "facts", "regulation")


def calls() -> list[tuple[str, int, str]]:
    root = Path(analytics.__file__).parent
    return [
        (path.relative_to(root).as_posix(), node.lineno, node.func.attr)
        for room in ROOMS
        for path in sorted((root / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def test_the_forms_of_checks_mean_the_same_on_every_engine():
    found = calls()
    assert len(found) > 1000  # the rooms were looked into
    assert [call for call in found if call[2] in WITHOUT_ONE_MEANING] == []
