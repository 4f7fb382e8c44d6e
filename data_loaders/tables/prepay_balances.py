"""预收/用户余额: 一个用户一个月末一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Table

PREPAY_BALANCES = Table(
    name="prepay_balances",
    title="预收/用户余额",
    grain="一个用户一个月末一行",
    keys=(("cons_no", "stat_ym"),),
    columns=(
        ORG,
        CUSTOMER,
        Column("stat_ym", "统计年月", Kind.MONTH, Need.REQUIRED),
        Column(
            "balance", "预收余额", Kind.NUMBER, Need.REQUIRED, unit="元", aliases=("账户余额", "结存", "余额")
        ),
    ),
    month_column="stat_ym",
)
