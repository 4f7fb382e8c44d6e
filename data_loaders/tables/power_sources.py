"""供电电源: 一个用户一路电源一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Table

POWER_SOURCES = Table(
    name="power_sources",
    title="供电电源",
    grain="一个用户一路电源一行",
    keys=(("cons_no", "ps_no"),),
    columns=(
        ORG,
        CUSTOMER,
        Column("ps_no", "电源编号", Kind.ID, Need.REQUIRED, aliases=("供电电源编号", "PS_NO", "psNo")),
        Column("ps_attr", "电源性质", Kind.CODE, Need.RECOMMENDED, codes="C_PS_ATTR", aliases=("psAttr",)),
        Column(
            "ps_type", "电源类型", Kind.CODE, Need.RECOMMENDED, codes="PS_TYPE_CODE", aliases=("psTypeCode",)
        ),
        Column("ps_phase", "电源相数", Kind.CODE, aliases=("phaseCode",)),
        Column(
            "substation", "所属变电站", Kind.TEXT, Need.RECOMMENDED, aliases=("变电站", "subsId", "SUBS_NAME")
        ),
        Column(
            "bus_name", "所属母线", Kind.TEXT, Need.RECOMMENDED, aliases=("母线", "母线段"), is_inferred=True
        ),
        Column("line_no", "所属线路", Kind.ID, Need.RECOMMENDED, aliases=("线路编号", "lineId", "LINE_ID")),
        Column(
            "line_status",
            "线路状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="RUN_STATUS_CODE",
            aliases=("线路运行状态",),
            is_inferred=True,
        ),
        Column("tg_no", "所属台区", Kind.ID, aliases=("台区编号",), is_inferred=True),
        Column(
            "volt_code",
            "供电电压",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="VOLT_CODE",
            aliases=("psVolt", "PS_VOLT", "电源电压"),
        ),
        Column(
            "ps_cap",
            "供电容量",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="kVA",
            aliases=("电源容量", "psCap", "PS_CAP"),
        ),
        Column("linein_mode", "进线方式", Kind.TEXT, aliases=("lineinMode",)),
        Column("run_mode", "运行方式", Kind.TEXT, aliases=("runMode",)),
        Column("interlock_mode", "电源连锁方式", Kind.TEXT, aliases=("联锁方式", "interlockMode")),
        Column("switch_mode", "电源切换方式", Kind.TEXT, aliases=("psSwitchMode",)),
        Column("pr_point", "产权分界点", Kind.TEXT, aliases=("prPoint",)),
    ),
)
