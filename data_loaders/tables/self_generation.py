"""自备电源/高危重要客户: 一个用户一行"""

from data_loaders.shared_columns import CUSTOMER, CUSTOMER_NAME, ORG
from models.data.schema import Column, Kind, Need, Table

SELF_GENERATION = Table(
    name="self_generation",
    title="自备电源/高危重要客户",
    grain="一个用户一行",
    keys=(("cons_no",),),
    columns=(
        ORG,
        CUSTOMER,
        CUSTOMER_NAME,
        Column(
            "spare_power_flag",
            "有无自备电源",
            Kind.CODE,
            Need.REQUIRED,
            codes="SPARE_POWER_FLAG",
            aliases=("SPARE_POWER_FLAG",),
        ),
        Column(
            "lock_mode",
            "自备电源闭锁方式",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="LOCK_MODE",
            aliases=("LOCK_MODE",),
        ),
        Column(
            "switch_flag",
            "有无自备电源投入切换装置",
            Kind.FLAG,
            Need.RECOMMENDED,
            aliases=("SPARE_SWITCH_FLAG",),
        ),
        Column(
            "gen_cap",
            "自备电源容量",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="kW",
            aliases=("发电机容量",),
            is_inferred=True,
        ),
        Column("agreement", "自备电源协议", Kind.FLAG, Need.RECOMMENDED, is_inferred=True),
        Column("emergency_ps_flag", "有无保安电源", Kind.FLAG, aliases=("EMERGENCY_PS_FLAG",)),
        Column("security_load_cap", "保安负荷容量", Kind.NUMBER, unit="kW"),
        Column(
            "importance_level",
            "客户重要性等级",
            Kind.CODE,
            codes="IMPORTANCE_LEVEL",
            aliases=("CUST_PRIO_CODE",),
        ),
        Column("chk_cycle", "检查周期", Kind.INTEGER, unit="月", aliases=("CHK_CYCLE",)),
        Column("chk_date", "检查日期", Kind.DATE, aliases=("CHK_DATE",)),
    ),
)
