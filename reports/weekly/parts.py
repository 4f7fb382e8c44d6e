"""What all sections of the weekly report are put together from: sentences, comparisons, tables with a total."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from analytics.weekly.measures import Count, Density, Rate, Share
from analytics.weekly.sections import Weekly
from reports.document import Block, Comparison, Paragraph, Remark, Value
from reports.punctuation import typeset
from reports.wording import moved, printed

YEAR_AGO = "同比"
BEFORE = "环比"


@dataclass(frozen=True)
class Issue:
    """A weekly analysis on its way to paper, with the targets that a unit has set itself.

    `targets` are shares of one by the key of the figure: arrival, contact, kept, satisfied, visited.
    """

    weekly: Weekly
    targets: dict[str, float]

    @property
    def this(self) -> str:
        """Return what sentences call the period: 本周 or 本期."""
        return self.weekly.period.this


def sentence(key: str, text: str) -> Paragraph:
    """Return a generated sentence with the punctuation of print."""
    return Paragraph(key, typeset(text))


def remarks(missing: Sequence[str]) -> tuple[Block, ...]:
    """Return what the data did not allow to be computed, as small print."""
    return tuple(Remark(typeset(text.rstrip("。") + "。")) for text in missing)


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


def told(count: Count | Density) -> str:
    """Return both comparisons of a quantity in words: 环比上升10.9%,同比下降2.0%."""
    words = (
        moved(count.on_previous, BEFORE, base=count.previous),
        moved(count.on_last_year, YEAR_AGO, base=count.last_year),
    )
    return ",".join(word for word in words if word)


def told_rate(rate: Rate) -> str:
    """Return both comparisons of a rate in words, in 个百分点."""
    words = (
        moved(rate.on_previous, BEFORE, kind="points"),
        moved(rate.on_last_year, YEAR_AGO, kind="points"),
    )
    return ",".join(word for word in words if word)


def of(share: Share | None) -> str:
    """Return a rate with its numbers: 97.61%(3,131/3,207)."""
    if share is None:
        return "无数据"
    if share.value is None:
        return "无应统计工单"
    return f"{printed(share.value, 'rate')}({share.part:,}/{share.whole:,})"


def joined(*clauses: str) -> str:
    """Return the clauses that say something as one sentence."""
    return ",".join(clause for clause in clauses if clause) + "。"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names as prose lists them, shortened where there are many."""
    shown = "、".join(names[:most])
    return f"{shown}等{len(names)}个" if len(names) > most else shown


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
