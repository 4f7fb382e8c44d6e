"""A report to take along: PDF, Word and Excel, each made when asked for and noted in the log."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from models.people import Permission, Person
from pages.parts.common import download
from pages.parts.common.data import lake
from reports.document import Document
from reports.paper.files import write

FILES = {"PDF": ".pdf", "Word": ".docx", "Excel": ".xlsx"}


def buttons(
    person: Person,
    make: Callable[[], Document],
    *,
    what: str,
    file_name: str,
    scope: Mapping[str, Any],
) -> None:
    """Show a button for each kind of file, for a row of them, to those who may export.

    `make` gives the report as it is at the click; `what` and `scope` are what the log says.
    """
    if not person.may(Permission.EXPORT):
        return
    for name, suffix in FILES.items():
        download.offer(
            f"导出 {name}",
            lambda suffix=suffix: _file(person, make(), what, scope, suffix),
            f"{file_name}{suffix}",
            key=f"export{suffix}",
            primary=name == "PDF",
        )


def _file(person: Person, document: Document, what: str, scope: Mapping[str, Any], suffix: str) -> Path:
    narrowed = {**scope, "form": suffix}
    return download.exported(
        lake().store, person, what, suffix, lambda path: write(document, path), scope=narrowed
    )
