"""应收电费: 一笔应收一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Table

RECEIVABLES = Table(
    name="receivables",
    title="应收电费",
    grain="一笔应收一行",
    keys=(("rcvbl_id",), ("cons_no", "rcvbl_ym", "amt_type"), ("cons_no", "rcvbl_ym")),
    columns=(
        ORG,
        CUSTOMER,
        Column("rcvbl_id", "应收电费标识", Kind.ID, Need.RECOMMENDED, aliases=("应收凭证号", "RCVBL_AMT_ID")),
        Column(
            "rcvbl_ym", "应收年月", Kind.MONTH, Need.REQUIRED, aliases=("应收月份", "电费年月", "RCVBL_YM")
        ),
        Column("amt_type", "电费类别", Kind.CODE, Need.RECOMMENDED, codes="AMT_TYPE", aliases=("AMT_TYPE",)),
        Column("total_pq", "总电量", Kind.NUMBER, unit="kWh", aliases=("T_PQ",)),
        Column(
            "rcvbl_amt",
            "应收金额",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="元",
            aliases=("应收电费", "应收", "RCVBL_AMT"),
        ),
        Column(
            "rcved_amt",
            "实收金额",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="元",
            aliases=("实收电费", "实收", "RCVED_AMT"),
        ),
        Column(
            "owe_amt",
            "欠费金额",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="元",
            aliases=("欠费余额", "欠费", "OWE_AMT"),
        ),
        Column(
            "settle_flag",
            "结清标志",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="FEE_SETTLE_FLAG",
            aliases=("电费结清标志", "SETTLE_FLAG"),
        ),
        Column("penalty_start", "违约金起算日期", Kind.DATE, aliases=("PENALTY_BGN_DATE",)),
        Column(
            "rcvbl_penalty",
            "应收违约金",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="元",
            aliases=("违约金", "RCVBL_PENALTY"),
        ),
        Column(
            "rcved_penalty",
            "实收违约金",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="元",
            aliases=("RCVED_PENALTY",),
        ),
        Column("release_date", "发行日期", Kind.DATE, Need.RECOMMENDED, aliases=("RELEASE_DATE",)),
        Column("pay_mode", "缴费方式", Kind.CODE, codes="PAY_MODE", aliases=("PAY_MODE",)),
        Column("risk_level", "风险级别", Kind.CODE, aliases=("RISK_LEVEL_CODE",)),
        Column("acct_no", "记账编号", Kind.ID, aliases=("ACCT_NO",)),
    ),
    is_unique=False,
    month_column="rcvbl_ym",
    whole=("cons_no", "rcvbl_ym"),
)
