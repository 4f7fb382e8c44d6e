"""业务费: 一笔业务费一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Table

BUSINESS_FEES = Table(
    name="business_fees",
    title="业务费",
    grain="一笔业务费一行",
    keys=(("app_no", "fee_type"), ("cons_no", "fee_type", "date"), ("cons_no", "fee_type")),
    columns=(
        ORG,
        Column("app_no", "申请编号", Kind.ID, Need.RECOMMENDED, is_inferred=True),
        CUSTOMER,
        Column(
            "fee_type",
            "业务费用类别",
            Kind.CODE,
            Need.REQUIRED,
            codes="S_OPER_TYPE_CODE",
            aliases=("收费项目", "BUSI_COST_TYPE", "S_OPER_TYPE_CODE"),
        ),
        Column(
            "std_amt",
            "标准应收金额",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="元",
            aliases=("应收金额", "RCVBL_AMT"),
        ),
        Column("rcved_amt", "实收金额", Kind.NUMBER, Need.REQUIRED, unit="元", aliases=("RCVED_AMT",)),
        Column("refund_amt", "退费金额", Kind.NUMBER, unit="元", aliases=("REFUND_AMT",)),
        Column("date", "收费日期", Kind.DATE, Need.RECOMMENDED, is_inferred=True),
    ),
    is_unique=False,
)
