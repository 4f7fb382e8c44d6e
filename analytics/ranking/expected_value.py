"""What a hit is worth looking at: how often such hits are confirmed, what they are worth, how long it takes.

Until outcomes come back (analytics.ranking.confirmation), the confirmation rate is a prior by how well the check's basis
is verified. The order is by probability × √yuan per hour: the first hundred then hold half again as many confirmed cases as
by probability × yuan, and as many yuan.

Source: RANKING.md, points 3, 5 and 7.
"""

from collections.abc import Callable

import ibis

from analytics.check import Check, Severity
from analytics.regulation.source import Verified
from analytics.rulebook import checks
from analytics.subjects import SUBJECTS

PRIOR_RATE: dict[Verified, float] = {"已核实": 0.6, "源文": 0.6, "部分核实": 0.5, "待核对原文": 0.35}
WORTH_WITHOUT_AMOUNT_YUAN: dict[Severity, int] = {"高": 2000, "中": 500, "低": 100}
HOURS_PER_FURTHER_CHECK = 0.5
# precision of the cold start among the top 1 % and 5 % of customers: RANKING.md, table
ANOMALY_RATE = ((0.99, 0.35), (0.95, 0.19))
STRONGEST_ANOMALY, STRONGEST_ANOMALY_RATE = max(ANOMALY_RATE)
ANOMALY_WORTH_YUAN = 2000
MODEL_RATE = 0.19  # of a clue, as of the top 5 %


def confirmation_rate(one: Check) -> float:
    """Return the share of this check's hits that is expected to be confirmed."""
    return MODEL_RATE if one.kind == "模型" else PRIOR_RATE[one.verified]


def check_worths(rate_of: Callable[[Check], float] = confirmation_rate) -> ibis.Table:
    """Return what the ranking needs to know of each check; `rate_of` says how often its hits are confirmed.

    Shapes: check_code, title, rate, worth_yuan (where a hit has no amount).
    """
    return ibis.memtable(
        [
            {
                "check_code": one.code,
                "title": one.title,
                "rate": rate_of(one),
                "worth_yuan": float(WORTH_WITHOUT_AMOUNT_YUAN[one.severity]),
            }
            for one in checks().values()
        ]
    )


def object_hours() -> ibis.Table:
    """Return the hours that a first look at an object takes: object_type, hours."""
    return ibis.memtable(
        [{"object_type": name, "hours": subject.hours} for name, subject in SUBJECTS.items()]
    )
