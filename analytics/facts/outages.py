"""Outages, and the transformer areas that their scope names."""

from typing import Any

from analytics.fact import Tables, fact


@fact(
    title="停电涉及的台区",
    grain="一次停电一台区一行",
    key=(),
    reads={"outages": ("scope", "start_time", "end_time?")},
    columns={"tg_no": ("停电范围中写到的编号", "")},
    extends="outages",
    source="稽查目录 MET-13 的精确判定:停电范围含其台区号",
)
def outages_of_areas(t: Tables) -> Any:
    """Return the outages once for each number that their scope names, areas among them.

    A number is what stands between other signs than letters, digits and dashes: 1001 is not in 10012.

    Shapes: the columns of `outages`, tg_no.
    """
    named = t.outages.filter(t.outages.scope.notnull())
    parts = named.mutate(tg_no=named.scope.re_split(r"[^0-9A-Za-z_-]+").unnest())
    return parts.filter(parts.tg_no != "").distinct()
