"""停电信息: 一次停电一行"""

from data_loaders.shared_columns import ORG
from models.data.schema import Column, Kind, Need, Table

OUTAGES = Table(
    name="outages",
    title="停电信息",
    grain="一次停电一行",
    keys=(("outage_id",),),
    columns=(
        Column("outage_id", "停电信息编码", Kind.ID, Need.REQUIRED, aliases=("POWEROFF_ID",)),
        ORG,
        Column(
            "type", "停电类型", Kind.CODE, Need.RECOMMENDED, codes="STOP_TYPE_CODE", aliases=("TYPE_CODE",)
        ),
        Column("start_time", "停电开始时间", Kind.TIME, Need.REQUIRED, aliases=("停电时间", "START_TIME")),
        Column("end_time", "停电结束时间", Kind.TIME, Need.RECOMMENDED, aliases=("来电时间", "STOP_DATE")),
        Column("issue_time", "发布时间", Kind.TIME, aliases=("ISSUE_TIME",)),
        Column("scope", "停电范围", Kind.TEXT, aliases=("SCOPE", "停电描述")),
        Column("cons_no", "停电户号", Kind.ID, Need.RECOMMENDED, aliases=("停电用户编号",), is_inferred=True),
        Column(
            "notify_time",
            "通知时间",
            Kind.TIME,
            Need.RECOMMENDED,
            aliases=("停电通知时间",),
            is_inferred=True,
        ),
        Column(
            "notify_mode",
            "通知方式",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="NOTIFY_MODE",
            aliases=("停电通知方式",),
            is_inferred=True,
        ),
    ),
)
