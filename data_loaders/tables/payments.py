"""收费记录: 一笔收费一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Personal, Table

PAYMENTS = Table(
    name="payments",
    title="收费记录",
    grain="一笔收费一行",
    keys=(("charge_id",),),
    columns=(
        ORG,
        CUSTOMER,
        Column("charge_id", "收费标识", Kind.ID, Need.REQUIRED, aliases=("缴费流水号", "CHARGE_ID")),
        Column("relate_id", "关联收费标识", Kind.ID, Need.RECOMMENDED, aliases=("冲正关联", "RELATE_ID")),
        Column(
            "charge_time",
            "收费日期",
            Kind.TIME,
            Need.REQUIRED,
            aliases=("缴费时间", "收费时间", "CHARGE_DATE"),
        ),
        Column("charge_ym", "收费年月", Kind.MONTH, aliases=("CHARGE_YM",)),
        Column(
            "rcv_amt",
            "收款金额",
            Kind.NUMBER,
            Need.REQUIRED,
            unit="元",
            aliases=("缴费金额", "实收金额", "RCV_AMT", "THIS_RCVED_AMT"),
        ),
        Column(
            "charge_type",
            "收费类型",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="CHARGE_TYPE_CODE",
            aliases=("TYPE_CODE", "CHARGE_TYPE_CODE"),
        ),
        Column("pay_mode", "缴费方式", Kind.CODE, Need.RECOMMENDED, codes="PAY_MODE", aliases=("PAY_MODE",)),
        Column(
            "settle_mode",
            "结算方式",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="SETTLE_MODE",
            aliases=("SETTLE_MODE",),
        ),
        Column("this_chg", "本次调尾", Kind.NUMBER, unit="元", aliases=("THIS_CHG",)),
        Column("charge_emp", "收费人员", Kind.ID, Need.RECOMMENDED, aliases=("收费员", "CHARGE_EMP_NO")),
        Column("cashchk_id", "解款标识", Kind.ID, Need.RECOMMENDED, aliases=("CASHCHK_ID",)),
        Column("penalty", "本次实收违约金", Kind.NUMBER, unit="元", aliases=("THIS_PENALTY",)),
        Column("acct_no", "记账编号", Kind.ID, aliases=("ACCT_NO",)),
        Column("status", "状态", Kind.CODE, aliases=("STATUS_CODE", "RCVED_STATUS_CODE")),
        Column("remark", "收费备注", Kind.TEXT, aliases=("CHARGE_REMARK",), personal=Personal.FREE_TEXT),
    ),
    is_unique=False,
    month_column="charge_time",
)
