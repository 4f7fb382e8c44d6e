"""Counts of everything by period, unit, type and area, fetched once; most figures are sums over it."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis

from analytics.facts.outcomes import KEPT, MISSING, NEGATIVE, OVERDUE, PENDING, STAGES
from analytics.weekly.measures import Count, Rate, Share
from analytics.weekly.orders import Orders
from analytics.weekly.sections import Coverage, Reach
from data_loaders.codes.service import BusiType, Satisfaction

PHASES = ("now", "previous", "last_year")
_FLAGS = ["is_now", "is_previous", "is_last_year"]
_BY = ["org_code", "unit", "busi_type", "area"]


class Cube:
    """Sums by phase and by unit, type and area.

    `frame`: the columns of `by`, the three flags, `orders`, `<stage>_kept/_late/_missing/_pending/_negative`
    (late includes missing and open past the limit), true, judged, returned, aborted,
    not_arrived (repairs without an arrival), level_01…06.
    """

    def __init__(self, frame: Any, reach: Mapping[str, Reach]) -> None:
        self.frame = frame
        self._phase: dict[str, Any] = {phase: frame[frame[f"is_{phase}"].astype(bool)] for phase in PHASES}
        self._reach = reach
        self._measures = [name for name in frame.columns if name not in (*_FLAGS, *_BY)]
        self._known: dict[tuple[Any, ...], dict[str, int]] = {}

    def sum(self, column: str | Sequence[str], phase: str = "now", **fits: Any) -> int | None:
        """Return a sum in a phase over the rows that fit; None where the data do not reach the phase."""
        if phase != "now" and self._reach[phase] == "none":
            return None
        sums = self._sums(phase, fits)
        columns = [column] if isinstance(column, str) else column
        return sum(sums[name] for name in columns)

    def _sums(self, phase: str, fits: Mapping[str, Any]) -> dict[str, int]:
        """Return the sums of all columns over the rows that fit; many figures are about the same rows."""
        key = (phase, *sorted(fits.items()))
        if key not in self._known:
            totals = self._fitting(phase, fits)[self._measures].to_numpy().sum(axis=0)
            self._known[key] = {name: int(n) for name, n in zip(self._measures, totals, strict=True)}
        return self._known[key]

    def _fitting(self, phase: str, fits: Mapping[str, Any]) -> Any:
        rows = self._phase[phase]
        for name, wanted in fits.items():
            rows = rows[rows[name] == wanted]
        return rows

    def count(self, column: str | Sequence[str] = "orders", **fits: Any) -> Count:
        """Return a count with its comparisons."""
        now, previous, last_year = (self.sum(column, phase, **fits) for phase in PHASES)
        return Count(now or 0, previous, last_year)

    def rate(self, part: Sequence[str] | str, whole: Sequence[str] | str, **fits: Any) -> Rate:
        """Return a rate with its comparisons."""
        return Rate(*(self._share(part, whole, phase, fits) for phase in PHASES))

    def kept(self, stage: str, *, counts_pending: bool = False, **fits: Any) -> Rate:
        """Return how many kept a stage's limit, of those that were due."""
        return self.rate(f"{stage}_kept", due_columns(stage, counts_pending), **fits)

    def _share(self, part: Any, whole: Any, phase: str, fits: Mapping[str, Any]) -> Share | None:
        some, all_of_them = self.sum(part, phase, **fits), self.sum(whole, phase, **fits)
        return None if some is None or all_of_them is None else Share(some, all_of_them)

    def by(self, *columns: str, phase: str = "now", **fits: Any) -> Any:
        """Return the sums of a phase by some columns; empty where the data do not reach the phase."""
        rows = self._fitting(phase, fits)
        return rows.drop(columns=_FLAGS).groupby(list(columns), dropna=False).sum(numeric_only=True)


def due_columns(stage: str, counts_pending: bool = False) -> list[str]:
    """Return the columns whose sum was due in a stage.

    `counts_pending`: every order is due; one still open, or with a time that runs backwards, has not kept it.
    """
    others = [f"{stage}_pending", f"{stage}_negative"] if counts_pending else []
    return [f"{stage}_kept", f"{stage}_late", *others]


def cube_of(orders: Orders, coverage: Coverage) -> Cube:
    """Return the cube of a period's orders."""
    frame = orders.table("cube", _sums).to_pandas()
    for name in _BY:
        frame[name] = frame[name].astype(object).where(frame[name].notna(), "")
    return Cube(frame, {"now": coverage.now, "previous": coverage.previous, "last_year": coverage.last_year})


def _sums(wide: Any) -> Any:
    wide = wide.filter(wide.is_now | wide.is_previous | wide.is_last_year)
    sums: dict[str, Any] = {"orders": wide.count()}
    for stage in STAGES:
        outcome = wide[stage.key]
        sums |= {
            f"{stage.key}_kept": _number(outcome == KEPT),
            f"{stage.key}_late": _number(outcome.isin(OVERDUE)),
            f"{stage.key}_missing": _number(outcome == MISSING),
            f"{stage.key}_pending": _number(outcome == PENDING),
            f"{stage.key}_negative": _number(outcome == NEGATIVE),
        }
    sums |= {
        "true": _number(wide.true_flag),
        "judged": _number(wide.true_flag.notnull()),
        "returned": _number(wide.is_returned),
        "aborted": _number(wide.is_aborted),
        "not_arrived": _number((wide.busi_type == BusiType.REPAIR) & wide.arrive_time.isnull()),
        "early_contact": _number(wide.contact_time < wide.accept_time),
        "early_reply": _number(wide.reply_time < wide.accept_time),
        **{f"level_{code}": _number(wide.satisfaction == code) for code in Satisfaction},
    }
    return wide.group_by(*_FLAGS, *_BY).agg(**sums)


def _number(condition: Any) -> Any:
    return ibis.coalesce(condition.cast("int64").sum(), 0)
