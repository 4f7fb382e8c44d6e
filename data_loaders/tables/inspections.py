"""用电检查: 一次计划检查一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Personal, Table

INSPECTIONS = Table(
    name="inspections",
    title="用电检查",
    grain="一次计划检查一行",
    keys=(("plan_no", "cons_no"), ("cons_no", "check_type", "plan_month")),
    columns=(
        ORG,
        CUSTOMER,
        Column("plan_no", "计划编号", Kind.ID, Need.RECOMMENDED, aliases=("PLAN_NO",)),
        Column(
            "check_type",
            "用电检查类型",
            Kind.CODE,
            Need.REQUIRED,
            codes="CHK_TYPE_CODE",
            aliases=("用电检查计划类型", "CHK_TYPE_CODE"),
        ),
        Column("plan_month", "计划检查月份", Kind.MONTH, Need.REQUIRED, aliases=("CHK_MONTH",)),
        Column("plan_date", "计划检查日期", Kind.DATE, aliases=("CHK_DATE",)),
        Column("actual_date", "实际检查日期", Kind.DATE, Need.RECOMMENDED, aliases=("ACTUAL_CHK_DATE",)),
        Column(
            "plan_status",
            "用电检查计划状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="SR_PLAN_STATUS_CODE",
            aliases=("PLAN_STATUS_CODE",),
        ),
        Column("checker", "检查人员", Kind.TEXT, Need.RECOMMENDED, aliases=("CHECKER_NAME",)),
        Column(
            "result", "检查结果", Kind.TEXT, Need.RECOMMENDED, personal=Personal.FREE_TEXT, is_inferred=True
        ),
        Column("defect_type", "安全隐患类型", Kind.CODE, codes="SECURITY_TYPE_CODE", aliases=("TYPE_CODE",)),
        Column("plan_fix_date", "计划消缺日期", Kind.DATE, aliases=("PLAN_ELIMINATE_DATE",)),
        Column("actual_fix_date", "实际消缺日期", Kind.DATE, aliases=("ACTUAL_ELIMINATE_DATE",)),
        Column("rect_status", "整改状态", Kind.CODE, aliases=("STATUS_CODE",)),
    ),
    is_unique=False,
)
