"""供用电合同: 一份合同一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Table

CONTRACTS = Table(
    name="contracts",
    title="供用电合同",
    grain="一份合同一行",
    keys=(("contract_no",),),
    columns=(
        ORG,
        CUSTOMER,
        Column("contract_no", "合同编号", Kind.ID, Need.REQUIRED, aliases=("CONTRACT_NO",)),
        Column(
            "contract_type",
            "合同类型",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="CONT_TYPE_CODE",
            aliases=("供用电合同类型", "TYPE_CODE"),
        ),
        Column(
            "oper_type",
            "合同操作类型",
            Kind.CODE,
            codes="CONTRACT_OPER_TYPE_CODE",
            aliases=("OPER_TYPE_CODE",),
        ),
        Column(
            "status",
            "合同状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="CONT_STATUS_CODE",
            aliases=("STATUS_CODE",),
        ),
        Column("sign_date", "签订日期", Kind.DATE, Need.REQUIRED, aliases=("SIGN_DATE",)),
        Column("start_date", "生效日期", Kind.DATE, is_inferred=True),
        Column(
            "end_date", "终止日期", Kind.DATE, Need.REQUIRED, aliases=("到期日期", "有效期止", "END_DATE")
        ),
        Column("cap", "合同容量", Kind.NUMBER, Need.RECOMMENDED, unit="kVA"),
        Column("archived", "是否归档", Kind.FLAG, is_inferred=True),
    ),
    is_unique=False,
)
