"""业扩环节: 一个申请一个环节一次办理一行"""

from models.data.schema import Column, Kind, Need, Table

APPLICATION_STEPS = Table(
    name="application_steps",
    title="业扩环节",
    grain="一个申请一个环节一次办理一行",
    keys=(
        ("app_no", "step_no", "begin_time"),
        ("app_no", "step_name", "begin_time"),
        ("app_no", "step_name"),
    ),
    columns=(
        Column("app_no", "申请编号", Kind.ID, Need.REQUIRED, aliases=("APP_NO",)),
        Column("step_no", "环节编号", Kind.CODE, Need.RECOMMENDED, codes="PRC_ACT_A", aliases=("STEP_NO",)),
        Column("step_name", "环节名称", Kind.TEXT, Need.REQUIRED, aliases=("STEP_NAME", "ACTIVITY_NAME")),
        Column("begin_time", "开始时间", Kind.TIME, Need.REQUIRED, aliases=("到达时间", "BGN_DATE")),
        Column("end_time", "完成时间", Kind.TIME, Need.REQUIRED, aliases=("结束时间", "END_DATE")),
        Column("workdays", "时段工作日", Kind.INTEGER, unit="工作日", aliases=("环节时长", "WORKDAY_NUM")),
        Column("sub_flag", "是否子流程", Kind.FLAG, aliases=("SUB_PRO_FLAG",)),
        Column("handler", "处理人", Kind.TEXT, is_inferred=True),
        Column("limit_days", "考核时限", Kind.NUMBER, unit="工作日", aliases=("OVER_TIME",)),
    ),
    is_unique=False,
    belongs_to=("app_no", "applications"),
)
