"""Codes of supply voltage, of the feeds of a customer and of what runs behind them."""

from enum import StrEnum


class VoltCode(StrEnum):
    """VOLT_CODE 电压等级"""

    AC_3KV = "AC00031"
    AC_6KV = "AC00061"
    AC_6V = "AC00062"
    AC_10KV = "AC00101"
    AC_12V = "AC00122"
    AC_20KV = "AC00201"
    AC_24V = "AC00242"
    AC_35KV = "AC00351"
    AC_36V = "AC00362"
    AC_48V = "AC00482"
    AC_66KV = "AC00661"
    AC_110KV = "AC01101"
    AC_110V = "AC01102"
    AC_13_8KV = "AC01381"
    AC_220KV = "AC02201"
    AC_220V = "AC02202"
    AC_330KV = "AC03301"
    AC_380V = "AC03802"
    AC_500KV = "AC05001"
    AC_600V = "AC06002"
    AC_660V = "AC06602"
    AC_750KV = "AC07501"
    AC_750V = "AC07502"
    AC_1000KV = "AC10001"
    AC_1000V = "AC10002"
    AC_1500V = "AC15002"
    AC_2500V = "AC25002"
    AC_3000V = "AC30002"
    DC_6V = "DC00062"
    DC_12V = "DC00122"
    DC_24V = "DC00242"
    DC_36V = "DC00362"
    DC_48V = "DC00482"
    DC_110V = "DC01102"
    DC_220V = "DC02202"
    DC_500KV = "DC05001"
    DC_600V = "DC06002"
    DC_750V = "DC07502"
    DC_800KV = "DC08001"
    DC_1500V = "DC15002"
    DC_3000V = "DC30002"


class RunStatus(StrEnum):
    """RUN_STATUS_CODE 运行状态"""

    RUNNING = "01"
    STOPPED = "02"
    DISMANTLED = "03"


class PowerEquipment(StrEnum):
    """ACCE_POWER_EQUIP_TYPE 受电设备类型"""

    TRANSFORMER = "01"
    HIGH_VOLTAGE_MOTOR = "02"


class TransformerUse(StrEnum):
    """TRAN_PUB_PRIV_FLAG 公变专变标志"""

    PUBLIC = "01"
    OWN = "02"


class LossCalculation(StrEnum):
    """TL_ALG_CODE 变损算法分类"""

    NONE = "0"
    FIXED_SHARE = "1"
    FIXED_AMOUNT = "2"
    FORMULA = "3"
    TABLE = "4"
    COPPER_AND_IRON = "5"


class MainOrStandby(StrEnum):
    """MS_FLAG 变压器主备性质"""

    MAIN = "01"
    COLD_STANDBY = "02"
    HOT_STANDBY = "03"


class SourceType(StrEnum):
    """PS_TYPE_CODE 电源类型"""

    PUBLIC_TRANSFORMER = "1"
    OWN_TRANSFORMER = "2"
    OWN_LINE = "3"
    SHARED_TRANSFORMER = "4"


class SourceRole(StrEnum):
    """C_PS_ATTR 电源性质"""

    MAIN = "10"
    MUTUAL = "11"
    STANDBY = "20"
    STANDBY_FOR_PRODUCTION = "21"
    STANDBY_FOR_REPAIR = "22"
    SECURITY = "30"
    SECURITY_BY_GRID = "31"
    SECURITY_BY_CUSTOMER = "32"


SECURITY_SOURCES = (SourceRole.SECURITY, SourceRole.SECURITY_BY_GRID, SourceRole.SECURITY_BY_CUSTOMER)
