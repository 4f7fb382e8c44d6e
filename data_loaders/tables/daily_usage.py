"""日电量: 一个用户(或一只表)一天一行"""

from data_loaders.shared_columns import CUSTOMER, CUSTOMER_NAME, ORG
from models.data.schema import Column, Kind, Need, Table

DAILY_USAGE = Table(
    name="daily_usage",
    title="日电量",
    grain="一个用户(或一只表)一天一行",
    keys=(("cons_no", "asset_no", "data_date"), ("cons_no", "data_date")),
    columns=(
        ORG,
        CUSTOMER,
        CUSTOMER_NAME,
        Column("asset_no", "资产编号", Kind.ID),
        Column("data_date", "数据日期", Kind.DATE, Need.REQUIRED, aliases=("日期", "STAT_DATE")),
        Column(
            "day_pq",
            "当日用户用电量",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="kWh",
            aliases=("日用电量", "日电量", "DAY_CONSPQ"),
            note="是否已乘倍率须与来源确认",
        ),
        Column(
            "succ_flag",
            "采集成功标志",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="SUCC_FLAG",
            aliases=("采集成功标准", "SUCC_FLAG"),
        ),
        Column("pap_r", "正向有功总", Kind.NUMBER, aliases=("papR", "papE")),
        Column("rap_r", "反向有功总", Kind.NUMBER, aliases=("rapR", "rapE")),
        Column(
            "special_flag",
            "表计特殊处理标志",
            Kind.CODE,
            codes="MR_SPECIAL_FLAG",
            aliases=("MR_SPECIAL_FLAG",),
        ),
        Column("max_p", "最大负荷", Kind.NUMBER, unit="kW", aliases=("日最大负荷", "需量")),
        Column("hours", "0点..23点", Kind.SERIES),
    ),
    month_column="data_date",
)
