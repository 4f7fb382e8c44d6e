"""A document as a file, in the form that the file's name asks for."""

from pathlib import Path

from models.errors import WrongUsage
from reports.document import Document, Table, printed_rows

SUFFIXES = (".pdf", ".docx", ".xlsx")


def write(document: Document, out: Path) -> int:
    """Write the document as .pdf, .docx or .xlsx and return how many rows its tables have.

    Errors: WrongUsage for another suffix.
    """
    require_suffix(out)
    tables = [block for block in document.blocks() if isinstance(block, Table)]
    match out.suffix.lower():
        case ".pdf":
            from reports.paper import pdf

            out.write_bytes(pdf.render(document).content)
        case ".docx":
            from reports.paper import word

            out.write_bytes(word.render(document))
        case _:
            from reports.paper import excel

            excel.render(document, out)
            return sum(len(table.rows) for table in (*tables, *document.lists))
    return sum(len(printed_rows(table)[0]) for table in tables)


def require_suffix(out: Path) -> None:
    """Say so where a file's name asks for a form that is not made.

    Errors: WrongUsage.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise WrongUsage(
            f"不能写成“{out.suffix or out.name}”文件", remedy=f"请用 {'、'.join(SUFFIXES)} 结尾的文件名"
        )
