"""Boundary tables: what a check answers just below a threshold, at it and just above.

BOUNDARIES = {
    "tol": Boundary(
        varied(TABLES, "ledger_balances.close_bal"),
        {"999.01": False, "999.00": False, "998.99": True},
        own=10,
        answers_to_own={"990.01": False, "990.00": False, "989.99": True},
    ),
}
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.check import Check
from tests.drawn import Drawn, as_drawn, changed, drawn, found, together

Case = Callable[[Any], Drawn | str]
Answers = Mapping[Any, Any]
Hits = list[dict[str, Any]]


@dataclass(frozen=True)
class Boundary:
    """The answers of a check to three values of a case, by default and where a person sets a value of their own.

    `case` draws the tables with a value in them; `read` makes the answer of the hits, by default whether there
    are any. The cases of all values are drawn as one company, unless what a check finds in one depends on the
    others (`is_apart`).
    """

    case: Case
    answers: Answers
    own: Any
    answers_to_own: Answers
    read: Callable[[Hits], Any] = bool
    is_apart: bool = False

    def tried(self, check: Check, values: Sequence[Any], as_of: str, **parameters: Any) -> list[Any]:
        """Return what the check answers to each of the values."""
        cases = [drawn(case) if isinstance(case, str) else case for case in map(self.case, values)]
        if self.is_apart:
            return [self.read(found(check, case, as_of=as_of, **parameters)) for case in cases]
        hits = found(check, together(cases), as_of=as_of, **parameters)
        return [self.read(_of_case(hits, number)) for number in range(len(values))]


def varied(base: Drawn | str, place: str) -> Case:
    """Return a case that is a base case but for one column of the first row of one table ('bills.total_pq')."""
    return lambda value: changed(base, {place: value})


def _of_case(hits: Hits, number: int) -> Hits:
    """Return the hits of one of the cases that were drawn together, under the numbers that they were drawn with."""
    named = [(hit, as_drawn(hit["object_id"], number)) for hit in hits]
    return [hit | {"object_id": own} for hit, own in named if own != hit["object_id"]]
