"""95598工单处理环节: 工单一次流转一行"""

from models.data.schema import Column, Kind, Need, Table

WORK_ORDER_STEPS = Table(
    name="work_order_steps",
    title="95598工单处理环节",
    grain="工单一次流转一行",
    keys=(("wo_no", "act_name", "arrive_time"),),
    columns=(
        Column("wo_no", "工单编号", Kind.ID, Need.REQUIRED, aliases=("APP_NO",)),
        Column("act_name", "活动实例名称", Kind.TEXT, Need.REQUIRED, aliases=("环节", "ACT_NAME")),
        Column("arrive_time", "工单到达时间", Kind.TIME, Need.REQUIRED, aliases=("ARRIVE_TIME",)),
        Column("accept_time", "受理时间", Kind.TIME, Need.RECOMMENDED, aliases=("接单时间", "ACCEPT_TIME")),
        Column("finish_time", "处理完成时间", Kind.TIME, Need.RECOMMENDED, aliases=("HANDLE_FINISH_TIME",)),
        Column("dept", "负责部门", Kind.TEXT, Need.RECOMMENDED, aliases=("ARRIVE_DEPT", "HANDLE_DEPT")),
        Column("emp", "接单人员", Kind.TEXT, aliases=("ACCEPT_EMP",)),
        Column("deadline", "处理时限", Kind.TIME, Need.RECOMMENDED, aliases=("OVER_TIME",)),
        Column("back_flag", "到达方式", Kind.CODE, codes="BACK_FLAG", aliases=("BACK_FLAG",)),
    ),
    is_unique=False,
    belongs_to=("wo_no", "work_orders"),
)
