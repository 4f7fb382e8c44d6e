"""银行到账: 银行对账单上收款账户的一笔一行,抹账和退票是另一笔负数"""

from data_loaders.shared_columns import ORG
from models.data.schema import Column, Kind, Need, Personal, Table

BANK_CREDITS = Table(
    name="bank_credits",
    title="银行到账",
    grain="银行对账单上收款账户的一笔一行,抹账和退票是另一笔负数",
    keys=(("bank_ref",),),
    columns=(
        ORG,
        Column("bank_ref", "银行流水号", Kind.ID, Need.REQUIRED, aliases=("交易流水号", "流水号")),
        Column(
            "bank_acct",
            "收款账号",
            Kind.ID,
            Need.RECOMMENDED,
            aliases=("收款账户", "银行账号"),
            is_inferred=True,
            personal=Personal.ACCOUNT,
        ),
        Column(
            "credit_date",
            "入账日期",
            Kind.DATE,
            Need.REQUIRED,
            aliases=("交易日期", "银行到账日期"),
            is_inferred=True,
        ),
        Column(
            "amount",
            "入账金额",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="元",
            aliases=("贷方金额", "到账金额"),
            is_inferred=True,
        ),
        Column("pay_mode", "缴费渠道", Kind.CODE, codes="PAY_MODE", aliases=("渠道",), is_inferred=True),
        Column(
            "settle_mode",
            "结算方式",
            Kind.CODE,
            codes="SETTLE_MODE",
            aliases=("SETTLE_MODE",),
            is_inferred=True,
        ),
        Column("cashchk_id", "解款标识", Kind.ID, Need.RECOMMENDED, aliases=("解款编号", "CASHCHK_ID")),
        Column("charge_id", "收费标识", Kind.ID, Need.RECOMMENDED, aliases=("缴费流水号", "CHARGE_ID")),
        Column("credit_status", "入账状态", Kind.CODE, codes="BANK_CREDIT_STATUS", is_inferred=True),
        Column(
            "payer_name", "对方户名", Kind.TEXT, aliases=("付款人",), is_inferred=True, personal=Personal.NAME
        ),
        Column(
            "summary", "摘要", Kind.TEXT, aliases=("附言",), is_inferred=True, personal=Personal.FREE_TEXT
        ),
    ),
    is_unique=False,
)
