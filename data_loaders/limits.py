"""How much a delivery may hold, and how much reading it may cost.

The limits belong to the process that reads, like its limits of memory: the parent hands them to the confined
child (`run_confined(..., limits=...)`), the child takes them over before it touches the file, and every reader
asks `allowed()`. Elsewhere the defaults hold, which no honest export reaches.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one confined child may use, and what one file may hold.

    Units: *_mb MiB, *_bytes bytes, *_seconds seconds, the others counts.
    """

    # the child; memory is counted beyond what it begins with
    memory_mb: int = 3072
    cpu_seconds: int = 900
    wall_seconds: float = 1200
    message_bytes: int = 64 << 20  # one JSON line of an answer

    # an archive, and every workbook of the xlsx family is one
    entries: int = 5_000
    unpacked_bytes: int = 6 << 30  # a full worksheet of 40 columns is about 2 GiB
    ratio: int = 250  # honest sheets and texts pack 5 to 60 fold
    any_ratio_bytes: int = 100 << 20  # what unpacks to less may be as repetitive as it likes

    # a sheet, wherever it comes from
    columns: int = 1_024  # the widest export of the dictionary (96 points a day in four registers) needs 400
    rows: int = 1_048_576  # of a worksheet; text files may be longer
    cell_characters: int = 32_767  # what Excel allows
    merges: int = 100_000

    # a workbook
    sheets: int = 1_000
    styles: int = 66_000  # Excel allows 65,490 cell formats
    spare_strings: int = 100_000  # shared strings beyond two for each cell that refers to one
    area: int = 100_000_000  # cells of the used range: calamine 0.9 holds it densely at 32 bytes a cell
    part_bytes: int = 64 << 20  # styles, relations and the like when unpacked
    row_bytes: int = 64 << 20  # one row of XML
    early_scan_bytes: int = 64 << 20  # a worksheet up to here is looked over before the engine opens it
    old_workbook_bytes: int = 512 << 20  # a full .xls has some 100 MB

    # text and markup
    text_bytes: int = 2 << 30
    line_bytes: int = 4 << 20
    markup_bytes: int = 512 << 20


_allowed = Limits()


def allowed() -> Limits:
    """Return the limits that hold in this process."""
    return _allowed


def hold_to(limits: Limits) -> None:
    """Let these limits hold in this process from now on; the confined child does it once, before its work."""
    global _allowed  # noqa: PLW0603 - a property of the process, as its limit of memory is
    _allowed = limits


def size_text(size: int) -> str:
    """Return a number of bytes as people say it: "2 GB", "64 MB", "500 字节"."""
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= factor:
            return f"{size / factor:,.4g} {unit}"
    return f"{size:,} 字节"
