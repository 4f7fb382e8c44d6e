"""GIS: 一个坐标点一行"""

from models.data.schema import Column, Kind, Table

GIS = Table(
    name="gis",
    title="GIS",
    grain="一个坐标点一行",
    keys=(("cons_no",),),
    columns=(
        Column("cons_no", "用户编号", Kind.ID),
        Column("lon", "经度", Kind.NUMBER, aliases=("用户GPS经度",)),
        Column("lat", "纬度", Kind.NUMBER, aliases=("用户GPS纬度",)),
    ),
    belongs_to=("cons_no", "customers"),
)
