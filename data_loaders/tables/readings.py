"""抄表示数: 一只表一个示数类型一次抄表一行"""

from data_loaders.shared_columns import CUSTOMER, CUSTOMER_NAME, ORG, SECTION
from models.data.schema import Column, Kind, Need, Table

READINGS = Table(
    name="readings",
    title="抄表示数",
    grain="一只表一个示数类型一次抄表一行",
    keys=(("asset_no", "read_type", "mr_date"),),
    columns=(
        ORG,
        CUSTOMER,
        CUSTOMER_NAME,
        SECTION,
        Column("mp_no", "计量点编号", Kind.ID, is_inferred=True),
        Column("asset_no", "电能表资产号", Kind.ID, Need.REQUIRED, aliases=("表计资产", "资产编号")),
        Column(
            "read_type",
            "示数类型",
            Kind.CODE,
            Need.REQUIRED,
            codes="RD_TYPE",
            aliases=("RD_TYPE", "READ_TYPE_CODE"),
        ),
        Column("amt_ym", "电费年月", Kind.MONTH, Need.REQUIRED, aliases=("抄表年月",)),
        Column("last_date", "上次抄表日期", Kind.DATE, Need.RECOMMENDED, is_inferred=True),
        Column(
            "mr_date",
            "抄表日期",
            Kind.DATE,
            Need.REQUIRED,
            aliases=("本次抄表日期", "数据日期", "终端抄表时间", "STAT_DATE", "dataDate"),
        ),
        Column(
            "last_read",
            "上次示数",
            Kind.NUMBER,
            Need.REQUIRED,
            aliases=("起码", "上月示数", "起度"),
            is_inferred=True,
        ),
        Column(
            "this_read",
            "本次示数",
            Kind.NUMBER,
            Need.REQUIRED,
            aliases=("止码", "本月示数", "止度", "表计示数", "MR_READ", "零点电能示值"),
        ),
        Column("t_factor", "综合倍率", Kind.NUMBER, Need.REQUIRED, aliases=("倍率",)),
        Column(
            "mr_pq",
            "抄见电量",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="kWh",
            aliases=("电量",),
            is_inferred=True,
        ),
        Column("mr_mode", "抄表方式", Kind.CODE, Need.RECOMMENDED, codes="MR_MODE", aliases=("MR_MODE",)),
        Column(
            "mr_status",
            "抄表状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="MR_STATUS_CODE",
            aliases=("MR_STATUS_CODE",),
        ),
        Column(
            "mr_abn", "抄表异常", Kind.CODE, codes="R_ABNORMITY_TYPE_CODE", aliases=("R_ABNORMITY_TYPE_CODE",)
        ),
        Column("mr_type", "抄表类别", Kind.CODE, codes="R_MR_TYPE_CODE", aliases=("R_MR_TYPE_CODE",)),
        Column(
            "data_src",
            "抄表数据来源",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="R_MR_DATA_SOURCE",
            aliases=("R_MR_DATA_SOURCE",),
        ),
        Column("reader_no", "抄表员", Kind.ID, Need.RECOMMENDED, aliases=("READER_NO",)),
        Column(
            "mr_cycle", "抄表周期", Kind.CODE, codes="MR_PERIOD", aliases=("MR_PERIOD", "CYC_CODE", "cbzq")
        ),
    ),
    is_unique=False,
    month_column="amt_ym",
    whole=("asset_no", "read_type", "amt_ym"),
)
