"""The ranked targets of a run: objects with all their hits together, scored so that the parts add up.

score = Σ over the object's checks of rate × √yuan / hours, plus the same for an anomaly. Each addend is kept
as a part, so that a person can see what a target's place is made of.
"""

from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.amounts import OWED
from analytics.ranking.confirmation import NOTHING_LEARNED, Learned, unit_rates
from analytics.ranking.consumption import customer_anomalies
from analytics.ranking.expected_value import (
    ANOMALY_RATE,
    ANOMALY_WORTH_YUAN,
    HOURS_PER_FURTHER_CHECK,
    check_worths,
    object_hours,
)
from analytics.ranking.features import FEATURES
from analytics.ranking.scores import ANOMALY, is_strongest, targets_of
from analytics.ranking.selection import UNIT_DIGITS
from analytics.results.findings import PARTS, TARGETS, Findings
from analytics.rulebook import checks
from models.lake import Door

SENTENCES = {feature.name: feature.sentence for feature in FEATURES}


def rank(door: Door, findings: Findings, folder: Path, period: str, known: Learned = NOTHING_LEARNED) -> int:
    """Write the run's targets and the parts of their scores, and return how many targets there are.

    `known` is what earlier verdicts say of the checks.

    Shapes: targets: rank, object_type, object_id, cons_no, org_code, score, probability, expected_yuan,
    hours, hits, amount_yuan (what is owed; other amounts stand in the reasons), categories, severity, check_codes, reasons. parts: object_type, object_id,
    check_code, rate, band (of an anomaly: the share of customers above which it lies), worth_yuan, points, reason; the
    points of an object add up to its score.
    """
    backend = door.engine.backend
    anomalies = _anomaly_parts(customer_anomalies(door, period), known)
    stored = backend.create_table("anomaly_parts", anomalies, temp=True, overwrite=True)
    parts = _with_points(_hit_parts(findings, known).union(stored))
    backend.to_parquet(parts, folder / PARTS)
    targets = targets_of(backend.read_parquet(folder / PARTS, table_name="parts"))
    backend.to_parquet(targets, folder / TARGETS)
    written: Any = backend.read_parquet(folder / TARGETS, table_name="targets")
    return int(written.count().execute())


_PART_SCHEMA: Any = ibis.schema(
    {
        "object_type": "string",
        "object_id": "string",
        "cons_no": "string",
        "org_code": "string",
        "check_code": "string",
        "category": "string",
        "severity": "string",
        "hits": "int64",
        "amount_yuan": "decimal(38, 2)",
        "rate": "float64",
        "band": "float64",
        "worth_yuan": "float64",
        "reason": "string",
    }
)


@ibis.udf.scalar.builtin
def format(pattern: str, value: float) -> str:
    """Return a number written by a pattern, by the engine's own function."""
    raise NotImplementedError  # the engine runs it


def _hit_parts(findings: Findings, known: Learned) -> Any:
    """Return one part for each object and check: several hits of one check are one reason to go there."""
    hits = findings.with_amount_kind(findings.hits())
    grouped = hits.group_by("object_type", "object_id", "check_code").agg(
        cons_no=hits.cons_no.max(),
        org_code=hits.org_code.max(),
        category=hits.category.max(),
        severity=hits.severity.max(),
        hits=hits.count(),
        amount_kind=hits.amount_kind.max(),
        yuan=hits.amount_yuan.sum().cast("decimal(38, 2)"),
        known_yuan=hits.amount_yuan.abs().sum().cast("float64"),
    )
    worth = _with_rates(
        grouped.join(check_worths(lambda one: known.posterior(one).mean), "check_code"), known
    )
    amount: Any = worth.yuan
    is_owed = worth.amount_kind == OWED
    side: Any = ibis.cases((~is_owed, worth.amount_kind), (amount > 0, "少收"), else_="多收")
    written = format("{:,.2f}", amount.abs().cast("float64"))
    opened: Any = ibis.literal("(")
    money: Any = ibis.ifelse(amount.isnull() | (amount == 0), "", opened.concat(side, " ", written, " 元)"))
    reason = worth.check_code.concat(" ", worth.title, money)
    return worth.mutate(
        amount_yuan=ibis.ifelse(is_owed, amount, None),
        worth_yuan=worth.known_yuan.nullif(0).fill_null(worth.worth_yuan),
        reason=reason,
        band=ibis.null("float64"),
    ).select(*_PART_SCHEMA.names)


def _with_rates(parts: Any, known: Learned) -> Any:
    """Put a unit's own rate in the place of everybody's where it has verdicts of its own."""
    placed = parts.mutate(unit=parts.org_code.left(UNIT_DIGITS))
    joined = placed.left_join(unit_rates(known, checks()), ["check_code", "unit"])
    return joined.mutate(rate=joined.unit_rate.fill_null(joined.rate)).select(*parts.columns)


def _anomaly_parts(anomalies: pd.DataFrame, known: Learned) -> pa.Table:
    """Return a part for each customer whose consumption stands out, at the rates that verdicts have taught."""
    lowest = min(share for share, _ in ANOMALY_RATE)
    found = anomalies[anomalies.score >= lowest] if len(anomalies) else anomalies
    bands = [found.score >= share for share, _ in ANOMALY_RATE]
    rate = np.select(bands, [r for _, r in ANOMALY_RATE])
    units = found.org_code.astype("str").str[:UNIT_DIGITS]
    factors = {unit: known.anomaly_factor(unit) for unit in units.unique()}
    rate = np.minimum(rate * units.map(factors).to_numpy(dtype="float64"), 1.0)
    reasons = ["用电异常:" + ";".join(SENTENCES[name] for name, _ in reasons) for reasons in found.reasons]
    parts = pd.DataFrame(
        {
            "object_type": "customer",
            "object_id": found.cons_no.astype("str"),
            "cons_no": found.cons_no.astype("str"),
            "org_code": found.org_code.astype("str"),
            "check_code": ANOMALY,
            "category": "用电检查",
            "severity": "中",
            "hits": 0,
            "amount_yuan": None,
            "rate": rate,
            "band": np.select(bands, [share for share, _ in ANOMALY_RATE]),
            "worth_yuan": float(ANOMALY_WORTH_YUAN),
            "reason": reasons,
        }
    )
    return pa.Table.from_pandas(parts, schema=_PART_SCHEMA.to_pyarrow(), preserve_index=False)


def _with_points(parts: Any) -> Any:
    """Add what each part contributes; an anomaly alone becomes a target only where it is strongest."""
    of_object = ibis.window(group_by=["object_type", "object_id"])
    counted = parts.mutate(checks=parts.count().over(of_object)).join(object_hours(), "object_type")
    kept = counted.filter((counted.check_code != ANOMALY) | (counted.checks > 1) | is_strongest(counted))
    hours = kept.hours + (kept.checks - 1) * HOURS_PER_FURTHER_CHECK
    return kept.mutate(hours=hours, points=kept.rate * kept.worth_yuan.sqrt() / hours)
