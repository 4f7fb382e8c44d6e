"""既有稽查工单清单: 一张稽查工单一行"""

from models.data.schema import Column, Kind, Need, Personal, Table

AUDIT_TICKETS_IN = Table(
    name="audit_tickets_in",
    title="既有稽查工单清单",
    grain="一张稽查工单一行",
    keys=(("ticket_no", "account_no"), ("ticket_no",)),
    columns=(
        Column("source_system", "来源系统", Kind.TEXT, aliases=("系统", "数据来源")),
        Column(
            "topic", "主题名称", Kind.TEXT, Need.REQUIRED, aliases=("标题", "主题", "工单标题", "稽查主题")
        ),
        Column("ticket_no", "工单号", Kind.ID, Need.REQUIRED, aliases=("单号", "序号", "整改工单编号")),
        Column("account_no", "户号", Kind.ID, Need.RECOMMENDED, aliases=("客户编号",)),
        Column("account_name", "户名", Kind.TEXT, aliases=("客户名称",), personal=Personal.NAME),
        Column("owner", "负责人", Kind.TEXT, Need.RECOMMENDED, aliases=("处理人", "派发人", "整改联络人")),
        Column("team", "传递班组/所", Kind.TEXT, Need.RECOMMENDED, aliases=("班组", "部门")),
        Column("dispatch_time", "派发时间", Kind.TIME, Need.RECOMMENDED, aliases=("创建时间", "提交时间")),
        Column("deadline", "回单时限", Kind.DATE, Need.REQUIRED, aliases=("截止时间", "时限")),
        Column(
            "problem",
            "存在问题",
            Kind.TEXT,
            Need.RECOMMENDED,
            aliases=("问题描述", "描述", "内容", "分析描述"),
            personal=Personal.FREE_TEXT,
        ),
        Column("rectify_status", "整改情况", Kind.TEXT, Need.RECOMMENDED, aliases=("是否整改",)),
        Column("progress", "整改进度", Kind.TEXT),
        Column("passed_once", "是否一次性通过", Kind.FLAG),
        Column("check_result", "核查结果", Kind.TEXT, personal=Personal.FREE_TEXT),
    ),
    is_unique=False,
    belongs_to=("account_no", "customers"),
)
