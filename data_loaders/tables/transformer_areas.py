"""台区线损: 一个台区一个统计期一行"""

from data_loaders.shared_columns import ORG
from models.data.schema import Column, Kind, Need, Table

TRANSFORMER_AREAS = Table(
    name="transformer_areas",
    title="台区线损",
    grain="一个台区一个统计期一行",
    keys=(("tg_no", "period"),),
    columns=(
        ORG,
        Column("tg_no", "台区编号", Kind.ID, Need.REQUIRED, aliases=("tgId", "TG_ID")),
        Column("tg_name", "台区名称", Kind.TEXT, Need.RECOMMENDED),
        Column("tg_cap", "台区容量", Kind.NUMBER, unit="kVA", aliases=("tgCap",)),
        Column("period", "统计日期", Kind.PERIOD, Need.REQUIRED, aliases=("年月",), is_inferred=True),
        Column("supply_pq", "供电量", Kind.NUMBER, Need.REQUIRED, unit="kWh", aliases=("bygdl",)),
        Column("sale_pq", "售电量", Kind.NUMBER, Need.REQUIRED, unit="kWh", aliases=("bysdl", "用电量")),
        Column("loss_pq", "损耗电量", Kind.NUMBER, unit="kWh", aliases=("lossPq",)),
        Column("loss_rate", "线损率", Kind.NUMBER, Need.RECOMMENDED, unit="%", aliases=("linelossRate",)),
        Column("manager", "台区经理", Kind.TEXT, aliases=("tgManager",)),
    ),
    month_column="period",
)
