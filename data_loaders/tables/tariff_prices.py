"""电价目录: 一个电价码一个时段一档一段有效期一行"""

from models.data.schema import Column, Kind, Need, Table

TARIFF_PRICES = Table(
    name="tariff_prices",
    title="电价目录",
    grain="一个电价码一个时段一档一段有效期一行",
    keys=(
        ("prc_code", "prc_ti", "ladder_level", "start_date"),
        ("prc_code", "prc_ti", "start_date"),
        ("prc_code", "ladder_level", "start_date"),
        ("prc_code", "start_date"),
    ),
    columns=(
        Column("para_vn", "版本号", Kind.TEXT, aliases=("电价版本号", "PARA_VN")),
        Column("prc_code", "电价码", Kind.ID, Need.REQUIRED, aliases=("电价编码", "电价代码", "PRC_CODE")),
        Column("prc_name", "电价名称", Kind.TEXT, Need.RECOMMENDED, aliases=("目录电价名称", "CAT_PRC_NAME")),
        Column(
            "prc_category",
            "电价大类",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="PRC_CATEGORY",
            aliases=("电价类别",),
            is_inferred=True,
        ),
        Column(
            "elec_type_code",
            "用电类别",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="ELEC_TYPE_CODE",
            aliases=("ELEC_TYPE_CODE",),
        ),
        Column(
            "prc_volt",
            "电价电压等级",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="PRC_VOLT_CODE",
            aliases=("PRC_VOLT_CODE",),
        ),
        Column(
            "pricing_policy",
            "定价策略类型",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="PRC_TYPE_CODE",
            aliases=("定价策略", "PRC_TYPE_CODE"),
        ),
        Column(
            "range_type", "执行范围分类", Kind.CODE, codes="RANGE_TYPE_CODE", aliases=("RANGE_TYPE_CODE",)
        ),
        Column(
            "prc_ti",
            "电价时段",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="PRC_TI_CODE",
            aliases=("分时时段", "PRC_TI_CODE", "PRC_TS_CODE"),
        ),
        Column("ladder_level", "级数", Kind.INTEGER, aliases=("阶梯档次", "LEVEL_NUM")),
        Column("kwh_prc", "电度电价", Kind.NUMBER, Need.REQUIRED, unit="元/kWh", aliases=("KWH_PRC",)),
        Column(
            "levy_prc",
            "代征合计",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="元/kWh",
            aliases=("代征单价", "政府性基金及附加单价"),
        ),
        Column("cat_kwh_prc", "目录电度电价", Kind.NUMBER, unit="元/kWh", aliases=("CAT_KWH_PRC",)),
        Column("cap_prc", "容量单价", Kind.NUMBER, unit="元/kVA·月", aliases=("CAP_PRC", "容量电价")),
        Column("dmd_prc", "需量单价", Kind.NUMBER, unit="元/kW·月", aliases=("DMD_PRC", "需量电价")),
        Column("start_date", "生效日期", Kind.DATE, Need.REQUIRED, aliases=("执行日期",), is_inferred=True),
        Column("end_date", "失效日期", Kind.DATE, Need.RECOMMENDED, aliases=("截止日期",), is_inferred=True),
    ),
    is_unique=False,
)
