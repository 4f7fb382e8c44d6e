"""How a file of a delivery is named in lists: what lies in a zip by its own name first, then where it lies."""

from collections.abc import Iterable

from models.errors import Place
from pages.parts.common import tables

WITHIN = " ‹ "
HELP = "压缩包中的文件先写自己的名称,再由近到远写所在的文件夹和压缩包。"


def inner_first(name: str) -> str:
    """Return 'x.xlsx ‹ dir ‹ a.zip' for 'a.zip/dir/x.xlsx'."""
    return WITHIN.join(reversed(name.split("/")))


def are_long(names: Iterable[str], width: int) -> bool:
    """Return whether a file's own name would be cut off on one line of a column so many pixels wide."""
    return not all(tables.fits(name.rpartition("/")[2], width) for name in names)


def without_file(said: str, name: str) -> str:
    """Return what is said of a file without its name, where that stands beside it."""
    place = str(Place(name))
    return said.removeprefix(f"{place}:").removeprefix(f"{place} ")
