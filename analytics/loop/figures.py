"""The figures of the loop as other systems read them (JSON) and as people do (words)."""

from typing import Any

from analytics.loop import charged
from analytics.loop.counting import MEASURES, MONEY, STAGES, Counted, Measure
from analytics.loop.intervals import Estimate
from analytics.loop.progress import Progress
from models.rounding import share_in_words


def figures(made: Progress, customers: int | None = None) -> dict[str, Any]:
    """Return every figure as JSON: shares of one, yuan as text to the fen, kWh to the Wh, hours and days as numbers.

    `customers` are those of the units asked for, for 万户问题数; None where the archive is not loaded.
    """
    total = made.total
    return {
        "from": made.asked.first and made.asked.first.isoformat(),
        "to": made.asked.last and made.asked.last.isoformat(),
        "org": made.asked.org_prefix,
        "as_of": made.asked.today.isoformat(),
        "cases": {name: n for name, n in total.counts.items() if name not in MONEY},
        "rates": {one.key: _rate(one, total) for one in MEASURES},
        "confirmed_per_10000_customers": {
            "label": "万户问题数",
            "numerator": total.counts["confirmed"],
            "denominator": customers,
            "rate": total.counts["confirmed"] / customers * 10_000 if customers else None,
        },
        "confirmation": {
            "ranked": _estimate(made.ranked),
            "random": _estimate(made.random),
            "lift": {"value": made.lift.value, "low": made.lift.low, "high": made.lift.high},
        },
        "yuan": {name.removesuffix("_fen"): yuan(total.counts[name]) for name in MONEY},
        **charged.as_json(made.charged),
        "expected": {
            "cases": made.expected.cases,
            "confirmed": made.expected.confirmed,
            "confirmed_then": made.expected.confirmed_then,
            "yuan": yuan(made.expected.fen),
            "established": yuan(made.expected.established_fen),
            "recovered": yuan(made.expected.recovered_fen),
            "refunded": yuan(made.expected.refunded_fen),
        },
        "stages": {
            name: {"label": label, "cases": total.hours[name][0], "hours": _mean(total.hours[name])}
            for name, label, *_ in STAGES
        },
        "recurrence": {"cases": made.recurrences.cases, "days": list(made.recurrences.days)},
        "void_hours": {
            "total": made.void_hours,
            "by_check": {one.check_code: one.void_hours for one in made.checks if one.void},
        },
        "checks": [
            {
                "check_code": one.check_code,
                "cases": one.cases,
                **_estimate(one.confirmed),
                "void": one.void,
                "void_hours": one.void_hours,
                "expected_yuan": yuan(one.expected_fen),
                "established_yuan": yuan(one.established_fen),
                "recovered_yuan": yuan(one.recovered_fen),
                "refunded_yuan": yuan(one.refunded_fen),
                "advice": one.advice,
            }
            for one in made.checks
        ],
        "by_org": {
            unit: {one.key: _rate(one, counted) for one in MEASURES} for unit, counted in made.by_unit.items()
        },
    }


def yuan(fen: int) -> str:
    """Return an amount of fen in yuan, with two decimals."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _rate(measure: Measure, counted: Counted) -> dict[str, Any]:
    part = counted.part(measure)
    return {
        "label": measure.label,
        "numerator": part.numerator,
        "denominator": part.denominator,
        "rate": part.rate,
    }


def _estimate(one: Estimate) -> dict[str, Any]:
    return {
        "confirmed": one.confirmed,
        "judged": one.judged,
        "rate": one.rate,
        "low": one.low,
        "high": one.high,
    }


def _mean(hours: tuple[int, float]) -> float | None:
    cases, total = hours
    return total / cases if cases else None


def in_words(one: Estimate) -> str:
    """Return a rate with its interval and counts; without any cases a dash."""
    if one.rate is None:
        return "—(没有已核查的案件)"
    return f"{share_in_words(one.rate)}(95% 区间 {share_in_words(one.low)} 至 {share_in_words(one.high)},{one.confirmed:,}/{one.judged:,})"
