"""Codes of metering points, meters, instrument transformers, readings, their tests and events."""

from enum import StrEnum


class MpAttr(StrEnum):
    """MP_ATTR_CODE 计量点性质"""

    SETTLING = "01"
    CHECK = "02"


class MpClass(StrEnum):
    """MP_TYPE_CODE 计量点分类"""

    CUSTOMER = "01"
    GATEWAY = "02"


class MpUsage(StrEnum):
    """USAGE_TYPE_CODE 关口用途代码/电能计量点类型"""

    SALE = "01"
    AREA = "02"
    LINE = "03"
    FIGURES = "04"
    WHOLESALE = "05"
    CITY = "06"
    PROVINCE = "07"
    BETWEEN_PROVINCES = "08"
    BETWEEN_REGIONS = "09"
    BETWEEN_COUNTRIES = "10"
    FEED_IN = "11"
    GENERATION = "1101"
    TO_GRID = "1102"


class MpStatus(StrEnum):
    """MP_STATUS 计量点状态"""

    SET_UP = "01"
    IN_USE = "02"
    STOPPED = "03"
    REVOKED = "04"


class MeasMode(StrEnum):
    """MEAS_MODE 计量方式"""

    HIGH_SIDE = "1"
    HIGH_SUPPLY_LOW_SIDE = "2"
    LOW_SUPPLY = "3"


class WiringMode(StrEnum):
    """WIRING_MODE 接线方式"""

    SINGLE_PHASE = "1"
    THREE_WIRE = "2"
    FOUR_WIRE = "3"


class PqCalcMode(StrEnum):
    """PQ_CALC_MODE 电量计算方式"""

    METERED = "1"
    FIXED_SHARE = "2"
    FIXED_AMOUNT = "3"
    AGREED_BY_DAY = "4"


class LineLossCalculation(StrEnum):
    """LL_CALC_CODE 线损计算方式"""

    NONE = "0"
    FIXED_SHARE = "1"
    FIXED_AMOUNT = "2"
    FORMULA = "3"
    TABLE = "4"


class AmmeterStatus(StrEnum):
    """AMMETER_STATUS_CODE 电能表状态"""

    NEW = "001"
    AWAITING_WITHSTAND_TEST = "002"
    AWAITING_VERIFICATION = "003"
    AWAITING_RUN_TEST = "004"
    REPAIRED_IN_STORE = "005"
    SOUND_IN_STORE = "006"
    AWAITING_REPAIR = "007"
    AWAITING_RETURN = "008"
    AWAITING_SCRAPPING = "009"
    LOST = "010"
    AWAITING_INSTALLATION = "011"
    RUNNING = "012"
    RETURNED = "013"
    SCRAPPED = "014"
    REMOVED = "015"
    RESERVED_FOR_PICKUP = "016"
    RESERVED_FOR_INSTALLATION = "017"
    STOLEN = "018"
    AWAITING_SORTING = "019"
    IN_DELIVERY = "020"


class AmmeterFamily(StrEnum):
    """AMMETER_TYPE_CODE 电能表类型, first character"""

    INDUCTION = "1"
    ELECTRONIC = "2"
    HYBRID = "3"


class AmmeterSort(StrEnum):
    """AMMETER_SORT 电能表类别"""

    ACTIVE = "01"
    REACTIVE = "02"
    MULTI_FUNCTION = "03"
    MULTI_RATE = "04"
    DEMAND = "05"
    PREPAID = "06"
    LONG_LIFE = "07"
    RATHER_LONG_LIFE = "08"
    ACTIVE_AND_REACTIVE = "09"
    SMART = "10"


class ActiveAccuracy(StrEnum):
    """AP_PRE_LEVEL_CODE 电能表准确度等级"""

    CLASS_1_0 = "01"
    CLASS_2_0 = "02"
    CLASS_3_0 = "03"
    CLASS_0_5 = "04"
    CLASS_0_5S = "05"
    CLASS_0_2 = "06"
    CLASS_0_2S = "07"
    CLASS_0_1 = "08"
    CLASS_1_0S = "09"


class ItAccuracy(StrEnum):
    """IT_ACCURACY_CODE 互感器准确度等级"""

    CLASS_0_1 = "01"
    CLASS_0_2S = "02"
    CLASS_0_2 = "03"
    CLASS_0_5S = "04"
    CLASS_0_5 = "05"
    CLASS_1_0 = "06"
    CLASS_2_0 = "07"


class ItSort(StrEnum):
    """IT_SORT_CODE 互感器类别"""

    CURRENT = "01"
    VOLTAGE = "02"
    COMBINED = "03"
    CURRENT_SET = "04"
    VOLTAGE_SET = "05"


class TransformerStatus(StrEnum):
    """CUR_STATUS_CODE 互感器状态"""

    NEW = "001"
    AWAITING_WITHSTAND_TEST = "002"
    AWAITING_VERIFICATION = "003"
    REPAIRED_IN_STORE = "004"
    SOUND_IN_STORE = "005"
    AWAITING_REPAIR = "006"
    AWAITING_RETURN = "007"
    AWAITING_SCRAPPING = "008"
    LOST = "009"
    AWAITING_INSTALLATION = "010"
    RUNNING = "011"
    RETURNED = "012"
    SCRAPPED = "013"
    REMOVED = "014"
    RESERVED_FOR_PICKUP = "015"
    RESERVED_FOR_INSTALLATION = "016"
    AWAITING_SORTING = "017"
    STOLEN = "018"
    IN_DELIVERY = "020"


class MdType(StrEnum):
    """MD_TYPE 计量装置类别"""

    METER = "01"
    INSTRUMENT_TRANSFORMER = "02"
    TERMINAL = "03"


class MeteringClass(StrEnum):
    """MD_TYPE_CODE 电能计量装置分类"""

    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    FOURTH = "4"
    FIFTH = "5"


class PlannedTest(StrEnum):
    """LC_CHK_PLAN_TYPE 现场检验计划类型"""

    METER = "01"
    TRANSFORMER = "02"
    VOLTAGE_DROP = "03"
    CURRENT_BURDEN = "04"


class ReadType(StrEnum):
    """RD_TYPE 示数类型"""

    ACTIVE_TOTAL = "11"
    ACTIVE_SHARP = "12"
    ACTIVE_PEAK = "13"
    ACTIVE_VALLEY = "14"
    ACTIVE_FLAT = "15"
    REACTIVE_TOTAL = "21"
    REACTIVE_SHARP = "22"
    REACTIVE_PEAK = "23"
    REACTIVE_VALLEY = "24"
    REACTIVE_FLAT = "25"
    REACTIVE_Q1 = "26"
    REACTIVE_Q2 = "27"
    REACTIVE_Q3 = "28"
    REACTIVE_Q4 = "29"
    MAX_DEMAND = "31"
    CUMULATIVE_DEMAND = "32"
    HOURLY_DEMAND = "33"
    HALF_HOUR_DEMAND = "34"
    FROZEN = "35"
    DEMAND_SHARP = "36"
    DEMAND_PEAK = "37"
    DEMAND_VALLEY = "38"
    DEMAND_FLAT = "39"
    REVERSE_TOTAL = "81"
    REVERSE_SHARP = "82"
    REVERSE_PEAK = "83"
    REVERSE_VALLEY = "84"
    REVERSE_FLAT = "85"
    REVERSE_REACTIVE_TOTAL = "91"
    REVERSE_REACTIVE_SHARP = "92"
    REVERSE_REACTIVE_PEAK = "93"
    REVERSE_REACTIVE_VALLEY = "94"
    REVERSE_REACTIVE_FLAT = "95"
    REVERSE_REACTIVE_Q1 = "96"
    REVERSE_REACTIVE_Q2 = "97"
    REVERSE_REACTIVE_Q3 = "98"
    REVERSE_REACTIVE_Q4 = "99"


REACTIVE = (
    ReadType.REACTIVE_TOTAL,
    ReadType.REACTIVE_SHARP,
    ReadType.REACTIVE_PEAK,
    ReadType.REACTIVE_VALLEY,
    ReadType.REACTIVE_FLAT,
    ReadType.REACTIVE_Q1,
    ReadType.REACTIVE_Q2,
    ReadType.REACTIVE_Q3,
    ReadType.REACTIVE_Q4,
)


class MrMode(StrEnum):
    """MR_MODE 抄表方式"""

    BY_CARD = "101"
    BY_HANDHELD = "102"
    INFRARED = "201"
    WIRELESS = "202"
    COLLECTED = "301"
    NETWORK = "302"
    CARRIER = "303"
    LOAD_CONTROL = "401"
    OTHER = "999"


BY_HAND = (MrMode.BY_CARD, MrMode.BY_HANDHELD)
FROM_AFAR = (MrMode.COLLECTED, MrMode.CARRIER, MrMode.LOAD_CONTROL)


class MrPeriod(StrEnum):
    """MR_PERIOD 抄表周期"""

    MONTHLY = "1"
    EVERY_SECOND_MONTH = "2"
    SEVERAL_A_MONTH = "3"


class MrType(StrEnum):
    """R_MR_TYPE_CODE 抄表类别"""

    NORMAL = "01"
    MISSED = "02"
    ESTIMATED = "03"
    LATER = "04"
    CHANGE_SETTLEMENT = "05"
    OTHER = "99"


class MrDataSource(StrEnum):
    """R_MR_DATA_SOURCE 抄表数据来源"""

    READING = "01"
    CHANGE = "02"
    SIMULATED = "03"
    REVOKED = "04"


class MrStatus(StrEnum):
    """MR_STATUS_CODE 抄表状态"""

    UNREAD = "01"
    READ = "02"
    ESTIMATED = "03"


class Collected(StrEnum):
    """SUCC_FLAG 采集成功标志"""

    YES = "1"
    NO = "2"


class MeterEvent(StrEnum):
    """METER_EVENT_TYPE 计量异常事件类型"""

    VOLTAGE_LOST = "01"
    CURRENT_LOST = "02"
    PHASE_BROKEN = "03"
    ALL_VOLTAGE_LOST = "04"
    VOLTAGE_REVERSED = "05"
    CURRENT_REVERSED = "06"
    FLOW_REVERSED = "07"
    COVER_OPENED = "08"
    TERMINAL_COVER_OPENED = "09"
    MAGNETIC_FIELD = "10"
    VOLTAGE_UNBALANCED = "11"
    CURRENT_UNBALANCED = "12"
    METER_STOPPED = "13"
    METER_RACING = "14"
    READING_FELL = "15"
    CLOCK_WRONG = "16"
    OTHER = "99"


class MeterEventStatus(StrEnum):
    """METER_EVENT_STATUS 计量异常处理状态"""

    OPEN = "01"
    UNDER_WAY = "02"
    HANDLED = "03"
    FALSE_ALARM = "04"
