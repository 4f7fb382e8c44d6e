"""Chances of a number of cases, added up in the engine from their logarithms."""

import math
from typing import Any

import ibis

MOST_CASES = 5_000
"""Who has more cases is an account that many share; its chance is not added up."""


def with_chance_of_so_few(members: Any, key: str, cases: str, few: str, rate: Any) -> Any:
    """Add the binomial chance that so few or fewer of a member's cases are what each is at a rate.

    `key`, `cases` and `few` are columns, cases at most MOST_CASES. `members` is read several times: give it an alias.

    Shapes: adds chance, rounded to twelve decimals (beyond them a sum depends on the order of its terms).
    """
    counts = range(MOST_CASES + 1)
    known = ibis.memtable({"n": list(counts), "log_factorial": [math.lgamma(n + 1) for n in counts]})
    one = members.select(
        rated=members[key], cases=members[cases], few=members[few], rate=ibis.least(rate, 1 - 1e-12)
    )
    terms = one.join(known, known.n <= one.few).rename(log_n="log_factorial")
    terms = terms.mutate(rest=terms.cases - terms.n)
    terms = terms.inner_join(known.select(m="n", log_rest="log_factorial"), [("rest", "m")])
    terms = terms.inner_join(known.select(all="n", log_all="log_factorial"), [("cases", "all")])
    log_share = terms.log_all - terms.log_n - terms.log_rest + terms.n * terms.rate.ln()
    share = (log_share + terms.rest * (1 - terms.rate).ln()).exp()
    chances = terms.group_by("rated").agg(chance=share.sum().round(12))
    return members.inner_join(chances, [(key, "rated")]).drop("rated")
