"""The whole rule book to take along: printed, or as an Excel file; made as a job, for it has a chapter for each check."""

from datetime import date
from pathlib import Path

from analytics.code_version import code_version
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import download, file_names, long_exports
from pages.parts.common.data import lake
from pages.parts.common.units import full_unit_name, unit_names
from pages.parts.rules import chapters
from reports.rule_book import TITLE, Book, write_rule_book

FILES = {"PDF": ".pdf", "Excel": ".xlsx"}


def buttons(run: Run | None, person: Person) -> None:
    """Offer the book as each kind of file, for a row of them, to those who may export."""
    if not person.may(Permission.EXPORT):
        return
    for name, suffix in FILES.items():
        long_exports.offer(
            f"导出手册({name})",
            lambda suffix=suffix: _file(run, person, suffix),
            f"{file_names.of_today(TITLE, person)}{suffix}",
            person,
            key=f"book{suffix}",
        )


def _file(run: Run | None, person: Person, suffix: str) -> Path:
    def write(out: Path) -> int:
        return write_rule_book(_book(run, person), out)

    run_id = run.id if run else None
    return download.exported(
        lake().store, person, "rule_book", suffix, write, scope={"form": suffix}, run_id=run_id
    )


def _book(run: Run | None, person: Person) -> Book:
    units = unit_names(person)
    tops = [code for code in units if not any(other != code and code.startswith(other) for other in units)]
    unit = full_unit_name(person, tops[0]) if len(tops) == 1 else "全部单位"
    as_of = run.as_of.isoformat() if run else "还没有筛查"
    return Book(
        chapters.whole(run, person), chapters.covered(person), unit, date.today(), as_of, code_version()
    )
