"""What all sections of the weekly report are put together from: sentences, comparisons, tables with a total."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from analytics.weekly.measures import Count, Density, Rate
from analytics.weekly.sections import Weekly
from analytics.weekly.sentences import SectionName
from analytics.weekly.sentences import Sentence as Generated
from reports.document import Comparison, Paragraph, Sentence, Value

YEAR_AGO = "同比"
BEFORE = "环比"


@dataclass(frozen=True)
class Issue:
    """A weekly analysis on its way to paper, with the targets that a unit has set itself.

    `targets` are shares of one by the key of the figure: arrival, contact, kept, satisfied, visited.
    """

    weekly: Weekly
    targets: dict[str, float]
    sentences: tuple[Generated, ...]

    @property
    def this(self) -> str:
        """Return what sentences call the period: 本周 or 本期."""
        return self.weekly.period.this


class Prose:
    """The generated sentences of one section, to be taken out in the order of the page."""

    def __init__(self, issue: Issue, section: SectionName) -> None:
        self._left = {one.key: one for one in issue.sentences if one.section == section}
        self._section = section

    def take(self, *names: str) -> tuple[Paragraph, ...]:
        """Return the named sentences as a paragraph; nothing where the figures gave rise to none of them."""
        keys = [f"{self._section}.{name}" for name in names]
        return self._paragraph([key for key in keys if key in self._left])

    def rest(self) -> tuple[Paragraph, ...]:
        """Return what nobody has taken, such as which data are missing."""
        return self._paragraph(list(self._left))

    def _paragraph(self, keys: list[str]) -> tuple[Paragraph, ...]:
        said = tuple(Sentence(key, self._left.pop(key).text) for key in keys)
        return (Paragraph(said),) if said else ()


def compared_count(count: Count | Density, *, rise_is_bad: bool | None = None) -> tuple[Comparison, ...]:
    """Return the comparisons of a quantity for its card; nothing where there is no earlier figure."""
    pairs = (
        (BEFORE, count.on_previous, count.previous, "上期为0"),
        (YEAR_AGO, count.on_last_year, count.last_year, "同期为0"),
    )
    return tuple(
        Comparison(label, change, "change", _is_worse(change, rise_is_bad), note if base == 0 else "无数据")
        for label, change, base, note in pairs
    )


def compared_rate(rate: Rate) -> tuple[Comparison, ...]:
    """Return the comparisons of a rate of which more is better, for its card."""
    return tuple(
        Comparison(label, difference, "points", _is_worse(difference, False), "无数据")
        for label, difference in ((BEFORE, rate.on_previous), (YEAR_AGO, rate.on_last_year))
    )


def _is_worse(change: float | None, rise_is_bad: bool | None) -> bool | None:
    if change is None or rise_is_bad is None:
        return None
    return change > 0 if rise_is_bad else change < 0


def ranked(rows: pa.Table, by: str = "rank") -> pa.Table:
    """Return the rows in order of a rank, those without one last."""
    order = pc.sort_indices(rows, sort_keys=[(by, "ascending", "at_end")])
    return rows.take(order)


def below(rows: pa.Table, rate: str, target: float | None, name: str) -> pa.Table:
    """Return the rows with a column that says which of them miss a target."""
    if target is None:
        return rows.append_column(name, pa.array([False] * len(rows), pa.bool_()))
    return rows.append_column(name, pc.fill_null(pc.less(rows.column(rate), target), False))


def total(rows: pa.Table, label: str, counts: Sequence[str], **others: Value) -> dict[str, Value]:
    """Return a 合计 row: the sums of counts, and other values as given."""
    sums: dict[str, Value] = {name: pc.sum(rows.column(name)).as_py() for name in counts}
    return {label: "合计", **sums, **others}
