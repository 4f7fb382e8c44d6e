"""Codes of 95598 orders, of outages and visits to halls, and of breaches and theft found on site."""

from enum import StrEnum


class BusiType(StrEnum):
    """CUST_SERVICE_BUSI_TYPE_CODE 客户服务业务受理类别"""

    REPAIR = "001"
    CONNECTION = "002"
    ENQUIRY = "003"
    INFORMATION = "004"
    COMPLAINT = "005"
    REPORT = "006"
    PRAISE = "007"
    ADVICE = "008"
    OPINION = "009"
    SUBSCRIPTION = "010"
    PAID_SERVICE = "011"
    TOP_UP = "012"
    ELECTRIC_VEHICLE = "013"
    ENERGY_SERVICE = "014"
    REMINDER = "015"
    SUPERVISION = "016"
    OTHER = "999"


class BackFlag(StrEnum):
    """BACK_FLAG 到达方式"""

    NORMAL = "0"
    REFUSED = "1"
    RETURNED = "2"


class ReturningStatus(StrEnum):
    """RETURNING_STATUS 回访状态"""

    NOT_VISITED = "01"
    UNDER_WAY = "02"
    FAILED = "03"
    SUCCEEDED = "04"


class Satisfaction(StrEnum):
    """VISITS_SATISFACTION_LEVEL 回访满意度等级"""

    VERY_SATISFIED = "01"
    SATISFIED = "02"
    FAIR = "03"
    DISSATISFIED = "04"
    VERY_DISSATISFIED = "05"
    NOT_JUDGED = "06"


class FaultOwner(StrEnum):
    """FAULTY_EQUIPMENT_PROPERTY 故障设备产权"""

    COMPANY = "01"
    CUSTOMER = "02"


class FaultReason(StrEnum):
    """REASON 报修的故障原因"""

    NATURAL_DISASTER = "01"
    OUTSIDE_DAMAGE = "02"
    CUSTOMERS_OWN = "03"
    PLANNED_OUTAGE = "04"
    OVERLOAD = "05"
    EQUIPMENT_DEFECT = "06"
    POOR_WORK = "07"
    OTHER = "99"
    LIGHTNING = "0101"
    RAIN_OR_WIND = "0102"
    SNOW_OR_ICE = "0103"
    TYPHOON = "0104"
    FLOOD = "0105"
    TSUNAMI = "0106"
    EARTHQUAKE = "0107"
    CONSTRUCTION = "0201"
    VEHICLE = "0202"
    ANIMAL = "0203"
    FOREIGN_OBJECT = "0204"
    TREE = "0205"
    THEFT = "0206"
    FIRE = "0207"
    CORROSION = "0208"
    OWN_OLD_EQUIPMENT = "0301"
    OWN_INSULATION = "0302"
    OWN_NEGLECT = "0303"
    OWN_WEATHER = "0304"
    OWN_OUTSIDE_DAMAGE = "0305"
    PLANNED_OUTAGE_ITSELF = "0401"
    OVERLOAD_ITSELF = "0501"
    AGEING = "0601"
    EQUIPMENT_QUALITY = "0602"
    EQUIPMENT_DESIGN = "0603"
    LEAKING = "0604"
    POLLUTION_FLASHOVER = "0605"
    DESIGN = "0701"
    WORK_AGAINST_RULES = "0702"
    INSTALLATION = "0703"
    UPSTREAM = "9901"
    DEFECT_LEFT = "9902"
    PATROL_MISSED = "9903"
    OVERVOLTAGE = "9904"
    OPERATING_MODE = "9905"


class ViolationAttr(StrEnum):
    """ATTR_CODE 违约用电窃电性质"""

    BREACH = "01"
    THEFT = "02"


class ViolateType(StrEnum):
    """S_VIOLATE_TYPE_CODE 违约用电分类"""

    WRONG_PRICE = "01"
    OVER_CAPACITY = "02"
    OVER_QUOTA = "03"
    SUSPENDED_EQUIPMENT = "04"
    SEALED_EQUIPMENT = "05"
    METERING_TAMPERED = "06"
    SUPPLY_TAMPERED = "07"
    RECEIVING_TAMPERED = "08"
    SUPPLY_BROUGHT_IN = "09"
    SUPPLY_PASSED_ON = "10"
    OWN_GENERATION_CONNECTED = "11"
    OTHER = "99"


class VisitType(StrEnum):
    """SERVICE_VISIT_TYPE 明察暗访方式"""

    ANNOUNCED = "01"
    UNANNOUNCED = "02"
    BY_VIDEO = "03"
    BY_THIRD_PARTY = "04"


class ServiceFinding(StrEnum):
    """SERVICE_FIELD_ABNORMAL_TYPE 服务现场异常类型"""

    CONDUCT = "01"
    UNIFORM = "02"
    SEAT_STATE = "03"
    NOBODY_ON_DUTY = "04"
    KEY_POST_EMPTY = "05"
    SERIOUS_INCIDENT = "06"
    OTHER = "99"


class OutageType(StrEnum):
    """STOP_TYPE_CODE 停电类型"""

    PLANNED = "01"
    FAULT = "02"
    FOR_BREACH = "03"
    FOR_THEFT = "04"
    FOR_ARREARS = "05"
    ORDERLY_USE = "06"
    TEMPORARY = "07"
    OTHER = "99"


class NotifyMode(StrEnum):
    """NOTIFY_MODE 停电通知方式"""

    DELIVERED = "01"
    REGISTERED_LETTER = "02"
    TEXT_MESSAGE = "03"
    TELEPHONE = "04"
    NOTICE_POSTED = "05"
    APP = "06"
    OTHER = "99"
