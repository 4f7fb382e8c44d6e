"""The feeds (供电电源) that are in force: how many each customer has, of what kind, and what is not on file of them."""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.columns import is_blank, listed
from data_loaders.codes.equipment import SECURITY_SOURCES, RunStatus, SourceRole

STATION_DIGITS = 9
FEEDING = (SourceRole.MAIN, SourceRole.MUTUAL)


@fact(
    title="在效电源",
    grain="一路电源一行",
    key=(),
    reads={"power_sources": ("cons_no", "line_status?")},
    columns={},
    extends="power_sources",
    source="稽查目录 PRO-13 的精确判定:线路状态不为 03 拆除的行在效,空视为在效",
)
def feeds_in_force(t: Tables) -> Any:
    """Return the feeds whose line was not dismantled; a line of unknown state is there.

    Shapes: the columns of `power_sources`.
    """
    feeds = t.power_sources
    return feeds.filter(feeds.line_status.isnull() | (feeds.line_status != RunStatus.DISMANTLED))


def feeds_of_customers(feeds: Any) -> Any:
    """Return what the feeds in force of each customer come to.

    Shapes: cons_no, feed_count, unmarked_count (no 主备 on file), main_count, mutual_count, lasting_count (marked as
    others than 保安), stopped_main_count, unlined_count and unrooted_count (no line, no substation), fed_kva of main
    and mutual feeds (null where one of them is unknown), feed_numbers (text).
    """
    is_main, is_mutual = feeds.ps_attr == SourceRole.MAIN, feeds.ps_attr == SourceRole.MUTUAL
    is_security = feeds.ps_attr.isin(SECURITY_SOURCES)
    is_feeding = feeds.ps_attr.isin(FEEDING)
    sums = feeds.group_by("cons_no").agg(
        feed_count=feeds.count(),
        unmarked_count=feeds.ps_attr.isnull().sum(),
        main_count=is_main.sum().fill_null(0),
        mutual_count=is_mutual.sum().fill_null(0),
        lasting_count=(~is_security).sum().fill_null(0),
        stopped_main_count=(is_main & (feeds.line_status == RunStatus.STOPPED)).sum().fill_null(0),
        unlined_count=is_blank(feeds.line_no).sum(),
        unrooted_count=is_blank(feeds.substation).sum(),
        feeding_kva=feeds.ps_cap.sum(where=is_feeding),
        unknown_count=(is_feeding & feeds.ps_cap.isnull()).sum().fill_null(0),
        feed_numbers=listed(feeds.ps_no.cast("string")),
    )
    fed: Any = ibis.ifelse(sums.unknown_count == 0, sums.feeding_kva, ibis.null(sums.feeding_kva.type()))
    return sums.mutate(fed_kva=fed).drop("feeding_kva", "unknown_count")
