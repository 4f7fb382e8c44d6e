"""How often what a check found is borne out in the played company.

Played, as all of the demonstration company: a rule that works a bill out again is seldom wrong, two archives that disagree
are often both right, money in transit mostly arrives, and what a model finds strange mostly has a reason. Of each check just
this share is borne out, so that the few cases of a small company tell of each check what many would.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import floor

from analytics.ranking.scores import ANOMALY
from analytics.rulebook import card_of

BY_CATEGORY = {"TAR": 0.9, "MET": 0.85, "BIZ": 0.75, "SVC": 0.75, "ACC": 0.7, "PRO": 0.65, "INS": 0.6}
"""The share of one by the letters of a check's code."""
OF_CHECK = {
    "PRO-15": 0.25,
    "ACC-03": 0.3,
    "PRO-07": 0.5,
    "PRO-08": 0.9,
    "TAR-01": 0.3,
    "TAR-02": 0.25,
    ANOMALY: 0.2,
}
"""Checks with a share of their own: one address of several households, money in transit, a transformer's capacity, no use, sudden use."""
OF_A_MODEL = 0.2
Hit = tuple[str, str, str]
"""(check_code, object_type, object_id)."""


def share_of(code: str) -> float:
    """Return which share (of one) of a check's hits is borne out."""
    if code in OF_CHECK:
        return OF_CHECK[code]
    return OF_A_MODEL if card_of(code).kind == "模型" else BY_CATEGORY[code[:3]]


def borne_out(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the hits that are borne out: of each check its share, evenly spread over the objects in their order."""
    of_check: dict[str, list[Hit]] = defaultdict(list)
    for hit in sorted(set(hits)):
        of_check[hit[0]].append(hit)
    for code, own in of_check.items():
        share = share_of(code)
        for place, hit in enumerate(own):
            if floor((place + 1) * share + 0.5) > floor(place * share + 0.5):
                yield hit
