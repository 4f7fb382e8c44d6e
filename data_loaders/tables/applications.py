"""业扩申请: 一个申请一行"""

from data_loaders.shared_columns import ADDRESS, CUSTOMER, CUSTOMER_NAME, ELEC_TYPE, ORG, TRADE, VOLTAGE
from models.data.schema import Column, Kind, Need, Table

APPLICATIONS = Table(
    name="applications",
    title="业扩申请",
    grain="一个申请一行",
    keys=(("app_no",),),
    columns=(
        ORG,
        Column(
            "app_no",
            "申请编号",
            Kind.ID,
            Need.REQUIRED,
            aliases=("工单编号", "业扩工单号", "APP_NO", "appNo"),
        ),
        Column(
            "app_type",
            "业扩业务类型",
            Kind.CODE,
            Need.REQUIRED,
            codes="APP_TYPE_CODE",
            aliases=("申请类型", "业务类型", "业务类别", "BUSI_TYPE_CODE", "APP_TYPE_CODE", "appTypeCode"),
        ),
        Column("app_mode", "申请方式", Kind.CODE, codes="APP_MODE", aliases=("受理方式", "APP_MODE")),
        CUSTOMER,
        CUSTOMER_NAME,
        ADDRESS,
        TRADE,
        VOLTAGE,
        ELEC_TYPE,
        Column(
            "cust_class",
            "用电客户类型",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="ACCEPT_CONS_CODE",
            aliases=("受理用户分类", "CONS_TYPE_CODE", "ACCEPT_CONS_CODE"),
        ),
        Column(
            "source_count",
            "电源数目",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="PS_NUM_CODE",
            aliases=("PS_NUM_CODE",),
        ),
        Column(
            "app_cap",
            "申请容量",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="kVA",
            aliases=("报装容量", "APP_CAP", "APP_RUN_CAP"),
        ),
        Column("orig_cap", "原有合同容量", Kind.NUMBER, unit="kVA", aliases=("ORGN_CTRT_CAP",)),
        Column(
            "total_cap",
            "合同容量",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="kVA",
            aliases=("合计容量", "CTRT_CAP", "T_CONTRACT_CAP"),
        ),
        Column(
            "accept_time",
            "受理时间",
            Kind.TIME,
            Need.REQUIRED,
            aliases=("受理日期", "申请时间", "HANDLE_TIME", "ACCEPT_YMD", "handleTime"),
        ),
        Column(
            "power_date", "送停电日期", Kind.DATE, Need.RECOMMENDED, aliases=("送电日期", "POWER_ONOFF_YMD")
        ),
        Column("archive_date", "归档日期", Kind.DATE, Need.RECOMMENDED, aliases=("ARC_DATE",)),
        Column("return_flag", "是否存在回退", Kind.FLAG, Need.RECOMMENDED, aliases=("RETURN_FLAG",)),
        Column("terminate_flag", "是否终止", Kind.FLAG, Need.RECOMMENDED, aliases=("TERMINATE_FLAG",)),
        Column(
            "status",
            "工作单状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="WKST_STATUS_CODE",
            aliases=("WKST_STATUS_CODE",),
        ),
    ),
)
