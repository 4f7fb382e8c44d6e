"""客户档案: what is on file of customers, and whether it fits together."""

from typing import Any

from analytics.pictures.picture import (
    Column,
    Dimension,
    Sight,
    counted,
    picture,
)
from models.category import Category


@picture(
    title="用电类别与行业不匹配的户数(户)",
    category=Category.ARCHIVE,
    kind="heat",
    hits={"PRO-04": ("elec_type_code", "trade_code", "filed_class", "verdict")},
    by=[
        Dimension("trade", "行业分类", codes="customers.trade_code"),
        Dimension("elec_type", "用电类别", codes="customers.elec_type_code"),
    ],
    measures=[counted("不匹配户数", "户")],
    columns={
        "filed_class": Column("用电类别的价类"),
        "verdict": Column("判断"),
        "amount_yuan": Column("应收差额(元)", "money"),
    },
    order="amount_yuan",
)
def use_against_trade(t: Sight) -> Any:
    """检查 PRO-04 命中的用户,按用电类别和行业分列;颜色越深户数越多。

    判断与 PRO-04 完全一致:行业(大类取前两位)不在该用电类别的允许之列。
    """
    hits = t.hits("PRO-04")
    return hits.mutate(elec_type=hits.elec_type_code, trade=hits.trade_code)
