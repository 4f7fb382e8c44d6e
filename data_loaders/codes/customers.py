"""Codes of a customer on record: class, kind of use, price, state, contract."""

from enum import StrEnum


class CustType(StrEnum):
    """CUST_TYPE_CODE 用电客户类型"""

    CHECK = "00"
    HIGH_VOLTAGE = "01"
    LOW_VOLTAGE = "02"
    RESIDENT = "03"


class ConsStatus(StrEnum):
    """CONS_STATUS_CODE 用户状态"""

    NORMAL = "0"
    NEW = "1"
    CHANGING = "2"
    CANCELLED = "9"


class ElecType(StrEnum):
    """ELEC_TYPE_CODE 用电类别"""

    CHECK = "000"
    BIG_INDUSTRY = "100"
    BIG_INDUSTRY_FERTILISER = "101"
    BIG_INDUSTRY_FAVOURED = "102"
    RESIDENTIAL = "200"
    RESIDENTIAL_RURAL = "201"
    RESIDENTIAL_URBAN = "202"
    SCHOOL = "203"
    FARMING = "300"
    FARM_PUMPING = "301"
    FARM_PUMPING_POOR_COUNTY = "302"
    COMMERCE = "400"
    LIGHTING = "401"
    NON_INDUSTRIAL = "402"
    ORDINARY_INDUSTRY = "403"
    ORDINARY_FERTILISER = "404"
    SHOPS = "405"
    WHOLESALE = "500"
    WHOLESALE_BIG_INDUSTRY = "501"
    WHOLESALE_INDUSTRY = "502"
    WHOLESALE_NON_RESIDENTIAL = "503"
    WHOLESALE_RESIDENTIAL = "504"
    WHOLESALE_FARMING = "505"
    WHOLESALE_SHOPS = "506"
    DIRECT = "600"
    DIRECT_LARGE = "601"
    PUMPED_STORAGE = "700"
    PUMPED_STORAGE_PLANT = "701"
    OTHER = "900"
    NEIGHBOUR_PROVINCE = "903"
    OTHERS = "904"


RESIDENTIAL_USES = (ElecType.RESIDENTIAL, ElecType.RESIDENTIAL_RURAL, ElecType.RESIDENTIAL_URBAN)
FARMING_USES = (ElecType.FARMING, ElecType.FARM_PUMPING, ElecType.FARM_PUMPING_POOR_COUNTY)
BIG_INDUSTRY_USES = (
    ElecType.BIG_INDUSTRY,
    ElecType.BIG_INDUSTRY_FERTILISER,
    ElecType.BIG_INDUSTRY_FAVOURED,
)
INDUSTRY_AND_COMMERCE = (
    *BIG_INDUSTRY_USES,
    ElecType.COMMERCE,
    ElecType.LIGHTING,
    ElecType.NON_INDUSTRIAL,
    ElecType.ORDINARY_INDUSTRY,
    ElecType.ORDINARY_FERTILISER,
    ElecType.SHOPS,
)


class ElecFamily(StrEnum):
    """ELEC_TYPE_CODE 用电类别, first character"""

    CHECK = "0"
    BIG_INDUSTRY = "1"
    RESIDENTIAL = "2"
    FARMING = "3"
    COMMERCE = "4"
    WHOLESALE = "5"
    DIRECT = "6"
    PUMPED_STORAGE = "7"
    OTHER = "9"


class TmpFlag(StrEnum):
    """TMP_FLAG 临时用电标志"""

    METERED = "01"
    UNMETERED = "02"
    NOT_TEMPORARY = "03"


class PriceType(StrEnum):
    """PRC_TYPE_CODE 定价策略类型"""

    TWO_PART = "01"
    SINGLE = "02"


class BasicCalcMode(StrEnum):
    """BA_CALC_MODE 基本电费计算方式"""

    NOT_CHARGED = "0"
    BY_CAPACITY = "1"
    BY_DEMAND = "2"
    BY_LARGER = "3"
    BY_BOTH = "4"
    SPECIAL = "9"


class PfStandard(StrEnum):
    """PF_STD_CODE 功率因数标准"""

    NOT_ASSESSED = "0"
    PF_080 = "1"
    PF_085 = "2"
    PF_090 = "3"


class PfEvalMode(StrEnum):
    """PF_EVAL_MODE 功率因数考核方式"""

    NOT_ASSESSED = "0"
    STANDARD = "1"
    ONLY_REWARD = "2"
    ONLY_PENALTY = "3"


class PowerOff(StrEnum):
    """POWEROFF_CODE 停电标志"""

    CUT_OFF = "01"
    SUPPLIED = "02"


class SourceNumber(StrEnum):
    """PS_NUM_CODE 电源数目"""

    SINGLE = "1"
    DOUBLE = "2"
    SEVERAL = "3"


SEVERAL_SOURCES = (SourceNumber.DOUBLE, SourceNumber.SEVERAL)


class SupplyMode(StrEnum):
    """PS_ATTR 供电方式"""

    SINGLE_PUBLIC = "11"
    SINGLE_DEDICATED = "12"
    DOUBLE_PUBLIC_SPARE_PUBLIC = "21"
    DOUBLE_DEDICATED_SPARE_PUBLIC = "22"
    DOUBLE_DEDICATED_SPARE_DEDICATED = "23"
    DOUBLE_SWITCHED_LOW = "24"
    DOUBLE_NEVER_SWITCHED_PUBLIC = "25"
    DOUBLE_NEVER_SWITCHED_DEDICATED = "26"
    SEVERAL_MUTUAL_PUBLIC = "31"
    SEVERAL_MUTUAL_DEDICATED = "32"


class SparePower(StrEnum):
    """SPARE_POWER_FLAG 有无自备电源"""

    NONE = "01"
    PRESENT = "02"


class Area(StrEnum):
    """URBAN_RURAL_FLAG 城乡类别"""

    URBAN = "01"
    RURAL = "02"
    REMOTE = "03"


class Transfer(StrEnum):
    """TRANSFER_CODE 转供标志"""

    NONE = "0"
    PASSES_ON = "1"
    PASSED_TO = "2"


class ContractStatus(StrEnum):
    """CONT_STATUS_CODE 合同状态"""

    UNSIGNED = "1"
    NORMAL = "2"
    OVERDUE = "3"
    VOID = "4"


class ContractType(StrEnum):
    """CONT_TYPE_CODE 供用电合同类型"""

    HIGH_VOLTAGE = "01"
    LOW_VOLTAGE = "02"
    RESIDENT = "03"
    TEMPORARY = "04"
    RESALE = "05"
    WHOLESALE = "06"


class ImportanceLevel(StrEnum):
    """IMPORTANCE_LEVEL 用户重要性等级"""

    SPECIAL = "01"
    FIRST = "02"
    SECOND = "03"
    TEMPORARY = "04"


class ContractOperation(StrEnum):
    """CONTRACT_OPER_TYPE_CODE 合同操作类型"""

    NEW = "01"
    CHANGE = "02"
    RENEWAL = "03"
    SUPPLEMENT = "04"
    TERMINATION = "05"


class CertType(StrEnum):
    """CERT_TYPE 证件类型"""

    IDENTITY_CARD = "01"
    PASSPORT = "02"
    OFFICER_CARD = "03"
    BUSINESS_LICENCE = "04"
    ORGANISATION_CODE = "05"
    CREDIT_CODE = "06"
    OTHER = "99"
