"""Statements kept on disk from process to process: a file for each thing that is stated, a line for each variant.

They are SQL that runs with the rights of the program. So they lie where only its user writes (like the program
itself), not in a home, which may come from somebody else. A line carries a digest of all it says and of what it is
for; one that was cut, changed or put there under another name does not count, and is stated anew.
"""

import base64
import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from platformdirs import user_cache_path

from models.engine.interface import Statement

FOLDER = "MINGJI_STATEMENTS"
MOST_BYTES = 2_000_000  # of one file: a day's statement is 10 to 100 KB, and each day is another
KEPT_DAYS = 30

Answers = Mapping[str, Any]


class KeptStatements:
    """What one version of the code has stated so far.

    Nothing here raises: where the folder cannot be read or written, everything is stated anew.
    """

    def __init__(self, version: str, folder: Path | None = None) -> None:
        given = os.environ.get(FOLDER)
        self._all = folder or (Path(given) if given else user_cache_path("mingji", appauthor=False))
        self._folder = self._all / f"statements-{version}"
        self._read_up_to: dict[str, int] = {}

    def further(self, key: str) -> Iterator[tuple[Answers, Statement]]:
        """Yield the variants of what has this key that were not yielded before, each with its answers."""
        try:
            with self._file(key).open("rb") as file:
                file.seek(self._read_up_to.get(key, 0))
                lines = file.read()
        except OSError:
            return
        lines = lines[: lines.rfind(b"\n") + 1]  # whoever writes may be in the middle of a line
        self._read_up_to[key] = self._read_up_to.get(key, 0) + len(lines)
        for line in lines.splitlines():
            known = _known(line, key)
            if known is None:
                logging.getLogger(__name__).warning("a kept statement in %s does not count", self._file(key))
            else:
                yield known

    def keep(self, key: str, answers: Answers, statement: Statement) -> None:
        """Add a variant."""
        file = self._file(key)
        line = _line(key, answers, statement)
        try:
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True, mode=0o700, exist_ok=True)
                _drop_old(self._all, self._folder)
            if file.exists() and file.stat().st_size + len(line) > MOST_BYTES:
                file.unlink()
            with file.open("ab") as out:
                out.write(line)
        except OSError:
            logging.getLogger(__name__).info("statements cannot be kept in %s", self._folder)

    def _file(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.jsonl"


def _line(key: str, answers: Answers, statement: Statement) -> bytes:
    content = {
        "key": key,
        "answers": dict(answers),
        "sql": statement.sql,
        "schema": _text(statement.schema.serialize()),
        "held": [[name, _text(_stream(rows))] for name, rows in statement.held],
        "steps": [list(step) for step in statement.steps],
    }
    written = json.dumps(content, ensure_ascii=False).encode()
    return hashlib.sha256(written).hexdigest().encode() + b" " + written + b"\n"


def _known(line: bytes, key: str) -> tuple[Answers, Statement] | None:
    digest, _, written = line.partition(b" ")
    if digest != hashlib.sha256(written).hexdigest().encode():
        return None
    content = json.loads(written)
    if content["key"] != key:
        return None
    held = tuple((name, pa.ipc.open_stream(_bytes(rows)).read_all()) for name, rows in content["held"])
    steps = tuple((name, sql) for name, sql in content["steps"])
    schema = pa.ipc.read_schema(pa.py_buffer(_bytes(content["schema"])))
    return content["answers"], Statement(content["sql"], schema, held, steps)


def _stream(rows: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return sink.getvalue()


def _text(buffer: pa.Buffer) -> str:
    return base64.b64encode(buffer).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _drop_old(everything: Path, current: Path) -> None:
    """Remove what versions of the code that are no longer used have stated."""
    for folder in everything.glob("statements-*"):
        if folder != current and folder.stat().st_mtime < time.time() - KEPT_DAYS * 86_400:
            shutil.rmtree(folder, ignore_errors=True)
