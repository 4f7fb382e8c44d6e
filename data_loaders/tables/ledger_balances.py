"""账务科目余额: 一个单位一个科目一个会计期间一行"""

from data_loaders.shared_columns import ORG
from models.data.schema import Column, Kind, Need, Table

LEDGER_BALANCES = Table(
    name="ledger_balances",
    title="账务科目余额",
    grain="一个单位一个科目一个会计期间一行",
    keys=(("org_code", "acct_code", "period", "ledger_level"), ("acct_code", "period", "ledger_level")),
    columns=(
        ORG,
        Column("period", "会计期间", Kind.MONTH, Need.REQUIRED, aliases=("月份", "年月"), is_inferred=True),
        Column("acct_code", "科目代码", Kind.ID, Need.REQUIRED, aliases=("科目编码",), is_inferred=True),
        Column("acct_name", "科目名称", Kind.TEXT, Need.REQUIRED, is_inferred=True),
        Column(
            "acct_class", "科目分类", Kind.CODE, Need.RECOMMENDED, codes="ACCT_SORT", aliases=("ACCT_SORT",)
        ),
        Column(
            "ledger_level",
            "账类",
            Kind.TEXT,
            Need.REQUIRED,
            aliases=("总账/明细账/财务/营销",),
            is_inferred=True,
        ),
        Column("open_bal", "期初余额", Kind.NUMBER, Need.RECOMMENDED, unit="元", is_inferred=True),
        Column("debit", "借方发生额", Kind.NUMBER, Need.RECOMMENDED, unit="元", is_inferred=True),
        Column("credit", "贷方发生额", Kind.NUMBER, Need.RECOMMENDED, unit="元", is_inferred=True),
        Column("close_bal", "期末余额", Kind.NUMBER, Need.REQUIRED, unit="元", is_inferred=True),
        Column("dbcr", "余额方向", Kind.TEXT, aliases=("借贷标志", "BAL_DIRECTION")),
        Column("cons_no", "用户编号", Kind.ID, is_inferred=True),
    ),
    is_unique=False,
)
