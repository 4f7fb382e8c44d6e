"""退补: 一笔退补一行"""

from data_loaders.shared_columns import CUSTOMER, CUSTOMER_NAME, ORG
from models.data.schema import Column, Kind, Need, Personal, Table

ADJUSTMENTS = Table(
    name="adjustments",
    title="退补",
    grain="一笔退补一行",
    keys=(("rs_id",), ("app_no", "cons_no", "rs_date"), ("cons_no", "rs_date")),
    columns=(
        ORG,
        Column("rs_id", "退补记录标识", Kind.ID, Need.RECOMMENDED, aliases=("RS_ID",)),
        Column("app_no", "申请编号", Kind.ID, Need.REQUIRED, aliases=("退补工单号", "APP_CODE")),
        CUSTOMER,
        CUSTOMER_NAME,
        Column("rs_date", "退补年月日", Kind.DATE, Need.REQUIRED, aliases=("退补日期", "RS_DATE")),
        Column("err_date", "差错发生日期", Kind.DATE, aliases=("ERR_DATE",)),
        Column(
            "rs_flag",
            "退补处理分类标志",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="ADJUST_RS_FLAG",
            aliases=("RS_FLAG",),
        ),
        Column(
            "rs_class",
            "退补分类",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="AMT_TYPE",
            aliases=("RS_TYPE", "SORT_CODE"),
        ),
        Column(
            "rs_reason",
            "退补说明",
            Kind.TEXT,
            Need.RECOMMENDED,
            aliases=("退补原因", "RS_REMARK"),
            personal=Personal.FREE_TEXT,
        ),
        Column("tr_begin", "时间范围开始", Kind.DATE, aliases=("TR_BGN",)),
        Column("tr_end", "时间范围截止", Kind.DATE, aliases=("TR_END",)),
        Column(
            "rs_pq",
            "退补电量",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="kWh",
            aliases=("差错电量", "ERR_PQ", "T_SETTLE_PQ", "RS_PQ"),
        ),
        Column(
            "rs_amt",
            "退补电费",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="元",
            aliases=("退补金额", "差错电费", "ERR_PA", "T_AMT", "RS_PA"),
        ),
        Column("orig_prc_code", "原电价码", Kind.ID, aliases=("ORGN_PRC_CODE",)),
        Column("rs_prc_code", "退补电价码", Kind.ID, aliases=("RS_PRC_CODE",)),
        Column("person_resp", "责任人", Kind.TEXT, Need.RECOMMENDED, aliases=("PERSON_RESP_NO",)),
        Column(
            "applicant", "申请人", Kind.TEXT, Need.RECOMMENDED, aliases=("退补申请人", "applnt", "APP_EMP_NO")
        ),
        Column("apply_time", "申请时间", Kind.TIME, aliases=("申请日期", "app_date")),
        Column("approver", "审批人", Kind.TEXT, Need.RECOMMENDED, aliases=("审核人",), is_inferred=True),
        Column("approve_time", "审批时间", Kind.TIME, Need.RECOMMENDED, is_inferred=True),
        Column("reader_no", "抄表员", Kind.ID),
        Column("calc_emp", "核算员", Kind.ID),
        Column("mr_upd_flag", "是否需要更新示数", Kind.FLAG, aliases=("MR_UPD_FLAG",)),
    ),
    is_unique=False,
)
