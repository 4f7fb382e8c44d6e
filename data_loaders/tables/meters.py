"""电能表: 一只装出的电能表一行"""

from data_loaders.shared_columns import CUSTOMER
from models.data.schema import Column, Kind, Need, Table

METERS = Table(
    name="meters",
    title="电能表",
    grain="一只装出的电能表一行",
    keys=(("asset_no",),),
    columns=(
        CUSTOMER,
        Column("mp_no", "计量点编号", Kind.ID, Need.RECOMMENDED, aliases=("MP_NO",)),
        Column(
            "asset_no",
            "电能表资产号",
            Kind.ID,
            Need.REQUIRED,
            aliases=(
                "资产编号",
                "表计资产",
                "资产号",
                "电表资产编号",
                "ASSET_NO",
                "meterAssetNo",
                "elecmeterAssetNum",
            ),
        ),
        Column("bar_code", "条形码", Kind.ID, aliases=("电能表条码", "条码号", "BAR_CODE", "elecmeterCode")),
        Column("made_no", "出厂编号", Kind.ID, aliases=("表号", "MADE_NO")),
        Column(
            "meter_sort",
            "电能表类别",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="AMMETER_SORT",
            aliases=("SORT_CODE", "AMMETER_SORT"),
        ),
        Column(
            "meter_type",
            "电能表类型",
            Kind.CODE,
            codes="AMMETER_TYPE_CODE",
            aliases=("TYPE_CODE", "AMMETER_TYPE_CODE"),
        ),
        Column(
            "status",
            "电能表状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="AMMETER_STATUS_CODE",
            aliases=("CUR_STATUS_CODE",),
        ),
        Column(
            "accuracy",
            "电能表准确度等级",
            Kind.CODE,
            codes="AP_PRE_LEVEL_CODE",
            aliases=("准确度等级", "AP_PRE_LEVEL_CODE"),
        ),
        Column("t_factor", "综合倍率", Kind.NUMBER, Need.REQUIRED, aliases=("倍率", "T_FACTOR", "tFactor")),
        Column(
            "digits",
            "表码位数",
            Kind.INTEGER,
            Need.RECOMMENDED,
            aliases=("示数位数", "整数位"),
            is_inferred=True,
        ),
        Column("rated_i", "标定电流", Kind.TEXT, aliases=("电流",), is_inferred=True),
        Column(
            "manufacturer", "电能表厂家", Kind.TEXT, aliases=("生产厂家", "MANUFACTURER", "elecmeterFactory")
        ),
        Column("inst_date", "安装日期", Kind.DATE, Need.RECOMMENDED, aliases=("装表日期", "INST_DATE")),
        Column(
            "last_check_date",
            "最近检定日期",
            Kind.DATE,
            Need.RECOMMENDED,
            aliases=("检定日期", "LATEST_CHK_DATE"),
        ),
        Column("rotate_cycle", "轮换周期", Kind.INTEGER, unit="月", is_inferred=True),
        Column("owner", "产权", Kind.CODE, codes="PR_CODE", aliases=("PR_CODE",)),
        Column("coll_flag", "是否采集", Kind.FLAG, aliases=("采集方式", "采集点状态"), is_inferred=True),
        Column(
            "remove_date", "拆表日期", Kind.DATE, Need.RECOMMENDED, aliases=("拆回日期",), is_inferred=True
        ),
        Column(
            "remove_read",
            "拆表止码",
            Kind.NUMBER,
            Need.RECOMMENDED,
            aliases=("拆回止码", "拆表示数"),
            is_inferred=True,
        ),
        Column("store_date", "入库日期", Kind.DATE, Need.RECOMMENDED, is_inferred=True),
        Column("store_read", "入库示数", Kind.NUMBER, Need.RECOMMENDED, is_inferred=True),
        Column("sort_date", "分拣日期", Kind.DATE, is_inferred=True),
    ),
    is_unique=False,
    belongs_to=("cons_no", "customers"),
)
