"""The version of the code, as what it finds goes by it."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
DECIDING = ("models", "data_loaders", "analytics")
OF_A_CHECK = ("analytics.checks.", "analytics.facts.", "analytics.regulation.", "data_loaders.codes.")
USES = re.compile(r"^from ([\w.]+) import (\([^)]*\)|.*)$", re.MULTILINE)


@cache
def code_version() -> str:
    """Return a digest over everything that decides what a run finds: the code and the vocabularies beside it.

    The demo, the pages and the reports do not.
    """
    return _digest(deciding_files())


def deciding_files() -> list[Path]:
    """Return the files that decide what a run finds, in order."""
    inside = (path for part in DECIDING for path in (ROOT / part).rglob("*"))
    return sorted(path for path in inside if path.is_file() and path.suffix != ".pyc")


@cache
def version_of(module: str) -> str:
    """Return a digest over a check's module and the facts, laws and codes that it is made of.

    What all checks stand on, the engine or the house's own types, is part of `code_version` alone.
    """
    return _digest(sorted(_made_of(module)))


def is_made_of(module: str, part: str) -> bool:
    """Return whether a check's module builds on another one, itself or through its facts and laws."""
    return _file_of(part) in _made_of(module)


def _made_of(module: str) -> set[Path]:
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = _file_of(waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting += _used_by(path)
    return found


@cache
def _used_by(path: Path) -> tuple[str, ...]:
    """Return the modules that a file uses and that only some checks are made of."""
    named: list[str] = []
    for module, parts in USES.findall(path.read_text("utf-8")):
        named += [module, *(f"{module}.{part}" for part in re.findall(r"\w+", parts))]
    return tuple(name for name in named if f"{name}.".startswith(OF_A_CHECK))


@cache
def _file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    places = (path.with_suffix(".py"), path / "__init__.py")
    return next((place for place in places if place.is_file()), None)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
