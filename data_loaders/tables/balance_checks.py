"""现场核对余额: 一个用户一次核对一类余额一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Personal, Table

BALANCE_CHECKS = Table(
    name="balance_checks",
    title="现场核对余额",
    grain="一个用户一次核对一类余额一行",
    keys=(("cons_no", "check_date", "balance_kind"), ("cons_no", "check_date")),
    answers=("confirmed_bal", "receipt_amt", "signed_flag", "reason"),
    columns=(
        ORG,
        CUSTOMER,
        Column(
            "check_date", "核对日期", Kind.DATE, Need.REQUIRED, aliases=("现场核对日期",), is_inferred=True
        ),
        Column(
            "balance_kind", "余额类别", Kind.CODE, Need.RECOMMENDED, codes="BALANCE_KIND", is_inferred=True
        ),
        Column(
            "confirmed_bal",
            "客户确认余额",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="元",
            aliases=("现场余额",),
            is_inferred=True,
        ),
        Column("system_bal", "系统余额", Kind.NUMBER, Need.RECOMMENDED, unit="元", is_inferred=True),
        Column(
            "receipt_amt", "收据金额", Kind.NUMBER, unit="元", aliases=("现场收据金额",), is_inferred=True
        ),
        Column("checker", "核对人", Kind.TEXT, Need.RECOMMENDED, aliases=("核查人员",), is_inferred=True),
        Column("signed_flag", "客户是否签字", Kind.FLAG, is_inferred=True),
        Column("reason", "差异说明", Kind.TEXT, is_inferred=True, personal=Personal.FREE_TEXT),
    ),
)
