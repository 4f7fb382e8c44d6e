"""One session with Spark for the whole run, and whether two engines found the same."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import pyarrow as pa
from _pytest.mark import ParameterSet


def calls_of(module: ModuleType) -> Iterator[Callable[[], Any]]:
    """Yield a module's tests, once for each of their parameters; those that need more than that are left out."""
    for name, function in vars(module).items():
        if not name.startswith("test_") or hasattr(function, "hypothesis"):
            continue
        marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
        choices = [[_named(mark.args[0], values) for values in mark.args[1]] for mark in marks]
        for chosen in itertools.product(*choices):
            given: dict[str, Any] = {key: value for part in chosen for key, value in part.items()}
            if set(given) == set(function.__code__.co_varnames[: function.__code__.co_argcount]):
                yield lambda function=function, given=given: function(**given)


def _named(names: str | Sequence[str], values: Any) -> dict[str, Any]:
    listed = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    if isinstance(values, ParameterSet):
        return dict(zip(listed, values.values, strict=True))
    return {listed[0]: values} if len(listed) == 1 else dict(zip(listed, values, strict=True))


def in_order(found: pa.Table) -> list[str]:
    """Return rows as text, values and types told apart, in an order that does not depend on the engine."""
    return sorted(repr(row) for row in found.to_pylist())
