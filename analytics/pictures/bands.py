"""Dimensions that pictures of several categories share: bands of amounts, classes of customers."""

from typing import Any

import ibis

from analytics.pictures.picture import Dimension
from data_loaders.codes.customers import CustType

CUSTOMER_CLASS = Dimension(
    "customer_class",
    "用户分类",
    codes="customers.cons_sort_code",
    order=(CustType.HIGH_VOLTAGE, CustType.LOW_VOLTAGE, CustType.RESIDENT, CustType.CHECK),
)
_YUAN_EDGES = (100, 1_000, 10_000, 100_000)
_NOTHING = "没有差额"
_SIZES = ("不到 100 元", "100–1 千元", "1 千–1 万元", "1 万–10 万元", "10 万元以上")
DIFFERENCE = Dimension(
    "difference",
    "差额(元)",
    order=(*(f"多收 {word}" for word in reversed(_SIZES)), _NOTHING, *(f"少收 {word}" for word in _SIZES)),
    empty="不估金额",
)


def difference_band(yuan: Any) -> Any:
    """Return the band of `DIFFERENCE` that an amount lies in: above 0 charged too little, below 0 too much."""
    side: Any = ibis.ifelse(yuan > 0, "少收 ", "多收 ")
    branches = [(yuan.abs() < edge, words) for edge, words in zip(_YUAN_EDGES, _SIZES, strict=False)]
    size: Any = ibis.cases(*branches, (yuan.notnull(), _SIZES[-1]), else_=ibis.null("string"))
    return ibis.ifelse(yuan == 0, _NOTHING, side.concat(size))
