"""Codes of money: kinds of charge, settlement, payment, adjustment, accounts, prices."""

from enum import StrEnum


class AmtType(StrEnum):
    """AMT_TYPE 电费类别"""

    NORMAL = "01"
    ADJUSTMENT = "02"
    ADJUSTMENT_POLICY = "0201"
    ADJUSTMENT_MISTAKE = "0202"
    ADJUSTMENT_METERING = "0203"
    ADJUSTMENT_THEFT = "0204"
    TEMPORARY = "03"
    PREPAID = "04"
    PLANNED = "05"
    OLD_DEBT = "06"
    OTHER = "99"


# never in arrears; the data dictionary excludes 11 and 12 too, which no list explains
NOT_OWED = (AmtType.PREPAID, AmtType.PLANNED, "11", "12")


class FeeSettle(StrEnum):
    """FEE_SETTLE_FLAG 电费结清标志"""

    OWED = "01"
    PARTLY_SETTLED = "02"
    SETTLED = "03"
    WRITTEN_OFF = "04"


class ChargeType(StrEnum):
    """CHARGE_TYPE_CODE 收费类型"""

    RECEIVED = "10"
    REFUNDED = "20"
    TRANSFERRED = "30"


class SettleMode(StrEnum):
    """SETTLE_MODE 结算方式"""

    CASH = "01"
    CHEQUE = "02"
    PROMISSORY_NOTE = "03"
    ACCEPTANCE = "04"
    POS = "05"
    PREPAID_CARD = "06"
    BAD_DEBT = "07"
    LISTED_BILL = "08"
    TRANSFER = "09"
    INTERNAL_BILL = "10"
    RECEIPT_BILL = "11"
    SMART_CARD = "12"
    BANK_ACCEPTANCE = "0401"
    TRADE_ACCEPTANCE = "0402"


ACCEPTANCES = (SettleMode.ACCEPTANCE, SettleMode.BANK_ACCEPTANCE, SettleMode.TRADE_ACCEPTANCE)


class PayMode(StrEnum):
    """PAY_MODE 缴费方式, first two characters"""

    UTILITY = "01"
    BANK = "02"
    AGENCY = "03"


class AcctStatus(StrEnum):
    """ACCT_STATUS_CODE 费用到账状态"""

    IN_TRANSIT = "01"
    ENTERED = "02"
    BOUNCED = "03"


class AcctSort(StrEnum):
    """ACCT_SORT 科目分类"""

    ASSET = "1"
    LIABILITY = "2"
    PROFIT_AND_LOSS = "3"


class AdjustRs(StrEnum):
    """ADJUST_RS_FLAG 退补处理分类标志"""

    WITHDRAWN = "0"
    WITH_THIS_BILL = "1"
    ENERGY_BILLED_APART = "2"
    MONEY_ONLY = "3"
    REBILLED = "4"


class BankCreditStatus(StrEnum):
    """BANK_CREDIT_STATUS 银行入账状态"""

    NORMAL = "01"
    TAKEN_BACK = "02"
    BOUNCED = "03"


class BalanceKind(StrEnum):
    """BALANCE_KIND 现场核对余额类别"""

    PREPAID = "01"
    ARREARS = "02"


class PriceCategory(StrEnum):
    """PRC_CATEGORY 电价大类"""

    RESIDENTIAL = "01"
    FARMING = "02"
    COMMERCE_AND_INDUSTRY = "03"


class PricePeriod(StrEnum):
    """PRC_TI_CODE 电价时段"""

    CRITICAL_PEAK = "01"
    PEAK = "02"
    FLAT = "03"
    VALLEY = "04"
    DEEP_VALLEY = "05"


class PriceVoltage(StrEnum):
    """PRC_VOLT_CODE 电价电压等级"""

    BELOW_1KV = "01"
    FROM_1_TO_10KV = "02"
    FROM_35KV = "03"
    FROM_110KV = "04"
    FROM_220KV = "05"
    FROM_500KV = "06"
    FROM_750KV = "07"
    AT_20KV = "08"
