"""互感器: 一只互感器一行"""

from data_loaders.shared_columns import CUSTOMER
from models.data.schema import Column, Kind, Need, Table

INSTRUMENT_TRANSFORMERS = Table(
    name="instrument_transformers",
    title="互感器",
    grain="一只互感器一行",
    keys=(("it_asset_no",),),
    columns=(
        CUSTOMER,
        Column("mp_no", "计量点编号", Kind.ID, Need.REQUIRED, aliases=("MP_NO",)),
        Column(
            "it_asset_no",
            "互感器资产号",
            Kind.ID,
            Need.REQUIRED,
            aliases=("资产编号", "ASSET_NO"),
        ),
        Column(
            "it_sort",
            "互感器类别",
            Kind.CODE,
            Need.REQUIRED,
            codes="IT_SORT_CODE",
            aliases=("IT_SORT_CODE", "SORT_CODE"),
        ),
        Column("ratio", "变比", Kind.TEXT, Need.REQUIRED, aliases=("CT变比", "PT变比", "互感器变比")),
        Column("phase", "相别", Kind.CODE, aliases=("PHASE_CODE",)),
        Column(
            "accuracy",
            "准确度等级",
            Kind.CODE,
            codes="IT_ACCURACY_CODE",
            aliases=("TA_PRE_CODE", "TV_PRE_CODE"),
        ),
        Column("status", "互感器状态", Kind.CODE, codes="CUR_STATUS_CODE", aliases=("CUR_STATUS_CODE",)),
        Column("inst_date", "安装日期", Kind.DATE, aliases=("INST_DATE",)),
        Column("last_check_date", "检定日期", Kind.DATE, Need.RECOMMENDED, is_inferred=True),
        Column("manufacturer", "互感器厂家", Kind.TEXT, aliases=("生产厂家",), is_inferred=True),
        Column("batch_no", "批次号", Kind.ID, aliases=("到货批次",), is_inferred=True),
    ),
    belongs_to=("cons_no", "customers"),
)
