"""解款/到账: 一笔解款一行"""

from data_loaders.shared_columns import ORG
from models.data.schema import Column, Kind, Need, Personal, Table

REMITTANCES = Table(
    name="remittances",
    title="解款/到账",
    grain="一笔解款一行",
    keys=(("cashchk_id",),),
    columns=(
        ORG,
        Column("cashchk_id", "解款标识", Kind.ID, Need.REQUIRED, aliases=("解款编号", "CASHCHK_ID")),
        Column("cashchk_emp", "解款人员", Kind.ID, Need.RECOMMENDED, aliases=("CASHCHK_EMP_NO",)),
        Column(
            "cashchk_amt",
            "解款金额",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="元",
            aliases=("CASHCHK_AMT", "CASHCHK__AMT"),
        ),
        Column("cashchk_date", "解款日期", Kind.DATE, Need.REQUIRED, aliases=("CASHCHK_DATE",)),
        Column(
            "arrive_date", "银行到帐日期", Kind.DATE, Need.RECOMMENDED, aliases=("到账日期", "ARRIVE_DATE")
        ),
        Column(
            "dispose_date",
            "到账处理日期",
            Kind.DATE,
            Need.RECOMMENDED,
            aliases=("到账确认日期", "DISPOSE_DATE"),
        ),
        Column(
            "acct_status",
            "到账状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="ACCT_STATUS_CODE",
            aliases=("ACCT_STATUS_CODE",),
        ),
        Column("settle_mode", "结算方式", Kind.CODE, codes="SETTLE_MODE"),
        Column("bank_note_no", "银行单据号码", Kind.ID, aliases=("BANK_NOTE_NO",)),
        Column(
            "bank_acct", "解款银行帐号", Kind.ID, aliases=("CASHCHK_BANK_ACCT",), personal=Personal.ACCOUNT
        ),
        Column("note_issue_date", "出票日期", Kind.DATE, is_inferred=True),
        Column("note_due_date", "票据到期日期", Kind.DATE, aliases=("汇票到期日",), is_inferred=True),
        Column("endorse_count", "背书次数", Kind.INTEGER, is_inferred=True),
    ),
)
