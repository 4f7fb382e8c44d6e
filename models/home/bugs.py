"""What a bug says of itself in a log or in the record of a run: its kind and its place, never what a cell held.

Libraries quote the value that they stumble over ("could not convert 'Wang 138…'"), and logs are read by people who
may not see customers. The lines of code stay, which is what finds a bug.
"""

import logging
import re
import traceback
from typing import Any

LOG_LINE = "%(asctime)s %(levelname)s %(message)s"
_HELD = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|[^\x00-\x7f]+|\d+")


def bug_text(error: BaseException) -> str:
    """Return an exception's kind and message; what is quoted, a number or not ASCII in it is left out."""
    return f"{type(error).__name__}: {_HELD.sub('…', str(error))}"


class DiscreetFormatter(logging.Formatter):
    """Write exceptions with the lines of code that they passed and `bug_text`, the first cause last."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's name)
        """Return the text of an exception and of those behind it."""
        error: BaseException | None = ei[1]
        told: list[str] = []
        while error is not None:
            told.append("".join(traceback.format_tb(error.__traceback__)) + bug_text(error))
            error = error.__cause__ or error.__context__
        return "\n".join(told)


DISCREET = f"{DiscreetFormatter.__module__}.{DiscreetFormatter.__name__}"  # as logging configurations name it


def log_discreetly() -> None:
    """Have this process write its log to the terminal without what cells hold."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter(LOG_LINE))
    logging.basicConfig(handlers=[handler])
