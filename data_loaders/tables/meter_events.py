"""计量异常事件: 一只表一次事件一行"""

from dataclasses import replace

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Table

METER_EVENTS = Table(
    name="meter_events",
    title="计量异常事件",
    grain="一只表一次事件一行",
    keys=(("event_id",), ("asset_no", "event_type", "start_time")),
    columns=(
        ORG,
        Column("event_id", "事件编号", Kind.ID, Need.RECOMMENDED, aliases=("异常编号",), is_inferred=True),
        replace(CUSTOMER, need=Need.RECOMMENDED),
        Column("mp_no", "计量点编号", Kind.ID, aliases=("MP_NO", "mpNo"), is_inferred=True),
        Column(
            "asset_no",
            "电能表资产号",
            Kind.ID,
            Need.REQUIRED,
            aliases=("资产编号", "表计资产", "meterAssetNo", "elecmeterAssetNum"),
        ),
        Column(
            "event_type",
            "事件类型",
            Kind.CODE,
            Need.REQUIRED,
            codes="METER_EVENT_TYPE",
            aliases=("异常类型", "告警类型", "alarmType"),
            is_inferred=True,
        ),
        Column("phase", "相别", Kind.TEXT, aliases=("相位",), is_inferred=True),
        Column("start_time", "事件发生时间", Kind.TIME, Need.REQUIRED, aliases=("发生时间", "开始时间")),
        Column("end_time", "事件结束时间", Kind.TIME, Need.RECOMMENDED, aliases=("恢复时间", "结束时间")),
        Column("max_i", "事件期最大电流", Kind.NUMBER, aliases=("最大电流",), is_inferred=True),
        Column(
            "handle_status",
            "处理状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="METER_EVENT_STATUS",
            aliases=("异常处理状态", "alarmStatus"),
            is_inferred=True,
        ),
        Column(
            "handle_time",
            "处理时间",
            Kind.TIME,
            Need.RECOMMENDED,
            aliases=("处理完成时间",),
            is_inferred=True,
        ),
        Column(
            "handle_app_no",
            "处理工单编号",
            Kind.ID,
            Need.RECOMMENDED,
            aliases=("关联工单号",),
            is_inferred=True,
        ),
        Column("handler", "处理人", Kind.TEXT, is_inferred=True),
    ),
    is_unique=False,
)
