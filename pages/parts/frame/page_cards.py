"""The card of each page, read from the first lines of its file without running it."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.people import Permission

PAGES = Path(__file__).resolve().parents[2]
NUMBERED = re.compile(r"\d+_(\w+)\.py")
ASKED = re.compile(r"require\(Permission\.(\w+)\)")


class PageWithoutCard(ValueError):
    """A page's docstring does not begin with «栏目 / 标题»: a mistake of ours, found by test and at start."""


@dataclass(frozen=True)
class PageCard:
    """What the navigation says about a page."""

    path: Path
    section: str
    title: str
    help: str
    permission: Permission | None = None

    @property
    def url_path(self) -> str:
        """Return the page's address: its file name without the number."""
        named = NUMBERED.fullmatch(self.path.name)
        return named[1] if named else self.path.stem


@cache
def page_cards(folder: Path = PAGES) -> tuple[PageCard, ...]:
    """Return the cards of all numbered files of a folder, in the order of their numbers."""
    numbered = [path for path in folder.glob("*.py") if NUMBERED.fullmatch(path.name)]
    return tuple(read_card(path) for path in sorted(numbered, key=_number))


def read_card(path: Path) -> PageCard:
    """Return the card that a page's docstring carries: «栏目 / 标题», an empty line, then the help text.

    Its first statement says which permission it asks for.
    """
    source = path.read_text("utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    first, _, rest = docstring.partition("\n")
    section, slash, title = (part.strip() for part in first.partition("/"))
    if not (section and slash and title):
        raise PageWithoutCard(f"{path.name}: the docstring's first line must be «栏目 / 标题», not {first!r}")
    asked = ASKED.search(source)
    return PageCard(path, section, title, rest.strip(), Permission[asked[1]] if asked else None)


def _number(path: Path) -> tuple[int, str]:
    return int(path.name.partition("_")[0]), path.name


def page_file(url_path: str) -> Path:
    """Return the file of the page at an address, for links and jumps."""
    return next(card.path for card in page_cards() if card.url_path == url_path)
